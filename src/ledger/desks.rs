//! The desks that have a ledger open at the same time, on one machine.
//!
//! Each desk holds a lock on a file of its own in a folder beside the ledger. The operating system lets go of the lock
//! when the desk ends, however it ends; so an operation is left behind exactly when its desk's lock can be taken. No
//! clock is asked: a desk that sleeps is not dead.

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};

use uuid::Uuid;

use crate::private;

/// This desk, and the folder where all are.
#[derive(Debug)]
pub(super) struct Desks {
    folder: PathBuf,
    /// This desk's id, new at every start.
    pub(super) me: Uuid,
    /// Locked for as long as it is open.
    file: File,
}

impl Desks {
    /// Enters this desk, and clears away the files of desks that have ended.
    pub(super) fn enter(ledger: &Path, me: Uuid) -> std::io::Result<Self> {
        let folder = ledger.with_extension("desks");
        private::folder(&folder)?;
        // Locked before it has its name, so that nobody can find it unlocked.
        let entering = folder.join(format!("{me}.new"));
        let file = private::file(&entering)?;
        file.try_lock().map_err(std::io::Error::from)?;
        std::fs::rename(&entering, folder.join(me.to_string()))?;
        let desks = Self { folder, me, file };
        desks.clear_away();
        Ok(desks)
    }

    /// Whether a desk has ended.
    pub(super) fn has_ended(&self, desk: Uuid) -> bool {
        if desk == self.me {
            return false;
        }
        let file = match File::open(self.folder.join(desk.to_string())) {
            Ok(file) => file,
            Err(error) => return error.kind() == std::io::ErrorKind::NotFound,
        };
        match file.try_lock() {
            Ok(()) => true,
            // Whatever cannot be found out counts as alive: its operations stay as they are.
            Err(TryLockError::WouldBlock | TryLockError::Error(_)) => false,
        }
    }

    /// How many other desks are open.
    pub(super) fn others(&self) -> usize {
        let Ok(entries) = std::fs::read_dir(&self.folder) else { return 0 };
        entries
            .filter_map(|entry| Uuid::try_parse(entry.ok()?.file_name().to_str()?).ok())
            .filter(|desk| *desk != self.me && !self.has_ended(*desk))
            .count()
    }

    /// A file that is gone says the same as one that can be locked, so nothing is lost with it.
    fn clear_away(&self) {
        let Ok(entries) = std::fs::read_dir(&self.folder) else { return };
        for path in entries.filter_map(|entry| Some(entry.ok()?.path())) {
            let ended = path
                .file_name()
                .and_then(|name| Uuid::try_parse(name.to_str()?).ok())
                .is_some_and(|desk| self.has_ended(desk));
            if ended && let Err(error) = std::fs::remove_file(&path) {
                tracing::debug!(path = %path.display(), %error, "the file of a desk that ended stays");
            }
        }
    }
}

/// How many desks have the ledger open, for one that only looks on.
pub(super) fn open_at(ledger: &Path) -> usize {
    let folder = ledger.with_extension("desks");
    let Ok(entries) = std::fs::read_dir(&folder) else { return 0 };
    let is_open = |path: &PathBuf| {
        let name = path.file_name().and_then(|name| Uuid::try_parse(name.to_str()?).ok());
        let taken = |file: File| matches!(file.try_lock(), Err(TryLockError::WouldBlock));
        name.is_some() && File::open(path).is_ok_and(taken)
    };
    entries.filter_map(|entry| Some(entry.ok()?.path())).filter(is_open).count()
}

impl Drop for Desks {
    fn drop(&mut self) {
        // The lock goes with the file either way.
        let _ = std::fs::remove_file(self.folder.join(self.me.to_string()));
        let _ = self.file.unlock();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_desk_has_ended_when_its_lock_is_free_and_not_before() {
        let folder = tempfile::tempdir().unwrap();
        let ledger = folder.path().join("shop.db");
        let (one, two) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let first = Desks::enter(&ledger, one).unwrap();
        let second = Desks::enter(&ledger, two).unwrap();
        assert!(!first.has_ended(two) && !second.has_ended(one) && !first.has_ended(one));
        assert_eq!((first.others(), second.others()), (1, 1));
        drop(second);
        assert!(first.has_ended(two));
        assert!(first.has_ended(Uuid::from_u128(3)), "a desk that left no file");
        assert_eq!(first.others(), 0);
    }

    #[test]
    fn what_a_killed_desk_left_is_cleared_away_by_the_next() {
        let folder = tempfile::tempdir().unwrap();
        let ledger = folder.path().join("shop.db");
        let left = folder.path().join("shop.desks").join(Uuid::from_u128(9).to_string());
        let first = Desks::enter(&ledger, Uuid::from_u128(1)).unwrap();
        std::fs::write(&left, "").unwrap();
        assert!(first.has_ended(Uuid::from_u128(9)));
        let _second = Desks::enter(&ledger, Uuid::from_u128(2)).unwrap();
        assert!(!left.exists());
        assert_eq!(first.others(), 1);
    }
}
