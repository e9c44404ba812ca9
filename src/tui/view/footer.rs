//! The footer: what can be done here, as far as it fits; what is possible now comes first.

use ratatui::layout::Rect;

use super::super::actions::{Action, Context, Entry, TABLE, key_label};
use super::super::hits::Target;
use super::super::model::Model;
use super::super::possible;
use super::super::text::{cells, width};
use super::super::theme::Theme;
use super::painter::Painter;

/// Draws the hints.
pub fn draw(model: &Model, area: Rect, painter: &mut Painter) {
    let context = model.context();
    // Movement comes after quit in the table and needs no hint.
    let last = TABLE.iter().position(|entry| entry.action == Action::Quit).unwrap_or(0);
    let here: Vec<&Entry> = TABLE.iter().take(last + 1).filter(|entry| entry.contexts.contains(&context)).collect();
    let (mut hints, impossible): (Vec<&Entry>, Vec<&Entry>) =
        here.into_iter().partition(|entry| possible::enabled(model, entry.action).is_ok());
    let possible = hints.len();
    // In front of a dialog only what can be done counts.
    if context != Context::Dialog {
        hints.extend(impossible);
    }
    let pinned: Vec<&Entry> = hints.iter().copied().filter(|entry| entry.action == Action::Help).collect();
    let mut right = area.right();
    for entry in pinned {
        right = right.saturating_sub(cells(size(entry)));
        hint(entry, true, Rect { x: right, width: area.right() - right, ..area }, painter);
    }
    let mut x = area.x + 1;
    for (at, entry) in hints.into_iter().enumerate().filter(|(_, entry)| entry.action != Action::Help) {
        let wide = cells(size(entry));
        if x + wide > right {
            break;
        }
        hint(entry, at < possible, Rect { x, width: wide, ..area }, painter);
        x += wide + 1;
    }
}

/// Columns of a hint.
fn size(entry: &Entry) -> usize {
    width(&key(entry)) + 1 + width(entry.label) + 1
}

fn key(entry: &Entry) -> String {
    entry.keys.first().map(|key| key_label(*key)).unwrap_or_default()
}

fn hint(entry: &Entry, possible: bool, area: Rect, painter: &mut Painter) {
    let (key_style, label_style) =
        if possible { (painter.theme.key(), Theme::plain()) } else { (Theme::dim(), Theme::dim()) };
    painter.line(area, &[(key(entry), key_style), (format!(" {}", entry.label), label_style)]);
    painter.hit(area, Target::Hint(entry.action));
}
