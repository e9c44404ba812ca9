//! Records: following them, and keeping what reads told.

use sqlx::{Sqlite, Transaction};
use uuid::Uuid;

use super::sql::{record, record_columns};
use super::{Event, Exchange, Ledger, LedgerError};
use crate::domain::{Record, RecordId, RecordKind, Timestamp};

impl Ledger {
    /// The record with this id.
    pub async fn record(&self, id: RecordId) -> Result<Option<Record>, LedgerError> {
        sqlx::query(concat!("SELECT ", record_columns!(), " FROM records WHERE id = $1"))
            .bind(id.to_string())
            .fetch_optional(&self.readers)
            .await?
            .map(|row| record(&row))
            .transpose()
    }

    /// Begins to follow a record. One that is known by its gateway id, or by its order id while it has none, keeps its
    /// id and its history; the answer is that id.
    pub async fn track(
        &self,
        new: &Record,
        due_at: Option<Timestamp>,
        event_id: Uuid,
        event: &Event,
    ) -> Result<RecordId, LedgerError> {
        let mut tx = self.writer.begin().await?;
        // By the gateway's id; or by the order id, while either of the two has no gateway id yet.
        let known: Option<(String,)> = sqlx::query_as(
            "SELECT id FROM records
             WHERE kind = $1 AND (gateway_id = $2 OR (order_id = $3 AND ($2 IS NULL OR gateway_id IS NULL)))
             ORDER BY CASE WHEN gateway_id = $2 THEN 0 ELSE 1 END, created_at DESC LIMIT 1",
        )
        .bind(new.kind.word())
        .bind(new.gateway_id.as_ref().map(ToString::to_string))
        .bind(new.order_id.as_ref().map(ToString::to_string))
        .fetch_optional(&mut *tx)
        .await?;
        if let Some((id,)) = known {
            sqlx::query("UPDATE records SET gateway_id = COALESCE(gateway_id, $2) WHERE id = $1")
                .bind(&id)
                .bind(new.gateway_id.as_ref().map(ToString::to_string))
                .execute(&mut *tx)
                .await?;
            tx.commit().await?;
            return RecordId::parse(&id).ok_or_else(|| LedgerError::unreadable("record id"));
        }
        insert(&mut tx, new, due_at).await?;
        insert_event(&mut tx, event_id, new.id, event).await?;
        tx.commit().await?;
        Ok(new.id)
    }

    /// Takes over many records in one transaction; those that are known already are an error.
    pub async fn import(&self, records: &[(Record, Option<Timestamp>)]) -> Result<(), LedgerError> {
        let mut tx = self.writer.begin().await?;
        for (new, due_at) in records {
            insert(&mut tx, new, *due_at).await?;
        }
        tx.commit().await?;
        Ok(())
    }

    /// Keeps what became of a record, with the event that tells of the change.
    pub async fn save(
        &self,
        changed: &Record,
        due_at: Option<Timestamp>,
        event: Option<(Uuid, &Event)>,
    ) -> Result<(), LedgerError> {
        let mut tx = self.writer.begin().await?;
        update(&mut tx, changed, due_at).await?;
        if let Some((id, event)) = event {
            insert_event(&mut tx, id, changed.id, event).await?;
        }
        tx.commit().await?;
        Ok(())
    }

    /// Keeps an exchange. It is masked already.
    pub async fn add_exchange(&self, of: Option<RecordId>, exchange: &Exchange) -> Result<(), LedgerError> {
        sqlx::query(
            "INSERT INTO exchanges (id, record, at, call, operation, took_ms, status, request, reply, outcome)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        )
        .bind(exchange.id.to_string())
        .bind(of.map(|id| id.to_string()))
        .bind(exchange.at.millis())
        .bind(&exchange.call)
        .bind(exchange.operation.map(|id| id.to_string()))
        .bind(i64::try_from(exchange.took_ms).unwrap_or(i64::MAX))
        .bind(exchange.status.map(i64::from))
        .bind(&exchange.request)
        .bind(&exchange.reply)
        .bind(&exchange.outcome)
        .execute(&self.writer)
        .await?;
        Ok(())
    }

    /// The records whose status is to be read by `now`, most overdue first.
    pub async fn due_records(&self, now: Timestamp, limit: u32) -> Result<Vec<Record>, LedgerError> {
        sqlx::query(concat!(
            "SELECT ",
            record_columns!(),
            " FROM records WHERE due_at IS NOT NULL AND due_at <= $1 ORDER BY due_at LIMIT $2"
        ))
        .bind(now.millis())
        .bind(i64::from(limit))
        .fetch_all(&self.readers)
        .await?
        .iter()
        .map(record)
        .collect()
    }

    /// When the next record or operation is to be read.
    pub async fn next_due(&self) -> Result<Option<Timestamp>, LedgerError> {
        let (next,): (Option<i64>,) = sqlx::query_as(
            "SELECT MIN(due_at) FROM (
                SELECT MIN(due_at) AS due_at FROM records WHERE due_at IS NOT NULL
                UNION ALL SELECT MIN(due_at) AS due_at FROM operations WHERE due_at IS NOT NULL) AS next",
        )
        .fetch_one(&self.readers)
        .await?;
        Ok(next.map(Timestamp::from_millis))
    }

