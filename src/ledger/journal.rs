//! The journal: an intent is durable before its first byte is sent, and every step is a compare-and-swap.

use sqlx::{Connection as _, Sqlite, Transaction};
use uuid::Uuid;

use super::connections::Kept;
use super::proofs::insert_sighting;
use super::records::{Version, add_to_tally, fetch, insert_event, insert_exchange, next_version};
use super::rewrite::{insert, update};
use super::sql::{operation, operation_select, same_payment, steady_millis, write_baseline};
use super::{BEGIN, Event, EventKind, Exchange, Ledger, LedgerError, Operation};
use crate::domain::guard::Refusal;
use crate::domain::operation::{Fact, IllegalStep, step};
use crate::domain::verdict::Sighting;
use crate::domain::{Money, MoneyLimits, OperationId, Record, State, Steady, Timestamp};

/// An operation that is to be journalled.
#[derive(Debug, Clone)]
pub struct NewOperation<'a> {
    /// The operation, in [`State::Prepared`].
    pub operation: &'a Operation,
    /// SHA-256 of the body that will be sent, in hexadecimal.
    pub payload_hash: &'a str,
    /// What it acts on.
    pub on: On<'a>,
    /// What it moves, what may be moved, and since when today is; `None` when it moves nothing.
    pub spends: Option<Spends>,
    /// The id of the timeline's event.
    pub event_id: Uuid,
}

/// What an operation acts on.
#[derive(Debug, Clone, Copy)]
pub enum On<'a> {
    /// A record that it makes, in the same transaction.
    New(&'a Record),
    /// A record that is there, in the version that the guard saw.
    Seen(Version),
}

