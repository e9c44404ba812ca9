//! Windows of the lists, by key. No query here counts or skips rows, so none grows with the ledger.

use super::records::{fetch, tally};
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
        self.pace(Box::pin(async {
            let mut reader = self.readers.lend().await?;
            let rows = sqlx::query(text)
                .bind(kind.word())
                .bind(at)
                .bind(id)
                .bind(i64::from(limit))
                .fetch_all(reader.get()?)
                .await?;
            let rows = rows.iter().map(record).collect::<Result<_, _>>()?;
            Ok(page(rows, tally(reader.get()?, kind.word()).await?, from))
        }))
        .await
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
        self.pace(Box::pin(async {
            let mut reader = self.readers.lend().await?;
            let rows = sqlx::query(text).bind(at).bind(id).bind(i64::from(limit)).fetch_all(reader.get()?).await?;
            let rows = rows.iter().map(operation).collect::<Result<_, _>>()?;
            Ok(page(rows, tally(reader.get()?, "operation").await?, from))
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::record::tests_support::record;
    use crate::domain::{GatewayId, RecordId, Stage, Timestamp};

    async fn ledger_of(count: u32) -> (tempfile::TempDir, Ledger) {
        let folder = tempfile::tempdir().unwrap();
        let ledger = Ledger::open(&folder.path().join("test.db")).await.unwrap();
        let rows: Vec<_> = (0..count)
            .map(|index| {
                let mut row = record(RecordKind::Payment, Stage::Cleared, 100);
                row.id = RecordId::from_uuid(uuid::Uuid::from_u128(u128::from(index) + 1));
                row.gateway_id = GatewayId::new(format!("7{index}")).ok();
                // Three rows share each moment, so that the id has to break ties.
                row.created_at = Timestamp::from_millis(i64::from(index / 3));
                (row, None)
            })
            .collect();
        ledger.import(&rows).await.unwrap();
        (folder, ledger)
    }

    fn numbers(page: &Page<Record>) -> Vec<u128> {
        page.rows.iter().map(|row| row.id.uuid().as_u128()).collect()
    }

    #[tokio::test]
    async fn walking_down_and_up_by_key_meets_every_row_once() {
        let (_folder, ledger) = ledger_of(20).await;
        let mut seen = Vec::new();
        let mut from = From::Newest;
        loop {
            let page = ledger.page(RecordKind::Payment, from, 7).await.unwrap();
            assert_eq!(page.total, 20);
            let Some(last) = page.rows.last() else { break };
            from = From::After(last.cursor());
            seen.extend(numbers(&page));
        }
        assert_eq!(seen, (1..=20).rev().collect::<Vec<u128>>());
        let mut back = Vec::new();
        let mut from = From::Oldest;
        loop {
            let page = ledger.page(RecordKind::Payment, from, 7).await.unwrap();
            let Some(first) = page.rows.first() else { break };
            from = From::Before(first.cursor());
            back.splice(0..0, numbers(&page));
        }
        assert_eq!(back, seen);
    }

    #[tokio::test]
    async fn a_window_is_read_again_from_its_own_first_row() {
        let (_folder, ledger) = ledger_of(20).await;
        let first = ledger.page(RecordKind::Payment, From::Newest, 5).await.unwrap();
        assert_eq!(first.above, Some(0));
        let again = ledger.page(RecordKind::Payment, From::At(first.rows[2].cursor()), 3).await.unwrap();
        assert_eq!(numbers(&again), numbers(&first)[2..].to_vec());
        let oldest = ledger.page(RecordKind::Payment, From::Oldest, 5).await.unwrap();
        assert_eq!((numbers(&oldest), oldest.above), (vec![5, 4, 3, 2, 1], Some(15)));
        assert!(ledger.page(RecordKind::Card, From::Newest, 5).await.unwrap().rows.is_empty());
    }
}
