//! The figures of the README: signing, verifying, and frames with a small and a large ledger. `cargo bench`.
#![allow(clippy::expect_used, reason = "a benchmark that cannot be set up has nothing to report")]

use std::fmt;

use divan::Bencher;
use tolem::domain::query::Moment;
use tolem::domain::reading::Baseline;
use tolem::domain::{
    Currency, Environment, GatewayId, IntentKind, MerchantId, Money, OperationId, OrderId, Query, Record, RecordId,
    RecordKind, RequestId, Stage, State, Timestamp,
};
use tolem::freedompay::signature::{Fields, Value, sign};
use tolem::freedompay::{Call, Lookup, Merchant, Secret, Secrets, Settings, Status, WireReply};
use tolem::ledger::journal::On;
use tolem::ledger::{From as PageFrom, Ledger, NewOperation, Operation};
use tolem::tui::preview::{Sample, bench_model, bench_operations};
use tolem::worker::About;

fn main() {
    divan::main();
}

const SMALL: u32 = 1_000;
/// The large ledger. Unoptimised builds only show that the benchmark runs.
const LARGE: u32 = if cfg!(debug_assertions) { 5_000 } else { 1_000_000 };

const SECRET: &str = "a-secret-of-32-characters-length";

fn fields(pairs: &[(&str, &str)]) -> Fields {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), Value::Text((*value).to_owned()))).collect()
}

#[divan::bench]
fn sign_a_request_of_12_fields(bencher: Bencher) {
    let secret = Secret::new(SECRET);
    let request = fields(&[
        ("pg_merchant_id", "510001"),
        ("pg_order_id", "A-10017"),
        ("pg_amount", "12500.50"),
        ("pg_currency", "KZT"),
        ("pg_description", "Чай, хлеб и доставка"),
        ("pg_auto_clearing", "0"),
        ("pg_lifetime", "86400"),
        ("pg_user_id", "customer-77"),
        ("pg_result_url", "https://shop.example/pay/result"),
        ("pg_success_url", "https://shop.example/pay/success"),
        ("pg_idempotency_key", "0192f0c1-2233-7abc-8def-00112233aabb"),
        ("pg_salt", "LNTZ7ciT1xjwzCFr"),
    ]);
    bencher.bench(|| sign("init_payment.php", divan::black_box(&request), &secret));
}

#[divan::bench]
fn parse_and_verify_a_status_reply(bencher: Bencher) {
    let merchant = Merchant {
        host: "https://gateway.example/".parse().expect("an address"),
        id: MerchantId::new("510001").expect("a merchant id"),
        card_auth_id: None,
        secrets: Secrets { merchant: Some(Secret::new(SECRET)), ..Secrets::default() },
        settings: Settings::default(),
    };
    let pairs = [
        ("pg_status", "ok"),
        ("pg_payment_id", "1432343252"),
        ("pg_order_id", "A-10017"),
        ("pg_amount", "12500.50"),
        ("pg_currency", "KZT"),
        ("pg_payment_status", "success"),
        ("pg_captured", "1"),
        ("pg_clearing_amount", "12500.50"),
        ("pg_can_reject", "1"),
        ("pg_payment_method", "bankcard"),
        ("pg_card_pan", "5483-18XX-XXXX-0293"),
        ("pg_reference", "123456789012"),
        ("pg_create_date", "2026-11-20 10:00:00"),
        ("pg_salt", "LNTZ7ciT1xjwzCFr"),
    ];
    let signature = sign("get_status3.php", &fields(&pairs), &Secret::new(SECRET));
    let members = pairs.map(|(name, value)| format!("<{name}>{value}</{name}>")).concat();
    let body = format!("<?xml version=\"1.0\"?><response>{members}<pg_sig>{signature}</pg_sig></response>");
    let reply = WireReply { status: 200, body: body.into_bytes(), ..WireReply::default() };
    let call = Status { by: Lookup::Payment(GatewayId::new("1432343252").expect("an id")) };
    let read = || {
        let reply = call.decode(&merchant, divan::black_box(&reply)).expect("a believable reply");
        reply.reading(Timestamp::from_millis(0)).expect("a reading")
    };
    assert_eq!(read().stage, Stage::Cleared);
    bencher.bench(read);
}

/// A pane, a size and a ledger.
struct Case {
    /// `None` is the pane of operations.
    kind: Option<RecordKind>,
    size: (u16, u16),
    records: u32,
}

impl fmt::Display for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let pane = self.kind.map_or("operations", RecordKind::word);
        write!(f, "{pane} {}x{} of {}", self.size.0, self.size.1, self.records)
    }
}

fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for kind in RecordKind::ALL.into_iter().map(Some).chain([None]) {
        for size in [(80, 24), (200, 50)] {
            for records in [SMALL, LARGE] {
                cases.push(Case { kind, size, records });
            }
        }
    }
    cases
}

fn record(kind: RecordKind, number: u32) -> Record {
    // Rows look alike wherever they stand, so that only the size of the ledger differs between two figures.
    let look = number % 500;
    let amount = Money::from_minor(i64::from(look) * 3_700 + 100, Currency::Kzt);
    let stage = Stage::ALL.into_iter().nth(look as usize % Stage::ALL.len()).unwrap_or(Stage::New);
    let created_at = Timestamp::from_millis(1_700_000_000_000 + i64::from(number) * 1_000);
    let id = RecordId::from_uuid(uuid::Uuid::from_u128((u128::from(kind as u8) << 64) + u128::from(number)));
    let mut record = Record::new(id, kind, amount, created_at);
    record.gateway_id = GatewayId::new(format!("7{number:08}")).ok();
    record.order_id = OrderId::new(format!("A-{number:07}")).ok();
    record.stage = stage;
    stage.word().clone_into(&mut record.word);
    record.cleared = amount;
    "Чай, хлеб и доставка".clone_into(&mut record.description);
    record
}

