//! Output that is longer than the screen goes through the person's pager, when there is a screen at all.

use std::io::{IsTerminal as _, Write as _};
use std::process::{Command, Stdio};

use super::{Stop, offer};

/// What pages when `PAGER` says nothing: it ends by itself when all fits, and leaves the text on the screen.
const USUAL: &str = "less -FRX";

/// Shows lines: through the pager when standard output is a terminal that they do not fit on.
pub(super) async fn show(lines: &[String]) -> Result<(), Stop> {
    let rows = crossterm::terminal::size().map_or(usize::MAX, |(_, rows)| usize::from(rows));
    if std::io::stdout().is_terminal() && lines.len() >= rows && page(lines).await {
        return Ok(());
    }
    for line in lines {
        if !offer(line)? {
            break;
        }
    }
    Ok(())
}

/// Whether a pager took it. The person ends it, so it is waited for beside the loops.
async fn page(lines: &[String]) -> bool {
    let asked = std::env::var("PAGER").ok().filter(|pager| !pager.trim().is_empty());
    let text = lines.join("\n") + "\n";
    let paged = tokio::task::spawn_blocking(move || {
        let mut pager = shell(asked.as_deref().unwrap_or(USUAL)).stdin(Stdio::piped()).spawn()?;
        if let Some(mut input) = pager.stdin.take() {
            // A pager that was left before the end wants no more.
            let _ = input.write_all(text.as_bytes());
        }
        pager.wait()
    });
    // A shell that does not find the pager ends with 127.
    matches!(paged.await, Ok(Ok(status)) if status.code() != Some(127))
}

/// `PAGER` may hold arguments, which a shell takes apart.
#[cfg(unix)]
fn shell(line: &str) -> Command {
    let mut command = Command::new("sh");
    command.args(["-c", line]);
    command
}

/// `PAGER` may hold arguments, which a shell takes apart.
#[cfg(not(unix))]
fn shell(line: &str) -> Command {
    let mut command = Command::new("cmd");
    command.args(["/C", line]);
    command
}
