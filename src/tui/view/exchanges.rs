//! What was said to the provider and back: the list of exchanges, and one of them open for reading.

use ratatui::layout::Rect;

use super::super::hits::Target;
use super::super::model::Model;
use super::super::privacy;
use super::super::reader::{Open, size};
use super::super::text::{cells, local_exact, local_time, width, wrap};
use super::super::theme::Theme;
use super::facts::Sheet;
use super::painter::{Line, Painter, Span};
use crate::domain::text::clean_document;
use crate::ledger::Exchange;
use crate::say;
use crate::worker::About;

/// Longest document that is laid out whole, in characters.
const DOCUMENT: usize = 20_000;

/// Most lines that the row under the cursor is given when it does not fit into one.
const TALLEST: usize = 6;

/// Draws the section.
pub fn draw(model: &Model, about: &About, exchanges: &[Exchange], area: Rect, painter: &mut Painter) {
    let open = model.reader.open.as_ref();
    match open.and_then(|open| Some((open, exchanges.iter().find(|exchange| exchange.id == open.id)?))) {
        Some((open, exchange)) => document(model, about, exchange, open, area, painter),
        None => list(model, about, exchanges, area, painter),
    }
}

/// Rows of the open exchange that are shown at once.
pub fn height(inner: Rect) -> usize {
    usize::from(inner.height.saturating_sub(2)).max(1)
}

fn list(model: &Model, about: &About, exchanges: &[Exchange], area: Rect, painter: &mut Painter) {
    if exchanges.is_empty() {
        painter.text(area, &say!(model.language, "exchanges-none"), Theme::dim());
        return;
    }
    let chosen = model.reader.place(exchanges);
    let top = (chosen + 1).saturating_sub(usize::from(area.height));
    for (row, (at, exchange)) in area.rows().zip(exchanges.iter().enumerate().skip(top)) {
        let spans = summary(model, about, exchange);
        let line = Rect { x: row.x + 2, width: row.width.saturating_sub(2), ..row };
        painter.line(line, &spans);
        if at == chosen {
            painter.text(row, "›", Theme::strong());
            painter.style(row, Theme::selected());
        }
        painter.hit(row, Target::Exchange(exchange.id));
    }
}

/// An exchange in one line: when, what, how it ended, how long it took, how large it is.
fn summary(model: &Model, about: &About, exchange: &Exchange) -> Vec<Span> {
    let answered = exchange.status.is_some_and(|status| status < 400);
    let status = exchange.status.map_or_else(
        || say!(model.language, "exchanges-no-reply"),
        |status| if answered { format!("● {status}") } else { format!("✗ {status}") },
    );
    let style = if answered { model.theme.good() } else { model.theme.bad() };
    let bytes = exchange.request.len() + exchange.reply.as_ref().map_or(0, String::len);
    let sign = if exchange.operation.is_some() { "» " } else { "· " };
    vec![
        (format!("{} ", local_time(model.language, exchange.at, model.now, about.zone)), Theme::dim()),
        (format!("{sign}{}  ", exchange.call), Theme::strong()),
        (status, style),
        (format!("  {} ms  {}  ", exchange.took_ms, size(bytes)), Theme::plain()),
        (exchange.outcome.clone(), Theme::dim()),
    ]
}

fn document(model: &Model, about: &About, exchange: &Exchange, open: &Open, area: Rect, painter: &mut Painter) {
    let head = Rect { height: 1, ..area };
    let id = say!(model.language, "exchanges-exchange", id = exchange.id.short());
    let title = format!("{} · {} · {id}", exchange.call, local_exact(exchange.at, about.zone));
    painter.line(head, &[(format!("{}  ", exchange.outcome), model.theme.info()), (title, Theme::dim())]);
    let body = Rect { y: area.y + 1, height: area.height.saturating_sub(2), ..area };
    let lines = rows(model, open, usize::from(body.width), usize::from(body.height));
    for (row, (at, line)) in body.rows().zip(&lines) {
        painter.line(row, line);
        if *at == open.at {
            painter.style(row, Theme::selected());
        }
        painter.hit(row, Target::Line(*at));
    }
    if area.height > 2 {
        bottom(model, open, Rect { y: area.bottom() - 1, height: 1, ..area }, painter);
    }
}

