//! The one shape of every call: encode, send, verify, decode.

use std::fmt;

use url::Url;

use super::secret::{Secret, Secrets};
use super::transport::{WireReply, WireRequest};
use crate::domain::code::Failure;
use crate::domain::{Currency, MerchantId};

/// How the body of an invoice call is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BodyForm {
    /// `multipart/form-data`.
    Multipart,
    /// `application/json`.
    Json,
}

/// The name of the JWS header member that holds an invoice call's path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UriMember {
    /// `uri`, with the merchant's number as text: the provider's prose.
    Uri,
    /// `path`, with the merchant's number as a number: the provider's sample token.
    Path,
}

/// How calls of the Card API and of gift cards are signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CardAuth {
    /// `X-JWS-Signature`: Kazakhstan's pages.
    Jws,
    /// `Auth-Id`, `Request-Id` and `Sign`: what Kyrgyzstan's pages still print.
    Sign,
}

/// Readings of the documentation that a profile may change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// `invoice/pay`: a multipart form, as its page prints it.
    pub invoice_pay_body: BodyForm,
    /// `invoice/init`: JSON, an inference; the overview says JSON and the page a form.
    pub invoice_init_body: BodyForm,
    /// `path` is an inference: prose and sample token disagree, and only the token with `path` verifies.
    /// Source: `spec/payout-invoice-gateway.md` 2.1.
    pub jws_uri_member: UriMember,
    /// Whether `invoice/info` and `invoice/status` may be called. INFERRED: their pages are named and not published;
    /// the desk reads invoices as payments either way. Source: `spec/payout-invoice-gateway.md` 2.1.2, 2.1.4.
    pub invoice_reads: bool,
    /// Whether `transaction/info` may be called. INFERRED: only its name is published. Source:
    /// `spec/card-partner.md` 3.4.
    pub card_info: bool,
    /// How the Card API is signed; the country editions differ. Source: `spec/card-partner.md` 1.2, 1.3.
    pub card_auth: CardAuth,
    /// The Partner API's number where it is not the Card API's.
    pub partner_auth_id: Option<String>,
    /// The zone of times that come without an offset.
    pub offset: chrono_tz::Tz,
    /// The currency of calls and replies that name none.
    pub currency: Currency,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            invoice_pay_body: BodyForm::Multipart,
            invoice_init_body: BodyForm::Json,
            jws_uri_member: UriMember::Path,
            invoice_reads: true,
            card_info: true,
            card_auth: CardAuth::Jws,
            partner_auth_id: None,
            offset: chrono_tz::Asia::Almaty,
            currency: Currency::Kzt,
        }
    }
}

/// One merchant at one host.
#[derive(Debug, Clone)]
pub struct Merchant {
    /// The provider's host: scheme, name and port; a path is not used.
    pub host: Url,
    /// The merchant's number.
    pub id: MerchantId,
    /// The Card API's partner number where it is not the merchant's.
    pub card_auth_id: Option<String>,
    /// The secrets.
    pub secrets: Secrets,
    /// The settings.
    pub settings: Settings,
}

impl Merchant {
    /// The secret of purchases, saved cards and invoices.
    pub fn merchant_secret(&self) -> Result<&Secret, EncodeError> {
        self.secrets.merchant.as_ref().ok_or(EncodeError::MissingSecret("merchant"))
    }

    /// The secret of payouts.
    pub fn payout_secret(&self) -> Result<&Secret, EncodeError> {
        self.secrets.payout.as_ref().ok_or(EncodeError::MissingSecret("payout"))
    }

    /// The secret of the Card API.
    pub fn card_secret(&self) -> Result<&Secret, EncodeError> {
        self.secrets.card_api.as_ref().ok_or(EncodeError::MissingSecret("Card API"))
    }

    /// The URL of an absolute path at the merchant's host.
    pub fn url(&self, path: &str) -> Result<Url, EncodeError> {
        if self.host.cannot_be_a_base() || !self.host.has_host() {
            return Err(EncodeError::Host);
        }
        let mut url = self.host.clone();
        url.set_path(path);
        url.set_query(None);
        url.set_fragment(None);
        Ok(url)
    }
}

