//! A button hears only what was meant for it: not the second half of a double click, and not a key that is held down.

use crossterm::event::{KeyCode, MouseButton, MouseEvent, MouseEventKind};

use super::super::actions::Context;
use super::super::dialog::field::Name;
use super::super::dialog::{Focus, Preview, Stage as Step};
use super::super::hits::Target;
use super::super::model::Model;
use super::super::msg::{Effect, Msg};
use super::super::notice::Notice;
use super::super::update::update;
use super::support::{
    answer_dialog, answer_preview, answer_recheck, char, detail, frame, glance, listed, many, numbered, press, wait,
    write,
};
use crate::domain::{Currency, Money, OperationId, Record, RecordId, RecordKind, State};
use crate::worker::{DeskError, Outcome, Update};

/// A payment of 100.00 KZT that can be refunded.
fn paid() -> Record {
    let mut row = numbered(RecordKind::Payment, 3);
    row.amount = Money::from_minor(10_000, Currency::Kzt);
    row.cleared = row.amount;
    row
}

/// The refund dialog of [`paid`], read, filled in, and the focus on Send; the last frame was drawn just now.
fn filled() -> Model {
    let mut model = listed(80, 24, vec![paid()]);
    char(&mut model, 'r');
    frame(&mut model);
    answer_dialog(&mut model);
    model.dialog.as_mut().unwrap().set_focus(Focus::Field(1));
    write(&mut model, "15.50");
    answer_preview(&mut model);
    model.dialog.as_mut().unwrap().set_focus(Focus::Send);
    glance(&mut model);
    model
}

fn submits(effects: &[Effect]) -> usize {
    effects.iter().filter(|effect| matches!(effect, Effect::Submit(_))).count()
}

fn stage(model: &Model) -> &Step {
    &model.dialog.as_ref().expect("the dialog is open").stage
}

/// A key that is held down for two seconds, as a terminal tells it, with a frame after each.
pub fn held(model: &mut Model, code: KeyCode) -> Vec<Effect> {
    let mut effects = press(model, code);
    for at in 0..51 {
        wait(model, if at == 0 { 500 } else { 30 });
        effects.extend(press(model, code));
    }
    effects
}

fn click(model: &mut Model, target: Target) -> Vec<Effect> {
    let area = model.hits.find(target).expect("it was drawn");
    let kind = MouseEventKind::Down(MouseButton::Left);
    let modifiers = crossterm::event::KeyModifiers::NONE;
    update(model, Msg::Mouse(MouseEvent { kind, column: area.x, row: area.y, modifiers }))
}

/// What the worker answers to a submission.
pub fn outcome(record: RecordId, state: State) -> Outcome {
    let operation = OperationId::from_uuid(uuid::Uuid::from_u128(5));
    Outcome { operation, record, state, message: "told".to_owned(), page: None }
}

fn told(model: &mut Model) -> Vec<Effect> {
    update(model, Msg::Update(Update::Record { id: paid().id, kind: RecordKind::Payment }))
}

fn moved() -> Record {
    Record { refunded: Money::from_minor(2_500, Currency::Kzt), refund_count: 1, ..paid() }
}

#[test]
fn a_button_is_seen_to_be_deaf_until_it_was_shown_for_300_ms_and_the_frame_after_is_drawn() {
    let mut model = filled();
    assert!(glance(&mut model).contains("[ Cancel ]  ( Send refund )"));
    let at = model.next_change().unwrap();
    assert_eq!(at.since(model.now).as_millis(), 300);
    assert_eq!(submits(&press(&mut model, KeyCode::Tab)), 0);
    model.dialog.as_mut().unwrap().set_focus(Focus::Send);
    model.dirty = false;
    update(&mut model, Msg::Tick(at));
    assert!(model.dirty, "the loop draws what has changed");
    assert!(glance(&mut model).contains("[ Cancel ]  [ Send refund ]"));
    assert_eq!(submits(&press(&mut model, KeyCode::Enter)), 1);
}

#[test]
fn a_press_that_comes_too_early_puts_the_button_off_and_a_clock_set_back_puts_it_off_no_further() {
    let mut model = filled();
    wait(&mut model, 290);
    assert_eq!(submits(&press(&mut model, KeyCode::Enter)), 0);
    wait(&mut model, 690);
    assert!(glance(&mut model).contains("( Send refund )"));
    let an_hour_ago = crate::domain::Timestamp::from_millis(model.now.millis() - 3_600_000);
    update(&mut model, Msg::Tick(an_hour_ago));
    glance(&mut model);
    assert!(wait(&mut model, 690).contains("( Send refund )"));
    assert!(wait(&mut model, 10).contains("[ Send refund ]"));
}

