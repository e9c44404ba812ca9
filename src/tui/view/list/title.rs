//! The line above a list: what is listed, its filter as chips, where the eye is, what is marked, and what it comes to.

use ratatui::layout::Rect;

use super::super::super::columns::Placed;
use super::super::super::hits::Target;
use super::super::super::layout::is_compact;
use super::super::super::lists::Sheet;
use super::super::super::model::Model;
use super::super::super::pane::{Load, Pane, Row};
use super::super::super::privacy;
use super::super::super::text::{cells, fit, width};
use super::super::super::theme::Theme;
use super::super::header;
use super::super::painter::{Painter, Span};
use super::records as column;
use crate::domain::query::Column as Shown;
use crate::domain::{Money, RecordKind};
use crate::ledger::{Operation, Sum};
use crate::say;

/// Widest chip.
const CHIP: usize = 28;

fn inner(area: Rect) -> Rect {
    Rect { x: area.x + 1, width: area.width.saturating_sub(2), height: 1, ..area }
}

/// Of a list of records.
pub fn records(model: &Model, kind: RecordKind, placed: &[Placed], area: Rect, painter: &mut Painter) {
    let area = inner(area);
    let (pane, sheet) = (model.pane(kind), model.lists.sheet(kind));
    let mut x = area.x + painter.text(area, &format!("{}  ", model.screen.name(model.language)), Theme::strong());
    let mut after: Vec<Span> = marked(model, sheet).map(|text| (text, Theme::strong())).into_iter().collect();
    after.extend(viewed(model, sheet).map(|view| (view, painter.theme.info())));
    after.extend(state(model, pane, sheet, painter));
    let rest = |x: u16| Rect { x, width: area.right().saturating_sub(x), ..area };
    // What matters least goes first when there is no room: the chips are counted, the rest is left out from its end. What
    // is marked is what the next key acts on, so it is never left out.
    let terms = sheet.shape.query.filter.terms().len();
    let least = if terms == 0 { 0 } else { 8 };
    while after.len() > 1 && wide(&after) + least > usize::from(rest(x).width) {
        after.pop();
    }
    let room = usize::from(rest(x).width).saturating_sub(wide(&after));
    x += chips(model, sheet, Rect { width: cells(room), ..rest(x) }, painter);
    for (text, style) in &after {
        x = x.saturating_add(painter.text(rest(x), text, *style) + 2);
    }
    right(&totals(model, sheet, placed), &read(model), rest(x), painter);
}

fn wide(pieces: &[Span]) -> usize {
    pieces.iter().map(|(text, _)| width(text) + 2).sum()
}

/// The view, with a star when it is no longer as it was saved.
fn viewed(model: &Model, sheet: &Sheet) -> Option<String> {
    let (name, changed) = sheet.viewed()?;
    let star = if changed { "*" } else { "" };
    Some(say!(model.language, "list-view", name = fit(&privacy::named(model, name), 20), star = star))
}

/// What is going on with the rows, the most important first.
fn state<R: Row>(model: &Model, pane: &Pane<R>, sheet: &Sheet, painter: &Painter) -> Vec<Span> {
    let language = model.language;
    let mut pieces: Vec<Span> = Vec::new();
    if let (Load::Failed(reason), false) = (&pane.load, pane.rows.is_empty()) {
        pieces.push((say!(language, "list-failed", reason = reason.as_str()), painter.theme.bad()));
    }
    if let Some(changed) = &pane.frozen {
        pieces.push((say!(language, "list-frozen", count = changed.len()), painter.theme.warn()));
    }
    if pane.outdated && !matches!(pane.load, Load::Failed(_)) {
        pieces.push((say!(language, "list-looking"), painter.theme.info()));
    }
    if let Some(left) = &pane.left {
        pieces.push((left_text(model, &left.name), painter.theme.warn()));
    }
    if pane.fresh > 0 && !pane.rows.is_empty() {
        pieces.push((say!(language, "list-new", count = pane.fresh), painter.theme.info()));
    }
    pieces.extend(place(model, pane, sheet).map(|place| (place, Theme::dim())));
    pieces
}

/// How many are marked, and what they come to.
fn marked(model: &Model, sheet: &Sheet) -> Option<String> {
    let sums: Vec<String> = sheet
        .marks
        .sums()
        .into_iter()
        .map(|(currency, sum)| sum.map_or_else(|| format!("? {}", currency.code()), |sum| privacy::money(model, sum)))
        .collect();
    let text = say!(model.language, "list-selected", count = sheet.marks.len());
    (!sheet.marks.is_empty()).then(|| format!("✓ {text} · {}", sums.join(" + ")))
}

/// Which row left the list; in private without its name.
fn left_text(model: &Model, name: &str) -> String {
    if model.privacy {
        say!(model.language, "list-left-private")
    } else {
        say!(model.language, "list-left", name = fit(name, 20))
    }
}

