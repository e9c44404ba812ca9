//! Where and how the merchant wants to be called about one payment, and how far that has come.
//! Source: `spec/merchant.md` 2.1, 4.

use url::Url;

use super::callback::CallbackMethod;
use super::field::Field;

/// Whether the merchant agrees that money is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Consent {
    #[default]
    NotAsked,
    /// The check request is on its way; the payment waits.
    Asked,
    Given,
}

/// The hooks of one payment. An address that is missing is taken from the sandbox's configuration.
#[derive(Debug, Clone, Default)]
pub(super) struct Hooks {
    pub(super) check_url: Option<Url>,
    pub(super) result_url: Option<Url>,
    pub(super) method: CallbackMethod,
    /// `pg_param1` to `pg_param3` and the merchant's own fields, which come back as they were.
    pub(super) echoed: Vec<Field>,
    pub(super) phone: Option<String>,
    pub(super) email: Option<String>,
    pub(super) consent: Consent,
    /// Whether the merchant is being told of a hold for the first time, and has not answered.
    pub(super) can_reject: bool,
    /// Why the merchant refused, in its own words.
    pub(super) reason: Option<String>,
}
