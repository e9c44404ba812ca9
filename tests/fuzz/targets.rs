//! What is fuzzed. A target answers whether it accepted the input, so that a corpus which is never accepted is seen.

use tolem::domain::{Currency, GatewayId, MerchantId, OrderId};
use tolem::freedompay::callbacks::{self, Callback, CardStored, CheckRequest, PayoutNotify, Received, ResultNotify};
use tolem::freedompay::signature::{Fields, SIGNATURE, Value, Verified, sign, verify};
use tolem::freedompay::{
    Call, Lookup, Merchant, Secret, Secrets, Settings, Status, WireReply, bench, forms, json, xml,
};
use tolem::sandbox::{Config, Gateway, Request};

use super::corpus::Corpus;

/// One target.
pub struct Target {
    pub name: &'static str,
    pub corpus: Corpus,
    pub run: fn(&[u8]) -> bool,
}

pub const ALL: [Target; 9] = [
    Target { name: "xml", corpus: Corpus::Xml, run: read_xml },
    Target { name: "json", corpus: Corpus::Json, run: read_json },
    Target { name: "form", corpus: Corpus::Callbacks, run: read_form },
    Target { name: "multipart", corpus: Corpus::Callbacks, run: read_multipart },
    Target { name: "signature", corpus: Corpus::Xml, run: flatten },
    Target { name: "status_reply", corpus: Corpus::Xml, run: status },
    Target { name: "callback", corpus: Corpus::Callbacks, run: callback },
    Target { name: "bench", corpus: Corpus::Requests, run: message },
    Target { name: "sandbox_request", corpus: Corpus::Requests, run: sandbox },
];

fn read_xml(input: &[u8]) -> bool {
    xml::read(input).is_ok()
}

fn read_json(input: &[u8]) -> bool {
    std::str::from_utf8(input).is_ok_and(|text| json::read(text).is_ok())
}

/// The bytes after the head of a golden document.
fn body(input: &[u8]) -> &[u8] {
    let at = input.windows(2).position(|two| two == b"\n\n").map_or(0, |at| at + 2);
    input.get(at..).unwrap_or_default()
}

fn read_form(input: &[u8]) -> bool {
    forms::urlencoded(body(input)).is_ok_and(|fields| !fields.is_empty())
}

fn read_multipart(input: &[u8]) -> bool {
    let body = body(input);
    let boundary = body.split(|byte| *byte == b'\r').next().unwrap_or_default();
    let boundary = String::from_utf8_lossy(boundary.strip_prefix(b"--").unwrap_or(b"B")).into_owned();
    forms::multipart(&format!("multipart/form-data; boundary={boundary}"), body).is_ok()
}

/// What was signed verifies, and a changed value does not.
fn flatten(input: &[u8]) -> bool {
    let Ok(mut fields) = xml::read(input) else { return false };
    fields.retain(|(name, _)| name != SIGNATURE);
    let secret = Secret::new("fuzz");
    let signature = sign("get_status3.php", &fields, &secret);
    fields.push((SIGNATURE.to_owned(), Value::Text(signature)));
    assert_eq!(verify(&["get_status3.php"], &fields, &secret), Verified::Valid);
    fields.insert(0, ("pg_zz".to_owned(), Value::Text("more".to_owned())));
    assert_eq!(verify(&["get_status3.php"], &fields, &secret), Verified::Wrong);
    true
}

fn merchant() -> Merchant {
    Merchant {
        host: "https://gateway.example/".parse().unwrap(),
        id: MerchantId::new("123456").unwrap(),
        card_auth_id: Some("654321".to_owned()),
        secrets: Secrets {
            merchant: Some(Secret::new("test_secret_key")),
            payout: Some(Secret::new("test_payout_key")),
            card_api: Some(Secret::new("test_card_key")),
        },
        settings: Settings { currency: Currency::Kzt, ..Settings::default() },
    }
}

/// A reply is believed only when its signature is right.
fn status(input: &[u8]) -> bool {
    let merchant = merchant();
    let reply = WireReply { status: 200, body: input.to_vec(), ..WireReply::default() };
    let by_order = Status { by: Lookup::Order(OrderId::new("A-1001").unwrap()) };
    let by_id = Status { by: Lookup::Payment(GatewayId::new("700001").unwrap()) };
    let believed = by_order.decode(&merchant, &reply).is_ok() || by_id.decode(&merchant, &reply).is_ok();
    if believed {
        let fields = xml::read(input).unwrap();
        let secret = Secret::new("test_secret_key");
        assert_eq!(verify(&["get_status3.php"], &fields, &secret), Verified::Valid, "an unsigned success was believed");
    }
    believed
}

/// A callback is taken only when the members that it tells were signed.
fn callback(input: &[u8]) -> bool {
    fn take<C: Callback>(merchant: &Merchant, received: &Received<'_>) -> bool {
        callbacks::receive::<C>(merchant, received).is_ok()
    }
    let head = String::from_utf8_lossy(input).into_owned();
    let mut lines = head.lines();
    let (method, url) = lines.next().and_then(|line| line.split_once(' ')).unwrap_or(("POST", "/pay/result"));
    let kind = lines.next().and_then(|line| line.strip_prefix("Content-Type: "));
    let received = Received { method, url, content_type: kind, body: body(input) };
    let merchant = merchant();
    take::<CheckRequest>(&merchant, &received)
        | take::<ResultNotify>(&merchant, &received)
        | take::<PayoutNotify>(&merchant, &received)
        | take::<CardStored>(&merchant, &received)
}

/// The signature bench reads anything that a person pastes.
fn message(input: &[u8]) -> bool {
    let members: Option<Fields> = bench::message::read(body(input)).ok();
    let secrets = [bench::Candidate { name: "merchant".to_owned(), secret: Secret::new("fuzz") }];
    let text = String::from_utf8_lossy(body(input)).into_owned();
    let _ = bench::token::diagnose(&text, "/v5/card-api/request/status", b"{}", &secrets);
    members.is_some_and(|fields| {
        let signed = bench::recipe::Recipe::right("x", &fields, &secrets[0].secret);
        !signed.signature().is_empty() && !signed.shown().contains("fuzz;")
    })
}

/// The sandbox answers every request, and moves no money for one that it did not sign itself.
fn sandbox(input: &[u8]) -> bool {
    thread_local! {
        static GATEWAY: std::cell::RefCell<Gateway> = std::cell::RefCell::new(Gateway::new(
            &Config { seed: 3, records: 12, ..Config::default() },
            tolem::domain::Timestamp::from_millis(1_795_237_200_000),
        ));
    }
    let head = String::from_utf8_lossy(input).into_owned();
    let path = head.lines().next().and_then(|line| line.split(' ').nth(1)).unwrap_or("/").to_owned();
    let types =
        ["application/x-www-form-urlencoded", "multipart/form-data; boundary=B", "application/json", "text/plain"];
    let kind = types[input.len() % types.len()].to_owned();
    let form = kind.starts_with("application/x-www");
    let text = String::from_utf8_lossy(body(input)).replace('\n', "&");
    let bytes = if form { text.into_bytes() } else { body(input).to_vec() };
    GATEWAY.with_borrow_mut(|gateway| {
        let before = gateway.effects().len();
        let request =
            Request { method: "POST".to_owned(), path, content_type: kind, body: bytes, ..Request::default() };
        let response = gateway.handle(&request);
        assert_eq!(gateway.effects().len(), before, "money moved without a valid signature");
        assert!((200..600).contains(&response.status));
        response.status == 200
    })
}
