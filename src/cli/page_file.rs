//! The file that a payer's page is kept in. The worker's own copy is gone when the program ends.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::Stop;

/// A draft beside the place where a page will be. Dropped without a page, it is gone.
pub(super) struct Kept {
    draft: NamedTempFile,
    path: PathBuf,
}

impl Kept {
    /// Makes sure that a page can be kept there; a file that is there already stays as it is. Only its owner may read it.
    pub(super) fn begin(path: &Path) -> Result<Self, Stop> {
        let unwritable =
            |error| Stop::failure(format!("{} cannot be written: {error}; nothing was sent", path.display()));
        let absolute = std::path::absolute(path).map_err(unwritable)?;
        // A link that leads nowhere takes the name as well.
        if absolute.symlink_metadata().is_ok() {
            let taken = format!("{} exists already: nothing was sent, choose another name", path.display());
            return Err(Stop::failure(taken));
        }
        let folder = absolute.parent().unwrap_or(Path::new("/"));
        let mut draft = tempfile::Builder::new();
        let draft = draft.prefix(".tolem-page-").suffix(".html").tempfile_in(folder).map_err(unwritable)?;
        Ok(Self { draft, path: absolute })
    }

    /// Keeps the page. Answers where it is: when somebody took the name meanwhile, beside it.
    pub(super) fn copy(mut self, from: &Path) -> Result<String, String> {
        let lost = |error: io::Error| format!("the payer's page could not be kept: {error}");
        File::open(from).and_then(|mut page| io::copy(&mut page, &mut self.draft)).map_err(lost)?;
        let kept = match self.draft.persist_noclobber(&self.path) {
            Ok(_) => self.path,
            Err(taken) => taken.file.keep().map_err(|error| lost(error.error))?.1,
        };
        Ok(kept.display().to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(folder: &Path) -> usize {
        std::fs::read_dir(folder).unwrap().count()
    }

    #[test]
    fn what_is_there_stays_and_without_a_page_nothing_is_left() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("cvc.html");
        drop(Kept::begin(&path).unwrap());
        assert_eq!(files(folder.path()), 0);
        std::fs::write(&path, "").unwrap();
        let stop = Kept::begin(&path).err().unwrap();
        assert!(stop.line.ends_with("exists already: nothing was sent, choose another name"), "{}", stop.line);
        assert!(path.exists(), "an empty file is somebody's too");
        let stop = Kept::begin(Path::new("/nonexistent/cvc.html")).err().unwrap();
        assert!(stop.line.contains("cannot be written") && stop.line.ends_with("nothing was sent"), "{}", stop.line);
    }

    #[test]
    fn a_page_is_kept_under_its_name_or_beside_it_when_that_was_taken_meanwhile() {
        let folder = tempfile::tempdir().unwrap();
        let (path, page) = (folder.path().join("cvc.html"), folder.path().join("page.html"));
        std::fs::write(&page, "<form>").unwrap();
        let (first, second) = (Kept::begin(&path).unwrap(), Kept::begin(&path).unwrap());
        assert_eq!(first.copy(&page).unwrap(), path.display().to_string());
        let beside = second.copy(&page).unwrap();
        assert_ne!(beside, path.display().to_string());
        for kept in [Path::new(&beside), &path] {
            assert_eq!(std::fs::read_to_string(kept).unwrap(), "<form>");
            #[cfg(unix)]
            assert_eq!(std::os::unix::fs::PermissionsExt::mode(&kept.metadata().unwrap().permissions()) & 0o777, 0o600);
        }
    }
}
