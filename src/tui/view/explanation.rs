//! What a code or status word means, above everything else; the same lines stand beside the list of codes.

use ratatui::layout::Rect;

use super::super::codes::{Explanation, Part};
use super::super::hits::Target;
use super::super::model::Model;
use super::super::text::{width, wrap};
use super::super::theme::Theme;
use super::painter::{Line, Painter, line};
use crate::catalog::{Entry, catalog, labels, print};
use crate::locale::Language;
use crate::say;

/// Widest box.
const WIDEST: u16 = 84;

/// Draws the box over the list or the detail.
pub fn draw(model: &Model, open: &Explanation, area: Rect, painter: &mut Painter) {
    painter.hit(painter.area(), Target::Cover);
    let area = outer(area);
    let title =
        [(format!(" {} ", say!(model.language, "explanation-title", code = model.language.code())), Theme::strong())];
    painter.boxed(area, &title, Theme::dim());
    let inner = within(area);
    let lines = lines(model, open, usize::from(inner.width));
    // There may be less to show than when it was scrolled, or more room.
    let scroll = open.scroll.min(lines.len().saturating_sub(usize::from(inner.height)));
    painter.lines(inner, lines.iter().skip(scroll));
}

/// Where the lines of the box go.
pub fn inner(body: Rect) -> Rect {
    within(outer(body))
}

fn outer(body: Rect) -> Rect {
    let wide = body.width.min(WIDEST);
    Rect { x: body.x + (body.width - wide) / 2, width: wide, ..body }
}

fn within(outer: Rect) -> Rect {
    Rect {
        x: outer.x + 2,
        y: outer.y + 1,
        width: outer.width.saturating_sub(4),
        height: outer.height.saturating_sub(2),
    }
}

/// Every part, an empty line between them.
pub fn lines(model: &Model, open: &Explanation, wide: usize) -> Vec<Line> {
    let language = model.language;
    let mut lines = Vec::new();
    for part in &open.parts {
        if !lines.is_empty() {
            lines.push(Line::new());
        }
        match part {
            Part::Known(entry) => lines.extend(known(entry, language, wide)),
            Part::Unknown { key, words } => lines.extend(unknown(model, key, words, language, wide)),
        }
    }
    lines
}

/// An entry of the catalogue: its title, then label and text, wrapped.
pub fn known(entry: &Entry, language: Language, wide: usize) -> Vec<Line> {
    let Ok(catalog) = catalog() else { return Vec::new() };
    let rows = print::rows(entry, language);
    let labels = rows.iter().filter_map(|row| row.label).map(width).max().unwrap_or(0) + 2;
    let title = wrap(&print::title(catalog, entry, language), wide);
    let mut lines: Vec<Line> = title.into_iter().map(|part| line(part, Theme::strong())).collect();
    for row in rows {
        let Some(label) = row.label else {
            lines.extend(wrap(&row.text, wide).into_iter().map(|part| line(part, Theme::plain())));
            continue;
        };
        for (at, part) in wrap(&row.text, wide.saturating_sub(labels).max(8)).into_iter().enumerate() {
            let head = if at == 0 { label } else { "" };
            let pad = " ".repeat(labels.saturating_sub(width(head)));
            lines.push(vec![(format!("{head}{pad}"), Theme::dim()), (part, Theme::plain())]);
        }
    }
    lines
}

fn unknown(model: &Model, key: &str, words: &str, language: Language, wide: usize) -> Vec<Line> {
    let mut lines = vec![line(key, Theme::strong())];
    if !words.is_empty() {
        lines.extend(wrap(&format!("“{words}”"), wide).into_iter().map(|part| line(part, Theme::plain())));
    }
    let text = wrap(&labels::unknown(key, language), wide);
    lines.extend(text.into_iter().map(|part| line(part, model.theme.warn())));
    lines
}
