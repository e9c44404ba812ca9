//! The detail of a record: facts, timeline, exchanges, what can be copied of it, its page as a QR code.

use crossterm::event::KeyCode;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Color;

use super::super::model::{Model, Section};
use super::super::msg::{Effect, Msg};
use super::super::theme::Theme;
use super::super::update::update;
use super::super::view;
use super::looks::all;
use super::support::{NOW, ago, char, detail, frame, listed, numbered, press, write};
use crate::domain::code::Failure;
use crate::domain::{ExchangeId, Record, RecordKind, Stage, Timestamp};
use crate::ledger::{Detail, Exchange};
use crate::locale::Language;

const REPLY: &str = "<?xml version=\"1.0\" encoding=\"utf-8\"?><response><pg_status>ok</pg_status>\
    <pg_payment_id>700001</pg_payment_id><pg_refund_payments><pg_refund_payment><pg_amount>-10.50</pg_amount>\
    <pg_payment_status>success</pg_payment_status></pg_refund_payment></pg_refund_payments>\
    <pg_description>Чай, хлеб и мёд для всей семьи на целый месяц вперёд, с доставкой до двери и подъёмом на этаж</pg_description>\
    <pg_sig>•••</pg_sig></response>";

const REQUEST: &str = "POST /get_status3.php\nContent-Type: application/x-www-form-urlencoded\npg_merchant_id: 552170\n\
    pg_payment_id: 700001\npg_salt: k3Jd\npg_sig: •••";

