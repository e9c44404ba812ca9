//! The result notification: the provider tells that a payment succeeded or cannot. Source: `spec/merchant.md` 4.3.

use super::super::call::{EncodeError, Merchant};
use super::super::secret::Secret;
use super::super::signature::Fields;
use super::super::{fields, status};
use super::{Callback, CallbackError, Rejection, order_id, own_parameters, payment_id, required};
use crate::domain::code::Failure;
use crate::domain::text::clean;
use crate::domain::{GatewayId, Money, OrderId};

/// What a result notification says of the payment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ResultWord {
    /// `0`.
    Failed,
    /// `1`.
    Succeeded,
    /// Anything else: `2`, which the schema allows and nobody explains (incomplete, in old documents). Pending, never
    /// failed.
    Open(String),
}

/// Tells that a payment came to a result. A hint to read its status.
#[derive(Debug, Clone)]
pub struct ResultNotify {
    /// The provider's id of the payment.
    pub gateway_id: GatewayId,
    /// The merchant's order number.
    pub order_id: OrderId,
    /// The amount of the order.
    pub amount: Money,
    /// What the merchant gets after fees.
    pub net: Option<Money>,
    /// The result.
    pub word: ResultWord,
    /// Whether it is debited; `None` when the provider does not say.
    pub captured: Option<bool>,
    /// Whether the merchant may still refuse.
    pub can_reject: bool,
    /// Why it failed.
    pub failure: Option<Failure>,
    /// The recurring profile that the payment made. It charges like a card token.
    pub profile: Option<Secret>,
    /// Card mask, RRN and the like, made harmless.
    pub facts: Vec<(String, String)>,
    /// The merchant's own parameters, made harmless.
    pub own: Vec<(String, String)>,
}

impl ResultNotify {
    /// A refusal, after which the provider returns the money; the payer sees the reason. It is only possible while the
    /// provider says that it is.
    pub fn reject(&self, reason: &str) -> Result<Rejection, CallbackError> {
        if self.can_reject { Ok(Rejection::new(reason)) } else { Err(CallbackError::NotRejectable) }
    }
}

impl Callback for ResultNotify {
    const NAME: &'static str = "result notification";

    fn secret(merchant: &Merchant) -> Result<&Secret, EncodeError> {
        merchant.merchant_secret()
    }

    fn read(fields: &Fields, merchant: &Merchant) -> Result<Self, CallbackError> {
        required(fields, "pg_currency")?;
        let currency = fields::currency(fields, "pg_currency", merchant.settings.currency)?;
        let amount = fields::unsigned_amount(fields, "pg_amount", currency)?;
        Ok(Self {
            gateway_id: payment_id(fields)?,
            order_id: order_id(fields)?,
            amount: amount.ok_or(CallbackError::Missing("pg_amount"))?,
            net: fields::unsigned_amount(fields, "pg_net_amount", currency)?,
            word: match required(fields, "pg_result")? {
                "0" => ResultWord::Failed,
                "1" => ResultWord::Succeeded,
                other => ResultWord::Open(clean(other)),
            },
            captured: fields::flag(fields, "pg_captured")?,
            can_reject: fields::flag(fields, "pg_can_reject")?.unwrap_or(false),
            failure: fields::failure(fields, &["pg_failure_code"], &["pg_failure_description"]),
            profile: fields::text(fields, "pg_recurring_profile_id").map(Secret::new),
            facts: status::facts(fields, merchant.settings.offset),
            own: own_parameters(fields),
        })
    }
}
