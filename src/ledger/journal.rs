//! The journal: an intent is durable before its first byte is sent, and every step is a compare-and-swap.

use sqlx::Row as _;
use uuid::Uuid;

use super::records::{add_to_tally, insert, insert_event, update};
use super::sql::{operation, operation_select, write_baseline};
use super::{Event, EventKind, Ledger, LedgerError, Operation};
use crate::domain::operation::{Fact, IllegalStep, step};
use crate::domain::verdict::Evidence;
use crate::domain::{OperationId, Record, State, Timestamp};

/// An operation that is to be journalled.
#[derive(Debug, Clone)]
pub struct NewOperation<'a> {
    /// The operation, in [`State::Prepared`].
    pub operation: &'a Operation,
    /// SHA-256 of the body that will be sent, in hexadecimal.
    pub payload_hash: &'a str,
    /// The record that a creation makes, in the same transaction.
    pub new_record: Option<&'a Record>,
    /// The id of the timeline's event.
    pub event_id: Uuid,
}

/// Why an intent was not journalled. Nothing may be sent.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PrepareError {
    /// Another operation on the record has no final state yet.
    #[error("operation {} on this record is not settled", .0.map_or_else(|| "of another desk".to_owned(), OperationId::short))]
    Unsettled(Option<OperationId>),
    /// The order number was created here before, or is being created.
    #[error("the order number is in use here already")]
    OrderTaken,
    /// The database failed.
    #[error("{0}")]
    Ledger(#[from] LedgerError),
}

/// One step of an operation, with everything that changes in the same transaction.
#[derive(Debug, Clone)]
pub struct Step<'a> {
    /// Which operation.
    pub operation: OperationId,
    /// What happened.
    pub fact: Fact,
    /// When.
    pub at: Timestamp,
    /// Why it stands where it now stands, in one line.
    pub note: &'a str,
    /// A page of the payer that came with the reply.
    pub page: Option<&'a str>,
    /// When to read for it next.
    pub due_at: Option<Timestamp>,
    /// The record as it is after this step, and when to read it next; `None` leaves it as it is.
    pub record: Option<(&'a Record, Option<Timestamp>)>,
    /// The id of the timeline's event.
    pub event_id: Uuid,
}

