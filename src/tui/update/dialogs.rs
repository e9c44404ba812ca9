//! The part of `update` around the dialogs: opening, pressing, closing, and what became of it.

use super::super::activity::Sending;
use super::super::arming::Front;
use super::super::dialog::{Dialog, Ending, Focus, Purpose, Stage, Undone};
use super::super::hits::Hits;
use super::super::layout;
use super::super::model::{InquiryView, Model, Tone, Topic};
use super::super::msg::Effect;
use super::super::words;
use super::{lists, walk};
use crate::domain::{IntentKind, OperationId, Record, RecordId, State, Timestamp};
use crate::ledger::{Detail, Operation};
use crate::say;
use crate::worker::Outcome;

/// Opens a dialog and asks for the fresh read that it needs.
pub fn open(model: &mut Model, kind: IntentKind, out: &mut Vec<Effect>) {
    let record = if kind.creates().is_some() { None } else { model.subject().cloned() };
    open_for(model, kind, record, out);
}

/// Opens a dialog about a record, or about none that exists yet.
pub fn open_for(model: &mut Model, kind: IntentKind, record: Option<Record>, out: &mut Vec<Effect>) {
    let Some(about) = model.about().cloned() else { return };
    let serial = model.next_serial();
    out.extend(record.as_ref().map(|record| Effect::Refresh(Some(serial), record.id)));
    model.dialog = Some(Dialog::open(serial, Purpose::Intend(kind), record, (&about, model.language), model.now));
}

/// Opens the dialog that takes a decision about the operation in front, and asks for a fresh read to decide on.
pub fn decide(model: &mut Model, out: &mut Vec<Effect>) {
    let (Some(operation), Some(about)) = (model.operation().cloned(), model.about().cloned()) else { return };
    let inquired = model.inquiry_of(operation.id).map(|inquiry| inquiry.record.clone());
    let record = inquired.or_else(|| model.known(operation.record).cloned());
    let serial = model.next_serial();
    out.push(Effect::Refresh(Some(serial), operation.record));
    // Behind the dialog is what it is about, and there its end is seen.
    model.inquiry.get_or_insert(InquiryView { operation: operation.id, scroll: 0 });
    let purpose = Purpose::Decide { operation: Box::new(operation), who: model.operator.clone() };
    model.dialog = Some(Dialog::open(serial, purpose, record, (&about, model.language), model.now));
}

/// A frame was drawn. A dialog that was in it hears keys from now on.
pub fn drawn(model: &mut Model, hits: Hits) {
    let covered = model.notice.is_some();
    if let Some(dialog) = model.dialog.as_mut().filter(|dialog| Some(dialog.serial) == hits.dialog && !covered) {
        dialog.see();
    }
    // What lies below a screen that is too small, or was not drawn for another reason, was not seen.
    let front = Front::of(model).filter(|front| match front {
        Front::Dialog { serial, .. } => hits.dialog == Some(*serial),
        Front::Notice(_) | Front::Deleting(_) => hits.is_whole,
    });
    model.arming.drawn(front, model.now);
    model.hits = hits;
}

/// Text for the focused field; there is no other place for text.
pub fn paste(model: &mut Model, text: &str) {
    let seen = !layout::is_too_small(model.size);
    if let Some(dialog) = model.dialog.as_mut().filter(|dialog| seen && dialog.is_seen()) {
        dialog.paste(text);
    }
}

/// Presses what is focused. In a field that means: go on, never send.
pub fn press(model: &mut Model, out: &mut Vec<Effect>) {
    let now = model.now;
    let Some(dialog) = model.dialog.as_mut() else { return };
    match dialog.focus {
        Focus::Field(at) => dialog.go_on(at),
        Focus::Cancel => leave(model, true, out),
        Focus::Send => {
            let Some(armed) = model.arming.press(&Front::dialog(dialog), now) else {
                return show_problems(dialog);
            };
            if dialog.look_again() {
                let (serial, record) = (dialog.serial, dialog.subject());
                out.extend(record.map(|record| Effect::Refresh(Some(serial), record)));
            } else if let Some(confirmed) = dialog.confirm(&armed, now) {
                let sending = sending(dialog, now);
                model.sending.push(sending);
                out.push(Effect::Submit(confirmed));
            } else if let Some(confirmed) = dialog.decide(&armed, now) {
                let sending = sending(dialog, now);
                model.sending.push(sending);
                out.push(Effect::Decide(confirmed));
            } else {
                show_problems(dialog);
            }
        }
    }
}

/// What was just handed over.
fn sending(dialog: &Dialog, now: Timestamp) -> Sending {
    let intent = dialog.purpose.kind().map(|kind| words::intent(dialog.language, kind));
    let record = dialog.record.as_ref().map(|record| (record.id, record.name()));
    let names = [intent, record.as_ref().map(|(_, name)| name.clone())];
    let name = names.into_iter().flatten().collect::<Vec<_>>().join(" ");
    Sending { dialog: dialog.serial, name, record, since: now }
}

/// Send was pressed too early: everything that is wrong may be said now.
fn show_problems(dialog: &mut Dialog) {
    if dialog.stage == Stage::Deciding {
        for field in &mut dialog.fields {
            field.left = true;
        }
    }
}

