//! The catalogue on screen: pane 7, and `e` on everything that carries a code.

use crossterm::event::{KeyCode, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};

use super::super::codes::Part;
use super::super::hits::Target;
use super::super::model::{Model, Screen};
use super::super::msg::Msg;
use super::super::update::update;
use super::looks::all;
use super::support::{about, char, desk, detail, frame, listed, numbered, operation, page, press, write};
use crate::domain::code::Failure;
use crate::domain::{Record, RecordKind, Stage, State};
use crate::locale::Language;
use crate::worker::Environment;

pub fn codes(width: u16, height: u16) -> Model {
    let mut model = desk(width, height, about(Environment::Sandbox));
    char(&mut model, '7');
    model
}

/// What is explained: the key of each part, and whether it is known.
fn explained(model: &Model) -> Vec<(String, bool)> {
    let part = |part: &Part| match part {
        Part::Known(entry) => (entry.key.clone(), true),
        Part::Unknown { key, .. } => (key.clone(), false),
    };
    model.explanation.as_ref().map(|open| open.parts.iter().map(part).collect()).unwrap_or_default()
}

pub fn failed(code: u32) -> Record {
    let mut record = numbered(RecordKind::Payment, 0);
    record.stage = Stage::Failed;
    record.word = "error".to_owned();
    record.failure = Some(Failure { code, text: "Do not honour".to_owned() });
    record
}

fn pair(key: &str, known: bool) -> (String, bool) {
    (key.to_owned(), known)
}

#[test]
fn the_catalogue_in_every_state() {
    insta::assert_snapshot!("codes", all(codes));
    insta::assert_snapshot!(
        "codes_found",
        all(|w, h| {
            let mut model = codes(w, h);
            char(&mut model, '/');
            write(&mut model, "недостаточно средств");
            model
        })
    );
    insta::assert_snapshot!(
        "codes_nothing_found",
        all(|w, h| {
            let mut model = codes(w, h);
            char(&mut model, '/');
            write(&mut model, "10002");
            press(&mut model, KeyCode::Enter);
            model
        })
    );
    insta::assert_snapshot!(
        "explanation",
        all(|w, h| {
            let mut model = listed(w, h, vec![failed(10_009)]);
            char(&mut model, 'e');
            char(&mut model, 'l');
            char(&mut model, 'l');
            model
        })
    );
    insta::assert_snapshot!(
        "explanation_unknown",
        all(|w, h| {
            let mut model = listed(w, h, vec![failed(10_002)]);
            char(&mut model, 'e');
            model
        })
    );
}

#[test]
fn e_explains_the_code_of_a_failed_record_and_its_word() {
    let mut model = listed(80, 24, vec![failed(10_009)]);
    char(&mut model, 'e');
    assert_eq!(explained(&model), [pair("10009", true), pair("error", true)]);
    let text = frame(&mut model);
    assert!(text.contains("10009"), "{text}");
    press(&mut model, KeyCode::Esc);
    assert!(model.explanation.is_none() && model.screen == Screen::Payments);
}

#[test]
fn a_hold_and_a_debit_are_told_apart_by_the_word_captured() {
    let mut held = numbered(RecordKind::Payment, 1);
    (held.failure, held.word) = (None, "success, captured 0".to_owned());
    let mut model = listed(80, 24, vec![held]);
    char(&mut model, 'e');
    assert_eq!(explained(&model), [pair("success", true), pair("0", true)]);
}

#[test]
fn an_unknown_code_says_so_with_the_words_of_the_provider() {
    let mut model = listed(80, 24, vec![failed(10_002)]);
    char(&mut model, 'e');
    assert_eq!(explained(&model)[0], pair("10002", false));
    let text = frame(&mut model);
    assert!(text.contains("“Do not honour”") && text.contains("not in the catalogue"), "{text}");
}

#[test]
fn e_explains_the_chosen_exchange() {
    let record = failed(10_009);
    let mut model = listed(80, 24, vec![record.clone()]);
    press(&mut model, KeyCode::Enter);
    let mut all = detail(&record);
    let mut second = all.exchanges[0].clone();
    second.reply = Some("<response><pg_error_code>9998</pg_error_code></response>".to_owned());
    second.id = crate::domain::ExchangeId::from_uuid(uuid::Uuid::from_u128(2));
    all.exchanges.push(second);
    update(&mut model, Msg::Detail(record.id, Ok(Box::new(all))));
    press(&mut model, KeyCode::Tab);
    press(&mut model, KeyCode::Tab);
    char(&mut model, 'e');
    assert_eq!(explained(&model), [pair("ok", true)]);
    press(&mut model, KeyCode::Esc);
    press(&mut model, KeyCode::Down);
    char(&mut model, 'e');
    assert_eq!(explained(&model), [pair("9998", true)]);
    press(&mut model, KeyCode::Esc);
    press(&mut model, KeyCode::Enter);
    char(&mut model, 'e');
    assert_eq!(explained(&model), [pair("9998", true)], "also when it is open");
}

