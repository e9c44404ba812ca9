//! What an operation's outcome is concluded from: the reads that were made for it, and when the next is due.

use std::time::Duration;

use sqlx::{Connection as _, Row as _, Sqlite, Transaction};
use uuid::Uuid;

use super::connections::Kept;
use super::records::fetch;
use super::sql::{exchange, operation, operation_select, same_payment, steady, steady_millis};
use super::{BEGIN, Inquiry, JournalLine, Ledger, LedgerError, Operation};
use crate::domain::verdict::{Evidence, Sighting};
use crate::domain::{OperationId, RecordId, State, Steady, Timestamp};

/// How many exchanges of one operation are shown.
const EXCHANGES: i64 = 200;

macro_rules! sightings {
    () => {
        "SELECT at, era, steady_ms, word, detail FROM evidence WHERE operation = $1 ORDER BY place, id"
    };
}

impl Ledger {
    /// Keeps one read that was made for an operation and says when the next one is due; answers with all of them, in
    /// the order in which they were kept.
    pub async fn add_evidence(
        &self,
        id: Uuid,
        of: OperationId,
        seen: &Sighting,
        due_at: Timestamp,
    ) -> Result<Vec<Sighting>, LedgerError> {
        self.pace(Box::pin(async {
            let mut writer = self.writer.lock().await;
            let mut tx = writer.keep(Kept::ByTheSystem).await?.begin_with(BEGIN).await?;
            insert_sighting(&mut tx, id, of, seen).await?;
            sqlx::query("UPDATE operations SET due_at = $2 WHERE id = $1 AND state = 'unknown'")
                .bind(of.to_string())
                .bind(due_at.millis())
                .execute(&mut *tx)
                .await?;
            let rows = sqlx::query(sightings!()).bind(of.to_string()).fetch_all(&mut *tx).await?;
            self.commit(tx, "evidence", Kept::ByTheSystem).await?;
            rows.iter().map(sighting).collect()
        }))
        .await
    }

    /// Puts the next read for an operation off, after a read that told nothing.
    pub async fn put_off(&self, of: OperationId, due_at: Timestamp) -> Result<(), LedgerError> {
        self.pace(Box::pin(async {
            let mut writer = self.writer.lock().await;
            let mut tx = writer.keep(Kept::ByTheSystem).await?.begin_with(BEGIN).await?;
            sqlx::query("UPDATE operations SET due_at = $2 WHERE id = $1 AND state = 'unknown'")
                .bind(of.to_string())
                .bind(due_at.millis())
                .execute(&mut *tx)
                .await?;
            self.commit(tx, "due", Kept::ByTheSystem).await
        }))
        .await
    }

    /// Operations that were under way when the desk that carried them out ended. Those of desks that are open, and
    /// this desk's own, are not among them.
    pub async fn left_behind(&self) -> Result<Vec<Operation>, LedgerError> {
        self.pace(Box::pin(async {
            let mut reader = self.readers.lend().await?;
            let desks: Vec<(String,)> = sqlx::query_as(
                "SELECT DISTINCT desk FROM operations WHERE state IN ('prepared', 'sent') ORDER BY desk",
            )
            .fetch_all(reader.get()?)
            .await?;
            let mut left = Vec::new();
            for (desk,) in desks {
                // What an older version wrote names no desk; that one ran alone, and has ended.
                if Uuid::try_parse(&desk).is_ok_and(|desk| !self.desks.has_ended(desk)) {
                    continue;
                }
                let rows = sqlx::query(operation_select!(
                    "WHERE o.desk = $1 AND o.state IN ('prepared', 'sent') ORDER BY o.created_at, o.id"
                ))
                .bind(&desk)
                .fetch_all(reader.get()?)
                .await?;
                for row in &rows {
                    left.push(operation(row)?);
                }
            }
            Ok(left)
        }))
        .await
    }

