//! Gateway calls against captured shapes.

use super::super::call::{Call as _, EncodeError, ReplyError};
use super::super::payouts::Balance;
use super::super::secret::Secret;
use super::super::tests_support::{
    gateway_id, kzt, merchant, new_order, order_id, refuses_what_is_not_believable, reply, sends, signed_reply,
};
use super::*;
use crate::domain::{Currency, Stage, Timestamp};

macro_rules! golden {
    ($name:literal) => {
        include_str!(concat!("../../../tests/golden/g2g_", $name))
    };
}

fn status() -> GatewayStatus {
    GatewayStatus { payment: Some(gateway_id("700001")), order: order_id() }
}

fn clearing() -> GatewayClearing {
    GatewayClearing { payment: gateway_id("700001"), amount: kzt(7_000) }
}

fn refund() -> GatewayRefund {
    GatewayRefund { payment: gateway_id("700001"), amount: kzt(2_500) }
}

fn recurrent() -> GatewayRecurrent {
    GatewayRecurrent { order: new_order(150_050), profile: Secret::new("10055120") }
}

#[test]
fn a_status_reads_like_the_one_of_the_merchant_api() {
    sends(&status(), golden!("status_v2_request.txt"));
    let read = status().decode(&merchant(), &reply(200, golden!("status_v2_ok.xml"))).unwrap();
    let reading = read.reading(Timestamp::from_millis(5)).unwrap();
    assert_eq!((reading.stage, reading.word.as_str()), (Stage::PartlyRefunded, "success, captured 1"));
    assert_eq!((reading.amount, reading.cleared), (Some(kzt(10_000)), Some(kzt(10_000))));
    assert_eq!((reading.refunded, reading.refund_count), (Some(kzt(3_000)), 1));
    assert_eq!(read.refunds.len(), 2);
    refuses_what_is_not_believable(&status());
}

#[test]
fn a_status_of_another_payment_or_of_none_is_not_taken() {
    let read = |members: &str| status().decode(&merchant(), &signed_reply("status_v2", members)).map(|_| ());
    let ok = "<pg_status>ok</pg_status><pg_payment_status>new</pg_payment_status>";
    assert!(read(&format!("{ok}<pg_payment_id>700001</pg_payment_id>")).is_ok());
    assert!(matches!(read(&format!("{ok}<pg_payment_id>700002</pg_payment_id>")), Err(ReplyError::Lost(_))));
    let zero = read("<pg_status>ok</pg_status><pg_payment_id>0</pg_payment_id>");
    assert!(matches!(zero, Err(ReplyError::Refused(failure)) if failure.is_not_found()));
}

#[test]
fn a_refund_names_amount_and_currency_and_tells_its_own_id() {
    sends(&refund(), golden!("refund_request.txt"));
    let returned = |id| GatewayReturn { gateway_id: Some(gateway_id(id)), word: Some("success".to_owned()) };
    let read = refund().decode(&merchant(), &reply(200, golden!("refund_ok.xml")));
    assert_eq!(read, Ok(returned("700002")));
    let zero = GatewayRefund { amount: kzt(0), ..refund() };
    assert_eq!(zero.encode(&merchant(), "abc").unwrap_err(), EncodeError::Amount);
    refuses_what_is_not_believable(&refund());
    let cancel = GatewayCancel { payment: gateway_id("700001") };
    sends(&cancel, golden!("cancel_request.txt"));
    assert_eq!(cancel.decode(&merchant(), &reply(200, golden!("cancel_ok.xml"))), Ok(returned("700002")));
    refuses_what_is_not_believable(&cancel);
    let other = GatewayCancel { payment: gateway_id("700009") };
    let read = other.decode(&merchant(), &reply(200, golden!("cancel_ok.xml")));
    assert!(matches!(read, Err(ReplyError::Lost(_))));
}

#[test]
fn a_clearing_says_that_it_is_done_under_either_name() {
    sends(&clearing(), golden!("clearing_request.txt"));
    let done = GatewayClearingReply { amount: Some(kzt(10_000)), cleared: Some(kzt(7_000)), done: Some(true) };
    for body in [golden!("clearing_ok.xml"), golden!("clearing_ok_other_name.xml")] {
        assert_eq!(clearing().decode(&merchant(), &reply(200, body)), Ok(done.clone()));
    }
    let read = |member: &str| {
        let members = format!("<pg_status>ok</pg_status>{member}");
        clearing().decode(&merchant(), &signed_reply("clearing", &members))
    };
    assert_eq!(read("").unwrap().done, None);
    assert_eq!(read("<pg_clearing_status>0</pg_clearing_status>").unwrap().done, Some(false));
    assert!(matches!(read("<pg_status_clearing>maybe</pg_status_clearing>"), Err(ReplyError::Lost(_))));
    assert!(matches!(read("<pg_clearing_amount>x</pg_clearing_amount>"), Err(ReplyError::Lost(_))));
    let nothing = GatewayClearing { amount: kzt(-1), ..clearing() };
    assert_eq!(nothing.encode(&merchant(), "abc").unwrap_err(), EncodeError::Amount);
    refuses_what_is_not_believable(&clearing());
}

#[test]
fn a_recurring_profile_is_charged_and_hidden() {
    let request = sends(&recurrent(), golden!("recurrent_request.txt"));
    assert!(!format!("{:?} {:?}", request.shown, recurrent()).contains("10055120"));
    let reply_of = |word: &str| GatewayRecurrentReply { gateway_id: gateway_id("700001"), word: word.to_owned() };
    let read = recurrent().decode(&merchant(), &reply(200, golden!("recurrent_ok.xml")));
    assert_eq!(read, Ok(reply_of("ok")));
    let pending = "<pg_status>pending</pg_status><pg_payment_id>700001</pg_payment_id>";
    assert_eq!(recurrent().decode(&merchant(), &signed_reply("recurrent", pending)), Ok(reply_of("pending")));
    refuses_what_is_not_believable(&recurrent());
}

#[test]
fn payouts_of_the_gateway_read_like_those_of_the_merchant_api_and_sign_with_the_payout_secret() {
    let call = GatewayPayoutStatus { payment: Some(gateway_id("700001")), order: order_id() };
    sends(&call, golden!("payout_status2_request.txt"));
    let read = call.decode(&merchant(), &reply(200, golden!("payout_status2_ok.xml"))).unwrap();
    assert_eq!((read.stage, read.word.as_str(), read.amount), (Stage::Cleared, "success", Some(kzt(150_050))));
    let balance = GatewayPayoutBalance { currency: Currency::Kzt };
    sends(&balance, golden!("balance_status_request.txt"));
    let read = balance.decode(&merchant(), &reply(200, golden!("balance_status_ok.xml")));
    assert_eq!(read, Ok(Balance(kzt(15_000_050))));
    refuses_what_is_not_believable(&call);
    refuses_what_is_not_believable(&balance);
    let mut poor = merchant();
    poor.secrets.payout = None;
    assert_eq!(call.encode(&poor, "abc").unwrap_err(), EncodeError::MissingSecret("payout"));
    assert!(status().encode(&poor, "abc").is_ok());
}
