//! What safety costs: `cargo bench --bench safety`.
//!
//! 1. How often the disk is flushed for one operation, counted by `strace` from outside of the program: this program
//!    runs itself with different numbers of refunds, on a real file, and divides the difference.
//! 2. How long a person's read takes while 10 000 operations are unresolved, against a ledger with none, in one run.
#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a benchmark that cannot be set up has nothing to report"
)]

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use tolem::domain::operation::Fact;
use tolem::domain::reading::Baseline;
use tolem::domain::verdict::Settling;
use tolem::domain::{
    Currency, Environment, Era, Intent, IntentKind, MerchantId, Money, MoneyLimits, OperationId, Record, RecordId,
    RecordKind, RequestId, Stage, State, Steady, Timestamp,
};
use tolem::freedompay::{
    Merchant, Method, Secret, Secrets, Settings as Wire, Transport, TransportError, WireReply, WireRequest,
};
use tolem::ledger::journal::On;
use tolem::ledger::{Ledger, NewOperation, Operation, Step};
use tolem::sandbox::{Config, Gateway, Request};
use tolem::worker::{About, Handle, Parts, Settings, Submission, SystemClock, start};

/// The variable by which this program knows that it is watched, and how many refunds it is to make.
const REFUNDS: &str = "TOLEM_BENCH_REFUNDS";

/// The gateway in the same process: what is measured is the desk.
struct Direct(Mutex<Gateway>);

#[async_trait]
impl Transport for Direct {
    async fn send(&self, request: WireRequest) -> Result<WireReply, TransportError> {
        let mut headers: Vec<_> =
            request.headers.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
        headers.push(("content-type".to_owned(), request.content_type.clone()));
        let method = if request.method == Method::Post { "POST" } else { "GET" };
        let response = self.0.lock().unwrap().handle(&Request {
            method: method.to_owned(),
            path: request.url.path().to_owned(),
            query: request.url.query().unwrap_or_default().to_owned(),
            content_type: request.content_type,
            headers,
            body: request.body,
        });
        Ok(WireReply { status: response.status, body: response.body, ..WireReply::default() })
    }
}

fn desk(ledger: Ledger, gateway: Gateway, read_every: Duration) -> Handle {
    let credentials = gateway.credentials().clone();
    start(Parts {
        about: About {
            profile: "bench".to_owned(),
            environment: Environment::Sandbox,
            merchant: credentials.merchant_id.clone(),
            host: "127.0.0.1:9".to_owned(),
            currency: Currency::Kzt,
            zone: chrono_tz::Asia::Almaty,
            read_only: false,
        },
        settings: Settings {
            settling: Settling { window: Duration::from_secs(3_600), spacing: Duration::from_secs(30) },
            payer: Settling { window: Duration::from_secs(3_600), spacing: Duration::from_secs(30) },
            read_every,
            write_pause: Duration::ZERO,
            limits: MoneyLimits::default(),
            look_around: Duration::from_secs(3_600),
            watches: true,
            back_link: None,
            post_link: None,
        },
        ledger,
        merchant: Merchant {
            host: "http://127.0.0.1:9".parse().unwrap(),
            id: MerchantId::new(&credentials.merchant_id).unwrap(),
            card_auth_id: Some(credentials.card_api_auth_id.clone()),
            secrets: Secrets {
                merchant: Some(Secret::new(credentials.secret_key.clone())),
                payout: None,
                card_api: Some(Secret::new(credentials.card_api_secret.clone())),
            },
            settings: Wire::default(),
        },
        transport: Arc::new(Direct(Mutex::new(gateway))),
        clock: Arc::new(SystemClock::default()),
        seed: Some(1),
    })
    .expect("a desk")
}

fn now() -> Timestamp {
    Timestamp::from_millis(1_800_000_000_000)
}

