//! The connections to the database: one that writes, some that read, one that adds up.

use std::sync::{Mutex, PoisonError};

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{Connection as _, SqliteConnection};
use tokio::sync::{Semaphore, SemaphorePermit};

use super::LedgerError;

/// Whether a commit waits until the disk has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// It outlives a loss of power: intents before they are sent, and outcomes.
    OnDisk,
    /// It outlives the end of the program, however sudden. After a loss of power it may be gone, and is found out anew:
    /// what reads told, and the mark that sending began (an intent that is only prepared is read for just the same).
    ByTheSystem,
}

/// The one connection that writes, so that writers queue here.
#[derive(Debug)]
pub(super) struct Writer {
    pub(super) connection: SqliteConnection,
    /// What the connection is set to; `None` while that is being changed, which may be broken off.
    kept: Option<Kept>,
}

impl Writer {
    pub(super) const fn new(connection: SqliteConnection) -> Self {
        // The options of the connection say `synchronous = FULL`.
        Self { connection, kept: Some(Kept::OnDisk) }
    }

    /// Makes the next commits wait for the disk, or not.
    pub(super) async fn keep(&mut self, kept: Kept) -> Result<&mut SqliteConnection, LedgerError> {
        if self.kept != Some(kept) {
            let text = match kept {
                Kept::OnDisk => "PRAGMA synchronous = FULL",
                Kept::ByTheSystem => "PRAGMA synchronous = NORMAL",
            };
            self.kept = None;
            sqlx::query(text).execute(&mut self.connection).await?;
            self.kept = Some(kept);
        }
        Ok(&mut self.connection)
    }
}

/// Connections that read, lent one at a time.
#[derive(Debug)]
pub(super) struct Readers {
    free: Mutex<Vec<SqliteConnection>>,
    permits: Semaphore,
}

impl Readers {
    pub(super) async fn open(options: &SqliteConnectOptions, count: usize) -> Result<Self, sqlx::Error> {
        let mut free = Vec::with_capacity(count);
        for _ in 0..count {
            free.push(SqliteConnection::connect_with(options).await?);
        }
        Ok(Self { free: Mutex::new(free), permits: Semaphore::new(count) })
    }

    /// Waits for a free connection.
    pub(super) async fn lend(&self) -> Result<Lent<'_>, LedgerError> {
        let permit = self.permits.acquire().await.map_err(|_| LedgerError("the ledger is closed".to_owned()))?;
        let connection = self.free.lock().unwrap_or_else(PoisonError::into_inner).pop();
        connection
            .map(|connection| Lent { connection: Some(connection), readers: self, _permit: permit })
            .ok_or_else(|| LedgerError("no connection reads the ledger".to_owned()))
    }

    /// Lends nothing more and closes what is free.
    pub(super) async fn close(&self) {
        self.permits.close();
        let free = std::mem::take(&mut *self.free.lock().unwrap_or_else(PoisonError::into_inner));
        for connection in free {
            // A reader has nothing to lose.
            let _ = connection.close().await;
        }
    }
}

/// A connection until it is dropped.
pub(super) struct Lent<'a> {
    connection: Option<SqliteConnection>,
    readers: &'a Readers,
    _permit: SemaphorePermit<'a>,
}

impl Drop for Lent<'_> {
    fn drop(&mut self) {
        self.readers.free.lock().unwrap_or_else(PoisonError::into_inner).extend(self.connection.take());
    }
}

impl Lent<'_> {
    /// The connection, for a query.
    pub(super) fn get(&mut self) -> Result<&mut SqliteConnection, LedgerError> {
        self.connection.as_mut().ok_or_else(|| LedgerError("no connection reads the ledger".to_owned()))
    }
}
