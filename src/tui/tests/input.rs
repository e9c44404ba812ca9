//! What is typed into dialogs: the first key that a person presses, and what no person does, such as pastes of a megabyte
//! and two presses in one moment.

use crossterm::event::{KeyCode, KeyEvent};
use ratatui::layout::Size;

use super::super::dialog::field::NotTaken;
use super::super::dialog::{Focus, Stage};
use super::super::model::Model;
use super::super::msg::{Effect, Msg};
use super::super::update::update;
use super::looks::{dialog, fill};
use super::support::{NOW, about, answer_dialog, answer_preview, char, desk, frame, press, write};
use crate::domain::{Intent, IntentKind};
use crate::worker::Environment;

/// A dialog of this kind that was read and seen.
fn open(kind: IntentKind) -> Model {
    let mut model = dialog(kind, 80, 24, Environment::Live);
    answer_dialog(&mut model);
    frame(&mut model);
    model
}

/// Every field of every dialog: the dialog with the field focused, and its number.
fn every_field() -> impl Iterator<Item = (Model, usize)> {
    IntentKind::ALL.into_iter().flat_map(|kind| {
        let count = open(kind).dialog.unwrap().fields.len();
        (0..count).map(move |at| {
            let mut model = open(kind);
            model.dialog.as_mut().unwrap().set_focus(Focus::Field(at));
            (model, at)
        })
    })
}

fn submits(effects: &[Effect]) -> usize {
    effects.iter().filter(|effect| matches!(effect, Effect::Submit(_))).count()
}

#[test]
fn a_paste_of_a_megabyte_is_refused_whole_and_said_in_every_field_of_every_dialog() {
    let mut fields = 0;
    for (mut model, at) in every_field() {
        let before = model.dialog.as_ref().unwrap().fields[at].value().to_owned();
        for paste in ["7".repeat(1 << 20), "1\r\n".repeat(350_000), "\u{1b}[2J".repeat(300_000), "Ы".repeat(1 << 19)] {
            let effects = update(&mut model, Msg::Paste(paste));
            let field = &model.dialog.as_ref().unwrap().fields[at];
            assert!(effects.is_empty() && field.value() == before, "{:?} took it: {effects:?}", field.name);
            assert!(field.refused.is_some() || field.is_choice(), "{:?} says nothing", field.name);
        }
        press(&mut model, KeyCode::Esc);
        assert!(model.dialog.is_none(), "the next key is heard");
        fields += 1;
    }
    assert!(fields > 20, "{fields}");
}

#[test]
fn a_paste_without_brackets_fills_the_field_says_so_once_and_then_costs_nothing() {
    for (mut model, at) in every_field() {
        let name = model.dialog.as_ref().unwrap().fields[at].name;
        let mut changed = 0;
        for _ in 0..20_000 {
            model.dirty = false;
            let effects = update(&mut model, Msg::Key(KeyEvent::from(KeyCode::Char('7'))));
            assert_eq!(submits(&effects), 0);
            changed += usize::from(model.dirty);
        }
        let field = &model.dialog.as_ref().unwrap().fields[at];
        assert!(field.value().len() <= 1_024, "{name:?}");
        if !field.is_choice() {
            assert!(changed <= field.value().len() + 1, "{name:?} was drawn for {changed} keys");
            assert_eq!(field.refused, Some(NotTaken::Full), "{name:?}");
        }
        press(&mut model, KeyCode::Backspace);
        press(&mut model, KeyCode::Esc);
        assert!(model.dialog.is_none(), "the next key is heard");
    }
}

#[test]
fn what_is_lost_on_a_full_field_is_still_heard_by_what_lies_above_it() {
    let mut model = open(IntentKind::CreateInvoice);
    model.dialog.as_mut().unwrap().set_focus(Focus::Field(0));
    for _ in 0..90 {
        update(&mut model, Msg::Key(KeyEvent::from(KeyCode::Char('q'))));
    }
    update(&mut model, Msg::Resize(Size { width: 20, height: 5 }));
    let effects = update(&mut model, Msg::Key(KeyEvent::from(KeyCode::Char('q'))));
    assert!(effects.is_empty() && model.dialog.is_some());
    update(&mut model, Msg::Resize(Size { width: 80, height: 24 }));
    press(&mut model, KeyCode::Backspace);
    assert_eq!(model.dialog.as_ref().unwrap().fields[0].value().len(), 79);
}

#[test]
fn two_presses_of_enter_in_one_moment_send_every_intent_once_at_most() {
    let order: &[&str] = &["A-2001", "1500.50", "Tea and bread"];
    let card: &[&str] = &["ann", "ef741cfc-f85e-41a0-84e6-2ba964912182"];
    for kind in IntentKind::ALL {
        let texts: Vec<&str> = match kind {
            IntentKind::Refund | IntentKind::Clear => vec!["", "1500"],
            IntentKind::Cancel | IntentKind::Confirm => Vec::new(),
            IntentKind::PayInvoice => card.to_vec(),
            IntentKind::CreatePayment | IntentKind::CreateInvoice | IntentKind::CreatePayout => order.to_vec(),
            IntentKind::ChargeCard => [order, card].concat(),
        };
        let mut model = dialog(kind, 80, 24, Environment::Sandbox);
        fill(&mut model, &texts);
        answer_preview(&mut model);
        assert_eq!(model.dialog.as_ref().unwrap().blocked(NOW), None, "{kind:?}");
        frame(&mut model);
        let mut effects = press(&mut model, KeyCode::Enter);
        assert_eq!(submits(&effects), 1, "{kind:?}");
        assert_eq!(model.dialog.as_ref().unwrap().stage, Stage::Sending);
        // Whatever follows in the same moment, Send is not there any more.
        effects.clear();
        for key in [KeyCode::Enter, KeyCode::Tab, KeyCode::Enter, KeyCode::Right, KeyCode::Enter] {
            effects.extend(press(&mut model, key));
        }
        assert_eq!(submits(&effects), 0, "{kind:?}");
    }
}

#[test]
fn a_digit_for_how_much_begins_the_amount() {
    for turns in 0..2 {
        let mut model = dialog(IntentKind::Refund, 80, 24, Environment::Sandbox);
        answer_dialog(&mut model);
        press(&mut model, KeyCode::Tab);
        (0..turns).for_each(|_| drop(press(&mut model, KeyCode::Right)));
        write(&mut model, "7.5");
        let dialog = model.dialog.as_ref().unwrap();
        assert_eq!(dialog.focus, Focus::Field(1));
        assert!(matches!(dialog.intent(), Some(Ok(Intent::Refund { amount })) if amount.minor() == 750));
        assert_eq!(dialog.fields[1].value(), "7.5");
    }
}

#[test]
fn what_is_typed_at_once_about_something_new_is_its_order_id() {
    for (screen, key) in [('1', 'n'), ('3', 'n'), ('4', 'n'), ('4', 'N')] {
        let mut model = desk(80, 24, about(Environment::Sandbox));
        char(&mut model, screen);
        char(&mut model, key);
        frame(&mut model);
        write(&mut model, "A-9");
        let dialog = model.dialog.as_ref().unwrap_or_else(|| panic!("{screen}{key}"));
        assert_eq!((dialog.focus, dialog.fields[0].value()), (Focus::Field(0), "A-9"), "{screen}{key}");
        let effects: Vec<Effect> = (0..9).flat_map(|_| press(&mut model, KeyCode::Enter)).collect();
        assert_eq!(submits(&effects), 0, "Send is reached with Tab only");
    }
}
