//! The palette: the query, and the commands that fit it.

use ratatui::layout::Rect;

use super::super::hits::Target;
use super::super::model::Model;
use super::super::palette::{Item, Palette};
use super::super::text::{cells, fit, width, wrap};
use super::super::theme::Theme;
use super::painter::{Painter, Span};
use crate::say;

/// Draws it over everything below the header.
pub fn draw(model: &Model, palette: &Palette, area: Rect, painter: &mut Painter) {
    let wide = area.width.min(84);
    let high = cells(palette.found.len().max(8) + 5).min(area.height);
    let area = Rect { x: area.x + (area.width - wide) / 2, width: wide, height: high, ..area };
    painter.hit(painter.area(), Target::Cover);
    let title = [(format!(" {} ", say!(model.language, "context-palette")), Theme::strong())];
    let inner = painter.boxed(area, &title, Theme::dim());
    let inner = Rect { x: inner.x + 1, width: inner.width.saturating_sub(2), ..inner };
    if inner.height < 2 {
        return;
    }
    query(model, palette, Rect { height: 1, ..inner }, painter);
    let list = Rect { y: inner.y + 1, height: inner.height - 1, ..inner };
    if palette.found.is_empty() {
        painter.text(list, &say!(model.language, "palette-nothing"), Theme::dim());
        return;
    }
    let titles = palette.found.iter().map(|item| width(&item.title)).max().unwrap_or(0);
    let titles = titles.min(usize::from(list.width) / 2);
    let (list, below) = divided(palette, list);
    if let Some(item) = palette.current() {
        let parts = wrap(words(item), usize::from(below.width));
        for (line, part) in below.rows().zip(parts) {
            painter.text(line, &part, Theme::plain());
        }
    }
    let height = usize::from(list.height);
    let top = (palette.selected + 1).saturating_sub(height);
    for (line, (at, item)) in list.rows().zip(palette.found.iter().enumerate().skip(top)) {
        row(item, titles, line, painter);
        if at == palette.selected {
            painter.style(line, Theme::selected());
        }
        painter.hit(line, Target::Command(at));
    }
}

/// The list, and below it room for all that is said of any of its commands, whichever is chosen.
fn divided(palette: &Palette, area: Rect) -> (Rect, Rect) {
    let wide = usize::from(area.width);
    let most = palette.found.iter().map(|item| wrap(words(item), wide).len()).max().unwrap_or(0);
    let below = cells(most).min(area.height / 2);
    let list = Rect { height: area.height - below, ..area };
    (list, Rect { y: list.bottom(), height: below, ..area })
}

/// What is said of a command: why it is impossible, else what it does.
fn words(item: &Item) -> &str {
    item.reason.as_deref().unwrap_or(&item.help)
}

fn query(model: &Model, palette: &Palette, area: Rect, painter: &mut Painter) {
    let typed = palette.query.shown();
    let (text, style) =
        if typed.is_empty() { (say!(model.language, "palette-type"), Theme::dim()) } else { (typed, Theme::strong()) };
    let used = painter.line(area, &[(": ".to_owned(), painter.theme.key()), (text, style)]);
    let count = palette.found.len().to_string();
    if usize::from(area.width.saturating_sub(used)) > width(&count) + 1 {
        painter.right(area, &count, Theme::dim());
    }
    painter.cursor(area.x + 2 + cells(width(&palette.query.before_cursor())), area.y);
}

fn row(item: &Item, titles: usize, area: Rect, painter: &mut Painter) {
    let mark = if item.dangerous { "! " } else { "  " };
    let (title_style, text, text_style) = match &item.reason {
        Some(reason) => (Theme::dim(), reason.as_str(), Theme::dim()),
        None => (Theme::plain(), item.help.as_str(), Theme::dim()),
    };
    let room = area.width.saturating_sub(cells(width(&item.key)) + 1);
    // A command without words of its own has the whole line for its name.
    let title = if text.is_empty() { item.title.clone() } else { fit(&item.title, titles) };
    let pad = " ".repeat(titles.saturating_sub(width(&title)) + 2);
    let spans: [Span; 3] = [
        (mark.to_owned(), painter.theme.warn()),
        (format!("{title}{pad}"), title_style),
        (text.to_owned(), text_style),
    ];
    painter.line(Rect { width: room, ..area }, &spans);
    painter.right(area, &item.key, painter.theme.key());
}
