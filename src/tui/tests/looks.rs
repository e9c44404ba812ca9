//! Every screen in every state at three sizes, as text. A picture here is reviewed like code.

use crossterm::event::KeyCode;
use ratatui::buffer::Buffer;
use ratatui::layout::{Rect, Size};

use super::super::dialog::{Ending, Focus, Undone};
use super::super::model::{List, Model, Phase, Screen, Tone};
use super::super::msg::Msg;
use super::super::update::update;
use super::super::{preview, text, theme::Theme, view};
use super::support::{
    NOW, about, ago, answer_dialog, answer_preview, awkward, char, desk, detail, frame, lines, listed, many, numbered,
    operation, operations, page, press, show, write,
};
use crate::domain::guard::Refusal;
use crate::domain::{Currency, IntentKind, Money, Record, RecordKind, Stage, State};
use crate::locale::Language;
use crate::worker::{About, DeskError, Environment, Health};

pub const SIZES: [(u16, u16); 3] = [(80, 24), (120, 40), (40, 10)];

/// The frames of one state at all sizes, one below the other.
pub fn all(make: impl Fn(u16, u16) -> Model) -> String {
    let mut out = String::new();
    for (width, height) in SIZES {
        let mut model = make(width, height);
        let text = frame(&mut model);
        assert!(text.lines().all(|line| text::width(line) <= usize::from(width)), "{text}");
        out.push_str(&[&format!("{width}×{height}"), text.as_str(), ""].join("\n"));
    }
    out
}

pub fn on(screen: Screen, width: u16, height: u16, about: About) -> Model {
    let mut model = desk(width, height, about);
    char(&mut model, char::from_digit(u32::try_from(screen.number()).unwrap(), 10).unwrap());
    model
}

pub fn filled(screen: Screen, width: u16, height: u16, rows: Option<fn(RecordKind) -> Vec<Record>>) -> Model {
    let mut model = on(screen, width, height, about(Environment::Sandbox));
    if let Some(kind) = screen.kind() {
        let rows = rows.map(|rows| rows(kind)).unwrap_or_default();
        let total = if rows.len() > 20 { 5_000 } else { rows.len() as u64 };
        let first = rows.first().cloned();
        show(&mut model, kind, rows, total);
        if let Some(first) = first {
            update(&mut model, Msg::Detail(first.id, Ok(Box::new(detail(&first)))));
        }
    } else {
        let seq = model.operations.last_asked();
        let rows = if rows.is_some() { operations() } else { Vec::new() };
        let total = rows.len() as u64;
        update(&mut model, Msg::Operations(seq, Ok(page(rows, total))));
    }
    model
}

pub fn failed(screen: Screen, width: u16, height: u16) -> Model {
    let mut model = on(screen, width, height, about(Environment::Test));
    let error = DeskError::Unread("the disk is full".to_owned());
    if let Some(kind) = screen.kind() {
        let seq = model.pane(kind).last_asked();
        update(&mut model, Msg::Page(kind, seq, Err(error)));
    } else {
        let seq = model.operations.last_asked();
        update(&mut model, Msg::Operations(seq, Err(error)));
    }
    model
}

#[test]
fn every_pane_in_every_state() {
    for screen in Screen::ALL.into_iter().filter(|screen| screen.list() != List::Codes) {
        let name = screen.short_name(Language::En).to_lowercase();
        let loading = all(|w, h| on(screen, w, h, about(Environment::Sandbox)));
        insta::assert_snapshot!(format!("{name}_loading"), loading);
        insta::assert_snapshot!(format!("{name}_empty"), all(|w, h| filled(screen, w, h, None)));
        insta::assert_snapshot!(format!("{name}_many"), all(|w, h| filled(screen, w, h, Some(|kind| many(kind, 54)))));
        if screen.kind().is_some() {
            insta::assert_snapshot!(format!("{name}_awkward"), all(|w, h| filled(screen, w, h, Some(awkward))));
        }
        insta::assert_snapshot!(format!("{name}_error"), all(|w, h| failed(screen, w, h)));
    }
}

#[test]
fn every_section_of_the_detail() {
    for (name, turns) in [("facts", 0), ("timeline", 1), ("exchanges", 2)] {
        let look = all(|w, h| {
            let mut model = filled(Screen::Payments, w, h, Some(awkward));
            press(&mut model, KeyCode::Enter);
            let record = awkward(RecordKind::Payment).swap_remove(0);
            update(&mut model, Msg::Detail(record.id, Ok(Box::new(detail(&record)))));
            for _ in 0..turns {
                press(&mut model, KeyCode::Tab);
            }
            model
        });
        insta::assert_snapshot!(format!("detail_{name}"), look);
    }
}

