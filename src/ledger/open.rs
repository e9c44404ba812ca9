//! Opening a ledger file: is it ours, is it of this version, and only then migrations.

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use futures::future::BoxFuture;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{Connection as _, SqliteConnection};
use tokio::sync::Mutex;
use uuid::Uuid;

use super::connections::{Readers, Writer};
use super::desks::Desks;
use super::look::{inspect, reading};
use super::totals::Adder;
use super::{Ledger, Seam, search};
use crate::private;

pub(super) static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!("src/ledger/migrations");

/// Marks a SQLite file as a ledger of tolem ("tolm"), in the header field made for that.
pub(super) const APPLICATION_ID: i64 = 0x746f_6c6d;

/// Readers that may work at once beside the one writer.
const READERS: usize = 3;

/// Why a ledger file was not opened. The file is as it was.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The file holds something else.
    #[error("{} is not a ledger of tolem; it was left as it is, choose another file or move it away", .0.display())]
    NotOurs(PathBuf),
    /// A newer tolem wrote it.
    #[error(
        "{} was written by a newer tolem (ledger version {found}, this one knows {known}); it was left as it is, update tolem",
        .path.display()
    )]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its version.
        found: i64,
        /// The newest version that this program knows.
        known: i64,
    },
    /// A build of tolem wrote it whose migrations are not those of this one.
    #[error(
        "{} was written by another build of tolem, whose ledger differs in step {step}; it was left as it is, open it with the build that wrote it or choose another file",
        .path.display()
    )]
    Different {
        /// The file.
        path: PathBuf,
        /// The first migration that differs.
        step: i64,
    },
    /// Another desk has been opening it for too long.
    #[error("{} is being opened by another tolem that does not come to an end; nothing was sent, end that one first", .0.display())]
    InUse(PathBuf),
    /// The folder or file cannot be used.
    #[error("the ledger {} cannot be opened: {reason}; nothing was sent, mend the folder's permissions or free space", .path.display())]
    Unusable {
        /// The file.
        path: PathBuf,
        /// Why, in one line.
        reason: String,
    },
}

impl Ledger {
    /// Opens the ledger at `path`, making it when there is none. A file that is not ours, or that a newer version
    /// wrote, is refused before a byte of it changes. Several desks of one machine may have it open.
    pub async fn open(path: &Path) -> Result<Self, OpenError> {
        Self::open_with(path, None).await
    }

    /// [`Ledger::open`] within a simulation.
    pub async fn open_with(path: &Path, seam: Option<Arc<dyn Seam>>) -> Result<Self, OpenError> {
        let opening: BoxFuture<'_, _> = Box::pin(Self::open_here(path, seam.clone()));
        match seam {
            None => opening.await,
            Some(_) => futures::executor::block_on(opening),
        }
    }

    async fn open_here(path: &Path, seam: Option<Arc<dyn Seam>>) -> Result<Self, OpenError> {
        let unusable = |reason: String| OpenError::Unusable { path: path.to_owned(), reason };
        if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            private::folder(folder).map_err(|error| unusable(error.to_string()))?;
        }
        let is_there = || match std::fs::metadata(path) {
            Ok(found) if found.is_file() => Ok(found.len() > 0),
            Ok(_) => Err(OpenError::NotOurs(path.to_owned())),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(false),
            Err(error) => Err(unusable(error.to_string())),
        };
        // No desk made it without a lock beside it: what is not ours is refused before anything lies beside it.
        if is_there()? && !lock_of(path).exists() {
            inspect(path).await?.close().await;
        }
        // Two desks that open it at the same moment would both migrate it, and one that looks while another makes it would
        // take it for somebody else's.
        let _opening = alone(path).await?;
        let looked = if is_there()? { Some(inspect(path).await?) } else { None };
        // Made with its final mode, because SQLite gives its side files the mode of the database.
        private::file(path).map_err(|error| unusable(error.to_string()))?;
        // Foreign keys are off while it is migrated: a table that others refer to cannot be made anew with them on.
        let mut options = writing(path).create_if_missing(true).foreign_keys(false);
        if looked.is_none() {
            options = options
                .pragma("application_id", APPLICATION_ID.to_string())
                // Without a record there is no word of another edition.
                .pragma("user_version", search::EDITION.to_string());
        }
        let mut connection =
            SqliteConnection::connect_with(&options).await.map_err(|error| unusable(one_line(&error)))?;
        if looked.as_ref().is_none_or(|looked| !looked.is_current) {
            MIGRATIONS
                .run_direct(None, &mut connection, false)
                .await
                .map_err(|error| unusable(error.to_string().replace('\n', " ")))?;
        }
        search::renew(&mut connection).await.map_err(|error| unusable(error.to_string()))?;
        sqlx::query("PRAGMA foreign_keys = ON")
            .execute(&mut connection)
            .await
            .map_err(|error| unusable(one_line(&error)))?;
        let reading = reading(path);
        // In lockstep nothing is read beside anything else.
        let count = if seam.is_some() { 1 } else { READERS };
        let readers = Readers::new(reading.clone(), count);
        if let Some(looked) = looked {
            readers.take(looked.connection).await.map_err(|error| unusable(one_line(&error)))?;
        }
        let desks = Desks::enter(path, Uuid::new_v4()).map_err(|error| unusable(error.to_string()))?;
        Ok(Self {
            writer: Arc::new(Mutex::new(Writer::new(connection, writing(path)))),
            readers: Arc::new(readers),
            adder: Arc::new(Adder::new(reading)),
            desks: Arc::new(desks),
            seam,
        })
    }
}

