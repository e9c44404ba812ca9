//! By which index a list is read.
//!
//! SQLite knows nothing of what is common in a ledger, so it is told. A list is read in its own order, and rows that do
//! not pass are left out on the way: that is fast where many pass. Where few do, those few are found by the index of
//! the term that leaves the fewest, and sorted. In between, where both would read ten thousand rows, the index of the
//! order is sifted: the numbers of the rows that the term's index gives are gathered, and only a row whose number is
//! among them is read. Which of the three it is, is counted first, as far as it matters.

use sqlx::SqliteConnection;

use super::LedgerError;
use super::compile::{Sql, push_term};
use crate::domain::query::sort::rank;
use crate::domain::query::{Clock, Column, Filter, Moment, Sort, Sum, Term, Test};
use crate::domain::{RecordKind, Stage};

/// So many rows are sooner fetched and sorted than found in the order of a list of a million: the longest that takes is
/// known, whatever the other terms leave of them.
const FEW: u32 = 10_000;

/// The same for rows that are all shown, because no other term leaves any out: sifting meets enough of them soon.
const FEW_ALONE: u32 = 4_000;

/// More rows than these are met often enough on the way through the list.
const MANY: u32 = 40_000;

/// The column of the table that a list is sorted by.
pub(super) const fn key(column: Column) -> &'static str {
    match column {
        Column::Stage => "stage_key",
        Column::Order => "order_key",
        Column::Gateway => "gateway_key",
        Column::Description => "about_key",
        Column::Customer => "customer_key",
        Column::Currency => "currency",
        Column::Amount => "amount_key",
        Column::Cleared => "cleared_key",
        Column::Refunded => "refunded_key",
        Column::Code => "code_key",
        Column::Created => "created_at",
        Column::Changed => "changed_at",
        Column::Read => "read_key",
    }
}

/// Its index.
pub(super) const fn index(column: Column) -> &'static str {
    match column {
        Column::Stage => "records_by_stage",
        Column::Order => "records_by_order",
        Column::Gateway => "records_by_gateway",
        Column::Description => "records_by_description",
        Column::Customer => "records_by_customer",
        Column::Currency => "records_by_currency",
        Column::Amount => "records_by_amount",
        Column::Cleared => "records_by_cleared",
        Column::Refunded => "records_by_refunded",
        Column::Code => "records_by_code",
        Column::Created => "records_by_created",
        Column::Changed => "records_by_changed",
        Column::Read => "records_by_read",
    }
}

/// Whether records that share a value of the column are ordered by time: in the index, so that a page that begins among
/// very many of them is found at once.
pub(super) const fn is_tied(column: Column) -> bool {
    match column {
        Column::Created => false,
        Column::Stage
        | Column::Order
        | Column::Gateway
        | Column::Description
        | Column::Customer
        | Column::Currency
        | Column::Amount
        | Column::Cleared
        | Column::Refunded
        | Column::Code
        | Column::Changed
        | Column::Read => true,
    }
}

/// The numbers of stages in the table.
pub(super) fn stage_numbers(stages: &[Stage]) -> impl Iterator<Item = i64> + '_ {
    stages.iter().map(|stage| rank(*stage))
}

/// How a list is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Plan {
    /// In its own order, by the index of this column.
    Walk(Column),
    /// The few rows that a term's index gives are sorted.
    Fetch(Driver),
    /// In its own order, by the index of this column; of the rows only those that the index of a term gives are read.
    Sift(Column, Driver),
}

impl Plan {
    /// The index that is read.
    pub(super) const fn index(self) -> &'static str {
        match self {
            Self::Walk(column) | Self::Sift(column, _) => index(column),
            Self::Fetch(driver) => driver.index(),
        }
    }

    /// The index that leaves the fewest rows, for what looks at all of them in any order.
    pub(super) const fn narrowest(self) -> &'static str {
        match self {
            Self::Walk(column) => index(column),
            Self::Fetch(driver) | Self::Sift(_, driver) => driver.index(),
        }
    }
}

/// What finds the rows of a term.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Driver {
    /// The index of a column.
    Column(Column),
    /// The index of the records that are watched, which are never many.
    Watched,
}

impl Driver {
    /// Its index.
    pub(super) const fn index(self) -> &'static str {
        match self {
            Self::Column(column) => index(column),
            Self::Watched => "records_watched",
        }
    }
}

