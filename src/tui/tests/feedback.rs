//! What is under way is seen and can be called off; what went wrong is told as loudly as it matters.

use std::time::Duration;

use crossterm::event::KeyCode;

use super::super::activity::Finished;
use super::super::model::Phase;
use super::super::msg::{Effect, Msg};
use super::super::update::update;
use super::harness::Harness;
use super::looks::{dialog, fill};
use super::support::{NOW, about, char, desk, frame, listed, many, numbered, operation, press, sending, wait};
use crate::domain::{IntentKind, Record, RecordKind, Stage, State};
use crate::worker::{DeskError, Environment, Request, Update};

fn rows() -> Vec<Record> {
    many(RecordKind::Payment, 30)
}

fn invoices() -> Vec<Record> {
    many(RecordKind::Invoice, 4)
}

#[test]
fn a_read_under_way_shows_its_seconds_and_is_asked_once() {
    let mut model = listed(80, 24, rows());
    let asked = |effects: Vec<Effect>| effects.iter().filter(|effect| matches!(effect, Effect::Refresh(..))).count();
    assert_eq!(asked(char(&mut model, 'u')), 1);
    assert_eq!(asked(char(&mut model, 'u')), 0, "it is being read");
    assert!(frame(&mut model).contains("reading A-1000 X cancels"), "{}", frame(&mut model));
    let later = NOW.plus(Duration::from_millis(2_100));
    assert_eq!(model.next_change(), Some(NOW.plus(Duration::from_secs(1))));
    update(&mut model, Msg::Tick(later));
    assert!(frame(&mut model).contains("reading A-1000 · 2 s X cancels"), "{}", frame(&mut model));
    char(&mut model, 'j');
    char(&mut model, 'u');
    assert!(frame(&mut model).contains("reading 2 records"), "{}", frame(&mut model));
    let first = rows().remove(0);
    update(&mut model, Msg::Refreshed(None, first.id, Ok(Box::new(first))));
    assert!(frame(&mut model).contains("reading A-1001"), "{}", frame(&mut model));
}

#[test]
fn calling_off_ends_reads_and_long_work_and_says_what_was_not_done() {
    let mut model = listed(100, 24, rows());
    char(&mut model, 'u');
    let effects = char(&mut model, 'U');
    let Some(Effect::Work(id, _)) = effects.first() else { panic!("{effects:?}") };
    update(&mut model, Msg::Tick(NOW.plus(Duration::from_secs(4))));
    update(&mut model, Msg::Progress(*id, 8));
    let shown = frame(&mut model);
    assert!(shown.contains("reading records ████████░") && shown.contains(" 44 % 2/s · 5 s left"), "{shown}");
    let effects = char(&mut model, 'X');
    assert!(
        matches!(effects.as_slice(), [Effect::CallOff(_), Effect::CallOffWork(called)] if called == id),
        "{effects:?}"
    );
    let shown = frame(&mut model);
    assert!(shown.contains("the read was cancelled: nothing was changed"), "{shown}");
    assert!(shown.contains("cancelled after 8 of 18: the rest was not done"), "{shown}");
    update(&mut model, Msg::Finished(*id, Finished { total: 18, failed: 0, reason: None }));
    assert_eq!(frame(&mut model), shown, "what was called off is not told of again");
    char(&mut model, 'X');
    assert!(frame(&mut model).contains("nothing that can be cancelled is under way"));
}

#[test]
fn long_work_ends_with_how_many_failed_and_why() {
    let mut model = listed(100, 24, rows());
    let effects = char(&mut model, 'U');
    let Some(Effect::Work(id, _)) = effects.first() else { panic!("{effects:?}") };
    let finished = Finished { total: 18, failed: 2, reason: Some(DeskError::Unread("no route".to_owned())) };
    update(&mut model, Msg::Finished(*id, finished));
    let shown = frame(&mut model);
    assert!(shown.contains("2 of 18 records could not be read") && shown.contains("no route"), "{shown}");
    assert!(!shown.contains("reading records"), "{shown}");
}

#[test]
fn what_breaks_the_desk_stays_until_it_is_read_and_what_does_not_goes_by() {
    let mut model = listed(80, 24, rows());
    model.log = Some("/home/ann/.local/state/tolem".to_owned());
    let id = rows()[0].id;
    update(&mut model, Msg::Refreshed(None, id, Err(DeskError::Unread("no route".to_owned()))));
    assert!(model.notice.is_none() && frame(&mut model).contains("could not read: no route"));
    update(&mut model, Msg::Refreshed(None, id, Err(DeskError::Ledger("the disk is full".to_owned()))));
    let shown = frame(&mut model);
    assert!(shown.contains("the ledger cannot be written: the disk is full; nothing was sent"), "{shown}");
    assert!(shown.contains("The log has more: /home/ann/.local/state/tolem"), "{shown}");
    assert!(char(&mut model, 'r').is_empty() && model.dialog.is_none(), "no key goes past it");
    press(&mut model, KeyCode::Esc);
    assert!(model.notice.is_none());
}

