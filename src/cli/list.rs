//! `tolem list`: records as a table or as JSON. From the ledger alone: no secret, no network.

use serde_json::{Value, json};

use super::asked::{Asked, moment};
use super::operations::local;
use super::table::{self, Fitted};
use super::{Global, Stop, own_ledger, pager, print, room, say};
use crate::domain::query::Query;
use crate::domain::{Money, Record, RecordKind};
use crate::ledger::{self, From, Ledger, Totals};
use crate::worker::export::harmless;

#[derive(Debug, clap::Args)]
#[command(after_help = "  tolem list payment --filter \"stage:held amount>10000\" --sort amount
  tolem list invoice --filter \"created:2026-11-01..2026-11-20 -stage:cleared\" --limit 1000
  tolem list payment --json | jq -r '.records[] | select(.stage == \"failed\") | .order_id'

From the ledger: what stands there was read when `read` says (tolem list payment --sort read). `tolem export` writes
lists of any length to a file. Schema of --json: docs/json.md.")]
pub(super) struct Args {
    #[command(flatten)]
    asked: Asked,
    /// At most so many
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..))]
    limit: u32,
}

/// What was found.
#[derive(Default)]
struct Found {
    rows: Vec<Record>,
    more: bool,
    totals: Totals,
}

pub(super) async fn run(global: &Global, args: &Args) -> Result<(), Stop> {
    let (kind, query) = args.asked.read()?;
    let paths = global.paths()?;
    let (name, profile) = global.chosen(&paths)?;
    let found = if let Some(ledger) = own_ledger::open(&paths, &name, &profile).await? {
        let found = load(&ledger, kind, &query, args.limit, profile.zone()).await;
        ledger.close().await;
        found?
    } else {
        Found::default()
    };
    if global.json {
        return print(&document(kind, &found).to_string());
    }
    if found.rows.is_empty() {
        let none = if query.filter.is_empty() { "is followed yet" } else { "passes the filter" };
        return print(&format!("no {} {none}", kind.noun()));
    }
    let table = lines(&found.rows, profile.zone(), room());
    pager::show(&table.lines).await?;
    if !table.left_out.is_empty() {
        say(&format!(
            "no room for {}: a wider terminal, --json or `tolem export` shows all",
            table.left_out.join(", ")
        ));
    }
    for line in sums(&found) {
        say(&line);
    }
    Ok(())
}

async fn load(
    ledger: &Ledger,
    kind: RecordKind,
    query: &Query,
    limit: u32,
    zone: chrono_tz::Tz,
) -> Result<Found, Stop> {
    let moment = moment(zone);
    let page = ledger.page(kind, query, &moment, From::First, limit.saturating_add(1)).await.map_err(Stop::failure)?;
    let totals = ledger.totals(kind, &query.filter, &moment).await.map_err(Stop::failure)?.unwrap_or_default();
    let mut rows: Vec<Record> = page.rows.into_iter().map(harmless).collect();
    let more = rows.len() > limit as usize;
    rows.truncate(limit as usize);
    Ok(Found { rows, more, totals })
}

/// `tolem.records/1`: the records, and what all that pass come to.
fn document(kind: RecordKind, found: &Found) -> Value {
    let sums: Vec<Value> = found
        .totals
        .sums
        .iter()
        .map(|sum| {
            json!({
                "currency": sum.currency.code(),
                "count": sum.count,
                "amount": sum.amount.plain(),
                "cleared": sum.cleared.plain(),
                "refunded": sum.refunded.plain(),
            })
        })
        .collect();
    json!({
        "schema": "tolem.records/1",
        "kind": kind.word(),
        "records": found.rows.iter().map(ledger::json::record).collect::<Vec<_>>(),
        "more": found.more,
        "count": found.totals.count,
        "totals": sums,
    })
}

