//! Purchases against captured shapes.

use super::super::tests_support::{
    form_of, gateway_id, kzt, merchant, new_order, page, refuses_what_is_not_believable, reply, request_id,
    signed_reply,
};
use super::*;
use crate::domain::Currency;

#[test]
fn a_payment_is_created_with_every_member_explicit() {
    let call = InitPayment { order: new_order(2_050), auto_clearing: false, idempotency: request_id(), testing: true };
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
