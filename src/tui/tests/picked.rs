//! What the next key acts on: the selected row, the marked ones, and rows that are no longer what they were.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::super::actions::Action;
use super::super::model::{Model, Screen};
use super::super::msg::{Effect, Msg};
use super::super::possible;
use super::super::update::update;
use super::arming::outcome;
use super::support::{
    about, answer_dialog, answer_preview, char, desk, frame, listed, many, operation, press, show, write,
};
use crate::domain::{Record, RecordKind, Stage, State};
use crate::worker::{DeskError, Environment, Update};

const KIND: RecordKind = RecordKind::Payment;

fn reloaded(model: &mut Model, rows: Vec<Record>) {
    update(model, Msg::Tick(model.now.plus(std::time::Duration::from_secs(1))));
    update(model, Msg::Update(Update::Record { id: rows[0].id, kind: KIND }));
    let count = rows.len() as u64;
    show(model, KIND, rows, count);
}

fn select(model: &mut Model, id: uuid::Uuid) {
    model.pane_mut(KIND).select(id, 18);
}

fn said(model: &Model) -> String {
    model.toasts.last().map(|toast| toast.text.clone()).unwrap_or_default()
}

fn names(model: &Model) -> Vec<String> {
    model.marked().into_iter().map(Record::name).collect()
}

/// Cleared payments, so that each can be refunded.
fn cleared(count: u64) -> Vec<Record> {
    many(KIND, count)
        .into_iter()
        .map(|row| Record { stage: Stage::Cleared, cleared: row.amount, failure: None, ..row })
        .collect()
}

#[test]
fn a_selected_row_that_leaves_the_list_leaves_nothing_selected_and_no_key_acts_on_its_neighbour() {
    let rows = cleared(9);
    let mut model = listed(80, 24, rows.clone());
    select(&mut model, rows[4].id.uuid());
    let mut rest = rows.clone();
    rest.remove(4);
    reloaded(&mut model, rest.clone());
    assert_eq!((model.selected(), model.subject().map(Record::name)), (None, None));
    assert!(frame(&mut model).contains("A-1004 left the list"));
    for key in ['r', 'x', 'c', ' ', 'w', 'u'] {
        let effects = char(&mut model, key);
        let acts = |effect: &Effect| matches!(effect, Effect::Refresh(..) | Effect::Watch(..));
        assert!(!effects.iter().any(acts) && model.dialog.is_none() && model.marked().is_empty(), "{key}: {effects:?}");
    }
    let why = "A-1004 left the list, and nothing was selected in its place: select a row first";
    assert_eq!(possible::enabled(&model, Action::Intend(crate::domain::IntentKind::Refund)), Err(why.to_owned()));
    reloaded(&mut model, rest.clone());
    assert_eq!(model.selected(), None, "another reload selects nothing either");
    press(&mut model, KeyCode::Up);
    assert_eq!(model.subject().map(Record::name), Some("A-1005".to_owned()), "the row at the old place");
    model.toasts.clear();
    assert!(!frame(&mut model).contains("left the list"));
    press(&mut model, KeyCode::Down);
    assert_eq!(model.subject().map(Record::name), Some("A-1006".to_owned()));
}

#[test]
fn the_last_row_that_leaves_and_the_only_one_leave_a_list_that_goes_on() {
    let rows = cleared(3);
    let mut model = listed(80, 24, rows.clone());
    press(&mut model, KeyCode::End);
    press(&mut model, KeyCode::Down);
    select(&mut model, rows[2].id.uuid());
    reloaded(&mut model, rows[..2].to_vec());
    press(&mut model, KeyCode::Down);
    assert_eq!(model.subject().map(Record::name), Some("A-1001".to_owned()));
    let mut model = listed(80, 24, rows[..1].to_vec());
    update(&mut model, Msg::Update(Update::Record { id: rows[0].id, kind: KIND }));
    show(&mut model, KIND, Vec::new(), 0);
    frame(&mut model);
    reloaded(&mut model, rows[1..].to_vec());
    assert_eq!(model.selected(), None);
    press(&mut model, KeyCode::Down);
    assert_eq!(model.subject().map(Record::name), Some("A-1001".to_owned()));
}

