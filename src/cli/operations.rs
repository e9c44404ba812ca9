//! `tolem operations`: what was asked to move money, and what became of it. From the ledger alone: no secret, no network.

use unicode_width::UnicodeWidthStr as _;

use super::{Global, Stop, operation_json, own_ledger, print, room, say, table};
use crate::domain::Timestamp;
use crate::ledger::{From, Ledger, Operation};

#[derive(Debug, clap::Args)]
#[command(after_help = "  tolem operations --unresolved
  tolem operations --json --limit 1000 | jq '.operations[] | select(.state == \"unknown\") | .id'

`tolem resolve` reads for those that are unknown. Schema of --json: docs/json.md.")]
pub(super) struct Args {
    /// Only those without a final state, oldest first
    #[arg(long)]
    unresolved: bool,
    /// At most so many; without --unresolved the newest
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..))]
    limit: u32,
}

pub(super) async fn run(global: &Global, args: &Args) -> Result<(), Stop> {
    let paths = global.paths()?;
    let (name, profile) = global.chosen(&paths)?;
    let (rows, more) = if let Some(ledger) = own_ledger::open(&paths, &name, &profile).await? {
        let found = load(&ledger, args).await;
        ledger.close().await;
        found?
    } else {
        (Vec::new(), false)
    };
    if global.json {
        return print(&operation_json::several(&rows, more).to_string());
    }
    if rows.is_empty() {
        return print(if args.unresolved { "no operation is unresolved" } else { "no operation yet" });
    }
    for line in table(&rows, profile.zone(), room()) {
        print(&line)?;
    }
    if more {
        say(&format!("there are more than these {}: --limit N shows more", rows.len()));
    }
    Ok(())
}

/// The operations that are asked for, and whether there are more.
async fn load(ledger: &Ledger, args: &Args) -> Result<(Vec<Operation>, bool), Stop> {
    let most = usize::try_from(args.limit).unwrap_or(usize::MAX);
    let one_more = args.limit.saturating_add(1);
    let mut rows = if args.unresolved {
        ledger.unresolved_operations(one_more).await.map_err(Stop::failure)?
    } else {
        ledger.operations(From::First, one_more).await.map_err(Stop::failure)?.rows
    };
    let more = rows.len() > most;
    rows.truncate(most);
    Ok((rows, more))
}

/// A heading and a line for each. The note comes last and is not cut: it says what to do. Where a terminal has no room for
/// it there, it stands below.
fn table(rows: &[Operation], zone: chrono_tz::Tz, room: Option<usize>) -> Vec<String> {
    let heading = ["ID", "WHEN", "INTENT", "AMOUNT", "RECORD", "STATE", "NOTE"].map(ToOwned::to_owned).to_vec();
    let cells: Vec<_> = rows.iter().map(|row| cells(row, zone).to_vec()).collect();
    let whole = table::lines(&heading, &cells, &[]);
    if room.is_none_or(|room| whole.iter().all(|line| line.width() <= room)) {
        return whole;
    }
    let mut notes: Vec<String> = cells.iter().filter_map(|row| row.last().cloned()).collect();
    notes.insert(0, String::new());
    let short: Vec<Vec<String>> = cells.into_iter().map(|row| row.into_iter().take(6).collect()).collect();
    let lines = table::fitted(heading.get(..6).unwrap_or_default(), &short, &[], &[1], room).lines;
    let noted = |(line, note): (String, String)| match note.as_str() {
        "" => vec![line],
        note => vec![line, format!("  {note}")],
    };
    lines.into_iter().zip(notes).flat_map(noted).collect()
}

fn cells(row: &Operation, zone: chrono_tz::Tz) -> [String; 7] {
    [
        row.id.short(),
        local(row.created_at, zone),
        row.intent.word().to_owned(),
        row.amount.map_or_else(String::new, |amount| amount.to_string()),
        format!("{} {}", row.record_kind.word(), row.record_name),
        row.state.word().to_owned(),
        row.note.clone(),
    ]
}

/// Date and time at the merchant's.
pub(super) fn local(at: Timestamp, zone: chrono_tz::Tz) -> String {
    chrono::DateTime::from_timestamp_millis(at.millis())
        .unwrap_or_default()
        .with_timezone(&zone)
        .format("%Y-%m-%d %H:%M:%S")
        .to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{IntentKind, State};
    use crate::ledger::tests_support::operation;

    #[test]
    fn a_table_has_a_line_for_each_in_columns_and_its_notes_whole() {
        let long = "no believable answer: the connection ended before the reply was complete";
        let unknown = Operation { note: long.to_owned(), ..operation(State::Unknown) };
        let cancel = Operation { intent: IntentKind::Cancel, amount: None, ..operation(State::Confirmed) };
        let rows = [unknown, cancel];
        let lines = table(&rows, chrono_tz::Asia::Almaty, None);
        assert_eq!(
            lines,
            [
                "ID        WHEN                 INTENT  AMOUNT        RECORD          STATE      NOTE",
                &format!("2233aabb  2026-01-31 09:00:00  refund  1 500.50 KZT  payment A-1001  unknown    {long}"),
                "2233aabb  2026-01-31 09:00:00  cancel                payment A-1001  confirmed",
            ]
        );
        let below = |room| table(&rows, chrono_tz::Asia::Almaty, Some(room));
        assert_eq!(
            below(78),
            [
                "ID        WHEN                 INTENT  AMOUNT        RECORD          STATE",
                "2233aabb  2026-01-31 09:00:00  refund  1 500.50 KZT  payment A-1001  unknown",
                &format!("  {long}"),
                "2233aabb  2026-01-31 09:00:00  cancel                payment A-1001  confirmed",
            ]
        );
        assert_eq!(below(77)[0], "ID        INTENT  AMOUNT        RECORD          STATE");
    }
}