/// Why a step was not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StepError {
    /// The machine has no such edge from the state that the operation is in.
    #[error("{0}")]
    Illegal(#[from] IllegalStep),
    /// There is no such operation.
    #[error("the operation is not in the ledger")]
    Missing,
    /// The database failed.
    #[error("{0}")]
    Ledger(#[from] LedgerError),
}

impl std::convert::From<sqlx::Error> for PrepareError {
    fn from(error: sqlx::Error) -> Self {
        Self::Ledger(error.into())
    }
}

impl std::convert::From<sqlx::Error> for StepError {
    fn from(error: sqlx::Error) -> Self {
        Self::Ledger(error.into())
    }
}

impl Ledger {
    /// Commits an intent as Prepared. When this returns, it is on the disk.
    pub async fn prepare(&self, new: NewOperation<'_>) -> Result<(), PrepareError> {
        let operation = new.operation;
        let mut tx = self.writer.begin().await?;
        if let Some(record) = new.new_record {
            insert(&mut tx, record, None).await?;
        }
        let inserted = sqlx::query(
            "INSERT INTO operations (id, record, intent, currency, amount, request_id, payload_hash, baseline, state,
                 note, created_at, sent_at, changed_at, page, due_at, creates)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, NULL, $11, NULL, NULL, $12)",
        )
        .bind(operation.id.to_string())
        .bind(operation.record.to_string())
        .bind(operation.intent.word())
        .bind(operation.amount.map(|amount| amount.currency().code()))
        .bind(operation.amount.map(crate::domain::Money::minor))
        .bind(operation.request_id.to_string())
        .bind(new.payload_hash)
        .bind(write_baseline(&operation.baseline))
        .bind(operation.state.word())
        .bind(&operation.note)
        .bind(operation.created_at.millis())
        .bind(new.new_record.and_then(creates))
        .execute(&mut *tx)
        .await;
        match inserted {
            Ok(_) => {}
            Err(sqlx::Error::Database(error)) if error.is_unique_violation() => {
                drop(tx);
                let other = self.unresolved_of(operation).await?;
                return Err(if new.new_record.is_some() && other.is_none() {
                    PrepareError::OrderTaken
                } else {
                    PrepareError::Unsettled(other)
                });
            }
            Err(error) => return Err(error.into()),
        }
        add_to_tally(&mut tx, "operation").await?;
        let event = Event {
            at: operation.created_at,
            kind: EventKind::Operation,
            operation: Some(operation.id),
            text: format!("{} {}: prepared", operation.intent.word(), operation.id.short()),
        };
        insert_event(&mut tx, new.event_id, operation.record, &event).await?;
        tx.commit().await?;
        Ok(())
    }

    async fn unresolved_of(&self, operation: &Operation) -> Result<Option<OperationId>, LedgerError> {
        let row: Option<(String,)> = sqlx::query_as(
            "SELECT id FROM operations WHERE record = $1
             AND state IN ('awaiting approval', 'prepared', 'sent', 'unknown', 'escalated') LIMIT 1",
        )
        .bind(operation.record.to_string())
        .fetch_optional(&self.readers)
        .await?;
        Ok(row.and_then(|(id,)| OperationId::parse(&id)))
    }

    /// Takes one step: reads the state, asks the state machine, writes the next state only if nobody else moved it.
    /// When this returns, the step is on the disk.
    pub async fn step(&self, taken: Step<'_>) -> Result<Operation, StepError> {
        let mut tx = self.writer.begin().await?;
        let row = sqlx::query(operation_select!("WHERE o.id = $1"))
            .bind(taken.operation.to_string())
            .fetch_optional(&mut *tx)
            .await?
            .ok_or(StepError::Missing)?;
        let before = operation(&row)?;
        let next = step(before.state, taken.fact)?;
        let sent_at = if next == State::Sent { Some(taken.at) } else { before.sent_at };
        let page = taken.page.map(ToOwned::to_owned).or(before.page.clone());
        let moved = sqlx::query(
            "UPDATE operations SET state = $3, note = $4, changed_at = $5, sent_at = $6, page = $7, due_at = $8
             WHERE id = $1 AND state = $2",
        )
        .bind(taken.operation.to_string())
        .bind(before.state.word())
        .bind(next.word())
        .bind(taken.note)
        .bind(taken.at.millis())
        .bind(sent_at.map(Timestamp::millis))
        .bind(&page)
        .bind(taken.due_at.filter(|_| next == State::Unknown).map(Timestamp::millis))
        .execute(&mut *tx)
        .await?;
        if moved.rows_affected() != 1 {
            return Err(IllegalStep { from: before.state, fact: taken.fact }.into());
        }
        if next != before.state {
            let mut text = format!("{} {}: {}", before.intent.word(), before.id.short(), next.word());
            if !taken.note.is_empty() {
                text.push_str(" · ");
                text.push_str(taken.note);
            }
            let event = Event { at: taken.at, kind: EventKind::Operation, operation: Some(before.id), text };
            insert_event(&mut tx, taken.event_id, before.record, &event).await?;
        }
        if let Some((record, due_at)) = taken.record {
            update(&mut tx, record, due_at).await?;
        }
        tx.commit().await?;
        Ok(Operation { state: next, note: taken.note.to_owned(), changed_at: taken.at, sent_at, page, ..before })
    }

    /// Keeps one read that was made for an operation and says when the next one is due; answers with all of them,
    /// oldest first.
    pub async fn add_evidence(
        &self,
        id: Uuid,
        of: OperationId,
        at: Timestamp,
        evidence: &Evidence,
        due_at: Timestamp,
    ) -> Result<Vec<(Timestamp, Evidence)>, LedgerError> {
        let detail = match evidence {
            Evidence::Foreign(what) => what.as_str(),
            Evidence::Effect | Evidence::Unchanged | Evidence::Pending | Evidence::Excluded | Evidence::Claimed => "",
        };
        let mut tx = self.writer.begin().await?;
        sqlx::query("INSERT INTO evidence (id, operation, at, word, detail) VALUES ($1, $2, $3, $4, $5)")
            .bind(id.to_string())
            .bind(of.to_string())
            .bind(at.millis())
            .bind(evidence.word())
            .bind(detail)
            .execute(&mut *tx)
            .await?;
        sqlx::query("UPDATE operations SET due_at = $2 WHERE id = $1 AND state = 'unknown'")
            .bind(of.to_string())
            .bind(due_at.millis())
            .execute(&mut *tx)
            .await?;
        // The new read is the last one, even if the clock was set back in between.
        let rows = sqlx::query(
            "SELECT at, word, detail FROM evidence WHERE operation = $1
             ORDER BY CASE WHEN id = $2 THEN 1 ELSE 0 END, at, id",
        )
        .bind(of.to_string())
        .bind(id.to_string())
        .fetch_all(&mut *tx)
        .await?;
        tx.commit().await?;
        rows.iter()
            .map(|row| {
                let detail: String = row.try_get("detail")?;
                let evidence = match row.try_get::<String, _>("word")?.as_str() {
                    "effect" => Evidence::Effect,
                    "unchanged" => Evidence::Unchanged,
                    "pending" => Evidence::Pending,
                    "excluded" => Evidence::Excluded,
                    "foreign" => Evidence::Foreign(detail),
                    "claimed" => Evidence::Claimed,
                    _ => return Err(LedgerError::unreadable("evidence")),
                };
                Ok((Timestamp::from_millis(row.try_get("at")?), evidence))
            })
            .collect()
    }

    /// Puts the next read for an operation off, after a read that told nothing.
    pub async fn put_off(&self, of: OperationId, due_at: Timestamp) -> Result<(), LedgerError> {
        sqlx::query("UPDATE operations SET due_at = $2 WHERE id = $1 AND state = 'unknown'")
            .bind(of.to_string())
            .bind(due_at.millis())
            .execute(&self.writer)
            .await?;
        Ok(())
    }

    /// Operations that were under way when the program last ended.
    pub async fn interrupted(&self) -> Result<Vec<Operation>, LedgerError> {
        sqlx::query(operation_select!("WHERE o.state IN ('prepared', 'sent', 'unknown') ORDER BY o.created_at, o.id"))
            .fetch_all(&self.readers)
            .await?
            .iter()
            .map(operation)
            .collect()
    }

    /// Unknown operations whose next read is due.
    pub async fn due_operations(&self, now: Timestamp, limit: u32) -> Result<Vec<Operation>, LedgerError> {
        sqlx::query(operation_select!("WHERE o.due_at IS NOT NULL AND o.due_at <= $1 ORDER BY o.due_at LIMIT $2"))
            .bind(now.millis())
            .bind(i64::from(limit))
            .fetch_all(&self.readers)
            .await?
            .iter()
            .map(operation)
            .collect()
    }

    /// How many operations are unresolved.
    pub async fn unresolved(&self) -> Result<u64, LedgerError> {
        let (count,): (i64,) = sqlx::query_as(
            "SELECT COUNT(*) FROM operations
             WHERE state IN ('awaiting approval', 'prepared', 'sent', 'unknown', 'escalated')",
        )
        .fetch_one(&self.readers)
        .await?;
        Ok(u64::try_from(count).unwrap_or(0))
    }
}

