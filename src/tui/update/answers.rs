//! What the worker told: changes, details, fresh reads.

use super::super::dialog::Dialog;
use super::super::layout;
use super::super::model::{Model, Screen, Tone, Topic};
use super::super::msg::{Effect, NotOpened};
use super::super::notice::{self, Notice};
use super::super::privacy;
use super::super::words;
use super::{dialogs, lists};
use crate::domain::{Money, OperationId, Record, RecordId, RecordKind, State};
use crate::ledger::{Detail, Inquiry, Operation, Overview, Page, Span};
use crate::say;
use crate::worker::{DeskError, Update};

/// A change in the ledger. It makes windows stale; what they show changes when they are loaded anew.
pub fn update(model: &mut Model, told: Update, was_dirty: bool, out: &mut Vec<Effect>) {
    model.overview.sums.stale = true;
    match told {
        Update::Record { id, kind } => {
            model.dirty = was_dirty;
            lists::touch(model, kind, Some(id.uuid()));
            model.loaded.touch(id);
            let inquired = model.inquiries.answer.as_ref().and_then(|answer| answer.as_ref().ok());
            if inquired.is_some_and(|inquiry| inquiry.record.id == id) {
                model.inquiries.stale = true;
            }
            dialogs::recheck(model, id, out);
        }
        Update::Operation { id, record, state, message } => {
            model.touch_operations();
            model.loaded.touch(record);
            model.inquiries.touch(id);
            if model.dialog.as_mut().is_some_and(|dialog| dialog.moved_on(id, state)) {
                return;
            }
            // What this desk is sending is told by its own answer, and what became of it where that answer stands.
            let language = model.language;
            if let Some(ending) = dialogs::ending_of(model, id) {
                ending.go_on(language, state, &message);
            } else if !is_sending(model, record) {
                let (told, discreet) = (words::told(language, state, &message), words::stands(language, id, state));
                model.toast_discreetly(Some(Topic::Operation(id)), tone(state), &told, discreet);
            }
        }
        Update::Ended { id, kind, name, stage } => {
            lists::touch(model, kind, Some(id.uuid()));
            model.loaded.touch(id);
            let stage = words::stage(model.language, stage);
            let told = |name: String| say!(model.language, "activity-ended", name = name, stage = stage.as_str());
            let (text, discreet) = (told(name.clone()), told(privacy::ends(&name)));
            // The desktop shows it where nobody chose who looks, and keeps it.
            let rung = if model.privacy { say!(model.language, "ring-private") } else { text.clone() };
            model.toast_discreetly(None, Tone::Good, &text, discreet);
            out.push(Effect::Ring(rung));
        }
        Update::Elsewhere => lagged(model, out),
    }
}

/// Whether this desk is sending something about a record. What is sent for one that does not exist yet may be about any
/// that is not known here.
fn is_sending(model: &Model, record: RecordId) -> bool {
    let known = model.known(record).is_some();
    model.sending.iter().any(|sent| match &sent.record {
        Some((id, _)) => *id == record,
        None => !known,
    })
}

/// A record is watched closely, or no longer.
pub fn watched(model: &mut Model, on: bool, result: Result<(), String>) {
    match result {
        Ok(()) if on => model.toast(Tone::Info, say!(model.language, "watch-on")),
        Ok(()) => model.toast(Tone::Info, say!(model.language, "watch-off")),
        Err(reason) => model.toast(Tone::Bad, reason),
    }
}

/// A page could not be opened.
pub fn not_opened(model: &mut Model, page: &str, why: NotOpened) {
    let text = match why {
        NotOpened::Neither => say!(model.language, "page-neither", page = page),
        NotOpened::Failed(error) => say!(model.language, "page-failed", error = error, page = page),
    };
    let discreet = text.replace(page, &privacy::dots(page));
    model.toast_discreetly(None, Tone::Warn, &text, discreet);
}

pub const fn tone(state: State) -> Tone {
    match state {
        State::Confirmed => Tone::Good,
        State::Drafted | State::AwaitingApproval | State::Prepared | State::Sent | State::NotApplied => Tone::Info,
        State::Unknown => Tone::Warn,
        State::Rejected | State::Escalated => Tone::Bad,
    }
}

/// Changes were missed: everything may be old.
pub fn lagged(model: &mut Model, out: &mut Vec<Effect>) {
    model.overview.sums.stale = true;
    for kind in RecordKind::ALL {
        lists::touch(model, kind, None);
    }
    model.touch_operations();
    model.loaded.stale = true;
    model.inquiries.stale = true;
    if let Some(record) = model.dialog.as_ref().and_then(Dialog::subject) {
        dialogs::recheck(model, record, out);
    }
}

