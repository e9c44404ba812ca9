//! Taking over many records at once: into an empty ledger a million of them as fast as the disk allows.

use sqlx::{Connection as _, Sqlite, Transaction};

use super::connections::Kept;
use super::overview::recount;
use super::rewrite::insert_all;
use super::{BEGIN, Ledger, LedgerError};
use crate::domain::{Record, Timestamp};

/// Records that are written with one statement.
const BATCH: usize = 50;

/// From so many records on, an empty ledger gets its indexes when the records are in it: each is then written once and in
/// order, rather than a million times here and there. Full text gathers what it is given and needs no such help.
const MANY: usize = 5_000;

/// An index or trigger of the records that is put aside, as the schema has it.
struct PutAside {
    name: String,
    what: String,
    sql: String,
}

impl Ledger {
    /// Takes over many records in one transaction, each with the time of its next read; those that are known already
    /// are an error. `progress` hears how many steps of how many are done: a record is one, and building the indexes
    /// counts as many again.
    pub async fn import<I>(&self, records: I, progress: impl FnMut(u64, u64) + Send) -> Result<(), LedgerError>
    where
        I: ExactSizeIterator<Item = (Record, Option<Timestamp>)> + Send,
    {
        self.pace(Box::pin(async {
            let mut writer = self.writer.lock().await;
            let mut tx = writer.keep(Kept::OnDisk).await?.begin_with(BEGIN).await?;
            take_over(&mut tx, records, progress).await?;
            self.commit(tx, "import", Kept::OnDisk).await
        }))
        .await
    }
}

async fn take_over(
    tx: &mut Transaction<'_, Sqlite>,
    mut records: impl ExactSizeIterator<Item = (Record, Option<Timestamp>)> + Send,
    mut progress: impl FnMut(u64, u64) + Send,
) -> Result<(), LedgerError> {
    let count = records.len();
    let aside = if count >= MANY && is_empty(tx).await? { put_aside(tx).await? } else { Vec::new() };
    let rows = count as u64;
    let steps = if aside.is_empty() { rows } else { 2 * rows };
    let mut done = 0;
    loop {
        let batch: Vec<_> = records.by_ref().take(BATCH).collect();
        if batch.is_empty() {
            break;
        }
        insert_all(tx, &batch).await?;
        done += batch.len() as u64;
        progress(done, steps);
    }
    // The hours are one more.
    let things = aside.len() as u64 + 1;
    for (built, thing) in (1_u64..).zip(&aside) {
        sqlx::query(sqlx::AssertSqlSafe(thing.sql.clone())).execute(&mut **tx).await?;
        progress(rows + rows * built / things, steps);
    }
    if !aside.is_empty() {
        recount(tx).await?;
        progress(steps, steps);
    }
    Ok(())
}

async fn is_empty(tx: &mut Transaction<'_, Sqlite>) -> Result<bool, LedgerError> {
    let (some,): (i64,) = sqlx::query_as("SELECT EXISTS (SELECT 1 FROM records)").fetch_one(&mut **tx).await?;
    Ok(some == 0)
}

/// Drops the indexes and triggers of the records. What is put back is what the schema said, and the transaction sees to
/// it that no ledger is ever without them.
async fn put_aside(tx: &mut Transaction<'_, Sqlite>) -> Result<Vec<PutAside>, LedgerError> {
    let found: Vec<(String, String, String)> = sqlx::query_as(
        "SELECT name, type, sql FROM sqlite_schema
         WHERE tbl_name = 'records' AND type IN ('index', 'trigger') AND sql IS NOT NULL ORDER BY rowid",
    )
    .fetch_all(&mut **tx)
    .await?;
    let aside: Vec<_> = found.into_iter().map(|(name, what, sql)| PutAside { name, what, sql }).collect();
    for PutAside { name, what, .. } in &aside {
        // Names of our own migrations.
        sqlx::query(sqlx::AssertSqlSafe(format!("DROP {what} {name}"))).execute(&mut **tx).await?;
    }
    Ok(aside)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::query::{Moment, Query};
    use crate::domain::record::tests_support::record;
    use crate::domain::{GatewayId, RecordId, RecordKind, Stage};
    use crate::ledger::From;

    fn row(number: u32) -> (Record, Option<Timestamp>) {
        let mut row = record(RecordKind::Payment, Stage::Cleared, 100);
        row.id = RecordId::from_uuid(uuid::Uuid::from_u128(u128::from(number)));
        row.gateway_id = GatewayId::new(number.to_string()).ok();
        row.created_at = Timestamp::from_millis(i64::from(number));
        (row, None)
    }

    async fn schema(ledger: &Ledger) -> Vec<(String, String)> {
        let mut reader = ledger.readers.lend().await.unwrap();
        let text = "SELECT name, COALESCE(sql, '') FROM sqlite_schema ORDER BY name";
        sqlx::query_as(text).fetch_all(reader.get().unwrap()).await.unwrap()
    }

    #[tokio::test]
    async fn a_large_import_leaves_the_indexes_and_words_that_a_small_one_keeps() {
        let folder = tempfile::tempdir().unwrap();
        let ledger = Ledger::open(&folder.path().join("shop.db")).await.unwrap();
        let before = schema(&ledger).await;
        let count = u32::try_from(MANY).unwrap();
        let mut last = None;
        let mut grew = true;
        ledger
            .import((0..count).map(row), |done, total| {
                grew &= last.is_none_or(|(before, _)| before < done);
                last = Some((done, total));
            })
            .await
            .unwrap();
        assert!(grew);
        assert_eq!(last, Some((2 * u64::from(count), 2 * u64::from(count))));
        ledger.import((count..count + 70).map(row), |_, _| {}).await.unwrap();
        assert_eq!(schema(&ledger).await, before);
        assert_eq!(ledger.total(RecordKind::Payment).await, Ok(u64::from(count) + 70));
        let query = Query {
            filter: crate::domain::query::Filter::parse("brea 4999").unwrap(),
            sort: crate::domain::query::Sort::default(),
        };
        let moment = Moment { now: Timestamp::from_millis(0), zone: chrono_tz::UTC };
        let found = ledger.page(RecordKind::Payment, &query, &moment, From::First, 10).await.unwrap();
        assert_eq!(found.rows, [row(4_999).0]);
    }

    #[tokio::test]
    async fn an_import_that_fails_leaves_the_ledger_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let ledger = Ledger::open(&folder.path().join("shop.db")).await.unwrap();
        let before = schema(&ledger).await;
        let twice = (0..u32::try_from(MANY).unwrap()).map(|number| row(number % 4_000));
        assert!(ledger.import(twice, |_, _| {}).await.is_err());
        assert_eq!(schema(&ledger).await, before);
        assert_eq!(ledger.total(RecordKind::Payment).await, Ok(0));
    }
}
