//! Finding one's way: palette, two-key sequences, help, places, and the mouse that is given back.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};

use super::super::actions::{Action, Context};
use super::super::dialog::Focus;
use super::super::hits::Target;
use super::super::model::{Model, Screen};
use super::super::msg::{Effect, Msg};
use super::super::palette::Command;
use super::super::settings::wear;
use super::super::theme::Theme;
use super::super::theme::file::BUILT_IN;
use super::super::update::update;
use super::super::views::Shape;
use super::looks::{all, dialog, filled, fitting};
use super::support::{NOW, about, char, frame, listed, many, press, speaking, write};
use super::vt;
use crate::domain::query::{Filter, Query};
use crate::domain::{IntentKind, RecordKind};
use crate::locale::Language;
use crate::worker::Environment;

fn desk(width: u16, height: u16) -> Model {
    listed(width, height, many(RecordKind::Payment, 40))
}

fn found(model: &Model) -> Vec<Command> {
    let palette = model.palette.as_ref();
    palette.map(|open| open.found.iter().map(|item| item.command.clone()).collect()).unwrap_or_default()
}

fn alt(model: &mut Model, code: KeyCode) -> Vec<Effect> {
    update(model, Msg::Key(KeyEvent::new(code, KeyModifiers::ALT)))
}

fn click(model: &mut Model, target: Target) -> Vec<Effect> {
    frame(model);
    let spot = model.hits.find(target).expect("it is on screen");
    let kind = MouseEventKind::Down(MouseButton::Left);
    update(model, Msg::Mouse(MouseEvent { kind, column: spot.x, row: spot.y, modifiers: KeyModifiers::NONE }))
}

#[test]
fn looks_of_the_palette_and_of_what_may_follow_a_key() {
    insta::assert_snapshot!(
        "palette",
        all(|w, h| {
            let mut model = desk(w, h);
            char(&mut model, ':');
            model
        })
    );
    insta::assert_snapshot!(
        "palette_found",
        all(|w, h| {
            let mut model = desk(w, h);
            model.language = Language::Ru;
            char(&mut model, ':');
            write(&mut model, "возв");
            model
        })
    );
    insta::assert_snapshot!(
        "which_key",
        all(|w, h| {
            let mut model = desk(w, h);
            char(&mut model, 'g');
            model
        })
    );
}

#[test]
fn the_palette_finds_by_letters_in_the_language_of_the_desk_and_in_english() {
    for (language, query, best) in [
        (Language::En, "rfnd", Command::Act(Action::Intend(IntentKind::Refund))),
        (Language::Ru, "возв", Command::Act(Action::Intend(IntentKind::Refund))),
        (Language::Ru, "refund", Command::Act(Action::Intend(IntentKind::Refund))),
        (Language::Kk, "қайтару", Command::Act(Action::Intend(IntentKind::Refund))),
        (Language::Ru, "СЧЕТА", Command::Act(Action::Go(Screen::Invoices))),
        (Language::Kk, "language ru", Command::Language(Language::Ru)),
        (Language::En, "қазақ", Command::Language(Language::Kk)),
    ] {
        let mut model = desk(80, 24);
        model.language = language;
        char(&mut model, ':');
        write(&mut model, query);
        assert_eq!(found(&model).first(), Some(&best), "{query}: {:?}", found(&model));
    }
    let mut model = desk(80, 24);
    char(&mut model, ':');
    write(&mut model, "zzzz");
    assert_eq!(found(&model), []);
    assert!(press(&mut model, KeyCode::Enter).is_empty() && model.palette.is_some(), "nothing is run");
}

#[test]
fn a_dangerous_command_of_the_palette_opens_its_dialog_and_an_impossible_one_says_why() {
    let mut model = listed(80, 24, vec![fitting(IntentKind::Cancel)]);
    char(&mut model, ':');
    write(&mut model, "cancel hold");
    press(&mut model, KeyCode::Enter);
    assert!(model.palette.is_none() && model.dialog.is_some(), "{:?} {:?}", model.toasts, model.recent);
    frame(&mut model);
    press(&mut model, KeyCode::Esc);
    char(&mut model, ':');
    write(&mut model, "refund");
    let item = model.palette.as_ref().unwrap().current().unwrap().clone();
    assert!(item.dangerous && item.reason.is_some());
    let effects = press(&mut model, KeyCode::Enter);
    assert!(effects.is_empty() && model.dialog.is_none() && model.palette.is_none());
    assert_eq!(Some(&model.toasts.last().unwrap().text), item.reason.as_ref());
}

