//! How fast lists are read from a small and a large ledger, in every order and with filters: `cargo bench --bench lists`.
//! The ledgers are made by the product's own import, once, and kept beside the other files of the build.
#![allow(clippy::expect_used, reason = "a benchmark that cannot be set up has nothing to report")]

use std::path::Path;
use std::time::{Duration, Instant};

use tolem::domain::code::Failure;
use tolem::domain::query::{Column, Filter, Moment, Query, Sort};
use tolem::domain::{Currency, GatewayId, Money, OrderId, Record, RecordId, RecordKind, Stage, Timestamp};
use tolem::ledger::{From as PageFrom, Ledger};

const SMALL: u32 = 1_000;
/// The large ledger. Unoptimised builds only show that the benchmark runs.
const LARGE: u32 = if cfg!(debug_assertions) { 12_000 } else { 1_000_000 };
/// How often each question is asked.
const TIMES: u32 = if cfg!(debug_assertions) { 2 } else { 100 };
/// A ledger that was made for other figures than these is not used.
const EDITION: u32 = 2;

/// Rows of a window.
const WINDOW: u32 = 150;
const KIND: RecordKind = RecordKind::Payment;
/// 2026-11-20 15:00 in Almaty.
const NOW: i64 = 1_795_168_800_000;

const FILTERS: [&str; 17] = [
    "stage:held amount>100000 age>3d",
    "stage:held,new",
    "stage:reversed",
    "-stage:cleared",
    "code:10009",
    "code:10033",
    "code:*",
    "currency:USD amount:500..1000",
    "amount>19990",
    "created:2026-11-01..2026-11-02 stage:failed",
    "order:A-00123*",
    "id:70012345*",
    "watched:yes",
    // Full text: one row in 50 000, one in 150, every row; two words of which few rows have both; a part of every id.
    "редкость",
    "подарок",
    "доставка",
    "7 подарок чай",
];

/// A number that looks random and is the same in each run.
const fn mixed(number: u32, salt: u32) -> u32 {
    let mut x = number.wrapping_mul(0x9e37_79b9) ^ salt.wrapping_mul(0x85eb_ca6b);
    x = (x ^ (x >> 16)).wrapping_mul(0x7feb_352d);
    x = (x ^ (x >> 15)).wrapping_mul(0x846c_a68b);
    x ^ (x >> 16)
}

fn record(number: u32, of: u32) -> Record {
    let any = |salt: u32, below: u32| mixed(number, salt) % below;
    let stage = match any(1, 100) {
        0..60 => Stage::Cleared,
        60..75 => Stage::Held,
        75..90 => Stage::Failed,
        90..94 => Stage::Refunded,
        94..96 => Stage::PartlyRefunded,
        96..98 => Stage::Expired,
        98 => Stage::New,
        _ if any(2, 20) == 0 => Stage::Reversed,
        _ => Stage::Processing,
    };
    let currency = match any(3, 20) {
        0 => Currency::Usd,
        1 => Currency::Rub,
        2 if any(4, 10) == 0 => Currency::Jpy,
        _ => Currency::Kzt,
    };
    let amount = Money::from_minor(i64::from(any(5, 20_000_000)) + 100, currency);
    let created_at = Timestamp::from_millis(NOW - i64::from(of - number) * 20_000);
    let id =
        RecordId::from_uuid(uuid::Uuid::from_u128(u128::from(number) + (u128::from(0x0193_5000_0000_7000_u64) << 64)));
    let mut record = Record::new(id, KIND, amount, created_at);
    record.gateway_id = GatewayId::new(format!("7{number:08}")).ok();
    record.order_id = OrderId::new(format!("A-{number:07}")).ok();
    record.stage = stage;
    stage.word().clone_into(&mut record.word);
    if matches!(stage, Stage::Cleared | Stage::PartlyRefunded | Stage::Refunded) {
        record.cleared = amount;
    }
    if stage == Stage::Refunded {
        record.refunded = amount;
    }
    if stage == Stage::Failed {
        let code = if any(6, 200) == 0 { 10_033 } else { 10_000 + any(7, 12) };
        record.failure = Some(Failure { code, text: format!("Отказ банка, причина {}", any(7, 12)) });
    }
    let goods = ["Чай", "Хлеб", "Книга", "Билет", "Обед", "Кофе", "Tea", "Lamp"];
    let one = goods.get(any(8, 8) as usize).copied().unwrap_or_default();
    let gift = if any(9, 150) == 0 { ", подарок" } else { "" };
    let rare = if any(10, 50_000) == 0 { ", редкость" } else { "" };
    record.description = format!("{one} и доставка{gift}{rare}");
    record.changed_at = Timestamp::from_millis(created_at.millis() + i64::from(any(11, 90_000_000)));
    record.read_at = (any(12, 30) > 0).then(|| Timestamp::from_millis(NOW - i64::from(any(13, 90_000_000))));
    record.watched = any(14, 3_000) == 0;
    record.facts =
        vec![("card".to_owned(), "5483-18XX-XXXX-0293".to_owned()), ("rrn".to_owned(), format!("{number:012}"))];
    record
}