#[test]
fn a_double_click_on_look_again_sends_nothing_and_what_was_chosen_and_repeated_is_forgotten() {
    let mut model = listed(80, 24, vec![paid()]);
    char(&mut model, 'r');
    frame(&mut model);
    answer_dialog(&mut model);
    model.dialog.as_mut().unwrap().set_focus(Focus::Field(0));
    press(&mut model, KeyCode::Right);
    answer_preview(&mut model);
    let effects = told(&mut model);
    answer_recheck(&mut model, &effects, &detail(&moved()));
    frame(&mut model);
    assert!(matches!(stage(&model), Step::Changed(_)), "{:?}", stage(&model));
    let mut effects = click(&mut model, Target::Dialog(Focus::Send));
    assert!(matches!(effects.as_slice(), [Effect::Refresh(Some(_), _)]), "{effects:?}");
    glance(&mut model);
    answer_dialog(&mut model);
    wait(&mut model, 90);
    let dialog = model.dialog.as_ref().unwrap();
    assert_eq!((&dialog.stage, dialog.field(Name::Amount).unwrap().value()), (&Step::Deciding, ""));
    assert!(!dialog.field(Name::Choice).unwrap().is_full(), "full is another amount now");
    effects = click(&mut model, Target::Dialog(Focus::Send));
    assert_eq!(submits(&effects), 0);
    // Even where nothing has to be filled in, as when a hold is cancelled, the second click comes too early.
    let mut hold = paid();
    hold.stage = crate::domain::Stage::Held;
    hold.cleared = Money::zero(Currency::Kzt);
    let mut model = listed(80, 24, vec![hold]);
    char(&mut model, 'x');
    frame(&mut model);
    let serial = model.dialog.as_ref().unwrap().serial;
    let error = DeskError::Unread("no route".to_owned());
    let id = paid().id;
    update(&mut model, Msg::Refreshed(Some(serial), id, Err(error)));
    frame(&mut model);
    click(&mut model, Target::Dialog(Focus::Send));
    glance(&mut model);
    answer_dialog(&mut model);
    glance(&mut model);
    assert!(matches!(model.dialog.as_ref().unwrap().preview, Preview::Ready(_)));
    for millis in [60, 200, 300, 400] {
        wait(&mut model, millis);
        assert_eq!(submits(&click(&mut model, Target::Dialog(Focus::Send))), 0, "{millis}");
    }
    wait(&mut model, 700);
    assert_eq!(submits(&click(&mut model, Target::Dialog(Focus::Send))), 1);
}

#[test]
fn enter_that_is_held_on_send_while_the_gateway_is_read_never_sends() {
    let mut model = listed(80, 24, vec![paid()]);
    char(&mut model, 'r');
    frame(&mut model);
    answer_dialog(&mut model);
    model.dialog.as_mut().unwrap().set_focus(Focus::Field(1));
    write(&mut model, "15.50");
    model.dialog.as_mut().unwrap().set_focus(Focus::Send);
    let mut effects = held(&mut model, KeyCode::Enter);
    answer_preview(&mut model);
    effects.extend(held(&mut model, KeyCode::Enter));
    assert_eq!(submits(&effects), 0);
    assert_eq!(*stage(&model), Step::Deciding);
    wait(&mut model, 700);
    assert_eq!(submits(&press(&mut model, KeyCode::Enter)), 1, "it was let go, and pressed again");
}

#[test]
fn enter_that_is_still_held_after_send_closes_neither_the_sending_nor_what_became_of_it() {
    for state in [State::Unknown, State::Escalated, State::Rejected, State::Confirmed] {
        let mut model = filled();
        frame(&mut model);
        assert_eq!(submits(&held(&mut model, KeyCode::Enter)), 1);
        assert_eq!(*stage(&model), Step::Sending);
        let serial = model.dialog.as_ref().unwrap().serial;
        update(&mut model, Msg::Submitted(serial, Ok(outcome(paid().id, state))));
        held(&mut model, KeyCode::Enter);
        assert!(matches!(stage(&model), Step::Done(_)));
        assert!(frame(&mut model).contains("[ Close ]"));
        press(&mut model, KeyCode::Enter);
        assert!(model.dialog.is_none());
    }
}

#[test]
fn escape_closes_what_nobody_can_have_read_only_after_it_was_shown() {
    let mut model = filled();
    frame(&mut model);
    press(&mut model, KeyCode::Enter);
    glance(&mut model);
    press(&mut model, KeyCode::Esc);
    assert_eq!(*stage(&model), Step::Sending);
    frame(&mut model);
    press(&mut model, KeyCode::Esc);
    assert!(model.dialog.is_none());
    let mut model = filled();
    press(&mut model, KeyCode::Enter);
    press(&mut model, KeyCode::Esc);
    assert!(model.dialog.is_none(), "what was not sent is left at once");
}

