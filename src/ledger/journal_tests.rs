//! What the database itself refuses, whatever the code asks.

use std::time::Duration;

use super::*;
use crate::domain::reading::Baseline;
use crate::domain::record::tests_support::record;
use crate::domain::verdict::{Evidence, Sighting};
use crate::domain::{Currency, Era, IntentKind, RecordKind, RequestId, Stage};
use crate::ledger::records::Amendment;

fn operation_on(record: &Record, number: u128) -> Operation {
    Operation {
        id: OperationId::from_uuid(Uuid::from_u128(number)),
        record: record.id,
        record_kind: record.kind,
        record_name: record.name(),
        intent: IntentKind::Refund,
        amount: Some(record.amount),
        request_id: RequestId::from_uuid(Uuid::from_u128(number + 1_000)),
        baseline: Baseline::of(record),
        state: State::Prepared,
        note: String::new(),
        created_at: Timestamp::from_millis(5),
        sent_at: None,
        changed_at: Timestamp::from_millis(5),
        page: None,
        lost: None,
    }
}

async fn prepare_as(
    ledger: &Ledger,
    operation: &Operation,
    version: Version,
    spends: Option<Spends>,
) -> Result<(), PrepareError> {
    let event_id = Uuid::from_u128(operation.id.uuid().as_u128() + 5_000);
    let payload_hash = operation.request_id.to_string();
    let on = On::Seen(version);
    ledger.prepare(NewOperation { operation, payload_hash: &payload_hash, on, spends, event_id }).await
}

/// Prepares on the record as it stands now.
async fn prepare(ledger: &Ledger, operation: &Operation) -> Result<(), PrepareError> {
    let (_, version) = ledger.versioned(operation.record).await?.unwrap();
    prepare_as(ledger, operation, version, None).await
}

fn steady(millis: i64) -> Steady {
    Steady::new(Era::Machine(Uuid::from_u128(7)), Duration::from_millis(millis.unsigned_abs()))
}

async fn take(ledger: &Ledger, operation: OperationId, fact: Fact, at: i64) -> Result<Operation, StepError> {
    ledger
        .step(Step {
            operation,
            fact,
            at: Timestamp::from_millis(at),
            steady: steady(at),
            note: "because",
            page: None,
            due_at: Some(Timestamp::from_millis(at + 1)),
            change: None,
            exchange: None,
            claim: None,
            event_id: Uuid::new_v4(),
        })
        .await
}

async fn with_record() -> (tempfile::TempDir, Ledger, Record) {
    let folder = tempfile::tempdir().unwrap();
    let ledger = Ledger::open(&folder.path().join("test.db")).await.unwrap();
    let paid = record(RecordKind::Payment, Stage::Cleared, 10_000);
    ledger.import([(paid.clone(), None)].into_iter(), |_, _| {}).await.unwrap();
    (folder, ledger, paid)
}

async fn run(ledger: &Ledger, text: &'static str) -> Result<(), String> {
    let mut writer = ledger.writer.lock().await;
    sqlx::query(text).execute(&mut writer.connection).await.map(|_| ()).map_err(|error| error.to_string())
}

#[tokio::test]
async fn the_database_refuses_a_second_unresolved_operation_on_a_record() {
    let (_folder, ledger, paid) = with_record().await;
    let (first, second) = (operation_on(&paid, 1), operation_on(&paid, 2));
    prepare(&ledger, &first).await.unwrap();
    assert_eq!(prepare(&ledger, &second).await, Err(PrepareError::Unsettled(Some(first.id))));
    assert_eq!(ledger.operations(crate::ledger::From::First, 10).await.unwrap().total, Some(1));
    let by_hand = "INSERT INTO operations (id, record, intent, request_id, payload_hash, baseline, state, note,
        created_at, changed_at) SELECT 'x', record, intent, 'y', 'z', baseline, 'prepared', note, created_at,
        changed_at FROM operations";
    assert!(run(&ledger, by_hand).await.unwrap_err().contains("UNIQUE"), "the index, not the code");
    take(&ledger, first.id, Fact::SendStarted, 10).await.unwrap();
    take(&ledger, first.id, Fact::OutcomeLost, 11).await.unwrap();
    assert!(prepare(&ledger, &second).await.is_err(), "unknown still bars it");
    take(&ledger, first.id, Fact::EffectSeen, 12).await.unwrap();
    prepare(&ledger, &second).await.unwrap();
}