#[test]
fn in_private_the_name_of_the_row_that_left_is_not_told() {
    let rows = cleared(9);
    let mut model = listed(80, 24, rows.clone());
    select(&mut model, rows[4].id.uuid());
    char(&mut model, 'P');
    let mut rest = rows;
    rest.remove(4);
    reloaded(&mut model, rest);
    char(&mut model, ' ');
    let drawn = frame(&mut model);
    assert!(drawn.contains("the selected row left the list") && !drawn.contains("A-1004"), "{drawn}");
}

#[test]
fn an_operation_that_was_settled_elsewhere_leaves_no_other_one_to_be_decided_about() {
    let mut model = desk(80, 24, about(Environment::Sandbox));
    update(&mut model, Msg::Unresolved(2));
    char(&mut model, '5');
    let rows: Vec<_> = (0..2).map(|n| operation(n, State::Escalated)).collect();
    super::operations::unresolved(&mut model, rows.clone());
    update(&mut model, Msg::Unresolved(1));
    super::operations::unresolved(&mut model, rows[1..].to_vec());
    char(&mut model, 'd');
    assert!(model.dialog.is_none() && said(&model).starts_with("A-1000 left the list"), "{}", said(&model));
    assert!(frame(&mut model).contains("A-1000 left the list"));
    assert_eq!(model.screen, Screen::Operations);
}

#[test]
fn rows_of_the_filter_before_are_not_marked_exported_or_acted_on() {
    let mut model = listed(80, 24, cleared(9));
    char(&mut model, '/');
    write(&mut model, "stage:held");
    press(&mut model, KeyCode::Enter);
    assert!(frame(&mut model).contains("looking…"));
    for key in ['r', ' ', 'A', 'E'] {
        char(&mut model, key);
        assert!(said(&model).starts_with("these rows are still those of the filter or order before"), "{key}");
        assert!(model.dialog.is_none() && model.lists.popup.is_none() && model.marked().is_empty(), "{key}");
    }
    update(&mut model, Msg::Key(KeyEvent::new(KeyCode::Down, KeyModifiers::SHIFT)));
    assert!(model.marked().is_empty());
    let seq = model.pane(KIND).last_asked();
    update(&mut model, Msg::Page(KIND, seq, Err(DeskError::Unread("the disk is full".to_owned()))));
    char(&mut model, 'A');
    assert!(model.marked().is_empty(), "for as long as there is no answer");
    super::support::wait(&mut model, 1_000);
    let effects = char(&mut model, 'u');
    let first = |effect: &Effect| {
        matches!(effect, Effect::LoadPage(KIND, query, ask)
            if query.filter.to_string() == "stage:held" && ask.from == crate::ledger::From::First)
    };
    assert!(effects.iter().any(first), "{effects:?}");
    show(&mut model, KIND, cleared(3), 3);
    char(&mut model, 'A');
    assert_eq!(names(&model).len(), 3);
    assert!(!frame(&mut model).contains("looking…"));
}

#[test]
fn marks_are_taken_off_when_the_filter_is_kept_and_come_back_when_it_is_left() {
    let mut model = listed(80, 24, cleared(9));
    char(&mut model, ' ');
    char(&mut model, ' ');
    char(&mut model, '/');
    write(&mut model, "stage:cleared");
    assert!(frame(&mut model).lines().any(|line| line.contains("stage:cleared") && line.contains("✓ 2 selected")));
    press(&mut model, KeyCode::Esc);
    assert_eq!(names(&model).len(), 2, "the list is as it was before");
    char(&mut model, '/');
    write(&mut model, "stage:cleared");
    press(&mut model, KeyCode::Enter);
    assert!(names(&model).is_empty());
    assert_eq!(said(&model), "2 rows are selected no longer: they were chosen under another filter");
    show(&mut model, KIND, cleared(3), 3);
    char(&mut model, ' ');
    char(&mut model, 's');
    press(&mut model, KeyCode::Down);
    press(&mut model, KeyCode::Enter);
    assert_eq!(names(&model).len(), 1, "another order changes no row");
    show(&mut model, KIND, cleared(3), 3);
    char(&mut model, 'F');
    assert!(names(&model).is_empty());
}

#[test]
fn what_is_marked_is_never_left_out_of_the_title() {
    for width in [40, 60, 80] {
        let mut model = listed(width, 24, cleared(9));
        char(&mut model, '/');
        write(&mut model, "stage:cleared,partly-refunded amount>1000");
        press(&mut model, KeyCode::Enter);
        show(&mut model, KIND, cleared(9), 9);
        char(&mut model, 'S');
        write(&mut model, "Cleared of this week");
        press(&mut model, KeyCode::Enter);
        char(&mut model, ' ');
        char(&mut model, 'z');
        assert!(frame(&mut model).contains("✓ 1 selected"), "{width}: {}", frame(&mut model));
    }
}

