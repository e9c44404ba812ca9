//! Purchases against captured shapes.

use super::super::tests_support::{
    form_of, gateway_id, kzt, merchant, new_order, refuses_what_is_not_believable, reply, request_id, sends,
    signed_reply,
};
use super::*;
use crate::domain::Currency;

#[test]
fn a_payment_is_created_with_every_member_explicit() {
    let call = InitPayment {
        order: new_order(150_050),
        lifetime: None,
        auto_clearing: false,
        idempotency: request_id(),
        testing: true,
    };
    sends(&call, include_str!("../../tests/golden/init_payment_request.txt"));
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
    sends(&call, include_str!("../../tests/golden/do_capture_request.txt"));
    refuses_what_is_not_believable(&call);
    let body = include_str!("../../tests/golden/do_capture_ok.xml");
    let captured = CaptureReply { amount: Some(kzt(10_000)), cleared: Some(kzt(7_000)) };
    assert_eq!(call.decode(&merchant(), &reply(200, body)), Ok(captured));
}

#[test]
fn a_refund_names_its_amount_and_zero_is_never_sent() {
    let call = Revoke { payment: gateway_id("700001"), amount: kzt(2_500) };
    sends(&call, include_str!("../../tests/golden/revoke_request.txt"));
    refuses_what_is_not_believable(&call);
    let body = include_str!("../../tests/golden/revoke_ok.xml");
    assert_eq!(call.decode(&merchant(), &reply(200, body)), Ok(Accepted));
    let zero = Revoke { payment: gateway_id("700001"), amount: kzt(0) };
    assert_eq!(zero.encode(&merchant(), "abc").unwrap_err(), EncodeError::Amount);
}

#[test]
fn a_live_payment_leaves_the_mode_to_the_shop_and_names_its_own_currency() {
    let order = NewOrder { amount: Money::from_minor(199, Currency::Usd), ..new_order(1) };
    let call = InitPayment { order, lifetime: None, auto_clearing: true, idempotency: request_id(), testing: false };
    let form = form_of(&call.encode(&merchant(), "abc").unwrap());
    let value = |name: &str| form.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
    assert_eq!(value("pg_testing_mode"), None);
    assert_eq!(value("pg_auto_clearing"), Some("1"));
    assert_eq!((value("pg_amount"), value("pg_currency")), (Some("1.99"), Some("USD")));
    assert_eq!(value("pg_lifetime"), None, "the shop's setting decides");
    let call = InitPayment { lifetime: Lifetime::parse("30m"), ..call };
    let form = form_of(&call.encode(&merchant(), "abc").unwrap());
    assert!(form.contains(&("pg_lifetime".to_owned(), "1800".to_owned())), "{form:?}");
}

#[test]
fn a_success_without_a_usable_page_or_for_another_merchant_is_lost() {
    let call = InitPayment {
        order: new_order(1),
        lifetime: None,
        auto_clearing: true,
        idempotency: request_id(),
        testing: false,
    };
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
    sends(&call, include_str!("../../tests/golden/cancel_request.txt"));
    refuses_what_is_not_believable(&call);
    let body = reply(200, include_str!("../../tests/golden/cancel_ok.xml"));
    assert_eq!(call.decode(&merchant(), &body), Ok(Accepted));
    let other = Cancel { payment: gateway_id("700002") };
    let what = "pg_payment_id is \"700001\", asked was \"700002\"";
    assert_eq!(other.decode(&merchant(), &body), Err(ReplyError::Lost(what.to_owned())));
}

fn recurring() -> Recurring {
    Recurring {
        order: new_order(150_050),
        profile: Secret::new("10055120"),
        result_link: Some("https://shop.example/pay/result".to_owned()),
    }
}

#[test]
fn a_recurring_profile_is_charged_and_hidden_like_a_card_token() {
    let request = sends(&recurring(), include_str!("../../tests/golden/make_recurring_payment_request.txt"));
    assert!(!format!("{:?} {request:?} {:?}", request.shown, recurring()).contains("10055120"));
    let body = include_str!("../../tests/golden/make_recurring_payment_ok.xml");
    assert_eq!(
        recurring().decode(&merchant(), &reply(200, body)),
        Ok(RecurringReply {
            gateway_id: gateway_id("700001"),
            amount: Some(kzt(150_050)),
            profile_ends: Some("2027-12-03 00:00:00".to_owned()),
        })
    );
    refuses_what_is_not_believable(&recurring());
}

#[test]
fn a_recurring_charge_that_cannot_be_meant_is_never_sent() {
    let empty = Recurring { profile: Secret::new(" "), ..recurring() };
    assert_eq!(empty.encode(&merchant(), "abc").unwrap_err(), EncodeError::Empty("the recurring profile"));
    let endless = Recurring { result_link: Some("x".repeat(256)), ..recurring() };
    assert!(matches!(endless.encode(&merchant(), "abc"), Err(EncodeError::Link(_))));
    let order = NewOrder { amount: Money::from_minor(100, Currency::Usd), ..new_order(1) };
    let dollars = Recurring { order, ..recurring() };
    assert!(matches!(dollars.encode(&merchant(), "abc"), Err(EncodeError::Currency { .. })));
}

#[test]
fn a_recurring_reply_about_another_profile_is_lost_and_repeats_no_profile() {
    let read = |members: &str| {
        let members = format!("<pg_status>ok</pg_status><pg_payment_id>1</pg_payment_id>{members}");
        recurring().decode(&merchant(), &signed_reply("make_recurring_payment.php", &members))
    };
    assert!(read("").is_ok());
    let what = "pg_recurring_profile is not the one that was sent";
    assert_eq!(read("<pg_recurring_profile>10055121</pg_recurring_profile>"), Err(ReplyError::Lost(what.to_owned())));
    assert!(matches!(read("<pg_amount>1,5</pg_amount>"), Err(ReplyError::Lost(_))));
}