/// How the one connection that writes has a ledger open.
fn writing(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(PATIENCE)
}

/// The file that is locked while a ledger is opened.
fn lock_of(path: &Path) -> PathBuf {
    path.with_extension("lock")
}

/// Waits until no other desk is opening the ledger; others wait until the answer is dropped.
async fn alone(path: &Path) -> Result<File, OpenError> {
    let unusable = |reason: String| OpenError::Unusable { path: path.to_owned(), reason };
    let lock = private::file(&lock_of(path)).map_err(|error| unusable(error.to_string()))?;
    let mut tries = PATIENCE.as_millis() / LOOK_AGAIN.as_millis();
    loop {
        match lock.try_lock() {
            Ok(()) => return Ok(lock),
            Err(TryLockError::WouldBlock) if tries > 0 => tokio::time::sleep(LOOK_AGAIN).await,
            Err(TryLockError::WouldBlock) => return Err(OpenError::InUse(path.to_owned())),
            Err(TryLockError::Error(error)) => return Err(unusable(error.to_string())),
        }
        tries -= 1;
    }
}

/// How long a desk waits for another that writes or opens.
pub(super) const PATIENCE: Duration = Duration::from_secs(5);

/// How soon it looks again whether the other has opened.
const LOOK_AGAIN: Duration = Duration::from_millis(50);

