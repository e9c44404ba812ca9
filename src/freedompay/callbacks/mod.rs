//! Callbacks: what the provider sends to the merchant's own URLs, and what the merchant answers. Source:
//! `spec/merchant.md` 1.6 and 4, `spec/payout-invoice-gateway.md` 4.
//!
//! A callback is a hint to read a status and never a proof. Its signature covers values and not names, so that somebody
//! who has seen one callback can make another of the same values under other names; and it may come twice, late or out
//! of order. Start with [`receive`]: bytes → members ([`read`]) → signature → typed callback. Notifications of refunds
//! and captures are not built: nobody knows whether they still exist.

mod card;
mod check;
mod payout;
mod read;
mod reply;
mod result;

pub use card::CardStored;
pub use check::CheckRequest;
pub use payout::{PayoutNotify, PayoutWord};
pub use read::{Received, SignedPart};
pub use reply::{Answer, Rejection, sign_reply};
pub use result::{ResultNotify, ResultWord};

use super::call::{EncodeError, Merchant, ReplyError};
use super::fields;
use super::forms::FormError;
use super::mask;
use super::secret::Secret;
use super::signature::{Fields, Value};
use crate::domain::text::clean;
use crate::domain::{GatewayId, OrderId};

/// Why a callback is not taken, in one line.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CallbackError {
    /// More than is read.
    #[error("the callback is too large: it was not read")]
    TooLarge,
    /// Not a callback that can be read.
    #[error("the callback is broken: {0}")]
    Broken(String),
    /// It has no signature.
    #[error("the callback is not signed: anybody may have sent it")]
    Unsigned,
    /// It has a wrong signature.
    #[error("the signature of the callback is wrong: check the secret and the URL that is called")]
    WrongSignature,
    /// The profile lacks the secret that checks this callback.
    #[error("the profile has no {0} secret: the callback was not checked; run `tolem login`")]
    MissingSecret(&'static str),
    /// A member that every such callback has.
    #[error("the callback lacks {0}")]
    Missing(&'static str),
    /// A member that cannot be what it should be, or belongs to another merchant.
    #[error("the callback is not believable: {0}")]
    Odd(String),
    /// The provider no longer takes a refusal: the payment stands.
    #[error("the payment can no longer be rejected: pg_can_reject is not 1; refund it instead")]
    NotRejectable,
}

impl From<FormError> for CallbackError {
    fn from(error: FormError) -> Self {
        match error {
            FormError::TooLarge => Self::TooLarge,
            FormError::Broken(what) => Self::Broken(what.to_owned()),
        }
    }
}

impl From<ReplyError> for CallbackError {
    fn from(error: ReplyError) -> Self {
        match error {
            ReplyError::Lost(what) => Self::Odd(what),
            ReplyError::Refused(failure) => Self::Odd(failure.to_string()),
        }
    }
}

/// One kind of callback.
pub trait Callback: Sized {
    /// The name in logs.
    const NAME: &'static str;

    /// The secret that signs it.
    fn secret(merchant: &Merchant) -> Result<&Secret, EncodeError>;

    /// Reads members whose signature is right.
    fn read(fields: &Fields, merchant: &Merchant) -> Result<Self, CallbackError>;
}

/// A callback whose signature is right.
#[derive(Debug, Clone)]
pub struct Genuine<C> {
    /// What it tells.
    pub callback: C,
    /// The script name that it was signed with and that its answer signs with.
    pub script: String,
    /// Its salt, which the answer repeats.
    pub salt: String,
    /// Which members the signature covers; only those were read.
    pub signed: SignedPart,
    /// Its members as they may be shown and kept: harmless, secrets masked.
    pub shown: Vec<(String, String)>,
}

/// Reads and checks a callback.
pub fn receive<C: Callback>(merchant: &Merchant, received: &Received<'_>) -> Result<Genuine<C>, CallbackError> {
    let secret = C::secret(merchant).map_err(|error| match error {
        EncodeError::MissingSecret(which) => CallbackError::MissingSecret(which),
        other => CallbackError::Odd(other.to_string()),
    })?;
    let message = read::message(received)?;
    let (fields, signed) = message.verified(secret)?;
    fields::same(&fields, "pg_merchant_id", merchant.id.as_str())?;
    Ok(Genuine {
        callback: C::read(&fields, merchant)?,
        salt: fields::text(&fields, "pg_salt").ok_or(CallbackError::Missing("pg_salt"))?.to_owned(),
        script: message.script,
        signed,
        shown: shown(&fields),
    })
}

fn shown(fields: &Fields) -> Vec<(String, String)> {
    let show = |name: &str, value: &Value| match value {
        Value::Text(text) => mask::member(name, text).unwrap_or_else(|| clean(text)),
        Value::List(_) | Value::Map(_) => mask::HIDDEN.to_owned(),
    };
    fields.iter().map(|(name, value)| (clean(name), show(name, value))).collect()
}

fn required<'a>(fields: &'a Fields, name: &'static str) -> Result<&'a str, CallbackError> {
    fields::text(fields, name).ok_or(CallbackError::Missing(name))
}

fn payment_id(fields: &Fields) -> Result<GatewayId, CallbackError> {
    fields::gateway_id(fields, "pg_payment_id")?.ok_or(CallbackError::Missing("pg_payment_id"))
}

fn order_id(fields: &Fields) -> Result<OrderId, CallbackError> {
    let text = required(fields, "pg_order_id")?;
    OrderId::new(text).map_err(|error| CallbackError::Odd(format!("pg_order_id: {error}")))
}

/// The merchant's own parameters, which come back as they were sent with the order.
fn own_parameters(fields: &Fields) -> Vec<(String, String)> {
    shown(fields).into_iter().filter(|(name, _)| !name.starts_with("pg_")).collect()
}

#[cfg(test)]
mod tests;
