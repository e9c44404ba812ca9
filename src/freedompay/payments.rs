//! Purchases: create with a hosted page, capture a hold, refund, cancel a hold. Source: `spec/merchant.md` 2.
//! The status read is in [`super::status`].

use url::Url;

use super::call::{Call, EncodeError, Merchant, ReplyError};
use super::document::{lost, signed_ok};
use super::fields;
use super::request::{self, FormKind};
use super::signature::Fields;
pub use super::status::{Lookup, Status, StatusReply};
use super::transport::{WireReply, WireRequest};
use crate::domain::intent::NewOrder;
use crate::domain::text::has_hostile;
use crate::domain::{GatewayId, Money, RequestId};

/// `init_payment.php`: a payment with a hosted page. Source: `spec/merchant.md` 2.1.
#[derive(Debug, Clone)]
pub struct InitPayment {
    /// The order; its description has at most 1024 characters.
    pub order: NewOrder,
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
        Url::parse(link)
            .ok()
            .filter(|page| matches!(page.scheme(), "https" | "http") && !has_hostile(link))
            .map(|page| Self { gateway_id, page })
            .ok_or_else(|| lost("pg_redirect_url is not a link"))
    }
}

impl Call for InitPayment {
    type Reply = HostedPage;
    const NAME: &'static str = "init_payment.php";
    const WRITES: bool = true;

