//! `tolem export`: a list of any length as CSV, JSON or JSON lines, to a file or to standard output. From the ledger alone:
//! no secret, no network.

use std::io::{self, IsTerminal as _, Write};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use tokio::sync::Notify;

use super::asked::{self, Asked, moment};
use super::{Exit, Global, Stop, own_ledger, say, signals};
use crate::domain::RecordKind;
use crate::domain::query::{Column, Filter, Moment};
use crate::ledger::Ledger;
use crate::worker::Rows;
use crate::worker::export::{ExportError, Format, Target, Written, columns, write};

#[derive(Debug, clap::Args)]
#[command(after_help = "  tolem export payment --format csv --output payments.csv
  tolem export payment --format csv --filter \"created:2026-11-01..2026-11-20\" --sort amount --columns order,amount,stage
  tolem export invoice --format jsonl | jq -r .order_id

Amounts are exact, times are RFC 3339 in UTC, and no cell of a CSV is run as a formula. A file is there as a whole or
not at all, and one that is there already stays as it is. JSON has every member (docs/json.md, tolem.record/1).")]
pub(super) struct Args {
    #[command(flatten)]
    asked: Asked,
    /// csv, json (one array) or jsonl (one object a line)
    #[arg(long, value_name = "FORMAT", value_parser = ["csv", "json", "jsonl"])]
    format: String,
    /// The columns of a CSV, in their order (default: all)
    #[arg(long, value_name = "A,B", value_delimiter = ',')]
    columns: Vec<String>,
    /// The file; - is standard output
    #[arg(short, long, value_name = "FILE", default_value = "-")]
    output: PathBuf,
}

impl Args {
    fn format(&self) -> Result<Format, Stop> {
        let format = Format::ALL.into_iter().find(|format| format.ending() == self.format);
        format.ok_or_else(|| Stop::usage("--format is csv, json or jsonl: nothing was written"))
    }

    fn columns(&self, format: Format) -> Result<Vec<Column>, Stop> {
        if self.columns.is_empty() {
            return Ok(Column::ALL.to_vec());
        }
        if format != Format::Csv {
            return Err(Stop::usage("--columns is for csv, JSON has every member: nothing was written, leave it out"));
        }
        let mut found = Vec::new();
        for word in &self.columns {
            let column = asked::column("--columns", word)?;
            if !found.contains(&column) {
                found.push(column);
            }
        }
        Ok(columns(&found))
    }
}

pub(super) async fn run(global: &Global, args: Args) -> Result<(), Stop> {
    let (kind, query) = args.asked.read()?;
    let format = args.format()?;
    let columns = args.columns(format)?;
    let paths = global.paths()?;
    let (name, profile) = global.chosen(&paths)?;
    let to_file = args.output.as_os_str() != "-";
    let taken = Taken::default();
    let target = if to_file {
        Target::File(args.output)
    } else {
        Target::Stream("standard output", Box::new(Standard { out: io::stdout(), taken: taken.clone() }))
    };
    let moment = moment(profile.zone());
    let ledger = own_ledger::open(&paths, &name, &profile).await?;
    let bar = bar(global, to_file);
    if let Some(ledger) = ledger.clone().filter(|_| !bar.is_hidden()) {
        let (bar, filter) = (bar.clone(), query.filter.clone());
        // How many there are is counted beside the writing, which does not wait for it.
        tokio::spawn(async move { count(&ledger, kind, &filter, moment, &bar).await });
    }
    let rows = ledger.as_ref().map_or_else(Rows::none, |ledger| Rows::of(ledger, kind, query, moment));
    let progress = |rows| bar.set_position(rows);
    let written = if to_file {
        write(rows, &columns, format, target, progress, signals::interrupted()).await
    } else {
        tokio::select! {
            biased;
            written = write(rows, &columns, format, target, progress, taken.ended()) => written,
            // Also when nobody reads, so that no write comes to an end.
            () = signals::interrupted() => Err(ExportError::Cancelled),
        }
    };
    bar.finish_and_clear();
    if let Some(ledger) = ledger {
        ledger.close().await;
    }
    tell(written, to_file, taken.is_over())
}

/// Tells what was written. A reader that went away (`| head`) has what it wanted.
fn tell(written: Result<Written, ExportError>, to_file: bool, is_over: bool) -> Result<(), Stop> {
    match written {
        Ok(Written { rows, path }) if to_file => {
            say(&format!("{rows} rows in {}", path.display()));
            Ok(())
        }
        Ok(_) => Ok(()),
        Err(_) if is_over => Ok(()),
        Err(error @ ExportError::Cancelled) if to_file => Err(Stop::new(Exit::Interrupted, error)),
        Err(ExportError::Cancelled) => {
            Err(Stop::new(Exit::Interrupted, "the export was cancelled: what was printed is not whole"))
        }
        Err(error) => Err(Stop::failure(error)),
    }
}

