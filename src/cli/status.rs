//! `tolem status`: how a record stands, read now at the gateway, once or until it is final. Nothing here moves money.

use tokio::sync::broadcast::error::RecvError;
use tokio::sync::{broadcast, watch};

use super::lookup::{Followed, Name, One, reading_desk};
use super::signals::Interrupt;
use super::{Exit, Global, Stop, log, offer, print, say};
use crate::domain::text::clean;
use crate::domain::{Money, Record, RecordId, RecordKind};
use crate::ledger::json;
use crate::worker::export::harmless;
use crate::worker::{DeskError, Handle, Health, Update};

#[derive(Debug, clap::Args)]
#[command(after_help = "  tolem status payment 7999007876
  tolem status invoice --order A-1001 --watch
  tolem status payment --order A-1001 --json | jq -r .stage

Exit codes: 0 it was read (whatever its stage), 4 the gateway said no, 6 not in the ledger or not at the gateway,
7 it could not be read, 130 --watch was interrupted, 1 any other failure. Schema of --json: docs/json.md.")]
pub(super) struct Args {
    #[command(flatten)]
    named: Followed,
    /// Follow it until its stage is final, with a line for each change
    #[arg(long)]
    watch: bool,
}

pub(super) async fn run(global: &Global, args: Args) -> Result<(), Stop> {
    let name = args.named.read()?;
    if !args.watch {
        let (_handle, fresh, _log) = read(global, &name).await?;
        return tell(global, &fresh).map(|_| ());
    }
    // Heard before the first line, after which somebody may want it to end.
    let interrupt = Interrupt::listen();
    let (handle, fresh, _log) = interrupt.before_sending(read(global, &name)).await?;
    if tell(global, &fresh)? && fresh.stage.is_moving() {
        return follow(global, &handle, fresh, &interrupt).await;
    }
    Ok(())
}

/// `tolem invoice show`: all that is known of an invoice, its page included.
pub(super) async fn show(global: &Global, invoice: &One) -> Result<(), Stop> {
    let name = invoice.read(RecordKind::Invoice)?;
    let (_handle, fresh, _log) = read(global, &name).await?;
    if global.json {
        return tell(global, &fresh).map(|_| ());
    }
    let known = [
        ("order", fresh.order_id.as_ref().map(ToString::to_string)),
        ("gateway id", fresh.gateway_id.as_ref().map(ToString::to_string)),
        ("for", Some(fresh.description.clone())),
        ("page", fresh.page.clone()),
    ];
    print(&line(&fresh))?;
    for (label, value) in known {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            print(&format!("  {label:<10}  {}", clean(&value)))?;
        }
    }
    Ok(())
}

type Read = (Handle, Record, Option<tracing_appender::non_blocking::WorkerGuard>);

/// One fresh read of a record that is in the ledger.
async fn read(global: &Global, name: &Name) -> Result<Read, Stop> {
    let paths = global.paths()?;
    let (profile_name, profile) = global.chosen(&paths)?;
    let log = log::start(&paths, global.verbose);
    let handle = reading_desk(global, &paths, &profile_name, &profile).await?;
    let id = name.find(&handle).await?;
    let fresh = handle.refresh(id).await?;
    Ok((handle, fresh, log))
}

/// Prints how it stands. Answers whether anybody still reads that.
fn tell(global: &Global, record: &Record) -> Result<bool, Stop> {
    if global.json { offer(&json::record(&harmless(record.clone())).to_string()) } else { offer(&line(record)) }
}