#[tokio::test]
async fn two_desks_that_prepare_at_the_same_time_get_one_journal_row() {
    let (folder, ledger, paid) = with_record().await;
    let other = Ledger::open(&folder.path().join("test.db")).await.unwrap();
    let operations: Vec<_> = (1..=8).map(|number| operation_on(&paid, number)).collect();
    let tries = operations.iter().enumerate().map(|(index, operation)| {
        let desk = if index % 2 == 0 { &ledger } else { &other };
        prepare(desk, operation)
    });
    let results = futures::future::join_all(tries).await;
    assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 1, "{results:?}");
}

#[tokio::test]
async fn what_was_decided_on_one_version_of_a_record_is_not_journalled_on_another() {
    let (folder, ledger, paid) = with_record().await;
    let other = Ledger::open(&folder.path().join("test.db")).await.unwrap();
    let (_, seen) = ledger.versioned(paid.id).await.unwrap().unwrap();
    // The other desk refunds in between, and its operation is over and done.
    let theirs = operation_on(&paid, 1);
    prepare(&other, &theirs).await.unwrap();
    take(&other, theirs.id, Fact::SendStarted, 10).await.unwrap();
    take(&other, theirs.id, Fact::Accepted, 11).await.unwrap();
    let ours = operation_on(&paid, 2);
    assert_eq!(prepare_as(&ledger, &ours, seen, None).await, Err(PrepareError::Changed));
    prepare(&ledger, &ours).await.unwrap();
}

#[tokio::test]
async fn a_read_that_is_older_than_an_operations_step_is_not_taken_over() {
    let (_folder, ledger, paid) = with_record().await;
    let (_, seen) = ledger.versioned(paid.id).await.unwrap().unwrap();
    prepare(&ledger, &operation_on(&paid, 1)).await.unwrap();
    let late = ledger
        .amend(paid.id, Some(seen), |record| {
            record.stage = Stage::Failed;
            Amendment::default()
        })
        .await
        .unwrap();
    assert!(late.is_none());
    assert_eq!(ledger.record(paid.id).await.unwrap().unwrap().stage, Stage::Cleared);
}

#[tokio::test]
async fn a_step_the_machine_does_not_have_changes_nothing() {
    let (_folder, ledger, paid) = with_record().await;
    let one = operation_on(&paid, 1);
    prepare(&ledger, &one).await.unwrap();
    let error = take(&ledger, one.id, Fact::Accepted, 10).await.unwrap_err();
    assert_eq!(error, StepError::Illegal(IllegalStep { from: State::Prepared, fact: Fact::Accepted }));
    let kept = ledger.operation(one.id).await.unwrap().unwrap();
    assert_eq!((kept.state, kept.note), (State::Prepared, String::new()));
}

