//! Windows of the lists of records, by key, in any order and with any filter. No query here skips rows, and none counts
//! more than a few, so that the first window of a list costs the same whether it is of a thousand or of a million.

use futures::TryStreamExt as _;
use sqlx::sqlite::SqliteRow;
use sqlx::{Row as _, SqliteConnection};

use super::compile::{Sql, Terms, push_key, push_where, search};
use super::plan::{Plan, is_tied, key, plan};
use super::records::tally;
use super::sql::{record, record_columns};
use super::{From, Ledger, LedgerError, Page};
use crate::domain::query::words::hold;
use crate::domain::query::{Filter, Moment, Query, Sort, Test};
use crate::domain::{Record, RecordId, RecordKind};

/// The most rows that are asked for by their ids at once.
pub const MOST_IDS: usize = 1_000;

/// What is searched of a row: the texts of `domain::query::words`, in their order.
const TEXTS: &str = "seq, order_id, gateway_id, description, customer, failure_text";

/// So many rows are tried for words one by one, in the order of the list. A common word fills a window from them, and a
/// rarer one is soon found by the index of full text, which is slow only for common ones.
const TRIED: u32 = 5_000;

/// A window that is asked for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Window<'a> {
    pub(super) kind: RecordKind,
    pub(super) filter: &'a Filter,
    pub(super) sort: Sort,
    pub(super) from: &'a From,
    /// The number of the row that it is counted from.
    pub(super) seq: i64,
    pub(super) limit: u32,
    pub(super) moment: &'a Moment,
}

impl Ledger {
    /// A window of the records of one kind. Dropped while it is looked for, it is given up.
    pub async fn page(
        &self,
        kind: RecordKind,
        query: &Query,
        moment: &Moment,
        from: From,
        limit: u32,
    ) -> Result<Page<Record>, LedgerError> {
        self.pace(Box::pin(async {
            let mut lent = self.readers.lend().await?;
            let unless_done = lent.unless_done();
            let reader = lent.get()?;
            let seq = match from.cursor() {
                Some(cursor) => number(reader, RecordId::from_uuid(cursor.id)).await?,
                None => 0,
            };
            let Query { filter, sort } = query;
            let window = Window { kind, filter, sort: *sort, from: &from, seq, limit, moment };
            let rows = window.read(reader).await?;
            let total = if filter.is_empty() { Some(tally(reader, kind.word()).await?) } else { None };
            unless_done.done();
            Ok(Page::of(rows, total, &from))
        }))
        .await
    }

    /// The records with these ids, in their order, [`MOST_IDS`] at most. Those that there are not are left out.
    pub async fn records(&self, ids: &[RecordId]) -> Result<Vec<Record>, LedgerError> {
        self.pace(Box::pin(async {
            let mut sql = Sql::new(concat!("SELECT ", record_columns!(), " FROM records WHERE id IN ("));
            let mut listed = sql.separated(", ");
            for id in ids.iter().take(MOST_IDS) {
                listed.push_bind(id.to_string());
            }
            sql.push(")");
            let rows = sql.build().fetch_all(self.readers.lend().await?.get()?).await?;
            let mut found: Vec<Record> = rows.iter().map(record).collect::<Result<_, _>>()?;
            found.sort_by_cached_key(|record| ids.iter().position(|id| *id == record.id));
            Ok(found)
        }))
        .await
    }
}

/// The number of a record's row.
async fn number(reader: &mut SqliteConnection, id: RecordId) -> Result<i64, LedgerError> {
    let found: Option<(i64,)> =
        sqlx::query_as("SELECT seq FROM records WHERE id = $1").bind(id.to_string()).fetch_optional(reader).await?;
    Ok(found.map_or(0, |(seq,)| seq))
}