    /// The operations on a record that are known to have taken effect within `window` before `now`, and those of earlier
    /// eras, each with the moment when that became known. No clock that can be set orders them.
    pub async fn recent_effects(
        &self,
        record: RecordId,
        now: Steady,
        window: Duration,
    ) -> Result<Vec<(Operation, Steady)>, LedgerError> {
        self.pace(Box::pin(async {
            let since = steady_millis(now).saturating_sub(i64::try_from(window.as_millis()).unwrap_or(i64::MAX));
            let rows = sqlx::query(operation_select!(
                "WHERE o.record IN ",
                same_payment!(),
                " AND o.state = 'confirmed' AND (o.ended_era <> $2 OR o.ended_ms >= $3) ORDER BY o.id"
            ))
            .bind(record.to_string())
            .bind(now.era().to_string())
            .bind(since)
            .fetch_all(self.readers.lend().await?.get()?)
            .await?;
            rows.iter()
                .map(|row| {
                    let ended = steady(&row.try_get::<String, _>("ended_era")?, row.try_get("ended_ms")?)?;
                    Ok((operation(row)?, ended))
                })
                .collect()
        }))
        .await
    }

    /// All operations on a payment, the newest first, also those on records that are the same payment at the gateway.
    pub async fn operations_on(&self, record: RecordId) -> Result<Vec<Operation>, LedgerError> {
        self.pace(Box::pin(async {
            let on = operation_select!("WHERE o.record IN ", same_payment!(), " ORDER BY o.created_at DESC, o.id DESC");
            let rows = sqlx::query(on).bind(record.to_string()).fetch_all(self.readers.lend().await?.get()?).await?;
            rows.iter().map(operation).collect()
        }))
        .await
    }

    /// How many other desks have this ledger open.
    pub fn other_desks(&self) -> usize {
        self.desks.others()
    }

    /// Unknown operations whose next read is due, most overdue first. They are put off until `lease`, so that no other
    /// desk reads for them as well.
    pub async fn take_due_operations(
        &self,
        now: Timestamp,
        lease: Timestamp,
        limit: u32,
    ) -> Result<Vec<Operation>, LedgerError> {
        self.pace(Box::pin(async {
            let due: Option<(String,)> =
                sqlx::query_as("SELECT id FROM operations WHERE due_at IS NOT NULL AND due_at <= $1 LIMIT 1")
                    .bind(now.millis())
                    .fetch_optional(self.readers.lend().await?.get()?)
                    .await?;
            if due.is_none() {
                return Ok(Vec::new());
            }
            let mut writer = self.writer.lock().await;
            let mut tx = writer.keep(Kept::ByTheSystem).await?.begin_with(BEGIN).await?;
            let rows = sqlx::query(operation_select!(
                "WHERE o.due_at IS NOT NULL AND o.due_at <= $1 ORDER BY o.due_at, o.id LIMIT $2"
            ))
            .bind(now.millis())
            .bind(i64::from(limit))
            .fetch_all(&mut *tx)
            .await?;
            let operations: Vec<Operation> = rows.iter().map(operation).collect::<Result<_, _>>()?;
            for operation in &operations {
                sqlx::query("UPDATE operations SET due_at = $2 WHERE id = $1 AND state = 'unknown'")
                    .bind(operation.id.to_string())
                    .bind(lease.millis())
                    .execute(&mut *tx)
                    .await?;
            }
            self.commit(tx, "due", Kept::ByTheSystem).await?;
            Ok(operations)
        }))
        .await
    }

    /// A number that changes whenever another desk commits something.
    pub async fn changes_elsewhere(&self) -> Result<i64, LedgerError> {
        self.pace(Box::pin(async {
            let mut writer = self.writer.lock().await;
            let (version,): (i64,) = sqlx::query_as("PRAGMA data_version").fetch_one(&mut writer.connection).await?;
            Ok(version)
        }))
        .await
    }

    /// How many operations are unresolved.
    pub async fn unresolved(&self) -> Result<u64, LedgerError> {
        self.pace(Box::pin(async {
            let (count,): (i64,) = sqlx::query_as(
                "SELECT COUNT(*) FROM operations
                 WHERE state IN ('awaiting approval', 'prepared', 'sent', 'unknown', 'escalated')",
            )
            .fetch_one(self.readers.lend().await?.get()?)
            .await?;
            Ok(u64::try_from(count).unwrap_or(0))
        }))
        .await
    }

    /// The operations that are unresolved, oldest first.
    pub async fn unresolved_operations(&self, limit: u32) -> Result<Vec<Operation>, LedgerError> {
        self.pace(Box::pin(async {
            sqlx::query(operation_select!(
                "WHERE o.state IN ('awaiting approval', 'prepared', 'sent', 'unknown', 'escalated')
                 ORDER BY o.created_at, o.id LIMIT $1"
            ))
            .bind(i64::from(limit))
            .fetch_all(self.readers.lend().await?.get()?)
            .await?
            .iter()
            .map(operation)
            .collect()
        }))
        .await
    }