fn about() -> About {
    About {
        profile: "bench".to_owned(),
        environment: Environment::Sandbox,
        merchant: "510001".to_owned(),
        host: "127.0.0.1:8099".to_owned(),
        currency: Currency::Kzt,
        zone: chrono_tz::Asia::Almaty,
        read_only: false,
    }
}

/// A ledger and the threads that its connections live on.
type Made = (tokio::runtime::Runtime, Ledger);

/// One ledger per number of records, with that many of every kind; made once and kept for all benchmarks.
fn ledger(records: u32) -> &'static Made {
    use std::collections::HashMap;
    use std::sync::{LazyLock, Mutex};
    static MADE: LazyLock<Mutex<HashMap<u32, &'static Made>>> = LazyLock::new(Mutex::default);
    let mut made = MADE.lock().expect("no benchmark panicked");
    made.entry(records).or_insert_with(|| {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("threads");
        let folder = Box::leak(Box::new(tempfile::tempdir().expect("a folder")));
        let ledger = runtime.block_on(async {
            let ledger = Ledger::open(&folder.path().join("bench.db")).await.expect("a ledger");
            // One kind after the other, in one import, so that the indexes are built once.
            let rows = (0..4 * records).map(|number| {
                let kind = RecordKind::ALL.into_iter().nth((number / records) as usize);
                (record(kind.unwrap_or(RecordKind::Payment), number % records), None)
            });
            ledger.import(rows, |_, _| {}).await.expect("room on the disk");
            for number in 0..OPERATIONS {
                journal(&ledger, number).await;
            }
            ledger
        });
        Box::leak(Box::new((runtime, ledger)))
    })
}

/// Operations in every ledger.
const OPERATIONS: u32 = 300;

async fn journal(ledger: &Ledger, number: u32) {
    let paid = record(RecordKind::Payment, number);
    let id = |part: u128| uuid::Uuid::from_u128((part << 64) + u128::from(number));
    let operation = Operation {
        id: OperationId::from_uuid(id(11)),
        record: paid.id,
        record_kind: paid.kind,
        record_name: paid.name(),
        intent: IntentKind::Refund,
        amount: Some(paid.amount),
        request_id: RequestId::from_uuid(id(12)),
        baseline: Baseline::of(&paid),
        state: State::Prepared,
        note: String::new(),
        created_at: paid.created_at,
        sent_at: None,
        changed_at: paid.created_at,
        page: None,
        lost: None,
    };
    let (_, version) = ledger.versioned(paid.id).await.expect("a ledger").expect("a record");
    let payload_hash = id(14).to_string();
    let on = On::Seen(version);
    let new = NewOperation { operation: &operation, payload_hash: &payload_hash, on, spends: None, event_id: id(13) };
    ledger.prepare(new).await.expect("a journal row");
}

/// Loads a window from the middle of the ledger, where paging by offset would be slow, and makes its screen.
async fn window(ledger: &Ledger, case: &Case) -> Sample {
    let limit = u32::from(case.size.1) * 3;
    if let Some(kind) = case.kind {
        let row = record(kind, case.records / 2);
        let moment = Moment { now: now(), zone: chrono_tz::Asia::Almaty };
        let query = Query::default();
        let from = PageFrom::At(row.cursor(query.sort));
        let page = ledger.page(kind, &query, &moment, from, limit).await.expect("a page");
        bench_model(about(), now(), kind, page.rows, page.total.unwrap_or(0))
    } else {
        let page = ledger.operations(PageFrom::First, limit).await.expect("a page");
        bench_operations(about(), now(), page.rows, page.total.unwrap_or(0))
    }
}

fn now() -> Timestamp {
    Timestamp::from_millis(1_800_000_000_000)
}

/// What a frame costs when its window has to be loaded first.
#[divan::bench(args = cases())]
fn load_a_window_and_draw_it(bencher: Bencher, case: &Case) {
    let (runtime, ledger) = ledger(case.records);
    bencher.bench_local(|| runtime.block_on(window(ledger, case)).frame(case.size.0, case.size.1));
}

/// What a frame costs when its window is loaded.
#[divan::bench(args = cases())]
fn draw_a_frame(bencher: Bencher, case: &Case) {
    let (runtime, ledger) = ledger(case.records);
    let mut sample = runtime.block_on(window(ledger, case));
    bencher.bench_local(|| sample.frame(case.size.0, case.size.1));
}

/// What hiding costs: the same frame as it is, and while others look, with a note that speaks of an order.
#[divan::bench(args = [false, true])]
fn draw_a_private_frame_200x50(bencher: Bencher, private: bool) {
    let (runtime, ledger) = ledger(SMALL);
    let case = Case { kind: Some(RecordKind::Payment), size: (200, 50), records: SMALL };
    let sample = runtime.block_on(window(ledger, &case)).with_note("refund of 1 500.00 KZT on payment A-0000501: sent");
    let mut sample = if private { sample.in_private() } else { sample };
    bencher.bench_local(|| sample.frame(200, 50));
}
