//! The file that a payer's page is kept in. The worker's own copy is gone when the program ends.

use std::fs::{File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use super::Stop;

/// A file of which nothing but the name is there yet. Dropped without a page, it is gone.
pub(super) struct Kept {
    file: File,
    path: PathBuf,
    is_full: bool,
}

impl Kept {
    /// Takes the name; a file that is there already stays as it is. Only its owner may read it.
    pub(super) fn begin(path: &Path) -> Result<Self, Stop> {
        // A program that was killed at the question left an empty one behind.
        if path.symlink_metadata().is_ok_and(|found| found.is_file() && found.len() == 0) {
            // Should that fail, the name is taken.
            let _ = std::fs::remove_file(path);
        }
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        match options.open(path) {
            Ok(file) => Ok(Self { file, path: path.to_owned(), is_full: false }),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                Err(Stop::failure(format!("{} exists already: nothing was sent, choose another name", path.display())))
            }
            Err(error) => {
                Err(Stop::failure(format!("{} cannot be written: {error}; nothing was sent", path.display())))
            }
        }
    }

    /// Keeps the page. Answers where it is.
    pub(super) fn copy(mut self, from: &Path) -> Result<String, String> {
        let copied = File::open(from).and_then(|mut page| io::copy(&mut page, &mut self.file));
        copied.map_err(|error| format!("the payer's page could not be kept: {error}"))?;
        self.is_full = true;
        Ok(self.path.display().to_string())
    }
}

impl Drop for Kept {
    fn drop(&mut self) {
        if !self.is_full {
            // What is left behind would be an empty file of ours.
            let _ = std::fs::remove_file(&self.path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_taken_before_anything_is_sent_and_given_back_without_a_page() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("cvc.html");
        drop(Kept::begin(&path).unwrap());
        assert!(!path.exists());
        std::fs::write(&path, "").unwrap();
        let page = folder.path().join("page.html");
        std::fs::write(&page, "<form>").unwrap();
        assert_eq!(Kept::begin(&path).unwrap().copy(&page).unwrap(), path.display().to_string());
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "<form>");
        let stop = Kept::begin(&path).err().unwrap();
        assert!(stop.line.ends_with("exists already: nothing was sent, choose another name"), "{}", stop.line);
        let stop = Kept::begin(Path::new("/nonexistent/cvc.html")).err().unwrap();
        assert!(stop.line.contains("cannot be written") && stop.line.ends_with("nothing was sent"), "{}", stop.line);
    }
}
