//! A record and an operation in lines: label and value, wrapped. Shared by the panel beside the list and the detail view.

use std::borrow::Cow;

use ratatui::style::Style;

use super::super::countdown::{self, Deadline};
use super::super::model::Model;
use super::super::text::{ago, local_exact, width, wrap};
use super::super::theme::{Theme, stage_symbol, state_symbol};
use super::super::{possible, privacy, words};
use super::painter::{Line, line};
use crate::catalog::{Entry, catalog};
use crate::domain::code::Failure;
use crate::domain::reading::Baseline;
use crate::domain::text::clean_document;
use crate::domain::{Record, RecordKind, Timestamp};
use crate::ledger::{Detail, Operation};
use crate::locale::{Language, speak};
use crate::worker::About;
use crate::{key, say};

/// Columns of the labels, in every language.
const LABELS: usize = 12;

/// Most readings of one code that are explained in place.
const READINGS: usize = 3;

/// Collects lines of a width.
pub struct Sheet {
    /// What was collected.
    pub lines: Vec<Line>,
    width: usize,
    /// Whether others look on.
    private: bool,
}

impl Sheet {
    /// An empty one.
    pub const fn new(model: &Model, width: usize) -> Self {
        Self { lines: Vec::new(), width, private: model.privacy }
    }

