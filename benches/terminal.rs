//! The program in a terminal, on a ledger of a million records, beside others of its kind: `cargo bench --bench terminal`.
//!
//! A pseudo-terminal is what a person's hands and eyes are: keys go in, bytes come out, a vt100 screen is drawn of them.
//! 1. First paint: from the start of the process to the first character on screen; and to the first row of the ledger.
//! 2. Key to bytes: from a key written to the first byte of the answer; again while 500 records a second change.
//! 3. Idle: bytes written and processor time in ten seconds, and again while records on screen are watched live at a
//!    sandbox; resident memory.
//!
//! `atac`, `gitui` and `btm` are measured in the same run where they are installed, so that the ratio is what counts.
#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a benchmark that cannot be set up has nothing to report"
)]
#![cfg_attr(not(target_os = "linux"), allow(unused))]

use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use secrecy::SecretString;
use tolem::config::profile::{EnvironmentName, Limits};
use tolem::config::{Profile, Settling, Wire};
use tolem::domain::{Currency, GatewayId, Money, OrderId, Record, RecordId, RecordKind, Stage, Timestamp};
use tolem::ledger::Ledger;
use tolem::sandbox::{Config, Sandbox};
use tolem::tui;
use tolem::vault::{MemoryVault, SecretName, Vault as _};
use tolem::worker::desk;

/// By this variable the program knows that it is the child in the terminal, and which ledger to open.
const LEDGER: &str = "TOLEM_BENCH_LEDGER";
/// Where the child finds its gateway.
const GATEWAY: &str = "TOLEM_BENCH_GATEWAY";
/// The secret of the child's merchant, made up by the sandbox.
const SECRET: &str = "TOLEM_BENCH_SECRET";
/// How many records a second the child changes.
const CHANGES: &str = "TOLEM_BENCH_CHANGES";

/// Unoptimised builds only show that the benchmark runs.
const SMOKE: bool = cfg!(debug_assertions);
const RECORDS: u32 = if SMOKE { 2_000 } else { 1_000_000 };
const STARTS: usize = if SMOKE { 2 } else { 20 };
const KEYS: usize = if SMOKE { 10 } else { 300 };
const IDLE: Duration = Duration::from_secs(if SMOKE { 1 } else { 10 });
const SIZE: PtySize = PtySize { rows: 50, cols: 200, pixel_width: 0, pixel_height: 0 };
/// Silence after which a screen counts as settled.
const QUIET: Duration = Duration::from_millis(300);
/// A row of the ledger on screen.
const ROW: &str = "A-0";
/// A row that the sandbox knows.
const LIVE_ROW: &str = "A-1";

fn main() {
    if let Ok(ledger) = std::env::var(LEDGER) {
        return child(Path::new(&ledger));
    }
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("terminal");
    std::fs::create_dir_all(&folder).unwrap();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let ledger = runtime.block_on(ledger(&folder));
    let sandbox = runtime.block_on(async {
        let config = Config { seed: 1, records: 60, lively: true, ..Config::default() };
        Sandbox::start("127.0.0.1:0".parse().unwrap(), config).await.expect("a sandbox")
    });
    let gateway = sandbox.url().to_string();
    let live = runtime.block_on(live(&ledger, &sandbox));
    let secret = sandbox.credentials().secret_key.clone();
    let on = |ledger: &Path, changes: u32| {
        let mut command = CommandBuilder::new(std::env::current_exe().unwrap());
        command.env(LEDGER, ledger);
        command.env(SECRET, &secret);
        command.env(GATEWAY, &gateway);
        command.env(CHANGES, changes.to_string());
        command
    };
    let desk = |changes| on(&ledger, changes);
    println!("{RECORDS} records, {}×{}, {} starts, {} keys\n", SIZE.cols, SIZE.rows, STARTS, KEYS);
    let program = real_program(&folder);
    let mut ours = Figures { first_paint: starts(&program, |text| !text.trim().is_empty()), ..Figures::default() };
    ours.content = starts(&|| desk(0), |text| text.contains(ROW));
    let mut terminal = Terminal::start(desk(0));
    terminal.settle(|text| text.contains(ROW));
    ours.key = terminal.keys(KEYS);
    ours.idle = Some(terminal.idle());
    drop(terminal);
    let mut terminal = Terminal::start(desk(500));
    terminal.until(|text| text.contains(ROW));
    let busy = terminal.keys(KEYS);
    println!("{:<10} key to bytes while 500 records a second change: {busy}", "tolem");
    drop(terminal);
    let mut terminal = Terminal::start(on(&live, 0));
    terminal.until(|text| text.contains(LIVE_ROW));
    println!("{:<10} watching live, {}", "tolem", terminal.idle());
    drop(terminal);
    println!("{:<10} {ours}", "tolem");
    for (name, arguments) in [("atac", &[][..]), ("gitui", &[]), ("btm", &[])] {
        let Some(path) = installed(name) else {
            println!("{name:<10} is not installed");
            continue;
        };
        let home = folder.join(name);
        std::fs::create_dir_all(&home).unwrap();
        let theirs = rival(&path, arguments, &home);
        println!("{name:<10} {theirs}");
    }
    drop(runtime);
}

