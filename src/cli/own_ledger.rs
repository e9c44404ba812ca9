//! The ledger for commands that answer from it alone. What they show is shown as the profile's own, so they ask first
//! whose it is: after `profile remove` and `profile add` one name may stand for another merchant.

use super::{Stop, is_there};
use crate::config::{Paths, Profile};
use crate::ledger::{HomeError, Ledger};
use crate::worker::desk;

/// Opens a profile's ledger to be read; `None` when there is none, for a list makes no ledger. One that was used on
/// another machine may be looked at.
pub(super) async fn open(paths: &Paths, name: &str, profile: &Profile) -> Result<Option<Ledger>, Stop> {
    let path = paths.ledger(name);
    if !is_there(&path) {
        return Ok(None);
    }
    let ledger = Ledger::open(&path).await.map_err(Stop::failure)?;
    let found = ledger.home().await.map_err(Stop::failure);
    let fits = match found {
        Ok(Some(found)) => match found.fits(&desk::home(profile)) {
            Ok(()) | Err(HomeError::Moved) => Ok(()),
            Err(error @ (HomeError::Foreign(_) | HomeError::Ledger(_))) => Err(Stop::failure(error)),
        },
        Ok(None) => Ok(()),
        Err(stop) => Err(stop),
    };
    match fits {
        Ok(()) => Ok(Some(ledger)),
        Err(stop) => {
            ledger.close().await;
            Err(stop)
        }
    }
}
