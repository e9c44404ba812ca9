//! What messages do to the model, and what they make it ask for.

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};

use super::super::dialog::{Focus, Stage as Step, Undone};
use super::super::gate::{self, Deed};
use super::super::hits::Target;
use super::super::model::{Model, Screen};
use super::super::msg::{Effect, Msg};
use super::super::update::update;
use super::support::{
    NOW, about, answer_dialog, answer_preview, answer_preview_of, answer_recheck, char, desk, detail, frame, listed,
    many, numbered, press, show, write,
};
use ratatui::layout::Size;

use crate::domain::guard::Refusal;
use crate::domain::reading::Baseline;
use crate::domain::{Currency, Intent, Money, OperationId, Record, RecordKind, Stage, State, Timestamp};
use crate::locale::Language;
use crate::worker::{DeskError, Environment, Outcome, Update};

/// A payment of 100.00 KZT that can be refunded.
fn paid() -> Record {
    let mut row = numbered(RecordKind::Payment, 3);
    row.amount = Money::from_minor(10_000, Currency::Kzt);
    row.cleared = row.amount;
    row
}

/// A desk with the refund dialog of [`paid`] open, read and seen.
fn refunding() -> Model {
    let mut model = listed(80, 24, vec![paid()]);
    char(&mut model, 'r');
    frame(&mut model);
    answer_dialog(&mut model);
    model
}

/// Types an amount and puts the focus on Send.
fn decide(model: &mut Model, amount: &str) {
    for _ in 0..3 {
        press(model, KeyCode::Tab);
        if matches!(model.dialog.as_ref().unwrap().focus, Focus::Field(1)) {
            break;
        }
    }
    write(model, amount);
    answer_preview(model);
    press(model, KeyCode::Tab);
    frame(model);
}

fn step(model: &Model) -> &Step {
    &model.dialog.as_ref().unwrap().stage
}

fn submits(effects: &[Effect]) -> usize {
    effects.iter().filter(|effect| matches!(effect, Effect::Submit(_))).count()
}

#[test]
fn an_open_desk_loads_a_window_and_says_what_is_on_screen() {
    let mut model = desk(80, 24, about(Environment::Sandbox));
    assert_eq!(model.context(), model.base_context());
    let effects = show(&mut model, RecordKind::Payment, many(RecordKind::Payment, 54), 5_000);
    assert!(effects.iter().any(|effect| matches!(effect, Effect::OnScreen(ids) if ids.len() == 18)), "{effects:?}");
    assert_eq!(model.subject().map(Record::name), Some("A-1000".to_owned()));
}

#[test]
fn a_refund_goes_from_key_to_exactly_one_submission() {
    let mut model = listed(80, 24, vec![paid()]);
    let effects = char(&mut model, 'r');
    assert!(matches!(effects.as_slice(), [Effect::Refresh(Some(_), id)] if *id == paid().id), "{effects:?}");
    assert_eq!(model.dialog.as_ref().unwrap().focus, Focus::Cancel);
    frame(&mut model);
    answer_dialog(&mut model);
    decide(&mut model, "15.50");
    let mut effects = press(&mut model, KeyCode::Enter);
    effects.extend(press(&mut model, KeyCode::Enter));
    let Some(Effect::Submit(confirmed)) = effects.pop() else { panic!("{effects:?}") };
    assert!(effects.is_empty());
    let passed = gate::pass(&model, Effect::Submit(confirmed)).unwrap();
    let Deed::Submit(_, submission) = passed.into_deed() else { panic!() };
    assert_eq!(submission.record, Some(paid().id));
    assert_eq!(submission.decided_on, Baseline::of(&paid()));
    assert_eq!(submission.intent.amount(), Some(Money::from_minor(1_550, Currency::Kzt)));
    assert_eq!(submission.again, None);
}

#[test]
fn what_went_through_without_an_answer_is_said_and_only_then_confirmed_once_more() {
    let mut model = refunding();
    decide(&mut model, "15.50");
    assert!(frame(&mut model).contains("ready: Send refund 15.50 KZT, once"));
    let before = OperationId::from_uuid(uuid::Uuid::from_u128(0x1a2b_3c4d));
    // Another edit, and the answer to it.
    press(&mut model, KeyCode::BackTab);
    write(&mut model, "1");
    press(&mut model, KeyCode::Backspace);
    answer_preview_of(&mut model, Some(before));
    press(&mut model, KeyCode::Tab);
    let text = frame(&mut model);
    assert!(text.contains("Send refund 15.50 KZT ONCE MORE? 1a2b3c4d did it, the answer was lost"), "{text}");
    let mut effects = press(&mut model, KeyCode::Enter);
    let Some(Effect::Submit(confirmed)) = effects.pop() else { panic!("{effects:?}") };
    let Deed::Submit(_, submission) = gate::pass(&model, Effect::Submit(confirmed)).unwrap().into_deed() else {
        panic!()
    };
    assert_eq!(submission.again, Some(before));
}

