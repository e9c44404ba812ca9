//! Puts text on cells. The one place through which all text goes: it is made harmless, and cut by display width.

use std::borrow::Cow;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

use super::super::hits::{Hits, Target};
use super::super::privacy::{Mask, dots};
use super::super::text::{cells, fit, pieces, width};
use super::super::theme::Theme;
use super::Drawn;
use crate::domain::text::{clean, has_hostile};

/// A piece of a line.
pub type Span = (String, Style);

/// A line of pieces.
pub type Line = Vec<Span>;

/// A line of one piece.
pub fn line(text: impl Into<String>, style: Style) -> Line {
    vec![(text.into(), style)]
}

/// A frame that is being drawn.
pub struct Painter<'a> {
    buffer: &'a mut Buffer,
    hits: Hits,
    cursor: Option<Position>,
    /// What others may not read, while they look.
    mask: Option<Mask>,
    /// The styles.
    pub theme: Theme,
}

impl<'a> Painter<'a> {
    /// Starts with an empty frame.
    pub fn new(buffer: &'a mut Buffer, theme: Theme) -> Self {
        Self { buffer, hits: Hits::default(), cursor: None, mask: None, theme }
    }

    /// The whole screen.
    pub fn area(&self) -> Rect {
        *self.buffer.area()
    }

    /// Hides what the mask says from here on, or nothing.
    pub fn hide(&mut self, mask: Option<Mask>) {
        self.mask = mask;
    }

    /// A text as it will be read, for those that break it into lines.
    pub fn seen<'t>(&self, text: &'t str) -> Cow<'t, str> {
        self.mask.as_ref().map_or(Cow::Borrowed(text), |mask| mask.hide(text))
    }

    /// Ends the frame.
    pub fn finish(self) -> Drawn {
        self.theme.finish(self.buffer);
        Drawn { hits: self.hits, cursor: self.cursor }
    }

    /// Writes down what the mouse reaches here.
    pub fn hit(&mut self, area: Rect, target: Target) {
        self.hits.add(area, target);
    }

    /// Writes down that the frame shows the desk.
    pub fn shows_desk(&mut self) {
        self.hits.is_whole = true;
    }

    /// Writes down which dialog is in the frame.
    pub fn shows_dialog(&mut self, serial: u64) {
        self.hits.dialog = Some(serial);
    }

    /// Puts the text cursor somewhere.
    pub fn cursor(&mut self, x: u16, y: u16) {
        if self.area().contains(Position::new(x, y)) {
            self.cursor = Some(Position::new(x, y));
        }
    }

    /// Writes into the first line of an area. Answers how many columns it took.
    pub fn text(&mut self, area: Rect, text: &str, style: Style) -> u16 {
        let area = area.intersection(self.area());
        if area.is_empty() {
            return 0;
        }
        let safe = if has_hostile(text) { Cow::Owned(clean(text)) } else { Cow::Borrowed(text) };
        let safe = match &self.mask {
            Some(mask) => match mask.hide(&safe) {
                Cow::Borrowed(_) => safe,
                Cow::Owned(hidden) => Cow::Owned(hidden),
            },
            None => safe,
        };
        let fitted = fit(&safe, usize::from(area.width));
        self.uncover(area.x, area.y);
        let mut x = area.x;
        for (piece, columns) in pieces(&fitted) {
            let columns = cells(columns);
            if let Some(cell) = self.buffer.cell_mut((x, area.y)) {
                cell.set_symbol(self.theme.sign(piece)).set_style(style);
            }
            // What is behind a wide character is part of it.
            for behind in x + 1..x + columns {
                if let Some(cell) = self.buffer.cell_mut((behind, area.y)) {
                    cell.reset();
                }
            }
            x += columns;
        }
        x - area.x
    }

    /// A wide character that would lie over this cell from the left is taken away, or the cell would not be seen.
    fn uncover(&mut self, x: u16, y: u16) {
        if let Some(left) = x.checked_sub(1).and_then(|left| self.buffer.cell_mut((left, y)))
            && width(left.symbol()) > 1
        {
            left.set_symbol(" ");
        }
    }

    /// Writes against the right edge of the first line of an area. Answers how many columns it took.
    pub fn right(&mut self, area: Rect, text: &str, style: Style) -> u16 {
        let used = cells(width(text)).min(area.width);
        self.text(Rect { x: area.right() - used, width: used, ..area }, text, style)
    }

    /// Writes pieces after one another. Answers how many columns they took.
    pub fn line(&mut self, area: Rect, spans: &[Span]) -> u16 {
        let mut used = 0;
        let mut hide = false;
        for (text, style) in spans {
            let rest = Rect { x: area.x + used, width: area.width - used, ..area };
            #[cfg(test)]
            if rest.width == 0 {
                super::super::tests::cuts::note(text, 0);
            }
            let hidden = hide.then(|| dots(text));
            used += self.text(rest, hidden.as_deref().unwrap_or(text), *style).min(rest.width);
            hide = self.mask.is_some() && !text.trim().is_empty() && Mask::hides_after(text);
        }
        used
    }

    /// Writes lines below one another, as far as there is room.
    pub fn lines<'l>(&mut self, area: Rect, lines: impl IntoIterator<Item = &'l Line>) {
        for (row, line) in area.rows().zip(lines) {
            self.line(row, line);
        }
    }

    /// Lays a style over an area.
    pub fn style(&mut self, area: Rect, style: Style) {
        self.buffer.set_style(area.intersection(self.area()), style);
    }

    /// Empties an area.
    pub fn clear(&mut self, area: Rect) {
        let area = area.intersection(self.area());
        for y in area.top()..area.bottom() {
            self.uncover(area.x, y);
        }
        for place in area.positions() {
            if let Some(cell) = self.buffer.cell_mut(place) {
                cell.reset();
            }
        }
    }

    /// Draws a frame around an area that was emptied, with a title; answers what is inside.
    pub fn boxed(&mut self, area: Rect, title: &[Span], style: Style) -> Rect {
        let area = area.intersection(self.area());
        self.clear(area);
        let style = if style == Theme::dim() { self.theme.border() } else { style };
        if area.width < 2 || area.height < 2 {
            return Rect { width: 0, height: 0, ..area };
        }
        let bar = "─".repeat(usize::from(area.width - 2));
        self.text(area, &format!("╭{bar}╮"), style);
        self.text(Rect { y: area.bottom() - 1, height: 1, ..area }, &format!("╰{bar}╯"), style);
        for y in area.y + 1..area.bottom() - 1 {
            self.text(Rect::new(area.x, y, 1, 1), "│", style);
            self.text(Rect::new(area.right() - 1, y, 1, 1), "│", style);
        }
        self.line(Rect { x: area.x + 2, width: area.width.saturating_sub(4), height: 1, ..area }, title);
        Rect::new(area.x + 1, area.y + 1, area.width - 2, area.height - 2)
    }
}
