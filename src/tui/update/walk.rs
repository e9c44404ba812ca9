//! Money for several marked records: a dialog for each, one after another. Each reads anew, is confirmed by itself and
//! sends by itself; there is never one confirmation for several. Leaving one leaves the rest, and says how many.

use std::collections::VecDeque;

use super::super::dialog::{Dialog, Stage};
use super::super::lists::Walk;
use super::super::model::{Model, Tone};
use super::super::msg::Effect;
use super::dialogs;
use crate::domain::{IntentKind, Record, guard};
use crate::say;

/// Opens the dialog of an intent: for the record in front, or one after another for those that are marked.
pub fn open(model: &mut Model, intent: IntentKind, out: &mut Vec<Effect>) {
    if intent.creates().is_none() && !model.marked().is_empty() {
        return begin(model, intent, out);
    }
    dialogs::open(model, intent, out);
}

/// Begins with the first of the marked records that can be asked this at all.
fn begin(model: &mut Model, intent: IntentKind, out: &mut Vec<Effect>) {
    let marked: Vec<Record> = model.marked().into_iter().cloned().collect();
    let count = marked.len();
    let left: VecDeque<Record> = marked.into_iter().filter(|record| guard::permitted(intent, record).is_ok()).collect();
    if left.len() < count {
        let text = say!(model.language, "walk-left-out", count = count - left.len(), total = count);
        model.toast(Tone::Warn, text);
    }
    model.lists.walk = Some(Walk { intent, total: left.len(), at: 0, left, dialog: 0 });
    next(model, out);
}

/// Opens the dialog of the next record, or ends.
fn next(model: &mut Model, out: &mut Vec<Effect>) {
    let Some(mut walk) = model.lists.walk.take() else { return };
    let Some(record) = walk.left.pop_front() else { return };
    dialogs::open_for(model, walk.intent, Some(record), out);
    if let Some(dialog) = &model.dialog {
        walk.at += 1;
        walk.dialog = dialog.serial;
        model.lists.walk = Some(walk);
    }
}

/// A dialog was closed. What was sent is marked no longer; the next one opens only when this one came to its end.
pub fn closed(model: &mut Model, dialog: &Dialog, pressed: bool, out: &mut Vec<Effect>) {
    let Some(walk) = model.lists.walk.take_if(|walk| walk.dialog == dialog.serial) else { return };
    let (sent, ended) = match &dialog.stage {
        Stage::Done(ending) => (ending.state.is_some(), true),
        Stage::Sending => (true, false),
        Stage::Refused(_) => (false, true),
        Stage::Reading | Stage::Deciding | Stage::Changed(_) => (false, false),
    };
    if let Some(record) = dialog.record.as_ref().filter(|_| sent) {
        model.lists.sheet_mut(record.kind).marks.remove(record.id.uuid());
    }
    if ended && pressed && !walk.left.is_empty() {
        model.lists.walk = Some(walk);
        return next(model, out);
    }
    let undone = walk.left.len() + usize::from(!sent);
    if undone > 0 && walk.total > 1 {
        let text = say!(model.language, "walk-stopped", count = undone, total = walk.total);
        model.toast(Tone::Warn, text);
    }
}

/// Which of how many records the open dialog is about.
pub fn place(model: &Model, serial: u64) -> Option<(usize, usize)> {
    let walk = model.lists.walk.as_ref().filter(|walk| walk.dialog == serial && walk.total > 1)?;
    Some((walk.at, walk.total))
}
