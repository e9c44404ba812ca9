//! What a sandbox is made from, and the secrets that follow from it.

use url::Url;

use super::chance::Chance;
use super::clock::ClockMode;
use super::faults::Fault;
use crate::domain::Currency;

/// What a sandbox is made from. The same values give the same sandbox, byte for byte.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// Where all chance comes from.
    pub seed: u64,
    /// How many records exist at the start, spread over the four kinds.
    pub records: usize,
    /// The merchant's number.
    pub merchant_id: String,
    /// The merchant's currency; calls in another one are refused.
    pub currency: Currency,
    /// Whether payers and banks act within seconds, as a demonstration wants it, rather than within minutes and hours.
    pub lively: bool,
    /// Whose time it is at the start.
    pub clock: ClockMode,
    /// What is planned to go wrong from the start.
    pub faults: Vec<Fault>,
    /// Where the merchant is asked before money is taken, when a payment names no `pg_check_url`.
    pub check_url: Option<Url>,
    /// Where the merchant is told of results, when a payment names no `pg_result_url`.
    pub result_url: Option<Url>,
    /// Whether callbacks go to other machines than this one. A sandbox is no way to post to strangers, so by default
    /// they do not.
    pub callbacks_anywhere: bool,
    /// Whether replies have the root `<root>`, as generated samples of the reference print it, in place of
    /// `<response>`. Source: `spec/merchant.md` 0.3.
    pub rooted: bool,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            seed: 1,
            records: 60,
            merchant_id: "510001".to_owned(),
            currency: Currency::Kzt,
            lively: false,
            clock: ClockMode::default(),
            faults: Vec::new(),
            check_url: None,
            result_url: None,
            callbacks_anywhere: false,
            rooted: false,
        }
    }
}

/// The ids and secrets of the sandbox's merchant. They open nothing but this sandbox, and still have no `Debug`, so
/// that no one grows used to printing them.
#[derive(Clone)]
pub struct Credentials {
    /// The merchant's number.
    pub merchant_id: String,
    /// Signs purchases, saved cards and invoices.
    pub secret_key: String,
    /// Signs payouts. Source: `spec/merchant.md` 1.4.
    pub payout_secret_key: String,
    /// `auth_id` of the Card API.
    pub card_api_auth_id: String,
    /// Signs the Card API.
    pub card_api_secret: String,
}

impl Credentials {
    /// The credentials of a seed.
    pub(super) fn of(config: &Config) -> Self {
        let secret = |label: &str, length| Chance::of(config.seed, label, 0).text(length);
        Self {
            merchant_id: config.merchant_id.clone(),
            secret_key: secret("secret", 16),
            payout_secret_key: secret("payout secret", 16),
            card_api_auth_id: Chance::of(config.seed, "auth id", 0).within(100_000, 999_999).to_string(),
            card_api_secret: secret("card api secret", 32),
        }
    }
}