#[test]
fn what_was_run_last_is_offered_first_and_the_query_begins_empty() {
    let mut model = desk(80, 24);
    for name in ["русский", "go codes"] {
        char(&mut model, ':');
        write(&mut model, name);
        press(&mut model, KeyCode::Enter);
    }
    assert!(model.language == Language::Ru && model.screen == Screen::Codes);
    update(&mut model, Msg::Key(KeyEvent::new(KeyCode::Char('p'), KeyModifiers::CONTROL)));
    let first = [Command::Act(Action::Go(Screen::Codes)), Command::Language(Language::Ru)];
    assert_eq!(found(&model)[..2], first);
    press(&mut model, KeyCode::Esc);
    assert!(model.palette.is_none() && model.context() == Context::Codes);
}

#[test]
fn a_row_of_the_palette_is_run_by_a_click_and_the_rest_of_the_screen_is_covered() {
    let mut model = desk(80, 24);
    char(&mut model, ':');
    write(&mut model, "go invoices");
    frame(&mut model);
    assert_eq!(model.hits.at(70, 1), Some(Target::Cover), "the tabs lie below it");
    click(&mut model, Target::Command(0));
    assert!(model.palette.is_none() && model.screen == Screen::Invoices);
}

#[test]
fn two_keys_go_to_a_screen_and_a_second_key_without_a_meaning_is_said() {
    let mut model = desk(80, 24);
    char(&mut model, 'g');
    assert!(model.pending.is_some() && frame(&mut model).contains("the invoices"));
    char(&mut model, 'i');
    assert!(model.pending.is_none() && model.screen == Screen::Invoices);
    char(&mut model, 'g');
    char(&mut model, 'r');
    assert_eq!(model.toasts.last().unwrap().text, "g r means nothing here");
    assert!(model.dialog.is_none(), "the second key is not done by itself");
    model.toasts.clear();
    char(&mut model, 'g');
    press(&mut model, KeyCode::Esc);
    assert!(model.pending.is_none() && model.toasts.is_empty());
    char(&mut model, 'g');
    click(&mut model, Target::Hint(Action::Go(Screen::Codes)));
    assert!(model.pending.is_none() && model.screen == Screen::Codes);
}

#[test]
fn escape_with_nothing_to_leave_says_nothing() {
    for screen in Screen::ALL {
        let mut model = filled(screen, 60, 15, Some(|kind| many(kind, 30)));
        let before = frame(&mut model);
        press(&mut model, KeyCode::Esc);
        assert!(model.toasts.is_empty() && model.notice.is_none(), "{screen:?}");
        assert_eq!(frame(&mut model), before, "{screen:?}");
    }
}

#[test]
fn places_are_gone_back_to_and_forward_again() {
    let mut model = desk(80, 24);
    press(&mut model, KeyCode::Enter);
    let record = model.detail.unwrap().record;
    press(&mut model, KeyCode::Tab);
    assert!(frame(&mut model).contains("Payments › A-1000 › Timeline"));
    char(&mut model, '5');
    alt(&mut model, KeyCode::Left);
    assert_eq!((model.screen, model.detail.map(|view| view.record)), (Screen::Payments, Some(record)));
    assert!(frame(&mut model).contains("› Timeline"), "where it was left");
    char(&mut model, '[');
    assert!(model.detail.is_none() && model.screen == Screen::Payments);
    char(&mut model, '[');
    assert_eq!(model.toasts.last().unwrap().text, "there is no place to go back to");
    char(&mut model, ']');
    alt(&mut model, KeyCode::Right);
    assert_eq!(model.screen, Screen::Operations);
    alt(&mut model, KeyCode::Left);
    char(&mut model, '1');
    assert!(!model.history.leads(false), "another way ends the way forward");
}

#[test]
fn the_mouse_is_given_to_the_terminal_and_taken_again() {
    let mut model = desk(80, 24);
    let effects = char(&mut model, 'm');
    assert!(matches!(effects.as_slice(), [Effect::Mouse(false)]), "{effects:?}");
    assert!(frame(&mut model).contains("mouse: the terminal's (m)"));
    let effects = char(&mut model, 'm');
    assert!(matches!(effects.as_slice(), [Effect::Mouse(true)]), "{effects:?}");
}

