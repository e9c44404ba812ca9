//! The program killed with SIGKILL at any moment, and with a ledger that cannot be written: no money moves twice, and
//! none that moved is forgotten. Run with `.ci/with-keyring cargo test --test crashes -- --ignored --nocapture`; `SEED`
//! repeats the choices of a run and `KILLS` makes it longer.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::expect_used, reason = "tests")]

#[path = "common/program.rs"]
mod program;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use program::{Names, Served, at_home, command, operations, tolem};
use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};
use serde_json::Value;

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|text| text.parse().unwrap_or_else(|_| panic!("{name}={text} is no number")))
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// One effect on money, as both ledgers can tell it: what, and how much where the intent names it.
type Effect = (&'static str, String);

/// Effects by order id, in an order of their own.
fn by_order(effects: impl Iterator<Item = (String, Effect)>) -> BTreeMap<String, Vec<Effect>> {
    let mut map: BTreeMap<String, Vec<Effect>> = BTreeMap::new();
    for (order, effect) in effects {
        map.entry(order).or_default().push(effect);
    }
    for effects in map.values_mut() {
        effects.sort();
    }
    map
}

/// What happened at the gateway after its first `before` effects.
fn at_gateway(served: &Served, before: usize) -> BTreeMap<String, Vec<Effect>> {
    by_order(served.effects().iter().skip(before).map(|effect| {
        let effect_of = match effect["kind"].as_str().unwrap() {
            "refund" => ("refund", text(&effect["amount"])),
            "clear" => ("clear", text(&effect["amount"])),
            "reverse" => ("cancel", String::new()),
            other => panic!("nobody asked for {other}: {effect}"),
        };
        (text(&effect["order_id"]), effect_of)
    }))
}

/// What the desk says happened.
fn confirmed(operations: &[Value]) -> BTreeMap<String, Vec<Effect>> {
    by_order(operations.iter().filter(|operation| operation["state"] == "confirmed").map(|operation| {
        let effect = match operation["intent"].as_str().unwrap() {
            "refund" => ("refund", text(&operation["amount"])),
            "clear" => ("clear", text(&operation["amount"])),
            "cancel" => ("cancel", String::new()),
            other => panic!("nobody asked for {other}: {operation}"),
        };
        (text(&operation["record"]["name"]), effect)
    }))
}

/// No payment gave back more than was debited.
fn nothing_was_overdrawn(served: &Served) {
    let mut left: BTreeMap<String, i64> = BTreeMap::new();
    for effect in served.effects() {
        let minor = effect["minor"].as_i64().unwrap();
        let change = match effect["kind"].as_str().unwrap() {
            "pay" | "clear" | "auto_clear" => minor,
            "refund" => -minor,
            _ => 0,
        };
        *left.entry(text(&effect["gateway_id"])).or_default() += change;
    }
    assert!(left.values().all(|left| *left >= 0), "{left:?}");
}

fn home_of(served: &Served) -> tempfile::TempDir {
    let home = tempfile::tempdir().unwrap();
    served.log_in(home.path());
    Served::settle_quickly(home.path());
    home
}

fn track(home: &Path, id: &str) {
    let (code, out, err) = tolem(home, &["track", "payment", id], "");
    assert_eq!(code, 0, "{out}{err}");
}

/// How long a refund takes that nobody kills.
fn unkilled(home: &Path, id: &str) -> Duration {
    let started = Instant::now();
    let (code, _, err) = tolem(home, &["refund", "payment", id, "--amount", "0.01", "--yes", "--json"], "");
    assert_eq!(code, 0, "{err}");
    started.elapsed()
}

/// What one round does.
struct Round {
    arguments: Vec<String>,
    call: &'static str,
}

/// A payment that is debited is refunded, one that is held is cleared or let go; now and then the other way round.
fn round(rng: &mut StdRng, cleared: &[Names], held: &[Names]) -> Round {
    let of_held = rng.random_ratio(1, 3);
    let pool = if of_held { held } else { cleared };
    let id = &pool[rng.random_range(0..pool.len())].0;
    let (word, call) = match (of_held, rng.random_range(0..10)) {
        (true, 0..4) | (false, 0) => ("clear", "do_capture.php"),
        (true, 4) => ("cancel", "cancel.php"),
        _ => ("refund", "revoke.php"),
    };
    let mut arguments = [word, "payment", id, "--yes", "--json"].map(ToOwned::to_owned).to_vec();
    if word != "cancel" {
        if rng.random_ratio(1, 40) {
            arguments.push("--full".to_owned());
        } else {
            // Fractions from .60 on are the sandbox's magic ones.
            let amount = format!("{}.{:02}", rng.random_range(1..50), rng.random_range(0..60));
            arguments.extend(["--amount".to_owned(), amount]);
        }
    }
    Round { arguments, call }
}

/// Plans what the gateway does to the next call, if anything; answers with how much longer the program may take then.
fn trouble(rng: &mut StdRng, served: &Served, call: &str) -> Duration {
    served.no_more_faults();
    match rng.random_range(0..10) {
        0 => served.fault(&format!(r#"{{"call":"{call}","fault":"apply_then_drop_reply"}}"#)),
        1 => served.fault(&format!(r#"{{"call":"{call}","fault":"drop_request"}}"#)),
        2 | 3 => {
            served.fault(&format!(r#"{{"call":"{call}","fault":"delay_reply","seconds":1}}"#));
            return Duration::from_secs(1);
        }
        _ => {}
    }
    Duration::ZERO
}

/// When the kill comes. What killed runs left unknown is read for first, so that a run may take longer than a `whole`
/// one at the start did: half of the kills come later, so that they land where money moves.
fn delay(rng: &mut StdRng, whole: Duration, extra: Duration) -> Duration {
    let (earliest, span) =
        if rng.random_ratio(1, 2) { (whole / 2, whole * 3 / 2) } else { (Duration::ZERO, whole * 6 / 5) };
    earliest + (span + extra) * rng.random_range(0..=1_000) / 1_000
}

#[test]
#[ignore = "needs a Secret Service: .ci/with-keyring starts one"]
fn killed_at_any_moment_the_desk_moves_no_money_twice_and_forgets_none() {
    let seed = number("SEED").unwrap_or_else(|| StdRng::from_os_rng().random_range(0..1_000_000));
    let wanted = number("KILLS").unwrap_or(200);
    println!("SEED={seed}");
    let mut rng = StdRng::seed_from_u64(seed);
    let served = Served::start(seed, 600);
    let home = home_of(&served);
    let (mut cleared, mut held) = served.payments();
    cleared.truncate(30);
    held.truncate(10);
    for (id, _) in cleared.iter().chain(&held) {
        track(home.path(), id);
    }
    let before = served.effects().len();

    // How long one takes that nobody kills: the longest of a few.
    let whole = cleared.iter().take(5).map(|(id, _)| unkilled(home.path(), id)).max().unwrap();

    let mut hits: BTreeMap<String, u64> = BTreeMap::new();
    let mut ends: BTreeMap<i32, u64> = BTreeMap::new();
    let mut known: BTreeSet<String> = operations(home.path()).iter().map(|row| text(&row["id"])).collect();
    let (mut kills, mut rounds) = (0, 0_u64);
    while kills < wanted {
        rounds += 1;
        let looks = rounds % 25 == 0 || rng.random_ratio(1, 2);
        let Round { arguments, call } = round(&mut rng, &cleared, &held);
        let extra = trouble(&mut rng, &served, call);
        let delay = delay(&mut rng, whole, extra);
        let mut child = command(home.path()).args(&arguments).spawn().unwrap();
        // The one thing under test that is a matter of time: when the kill lands.
        std::thread::sleep(delay);
        child.kill().unwrap();
        let output = child.wait_with_output().unwrap();
        let rows = operations(home.path());
        let new: Vec<&Value> = rows.iter().filter(|row| !known.contains(row["id"].as_str().unwrap())).collect();
        assert!(new.len() <= 1, "one command, one operation: {new:?}");
        if let Some(code) = output.status.code() {
            let said = String::from_utf8_lossy(&output.stderr);
            assert!([0, 3, 5].contains(&code), "{arguments:?} ended with {code}: {said}");
            *ends.entry(code).or_default() += 1;
        } else {
            kills += 1;
            let state = new.first().map_or_else(|| "before the journal".to_owned(), |row| text(&row["state"]));
            *hits.entry(state).or_default() += 1;
        }
        known.extend(rows.iter().map(|row| text(&row["id"])));
        // Somebody looks now and then, and sometimes waits, so that the next runs have more to do than to read.
        if looks && rows.iter().any(|row| row["final"] == false) {
            let wait = if rounds % 25 == 0 { &["--wait"][..] } else { &[] };
            let (code, _, err) = tolem(home.path(), &[&["resolve", "--all"], wait].concat(), "");
            assert!([0, 5].contains(&code), "{code} {err}");
        }
    }
    println!(
        "one run takes {whole:?}; {kills} kills by the state they hit: {hits:?}; not killed, by exit code: {ends:?}"
    );
    for state in ["before the journal", "sent"] {
        assert!(hits.contains_key(state), "no kill hit {state}");
    }

    served.no_more_faults();
    let (code, _, err) = tolem(home.path(), &["resolve", "--all", "--wait", "--json"], "");
    assert_eq!(code, 0, "{err}");
    let rows = operations(home.path());
    // Nobody else works on these payments, so that there is nothing that only a person could decide.
    for row in &rows {
        assert_eq!(row["final"], true, "{row}");
    }
    let (at_gateway, confirmed) = (at_gateway(&served, before), confirmed(&rows));
    assert_eq!(at_gateway, confirmed, "the sandbox's ledger and the desk's differ; SEED={seed}");
    nothing_was_overdrawn(&served);
    let count = at_gateway.values().map(Vec::len).sum::<usize>();
    println!("{} operations, {count} effects, all of them known; SEED={seed}", rows.len());
}

/// Runs the program with no file of it allowed to grow beyond so many KiB: what a full disk does to a ledger.
fn on_a_full_disk(home: &Path, kib: u64, arguments: &[String]) -> (i32, String, String) {
    let mut bash = at_home(Command::new("bash"), home);
    bash.args(["-c", r#"trap '' XFSZ; ulimit -f "$0"; exec "$@""#, &kib.to_string()]);
    bash.arg(env!("CARGO_BIN_EXE_tolem")).args(arguments);
    program::run(&mut bash, "")
}

#[test]
#[ignore = "needs a Secret Service: .ci/with-keyring starts one"]
fn a_ledger_that_cannot_be_written_refuses_money_and_is_whole_when_it_can_be_again() {
    let served = Served::start(7, 60);
    let home = home_of(&served);
    let (cleared, _) = served.payments();
    let id = cleared[0].0.as_str();
    track(home.path(), id);
    let refund = |amount: &str| ["refund", "payment", id, "--amount", amount, "--yes", "--json"].map(ToOwned::to_owned);
    let run = |arguments: &[String]| tolem(home.path(), &arguments.iter().map(String::as_str).collect::<Vec<_>>(), "");
    assert_eq!(run(&refund("1.50")).0, 0);
    let before = served.effects().len() - 1;
    let (mut refused, mut done) = (BTreeSet::new(), 0);
    // From a disk that is full when the ledger is opened, in small steps, to one that is not full at all.
    for kib in (0..=400).step_by(4) {
        let (effects, rows) = (served.effects().len(), operations(home.path()));
        // Another amount each time: one that was lost and then proven is not done again. Fractions from .60 on are magic.
        let arguments = refund(&format!("{}.{:02}", 1 + kib / 240, kib / 4 % 60));
        let (code, out, err) = on_a_full_disk(home.path(), kib, &arguments);
        let moved = served.effects().len() - effects;
        match code {
            0 => {
                assert_eq!(moved, 1, "{kib} KiB: {out}");
                done += 1;
            }
            1 => {
                assert_eq!((moved, out.as_str()), (0, ""), "{kib} KiB: {err}");
                assert!(err.contains("ledger") && err.contains("nothing was sent"), "{kib} KiB: {err}");
                assert_eq!(err.trim_end().lines().last().unwrap().matches("tolem: ").count(), 1);
                refused.insert(err.lines().last().unwrap().to_owned());
            }
            // The ledger was full after the sent mark: whether it took effect is for reads to say.
            5 => assert!(moved <= 1 && err.contains("do not repeat it"), "{kib} KiB: {err}"),
            _ => panic!("{kib} KiB: {code} {out}{err}"),
        }
        let now = operations(home.path());
        assert!(rows.iter().all(|row| now.iter().any(|kept| kept["id"] == row["id"])), "{kib} KiB: a row is lost");
        assert_eq!(tolem(home.path(), &["resolve", "--all", "--wait"], "").0, 0, "{kib} KiB");
        if done == 3 {
            break;
        }
    }
    for why in &refused {
        println!("{why}");
    }
    assert!(!refused.is_empty() && done == 3, "the limits were too high or too low to mean anything");
    assert_eq!(run(&refund("3")).0, 0);
    assert_eq!(at_gateway(&served, before), confirmed(&operations(home.path())));
    nothing_was_overdrawn(&served);
}