#[tokio::test]
async fn the_database_has_the_same_edges_as_the_state_machine() {
    // The way to each state by facts of the machine.
    let ways: [(State, &[Fact]); 7] = [
        (State::Prepared, &[]),
        (State::Sent, &[Fact::SendStarted]),
        (State::Unknown, &[Fact::SendStarted, Fact::OutcomeLost]),
        (State::Confirmed, &[Fact::SendStarted, Fact::Accepted]),
        (State::Rejected, &[Fact::SendStarted, Fact::Refused]),
        (State::NotApplied, &[Fact::NeverSent]),
        (State::Escalated, &[Fact::SendStarted, Fact::OutcomeLost, Fact::ForeignChange]),
    ];
    for (from, way) in ways {
        let allowed: Vec<State> = Fact::ALL.into_iter().filter_map(|fact| step(from, fact).ok()).collect();
        for to in State::ALL {
            let (_folder, ledger, paid) = with_record().await;
            let one = operation_on(&paid, 1);
            prepare(&ledger, &one).await.unwrap();
            for (at, fact) in way.iter().enumerate() {
                take(&ledger, one.id, *fact, i64::try_from(at).unwrap()).await.unwrap();
            }
            let mut writer = ledger.writer.lock().await;
            let by_hand =
                sqlx::query("UPDATE operations SET state = $1").bind(to.word()).execute(&mut writer.connection).await;
            assert_eq!(by_hand.is_ok(), allowed.contains(&to), "{from:?} to {to:?}: {by_hand:?}");
        }
    }
}

#[tokio::test]
async fn journal_evidence_and_timeline_only_grow_and_an_intent_stays_as_it_was() {
    let (_folder, ledger, paid) = with_record().await;
    let one = operation_on(&paid, 1);
    prepare(&ledger, &one).await.unwrap();
    take(&ledger, one.id, Fact::SendStarted, 10).await.unwrap();
    take(&ledger, one.id, Fact::OutcomeLost, 11).await.unwrap();
    let seen = Sighting { at: Timestamp::from_millis(12), steady: steady(12), evidence: Evidence::Unchanged };
    ledger.add_evidence(Uuid::from_u128(1), one.id, &seen, Timestamp::from_millis(40)).await.unwrap();
    for text in [
        "UPDATE journal SET note = 'nothing happened'",
        "DELETE FROM journal",
        "UPDATE evidence SET word = 'effect'",
        "DELETE FROM evidence",
        "UPDATE events SET text = ''",
        "DELETE FROM events",
        "DELETE FROM operations",
        "UPDATE operations SET amount = 1",
        "UPDATE operations SET payload_hash = ''",
        "UPDATE operations SET request_id = ''",
        "UPDATE operations SET baseline = ''",
        "UPDATE operations SET record = 'x'",
        "INSERT INTO operations (id, record, intent, request_id, payload_hash, baseline, state, note, created_at,
             changed_at) SELECT 'x', record, intent, 'y', 'z', baseline, 'confirmed', note, created_at, changed_at
             FROM operations",
    ] {
        assert!(run(&ledger, text).await.is_err(), "{text}");
    }
    let journal = ledger.inquiry(one.id).await.unwrap().unwrap().journal;
    let facts: Vec<_> = journal.iter().map(|line| (line.fact.as_str(), line.state)).collect();
    let expected = [("journalled", State::Prepared), ("send started", State::Sent), ("outcome lost", State::Unknown)];
    assert_eq!(facts, expected);
}

/// Another record of the ledger, by another of the gateway's ids.
async fn another(ledger: &Ledger, kind: RecordKind, gateway_id: &str, number: u128) -> Record {
    let mut other = record(kind, Stage::Cleared, 10_000);
    other.id = crate::domain::RecordId::from_uuid(Uuid::from_u128(number));
    other.gateway_id = crate::domain::GatewayId::new(gateway_id).ok();
    ledger.import([(other.clone(), None)].into_iter(), |_, _| {}).await.unwrap();
    other
}

#[tokio::test]
async fn the_same_signed_bytes_are_not_journalled_again_while_the_first_may_have_done_something() {
    let (_folder, ledger, paid) = with_record().await;
    let other = another(&ledger, RecordKind::Card, "700002", 9).await;
    let one = operation_on(&paid, 1);
    prepare(&ledger, &one).await.unwrap();
    let again = operation_on(&other, 2);
    let payload_hash = one.request_id.to_string();
    let try_again = async || {
        let (_, version) = ledger.versioned(other.id).await.unwrap().unwrap();
        let on = On::Seen(version);
        let event_id = Uuid::new_v4();
        ledger
            .prepare(NewOperation { operation: &again, payload_hash: &payload_hash, on, spends: None, event_id })
            .await
    };
    assert!(try_again().await.is_err());
    take(&ledger, one.id, Fact::NeverSent, 10).await.unwrap();
    try_again().await.unwrap();
}

