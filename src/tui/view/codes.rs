//! The list of codes and status words, its search, and the explanation of the selected one beside it.

use ratatui::layout::Rect;

use super::super::hits::Target;
use super::super::layout::Parts;
use super::super::model::Model;
use super::super::text::{cells, width, wrap};
use super::super::theme::Theme;
use super::explanation;
use super::painter::{Painter, Span};
use crate::say;

/// Columns of a code or word, and of its family.
const KEY: u16 = 17;
const FAMILY: u16 = 13;

/// Draws the screen.
pub fn draw(model: &Model, parts: Parts, painter: &mut Painter) {
    let (codes, language) = (&model.codes, model.language);
    title(model, parts.heads, painter);
    if let Some(reason) = &codes.broken {
        message(parts.list, &format!("✗ {reason}"), painter);
    } else if codes.found.is_empty() {
        message(
            parts.list,
            &format!("{}\n\n{}", say!(language, "codes-none"), say!(language, "codes-none-next")),
            painter,
        );
    }
    let shown = codes.found.iter().enumerate().skip(codes.top);
    for (area, (at, entry)) in parts.list.rows().zip(shown) {
        let chosen = at == codes.selected;
        let key = Rect { x: area.x + 1, width: KEY.min(area.width.saturating_sub(1)), ..area };
        painter.text(key, &entry.key, Theme::strong());
        let mut x = key.right() + 1;
        if area.width >= 64 {
            let family = Rect { x, width: FAMILY, ..area };
            painter.text(family, &entry.family, Theme::dim());
            x = family.right() + 1;
        }
        let meaning = Rect { x, width: area.right().saturating_sub(x + 1), ..area };
        painter.text(meaning, entry.meaning(model.language), Theme::plain());
        if chosen {
            painter.text(area, "›", Theme::strong());
            painter.style(area, Theme::selected());
        }
        painter.hit(area, Target::Code(at));
    }
    if let (Some(side), Some(entry)) = (parts.side, codes.current()) {
        for row in side.rows() {
            painter.text(Rect { width: 1, ..row }, "│", Theme::dim());
        }
        let inner = Rect { x: side.x + 2, width: side.width.saturating_sub(3), ..side };
        let lines = explanation::known(entry, model.language, usize::from(inner.width));
        painter.lines(inner, &lines);
    }
}

/// The title, the place in the list, and the search.
fn title(model: &Model, area: Rect, painter: &mut Painter) {
    let (codes, language) = (&model.codes, model.language);
    let first = Rect { x: area.x + 1, width: area.width.saturating_sub(2), height: 1, ..area };
    let place = if codes.found.is_empty() {
        String::new()
    } else {
        say!(language, "codes-place", at = codes.selected + 1, count = codes.found.len())
    };
    let spans = [(format!("{}  ", say!(language, "codes-title")), Theme::strong()), (place, Theme::dim())];
    let used = painter.line(first, &spans);
    let named = say!(language, "codes-language", code = language.code());
    if usize::from(first.width.saturating_sub(used)) > width(&named) + 1 {
        painter.right(first, &named, Theme::dim());
    }
    if area.height < 2 {
        return;
    }
    let second = Rect { y: first.y + 1, ..first };
    let query = codes.query.shown();
    if codes.typing || !query.is_empty() {
        let spans: [Span; 2] = [("/".to_owned(), painter.theme.key()), (query, Theme::strong())];
        painter.line(second, &spans);
    } else {
        painter.text(second, &format!("/ {}", say!(language, "codes-search-hint")), Theme::dim());
    }
    if codes.typing {
        painter.cursor(second.x + 1 + cells(width(&codes.query.before_cursor())), second.y);
    }
}

fn message(area: Rect, text: &str, painter: &mut Painter) {
    let inner = Rect { x: area.x + 2, width: area.width.saturating_sub(4), ..area };
    for (row, line) in inner.rows().zip(wrap(text, usize::from(inner.width))) {
        painter.text(row, &line, Theme::plain());
    }
}
