//! What a list comes to. That has to look at every row that passes, so it has a connection of its own, beside those that
//! read windows, and a newer question breaks an older one off.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{Connection as _, SqliteConnection};
use tokio::sync::Mutex;

use super::compile::{Sql, Terms, push_where, search};
use super::connections::STEPS;
use super::plan::{Plan, plan};
use super::{Ledger, LedgerError, Sum, Totals};
use crate::domain::query::{Clock, Column, Filter, Moment, Sort, Test};
use crate::domain::{Currency, Money, RecordKind};

/// The connection that adds up. It is opened when it is first asked, so that opening a ledger does not wait for it.
#[derive(Debug)]
pub(super) struct Adder {
    options: SqliteConnectOptions,
    /// The number of the newest question.
    newest: Arc<AtomicU64>,
    connection: Mutex<Option<SqliteConnection>>,
}

impl Adder {
    pub(super) fn new(options: SqliteConnectOptions) -> Self {
        Self { options, newest: Arc::default(), connection: Mutex::default() }
    }

    /// Opens one more connection for a long read.
    pub(super) async fn connect(&self) -> Result<SqliteConnection, sqlx::Error> {
        SqliteConnection::connect_with(&self.options).await
    }

    /// [`Adder::connect`] for a read of many rows, so many of which may wait to be taken.
    pub(super) async fn connect_for_many(&self, waiting: usize) -> Result<SqliteConnection, sqlx::Error> {
        SqliteConnection::connect_with(&self.options.clone().row_buffer_size(waiting)).await
    }

    /// Breaks off what is being added up, and closes the connection.
    pub(super) async fn close(&self) {
        self.newest.fetch_add(1, Ordering::SeqCst);
        if let Some(connection) = self.connection.lock().await.take() {
            // A reader has nothing to lose.
            let _ = connection.close().await;
        }
    }
}

impl Ledger {
    /// What the records of a kind that pass a filter come to; `None` when a newer question was asked meanwhile.
    pub async fn totals(
        &self,
        kind: RecordKind,
        filter: &Filter,
        moment: &Moment,
    ) -> Result<Option<Totals>, LedgerError> {
        let number = self.adder.newest.fetch_add(1, Ordering::SeqCst) + 1;
        self.pace(Box::pin(async {
            let mut lane = self.adder.connection.lock().await;
            let newest = Arc::clone(&self.adder.newest);
            let is_newest = move || newest.load(Ordering::SeqCst) == number;
            if !is_newest() {
                return Ok(None);
            }
            let connection = match &mut *lane {
                Some(connection) => connection,
                none => none.insert(self.adder.connect().await?),
            };
            let totals = add_up_while(connection, is_newest.clone(), kind, filter, moment).await;
            if is_newest() { totals.map(Some) } else { Ok(None) }
        }))
        .await
    }
}

/// Whether a filter asks for a stretch of time, which an index gives.
fn is_by_time(filter: &Filter) -> bool {
    let mut asked = filter.terms().iter().filter(|term| !term.negated).map(|term| &term.test);
    asked.any(|test| matches!(test, Test::Created(_, _) | Test::Since(Clock::Age, _, _)))
}

/// Adds up, and fails as soon as the answer is not wanted any more.
async fn add_up_while(
    connection: &mut SqliteConnection,
    is_wanted: impl Fn() -> bool + Send + 'static,
    kind: RecordKind,
    filter: &Filter,
    moment: &Moment,
) -> Result<Totals, LedgerError> {
    connection.lock_handle().await?.set_progress_handler(STEPS, is_wanted);
    let totals = add_up(connection, kind, filter, moment).await;
    connection.lock_handle().await?.remove_progress_handler();
    totals
}

