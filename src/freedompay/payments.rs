//! Purchases: create with a hosted page, charge a recurring profile, capture a hold, refund, cancel a hold. Source: `spec/merchant.md` 2.
//! The status read is in [`super::status`].

use url::Url;

use super::call::{Call, EncodeError, Merchant, ReplyError};
use super::document::{self, answer, lost};
use super::fields;
use super::request::{self, FormKind};
use super::secret::Secret;
use super::signature::Fields;
pub use super::status::{Lookup, Status, StatusReply};
use super::transport::{WireReply, WireRequest};
use crate::domain::intent::{Lifetime, NewOrder};
use crate::domain::text::clean;
use crate::domain::{GatewayId, Money, RequestId};

/// `init_payment.php`: a payment with a hosted page. Source: `spec/merchant.md` 2.1.
#[derive(Debug, Clone)]
pub struct InitPayment {
    /// The order; its description has at most 1024 characters.
    pub order: NewOrder,
    /// How long the payer may pay; otherwise the shop's setting decides.
    pub lifetime: Option<Lifetime>,
    /// Whether the payer is debited at once; otherwise the amount is held.
    pub auto_clearing: bool,
    /// The intent's key: the provider documents that it blocks duplicates of this call.
    pub idempotency: RequestId,
    /// Whether to ask for a test payment; otherwise the shop's setting decides.
    pub testing: bool,
}

/// A page where the payer or recipient enters the card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HostedPage {
    /// The provider's id of the payment or payout.
    pub gateway_id: GatewayId,
    /// The page.
    pub page: Url,
}

impl HostedPage {
    pub(super) fn read(fields: &Fields) -> Result<Self, ReplyError> {
        let gateway_id =
            fields::gateway_id(fields, "pg_payment_id")?.ok_or_else(|| lost("pg_payment_id is missing"))?;
        let link = fields::required(fields, "pg_redirect_url")?;
        fields::link(link).map(|page| Self { gateway_id, page }).ok_or_else(|| lost("pg_redirect_url is not a link"))
    }
}

impl Call for InitPayment {
    type Reply = HostedPage;
    const NAME: &'static str = "init_payment.php";
    const WRITES: bool = true;

    fn encode(&self, merchant: &Merchant, salt: &str) -> Result<WireRequest, EncodeError> {
        let mut form = request::order(&self.order, 1_024)?;
        form.push(("pg_currency", self.order.amount.currency().code().to_owned()));
        if let Some(lifetime) = self.lifetime {
            form.push(("pg_lifetime", lifetime.seconds().to_string()));
        }
        form.push(("pg_auto_clearing", u8::from(self.auto_clearing).to_string()));
        form.push(("pg_idempotency_key", self.idempotency.to_string()));
        if self.testing {
            form.push(("pg_testing_mode", "1".to_owned()));
        }
        php::<Self>(merchant, form, salt)
    }

    fn decode(&self, merchant: &Merchant, reply: &WireReply) -> Result<HostedPage, ReplyError> {
        let fields = signed::<Self>(merchant, reply)?;
        fields::same(&fields, "pg_order_id", self.order.order_id.as_str())?;
        HostedPage::read(&fields)
    }
}

/// `make_recurring_payment.php`: charges a recurring profile without the payer. The order is in the profile's currency,
/// because the call names none. Source: `spec/merchant.md` 2.3.
#[derive(Debug, Clone)]
pub struct Recurring {
    /// The order; its description has at most 1024 characters.
    pub order: NewOrder,
    /// The recurring profile, from a result notification or the list of saved cards. It charges like a card token.
    pub profile: Secret,
    /// Where the provider notifies; otherwise the shop's setting counts.
    pub result_link: Option<String>,
}

/// What `make_recurring_payment.php` answers. Nobody documents that it says the money was debited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecurringReply {
    /// The provider's id of the payment.
    pub gateway_id: GatewayId,
    /// The amount.
    pub amount: Option<Money>,
    /// When the recurring profile ends, as the provider writes it.
    pub profile_ends: Option<String>,
}

impl Call for Recurring {
    type Reply = RecurringReply;
    const NAME: &'static str = "make_recurring_payment.php";
    const WRITES: bool = true;

    fn encode(&self, merchant: &Merchant, salt: &str) -> Result<WireRequest, EncodeError> {
        request::profile_currency(merchant, self.order.amount)?;
        let mut form = request::order(&self.order, 1_024)?;
        form.push(("pg_recurring_profile", request::filled("the recurring profile", self.profile.expose())?));
        if let Some(link) = &self.result_link {
            form.push(("pg_result_url", request::link("the result link", link)?));
        }
        php::<Self>(merchant, form, salt)
    }

