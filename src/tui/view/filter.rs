//! The bar in which a filter is typed, over title and heads of the list. Below it stands what is wrong, at its place, or
//! what could follow.

use ratatui::layout::Rect;
use ratatui::style::Modifier;

use super::super::filter::Bar;
use super::super::model::Model;
use super::super::privacy;
use super::super::text::{cells, fit, width};
use super::super::theme::Theme;
use super::super::words;
use super::painter::Painter;
use crate::domain::query::{Fault, FaultKind};
use crate::say;

/// Draws the bar.
pub fn draw(model: &Model, bar: &Bar, area: Rect, painter: &mut Painter) {
    let line = Rect { x: area.x + 1, width: area.width.saturating_sub(2), height: 1, ..area };
    // What is marked is what is done next, whatever is typed.
    let marks = model.lists.sheet(bar.kind).marks.len();
    let marked = format!("  ✓ {}", say!(model.language, "list-selected", count = marks));
    let reserve = if marks > 0 { painter.right(line, &marked, Theme::strong()) } else { 0 };
    let line = Rect { width: line.width.saturating_sub(reserve), ..line };
    let label = say!(model.language, "filter-label");
    let used = painter.text(line, &format!("/ {label}: "), painter.theme.key());
    let line = Rect { x: line.x + used, width: line.width.saturating_sub(used), ..line };
    let (shown, before) = (bar.field.shown(), bar.field.before_cursor());
    // A long text moves to the left, so that the cursor stays in sight.
    let skip = (width(&before) + 1).saturating_sub(usize::from(line.width));
    let hidden = hidden(&shown, skip);
    painter.text(line, &privacy::veiled(model, shown.get(hidden..).unwrap_or_default()), Theme::plain());
    let column = |at: usize| {
        let at = at.max(hidden);
        cells(width(shown.get(hidden..at).unwrap_or_default())).min(line.width.saturating_sub(1))
    };
    painter.cursor(line.x + column(before.len()), line.y);
    let below = Rect { y: area.y + 1, height: 1, ..area };
    if area.height < 2 {
        return;
    }
    match bar.problem() {
        Some(Fault { at, what }) => {
            let (from, to) = (column(at.start), column(at.end));
            let wrong = Rect { x: line.x + from, width: (to - from).max(1), ..line };
            painter.style(wrong, painter.theme.bad().add_modifier(Modifier::UNDERLINED));
            problem(&words::filter_fault(model.language, &seen(model, what)), line.x + from, below, painter);
        }
        None => offers(model, bar, below, painter),
    }
}

/// The byte from which a text is shown when so many columns of its start are not.
fn hidden(text: &str, skip: usize) -> usize {
    let mut columns = 0;
    for (at, c) in text.char_indices() {
        if columns >= skip {
            return at;
        }
        columns += width(c.encode_utf8(&mut [0; 4]));
    }
    if skip == 0 { 0 } else { text.len() }
}

/// What is wrong: a caret below the place, and words beside it, the longest that there is room for.
fn problem(words: &[String], x: u16, area: Rect, painter: &mut Painter) {
    let style = painter.theme.bad();
    painter.text(Rect { x, width: area.right().saturating_sub(x), ..area }, "^", style);
    let right = Rect { x: x + 2, width: area.right().saturating_sub(x + 2), ..area };
    let left = Rect { x: area.x + 1, width: x.saturating_sub(area.x + 2), ..area };
    let room = |side: Rect| usize::from(side.width);
    let most = room(right).max(room(left));
    let text = words.iter().find(|text| width(text) <= most).or(words.last()).map_or("", String::as_str);
    if width(text) <= room(right) || room(right) >= room(left) {
        painter.text(right, text, style);
    } else {
        painter.right(left, &fit(text, room(left)), style);
    }
}

/// What could follow.
fn offers(model: &Model, bar: &Bar, area: Rect, painter: &mut Painter) {
    let area = Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area };
    let words = bar.completions().words;
    if words.is_empty() {
        painter.text(area, &say!(model.language, "filter-hint"), Theme::dim());
        return;
    }
    let label = format!("{}: ", say!(model.language, "filter-completions"));
    let used = painter.text(area, &label, Theme::dim());
    let rest = Rect { x: area.x + used, width: area.width.saturating_sub(used), ..area };
    painter.text(rest, &words.join(" "), Theme::plain());
}

/// What is wrong as others may read it: without what was typed.
fn seen(model: &Model, what: &FaultKind) -> FaultKind {
    let mut what = what.clone();
    if let FaultKind::UnknownField { found, .. } | FaultKind::UnknownValue { found, .. } = &mut what {
        *found = privacy::veiled(model, found);
    }
    what
}