    /// The operations whose id ends in these eight digits: what people call them by. At most two, so that a name that is
    /// not unique is noticed.
    pub async fn operations_called(&self, short: &str) -> Result<Vec<Operation>, LedgerError> {
        self.pace(Box::pin(async {
            sqlx::query(operation_select!("WHERE substr(o.id, 29) = $1 ORDER BY o.id LIMIT 2"))
                .bind(short)
                .fetch_all(self.readers.lend().await?.get()?)
                .await?
                .iter()
                .map(operation)
                .collect()
        }))
        .await
    }

    /// Everything that is known of one operation.
    pub async fn inquiry(&self, id: OperationId) -> Result<Option<Inquiry>, LedgerError> {
        let Some(found) = self.operation(id).await? else { return Ok(None) };
        self.pace(Box::pin(async {
            let mut reader = self.readers.lend().await?;
            let Some((record, _)) = fetch(reader.get()?, found.record).await? else {
                return Err(LedgerError::unreadable("record of an operation"));
            };
            let lines = sqlx::query("SELECT at, fact, state, note FROM journal WHERE operation = $1 ORDER BY step")
                .bind(id.to_string())
                .fetch_all(reader.get()?)
                .await?;
            let reads = sqlx::query(sightings!()).bind(id.to_string()).fetch_all(reader.get()?).await?;
            let exchanges = sqlx::query(
                "SELECT id, at, call, operation, took_ms, status, request, reply, outcome FROM exchanges
                 WHERE operation = $1 ORDER BY at, id LIMIT $2",
            )
            .bind(id.to_string())
            .bind(EXCHANGES)
            .fetch_all(reader.get()?)
            .await?;
            let (due_at,): (Option<i64>,) = sqlx::query_as("SELECT due_at FROM operations WHERE id = $1")
                .bind(id.to_string())
                .fetch_one(reader.get()?)
                .await?;
            Ok(Some(Inquiry {
                operation: found,
                record,
                due_at: due_at.map(Timestamp::from_millis),
                journal: lines.iter().map(line).collect::<Result<_, _>>()?,
                reads: reads.iter().map(sighting).collect::<Result<_, _>>()?,
                exchanges: exchanges.iter().map(exchange).collect::<Result<_, _>>()?,
            }))
        }))
        .await
    }
}

/// Adds a read to those that were made for an operation.
pub(super) async fn insert_sighting(
    tx: &mut Transaction<'_, Sqlite>,
    id: Uuid,
    of: OperationId,
    seen: &Sighting,
) -> Result<(), LedgerError> {
    let detail = match &seen.evidence {
        Evidence::Foreign(what) => what.as_str(),
        Evidence::Effect | Evidence::Unchanged | Evidence::Pending | Evidence::Excluded | Evidence::Claimed => "",
    };
    sqlx::query(
        "INSERT INTO evidence (id, operation, at, word, detail, era, steady_ms, place)
         SELECT $1, $2, $3, $4, $5, $6, $7, COUNT(*) + 1 FROM evidence WHERE operation = $2",
    )
    .bind(id.to_string())
    .bind(of.to_string())
    .bind(seen.at.millis())
    .bind(seen.evidence.word())
    .bind(detail)
    .bind(seen.steady.era().to_string())
    .bind(steady_millis(seen.steady))
    .execute(&mut **tx)
    .await?;
    Ok(())
}

fn line(row: &sqlx::sqlite::SqliteRow) -> Result<JournalLine, LedgerError> {
    Ok(JournalLine {
        at: Timestamp::from_millis(row.try_get("at")?),
        fact: row.try_get("fact")?,
        state: State::from_word(&row.try_get::<String, _>("state")?).ok_or_else(|| LedgerError::unreadable("state"))?,
        note: row.try_get("note")?,
    })
}

fn sighting(row: &sqlx::sqlite::SqliteRow) -> Result<Sighting, LedgerError> {
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
    Ok(Sighting {
        at: Timestamp::from_millis(row.try_get("at")?),
        steady: steady(&row.try_get::<String, _>("era")?, row.try_get("steady_ms")?)?,
        evidence,
    })
}
