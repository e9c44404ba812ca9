//! What a list shows and in which order: the language of filters, and the columns that lists are sorted by.
//!
//! Plain values and rules, as everywhere in this room. The ledger answers a [`Query`] with its indexes;
//! [`Filter::matches`] says the same of one record at a time, and a test holds the two against each other. Start with
//! [`filter`] for what can be asked, then [`parse`] for how it is written.

pub mod complete;
pub mod fault;
pub mod filter;
mod glob;
mod lexer;
pub mod matches;
pub mod parse;
mod print;
pub mod sort;
#[cfg(test)]
pub(crate) mod tests_support;
pub mod values;
pub mod words;

pub use complete::{Completions, completions};
pub use fault::{Fault, FaultKind};
pub use filter::{Field, Filter, Sum, Term, Test};
pub use matches::Moment;
pub use sort::{Column, Key, Sort};
pub use values::{Clock, Comparison, Decimal, Operator, Span, Than, Unit};

/// What is asked of a list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Query {
    /// Which records.
    pub filter: Filter,
    /// In which order.
    pub sort: Sort,
}
