//! The real loop, in paused time: nothing here sleeps, and a minute passes at once.

use std::time::Duration;

use crossterm::event::{Event, KeyCode};

use super::super::Options;
use super::super::shell::Input;
use super::harness::Harness;
use super::support::{inquiry, many, numbered, refund};
use crate::domain::reading::Baseline;
use crate::domain::{Currency, Intent, Money, OperationId, Record, RecordKind, Stage, State};
use crate::worker::{Outcome, Planned, Request, Update};

fn invoices() -> Vec<Record> {
    let mut rows = many(RecordKind::Invoice, 4);
    rows[0].stage = Stage::Cleared;
    rows[0].cleared = rows[0].amount;
    rows
}

async fn open(rows: &[Record]) -> Harness {
    let mut desk = Harness::start();
    desk.wait_for_content("opening the desk…").await;
    desk.open();
    desk.serve_until(rows, "A-1000").await;
    desk
}

#[tokio::test(start_paused = true)]
async fn the_first_frame_comes_before_the_desk_is_opened() {
    let mut desk = Harness::start();
    desk.wait_for_content("opening the desk…").await;
    desk.open();
    desk.serve_until(&invoices(), "A-1003").await;
    desk.keys("q");
    desk.end().await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_desk_that_cannot_be_opened_says_why_and_ends_with_an_error() {
    let mut desk = Harness::start();
    desk.fail("the keyring is locked: unlock it and start again");
    desk.wait_for_content("the keyring is locked").await;
    desk.keys("r1");
    desk.keys("q");
    assert_eq!(desk.end().await.unwrap_err().to_string(), "the keyring is locked: unlock it and start again");
}

#[tokio::test(start_paused = true)]
async fn a_refund_is_read_shown_confirmed_and_sent_once() {
    let rows = invoices();
    let mut desk = open(&rows).await;
    desk.keys("r");
    let Request::Refresh { record, reply } = desk.serve(&rows).await else { panic!() };
    assert_eq!(record, rows[0].id);
    desk.wait_for_content("reading at the gateway…").await;
    let _ = reply.send(Ok(rows[0].clone()));
    desk.serve_until(&rows, "no amount: type a number").await;
    desk.key(KeyCode::Tab);
    desk.key(KeyCode::Tab);
    desk.keys("15.50");
    let reply = loop {
        let Request::Preview { submission, reply } = desk.serve(&rows).await else { panic!() };
        if submission.intent.amount() == Some(Money::from_minor(1_550, Currency::Kzt)) {
            break reply;
        }
        let _ = reply.send(Ok(Planned::default()));
    };
    let fields = vec![("refund_amount".to_owned(), "15.50".to_owned())];
    let _ = reply.send(Ok(Planned { fields, repeats: None }));
    let frame = desk.serve_until(&rows, "ready: Send ").await;
    assert!(frame.contains("refund_amount 15.50") && frame.contains("( Send refund )"), "{frame}");
    desk.key(KeyCode::Tab);
    desk.serve_until(&rows, "[ Send refund ]").await;
    desk.key(KeyCode::Enter);
    let Request::Submit { submission, reply } = desk.serve(&rows).await else { panic!() };
    assert_eq!(submission.record, Some(rows[0].id));
    assert_eq!(submission.decided_on, Baseline::of(&rows[0]));
    assert_eq!(submission.intent.amount(), Some(Money::from_minor(1_550, Currency::Kzt)));
    desk.wait_for_content("[ Close the view ]").await;
    desk.key(KeyCode::Enter);
    // That closed the view, and cancelled nothing.
    desk.wait_for_content("closing cancels nothing").await;
    let outcome = Outcome {
        operation: OperationId::from_uuid(uuid::Uuid::from_u128(5)),
        record: rows[0].id,
        state: State::Confirmed,
        message: "15.50 KZT went back".to_owned(),
        page: None,
    };
    let _ = reply.send(Ok(outcome));
    desk.serve_until(&rows, "15.50 KZT went back").await;
    desk.keys("q");
    let end = desk.end().await;
    assert!(end.is_ok());
}

#[tokio::test(start_paused = true)]
async fn a_decision_goes_from_the_list_of_the_unresolved_to_the_worker() {
    let rows = invoices();
    let mut desk = open(&rows).await;
    let _ = desk.ends.unresolved.send(1);
    desk.serve_until(&rows, "1 unresolved").await;
    desk.keys("5");
    desk.serve_until(&rows, "unresolved, oldest first").await;
    desk.key(KeyCode::Enter);
    desk.serve_until(&rows, "≠ 40.00 KZT").await;
    desk.keys("d");
    let Request::Refresh { reply, .. } = desk.serve(&rows).await else { panic!() };
    desk.wait_for_content("reading at the gateway…").await;
    let _ = reply.send(Ok(inquiry(State::Escalated).record));
    desk.serve_until(&rows, "nothing is chosen").await;
    desk.key(KeyCode::Tab);
    desk.key(KeyCode::Left);
    desk.key(KeyCode::Tab);
    desk.keys("asked the bank");
    desk.serve_until(&rows, "ready: it took effect").await;
    desk.key(KeyCode::Tab);
    desk.serve_until(&rows, "[ Take it down ]").await;
    desk.key(KeyCode::Enter);
    let Request::Decide { operation, decision, reply } = desk.serve(&rows).await else { panic!() };
    assert_eq!(operation, refund(State::Escalated).id);
    assert_eq!(
        (decision.applied, decision.reason.to_string().as_str(), decision.who.as_str()),
        (true, "asked the bank", "ann")
    );
    let _ = reply.send(Ok(refund(State::Confirmed)));
    desk.serve_until(&rows, "taken down: operation 2232fffd is confirmed").await;
}

#[tokio::test(start_paused = true)]
async fn a_worker_that_ends_while_it_sends_leaves_no_failure_behind() {
    let rows = invoices();
    let mut desk = open(&rows).await;
    desk.keys("n");
    desk.wait_for_content("New invoice").await;
    desk.keys("A-9");
    for text in ["15", "tea"] {
        desk.key(KeyCode::Tab);
        desk.keys(text);
    }
    let reply = loop {
        let Request::Preview { submission, reply } = desk.serve(&rows).await else { panic!() };
        let Intent::CreateInvoice(order) = submission.intent else { panic!() };
        if order.description == "tea" {
            break reply;
        }
        let _ = reply.send(Ok(Planned::default()));
    };
    let _ = reply.send(Ok(Planned::default()));
    desk.serve_until(&rows, "ready: Send order").await;
    desk.key(KeyCode::Tab);
    desk.serve_until(&rows, "[ Send order ]").await;
    desk.key(KeyCode::Enter);
    let Request::Submit { reply, .. } = desk.serve(&rows).await else { panic!() };
    drop(reply);
    let frame = desk.serve_until(&rows, "see 5 Operations").await;
    assert!(frame.contains("? the worker ended before it answered") && !frame.contains('✗'), "{frame}");
}

#[tokio::test(start_paused = true)]
async fn a_change_in_the_ledger_changes_its_row() {
    let mut rows = invoices();
    let mut desk = open(&rows).await;
    rows[2].stage = Stage::Expired;
    let _ = desk.ends.updates.send(Update::Record { id: rows[2].id, kind: RecordKind::Invoice });
    desk.serve_until(&rows, "◌ expired").await;
}

#[tokio::test(start_paused = true)]
async fn an_idle_desk_draws_once_a_minute_at_most() {
    let rows = invoices();
    let mut desk = open(&rows).await;
    tokio::time::timeout(Duration::from_secs(1), desk.serve(&rows)).await.unwrap_err();
    let before = desk.drawn();
    // Something that changes nothing on screen: another kind of record.
    let _ = desk.ends.updates.send(Update::Record { id: rows[2].id, kind: RecordKind::Payout });
    tokio::time::sleep(Duration::from_secs(50)).await;
    assert_eq!(desk.drawn(), before);
    tokio::time::sleep(Duration::from_secs(130)).await;
    assert!((1..=3).contains(&(desk.drawn() - before)), "{}", desk.drawn() - before);
}

#[tokio::test(start_paused = true)]
async fn a_thousand_changes_make_two_frames_in_16_ms_at_most() {
    let mut rows = invoices();
    let mut desk = open(&rows).await;
    tokio::time::timeout(Duration::from_secs(1), desk.serve(&rows)).await.unwrap_err();
    let mut seen = vec![desk.drawn()];
    for step in 0..160 {
        for _ in 0..7 {
            rows[step % 4].stage = if step % 8 < 4 { Stage::Expired } else { Stage::New };
            let _ = desk.ends.updates.send(Update::Record { id: rows[step % 4].id, kind: RecordKind::Invoice });
        }
        // The ledger answers within no time at all.
        tokio::time::timeout(Duration::from_millis(1), desk.serve(&rows)).await.unwrap_err();
        seen.push(desk.drawn());
    }
    let most = seen.windows(16).map(|some| some[15] - some[0]).max();
    assert!(most <= Some(2), "{most:?}");
    assert!(seen[160] - seen[0] >= 2, "what changes is shown");
}

#[tokio::test(start_paused = true)]
async fn a_window_that_is_of_no_use_any_more_is_given_up() {
    let rows = invoices();
    let mut desk = open(&rows).await;
    tokio::time::timeout(Duration::from_secs(1), desk.serve(&rows)).await.unwrap_err();
    desk.keys("/");
    desk.keys("tea");
    let mut reply = loop {
        if let Request::Page { query, reply, .. } = desk.asked().await
            && !query.filter.is_empty()
        {
            break reply;
        }
    };
    desk.keys("s");
    reply.closed().await;
}

#[tokio::test(start_paused = true)]
async fn a_thousand_keys_at_once_make_few_frames() {
    let rows = invoices();
    let mut desk = open(&rows).await;
    let before = desk.drawn();
    (0..500).for_each(|_| desk.keys("jk"));
    desk.keys("5");
    desk.wait_for_content("reading the ledger…").await;
    assert!(desk.drawn() - before <= 3, "{}", desk.drawn() - before);
}

#[tokio::test(start_paused = true)]
async fn suspension_continuation_and_resizing_draw_everything_anew() {
    let rows = invoices();
    let mut desk = open(&rows).await;
    let before = desk.drawn();
    desk.input(Input::Stop);
    desk.serve_until(&rows, "A-1000").await;
    desk.input(Input::Continue);
    desk.input(Input::Event(Event::Resize(80, 24)));
    desk.keys("Y");
    desk.wait_for_content("copied A-1000").await;
    let asked = desk.asked.lock().unwrap();
    assert_eq!((asked.suspended, asked.resumed, asked.copied.as_slice()), (1, 1, ["A-1000".to_owned()].as_slice()));
    assert!(desk.drawn() > before);
}

#[tokio::test(start_paused = true)]
async fn the_system_ends_it_cleanly_and_a_panic_elsewhere_ends_it_with_an_error() {
    let desk = open(&invoices()).await;
    desk.input(Input::Terminate);
    desk.end().await.unwrap();
    let desk = open(&invoices()).await;
    desk.input(Input::Panicked);
    assert!(desk.end().await.unwrap_err().to_string().contains("a part of tolem failed"));
}

#[tokio::test(start_paused = true)]
async fn a_dialog_for_a_row_that_cannot_be_refunded_never_opens() {
    let mut rows = invoices();
    rows[0] = numbered(RecordKind::Invoice, 0);
    let mut desk = open(&rows).await;
    desk.keys("r");
    desk.wait_for_content("it is new: nothing was sent; wait until it is cleared").await;
}

/// What was kept is read from a file that never ends, as on a network's disk that does not answer.
#[cfg(unix)]
#[tokio::test]
async fn keys_are_heard_while_what_was_kept_is_still_being_read() {
    let folder = tempfile::tempdir().unwrap();
    let views = folder.path().join("views.toml");
    assert!(std::process::Command::new("mkfifo").arg(&views).status().unwrap().success());
    let mut desk = Harness::with(Options { views: Some(views.clone()), ..Options::default() });
    desk.wait_for_content("opening the desk…").await;
    desk.open();
    desk.keys("q");
    let ended = tokio::time::timeout(Duration::from_secs(60), desk.end()).await;
    // Only now the reading ends.
    drop(std::fs::OpenOptions::new().write(true).open(&views).unwrap());
    ended.unwrap().unwrap();
}
