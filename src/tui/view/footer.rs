//! The footer: what can be done here, as far as it fits; what is possible now comes first.

use ratatui::layout::Rect;

use super::super::actions::keymap::Binding;
use super::super::actions::{Action, Context, Entry, TABLE};
use super::super::hits::Target;
use super::super::model::Model;
use super::super::possible;
use super::super::text::{cells, width};
use super::super::theme::Theme;
use super::painter::Painter;
use crate::say;

/// A key and its word.
struct Hint {
    action: Action,
    key: String,
    label: String,
}

impl Hint {
    fn new(model: &Model, binding: &Binding, entry: &Entry) -> Self {
        Self { action: entry.action, key: binding.label(), label: entry.label(model.language) }
    }

    /// Columns that it takes, with the space behind it.
    fn size(&self) -> u16 {
        cells(width(&self.key) + 1 + width(&self.label) + 1)
    }

    fn draw(&self, possible: bool, area: Rect, painter: &mut Painter) {
        let (key, label) = if possible { (painter.theme.key(), Theme::plain()) } else { (Theme::dim(), Theme::dim()) };
        painter.line(area, &[(self.key.clone(), key), (format!(" {}", self.label), label)]);
        painter.hit(area, Target::Hint(self.action));
    }
}

/// Draws the hints.
pub fn draw(model: &Model, area: Rect, painter: &mut Painter) {
    let context = model.context();
    // Movement comes after quit in the table and needs no hint.
    let last = TABLE.iter().position(|entry| entry.action == Action::Quit).unwrap_or(0);
    let here = model.keymap.here(context).filter(|(binding, _)| binding.row <= last && !binding.keys.is_empty());
    let (mut hints, impossible): (Vec<_>, Vec<_>) =
        here.partition(|(_, entry)| possible::enabled(model, entry.action).is_ok());
    let possible = hints.len();
    // In front of a dialog only what can be done counts.
    if context != Context::Dialog {
        hints.extend(impossible);
    }
    let hints: Vec<Hint> = hints.into_iter().map(|(binding, entry)| Hint::new(model, binding, entry)).collect();
    let has_room = area.width >= 60;
    let is_pinned = |hint: &Hint| hint.action == Action::Help || (hint.action == Action::Palette && has_room);
    let mut right = area.right();
    for hint in hints.iter().rev().filter(|hint| is_pinned(hint)) {
        right = right.saturating_sub(hint.size());
        hint.draw(true, Rect { x: right, width: hint.size(), ..area }, painter);
    }
    let mut x = area.x + 1;
    if !model.mouse {
        let key = model.keymap.label(Action::Mouse, context);
        let off = format!("{} ", say!(model.language, "footer-mouse-off", key = key));
        let spot = Rect { x, width: right.saturating_sub(x), ..area };
        let used = painter.text(spot, &off, painter.theme.warn());
        painter.hit(Rect { width: used, ..spot }, Target::Hint(Action::Mouse));
        x += used + 1;
    }
    for (at, hint) in hints.iter().enumerate().filter(|(_, hint)| !is_pinned(hint)) {
        let wide = hint.size();
        if x + wide > right {
            break;
        }
        hint.draw(at < possible, Rect { x, width: wide, ..area }, painter);
        x += wide + 1;
    }
}
