//! The overview over a ledger of a million records that were made within 30 days, and what counting them costs a write.
//! `cargo bench --bench overview`.
#![allow(clippy::expect_used, reason = "a benchmark that cannot be set up has nothing to report")]

use std::sync::OnceLock;

use divan::Bencher;
use tolem::domain::code::Failure;
use tolem::domain::{Currency, GatewayId, Money, Record, RecordId, RecordKind, Stage, Timestamp};
use tolem::ledger::{Amendment, Ledger, Span};

fn main() {
    divan::main();
}

/// Unoptimised builds only show that the benchmark runs.
const RECORDS: u32 = if cfg!(debug_assertions) { 5_000 } else { 1_000_000 };

const NOW: Timestamp = Timestamp::from_millis(1_795_237_200_000);

/// 30 days in milliseconds.
const PAST: i64 = 30 * 86_400_000;

fn record(number: u32) -> Record {
    let kind = RecordKind::ALL.into_iter().nth(number as usize % 4).unwrap_or(RecordKind::Payment);
    let currency = if number % 10 == 9 { Currency::Usd } else { Currency::Kzt };
    let amount = Money::from_minor(i64::from(number % 9_973) * 100 + 100, currency);
    let ago = PAST / i64::from(RECORDS) * i64::from(number);
    let id = RecordId::from_uuid(uuid::Uuid::from_u128(u128::from(number) + 1));
    let mut record = Record::new(id, kind, amount, Timestamp::from_millis(NOW.millis() - ago));
    record.gateway_id = GatewayId::new(format!("7{number:08}")).ok();
    record.stage = Stage::ALL.into_iter().nth(number as usize % Stage::ALL.len()).unwrap_or(Stage::New);
    if record.stage == Stage::Failed {
        record.failure = Some(Failure { code: 10_000 + number % 40, text: "no".to_owned() });
    }
    record
}

/// A ledger and the threads that its connections live on.
type Made = (tokio::runtime::Runtime, Ledger);

fn ledger() -> &'static Made {
    static MADE: OnceLock<Made> = OnceLock::new();
    MADE.get_or_init(|| {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("threads");
        let folder = Box::leak(Box::new(tempfile::tempdir().expect("a folder")));
        let ledger = runtime.block_on(async {
            let ledger = Ledger::open(&folder.path().join("bench.db")).await.expect("a ledger");
            ledger
                .import((0..RECORDS).map(|number| (record(number), None)), |_, _| {})
                .await
                .expect("room on the disk");
            ledger
        });
        (runtime, ledger)
    })
}

#[divan::bench(args = [Span::Hours, Span::Days], sample_count = 50)]
#[expect(clippy::trivially_copy_pass_by_ref, reason = "arguments of a benchmark come by reference")]
fn the_overview(bencher: Bencher, span: &Span) {
    let (runtime, ledger) = ledger();
    bencher.bench(|| runtime.block_on(ledger.overview(*span, NOW, chrono_tz::Asia::Almaty)).expect("an overview"));
}

/// A read that moved a record on: what is counted changes with it.
#[divan::bench(sample_count = 200)]
fn a_record_that_changed(bencher: Bencher) {
    let (runtime, ledger) = ledger();
    let id = record(7).id;
    bencher.bench(|| {
        let change = |record: &mut Record| {
            record.stage = if record.stage == Stage::Held { Stage::Cleared } else { Stage::Held };
            Amendment::default()
        };
        runtime.block_on(ledger.amend(id, None, change)).expect("a ledger")
    });
}

/// A read that told nothing new.
#[divan::bench(sample_count = 200)]
fn a_record_that_did_not_change(bencher: Bencher) {
    let (runtime, ledger) = ledger();
    let id = record(8).id;
    bencher.bench(|| runtime.block_on(ledger.amend(id, None, |_| Amendment::default())).expect("a ledger"));
}
