//! Durable memory: records, their timelines, operations and masked exchanges.
//!
//! The ledger is the list: the provider has no list calls, so what is not here cannot be found again. Start with
//! [`rows`] for what is kept, [`open`] for how a file is checked, [`journal`] for how an intent becomes durable.
#![deny(clippy::float_arithmetic)]

pub mod checkup;
mod compile;
mod connections;
mod desks;
pub mod home;
mod import;
pub mod journal;
pub mod json;
mod lists;
mod look;
pub mod open;
pub mod overview;
mod pages;
mod plan;
mod proofs;
mod records;
mod rewrite;
pub mod rows;
mod seam;
mod search;
mod sql;
mod stream;
#[cfg(test)]
pub(crate) mod tests_support;
mod totals;

use std::sync::Arc;

use futures::future::BoxFuture;
use sqlx::{Sqlite, Transaction};
use tokio::sync::Mutex;

pub use connections::Kept;
use connections::{Readers, Writer};
use desks::Desks;
pub use home::{Home, HomeError};
pub use journal::{NewOperation, PrepareError, Step, Touch};
pub use lists::MOST_IDS;
pub use open::OpenError;
pub use overview::{Overview, Span};
pub use records::{Amendment, Version};
pub use rows::{Cursor, Detail, Event, EventKind, Exchange, From, Inquiry, JournalLine, Operation, Page, Sum, Totals};
pub use seam::Seam;
pub use stream::Windows;
use totals::Adder;

/// The ledger of one profile, as one desk has it open. Clones share it.
#[derive(Debug, Clone)]
pub struct Ledger {
    writer: Arc<Mutex<Writer>>,
    /// Lists are read beside the writer.
    readers: Arc<Readers>,
    /// What lists come to is added up beside both.
    adder: Arc<Adder>,
    /// This desk, and the others that have the same file open.
    desks: Arc<Desks>,
    seam: Option<Arc<dyn Seam>>,
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
    /// A failure that a simulation makes up.
    pub fn made_up(what: &str) -> Self {
        Self(what.to_owned())
    }

    fn unreadable(what: &str) -> Self {
        Self(format!("a row holds an unreadable {what}"))
    }
}

/// Takes the write lock at once, so that nothing that was read in the transaction can change before it is committed.
const BEGIN: &str = "BEGIN IMMEDIATE";

impl Ledger {
    /// Waits for open work and closes the files.
    pub async fn close(self) {
        self.adder.close().await;
        self.readers.close().await;
        if let Ok(writer) = Arc::try_unwrap(self.writer) {
            // What was committed is safe; an error here concerns the tidying of side files.
            let _ = sqlx::Connection::close(writer.into_inner().connection).await;
        }
    }

    /// Does something with the database: as it is, or in lockstep with a simulation.
    async fn pace<T>(&self, work: BoxFuture<'_, T>) -> T {
        let Some(seam) = &self.seam else { return work.await };
        seam.alive().await;
        let done = futures::executor::block_on(work);
        seam.alive().await;
        done
    }

    /// Commits, and lets a simulation know.
    async fn commit(&self, tx: Transaction<'_, Sqlite>, write: &'static str, kept: Kept) -> Result<(), LedgerError> {
        if let Some(seam) = &self.seam {
            seam.before(write)?;
        }
        tx.commit().await?;
        self.seam.as_ref().map_or(Ok(()), |seam| seam.after(write, kept))
    }
}
