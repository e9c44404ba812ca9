//! What became of a payout: the current status read and the two deprecated ones. Source:
//! `spec/payout-invoice-gateway.md` 1.6, 1.7, 1.8.

use super::super::call::{Call, EncodeError, Merchant, ReplyError};
use super::super::document::{self, answer};
use super::super::signature::Fields;
use super::super::status::known_payment;
use super::super::transport::{WireReply, WireRequest};
use super::super::{fields, request};
use crate::domain::code::Failure;
use crate::domain::text::clean;
use crate::domain::{GatewayId, Money, OrderId, Reading, Stage, Timestamp};

/// `api/payment_status`: the deprecated status read. Prefer [`PayoutStatus`].
#[derive(Debug, Clone)]
pub struct PayoutStatusById {
    /// The provider's id, where it is known.
    pub payment: Option<GatewayId>,
    /// The merchant's order number.
    pub order: OrderId,
}

/// `get_status2.php`: the deprecated status read by order number alone. Prefer [`PayoutStatus`]. That it signs with the
/// payout secret is an inference.
#[derive(Debug, Clone)]
pub struct PayoutStatusByOrder {
    /// The merchant's order number.
    pub order: OrderId,
}

/// `api/payment_status2`: the current status read.
#[derive(Debug, Clone)]
pub struct PayoutStatus {
    /// The provider's id, where it is known.
    pub payment: Option<GatewayId>,
    /// The merchant's order number.
    pub order: OrderId,
}

/// What a payout's status read tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PayoutReply {
    /// The provider's id.
    pub gateway_id: GatewayId,
    /// The merchant's order number.
    pub order_id: Option<OrderId>,
    /// The provider's word.
    pub word: String,
    /// The word in the desk's terms.
    pub stage: Stage,
    /// The amount; the documents do not promise it.
    pub amount: Option<Money>,
    /// Why it failed.
    pub failure: Option<Failure>,
}

impl PayoutReply {
    /// The read in the desk's words.
    pub fn reading(&self, at: Timestamp) -> Result<Reading, ReplyError> {
        let paid = self.stage == Stage::Cleared;
        Ok(Reading {
            at,
            gateway_id: Some(self.gateway_id.clone()),
            order_id: self.order_id.clone(),
            stage: self.stage,
            word: self.word.clone(),
            amount: self.amount,
            cleared: self.amount.map(|amount| if paid { amount } else { Money::zero(amount.currency()) }),
            refunded: None,
            refund_count: 0,
            failure: self.failure.clone(),
            facts: Vec::new(),
        })
    }

    /// Reads the members of `api/payment_status2` and of its twin in the Gateway API.
    pub(in crate::freedompay) fn current(fields: &Fields, merchant: &Merchant) -> Result<Self, ReplyError> {
        let word = fields::required(fields, "pg_payment_status")?;
        let stage = match word.to_ascii_lowercase().as_str() {
            "new" => Stage::New,
            "success" => Stage::Cleared,
            "error" | "failed" => Stage::Failed,
            _ => Stage::Processing,
        };
        Self::read(fields, merchant, word, stage)
    }

    fn read(fields: &Fields, merchant: &Merchant, word: &str, stage: Stage) -> Result<Self, ReplyError> {
        let currency = fields::currency(fields, "pg_currency", merchant.settings.currency)?;
        let codes = ["pg_error_code", "pg_failure_code"];
        Ok(Self {
            gateway_id: known_payment(fields)?,
            order_id: fields::order_id(fields, "pg_order_id"),
            word: clean(word),
            stage,
            amount: fields::unsigned_amount(fields, "pg_amount", currency)?,
            failure: fields::failure(fields, &codes, &["pg_error_description", "pg_failure_description"]),
        })
    }
}

impl Call for PayoutStatusById {
    type Reply = PayoutReply;
    const NAME: &'static str = "api/payment_status";
    const WRITES: bool = false;

    fn encode(&self, merchant: &Merchant, salt: &str) -> Result<WireRequest, EncodeError> {
        request::multipart::<Self>(merchant, merchant.payout_secret()?, ids(self.payment.as_ref(), &self.order), salt)
    }

    fn decode(&self, merchant: &Merchant, reply: &WireReply) -> Result<PayoutReply, ReplyError> {
        let fields = about::<Self>(merchant, reply, self.payment.as_ref(), &self.order)?;
        // The page calls it "status of the request"; the provider's own SDK reads the payout's words from it.
        let word = fields::required(&fields, "pg_status")?;
        let stage = match word.to_ascii_lowercase().as_str() {
            "new" => Stage::New,
            "ok" => Stage::Cleared,
            "revoked" => Stage::Reversed,
            "failed" => Stage::Failed,
            "incomplete" => Stage::Expired,
            _ => Stage::Processing,
        };
        PayoutReply::read(&fields, merchant, word, stage)
    }
}

impl Call for PayoutStatusByOrder {
    type Reply = PayoutReply;
    const NAME: &'static str = "get_status2.php";
    const WRITES: bool = false;

    fn encode(&self, merchant: &Merchant, salt: &str) -> Result<WireRequest, EncodeError> {
        request::multipart::<Self>(merchant, merchant.payout_secret()?, ids(None, &self.order), salt)
    }

    fn decode(&self, merchant: &Merchant, reply: &WireReply) -> Result<PayoutReply, ReplyError> {
        let fields = document::ok(about::<Self>(merchant, reply, None, &self.order)?)?;
        let word = fields::required(&fields, "pg_transaction_status")?;
        let stage = match word.to_ascii_lowercase().as_str() {
            "partial" => Stage::New,
            "ok" => Stage::Cleared,
            "revoked" => Stage::Reversed,
            "failed" => Stage::Failed,
            "incomplete" => Stage::Expired,
            _ => Stage::Processing,
        };
        PayoutReply::read(&fields, merchant, word, stage)
    }
}

impl Call for PayoutStatus {
    type Reply = PayoutReply;
    const NAME: &'static str = "api/payment_status2";
    const WRITES: bool = false;

    fn encode(&self, merchant: &Merchant, salt: &str) -> Result<WireRequest, EncodeError> {
        request::multipart::<Self>(merchant, merchant.payout_secret()?, ids(self.payment.as_ref(), &self.order), salt)
    }

    fn decode(&self, merchant: &Merchant, reply: &WireReply) -> Result<PayoutReply, ReplyError> {
        let fields = document::ok(about::<Self>(merchant, reply, self.payment.as_ref(), &self.order)?)?;
        PayoutReply::current(&fields, merchant)
    }
}

/// The members that name a payout.
pub(in crate::freedompay) fn ids(payment: Option<&GatewayId>, order: &OrderId) -> request::Form {
    let payment = payment.map(|id| ("pg_payment_id", id.to_string()));
    payment.into_iter().chain([("pg_order_id", order.to_string())]).collect()
}

/// A signed reply about this payout.
pub(in crate::freedompay) fn about<C: Call>(
    merchant: &Merchant,
    reply: &WireReply,
    payment: Option<&GatewayId>,
    order: &OrderId,
) -> Result<Fields, ReplyError> {
    let fields = answer::<C>(merchant, reply, merchant.payout_secret())?;
    fields::same(&fields, "pg_order_id", order.as_str())?;
    // A payout that the provider does not know has id 0 and may have no status: told before either is missed.
    known_payment(&fields)?;
    if let Some(payment) = payment {
        fields::same(&fields, "pg_payment_id", payment.as_str())?;
    }
    Ok(fields)
}