/// A database error as one line.
pub(super) fn one_line(error: &sqlx::Error) -> String {
    error.to_string().replace('\n', " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_file_that_is_not_ours_is_refused_and_left_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("notes.db");
        std::fs::write(&path, "just some text, long enough to be something else entirely").unwrap();
        assert!(matches!(Ledger::open(&path).await, Err(OpenError::NotOurs(_))));
        assert_eq!(
            std::fs::read_to_string(&path).unwrap(),
            "just some text, long enough to be something else entirely"
        );
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "no stray files");
    }

    #[tokio::test]
    async fn another_programs_database_is_refused_and_left_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("other.db");
        let options = SqliteConnectOptions::new().filename(&path).create_if_missing(true);
        let mut other = SqliteConnection::connect_with(&options).await.unwrap();
        sqlx::query("CREATE TABLE notes (text TEXT)").execute(&mut other).await.unwrap();
        other.close().await.unwrap();
        let before = std::fs::read(&path).unwrap();
        assert!(matches!(Ledger::open(&path).await, Err(OpenError::NotOurs(_))));
        assert_eq!(std::fs::read(&path).unwrap(), before);
    }

    #[tokio::test]
    async fn a_ledger_of_a_newer_version_is_refused_and_left_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("shop.db");
        let ledger = Ledger::open(&path).await.unwrap();
        sqlx::query(
            "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
             VALUES (9000, 'from the future', 1, x'00', 0)",
        )
        .execute(&mut ledger.writer.lock().await.connection)
        .await
        .unwrap();
        ledger.close().await;
        let before = std::fs::read(&path).unwrap();
        let error = Ledger::open(&path).await.unwrap_err();
        assert!(matches!(error, OpenError::Newer { found: 9000, .. }), "{error}");
        assert!(error.to_string().ends_with("it was left as it is, update tolem"));
        assert_eq!(std::fs::read(&path).unwrap(), before);
    }

    #[tokio::test]
    async fn a_ledger_of_another_build_is_refused_and_left_as_it_is() {
        for (change, step) in [
            ("UPDATE _sqlx_migrations SET checksum = x'00' WHERE version = 2", 2),
            ("UPDATE _sqlx_migrations SET version = -1 WHERE version = 1", -1),
        ] {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("shop.db");
            let ledger = Ledger::open(&path).await.unwrap();
            sqlx::query(change).execute(&mut ledger.writer.lock().await.connection).await.unwrap();
            ledger.close().await;
            let before = std::fs::read(&path).unwrap();
            let error = Ledger::open(&path).await.unwrap_err();
            assert!(matches!(error, OpenError::Different { step: found, .. } if found == step), "{error}");
            let told = error.to_string();
            assert!(
                told.ends_with("it was left as it is, open it with the build that wrote it or choose another file")
            );
            assert_eq!(std::fs::read(&path).unwrap(), before);
        }
    }

    #[test]
    fn an_applied_migration_never_changes_add_a_new_one() {
        let pinned = [
            (1, "637e5cb9db4f84e2b94f65ef081ce798"),
            (2, "4f209e78e2d1089b8106d99e88602f3b"),
            (3, "0d42407d805f9c6b8593bea62a2fb1d2"),
            (4, "2c6a4ccb741b99ae9a17e2c2baf6a024"),
            (5, "365cc0444e8f3529a72f124970968fb7"),
        ];
        let found: Vec<_> = MIGRATIONS.iter().map(|step| (step.version, hex::encode(&step.checksum))).collect();
        let found: Vec<_> = found.iter().map(|(version, sum)| (*version, &sum[..32])).collect();
        assert_eq!(found, pinned, "an applied migration never changes; add a new one");
    }

    #[tokio::test]
    async fn who_looks_while_another_makes_the_ledger_waits_for_it() {
        let folder = tempfile::tempdir().unwrap();
        let (path, made) = (folder.path().join("shop.db"), folder.path().join("made.db"));
        Ledger::open(&made).await.unwrap().close().await;
        // The other has come so far: the lock is taken, and the file has no name and no table yet.
        let lock = alone(&path).await.unwrap();
        let options = SqliteConnectOptions::new().filename(&path).create_if_missing(true);
        let mut unnamed = SqliteConnection::connect_with(&options).await.unwrap();
        sqlx::query("PRAGMA user_version = 1").execute(&mut unnamed).await.unwrap();
        unnamed.close().await.unwrap();
        let mut second = std::pin::pin!(Ledger::open(&path));
        let waits = tokio::time::timeout(2 * LOOK_AGAIN, &mut second).await;
        assert!(waits.is_err(), "{:?}", waits.map(|opened| opened.map(drop)));
        std::fs::rename(&made, &path).unwrap();
        drop(lock);
        second.await.unwrap();
    }

    #[tokio::test]
    async fn two_desks_open_one_ledger_and_each_sees_what_the_other_keeps() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("shop.db");
        let (first, second) = tokio::join!(Ledger::open(&path), Ledger::open(&path));
        let (first, second) = (first.unwrap(), second.unwrap());
        let paid = crate::domain::record::tests_support::record(
            crate::domain::RecordKind::Payment,
            crate::domain::Stage::Cleared,
            100,
        );
        first.import([(paid.clone(), None)].into_iter(), |_, _| {}).await.unwrap();
        assert_eq!(second.record(paid.id).await.unwrap(), Some(paid));
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn the_ledger_and_its_side_files_are_for_their_owner_only() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let ledger = Ledger::open(&folder.path().join("tolem/shop.db")).await.unwrap();
        for file in std::fs::read_dir(folder.path().join("tolem")).unwrap() {
            let file = file.unwrap();
            assert_eq!(file.metadata().unwrap().permissions().mode() & 0o077, 0, "{:?}", file.path());
        }
        ledger.close().await;
    }

    #[tokio::test]
    async fn a_ledger_whose_making_was_broken_off_is_made() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("shop.db");
        let options = SqliteConnectOptions::new()
            .filename(&path)
            .create_if_missing(true)
            .pragma("application_id", APPLICATION_ID.to_string());
        SqliteConnection::connect_with(&options).await.unwrap().close().await.unwrap();
        assert!(!inspect(&path).await.unwrap().is_current);
        Ledger::open(&path).await.unwrap().close().await;
        assert!(inspect(&path).await.unwrap().is_current);
    }

    #[tokio::test]
    async fn an_empty_file_becomes_a_ledger_and_opens_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("new/shop.db");
        Ledger::open(&path).await.unwrap().close().await;
        Ledger::open(&path).await.unwrap().close().await;
    }
}

#[cfg(test)]
#[path = "migrating_tests.rs"]
mod migrating_tests;
