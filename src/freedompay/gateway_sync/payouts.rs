//! Payouts of the Gateway API: status and balance.

use super::super::call::{Call, EncodeError, Merchant, ReplyError};
use super::super::document::{self, answer};
use super::super::payouts::{Balance, PayoutReply, about, ids};
use super::super::request;
use super::super::transport::{WireReply, WireRequest};
use crate::domain::{Currency, GatewayId, OrderId};

/// `g2g/payout_status2`. Source: `spec/payout-invoice-gateway.md` 5.11.
#[derive(Debug, Clone)]
pub struct GatewayPayoutStatus {
    /// The provider's id, where it is known; its page marks both ids as required.
    pub payment: Option<GatewayId>,
    /// The merchant's order number.
    pub order: OrderId,
}

impl Call for GatewayPayoutStatus {
    type Reply = PayoutReply;
    const NAME: &'static str = "g2g/payout_status2";
    const WRITES: bool = false;

    fn encode(&self, merchant: &Merchant, salt: &str) -> Result<WireRequest, EncodeError> {
        let form = ids(self.payment.as_ref(), &self.order);
        request::multipart::<Self>(merchant, merchant.payout_secret()?, form, salt)
    }

    fn decode(&self, merchant: &Merchant, reply: &WireReply) -> Result<PayoutReply, ReplyError> {
        let fields = document::ok(about::<Self>(merchant, reply, self.payment.as_ref(), &self.order)?)?;
        PayoutReply::current(&fields, merchant)
    }
}

/// `g2g/balance_status`: what is left to pay out. Source: `spec/payout-invoice-gateway.md` 5.10.
#[derive(Debug, Clone)]
pub struct GatewayPayoutBalance {
    /// Of which currency.
    pub currency: Currency,
}

impl Call for GatewayPayoutBalance {
    type Reply = Balance;
    const NAME: &'static str = "g2g/balance_status";
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