/// The gateway was asked something. It may have been a read for the operation in front, and a read that settles nothing
/// is told in no other way.
pub fn asked(model: &mut Model) {
    if model.operation().is_some_and(|operation| operation.state == State::Unknown) {
        model.inquiries.stale = true;
    }
}

/// A window of operations. Answers whether anything that is seen changed.
pub fn operations(model: &mut Model, seq: u64, answer: Result<Page<Operation>, String>) -> bool {
    let height = layout::list_height(model);
    model.operations.answer(seq, answer, height) && model.screen == Screen::Operations
}

/// The oldest unresolved operations. Answers whether anything that is seen changed.
pub fn unresolved(model: &mut Model, seq: u64, answer: Result<Vec<Operation>, String>) -> bool {
    let height = layout::list_height(model);
    let total = |rows: &[Operation]| Some(model.unresolved.max(rows.len() as u64));
    let page = answer.map(|rows| Page { total: total(&rows), above: Some(0), rows });
    model.unresolved_operations.answer(seq, page, height) && model.screen == Screen::Operations
}

/// Everything about an operation. A decision about it that waits for something to show shows it.
pub fn inquiry(model: &mut Model, id: OperationId, result: Result<Box<Inquiry>, String>) -> bool {
    if let (Some(dialog), Ok(inquiry)) = (model.dialog.as_mut(), &result) {
        dialog.learn(inquiry);
    }
    model.inquiries.take(id, result)
}

/// Everything about a record.
pub fn detail(model: &mut Model, record: RecordId, result: Result<Box<Detail>, String>) {
    if let Ok(detail) = &result {
        lists::learn(model, &detail.record);
    }
    model.loaded.take(record, result);
}

/// The sums of a span.
pub fn sums(model: &mut Model, was_dirty: bool, span: Span, result: Result<Box<Overview>, String>) {
    let changed = model.overview.sums.take(span, result);
    model.dirty = was_dirty || (changed && model.screen == Screen::Overview);
}

/// What is left to pay out.
pub fn balance(model: &mut Model, was_dirty: bool, result: Result<Money, String>) {
    model.overview.take_balance(model.now, result);
    model.dirty = was_dirty || model.screen == Screen::Overview;
}

/// A fresh read.
pub fn refreshed(model: &mut Model, dialog: Option<u64>, id: RecordId, result: Result<Box<Record>, DeskError>) {
    if let Ok(record) = &result {
        lists::learn(model, record);
        lists::touch(model, record.kind, Some(id.uuid()));
        model.loaded.touch(id);
    }
    if dialog.is_none() {
        model.activity.readings.retain(|reading| reading.record != id);
    }
    let now = model.now;
    match (dialog, result) {
        (Some(serial), result) => {
            if let Some(open) = model.dialog.as_mut().filter(|open| open.serial == serial) {
                open.read(result, now);
            }
        }
        (None, Ok(record)) => {
            let stage = words::stage(model.language, record.stage);
            let told = |name: String| say!(model.language, "read-record-is", name = name, stage = stage.as_str());
            let (text, discreet) = (told(record.name()), told(privacy::ends(&record.name())));
            model.toast_discreetly(None, Tone::Info, &text, discreet);
        }
        (None, Err(error)) => unread(model, &error),
    }
}

/// A read was refused or failed: what is shown stays, and it is said once.
fn unread(model: &mut Model, error: &DeskError) {
    if notice::is_serious(error) {
        model.notice = Some(Notice { text: words::error(model.language, error) });
        return;
    }
    let (about, tone) = match error {
        DeskError::Resting(_) => (Some(Topic::Rest), Tone::Warn),
        DeskError::Refused(_)
        | DeskError::NotFound(_)
        | DeskError::Unread(_)
        | DeskError::Gateway(_)
        | DeskError::Ledger(_)
        | DeskError::Setup(_)
        | DeskError::Gone
        | DeskError::Unanswered => (None, Tone::Bad),
    };
    model.toast_about(about, tone, words::error(model.language, error));
}

/// An operation was read for.
pub fn resolved(model: &mut Model, id: OperationId, result: Result<Box<Operation>, DeskError>) {
    model.touch_operations();
    model.inquiries.touch(id);
    // "Reading…" is over, however it ended.
    model.toasts.retain(|toast| toast.about != Some(Topic::Operation(id)));
    match result {
        Ok(operation) => {
            let text = words::in_short(model.language, &operation);
            let discreet = words::stands(model.language, id, operation.state);
            model.toast_discreetly(Some(Topic::Operation(id)), tone(operation.state), &text, discreet);
        }
        Err(error) => unread(model, &error),
    }
}