impl Window<'_> {
    async fn read(&self, reader: &mut SqliteConnection) -> Result<Vec<Record>, LedgerError> {
        let has_text = self.filter.terms().iter().any(|term| matches!(term.test, Test::Text(_)));
        if has_text && let Some(rows) = self.try_one_by_one(reader).await? {
            return Ok(rows);
        }
        let mut sql = self.statement(reader).await?;
        sql.build().fetch_all(reader).await?.iter().map(record).collect()
    }

    /// What reads the window at once.
    pub(super) async fn statement(&self, reader: &mut SqliteConnection) -> Result<Sql, LedgerError> {
        Ok(match search(self.filter) {
            Some(sought) => self.select_by_words(&sought),
            None => self.select(record_columns!(), self.plan(reader).await?, Terms::All, self.limit),
        })
    }

    async fn plan(&self, reader: &mut SqliteConnection) -> Result<Plan, LedgerError> {
        plan(reader, self.kind, self.filter, self.sort, self.moment).await
    }

    /// The window, if it is filled (or the list ends) within the rows that are tried.
    async fn try_one_by_one(&self, reader: &mut SqliteConnection) -> Result<Option<Vec<Record>>, LedgerError> {
        let plan = self.plan(reader).await?;
        let mut sql = self.select(TEXTS, plan, Terms::ButText, TRIED);
        let mut rows = sql.build().fetch(&mut *reader);
        let mut found = Vec::new();
        let mut tried = 0;
        while found.len() < self.limit as usize {
            let Some(row) = rows.try_next().await? else { break };
            tried += 1;
            if self.has_words(&row)? {
                found.push(row.try_get::<i64, _>("seq")?);
            }
        }
        drop(rows);
        if found.len() < self.limit as usize && tried == TRIED {
            return Ok(None);
        }
        let mut sql = Sql::new(concat!("SELECT ", record_columns!(), " FROM records WHERE seq IN ("));
        let mut numbers = sql.separated(", ");
        for number in found {
            numbers.push_bind(number);
        }
        sql.push(")");
        self.push_order(&mut sql);
        let rows = sql.build().fetch_all(reader).await?;
        rows.iter().map(record).collect::<Result<_, _>>().map(Some)
    }

    /// Whether the texts of a row are as the filter asks.
    fn has_words(&self, row: &SqliteRow) -> Result<bool, LedgerError> {
        let mut texts = [""; 5];
        for (place, text) in (1_usize..).zip(&mut texts) {
            *text = row.try_get::<Option<&str>, _>(place)?.unwrap_or_default();
        }
        Ok(self.filter.terms().iter().all(|term| match &term.test {
            Test::Text(sought) => hold(&texts, sought) != term.negated,
            // The others were asked of the ledger.
            Test::Stage(_)
            | Test::Sum(_, _)
            | Test::Currency(_)
            | Test::Order(_)
            | Test::Id(_)
            | Test::Customer(_)
            | Test::AnyCode
            | Test::Code(_)
            | Test::Since(_, _, _)
            | Test::Created(_, _)
            | Test::Watched(_) => true,
        }))
    }

    /// The rows that pass, by the index of a plan.
    fn select(&self, columns: &'static str, plan: Plan, terms: Terms, limit: u32) -> Sql {
        let mut sql = Sql::new("SELECT ");
        sql.push(columns);
        if let Plan::Fetch(_) = plan {
            // Sorting moves numbers only; whole rows are read for those that are kept.
            sql.push(" FROM records WHERE seq IN (SELECT seq");
        }
        sql.push(" FROM records INDEXED BY ").push(plan.index());
        push_where(&mut sql, self.kind, self.filter, terms, self.moment);
        self.push_end(&mut sql, limit);
        if let Plan::Fetch(_) = plan {
            sql.push(")");
            self.push_order(&mut sql);
        }
        sql
    }

    /// The rows that hold the words, sorted.
    fn select_by_words(&self, sought: &str) -> Sql {
        let mut sql = Sql::new(concat!("SELECT ", record_columns!(), " FROM records WHERE seq IN (SELECT seq"));
        sql.push(" FROM records NOT INDEXED");
        push_where(&mut sql, self.kind, self.filter, Terms::ButSought, self.moment);
        sql.push(" AND seq IN (SELECT rowid FROM search WHERE search MATCH ").push_bind(sought.to_owned()).push(")");
        self.push_end(&mut sql, self.limit);
        sql.push(")");
        self.push_order(&mut sql);
        sql
    }

    fn push_end(&self, sql: &mut Sql, limit: u32) {
        self.push_place(sql);
        self.push_order(sql);
        sql.push(" LIMIT ").push_bind(i64::from(limit));
    }

    /// ` AND` it lies where the page does.
    fn push_place(&self, sql: &mut Sql) {
        let Some(cursor) = self.from.cursor() else { return };
        let column = self.sort.column;
        let at = is_tied(column).then_some(cursor.at);
        sql.push(" AND (").push(key(column));
        sql.push(if at.is_some() { ", created_at, seq) " } else { ", seq) " });
        // Whether larger values are looked for.
        let upwards = self.sort.descending == self.from.is_backwards();
        let included = matches!(self.from, From::At(_));
        sql.push(match (upwards, included) {
            (true, true) => ">=",
            (true, false) => ">",
            (false, true) => "<=",
            (false, false) => "<",
        });
        sql.push(" (");
        push_key(sql, &cursor.key);
        if let Some(at) = at {
            sql.push(", ").push_bind(at.millis());
        }
        sql.push(", ").push_bind(self.seq).push(")");
    }

    fn push_order(&self, sql: &mut Sql) {
        let direction = if self.sort.descending == self.from.is_backwards() { "" } else { " DESC" };
        sql.push(" ORDER BY ").push(key(self.sort.column)).push(direction);
        if is_tied(self.sort.column) {
            sql.push(", created_at").push(direction);
        }
        sql.push(", seq").push(direction);
    }
}

#[cfg(test)]
#[path = "lists_tests.rs"]
mod tests;
