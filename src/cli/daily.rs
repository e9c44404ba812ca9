//! The file of the log: a new one each day, for its owner's eyes, because it names orders and amounts.

use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use chrono::{NaiveDate, Utc};

use crate::private;

/// How many days stay.
const KEPT: usize = 7;

/// Writes to the file of the day; days are those of UTC.
pub(super) struct Daily {
    folder: PathBuf,
    day: NaiveDate,
    file: File,
}

impl Daily {
    /// Opens the file of today.
    pub(super) fn begin(folder: &Path) -> io::Result<Self> {
        private::folder(folder)?;
        let day = today();
        Ok(Self { folder: folder.to_owned(), day, file: open(folder, day)? })
    }

    fn turn_to(&mut self, day: NaiveDate) {
        // While the new file cannot be opened, the old one goes on.
        if day != self.day
            && let Ok(file) = open(&self.folder, day)
        {
            (self.day, self.file) = (day, file);
        }
    }
}

impl Write for Daily {
    fn write(&mut self, event: &[u8]) -> io::Result<usize> {
        self.turn_to(today());
        self.file.write(event)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

fn today() -> NaiveDate {
    Utc::now().date_naive()
}

/// Opens the file of a day; others may write to it as well. What is too old goes.
fn open(folder: &Path, day: NaiveDate) -> io::Result<File> {
    let path = folder.join(format!("tolem.{day}.log"));
    // Made with its mode, so that it is never for anybody's eyes.
    drop(private::file(&path)?);
    let file = File::options().append(true).open(&path)?;
    tidy(folder);
    Ok(file)
}

/// Removes what is too old, and closes what an older tolem left open to everybody. Where that is not possible, nothing is
/// lost by it.
fn tidy(folder: &Path) {
    let mut logs: Vec<PathBuf> = std::fs::read_dir(folder)
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| is_log(path))
        .collect();
    // Their names are in the order of time.
    logs.sort();
    let (old, kept) = logs.split_at(logs.len().saturating_sub(KEPT));
    for path in old {
        let _ = std::fs::remove_file(path);
    }
    #[cfg(unix)]
    for path in kept {
        let _ = std::fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(0o600));
    }
    #[cfg(not(unix))]
    let _ = kept;
}

fn is_log(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str());
    let day = name.and_then(|name| name.strip_prefix("tolem.")?.strip_suffix(".log"));
    // A link may lead anywhere.
    day.is_some_and(|day| day.parse::<NaiveDate>().is_ok()) && !path.is_symlink()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let entries = std::fs::read_dir(folder).unwrap();
        let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn each_day_has_its_file_seven_stay_and_nothing_else_is_touched() {
        let folder = tempfile::tempdir().unwrap();
        for other in ["tolem.notes.log", "other.2026-01-01.log"] {
            std::fs::write(folder.path().join(other), "mine").unwrap();
        }
        let day = |number| NaiveDate::from_ymd_opt(2026, 1, number).unwrap();
        let mut log =
            Daily { folder: folder.path().to_owned(), day: day(1), file: open(folder.path(), day(1)).unwrap() };
        for number in 1..=9 {
            log.turn_to(day(number));
            writeln!(log.file, "{number}").unwrap();
        }
        let mut expected = vec!["other.2026-01-01.log".to_owned()];
        expected.extend((3..=9).map(|number| format!("tolem.2026-01-0{number}.log")));
        expected.push("tolem.notes.log".to_owned());
        assert_eq!(names(folder.path()), expected);
        let read =
            |number| std::fs::read_to_string(folder.path().join(format!("tolem.2026-01-0{number}.log"))).unwrap();
        assert_eq!([3, 8, 9].map(read), ["3\n", "8\n", "9\n"]);
        writeln!(open(folder.path(), day(9)).unwrap(), "again").unwrap();
        assert_eq!(read(9), "9\nagain\n", "what stands there stays");
    }

    #[cfg(unix)]
    #[test]
    fn every_file_and_the_folder_are_for_their_owners_eyes_also_those_of_an_older_tolem() {
        use std::os::unix::fs::PermissionsExt as _;
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join("state/tolem");
        let mut log = Daily::begin(&folder).unwrap();
        log.write_all(b"event\n").unwrap();
        let old = folder.join("tolem.2020-01-01.log");
        std::fs::write(&old, "old").unwrap();
        let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        std::fs::set_permissions(&old, std::fs::Permissions::from_mode(0o644)).unwrap();
        log.turn_to(NaiveDate::from_ymd_opt(2099, 1, 1).unwrap());
        let modes: Vec<_> = names(&folder).iter().map(|name| mode(&folder.join(name))).collect();
        assert_eq!((modes, mode(&folder)), (vec![0o600; 3], 0o700));
    }
}
