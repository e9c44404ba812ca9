//! A filter in SQL. Whatever an operator typed is bound; only constants of this file become text.

use sqlx::{QueryBuilder, Sqlite};

use super::plan::{Driver, driver, key, stage_numbers};
use crate::domain::query::sort::{NONE, folded};
use crate::domain::query::words::words;
use crate::domain::query::{Clock, Column, Comparison, Filter, Key, Moment, Operator, Sum, Term, Test, Than};
use crate::domain::{Currency, RecordKind};

/// A text of SQL with its values.
pub(super) type Sql = QueryBuilder<Sqlite>;

/// The last character there is: every text that begins with another text comes before that text and this.
const LAST: char = '\u{10ffff}';

/// Which terms become SQL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Terms {
    /// All of them.
    All,
    /// Those that are not full text.
    ButText,
    /// All; but the words that must be there were said already, by [`search`].
    ButSought,
}

/// Whether a term asks for words that must be there.
pub(super) const fn is_sought(term: &Term) -> bool {
    matches!((term.negated, &term.test), (false, Test::Text(_)))
}

/// ` WHERE` the records are of a kind and pass.
pub(super) fn push_where(sql: &mut Sql, kind: RecordKind, filter: &Filter, terms: Terms, moment: &Moment) {
    sql.push(" WHERE kind = ").push_bind(kind.word());
    for term in filter.terms() {
        let left_out = match terms {
            Terms::All => false,
            Terms::ButText => matches!(term.test, Test::Text(_)),
            Terms::ButSought => is_sought(term),
        };
        if !left_out {
            push_term(sql, term, moment);
        }
    }
}

/// ` AND` a row's number is among those that the index of a term gives, which is known before the row is read.
pub(super) fn push_sift(sql: &mut Sql, kind: RecordKind, filter: &Filter, by: Driver, moment: &Moment) {
    let Some(term) = filter.terms().iter().find(|term| driver(term) == Some(by)) else { return };
    sql.push(" AND seq IN (SELECT seq FROM records INDEXED BY ").push(by.index());
    sql.push(" WHERE kind = ").push_bind(kind.word());
    push_term(sql, term, moment);
    sql.push(")");
}

/// ` AND` a term holds. No test is ever NULL, so that its negation is what it does not hold of.
pub(super) fn push_term(sql: &mut Sql, term: &Term, moment: &Moment) {
    sql.push(if term.negated { " AND NOT (" } else { " AND (" });
    push_test(sql, &term.test, moment);
    sql.push(")");
}

/// What is looked up in the index of full text for all words that must be there, if there are any. A word is of letters
/// and digits, so that none can be read as anything else there.
pub(super) fn search(filter: &Filter) -> Option<String> {
    let mut sought = Vec::new();
    for term in filter.terms() {
        if let (false, Test::Text(text)) = (term.negated, &term.test) {
            sought.extend(Some(prefixes(text)).filter(|prefixes| !prefixes.is_empty()));
        }
    }
    (!sought.is_empty()).then(|| sought.join(" "))
}

fn prefixes(text: &str) -> String {
    words(text).iter().map(|word| format!("\"{word}\"*")).collect::<Vec<_>>().join(" ")
}