#[test]
fn two_enters_in_one_batch_send_once() {
    let mut model = refunding();
    decide(&mut model, "1");
    let effects: Vec<Effect> = (0..4).flat_map(|_| press(&mut model, KeyCode::Enter)).collect();
    assert_eq!(submits(&effects), 1);
}

#[test]
fn keys_before_the_dialog_was_seen_and_keys_that_are_held_do_nothing() {
    let mut model = listed(80, 24, vec![paid()]);
    char(&mut model, 'r');
    press(&mut model, KeyCode::Enter);
    press(&mut model, KeyCode::Esc);
    update(&mut model, Msg::Paste("99".to_owned()));
    assert!(model.dialog.is_some(), "Enter on Cancel and Esc came too early");
    frame(&mut model);
    let held = KeyEvent::new_with_kind(KeyCode::Enter, KeyModifiers::NONE, KeyEventKind::Repeat);
    update(&mut model, Msg::Key(held));
    assert!(model.dialog.is_some(), "a repeat is no decision");
    press(&mut model, KeyCode::Enter);
    assert!(model.dialog.is_none(), "Cancel was focused");
}

#[test]
fn send_waits_for_read_amount_and_preview() {
    let blocked = |model: &Model| model.dialog.as_ref().unwrap().blocked(model.now);
    let mut model = listed(80, 24, vec![paid()]);
    char(&mut model, 'r');
    frame(&mut model);
    assert_eq!(blocked(&model).as_deref(), Some("reading…"));
    answer_dialog(&mut model);
    for (typed, says) in [
        ("", "no amount"),
        ("1,5", "use a dot"),
        ("0", "the amount is zero"),
        ("100.01", "100.01 KZT is more than the 100.00 KZT"),
        ("1.234", "KZT has 2 digits"),
    ] {
        let dialog = model.dialog.as_mut().unwrap();
        dialog.set_focus(Focus::Field(1));
        update(&mut model, Msg::Key(KeyEvent::new(KeyCode::Char('u'), KeyModifiers::CONTROL)));
        write(&mut model, typed);
        answer_preview(&mut model);
        model.dialog.as_mut().unwrap().set_focus(Focus::Send);
        assert_eq!(submits(&press(&mut model, KeyCode::Enter)), 0, "{typed}");
        assert!(blocked(&model).unwrap().starts_with(says), "{typed}: {:?}", blocked(&model));
    }
    model.dialog.as_mut().unwrap().set_focus(Focus::Field(1));
    update(&mut model, Msg::Key(KeyEvent::new(KeyCode::Char('u'), KeyModifiers::CONTROL)));
    let effects = write(&mut model, "5");
    assert!(effects.iter().any(|effect| matches!(effect, Effect::Preview { .. })));
    assert_eq!(blocked(&model).as_deref(), Some("making the request…"));
    answer_preview(&mut model);
    assert_eq!(blocked(&model), None);
}

#[test]
fn full_fills_in_exactly_what_is_refundable_and_enter_in_a_field_only_goes_on() {
    let mut model = refunding();
    model.dialog.as_mut().unwrap().set_focus(Focus::Field(0));
    press(&mut model, KeyCode::Right);
    let dialog = model.dialog.as_ref().unwrap();
    assert!(matches!(dialog.intent(), Some(Ok(Intent::Refund { amount })) if amount == paid().amount));
    let effects: Vec<Effect> = (0..2).flat_map(|_| press(&mut model, KeyCode::Enter)).collect();
    assert_eq!(submits(&effects), 0);
    assert_eq!(model.dialog.as_ref().unwrap().focus, Focus::Field(1), "Send is reached with Tab only");
}

#[test]
fn a_change_of_the_record_stops_the_dialog_until_the_operator_looks_again() {
    let mut model = refunding();
    decide(&mut model, "5");
    let effects = update(&mut model, Msg::Update(Update::Record { id: paid().id, kind: RecordKind::Payment }));
    assert!(effects.iter().any(|effect| matches!(effect, Effect::Recheck { record, .. } if *record == paid().id)));
    assert_eq!(submits(&press(&mut model, KeyCode::Enter)), 0, "nobody knows yet what changed");
    let mut moved = paid();
    moved.refunded = Money::from_minor(2_500, Currency::Kzt);
    moved.refund_count = 1;
    answer_recheck(&mut model, &effects, &detail(&moved));
    frame(&mut model);
    let Step::Changed(what) = step(&model) else { panic!("{:?}", step(&model)) };
    assert_eq!(what, "refunded was 0.00 KZT, is 25.00 KZT; refunds were 0, are 1");
    model.dialog.as_mut().unwrap().set_focus(Focus::Send);
    let effects = press(&mut model, KeyCode::Enter);
    assert!(matches!(effects.as_slice(), [Effect::Refresh(Some(_), _)]), "{effects:?}");
    answer_dialog(&mut model);
    assert_eq!(*step(&model), Step::Deciding);
    assert_eq!(model.dialog.as_ref().unwrap().baseline(), Baseline::of(&moved));
}

