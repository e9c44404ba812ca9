//! What the worker told: changes, details, fresh reads.

use super::super::dialog::{Dialog, Stage};
use super::super::model::{Model, Tone};
use super::super::msg::Effect;
use super::dialogs;
use crate::domain::{Record, RecordId, RecordKind, State};
use crate::ledger::{Detail, Operation};
use crate::worker::Update;

/// A change in the ledger. It makes windows stale; what they show changes when they are loaded anew.
pub fn update(model: &mut Model, told: Update, was_dirty: bool, out: &mut Vec<Effect>) {
    match told {
        Update::Record { id, kind } => {
            model.dirty = was_dirty;
            model.pane_mut(kind).stale = true;
            if model.loaded.of == Some(id) || model.loaded.waiting == Some(id) {
                model.loaded.stale = true;
            }
            dialogs::recheck(model, id, out);
        }
        Update::Operation { id, record, state, message } => {
            model.operations.stale = true;
            if model.loaded.of == Some(record) || model.loaded.waiting == Some(record) {
                model.loaded.stale = true;
            }
            // What this desk is sending is told by its own answer, and what became of it where that answer stands.
            if let Some(ending) = dialogs::ending_of(model, id) {
                ending.go_on(state, message);
            } else if model.sending.is_empty() {
                model.toast_about(Some(id), tone(state), message);
            }
        }
        Update::Elsewhere => lagged(model, out),
    }
}

const fn tone(state: State) -> Tone {
    match state {
        State::Confirmed => Tone::Good,
        State::Drafted | State::AwaitingApproval | State::Prepared | State::Sent | State::NotApplied => Tone::Info,
        State::Unknown => Tone::Warn,
        State::Rejected | State::Escalated => Tone::Bad,
    }
}

/// Changes were missed: everything may be old.
pub fn lagged(model: &mut Model, out: &mut Vec<Effect>) {
    for kind in RecordKind::ALL {
        model.pane_mut(kind).stale = true;
    }
    model.operations.stale = true;
    model.loaded.stale = true;
    if let Some(record) = model.dialog.as_ref().and_then(Dialog::subject) {
        dialogs::recheck(model, record, out);
    }
}

/// Everything about a record.
pub fn detail(model: &mut Model, record: RecordId, result: Result<Box<Detail>, String>) {
    if let Some(dialog) = model.dialog.as_mut().filter(|dialog| dialog.subject() == Some(record)) {
        match &result {
            Ok(detail) => dialog.compare(&detail.record),
            Err(reason) if dialog.stage == Stage::Deciding && dialog.recheck => {
                dialog.stage = Stage::Refused(reason.clone());
            }
            Err(_) => {}
        }
    }
    if model.loaded.waiting == Some(record) {
        model.loaded.waiting = None;
        model.loaded.of = Some(record);
        model.loaded.detail = Some(result);
    }
}

/// A fresh read.
pub fn refreshed(model: &mut Model, dialog: Option<u64>, id: RecordId, result: Result<Box<Record>, String>) {
    if let Ok(record) = &result {
        model.pane_mut(record.kind).stale = true;
        if model.loaded.of == Some(id) {
            model.loaded.stale = true;
        }
    }
    let now = model.now;
    match (dialog, result) {
        (Some(serial), result) => {
            if let Some(open) = model.dialog.as_mut().filter(|open| open.serial == serial) {
                open.read(result, now);
            }
        }
        (None, Ok(record)) => model.toast(Tone::Info, format!("{} is {}", record.name(), record.stage.word())),
        (None, Err(reason)) => model.toast(Tone::Bad, reason),
    }
}

/// An operation was read for.
pub fn resolved(model: &mut Model, result: Result<Box<Operation>, String>) {
    model.operations.stale = true;
    match result {
        Ok(operation) => {
            let text = format!("operation {} is {}: {}", operation.id.short(), operation.state.word(), operation.note);
            model.toast(tone(operation.state), text);
        }
        Err(reason) => model.toast(Tone::Bad, reason),
    }
}