/// An operation that moves money, held against the limits in the transaction that journals it.
#[derive(Debug, Clone, Copy)]
pub struct Spends {
    /// How much.
    pub money: Money,
    /// What the profile lets through.
    pub limits: MoneyLimits,
    /// When the day began at the merchant's.
    pub since: Timestamp,
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
    /// The record is not what the guard saw: another desk, or another read, was faster.
    #[error("the record changed at the last moment")]
    Changed,
    /// It is more than the profile lets through.
    #[error("{0}")]
    Limited(Refusal),
    /// The database failed.
    #[error("{0}")]
    Ledger(#[from] LedgerError),
}

/// One step of an operation, with everything that changes in the same transaction.
#[derive(Clone, Copy)]
pub struct Step<'a> {
    /// Which operation.
    pub operation: OperationId,
    /// What happened.
    pub fact: Fact,
    /// When.
    pub at: Timestamp,
    /// When, by a clock that nobody can set.
    pub steady: Steady,
    /// Why it stands where it now stands, in one line.
    pub note: &'a str,
    /// A page of the payer that came with the reply.
    pub page: Option<&'a str>,
    /// When to read for it next.
    pub due_at: Option<Timestamp>,
    /// What it does to its record, as that then stands; `None` leaves it as it is.
    pub change: Option<&'a (dyn Fn(&mut Record) -> Touch + Sync)>,
    /// The exchange that brought the fact.
    pub exchange: Option<&'a Exchange>,
    /// What the reply itself said about the outcome, as the first of the reads for it: its id, and what it said.
    pub claim: Option<(Uuid, &'a Sighting)>,
    /// The id of the timeline's event.
    pub event_id: Uuid,
}

/// What a step says after it changed the record.
#[derive(Debug, Clone, Default)]
pub struct Touch {
    /// When the record is to be read next.
    pub due_at: Option<Timestamp>,
    /// A note instead of the step's own.
    pub note: Option<&'static str>,
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
        self.pace(Box::pin(async {
            let operation = new.operation;
            let mut writer = self.writer.lock().await;
            let mut tx = writer.keep(Kept::OnDisk).await?.begin_with(BEGIN).await?;
            let unsettled = unresolved_of(&mut tx, operation).await?;
            if unsettled.is_some() {
                return Err(PrepareError::Unsettled(unsettled));
            }
            let mut creates = None;
            match new.on {
                On::New(record) => {
                    insert(&mut tx, record, None).await?;
                    creates = record.order_id.as_ref().map(|order| format!("{} {order}", record.kind.word()));
                }
                On::Seen(version) => {
                    let stands = fetch(&mut tx, operation.record).await?;
                    if stands.is_none_or(|(_, stands)| stands != version) {
                        return Err(PrepareError::Changed);
                    }
                }
            }
            let moves = match new.spends {
                None => 0,
                Some(spends) => {
                    let spent = spent(&mut tx, spends).await?;
                    spends.limits.check(spends.money, spent).map_err(PrepareError::Limited)?;
                    spends.money.minor()
                }
            };
            let inserted = sqlx::query(
                "INSERT INTO operations (id, record, intent, currency, amount, request_id, payload_hash, baseline,
                     state, note, created_at, sent_at, changed_at, page, due_at, creates, desk, moves)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, NULL, $11, NULL, NULL, $12, $13, $14)",
            )
            .bind(operation.id.to_string())
            .bind(operation.record.to_string())
            .bind(operation.intent.word())
            .bind(operation.amount.or(new.spends.map(|spends| spends.money)).map(|amount| amount.currency().code()))
            .bind(operation.amount.map(Money::minor))
            .bind(operation.request_id.to_string())
            .bind(new.payload_hash)
            .bind(write_baseline(&operation.baseline))
            .bind(operation.state.word())
            .bind(&operation.note)
            .bind(operation.created_at.millis())
            .bind(creates)
            .bind(self.desks.me.to_string())
            .bind(moves)
            .execute(&mut *tx)
            .await;
            match inserted {
                Ok(_) => {}
                // The order was created here before. An unsettled operation was looked for already.
                Err(sqlx::Error::Database(error)) if error.is_unique_violation() => {
                    return Err(match new.on {
                        On::New(_) => PrepareError::OrderTaken,
                        On::Seen(_) => PrepareError::Unsettled(None),
                    });
                }
                Err(error) => return Err(error.into()),
            }
            add_to_tally(&mut tx, "operation", 1).await?;
            next_version(&mut tx, operation.record).await?;
            self.write_line(&mut tx, operation, Fact::Journalled, operation.state, operation.created_at, "").await?;
            let event = Event {
                at: operation.created_at,
                kind: EventKind::Operation,
                operation: Some(operation.id),
                text: format!("{} {}: prepared", operation.intent.word(), operation.id.short()),
            };
            insert_event(&mut tx, new.event_id, operation.record, &event).await?;
            Ok(self.commit(tx, "prepared", Kept::OnDisk).await?)
        }))
        .await
    }

    /// Takes one step: reads the state, asks the state machine, writes the next state only if nobody else moved it.
    /// When this returns, a step that ends the operation is on the disk.
    pub async fn step(&self, taken: Step<'_>) -> Result<Operation, StepError> {
        self.pace(Box::pin(async {
            let mut writer = self.writer.lock().await;
            let kept = match taken.fact {
                // What is lost with the power is found as prepared or sent, and is read for.
                Fact::SendStarted | Fact::OutcomeLost | Fact::Interrupted => Kept::ByTheSystem,
                Fact::ApprovalAsked
                | Fact::Approved
                | Fact::Withdrawn
                | Fact::Journalled
                | Fact::NeverSent
                | Fact::Accepted
                | Fact::Refused
                | Fact::EffectSeen
                | Fact::NoEffectProven
                | Fact::ForeignChange
                | Fact::DecidedApplied
                | Fact::DecidedNotApplied => Kept::OnDisk,
            };
            let mut tx = writer.keep(kept).await?.begin_with(BEGIN).await?;
            let row = sqlx::query(operation_select!("WHERE o.id = $1"))
                .bind(taken.operation.to_string())
                .fetch_optional(&mut *tx)
                .await?
                .ok_or(StepError::Missing)?;
            let before = operation(&row)?;
            let next = step(before.state, taken.fact)?;
            let touch = match taken.change {
                None => Touch::default(),
                Some(change) => {
                    let (stood, _) = fetch(&mut tx, before.record).await?.ok_or(StepError::Missing)?;
                    let mut record = stood.clone();
                    let touch = change(&mut record);
                    update(&mut tx, &stood, &record, touch.due_at).await?;
                    touch
                }
            };
            let after = Operation {
                state: next,
                note: touch.note.unwrap_or(taken.note).to_owned(),
                changed_at: taken.at,
                sent_at: if next == State::Sent { Some(taken.at) } else { before.sent_at },
                page: taken.page.map(ToOwned::to_owned).or(before.page.clone()),
                // Once lost it stays lost since then, however often that is said again.
                lost: before.lost.or((next == State::Unknown).then_some(taken.steady)),
                ..before.clone()
            };
            write(&mut tx, &before, &after, taken.due_at, taken.steady).await?;
            if let Some(exchange) = taken.exchange {
                insert_exchange(&mut tx, Some(before.record), exchange).await?;
            }
            if let Some((id, claim)) = taken.claim {
                insert_sighting(&mut tx, id, before.id, claim).await?;
            }
            next_version(&mut tx, before.record).await?;
            self.write_line(&mut tx, &after, taken.fact, next, taken.at, &after.note).await?;
            if next != before.state {
                let mut text = format!("{} {}: {}", before.intent.word(), before.id.short(), next.word());
                if !after.note.is_empty() {
                    text.push_str(" · ");
                    text.push_str(&after.note);
                }
                let event = Event { at: taken.at, kind: EventKind::Operation, operation: Some(before.id), text };
                insert_event(&mut tx, taken.event_id, before.record, &event).await?;
            }
            self.commit(tx, next.word(), kept).await?;
            Ok(after)
        }))
        .await
    }

    /// Adds a line to the journal.
    async fn write_line(
        &self,
        tx: &mut Transaction<'_, Sqlite>,
        of: &Operation,
        fact: Fact,
        state: State,
        at: Timestamp,
        note: &str,
    ) -> Result<(), LedgerError> {
        sqlx::query(
            "INSERT INTO journal (operation, step, at, desk, fact, state, note)
             SELECT $1, COUNT(*), $2, $3, $4, $5, $6 FROM journal WHERE operation = $1",
        )
        .bind(of.id.to_string())
        .bind(at.millis())
        .bind(self.desks.me.to_string())
        .bind(fact.word())
        .bind(state.word())
        .bind(note)
        .execute(&mut **tx)
        .await?;
        Ok(())
    }
}

