//! What the gateway does not take, and with which code it says so.

use super::merchant::{after, body, call, code, created, form, gateway, invoice, json, jws, paid, told};
use crate::sandbox::{Gateway, Request};

fn pay_path(gateway: &Gateway, call: &str) -> String {
    format!("/v1/merchant/{}/card/{call}", gateway.credentials().merchant_id)
}

#[test]
fn a_wrong_signature_is_answered_unsigned_with_the_familys_own_code() {
    let mut gateway = gateway(0);
    let mut credentials = gateway.credentials().clone();
    credentials.secret_key = "other".to_owned();
    credentials.payout_secret_key = "other".to_owned();
    for (path, status, expected) in [
        ("/revoke.php".to_owned(), 200, 9_998),
        ("/api/balance_status".to_owned(), 200, 9_998),
        (pay_path(&gateway, "init"), 401, 1_100),
        (pay_path(&gateway, "pay"), 401, 1_100),
    ] {
        let response = gateway.handle(&form(&credentials, &path, &[]));
        assert_eq!((response.status, code(&response)), (status, expected), "{path}");
        assert_eq!(told(&response, "pg_sig"), None);
    }
    credentials.merchant_id = "1".to_owned();
    assert_eq!(code(&gateway.handle(&form(&credentials, "/revoke.php", &[]))), 9_997);
}

#[test]
fn payouts_do_not_take_the_merchants_secret() {
    let mut gateway = gateway(0);
    let mut credentials = gateway.credentials().clone();
    credentials.payout_secret_key = credentials.secret_key.clone();
    assert_eq!(code(&gateway.handle(&form(&credentials, "/api/balance_status", &[]))), 9_998);
    assert_eq!(code(&call(&mut gateway, "/api/balance_status", &[])), 0);
}

#[test]
fn what_cannot_be_understood_is_9403_and_what_does_not_exist_is_11068() {
    let mut gateway = gateway(0);
    let good = [("pg_order_id", "A-1"), ("pg_amount", "10"), ("pg_description", "x")];
    for (name, value) in [
        ("pg_amount", ""),
        ("pg_amount", "0"),
        ("pg_amount", "-1"),
        ("pg_amount", "1.005"),
        ("pg_amount", "1e3"),
        ("pg_amount", "100000000"),
        ("pg_description", ""),
        ("pg_currency", "USD"),
        ("pg_lifetime", "299"),
        ("pg_auto_clearing", "2"),
    ] {
        let mut fields: Vec<_> = good.into_iter().filter(|(other, _)| *other != name).collect();
        fields.push((name, value));
        let response = call(&mut gateway, "/init_payment.php", &fields);
        assert_eq!(code(&response), 9_403, "{name}={value}");
        assert!(told(&response, "pg_sig").is_some());
    }
    let response = call(&mut gateway, "/get_status3.php", &[("pg_payment_id", "5")]);
    assert_eq!((code(&response), told(&response, "pg_sig")), (11_068, None));
    assert_eq!(code(&call(&mut gateway, "/get_status3.php", &[])), 9_403);
    assert_eq!(code(&call(&mut gateway, "/api/payment_status2", &[("pg_order_id", "none")])), 11_068);
}

#[test]
fn an_order_number_is_taken_once() {
    let mut gateway = gateway(0);
    created(&mut gateway, "A-1", false);
    let fields = [("pg_order_id", "A-1"), ("pg_amount", "10"), ("pg_description", "x")];
    assert_eq!(code(&call(&mut gateway, "/init_payment.php", &fields)), 9_991);
    let payout = [
        ("pg_order_id", "P-1"),
        ("pg_amount", "10"),
        ("pg_description", "x"),
        ("pg_order_time_limit", "2030-01-01 00:00:00"),
        ("pg_back_link", "http://shop/back"),
        ("pg_post_link", "http://shop/post"),
    ];
    assert_eq!(code(&call(&mut gateway, "/api/reg2nonreg", &payout)), 0);
    assert_eq!(code(&call(&mut gateway, "/api/reg2nonreg", &payout)), 9_991);
}

#[test]
fn the_same_idempotency_key_creates_once() {
    let mut gateway = gateway(0);
    let fields =
        |order| [("pg_order_id", order), ("pg_amount", "10"), ("pg_description", "x"), ("pg_idempotency_key", "k")];
    let first = call(&mut gateway, "/init_payment.php", &fields("A-1"));
    let again = call(&mut gateway, "/init_payment.php", &fields("A-2"));
    assert_eq!(told(&first, "pg_payment_id"), told(&again, "pg_payment_id"));
    assert_eq!(code(&call(&mut gateway, "/get_status3.php", &[("pg_order_id", "A-2")])), 11_068);
}

