//! Logs: a file under the state folder, masked event by event, and with `-v` the same on standard error. The screen
//! belongs to the dashboard.

use std::io::{self, Write};

use tracing_appender::non_blocking::{NonBlocking, NonBlockingBuilder, WorkerGuard};
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{EnvFilter, Layer as _};

use super::daily::Daily;
use crate::config::Paths;
use crate::domain::text::clean_document;

/// Starts the log; its file is written until the guard is dropped. `TOLEM_LOG` takes the usual filter syntax. Without a
/// folder to write to there is no file, which is no reason not to work. `aloud` is how often `-v` was given.
pub(super) fn start(paths: &Paths, aloud: u8) -> Option<WorkerGuard> {
    let (writer, guard) = file(paths).unzip();
    let filter = || EnvFilter::try_from_env("TOLEM_LOG").unwrap_or_else(|_| EnvFilter::new("tolem=info"));
    let kept = writer.map(|writer| {
        tracing_subscriber::fmt::layer().with_writer(Masked(writer)).with_ansi(false).with_filter(filter())
    });
    let told = level(aloud).map(|level| {
        let stderr = || Masked(io::stderr());
        let lines = tracing_subscriber::fmt::layer().with_writer(stderr).with_ansi(false).with_target(false);
        lines.with_filter(EnvFilter::new(level))
    });
    tracing_subscriber::registry().with(kept).with(told).try_init().ok()?;
    super::hardening::warn();
    guard
}

/// What is told on standard error.
const fn level(aloud: u8) -> Option<&'static str> {
    match aloud {
        0 => None,
        1 => Some("tolem=info"),
        2.. => Some("tolem=debug"),
    }
}

fn file(paths: &Paths) -> Option<(NonBlocking, WorkerGuard)> {
    let file = Daily::begin(&paths.state).ok()?;
    // Room for as many events as a desk writes in minutes: the usual room of 128 000 is 4 MB to fill before the first frame.
    Some(NonBlockingBuilder::default().buffered_lines_limit(WAITING).finish(file))
}

/// Events that wait for the disk; what comes when they are full is left out, so that the desk never waits.
const WAITING: usize = 1_024;

/// The longest event that is kept, in characters.
const MOST: usize = 16 * 1024;

/// Makes every event harmless on its way to the file: other crates write what they like.
#[derive(Clone)]
struct Masked<W>(W);

impl<'a> MakeWriter<'a> for Masked<NonBlocking> {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

impl<W: Write> Write for Masked<W> {
    fn write(&mut self, event: &[u8]) -> io::Result<usize> {
        // The subscriber writes an event with one call, so that no number is cut in two.
        self.0.write_all(clean_document(&String::from_utf8_lossy(event), MOST).as_bytes())?;
        Ok(event.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_told_on_standard_error_unless_it_is_asked_for() {
        assert_eq!([0, 1, 2, 3].map(level), [None, Some("tolem=info"), Some("tolem=debug"), Some("tolem=debug")]);
    }

    #[test]
    fn an_event_is_masked_as_a_whole_and_keeps_its_line() {
        let mut masked = Masked(Vec::new());
        let event = "INFO hyper: body=\"4405-6450-0000-6150\" \u{1b}[2J\u{202e}x\n".as_bytes();
        assert_eq!(masked.write(event).unwrap(), event.len());
        let kept = String::from_utf8(masked.0).unwrap();
        assert_eq!(kept, "INFO hyper: body=\"4405-64XX-XXXX-6150\" ·[2J·x\n");
    }
}