/// A cleared payment of the gateway, as a desk knows it.
fn cleared(gateway: &Gateway, number: u128) -> Record {
    let seeded = gateway
        .seeded()
        .into_iter()
        .filter(|seeded| seeded.kind == RecordKind::Payment && seeded.reading.stage == Stage::Cleared)
        .max_by_key(|seeded| seeded.reading.cleared.map(Money::minor))
        .expect("a cleared payment");
    let id = RecordId::from_uuid(uuid::Uuid::from_u128(number));
    let mut record = Record::new(id, seeded.kind, seeded.reading.amount.unwrap(), seeded.created_at);
    record.take(&seeded.reading);
    record
}

/// Refunds so often a little of one payment; each is read, guarded, journalled, sent and answered.
async fn refunds(folder: &Path, count: usize) {
    let gateway = Gateway::new(&Config { records: 60, ..Config::default() }, now());
    let record = cleared(&gateway, 1);
    let ledger = Ledger::open(&folder.join("bench.db")).await.expect("a ledger");
    ledger.import([(record.clone(), None)].into_iter(), |_, _| {}).await.expect("a record");
    let handle = desk(ledger, gateway, Duration::ZERO);
    for _ in 0..count {
        let fresh = handle.refresh(record.id).await.expect("a read");
        let intent = Intent::Refund { amount: Money::from_minor(1, Currency::Kzt) };
        let submission = Submission { record: Some(record.id), intent, decided_on: Baseline::of(&fresh), again: None };
        let outcome = handle.submit(submission).await.expect("a refund");
        assert_eq!(outcome.state, State::Confirmed, "{}", outcome.message);
    }
}

/// Runs this program under `strace`; answers with the flushes that it made by their call, or why not.
fn flushes(count: usize) -> Result<BTreeMap<String, u64>, String> {
    let folder = tempfile::tempdir_in(std::env::current_dir().expect("a folder")).expect("a folder on the disk");
    let report = folder.path().join("strace");
    let me = std::env::current_exe().expect("this program");
    let ended = Command::new("strace")
        .args(["-f", "-c", "-o"])
        .arg(&report)
        .args(["-e", "trace=fsync,fdatasync,sync_file_range,msync", "--"])
        .arg(me)
        .env(REFUNDS, count.to_string())
        .env("TMPDIR", folder.path())
        .output()
        .map_err(|error| format!("strace is not to be had: {error}"))?;
    if !ended.status.success() {
        return Err(format!("strace does not work here: {}", String::from_utf8_lossy(&ended.stderr).trim()));
    }
    let text = std::fs::read_to_string(&report).map_err(|error| error.to_string())?;
    // Columns: % time, seconds, usecs/call, calls, (errors,) syscall.
    Ok(text
        .lines()
        .filter_map(|line| {
            let words: Vec<_> = line.split_whitespace().collect();
            let name = words.last()?;
            name.contains("sync")
                .then(|| ((*name).to_owned(), words.get(3).and_then(|calls| calls.parse().ok()).unwrap_or(0)))
        })
        .collect())
}

fn count_flushes() {
    // Few enough that no checkpoint of the write-ahead log falls between; that costs two more, every 1 000 pages.
    let (few, many) = (5, if cfg!(debug_assertions) { 10 } else { 45 });
    match (flushes(few), flushes(many)) {
        (Ok(few_made), Ok(many_made)) => {
            let sum = |made: &BTreeMap<String, u64>| made.values().sum::<u64>();
            let more = sum(&many_made) - sum(&few_made);
            let operations = (many - few) as u64;
            println!("flushes of the disk for one operation (read, guard, journal, send, outcome, read again):");
            println!(
                "  {more} more flushes for {operations} more refunds: {}.{:02} each",
                more / operations,
                more % operations * 100 / operations
            );
        }
        (Err(why), _) | (_, Err(why)) => println!("flushes were not counted: {why}"),
    }
}

