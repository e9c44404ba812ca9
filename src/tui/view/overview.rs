//! The overview: how the screen is divided among its blocks. What each block says is in [`super::figures`].

use ratatui::layout::Rect;

use super::super::hits::Target;
use super::super::model::Model;
use super::super::text::{cells, width};
use super::super::theme::Theme;
use super::figures;
use super::painter::{Line, Painter, line};
use crate::ledger::{Overview, Span};
use crate::say;
use crate::worker::About;

/// From this size on, charts and figures stand side by side.
const BESIDE: (u16, u16) = (110, 18);

/// From this size on, the blocks have a place of their own; below, they are lines that end where the screen does.
const BLOCKS: (u16, u16) = (64, 17);

/// Rows of the charts' heads and their axis.
const HEADS: u16 = 3;

/// Tallest chart, in rows.
const TALLEST: u16 = 16;

/// Draws the screen.
pub fn draw(model: &Model, about: &About, area: Rect, painter: &mut Painter) {
    let inner = Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area };
    title(model, Rect { height: 1, ..inner }, painter);
    let body = Rect { y: inner.y + 1, height: inner.height.saturating_sub(1), ..inner };
    match model.overview.sums.get(model.overview.span) {
        None => {
            painter.text(body, &say!(model.language, "overview-counting"), Theme::dim());
        }
        Some(Err(reason)) => {
            let lines = [
                line(format!("✗ {reason}"), model.theme.bad()),
                line(say!(model.language, "detail-try-again"), Theme::dim()),
            ];
            painter.lines(body, &lines);
        }
        Some(Ok(overview)) if area.width >= BESIDE.0 && area.height >= BESIDE.1 => {
            beside(model, about, overview, body, painter);
        }
        Some(Ok(overview)) if area.width >= BLOCKS.0 && area.height >= BLOCKS.1 => {
            blocks(model, about, overview, body, painter);
        }
        Some(Ok(overview)) => few(model, about, overview, body, painter),
    }
}

/// What is looked at, and the keys that change it.
fn title(model: &Model, area: Rect, painter: &mut Painter) {
    let language = model.language;
    let pane = &model.overview;
    let span = match pane.span {
        Span::Hours => say!(language, "overview-hours"),
        Span::Days => say!(language, "overview-days"),
    };
    let mut spans = vec![(span, Theme::strong())];
    let count = pane.overview().map_or(0, |overview| overview.currencies.len());
    if let Some(volumes) = pane.volumes() {
        spans.push((format!("  {}", volumes.currency), Theme::strong()));
        if count > 1 {
            let place = pane.currency.min(count - 1) + 1;
            spans.push((format!(" {place}/{count}"), Theme::dim()));
        }
    }
    let used = painter.line(area, &spans);
    let keys = say!(language, "overview-keys");
    if usize::from(area.width - used) > width(&keys) + 1 {
        painter.right(area, &keys, Theme::dim());
    }
}

/// Charts to the left, figures to the right.
fn beside(model: &Model, about: &About, overview: &Overview, area: Rect, painter: &mut Painter) {
    let left = Rect { width: area.width * 3 / 5, ..area };
    let right = Rect { x: left.right() + 3, width: area.right().saturating_sub(left.right() + 3), ..area };
    let room = area.height.saturating_sub(HEADS + 2) / 2;
    charts(model, about, overview, left, room.clamp(1, TALLEST), painter);
    let wide = usize::from(right.width);
    let mut y = right.y;
    for lines in [figures::volumes(model, wide), figures::gateway(model, wide)] {
        let block = Rect { y, height: cells(lines.len()).min(right.bottom().saturating_sub(y)), ..right };
        painter.lines(block, &lines);
        y = (block.bottom() + 1).min(right.bottom());
    }
    codes(model, overview, Rect { y, height: right.bottom() - y, ..right }, painter);
}

/// Charts above, figures below.
fn blocks(model: &Model, about: &About, overview: &Overview, area: Rect, painter: &mut Painter) {
    let wide = usize::from(area.width);
    let volumes = figures::volumes(model, wide);
    let half = area.width / 2 - 3;
    let gateway = figures::gateway(model, usize::from(area.width - half - 2));
    let below = cells(volumes.len()) + cells(gateway.len()).max(5);
    let room = area.height.saturating_sub(below + HEADS) / 2;
    let used = charts(model, about, overview, area, room.clamp(1, TALLEST), painter);
    let figures = Rect { y: area.y + used, height: area.height.saturating_sub(used), ..area };
    painter.lines(figures, &volumes);
    let y = (figures.y + cells(volumes.len())).min(area.bottom());
    let left = Rect { y, width: half, height: area.bottom() - y, ..area };
    codes(model, overview, left, painter);
    painter.lines(Rect { x: left.right() + 2, width: area.width - half - 2, ..left }, &gateway);
}

/// Where there is little room: what matters most comes first.
fn few(model: &Model, about: &About, overview: &Overview, area: Rect, painter: &mut Painter) {
    let wide = usize::from(area.width);
    let mut lines: Vec<Line> = figures::chart(model, about, overview, figures::Of::Cleared, wide, 1);
    if area.height > 10 {
        lines.extend(figures::axis(model, about, overview, wide));
        lines.extend(figures::volumes(model, wide));
        lines.extend(figures::gateway(model, wide));
    } else {
        lines.extend(figures::essence(model, wide));
    }
    let high = cells(lines.len()).min(area.height);
    painter.lines(area, &lines);
    codes(model, overview, Rect { y: area.y + high, height: area.height - high, ..area }, painter);
}

/// Both charts, one above the other, and their axis. Answers how many rows they took.
fn charts(model: &Model, about: &About, overview: &Overview, area: Rect, high: u16, painter: &mut Painter) -> u16 {
    let wide = usize::from(area.width);
    let mut lines = figures::chart(model, about, overview, figures::Of::Records, wide, usize::from(high));
    lines.extend(figures::chart(model, about, overview, figures::Of::Cleared, wide, usize::from(high)));
    lines.extend(figures::axis(model, about, overview, wide));
    painter.lines(area, &lines);
    cells(lines.len()).min(area.height)
}

/// The most frequent codes; the chosen one is explained with Enter.
fn codes(model: &Model, overview: &Overview, area: Rect, painter: &mut Painter) {
    if area.height == 0 {
        return;
    }
    painter.text(area, &say!(model.language, "overview-codes"), Theme::strong());
    let rows = Rect { y: area.y + 1, height: area.height - 1, ..area };
    if overview.codes.is_empty() {
        painter.text(rows, &say!(model.language, "overview-no-codes"), Theme::dim());
        return;
    }
    let chosen = model.overview.chosen.min(overview.codes.len() - 1);
    let first = (chosen + 1).saturating_sub(usize::from(rows.height));
    let largest = overview.codes.first().map_or(0, |(_, records)| *records);
    for (row, (at, (code, records))) in rows.rows().zip(overview.codes.iter().enumerate().skip(first)) {
        painter.line(row, &figures::code(model, *code, *records, largest, usize::from(row.width)));
        if at == chosen {
            painter.style(row, Theme::selected());
        }
        painter.hit(row, Target::TopCode(at));
    }
}