#[test]
fn an_update_that_changed_nothing_that_matters_lets_the_dialog_go_on() {
    let mut model = refunding();
    decide(&mut model, "5");
    let effects = update(&mut model, Msg::Update(Update::Record { id: paid().id, kind: RecordKind::Payment }));
    answer_recheck(&mut model, &effects, &detail(&paid()));
    frame(&mut model);
    assert_eq!(submits(&press(&mut model, KeyCode::Enter)), 1);
}

#[test]
fn a_fresh_read_that_differs_from_the_row_is_told() {
    let mut model = listed(80, 24, vec![paid()]);
    char(&mut model, 'r');
    let mut fresh = paid();
    fresh.stage = Stage::Refunded;
    fresh.refunded = fresh.amount;
    let serial = model.dialog.as_ref().unwrap().serial;
    update(&mut model, Msg::Refreshed(Some(serial), fresh.id, Ok(Box::new(fresh))));
    assert!(matches!(step(&model), Step::Changed(what) if what.contains("was cleared, is refunded")));
}

#[test]
fn live_money_asks_for_the_order_id() {
    let mut model = desk(80, 24, about(Environment::Live));
    show(&mut model, RecordKind::Payment, vec![paid()], 1);
    char(&mut model, 'r');
    frame(&mut model);
    answer_dialog(&mut model);
    model.dialog.as_mut().unwrap().set_focus(Focus::Field(1));
    write(&mut model, "5");
    let wrong = model.dialog.as_ref().unwrap().problems();
    assert_eq!(wrong[0].text, "live money: type the order id exactly as it is shown");
    press(&mut model, KeyCode::Tab);
    write(&mut model, "A-1003");
    assert!(model.dialog.as_ref().unwrap().problems().is_empty());
}

#[test]
fn what_became_of_it_is_told_in_the_dialog_and_beyond() {
    let outcome = |state, message: &str| {
        let operation = OperationId::from_uuid(uuid::Uuid::from_u128(9));
        Ok(Outcome { operation, record: paid().id, state, message: message.to_owned(), page: None })
    };
    for (result, says) in [
        (outcome(State::Confirmed, "refunded 5.00 KZT"), "refunded 5.00 KZT"),
        (outcome(State::Rejected, "9998"), "9998"),
        (outcome(State::Unknown, "no answer"), "no answer — see 5 Operations"),
        (
            Err(Undone::Error(DeskError::Refused(Refusal::NoLimits))),
            "a live profile moves no money until config.toml says how much: nothing was sent; set limits.per_operation and limits.per_day in it",
        ),
        (
            Err(Undone::Error(DeskError::Unanswered)),
            "the worker ended before it answered: it may have been sent, do not repeat it; start tolem again, which reads — see 5 Operations",
        ),
        (Err(Undone::Error(DeskError::Gone)), "the worker has ended: nothing was sent; start tolem again"),
    ] {
        let mut model = refunding();
        decide(&mut model, "5");
        press(&mut model, KeyCode::Enter);
        assert_eq!(*step(&model), Step::Sending);
        let serial = model.dialog.as_ref().unwrap().serial;
        update(&mut model, Msg::Submitted(serial, result));
        let Step::Done(ending) = step(&model) else { panic!() };
        assert_eq!(ending.text, says);
        assert_eq!(ending.state.is_none(), says.contains("nothing was sent"), "{says}");
        assert!(model.toasts.is_empty(), "the dialog says it");
        assert!(model.sending.is_empty());
    }
}

#[test]
fn an_unknown_outcome_is_followed_by_what_it_turns_out_to_be_and_not_by_a_second_note() {
    let id = OperationId::from_uuid(uuid::Uuid::from_u128(9));
    let told = |state, message: &str| {
        Msg::Update(Update::Operation { id, record: paid().id, state, message: message.to_owned() })
    };
    let mut model = refunding();
    decide(&mut model, "5");
    press(&mut model, KeyCode::Enter);
    let serial = model.dialog.as_ref().unwrap().serial;
    let outcome =
        Outcome { operation: id, record: paid().id, state: State::Unknown, message: "unknown".to_owned(), page: None };
    update(&mut model, Msg::Submitted(serial, Ok(outcome)));
    update(&mut model, told(State::Confirmed, "it was refunded"));
    let Step::Done(ending) = step(&model) else { panic!() };
    assert_eq!((ending.text.as_str(), ending.state), ("it was refunded", Some(State::Confirmed)));
    frame(&mut model);
    press(&mut model, KeyCode::Enter);
    update(&mut model, told(State::Unknown, "unknown again"));
    update(&mut model, told(State::Confirmed, "confirmed again"));
    assert_eq!(model.toasts.iter().map(|toast| toast.text.as_str()).collect::<Vec<_>>(), ["confirmed again"]);
}