#[test]
fn e_explains_what_an_operation_was_answered() {
    let mut model = desk(80, 24, about(Environment::Sandbox));
    char(&mut model, '5');
    let mut rejected = operation(0, State::Rejected);
    rejected.note = "10034 Clear it first".to_owned();
    let mut unknown = operation(1, State::Unknown);
    unknown.note = format!("{}9999 System error{}", Failure::ANSWERED, Failure::OPEN);
    let silent = operation(2, State::Unknown);
    let seq = model.operations.last_asked();
    update(&mut model, Msg::Operations(seq, Ok(page(vec![rejected, unknown, silent], 3))));
    char(&mut model, 'e');
    assert_eq!(explained(&model), [pair("10034", true)]);
    press(&mut model, KeyCode::Esc);
    press(&mut model, KeyCode::Down);
    char(&mut model, 'e');
    // 9999 is a system error on the wire of payments; other families have a reading of their own.
    assert!(explained(&model).contains(&pair("9999", true)));
    press(&mut model, KeyCode::Esc);
    press(&mut model, KeyCode::Down);
    char(&mut model, 'e');
    assert!(model.explanation.is_none());
    assert_eq!(model.toasts.last().unwrap().text, "there is no code or status word to explain here");
}

#[test]
fn the_search_narrows_the_list_and_escape_shows_everything_again() {
    let mut model = codes(120, 40);
    let everything = model.codes.found.len();
    char(&mut model, '/');
    write(&mut model, "insufficient funds");
    assert!(model.codes.found.len() < everything);
    assert!(model.codes.found.iter().any(|entry| entry.key == "10009"));
    press(&mut model, KeyCode::Enter);
    assert!(!model.codes.typing);
    let chosen = model.codes.current().unwrap();
    press(&mut model, KeyCode::Enter);
    assert_eq!(explained(&model), [pair(&chosen.key, true)]);
    press(&mut model, KeyCode::Enter);
    press(&mut model, KeyCode::Esc);
    assert_eq!(model.codes.found.len(), everything);
}

#[test]
fn letters_that_are_typed_into_the_search_are_no_commands() {
    let mut model = codes(80, 24);
    char(&mut model, '/');
    assert!(write(&mut model, "qel?/jk7").is_empty());
    assert_eq!((model.codes.query.value(), model.codes.typing), ("qel?/jk7", true));
    update(&mut model, Msg::Paste("a\nb".to_owned()));
    assert_eq!(model.codes.query.value(), "qel?/jk7");
    assert!(model.toasts.last().unwrap().text.contains("nothing of it was taken"));
}

#[test]
fn the_language_goes_round() {
    let mut model = codes(80, 24);
    for language in [Language::Ru, Language::Kk, Language::En] {
        char(&mut model, 'l');
        assert_eq!(model.language, language);
    }
}

#[test]
fn the_selection_stays_on_screen_at_both_ends() {
    let mut model = codes(40, 10);
    char(&mut model, 'G');
    let last = model.codes.found.len() - 1;
    assert_eq!(model.codes.selected, last);
    assert!(frame(&mut model).contains('›'));
    char(&mut model, 'g');
    char(&mut model, 'g');
    assert_eq!((model.codes.selected, model.codes.top), (0, 0));
    update(&mut model, Msg::Resize(ratatui::layout::Size { width: 200, height: 50 }));
    assert!(frame(&mut model).contains('›'));
}

#[test]
fn a_click_selects_and_a_second_click_explains() {
    let mut model = codes(80, 24);
    frame(&mut model);
    let area = model.hits.find(Target::Code(3)).unwrap();
    let kind = MouseEventKind::Down(MouseButton::Left);
    let click = MouseEvent { kind, column: area.x + 2, row: area.y, modifiers: KeyModifiers::NONE };
    update(&mut model, Msg::Mouse(click));
    assert_eq!((model.codes.selected, model.explanation.is_some()), (3, false));
    update(&mut model, Msg::Mouse(click));
    assert!(model.explanation.is_some());
}
