//! The boxes over a list: orders, columns, views, a view's name, fuzzy find.

use ratatui::layout::Rect;

use super::super::arming::Front;
use super::super::dialog::field::Field;
use super::super::exporting::{self, Exporting};
use super::super::finder::{self, Finder, Found};
use super::super::hits::Target;
use super::super::lists::{Popup, Sheet, sortable};
use super::super::model::Model;
use super::super::privacy;
use super::super::text::{cells, tail, width, wrap};
use super::super::theme::Theme;
use super::extent;
use super::list::records::name;
use super::overlay::centred;
use super::painter::{Line, Painter};
use crate::domain::RecordKind;
use crate::locale::Language;
use crate::say;
use crate::worker::export::{Format, head};

/// Widest box.
const WIDE: u16 = 64;

/// Draws the box that is open, if one is.
pub fn draw(model: &Model, area: Rect, painter: &mut Painter) {
    let Some((popup, kind)) = model.lists.popup.as_ref().zip(model.listed()) else { return };
    let sheet = model.lists.sheet(kind);
    let language = model.language;
    match popup {
        Popup::Sort(at) => {
            let title = say!(language, "sort-title");
            choose(&title, &orders(model, sheet), *at, area, painter);
        }
        Popup::Columns(at) => {
            let title = say!(language, "columns-title");
            choose(&title, &columns(model, kind, sheet), *at, area, painter);
        }
        Popup::Views { at, deleting } => {
            let title = say!(language, "views-title");
            if sheet.views.is_empty() {
                let none = vec![vec![(say!(language, "views-none"), Theme::dim())]];
                choose(&title, &none, usize::MAX, area, painter);
            } else {
                choose(&title, &views(model, sheet, *at, *deleting, painter), *at, area, painter);
            }
        }
        Popup::Naming(naming) => {
            let title = match &naming.of {
                None => say!(language, "views-save-title"),
                Some(name) => say!(language, "views-rename-title", name = privacy::named(model, name)),
            };
            let inner = boxed(&title, 1, area, painter);
            field(&naming.field, "", Rect { height: 1.min(inner.height), ..inner }, painter);
        }
        Popup::Find(finder) => find(model, finder, area, painter),
        Popup::Export(open) => export(model, kind, open, area, painter),
    }
}

/// The file, its format, how many rows, and what each of them tells.
fn export(model: &Model, kind: RecordKind, open: &Exporting, area: Rect, painter: &mut Painter) {
    let language = model.language;
    let rows = match (exporting::count(model, kind), model.lists.sheet(kind).marks.is_empty()) {
        (Some(count), true) => say!(language, "export-rows", count = count),
        (Some(count), false) => say!(language, "export-rows-selected", count = count),
        (None, _) => say!(language, "export-rows-uncounted"),
    };
    let told = match open.format {
        Format::Csv => {
            let heads: Vec<&str> = exporting::columns(model, kind).into_iter().map(head).collect();
            say!(language, "export-columns", columns = heads.join(", "))
        }
        Format::Lines | Format::Json => say!(language, "export-members"),
    };
    let room = usize::from(WIDE.min(area.width).saturating_sub(4));
    let texts: Vec<String> = wrap(&rows, room).into_iter().chain(wrap(&told, room)).collect();
    let inner = boxed(&say!(language, "export-title"), texts.len() + 3, area, painter);
    let mut lines = inner.rows();
    if let Some(line) = lines.next() {
        field(&open.field, "> ", line, painter);
    }
    if let Some(line) = lines.next() {
        formats(language, open.format, line, painter);
    }
    for (line, text) in lines.skip(usize::from(inner.height > 4)).zip(texts) {
        painter.text(line, &text, Theme::dim());
    }
}

/// The formats beside each other, the chosen one marked by more than its colour.
fn formats(language: Language, chosen: Format, line: Rect, painter: &mut Painter) {
    let mut left = line;
    for (place, format) in Format::ALL.into_iter().enumerate() {
        let name = match format {
            Format::Csv => say!(language, "export-csv"),
            Format::Lines => say!(language, "export-lines"),
            Format::Json => say!(language, "export-json"),
        };
        let (text, style) = if format == chosen {
            (format!("[x] {name}"), Theme::selected())
        } else {
            (format!("[ ] {name}"), Theme::plain())
        };
        let used = painter.text(left, &text, style);
        painter.hit(Rect { width: used, ..left }, Target::Choice(place));
        let used = used.saturating_add(2).min(left.width);
        left = Rect { x: left.x + used, width: left.width - used, ..left };
    }
}

/// A box for so many rows; answers what is inside.
fn boxed(title: &str, rows: usize, area: Rect, painter: &mut Painter) -> Rect {
    let spot = centred(area, WIDE, cells(rows).saturating_add(2));
    // What lies below cannot be reached, and a click beside the box does nothing.
    painter.hit(area, Target::Cover);
    let inner = painter.boxed(spot, &[(format!(" {title} "), Theme::strong())], painter.theme.info());
    Rect { x: inner.x + 1.min(inner.width), width: inner.width.saturating_sub(2), ..inner }
}