#[test]
fn what_cannot_be_seen_cannot_be_pressed() {
    let mut model = refunding();
    decide(&mut model, "5");
    update(&mut model, Msg::Resize(Size { width: 20, height: 5 }));
    assert_eq!(submits(&press(&mut model, KeyCode::Enter)), 0);
    assert_eq!(*step(&model), Step::Deciding);
    update(&mut model, Msg::Resize(Size { width: 80, height: 24 }));
    assert_eq!(submits(&press(&mut model, KeyCode::Enter)), 1);
}

#[test]
fn quitting_while_something_is_sent_asks_first_and_stays_by_default() {
    let mut model = refunding();
    decide(&mut model, "5");
    press(&mut model, KeyCode::Enter);
    frame(&mut model);
    press(&mut model, KeyCode::Esc);
    assert!(model.dialog.is_none() && model.toasts[0].text.contains("closing cancels nothing"));
    assert!(char(&mut model, 'q').is_empty());
    assert_eq!(model.quit, Some(false));
    assert!(press(&mut model, KeyCode::Enter).is_empty());
    assert_eq!(model.quit, None);
    char(&mut model, 'q');
    press(&mut model, KeyCode::Tab);
    assert!(matches!(press(&mut model, KeyCode::Enter).as_slice(), [Effect::Quit]));
}

#[test]
fn a_read_only_desk_opens_no_dialog_and_says_why() {
    let mut model = desk(80, 24, crate::worker::About { read_only: true, ..about(Environment::Test) });
    show(&mut model, RecordKind::Payment, vec![paid()], 1);
    for key in ['r', 'c', 'x', 'v', 'n', 'N'] {
        assert!(char(&mut model, key).is_empty());
        assert!(model.dialog.is_none());
        assert!(model.toasts.last().unwrap().text.starts_with("read-only: nothing was sent"));
    }
}

#[test]
fn the_gate_refuses_what_was_decided_on_an_old_read() {
    let mut model = refunding();
    decide(&mut model, "5");
    let effects = press(&mut model, KeyCode::Enter);
    model.now = Timestamp::from_millis(NOW.millis() + 301_000);
    for effect in effects {
        let denied = gate::pass(&model, effect).unwrap_err();
        assert!(denied.reason.said(Language::En).contains("nothing was sent"));
    }
}

#[test]
fn a_disabled_key_says_why() {
    let mut held = paid();
    held.stage = Stage::Held;
    let mut model = listed(80, 24, vec![held]);
    char(&mut model, 'r');
    assert_eq!(model.toasts[0].text, "it is held: nothing was sent; cancel the hold (x) or clear it (c) first");
}

#[test]
fn the_mouse_selects_opens_and_switches_and_presses_buttons() {
    let mut model = listed(80, 24, many(RecordKind::Payment, 9));
    frame(&mut model);
    let click = |model: &mut Model, target| {
        let area = model.hits.find(target).unwrap();
        let kind = MouseEventKind::Down(MouseButton::Left);
        update(model, Msg::Mouse(MouseEvent { kind, column: area.x, row: area.y, modifiers: KeyModifiers::NONE }))
    };
    let third = model.payments.rows[3].id.uuid();
    click(&mut model, Target::Row(third));
    assert_eq!(model.selected(), Some(third));
    click(&mut model, Target::Row(third));
    assert!(model.detail.is_some());
    frame(&mut model);
    click(&mut model, Target::Tab(Screen::Payouts));
    assert_eq!((model.screen, model.detail.is_some()), (Screen::Payouts, false));
    let mut model = refunding();
    frame(&mut model);
    let covered = model.hits.find(Target::Row(paid().id.uuid())).unwrap();
    assert_ne!(model.hits.at(covered.x, covered.y), Some(Target::Row(paid().id.uuid())));
    click(&mut model, Target::Dialog(Focus::Cancel));
    assert!(model.dialog.is_none());
}

#[test]
fn a_burst_of_updates_asks_once() {
    let mut model = listed(80, 24, many(RecordKind::Payment, 54));
    let told = || Msg::Update(Update::Record { id: paid().id, kind: RecordKind::Payment });
    let asked: usize = (0..500)
        .map(|_| update(&mut model, told()).iter().filter(|effect| matches!(effect, Effect::LoadPage(..))).count())
        .sum();
    assert_eq!(asked, 1);
}