/// How it stands, in one line.
fn line(record: &Record) -> String {
    let moved = |what: &str, money: Money| money.is_positive().then(|| format!("{what} {money}"));
    let parts = [
        Some(format!("{} {}: {}", record.kind.noun(), clean(&record.name()), record.stage.word())),
        Some(record.amount.to_string()),
        moved("cleared", record.cleared),
        moved("refunded", record.refunded),
        record.failure.as_ref().map(|failure| clean(&failure.to_string())),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// Follows it in the worker's own rhythm, as closely as what is on screen.
async fn follow(global: &Global, handle: &Handle, fresh: Record, interrupt: &Interrupt) -> Result<(), Stop> {
    let updates = handle.updates();
    handle.on_screen(vec![fresh.id]);
    tokio::select! {
        biased;
        ended = until_final(global, handle, fresh, updates) => ended,
        () = interrupt.heard() => Err(Stop::new(
            Exit::Interrupted,
            "interrupted: it is not final yet; nothing was changed, `tolem status` reads it again",
        )),
    }
}

async fn until_final(
    global: &Global,
    handle: &Handle,
    fresh: Record,
    mut updates: broadcast::Receiver<Update>,
) -> Result<(), Stop> {
    let mut health = handle.health();
    let mut is_silent = false;
    let mut last = fresh;
    loop {
        // What changed between the read and the first update is seen here.
        let now = handle.records(vec![last.id]).await?.pop();
        let now = now.ok_or_else(|| Stop::not_found("it is not in the ledger any more; nothing was changed"))?;
        if is_news(&last, &now) && !tell(global, &now)? {
            return Ok(());
        }
        if !now.stage.is_moving() {
            return Ok(());
        }
        last = now;
        heard_of(last.id, &mut updates, &mut health, &mut is_silent).await?;
    }
}

/// Waits until something is told of the record. A gateway that does not answer is spoken of once.
async fn heard_of(
    record: RecordId,
    updates: &mut broadcast::Receiver<Update>,
    health: &mut watch::Receiver<Health>,
    is_silent: &mut bool,
) -> Result<(), Stop> {
    loop {
        tokio::select! {
            biased;
            update = updates.recv() => match update {
                Ok(Update::Record { id, .. } | Update::Ended { id, .. }) if id == record => return Ok(()),
                Ok(Update::Elsewhere) | Err(RecvError::Lagged(_)) => return Ok(()),
                Ok(Update::Record { .. } | Update::Ended { .. } | Update::Operation { .. }) => {}
                Err(RecvError::Closed) => return Err(DeskError::Gone.into()),
            },
            changed = health.changed() => {
                changed.map_err(|_| DeskError::Gone)?;
                let was_silent = *is_silent;
                let health = health.borrow_and_update();
                *is_silent = matches!(*health, Health::Down { .. });
                if let (Health::Down { reason, .. }, false) = (&*health, was_silent) {
                    say(&format!("the gateway does not answer ({}): it is asked again", clean(reason)));
                }
            }
        }
    }
}

/// Whether a person would call it a change.
fn is_news(before: &Record, now: &Record) -> bool {
    let seen = |record: &Record| {
        let Record { stage, amount, cleared, refunded, failure, gateway_id, page, .. } = record.clone();
        (stage, amount, cleared, refunded, failure, gateway_id, page)
    };
    seen(before) != seen(now)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::code::Failure;
    use crate::domain::record::tests_support::record;
    use crate::domain::{Currency, Stage, Timestamp};

    #[test]
    fn a_line_says_what_stands_and_only_sums_that_there_are() {
        let new = record(RecordKind::Payment, Stage::New, 150_050);
        assert_eq!(line(&new), "payment A-1001: new · 1 500.50 KZT");
        let sum = |minor| Money::from_minor(minor, Currency::Kzt);
        let paid = Record { stage: Stage::PartlyRefunded, cleared: sum(150_050), refunded: sum(50), ..new.clone() };
        assert_eq!(
            line(&paid),
            "payment A-1001: partly refunded · 1 500.50 KZT · cleared 1 500.50 KZT · refunded 0.50 KZT"
        );
        let failure = Some(Failure { code: 10_009, text: "no\u{1b}[31m money".to_owned() });
        let failed = line(&Record { stage: Stage::Failed, failure, ..new });
        assert!(
            failed.starts_with("payment A-1001: failed · 1 500.50 KZT · ") && !failed.contains('\u{1b}'),
            "{failed}"
        );
    }

    #[test]
    fn another_reading_of_the_same_is_no_news() {
        let new = record(RecordKind::Payment, Stage::New, 100);
        let read = Record { read_at: Some(Timestamp::from_millis(5)), watched: true, ..new.clone() };
        assert!(!is_news(&new, &read));
        assert!(is_news(&new, &Record { stage: Stage::Held, ..new.clone() }));
        assert!(is_news(&new, &Record { page: Some("https://pay".to_owned()), ..new.clone() }));
    }
}
