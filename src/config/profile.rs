//! A profile: one merchant in one environment. Hosts, ids and settings, never a secret.

use std::time::Duration;

use schemars::JsonSchema;
use serde::Deserialize;
use url::Url;

use super::Store;
use crate::domain::{Currency, Environment, MerchantId, Money, MoneyLimits, verdict};

/// A profile as it stands in the file.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// `sandbox`, `test` or `live`.
    pub environment: EnvironmentName,
    /// Scheme, host and port of the gateway, such as `https://api.freedompay.kz`.
    #[schemars(with = "String")]
    pub host: Url,
    /// The merchant's number.
    pub merchant_id: String,
    /// The Card API's auth id, when that product is enabled.
    pub card_auth_id: Option<String>,
    /// The Partner API's auth id, when it is not the Card API's.
    pub partner_auth_id: Option<String>,
    /// The currency of new orders.
    #[serde(default = "default_currency")]
    pub currency: String,
    /// The merchant's time zone: the provider's times have no offset. Source: `spec/README.md`, decision 11.
    #[serde(default = "default_zone")]
    pub zone: String,
    /// Where the secrets live: `keyring`, `file` (under a passphrase) or `environment`.
    #[serde(default)]
    pub secrets: Store,
    /// The environment variable of the merchant secret, with `secrets = "environment"`; the others are in
    /// `NAME_PAYOUT` and `NAME_CARD_API`.
    pub secrets_env: Option<String>,
    /// Whether nothing may be sent that moves money.
    #[serde(default)]
    pub read_only: bool,
    /// The colour of the profile's name in the header, such as `blue` or `#1e90ff`.
    pub accent: Option<String>,
    /// How much may be moved. A live profile moves no money without both.
    #[serde(default)]
    pub limits: Limits,
    /// Where a payout's recipient returns to.
    pub back_link: Option<String>,
    /// Where the provider tells of a payout.
    pub post_link: Option<String>,
    /// How long the provider may take to show an effect.
    #[serde(default)]
    pub settling: Settling,
    /// Where the provider's documents contradict each other.
    #[serde(default)]
    pub wire: Wire,
}

/// The environment's word in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum EnvironmentName {
    /// See [`Environment::Sandbox`].
    Sandbox,
    /// See [`Environment::Test`].
    Test,
    /// See [`Environment::Live`].
    Live,
}

impl From<EnvironmentName> for Environment {
    fn from(name: EnvironmentName) -> Self {
        match name {
            EnvironmentName::Sandbox => Self::Sandbox,
            EnvironmentName::Test => Self::Test,
            EnvironmentName::Live => Self::Live,
        }
    }
}

fn default_currency() -> String {
    Currency::Kzt.code().to_owned()
}

fn default_zone() -> String {
    chrono_tz::Asia::Almaty.name().to_owned()
}

/// How much may be moved, as exact amounts in the profile's currency, such as `"250000.00"`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// By one operation.
    pub per_operation: Option<String>,
    /// By all operations of one day at the merchant's.
    pub per_day: Option<String>,
}

impl Limits {
    /// The amounts; `Err` names the member and what is wrong with it.
    pub fn amounts(&self, currency: Currency) -> Result<MoneyLimits, String> {
        let amount = |name: &str, text: &Option<String>| {
            let Some(text) = text else { return Ok(None) };
            match Money::parse(text, currency) {
                Ok(amount) if amount.is_positive() => Ok(Some(amount)),
                Ok(_) => Err(format!("limits.{name} must be more than nothing")),
                Err(error) => Err(format!("limits.{name}: {error}")),
            }
        };
        let limits = MoneyLimits {
            per_operation: amount("per_operation", &self.per_operation)?,
            per_day: amount("per_day", &self.per_day)?,
        };
        // Most likely the two were mistaken for each other, and the day's is the lower one then.
        match (limits.per_operation, limits.per_day) {
            (Some(at_once), Some(a_day)) if at_once.minor() > a_day.minor() => Err(format!(
                "limits.per_operation ({}) is more than limits.per_day ({}): one operation may not move more than all of a day, change one of them",
                at_once.plain(),
                a_day.plain()
            )),
            (_, _) => Ok(limits),
        }
    }
}

/// When an operation without a visible effect may be called not applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Settling {
    /// Seconds after the send before an absent effect is believed; at least 60 outside a sandbox.
    pub window_seconds: u64,
    /// Seconds that the concluding reads lie apart at least.
    pub spacing_seconds: u64,
    /// Seconds that a payer has to complete a CVC page.
    pub payer_seconds: u64,
}

impl Default for Settling {
    fn default() -> Self {
        Self { window_seconds: 120, spacing_seconds: 30, payer_seconds: 900 }
    }
}

impl Settling {
    /// The rule for effects that the provider itself brings about.
    pub const fn of_gateway(self) -> verdict::Settling {
        verdict::Settling {
            window: Duration::from_secs(self.window_seconds),
            spacing: Duration::from_secs(self.spacing_seconds),
        }
    }

    /// The rule for effects that wait for a payer.
    pub const fn of_payer(self) -> verdict::Settling {
        verdict::Settling {
            window: Duration::from_secs(self.payer_seconds),
            spacing: Duration::from_secs(self.spacing_seconds),
        }
    }
}