fn push_test(sql: &mut Sql, test: &Test, moment: &Moment) {
    match test {
        Test::Stage(stages) => push_in(sql, Column::Stage, stage_numbers(stages)),
        Test::Sum(sum, comparison) => {
            let column = match sum {
                Sum::Amount => Column::Amount,
                Sum::Cleared => Column::Cleared,
                Sum::Refunded => Column::Refunded,
            };
            sql.push(key(column));
            match comparison {
                Comparison::With(operator, number) => {
                    sql.push(sign(*operator)).push_bind(number.thousandths());
                }
                Comparison::Within(from, to) => {
                    sql.push(" BETWEEN ").push_bind(from.thousandths()).push(" AND ").push_bind(to.thousandths());
                }
            }
        }
        Test::Currency(currencies) => push_in(sql, Column::Currency, currencies.iter().copied().map(Currency::code)),
        Test::Order(pattern) => push_pattern(sql, Column::Order, pattern),
        Test::Id(pattern) => push_pattern(sql, Column::Gateway, pattern),
        Test::Customer(pattern) => push_pattern(sql, Column::Customer, pattern),
        Test::AnyCode => {
            sql.push(key(Column::Code)).push(" > ").push_bind(NONE);
        }
        Test::Code(codes) => push_in(sql, Column::Code, codes.iter().copied().map(i64::from)),
        Test::Since(clock, than, span) => {
            let column = match clock {
                Clock::Age => Column::Created,
                Clock::Changed => Column::Changed,
                Clock::Read => Column::Read,
            };
            sql.push(key(column));
            match than {
                // What was never read was not read lately, however early that began; nor long ago.
                Than::Less if *clock == Clock::Read => sql.push(" > ").push_bind(moment.ago(*span).millis().max(NONE)),
                Than::Less => sql.push(" > ").push_bind(moment.ago(*span).millis()),
                Than::More if *clock == Clock::Read => {
                    sql.push(" > ").push_bind(NONE).push(" AND ").push(key(column)).push(" < ");
                    sql.push_bind(moment.ago(*span).millis())
                }
                Than::More => sql.push(" < ").push_bind(moment.ago(*span).millis()),
            };
        }
        Test::Created(from, to) => {
            sql.push(key(Column::Created)).push(" >= ").push_bind(moment.begins(*from).millis());
            sql.push(" AND ").push(key(Column::Created)).push(" < ").push_bind(moment.ends(*to).millis());
        }
        Test::Watched(watched) => {
            // Not bound, so that the index of those that are watched is known to hold them.
            sql.push(if *watched { "watched = 1" } else { "watched <> 1" });
        }
        Test::Text(text) => match prefixes(text) {
            none if none.is_empty() => {
                sql.push("TRUE");
            }
            prefixes => {
                sql.push("seq IN (SELECT rowid FROM search WHERE search MATCH ").push_bind(prefixes).push(")");
            }
        },
    }
}

const fn sign(operator: Operator) -> &'static str {
    match operator {
        Operator::Less => " < ",
        Operator::AtMost => " <= ",
        Operator::Equal => " = ",
        Operator::AtLeast => " >= ",
        Operator::More => " > ",
    }
}

fn push_in<T>(sql: &mut Sql, column: Column, values: impl IntoIterator<Item = T>)
where
    T: for<'q> sqlx::Encode<'q, Sqlite> + sqlx::Type<Sqlite> + Send + 'static,
{
    sql.push(key(column)).push(" IN (");
    let mut values_of = sql.separated(", ");
    for value in values {
        values_of.push_bind(value);
    }
    sql.push(")");
}

/// A pattern: the part before its first star is a range of the index, the rest is tried on what lies in that.
fn push_pattern(sql: &mut Sql, column: Column, pattern: &str) {
    let pattern = folded(pattern);
    let Some((start, rest)) = pattern.split_once('*') else {
        sql.push(key(column)).push(" = ").push_bind(pattern);
        return;
    };
    // No record has an empty order number; an empty key stands for none.
    let from = if start.is_empty() { " > " } else { " >= " };
    sql.push(key(column)).push(from).push_bind(start.to_owned());
    sql.push(" AND ").push(key(column)).push(" < ").push_bind(format!("{start}{LAST}"));
    if !rest.is_empty() {
        let literal = pattern.replace('[', "[[]").replace('?', "[?]");
        sql.push(" AND ").push(key(column)).push(" GLOB ").push_bind(literal);
    }
}

/// Binds the value that a list is sorted by.
pub(super) fn push_key(sql: &mut Sql, value: &Key) {
    match value {
        Key::Number(number) => sql.push_bind(*number),
        Key::Text(text) => sql.push_bind(text.clone()),
    };
}