/// The figures of one program.
#[derive(Debug, Default)]
struct Figures {
    first_paint: Spread,
    content: Spread,
    key: Spread,
    idle: Option<Idle>,
}

impl std::fmt::Display for Figures {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "first paint {} · content {} · key to bytes {}", self.first_paint, self.content, self.key)?;
        match &self.idle {
            Some(idle) => write!(f, " · {idle}"),
            None => Ok(()),
        }
    }
}

/// Several times the same.
#[derive(Debug, Default)]
struct Spread(Vec<Duration>);

impl Spread {
    fn at(&self, percent: usize) -> Option<Duration> {
        let mut sorted = self.0.clone();
        sorted.sort();
        sorted.get((sorted.len() * percent / 100).min(sorted.len().checked_sub(1)?)).copied()
    }
}

impl std::fmt::Display for Spread {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match (self.at(50), self.at(99)) {
            (Some(median), Some(worst)) => write!(f, "{median:.2?} (p99 {worst:.2?}, {})", self.0.len()),
            _ => f.write_str("—"),
        }
    }
}

impl std::fmt::Display for Idle {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { bytes, ticks, resident } = self;
        write!(f, "idle {} s: {bytes} bytes, {ticks} ticks of 10 ms · {resident} kB resident", IDLE.as_secs())
    }
}

#[derive(Debug)]
struct Idle {
    bytes: usize,
    ticks: u64,
    resident: u64,
}

fn installed(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file())
}

/// The real program on a profile of its own. Its secrets are nobody's: what is measured ends with the first paint.
fn real_program(folder: &Path) -> impl Fn() -> CommandBuilder {
    let config = folder.join("config.toml");
    let text = "default = \"bench\"\n[profiles.bench]\nenvironment = \"sandbox\"\nhost = \"http://127.0.0.1:9\"\n\
                merchant_id = \"510001\"\n";
    std::fs::write(&config, text).unwrap();
    let folder = folder.to_owned();
    move || {
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_tolem"));
        command.arg("--config");
        command.arg(&config);
        command.env("XDG_DATA_HOME", folder.join("data"));
        command.env("XDG_STATE_HOME", folder.join("state"));
        command
    }
}

fn rival(path: &Path, arguments: &[&str], home: &Path) -> Figures {
    let command = || {
        let mut command = CommandBuilder::new(path);
        command.args(arguments);
        command.env("HOME", home);
        command.env("XDG_CONFIG_HOME", home.join("config"));
        // gitui shows the repository that it is started in.
        command.cwd(env!("CARGO_MANIFEST_DIR"));
        command
    };
    let first_paint = starts(&command, |text| !text.trim().is_empty());
    let mut terminal = Terminal::start(command());
    terminal.settle(|text| !text.trim().is_empty());
    let key = terminal.keys(KEYS.min(60));
    let idle = Some(terminal.idle());
    Figures { first_paint, content: Spread::default(), key, idle }
}

/// From the start of the process until the screen is as wanted, again and again.
fn starts(command: &impl Fn() -> CommandBuilder, wanted: impl Fn(&str) -> bool) -> Spread {
    // The first start reads the program from the disk.
    (0..=STARTS).map(|_| Terminal::start(command()).until(&wanted)).skip(1).collect::<Vec<_>>().into()
}

impl From<Vec<Duration>> for Spread {
    fn from(times: Vec<Duration>) -> Self {
        Self(times)
    }
}

