//! Records: following them, and keeping what reads told.

use sqlx::{Connection as _, Row as _, Sqlite, SqliteConnection, Transaction};
use uuid::Uuid;

use super::connections::Kept;
use super::rewrite::{insert, update};
use super::sql::{record, record_columns, same_payment};
use super::{BEGIN, Event, Exchange, Ledger, LedgerError};
use crate::domain::{GatewayId, OrderId, Record, RecordId, RecordKind, Timestamp};

/// Counts what mattered to a record's operations. What was decided on one version is not sent on another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Version(pub(super) i64);

/// What a change of a record brings with it.
#[derive(Debug, Default)]
pub struct Amendment {
    /// When it is to be read next.
    pub due_at: Option<Timestamp>,
    /// What its timeline tells of the change. A change with an event makes a new version.
    pub event: Option<(Uuid, Event)>,
}

impl Ledger {
    /// The record with this id.
    pub async fn record(&self, id: RecordId) -> Result<Option<Record>, LedgerError> {
        Ok(self.versioned(id).await?.map(|(record, _)| record))
    }

    /// The record with this id, and its version.
    pub async fn versioned(&self, id: RecordId) -> Result<Option<(Record, Version)>, LedgerError> {
        self.pace(Box::pin(async { fetch(self.readers.lend().await?.get()?, id).await })).await
    }

    /// The records of a kind with this gateway id, or else with this order number, newest first, at most `limit`.
    /// Several may have one order number: a payer tried again.
    pub async fn find(
        &self,
        kind: RecordKind,
        gateway_id: Option<&GatewayId>,
        order_id: Option<&OrderId>,
        limit: u32,
    ) -> Result<Vec<Record>, LedgerError> {
        self.pace(Box::pin(async {
            sqlx::query(concat!(
                "SELECT ",
                record_columns!(),
                " FROM records WHERE kind = $1 AND (gateway_id = $2 OR ($2 IS NULL AND order_key = lower($3) AND order_id = $3))
                 ORDER BY created_at DESC, id DESC LIMIT $4"
            ))
            .bind(kind.word())
            .bind(gateway_id.map(GatewayId::as_str))
            .bind(order_id.map(OrderId::as_str))
            .bind(i64::from(limit))
            .fetch_all(self.readers.lend().await?.get()?)
            .await?
            .iter()
            .map(record)
            .collect()
        }))
        .await
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
        self.pace(Box::pin(async {
            let mut writer = self.writer.lock().await;
            let mut tx = writer.keep(Kept::OnDisk).await?.begin_with(BEGIN).await?;
            // By the gateway's id; or by the order id, while either of the two has no gateway id yet.
            let known: Option<(String,)> = sqlx::query_as(
                "SELECT id FROM records
                 WHERE kind = $1 AND (gateway_id = $2
                     OR (order_key = lower($3) AND order_id = $3 AND ($2 IS NULL OR gateway_id IS NULL)))
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
                self.commit(tx, "track", Kept::OnDisk).await?;
                return RecordId::parse(&id).ok_or_else(|| LedgerError::unreadable("record id"));
            }
            insert(&mut tx, new, due_at).await?;
            insert_event(&mut tx, event_id, new.id, event).await?;
            self.commit(tx, "track", Kept::OnDisk).await?;
            Ok(new.id)
        }))
        .await
    }

    /// Changes a record as it stands now, within one transaction. With `seen`, only that version of it is changed.
    /// Answers with the record as it then is; `None` when there is none, or it is of another version.
    pub async fn amend(
        &self,
        id: RecordId,
        seen: Option<Version>,
        change: impl FnOnce(&mut Record) -> Amendment + Send,
    ) -> Result<Option<(Record, Version)>, LedgerError> {
        self.pace(Box::pin(async {
            let mut writer = self.writer.lock().await;
            let mut tx = writer.keep(Kept::ByTheSystem).await?.begin_with(BEGIN).await?;
            let Some((before, version)) = fetch(&mut tx, id).await? else { return Ok(None) };
            if seen.is_some_and(|seen| seen != version) {
                return Ok(None);
            }
            let mut record = before.clone();
            let Amendment { due_at, event } = change(&mut record);
            update(&mut tx, &before, &record, due_at).await?;
            if let Some((event_id, event)) = event {
                insert_event(&mut tx, event_id, id, &event).await?;
                next_version(&mut tx, id).await?;
            }
            // As it now stands: a gateway id that another record has is not taken over.
            let kept = fetch(&mut tx, id).await?;
            self.commit(tx, "record", Kept::ByTheSystem).await?;
            Ok(kept)
        }))
        .await
    }

