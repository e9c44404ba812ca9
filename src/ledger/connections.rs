//! The connections to the database: one that writes, some that read, one that adds up.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

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
    /// How another one is opened in its place.
    options: SqliteConnectOptions,
    /// What the connection is set to; `None` while that is being changed, which may be broken off.
    kept: Option<Kept>,
}

impl Writer {
    /// `options` say `synchronous = FULL`, as the connection has it.
    pub(super) const fn new(connection: SqliteConnection, options: SqliteConnectOptions) -> Self {
        Self { connection, options, kept: Some(Kept::OnDisk) }
    }

    /// Makes the next commits wait for the disk, or not.
    pub(super) async fn keep(&mut self, kept: Kept) -> Result<&mut SqliteConnection, LedgerError> {
        self.come_to_rest().await?;
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

    /// Waits for the end of a transaction that was given up. One that SQLite ended by itself, as it does on a full disk, is
    /// open for ever to the driver, and no other can begin: that connection is given up as well.
    async fn come_to_rest(&mut self) -> Result<(), LedgerError> {
        if self.connection.is_in_transaction() {
            // Answered in its turn, after what is still to be rolled back.
            self.connection.ping().await?;
        }
        if self.connection.is_in_transaction() {
            self.connection = SqliteConnection::connect_with(&self.options).await?;
            self.kept = Some(Kept::OnDisk);
        }
        Ok(())
    }
}

/// How often a long read is asked whether it is wanted still, in steps of SQLite's machine: several times a millisecond.
pub(super) const STEPS: i32 = 5_000;

/// Connections that read, lent one at a time. Each is opened when it is first needed: most commands need one, or none.
#[derive(Debug)]
pub(super) struct Readers {
    options: SqliteConnectOptions,
    free: Mutex<Vec<Reader>>,
    permits: Semaphore,
}

impl Readers {
    /// At most `count` connections at a time.
    pub(super) fn new(options: SqliteConnectOptions, count: usize) -> Self {
        Self { options, free: Mutex::new(Vec::with_capacity(count)), permits: Semaphore::new(count) }
    }

    /// Takes a connection that was opened already with the same options.
    pub(super) async fn take(&self, connection: SqliteConnection) -> Result<(), sqlx::Error> {
        let reader = Reader::of(connection).await?;
        self.free.lock().unwrap_or_else(PoisonError::into_inner).push(reader);
        Ok(())
    }

    /// Waits for a free connection.
    pub(super) async fn lend(&self) -> Result<Lent<'_>, LedgerError> {
        let permit = self.permits.acquire().await.map_err(|_| LedgerError("the ledger is closed".to_owned()))?;
        let free = self.free.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut reader = match free {
            Some(reader) => reader,
            None => Reader::of(SqliteConnection::connect_with(&self.options).await?).await?,
        };
        reader.come_to_rest().await?;
        Ok(Lent { reader: Some(reader), readers: self, _permit: permit })
    }

    /// Lends nothing more and closes what is free.
    pub(super) async fn close(&self) {
        self.permits.close();
        let free = std::mem::take(&mut *self.free.lock().unwrap_or_else(PoisonError::into_inner));
        for reader in free {
            // A reader has nothing to lose.
            let _ = reader.connection.close().await;
        }
    }
}

/// A connection that reads.
#[derive(Debug)]
struct Reader {
    connection: SqliteConnection,
    /// Whether nobody waits any more for the statement that it may be in. SQLite asks now and then, and breaks it off.
    given_up: Arc<AtomicBool>,
}

impl Reader {
    async fn of(mut connection: SqliteConnection) -> Result<Self, sqlx::Error> {
        let given_up = Arc::new(AtomicBool::new(false));
        let asked = Arc::clone(&given_up);
        connection.lock_handle().await?.set_progress_handler(STEPS, move || !asked.load(Ordering::SeqCst));
        Ok(Self { connection, given_up })
    }

    /// Waits for the end of a statement that was given up.
    async fn come_to_rest(&mut self) -> Result<(), LedgerError> {
        if self.given_up.load(Ordering::SeqCst) {
            // Answered in its turn. To take the connection's lock is not enough: it is free for a moment before a statement.
            self.connection.ping().await?;
            self.given_up.store(false, Ordering::SeqCst);
        }
        Ok(())
    }
}

/// A connection until it is dropped.
pub(super) struct Lent<'a> {
    reader: Option<Reader>,
    readers: &'a Readers,
    _permit: SemaphorePermit<'a>,
}

impl Drop for Lent<'_> {
    fn drop(&mut self) {
        self.readers.free.lock().unwrap_or_else(PoisonError::into_inner).extend(self.reader.take());
    }
}

impl Lent<'_> {
    /// The connection, for a query.
    pub(super) fn get(&mut self) -> Result<&mut SqliteConnection, LedgerError> {
        self.reader.as_mut().map(|reader| &mut reader.connection).ok_or_else(none_left)
    }

    /// What breaks off the statements from here on if it is dropped before they are done.
    pub(super) fn unless_done(&self) -> GivesUp {
        GivesUp(self.reader.as_ref().map(|reader| Arc::clone(&reader.given_up)))
    }
}

fn none_left() -> LedgerError {
    LedgerError("no connection reads the ledger".to_owned())
}

/// Gives up what a reader does, when it is dropped with the question.
pub(super) struct GivesUp(Option<Arc<AtomicBool>>);

impl GivesUp {
    /// There is nothing to break off any more.
    pub(super) fn done(mut self) {
        self.0 = None;
    }
}

impl Drop for GivesUp {
    fn drop(&mut self) {
        if let Some(given_up) = &self.0 {
            given_up.store(true, Ordering::SeqCst);
        }
    }
}

#[cfg(test)]
mod tests {
    use futures::FutureExt as _;

    use super::*;

    /// Counts without end.
    const ENDLESS: &str = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT COUNT(*) FROM n";

    #[tokio::test]
    async fn a_read_that_nobody_waits_for_is_broken_off_and_its_connection_reads_on() {
        let readers = Readers::new(SqliteConnectOptions::new().in_memory(true), 1);
        for _ in 0..3 {
            let question = async {
                let mut lent = readers.lend().await?;
                let unless_done = lent.unless_done();
                sqlx::query(ENDLESS).execute(lent.get()?).await?;
                unless_done.done();
                Ok::<(), LedgerError>(())
            };
            assert_eq!(question.now_or_never(), None, "it is under way, and nobody asks again");
            let mut lent = readers.lend().await.unwrap();
            let (one,): (i64,) = sqlx::query_as("SELECT 1").fetch_one(lent.get().unwrap()).await.unwrap();
            assert_eq!(one, 1);
        }
    }
}