#[test]
fn help_is_in_the_language_of_the_desk_and_says_why_something_is_impossible() {
    let mut model = desk(80, 24);
    model.language = Language::Ru;
    char(&mut model, '?');
    let text = frame(&mut model);
    assert!(text.contains("Справка") && text.contains("вернуть деньги") && text.contains("не сейчас: "), "{text}");
}

#[test]
fn a_dialog_takes_letters_and_no_first_of_two_keys() {
    let mut model = dialog(IntentKind::CreateInvoice, 80, 24, Environment::Sandbox);
    model.dialog.as_mut().unwrap().set_focus(Focus::Field(0));
    char(&mut model, 'g');
    char(&mut model, ':');
    assert!(model.pending.is_none() && model.palette.is_none());
    assert_eq!(model.dialog.as_ref().unwrap().fields[0].value(), "g:");
    assert!(model.dialog.as_ref().unwrap().blocked(NOW).is_some());
}

#[test]
fn the_palette_of_a_terminal_of_ascii() {
    let mut model = listed(80, 24, many(RecordKind::Payment, 12));
    model.theme = Theme::new(true).with_ascii(true);
    char(&mut model, ':');
    let text = frame(&mut model);
    assert!(text.is_ascii(), "{text}");
    insta::assert_snapshot!("ascii", text);
}

/// Live is seen with one look, and not by its colour alone.
#[test]
fn live_is_reversed_or_filled_in_every_theme_and_without_colours() {
    for (name, no_color) in BUILT_IN.into_iter().map(|name| (name, false)).chain([("ansi", true)]) {
        let mut model = super::support::desk(80, 24, about(Environment::Live));
        model.theme = Theme::new(no_color);
        wear(&mut model, name.to_owned());
        let text = frame(&mut model);
        let column = text.lines().next().unwrap().find("LIVE").unwrap();
        let parser = vt::screen(&model);
        let cell = parser.screen().cell(0, u16::try_from(column).unwrap()).unwrap();
        let plain = parser.screen().cell(10, 40).unwrap();
        assert!(cell.bold() && (cell.inverse() || cell.bgcolor() != plain.bgcolor()), "{name}");
        assert!(text.contains("━━━━"), "{name}: the heavy rule");
    }
}

#[test]
fn of_the_chosen_command_everything_is_said_however_long_it_is() {
    for language in Language::ALL {
        let mut model = speaking(language, || listed(80, 24, many(RecordKind::Payment, 12)));
        char(&mut model, ':');
        let count = model.palette.as_ref().unwrap().found.len();
        for _ in 0..count {
            let item = model.palette.as_ref().unwrap().current().unwrap().clone();
            let said = item.reason.unwrap_or(item.help);
            let text = frame(&mut model);
            let words: Vec<&str> = text.split(['│', '\n', ' ']).filter(|word| !word.is_empty()).collect();
            let text = words.join(" ");
            assert!(text.contains(&said), "{said}:\n{text}");
            press(&mut model, KeyCode::Down);
        }
    }
}

#[test]
fn a_saved_view_is_a_command_of_its_list() {
    let mut model = listed(80, 24, many(RecordKind::Payment, 12));
    let shape =
        Shape { query: Query { filter: Filter::parse("stage:held").unwrap(), ..Query::default() }, ..Shape::default() };
    let sheet = model.lists.sheet_mut(RecordKind::Payment);
    let all = std::mem::replace(&mut sheet.shape, shape.clone());
    sheet.save("Holds to clear");
    sheet.shape = all;
    write(&mut model, ":holds");
    assert!(frame(&mut model).contains("view: Holds to clear"), "{}", frame(&mut model));
    let effects = press(&mut model, KeyCode::Enter);
    let asked = effects.iter().any(|effect| matches!(effect, Effect::LoadPage(_, query, _) if *query == shape.query));
    assert!(asked, "{effects:?}");
    assert_eq!(model.lists.sheet(RecordKind::Payment).viewed(), Some(("Holds to clear", false)));
    char(&mut model, '1');
    write(&mut model, ":holds");
    assert!(!frame(&mut model).contains("view: Holds"), "of another list");
}