    /// Keeps an exchange. It is masked already.
    pub async fn add_exchange(&self, of: Option<RecordId>, exchange: &Exchange) -> Result<(), LedgerError> {
        self.pace(Box::pin(async {
            let mut writer = self.writer.lock().await;
            let mut tx = writer.keep(Kept::ByTheSystem).await?.begin_with(BEGIN).await?;
            insert_exchange(&mut tx, of, exchange).await?;
            self.commit(tx, "exchange", Kept::ByTheSystem).await
        }))
        .await
    }

    /// The records whose status is to be read by `now`, most overdue first. They are put off until `lease`, so that no
    /// other desk reads them as well.
    pub async fn take_due_records(
        &self,
        now: Timestamp,
        lease: Timestamp,
        limit: u32,
    ) -> Result<Vec<RecordId>, LedgerError> {
        self.pace(Box::pin(async {
            let due: Option<(String,)> =
                sqlx::query_as("SELECT id FROM records WHERE due_at IS NOT NULL AND due_at <= $1 LIMIT 1")
                    .bind(now.millis())
                    .fetch_optional(self.readers.lend().await?.get()?)
                    .await?;
            if due.is_none() {
                return Ok(Vec::new());
            }
            let mut writer = self.writer.lock().await;
            let mut tx = writer.keep(Kept::ByTheSystem).await?.begin_with(BEGIN).await?;
            let rows: Vec<(String,)> = sqlx::query_as(
                "SELECT id FROM records WHERE due_at IS NOT NULL AND due_at <= $1 ORDER BY due_at, id LIMIT $2",
            )
            .bind(now.millis())
            .bind(i64::from(limit))
            .fetch_all(&mut *tx)
            .await?;
            for (id,) in &rows {
                sqlx::query("UPDATE records SET due_at = $2 WHERE id = $1")
                    .bind(id)
                    .bind(lease.millis())
                    .execute(&mut *tx)
                    .await?;
            }
            self.commit(tx, "due", Kept::ByTheSystem).await?;
            rows.into_iter()
                .map(|(id,)| RecordId::parse(&id).ok_or_else(|| LedgerError::unreadable("record id")))
                .collect()
        }))
        .await
    }