#[tokio::test]
async fn a_transaction_that_sqlite_ended_by_itself_as_on_a_full_disk_is_not_the_last_one() {
    let (_folder, ledger, paid) = with_record().await;
    for number in 1..3 {
        let mut writer = ledger.writer.lock().await;
        let mut tx = writer.connection.begin_with(BEGIN).await.unwrap();
        sqlx::query("ROLLBACK").execute(&mut *tx).await.unwrap();
        drop(tx);
        drop(writer);
        let one = operation_on(&paid, number);
        prepare(&ledger, &one).await.unwrap();
        take(&ledger, one.id, Fact::NeverSent, 10).await.unwrap();
    }
    // It is a connection like the one before: an intent is on the disk before it is sent, and rows refer to rows.
    let mut writer = ledger.writer.lock().await;
    let connection = writer.keep(crate::ledger::connections::Kept::OnDisk).await.unwrap();
    for (pragma, set) in [("PRAGMA synchronous", 2_i64), ("PRAGMA foreign_keys", 1)] {
        let (found,): (i64,) = sqlx::query_as(pragma).fetch_one(&mut *connection).await.unwrap();
        assert_eq!(found, set, "{pragma}");
    }
}

#[tokio::test]
async fn one_payment_that_is_followed_as_two_records_takes_one_operation() {
    let (_folder, ledger, paid) = with_record().await;
    let invoice = another(&ledger, RecordKind::Invoice, "700001", 9).await;
    let card = another(&ledger, RecordKind::Card, "700001", 10).await;
    let (_, seen) = ledger.versioned(invoice.id).await.unwrap().unwrap();
    let one = operation_on(&paid, 1);
    prepare(&ledger, &one).await.unwrap();
    assert_eq!(prepare(&ledger, &operation_on(&invoice, 2)).await, Err(PrepareError::Unsettled(Some(one.id))));
    prepare(&ledger, &operation_on(&card, 3)).await.unwrap();
    take(&ledger, one.id, Fact::SendStarted, 10).await.unwrap();
    take(&ledger, one.id, Fact::Accepted, 11).await.unwrap();
    let late = operation_on(&invoice, 4);
    assert_eq!(prepare_as(&ledger, &late, seen, None).await, Err(PrepareError::Changed), "decided before that");
    let effects = ledger.recent_effects(invoice.id, steady(12), Duration::from_secs(60)).await.unwrap();
    assert_eq!(effects.iter().map(|(known, _)| known.id).collect::<Vec<_>>(), [one.id]);
    for (record, known) in [(paid.id, 1), (invoice.id, 1), (card.id, 3)] {
        let on = ledger.operations_on(record).await.unwrap();
        assert_eq!(on.iter().map(|operation| operation.id).collect::<Vec<_>>(), [operation_on(&paid, known).id]);
    }
}