/// Settings for the contradictions of the provider's documents. Source: `spec/README.md`, decisions 7 and 12.
///
/// The country editions have the same calls; what differs is said by the profile:
///
/// | edition | `host` | for tests | `wire.card_auth` |
/// |---|---|---|---|
/// | Kazakhstan | `https://api.freedompay.kz` | `https://test-api.freedompay.kz` | `jws` |
/// | Kyrgyzstan | `https://api.freedompay.kg` | not documented | `sign` |
/// | Uzbekistan | `https://api.freedompay.uz` | not documented | `jws` (INFERRED: its pages print the same schemas) |
///
/// Source: `spec/card-partner.md` 1.1 to 1.3.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Wire {
    /// How `invoice/pay` is sent: page 002 prints `multipart`.
    pub invoice_pay_body: BodyName,
    /// How `invoice/init` is sent: its overview says `json`.
    pub invoice_init_body: BodyName,
    /// The header member that holds the path: the published token has `path`, the prose says `uri`. The default is
    /// the token's, because it is the one that was verified (INFERRED).
    pub jws_uri_member: UriMemberName,
    /// Whether `invoice/info` and `invoice/status` may be called (INFERRED: only their names are published).
    pub invoice_reads: bool,
    /// Whether `transaction/info` of the Card API may be called (INFERRED: only its name is published).
    pub card_info: bool,
    /// How the Card API and gift cards are signed: `jws`, as Kazakhstan's pages say, or `sign`, as Kyrgyzstan's still do
    /// (no published `sign` digest verifies; for gift cards either is INFERRED).
    pub card_auth: CardAuthName,
    /// Milliseconds that must pass for one more read, on average.
    pub read_every_ms: u64,
    /// Milliseconds between two payment calls; 1.5–2 s is the provider's advice.
    pub write_pause_ms: u64,
}

impl Default for Wire {
    fn default() -> Self {
        Self {
            invoice_pay_body: BodyName::Multipart,
            invoice_init_body: BodyName::Json,
            jws_uri_member: UriMemberName::Path,
            invoice_reads: true,
            card_info: true,
            card_auth: CardAuthName::Jws,
            read_every_ms: 500,
            write_pause_ms: 1_500,
        }
    }
}

/// A body's form, by its word in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum BodyName {
    /// `multipart/form-data`.
    Multipart,
    /// `application/json`.
    Json,
}

/// A JWS header member, by its word in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum UriMemberName {
    /// `path`.
    Path,
    /// `uri`.
    Uri,
}

/// How the Card API is signed, by its word in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum CardAuthName {
    /// A detached JWS.
    Jws,
    /// The header `Sign`.
    Sign,
}

/// Longest total deadline of one exchange outside a sandbox; the settling window must outlast it.
const SHORTEST_WINDOW: u64 = 60;

impl Profile {
    /// What is wrong with the profile beyond its syntax, in one line that says how to mend it.
    pub fn problem(&self) -> Option<String> {
        let sandbox = self.environment == EnvironmentName::Sandbox;
        if let Some(problem) = super::host::problem(&self.host, self.environment.into()) {
            return Some(problem);
        }
        if let Err(error) = MerchantId::new(&self.merchant_id) {
            return Some(format!("merchant_id: {error}"));
        }
        if Currency::from_code(&self.currency).is_none() {
            let known: Vec<_> = Currency::ALL.iter().map(|currency| currency.code()).collect();
            return Some(format!("currency {} is not known: use one of {}", self.currency, known.join(", ")));
        }
        if let Some(problem) = super::store::problem(self) {
            return Some(problem);
        }
        if let Err(problem) = self.limits.amounts(self.currency()) {
            return Some(problem);
        }
        if self.zone.parse::<chrono_tz::Tz>().is_err() {
            return Some(format!("zone {} is not known: use a name such as Asia/Almaty", self.zone));
        }
        if !sandbox && self.settling.window_seconds < SHORTEST_WINDOW {
            return Some(format!("settling.window_seconds must be at least {SHORTEST_WINDOW} on {}", self.host));
        }
        if self.settling.spacing_seconds == 0 || self.settling.window_seconds < self.settling.spacing_seconds {
            return Some("settling: spacing_seconds must be at least 1 and at most window_seconds".to_owned());
        }
        if self.settling.payer_seconds < self.settling.window_seconds {
            return Some("settling.payer_seconds must be at least window_seconds".to_owned());
        }
        None
    }

    /// Whether both are one merchant of one gateway, in whatever environment they say they are.
    pub fn is_merchant_of(&self, other: &Self) -> bool {
        let merchant = |profile: &Self| profile.merchant_id.trim().trim_start_matches('0').to_owned();
        let place = |profile: &Self| {
            let name = profile.host.host_str().unwrap_or_default().trim_end_matches('.').to_owned();
            (profile.host.scheme().to_owned(), name, profile.host.port_or_known_default())
        };
        merchant(self) == merchant(other) && place(self) == place(other)
    }

    /// The currency of new orders.
    pub fn currency(&self) -> Currency {
        Currency::from_code(&self.currency).unwrap_or(Currency::Kzt)
    }

    /// The merchant's time zone.
    pub fn zone(&self) -> chrono_tz::Tz {
        self.zone.parse().unwrap_or(chrono_tz::Asia::Almaty)
    }
}
