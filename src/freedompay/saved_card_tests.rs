//! Payments from a saved card against captured shapes.

use super::super::tests_support::{
    card_token, form_of, gateway_id, html, merchant, new_order, order_id, page, refuses_what_is_not_believable, reply,
    request_id, user_id,
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