/// The ledger of so many payments, made if it is not there yet.
async fn ledger(count: u32) -> Ledger {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("lists-{EDITION}-{count}.db"));
    let ledger = Ledger::open(&path).await.expect("a ledger");
    if ledger.total(KIND).await.expect("a total") != u64::from(count) {
        let began = Instant::now();
        ledger.import((0..count).map(|number| (record(number, count), None)), |_, _| {}).await.expect("an import");
        let size = std::fs::metadata(&path).map_or(0, |file| file.len() / 1_000_000);
        println!("import of {count}: {:.1?}, {size} MB before what was appended is taken over", began.elapsed());
    }
    ledger
}

fn moment() -> Moment {
    Moment { now: Timestamp::from_millis(NOW), zone: chrono_tz::Asia::Almaty }
}

/// Median and 99th percentile of what a question takes.
async fn timed(mut question: impl AsyncFnMut()) -> [Duration; 2] {
    let mut took = Vec::new();
    question().await;
    for _ in 0..TIMES {
        let began = Instant::now();
        question().await;
        took.push(began.elapsed());
    }
    took.sort_unstable();
    let at =
        |hundredths: usize| took.get((took.len() * hundredths / 100).min(took.len() - 1)).copied().unwrap_or_default();
    [at(50), at(99)]
}

async fn window(ledger: &Ledger, query: &Query) -> [Duration; 2] {
    timed(async || {
        ledger.page(KIND, query, &moment(), PageFrom::First, WINDOW).await.expect("a page");
    })
    .await
}

async fn totals(ledger: &Ledger, filter: &Filter) -> [Duration; 2] {
    let times = if cfg!(debug_assertions) { 1 } else { 5 };
    let mut took = Vec::new();
    for _ in 0..times {
        let began = Instant::now();
        ledger.totals(KIND, filter, &moment()).await.expect("totals").expect("the newest question");
        took.push(began.elapsed());
    }
    took.sort_unstable();
    [took.get(times / 2), took.last()].map(|one| one.copied().unwrap_or_default())
}

fn print(what: &str, small: [Duration; 2], large: [Duration; 2]) {
    let [small_median, small_worst] = small.map(|one| format!("{one:.2?}"));
    let [large_median, large_worst] = large.map(|one| format!("{one:.2?}"));
    println!("{what:<48} {small_median:>10} {small_worst:>10} {large_median:>10} {large_worst:>10}");
}

#[tokio::main]
async fn main() {
    let (small, large) = (ledger(SMALL).await, ledger(LARGE).await);
    println!("{:<48} {:>10} {:>10} {:>10} {:>10}", format!("a window of {WINDOW}"), SMALL, "p99", LARGE, "p99");
    for column in Column::ALL {
        for descending in [true, false] {
            let query = Query { filter: Filter::default(), sort: Sort { column, descending } };
            let what = format!("by {}{}", column.word(), if descending { ", descending" } else { "" });
            print(&what, window(&small, &query).await, window(&large, &query).await);
        }
    }
    for text in FILTERS {
        let filter = Filter::parse(text).expect("a filter");
        for sort in [Sort::default(), Sort { column: Column::Amount, descending: true }] {
            let query = Query { filter: filter.clone(), sort };
            let what = format!("{text}, by {}", sort.column.word());
            print(&what, window(&small, &query).await, window(&large, &query).await);
        }
    }
    println!("totals");
    for text in ["", "stage:held amount>100000 age>3d", "code:10033", "редкость", "доставка", "-stage:cleared"]
    {
        let filter = Filter::parse(text).expect("a filter");
        print(text, totals(&small, &filter).await, totals(&large, &filter).await);
    }
    let began = Instant::now();
    large.close().await;
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("lists-{EDITION}-{LARGE}.db"));
    println!(
        "closed in {:.1?}, {} MB",
        began.elapsed(),
        std::fs::metadata(&path).map_or(0, |file| file.len() / 1_000_000)
    );
    let began = Instant::now();
    let again = Ledger::open(&path).await.expect("a ledger");
    let opened = began.elapsed();
    again.page(KIND, &Query::default(), &moment(), PageFrom::First, WINDOW).await.expect("a page");
    println!("opened in {opened:.1?}, first window {:.1?} after the start", began.elapsed());
}
