//! The help: the table of actions, the keys of this place first, and why those that are impossible now are.

use ratatui::layout::Rect;

use super::super::actions::keymap::Binding;
use super::super::actions::{Entry, TABLE};
use super::super::hits::Target;
use super::super::model::Model;
use super::super::possible;
use super::super::text::{width, wrap};
use super::super::theme::Theme;
use super::painter::{Line, Painter, line};
use crate::say;

/// Columns of the mark and the keys.
const KEYS: usize = 17;

/// The lines of the help, for a screen of this width.
pub fn lines(model: &Model, screen: u16) -> Vec<Line> {
    let wide = usize::from(inner_width(screen));
    let here = model.ground();
    let mut lines = vec![line(here.title(model.language), Theme::strong())];
    let mut shown = Vec::new();
    for (binding, entry) in model.keymap.here(here) {
        shown.push(binding.row);
        let reason = possible::enabled(model, entry.action).err();
        lines.extend(row(model, binding, entry, reason, wide));
    }
    lines.push(Line::new());
    lines.push(line(say!(model.language, "help-elsewhere"), Theme::strong()));
    let all = model.keymap.bindings();
    for (at, entry) in TABLE.iter().enumerate().filter(|(at, _)| !shown.contains(at)) {
        if let Some(binding) = all.iter().find(|binding| binding.row == at) {
            lines.extend(row(model, binding, entry, None, wide));
        }
    }
    lines.push(Line::new());
    let note = say!(model.language, "help-dangerous");
    lines.extend(wrap(&note, wide).into_iter().map(|part| line(part, Theme::dim())));
    lines
}

/// One action: its keys, what it does, and why it cannot be done now.
fn row(model: &Model, binding: &Binding, entry: &Entry, reason: Option<String>, wide: usize) -> Vec<Line> {
    let keys = binding.keys.iter().map(|keys| keys.label()).collect::<Vec<_>>().join(" ");
    let keys = if keys.is_empty() { "—".to_owned() } else { keys };
    let room = wide.saturating_sub(KEYS).max(8);
    let style = if reason.is_some() { Theme::dim() } else { Theme::plain() };
    let mut parts: Vec<_> = wrap(&entry.help(model.language), room).into_iter().map(|part| (part, style)).collect();
    if let Some(reason) = reason {
        let reason = say!(model.language, "help-not-now", reason = reason);
        parts.extend(wrap(&reason, room).into_iter().map(|part| (part, model.theme.warn())));
    }
    let mut lines = Vec::new();
    for (at, (part, style)) in parts.into_iter().enumerate() {
        let mark = if at == 0 && entry.dangerous { "! " } else { "  " };
        let keys = if at == 0 { keys.as_str() } else { "" };
        let pad = (KEYS - 3).saturating_sub(width(keys));
        lines.push(vec![
            (mark.to_owned(), model.theme.warn()),
            (format!("{keys}{} ", " ".repeat(pad)), model.theme.key()),
            (part, style),
        ]);
    }
    lines
}

/// Columns of the box.
fn box_width(screen: u16) -> u16 {
    screen.min(84)
}

fn inner_width(screen: u16) -> u16 {
    box_width(screen).saturating_sub(4)
}

/// Draws the help over everything.
pub fn draw(model: &Model, scroll: usize, area: Rect, painter: &mut Painter) {
    let wide = box_width(area.width);
    let area = Rect { x: area.x + (area.width - wide) / 2, width: wide, ..area };
    painter.hit(painter.area(), Target::Cover);
    let title = [(format!(" {} ", say!(model.language, "help-title")), Theme::strong())];
    let inner = painter.boxed(area, &title, Theme::dim());
    let inner = Rect { x: inner.x + 1, width: inner.width.saturating_sub(2), ..inner };
    let lines = lines(model, painter.area().width);
    // There may be less to show than when it was scrolled, or more room.
    let scroll = scroll.min(lines.len().saturating_sub(usize::from(inner.height)));
    painter.lines(inner, lines.iter().skip(scroll));
}
