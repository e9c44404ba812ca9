//! Which actions are possible now; for the others, why not and what to do instead.

use super::actions::{Action, Context};
use super::model::{Model, Screen, Section};
use super::pane::Load;
use super::qr::Qr;
use super::{copy, layout, words};
use crate::catalog;
use crate::domain::code::Failure;
use crate::domain::guard::{self, Refusal};
use crate::domain::{IntentKind, Record, RecordId, RecordKind, State};
use crate::ledger::Exchange;
use crate::say;

/// Whether an action is possible now; if not, why not and what to do instead.
#[expect(clippy::too_many_lines, reason = "one arm for each action")]
pub fn enabled(model: &Model, action: Action) -> Result<(), String> {
    if model.privacy && matches!(action, Action::Intend(_) | Action::Decide) {
        let key = model.keymap.label(Action::Privacy, model.ground());
        return Err(say!(model.language, "cannot-in-private", key = key));
    }
    match action {
        Action::Intend(intent) => intended(model, intent),
        Action::Refresh => {
            if model.about().is_some() {
                Ok(())
            } else {
                Err(say!(model.language, "cannot-still-opening"))
            }
        }
        Action::Search
        | Action::DropTerm
        | Action::ClearFilter
        | Action::Sort
        | Action::Columns
        | Action::Unmark
        | Action::Views
        | Action::SaveView
        | Action::Rename
        | Action::Delete
        | Action::Freeze
        | Action::Times
        | Action::MoveLeft
        | Action::MoveRight
        | Action::Wider
        | Action::Narrower
        | Action::Reset
        | Action::Mark
        | Action::MarkDown
        | Action::MarkUp
        | Action::MarkAll
        | Action::Export
        | Action::Find => on_list(model, action),
        Action::RefreshAll if in_sight(model).is_empty() => Err(say!(model.language, "cannot-nothing-to-read")),
        Action::Inquire => model.operation().map(|_| ()).ok_or_else(|| no_operation(model)),
        Action::Detail => model.subject_id().map(|_| ()).ok_or_else(|| no_record(model)),
        Action::Watch => model.subject().map(|_| ()).ok_or_else(|| no_record(model)),
        Action::OpenPage => page(model).map(|_| ()).ok_or_else(|| say!(model.language, "cannot-no-page")),
        Action::Resolve => resolvable(model),
        Action::Decide => {
            let operation = model.operation().ok_or_else(|| no_operation(model))?;
            match operation.state {
                State::Escalated if model.is_read_only() => Err(words::refusal(model.language, &Refusal::ReadOnly)),
                State::Escalated => Ok(()),
                State::Unknown => Err(say!(model.language, "cannot-decide-unknown")),
                state => Err(say!(model.language, "cannot-decide", state = words::state(model.language, state))),
            }
        }
        Action::Explain => match model.ground() {
            Context::Codes => model.codes.current().map(|_| ()).ok_or_else(|| say!(model.language, "cannot-no-code")),
            _ if questions(model).is_empty() => Err(say!(model.language, "cannot-nothing-to-explain")),
            _ => Ok(()),
        },
        Action::CallOff if model.activity.is_idle() => Err(say!(model.language, "activity-nothing")),
        Action::Copy | Action::CopyId => {
            copy::id(model).map(|_| ()).ok_or_else(|| say!(model.language, "copy-nothing"))
        }
        Action::Qr => qr(model),
        Action::Narrow => on_section(model, Section::Timeline, say!(model.language, "timeline-elsewhere")),
        Action::Read => readable(model),
        Action::FindNext | Action::FindPrevious if model.reader.query.value().is_empty() => {
            Err(say!(model.language, "exchanges-no-search"))
        }
        Action::PlaceBefore if !model.history.leads(true) => Err(say!(model.language, "history-no-before")),
        Action::PlaceAfter if !model.history.leads(false) => Err(say!(model.language, "history-no-after")),
        Action::Go(_)
        | Action::Palette
        | Action::PlaceBefore
        | Action::PlaceAfter
        | Action::Mouse
        | Action::Privacy
        | Action::NextScreen
        | Action::PreviousScreen
        | Action::Up
        | Action::Down
        | Action::PageUp
        | Action::PageDown
        | Action::First
        | Action::Last
        | Action::Back
        | Action::NextSection
        | Action::PreviousSection
        | Action::FocusNext
        | Action::FocusPrevious
        | Action::Press
        | Action::Unresolved
        | Action::Span(_)
        | Action::Currency
        | Action::Toggle
        | Action::Fold
        | Action::Unfold
        | Action::FoldAll
        | Action::UnfoldAll
        | Action::FindNext
        | Action::FindPrevious
        | Action::Language
        | Action::Help
        | Action::RefreshAll
        | Action::CallOff
        | Action::NextLanguage
        | Action::Redraw
        | Action::Suspend
        | Action::Quit
        | Action::Interrupt => Ok(()),
    }
}