/// Closes the dialog, by its button or in another way, unless it says something that nobody can have read yet.
pub fn leave(model: &mut Model, pressed: bool, out: &mut Vec<Effect>) {
    let Some(dialog) = model.dialog.as_ref() else { return };
    let now = model.now;
    let heard = match dialog.stage {
        Stage::Reading | Stage::Deciding => !pressed || model.arming.press_lightly(now),
        Stage::Changed(_) | Stage::Refused(_) | Stage::Sending | Stage::Done(_) => {
            model.arming.press(&Front::dialog(dialog), now).is_some()
        }
    };
    if heard {
        close(model, pressed, out);
    }
}

/// Whether a button would do something, if it were pressed now.
pub fn hears(model: &Model, dialog: &Dialog, button: Focus) -> bool {
    let now = model.now;
    match (button, &dialog.stage) {
        (Focus::Cancel, Stage::Reading | Stage::Deciding) => !model.arming.is_held(now),
        (Focus::Send, Stage::Reading | Stage::Sending) => false,
        (Focus::Send, Stage::Deciding) if dialog.blocked(now).is_some() => false,
        (Focus::Field(_) | Focus::Cancel | Focus::Send, _) => model.arming.is_ready(&Front::dialog(dialog), now),
    }
}

/// Closes the dialog. What was sent goes on without it.
fn close(model: &mut Model, pressed: bool, out: &mut Vec<Effect>) {
    let Some(dialog) = model.dialog.take() else { return };
    if dialog.stage == Stage::Deciding && dialog.is_filled() {
        let text = if dialog.purpose.kind().is_some() {
            say!(model.language, "closed-not-sent")
        } else {
            say!(model.language, "closed-not-decided")
        };
        model.toast(Tone::Info, text);
    }
    if dialog.stage == Stage::Sending {
        model.toast(Tone::Warn, say!(model.language, "closed-goes-on"));
    }
    walk::closed(model, &dialog, pressed, out);
}

/// The ledger has more to say about a record than a dialog shows.
pub fn recheck(model: &mut Model, record: RecordId, out: &mut Vec<Effect>) {
    if let Some(dialog) = model.dialog.as_mut()
        && dialog.subject() == Some(record)
        && let Some(number) = dialog.told()
    {
        out.push(Effect::Recheck { dialog: dialog.serial, number, record });
    }
}

/// What the ledger holds of the record that a dialog shows.
pub fn rechecked(
    model: &mut Model,
    (serial, number): (u64, u64),
    answer: Result<Box<Detail>, String>,
    out: &mut Vec<Effect>,
) {
    if let Ok(detail) = &answer {
        lists::learn(model, &detail.record);
    }
    if let Some(dialog) = model.dialog.as_mut().filter(|dialog| dialog.serial == serial)
        && let Some(number) = dialog.rechecked(number, answer)
    {
        out.extend(dialog.subject().map(|record| Effect::Recheck { dialog: serial, number, record }));
    }
}

/// The ending that an open dialog shows of an operation.
pub fn ending_of(model: &mut Model, operation: OperationId) -> Option<&mut Ending> {
    match &mut model.dialog.as_mut()?.stage {
        Stage::Done(ending) if ending.operation == Some(operation) => Some(ending),
        Stage::Reading | Stage::Deciding | Stage::Changed(_) | Stage::Refused(_) | Stage::Sending | Stage::Done(_) => {
            None
        }
    }
}

/// What became of a submission, or why the gate did not let it through.
pub fn submitted(model: &mut Model, serial: u64, result: Result<Outcome, Undone>) {
    if was_under_way(model, serial) {
        ended(model, serial, Ending::of(model.language, result));
    }
}

/// What became of a decision. One that was taken down closes its dialog: what it changed is in sight behind it.
pub fn decided(model: &mut Model, serial: u64, result: Result<Box<Operation>, Undone>) {
    if !was_under_way(model, serial) {
        return;
    }
    match result {
        Ok(operation) => {
            model.dialog.take_if(|dialog| dialog.serial == serial);
            model.touch_operations();
            model.inquiries.touch(operation.id);
            model.loaded.touch(operation.record);
            let what = words::in_short(model.language, &operation);
            let told = |what: String| say!(model.language, "decision-taken-down", what = what);
            let stands = words::stands(model.language, operation.id, operation.state);
            let (text, discreet) = (told(what), told(stands));
            model.toast_discreetly(Some(Topic::Operation(operation.id)), Tone::Good, &text, discreet);
        }
        Err(undone) => ended(model, serial, Ending::undone(model.language, &undone)),
    }
}

/// Whether a dialog's deed was under way; now it is not.
fn was_under_way(model: &mut Model, serial: u64) -> bool {
    let at = model.sending.iter().position(|sent| sent.dialog == serial);
    if let Some(at) = at {
        model.sending.swap_remove(at);
    }
    if model.sending.is_empty() {
        model.quit = None;
    }
    at.is_some()
}

/// Says in the dialog what became of it, or in a note when that was closed.
fn ended(model: &mut Model, serial: u64, ending: Ending) {
    let tone = match ending.state {
        Some(State::Confirmed) => Tone::Good,
        Some(State::Rejected | State::Escalated) | None => Tone::Bad,
        Some(State::Unknown | State::Sent | State::Prepared | State::NotApplied) => Tone::Warn,
        Some(State::Drafted | State::AwaitingApproval) => Tone::Info,
    };
    if let Some(dialog) = model.dialog.as_mut().filter(|dialog| dialog.serial == serial) {
        return dialog.end(ending);
    }
    let Some((id, state)) = ending.operation.zip(ending.state) else { return model.toast(tone, &ending.text) };
    let discreet = words::stands(model.language, id, state);
    model.toast_discreetly(Some(Topic::Operation(id)), tone, &ending.text, discreet);
}
