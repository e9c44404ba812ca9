//! Files and folders for their owner's eyes alone: ledgers, secrets and logs.

use std::fs::{File, TryLockError};
use std::path::Path;
use std::time::Duration;

/// How long is waited for another tolem that saves to a file.
pub(crate) const PATIENCE: Duration = Duration::from_secs(5);

/// How soon it is looked again whether the other has ended.
const LOOK_AGAIN: Duration = Duration::from_millis(25);

/// Opens a file to write, making it when there is none. One that exists keeps its mode and what stands in it.
pub(crate) fn file(path: &Path) -> std::io::Result<File> {
    let mut options = std::fs::OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Waits until nobody else holds the lock at `path`, a file made for that; others wait until the answer is dropped. `None`
/// when it was held all the while. Blocks.
pub(crate) fn lock(path: &Path, patience: Duration) -> std::io::Result<Option<File>> {
    let lock = file(path)?;
    let mut tries = patience.as_millis() / LOOK_AGAIN.as_millis();
    loop {
        match lock.try_lock() {
            Ok(()) => return Ok(Some(lock)),
            Err(TryLockError::WouldBlock) if tries > 0 => std::thread::sleep(LOOK_AGAIN),
            Err(TryLockError::WouldBlock) => return Ok(None),
            Err(TryLockError::Error(error)) => return Err(error),
        }
        tries -= 1;
    }
}

/// Makes a folder and those above it. One that exists stays as it is.
pub(crate) fn folder(path: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}