/// The records in sight.
pub fn in_sight(model: &Model) -> Vec<RecordId> {
    let height = layout::list_height(model);
    let kind = model.screen.kind();
    kind.map(|kind| model.pane(kind).visible(height).iter().map(|record| record.id).collect()).unwrap_or_default()
}

/// Why there is no record: there is none in front, or the selected one left the list.
fn no_record(model: &Model) -> String {
    model.left().map_or_else(|| say!(model.language, "cannot-no-record"), |name| why_left(model, name))
}

/// The same of an operation.
fn no_operation(model: &Model) -> String {
    model.left().map_or_else(|| say!(model.language, "cannot-no-operation"), |name| why_left(model, name))
}

fn why_left(model: &Model, name: &str) -> String {
    if model.privacy {
        say!(model.language, "cannot-left-private")
    } else {
        say!(model.language, "cannot-left", name = name)
    }
}

/// Whether the rows in front are those of the filter and order that are on; else nothing is done with them.
fn up_to_date(model: &Model) -> Result<(), String> {
    let outdated = model.listed().is_some_and(|kind| model.pane(kind).outdated);
    if outdated { Err(say!(model.language, "cannot-old-rows")) } else { Ok(()) }
}

/// Whether an intent is possible: with the record in front, or with one of those that are marked.
fn intended(model: &Model, intent: IntentKind) -> Result<(), String> {
    if model.is_read_only() {
        return Err(words::refusal(model.language, &Refusal::ReadOnly));
    }
    if intent.creates().is_some() {
        return if model.about().is_some() { Ok(()) } else { Err(say!(model.language, "cannot-still-opening")) };
    }
    up_to_date(model)?;
    let marked = model.marked();
    if marked.iter().any(|record| guard::permitted(intent, record).is_ok()) {
        // Each of the others is told of when its turn comes.
        return Ok(());
    }
    let record = match marked.first() {
        Some(first) => first,
        None => model.subject().ok_or_else(|| no_record(model))?,
    };
    if let Some(open) = unsettled(model, record.id) {
        return Err(words::refusal(model.language, &Refusal::Unsettled(open)));
    }
    guard::permitted(intent, record).map_err(|refusal| words::refusal(model.language, &refusal))
}

/// Whether an action about a list, or in a box over it, is possible.
fn on_list(model: &Model, action: Action) -> Result<(), String> {
    let language = model.language;
    let sheet = model.listed().map(|kind| model.lists.sheet(kind));
    let rows = model.listed().is_some_and(|kind| !model.pane(kind).rows.is_empty());
    let needs = |there: bool, reason: &dyn Fn() -> String| if there { Ok(()) } else { Err(reason()) };
    match action {
        Action::Search => needs(model.ground() != Context::Operations, &|| say!(language, "cannot-filter-operations")),
        Action::DropTerm | Action::ClearFilter => {
            let filtered = sheet.is_some_and(|sheet| !sheet.shape.query.filter.is_empty());
            needs(filtered, &|| say!(language, "cannot-no-filter"))
        }
        Action::Unmark => needs(!model.marked().is_empty(), &|| say!(language, "cannot-no-marks")),
        Action::Rename | Action::Delete => {
            needs(sheet.is_some_and(|sheet| !sheet.views.is_empty()), &|| say!(language, "cannot-no-views"))
        }
        Action::Mark if model.ground() == Context::Columns => Ok(()),
        Action::Export => {
            up_to_date(model)?;
            needs(rows || !model.marked().is_empty(), &|| say!(language, "cannot-nothing-to-export"))
        }
        Action::Mark | Action::MarkDown | Action::MarkUp => {
            up_to_date(model)?;
            needs(model.subject().is_some(), &|| no_record(model))
        }
        Action::MarkAll => {
            up_to_date(model)?;
            needs(rows, &|| no_record(model))
        }
        Action::Find => needs(rows, &|| no_record(model)),
        _ => Ok(()),
    }
}

/// Whether a read can settle the operation in front. A list or an inquiry that failed is read again by the same key.
fn resolvable(model: &Model) -> Result<(), String> {
    let failed = matches!(model.operations_in_front().load, Load::Failed(_))
        || model.inquiry.is_some_and(|view| matches!(model.inquiries.get(view.operation), Some(Err(_))));
    if failed {
        return Ok(());
    }
    let state = model.operation().ok_or_else(|| no_operation(model))?.state;
    match state {
        State::Unknown => Ok(()),
        State::Prepared | State::Sent => {
            Err(say!(model.language, "cannot-resolve-awaited", state = words::state(model.language, state)))
        }
        State::AwaitingApproval => Err(say!(model.language, "cannot-resolve-approval")),
        State::Escalated => Err(say!(model.language, "cannot-resolve-escalated")),
        State::Drafted | State::Confirmed | State::Rejected | State::NotApplied => {
            Err(say!(model.language, "cannot-resolve", state = words::state(model.language, state)))
        }
    }
}