#[tokio::test]
async fn a_days_limit_counts_what_may_have_moved_and_nothing_that_surely_did_not() {
    let (_folder, ledger, paid) = with_record().await;
    let kzt = |minor| Money::from_minor(minor, Currency::Kzt);
    let limits = MoneyLimits { per_operation: Some(kzt(600)), per_day: Some(kzt(1_000)) };
    let spends = |minor| Some(Spends { money: kzt(minor), limits, since: Timestamp::from_millis(5) });
    let refused = |result: Result<(), PrepareError>| matches!(result, Err(PrepareError::Limited(_)));
    let stands = async || ledger.versioned(paid.id).await.unwrap().unwrap().1;

    assert!(refused(prepare_as(&ledger, &operation_on(&paid, 1), stands().await, spends(601)).await));
    prepare_as(&ledger, &operation_on(&paid, 2), stands().await, spends(600)).await.unwrap();
    let two = OperationId::from_uuid(Uuid::from_u128(2));
    take(&ledger, two, Fact::SendStarted, 10).await.unwrap();
    take(&ledger, two, Fact::Accepted, 11).await.unwrap();
    assert!(refused(prepare_as(&ledger, &operation_on(&paid, 3), stands().await, spends(401)).await));
    prepare_as(&ledger, &operation_on(&paid, 4), stands().await, spends(400)).await.unwrap();
    take(&ledger, OperationId::from_uuid(Uuid::from_u128(4)), Fact::NeverSent, 12).await.unwrap();
    prepare_as(&ledger, &operation_on(&paid, 5), stands().await, spends(400)).await.unwrap();
}

#[tokio::test]
async fn what_was_under_way_is_found_when_its_desk_has_ended_and_not_before() {
    let (folder, ledger, paid) = with_record().await;
    let other = Ledger::open(&folder.path().join("test.db")).await.unwrap();
    let one = operation_on(&paid, 1);
    prepare(&ledger, &one).await.unwrap();
    take(&ledger, one.id, Fact::SendStarted, 10).await.unwrap();
    assert!(other.left_behind().await.unwrap().is_empty(), "the desk that sends it is open");
    assert!(ledger.left_behind().await.unwrap().is_empty(), "its own operations are not left behind");
    ledger.close().await;
    let found = other.left_behind().await.unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].state, found[0].sent_at), (State::Sent, Some(Timestamp::from_millis(10))));
    assert_eq!(found[0].baseline, Baseline::of(&paid));
    assert_eq!(other.unresolved().await.unwrap(), 1);
}

#[tokio::test]
async fn evidence_is_kept_in_the_order_it_came_and_says_when_to_read_next() {
    let (_folder, ledger, paid) = with_record().await;
    let one = operation_on(&paid, 1);
    prepare(&ledger, &one).await.unwrap();
    take(&ledger, one.id, Fact::SendStarted, 10).await.unwrap();
    let lost = take(&ledger, one.id, Fact::OutcomeLost, 11).await.unwrap();
    assert_eq!(lost.lost, Some(steady(11)));
    let again = take(&ledger, one.id, Fact::Interrupted, 500).await.unwrap();
    assert_eq!(again.lost, Some(steady(11)), "it stays lost since then");
    let at = Timestamp::from_millis;
    // The clock on the wall was set back in between.
    let first = Sighting { at: at(900), steady: steady(20), evidence: Evidence::Unchanged };
    // By another program, whose clock proves nothing beside its own run: that has to be known again when it is read.
    let beside = Steady::new(Era::Program(Uuid::from_u128(8)), Duration::from_millis(41));
    let second = Sighting { at: at(41), steady: beside, evidence: Evidence::Foreign("x".to_owned()) };
    ledger.add_evidence(Uuid::from_u128(9), one.id, &first, at(40)).await.unwrap();
    let all = ledger.add_evidence(Uuid::from_u128(2), one.id, &second, at(60)).await.unwrap();
    assert_eq!(all, [first, second]);
    assert!(ledger.take_due_operations(at(59), at(100), 10).await.unwrap().is_empty());
    assert_eq!(ledger.next_due().await.unwrap(), Some(at(60)));
    assert_eq!(ledger.next_due_record().await.unwrap(), None, "a desk that only looks is not kept awake by it");
    assert_eq!(ledger.next_due_operation().await.unwrap(), Some(at(60)));
    assert_eq!(ledger.take_due_operations(at(60), at(100), 10).await.unwrap().len(), 1);
    assert!(ledger.take_due_operations(at(60), at(100), 10).await.unwrap().is_empty(), "it is taken");
    assert_eq!(ledger.next_due().await.unwrap(), Some(at(100)));
}