/// Why a request was not made. Nothing was sent whenever one of these is returned.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EncodeError {
    /// The profile lacks the secret that signs this call.
    #[error("the profile has no {0} secret: nothing was sent; run `tolem login`")]
    MissingSecret(&'static str),
    /// The profile's host is no host.
    #[error("the profile's host cannot be called: nothing was sent; check `host` of the profile")]
    Host,
    /// The salt holds other than Latin letters and digits; only a fault of the program can cause it.
    #[error("the salt is not letters and digits: nothing was sent; please report this")]
    Salt,
    /// The profile switched an inferred call off.
    #[error("{call} is switched off by {setting} of the profile: nothing was sent; {instead}")]
    Off {
        /// The call.
        call: &'static str,
        /// The setting.
        setting: &'static str,
        /// What is documented instead.
        instead: &'static str,
    },
    /// An id that is put into a path holds other characters.
    #[error("{0} takes 1 to 35 letters, digits, - and _: nothing was sent; correct it")]
    PathId(&'static str),
    /// A member is given twice.
    #[error("a member is given twice: nothing was sent; leave one of them out")]
    Twice,
    /// A number is not written as JSON writes numbers; only a fault of the program can cause it.
    #[error("a number cannot be written as JSON: nothing was sent; please report this")]
    Number,
    /// Zero or less. To the provider a refund of zero means "everything that is left".
    #[error("the amount is not positive: nothing was sent; type what is to be moved")]
    Amount,
    /// The call names no currency, so that the profile's is meant.
    #[error("the order is in {order}, the profile in {profile}: nothing was sent; type an amount in {profile}")]
    Currency {
        /// The order's currency.
        order: Currency,
        /// The profile's currency.
        profile: Currency,
    },
    /// Empty or too long.
    #[error("the description has {got} characters, 1 to {max} are allowed: nothing was sent; change it")]
    Description {
        /// Characters that were given.
        got: usize,
        /// The limit.
        max: usize,
    },
    /// A member that the call needs is empty.
    #[error("{0} is empty: nothing was sent; fill it in")]
    Empty(&'static str),
    /// Other than digits where the provider takes digits.
    #[error("{0} takes digits only: nothing was sent; change it")]
    Digits(&'static str),
    /// A link is empty or too long.
    #[error("{0} needs 1 to 255 characters: nothing was sent; set it in the profile")]
    Link(&'static str),
}

/// Why a reply is not the success that was asked for.
#[derive(thiserror::Error, Debug, Clone, PartialEq, Eq)]
pub enum ReplyError {
    /// A believable "error": signed, or unsigned with an HTTP status below 500.
    #[error("refused: {0}")]
    Refused(Failure),
    /// Anything else; in one line. The call may have been carried out.
    #[error("not a believable answer: {0}")]
    Lost(String),
}

/// A reply of a family that documents no reply signature: it has to be proved by a read before it counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unproven<T>(T);

impl<T> Unproven<T> {
    /// Marks a reply as unproven.
    pub const fn new(claim: T) -> Self {
        Self(claim)
    }

    /// What the reply claims.
    pub const fn claim(&self) -> &T {
        &self.0
    }

    /// What the reply claims, taken out.
    pub fn into_claim(self) -> T {
        self.0
    }
}

/// One call to the provider.
pub trait Call: Send + Sync {
    /// What a success tells.
    type Reply: Send + fmt::Debug;
    /// The name in logs, such as `get_status3.php`.
    const NAME: &'static str;
    /// Whether it may move money or create something.
    const WRITES: bool;

    /// The request as bytes. `salt` is 1 to 64 Latin letters and digits, fresh for each sending.
    fn encode(&self, merchant: &Merchant, salt: &str) -> Result<WireRequest, EncodeError>;

    /// What the reply tells, if it may be believed.
    fn decode(&self, merchant: &Merchant, reply: &WireReply) -> Result<Self::Reply, ReplyError>;
}

#[cfg(test)]
mod tests {
    use super::super::tests_support::merchant;
    use super::*;

    #[test]
    fn a_profile_without_a_secret_says_what_to_do() {
        let mut merchant = merchant();
        merchant.secrets = Secrets::default();
        assert_eq!(
            merchant.payout_secret().unwrap_err().to_string(),
            "the profile has no payout secret: nothing was sent; run `tolem login`"
        );
        assert!(merchant.merchant_secret().is_err() && merchant.card_secret().is_err());
    }

    #[test]
    fn only_scheme_name_and_port_of_the_host_are_used() {
        let mut merchant = merchant();
        merchant.host = Url::parse("http://127.0.0.1:8080/x?y#z").unwrap();
        assert_eq!(merchant.url("/a/b").unwrap().as_str(), "http://127.0.0.1:8080/a/b");
        merchant.host = Url::parse("mailto:x@y").unwrap();
        assert_eq!(merchant.url("/a"), Err(EncodeError::Host));
    }
}
