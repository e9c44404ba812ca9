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
                 note, created_at, sent_at, changed_at, page, due_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, NULL, $11, NULL, NULL)",
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
        .execute(&mut *tx)
        .await;
        match inserted {
            Ok(_) => {}
            Err(sqlx::Error::Database(error)) if error.is_unique_violation() => {
                drop(tx);
                return Err(PrepareError::Unsettled(self.unresolved_of(operation).await?));
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
            let event = Event {
                at: taken.at,
                kind: EventKind::Operation,
                operation: Some(before.id),
                text: format!("{} {}: {}. {}", before.intent.word(), before.id.short(), next.word(), taken.note),
            };
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
            Evidence::Effect | Evidence::Unchanged | Evidence::Pending | Evidence::Excluded => "",
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
        let rows = sqlx::query("SELECT at, word, detail FROM evidence WHERE operation = $1 ORDER BY at, id")
            .bind(of.to_string())
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
