//! The proof: seeded runs of many operators against a gateway, a line and a disk on which everything goes wrong, through
//! the real worker, the real signing and parsing and the real ledger, in virtual time. See `docs/simulation.md`.
//!
//! `SIM_SEEDS=10000 SIM_START=0 cargo test --release --test simulation -- --nocapture` runs so many seeds from there,
//! prints what went wrong in them and fails when something happened that must never happen. A failing seed is made
//! smaller and printed; `SIM_SEEDS=1 SIM_START=<seed>` runs it again.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::expect_used, reason = "tests")]

mod desks;
mod disk;
mod operator;
mod oracle;
mod plan;
mod run;
mod table;
mod wire;
mod world;

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use plan::{Plan, Sabotage};
use run::{Library, run};
use table::Table;

/// With so many seeds everything that can go wrong has to have gone wrong.
const ENOUGH: u64 = 1_000;

/// Seeds of a plain `cargo test`.
const SEEDS: u64 = 300;

/// What has to happen in so many runs, or they prove little.
const WANTED: [&str; 34] = [
    "apply_then_drop_reply",
    "apply_then_reset_mid_body",
    "broken_xml",
    "clock set",
    "connection refused",
    "confirmed",
    "death after a commit",
    "death before a commit",
    "death before the first byte",
    "death within the reply",
    "death within the request",
    "decided by a person",
    "delay_reply",
    "disk full",
    "drop_request",
    "error_500_after",
    "error_500_before",
    "error_code",
    "loss of power",
    "not applied",
    "payer comes late",
    "refuse_connection",
    "rejected",
    "reply cut",
    "reply short",
    "reply slow",
    "reply too slow",
    "request cut",
    "request stuck and late",
    "status_lag",
    "too_many_requests",
    "truncated_gzip",
    "unsigned_ok",
    "wrong_signature",
];

fn number(name: &str, otherwise: u64) -> u64 {
    match std::env::var(name) {
        Ok(text) => text.parse().unwrap_or_else(|_| panic!("{name} is a whole number, not {text}")),
        Err(_) => otherwise,
    }
}

/// A run in which something happened that must never happen.
struct Found {
    plan: Plan,
    violations: Vec<String>,
}

/// Runs seeds on all cores, up to the first one that is `enough`.
fn search(
    library: &Library,
    seeds: std::ops::Range<u64>,
    sabotage: Option<Sabotage>,
    enough: bool,
) -> (Table, Vec<Found>) {
    let next = AtomicU64::new(seeds.start);
    let total = Mutex::new(Table::default());
    let found = Mutex::new(Vec::new());
    let threads = std::thread::available_parallelism().map_or(2, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::SeqCst);
                    if seed >= seeds.end || (enough && !found.lock().unwrap().is_empty()) {
                        break;
                    }
                    let plan = Plan::of(seed, sabotage);
                    let verdict = run(library, &plan);
                    total.lock().unwrap().add(&verdict.table);
                    if !verdict.violations.is_empty() {
                        found.lock().unwrap().push(Found { plan, violations: verdict.violations });
                    }
                }
            });
        }
    });
    (total.into_inner().unwrap(), found.into_inner().unwrap())
}

/// The smallest plan that still shows a violation.
fn shrink(library: &Library, mut found: Found) -> Found {
    loop {
        let smaller = found.plan.smaller().into_iter().find_map(|plan| {
            let violations = run(library, &plan).violations;
            (!violations.is_empty()).then_some(Found { plan, violations })
        });
        match smaller {
            Some(smaller) => found = smaller,
            None => return found,
        }
    }
}

fn report(library: &Library, found: Vec<Found>) {
    for one in found.into_iter().take(3) {
        println!("seed {}: {}", one.plan.seed, one.violations.join("; "));
        let small = shrink(library, one);
        println!("  made smaller: {}\n  {:#?}", small.violations.join("; "), small.plan);
    }
}

#[test]
fn no_run_moves_money_twice_or_calls_a_done_thing_failed() {
    let library = Library::new();
    let (start, seeds) = (number("SIM_START", 0), number("SIM_SEEDS", SEEDS));
    let (table, found) = search(&library, start..start + seeds, None, false);
    println!("{table}");
    let count = found.len();
    report(&library, found);
    assert_eq!(count, 0, "runs in which something happened that must never happen");
    if seeds >= ENOUGH {
        assert_eq!(table.missing(&WANTED), [""; 0], "these never happened, so nothing was proven about them");
    }
    println!("violations: 0 in {seeds} seeds from {start}");
}

/// Seeds that found something once. What was wrong is in `docs/simulation.md`.
#[test]
fn seeds_that_found_something_find_nothing_any_more() {
    let library = Library::new();
    for seed in [8, 10, 141, 371, 471, 1_003, 4_591, 8_353, 712] {
        let verdict = run(&library, &Plan::of(seed, None));
        assert_eq!(verdict.violations, [""; 0], "seed {seed}");
    }
}

#[test]
fn the_same_seed_gives_the_same_run() {
    let library = Library::new();
    for seed in 0..20 {
        let plan = Plan::of(seed, None);
        let (one, two) = (run(&library, &plan), run(&library, &plan));
        assert_eq!(one.table, two.table, "seed {seed}");
        assert_eq!(one.violations, two.violations, "seed {seed}");
    }
}

/// A defect on purpose has to be found within a thousand seeds.
fn is_caught(sabotage: Sabotage) {
    let library = Library::new();
    let (table, found) = search(&library, 0..1_000, Some(sabotage), true);
    let first = found.into_iter().min_by_key(|found| found.plan.seed);
    let Some(first) = first else { panic!("{sabotage:?} was not found in 1000 seeds") };
    println!("{sabotage:?} is caught after {} runs, by seed {}: {}", table.runs, first.plan.seed, first.violations[0]);
}

#[test]
fn a_request_that_is_sent_again_when_its_answer_is_lost_is_caught() {
    is_caught(Sabotage::Resend);
}

#[test]
fn one_read_as_proof_that_nothing_happened_is_caught() {
    is_caught(Sabotage::OneRead);
}

#[test]
fn a_journal_that_reaches_the_disk_after_the_request_was_sent_is_caught() {
    is_caught(Sabotage::LateJournal);
}
