//! Payouts: a page where the recipient enters the card, two status reads, the balance. All sign with the payout
//! secret. Source: `spec/payout-invoice-gateway.md` 1.

use super::call::{Call, EncodeError, Merchant, ReplyError};
use super::document::{self, lost};
use super::fields;
use super::payments::HostedPage;
use super::request::{self, FormKind};
use super::signature::{Fields, script_name};
use super::status::known_payment;
use super::transport::{WireReply, WireRequest};
use crate::domain::code::Failure;
use crate::domain::intent::NewOrder;
use crate::domain::text::clean;
use crate::domain::{Currency, GatewayId, Money, OrderId, Reading, Stage, Timestamp};

/// `api/reg2nonreg`: a page where the recipient enters the card that is paid out to. The order is in the profile's
/// currency, because the call names none.
#[derive(Debug, Clone)]
pub struct PayoutPage {
    /// The order; its description has at most 255 characters.
    pub order: NewOrder,
    /// The deadline, `2020-12-31 12:00:00` in the merchant's local time.
    pub time_limit: String,
    /// Where the browser returns to.
    pub back_link: String,
    /// Where the provider notifies.
    pub post_link: String,
}

impl Call for PayoutPage {
    type Reply = HostedPage;
    const NAME: &'static str = "api/reg2nonreg";
    const WRITES: bool = true;

    fn encode(&self, merchant: &Merchant, salt: &str) -> Result<WireRequest, EncodeError> {
        let link = |name, text: &str| {
            let fits = (1..=255).contains(&text.chars().count());
            if fits { Ok(text.to_owned()) } else { Err(EncodeError::Link(name)) }
        };
        request::profile_currency(merchant, self.order.amount)?;
        let mut form = request::order(&self.order, 255)?;
        form.push(("pg_order_time_limit", self.time_limit.clone()));
        form.push(("pg_back_link", link("the payout's back link", &self.back_link)?));
        form.push(("pg_post_link", link("the payout's post link", &self.post_link)?));
        payout::<Self>(merchant, form, salt)
    }

    fn decode(&self, merchant: &Merchant, reply: &WireReply) -> Result<HostedPage, ReplyError> {
        let fields = document::ok(signed::<Self>(merchant, reply)?)?;
        fields::same(&fields, "pg_order_id", self.order.order_id.as_str())?;
        HostedPage::read(&fields)
    }
}

/// `api/payment_status`: the deprecated status read. Prefer [`PayoutStatus`].
#[derive(Debug, Clone)]
pub struct PayoutStatusById {
    /// The provider's id, where it is known.
    pub payment: Option<GatewayId>,
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
        payout::<Self>(merchant, ids(self.payment.as_ref(), &self.order), salt)
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

impl Call for PayoutStatus {
    type Reply = PayoutReply;
    const NAME: &'static str = "api/payment_status2";
    const WRITES: bool = false;

    fn encode(&self, merchant: &Merchant, salt: &str) -> Result<WireRequest, EncodeError> {
        payout::<Self>(merchant, ids(self.payment.as_ref(), &self.order), salt)
    }

    fn decode(&self, merchant: &Merchant, reply: &WireReply) -> Result<PayoutReply, ReplyError> {
        let fields = document::ok(about::<Self>(merchant, reply, self.payment.as_ref(), &self.order)?)?;
        let word = fields::required(&fields, "pg_payment_status")?;
        let stage = match word.to_ascii_lowercase().as_str() {
            "new" => Stage::New,
            "success" => Stage::Cleared,
            "error" | "failed" => Stage::Failed,
            _ => Stage::Processing,
        };
        PayoutReply::read(&fields, merchant, word, stage)
    }
}

/// `api/balance_status`: what is left to pay out.
#[derive(Debug, Clone)]
pub struct PayoutBalance {
    /// Of which currency.
    pub currency: Currency,
}

/// The balance for payouts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Balance(pub Money);

impl Call for PayoutBalance {
    type Reply = Balance;
    const NAME: &'static str = "api/balance_status";
    const WRITES: bool = false;

    fn encode(&self, merchant: &Merchant, salt: &str) -> Result<WireRequest, EncodeError> {
        payout::<Self>(merchant, vec![("pg_currency", self.currency.code().to_owned())], salt)
    }

    fn decode(&self, merchant: &Merchant, reply: &WireReply) -> Result<Balance, ReplyError> {
        let fields = document::ok(signed::<Self>(merchant, reply)?)?;
        fields::same(&fields, "pg_currency", self.currency.code())?;
        let balance = fields::amount(&fields, "pg_balance", self.currency)?;
        balance.map(Balance).ok_or_else(|| lost("pg_balance is missing"))
    }
}

fn ids(payment: Option<&GatewayId>, order: &OrderId) -> request::Form {
    let payment = payment.map(|id| ("pg_payment_id", id.to_string()));
    payment.into_iter().chain([("pg_order_id", order.to_string())]).collect()
}

fn payout<C: Call>(merchant: &Merchant, form: request::Form, salt: &str) -> Result<WireRequest, EncodeError> {
    let path = format!("/{}", C::NAME);
    request::pg::<C>(merchant, &path, merchant.payout_secret()?, form, salt, FormKind::Multipart)
}

fn signed<C: Call>(merchant: &Merchant, reply: &WireReply) -> Result<Fields, ReplyError> {
    let secret = merchant.payout_secret().map_err(|error| lost(error.to_string()))?;
    let fields = document::signed(reply, &[script_name(C::NAME)], secret)?;
    fields::same(&fields, "pg_merchant_id", merchant.id.as_str())?;
    Ok(fields)
}

fn about<C: Call>(
    merchant: &Merchant,
    reply: &WireReply,
    payment: Option<&GatewayId>,
    order: &OrderId,
) -> Result<Fields, ReplyError> {
    let fields = signed::<C>(merchant, reply)?;
    fields::same(&fields, "pg_order_id", order.as_str())?;
    // A payout that the provider does not know has id 0 and may have no status: told before either is missed.
    known_payment(&fields)?;
    if let Some(payment) = payment {
        fields::same(&fields, "pg_payment_id", payment.as_str())?;
    }
    Ok(fields)
}

#[cfg(test)]
#[path = "payouts_tests.rs"]
mod tests;
