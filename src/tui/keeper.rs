//! Keeps a small text between starts: how the lists were left, and the views that were saved. Written beside the loop, in
//! order, and as a whole or not at all.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::JoinHandle;

use super::msg::Msg;
use super::views::LARGEST;

/// A text to keep, and whether the old one is put aside.
type Note = (String, bool);

/// Writes what is to be kept.
#[derive(Debug)]
pub struct Keeper {
    notes: UnboundedSender<Note>,
    task: JoinHandle<()>,
}

/// Reads what was kept; nothing when there is no file yet. `Err` says which file cannot be read.
pub fn read(path: &Path) -> Result<String, String> {
    let told = |error: std::io::Error| format!("{}: {error}", path.display());
    match std::fs::metadata(path) {
        Ok(about) if about.len() > LARGEST as u64 => Err(format!("{}: the file is far too large", path.display())),
        Ok(_) => std::fs::read_to_string(path).map_err(told),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(String::new()),
        Err(error) => Err(told(error)),
    }
}

impl Keeper {
    /// Begins; what goes wrong is told through `answers`.
    pub fn start(path: PathBuf, answers: UnboundedSender<Msg>) -> Self {
        let (notes, waiting) = unbounded_channel();
        Self { notes, task: tokio::spawn(keep(path, waiting, answers)) }
    }

    /// Keeps a text; a newer one takes the place of one that was not written yet.
    pub fn keep(&self, text: String, aside: bool) {
        // The task ends after this only.
        let _ = self.notes.send((text, aside));
    }

    /// Ends when the last text is written.
    pub async fn finish(self) {
        drop(self.notes);
        // It was told already when something went wrong.
        let _ = self.task.await;
    }
}

async fn keep(path: PathBuf, mut waiting: UnboundedReceiver<Note>, answers: UnboundedSender<Msg>) {
    while let Some((mut text, mut aside)) = waiting.recv().await {
        while let Ok((newer, also)) = waiting.try_recv() {
            (text, aside) = (newer, aside || also);
        }
        let path = path.clone();
        let written = tokio::task::spawn_blocking(move || {
            write(&path, &text, aside).map_err(|error| format!("{}: {error}", path.display()))
        });
        if let Ok(Err(reason)) = written.await {
            // The loop may have ended; then nobody reads it.
            let _ = answers.send(Msg::NotKept(reason));
        }
    }
}

/// Writes a text beside the file and puts it in its place.
fn write(path: &Path, text: &str, aside: bool) -> std::io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder)?;
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(text.as_bytes())?;
    if aside && path.exists() {
        let mut name = path.as_os_str().to_owned();
        name.push(".bad");
        std::fs::rename(path, name)?;
    }
    file.persist(path)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_last_text_is_kept_and_one_that_could_not_be_read_is_put_aside() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("desk/views.toml");
        assert_eq!(read(&path), Ok(String::new()));
        let (answers, mut told) = unbounded_channel();
        let keeper = Keeper::start(path.clone(), answers.clone());
        keeper.keep("broken".to_owned(), false);
        keeper.finish().await;
        let keeper = Keeper::start(path.clone(), answers);
        for (text, aside) in [("one", true), ("two", false), ("three", false)] {
            keeper.keep(text.to_owned(), aside);
        }
        keeper.finish().await;
        assert_eq!(read(&path), Ok("three".to_owned()));
        assert_eq!(std::fs::read_to_string(folder.path().join("desk/views.toml.bad")).unwrap(), "broken");
        assert!(told.try_recv().is_err());
    }

    #[tokio::test]
    async fn a_place_that_cannot_be_written_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file/views.toml");
        std::fs::write(folder.path().join("file"), "").unwrap();
        let (answers, mut told) = unbounded_channel();
        let keeper = Keeper::start(path, answers);
        keeper.keep("text".to_owned(), false);
        keeper.finish().await;
        assert!(matches!(told.recv().await, Some(Msg::NotKept(reason)) if reason.contains("views.toml")));
    }
}
