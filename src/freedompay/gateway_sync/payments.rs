//! Purchases of the Gateway API: status, refund, clearing, cancelling, charging a recurring profile.

use super::super::call::{Call, EncodeError, Merchant, ReplyError};
use super::super::document::{self, answer, lost};
use super::super::payouts::ids;
use super::super::secret::Secret;
use super::super::signature::Fields;
use super::super::status::{StatusReply, known_payment};
use super::super::transport::{WireReply, WireRequest};
use super::super::{fields, request};
use crate::domain::intent::NewOrder;
use crate::domain::text::clean;
use crate::domain::{GatewayId, Money, OrderId};

/// `g2g/status_v2`: the status of a payment. Source: `spec/payout-invoice-gateway.md` 5.1.
#[derive(Debug, Clone)]
pub struct GatewayStatus {
    /// The provider's id, where it is known. The page marks both ids as required; an older edition says that by the
    /// order number alone the parent payment is found.
    pub payment: Option<GatewayId>,
    /// The merchant's order number.
    pub order: OrderId,
}

impl Call for GatewayStatus {
    type Reply = StatusReply;
    const NAME: &'static str = "g2g/status_v2";
    const WRITES: bool = false;

    fn encode(&self, merchant: &Merchant, salt: &str) -> Result<WireRequest, EncodeError> {
        gateway::<Self>(merchant, ids(self.payment.as_ref(), &self.order), salt)
    }

    fn decode(&self, merchant: &Merchant, reply: &WireReply) -> Result<StatusReply, ReplyError> {
        let fields = signed::<Self>(merchant, reply)?;
        known_payment(&fields)?;
        fields::same(&fields, "pg_order_id", self.order.as_str())?;
        if let Some(payment) = &self.payment {
            fields::same(&fields, "pg_payment_id", payment.as_str())?;
        }
        StatusReply::read(&fields, merchant)
    }
}

/// `g2g/refund`: returns debited money, in full or in part. Source: `spec/payout-invoice-gateway.md` 5.2.
#[derive(Debug, Clone)]
pub struct GatewayRefund {
    /// Which payment.
    pub payment: GatewayId,
    /// How much; always sent and positive, because nobody documents what an absent amount means.
    pub amount: Money,
}

/// What `g2g/refund` and `g2g/cancel` answer. Only a status read shows the effect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GatewayReturn {
    /// The provider's id of the return itself.
    pub gateway_id: Option<GatewayId>,
    /// The provider's word for it, such as `success`.
    pub word: Option<String>,
}

impl GatewayReturn {
    fn read(fields: &Fields, id: &str, word: &str) -> Result<Self, ReplyError> {
        Ok(Self { gateway_id: fields::gateway_id(fields, id)?, word: fields::text(fields, word).map(clean) })
    }
}

impl Call for GatewayRefund {
    type Reply = GatewayReturn;
    const NAME: &'static str = "g2g/refund";
    const WRITES: bool = true;

    fn encode(&self, merchant: &Merchant, salt: &str) -> Result<WireRequest, EncodeError> {
        let form = vec![
            ("pg_payment_id", self.payment.to_string()),
            ("pg_amount", request::amount(self.amount)?),
            ("pg_currency", self.amount.currency().code().to_owned()),
        ];
        gateway::<Self>(merchant, form, salt)
    }

    fn decode(&self, merchant: &Merchant, reply: &WireReply) -> Result<GatewayReturn, ReplyError> {
        let fields = about::<Self>(merchant, reply, &self.payment)?;
        GatewayReturn::read(&fields, "pg_payment_refund_id", "pg_refund_status")
    }
}

/// `g2g/cancel`: lets a hold go. Source: `spec/payout-invoice-gateway.md` 5.4.
#[derive(Debug, Clone)]
pub struct GatewayCancel {
    /// Which payment.
    pub payment: GatewayId,
}

impl Call for GatewayCancel {
    type Reply = GatewayReturn;
    const NAME: &'static str = "g2g/cancel";
    const WRITES: bool = true;

    fn encode(&self, merchant: &Merchant, salt: &str) -> Result<WireRequest, EncodeError> {
        gateway::<Self>(merchant, vec![("pg_payment_id", self.payment.to_string())], salt)
    }

    fn decode(&self, merchant: &Merchant, reply: &WireReply) -> Result<GatewayReturn, ReplyError> {
        let fields = about::<Self>(merchant, reply, &self.payment)?;
        GatewayReturn::read(&fields, "pg_payment_revoke_id", "pg_revoke_status")
    }
}