#[test]
fn every_wrong_state_has_its_documented_code() {
    let mut gateway = gateway(0);
    let held = paid(&mut gateway, "held", true);
    let debited = paid(&mut gateway, "debited", false);
    let fresh = created(&mut gateway, "fresh", false);
    let cancelled = paid(&mut gateway, "cancelled", true);
    assert_eq!(code(&call(&mut gateway, "/cancel.php", &[("pg_payment_id", &cancelled)])), 0);
    let failed = created(&mut gateway, "failed", false);
    gateway.pay(&failed, "4111111111111111").unwrap();
    let refunded = paid(&mut gateway, "refunded", false);
    assert_eq!(code(&call(&mut gateway, "/revoke.php", &[("pg_payment_id", &refunded)])), 0);
    let before = gateway.effects().len();
    for (path, id, expected) in [
        ("/revoke.php", &held, 10_034),
        ("/revoke.php", &fresh, 120),
        ("/revoke.php", &failed, 120),
        ("/revoke.php", &refunded, 11_018),
        ("/do_capture.php", &debited, 10_036),
        ("/do_capture.php", &failed, 10_035),
        ("/do_capture.php", &fresh, 120),
        ("/cancel.php", &debited, 9_013),
        ("/cancel.php", &cancelled, 11_017),
        ("/cancel.php", &fresh, 120),
    ] {
        let response = call(&mut gateway, path, &[("pg_payment_id", id)]);
        assert_eq!(code(&response), expected, "{path}: {}", body(&response));
    }
    let too_much = [("pg_payment_id", debited.as_str()), ("pg_refund_amount", "1000.01")];
    assert_eq!(code(&call(&mut gateway, "/revoke.php", &too_much)), 10_020);
    let too_much = [("pg_payment_id", held.as_str()), ("pg_clearing_amount", "1000.01")];
    assert_eq!(code(&call(&mut gateway, "/do_capture.php", &too_much)), 9_403);
    assert_eq!(gateway.effects().len(), before, "no refusal moves money");
}

