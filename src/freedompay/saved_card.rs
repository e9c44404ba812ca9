//! Payments from a saved card: create, then let the payer confirm with the CVC or charge it without. Source:
//! `spec/merchant.md` 3.4, 3.5, 3.6.

use super::call::{Call, EncodeError, Merchant, ReplyError};
use super::document::{self, Document, lost};
use super::fields;
use super::request::{self, FormKind};
use super::signature::Fields;
use super::transport::{WireReply, WireRequest};
use crate::domain::ids::UserId;
use crate::domain::intent::{CardToken, NewOrder};
use crate::domain::text::clean;
use crate::domain::{GatewayId, Money, OrderId, RequestId};

/// `card/init`: a payment from a saved card that waits for the payer's confirmation. The order is in the profile's
/// currency, because the call names none.
#[derive(Debug, Clone)]
pub struct CardInit {
    /// The order; its description has at most 1024 characters.
    pub order: NewOrder,
    /// Whose card.
    pub user: UserId,
    /// Which card.
    pub token: CardToken,
    /// The intent's key: the provider documents that it blocks duplicates of this call.
    pub idempotency: RequestId,
}

/// What `card/init` answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CardInitReply {
    /// The provider's id of the payment.
    pub gateway_id: GatewayId,
    /// The merchant's order number.
    pub order_id: Option<OrderId>,
}

impl Call for CardInit {
    type Reply = CardInitReply;
    const NAME: &'static str = "card/init";
    const WRITES: bool = true;

    fn encode(&self, merchant: &Merchant, salt: &str) -> Result<WireRequest, EncodeError> {
        request::profile_currency(merchant, self.order.amount)?;
        let mut form = request::order(&self.order, 1_024)?;
        form.push(("pg_user_id", self.user.to_string()));
        form.push(("pg_card_token", self.token.expose().to_owned()));
        form.push(("pg_idempotency_key", self.idempotency.to_string()));
        card::<Self>(merchant, form, salt)
    }

    fn decode(&self, merchant: &Merchant, reply: &WireReply) -> Result<CardInitReply, ReplyError> {
        // Sources disagree whether this reply signs with "init" or with no name: decision 1 accepts both.
        let fields = signed(merchant, reply, document::members(reply)?, &["init", ""])?;
        fields::same(&fields, "pg_order_id", self.order.order_id.as_str())?;
        Ok(CardInitReply {
            gateway_id: fields::gateway_id(&fields, "pg_payment_id")?
                .ok_or_else(|| lost("pg_payment_id is missing"))?,
            order_id: fields::order_id(&fields, "pg_order_id"),
        })
    }
}

/// `card/pay`: asks for the page where the payer enters the CVC. Source: `spec/merchant.md` 3.5.
#[derive(Debug, Clone)]
pub struct CardPay {
    /// The payment that `card/init` created.
    pub payment: GatewayId,
}

/// What `card/pay` answers. Neither form says that money moved: the status read does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CardPayReply {
    /// A signed `ok`.
    Xml {
        /// The provider's id of the payment.
        gateway_id: Option<GatewayId>,
        /// The merchant's order number.
        order_id: Option<OrderId>,
    },
    /// The page for the payer. It comes without a signature and is shown to nobody but the payer.
    Page(String),
}

impl Call for CardPay {
    type Reply = CardPayReply;
    const NAME: &'static str = "card/pay";
    const WRITES: bool = true;

    fn encode(&self, merchant: &Merchant, salt: &str) -> Result<WireRequest, EncodeError> {
        card::<Self>(merchant, vec![("pg_payment_id", self.payment.to_string())], salt)
    }

    fn decode(&self, merchant: &Merchant, reply: &WireReply) -> Result<CardPayReply, ReplyError> {
        let fields = match document::read(reply)? {
            Document::Html(page) if (200..300).contains(&reply.status) => return Ok(CardPayReply::Page(page)),
            Document::Html(_) => return Err(lost(format!("HTTP {} with an HTML page", reply.status))),
            Document::Fields(fields) => signed(merchant, reply, fields, &["pay"])?,
        };
        fields::same(&fields, "pg_payment_id", self.payment.as_str())?;
        Ok(CardPayReply::Xml {
            gateway_id: fields::gateway_id(&fields, "pg_payment_id")?,
            order_id: fields::order_id(&fields, "pg_order_id"),
        })
    }
}

/// `card/direct`: charges a saved card without the payer's CVC. Sent again for a payment that is authorised, it is
/// refused with code 120 although money is held: only the status read tells. Source: `spec/merchant.md` 3.6.
#[derive(Debug, Clone)]
pub struct CardDirect {
    /// The payment that `card/init` created.
    pub payment: GatewayId,
}

/// What `card/direct` answers. Its members are known from a third party only, and none of them is a proof.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CardDirectReply {
    /// The provider's word for the payment, such as `process`.
    pub word: Option<String>,
    /// Whether it is debited, says the reply.
    pub captured: Option<bool>,
    /// The amount.
    pub amount: Option<Money>,
    /// The card's mask.
    pub card: Option<String>,
}

impl Call for CardDirect {
    type Reply = CardDirectReply;
    const NAME: &'static str = "card/direct";
    const WRITES: bool = true;

    fn encode(&self, merchant: &Merchant, salt: &str) -> Result<WireRequest, EncodeError> {
        card::<Self>(merchant, vec![("pg_payment_id", self.payment.to_string())], salt)
    }

    fn decode(&self, merchant: &Merchant, reply: &WireReply) -> Result<CardDirectReply, ReplyError> {
        // As with `card/init`: decision 1 accepts both script names.
        let fields = signed(merchant, reply, document::members(reply)?, &["direct", ""])?;
        fields::same(&fields, "pg_payment_id", self.payment.as_str())?;
        let currency = fields::currency(&fields, "pg_currency", merchant.settings.currency)?;
        Ok(CardDirectReply {
            word: fields::text(&fields, "pg_payment_status").map(clean),
            captured: fields::flag(&fields, "pg_captured")?,
            amount: fields::unsigned_amount(&fields, "pg_amount", currency)?,
            card: fields::text(&fields, "pg_card_pan").map(clean),
        })
    }
}

/// A `v1/merchant` request, signed with the merchant secret.
pub(super) fn card<C: Call>(merchant: &Merchant, form: request::Form, salt: &str) -> Result<WireRequest, EncodeError> {
    let path = format!("/v1/merchant/{}/{}", merchant.id, C::NAME);
    request::pg::<C>(merchant, &path, merchant.merchant_secret()?, form, salt, FormKind::Multipart)
}

fn signed(merchant: &Merchant, reply: &WireReply, fields: Fields, scripts: &[&str]) -> Result<Fields, ReplyError> {
    let secret = merchant.merchant_secret().map_err(|error| lost(error.to_string()))?;
    let fields = document::ok(document::verified(reply, fields, scripts, secret)?)?;
    fields::same(&fields, "pg_merchant_id", merchant.id.as_str())?;
    Ok(fields)
}

#[cfg(test)]
#[path = "saved_card_tests.rs"]
mod tests;
