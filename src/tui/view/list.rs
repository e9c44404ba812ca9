//! The list: title, column heads, rows. Columns leave by priority when it gets narrow: what a person decides on stays.

use ratatui::layout::Rect;
use ratatui::style::Style;

use super::super::hits::Target;
use super::super::layout::Parts;
use super::super::model::{List, Model, Screen};
use super::super::pane::{Load, Pane, Row};
use super::super::text::{age, ago, cells, local, width, wrap};
use super::super::theme::{Theme, stage_symbol, state_symbol};
use super::super::words;
use super::painter::Painter;
use crate::domain::Record;
use crate::ledger::Operation;
use crate::say;
use crate::worker::About;

/// One column: its head, its width, and where its text stands.
struct Column {
    head: &'static str,
    width: usize,
    right: bool,
}

/// One cell of a row.
type Cell = (String, Style);

const fn column(head: &'static str, width: usize, right: bool) -> Column {
    Column { head, width, right }
}

/// Draws the list in front.
pub fn draw(model: &Model, about: &About, parts: Parts, painter: &mut Painter) {
    let height = usize::from(parts.list.height);
    let room = usize::from(parts.list.width).saturating_sub(2);
    if let List::Records(kind) = model.screen.list() {
        let pane = model.pane(kind);
        title(model, pane, parts.heads, painter);
        let columns = record_columns(pane.visible(height), room);
        rows(pane, &columns, |record| record_cells(model, about, record, &columns), parts, painter);
        state(pane, model, parts.list, painter);
    } else {
        let pane = model.operations_in_front();
        title(model, pane, parts.heads, painter);
        let columns = operation_columns(pane.visible(height), room);
        rows(pane, &columns, |operation| operation_cells(model, operation, &columns), parts, painter);
        state(pane, model, parts.list, painter);
    }
}

/// What is listed, where in it, and how old it is.
fn title<R: Row>(model: &Model, pane: &Pane<R>, area: Rect, painter: &mut Painter) {
    let area = Rect { x: area.x + 1, width: area.width.saturating_sub(2), height: 1, ..area };
    let place = match (pane.index(), pane.above) {
        _ if pane.rows.is_empty() => String::new(),
        (Some(at), Some(above)) => format!("{} of {}", above + at as u64 + 1, pane.total),
        (Some(_) | None, _) => say!(model.language, "list-in-all", count = pane.total),
    };
    let newer = match pane.above {
        _ if pane.rows.is_empty() => 0,
        Some(above) => above + pane.top as u64,
        None => 0,
    };
    let mut spans = vec![(format!("{}  ", model.screen.title()), Theme::strong()), (place, Theme::dim())];
    let unresolved = model.screen == Screen::Operations && model.only_unresolved;
    if unresolved && !pane.rows.is_empty() {
        spans.push((" unresolved, oldest first".to_owned(), painter.theme.warn()));
        if pane.total > pane.rows.len() as u64 {
            spans.push((format!("; the first {} are listed", pane.rows.len()), Theme::dim()));
        }
    }
    if newer > 0 {
        let word = if unresolved { "older" } else { "newer" };
        spans.push((format!("  ↑ {newer} {word}"), Theme::dim()));
    }
    match &pane.load {
        Load::Failed(reason) if !pane.rows.is_empty() => {
            spans.push((format!("  ✗ {reason} — u tries again"), painter.theme.bad()));
        }
        Load::Failed(_) | Load::Unasked | Load::Loading | Load::Ready => {}
    }
    let word = if model.screen == Screen::Operations { "changed" } else { "read" };
    let read = model.data_at().map(|at| format!("{word} {}", ago(model.language, model.now, at)));
    let read = read.unwrap_or_default();
    let used = painter.line(area, &spans);
    if usize::from(area.width - used.min(area.width)) > width(&read) + 1 {
        painter.right(area, &read, Theme::dim());
    }
}

