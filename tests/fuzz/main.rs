//! Fuzzing on stable: every target reads mutated golden documents, a fixed number of times from a fixed seed, and must
//! neither panic nor believe what its own property forbids. `FUZZ_RUNS=1000000 FUZZ_SEED=7 cargo test --test fuzz` runs
//! longer or elsewhere; a failure prints target, seed and run, and the input is kept in the temporary folder.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod corpus;
mod mutate;
mod targets;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;
use std::time::Instant;

use mutate::Mutator;

const RUNS: u64 = 100_000;

fn number(name: &str, default: u64) -> u64 {
    std::env::var(name).map_or(default, |value| value.parse().unwrap_or_else(|_| panic!("{name} is not a number")))
}

fn main() -> ExitCode {
    let (runs, seed) = (number("FUZZ_RUNS", RUNS), number("FUZZ_SEED", 1));
    // `cargo test NAME` passes its filter on; flags of the usual harness are not ours.
    let filter = std::env::args().skip(1).find(|argument| !argument.starts_with('-'));
    let mut failed = false;
    for target in targets::ALL {
        if filter.as_deref().is_some_and(|filter| !target.name.contains(filter)) {
            continue;
        }
        let corpus = corpus::of(target.corpus);
        assert!(!corpus.is_empty(), "{} has no corpus", target.name);
        let mut mutator = Mutator::new(seed, corpus.clone());
        let began = Instant::now();
        let mut accepted = 0_u64;
        for run in 0..runs {
            // The seeds themselves come first.
            let input = usize::try_from(run).ok().and_then(|run| corpus.get(run).cloned());
            let input = input.unwrap_or_else(|| mutator.next());
            let Ok(took) = catch_unwind(AssertUnwindSafe(|| (target.run)(&input))) else {
                let kept = std::env::temp_dir().join(format!("tolem-fuzz-{}-{seed}-{run}", target.name));
                std::fs::write(&kept, &input).unwrap();
                eprintln!("{}: FAILED at seed {seed}, run {run}; the input is {}", target.name, kept.display());
                failed = true;
                break;
            };
            accepted += u64::from(took);
        }
        println!(
            "fuzz {:<22} {runs} executions, {accepted} accepted, corpus {}, seed {seed}, {} ms",
            target.name,
            corpus.len(),
            began.elapsed().as_millis()
        );
    }
    if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}
