//! The payout notification. Source: `spec/payout-invoice-gateway.md` 4, `spec/merchant.md` 4.5.

use super::super::call::{EncodeError, Merchant};
use super::super::fields;
use super::super::secret::Secret;
use super::super::signature::Fields;
use super::{Callback, CallbackError, payment_id};
use crate::domain::text::clean;
use crate::domain::{GatewayId, Money, OrderId};

/// What a payout notification says of the payout.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PayoutWord {
    /// `ok`.
    Paid,
    /// `error`.
    Failed,
    /// Any other word, or none: pending, never failed.
    Open(String),
}

/// Tells that a payout came to a result. A hint to read its status. Its amounts come without a currency: they are read
/// in the profile's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PayoutNotify {
    /// The provider's id of the payout.
    pub gateway_id: GatewayId,
    /// The merchant's order number.
    pub order_id: Option<OrderId>,
    /// The result.
    pub word: PayoutWord,
    /// The amount.
    pub amount: Option<Money>,
    /// The amount with the provider's fee.
    pub total: Option<Money>,
    /// What is left to pay out.
    pub balance: Option<Money>,
    /// The recipient's card, masked.
    pub card: Option<String>,
    /// When it was paid, as the provider writes it.
    pub paid: Option<String>,
}

impl Callback for PayoutNotify {
    const NAME: &'static str = "payout notification";

    fn secret(merchant: &Merchant) -> Result<&Secret, EncodeError> {
        merchant.payout_secret()
    }

    fn read(fields: &Fields, merchant: &Merchant) -> Result<Self, CallbackError> {
        let currency = merchant.settings.currency;
        Ok(Self {
            gateway_id: payment_id(fields)?,
            order_id: fields::order_id(fields, "pg_order_id"),
            word: match fields::text(fields, "pg_status").unwrap_or_default() {
                "ok" => PayoutWord::Paid,
                "error" => PayoutWord::Failed,
                other => PayoutWord::Open(clean(other)),
            },
            amount: fields::unsigned_amount(fields, "pg_payment_amount", currency)?,
            total: fields::unsigned_amount(fields, "pg_to_pay", currency)?,
            balance: fields::amount(fields, "pg_balance", currency)?,
            card: fields::text(fields, "pg_card_hash").map(clean),
            paid: fields::text(fields, "pg_payment_date").map(clean),
        })
    }
}
