//! `tolem demo`: the dashboard on an embedded sandbox, over real loopback HTTP, with a throwaway ledger.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;

use secrecy::SecretString;

use super::{Global, Stop, log};
use crate::config::profile::EnvironmentName;
use crate::config::profile::Limits;
use crate::config::{Profile, Settling, Store, Wire};
use crate::domain::{Currency, Money, Record, RecordId, Timestamp};
use crate::ledger::Ledger;
use crate::sandbox::{Config, Credentials, Sandbox, Seeded, load_scenario};
use crate::tui;
use crate::vault::{MemoryVault, SecretName, Vault as _};
use crate::worker::{Clock as _, Handle, SystemClock, desk};

#[derive(Debug, clap::Args)]
#[command(after_help = "  tolem demo
  tolem demo --records 12000 --seed 7
  tolem demo --faults assets/scenarios/lost-replies.toml")]
pub(super) struct Args {
    /// How many records the sandbox begins with
    #[arg(long, default_value_t = 60, value_name = "N")]
    records: usize,
    /// The same seed gives the same records
    #[arg(long, default_value_t = 1, value_name = "S")]
    seed: u64,
    /// A scenario: what is planned to go wrong at the gateway (see assets/scenarios)
    #[arg(long, value_name = "FILE")]
    faults: Option<PathBuf>,
}

impl Default for Args {
    fn default() -> Self {
        Self { records: 60, seed: 1, faults: None }
    }
}

pub(super) async fn run(global: &Global, args: Args) -> Result<(), Stop> {
    let faults = args.faults.as_deref().map(load_scenario).transpose().map_err(Stop::usage)?.unwrap_or_default();
    tui::check_terminal().map_err(Stop::failure)?;
    let _log = log::start(&global.paths()?, 0);
    let folder = tempfile::Builder::new()
        .prefix("tolem-demo-")
        .tempdir()
        .map_err(|error| Stop::failure(format!("no folder for the throwaway ledger: {error}")))?;
    let read_only = global.read_only;
    let home = folder.path().to_owned();
    // The sandbox lives as long as the program: the desk is handed out, the sandbox is kept here.
    let (keep, kept) = tokio::sync::oneshot::channel();
    let opening = move |filling: tui::Filling| async move {
        // Making a million of them takes seconds; it is known already how many there will be.
        filling.tell(0, args.records as u64);
        let listen = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let config = Config { seed: args.seed, records: args.records, lively: true, faults, ..Config::default() };
        let sandbox = Sandbox::start(listen, config).await.map_err(|error| error.to_string())?;
        tracing::info!(control = %sandbox.control_url(), "the demo's sandbox");
        let handle = connect(&sandbox, &home, read_only, &filling).await?;
        // When the receiver is gone the program is ending, and the sandbox with it.
        let _ = keep.send(sandbox);
        Ok(handle)
    };
    let ended = tui::run(global.screen("demo"), opening).await.map_err(Stop::failure);
    drop(kept);
    ended
}

async fn connect(
    sandbox: &Sandbox,
    home: &std::path::Path,
    read_only: bool,
    filling: &tui::Filling,
) -> Result<Handle, String> {
    let credentials = sandbox.credentials();
    let profile = profile(sandbox.url().as_str(), &credentials.merchant_id, Some(credentials.card_api_auth_id.clone()))
        .map_err(|stop| stop.line)?;
    let now = SystemClock::default().now();
    let seeded = sandbox.seeded();
    let count = seeded.len() as u64;
    let records = seeded.into_iter().enumerate().map(|(index, seeded)| {
        let record = followed(index, seeded, now);
        let due = record.stage.is_moving().then_some(now);
        (record, due)
    });
    let path = home.join("demo.db");
    let ledger = Ledger::open(&path).await.map_err(|error| error.to_string())?;
    // The import counts its indexes as well; a person counts records.
    let progress = |done: u64, steps: u64| filling.tell(done.saturating_mul(count) / steps.max(1), count);
    ledger.import(records, progress).await.map_err(|error| error.to_string())?;
    ledger.close().await;
    desk::open("demo", &profile, &path, Arc::new(vault(&profile, &credentials)?), read_only, desk::Purpose::Watch).await
}

/// The demo's profile. Its settling window is short, because the sandbox answers within its deadlines or never.
fn profile(host: &str, merchant: &str, card_auth_id: Option<String>) -> Result<Profile, Stop> {
    let host: url::Url = host.parse().map_err(|error| Stop::failure(format!("the sandbox's address: {error}")))?;
    let link = host.join("return").map_or_else(|_| String::new(), String::from);
    Ok(Profile {
        environment: EnvironmentName::Sandbox,
        host,
        merchant_id: merchant.to_owned(),
        card_auth_id,
        partner_auth_id: None,
        secrets: Store::default(),
        secrets_env: None,
        currency: Currency::Kzt.code().to_owned(),
        zone: chrono_tz::Asia::Almaty.name().to_owned(),
        read_only: false,
        accent: None,
        limits: Limits::default(),
        back_link: Some(link.clone()),
        post_link: Some(link),
        settling: Settling { window_seconds: 12, spacing_seconds: 3, payer_seconds: 300 },
        wire: Wire { read_every_ms: 40, write_pause_ms: 0, ..Wire::default() },
    })
}

/// The sandbox's secrets, where a desk looks for secrets.
fn vault(profile: &Profile, credentials: &Credentials) -> Result<MemoryVault, String> {
    let vault = MemoryVault::default();
    for (name, secret) in [
        (SecretName::Merchant, &credentials.secret_key),
        (SecretName::Payout, &credentials.payout_secret_key),
        (SecretName::CardApi, &credentials.card_api_secret),
    ] {
        let secret = SecretString::from(secret.as_str());
        vault.set(&desk::entry(profile, name), &secret).map_err(|error| error.to_string())?;
    }
    Ok(vault)
}

/// A seeded record as a desk that had followed it from the start would know it.
fn followed(index: usize, seeded: Seeded, now: Timestamp) -> Record {
    let millis = u64::try_from(seeded.created_at.millis()).unwrap_or(0);
    let mut tail = [0_u8; 10];
    for (byte, part) in tail.iter_mut().rev().zip(index.to_be_bytes().iter().rev()) {
        *byte = *part;
    }
    let id = RecordId::from_uuid(uuid::Builder::from_unix_timestamp_millis(millis, &tail).into_uuid());
    let amount = seeded.reading.amount.unwrap_or(Money::zero(Currency::Kzt));
    let mut record = Record::new(id, seeded.kind, amount, seeded.created_at);
    record.description = seeded.description;
    record.page = seeded.page;
    record.customer = seeded.customer;
    record.request_id = seeded.request_id;
    record.take(&seeded.reading);
    record.confirmable = seeded.confirmable;
    record.changed_at = seeded.created_at;
    record.read_at = Some(now);
    record
}