/// A record on which this intent is possible.
pub fn fitting(kind: IntentKind) -> Record {
    let (record_kind, stage) = match kind {
        IntentKind::PayInvoice => (RecordKind::Invoice, Stage::New),
        IntentKind::Clear => (RecordKind::Card, Stage::Held),
        IntentKind::Cancel => (RecordKind::Payment, Stage::Held),
        IntentKind::Confirm => (RecordKind::Payment, Stage::New),
        _ => (RecordKind::Payment, Stage::Cleared),
    };
    let mut record = numbered(record_kind, 3);
    record.stage = stage;
    record.cleared = if stage == Stage::Cleared { record.amount } else { Money::zero(Currency::Kzt) };
    record.confirmable = true;
    record.customer = Some("77001234567".to_owned());
    record
}

pub fn dialog(kind: IntentKind, width: u16, height: u16, environment: Environment) -> Model {
    let record = fitting(kind);
    let mut model = desk(width, height, about(environment));
    let screen = match kind.creates().unwrap_or(record.kind) {
        RecordKind::Invoice => '1',
        RecordKind::Card => '2',
        RecordKind::Payout => '3',
        RecordKind::Payment => '4',
    };
    char(&mut model, screen);
    show(&mut model, record.kind, vec![record], 1);
    let key = super::super::actions::find(super::super::actions::Action::Intend(kind)).unwrap().keys[0].first;
    update(&mut model, Msg::Key(key.into()));
    frame(&mut model);
    model
}

pub fn fill(model: &mut Model, texts: &[&str]) {
    answer_dialog(model);
    for (at, text) in texts.iter().enumerate() {
        model.dialog.as_mut().unwrap().set_focus(Focus::Field(at));
        update(model, Msg::Paste((*text).to_owned()));
    }
    model.dialog.as_mut().unwrap().set_focus(Focus::Send);
    answer_preview(model);
}

#[test]
fn every_dialog_as_it_opens_and_when_it_is_ready() {
    let order: &[&str] = &["A-2001", "1500.50", "Чай и хлеб"];
    let card: &[&str] = &["ann", "ef741cfc-f85e-41a0-84e6-2ba964912182"];
    for kind in IntentKind::ALL {
        let texts: Vec<&str> = match kind {
            IntentKind::Refund | IntentKind::Clear => vec!["", "1500"],

            IntentKind::Cancel | IntentKind::Confirm => Vec::new(),
            IntentKind::PayInvoice => card.to_vec(),
            IntentKind::CreatePayment | IntentKind::CreateInvoice | IntentKind::CreatePayout => order.to_vec(),
            IntentKind::ChargeCard => [order, card].concat(),
        };
        let name = kind.word().replace(' ', "_");
        let opened = all(|w, h| dialog(kind, w, h, Environment::Sandbox));
        insta::assert_snapshot!(format!("dialog_{name}_opened"), opened);
        let ready = all(|w, h| {
            let mut model = dialog(kind, w, h, Environment::Sandbox);
            fill(&mut model, &texts);
            assert_eq!(model.dialog.as_ref().unwrap().blocked(NOW), None, "{kind:?}");
            model
        });
        assert!(!ready.contains("ef741cfc"), "a token is never on screen");
        insta::assert_snapshot!(format!("dialog_{name}_ready"), ready);
    }
}

#[test]
fn the_stages_of_a_dialog() {
    let ended = |w, h, ending: Ending| {
        let mut model = dialog(IntentKind::CreateInvoice, w, h, Environment::Sandbox);
        model.dialog.as_mut().unwrap().end(ending);
        model
    };
    let live = all(|w, h| {
        let mut model = dialog(IntentKind::Refund, w, h, Environment::Live);
        fill(&mut model, &["", "999999", "A-1"]);
        press(&mut model, KeyCode::Enter);
        model.dialog.as_mut().unwrap().set_focus(Focus::Field(2));
        model
    });
    insta::assert_snapshot!("dialog_live_with_problems", live);
    let changed = all(|w, h| {
        let mut model = dialog(IntentKind::Refund, w, h, Environment::Sandbox);
        answer_dialog(&mut model);
        let mut moved = fitting(IntentKind::Refund);
        moved.refunded = Money::from_minor(2_500, Currency::Kzt);
        model.dialog.as_mut().unwrap().compare(&detail(&moved));
        model
    });
    insta::assert_snapshot!("dialog_changed", changed);
    let page = Some("https://customer.freedompay.kz/pay.html?customer=8f1f".to_owned());
    let done = |state, text: &str, page| Ending { state, text: text.to_owned(), page, operation: None };
    let confirmed =
        all(|w, h| ended(w, h, done(Some(State::Confirmed), "confirmed: invoice 700009 is open", page.clone())));
    insta::assert_snapshot!("dialog_confirmed_with_a_page", confirmed);
    let unknown = "outcome unknown: being resolved by reading; do not repeat it — see 5 Operations. no answer in 30 s";
    let live = |w, h, error: DeskError| {
        let mut model = dialog(IntentKind::Refund, w, h, Environment::Live);
        model.dialog.as_mut().unwrap().end(Ending::undone(Language::En, &Undone::Error(error)));
        model
    };
    let (asked, limit) = (Money::from_minor(5_000_000, Currency::Kzt), Money::from_minor(1_000_000, Currency::Kzt));
    let limited = Refusal::OverOperationLimit { asked, limit };
    insta::assert_snapshot!("dialog_over_the_limit", all(|w, h| live(w, h, DeskError::Refused(limited.clone()))));
    insta::assert_snapshot!("dialog_unanswered", all(|w, h| live(w, h, DeskError::Unanswered)));
    insta::assert_snapshot!("dialog_unknown", all(|w, h| ended(w, h, done(Some(State::Unknown), unknown, None))));
}