/// A heading and a line for each.
fn lines(rows: &[Record], zone: chrono_tz::Tz, room: Option<usize>) -> Fitted {
    let heading = ["STAGE", "ORDER", "ID", "AMOUNT", "CLEARED", "REFUNDED", "CODE", "CREATED", "FOR"];
    let cells: Vec<_> = rows.iter().map(|row| cells(row, zone).to_vec()).collect();
    // What it is called, how it stands and how much it is are never spared.
    table::fitted(&heading.map(ToOwned::to_owned), &cells, &[3, 4, 5], &[8, 4, 6, 7, 2, 5], room)
}

fn cells(row: &Record, zone: chrono_tz::Tz) -> [String; 9] {
    let moved = |money: Money| if money.is_zero() { String::new() } else { money.to_string() };
    [
        row.stage.word().to_owned(),
        row.order_id.as_ref().map(ToString::to_string).unwrap_or_default(),
        row.gateway_id.as_ref().map(ToString::to_string).unwrap_or_default(),
        row.amount.to_string(),
        moved(row.cleared),
        moved(row.refunded),
        row.failure.as_ref().map(|failure| failure.code.to_string()).unwrap_or_default(),
        local(row.created_at, zone),
        row.description.clone(),
    ]
}

/// What all that pass come to, a line for each currency, and whether some were left out.
fn sums(found: &Found) -> Vec<String> {
    let sum = |sum: &ledger::Sum| {
        let of = if sum.count == 1 { "record" } else { "records" };
        format!("{} {of}: {} · cleared {} · refunded {}", sum.count, sum.amount, sum.cleared, sum.refunded)
    };
    let mut lines: Vec<String> = found.totals.sums.iter().map(sum).collect();
    if found.more {
        let shown = found.rows.len();
        lines.push(format!("these are {shown} of {}: --limit N shows more", found.totals.count));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::record::tests_support::record;
    use crate::domain::{Currency, Stage};
    use crate::ledger::Sum;

    fn found() -> Found {
        let mut paid = record(RecordKind::Payment, Stage::Cleared, 150_050);
        paid.cleared = paid.amount;
        let rows = vec![paid, record(RecordKind::Payment, Stage::New, 5)];
        let sum = |minor| Money::from_minor(minor, Currency::Kzt);
        let all =
            Sum { currency: Currency::Kzt, count: 3, amount: sum(150_060), cleared: sum(150_050), refunded: sum(0) };
        Found { rows, more: true, totals: Totals { count: 3, sums: vec![all] } }
    }

    #[test]
    fn a_table_has_sums_at_the_right_and_totals_of_all_that_pass() {
        let found = found();
        let id = found.rows[0].gateway_id.clone().map_or(String::new(), |id| id.to_string());
        let blank = " ".repeat(id.len().max(2) - id.len());
        assert_eq!(
            lines(&found.rows, chrono_tz::UTC, None).lines[1..],
            [
                format!(
                    "cleared  A-1001  {id}{blank}  1 500.50 KZT  1 500.50 KZT                  1970-01-01 00:00:01  Tea and bread"
                ),
                format!(
                    "new      A-1001  {id}{blank}      0.05 KZT                                1970-01-01 00:00:01  Tea and bread"
                ),
            ]
        );
        assert_eq!(
            sums(&found),
            [
                "3 records: 1 500.60 KZT · cleared 1 500.50 KZT · refunded 0.00 KZT",
                "these are 2 of 3: --limit N shows more"
            ]
        );
    }

    #[test]
    fn the_document_has_exact_texts_and_says_whether_there_are_more() {
        let value = document(RecordKind::Payment, &found());
        assert_eq!(
            (&value["schema"], &value["more"], &value["count"]),
            (&json!("tolem.records/1"), &json!(true), &json!(3))
        );
        assert_eq!(value["records"][0]["amount"], "1500.50");
        let sum =
            json!({ "currency": "KZT", "count": 3, "amount": "1500.60", "cleared": "1500.50", "refunded": "0.00" });
        assert_eq!(value["totals"], json!([sum]));
    }
}