/// Moves an operation on, if it still stands where it stood.
async fn write(
    tx: &mut Transaction<'_, Sqlite>,
    before: &Operation,
    after: &Operation,
    due_at: Option<Timestamp>,
    steady: Steady,
) -> Result<(), LedgerError> {
    let ended = after.state.is_final().then_some(steady);
    let moved = sqlx::query(
        "UPDATE operations SET state = $3, note = $4, changed_at = $5, sent_at = $6, page = $7, due_at = $8,
             lost_era = $9, lost_ms = $10, ended_era = $11, ended_ms = $12
         WHERE id = $1 AND state = $2",
    )
    .bind(after.id.to_string())
    .bind(before.state.word())
    .bind(after.state.word())
    .bind(&after.note)
    .bind(after.changed_at.millis())
    .bind(after.sent_at.map(Timestamp::millis))
    .bind(&after.page)
    .bind(due_at.filter(|_| after.state == State::Unknown).map(Timestamp::millis))
    .bind(after.lost.map(|lost| lost.era().to_string()))
    .bind(after.lost.map(steady_millis))
    .bind(ended.map(|ended| ended.era().to_string()))
    .bind(ended.map(steady_millis))
    .execute(&mut **tx)
    .await?;
    // The write lock was held since the state was read.
    if moved.rows_affected() == 1 {
        Ok(())
    } else {
        Err(LedgerError("an operation moved while it was locked".to_owned()))
    }
}

/// The operation that bars this one.
async fn unresolved_of(
    tx: &mut Transaction<'_, Sqlite>,
    operation: &Operation,
) -> Result<Option<OperationId>, LedgerError> {
    let row: Option<(String,)> = sqlx::query_as(concat!(
        "SELECT id FROM operations WHERE record IN ",
        same_payment!(),
        " AND state IN ('awaiting approval', 'prepared', 'sent', 'unknown', 'escalated') LIMIT 1"
    ))
    .bind(operation.record.to_string())
    .fetch_optional(&mut **tx)
    .await?;
    row.map(|(id,)| OperationId::parse(&id).ok_or_else(|| LedgerError::unreadable("operation id"))).transpose()
}

/// What was, or may have been, moved since the day began.
async fn spent(tx: &mut Transaction<'_, Sqlite>, spends: Spends) -> Result<i64, LedgerError> {
    let (spent,): (i64,) = sqlx::query_as(
        "SELECT COALESCE(SUM(moves), 0) FROM operations
         WHERE created_at >= $1 AND currency = $2 AND state NOT IN ('rejected', 'not applied')",
    )
    .bind(spends.since.millis())
    .bind(spends.money.currency().code())
    .fetch_one(&mut **tx)
    .await?;
    Ok(spent)
}

#[cfg(test)]
#[path = "journal_tests.rs"]
mod tests;
