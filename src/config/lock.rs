//! One change of the settings at a time: whoever changes them holds a file that lies beside them.

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::ConfigError;
use crate::private;

/// How long one tolem waits for another that changes the settings.
pub(super) const PATIENCE: Duration = Duration::from_secs(5);

/// How soon it looks again whether the other has come to its end.
const LOOK_AGAIN: Duration = Duration::from_millis(25);

/// The file that a path means: a link is followed, also to a file that is not there yet.
pub(super) fn resolve(path: &Path) -> std::io::Result<PathBuf> {
    match std::fs::canonicalize(path) {
        // Links in a ring are another error, so that this comes to an end.
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => match std::fs::read_link(path) {
            Ok(next) => resolve(&folder_of(path).join(next)),
            Err(_) => Ok(path.to_owned()),
        },
        resolved => resolved,
    }
}

/// The folder that a file is in.
pub(super) fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Waits until no other tolem changes the settings; others wait until the answer is dropped.
pub(super) fn alone(path: &Path, patience: Duration) -> Result<File, ConfigError> {
    let unusable = |error: std::io::Error| ConfigError::Unusable { path: path.to_owned(), reason: error.to_string() };
    let mut beside = path.as_os_str().to_owned();
    beside.push(".lock");
    let lock = private::file(&PathBuf::from(beside)).map_err(unusable)?;
    let mut tries = patience.as_millis() / LOOK_AGAIN.as_millis();
    loop {
        match lock.try_lock() {
            Ok(()) => return Ok(lock),
            Err(TryLockError::WouldBlock) if tries > 0 => std::thread::sleep(LOOK_AGAIN),
            Err(TryLockError::WouldBlock) => return Err(ConfigError::InUse(path.to_owned())),
            Err(TryLockError::Error(error)) => return Err(unusable(error)),
        }
        tries -= 1;
    }
}