    fn decode(&self, merchant: &Merchant, reply: &WireReply) -> Result<RecurringReply, ReplyError> {
        let fields = signed::<Self>(merchant, reply)?;
        fields::same(&fields, "pg_order_id", self.order.order_id.as_str())?;
        fields::same_secret(&fields, "pg_recurring_profile", self.profile.expose().trim())?;
        let currency = fields::currency(&fields, "pg_currency", self.order.amount.currency())?;
        Ok(RecurringReply {
            gateway_id: fields::gateway_id(&fields, "pg_payment_id")?
                .ok_or_else(|| lost("pg_payment_id is missing"))?,
            amount: fields::unsigned_amount(&fields, "pg_amount", currency)?,
            profile_ends: fields::text(&fields, "pg_recurring_profile_expiry_date").map(clean),
        })
    }
}

/// `do_capture.php`: debits a hold, in full or in part. Source: `spec/merchant.md` 2.5.
#[derive(Debug, Clone)]
pub struct Capture {
    /// Which payment.
    pub payment: GatewayId,
    /// How much; always sent, because an absent amount means the whole hold.
    pub amount: Money,
}

/// What `do_capture.php` answers besides its signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaptureReply {
    /// The payment's amount.
    pub amount: Option<Money>,
    /// What was debited.
    pub cleared: Option<Money>,
}

impl Call for Capture {
    type Reply = CaptureReply;
    const NAME: &'static str = "do_capture.php";
    const WRITES: bool = true;

    fn encode(&self, merchant: &Merchant, salt: &str) -> Result<WireRequest, EncodeError> {
        let form =
            vec![("pg_payment_id", self.payment.to_string()), ("pg_clearing_amount", request::amount(self.amount)?)];
        php::<Self>(merchant, form, salt)
    }

    fn decode(&self, merchant: &Merchant, reply: &WireReply) -> Result<CaptureReply, ReplyError> {
        let fields = about::<Self>(merchant, reply, &self.payment)?;
        let currency = self.amount.currency();
        Ok(CaptureReply {
            amount: fields::unsigned_amount(&fields, "pg_amount", currency)?,
            cleared: fields::unsigned_amount(&fields, "pg_clearing_amount", currency)?,
        })
    }
}

/// A signed `ok` without further facts: the provider took the request. Only a status read shows its effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Accepted;

/// `revoke.php`: returns debited money, in full or in part. Source: `spec/merchant.md` 2.6.
#[derive(Debug, Clone)]
pub struct Revoke {
    /// Which payment.
    pub payment: GatewayId,
    /// How much; always sent and positive, because absent or zero means everything that is left.
    pub amount: Money,
}

impl Call for Revoke {
    type Reply = Accepted;
    const NAME: &'static str = "revoke.php";
    const WRITES: bool = true;

    fn encode(&self, merchant: &Merchant, salt: &str) -> Result<WireRequest, EncodeError> {
        let form =
            vec![("pg_payment_id", self.payment.to_string()), ("pg_refund_amount", request::amount(self.amount)?)];
        php::<Self>(merchant, form, salt)
    }

    fn decode(&self, merchant: &Merchant, reply: &WireReply) -> Result<Accepted, ReplyError> {
        about::<Self>(merchant, reply, &self.payment).map(|_| Accepted)
    }
}

/// `cancel.php`: lets a hold go. Source: `spec/merchant.md` 2.4.
#[derive(Debug, Clone)]
pub struct Cancel {
    /// Which payment.
    pub payment: GatewayId,
}

impl Call for Cancel {
    type Reply = Accepted;
    const NAME: &'static str = "cancel.php";
    const WRITES: bool = true;

    fn encode(&self, merchant: &Merchant, salt: &str) -> Result<WireRequest, EncodeError> {
        php::<Self>(merchant, vec![("pg_payment_id", self.payment.to_string())], salt)
    }

    fn decode(&self, merchant: &Merchant, reply: &WireReply) -> Result<Accepted, ReplyError> {
        about::<Self>(merchant, reply, &self.payment).map(|_| Accepted)
    }
}

/// A request to `/{NAME}` at the host's root.
pub(super) fn php<C: Call>(merchant: &Merchant, form: request::Form, salt: &str) -> Result<WireRequest, EncodeError> {
    let path = format!("/{}", C::NAME);
    request::pg::<C>(merchant, &path, merchant.merchant_secret()?, form, salt, FormKind::Urlencoded)
}

/// A signed `ok` for this merchant.
pub(super) fn signed<C: Call>(merchant: &Merchant, reply: &WireReply) -> Result<Fields, ReplyError> {
    document::ok(answer::<C>(merchant, reply, merchant.merchant_secret())?)
}

fn about<C: Call>(merchant: &Merchant, reply: &WireReply, payment: &GatewayId) -> Result<Fields, ReplyError> {
    let fields = signed::<C>(merchant, reply)?;
    fields::same(&fields, "pg_payment_id", payment.as_str())?;
    Ok(fields)
}

#[cfg(test)]
#[path = "payments_tests.rs"]
mod tests;
