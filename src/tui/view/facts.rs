//! A record and an operation in lines: label and value, wrapped. Shared by the panel beside the list and the detail view.

use ratatui::style::Style;

use super::super::model::{Model, Section};
use super::super::text::{ago, local_exact, width, wrap};
use super::super::theme::{Theme, stage_symbol, state_symbol};
use super::painter::{Line, line};
use crate::domain::reading::Baseline;
use crate::domain::text::clean_document;
use crate::domain::{Record, Timestamp};
use crate::ledger::{Detail, Event, EventKind, Exchange, Operation};
use crate::worker::About;

/// Columns of the labels.
const LABELS: usize = 12;

/// Longest document that is laid out, in characters.
const DOCUMENT: usize = 20_000;

/// Collects lines of a width.
pub struct Sheet {
    /// What was collected.
    pub lines: Vec<Line>,
    width: usize,
}

impl Sheet {
    /// An empty one.
    pub fn new(width: usize) -> Self {
        Self { lines: Vec::new(), width }
    }

    /// A label and its value.
    pub fn pair(&mut self, label: &str, value: &str, style: Style) {
        let room = self.width.saturating_sub(LABELS + 1).max(8);
        for (at, part) in wrap(value, room).into_iter().enumerate() {
            let head = if at == 0 { label } else { "" };
            let pad = LABELS.saturating_sub(width(head)) + 1;
            self.lines.push(vec![(format!("{head}{}", " ".repeat(pad)), Theme::dim()), (part, style)]);
        }
    }

    /// A label and its value, if there is one.
    pub fn maybe(&mut self, label: &str, value: Option<&str>) {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            self.pair(label, value, Theme::plain());
        }
    }

    /// Text.
    pub fn text(&mut self, text: &str, style: Style) {
        self.lines.extend(wrap(text, self.width).into_iter().map(|part| line(part, style)));
    }

    /// Text whose further lines stand further in.
    pub fn hanging(&mut self, text: &str, by: usize, style: Style) {
        for (at, part) in wrap(text, self.width.saturating_sub(by).max(8)).into_iter().enumerate() {
            let pad = if at == 0 { 0 } else { by };
            self.lines.push(line(format!("{}{part}", " ".repeat(pad)), style));
        }
    }

    /// Text that stands further in.
    pub fn indented(&mut self, text: &str, by: usize, style: Style) {
        for part in wrap(text, self.width.saturating_sub(by).max(8)) {
            self.lines.push(line(format!("{}{part}", " ".repeat(by)), style));
        }
    }

    /// An empty line.
    pub fn gap(&mut self) {
        self.lines.push(Line::new());
    }
}

/// A moment, and how long ago it was.
pub fn moment(model: &Model, about: &About, at: Timestamp) -> String {
    format!("{} ({})", local_exact(at, about.zone), ago(model.language, model.now, at))
}

/// What is known of a record.
pub fn record(model: &Model, about: &About, record: &Record, wide: usize) -> Vec<Line> {
    let mut sheet = Sheet::new(wide);
    let stage = format!("{} {}", stage_symbol(record.stage), record.stage.word());
    sheet.pair("stage", &stage, model.theme.stage(record.stage));
    if record.word != record.stage.word() {
        sheet.maybe("said", Some(&record.word));
    }
    if let Some(failure) = &record.failure {
        sheet.pair("failure", &failure.to_string(), model.theme.bad());
    }
    sheet.pair("amount", &record.amount.to_string(), Theme::strong());
    sheet.pair("cleared", &record.cleared.to_string(), Theme::plain());
    sheet.pair("refunded", &record.refunded.to_string(), Theme::plain());
    sheet.pair("refundable", &record.refundable().to_string(), Theme::plain());
    sheet.maybe("order", record.order_id.as_ref().map(ToString::to_string).as_deref());
    sheet.maybe("gateway id", record.gateway_id.as_ref().map(ToString::to_string).as_deref());
    sheet.maybe("for", Some(&record.description));
    sheet.maybe("customer", record.customer.as_deref());
    sheet.pair("created", &moment(model, about, record.created_at), Theme::plain());
    sheet.pair("changed", &moment(model, about, record.changed_at), Theme::plain());
    let read = record.read_at.map_or_else(|| "not yet".to_owned(), |at| moment(model, about, at));
    sheet.pair("read", &read, Theme::plain());
    if record.watched {
        sheet.pair("watched", "◉ closely", model.theme.info());
    }
    sheet.maybe("page", record.page.as_deref());
    for (label, value) in &record.facts {
        sheet.maybe(&clean_document(label, 40), Some(value));
    }
    sheet.lines
}

