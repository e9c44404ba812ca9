//! The JSON calls: golden documents, what they do to the books, and what they refuse.

use serde_json::Value;

use super::contract::{golden_gateway, request, same_members};
use super::merchant::START;
use crate::domain::{Currency, Money};
use crate::sandbox::card_transaction::CardTransaction;
use crate::sandbox::charge::Charge;
use crate::sandbox::{EffectKind, Gateway, Request, Response};

fn value(response: &Response) -> Value {
    serde_json::from_slice(&response.body).unwrap()
}

fn kzt(minor: i64) -> Money {
    Money::from_minor(minor, Currency::Kzt)
}

/// The transaction of the golden documents, debited.
fn with_transaction() -> Gateway {
    let mut gateway = golden_gateway();
    let mut charge = Charge::new(kzt(150_050));
    charge.authorise(true);
    gateway.cards.add(CardTransaction {
        id: "trx-1".to_owned(),
        order_id: "A-1001".to_owned(),
        description: "Tea".to_owned(),
        charge,
        request_id: "0".to_owned(),
        document_id: "1".to_owned(),
        mask: "5483-18XX-XXXX-0293".to_owned(),
        created_at: START,
        refusal: None,
    });
    gateway
}

/// The golden payment, created by the golden request, under the id that the other golden requests name.
fn with_payment(auto_clearing: bool) -> Gateway {
    let mut gateway = golden_gateway();
    let mut create = request("async_create");
    if auto_clearing {
        let body = String::from_utf8(create.body).unwrap().replace("\"auto_clearing\":false", "\"auto_clearing\":true");
        create =
            signed(&gateway, "/v5/g2g/create", "gateway.payment.create", "0192f0c1-2233-7abc-8def-00112233ccdd", &body);
    }
    let created = gateway.handle(&create);
    assert_eq!(created.status, 200, "{}", value(&created));
    let id = gateway.payments.of_order("A-1001").unwrap();
    gateway.json.payments.insert("7b0e4c1a-91d2-4a53-9b8e-2f60c8d1a001".to_owned(), id);
    gateway.json.answers.clear();
    gateway
}

/// A request of the asynchronous API, signed on its own.
fn signed(gateway: &Gateway, path: &str, action: &str, id: &str, body: &str) -> Request {
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use hmac::{Hmac, KeyInit as _, Mac as _};
    let merchant = &gateway.credentials.merchant_id;
    let header = format!(r#"{{"uri":"{path}","auth_id":"{merchant}","method":"POST","params":"","alg":"HS256"}}"#);
    let header = URL_SAFE_NO_PAD.encode(header);
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(gateway.credentials.secret_key.as_bytes()).unwrap();
    mac.update(format!("{header}.{}", URL_SAFE_NO_PAD.encode(body)).as_bytes());
    let token = format!("{header}..{}", URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes()));
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    Request {
        method: "POST".to_owned(),
        path: path.to_owned(),
        content_type: "application/json".to_owned(),
        headers: vec![pair("X-JWS-Signature", &token), pair("X-Action", action), pair("X-Request-Id", id)],
        body: body.as_bytes().to_vec(),
        ..Request::default()
    }
}

#[test]
fn card_api_requests_are_taken_and_answered_like_their_pages() {
    for (slug, reply) in [
        ("card_info", "card_info_ok.json"),
        ("card_statement", "card_statement_ok.json"),
        ("card_statement_extended", "card_statement_extended_ok.json"),
        ("limits_list", "limits_list_ok.json"),
        ("card_refund", "card_api_process.json"),
    ] {
        same_members(&with_transaction().handle(&request(slug)), reply);
    }
    let mut gateway = with_transaction();
    gateway.handle(&request("card_refund"));
    same_members(&gateway.handle(&request("request_status")), "request_status_done.json");
    let refunds = gateway.effects().iter().filter(|effect| effect.kind == EffectKind::Refund).count();
    assert_eq!(refunds, 1);
}

