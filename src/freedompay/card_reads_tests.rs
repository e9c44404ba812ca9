//! Reads of the Card API against golden documents.

use super::super::tests_support::{gateway_id, kzt, merchant, order_id, reply, request_id, sends_json};
use super::*;

fn span() -> Span {
    Span { start: "2026-11-01T00:00:00+05:00".to_owned(), end: "2026-11-20T23:59:59+05:00".to_owned() }
}

#[test]
fn a_transaction_is_asked_for_by_id_and_its_answer_proves_nothing() {
    let call = CardTransactionInfo { transaction: gateway_id("trx-1"), order: Some(order_id()) };
    sends_json(&call, include_str!("../../tests/golden/card_info_request.txt"));
    let body = include_str!("../../tests/golden/card_info_ok.json");
    let told = call.decode(&merchant(), &reply(200, body)).unwrap();
    assert_eq!(fields::text(told.claim(), "transaction_status"), Some("cleared"));
    let other = CardTransactionInfo { transaction: gateway_id("trx-2"), order: None };
    assert!(matches!(other.decode(&merchant(), &reply(200, body)), Err(ReplyError::Lost(_))));
    let mut off = merchant();
    off.settings.card_info = false;
    let error = call.encode(&off, "abc").unwrap_err().to_string();
    assert_eq!(
        error,
        "transaction/info is switched off by wire.card_info of the profile: nothing was sent; request/status is documented"
    );
}

#[test]
fn a_statement_is_exact_or_lost() {
    let call = CardStatement { card: gateway_id("c-77"), span: Some(span()) };
    sends_json(&call, include_str!("../../tests/golden/card_statement_request.txt"));
    let body = include_str!("../../tests/golden/card_statement_ok.json");
    let read = |body: &str| call.decode(&merchant(), &reply(200, body));
    let lines = read(body).unwrap();
    assert_eq!(lines.len(), 1);
    assert_eq!((lines[0].kind.as_str(), lines[0].amount), ("pay", kzt(150_050)));
    for (from, to) in [("1500.5", "1e3"), ("1500.5", "\"15,5\""), ("\"KZT\"", "\"XXX\""), ("\"amount\"", "\"sum\"")] {
        assert!(body.contains(from));
        assert!(matches!(read(&body.replacen(from, to, 1)), Err(ReplyError::Lost(_))), "{from} -> {to}");
    }
    assert_eq!(read(r#"{"status":"ok","operations":[]}"#), Ok(Vec::new()));
    for (body, what) in [
        (r#"{"status":"ok"}"#, "operations is missing"),
        (r#"{"status":"ok","operations":["x"]}"#, "operations is a text and no group of members"),
    ] {
        assert_eq!(read(body), Err(ReplyError::Lost(what.to_owned())));
    }
}

#[test]
fn an_extended_statement_tells_accounts_and_authorisations_of_its_own_card() {
    let call = CardStatementExtended { card: gateway_id("c-77"), span: span() };
    sends_json(&call, include_str!("../../tests/golden/card_statement_extended_request.txt"));
    let body = include_str!("../../tests/golden/card_statement_extended_ok.json");
    let told = call.decode(&merchant(), &reply(200, body)).unwrap();
    assert_eq!(told.accounts[0].amount, Some(kzt(10_000_025)));
    assert_eq!(told.accounts[0].blocked, Some(kzt(20_000)));
    assert_eq!((told.authorizations.len(), told.operations.len()), (1, 1));
    let other = CardStatementExtended { card: gateway_id("c-78"), span: span() };
    assert!(matches!(other.decode(&merchant(), &reply(200, body)), Err(ReplyError::Lost(_))));
}

#[test]
fn limits_are_shown_as_they_come() {
    let call = CardLimits { request: request_id(), of: LimitsOf::Card, value: gateway_id("c-77") };
    sends_json(&call, include_str!("../../tests/golden/limits_list_request.txt"));
    let limits = call.decode(&merchant(), &reply(200, include_str!("../../tests/golden/limits_list_ok.json"))).unwrap();
    assert_eq!(fields::text(&limits[0], "transaction_type"), Some("withdrawal_atm"));
    assert_eq!([LimitsOf::Account.word(), LimitsOf::Client.word()], ["account", "client"]);
}

#[test]
fn kyrgyzstans_header_scheme_is_a_setting() {
    let mut merchant = merchant();
    merchant.settings.card_auth = super::super::call::CardAuth::Sign;
    let call = CardStatement { card: gateway_id("c-77"), span: None };
    let request = call.encode(&merchant, "abc").unwrap();
    assert_eq!(request.body, br#"{"card_id":"c-77"}"#);
    // printf '%s' '{"card_id":"c-77"}test_card_key' | sha256sum
    let sign = "26036d6220a68cc0f3955219ae3c5b49246abc93b65d6e8c7ed0c71f2ddc9aad";
    let header = |name: &str| request.headers.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str());
    assert_eq!((header("Auth-Id"), header("Request-Id"), header("Sign")), (Some("654321"), Some("abc"), Some(sign)));
    assert_eq!(header("X-JWS-Signature"), None);
}
