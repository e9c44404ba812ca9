//! The check request: the provider asks before it takes the payer's money. Source: `spec/merchant.md` 4.2.

use super::super::call::{EncodeError, Merchant};
use super::super::fields;
use super::super::secret::Secret;
use super::super::signature::Fields;
use super::{Callback, CallbackError, Rejection, order_id, own_parameters, payment_id, required};
use crate::domain::{GatewayId, Money, OrderId};

/// Asks whether an order may be paid. No answer in time is a refusal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckRequest {
    /// The provider's id of the payment.
    pub gateway_id: GatewayId,
    /// The merchant's order number.
    pub order_id: OrderId,
    /// The amount of the order.
    pub amount: Money,
    /// The merchant's own parameters, made harmless.
    pub own: Vec<(String, String)>,
}

impl CheckRequest {
    /// A refusal; the payer sees the reason.
    #[must_use]
    pub fn reject(&self, reason: &str) -> Rejection {
        Rejection::new(reason)
    }
}

impl Callback for CheckRequest {
    const NAME: &'static str = "check request";

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
            own: own_parameters(fields),
        })
    }
}