/// The operation on a record that has no outcome yet, as far as its detail is loaded.
fn unsettled(model: &Model, record: RecordId) -> Option<String> {
    let detail = model.detail_of(record)?;
    let open = detail.operations.iter().find(|operation| operation.state.is_unresolved());
    open.map(|operation| operation.id.short())
}

/// The page that `o` opens.
pub fn page(model: &Model) -> Option<String> {
    if let Some(dialog) = &model.dialog {
        return dialog.page().map(str::to_owned);
    }
    match (model.detail, model.operation()) {
        (None, Some(operation)) => operation.page.clone(),
        (Some(_) | None, Some(_) | None) => model.subject().and_then(|record| record.page.clone()),
    }
}

/// The exchange that is open, else the chosen one.
pub fn exchange(model: &Model) -> Option<&Exchange> {
    let exchanges = &model.detail_of(model.detail?.record)?.exchanges;
    exchanges.get(model.reader.place(exchanges))
}

/// Whether an exchange can be opened.
fn readable(model: &Model) -> Result<(), String> {
    on_section(model, Section::Exchanges, say!(model.language, "exchanges-elsewhere"))?;
    exchange(model).map(|_| ()).ok_or_else(|| say!(model.language, "exchanges-none"))
}

/// Whether there is a page that a QR code holds.
fn qr(model: &Model) -> Result<(), String> {
    if model.privacy {
        let key = model.keymap.label(Action::Privacy, model.ground());
        return Err(say!(model.language, "qr-private", key = key));
    }
    let page = page(model).ok_or_else(|| say!(model.language, "qr-no-page"))?;
    Qr::of(&page).map(|_| ()).ok_or_else(|| say!(model.language, "qr-too-long"))
}

/// Whether a section of the detail is in front.
fn on_section(model: &Model, section: Section, otherwise: String) -> Result<(), String> {
    if model.detail.is_some_and(|view| view.section == section) { Ok(()) } else { Err(otherwise) }
}

/// A code or word that somebody wants to understand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// The member of the wire that carried it.
    pub member: String,
    /// The code or word.
    pub key: String,
    /// The product that it belongs to, where that is known.
    pub family: Option<&'static str>,
    /// What the provider said to it.
    pub words: String,
}

/// What `e` explains: the exchange in front, the selected operation, or the record in front.
pub fn questions(model: &Model) -> Vec<Question> {
    if let Some(view) = model.detail.filter(|view| view.section == Section::Exchanges) {
        let reply = exchange(model).and_then(|exchange| exchange.reply.as_deref());
        let family = model.detail_of(view.record).map(|detail| family(detail.record.kind));
        let mentioned = reply.map(catalog::mentions).unwrap_or_default();
        return mentioned
            .into_iter()
            .map(|mention| Question { member: mention.member, key: mention.key, family, words: String::new() })
            .collect();
    }
    if let Some(operation) = model.operation().filter(|_| model.detail.is_none()) {
        let family = Some(family(operation.record_kind));
        let failure = Failure::named_in(&operation.note);
        return failure.map(|failure| of_failure(&failure, family)).into_iter().collect();
    }
    if model.screen == Screen::Overview && model.detail.is_none() {
        let member = "pg_failure_code".to_owned();
        let code = model.overview.code().map(|code| code.to_string());
        return code.map(|key| Question { member, key, family: None, words: String::new() }).into_iter().collect();
    }
    model.subject().map(of_record).unwrap_or_default()
}

/// The failure of a record, and the provider's word for its state.
fn of_record(record: &Record) -> Vec<Question> {
    let family = Some(family(record.kind));
    let mut questions: Vec<Question> = record.failure.iter().map(|failure| of_failure(failure, family)).collect();
    let (word, captured) = record.word.split_once(", captured ").unwrap_or((&record.word, ""));
    let member = match record.kind {
        RecordKind::Payment | RecordKind::Payout => "pg_payment_status",
        RecordKind::Invoice => "invoice_status",
        RecordKind::Card => "request_status",
    };
    for (member, key) in [(member, word), ("pg_captured", captured)] {
        if !key.is_empty() && key != "unknown" {
            questions.push(Question { member: member.to_owned(), key: key.to_owned(), family, words: String::new() });
        }
    }
    questions
}

fn of_failure(failure: &Failure, family: Option<&'static str>) -> Question {
    let member = "pg_failure_code".to_owned();
    Question { member, key: failure.code.to_string(), family, words: failure.text.clone() }
}

/// The catalogue's family of a kind.
pub const fn family(kind: RecordKind) -> &'static str {
    match kind {
        RecordKind::Payment => "payment",
        RecordKind::Invoice => "invoice",
        RecordKind::Card => "card_api",
        RecordKind::Payout => "payout",
    }
}
