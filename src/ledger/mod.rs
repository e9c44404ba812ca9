//! Durable memory: records, their timelines, operations and masked exchanges.
//!
//! The ledger is the list: the provider has no list calls, so what is not here cannot be found again. Start with
//! [`rows`] for what is kept, [`open`] for how a file is checked, [`journal`] for how an intent becomes durable.
#![deny(clippy::float_arithmetic)]

pub mod journal;
pub mod open;
mod pages;
mod records;
pub mod rows;
mod sql;

use sqlx::SqlitePool;

pub use journal::{NewOperation, PrepareError, Step};
pub use open::OpenError;
pub use rows::{Cursor, Detail, Event, EventKind, Exchange, From, Operation, Page};

/// The ledger of one profile. Clones share it.
#[derive(Debug, Clone)]
pub struct Ledger {
    /// One connection, so that writers queue here instead of failing on a lock.
    writer: SqlitePool,
    /// Lists are read beside the writer.
    readers: SqlitePool,
    /// Held as long as the ledger is open: one desk per file.
    lock: std::sync::Arc<std::fs::File>,
}

/// The database could not do what was asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct LedgerError(String);

impl std::convert::From<sqlx::Error> for LedgerError {
    fn from(error: sqlx::Error) -> Self {
        Self(open::one_line(&error))
    }
}

impl LedgerError {
    fn unreadable(what: &str) -> Self {
        Self(format!("a row holds an unreadable {what}"))
    }
}

impl Ledger {
    /// Waits for open work and closes the files.
    pub async fn close(self) {
        self.readers.close().await;
        self.writer.close().await;
        drop(self.lock);
    }
}