#[test]
fn a_key_that_is_held_deletes_no_view_and_one_that_is_pressed_twice_does() {
    let mut model = listed(80, 24, many(RecordKind::Payment, 9));
    for name in ["One", "Two", "Three"] {
        char(&mut model, 'S');
        for _ in 0..9 {
            press(&mut model, KeyCode::Backspace);
        }
        write(&mut model, name);
        press(&mut model, KeyCode::Enter);
    }
    let views = |model: &Model| model.lists.sheet(RecordKind::Payment).views.len();
    assert_eq!(views(&model), 3);
    char(&mut model, '\'');
    held(&mut model, KeyCode::Char('d'));
    assert_eq!(views(&model), 3);
    assert!(frame(&mut model).contains("[ d once more deletes it ]"));
    char(&mut model, 'd');
    assert_eq!(views(&model), 2);
    held(&mut model, KeyCode::Char('d'));
    assert_eq!(views(&model), 2);
}

#[test]
fn reading_all_that_is_in_sight_again_waits_until_that_is_done() {
    let mut model = listed(80, 24, many(RecordKind::Payment, 30));
    let work = |effects: &[Effect]| effects.iter().filter(|effect| matches!(effect, Effect::Work(..))).count();
    let effects: Vec<Effect> = (0..40).flat_map(|_| char(&mut model, 'U')).collect();
    assert_eq!((work(&effects), model.activity.jobs.len()), (1, 1));
    assert!(frame(&mut model).contains("the records are being read already"));
    model.activity.jobs.clear();
    assert_eq!(work(&char(&mut model, 'U')), 1);
}

#[test]
fn a_notice_over_a_dialog_has_the_keys_and_is_not_closed_unread() {
    let mut model = filled();
    frame(&mut model);
    model.notice = Some(Notice { text: "the disk is full".to_owned() });
    assert_eq!(model.context(), Context::Notice);
    let effects: Vec<Effect> =
        [KeyCode::Enter, KeyCode::Tab, KeyCode::Esc].into_iter().flat_map(|code| press(&mut model, code)).collect();
    assert_eq!(submits(&effects), 0);
    update(&mut model, Msg::Paste("99".to_owned()));
    assert!(glance(&mut model).contains("( Esc closes )"));
    held(&mut model, KeyCode::Esc);
    assert!(model.notice.is_some(), "nobody can have read it");
    assert!(frame(&mut model).contains("[ Esc closes ]"));
    let dialog = model.dialog.as_ref().unwrap();
    assert_eq!((&dialog.stage, dialog.focus), (&Step::Deciding, Focus::Send));
    press(&mut model, KeyCode::Esc);
    assert!(model.notice.is_none() && model.dialog.is_some());
    assert_eq!(submits(&press(&mut model, KeyCode::Enter)), 0, "the dialog has to be seen anew");
    frame(&mut model);
    assert_eq!(submits(&press(&mut model, KeyCode::Enter)), 1);
}

#[test]
fn a_dialog_below_a_notice_was_not_seen() {
    let mut model = listed(80, 24, vec![paid()]);
    char(&mut model, 'r');
    model.notice = Some(Notice { text: "the disk is full".to_owned() });
    frame(&mut model);
    assert!(!model.dialog.as_ref().unwrap().is_seen());
    press(&mut model, KeyCode::Esc);
    frame(&mut model);
    assert!(model.notice.is_none() && model.dialog.as_ref().unwrap().is_seen());
}

#[test]
fn what_was_loaded_before_the_last_change_or_for_another_pane_does_not_free_send() {
    let mut model = filled();
    let first = told(&mut model);
    let second = told(&mut model);
    let asks = |effects: &[Effect]| effects.iter().filter(|effect| matches!(effect, Effect::Recheck { .. })).count();
    assert_eq!((asks(&first), asks(&second)), (1, 0), "one question at a time");
    update(&mut model, Msg::Detail(paid().id, Ok(Box::new(detail(&paid())))));
    assert!(model.dialog.as_ref().unwrap().is_rechecking(), "that is what was loaded beside the list");
    let third = answer_recheck(&mut model, &first, &detail(&paid()));
    assert_eq!(asks(&third), 1, "more was told since it was asked");
    frame(&mut model);
    assert_eq!(submits(&press(&mut model, KeyCode::Enter)), 0);
    answer_recheck(&mut model, &first, &detail(&paid()));
    assert!(model.dialog.as_ref().unwrap().is_rechecking());
    answer_recheck(&mut model, &third, &detail(&moved()));
    assert!(matches!(stage(&model), Step::Changed(_)), "{:?}", stage(&model));
}