fn rows<R: Row>(
    pane: &Pane<R>,
    columns: &[Column],
    cells_of: impl Fn(&R) -> Vec<Cell>,
    parts: Parts,
    painter: &mut Painter,
) {
    let heads = Rect { y: parts.heads.y + 1, height: 1, ..parts.heads };
    if parts.heads.height > 1 && !pane.rows.is_empty() {
        let titles: Vec<Cell> = columns.iter().map(|column| (column.head.to_owned(), Theme::dim())).collect();
        row(heads, columns, &titles, painter);
    }
    for (area, item) in parts.list.rows().zip(pane.visible(usize::from(parts.list.height))) {
        let chosen = pane.selected == Some(item.uuid());
        row(area, columns, &cells_of(item), painter);
        if chosen {
            painter.text(area, "›", Theme::strong());
            painter.style(area, Theme::selected());
        }
        painter.hit(area, Target::Row(item.uuid()));
    }
}

fn row(area: Rect, columns: &[Column], cells_: &[Cell], painter: &mut Painter) {
    let mut x = area.x + 1;
    for (column, (text, style)) in columns.iter().zip(cells_) {
        let cell = Rect { x, width: cells(column.width).min(area.right().saturating_sub(x)), ..area };
        if column.right {
            painter.right(cell, text, *style);
        } else {
            painter.text(cell, text, *style);
        }
        x = x.saturating_add(cells(column.width) + 1);
    }
}

/// The widest text of a column, within bounds; nothing when all are empty.
fn widest<'a>(texts: impl Iterator<Item = String> + 'a, most: usize) -> usize {
    texts.map(|text| width(&text)).max().unwrap_or(0).min(most)
}

fn failure(record: &Record) -> String {
    record.failure.as_ref().map(|failure| failure.code.to_string()).unwrap_or_default()
}

fn refunded(record: &Record) -> String {
    if record.refunded.is_zero() { String::new() } else { record.refunded.grouped() }
}

fn cleared(record: &Record) -> String {
    let partly = record.cleared != record.amount && !record.cleared.is_zero();
    if partly { record.cleared.grouped() } else { String::new() }
}

/// Columns in the order of the screen. `take` gives room by priority; the order id gets what is left.
fn record_columns(visible: &[Record], room: usize) -> Vec<Column> {
    let stage = if room < 58 { 13 } else { 17 };
    let amount = widest(visible.iter().map(|record| record.amount.to_string()), 24).max(10);
    // An amount is never cut: the order id gives way first.
    let order = room.saturating_sub(stage + 1 + amount + 1).min(10);
    let mut left = room.saturating_sub(stage + 1 + amount + 1 + order);
    let mut take = |wanted: usize, at_least: usize| {
        let width = if wanted > 0 && room >= at_least && left > wanted { wanted } else { 0 };
        left -= if width > 0 { width + 1 } else { 0 };
        width
    };
    let age = take(6, 50);
    let returned = take(header_or(widest(visible.iter().map(refunded), 20), 8), 60);
    let code = take(header_or(widest(visible.iter().map(failure), 6), 5), 60);
    let debited = take(header_or(widest(visible.iter().map(cleared), 20), 7), 70);
    let created = take(12, 90);
    let (order, description) = if left >= 24 { (order + left / 3, left - left / 3 - 1) } else { (order + left, 0) };
    vec![
        column("stage", stage, false),
        column("order", order, false),
        column("for", description, false),
        column("amount", amount, true),
        column("cleared", debited, true),
        column("refunded", returned, true),
        column("code", code, true),
        column("created", created, true),
        column("age", age, true),
    ]
    .into_iter()
    .filter(|column| column.width > 0)
    .collect()
}

/// A column that holds something is at least as wide as its head.
fn header_or(width: usize, head: usize) -> usize {
    if width == 0 { 0 } else { width.max(head) }
}

fn record_cells(model: &Model, about: &About, record: &Record, columns: &[Column]) -> Vec<Cell> {
    let narrow = columns.first().is_some_and(|column| column.width < 17);
    let said = if narrow { words::stage_short } else { words::stage };
    let word = said(model.language, record.stage);
    let order = if record.watched { format!("{} ◉", record.name()) } else { record.name() };
    columns
        .iter()
        .map(|column| match column.head {
            "stage" => (format!("{} {word}", stage_symbol(record.stage)), model.theme.stage(record.stage)),
            "order" => (order.clone(), Theme::plain()),
            "for" => (record.description.clone(), Theme::dim()),
            "amount" => (record.amount.to_string(), Theme::plain()),
            "cleared" => (cleared(record), Theme::plain()),
            "refunded" => (refunded(record), Theme::plain()),
            "code" => (failure(record), model.theme.bad()),
            "created" => (local(model.language, record.created_at, about.zone), Theme::dim()),
            _ => (age(model.language, model.now, record.created_at), Theme::dim()),
        })
        .collect()
}

