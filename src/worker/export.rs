//! Writes a list of records to a file, window after window, so that a list of any length takes the same memory. The file
//! is there as a whole or not at all, and one that is there already stays as it is.
//!
//! A list is written as it stood when the export began; records that were chosen by hand, as they are when they are met.
//! Start with [`export`] for a desk, with [`write()`] for a ledger that no worker has open.

mod text;

use std::future::Future;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::pin::pin;

use futures::FutureExt as _;
use tempfile::NamedTempFile;

pub use text::{columns, harmless, head};

use super::handle::MOST_IDS;
use super::{DeskError, Handle, Rows};
use crate::domain::query::{Column, Query};
use crate::domain::{Record, RecordId, RecordKind};
use text::Text;

/// What a file looks like inside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// A table: one row for each record, under a row of heads.
    Csv,
    /// One JSON object a line.
    Lines,
    /// One JSON array.
    Json,
}

impl Format {
    /// All of them, the most wanted one first.
    pub const ALL: [Self; 3] = [Self::Csv, Self::Lines, Self::Json];

    /// The ending of a file's name.
    pub const fn ending(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Lines => "jsonl",
            Self::Json => "json",
        }
    }
}

/// Which records are written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wanted {
    /// Those that pass a filter, in an order.
    Passing(Query),
    /// These, in their order.
    These(Vec<RecordId>),
}

/// What is written where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Export {
    /// The kind of the records.
    pub kind: RecordKind,
    /// Which of them.
    pub wanted: Wanted,
    /// The columns of a table; JSON has all members.
    pub columns: Vec<Column>,
    /// What the file looks like inside.
    pub format: Format,
    /// The file.
    pub path: PathBuf,
}

/// A file that was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// How many records are in it.
    pub rows: u64,
    /// Where it is.
    pub path: PathBuf,
}

/// Why no file was written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ExportError {
    /// There is one of this name.
    #[error("{} exists already: nothing was written, choose another name", .0.display())]
    Exists(PathBuf),
    /// The disk or its folder does not take it.
    #[error("{} cannot be written: {reason}; no file is left behind", .path.display())]
    Unwritable {
        /// The file.
        path: PathBuf,
        /// Why, in the words of the system.
        reason: String,
    },
    /// The ledger could not be read, in its words.
    #[error("the ledger cannot be read: {0}; no file was written")]
    Unread(String),
    /// The worker ended.
    #[error("the worker has ended: no file was written; start tolem again")]
    Gone,
    /// It was called off.
    #[error("the export was cancelled: no file was written")]
    Cancelled,
}

impl std::convert::From<DeskError> for ExportError {
    /// What an error means for a list that is only read.
    fn from(error: DeskError) -> Self {
        match error {
            DeskError::Ledger(why) => Self::Unread(why),
            DeskError::Gone | DeskError::Unanswered => Self::Gone,
            DeskError::Refused(_)
            | DeskError::NotFound(_)
            | DeskError::Unread(_)
            | DeskError::Resting(_)
            | DeskError::Gateway(_)
            | DeskError::Setup(_) => Self::Unread(error.to_string()),
        }
    }
}

/// Where a list goes.
pub enum Target {
    /// Into a file, whole or not at all.
    File(PathBuf),
    /// To whoever reads it, as it comes. The text is its name in an error.
    Stream(&'static str, Box<dyn io::Write + Send>),
}

/// Writes the file. `progress` hears how many rows are written; when `unwanted` ends before the file is put in its place,
/// no file is left behind.
pub async fn export(
    handle: &Handle,
    export: Export,
    progress: impl FnMut(u64),
    unwanted: impl Future<Output = ()>,
) -> Result<Written, ExportError> {
    let Export { kind, wanted, columns, format, path } = export;
    let source = Source::begin(handle, kind, wanted).await?;
    pour(source, Text::new(format, &columns), Target::File(path), progress, unwanted).await
}

/// [`export`] of rows that come from anywhere, to anywhere.
pub async fn write(
    rows: Rows,
    columns: &[Column],
    format: Format,
    target: Target,
    progress: impl FnMut(u64),
    unwanted: impl Future<Output = ()>,
) -> Result<Written, ExportError> {
    pour(Source::Passing(rows), Text::new(format, columns), target, progress, unwanted).await
}

async fn pour(
    mut source: Source<'_>,
    mut text: Text,
    target: Target,
    mut progress: impl FnMut(u64),
    unwanted: impl Future<Output = ()>,
) -> Result<Written, ExportError> {
    let mut unwanted = pin!(unwanted);
    let mut draft = Draft::begin(target).await?.add(text.begin()).await?;
    let mut rows = 0;
    loop {
        let window = tokio::select! {
            biased;
            () = unwanted.as_mut() => return Err(ExportError::Cancelled),
            window = source.next() => window?,
        };
        if window.is_empty() {
            break;
        }
        rows += window.len() as u64;
        draft = draft.add(text.rows(window)).await?;
        progress(rows);
    }
    draft = draft.add(Ok(text.end())).await?;
    if unwanted.as_mut().now_or_never().is_some() {
        return Err(ExportError::Cancelled);
    }
    let path = draft.finish().await?;
    Ok(Written { rows, path })
}

/// Where the records come from.
enum Source<'h> {
    /// A list, as it stood when it was asked for.
    Passing(Rows),
    /// These, by their ids.
    These(&'h Handle, Vec<RecordId>),
}

impl<'h> Source<'h> {
    async fn begin(handle: &'h Handle, kind: RecordKind, wanted: Wanted) -> Result<Self, DeskError> {
        Ok(match wanted {
            Wanted::Passing(query) => Self::Passing(handle.stream(kind, query).await?),
            Wanted::These(ids) => Self::These(handle, ids),
        })
    }