async fn add_up(
    connection: &mut SqliteConnection,
    kind: RecordKind,
    filter: &Filter,
    moment: &Moment,
) -> Result<Totals, LedgerError> {
    let mut sql = Sql::new("SELECT currency, COUNT(*), SUM(amount), SUM(cleared), SUM(refunded) FROM records ");
    if let Some(sought) = search(filter) {
        sql.push("NOT INDEXED");
        push_where(&mut sql, kind, filter, Terms::ButSought, moment);
        sql.push(" AND seq IN (SELECT rowid FROM search WHERE search MATCH ").push_bind(sought).push(")");
    } else {
        let plan = match plan(connection, kind, filter, Sort::default(), moment).await? {
            // When nothing narrows it down: rows that come by currency need not be sorted for that.
            Plan::Walk(Column::Created) if !is_by_time(filter) => Plan::Walk(Column::Currency),
            narrow => narrow,
        };
        sql.push("INDEXED BY ").push(plan.narrowest());
        push_where(&mut sql, kind, filter, Terms::All, moment);
    }
    sql.push(" GROUP BY currency ORDER BY currency");
    let rows: Vec<(String, i64, i64, i64, i64)> = sql.build_query_as().fetch_all(connection).await?;
    let mut totals = Totals::default();
    for (code, count, amount, cleared, refunded) in rows {
        let currency = Currency::from_code(&code).ok_or_else(|| LedgerError::unreadable("currency"))?;
        let count = u64::try_from(count).unwrap_or(0);
        let money = |minor| Money::from_minor(minor, currency);
        totals.count += count;
        totals.sums.push(Sum {
            currency,
            count,
            amount: money(amount),
            cleared: money(cleared),
            refunded: money(refunded),
        });
    }
    Ok(totals)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicBool;

    use super::*;
    use crate::domain::record::tests_support::record;
    use crate::domain::{Record, RecordId, Stage, Timestamp};

    const MOMENT: Moment = Moment { now: Timestamp::from_millis(0), zone: chrono_tz::UTC };

    fn row(number: u32, minor: i64) -> (Record, Option<Timestamp>) {
        let mut row = record(RecordKind::Payment, Stage::New, minor);
        row.id = RecordId::from_uuid(uuid::Uuid::from_u128(u128::from(number)));
        row.gateway_id = None;
        (row, None)
    }

    async fn ledger_of(count: u32, minor: i64) -> (tempfile::TempDir, Ledger) {
        let folder = tempfile::tempdir().unwrap();
        let ledger = Ledger::open(&folder.path().join("shop.db")).await.unwrap();
        ledger.import((0..count).map(|number| row(number, minor)), |_, _| {}).await.unwrap();
        (folder, ledger)
    }

    #[tokio::test]
    async fn what_is_not_wanted_any_more_is_broken_off_in_the_middle() {
        let (_folder, ledger) = ledger_of(2_000, 5).await;
        let mut connection = ledger.adder.connect().await.unwrap();
        let all = Filter::default();
        let asked = Arc::new(AtomicBool::new(false));
        let asking = Arc::clone(&asked);
        let unwanted = move || {
            asking.store(true, Ordering::SeqCst);
            false
        };
        let broken = add_up_while(&mut connection, unwanted, RecordKind::Payment, &all, &MOMENT).await;
        assert!(asked.load(Ordering::SeqCst));
        assert!(broken.unwrap_err().to_string().contains("interrupted"));
        let whole = add_up_while(&mut connection, || true, RecordKind::Payment, &all, &MOMENT).await.unwrap();
        assert_eq!(whole.count, 2_000, "and the connection goes on");
    }

    #[tokio::test]
    async fn a_sum_that_does_not_fit_is_an_error_and_never_a_rounded_number() {
        let (_folder, ledger) = ledger_of(2, Money::LARGEST).await;
        let totals = ledger.totals(RecordKind::Payment, &Filter::default(), &MOMENT).await.unwrap().unwrap();
        assert_eq!(totals.sums.first().map(|sum| sum.amount.minor()), Some(2 * Money::LARGEST));
        let (_folder, ledger) = ledger_of(2, i64::MAX).await;
        let error = ledger.totals(RecordKind::Payment, &Filter::default(), &MOMENT).await.unwrap_err();
        assert!(error.to_string().contains("integer overflow"), "{error}");
    }
}
