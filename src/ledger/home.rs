//! Whose ledger a file is: one merchant in one environment, in use on one machine.
//!
//! Two copies of a ledger do not know of each other's operations, and could return the same money twice. So a ledger
//! remembers the machine that it is used on, and one that comes from another machine moves no money until a person has
//! said that the other copy is no longer used.

use sqlx::sqlite::SqliteRow;
use sqlx::{Row as _, SqliteConnection};

use super::{BEGIN, Ledger, LedgerError};
use crate::ledger::connections::Kept;

/// Where a ledger belongs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Home {
    /// `sandbox`, `test` or `live`.
    pub environment: String,
    /// The gateway's host, without a port.
    pub host: String,
    /// The merchant's number.
    pub merchant: String,
    /// What tells this machine from others; empty when the machine does not say.
    pub machine: String,
}

/// Why a ledger is not used here. It is as it was.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HomeError {
    /// It holds another merchant's records, or those of another environment.
    #[error(
        "the ledger holds merchant {} at {} ({}): nothing was sent; use the profile that it belongs to, or choose another name for this one",
        .0.merchant, .0.host, .0.environment
    )]
    Foreign(Home),
    /// It was in use on another machine.
    #[error(
        "the ledger was last used on another machine, and two copies could refund twice: nothing was sent; look at it with --read-only, or end the other copy and take it over with `tolem profile adopt`"
    )]
    Moved,
    /// The database failed.
    #[error("{0}")]
    Ledger(#[from] LedgerError),
}

impl std::convert::From<sqlx::Error> for HomeError {
    fn from(error: sqlx::Error) -> Self {
        Self::Ledger(error.into())
    }
}

/// What is done about a ledger that comes from another machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Move {
    /// It is refused.
    Refuse,
    /// It is looked at; nothing may be sent.
    LookOnly,
    /// It is used here from now on.
    TakeOver,
}

impl Home {
    /// Whether a ledger that belongs to `self` may be used for `here`.
    pub fn fits(&self, here: &Self) -> Result<(), HomeError> {
        if (&self.environment, &self.host, &self.merchant) != (&here.environment, &here.host, &here.merchant) {
            return Err(HomeError::Foreign(self.clone()));
        }
        if self.machine == here.machine { Ok(()) } else { Err(HomeError::Moved) }
    }
}

/// What a row of the table says.
fn read(row: &SqliteRow) -> Result<Home, sqlx::Error> {
    Ok(Home {
        environment: row.try_get("environment")?,
        host: row.try_get("host")?,
        merchant: row.try_get("merchant")?,
        machine: row.try_get("machine")?,
    })
}

/// Where the ledger of a connection belongs; `None` while it belongs nowhere, as one does that is older than the table.
pub(super) async fn home_of(connection: &mut SqliteConnection) -> Result<Option<Home>, sqlx::Error> {
    let table = sqlx::query("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'home'");
    if table.fetch_optional(&mut *connection).await?.is_none() {
        return Ok(None);
    }
    let row = sqlx::query(HOME).fetch_optional(connection).await?;
    row.as_ref().map(read).transpose()
}

/// The one row of the table.
const HOME: &str = "SELECT environment, host, merchant, machine FROM home WHERE only = 1";

impl Ledger {
    /// Where it belongs, for whoever only reads it: nothing is written, and one that belongs nowhere yet stays so.
    pub async fn home(&self) -> Result<Option<Home>, LedgerError> {
        self.pace(Box::pin(async { Ok(home_of(self.readers.lend().await?.get()?).await?) })).await
    }

    /// Makes sure that the ledger belongs here. A ledger that belongs nowhere yet belongs here from now on.
    pub async fn belong(&self, here: &Home, on_move: Move) -> Result<(), HomeError> {
        self.pace(Box::pin(async {
            let mut writer = self.writer.lock().await;
            let connection = writer.keep(Kept::OnDisk).await?;
            let mut tx = sqlx::Connection::begin_with(connection, BEGIN).await?;
            let Some(row) = sqlx::query(HOME).fetch_optional(&mut *tx).await? else {
                sqlx::query("INSERT INTO home (only, environment, host, merchant, machine) VALUES (1, $1, $2, $3, $4)")
                    .bind(&here.environment)
                    .bind(&here.host)
                    .bind(&here.merchant)
                    .bind(&here.machine)
                    .execute(&mut *tx)
                    .await?;
                return Ok(self.commit(tx, "home", Kept::OnDisk).await?);
            };
            match (read(&row)?.fits(here), on_move) {
                (Ok(()), _) | (Err(HomeError::Moved), Move::LookOnly) => Ok(()),
                (Err(HomeError::Moved), Move::TakeOver) => {
                    sqlx::query("UPDATE home SET machine = $1 WHERE only = 1")
                        .bind(&here.machine)
                        .execute(&mut *tx)
                        .await?;
                    Ok(self.commit(tx, "home", Kept::OnDisk).await?)
                }
                (Err(error), _) => Err(error),
            }
        }))
        .await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn home(merchant: &str, machine: &str) -> Home {
        Home {
            environment: "live".to_owned(),
            host: "api.freedompay.kz".to_owned(),
            merchant: merchant.to_owned(),
            machine: machine.to_owned(),
        }
    }

    #[tokio::test]
    async fn a_ledger_belongs_to_the_merchant_and_machine_that_used_it_first() {
        let folder = tempfile::tempdir().unwrap();
        let ledger = Ledger::open(&folder.path().join("shop.db")).await.unwrap();
        assert_eq!(ledger.home().await, Ok(None));
        ledger.belong(&home("1", "a"), Move::Refuse).await.unwrap();
        ledger.belong(&home("1", "a"), Move::Refuse).await.unwrap();
        assert_eq!(ledger.home().await, Ok(Some(home("1", "a"))));
        let foreign = ledger.belong(&home("2", "a"), Move::TakeOver).await.unwrap_err();
        assert_eq!(foreign, HomeError::Foreign(home("1", "a")));
        assert!(foreign.to_string().contains("nothing was sent"));
    }

    #[tokio::test]
    async fn a_copy_on_another_machine_is_looked_at_and_not_used_until_it_is_taken_over() {
        let folder = tempfile::tempdir().unwrap();
        let ledger = Ledger::open(&folder.path().join("shop.db")).await.unwrap();
        ledger.belong(&home("1", "a"), Move::Refuse).await.unwrap();
        assert_eq!(ledger.belong(&home("1", "b"), Move::Refuse).await, Err(HomeError::Moved));
        ledger.belong(&home("1", "b"), Move::LookOnly).await.unwrap();
        assert_eq!(ledger.belong(&home("1", "b"), Move::Refuse).await, Err(HomeError::Moved), "a look changes nothing");
        ledger.belong(&home("1", "b"), Move::TakeOver).await.unwrap();
        ledger.belong(&home("1", "b"), Move::Refuse).await.unwrap();
        assert_eq!(ledger.belong(&home("1", "a"), Move::Refuse).await, Err(HomeError::Moved));
    }
}