/// The lines that can be seen, each with its row. The row under the cursor is shown in full, as far as that goes.
fn rows(model: &Model, open: &Open, wide: usize, high: usize) -> Vec<(usize, Line)> {
    let wanted = model.reader.query.value().to_lowercase();
    let mut lines: Vec<(usize, Line)> = Vec::new();
    let mut cursor = 0;
    for (at, row) in open.document.seen(&open.folded).skip(open.top) {
        if lines.len() >= high && at > open.at {
            break;
        }
        let folded = open.folded.contains(&at);
        let sign = match (row.inside, folded) {
            (0, _) => "  ",
            (_, true) => "▸ ",
            (_, false) => "▾ ",
        };
        let pad = " ".repeat((row.depth * 2).min(wide / 3));
        let found = !wanted.is_empty() && row.text.to_lowercase().contains(&wanted);
        let style = if found { model.theme.warn() } else { Theme::plain() };
        let more = if folded { format!(" … {}", row.inside) } else { String::new() };
        let room = wide.saturating_sub(width(&pad) + 2).max(8);
        let text = format!("{}{more}", row.text);
        if at == open.at && width(&text) > room {
            for (place, part) in wrap(&text, room).into_iter().take(TALLEST.min(high)).enumerate() {
                let sign = if place == 0 { sign } else { "  " };
                lines.push((at, vec![(format!("{pad}{sign}"), Theme::dim()), (part, style)]));
            }
        } else {
            lines.push((at, vec![(format!("{pad}{sign}"), Theme::dim()), (text, style)]));
        }
        if at <= open.at {
            cursor = lines.len();
        }
    }
    let above = cursor.saturating_sub(high);
    lines.into_iter().skip(above).take(high).collect()
}

/// What is searched for, or that something was left out.
fn bottom(model: &Model, open: &Open, area: Rect, painter: &mut Painter) {
    let query = privacy::veiled(model, &model.reader.query.shown());
    if model.reader.typing || !query.is_empty() {
        let count = say!(model.language, "exchanges-found", count = open.document.count(&model.reader.query.shown()));
        let spans =
            [("/".to_owned(), model.theme.key()), (query, Theme::strong()), (format!("  {count}"), Theme::dim())];
        painter.line(area, &spans);
        if model.reader.typing {
            painter.cursor(area.x + 1 + cells(width(&model.reader.query.before_cursor())), area.y);
        }
    } else if open.document.cut {
        painter.text(area, &say!(model.language, "exchanges-cut"), model.theme.warn());
    } else {
        painter.text(area, &say!(model.language, "exchanges-keys"), Theme::dim());
    }
}

/// One exchange as a text, with an empty line after it.
pub fn text(model: &Model, about: &About, exchange: &Exchange, wide: usize) -> Vec<Line> {
    let language = model.language;
    let mut sheet = Sheet::new(model, wide);
    let status = exchange.status.map_or_else(|| say!(language, "exchanges-no-reply"), |status| status.to_string());
    sheet.text(&format!("{} · {status} · {} ms", exchange.call, exchange.took_ms), Theme::strong());
    let id = say!(language, "exchanges-exchange", id = exchange.id.short());
    sheet.text(&format!("{} · {id}", local_exact(exchange.at, about.zone)), Theme::dim());
    sheet.text(&exchange.outcome, model.theme.info());
    sheet.text(&say!(language, "exchanges-sent"), Theme::dim());
    sheet.text(&clean_document(&exchange.request, DOCUMENT), Theme::plain());
    sheet.text(&say!(language, "exchanges-received"), Theme::dim());
    let nothing = say!(language, "exchanges-nothing");
    sheet.text(&clean_document(exchange.reply.as_deref().unwrap_or(&nothing), DOCUMENT), Theme::plain());
    sheet.gap();
    sheet.lines
}