/// What finds the rows of a term, if anything does.
pub(super) const fn driver(term: &Term) -> Option<Driver> {
    if let (false, Test::Watched(true)) = (term.negated, &term.test) {
        return Some(Driver::Watched);
    }
    match column(term) {
        Some(column) => Some(Driver::Column(column)),
        None => None,
    }
}

/// The column whose index finds the rows of a term.
const fn column(term: &Term) -> Option<Column> {
    if term.negated {
        return None;
    }
    match &term.test {
        Test::Stage(_) => Some(Column::Stage),
        Test::Sum(Sum::Amount, _) => Some(Column::Amount),
        Test::Sum(Sum::Cleared, _) => Some(Column::Cleared),
        Test::Sum(Sum::Refunded, _) => Some(Column::Refunded),
        Test::Currency(_) => Some(Column::Currency),
        Test::Order(_) => Some(Column::Order),
        Test::Id(_) => Some(Column::Gateway),
        Test::Customer(_) => Some(Column::Customer),
        Test::AnyCode | Test::Code(_) => Some(Column::Code),
        Test::Since(Clock::Age, _, _) | Test::Created(_, _) => Some(Column::Created),
        Test::Since(Clock::Changed, _, _) => Some(Column::Changed),
        Test::Since(Clock::Read, _, _) => Some(Column::Read),
        Test::Watched(_) | Test::Text(_) => None,
    }
}

/// The index that gives a list in its order: its column's own, or for a list by time that of a value that all its rows
/// share.
pub(super) fn walk(filter: &Filter, sort: Sort) -> Column {
    if sort.column != Column::Created {
        return sort.column;
    }
    let single = |term: &&Term| {
        matches!(&term.test, Test::Stage(stages) if stages.len() == 1)
            || matches!(&term.test, Test::Currency(currencies) if currencies.len() == 1)
            || matches!(&term.test, Test::Code(codes) if codes.len() == 1)
    };
    let shared: Vec<Column> = filter.terms().iter().filter(single).filter_map(column).collect();
    // Codes are the rarest and currencies the commonest.
    let rarest = [Column::Code, Column::Stage, Column::Currency].into_iter().find(|column| shared.contains(column));
    rarest.unwrap_or(sort.column)
}

/// How a list is read best.
pub(super) async fn plan(
    reader: &mut SqliteConnection,
    kind: RecordKind,
    filter: &Filter,
    sort: Sort,
    moment: &Moment,
) -> Result<Plan, LedgerError> {
    let walk = walk(filter, sort);
    // In the list's own order a range of its column is found as it is, within a shared value too.
    let is_walked = |term: &&Term| column(term).is_some_and(|column| [walk, sort.column].contains(&column));
    let mut best = (MANY, None);
    for term in filter.terms().iter().filter(|term| !is_walked(term)) {
        let Some(driver) = driver(term) else { continue };
        let count = count(reader, kind, term, driver.index(), best.0, moment).await?;
        if count < best.0 {
            best = (count, Some(driver));
        }
    }
    let is_alone = filter.terms().iter().filter(|term| !is_walked(term)).count() == 1;
    let few = if is_alone { FEW_ALONE } else { FEW };
    Ok(match best {
        (count, Some(driver)) if count < few => Plan::Fetch(driver),
        (_, Some(driver)) => Plan::Sift(walk, driver),
        (_, None) => Plan::Walk(walk),
    })
}

/// How many rows a term's index gives, as far as `most`. It is read alone, without the table.
async fn count(
    reader: &mut SqliteConnection,
    kind: RecordKind,
    term: &Term,
    index: &'static str,
    most: u32,
    moment: &Moment,
) -> Result<u32, LedgerError> {
    let mut sql = Sql::new("SELECT COUNT(*) FROM (SELECT 1 FROM records INDEXED BY ");
    sql.push(index).push(" WHERE kind = ").push_bind(kind.word());
    push_term(&mut sql, term, moment);
    sql.push(" LIMIT ").push_bind(i64::from(most)).push(")");
    let (count,): (i64,) = sql.build_query_as().fetch_one(reader).await?;
    Ok(u32::try_from(count).unwrap_or(u32::MAX))
}
