//! Windows of the operations, by key, and everything about one record. No query here counts or skips rows, so none grows
//! with the ledger.

use super::records::{fetch, tally};
use super::sql::{event, exchange, operation, operation_select};
use super::{Detail, From, Ledger, LedgerError, Operation, Page};
use crate::domain::{OperationId, RecordId};

/// How much of a record's past is shown.
const PAST: i64 = 200;

/// The moment and id of a [`From`]: a constant per case keeps both in every text, so that binding is the same for all.
fn key(from: &From) -> (i64, String) {
    from.cursor().map_or_else(|| (0, String::new()), |cursor| (cursor.at.millis(), cursor.id.to_string()))
}

impl Ledger {
    /// A window of the operations, newest first.
    pub async fn operations(&self, from: From, limit: u32) -> Result<Page<Operation>, LedgerError> {
        let (at, id) = key(&from);
        let text = match from {
            From::First => {
                operation_select!("WHERE ($1 = $1 AND $2 = $2) ORDER BY o.created_at DESC, o.id DESC LIMIT $3")
            }
            From::Last => operation_select!("WHERE ($1 = $1 AND $2 = $2) ORDER BY o.created_at, o.id LIMIT $3"),
            From::At(_) => operation_select!(
                "WHERE (o.created_at, o.id) <= ($1, $2) ORDER BY o.created_at DESC, o.id DESC LIMIT $3"
            ),
            From::After(_) => operation_select!(
                "WHERE (o.created_at, o.id) < ($1, $2) ORDER BY o.created_at DESC, o.id DESC LIMIT $3"
            ),
            From::Before(_) => {
                operation_select!("WHERE (o.created_at, o.id) > ($1, $2) ORDER BY o.created_at, o.id LIMIT $3")
            }
        };
        self.pace(Box::pin(async {
            let mut reader = self.readers.lend().await?;
            let rows = sqlx::query(text).bind(at).bind(id).bind(i64::from(limit)).fetch_all(reader.get()?).await?;
            let rows = rows.iter().map(operation).collect::<Result<_, _>>()?;
            Ok(Page::of(rows, Some(tally(reader.get()?, "operation").await?), &from))
        }))
        .await
    }

    /// One operation.
    pub async fn operation(&self, id: OperationId) -> Result<Option<Operation>, LedgerError> {
        self.pace(Box::pin(async {
            sqlx::query(operation_select!("WHERE o.id = $1"))
                .bind(id.to_string())
                .fetch_optional(self.readers.lend().await?.get()?)
                .await?
                .map(|row| operation(&row))
                .transpose()
        }))
        .await
    }

    /// Everything that is shown of one record: its newest events, exchanges and operations.
    pub async fn detail(&self, id: RecordId) -> Result<Option<Detail>, LedgerError> {
        self.pace(Box::pin(async {
            let mut reader = self.readers.lend().await?;
            let Some((record, _)) = fetch(reader.get()?, id).await? else { return Ok(None) };
            let events = sqlx::query(
                "SELECT at, kind, operation, text FROM events WHERE record = $1 ORDER BY at DESC, id DESC LIMIT $2",
            )
            .bind(id.to_string())
            .bind(PAST)
            .fetch_all(reader.get()?)
            .await?;
            let exchanges = sqlx::query(
                "SELECT id, at, call, operation, took_ms, status, request, reply, outcome FROM exchanges
             WHERE record = $1 ORDER BY at DESC, id DESC LIMIT $2",
            )
            .bind(id.to_string())
            .bind(PAST)
            .fetch_all(reader.get()?)
            .await?;
            let operations =
                sqlx::query(operation_select!("WHERE o.record = $1 ORDER BY o.created_at DESC, o.id DESC LIMIT $2"))
                    .bind(id.to_string())
                    .bind(PAST)
                    .fetch_all(reader.get()?)
                    .await?;
            Ok(Some(Detail {
                record,
                events: events.iter().map(event).collect::<Result<_, _>>()?,
                exchanges: exchanges.iter().map(exchange).collect::<Result<_, _>>()?,
                operations: operations.iter().map(operation).collect::<Result<_, _>>()?,
            }))
        }))
        .await
    }
}
