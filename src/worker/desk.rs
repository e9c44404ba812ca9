//! Opening a desk: ledger, secrets, transport and worker of one profile.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use secrecy::ExposeSecret as _;

use super::actor::{Parts, start};
use super::clock::SystemClock;
use super::core::Settings;
use super::machine::machine;
use super::{About, Handle};
use crate::config::profile::{BodyName, CardAuthName, UriMemberName};
use crate::config::{Profile, Store};
use crate::domain::{Environment, MerchantId};
use crate::freedompay::{
    BodyForm, CardAuth, HttpTransport, Limits, Merchant, Secret, Secrets, Settings as WireSettings, Transport,
    UriMember,
};
use crate::ledger::home::Move;
use crate::ledger::{Home, Ledger};
use crate::vault::{Entry, SecretName, Vault, fetch};

/// Deadlines outside a sandbox. The settling window of a profile outlasts the total (see `config::profile`).
const LIMITS: Limits = Limits {
    connect: Duration::from_secs(5),
    first_byte: Duration::from_secs(25),
    total: Duration::from_secs(40),
    max_body: 1 << 20,
};

/// Deadlines on loopback.
const SANDBOX_LIMITS: Limits = Limits {
    connect: Duration::from_secs(2),
    first_byte: Duration::from_secs(6),
    total: Duration::from_secs(8),
    max_body: 1 << 20,
};

/// How often it is looked whether another desk changed the ledger.
const LOOK_AROUND: Duration = Duration::from_secs(1);

/// Where a profile's secrets are kept.
pub fn entry(profile: &Profile, name: SecretName) -> Entry {
    let merchant = match (name, &profile.card_auth_id) {
        (SecretName::CardApi, Some(auth_id)) => auth_id.clone(),
        (SecretName::CardApi, None) | (SecretName::Merchant | SecretName::Payout, _) => profile.merchant_id.clone(),
    };
    let environment: Environment = profile.environment.into();
    Entry { environment: environment.word(), host: profile.host.to_string(), merchant, name }
}

/// What a front end shows of a profile before its worker runs.
pub fn about(name: &str, profile: &Profile, read_only: bool) -> About {
    let port = profile.host.port().map_or_else(String::new, |port| format!(":{port}"));
    About {
        profile: name.to_owned(),
        environment: profile.environment.into(),
        merchant: profile.merchant_id.clone(),
        host: format!("{}{port}", profile.host.host_str().unwrap_or_default()),
        currency: profile.currency(),
        zone: profile.zone(),
        read_only: read_only || profile.read_only,
    }
}

/// Where a profile's ledger belongs.
pub fn home(profile: &Profile) -> Home {
    let environment: Environment = profile.environment.into();
    Home {
        environment: environment.word().to_owned(),
        host: profile.host.host_str().unwrap_or_default().to_owned(),
        merchant: profile.merchant_id.clone(),
        machine: machine(),
    }
}

/// Takes over the ledger of a profile that was used on another machine. Every error is one line.
pub async fn adopt(profile: &Profile, path: &Path) -> Result<(), String> {
    let ledger = Ledger::open(path).await.map_err(|error| error.to_string())?;
    ledger.belong(&home(profile), Move::TakeOver).await.map_err(|error| error.to_string())?;
    ledger.close().await;
    Ok(())
}

/// What reaches the profile's host and no other.
pub(super) async fn transport(profile: &Profile) -> Result<Arc<dyn Transport>, String> {
    let about = about("", profile, true);
    let limits = if about.environment == Environment::Sandbox { SANDBOX_LIMITS } else { LIMITS };
    // The settings take plain HTTP to loopback alone.
    let make = if profile.host.scheme() == "http" { HttpTransport::plain } else { HttpTransport::new };
    let making = tokio::task::spawn_blocking(move || make(limits, vec![about.host]));
    let transport = making.await.map_err(|error| error.to_string())?.map_err(|error| error.to_string())?;
    Ok(Arc::new(transport))
}

