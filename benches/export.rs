//! How fast a list is exported, from the ledger to the last byte: `cargo bench --bench export`. The ledger is made by the
//! product's own import, once, and kept beside the other files of the build.
#![allow(clippy::expect_used, reason = "a benchmark that cannot be set up has nothing to report")]

use std::future::pending;
use std::path::Path;
use std::time::Instant;

use tolem::domain::code::Failure;
use tolem::domain::query::{Column, Filter, Moment, Query, Sort};
use tolem::domain::{Currency, GatewayId, Money, OrderId, Record, RecordId, RecordKind, Stage, Timestamp};
use tolem::ledger::Ledger;
use tolem::worker::Rows;
use tolem::worker::export::{Format, Target, write};

/// Unoptimised builds only show that the benchmark runs.
const COUNT: u32 = if cfg!(debug_assertions) { 5_000 } else { 1_000_000 };
/// What is asked of it.
const WANTED: u64 = 200_000;
const KIND: RecordKind = RecordKind::Payment;
/// 2026-11-20 15:00 in Almaty.
const NOW: i64 = 1_795_168_800_000;

fn record(number: u32) -> Record {
    let currency = if number.is_multiple_of(20) { Currency::Usd } else { Currency::Kzt };
    let amount = Money::from_minor(i64::from(number % 9_999_999) + 100, currency);
    let created_at = Timestamp::from_millis(NOW - i64::from(COUNT - number) * 20_000);
    let id =
        RecordId::from_uuid(uuid::Uuid::from_u128(u128::from(number) + (u128::from(0x0193_5000_0000_7000_u64) << 64)));
    let mut record = Record::new(id, KIND, amount, created_at);
    record.gateway_id = GatewayId::new(format!("7{number:08}")).ok();
    record.order_id = OrderId::new(format!("A-{number:07}")).ok();
    record.stage = if number.is_multiple_of(7) { Stage::Failed } else { Stage::Cleared };
    record.stage.word().clone_into(&mut record.word);
    if record.stage == Stage::Failed {
        record.failure = Some(Failure { code: 10_009, text: "Отказ банка".to_owned() });
    } else {
        record.cleared = amount;
    }
    "Чай и хлеб, доставка".clone_into(&mut record.description);
    record.read_at = Some(Timestamp::from_millis(NOW));
    record.facts =
        vec![("card".to_owned(), "5483-18XX-XXXX-0293".to_owned()), ("rrn".to_owned(), format!("{number:012}"))];
    record
}

async fn ledger() -> Ledger {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("export-1-{COUNT}.db"));
    let ledger = Ledger::open(&path).await.expect("a ledger");
    if ledger.total(KIND).await.expect("a total") != u64::from(COUNT) {
        ledger.import((0..COUNT).map(|number| (record(number), None)), |_, _| {}).await.expect("an import");
    }
    ledger
}

/// The most memory that this process has had, in MB, where the system tells.
fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix(" kB")?.parse().ok().map(|kilobytes: u64| kilobytes / 1_000)
}

/// The processor time that this process has had, in ticks of 10 ms, where the system tells.
fn ticks() -> u64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // The second field is a name in parentheses, which may hold spaces; `utime` and `stime` are the 14th and 15th.
    let fields = stat.rsplit_once(')').map_or("", |(_, fields)| fields).split_whitespace();
    fields.skip(11).take(2).filter_map(|field| field.parse::<u64>().ok()).sum()
}

#[tokio::main]
async fn main() {
    let ledger = ledger().await;
    let moment = Moment { now: Timestamp::from_millis(NOW), zone: chrono_tz::Asia::Almaty };
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder");
    println!("{COUNT} rows, wanted {WANTED} a second");
    let by = |column| Query { filter: Filter::default(), sort: Sort { column, descending: true } };
    for (format, query) in [
        (Format::Csv, by(Column::Created)),
        (Format::Csv, by(Column::Amount)),
        (Format::Lines, by(Column::Created)),
        (Format::Json, by(Column::Created)),
    ] {
        let path = folder.path().join(format!("{}-{}", query.sort.column.word(), format.ending()));
        let what = format!("{} by {}", format.ending(), query.sort.column.word());
        let (began, ticks_before) = (Instant::now(), ticks());
        let rows = Rows::of(&ledger, KIND, query, moment);
        let written = write(rows, &Column::ALL, format, Target::File(path.clone()), |_| {}, pending()).await;
        let (rows, took) = (written.expect("an export").rows, began.elapsed());
        let rate = u128::from(rows) * 1_000 / took.as_millis().max(1);
        let size = std::fs::metadata(&path).map_or(0, |file| file.len() / 1_000_000);
        // Two processors work at once; where others have a part of them, this is the steadier figure.
        let work = (ticks() - ticks_before) * 10_000_000 / rows.max(1);
        println!("{what:<20} {rate:>9} rows a second ({took:.2?}, {work} ns of processor time each, {size} MB)");
    }
    if let Some(peak) = peak() {
        println!("at most {peak} MB of memory");
    }
    ledger.close().await;
}
