//! Windows of the lists, by key. No query here counts or skips rows, so none grows with the ledger.

use super::sql::{event, exchange, operation, operation_select, record, record_columns};
use super::{Cursor, Detail, From, Ledger, LedgerError, Operation, Page};
use crate::domain::{OperationId, Record, RecordId, RecordKind};

/// How much of a record's past is shown.
const PAST: i64 = 200;

macro_rules! records_where {
    ($rest:literal) => {
        concat!("SELECT ", record_columns!(), " FROM records WHERE kind = $1 ", $rest)
    };
}

/// The parts of a [`From`]: the query's own text is chosen by it, so that each stays one constant with an index.
fn key(from: From) -> (i64, String) {
    match from {
        From::Newest | From::Oldest => (0, String::new()),
        From::At(Cursor { at, id }) | From::After(Cursor { at, id }) | From::Before(Cursor { at, id }) => {
            (at.millis(), id.to_string())
        }
    }
}

/// Whether the query reads oldest first, so that its rows are turned round.
const fn is_reversed(from: From) -> bool {
    match from {
        From::Newest | From::At(_) | From::After(_) => false,
        From::Oldest | From::Before(_) => true,
    }
}

fn page<T>(mut rows: Vec<T>, total: u64, from: From) -> Page<T> {
    if is_reversed(from) {
        rows.reverse();
    }
    let above = match from {
        From::Newest => Some(0),
        From::Oldest => Some(total.saturating_sub(rows.len() as u64)),
        From::At(_) | From::After(_) | From::Before(_) => None,
    };
    Page { rows, total, above }
}

impl Ledger {
    /// A window of the records of one kind, newest first.
    pub async fn page(&self, kind: RecordKind, from: From, limit: u32) -> Result<Page<Record>, LedgerError> {
        let (at, id) = key(from);
        // A constant per case keeps `$2` and `$3` in every text, so that binding is the same for all.
        let text = match from {
            From::Newest => records_where!("AND ($2 = $2 AND $3 = $3) ORDER BY created_at DESC, id DESC LIMIT $4"),
            From::Oldest => records_where!("AND ($2 = $2 AND $3 = $3) ORDER BY created_at, id LIMIT $4"),
            From::At(_) => {
                records_where!("AND (created_at, id) <= ($2, $3) ORDER BY created_at DESC, id DESC LIMIT $4")
            }
            From::After(_) => {
                records_where!("AND (created_at, id) < ($2, $3) ORDER BY created_at DESC, id DESC LIMIT $4")
            }
            From::Before(_) => records_where!("AND (created_at, id) > ($2, $3) ORDER BY created_at, id LIMIT $4"),
        };
        let rows = sqlx::query(text)
            .bind(kind.word())
            .bind(at)
            .bind(id)
            .bind(i64::from(limit))
            .fetch_all(&self.readers)
            .await?;
        let rows = rows.iter().map(record).collect::<Result<_, _>>()?;
        Ok(page(rows, self.total(kind).await?, from))
    }

    /// A window of the operations, newest first.
    pub async fn operations(&self, from: From, limit: u32) -> Result<Page<Operation>, LedgerError> {
        let (at, id) = key(from);
        let text = match from {
            From::Newest => {
                operation_select!("WHERE ($1 = $1 AND $2 = $2) ORDER BY o.created_at DESC, o.id DESC LIMIT $3")
            }
            From::Oldest => operation_select!("WHERE ($1 = $1 AND $2 = $2) ORDER BY o.created_at, o.id LIMIT $3"),
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
        let rows = sqlx::query(text).bind(at).bind(id).bind(i64::from(limit)).fetch_all(&self.readers).await?;
        let rows = rows.iter().map(operation).collect::<Result<_, _>>()?;
        Ok(page(rows, self.tally("operation").await?, from))
    }

    /// One operation.
    pub async fn operation(&self, id: OperationId) -> Result<Option<Operation>, LedgerError> {
        sqlx::query(operation_select!("WHERE o.id = $1"))
            .bind(id.to_string())
            .fetch_optional(&self.readers)
            .await?
            .map(|row| operation(&row))
            .transpose()
    }

    /// Everything that is shown of one record: its newest events, exchanges and operations.
    pub async fn detail(&self, id: RecordId) -> Result<Option<Detail>, LedgerError> {
        let Some(record) = self.record(id).await? else { return Ok(None) };
        let events = sqlx::query(
            "SELECT at, kind, operation, text FROM events WHERE record = $1 ORDER BY at DESC, id DESC LIMIT $2",
        )
        .bind(id.to_string())
        .bind(PAST)
        .fetch_all(&self.readers)
        .await?;
        let exchanges = sqlx::query(
            "SELECT at, call, operation, took_ms, status, request, reply, outcome FROM exchanges
             WHERE record = $1 ORDER BY at DESC, id DESC LIMIT $2",
        )
        .bind(id.to_string())
        .bind(PAST)
        .fetch_all(&self.readers)
        .await?;
        let operations =
            sqlx::query(operation_select!("WHERE o.record = $1 ORDER BY o.created_at DESC, o.id DESC LIMIT $2"))
                .bind(id.to_string())
                .bind(PAST)
                .fetch_all(&self.readers)
                .await?;
        Ok(Some(Detail {
            record,
            events: events.iter().map(event).collect::<Result<_, _>>()?,
            exchanges: exchanges.iter().map(exchange).collect::<Result<_, _>>()?,
            operations: operations.iter().map(operation).collect::<Result<_, _>>()?,
        }))
    }
}
