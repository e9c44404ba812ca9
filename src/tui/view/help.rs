//! The help: the table of actions, the keys of this place first.

use ratatui::layout::Rect;

use super::super::actions::{Context, TABLE, key_label};
use super::super::hits::Target;
use super::super::model::Model;
use super::super::text::width;
use super::super::theme::Theme;
use super::painter::{Line, Painter, line};

/// The lines of the help.
pub fn lines(model: &Model) -> Vec<Line> {
    let here = match (model.detail, model.inquiry) {
        (Some(_), _) if model.reader.open.is_some() => Context::Exchange,
        (Some(_), _) => Context::Detail,
        (None, Some(_)) => Context::Inquiry,
        (None, None) => model.base_context(),
    };
    let mut lines = vec![line(here.title(), Theme::strong())];
    let mut others = Vec::new();
    for entry in TABLE {
        let keys = entry.keys.iter().map(|key| key_label(*key)).collect::<Vec<_>>().join(" ");
        let pad = 14_usize.saturating_sub(width(&keys));
        let mark = if entry.dangerous { "! " } else { "  " };
        let spans = vec![
            (mark.to_owned(), model.theme.warn()),
            (format!("{keys}{} ", " ".repeat(pad)), model.theme.key()),
            (entry.help.to_owned(), Theme::plain()),
        ];
        if entry.contexts.contains(&here) {
            lines.push(spans);
        } else {
            others.push(spans);
        }
    }
    lines.push(Line::new());
    lines.push(line("Elsewhere", Theme::strong()));
    lines.extend(others);
    lines.push(Line::new());
    lines.push(line("! can lead to money being moved: a dialog comes first", Theme::dim()));
    lines
}

/// Draws the help over everything.
pub fn draw(model: &Model, scroll: usize, area: Rect, painter: &mut Painter) {
    let wide = area.width.min(84);
    let area = Rect { x: area.x + (area.width - wide) / 2, width: wide, ..area };
    painter.hit(painter.area(), Target::Cover);
    let title = [(" Help — ↑↓ scroll, Esc closes ".to_owned(), Theme::strong())];
    let inner = painter.boxed(area, &title, Theme::dim());
    let inner = Rect { x: inner.x + 1, width: inner.width.saturating_sub(2), ..inner };
    painter.lines(inner, lines(model).iter().skip(scroll));
}
