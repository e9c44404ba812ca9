//! Money for several marked records: a dialog for each, one after another. Each reads anew, is confirmed by itself and
//! sends by itself; there is never one confirmation for several. Leaving one leaves the rest. In the end it says how many were
//! sent.

use std::collections::VecDeque;

use super::super::dialog::{Dialog, Stage};
use super::super::lists::Walk;
use super::super::model::{Model, Tone};
use super::super::msg::Effect;
use super::dialogs;
use crate::domain::{IntentKind, Record, RecordId, State, guard};
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
    model.lists.walk = Some(Walk { intent, total: left.len(), at: 0, sent: 0, left, dialog: 0 });
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
    let Some(mut walk) = model.lists.walk.take_if(|walk| walk.dialog == dialog.serial) else { return };
    let sent = is_sent(&dialog.stage);
    if let Some(record) = dialog.record.as_ref().filter(|_| sent) {
        walk.sent += 1;
        model.lists.sheet_mut(record.kind).marks.remove(record.id.uuid());
    }
    if pressed && goes_on(&walk, dialog) {
        model.lists.walk = Some(walk);
        return next(model, out);
    }
    ended(model, &walk);
}

/// Whether it was sent, and may have taken effect.
const fn is_sent(stage: &Stage) -> bool {
    match stage {
        Stage::Sending => true,
        Stage::Done(ending) => match ending.state {
            Some(State::Sent | State::Unknown | State::Escalated | State::Confirmed) => true,
            Some(State::Drafted | State::AwaitingApproval | State::Prepared | State::Rejected | State::NotApplied)
            | None => false,
        },
        Stage::Reading | Stage::Deciding | Stage::Changed(_) | Stage::Refused(_) => false,
    }
}

/// Whether another dialog opens when this one is closed by its button.
fn goes_on(walk: &Walk, dialog: &Dialog) -> bool {
    let is_over = match dialog.stage {
        Stage::Done(_) | Stage::Refused(_) => true,
        Stage::Reading | Stage::Deciding | Stage::Changed(_) | Stage::Sending => false,
    };
    walk.dialog == dialog.serial && is_over && !walk.left.is_empty()
}

/// How many were sent, and how many were not.
fn ended(model: &mut Model, walk: &Walk) {
    let left = walk.total.saturating_sub(walk.sent);
    if walk.total < 2 {
        return;
    }
    let (tone, text) = if left == 0 {
        (Tone::Good, say!(model.language, "walk-all-sent", total = walk.total))
    } else {
        (Tone::Warn, say!(model.language, "walk-ended", sent = walk.sent, total = walk.total, left = left))
    };
    model.toast(tone, text);
}

/// Whether the button that closes the dialog opens the next one.
pub fn has_next(model: &Model, dialog: &Dialog) -> bool {
    model.lists.walk.as_ref().is_some_and(|walk| goes_on(walk, dialog))
}

/// Which of how many records the open dialog is about.
pub fn place(model: &Model, serial: u64) -> Option<(usize, usize)> {
    let walk = model.lists.walk.as_ref().filter(|walk| walk.dialog == serial && walk.total > 1)?;
    Some((walk.at, walk.total))
}

/// The same, when the record is a marked one and not the one under the cursor.
pub fn elsewhere(model: &Model, dialog: &Dialog) -> Option<(usize, usize)> {
    let walk = model.lists.walk.as_ref().filter(|walk| walk.dialog == dialog.serial)?;
    (dialog.subject().map(RecordId::uuid) != model.selected()).then_some((walk.at, walk.total))
}