/// `g2g/clearing`: debits a hold, in full or in part. Source: `spec/payout-invoice-gateway.md` 5.3.
#[derive(Debug, Clone)]
pub struct GatewayClearing {
    /// Which payment.
    pub payment: GatewayId,
    /// How much; always sent, because an absent amount means the whole hold.
    pub amount: Money,
}

/// What `g2g/clearing` answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GatewayClearingReply {
    /// The payment's amount.
    pub amount: Option<Money>,
    /// What was debited.
    pub cleared: Option<Money>,
    /// Whether it is done, says the reply.
    pub done: Option<bool>,
}

impl Call for GatewayClearing {
    type Reply = GatewayClearingReply;
    const NAME: &'static str = "g2g/clearing";
    const WRITES: bool = true;

    fn encode(&self, merchant: &Merchant, salt: &str) -> Result<WireRequest, EncodeError> {
        let form =
            vec![("pg_payment_id", self.payment.to_string()), ("pg_clearing_amount", request::amount(self.amount)?)];
        gateway::<Self>(merchant, form, salt)
    }

    fn decode(&self, merchant: &Merchant, reply: &WireReply) -> Result<GatewayClearingReply, ReplyError> {
        let fields = about::<Self>(merchant, reply, &self.payment)?;
        let currency = self.amount.currency();
        // The table of the page and its sample disagree on the name.
        let done = fields::flag(&fields, "pg_clearing_status")?;
        Ok(GatewayClearingReply {
            amount: fields::unsigned_amount(&fields, "pg_amount", currency)?,
            cleared: fields::unsigned_amount(&fields, "pg_clearing_amount", currency)?,
            done: done.or(fields::flag(&fields, "pg_status_clearing")?),
        })
    }
}

/// `g2g/recurrent`: charges a recurring profile. The order is in the profile's currency, because the call names none.
/// Source: `spec/payout-invoice-gateway.md` 5.5.
#[derive(Debug, Clone)]
pub struct GatewayRecurrent {
    /// The order; its description has at most 1024 characters.
    pub order: NewOrder,
    /// The recurring profile. It charges like a card token.
    pub profile: Secret,
}

/// What `g2g/recurrent` answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GatewayRecurrentReply {
    /// The provider's id of the payment.
    pub gateway_id: GatewayId,
    /// The provider's word for the call. An `error` is a refusal and never gets here; every word but `ok` is pending.
    pub word: String,
}

impl Call for GatewayRecurrent {
    type Reply = GatewayRecurrentReply;
    const NAME: &'static str = "g2g/recurrent";
    const WRITES: bool = true;

    fn encode(&self, merchant: &Merchant, salt: &str) -> Result<WireRequest, EncodeError> {
        request::profile_currency(merchant, self.order.amount)?;
        let mut form = request::order(&self.order, 1_024)?;
        form.push(("pg_recurring_profile", request::filled("the recurring profile", self.profile.expose())?));
        gateway::<Self>(merchant, form, salt)
    }

    fn decode(&self, merchant: &Merchant, reply: &WireReply) -> Result<GatewayRecurrentReply, ReplyError> {
        let fields = answer::<Self>(merchant, reply, merchant.merchant_secret())?;
        fields::same(&fields, "pg_order_id", self.order.order_id.as_str())?;
        fields::same_secret(&fields, "pg_recurring_profile", self.profile.expose().trim())?;
        Ok(GatewayRecurrentReply {
            gateway_id: fields::gateway_id(&fields, "pg_payment_id")?
                .ok_or_else(|| lost("pg_payment_id is missing"))?,
            word: clean(fields::required(&fields, "pg_status")?),
        })
    }
}

fn gateway<C: Call>(merchant: &Merchant, form: request::Form, salt: &str) -> Result<WireRequest, EncodeError> {
    request::multipart::<C>(merchant, merchant.merchant_secret()?, form, salt)
}

fn signed<C: Call>(merchant: &Merchant, reply: &WireReply) -> Result<Fields, ReplyError> {
    document::ok(answer::<C>(merchant, reply, merchant.merchant_secret())?)
}

fn about<C: Call>(merchant: &Merchant, reply: &WireReply, payment: &GatewayId) -> Result<Fields, ReplyError> {
    let fields = signed::<C>(merchant, reply)?;
    fields::same(&fields, "pg_payment_id", payment.as_str())?;
    Ok(fields)
}