/// Where the eye is.
fn place<R: Row>(model: &Model, pane: &Pane<R>, sheet: &Sheet) -> Option<String> {
    let language = model.language;
    let counted = sheet.tally.of(&sheet.shape.query.filter).and_then(Result::ok).map(|totals| totals.count);
    let total = pane.total.or(counted);
    if pane.rows.is_empty() {
        return None;
    }
    Some(match (pane.index(), pane.above, total) {
        (Some(at), Some(above), Some(total)) => {
            say!(language, "list-place", at = above + at as u64 + 1, count = total)
        }
        (Some(at), Some(above), None) => say!(language, "list-place-uncounted", at = above + at as u64 + 1),
        (Some(_) | None, _, Some(total)) => say!(language, "list-in-all", count = total),
        (Some(_) | None, _, None) => "…".to_owned(),
    })
}

/// The terms of the filter, each with a cross that takes it away. Answers how many columns they took.
fn chips(model: &Model, sheet: &Sheet, area: Rect, painter: &mut Painter) -> u16 {
    let terms = sheet.shape.query.filter.terms();
    let mut x = area.x;
    for (at, term) in terms.iter().enumerate() {
        let text = format!("[{} ×]", fit(&privacy::veiled(model, &term.to_string()), CHIP));
        let later = terms.len() - at - 1;
        // Room for the count of those that do not fit.
        let reserve = if later > 0 { 5 } else { 0 };
        let left = usize::from(area.right().saturating_sub(x));
        if width(&text) + 1 + reserve > left {
            let rest = format!("+{}", terms.len() - at);
            let used = painter.text(Rect { x, width: cells(left), ..area }, &rest, painter.theme.key());
            return x + used + u16::from(used > 0) * 2 - area.x;
        }
        let used = painter.text(Rect { x, width: cells(left), ..area }, &text, painter.theme.key());
        // The last two columns are the cross and its bracket.
        painter.hit(Rect { x: x + used.saturating_sub(2), width: 2.min(used), ..area }, Target::Chip(at));
        x += used + 1;
    }
    if x > area.x { x + 1 - area.x } else { 0 }
}

/// What the filtered list comes to, the longest text first.
fn totals(model: &Model, sheet: &Sheet, placed: &[Placed]) -> Vec<String> {
    let filter = &sheet.shape.query.filter;
    let Some(Ok(totals)) = sheet.tally.of(filter) else { return Vec::new() };
    if totals.sums.is_empty() {
        return Vec::new();
    }
    let joined = |of: fn(&Sum) -> Money| {
        let sums: Vec<String> = totals.sums.iter().map(|sum| privacy::money(model, of(sum))).collect();
        sums.join(" + ")
    };
    let short = format!("Σ {}", joined(|sum| sum.amount));
    let mut long = short.clone();
    for (shown, of) in
        [(Shown::Cleared, (|sum: &Sum| sum.cleared) as fn(&Sum) -> Money), (Shown::Refunded, |sum: &Sum| sum.refunded)]
    {
        if placed.iter().any(|placed| placed.column == shown) {
            for part in [", ", &column::name(model.language, shown), " ", &joined(of)] {
                long.push_str(part);
            }
        }
    }
    vec![long, short]
}

/// How old the rows are, where the header has no room for it.
fn read(model: &Model) -> String {
    if is_compact(model.size) { header::age_of_data(model).unwrap_or_default() } else { String::new() }
}

/// At the right edge what fits: the longest of `sums` and `read`, or one of them.
fn right(sums: &[String], read: &str, area: Rect, painter: &mut Painter) {
    let room = usize::from(area.width);
    let both = sums.iter().filter(|_| !read.is_empty()).map(|sum| format!("{sum}   {read}"));
    let texts = both.chain(sums.iter().cloned()).chain([read.to_owned()]);
    if let Some(text) = texts.into_iter().find(|text| width(text) < room) {
        painter.right(area, &text, Theme::dim());
    }
}

/// Of the list of operations.
pub fn operations(model: &Model, pane: &Pane<Operation>, area: Rect, painter: &mut Painter) {
    let area = inner(area);
    let language = model.language;
    let mut spans = vec![(format!("{}  ", model.screen.name(language)), Theme::strong())];
    let nothing = Sheet::default();
    if model.only_unresolved && !pane.rows.is_empty() {
        let total = pane.total.unwrap_or(pane.rows.len() as u64);
        let place = place(model, pane, &nothing).unwrap_or_default();
        if let Some(left) = &pane.left {
            spans.push((format!("{}  ", left_text(model, &left.name)), painter.theme.warn()));
        }
        spans.push((format!("{place} "), Theme::dim()));
        spans.push((say!(language, "list-unresolved"), painter.theme.warn()));
        if total > pane.rows.len() as u64 {
            let listed = say!(language, "list-first-listed", count = pane.rows.len());
            spans.push((format!("; {listed}"), Theme::dim()));
        }
    } else {
        for (text, style) in state(model, pane, &nothing, painter).into_iter().rev() {
            spans.push((format!("{text}  "), style));
        }
    }
    let used = painter.line(area, &spans);
    let rest = Rect { x: area.x + used.min(area.width), width: area.width - used.min(area.width), ..area };
    right(&[], &read(model), rest, painter);
}
