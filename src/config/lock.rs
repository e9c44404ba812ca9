//! One change of the settings at a time: whoever changes them holds a file that lies beside them.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::ConfigError;
use crate::private;

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
    let lock = private::lock(&PathBuf::from(beside), patience).map_err(unusable)?;
    lock.ok_or_else(|| ConfigError::InUse(path.to_owned()))
}