/// What a creation is told apart by.
fn creates(record: &Record) -> Option<String> {
    record.order_id.as_ref().map(|order| format!("{} {order}", record.kind.word()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::reading::Baseline;
    use crate::domain::record::tests_support::record;
    use crate::domain::{IntentKind, RecordKind, RequestId, Stage};

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
        }
    }

    async fn prepare(ledger: &Ledger, operation: &Operation) -> Result<(), PrepareError> {
        let event_id = Uuid::from_u128(operation.id.uuid().as_u128() + 5_000);
        ledger.prepare(NewOperation { operation, payload_hash: "00", new_record: None, event_id }).await
    }

    async fn take(ledger: &Ledger, operation: OperationId, fact: Fact, at: i64) -> Result<Operation, StepError> {
        ledger
            .step(Step {
                operation,
                fact,
                at: Timestamp::from_millis(at),
                note: "because",
                page: None,
                due_at: Some(Timestamp::from_millis(at + 1)),
                record: None,
                event_id: Uuid::from_u128(u128::from(at.unsigned_abs()) + 90_000),
            })
            .await
    }

    async fn with_record() -> (tempfile::TempDir, Ledger, Record) {
        let folder = tempfile::tempdir().unwrap();
        let ledger = Ledger::open(&folder.path().join("test.db")).await.unwrap();
        let paid = record(RecordKind::Payment, Stage::Cleared, 10_000);
        ledger.import(&[(paid.clone(), None)]).await.unwrap();
        (folder, ledger, paid)
    }

    #[tokio::test]
    async fn the_database_refuses_a_second_unresolved_operation_on_a_record() {
        let (_folder, ledger, paid) = with_record().await;
        let (first, second) = (operation_on(&paid, 1), operation_on(&paid, 2));
        prepare(&ledger, &first).await.unwrap();
        assert_eq!(prepare(&ledger, &second).await, Err(PrepareError::Unsettled(Some(first.id))));
        assert_eq!(ledger.operations(crate::ledger::From::Newest, 10).await.unwrap().total, 1);
        take(&ledger, first.id, Fact::SendStarted, 10).await.unwrap();
        take(&ledger, first.id, Fact::OutcomeLost, 11).await.unwrap();
        assert!(prepare(&ledger, &second).await.is_err(), "unknown still bars it");
        take(&ledger, first.id, Fact::EffectSeen, 12).await.unwrap();
        prepare(&ledger, &second).await.unwrap();
    }

    #[tokio::test]
    async fn two_that_prepare_at_the_same_time_get_one_journal_row() {
        let (_folder, ledger, paid) = with_record().await;
        let operations: Vec<_> = (1..=8).map(|number| operation_on(&paid, number)).collect();
        let results = futures::future::join_all(operations.iter().map(|one| prepare(&ledger, one))).await;
        assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 1);
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
    async fn what_was_under_way_is_found_when_the_file_is_opened_again() {
        let (folder, ledger, paid) = with_record().await;
        let one = operation_on(&paid, 1);
        prepare(&ledger, &one).await.unwrap();
        take(&ledger, one.id, Fact::SendStarted, 10).await.unwrap();
        ledger.close().await;
        let ledger = Ledger::open(&folder.path().join("test.db")).await.unwrap();
        let found = ledger.interrupted().await.unwrap();
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].state, found[0].sent_at), (State::Sent, Some(Timestamp::from_millis(10))));
        assert_eq!(found[0].baseline, Baseline::of(&paid));
        assert_eq!(ledger.unresolved().await.unwrap(), 1);
    }

    #[tokio::test]
    async fn evidence_is_kept_in_order_and_says_when_to_read_next() {
        let (_folder, ledger, paid) = with_record().await;
        let one = operation_on(&paid, 1);
        prepare(&ledger, &one).await.unwrap();
        take(&ledger, one.id, Fact::SendStarted, 10).await.unwrap();
        take(&ledger, one.id, Fact::OutcomeLost, 11).await.unwrap();
        let at = Timestamp::from_millis;
        ledger.add_evidence(Uuid::from_u128(1), one.id, at(20), &Evidence::Unchanged, at(40)).await.unwrap();
        let all = ledger
            .add_evidence(Uuid::from_u128(2), one.id, at(41), &Evidence::Foreign("x".to_owned()), at(60))
            .await
            .unwrap();
        assert_eq!(all, [(at(20), Evidence::Unchanged), (at(41), Evidence::Foreign("x".to_owned()))]);
        assert!(ledger.due_operations(at(59), 10).await.unwrap().is_empty());
        assert_eq!(ledger.due_operations(at(60), 10).await.unwrap().len(), 1);
        assert_eq!(ledger.next_due().await.unwrap(), Some(at(60)));
    }
}
