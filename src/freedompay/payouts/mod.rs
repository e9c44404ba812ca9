//! Payouts: to a card that the recipient enters, to a saved card, to a bank account; three status reads, the balance.
//! All sign with the payout secret. Source: `spec/payout-invoice-gateway.md` 1.

mod create;
mod status;

pub use create::{IbanPayout, PayoutPage, PayoutSent, TokenPayout};
pub use status::{PayoutReply, PayoutStatus, PayoutStatusById, PayoutStatusByOrder};
pub(super) use status::{about, ids};

use super::call::{Call, EncodeError, Merchant, ReplyError};
use super::document::{self, answer, lost};
use super::signature::Fields;
use super::transport::{WireReply, WireRequest};
use super::{fields, request};
use crate::domain::{Currency, Money};

/// `api/balance_status`: what is left to pay out.
#[derive(Debug, Clone)]
pub struct PayoutBalance {
    /// Of which currency.
    pub currency: Currency,
}

/// The balance for payouts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Balance(pub Money);

impl Balance {
    pub(super) fn read(fields: &Fields, currency: Currency) -> Result<Self, ReplyError> {
        fields::same(fields, "pg_currency", currency.code())?;
        let balance = fields::amount(fields, "pg_balance", currency)?;
        balance.map(Self).ok_or_else(|| lost("pg_balance is missing"))
    }
}

impl Call for PayoutBalance {
    type Reply = Balance;
    const NAME: &'static str = "api/balance_status";
    const WRITES: bool = false;

    fn encode(&self, merchant: &Merchant, salt: &str) -> Result<WireRequest, EncodeError> {
        let form = vec![("pg_currency", self.currency.code().to_owned())];
        request::multipart::<Self>(merchant, merchant.payout_secret()?, form, salt)
    }

    fn decode(&self, merchant: &Merchant, reply: &WireReply) -> Result<Balance, ReplyError> {
        let fields = document::ok(answer::<Self>(merchant, reply, merchant.payout_secret())?)?;
        Balance::read(&fields, self.currency)
    }
}

#[cfg(test)]
mod tests;