#[test]
fn partner_reads_are_taken_and_answered_like_their_pages() {
    let mut gateway = golden_gateway();
    let one = gateway.handle(&request("account_payment_status"));
    same_members(&one, "account_payment_status_ok.json");
    let body = value(&one)["document_body"].as_str().unwrap().to_owned();
    assert!(body.contains("<Cd>AC01</Cd>") && body.contains("<GrpSts>RJCT</GrpSts>"), "{body}");
    let batch = gateway.handle(&request("account_batch_statuses"));
    same_members(&batch, "account_batch_statuses_ok.json");
    assert!(value(&batch)["document_body"].as_str().unwrap().contains("<GrpSts>PART</GrpSts>"));
    same_members(&gateway.handle(&request("wallet_statement")), "wallet_statement_ok.json");
    let mut posted = request("account_payment_status");
    posted.method = "POST".to_owned();
    assert_eq!(gateway.handle(&posted).status, 405);
    let mut tampered = request("wallet_statement");
    tampered.body.push(b' ');
    assert_eq!(value(&gateway.handle(&tampered))["error_code"], "1100");
}

#[test]
fn a_gift_card_is_activated_once_with_its_code() {
    let mut gateway = golden_gateway();
    let wrong = gateway.handle(&request("activate_card"));
    same_members(&wrong, "activate_card_ok.json");
    assert_eq!(value(&wrong)["status"], -8, "482913 is not the code");
    let again = |gateway: &mut Gateway, body: &str| {
        let digest = |text: String| hex::encode(<sha2::Sha256 as sha2::Digest>::digest(text));
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let sign = digest(format!("{body}test_card_key"));
        let number = gateway.json.requests.len().to_string();
        gateway.handle(&Request {
            method: "POST".to_owned(),
            path: "/v5/cards/activate_card".to_owned(),
            content_type: "application/json".to_owned(),
            headers: vec![pair("Auth-Id", "654321"), pair("Request-Id", &number), pair("Sign", &sign)],
            body: body.as_bytes().to_vec(),
            ..Request::default()
        })
    };
    assert_eq!(value(&again(&mut gateway, r#"{"otp":"111111","card_id":77}"#))["status"], 0);
    assert_eq!(value(&again(&mut gateway, r#"{"otp":"111111","card_id":77}"#))["status"], -10);
    assert_eq!(value(&again(&mut gateway, r#"{"otp":"111111","card_id":1}"#))["status"], -7);
    let mut repeated = request("activate_card");
    repeated.headers = vec![("Auth-Id".to_owned(), "654321".to_owned()), ("Sign".to_owned(), "00".to_owned())];
    assert_eq!(value(&gateway.handle(&repeated))["error_code"], 1_100);
}

#[test]
fn an_asynchronous_payment_is_held_cleared_refunded_and_read() {
    let mut gateway = with_payment(false);
    let read = gateway.handle(&request("async_read"));
    assert_eq!(value(&read)["status"], "approved");
    let cleared = gateway.handle(&request("async_clearing"));
    same_members(&cleared, "async_clearing_ok.json");
    gateway.json.answers.clear();
    let refunded = gateway.handle(&request("async_refund"));
    same_members(&refunded, "async_refund_ok.json");
    let read = value(&gateway.handle(&request("async_read")));
    assert_eq!(
        (read["status"].as_str(), read["refund_payments"][0]["amount"].as_f64()),
        (Some("success"), Some(-100.0))
    );
    let kinds: Vec<_> = gateway.effects().iter().map(|effect| effect.kind).collect();
    assert_eq!(kinds, [EffectKind::Hold, EffectKind::Clear, EffectKind::Refund]);
    let mut held = with_payment(false);
    same_members(&held.handle(&request("async_reverse")), "async_reverse_ok.json");
    assert_eq!(value(&held.handle(&request("async_read")))["status"], "reversed");
}

#[test]
fn an_asynchronous_payment_is_told_with_the_members_of_its_page() {
    let mut gateway = golden_gateway();
    same_members(&gateway.handle(&request("async_create")), "async_create_ok.json");
    let mut gateway = with_payment(true);
    gateway.handle(&request("async_refund"));
    same_members(&gateway.handle(&request("async_read")), "async_read_ok.json");
    let mut unknown = request("async_read");
    let body = String::from_utf8(unknown.body).unwrap().replace("A-1001", "A-9999");
    unknown = signed(&gateway, "/v5/g2g/read", "gateway.payment.status", "0192f0c1-2233-7abc-8def-00112233ee01", &body);
    assert_eq!(value(&gateway.handle(&unknown)), serde_json::json!({}));
}

#[test]
fn a_repeated_request_id_answers_like_the_first_time_and_moves_nothing_again() {
    let mut gateway = with_payment(true);
    let first = gateway.handle(&request("async_refund"));
    let again = gateway.handle(&request("async_refund"));
    assert_eq!(first, again);
    assert_eq!(gateway.effects().iter().filter(|effect| effect.kind == EffectKind::Refund).count(), 1);
    assert_eq!(first.headers.iter().find(|(name, _)| *name == "x-request-status").unwrap().1, "success");
}

#[test]
fn an_earlier_request_is_told_with_what_came_of_it() {
    let mut gateway = golden_gateway();
    let wrong = r#"{"id":"00000000-0000-4000-8000-000000000000","amount":1}"#;
    let id = "0192f0c1-2233-7abc-8def-00112233ccdd";
    let refused = gateway.handle(&signed(&gateway, "/v5/g2g/edit", "gateway.payment.refund", id, wrong));
    assert_eq!((refused.status, value(&refused)["error"]["code"].as_str()), (422, Some("1202")));
    let told = gateway.handle(&request("async_request"));
    same_members(&told, "async_request_ok.json");
    assert_eq!(value(&told)["response"]["error"]["code"], "1202");
}

#[test]
fn what_is_not_signed_right_is_refused_at_the_door() {
    let mut gateway = golden_gateway();
    let mut wrong_algorithm = request("async_create");
    let token = request("card_info").header("X-JWS-Signature").unwrap().to_owned();
    wrong_algorithm.headers.retain(|(name, _)| name != "X-JWS-Signature");
    wrong_algorithm.headers.push(("X-JWS-Signature".to_owned(), token));
    let mut tampered = request("async_create");
    tampered.body.extend_from_slice(b" ");
    let mut bare = request("async_create");
    bare.headers.clear();
    for refused in [wrong_algorithm, tampered, bare] {
        let response = gateway.handle(&refused);
        assert_eq!((response.status, value(&response)["error"]["code"].as_str()), (401, Some("1100")));
    }
    let mut no_action = request("async_create");
    no_action.headers.retain(|(name, _)| name != "X-Action");
    assert_eq!(value(&gateway.handle(&no_action))["error"]["code"], "9403");
    assert!(gateway.effects().is_empty());
}

#[test]
fn invoices_are_read_by_customer_and_by_id() {
    let mut gateway = golden_gateway();
    let created = value(&gateway.handle(&request("invoice_init")));
    let (id, qr) =
        (created["invoice_id"].as_u64().unwrap(), created["invoice_methods"]["qr"].as_str().unwrap().to_owned());
    let customer = qr.split_once("customer=").unwrap().1;
    let ask = |gateway: &mut Gateway, path: &str, body: &str| {
        let request = super::merchant::jws(&gateway.credentials().clone(), path, body);
        gateway.handle(&request)
    };
    let info = format!(r#"{{"merchant_id":123456,"customer":"{customer}"}}"#);
    assert_eq!(value(&ask(&mut gateway, "/v5/merchant/invoice/info", &info))["invoice_status"], "new");
    gateway.pay(&id.to_string(), super::merchant::CARD).unwrap();
    let status = format!(r#"{{"merchant_id":123456,"invoice_id":"{id}","order_id":"A-1001"}}"#);
    same_members(&ask(&mut gateway, "/v5/merchant/invoice/status", &status), "invoice_status_ok.json");
    let other = r#"{"merchant_id":123456,"order_id":"A-1"}"#;
    assert_eq!(value(&ask(&mut gateway, "/v5/merchant/invoice/status", other))["error_code"], 11_068);
    assert_eq!(value(&gateway.handle(&request("invoice_info")))["error_code"], 11_068);
    let create = gateway.handle(&request("invoice_create"));
    assert_eq!(
        (create.status, value(&create)["error"]["code"].as_str()),
        (422, Some("9403")),
        "no order_id and no amount"
    );
}