    /// The next records; none after the last.
    async fn next(&mut self) -> Result<Vec<Record>, DeskError> {
        match self {
            Self::Passing(rows) => rows.next().await,
            Self::These(handle, ids) => {
                // Those that there are not any more are left out, and may be a whole window.
                while !ids.is_empty() {
                    let some = ids.drain(..ids.len().min(MOST_IDS)).collect();
                    let records = handle.records(some).await?;
                    if !records.is_empty() {
                        return Ok(records);
                    }
                }
                Ok(Vec::new())
            }
        }
    }
}

/// A list that is being written: to a file beside its place, which is gone when it is dropped before it is finished, or to
/// a stream.
struct Draft {
    out: Out,
    /// The file, or what the stream is called.
    path: PathBuf,
}

enum Out {
    File(NamedTempFile),
    Stream(Box<dyn io::Write + Send>),
}

impl Draft {
    async fn begin(target: Target) -> Result<Self, ExportError> {
        let path = match target {
            Target::File(path) => path,
            Target::Stream(name, stream) => return Ok(Self { out: Out::Stream(stream), path: name.into() }),
        };
        blocking(path.clone(), move || {
            let path = std::path::absolute(path)?;
            // A link that leads nowhere takes the name as well.
            if path.symlink_metadata().is_ok() {
                return Err(io::ErrorKind::AlreadyExists.into());
            }
            let folder = path.parent().unwrap_or(Path::new("/"));
            // Only its owner may read it: that is how temporary files are made.
            let file = tempfile::Builder::new().prefix(".tolem-export-").tempfile_in(folder)?;
            Ok(Self { out: Out::File(file), path })
        })
        .await
    }

    async fn add(mut self, text: Result<Vec<u8>, String>) -> Result<Self, ExportError> {
        let path = self.path.clone();
        blocking(path, move || {
            let text = text.map_err(io::Error::other)?;
            match &mut self.out {
                Out::File(file) => file.write_all(&text)?,
                Out::Stream(stream) => stream.write_all(&text)?,
            }
            Ok(self)
        })
        .await
    }

    /// Puts the file in its place, unless there is one by now. Answers where that is.
    async fn finish(self) -> Result<PathBuf, ExportError> {
        let Self { out, path } = self;
        blocking(path.clone(), move || {
            match out {
                Out::File(file) => {
                    file.as_file().sync_all()?;
                    file.persist_noclobber(&path).map_err(|error| error.error)?;
                }
                Out::Stream(mut stream) => stream.flush()?,
            }
            Ok(path)
        })
        .await
    }
}

/// Does something with a file beside the loops: disks can be slow, and folders can be far away.
async fn blocking<T: Send + 'static>(
    path: PathBuf,
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> Result<T, ExportError> {
    match tokio::task::spawn_blocking(work).await {
        Ok(Ok(done)) => Ok(done),
        Ok(Err(error)) if error.kind() == io::ErrorKind::AlreadyExists => Err(ExportError::Exists(path)),
        Ok(Err(error)) => Err(ExportError::Unwritable { path, reason: error.to_string() }),
        Err(error) => Err(ExportError::Unwritable { path, reason: error.to_string() }),
    }
}

#[cfg(test)]
#[path = "export_tests.rs"]
mod tests;
