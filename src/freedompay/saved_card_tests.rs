//! Payments from a saved card against captured shapes.

use super::super::tests_support::{
    card_token, gateway_id, html, merchant, new_order, order_id, refuses_what_is_not_believable, reply, request_id,
    sends, signed_reply, user_id,
};
use super::*;
use crate::domain::Currency;
use crate::domain::code::Failure;

fn init() -> CardInit {
    CardInit { order: new_order(150_050), user: user_id(), token: card_token(), idempotency: request_id() }
}

#[test]
fn a_saved_card_is_charged_with_its_token_hidden() {
    let request = sends(&init(), include_str!("../../tests/golden/card_init_request.txt"));
    assert_eq!(request.content_type, "multipart/form-data; boundary=tolem-abc");
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
    let first = CardPay { payment: gateway_id("700001") };
    sends(&first, include_str!("../../tests/golden/card_pay_request.txt"));
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

fn direct() -> CardDirect {
    CardDirect { payment: gateway_id("700001") }
}

#[test]
fn card_direct_accepts_both_script_names_and_claims_no_more_than_it_says() {
    sends(&direct(), include_str!("../../tests/golden/card_direct_request.txt"));
    for body in [
        include_str!("../../tests/golden/card_direct_ok.xml"),
        include_str!("../../tests/golden/card_direct_ok_empty_script.xml"),
    ] {
        assert_eq!(
            direct().decode(&merchant(), &reply(200, body)),
            Ok(CardDirectReply {
                word: Some("process".to_owned()),
                captured: Some(false),
                amount: Some(Money::from_minor(150_050, Currency::Kzt)),
                card: Some("5483-18XX-XXXX-0293".to_owned()),
            })
        );
    }
    let nothing = CardDirectReply { word: None, captured: None, amount: None, card: None };
    assert_eq!(direct().decode(&merchant(), &signed_reply("direct", "<pg_status>ok</pg_status>")), Ok(nothing));
    for members in ["<pg_amount>many</pg_amount>", "<pg_captured>2</pg_captured>", "<pg_payment_id>2</pg_payment_id>"] {
        let odd = signed_reply("direct", &format!("<pg_status>ok</pg_status>{members}"));
        assert!(matches!(direct().decode(&merchant(), &odd), Err(ReplyError::Lost(_))), "{members}");
    }
    refuses_what_is_not_believable(&direct());
}

#[test]
fn a_repeated_card_direct_is_refused_with_the_code_of_a_wrong_state() {
    let body = reply(200, include_str!("../../tests/golden/card_direct_repeated.xml"));
    let failure = Failure { code: 120, text: "Wrong payment status".to_owned() };
    assert_eq!(direct().decode(&merchant(), &body), Err(ReplyError::Refused(failure)));
}
