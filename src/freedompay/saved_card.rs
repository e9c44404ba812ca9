//! Payments from a saved card: create, then let the payer confirm with the CVC. Source: `spec/merchant.md` 3.4, 3.5.

use super::call::{Call, EncodeError, Merchant, ReplyError};
use super::document::{self, Document, lost};
use super::fields;
use super::request::{self, FormKind};
use super::signature::Fields;
use super::transport::{WireReply, WireRequest};
use crate::domain::ids::UserId;
use crate::domain::intent::{CardToken, NewOrder};
use crate::domain::{GatewayId, OrderId, RequestId};

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

fn card<C: Call>(merchant: &Merchant, form: request::Form, salt: &str) -> Result<WireRequest, EncodeError> {
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
mod tests {
    use super::super::tests_support::{
        card_token, form_of, gateway_id, html, merchant, new_order, order_id, page, refuses_what_is_not_believable,
        reply, request_id, user_id,
    };
    use super::*;
    use crate::domain::{Currency, Money};

    fn init() -> CardInit {
        CardInit { order: new_order(150_050), user: user_id(), token: card_token(), idempotency: request_id() }
    }

    #[test]
    fn a_saved_card_is_charged_with_its_token_hidden() {
        let request = init().encode(&merchant(), "abc").unwrap();
        assert_eq!(request.url.as_str(), "https://gateway.example/v1/merchant/123456/card/init");
        assert_eq!(request.content_type, "multipart/form-data; boundary=tolem-abc");
        assert_eq!(
            form_of(&request),
            page(&[
                ("pg_amount", "1500.50"),
                ("pg_card_token", "ef741cfc-f85e-41a0-84e6-2ba964912182"),
                ("pg_description", "Tea and bread"),
                ("pg_idempotency_key", "0192f0c1-2233-7abc-8def-00112233aabb"),
                ("pg_merchant_id", "123456"),
                ("pg_order_id", "A-1001"),
                ("pg_salt", "abc"),
                ("pg_sig", ""),
                ("pg_user_id", "u1"),
            ])
        );
        assert!(!format!("{:?} {request:?}", request.shown).contains("ef741cfc"));
        let mut dollars = init();
        dollars.order.amount = Money::from_minor(100, Currency::Usd);
        assert_eq!(
            dollars.encode(&merchant(), "abc").unwrap_err().to_string(),
            "the order is in USD, the profile in KZT: nothing was sent; type an amount in KZT"
        );
    }

    #[test]
    fn card_init_accepts_both_documented_script_names_and_no_other() {
        let created = CardInitReply { gateway_id: gateway_id("7999007876"), order_id: Some(order_id()) };
        for body in [
            include_str!("../../tests/golden/card_init_ok.xml"),
            include_str!("../../tests/golden/card_init_ok_empty_script.xml"),
        ] {
            assert_eq!(init().decode(&merchant(), &reply(200, body)), Ok(created.clone()));
        }
        let pay = include_str!("../../tests/golden/card_pay_ok.xml");
        assert!(matches!(init().decode(&merchant(), &reply(200, pay)), Err(ReplyError::Lost(_))));
        assert!(matches!(init().decode(&merchant(), &reply(200, &html())), Err(ReplyError::Lost(_))));
        refuses_what_is_not_believable(&init());
    }

    #[test]
    fn card_pay_answers_a_page_or_a_signed_ok() {
        let call = CardPay { payment: gateway_id("7999007876") };
        let request = call.encode(&merchant(), "abc").unwrap();
        assert_eq!(request.url.as_str(), "https://gateway.example/v1/merchant/123456/card/pay");
        assert_eq!(
            form_of(&request),
            page(&[("pg_merchant_id", "123456"), ("pg_payment_id", "7999007876"), ("pg_salt", "abc"), ("pg_sig", "")])
        );
        let ok = reply(200, include_str!("../../tests/golden/card_pay_ok.xml"));
        assert_eq!(
            call.decode(&merchant(), &ok),
            Ok(CardPayReply::Xml { gateway_id: Some(gateway_id("7999007876")), order_id: Some(order_id()) })
        );
        let mut form = reply(200, &html());
        form.content_type = Some("application/xml".to_owned());
        assert_eq!(call.decode(&merchant(), &form), Ok(CardPayReply::Page(html())));
        for status in [302, 404, 502] {
            assert!(matches!(call.decode(&merchant(), &reply(status, &html())), Err(ReplyError::Lost(_))));
        }
        refuses_what_is_not_believable(&call);
    }

    #[test]
    fn the_malformed_sample_of_the_page_is_lost() {
        let sample = reply(200, include_str!("../../tests/golden/page003_card_pay.xml"));
        let call = CardPay { payment: gateway_id("7999007876") };
        match call.decode(&merchant(), &sample) {
            Err(ReplyError::Lost(what)) => assert!(what.starts_with("the XML is broken: "), "{what}"),
            other => panic!("{other:?}"),
        }
    }
}