    fn encode(&self, merchant: &Merchant, salt: &str) -> Result<WireRequest, EncodeError> {
        let mut form = request::order(&self.order, 1_024)?;
        form.push(("pg_currency", self.order.amount.currency().code().to_owned()));
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

/// A signed `ok` for this merchant; the script name is the call's own.
pub(super) fn signed<C: Call>(merchant: &Merchant, reply: &WireReply) -> Result<Fields, ReplyError> {
    let secret = merchant.merchant_secret().map_err(|error| lost(error.to_string()))?;
    let fields = signed_ok(reply, &[C::NAME], secret)?;
    fields::same(&fields, "pg_merchant_id", merchant.id.as_str())?;
    Ok(fields)
}

fn about<C: Call>(merchant: &Merchant, reply: &WireReply, payment: &GatewayId) -> Result<Fields, ReplyError> {
    let fields = signed::<C>(merchant, reply)?;
    fields::same(&fields, "pg_payment_id", payment.as_str())?;
    Ok(fields)
}

#[cfg(test)]
mod tests {
    use super::super::tests_support::{
        form_of, gateway_id, kzt, merchant, new_order, page, refuses_what_is_not_believable, reply, request_id,
        signed_reply,
    };
    use super::*;
    use crate::domain::Currency;

    #[test]
    fn a_payment_is_created_with_every_member_explicit() {
        let call =
            InitPayment { order: new_order(2_050), auto_clearing: false, idempotency: request_id(), testing: true };
        let request = call.encode(&merchant(), "abc").unwrap();
        assert_eq!(request.url.as_str(), "https://gateway.example/init_payment.php");
        assert!(request.is_write);
        assert_eq!(
            form_of(&request),
            page(&[
                ("pg_amount", "20.50"),
                ("pg_auto_clearing", "0"),
                ("pg_currency", "KZT"),
                ("pg_description", "Tea and bread"),
                ("pg_idempotency_key", "0192f0c1-2233-7abc-8def-00112233aabb"),
                ("pg_merchant_id", "123456"),
                ("pg_order_id", "A-1001"),
                ("pg_salt", "abc"),
                ("pg_sig", ""),
                ("pg_testing_mode", "1"),
            ])
        );
        refuses_what_is_not_believable(&call);
        let body = include_str!("../../tests/golden/init_payment_ok.xml");
        assert_eq!(
            call.decode(&merchant(), &reply(200, body)),
            Ok(HostedPage {
                gateway_id: gateway_id("1432343252"),
                page: Url::parse("https://customer.gateway.example/pay.html?customer=c0ffee").unwrap(),
            })
        );
    }

    #[test]
    fn a_capture_names_its_amount_and_reads_what_was_debited() {
        let call = Capture { payment: gateway_id("700001"), amount: kzt(7_000) };
        let request = call.encode(&merchant(), "abc").unwrap();
        assert_eq!(
            form_of(&request),
            page(&[
                ("pg_clearing_amount", "70"),
                ("pg_merchant_id", "123456"),
                ("pg_payment_id", "700001"),
                ("pg_salt", "abc"),
                ("pg_sig", ""),
            ])
        );
        refuses_what_is_not_believable(&call);
        let body = include_str!("../../tests/golden/do_capture_ok.xml");
        let captured = CaptureReply { amount: Some(kzt(10_000)), cleared: Some(kzt(7_000)) };
        assert_eq!(call.decode(&merchant(), &reply(200, body)), Ok(captured));
    }

    #[test]
    fn a_refund_names_its_amount_and_zero_is_never_sent() {
        let call = Revoke { payment: gateway_id("700001"), amount: kzt(2_500) };
        let request = call.encode(&merchant(), "abc").unwrap();
        assert_eq!(
            form_of(&request),
            page(&[
                ("pg_merchant_id", "123456"),
                ("pg_payment_id", "700001"),
                ("pg_refund_amount", "25"),
                ("pg_salt", "abc"),
                ("pg_sig", ""),
            ])
        );
        refuses_what_is_not_believable(&call);
        let body = include_str!("../../tests/golden/revoke_ok.xml");
        assert_eq!(call.decode(&merchant(), &reply(200, body)), Ok(Accepted));
        let zero = Revoke { payment: gateway_id("700001"), amount: kzt(0) };
        assert_eq!(zero.encode(&merchant(), "abc").unwrap_err(), EncodeError::Amount);
    }

    #[test]
    fn a_live_payment_leaves_the_mode_to_the_shop_and_names_its_own_currency() {
        let order = NewOrder { amount: Money::from_minor(199, Currency::Usd), ..new_order(1) };
        let call = InitPayment { order, auto_clearing: true, idempotency: request_id(), testing: false };
        let form = form_of(&call.encode(&merchant(), "abc").unwrap());
        let value = |name: &str| form.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
        assert_eq!(value("pg_testing_mode"), None);
        assert_eq!(value("pg_auto_clearing"), Some("1"));
        assert_eq!((value("pg_amount"), value("pg_currency")), (Some("1.99"), Some("USD")));
    }

    #[test]
    fn a_success_without_a_usable_page_or_for_another_merchant_is_lost() {
        let call = InitPayment { order: new_order(1), auto_clearing: true, idempotency: request_id(), testing: false };
        let created = "<pg_status>ok</pg_status><pg_payment_id>1</pg_payment_id>";
        let page = "<pg_redirect_url>https://gateway.example/p</pg_redirect_url>";
        let read = |members: &str| call.decode(&merchant(), &signed_reply("init_payment.php", members));
        assert!(read(&format!("{created}{page}")).is_ok());
        for members in [
            created.to_owned(),
            format!("{created}<pg_redirect_url>javascript:alert(1)</pg_redirect_url>"),
            format!("<pg_status>ok</pg_status>{page}"),
            format!("{created}{page}<pg_merchant_id>654321</pg_merchant_id>"),
            format!("{created}{page}<pg_order_id>A-1002</pg_order_id>"),
        ] {
            assert!(matches!(read(&members), Err(ReplyError::Lost(_))), "{members}");
        }
    }

    #[test]
    fn a_cancellation_is_believed_for_its_own_payment_only() {
        let call = Cancel { payment: gateway_id("700001") };
        refuses_what_is_not_believable(&call);
        let body = reply(200, include_str!("../../tests/golden/cancel_ok.xml"));
        assert_eq!(call.decode(&merchant(), &body), Ok(Accepted));
        let other = Cancel { payment: gateway_id("700002") };
        let what = "pg_payment_id is \"700001\", asked was \"700002\"";
        assert_eq!(other.decode(&merchant(), &body), Err(ReplyError::Lost(what.to_owned())));
    }
}