/// A program in a pseudo-terminal.
struct Terminal {
    started: Instant,
    heard: Receiver<(Instant, Vec<u8>)>,
    parser: vt100::Parser,
    writer: Box<dyn std::io::Write + Send>,
    child: Box<dyn Child + Send + Sync>,
    _master: Box<dyn MasterPty + Send>,
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Terminal {
    fn start(mut command: CommandBuilder) -> Self {
        let pair = native_pty_system().openpty(SIZE).expect("a pseudo-terminal");
        command.env("TERM", "xterm-256color");
        command.env_remove("NO_COLOR");
        let mut reader = pair.master.try_clone_reader().unwrap();
        let (said, heard) = channel();
        let started = Instant::now();
        let child = pair.slave.spawn_command(command).expect("the program");
        drop(pair.slave);
        std::thread::spawn(move || {
            let mut bytes = vec![0_u8; 1 << 16];
            while let Ok(count @ 1..) = reader.read(&mut bytes) {
                if said.send((Instant::now(), bytes[..count].to_vec())).is_err() {
                    return;
                }
            }
        });
        let cells = |count| std::num::NonZero::new(count).unwrap();
        let parser = vt100::Parser::new(cells(SIZE.rows), cells(SIZE.cols), 0);
        Self { started, heard, parser, writer: pair.master.take_writer().unwrap(), child, _master: pair.master }
    }

    /// The next bytes. What a program asks the terminal is answered as xterm does, or some would wait for seconds.
    fn hear(&mut self, patience: Duration) -> Option<(Instant, Vec<u8>)> {
        let (at, bytes) = self.heard.recv_timeout(patience).ok()?;
        let text = String::from_utf8_lossy(&bytes);
        // Where the cursor is; what the terminal is; its colours.
        for (question, answer) in [
            ("\x1b[6n", "\x1b[1;1R"),
            ("\x1b[c", "\x1b[?62;22c"),
            ("\x1b]11;?", "\x1b]11;rgb:0000/0000/0000\x1b\\"),
            ("\x1b]10;?", "\x1b]10;rgb:ffff/ffff/ffff\x1b\\"),
        ] {
            if text.contains(question) {
                self.writer.write_all(answer.as_bytes()).and_then(|()| self.writer.flush()).expect("a terminal");
            }
        }
        Some((at, bytes))
    }

    /// Waits until the screen is as wanted. Answers how long that took from the start.
    fn until(&mut self, wanted: impl Fn(&str) -> bool) -> Duration {
        loop {
            let (at, bytes) = self.hear(Duration::from_secs(60)).expect("something on screen");
            self.parser.process(&bytes);
            if wanted(&self.parser.screen().contents()) {
                return at.duration_since(self.started);
            }
        }
    }

    /// Waits until the screen is as wanted and nothing more comes.
    fn settle(&mut self, wanted: impl Fn(&str) -> bool) {
        self.until(wanted);
        let patience = Instant::now() + Duration::from_secs(5);
        while Instant::now() < patience && self.hear(QUIET).is_some() {}
    }

    /// Presses down and up in turns, and waits for the first byte of each answer.
    fn keys(&mut self, count: usize) -> Spread {
        let mut times = Vec::new();
        for number in 0..count {
            // The answer to the key before is over, and frames are at least 16 ms apart.
            std::thread::sleep(Duration::from_millis(30));
            while self.heard.try_recv().is_ok() {}
            let pressed = Instant::now();
            self.writer.write_all(if number % 2 == 0 { b"\x1b[B" } else { b"\x1b[A" }).unwrap();
            self.writer.flush().unwrap();
            if let Ok((at, _)) = self.heard.recv_timeout(Duration::from_millis(500)) {
                times.push(at.duration_since(pressed));
            }
        }
        times.into()
    }

    /// What it does when nobody does anything.
    fn idle(&mut self) -> Idle {
        std::thread::sleep(Duration::from_secs(2));
        while self.heard.try_recv().is_ok() {}
        let process = self.child.process_id().expect("a process");
        let before = ticks(process);
        let until = Instant::now() + IDLE;
        let mut bytes = 0;
        while let Some(left) = until.checked_duration_since(Instant::now()).filter(|left| !left.is_zero()) {
            bytes += self.heard.recv_timeout(left).map_or(0, |(_, heard)| heard.len());
        }
        Idle { bytes, ticks: ticks(process) - before, resident: resident(process) }
    }
}

/// Processor time, in hundredths of a second. Source: proc(5).
fn ticks(process: u32) -> u64 {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    let rest = stat.rsplit_once(')').map(|(_, rest)| rest).unwrap_or_default();
    rest.split_whitespace().skip(11).take(2).filter_map(|field| field.parse::<u64>().ok()).sum()
}

/// Resident memory in kB.
fn resident(process: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or_default();
    line.trim().trim_end_matches(" kB").parse().unwrap_or(0)
}

/// A million records that move no more, made once by the product's own import.
async fn ledger(folder: &Path) -> PathBuf {
    let path = folder.join(format!("{RECORDS}.db"));
    let whole = folder.join(format!("{RECORDS}.whole"));
    if whole.exists() {
        return path;
    }
    for end in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(format!("{}{end}", path.display()));
    }
    let ledger = Ledger::open(&path).await.expect("a ledger");
    ledger.import((0..RECORDS).map(|number| (record(number), None)), |_, _| {}).await.expect("room on the disk");
    ledger.close().await;
    std::fs::write(whole, "").unwrap();
    path
}