fn exchanges() -> Vec<Exchange> {
    let id =
        |number: u128| ExchangeId::from_uuid(uuid::Uuid::from_u128(0x0192_f0c1_2233_7abc_8def_0011_22ee_aa00 + number));
    let template = detail(&numbered(RecordKind::Payment, 1)).exchanges.swap_remove(0);
    let status = Exchange {
        id: id(1),
        request: REQUEST.to_owned(),
        reply: Some(REPLY.to_owned()),
        outcome: "ok".to_owned(),
        ..template.clone()
    };
    let json = Exchange {
        id: id(2),
        at: ago(20),
        call: "transaction/refund".to_owned(),
        request: "POST /v5/card-api/transaction/refund\ntransaction_id: trx-1\namount: 20.5".to_owned(),
        reply: Some(r#"{"status":"error","error_code":11068,"data":{"list":[1,2],"token":"•••"}}"#.to_owned()),
        outcome: "refused: 11068 no such transaction".to_owned(),
        ..template.clone()
    };
    let lost = Exchange {
        id: id(3),
        at: ago(60 * 26),
        took_ms: 30_000,
        status: None,
        reply: None,
        outcome: "no believable answer: no answer within 30 s".to_owned(),
        ..template
    };
    vec![status, json, lost]
}

/// The detail of a record with these exchanges, on this section.
pub fn opened(width: u16, height: u16, record: &Record, section: Section) -> Model {
    let mut model = listed(width, height, vec![record.clone()]);
    press(&mut model, KeyCode::Enter);
    show(&mut model, record);
    for _ in 0..Section::ALL.iter().position(|known| *known == section).unwrap() {
        press(&mut model, KeyCode::Tab);
    }
    model
}

fn show(model: &mut Model, record: &Record) {
    let found = Detail { exchanges: exchanges(), ..detail(record) };
    update(model, Msg::Detail(record.id, Ok(Box::new(found))));
}

pub fn payment(stage: Stage) -> Record {
    let mut record = numbered(RecordKind::Payment, 1);
    record.stage = stage;
    record.page = Some("https://pay.example.kz/pay.html?customer=6f0b1d2c9e8a4711".to_owned());
    record
}

pub fn held() -> Record {
    let mut record = payment(Stage::Held);
    record.facts = vec![("paid".to_owned(), "2026-11-18 12:30:00 +05:00".to_owned())];
    record
}

pub fn failed() -> Record {
    let mut record = payment(Stage::Failed);
    record.failure = Some(Failure { code: 10_009, text: "Insufficient funds".to_owned() });
    record
}

fn copies(effects: &[Effect]) -> Vec<&str> {
    effects
        .iter()
        .filter_map(|effect| if let Effect::Copy(text) = effect { Some(text.as_str()) } else { None })
        .collect()
}

#[test]
fn a_failure_is_explained_where_it_stands_and_a_hold_counts_down() {
    insta::assert_snapshot!("detail_failed", all(|w, h| opened(w, h, &failed(), Section::Facts)));
    insta::assert_snapshot!("detail_held", all(|w, h| opened(w, h, &held(), Section::Facts)));
    let look = |language| {
        all(move |w, h| {
            let mut model = opened(w, h, &failed(), Section::Facts);
            model.language = language;
            model
        })
    };
    insta::assert_snapshot!("detail_failed_ru", look(Language::Ru));
    insta::assert_snapshot!("detail_failed_kk", look(Language::Kk));
}

#[test]
fn the_countdown_moves_with_the_minute_and_says_when_the_time_is_over() {
    let mut model = opened(80, 24, &held(), Section::Facts);
    assert!(frame(&mut model).contains("2026-11-23 12:30:00 (in 2 d 2 h)"));
    let next = model.next_change().unwrap();
    assert!(next.since(model.now).as_secs() <= 60);
    let mut over = held();
    over.facts.clear();
    over.created_at = ago(5 * 24 * 60 + 1);
    let mut model = opened(80, 24, &over, Section::Facts);
    let text = frame(&mut model);
    assert!(text.contains("about 2026-11-21 09:59:00 (the time is over"), "{text}");
    let mut model = opened(80, 24, &payment(Stage::Cleared), Section::Facts);
    assert!(!frame(&mut model).contains("clears "));
}

#[test]
fn every_age_of_a_detail_is_drawn_anew_when_it_changes_and_not_with_the_minute_of_the_clock() {
    let before = |seconds: i64| Timestamp::from_millis(NOW.millis() - seconds * 1_000);
    let mut record = payment(Stage::Cleared);
    (record.created_at, record.changed_at, record.read_at) = (ago(34), ago(34), Some(ago(34)));
    let mut model = listed(80, 40, vec![record.clone()]);
    press(&mut model, KeyCode::Enter);
    show(&mut model, &Record { changed_at: before(35), ..record });
    assert!(frame(&mut model).contains("(just now)"), "{}", frame(&mut model));
    // Twenty-five seconds later it is a minute old, which is seen at the next look.
    let next = model.next_change().unwrap();
    assert_eq!(next, before(-30));
    model.dirty = false;
    update(&mut model, Msg::Tick(next));
    assert!(model.dirty && frame(&mut model).contains("(1 min ago)"), "{}", frame(&mut model));
}

#[test]
fn the_timeline_is_narrowed_kind_by_kind() {
    insta::assert_snapshot!("timeline", all(|w, h| opened(w, h, &payment(Stage::Cleared), Section::Timeline)));
    let mut model = opened(80, 24, &payment(Stage::Cleared), Section::Timeline);
    let seen = |model: &mut Model| {
        let text = frame(model);
        ["held → cleared", "result: paid", "followed"].map(|what| text.contains(what))
    };
    assert_eq!(seen(&mut model), [true, true, true]);
    let mut turns = Vec::new();
    for _ in 0..4 {
        char(&mut model, 'f');
        turns.push(seen(&mut model));
    }
    assert_eq!(turns, [[false, false, false], [false, true, false], [true, false, false], [true, true, true]]);
    press(&mut model, KeyCode::Tab);
    char(&mut model, 'f');
    assert!(frame(&mut model).contains("only the timeline can be narrowed"));
}

#[test]
fn exchanges_are_listed_opened_folded_and_searched() {
    let record = payment(Stage::Cleared);
    insta::assert_snapshot!("exchanges", all(|w, h| opened(w, h, &record, Section::Exchanges)));
    insta::assert_snapshot!(
        "exchange_open",
        all(|w, h| {
            let mut model = opened(w, h, &record, Section::Exchanges);
            press(&mut model, KeyCode::Enter);
            write(&mut model, "/чай");
            press(&mut model, KeyCode::Enter);
            model
        })
    );
    insta::assert_snapshot!(
        "exchange_folded",
        all(|w, h| {
            let mut model = opened(w, h, &record, Section::Exchanges);
            press(&mut model, KeyCode::Down);
            press(&mut model, KeyCode::Enter);
            char(&mut model, '-');
            model
        })
    );
}

#[test]
fn a_search_goes_on_round_and_back_and_escape_leaves_one_thing_at_a_time() {
    let mut model = opened(80, 24, &payment(Stage::Cleared), Section::Exchanges);
    let at = |model: &Model| model.reader.open.as_ref().map(|open| open.at);
    char(&mut model, 'n');
    press(&mut model, KeyCode::Enter);
    char(&mut model, 'n');
    assert!(frame(&mut model).contains("nothing was searched for"));
    write(&mut model, "/status");
    assert_eq!(at(&model), Some(0), "POST /get_status3.php");
    press(&mut model, KeyCode::Enter);
    char(&mut model, 'n');
    assert_eq!(at(&model), Some(9));
    char(&mut model, 'n');
    assert_eq!(at(&model), Some(14));
    char(&mut model, 'n');
    assert_eq!(at(&model), Some(0));
    char(&mut model, 'N');
    assert_eq!(at(&model), Some(14));
    press(&mut model, KeyCode::Esc);
    assert_eq!((model.reader.query.value(), at(&model)), ("", Some(14)));
    press(&mut model, KeyCode::Esc);
    assert_eq!((at(&model), model.detail.is_some()), (None, true));
    press(&mut model, KeyCode::Esc);
    assert!(model.detail.is_none());
}

#[test]
fn what_can_be_copied_is_chosen_from_a_menu_or_by_its_number() {
    insta::assert_snapshot!(
        "copy_menu",
        all(|w, h| {
            let mut model = opened(w, h, &payment(Stage::Cleared), Section::Exchanges);
            char(&mut model, 'y');
            press(&mut model, KeyCode::Down);
            model
        })
    );
    let mut model = opened(80, 24, &payment(Stage::Cleared), Section::Exchanges);
    assert_eq!(copies(&char(&mut model, 'Y')), ["A-1001"]);
    char(&mut model, 'y');
    let count = model.copying.as_ref().unwrap().items.len();
    assert_eq!(copies(&press(&mut model, KeyCode::Enter)), ["A-1001"]);
    assert!(model.copying.is_none());
    let mut copied = Vec::new();
    for number in (1..=count).filter_map(|at| char::from_digit(u32::try_from(at).unwrap(), 10)) {
        char(&mut model, 'y');
        copied.extend(copies(&char(&mut model, number)).into_iter().map(str::to_owned));
    }
    assert_eq!(copied.len(), count);
    let curl = copied.last().unwrap();
    assert_eq!(
        curl,
        "curl -X POST http://127.0.0.1:8080/get_status3.php --data-urlencode pg_merchant_id=552170 \
         --data-urlencode pg_payment_id=700001 --data-urlencode pg_salt=k3Jd --data-urlencode pg_sig=\"$TOLEM_PG_SIG\""
    );
    let json: serde_json::Value = serde_json::from_str(&copied[5]).unwrap();
    assert_eq!(json["schema"], "tolem.record/1");
    char(&mut model, 'y');
    assert!(copies(&press(&mut model, KeyCode::Esc)).is_empty());
    assert!(model.copying.is_none() && model.detail.is_some());
    // The second does not tell the type of its body.
    press(&mut model, KeyCode::Down);
    char(&mut model, 'y');
    let last = char::from_digit(u32::try_from(count).unwrap(), 10).unwrap();
    assert!(copies(&char(&mut model, last)).is_empty());
    assert_eq!(model.toasts.last().unwrap().text, "not possible: what was kept does not tell how the body was written");
}

#[test]
fn a_page_is_a_code_that_fits_or_says_what_it_needs() {
    insta::assert_snapshot!(
        "qr",
        all(|w, h| {
            let mut model = opened(w, h, &payment(Stage::New), Section::Facts);
            char(&mut model, 'Q');
            model
        })
    );
    let mut model = opened(80, 24, &payment(Stage::New), Section::Facts);
    char(&mut model, 'Q');
    press(&mut model, KeyCode::Esc);
    assert!(model.qr.is_none() && model.detail.is_some());
    let mut without = payment(Stage::New);
    without.page = None;
    let mut model = opened(80, 24, &without, Section::Facts);
    char(&mut model, 'Q');
    assert!(model.qr.is_none());
    assert!(frame(&mut model).contains("there is no page to show"));
}

#[test]
fn a_detail_that_is_loaded_anew_leaves_the_open_exchange_alone() {
    let record = payment(Stage::Cleared);
    let mut model = opened(80, 24, &record, Section::Exchanges);
    press(&mut model, KeyCode::Enter);
    press(&mut model, KeyCode::Down);
    model.loaded.stale = true;
    let size = model.size;
    update(&mut model, Msg::Resize(size));
    show(&mut model, &record);
    assert_eq!(model.reader.open.as_ref().map(|open| open.at), Some(1));
}

#[test]
fn a_reply_of_a_megabyte_is_drawn_and_said_to_be_cut() {
    let record = payment(Stage::Cleared);
    for bomb in ["<a>".repeat(350_000), "{\"a\":[".repeat(150_000), "x".repeat(1_000_000)] {
        let mut model = listed(80, 24, vec![record.clone()]);
        press(&mut model, KeyCode::Enter);
        let mut exchanges = exchanges();
        exchanges[0].reply = Some(bomb);
        update(&mut model, Msg::Detail(record.id, Ok(Box::new(Detail { exchanges, ..detail(&record) }))));
        press(&mut model, KeyCode::Tab);
        press(&mut model, KeyCode::Tab);
        press(&mut model, KeyCode::Enter);
        press(&mut model, KeyCode::End);
        assert!(frame(&mut model).contains("only its beginning is shown"));
    }
}

/// A name, and how to come there.
pub type Scene = (&'static str, Box<dyn Fn() -> Model>);

/// What is looked at in every language: failures, holds, the timeline, exchanges, the menu, a code.
pub fn scenes(width: u16, height: u16) -> Vec<Scene> {
    let on = move |record: fn() -> Record, section, keys: &'static str| -> Box<dyn Fn() -> Model> {
        Box::new(move || {
            let mut model = opened(width, height, &record(), section);
            write(&mut model, keys);
            model
        })
    };
    let opened = move |keys: &'static str| -> Box<dyn Fn() -> Model> {
        Box::new(move || {
            let mut model = opened(width, height, &held(), Section::Exchanges);
            press(&mut model, KeyCode::Enter);
            write(&mut model, keys);
            model
        })
    };
    vec![
        ("a failure", on(failed, Section::Facts, "")),
        ("a hold", on(held, Section::Facts, "")),
        ("the timeline", on(held, Section::Timeline, "")),
        ("the timeline of operations", on(held, Section::Timeline, "f")),
        ("the timeline of callbacks", on(held, Section::Timeline, "ff")),
        ("exchanges", on(held, Section::Exchanges, "")),
        ("the copy menu", on(held, Section::Exchanges, "y")),
        ("a QR code", on(held, Section::Facts, "Q")),
        ("an exchange", opened("")),
        ("an exchange that is searched", opened("/status")),
        ("nothing was searched for", opened("n")),
    ]
}

#[test]
fn a_terminal_of_ascii_draws_a_code_that_scans_or_says_that_it_cannot() {
    let mut model = opened(120, 60, &payment(Stage::New), Section::Facts);
    char(&mut model, 'Q');
    let qr = model.qr.clone().unwrap();
    model.theme = Theme::new(false).with_ascii(true);
    let mut buffer = Buffer::empty(Rect::new(0, 0, 120, 60));
    view::draw(&model, &mut buffer);
    let blocks = qr.blocks(120, 59).unwrap();
    let (left, top) = ((120 - blocks.len() * 2) / 2, (59 - blocks.len()) / 2);
    for (y, row) in blocks.iter().enumerate() {
        for (x, dark) in row.iter().enumerate() {
            for half in 0..2 {
                let at = (u16::try_from(left + x * 2 + half).unwrap(), u16::try_from(top + y).unwrap());
                let cell = buffer.cell(at).unwrap();
                let colour = if *dark { Color::Black } else { Color::White };
                assert_eq!((cell.symbol(), cell.bg), (" ", colour), "{at:?}");
            }
        }
    }
    model.theme = Theme::new(true).with_ascii(true);
    assert!(frame(&mut model).contains("ASCII without colours draws no code that can be scanned"));
}
