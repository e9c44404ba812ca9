//! How long commands take as whole processes, from start to end: `cargo bench --bench cli`. Under a session bus with a keyring
//! (`.ci/with-keyring cargo bench --bench cli`) a status is also read with secrets from there.
//!
//! `true` is started in the same run: what the system itself takes. A status holds the sandbox's time to answer, too.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a benchmark that cannot be set up has nothing to report")]

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use tolem::domain::RecordKind;
use tolem::sandbox::{Config, Sandbox};

/// Unoptimised builds only show that the benchmark runs.
const RUNS: usize = if cfg!(debug_assertions) { 3 } else { 100 };
/// From which the merchant's secret comes where there is no keyring.
const SECRET: &str = "TOLEM_BENCH_MERCHANT";

fn main() {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let sandbox = runtime.block_on(async {
        let config = Config { seed: 1, records: 50, ..Config::default() };
        Sandbox::start("127.0.0.1:0".parse().unwrap(), config).await.expect("a sandbox")
    });
    let tolem = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tolem"));
        command.args(arguments).env(SECRET, &sandbox.credentials().secret_key);
        for (name, place) in [("XDG_CONFIG_HOME", "config"), ("XDG_DATA_HOME", "data"), ("XDG_STATE_HOME", "state")] {
            command.env(name, folder.path().join(place));
        }
        command
    };
    println!("{RUNS} starts each: median, slowest of 100");
    show("true", || Command::new("true"));
    show("tolem --help", || tolem(&["--help"]));
    show("tolem explain 10009", || tolem(&["explain", "10009"]));
    show("tolem explain 10009 --lang kk", || tolem(&["explain", "10009", "--lang", "kk"]));

    let records = sandbox.seeded();
    let payment = records.iter().find(|record| record.kind == RecordKind::Payment).expect("a payment");
    let id = payment.reading.gateway_id.as_ref().unwrap().as_str();
    let url = sandbox.url().to_string();
    let merchant = sandbox.credentials().merchant_id.clone();
    let add = |name: &str, more: &[&str]| {
        let known = ["profile", "add", name, "--environment", "sandbox", "--host", &url, "--merchant", &merchant];
        done(tolem(&[&known[..], more].concat()), "");
    };
    let mut stores = vec!["environment"];
    if std::env::var_os("DBUS_SESSION_BUS_ADDRESS").is_some() {
        stores.push("keyring");
    }
    for store in stores {
        if store == "keyring" {
            // A merchant has one profile at a time.
            done(tolem(&["profile", "remove", "environment"]), "");
            add(store, &[]);
            let secrets = format!("{}\n\n\n", sandbox.credentials().secret_key);
            done(tolem(&["login", "--profile", store, "--stdin"]), &secrets);
        } else {
            add(store, &["--secrets", "environment", "--secrets-env", SECRET]);
        }
        done(tolem(&["track", "payment", id, "--profile", store]), "");
        show(&format!("tolem status, {store}"), || tolem(&["status", "payment", id, "--profile", store]));
        show(&format!("tolem list, {store}"), || tolem(&["list", "payment", "--profile", store]));
    }
    sizes(Path::new(env!("CARGO_BIN_EXE_tolem")));
}

fn show(what: &str, command: impl Fn() -> Command) {
    let mut took: Vec<Duration> = (0..RUNS)
        .map(|_| {
            let began = Instant::now();
            done(command(), "");
            began.elapsed()
        })
        .collect();
    took.sort();
    let at = |percent: usize| took.get(RUNS * percent / 100).or(took.last()).copied().unwrap_or_default();
    println!("{what:<32} {:>8.2?} {:>8.2?}", at(50), at(99));
}

/// Runs it to its end, which must be a good one.
fn done(mut command: Command, stdin: &str) {
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("a process");
    child.stdin.take().unwrap().write_all(stdin.as_bytes()).unwrap();
    let ended = child.wait().unwrap();
    assert!(ended.success(), "{command:?}: {ended}");
}

fn sizes(program: &Path) {
    let size = std::fs::metadata(program).map_or(0, |file| file.len() / 1_000);
    println!("the program has {size} kB");
}
