//! Looking at a file before it is opened: is it a ledger, and of a version that this program knows? Nothing is written.

use std::path::Path;

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{Connection as _, Row as _, SqliteConnection};

use super::open::{APPLICATION_ID, MIGRATIONS, OpenError, PATIENCE, one_line};

/// SQLite's code for a file that is something else.
const NOT_A_DATABASE: &str = "26";

/// How a ledger is read.
pub(super) fn reading(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .read_only(true)
        .busy_timeout(PATIENCE)
        // KiB of pages that a reader keeps at most: the upper pages of every index of a ledger of millions.
        .pragma("cache_size", "-16384")
}

/// A ledger that may be opened.
#[derive(Debug)]
pub(super) struct Looked {
    /// Through which it was looked at; it only reads.
    pub(super) connection: SqliteConnection,
    /// Whether it is of this version, with nothing left to migrate.
    pub(super) is_current: bool,
}

impl Looked {
    /// Closing tidies the WAL files that the look made; an error here concerns only them.
    pub(super) async fn close(self) {
        let _ = self.connection.close().await;
    }
}

/// Only a file that is no database, or another program's, is called not ours; a file that cannot be read just now is.
fn unreadable(path: &Path, error: &sqlx::Error) -> OpenError {
    match error {
        sqlx::Error::Database(database) if database.code().as_deref() == Some(NOT_A_DATABASE) => {
            OpenError::NotOurs(path.to_owned())
        }
        _ => OpenError::Unusable { path: path.to_owned(), reason: one_line(error) },
    }
}

/// Looks at a file through a read-only connection.
pub(super) async fn inspect(path: &Path) -> Result<Looked, OpenError> {
    let connection = SqliteConnection::connect_with(&reading(path)).await.map_err(|error| unreadable(path, &error))?;
    let mut looked = Looked { connection, is_current: false };
    match is_current(path, &mut looked.connection).await {
        Ok(is_current) => Ok(Looked { is_current, ..looked }),
        Err(error) => {
            looked.close().await;
            Err(error)
        }
    }
}

/// Whether a ledger has nothing left to migrate; an error when it is not one that this program may open.
async fn is_current(path: &Path, connection: &mut SqliteConnection) -> Result<bool, OpenError> {
    let not_ours = || OpenError::NotOurs(path.to_owned());
    let explain = |error: sqlx::Error| unreadable(path, &error);
    let application: i64 = sqlx::query("PRAGMA application_id")
        .fetch_one(&mut *connection)
        .await
        .and_then(|row| row.try_get(0))
        .map_err(explain)?;
    if application != APPLICATION_ID {
        return Err(not_ours());
    }
    let (tables,): (i64,) =
        sqlx::query_as("SELECT COUNT(*) FROM sqlite_schema").fetch_one(&mut *connection).await.map_err(explain)?;
    if tables == 0 {
        // A desk that was killed while it made the ledger: it has its name already, and nothing else.
        return Ok(false);
    }
    let applied: Vec<(i64, Vec<u8>)> =
        sqlx::query_as("SELECT version, checksum FROM _sqlx_migrations ORDER BY version")
            .fetch_all(connection)
            .await
            .map_err(|_| not_ours())?;
    let known = MIGRATIONS.iter().map(|migration| migration.version).max().unwrap_or(0);
    let found = applied.last().map_or(0, |(version, _)| *version);
    if found > known {
        return Err(OpenError::Newer { path: path.to_owned(), found, known });
    }
    let is_ours = |(version, checksum): &(i64, Vec<u8>)| {
        MIGRATIONS.iter().any(|ours| ours.version == *version && ours.checksum.as_ref() == checksum.as_slice())
    };
    match applied.iter().find(|step| !is_ours(step)) {
        Some((step, _)) => Err(OpenError::Different { path: path.to_owned(), step: *step }),
        None => Ok(applied.len() == MIGRATIONS.iter().count()),
    }
}