/// The merchant of a profile, as calls are made for it.
pub(super) fn merchant(profile: &Profile, secrets: Secrets) -> Result<Merchant, String> {
    let id = MerchantId::new(&profile.merchant_id).map_err(|error| error.to_string())?;
    Ok(Merchant {
        host: profile.host.clone(),
        id,
        card_auth_id: profile.card_auth_id.clone(),
        secrets,
        settings: WireSettings {
            invoice_pay_body: body(profile.wire.invoice_pay_body),
            invoice_init_body: body(profile.wire.invoice_init_body),
            jws_uri_member: match profile.wire.jws_uri_member {
                UriMemberName::Path => UriMember::Path,
                UriMemberName::Uri => UriMember::Uri,
            },
            invoice_reads: profile.wire.invoice_reads,
            card_info: profile.wire.card_info,
            card_auth: match profile.wire.card_auth {
                CardAuthName::Jws => CardAuth::Jws,
                CardAuthName::Sign => CardAuth::Sign,
            },
            partner_auth_id: profile.partner_auth_id.clone(),
            offset: profile.zone(),
            currency: profile.currency(),
        },
    })
}

/// What a desk is opened for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// To watch: it reads every record that is due.
    Watch,
    /// One command: it reads what it was asked for, and takes no other record from the desks that watch.
    Command,
}

/// Opens the desk of a profile on the ledger at `path`. Every error is one line.
pub async fn open(
    name: &str,
    profile: &Profile,
    path: &Path,
    vault: Arc<dyn Vault>,
    read_only: bool,
    purpose: Purpose,
) -> Result<Handle, String> {
    let about = about(name, profile, read_only);
    // The three slow things beside each other: the disk, the keyring, and the certificates of this machine.
    let on_move = if about.read_only { Move::LookOnly } else { Move::Refuse };
    let (ledger, secrets, transport) =
        tokio::join!(ledger(profile, path, on_move), secrets(name, profile, vault), transport(profile));
    let (ledger, secrets, transport) = (ledger?, secrets?, transport?);
    let merchant = merchant(profile, secrets)?;
    let settings = Settings {
        settling: profile.settling.of_gateway(),
        payer: profile.settling.of_payer(),
        read_every: Duration::from_millis(profile.wire.read_every_ms),
        write_pause: Duration::from_millis(profile.wire.write_pause_ms),
        limits: profile.limits.amounts(profile.currency())?,
        look_around: LOOK_AROUND,
        watches: purpose == Purpose::Watch,
        back_link: profile.back_link.clone(),
        post_link: profile.post_link.clone(),
    };
    start(Parts { about, settings, ledger, merchant, transport, clock: Arc::new(SystemClock::default()), seed: None })
        .map_err(|error| error.to_string())
}

async fn ledger(profile: &Profile, path: &Path, on_move: Move) -> Result<Ledger, String> {
    let ledger = Ledger::open(path).await.map_err(|error| error.to_string())?;
    ledger.belong(&home(profile), on_move).await.map_err(|error| error.to_string())?;
    Ok(ledger)
}

async fn secrets(name: &str, profile: &Profile, vault: Arc<dyn Vault>) -> Result<Secrets, String> {
    // Without its auth id the Card API's secret is of no use.
    let is_used = |secret: &SecretName| *secret != SecretName::CardApi || profile.card_auth_id.is_some();
    let entries = SecretName::ALL.into_iter().filter(is_used).map(|secret| entry(profile, secret)).collect();
    let mut found = fetch(vault, entries).await.map_err(|error| error.to_string())?.into_iter();
    let mut next = || found.next().flatten().map(|secret| Secret::new(secret.expose_secret().to_owned()));
    let secrets = Secrets { merchant: next(), payout: next(), card_api: next() };
    if secrets.merchant.is_none() && secrets.payout.is_none() && secrets.card_api.is_none() {
        if profile.secrets == Store::Environment {
            return Err(format!(
                "profile {name} takes its secrets from the environment variable {}, which is not set: nothing was sent, set it",
                profile.secrets_env.as_deref().unwrap_or_default()
            ));
        }
        return Err(format!(
            "no secret is saved for profile {name} at {}: run `tolem login --profile {name}`",
            profile.host
        ));
    }
    Ok(secrets)
}

const fn body(name: BodyName) -> BodyForm {
    match name {
        BodyName::Multipart => BodyForm::Multipart,
        BodyName::Json => BodyForm::Json,
    }
}
