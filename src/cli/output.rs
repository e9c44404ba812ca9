//! What a command says: results to standard output, everything else to standard error.

use std::path::Path;

use super::Stop;
use crate::domain::text::without_hostile;

/// Whether a file is there. One that cannot be looked at counts as there, so that whoever opens it says why: an unreadable
/// ledger is no empty one.
pub(super) fn is_there(path: &Path) -> bool {
    path.try_exists().unwrap_or(true)
}

/// What goes to standard output. A reader that went away (`| head`) ends the output, not the program.
pub(super) fn print(line: &str) -> Result<(), Stop> {
    offer(line).map(|_| ())
}

/// [`print()`] for what goes on: answers whether anybody still reads it.
pub(super) fn offer(line: &str) -> Result<bool, Stop> {
    use std::io::Write as _;
    match writeln!(std::io::stdout(), "{line}") {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(false),
        Err(error) => Err(Stop::failure(format!("standard output cannot be written: {error}"))),
    }
}

/// How many columns there are for a line of standard output; `None` when that is no terminal.
pub(super) fn room() -> Option<usize> {
    let is_terminal = std::io::IsTerminal::is_terminal(&std::io::stdout());
    is_terminal.then(|| crossterm::terminal::size().ok()).flatten().map(|(columns, _)| usize::from(columns))
}

/// Says why a result could not be told. What was done stays done, and the exit code is that of the result.
pub(super) fn still(told: Result<(), Stop>) {
    if let Err(untold) = told {
        say(&format!("tolem: {}", untold.line));
    }
}

/// What goes to standard error; names of files and profiles in it may hold anything, and reach no terminal raw. Nobody
/// reading it is no reason to end in another way.
pub(super) fn say(line: &str) {
    use std::io::Write as _;
    let _ = writeln!(std::io::stderr(), "{}", without_hostile(line));
}
