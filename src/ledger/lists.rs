//! Windows of the lists of records, by key, in any order and with any filter. Pages begin at a key and never skip rows by
//! number, so that the hundredth costs what the first does. With a filter, some rows are counted first to choose the way
//! (`plan`: forty thousand entries of an index for each term at most), and words may be tried on some thousands of rows;
//! only where terms that are common each are rare together may that be a large part of the ledger.

use futures::TryStreamExt as _;
use sqlx::{Connection as _, Row as _, Sqlite, SqliteConnection, Transaction};

use super::compile::{Sql, Terms, push_key, push_sift, push_where, search};
use super::plan::{Plan, is_tied, key, plan};
use super::records::tally;
use super::search::{searched_columns, texts};
use super::sql::{record, record_columns};
use super::{From, Ledger, LedgerError, Page};
use crate::domain::query::words::{hold, words};
use crate::domain::query::{Filter, Moment, Query, Sort, Term, Test};
use crate::domain::{Record, RecordId, RecordKind};

/// The most rows that are asked for by their ids at once.
pub const MOST_IDS: usize = 1_000;

/// What is searched of a row, behind its number.
const TEXTS: &str = concat!("seq, ", searched_columns!());

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
            // All of a window is of one state of the ledger: whatever is written meanwhile, no row is shown that does not pass.
            let mut state = lent.get()?.begin().await?;
            let seq = match from.cursor() {
                Some(cursor) => number(&mut state, RecordId::from_uuid(cursor.id)).await?,
                None => 0,
            };
            let Query { filter, sort } = query;
            let window = Window { kind, filter, sort: *sort, from: &from, seq, limit, moment };
            let rows = window.read(&mut state).await?;
            let total = if filter.is_empty() { Some(tally(&mut state, kind.word()).await?) } else { None };
            state.commit().await?;
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

/// The words of a term, and whether they are to be there. The other terms are asked of the ledger.
fn sought(term: &Term) -> Option<(Vec<String>, bool)> {
    match &term.test {
        Test::Text(text) => Some((words(text), !term.negated)),
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
        | Test::Watched(_) => None,
    }
}

impl Window<'_> {
    async fn read(&self, state: &mut Transaction<'_, Sqlite>) -> Result<Vec<Record>, LedgerError> {
        let plan = self.plan(state).await?;
        let has_text = self.filter.terms().iter().any(|term| matches!(term.test, Test::Text(_)));
        if has_text && let Some(numbers) = self.try_one_by_one(state, plan).await? {
            return self.numbered(state, &numbers).await;
        }
        let mut sql = self.statement(record_columns!(), plan);
        sql.build().fetch_all(&mut **state).await?.iter().map(record).collect()
    }

    pub(super) async fn plan(&self, reader: &mut SqliteConnection) -> Result<Plan, LedgerError> {
        plan(reader, self.kind, self.filter, self.sort, self.moment).await
    }

    /// What reads the window at once.
    pub(super) fn statement(&self, columns: &'static str, plan: Plan) -> Sql {
        match search(self.filter) {
            Some(sought) => self.select_by_words(columns, &sought),
            None => self.select(columns, plan, Terms::All, self.limit),
        }
    }

    /// The numbers of the window's rows, if it is filled (or the list ends) within the rows that are tried.
    async fn try_one_by_one(
        &self,
        state: &mut Transaction<'_, Sqlite>,
        plan: Plan,
    ) -> Result<Option<Vec<i64>>, LedgerError> {
        let mut sql = self.select(TEXTS, plan, Terms::ButText, TRIED);
        let sought: Vec<(Vec<String>, bool)> = self.filter.terms().iter().filter_map(sought).collect();
        let mut rows = sql.build().fetch(&mut **state);
        let mut found = Vec::new();
        let mut tried = 0;
        while found.len() < self.limit as usize {
            let Some(row) = rows.try_next().await? else { break };
            tried += 1;
            let texts = texts(&row)?;
            if sought.iter().all(|(words, wanted)| hold(&texts, words) == *wanted) {
                found.push(row.try_get::<i64, _>("seq")?);
            }
        }
        let is_whole = found.len() == self.limit as usize || tried < TRIED;
        Ok(is_whole.then_some(found))
    }

    /// The rows with these numbers, in the order of the page.
    async fn numbered(&self, state: &mut Transaction<'_, Sqlite>, numbers: &[i64]) -> Result<Vec<Record>, LedgerError> {
        let mut sql = Sql::new(concat!("SELECT ", record_columns!(), " FROM records WHERE seq IN ("));
        let mut listed = sql.separated(", ");
        for number in numbers {
            listed.push_bind(*number);
        }
        sql.push(")");
        self.push_order(&mut sql);
        sql.build().fetch_all(&mut **state).await?.iter().map(record).collect()
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
        if let Plan::Sift(_, driver) = plan {
            push_sift(&mut sql, self.kind, self.filter, driver, self.moment);
        }
        self.push_end(&mut sql, limit);
        if let Plan::Fetch(_) = plan {
            sql.push(")");
            self.push_order(&mut sql);
        }
        sql
    }

    /// The rows that hold the words, sorted.
    fn select_by_words(&self, columns: &'static str, sought: &str) -> Sql {
        let mut sql = Sql::new("SELECT ");
        sql.push(columns).push(" FROM records WHERE seq IN (SELECT seq FROM records NOT INDEXED");
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