/// Rows to choose from, the chosen one in sight.
fn choose(title: &str, rows: &[Line], at: usize, area: Rect, painter: &mut Painter) {
    let inner = boxed(title, rows.len(), area, painter);
    list(rows, at, inner, painter);
}

fn list(rows: &[Line], at: usize, area: Rect, painter: &mut Painter) {
    let high = usize::from(area.height);
    let top = if at < rows.len() { (at + 1).saturating_sub(high) } else { 0 };
    for ((place, row), line) in rows.iter().enumerate().skip(top).zip(area.rows()) {
        let sign = if place == at { "› " } else { "  " };
        let used = painter.text(line, sign, Theme::strong());
        painter.line(Rect { x: line.x + used, width: line.width.saturating_sub(used), ..line }, row);
        if place == at {
            painter.style(line, Theme::selected());
        }
        painter.hit(line, Target::Choice(place));
    }
}

fn orders(model: &Model, sheet: &Sheet) -> Vec<Line> {
    let sort = sheet.shape.query.sort;
    let line = |column| {
        let order = match (sort.column == column, sort.descending) {
            (false, _) => String::new(),
            (true, true) => format!(" ▼ {}", say!(model.language, "sort-descending")),
            (true, false) => format!(" ▲ {}", say!(model.language, "sort-ascending")),
        };
        vec![(name(model.language, column), Theme::plain()), (order, model.theme.info())]
    };
    sortable(sheet).into_iter().map(line).collect()
}

fn columns(model: &Model, kind: RecordKind, sheet: &Sheet) -> Vec<Line> {
    let placed = extent::columns(model, kind);
    let line = |choice: &super::super::columns::Choice| {
        let there = placed.iter().any(|placed| placed.column == choice.column);
        let mark = if choice.shown { "[x] " } else { "[ ] " };
        let wide = choice.width.map(|wide| format!("  {}", say!(model.language, "columns-width", width = wide)));
        let hidden = choice.shown && !there;
        let room = if hidden { format!("  {}", say!(model.language, "columns-no-room")) } else { String::new() };
        vec![
            (format!("{mark}{}", name(model.language, choice.column)), Theme::plain()),
            (wide.unwrap_or_default(), model.theme.info()),
            (room, Theme::dim()),
        ]
    };
    sheet.shape.columns.choices().iter().map(line).collect()
}

fn views(model: &Model, sheet: &Sheet, at: usize, deleting: bool, painter: &Painter) -> Vec<Line> {
    let line = |(place, view): (usize, &super::super::views::View)| {
        let on = if sheet.view.as_ref() == Some(&view.name) { "● " } else { "  " };
        let filter = privacy::veiled(model, &view.shape.query.filter.to_string());
        let after = if deleting && place == at {
            let text = say!(model.language, "views-delete-sure");
            let hears = model.arming.is_ready(&Front::Deleting(view.name.clone()), model.now);
            (if hears { format!("[ {text} ]") } else { format!("( {text} )") }, painter.theme.warn())
        } else {
            (filter, Theme::dim())
        };
        vec![(format!("{on}{}  ", privacy::named(model, &view.name)), Theme::plain()), after]
    };
    sheet.views.iter().enumerate().map(line).collect()
}

/// What is typed, with the cursor in it.
fn field(field: &Field, label: &str, area: Rect, painter: &mut Painter) {
    let used = painter.text(area, label, painter.theme.key());
    let area = Rect { x: area.x + used, width: area.width.saturating_sub(used), ..area };
    let before = tail(&field.before_cursor(), usize::from(area.width).saturating_sub(1));
    let shown = field.shown();
    let behind = shown.get(field.before_cursor().len()..).unwrap_or_default();
    painter.text(area, &format!("{before}{behind}"), Theme::plain());
    painter.cursor(area.x + cells(width(&before)), area.y);
}

/// A row as others may see it: a part of its name.
fn seen(model: &Model, found: &Found) -> String {
    match found.text.split_once(finder::BETWEEN) {
        Some((name, rest)) if model.privacy => {
            format!("{}{}{}", privacy::ends(name), finder::BETWEEN, privacy::veiled(model, rest))
        }
        Some(_) | None => privacy::veiled(model, &found.text),
    }
}

fn find(model: &Model, finder: &Finder, area: Rect, painter: &mut Painter) {
    let rows: Vec<Line> = finder.found.iter().map(|found| vec![(seen(model, found), Theme::plain())]).collect();
    // As high as it can get, so that it does not jump while something is typed.
    let inner = boxed(&say!(model.language, "find-title"), finder.among.clamp(3, 12) + 2, area, painter);
    let mut lines = inner.rows();
    if let Some(line) = lines.next() {
        field(&finder.field, "> ", line, painter);
    }
    if let Some(line) = lines.next() {
        let text = if rows.is_empty() {
            say!(model.language, "find-none", count = finder.among)
        } else {
            say!(model.language, "find-among", found = rows.len(), count = finder.among)
        };
        painter.text(line, &text, if rows.is_empty() { painter.theme.warn() } else { Theme::dim() });
    }
    let rest = Rect { y: inner.y + 2.min(inner.height), height: inner.height.saturating_sub(2), ..inner };
    list(&rows, finder.at, rest, painter);
}