#[test]
fn what_lies_above_and_before_everything() {
    let help = all(|w, h| {
        let mut model = listed(w, h, many(RecordKind::Payment, 54));
        char(&mut model, '?');
        model
    });
    insta::assert_snapshot!("help", help);
    let toasts = all(|w, h| {
        let mut model = listed(w, h, many(RecordKind::Payment, 54));
        model.toast(Tone::Good, "confirmed: refunded 15.50 KZT");
        model.toast(Tone::Warn, "outcome unknown: being resolved by reading; do not repeat it — see 5 Operations");
        model
    });
    insta::assert_snapshot!("toasts", toasts);
    let quit = all(|w, h| {
        let mut model = listed(w, h, many(RecordKind::Payment, 54));
        model.sending.push(super::support::sending(7));
        char(&mut model, 'q');
        model
    });
    insta::assert_snapshot!("quit_question", quit);
    let opening = all(|w, h| {
        let mut model = desk(w, h, about(Environment::Sandbox));
        model.phase = Phase::Opening;
        model
    });
    insta::assert_snapshot!("opening", opening);
    let broken = all(|w, h| {
        let mut model = desk(w, h, about(Environment::Sandbox));
        update(&mut model, Msg::OpeningFailed("the keyring is locked: unlock it and start again".to_owned()));
        model
    });
    insta::assert_snapshot!("broken", broken);
    let live = all(|w, h| {
        let mut model = on(Screen::Payments, w, h, About { read_only: true, ..about(Environment::Live) });
        update(&mut model, Msg::Health(Health::Down { since: ago(4), reason: "connection refused".to_owned() }));
        model.unresolved = 12;
        show(&mut model, RecordKind::Payment, many(RecordKind::Payment, 3), 3);
        model
    });
    insta::assert_snapshot!("live_read_only_and_down", live);
    let mut tiny = desk(39, 9, about(Environment::Sandbox));
    assert_eq!(frame(&mut tiny).lines().next(), Some("tolem needs at least 40×10 (now 39×9)"));
}

#[test]
fn a_typed_field_shows_its_end_and_the_cursor() {
    let mut model = dialog(IntentKind::CreateInvoice, 40, 10, Environment::Sandbox);
    model.dialog.as_mut().unwrap().set_focus(Focus::Field(2));
    write(&mut model, "a long description that ends HERE");
    let mut buffer = Buffer::empty(Rect::new(0, 0, 40, 10));
    let drawn = view::draw(&model, &mut buffer);
    let text = lines(&buffer);
    let row = text.lines().find(|line| line.contains("HERE")).unwrap();
    let cursor = drawn.cursor.unwrap();
    assert_eq!(text.lines().nth(usize::from(cursor.y)), Some(row));
    let before: String = row.chars().take(usize::from(cursor.x)).collect();
    assert!(before.ends_with("HERE"), "{before}");
}

#[test]
fn colours_are_used_unless_they_are_not_wanted() {
    let mut coloured = listed(80, 24, many(RecordKind::Payment, 9));
    let colours = |model: &Model| {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 80, 24));
        view::draw(model, &mut buffer);
        buffer.content().iter().filter(|cell| cell.fg != ratatui::style::Color::Reset).count()
    };
    assert_eq!(colours(&coloured), 0);
    coloured.theme = Theme::new(false);
    assert!(colours(&coloured) > 50);
}

#[test]
fn a_sample_draws_rows_and_detail_at_any_size() {
    let rows = many(RecordKind::Payment, 54);
    let first = detail(&rows[1]);
    let mut sample = preview::bench_model(about(Environment::Sandbox), NOW, RecordKind::Payment, rows, 100_000)
        .with_unresolved(2)
        .with_detail(first);
    let buffer = sample.frame(120, 40);
    let text = lines(&buffer);
    assert!(text.contains("2 of 100000") && text.contains("2 unresolved") && text.contains("Timeline"), "{text}");
    assert!(super::super::picture::svg(&buffer).contains("A-1001"));
    assert_eq!(Size { width: 120, height: 40 }, buffer.area.as_size());
    assert_eq!(operation(1, State::Unknown).record_kind, RecordKind::Payment);
}

#[test]
fn a_terminal_shows_the_characters_that_were_drawn() {
    for rows in [many(RecordKind::Payment, 9), awkward(RecordKind::Payment)] {
        let mut model = listed(80, 24, rows);
        let drawn = frame(&mut model);
        assert_eq!(super::vt::text(&super::vt::screen(&model)), drawn);
        assert!(super::vt::looks(&super::vt::screen(&model)).contains("reverse"), "the selected row");
    }
}