fn operation_columns(visible: &[Operation], room: usize) -> Vec<Column> {
    let amount_of = |operation: &Operation| operation.amount.map(|amount| amount.to_string()).unwrap_or_default();
    let state = if room < 58 { 12 } else { 19 };
    let what = if room < 58 { 8 } else { 14 };
    let mut left = room.saturating_sub(state + 1 + what + 1 + 8);
    let mut take = |wanted: usize, at_least: usize| {
        let width = if wanted > 0 && room >= at_least && left > wanted { wanted } else { 0 };
        left -= if width > 0 { width + 1 } else { 0 };
        width
    };
    let amount = take(header_or(widest(visible.iter().map(amount_of), 24), 6), 46);
    let age = take(6, 50);
    let id = take(8, 72);
    let (name, note) = if left >= 30 { (8 + left / 3, left - left / 3 - 1) } else { (8 + left, 0) };
    vec![
        column("state", state, false),
        column("asked", what, false),
        column("record", name, false),
        column("note", note, false),
        column("amount", amount, true),
        column("id", id, false),
        column("age", age, true),
    ]
    .into_iter()
    .filter(|column| column.width > 0)
    .collect()
}

fn operation_cells(model: &Model, operation: &Operation, columns: &[Column]) -> Vec<Cell> {
    columns
        .iter()
        .map(|column| match column.head {
            "state" => (
                format!("{} {}", state_symbol(operation.state), words::state(model.language, operation.state)),
                model.theme.state(operation.state),
            ),
            "asked" => (words::intent(model.language, operation.intent), Theme::plain()),
            "record" => (operation.record_name.clone(), Theme::plain()),
            "note" => (words::kept(model.language, &operation.note), Theme::dim()),
            "amount" => (operation.amount.map(|amount| amount.to_string()).unwrap_or_default(), Theme::plain()),
            "id" => (operation.id.short(), Theme::dim()),
            _ => (age(model.language, model.now, operation.created_at), Theme::dim()),
        })
        .collect()
}

/// In place of rows: what is going on, and what to do.
fn state<R: Row>(pane: &Pane<R>, model: &Model, area: Rect, painter: &mut Painter) {
    if !pane.rows.is_empty() {
        return;
    }
    let (text, style) = match &pane.load {
        Load::Unasked | Load::Loading => ("reading the ledger…".to_owned(), Theme::dim()),
        Load::Failed(reason) => (format!("✗ {reason}\n\nu tries again"), painter.theme.bad()),
        Load::Ready => (empty(model), Theme::plain()),
    };
    let inner = Rect { x: area.x + 2, width: area.width.saturating_sub(4), ..area };
    for (row, line) in inner.rows().zip(wrap(&text, usize::from(inner.width))) {
        painter.text(row, &line, style);
    }
}

fn empty(model: &Model) -> String {
    let create = |what: &str| {
        if model.is_read_only() {
            "This desk is read-only: follow one with `tolem track`.".to_owned()
        } else {
            format!("Press n to {what}, or follow one with `tolem track`.")
        }
    };
    match model.screen {
        Screen::Invoices => format!("No invoices yet.\n\n{}", create("create one")),
        Screen::Cards => "No card transactions yet.\n\nFollow one with `tolem track card ID`.".to_owned(),
        Screen::Payouts => format!("No payouts yet.\n\n{}", create("create a payout page")),
        Screen::Payments => format!("No payments yet.\n\n{}", create("charge a saved card, N for a hosted page")),
        // The catalogue is drawn by `codes`, and is never empty for want of records.
        Screen::Overview | Screen::Codes => String::new(),
        Screen::Operations if model.only_unresolved => {
            "Nothing is unresolved: the outcome of everything that was sent is known.\n\nPress t to list all operations."
                .to_owned()
        }
        Screen::Operations => {
            "No operations yet.\n\nWhat you send appears here, with the proof whether it went through.".to_owned()
        }
    }
}