#[test]
fn a_dialog_about_a_marked_row_says_when_that_is_not_the_row_under_the_cursor() {
    let mut model = listed(80, 24, cleared(9));
    char(&mut model, ' ');
    char(&mut model, 'r');
    assert!(frame(&mut model).contains("selected, 1 of 1 — not the row under the cursor"));
    press(&mut model, KeyCode::Esc);
    press(&mut model, KeyCode::Up);
    char(&mut model, 'r');
    assert!(!frame(&mut model).contains("not the row under the cursor"));
}

#[test]
fn what_was_read_of_a_marked_row_counts_at_once() {
    let rows = cleared(3);
    let mut model = listed(80, 24, rows.clone());
    for _ in 0..2 {
        char(&mut model, ' ');
    }
    let refunded = Record { stage: Stage::Refunded, refunded: rows[0].amount, ..rows[0].clone() };
    update(&mut model, Msg::Refreshed(None, refunded.id, Ok(Box::new(refunded))));
    char(&mut model, 'r');
    let subject = model.dialog.as_ref().and_then(|dialog| dialog.record.as_ref()).map(|record| record.name());
    assert_eq!(subject, Some("A-1001".to_owned()));
    assert!(said(&model).starts_with("1 of 2 cannot take this"), "{}", said(&model));
}

/// Marks the first rows and presses `r`.
fn walking(count: usize) -> (Model, Vec<Record>) {
    let rows = cleared(9);
    let mut model = listed(80, 24, rows.clone());
    for _ in 0..count {
        char(&mut model, ' ');
    }
    char(&mut model, 'r');
    frame(&mut model);
    (model, rows)
}

/// Sends the refund in front, which ends so.
fn send(model: &mut Model, record: &Record, state: State) {
    frame(model);
    answer_dialog(model);
    model.dialog.as_mut().unwrap().set_focus(super::super::dialog::Focus::Field(1));
    write(model, "10");
    answer_preview(model);
    model.dialog.as_mut().unwrap().set_focus(super::super::dialog::Focus::Send);
    frame(model);
    press(model, KeyCode::Enter);
    let serial = model.dialog.as_ref().unwrap().serial;
    update(model, Msg::Submitted(serial, Ok(outcome(record.id, state))));
    frame(model);
}

#[test]
fn a_walk_counts_what_was_refused_as_not_done_and_its_button_leads_to_the_next() {
    let (mut model, rows) = walking(3);
    let serial = model.dialog.as_ref().unwrap().serial;
    let error = DeskError::Unread("no route".to_owned());
    update(&mut model, Msg::Refreshed(Some(serial), rows[0].id, Err(error)));
    assert!(frame(&mut model).contains("[ Next ]  [ Look again ]"), "{}", frame(&mut model));
    press(&mut model, KeyCode::Enter);
    assert!(frame(&mut model).contains("2 of 3"));
    answer_dialog(&mut model);
    press(&mut model, KeyCode::Esc);
    assert_eq!(said(&model), "sent: 0 of 3; not done and still selected: 3");
    assert_eq!(names(&model).len(), 3);
}

#[test]
fn a_walk_says_in_the_end_how_many_were_sent_and_keeps_the_marks_of_those_that_were_not() {
    let (mut model, rows) = walking(3);
    for (record, state) in rows.iter().zip([State::Confirmed, State::Rejected, State::Unknown]) {
        let button = if record.id == rows[2].id { "[ Close ]" } else { "[ Next ]" };
        send(&mut model, record, state);
        assert!(frame(&mut model).contains(button), "{}", frame(&mut model));
        press(&mut model, KeyCode::Enter);
    }
    assert!(model.dialog.is_none());
    assert_eq!(said(&model), "sent: 2 of 3; not done and still selected: 1");
    assert_eq!(names(&model), ["A-1001"]);
    let (mut model, rows) = walking(2);
    for record in &rows[..2] {
        send(&mut model, record, State::Confirmed);
        press(&mut model, KeyCode::Enter);
    }
    assert_eq!((said(&model).as_str(), names(&model).len()), ("sent: all 2", 0));
}

