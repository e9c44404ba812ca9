//! A page's QR code over everything: dark on light whatever the theme is, because that is what scanners read.

use ratatui::layout::Rect;
use ratatui::style::{Color, Style};

use super::super::hits::Target;
use super::super::model::Model;
use super::super::qr::Qr;
use super::super::text::{cells, wrap};
use super::super::theme::Theme;
use super::overlay::centred;
use super::painter::Painter;
use crate::say;

/// Draws the code, or says how much room it needs.
pub fn draw(model: &Model, qr: &Qr, painter: &mut Painter) {
    let screen = painter.area();
    painter.hit(screen, Target::Cover);
    painter.clear(screen);
    let foot = Rect { y: screen.bottom() - 1, height: 1, ..screen };
    painter.text(foot, &format!(" {}  {}", say!(model.language, "qr-closes"), qr.text), Theme::dim());
    let room = Rect { height: screen.height - 1, ..screen };
    if painter.theme.is_ascii() {
        return blocks(model, qr, room, painter);
    }
    let Some(rows) = qr.rows(usize::from(room.width), usize::from(room.height)) else {
        return too_large(model, qr.needs(), room, painter);
    };
    let wide = rows.first().map_or(0, Vec::len);
    let spot = centred(room, cells(wide), cells(rows.len()));
    for (area, row) in spot.rows().zip(rows) {
        let (text, style) = if painter.theme.has_colour() {
            (
                row.into_iter().map(|cell| glyph(cell, true)).collect::<String>(),
                Style::new().fg(Color::Black).bg(Color::White),
            )
        } else {
            // Without colours only glyphs are left: they are the light modules, as on a dark terminal.
            (row.into_iter().map(|cell| glyph(cell, false)).collect::<String>(), Theme::plain())
        };
        painter.text(area, &text, style);
    }
}

/// Without half blocks a module is two spaces of its colour; where there is no colour either, nothing is left to draw with.
fn blocks(model: &Model, qr: &Qr, room: Rect, painter: &mut Painter) {
    if !painter.theme.has_colour() {
        return told(&say!(model.language, "qr-ascii"), room, painter);
    }
    let Some(rows) = qr.blocks(usize::from(room.width), usize::from(room.height)) else {
        return too_large(model, qr.needs_of_blocks(), room, painter);
    };
    let wide = rows.first().map_or(0, Vec::len) * 2;
    let spot = centred(room, cells(wide), cells(rows.len()));
    for (area, row) in spot.rows().zip(rows) {
        painter.text(area, &" ".repeat(wide), Style::new().bg(Color::White));
        for (x, _) in (area.x..).step_by(2).zip(row).filter(|(_, dark)| *dark) {
            painter.text(Rect { x, width: 2, ..area }, "  ", Style::new().bg(Color::Black));
        }
    }
}

/// The half blocks that stand for the modules of this shade.
const fn glyph((upper, lower): (bool, bool), shade: bool) -> char {
    match (upper == shade, lower == shade) {
        (true, true) => '█',
        (true, false) => '▀',
        (false, true) => '▄',
        (false, false) => ' ',
    }
}

fn too_large(model: &Model, (columns, rows): (usize, usize), room: Rect, painter: &mut Painter) {
    // One more row for the line below.
    told(&say!(model.language, "qr-too-large", columns = columns, rows = rows + 1), room, painter);
}

fn told(text: &str, room: Rect, painter: &mut Painter) {
    let inner = Rect {
        x: room.x + 2,
        y: room.y + 1,
        width: room.width.saturating_sub(4),
        height: room.height.saturating_sub(1),
    };
    for (row, part) in inner.rows().zip(wrap(text, usize::from(inner.width))) {
        painter.text(row, &part, Theme::strong());
    }
}
