//! A look at a ledger's health. It changes nothing, makes no ledger, and enters no desk.

use std::path::Path;

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{Connection as _, Row as _, SqliteConnection};

use super::desks;
use super::home::{Home, home_of};
use super::look::inspect;
use super::open::{MIGRATIONS, OpenError, PATIENCE, one_line};

/// How a ledger is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkup {
    /// The version that it was written in.
    pub version: i64,
    /// The version that this program writes; an older ledger is brought there when it is opened.
    pub known: i64,
    /// What `PRAGMA quick_check` finds; nothing when it is sound.
    pub faults: Vec<String>,
    /// Where it belongs; `None` while that is nowhere.
    pub home: Option<Home>,
    /// How many tolem have it open.
    pub desks: usize,
}

/// So many faults are told at most.
const MOST_FAULTS: usize = 3;

/// Looks at the ledger at `path`; `None` when there is none.
pub async fn checkup(path: &Path) -> Result<Option<Checkup>, OpenError> {
    let unreadable = |reason: String| OpenError::Unusable { path: path.to_owned(), reason };
    match std::fs::metadata(path) {
        Ok(found) if found.is_file() => {}
        Ok(_) => return Err(OpenError::NotOurs(path.to_owned())),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(unreadable(error.to_string())),
    }
    inspect(path).await?.close().await;
    let unusable = |error: sqlx::Error| unreadable(one_line(&error));
    let options = SqliteConnectOptions::new().filename(path).read_only(true).busy_timeout(PATIENCE);
    let mut connection = SqliteConnection::connect_with(&options).await.map_err(unusable)?;
    let found = look(&mut connection).await;
    // Closing tidies the WAL files that the look made; an error here concerns only them.
    let _ = connection.close().await;
    let (version, faults, home) = found.map_err(unusable)?;
    let known = MIGRATIONS.iter().map(|migration| migration.version).max().unwrap_or(0);
    Ok(Some(Checkup { version, known, faults, home, desks: desks::open_at(path) }))
}

async fn look(connection: &mut SqliteConnection) -> Result<(i64, Vec<String>, Option<Home>), sqlx::Error> {
    let version: i64 =
        sqlx::query("SELECT max(version) FROM _sqlx_migrations").fetch_one(&mut *connection).await?.try_get(0)?;
    let rows = sqlx::query("PRAGMA quick_check").fetch_all(&mut *connection).await?;
    let said: Vec<String> = rows.iter().map(|row| row.try_get(0)).collect::<Result<_, _>>()?;
    let faults = said.into_iter().filter(|line| line != "ok").take(MOST_FAULTS);
    let faults: Vec<String> = faults.map(|line| line.replace('\n', " ")).collect();
    // A damaged file may not tell any more; that it is damaged is what counts then.
    let home = home_of(connection).await;
    let home = if faults.is_empty() { home? } else { home.unwrap_or_default() };
    Ok((version, faults, home))
}

#[cfg(test)]
mod tests {
    use super::super::Ledger;
    use super::*;

    #[tokio::test]
    async fn a_sound_ledger_tells_its_version_and_who_has_it_open() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("shop.db");
        assert_eq!(checkup(&path).await.unwrap(), None);
        assert!(!path.exists(), "a look makes no ledger");
        let ledger = Ledger::open(&path).await.unwrap();
        let known = MIGRATIONS.iter().map(|migration| migration.version).max().unwrap();
        let sound = |desks| Some(Checkup { version: known, known, faults: Vec::new(), home: None, desks });
        assert_eq!(checkup(&path).await.unwrap(), sound(1));
        ledger.close().await;
        assert_eq!(checkup(&path).await.unwrap(), sound(0));
    }

    #[tokio::test]
    async fn a_ledger_with_a_spoilt_page_is_found_out_and_left_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("shop.db");
        Ledger::open(&path).await.unwrap().close().await;
        let mut bytes = std::fs::read(&path).unwrap();
        // The last page of the file; the first ones hold the schema, without which it would not open at all.
        let last = bytes.len() - 4_096;
        bytes[last..].fill(0xff);
        std::fs::write(&path, &bytes).unwrap();
        let faults = checkup(&path).await.map(|found| found.unwrap().faults);
        assert!(faults.as_ref().map_or(true, |faults| !faults.is_empty()), "{faults:?}");
        assert_eq!(std::fs::read(&path).unwrap(), bytes);
    }
}
