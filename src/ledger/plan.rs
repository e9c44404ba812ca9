//! By which index a list is read.
//!
//! SQLite knows nothing of what is common in a ledger, so it is told. A list is read in its own order, and rows that do
//! not pass are left out on the way: that is fast where many pass. Where few do, those few are found by the index of
//! the term that leaves the fewest, and sorted. Which of the two it is, is counted first, as far as it matters.

use sqlx::SqliteConnection;

use super::LedgerError;
use super::compile::{Sql, push_term};
use crate::domain::query::sort::rank;
use crate::domain::query::{Clock, Column, Filter, Moment, Sort, Sum, Term, Test};
use crate::domain::{RecordKind, Stage};

/// So many rows are sooner fetched and sorted than found in the order of a list of a million.
pub(super) const FEW: u32 = 10_000;

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
    Fetch(Column),
}

impl Plan {
    pub(super) const fn column(self) -> Column {
        match self {
            Self::Walk(column) | Self::Fetch(column) => column,
        }
    }
}

/// The column whose index finds the rows of a term.
const fn driver(term: &Term) -> Option<Column> {
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
    let single = |term: &&Term| match &term.test {
        Test::Stage(stages) => stages.len() == 1,
        Test::Currency(currencies) => currencies.len() == 1,
        Test::Code(codes) => codes.len() == 1,
        _ => false,
    };
    let shared = filter.terms().iter().filter(single).filter_map(driver);
    // Of those, codes are the rarest and currencies the commonest.
    let rarity = |column: &Column| match column {
        Column::Code => 0,
        Column::Stage => 1,
        _ => 2,
    };
    if sort.column == Column::Created { shared.min_by_key(rarity).unwrap_or(sort.column) } else { sort.column }
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
    let mut best = (FEW, Plan::Walk(walk));
    for (term, column) in filter.terms().iter().filter_map(|term| Some((term, driver(term)?))) {
        // In the list's own order a range of its column is found as it is.
        if column == walk {
            continue;
        }
        let count = count(reader, kind, term, column, best.0, moment).await?;
        if count < best.0 {
            best = (count, Plan::Fetch(column));
        }
    }
    Ok(best.1)
}

/// How many rows a term's index gives, as far as `most`. It is read alone, without the table.
async fn count(
    reader: &mut SqliteConnection,
    kind: RecordKind,
    term: &Term,
    column: Column,
    most: u32,
    moment: &Moment,
) -> Result<u32, LedgerError> {
    let mut sql = Sql::new("SELECT COUNT(*) FROM (SELECT 1 FROM records INDEXED BY ");
    sql.push(index(column)).push(" WHERE kind = ").push_bind(kind.word());
    push_term(&mut sql, term, moment);
    sql.push(" LIMIT ").push_bind(i64::from(most)).push(")");
    let (count,): (i64,) = sql.build_query_as().fetch_one(reader).await?;
    Ok(u32::try_from(count).unwrap_or(u32::MAX))
}