/// A ledger with so many operations whose outcome is unknown.
async fn unresolved(folder: &Path, gateway: &Gateway, count: u32) -> Ledger {
    let ledger = Ledger::open(&folder.join(format!("{count}.db"))).await.expect("a ledger");
    let shown = cleared(gateway, 1);
    let records: Vec<_> = (0..count)
        .map(|number| {
            let mut record = cleared(gateway, u128::from(number) + 10);
            record.gateway_id = tolem::domain::GatewayId::new(format!("9{number}")).ok();
            record.order_id = None;
            (record, None)
        })
        .collect();
    ledger.import([(shown, None)].into_iter(), |_, _| {}).await.expect("a record");
    ledger.import(records.iter().cloned(), |_, _| {}).await.expect("records");
    for (number, (record, _)) in (0_u32..).zip(&records) {
        let id = |part: u128| uuid::Uuid::from_u128((part << 64) + u128::from(number));
        let operation = Operation {
            id: OperationId::from_uuid(id(1)),
            record: record.id,
            record_kind: record.kind,
            record_name: record.name(),
            intent: IntentKind::Refund,
            amount: Some(Money::from_minor(1, Currency::Kzt)),
            request_id: RequestId::from_uuid(id(2)),
            baseline: Baseline::of(record),
            state: State::Prepared,
            note: String::new(),
            created_at: now(),
            sent_at: None,
            changed_at: now(),
            page: None,
            lost: None,
        };
        let (_, version) = ledger.versioned(record.id).await.unwrap().unwrap();
        let payload_hash = id(3).to_string();
        let on = On::Seen(version);
        let new =
            NewOperation { operation: &operation, payload_hash: &payload_hash, on, spends: None, event_id: id(4) };
        ledger.prepare(new).await.expect("a journal row");
        for (part, fact) in (5..).zip([Fact::SendStarted, Fact::OutcomeLost]) {
            let steady = Steady::new(Era::Machine(id(9)), Duration::ZERO);
            let step = Step {
                operation: operation.id,
                fact,
                at: now(),
                steady,
                note: "",
                page: None,
                due_at: Some(now()),
                change: None,
                exchange: None,
                claim: None,
                event_id: id(part),
            };
            ledger.step(step).await.expect("a step");
        }
    }
    ledger
}

/// The median time of a person's read, one every 150 ms, and the longest.
async fn reads(handle: &Handle, count: usize) -> (Duration, Duration) {
    let id = RecordId::from_uuid(uuid::Uuid::from_u128(1));
    let mut times = Vec::new();
    for _ in 0..count {
        tokio::time::sleep(Duration::from_millis(150)).await;
        let asked = Instant::now();
        handle.refresh(id).await.expect("a read");
        times.push(asked.elapsed());
    }
    times.sort_unstable();
    (times[times.len() / 2], times[times.len() - 1])
}

async fn reads_beside_the_resolver() {
    let (operations, count) = if cfg!(debug_assertions) { (200, 5) } else { (10_000, 60) };
    // Beside the ledgers of other runs, on memory where that is to be had: building it is not what is measured.
    let shm = Path::new("/dev/shm");
    let folder = tempfile::tempdir_in(shm).or_else(|_| tempfile::tempdir()).expect("a folder");
    let gateway = Gateway::new(&Config { records: 60, ..Config::default() }, now());
    // Twenty reads a second are allowed.
    let read_every = Duration::from_millis(50);
    let quiet = desk(unresolved(folder.path(), &gateway, 0).await, gateway.clone(), read_every);
    let (quiet_median, quiet_longest) = reads(&quiet, count).await;
    let busy = desk(unresolved(folder.path(), &gateway, operations).await, gateway, read_every);
    let (busy_median, busy_longest) = reads(&busy, count).await;
    println!("a person's read, 20 a second allowed, {count} of them:");
    println!("  no operation unresolved:      median {quiet_median:?}, longest {quiet_longest:?}");
    println!("  {operations} operations unresolved:  median {busy_median:?}, longest {busy_longest:?}");
    let ratio = busy_median.as_micros() * 10 / quiet_median.as_micros().max(1);
    println!("  ratio of the medians: {}.{}", ratio / 10, ratio % 10);
}

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("threads");
    if let Ok(count) = std::env::var(REFUNDS) {
        let folder = tempfile::tempdir().expect("a folder");
        return runtime.block_on(refunds(folder.path(), count.parse().expect("a number")));
    }
    count_flushes();
    runtime.block_on(reads_beside_the_resolver());
}
