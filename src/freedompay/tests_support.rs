//! A merchant, ids and replies for the tests of this room.

use url::Url;

use super::call::{Call, Merchant, ReplyError, Settings};
use super::secret::{Secret, Secrets};
use super::signature;
use super::transport::{WireReply, WireRequest};
use super::xml;
use crate::domain::ids::UserId;
use crate::domain::intent::{CardToken, NewOrder};
use crate::domain::{Currency, GatewayId, MerchantId, Money, OrderId, RequestId};

/// Signs the golden replies of purchases and saved cards.
pub(crate) const MERCHANT_SECRET: &str = "test_secret_key";
/// Signs the golden replies of payouts.
pub(crate) const PAYOUT_SECRET: &str = "test_payout_key";

pub(crate) fn merchant() -> Merchant {
    Merchant {
        host: Url::parse("https://gateway.example").unwrap(),
        id: MerchantId::new("123456").unwrap(),
        card_auth_id: Some("654321".to_owned()),
        secrets: Secrets {
            merchant: Some(Secret::new(MERCHANT_SECRET)),
            payout: Some(Secret::new(PAYOUT_SECRET)),
            card_api: Some(Secret::new("test_card_key")),
        },
        settings: Settings::default(),
    }
}

pub(crate) fn vectors() -> serde_json::Value {
    serde_json::from_str(include_str!("../../tests/golden/vectors.json")).unwrap()
}

pub(crate) fn kzt(minor: i64) -> Money {
    Money::from_minor(minor, Currency::Kzt)
}

pub(crate) fn gateway_id(id: &str) -> GatewayId {
    GatewayId::new(id).unwrap()
}

pub(crate) fn order_id() -> OrderId {
    OrderId::new("A-1001").unwrap()
}

pub(crate) fn user_id() -> UserId {
    UserId::new("u1").unwrap()
}

pub(crate) fn card_token() -> CardToken {
    CardToken::new("ef741cfc-f85e-41a0-84e6-2ba964912182").unwrap()
}

pub(crate) fn request_id() -> RequestId {
    RequestId::parse("0192f0c1-2233-7abc-8def-00112233aabb").unwrap()
}

pub(crate) fn new_order(minor: i64) -> NewOrder {
    NewOrder { order_id: order_id(), amount: kzt(minor), description: "Tea and bread".to_owned() }
}

pub(crate) fn reply(status: u16, body: &str) -> WireReply {
    WireReply { status, body: body.as_bytes().to_vec(), ..WireReply::default() }
}

/// A page with a form, as `card/pay` may answer it.
pub(crate) fn html() -> String {
    "\n<!DOCTYPE HTML><html><body><form action=\"/cvc\"></form></body></html>".to_owned()
}

/// A reply with these members, signed by the merchant secret.
pub(crate) fn signed_reply(script: &str, members: &str) -> WireReply {
    signed_by(script, members, MERCHANT_SECRET)
}

/// A reply with these members, signed by the payout secret.
pub(crate) fn signed_payout_reply(script: &str, members: &str) -> WireReply {
    signed_by(script, members, PAYOUT_SECRET)
}

fn signed_by(script: &str, members: &str, secret: &str) -> WireReply {
    let members = format!("{members}<pg_salt>s</pg_salt>");
    let fields = xml::read(format!("<response>{members}</response>").as_bytes()).unwrap();
    let signature = signature::sign(script, &fields, &Secret::new(secret));
    reply(200, &format!("<response>{members}<pg_sig>{signature}</pg_sig></response>"))
}

/// Encodes a call and compares path and members with a golden request, whose signature was computed elsewhere.
pub(crate) fn sends<C: Call>(call: &C, golden: &str) -> WireRequest {
    let request = call.encode(&merchant(), "abc").unwrap();
    let sent: Vec<String> = form_of(&request).into_iter().map(|(name, value)| format!("{name}={value}")).collect();
    let (head, members) = golden.split_once("\n\n").unwrap();
    assert_eq!(format!("POST {}", request.url.path()), head.lines().next().unwrap());
    assert_eq!(sent, members.lines().collect::<Vec<_>>());
    assert_eq!(request.is_write, C::WRITES);
    request
}

/// Encodes a call and compares everything with a golden request, whose signature was computed elsewhere.
pub(crate) fn sends_json<C: Call>(call: &C, golden: &str) -> WireRequest {
    let request = call.encode(&merchant(), "abc").unwrap();
    let (head, body) = golden.split_once("\n\n").unwrap();
    let mut lines = head.lines();
    assert_eq!(format!("{} {}", request.method.word(), request.url.path()), lines.next().unwrap());
    let wanted: Vec<&str> = lines.filter(|line| !line.starts_with("secret: ")).collect();
    let mut sent: Vec<String> = request.headers.iter().map(|(name, value)| format!("{name}: {value}")).collect();
    sent.sort();
    assert_eq!(sent, wanted);
    assert_eq!(String::from_utf8(request.body.clone()).unwrap(), body.trim_end());
    assert_eq!(request.content_type, if body.trim_end().is_empty() { "" } else { "application/json" });
    assert_eq!(request.is_write, C::WRITES);
    request
}

/// The members of a form, sorted by name.
pub(crate) fn form_of(request: &WireRequest) -> Vec<(String, String)> {
    let text = std::str::from_utf8(&request.body).unwrap();
    let mut form: Vec<(String, String)> = match request.content_type.split_once("boundary=") {
        Some((_, boundary)) => parts(text, boundary),
        None => url::form_urlencoded::parse(text.as_bytes()).into_owned().collect(),
    };
    form.sort();
    form
}

fn parts(text: &str, boundary: &str) -> Vec<(String, String)> {
    let body = text.strip_suffix(&format!("--{boundary}--\r\n")).unwrap();
    body.split(&format!("--{boundary}\r\n"))
        .skip(1)
        .map(|part| {
            let part = part.strip_prefix("Content-Disposition: form-data; name=\"").unwrap();
            let (name, value) = part.split_once("\"\r\n\r\n").unwrap();
            (name.to_owned(), value.strip_suffix("\r\n").unwrap().to_owned())
        })
        .collect()
}

/// What every signed family has in common: an unsigned error is a refusal, and everything that is neither that nor a
/// signed success is lost.
pub(crate) fn refuses_what_is_not_believable<C: Call>(call: &C) {
    let merchant = merchant();
    let outcome = |status, body: &str| call.decode(&merchant, &reply(status, body)).map(|_| ());
    let unsigned = include_str!("../../tests/golden/error_unsigned.xml");
    assert!(matches!(outcome(200, unsigned), Err(ReplyError::Refused(failure)) if failure.code == 9_998));
    let ok = "<response><pg_status>ok</pg_status><pg_payment_id>1</pg_payment_id></response>";
    let forged = ok.replace("</response>", "<pg_sig>0123456789abcdef0123456789abcdef</pg_sig></response>");
    let forged_error = forged.replace(">ok<", ">error<");
    for (status, body) in [
        (200, ok),
        (200, forged.as_str()),
        (200, forged_error.as_str()),
        (200, "<response><pg_status>ok</pg_status>"),
        (200, ""),
        (302, unsigned),
        (500, unsigned),
        (502, "<html></html>"),
    ] {
        assert!(matches!(outcome(status, body), Err(ReplyError::Lost(_))), "{status} {body}");
    }
}