/// What is known of an operation.
pub fn operation(model: &Model, about: &About, operation: &Operation, wide: usize) -> Vec<Line> {
    let mut sheet = Sheet::new(wide);
    let state = format!("{} {}", state_symbol(operation.state), operation.state.word());
    sheet.pair("state", &state, model.theme.state(operation.state));
    sheet.maybe("note", Some(&operation.note));
    sheet.maybe("asked", Some(operation.intent.word()));
    sheet.maybe("amount", operation.amount.map(|amount| amount.to_string()).as_deref());
    sheet.maybe("record", Some(&format!("{} {}", operation.record_kind.noun(), operation.record_name)));
    let before = match operation.baseline {
        Baseline::Absent => "no such order at the gateway".to_owned(),
        Baseline::Stood { stage, cleared, refunded, .. } => {
            format!("{}, cleared {cleared}, refunded {refunded}", stage.word())
        }
    };
    sheet.maybe("before", Some(&before));
    sheet.pair("created", &moment(model, about, operation.created_at), Theme::plain());
    if let Some(at) = operation.sent_at {
        sheet.pair("sent", &moment(model, about, at), Theme::plain());
    }
    sheet.pair("changed", &moment(model, about, operation.changed_at), Theme::plain());
    sheet.maybe("page", operation.page.as_deref());
    sheet.maybe("id", Some(&operation.id.to_string()));
    sheet.maybe("request id", Some(&operation.request_id.to_string()));
    sheet.lines
}

/// One section of a record's detail.
pub fn section(model: &Model, about: &About, detail: &Detail, section: Section, wide: usize) -> Vec<Line> {
    match section {
        Section::Facts => {
            let mut sheet = Sheet { lines: record(model, about, &detail.record, wide), width: wide };
            for entry in &detail.operations {
                sheet.gap();
                sheet.text(&format!("Operation {}", entry.id.short()), Theme::strong());
                sheet.lines.extend(operation(model, about, entry, wide));
            }
            sheet.lines
        }
        Section::Timeline => timeline(about, &detail.events, wide),
        Section::Exchanges => exchanges(model, about, &detail.exchanges, wide),
    }
}

/// What happened, newest first.
pub fn timeline(about: &About, events: &[Event], wide: usize) -> Vec<Line> {
    let mut sheet = Sheet::new(wide);
    for event in events {
        let sign = match event.kind {
            EventKind::Read => "·",
            EventKind::Callback => "«",
            EventKind::Operation => "»",
            EventKind::Tracked => "+",
        };
        sheet.text(&format!("{sign} {} {}", local_exact(event.at, about.zone), event.kind.word()), Theme::dim());
        for part in wrap(&event.text, wide.saturating_sub(2)) {
            sheet.lines.push(line(format!("  {part}"), Theme::plain()));
        }
    }
    if sheet.lines.is_empty() {
        sheet.text("Nothing has happened since the desk follows it.", Theme::dim());
    }
    sheet.lines
}

fn exchanges(model: &Model, about: &About, exchanges: &[Exchange], wide: usize) -> Vec<Line> {
    if exchanges.is_empty() {
        return vec![line("Nothing was said to the gateway about it yet.", Theme::dim())];
    }
    exchanges.iter().flat_map(|one| exchange(model, about, one, wide)).collect()
}

/// One exchange, with an empty line after it.
pub fn exchange(model: &Model, about: &About, exchange: &Exchange, wide: usize) -> Vec<Line> {
    let mut sheet = Sheet::new(wide);
    let status = exchange.status.map_or_else(|| "no reply".to_owned(), |status| status.to_string());
    sheet.text(&format!("{} · {status} · {} ms", exchange.call, exchange.took_ms), Theme::strong());
    sheet.text(&format!("{} · exchange {}", local_exact(exchange.at, about.zone), exchange.id.short()), Theme::dim());
    sheet.text(&exchange.outcome, model.theme.info());
    sheet.text("sent", Theme::dim());
    sheet.text(&clean_document(&exchange.request, DOCUMENT), Theme::plain());
    sheet.text("received", Theme::dim());
    let reply = exchange.reply.as_deref().unwrap_or("nothing");
    sheet.text(&clean_document(reply, DOCUMENT), Theme::plain());
    sheet.gap();
    sheet.lines
}