/// The same ledger, and what the sandbox holds on top of it.
async fn live(ledger: &Path, sandbox: &Sandbox) -> PathBuf {
    let path = ledger.with_extension("live.db");
    for end in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(format!("{}{end}", path.display()));
    }
    std::fs::copy(ledger, &path).expect("room on the disk");
    let records: Vec<_> = (0_u128..)
        .zip(sandbox.seeded())
        .map(|(number, seeded)| {
            let id = RecordId::from_uuid(uuid::Uuid::from_u128(u128::from(RECORDS) + 1_000 + number));
            let amount = seeded.reading.amount.unwrap_or(Money::zero(Currency::Kzt));
            let mut record = Record::new(id, seeded.kind, amount, seeded.created_at);
            record.request_id = seeded.request_id;
            record.take(&seeded.reading);
            let due = record.stage.is_moving().then_some(record.created_at);
            (record, due)
        })
        .collect();
    let ledger = Ledger::open(&path).await.expect("a ledger");
    ledger.import(records.into_iter(), |_, _| {}).await.expect("room on the disk");
    ledger.close().await;
    path
}

fn record(number: u32) -> Record {
    let kind = RecordKind::ALL[number as usize % RecordKind::ALL.len()];
    let final_stages = [Stage::Cleared, Stage::Refunded, Stage::Failed, Stage::Reversed, Stage::PartlyRefunded];
    let created_at = Timestamp::from_millis(1_700_000_000_000 + i64::from(number) * 60_000);
    let amount = Money::from_minor(i64::from(number % 9_973) * 3_700 + 100, Currency::Kzt);
    let mut record =
        Record::new(RecordId::from_uuid(uuid::Uuid::from_u128(u128::from(number) + 1)), kind, amount, created_at);
    record.stage = final_stages[number as usize % final_stages.len()];
    record.stage.word().clone_into(&mut record.word);
    record.cleared = amount;
    record.gateway_id = GatewayId::new(format!("7{number:08}")).ok();
    record.order_id = OrderId::new(format!("A-{number:07}")).ok();
    "Чай, хлеб и доставка".clone_into(&mut record.description);
    record
}

/// The desk as the program opens it, with its secrets in memory.
fn child(ledger: &Path) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let host: url::Url = std::env::var(GATEWAY).unwrap().parse().unwrap();
    let changes: u32 = std::env::var(CHANGES).unwrap().parse().unwrap();
    let profile = profile(host);
    let vault = MemoryVault::default();
    vault
        .set(&desk::entry(&profile, SecretName::Merchant), &SecretString::from(std::env::var(SECRET).unwrap()))
        .unwrap();
    let ledger = ledger.to_owned();
    let opening = move |_| async move {
        let handle = desk::open("bench", &profile, &ledger, Arc::new(vault), false, desk::Purpose::Watch).await?;
        if changes > 0 {
            let handle = handle.clone();
            tokio::spawn(async move { change(&handle, changes).await });
        }
        Ok(handle)
    };
    let ended =
        runtime.block_on(tui::run(tui::Options { title: "bench".to_owned(), ..tui::Options::default() }, opening));
    runtime.shutdown_background();
    ended.expect("a terminal");
}

/// Changes records for ever, so many a second, through the worker and the ledger.
async fn change(handle: &tolem::worker::Handle, a_second: u32) {
    let mut beat = tokio::time::interval(Duration::from_secs(1) / a_second);
    for round in 0_u32.. {
        beat.tick().await;
        let number = RECORDS - 1 - round % 400;
        let record = RecordId::from_uuid(uuid::Uuid::from_u128(u128::from(number) + 1));
        handle.watch(record, round / 400 % 2 == 0).await.expect("a change");
    }
}

fn profile(host: url::Url) -> Profile {
    Profile {
        environment: EnvironmentName::Sandbox,
        host,
        merchant_id: "510001".to_owned(),
        card_auth_id: None,
        partner_auth_id: None,
        secrets: tolem::config::Store::default(),
        secrets_env: None,
        currency: Currency::Kzt.code().to_owned(),
        zone: chrono_tz::Asia::Almaty.name().to_owned(),
        read_only: false,
        accent: None,
        limits: Limits::default(),
        back_link: None,
        post_link: None,
        settling: Settling::default(),
        wire: Wire::default(),
    }
}