#[test]
fn the_end_of_a_watched_record_is_told_and_rings() {
    let mut model = listed(80, 24, rows());
    let row = rows().remove(3);
    let told = Update::Ended { id: row.id, kind: row.kind, name: row.name(), stage: Stage::Cleared };
    let effects = update(&mut model, Msg::Update(told));
    let said = "A-1003 is cleared: it moves no more";
    assert!(effects.iter().any(|effect| matches!(effect, Effect::Ring(why) if why == said)), "{effects:?}");
    assert!(frame(&mut model).contains(said));
}

#[tokio::test(start_paused = true)]
async fn a_read_that_is_called_off_is_given_up_by_the_worker() {
    let rows = invoices();
    let mut desk = Harness::start();
    desk.open();
    desk.serve_until(&rows, "A-1000").await;
    desk.keys("u");
    let Request::Refresh { record, mut reply } = desk.serve(&rows).await else { panic!() };
    assert_eq!(record, rows[0].id);
    desk.serve_until(&rows, "reading A-1000").await;
    desk.keys("X");
    reply.closed().await;
    desk.serve_until(&rows, "the read was cancelled").await;
    desk.keys("q");
    desk.end().await.unwrap();
}

#[test]
fn how_fast_the_ledger_is_filled_is_counted_from_its_first_records_on() {
    let mut model = desk(80, 24, about(Environment::Sandbox));
    model.phase = Phase::Opening;
    update(&mut model, Msg::Filled(0, 1_000_000));
    // They are being made.
    wait(&mut model, 30_000);
    update(&mut model, Msg::Filled(10_000, 1_000_000));
    wait(&mut model, 2_000);
    update(&mut model, Msg::Filled(110_000, 1_000_000));
    let drawn = frame(&mut model);
    assert!(drawn.contains("50000/s · 18 s left"), "{drawn}");
}

#[tokio::test(start_paused = true)]
async fn the_opening_screen_tells_how_full_the_ledger_is() {
    let mut desk = Harness::start();
    desk.wait_for_content("opening the desk…").await;
    desk.fill(250_000, 1_000_000);
    let frame = desk.wait_for_content("filling the ledger: 250000 of 1000000").await;
    assert!(frame.contains("█████░░░░░░░░░░░░░░░ 25 %\n"), "{frame}");
    tokio::time::sleep(Duration::from_secs(2)).await;
    desk.fill(750_000, 1_000_000);
    let frame = desk.wait_for_content("███████████████░░░░░ 75 % ").await;
    // A frame's time more or less than two seconds have passed.
    assert!(frame.contains("/s · 2 s left") || frame.contains("/s · 1 s left"), "{frame}");
    desk.open();
    desk.serve_until(&invoices(), "A-1000").await;
    desk.keys("q");
    desk.end().await.unwrap();
}

#[test]
fn what_is_being_sent_shows_its_seconds_in_the_dialog_and_after_it_was_closed_and_is_not_called_off() {
    let mut model = dialog(IntentKind::Cancel, 100, 24, Environment::Sandbox);
    fill(&mut model, &[]);
    frame(&mut model);
    let effects = press(&mut model, KeyCode::Enter);
    assert!(effects.iter().any(|effect| matches!(effect, Effect::Submit(_))), "{effects:?}");
    wait(&mut model, 7_000);
    assert!(frame(&mut model).contains("it cancels nothing · 7 s"), "{}", frame(&mut model));
    press(&mut model, KeyCode::Esc);
    assert!(model.dialog.is_none());
    assert!(frame(&mut model).contains("sending: cancel A-1003 · 7 s"), "{}", frame(&mut model));
    char(&mut model, 'X');
    assert!(frame(&mut model).contains("sending: cancel A-1003 · 7 s"), "{}", frame(&mut model));
}

#[tokio::test(start_paused = true)]
async fn leaving_while_the_ledger_is_filled_gives_the_filling_up() {
    let mut desk = Harness::start();
    desk.wait_for_content("opening the desk…").await;
    desk.fill(1, 1_000_000);
    desk.wait_for_content("filling the ledger").await;
    let mut waits = desk.gives_up();
    desk.keys("q");
    waits.closed().await;
    desk.end().await.unwrap();
}

#[test]
fn only_of_the_record_that_is_being_sent_nothing_is_told_meanwhile() {
    let mut model = listed(80, 24, rows());
    let (sent, other) = (&rows()[3], &rows()[5]);
    model.sending.push(sending(7));
    let told = |record: &Record| Update::Operation {
        id: operation(5, State::Unknown).id,
        record: record.id,
        state: State::Unknown,
        message: format!("refund on payment {}: nobody knows", record.name()),
    };
    update(&mut model, Msg::Update(told(sent)));
    assert!(model.toasts.is_empty(), "its own answer tells");
    update(&mut model, Msg::Update(told(other)));
    assert_eq!(model.toasts.last().unwrap().text, "refund on payment A-1005: nobody knows");
    // What creates a record is about none that is known.
    model.toasts.clear();
    model.sending[0].record = None;
    update(&mut model, Msg::Update(told(&numbered(RecordKind::Payment, 700))));
    assert!(model.toasts.is_empty(), "it may be the one");
    update(&mut model, Msg::Update(told(other)));
    assert_eq!(model.toasts.len(), 1);
}