    /// A text as it may be read: an amount that is broken between two lines would be none any more.
    fn told<'t>(&self, text: &'t str) -> Cow<'t, str> {
        if self.private { privacy::without_amounts(text) } else { Cow::Borrowed(text) }
    }

    /// A label and its value.
    pub fn pair(&mut self, label: &str, value: &str, style: Style) {
        let room = self.width.saturating_sub(LABELS + 1).max(8);
        for (at, part) in wrap(&self.told(value), room).into_iter().enumerate() {
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
        let text = self.told(text);
        self.lines.extend(wrap(&text, self.width).into_iter().map(|part| line(part, style)));
    }

    /// Text whose further lines stand further in.
    pub fn hanging(&mut self, text: &str, by: usize, style: Style) {
        for (at, part) in wrap(&self.told(text), self.width.saturating_sub(by).max(8)).into_iter().enumerate() {
            let pad = if at == 0 { 0 } else { by };
            self.lines.push(line(format!("{}{part}", " ".repeat(pad)), style));
        }
    }

    /// Text that stands further in.
    pub fn indented(&mut self, text: &str, by: usize, style: Style) {
        for part in wrap(&self.told(text), self.width.saturating_sub(by).max(8)) {
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
    let language = model.language;
    let mut sheet = Sheet::new(model, wide);
    let stage = format!("{} {}", stage_symbol(record.stage), words::stage(language, record.stage));
    sheet.pair(&say!(language, "detail-stage"), &stage, model.theme.stage(record.stage));
    if record.word != record.stage.word() {
        sheet.maybe(&say!(language, "detail-said"), Some(&record.word));
    }
    if let Some(failure) = &record.failure {
        sheet.pair(&say!(language, "detail-failure"), &failure.to_string(), model.theme.bad());
        explained(&mut sheet, language, failure, record.kind);
    }
    if let Some(deadline) = countdown::deadline(record) {
        sheet.pair(&say!(language, "detail-auto-clearing"), &automatic(model, about, deadline), model.theme.warn());
    }
    sheet.pair(&say!(language, "detail-amount"), &privacy::money(model, record.amount), Theme::strong());
    sheet.pair(&say!(language, "detail-cleared"), &privacy::money(model, record.cleared), Theme::plain());
    let times = match record.refund_count {
        0 => String::new(),
        count => format!(" ({})", say!(language, "detail-refunds", count = count)),
    };
    sheet.pair(
        &say!(language, "detail-refunded"),
        &format!("{}{times}", privacy::money(model, record.refunded)),
        Theme::plain(),
    );
    sheet.pair(&say!(language, "detail-refundable"), &privacy::money(model, record.refundable()), Theme::plain());
    sheet.maybe(
        &say!(language, "detail-order"),
        record.order_id.as_ref().map(|order| privacy::named(model, order.as_str())).as_deref(),
    );
    sheet.maybe(&say!(language, "detail-gateway-id"), record.gateway_id.as_ref().map(ToString::to_string).as_deref());
    sheet.maybe(&say!(language, "detail-for"), Some(&privacy::veiled(model, &record.description)));
    sheet.maybe(
        &say!(language, "detail-customer"),
        record.customer.as_ref().map(|one| privacy::veiled(model, one)).as_deref(),
    );
    sheet.pair(&say!(language, "detail-created"), &moment(model, about, record.created_at), Theme::plain());
    sheet.pair(&say!(language, "detail-changed"), &moment(model, about, record.changed_at), Theme::plain());
    let read = record.read_at.map_or_else(|| say!(language, "detail-not-read"), |at| moment(model, about, at));
    sheet.pair(&say!(language, "detail-read"), &read, Theme::plain());
    if record.watched {
        let closely = format!("◉ {}", say!(language, "detail-closely"));
        sheet.pair(&say!(language, "detail-watched"), &closely, model.theme.info());
    }
    sheet.maybe(
        &say!(language, "detail-page"),
        record.page.as_ref().map(|page| privacy::veiled(model, page)).as_deref(),
    );
    sheet.maybe(&say!(language, "detail-request-id"), record.request_id.map(|id| id.to_string()).as_deref());
    for (label, value) in &record.facts {
        sheet.maybe(&fact(language, label), Some(&privacy::veiled(model, value)));
    }
    sheet.lines
}

/// What a further fact is called; one that the desk has no word for is called what the gateway calls it.
fn fact(language: Language, label: &str) -> String {
    let key = match label {
        "card" => key!("detail-fact-card"),
        "brand" => key!("detail-fact-brand"),
        "auth code" => key!("detail-fact-auth-code"),
        "method" => key!("detail-fact-method"),
        "paid" => key!("detail-fact-paid"),
        "created" => key!("detail-fact-created"),
        "testing mode" => key!("detail-fact-testing"),
        _ => return clean_document(label, 40),
    };
    speak(language, key, &[])
}

/// What a failure means, who must act, what to do next: in the place where it stands.
fn explained(sheet: &mut Sheet, language: Language, failure: &Failure, kind: RecordKind) {
    let Ok(catalog) = catalog() else { return };
    let entries = catalog.explain_in("pg_failure_code", &failure.code.to_string(), Some(possible::family(kind)));
    let readings = entries.iter().flat_map(|entry: &&Entry| &entry.readings).take(READINGS);
    for reading in readings {
        let text = reading.text(language);
        let who = reading.who.iter().map(|actor| actor.text(language)).collect::<Vec<_>>().join(", ");
        sheet.pair(&say!(language, "detail-means"), &text.meaning, Theme::plain());
        sheet.pair(&say!(language, "detail-who"), &who, Theme::plain());
        sheet.pair(&say!(language, "detail-next"), &text.next, Theme::strong());
    }
}

/// When a hold is debited by itself, and how long that is from now.
fn automatic(model: &Model, about: &About, deadline: Deadline) -> String {
    let language = model.language;
    let at = local_exact(deadline.at, about.zone);
    let at = if deadline.is_exact { at } else { say!(language, "detail-about", at = at) };
    let left = match countdown::left(model.now, deadline.at) {
        Some((0, 0, minutes)) => say!(language, "detail-left-minutes", minutes = minutes),
        Some((0, hours, minutes)) => say!(language, "detail-left-hours", hours = hours, minutes = minutes),
        Some((days, hours, _)) => say!(language, "detail-left-days", days = days, hours = hours),
        None => say!(language, "detail-left-none"),
    };
    format!("{at} ({left})")
}

/// What is known of an operation.
pub fn operation(model: &Model, about: &About, operation: &Operation, wide: usize) -> Vec<Line> {
    let language = model.language;
    let mut sheet = Sheet::new(model, wide);
    let state = format!("{} {}", state_symbol(operation.state), words::state(language, operation.state));
    sheet.pair(&say!(language, "detail-state"), &state, model.theme.state(operation.state));
    sheet.maybe(&say!(language, "detail-note"), Some(&words::kept(language, &operation.note)));
    sheet.maybe(&say!(language, "detail-asked"), Some(&words::intent(language, operation.intent)));
    sheet.maybe(
        &say!(language, "detail-amount"),
        operation.amount.map(|amount| privacy::money(model, amount)).as_deref(),
    );
    let of =
        format!("{} {}", words::kind(language, operation.record_kind), privacy::named(model, &operation.record_name));
    sheet.maybe(&say!(language, "detail-record"), Some(&of));
    let before = match operation.baseline {
        Baseline::Absent => say!(language, "detail-before-absent"),
        Baseline::Stood { stage, cleared, refunded, .. } => say!(
            language,
            "detail-before-stood",
            stage = words::stage(language, stage),
            cleared = privacy::money(model, cleared),
            refunded = privacy::money(model, refunded),
        ),
    };
    sheet.maybe(&say!(language, "detail-before"), Some(&before));
    sheet.pair(&say!(language, "detail-created"), &moment(model, about, operation.created_at), Theme::plain());
    if let Some(at) = operation.sent_at {
        sheet.pair(&say!(language, "detail-sent"), &moment(model, about, at), Theme::plain());
    }
    sheet.pair(&say!(language, "detail-changed"), &moment(model, about, operation.changed_at), Theme::plain());
    sheet.maybe(
        &say!(language, "detail-page"),
        operation.page.as_ref().map(|page| privacy::veiled(model, page)).as_deref(),
    );
    sheet.maybe(&say!(language, "detail-id"), Some(&operation.id.to_string()));
    sheet.maybe(&say!(language, "detail-request-id"), Some(&operation.request_id.to_string()));
    sheet.lines
}

/// Everything that is known: the record, then its operations.
pub fn section(model: &Model, about: &About, detail: &Detail, wide: usize) -> Vec<Line> {
    let mut sheet = Sheet::new(model, wide);
    sheet.lines = record(model, about, &detail.record, wide);
    for entry in &detail.operations {
        sheet.gap();
        sheet.text(&say!(model.language, "detail-operation", id = entry.id.short()), Theme::strong());
        sheet.lines.extend(operation(model, about, entry, wide));
    }
    sheet.lines
}