#[test]
fn json_families_refuse_a_wrong_token_and_invoice_pay_takes_none_or_a_right_one() {
    let mut gateway = gateway(8);
    let credentials = gateway.credentials().clone();
    let status = "/v5/card-api/request/status";
    let mut wrong = jws(&credentials, status, r#"{"request_id":"x"}"#);
    wrong.body.push(b' ');
    assert_eq!(told(&gateway.handle(&wrong), "error_code").as_deref(), Some("1100"));
    let (_, customer) = invoice(&mut gateway, "I-1");
    let card = gateway.saved_cards().remove(0);
    let pay = format!(r#"{{"customer":"{customer}","user_id":"{}","card_token":"{}"}}"#, card.user_id, card.token);
    let mut signed = jws(&credentials, "/v5/merchant/invoice/pay", &pay);
    let unsigned = Request { headers: Vec::new(), ..signed.clone() };
    signed.headers[0].1.push('A');
    assert_eq!(told(&gateway.handle(&signed), "error_code").as_deref(), Some("9998"));
    let answer = gateway.handle(&unsigned);
    assert_eq!(told(&answer, "invoice_status").as_deref(), Some("ok"), "{}", body(&answer));
    assert_eq!(told(&gateway.handle(&unsigned), "error_code").as_deref(), Some("10011"));
}

#[test]
fn a_card_api_request_id_is_processed_once_and_asked_for_ever() {
    let mut gateway = gateway(4);
    let transaction = gateway.seeded().into_iter().find(|seeded| seeded.request_id.is_some()).unwrap();
    let id = transaction.reading.gateway_id.unwrap().to_string();
    let creation = transaction.request_id.unwrap().to_string();
    let clearing = |request: &str| format!(r#"{{"request_id":"{request}","transaction_id":"{id}","amount":"10.10"}}"#);
    let path = "/v5/card-api/transaction/clearing";
    let as_number = clearing("n").replace(r#""10.10""#, "10.10");
    assert_eq!(code(&json(&mut gateway, path, &as_number)), 9_403, "clearing takes a string");
    let refund_path = "/v5/card-api/transaction/refund";
    let refund = |request: &str, amount: &str| {
        format!(r#"{{"request_id":"{request}","transaction_id":"{id}","amount":{amount}}}"#)
    };
    assert_eq!(code(&json(&mut gateway, refund_path, &refund("h", "1"))), 10_034);
    assert_eq!(code(&json(&mut gateway, path, &clearing("a"))), 0);
    let effects = gateway.effects().len();
    assert_eq!(code(&json(&mut gateway, path, &clearing("a"))), 11_013);
    assert_eq!(code(&json(&mut gateway, path, &clearing(&creation))), 11_013);
    assert_eq!(code(&json(&mut gateway, path, &clearing("b"))), 10_036);
    assert_eq!(code(&json(&mut gateway, refund_path, &refund("c", "\"1\""))), 9_403, "refund takes a number");
    assert_eq!(code(&json(&mut gateway, refund_path, &refund("d", "10.11"))), 10_020);
    assert_eq!(gateway.effects().len(), effects);
    assert_eq!(code(&json(&mut gateway, refund_path, &refund("e", "10.10"))), 0);
    for (request, word) in [("a", "success"), (creation.as_str(), "success"), ("b", "error"), ("e", "success")] {
        let asked = format!(r#"{{"request_id":"{request}"}}"#);
        let answer = json(&mut gateway, "/v5/card-api/request/status", &asked);
        assert_eq!(told(&answer, "request_status").as_deref(), Some(word), "{request}");
        assert_eq!(told(&answer, "transaction_id").as_deref(), Some(id.as_str()));
    }
    let unknown = json(&mut gateway, "/v5/card-api/request/status", r#"{"request_id":"nobody"}"#);
    assert_eq!((told(&unknown, "status").as_deref(), code(&unknown)), (Some("error"), 11_068));
}

#[test]
fn a_saved_card_is_confirmed_with_a_cvc_on_its_page() {
    let mut gateway = gateway(0);
    let card = gateway.saved_cards().remove(0);
    let init = pay_path(&gateway, "init");
    let charge = |gateway: &mut Gateway, order: &str, token: &str| {
        let fields = [
            ("pg_order_id", order),
            ("pg_amount", "500"),
            ("pg_description", "Tea"),
            ("pg_user_id", card.user_id.as_str()),
            ("pg_card_token", token),
        ];
        call(gateway, &init, &fields)
    };
    assert_eq!(code(&charge(&mut gateway, "S-0", "nobody's")), 10_032);
    for (order, cvc, word) in [("S-1", "123", "success"), ("S-2", "000", "error")] {
        let answer = charge(&mut gateway, order, &card.token);
        let id = told(&answer, "pg_payment_id").unwrap();
        let pay = pay_path(&gateway, "pay");
        let page = call(&mut gateway, &pay, &[("pg_payment_id", &id)]);
        let html = body(&page);
        assert!(page.content_type.starts_with("text/html") && html.contains("<form method=\"post\""), "{html}");
        assert!(!html.contains(&card.token));
        let customer = html.split_once("customer=").unwrap().1.split_once('"').unwrap().0.to_owned();
        let submit = Request {
            method: "POST".to_owned(),
            path: "/pay.html".to_owned(),
            query: format!("customer={customer}"),
            content_type: "application/x-www-form-urlencoded".to_owned(),
            body: format!("cvc={cvc}").into_bytes(),
            ..Request::default()
        };
        assert_eq!(gateway.handle(&submit).status, 200);
        assert_eq!(gateway.handle(&submit).status, 409, "a CVC is taken once");
        let status = call(&mut gateway, "/get_status3.php", &[("pg_payment_id", &id)]);
        assert_eq!(told(&status, "pg_payment_status").as_deref(), Some(word));
        assert_eq!(code(&call(&mut gateway, &pay, &[("pg_payment_id", &id)])), 120);
    }
    let wrong = call(&mut gateway, "/get_status3.php", &[("pg_order_id", "S-2")]);
    assert_eq!(told(&wrong, "pg_failure_code").as_deref(), Some("10005"));
    after(&mut gateway, 86_400 * 10);
    assert_eq!(gateway.effects().len(), 1, "nobody pays twice");
}

#[test]
fn unknown_paths_and_methods_are_refused() {
    let mut gateway = gateway(0);
    let get = |path: &str| Request { method: "GET".to_owned(), path: path.to_owned(), ..Request::default() };
    assert_eq!(gateway.handle(&get("/nothing")).status, 404);
    assert_eq!(gateway.handle(&get("/v1/merchant/510001/card/anything")).status, 404);
    assert_eq!(gateway.handle(&get("/v5/card-api/request/status")).status, 405);
    assert_eq!(gateway.handle(&get("/pay.html")).status, 404);
    assert_eq!(gateway.handle(&get("/status/healthcheck")).status, 200);
}