async fn count(ledger: &Ledger, kind: RecordKind, filter: &Filter, moment: Moment, bar: &ProgressBar) {
    if let Ok(Some(totals)) = ledger.totals(kind, filter, &moment).await {
        bar.set_length(totals.count);
    }
}

/// How far it is, on standard error where that is a terminal. Rows that are printed on one show it themselves.
fn bar(global: &Global, to_file: bool) -> ProgressBar {
    let is_dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
    let is_among_rows = !to_file && io::stdout().is_terminal();
    if !io::stderr().is_terminal() || is_dumb || is_among_rows {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
    let wide = if global.has_colours() { "{wide_bar:.cyan}" } else { "{wide_bar}" };
    // A template of our own is never wrong; without it the bar has the crate's look.
    if let Ok(style) = ProgressStyle::with_template(&format!("{wide} {{human_pos}}/{{human_len}} rows · {{per_sec}}"))
    {
        bar.set_style(style);
    }
    bar
}

/// Whether somebody reads standard output.
#[derive(Clone, Default)]
struct Taken {
    is_over: Arc<AtomicBool>,
    over: Arc<Notify>,
}

impl Taken {
    fn end(&self) {
        self.is_over.store(true, Ordering::SeqCst);
        self.over.notify_one();
    }

    fn is_over(&self) -> bool {
        self.is_over.load(Ordering::SeqCst)
    }

    async fn ended(&self) {
        self.over.notified().await;
    }
}

/// Standard output. When its reader goes away, what follows is dropped, and the export ends.
struct Standard<W> {
    out: W,
    taken: Taken,
}

impl<W: Write> Standard<W> {
    fn unless_over<T>(&mut self, done: T, work: impl FnOnce(&mut W) -> io::Result<T>) -> io::Result<T> {
        if self.taken.is_over() {
            return Ok(done);
        }
        match work(&mut self.out) {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                self.taken.end();
                Ok(done)
            }
            result => result,
        }
    }
}

impl<W: Write> Write for Standard<W> {
    fn write(&mut self, text: &[u8]) -> io::Result<usize> {
        self.unless_over(text.len(), |out| out.write(text))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.unless_over((), Write::flush)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Takes so many writes, and then nothing any more.
    struct Reader(u32, io::ErrorKind);

    impl Write for Reader {
        fn write(&mut self, text: &[u8]) -> io::Result<usize> {
            self.0 = self.0.checked_sub(1).ok_or(self.1)?;
            Ok(text.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[tokio::test]
    async fn a_reader_that_goes_away_ends_the_export_and_is_no_error() {
        let taken = Taken::default();
        let mut out = Standard { out: Reader(1, io::ErrorKind::BrokenPipe), taken: taken.clone() };
        assert!(out.write_all(b"a").is_ok() && !taken.is_over());
        assert!(out.write_all(b"b").is_ok() && taken.is_over());
        assert!(out.write_all(b"c").is_ok() && out.flush().is_ok());
        taken.ended().await;
        assert!(tell(Err(ExportError::Cancelled), false, taken.is_over()).is_ok());
    }

    #[test]
    fn a_disk_that_is_full_is_an_error_also_behind_a_redirection() {
        let taken = Taken::default();
        let mut out = Standard { out: Reader(0, io::ErrorKind::StorageFull), taken: taken.clone() };
        assert_eq!(out.write_all(b"a").unwrap_err().kind(), io::ErrorKind::StorageFull);
        assert!(!taken.is_over());
    }

    #[test]
    fn an_interrupted_export_has_its_own_exit_code_and_says_what_is_left() {
        for (to_file, says) in [(true, "no file was written"), (false, "what was printed is not whole")] {
            let stop = tell(Err(ExportError::Cancelled), to_file, false).unwrap_err();
            assert_eq!(stop.exit, Exit::Interrupted);
            assert!(stop.line.ends_with(says), "{}", stop.line);
        }
        let stop = tell(Err(ExportError::Exists("a.csv".into())), true, false).unwrap_err();
        assert_eq!(
            (stop.exit, stop.line.as_str()),
            (Exit::Failure, "a.csv exists already: nothing was written, choose another name")
        );
    }
}
