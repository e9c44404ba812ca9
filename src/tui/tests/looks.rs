//! Desks to look at, and what their looks promise. The pictures themselves are in `matrix`.

use ratatui::buffer::Buffer;
use ratatui::layout::{Rect, Size};

use super::super::dialog::Focus;
use super::super::model::{Model, Screen};
use super::super::msg::Msg;
use super::super::update::update;
use super::super::{preview, text, theme::Theme, view};
use super::scenes::dialogs::texts;
use super::support::{
    NOW, about, answer_dialog, answer_preview, awkward, char, desk, detail, frame, lines, listed, many, numbered,
    operation, operations, page, show, write,
};
use crate::domain::{Currency, IntentKind, Money, Record, RecordKind, Stage, State};
use crate::worker::{About, DeskError, Environment};

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
fn a_choice_that_has_the_keyboard_says_which_keys_choose() {
    let mut model = dialog(IntentKind::Refund, 80, 24, Environment::Sandbox);
    answer_dialog(&mut model);
    assert!(!frame(&mut model).contains("← →"), "Cancel has the keyboard");
    model.dialog.as_mut().unwrap().set_focus(Focus::Field(0));
    assert!(frame(&mut model).contains("( ) in full  ← → choose"), "{}", frame(&mut model));
}

#[test]
fn every_dialog_is_ready_once_it_is_filled_and_shows_no_token() {
    for kind in IntentKind::ALL {
        let mut model = dialog(kind, 80, 24, Environment::Sandbox);
        fill(&mut model, &texts(kind));
        assert_eq!(model.dialog.as_ref().unwrap().blocked(NOW), None, "{kind:?}");
        assert!(!frame(&mut model).contains("ef741cfc"), "a token is never on screen");
    }
}

#[test]
fn a_screen_that_is_too_small_says_so() {
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
