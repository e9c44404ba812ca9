//! Files and folders for their owner's eyes alone: ledgers, secrets and logs.

use std::fs::File;
use std::path::Path;

/// Opens a file to write, making it when there is none. One that exists keeps its mode and what stands in it.
pub(crate) fn file(path: &Path) -> std::io::Result<File> {
    let mut options = std::fs::OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Makes a folder and those above it. One that exists stays as it is.
pub(crate) fn folder(path: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}
