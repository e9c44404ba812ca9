//! Durable memory: records, their timelines, operations and masked exchanges.
//!
//! The ledger is the list: the provider has no list calls, so what is not here cannot be found again. Start with
//! [`rows`] for what is kept.
#![deny(clippy::float_arithmetic)]

pub mod rows;

pub use rows::{Cursor, Detail, Event, EventKind, Exchange, From, Operation, Page};