#[test]
fn enter_that_is_held_does_not_run_through_a_walk() {
    let (mut model, rows) = walking(3);
    send(&mut model, &rows[0], State::Confirmed);
    let first = model.dialog.as_ref().unwrap().serial;
    super::arming::held(&mut model, KeyCode::Enter);
    let second = model.dialog.as_ref().expect("the next dialog is not closed by the same press").serial;
    assert_ne!(first, second);
    assert!(model.lists.walk.is_some());
}

fn wheel(model: &mut Model) {
    let kind = crossterm::event::MouseEventKind::ScrollDown;
    let mouse = crossterm::event::MouseEvent { kind, column: 9, row: 9, modifiers: KeyModifiers::NONE };
    update(model, Msg::Mouse(mouse));
}

#[test]
fn wheel_and_page_keys_move_nothing_below_a_box() {
    type Open = fn(&mut Model);
    let boxes: [(&str, Open); 6] = [
        ("notice", |model| model.notice = Some(super::super::notice::Notice { text: "the disk is full".to_owned() })),
        ("QR code", |model| model.qr = super::super::qr::Qr::of("https://customer.freedompay.kz/1")),
        ("orders", |model| drop(char(model, 's'))),
        ("columns", |model| drop(char(model, 'C'))),
        ("name", |model| drop(char(model, 'S'))),
        ("export", |model| drop(char(model, 'E'))),
    ];
    for (name, open) in boxes {
        let mut model = listed(80, 24, cleared(30));
        let before = model.selected();
        open(&mut model);
        frame(&mut model);
        assert_ne!(model.context(), model.base_context(), "{name}");
        wheel(&mut model);
        press(&mut model, KeyCode::PageDown);
        press(&mut model, KeyCode::End);
        assert_eq!(model.selected(), before, "{name}");
    }
    let mut model = listed(80, 24, cleared(30));
    wheel(&mut model);
    assert_eq!(model.subject().map(Record::name), Some("A-1003".to_owned()));
}

#[test]
fn the_mouse_reaches_nothing_that_is_not_on_the_screen_as_it_is_now() {
    let mut model = listed(80, 24, cleared(30));
    frame(&mut model);
    let before = model.selected();
    let row = model.hits.find(super::super::hits::Target::Row(model.payments.rows[5].id.uuid())).unwrap();
    let kind = crossterm::event::MouseEventKind::Down(crossterm::event::MouseButton::Left);
    let click = crossterm::event::MouseEvent { kind, column: row.x, row: row.y, modifiers: KeyModifiers::NONE };
    update(&mut model, Msg::Resize(ratatui::layout::Size { width: 100, height: 30 }));
    update(&mut model, Msg::Mouse(click));
    assert_eq!(model.selected(), before, "rows lie elsewhere now");
    frame(&mut model);
    let hits = model.hits.clone();
    update(&mut model, Msg::Resize(ratatui::layout::Size { width: 30, height: 5 }));
    model.hits = hits;
    update(&mut model, Msg::Mouse(click));
    wheel(&mut model);
    assert_eq!(model.selected(), before, "the screen is too small to show anything");
}

#[test]
fn what_was_scrolled_far_is_not_empty_after_there_is_less_to_show() {
    let row = cleared(1);
    for open in ["detail", "help", "inquiry"] {
        let mut model = match open {
            "inquiry" => super::support::inquired(60, 12, about(Environment::Sandbox), State::Escalated),
            _ => listed(60, 12, row.clone()),
        };
        match open {
            "detail" => drop(press(&mut model, KeyCode::Enter)),
            "help" => drop(char(&mut model, '?')),
            _ => {}
        }
        press(&mut model, KeyCode::End);
        update(&mut model, Msg::Resize(ratatui::layout::Size { width: 120, height: 200 }));
        let text = frame(&mut model);
        let shown = text.lines().filter(|line| line.chars().any(char::is_alphabetic)).count();
        assert!(shown > 12, "{open}: {text}");
        press(&mut model, KeyCode::Up);
        let scroll = (model.help, model.detail.map(|view| view.scroll), model.inquiry.map(|view| view.scroll));
        let counted = [scroll.0, scroll.1, scroll.2].into_iter().flatten().max();
        assert_eq!(counted, Some(0), "{open}: the next step counts from what is seen");
    }
}