    /// When the next record or operation is to be read.
    pub async fn next_due(&self) -> Result<Option<Timestamp>, LedgerError> {
        self.pace(Box::pin(async {
            let (next,): (Option<i64>,) = sqlx::query_as(
                "SELECT MIN(due_at) FROM (
                    SELECT MIN(due_at) AS due_at FROM records WHERE due_at IS NOT NULL
                    UNION ALL SELECT MIN(due_at) AS due_at FROM operations WHERE due_at IS NOT NULL) AS next",
            )
            .fetch_one(self.readers.lend().await?.get()?)
            .await?;
            Ok(next.map(Timestamp::from_millis))
        }))
        .await
    }

    /// When the next operation is to be read for.
    pub async fn next_due_operation(&self) -> Result<Option<Timestamp>, LedgerError> {
        self.pace(Box::pin(async {
            let next = "SELECT MIN(due_at) FROM operations WHERE due_at IS NOT NULL";
            let (next,): (Option<i64>,) = sqlx::query_as(next).fetch_one(self.readers.lend().await?.get()?).await?;
            Ok(next.map(Timestamp::from_millis))
        }))
        .await
    }

    /// When the next record is to be read.
    pub async fn next_due_record(&self) -> Result<Option<Timestamp>, LedgerError> {
        self.pace(Box::pin(async {
            let (next,): (Option<i64>,) = sqlx::query_as("SELECT MIN(due_at) FROM records WHERE due_at IS NOT NULL")
                .fetch_one(self.readers.lend().await?.get()?)
                .await?;
            Ok(next.map(Timestamp::from_millis))
        }))
        .await
    }

    /// Makes due what the clock, since it was set, says is due too late: nothing waits longer than `longest`.
    pub async fn hasten(&self, now: Timestamp, longest: std::time::Duration) -> Result<(), LedgerError> {
        self.pace(Box::pin(async {
            let mut writer = self.writer.lock().await;
            let mut tx = writer.keep(Kept::ByTheSystem).await?.begin_with(BEGIN).await?;
            for text in [
                "UPDATE records SET due_at = $1 WHERE due_at > $2",
                "UPDATE operations SET due_at = $1 WHERE due_at > $2",
            ] {
                sqlx::query(text).bind(now.millis()).bind(now.plus(longest).millis()).execute(&mut *tx).await?;
            }
            self.commit(tx, "due", Kept::ByTheSystem).await
        }))
        .await
    }

    /// Puts a record's next read off, or ends its reading, without touching the record.
    pub async fn put_off_record(&self, id: RecordId, due_at: Option<Timestamp>) -> Result<(), LedgerError> {
        self.pace(Box::pin(async {
            let mut writer = self.writer.lock().await;
            let mut tx = writer.keep(Kept::ByTheSystem).await?.begin_with(BEGIN).await?;
            sqlx::query("UPDATE records SET due_at = $2 WHERE id = $1")
                .bind(id.to_string())
                .bind(due_at.map(Timestamp::millis))
                .execute(&mut *tx)
                .await?;
            self.commit(tx, "due", Kept::ByTheSystem).await
        }))
        .await
    }

    /// How many records of a kind there are.
    pub async fn total(&self, kind: RecordKind) -> Result<u64, LedgerError> {
        self.pace(Box::pin(async { tally(self.readers.lend().await?.get()?, kind.word()).await })).await
    }
}

/// How many rows a list has.
pub(super) async fn tally(connection: &mut SqliteConnection, list: &'static str) -> Result<u64, LedgerError> {
    let (total,): (i64,) =
        sqlx::query_as("SELECT total FROM tallies WHERE list = $1").bind(list).fetch_one(connection).await?;
    Ok(u64::try_from(total).unwrap_or(0))
}

/// A record and its version.
pub(super) async fn fetch(
    connection: &mut SqliteConnection,
    id: RecordId,
) -> Result<Option<(Record, Version)>, LedgerError> {
    sqlx::query(concat!("SELECT version, ", record_columns!(), " FROM records WHERE id = $1"))
        .bind(id.to_string())
        .fetch_optional(connection)
        .await?
        .map(|row| Ok((record(&row)?, Version(row.try_get("version")?))))
        .transpose()
}

/// Something happened that matters to operations on a record.
pub(super) async fn next_version(tx: &mut Transaction<'_, Sqlite>, id: RecordId) -> Result<(), LedgerError> {
    sqlx::query(concat!("UPDATE records SET version = version + 1 WHERE id IN ", same_payment!()))
        .bind(id.to_string())
        .execute(&mut **tx)
        .await?;
    Ok(())
}

pub(super) async fn insert_exchange(
    tx: &mut Transaction<'_, Sqlite>,
    of: Option<RecordId>,
    exchange: &Exchange,
) -> Result<(), LedgerError> {
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

/// A list has so many rows more.
pub(super) async fn add_to_tally(
    tx: &mut Transaction<'_, Sqlite>,
    list: &'static str,
    count: usize,
) -> Result<(), LedgerError> {
    sqlx::query("UPDATE tallies SET total = total + $2 WHERE list = $1")
        .bind(list)
        .bind(i64::try_from(count).unwrap_or(i64::MAX))
        .execute(&mut **tx)
        .await?;
    Ok(())
}
