//! The asynchronous Gateway API against golden documents.

use super::super::tests_support::{
    card_token, gateway_id, kzt, merchant, new_order, order_id, reply, request_id, sends_json, user_id,
};
use super::*;

const ID: &str = "7b0e4c1a-91d2-4a53-9b8e-2f60c8d1a001";

fn create() -> AsyncCreate {
    AsyncCreate {
        order: new_order(150_050),
        auto_clearing: false,
        from: Source::Saved { user: user_id(), token: card_token() },
        request: request_id(),
    }
}

#[test]
fn a_payment_is_created_from_a_saved_card_with_its_token_hidden() {
    let request = sends_json(&create(), include_str!("../../tests/golden/async_create_request.txt"));
    assert!(!format!("{:?} {request:?}", request.shown).contains("ef741cfc"));
    let body = include_str!("../../tests/golden/async_create_ok.json");
    let told = create().decode(&merchant(), &reply(200, body)).unwrap().into_claim();
    assert_eq!((told.id, told.word, told.amount), (gateway_id(ID), Some(AsyncWord::Process), Some(kzt(150_050))));
    let recurrent = AsyncCreate { from: Source::Recurrent { profile: Secret::new("profile-canary") }, ..create() };
    let request = recurrent.encode(&merchant(), "abc").unwrap();
    assert!(
        String::from_utf8(request.body.clone())
            .unwrap()
            .contains(r#""from":{"type":"recurrent","recurrent":{"profile_id":"profile-canary"}}"#)
    );
    assert!(!format!("{:?} {request:?}", request.shown).contains("canary"));
    let free = AsyncCreate { order: new_order(0), ..create() };
    assert_eq!(free.encode(&merchant(), "abc").unwrap_err(), EncodeError::Amount);
}

#[test]
fn a_validation_error_is_refused_under_both_statuses_that_it_is_printed_with() {
    let body = include_str!("../../tests/golden/async_create_refused.json");
    for status in [200, 422] {
        let refused = create().decode(&merchant(), &reply(status, body)).unwrap_err();
        assert!(matches!(refused, ReplyError::Refused(failure) if failure.code == 9_403), "{status}");
    }
}

#[test]
fn a_payment_is_read_with_its_returns() {
    let call = AsyncRead { payment: Some(gateway_id(ID)), order: Some(order_id()), request: request_id() };
    sends_json(&call, include_str!("../../tests/golden/async_read_request.txt"));
    let body = include_str!("../../tests/golden/async_read_ok.json");
    let told = call.decode(&merchant(), &reply(200, body)).unwrap().unwrap();
    assert_eq!((told.word, told.cleared), (Some(AsyncWord::Success), Some(kzt(150_050))));
    assert_eq!(told.refunds[0].amount, Some(kzt(10_000)), "the minus of the wire is dropped");
    assert_eq!(told.acs_url.as_deref(), Some("https://acs.example/3ds"));
    assert_eq!(call.decode(&merchant(), &reply(200, "{}")), Ok(None));
    let nameless = Err(ReplyError::Lost("id is missing".to_owned()));
    assert_eq!(call.decode(&merchant(), &reply(200, r#"{"status":"success","amount":1}"#)), nameless);
    let other = AsyncRead { payment: Some(gateway_id("other")), ..call.clone() };
    assert!(matches!(other.decode(&merchant(), &reply(200, body)), Err(ReplyError::Lost(_))));
    let neither = AsyncRead { payment: None, order: None, request: request_id() };
    assert!(matches!(neither.encode(&merchant(), "abc"), Err(EncodeError::Empty(_))));
}

#[test]
fn an_earlier_request_tells_what_became_of_it() {
    let earlier = RequestId::parse("0192f0c1-2233-7abc-8def-00112233ccdd").unwrap();
    let call = AsyncRequestStatus { earlier, request: request_id() };
    sends_json(&call, include_str!("../../tests/golden/async_request_request.txt"));
    let body = include_str!("../../tests/golden/async_request_ok.json");
    let (word, payment) = call.decode(&merchant(), &reply(200, body)).unwrap().unwrap();
    assert_eq!(word, AsyncWord::Error);
    assert_eq!(payment.unwrap().failure.unwrap().code, 1_202);
    assert_eq!(call.decode(&merchant(), &reply(200, "{}")), Ok(None));
    let wordless = Err(ReplyError::Lost("status is missing".to_owned()));
    assert_eq!(call.decode(&merchant(), &reply(200, r#"{"response":{"id":"x"}}"#)), wordless);
}

#[test]
fn edits_name_their_payment_and_amount_and_prove_nothing() {
    let refund = AsyncRefund { payment: gateway_id(ID), amount: kzt(10_000), request: request_id() };
    let reverse = AsyncReverse { payment: gateway_id(ID), request: request_id() };
    let clearing = AsyncClearing { payment: gateway_id(ID), amount: kzt(150_050), request: request_id() };
    sends_json(&refund, include_str!("../../tests/golden/async_refund_request.txt"));
    sends_json(&reverse, include_str!("../../tests/golden/async_reverse_request.txt"));
    sends_json(&clearing, include_str!("../../tests/golden/async_clearing_request.txt"));
    let told =
        refund.decode(&merchant(), &reply(200, include_str!("../../tests/golden/async_refund_ok.json"))).unwrap();
    assert_eq!(told.claim().refunds[0].word, AsyncWord::Process);
    let told =
        reverse.decode(&merchant(), &reply(200, include_str!("../../tests/golden/async_reverse_ok.json"))).unwrap();
    assert_eq!(told.claim().reversals.len(), 1);
    let body = include_str!("../../tests/golden/async_clearing_ok.json");
    let told = clearing.decode(&merchant(), &reply(200, body)).unwrap();
    assert_eq!(told.claim().word, Some(AsyncWord::ProcessClearing));
    assert!(matches!(refund.decode(&merchant(), &reply(200, &body.replace(ID, "x"))), Err(ReplyError::Lost(_))));
    let nothing = AsyncRefund { amount: kzt(0), ..refund };
    assert_eq!(nothing.encode(&merchant(), "abc").unwrap_err(), EncodeError::Amount);
}

#[test]
fn words_that_nobody_documented_stay_open() {
    assert_eq!(AsyncWord::read("frozen"), AsyncWord::Other("frozen".to_owned()));
    assert_eq!(AsyncWord::read("waiting_3ds"), AsyncWord::Waiting3ds);
}