    /// Puts a record's next read off, or ends its reading, without touching the record.
    pub async fn put_off_record(&self, id: RecordId, due_at: Option<Timestamp>) -> Result<(), LedgerError> {
        sqlx::query("UPDATE records SET due_at = $2 WHERE id = $1")
            .bind(id.to_string())
            .bind(due_at.map(Timestamp::millis))
            .execute(&self.writer)
            .await?;
        Ok(())
    }

    /// How many records of a kind there are.
    pub async fn total(&self, kind: RecordKind) -> Result<u64, LedgerError> {
        self.tally(kind.word()).await
    }

    pub(super) async fn tally(&self, list: &'static str) -> Result<u64, LedgerError> {
        let (total,): (i64,) =
            sqlx::query_as("SELECT total FROM tallies WHERE list = $1").bind(list).fetch_one(&self.readers).await?;
        Ok(u64::try_from(total).unwrap_or(0))
    }
}

pub(super) async fn insert(
    tx: &mut Transaction<'_, Sqlite>,
    new: &Record,
    due_at: Option<Timestamp>,
) -> Result<(), LedgerError> {
    sqlx::query(concat!(
        "INSERT INTO records (",
        record_columns!(),
        ", due_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, \
         $21, $22, $23, $24)"
    ))
    .bind(new.id.to_string())
    .bind(new.kind.word())
    .bind(new.gateway_id.as_ref().map(ToString::to_string))
    .bind(new.order_id.as_ref().map(ToString::to_string))
    .bind(new.stage.word())
    .bind(&new.word)
    .bind(new.amount.currency().code())
    .bind(new.amount.minor())
    .bind(new.cleared.minor())
    .bind(new.refunded.minor())
    .bind(i64::from(new.refund_count))
    .bind(new.failure.as_ref().map(|failure| i64::from(failure.code)))
    .bind(new.failure.as_ref().map(|failure| failure.text.clone()))
    .bind(&new.description)
    .bind(new.created_at.millis())
    .bind(new.changed_at.millis())
    .bind(new.read_at.map(Timestamp::millis))
    .bind(i64::from(new.watched))
    .bind(i64::from(new.confirmable))
    .bind(&new.page)
    .bind(&new.customer)
    .bind(new.request_id.map(|id| id.to_string()))
    .bind(facts(new))
    .bind(due_at.map(Timestamp::millis))
    .execute(&mut **tx)
    .await?;
    add_to_tally(tx, new.kind.word()).await
}

pub(super) async fn update(
    tx: &mut Transaction<'_, Sqlite>,
    changed: &Record,
    due_at: Option<Timestamp>,
) -> Result<(), LedgerError> {
    sqlx::query(
        "UPDATE records SET gateway_id = $2, order_id = $3, stage = $4, word = $5, currency = $6, amount = $7,
             cleared = $8, refunded = $9, refund_count = $10, failure_code = $11, failure_text = $12, changed_at = $13,
             read_at = $14, watched = $15, confirmable = $16, page = $17, customer = $18, request_id = $19,
             facts = $20, due_at = $21
         WHERE id = $1",
    )
    .bind(changed.id.to_string())
    .bind(changed.gateway_id.as_ref().map(ToString::to_string))
    .bind(changed.order_id.as_ref().map(ToString::to_string))
    .bind(changed.stage.word())
    .bind(&changed.word)
    .bind(changed.amount.currency().code())
    .bind(changed.amount.minor())
    .bind(changed.cleared.minor())
    .bind(changed.refunded.minor())
    .bind(i64::from(changed.refund_count))
    .bind(changed.failure.as_ref().map(|failure| i64::from(failure.code)))
    .bind(changed.failure.as_ref().map(|failure| failure.text.clone()))
    .bind(changed.changed_at.millis())
    .bind(changed.read_at.map(Timestamp::millis))
    .bind(i64::from(changed.watched))
    .bind(i64::from(changed.confirmable))
    .bind(&changed.page)
    .bind(&changed.customer)
    .bind(changed.request_id.map(|id| id.to_string()))
    .bind(facts(changed))
    .bind(due_at.map(Timestamp::millis))
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub(super) async fn insert_event(
    tx: &mut Transaction<'_, Sqlite>,
    id: Uuid,
    of: RecordId,
    event: &Event,
) -> Result<(), LedgerError> {
    sqlx::query("INSERT INTO events (id, record, at, kind, operation, text) VALUES ($1, $2, $3, $4, $5, $6)")
        .bind(id.to_string())
        .bind(of.to_string())
        .bind(event.at.millis())
        .bind(event.kind.word())
        .bind(event.operation.map(|id| id.to_string()))
        .bind(&event.text)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

pub(super) async fn add_to_tally(tx: &mut Transaction<'_, Sqlite>, list: &'static str) -> Result<(), LedgerError> {
    sqlx::query("UPDATE tallies SET total = total + 1 WHERE list = $1").bind(list).execute(&mut **tx).await?;
    Ok(())
}

fn facts(of: &Record) -> String {
    // Pairs of strings always serialise.
    serde_json::to_string(&of.facts).unwrap_or_default()
}
