//! A merchant's client for the tests, as plain as can be, and a gateway for it.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use md5::{Digest as _, Md5};
use sha2::Sha512;

use crate::domain::Timestamp;
use crate::sandbox::{Config, Credentials, Gateway, Request, Response};

pub(super) const START: Timestamp = Timestamp::from_millis(1_769_832_000_000);
pub(super) const CARD: &str = "4716047261941981";

/// A gateway with this many records.
pub(super) fn gateway(records: usize) -> Gateway {
    Gateway::new(&Config { seed: 7, records, ..Config::default() }, START)
}

pub(super) fn after(gateway: &mut Gateway, seconds: u64) {
    let now = gateway.now().plus(std::time::Duration::from_secs(seconds));
    gateway.advance_to(now);
}

fn secret<'a>(credentials: &'a Credentials, path: &str) -> &'a str {
    let payouts = ["/api/", "/get_status2", "/g2g/payout_status2", "/g2g/balance_status"];
    if payouts.iter().any(|start| path.starts_with(start)) {
        &credentials.payout_secret_key
    } else {
        &credentials.secret_key
    }
}

/// A signed form.
pub(super) fn form(credentials: &Credentials, path: &str, fields: &[(&str, &str)]) -> Request {
    let mut all: Vec<(&str, &str)> = vec![("pg_merchant_id", &credentials.merchant_id), ("pg_salt", "aB3")];
    all.extend(fields);
    let mut sorted = all.clone();
    sorted.sort_by_key(|(name, _)| *name);
    let script = path.rsplit('/').next().unwrap();
    let values: Vec<&str> = sorted.iter().map(|(_, value)| *value).collect();
    let hashed = format!("{script};{};{}", values.join(";"), secret(credentials, path));
    let signature = hex::encode(Md5::digest(hashed));
    all.push(("pg_sig", &signature));
    let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(&all).finish();
    Request {
        method: "POST".to_owned(),
        path: path.to_owned(),
        content_type: "application/x-www-form-urlencoded".to_owned(),
        body: body.into_bytes(),
        ..Request::default()
    }
}

/// A JSON request with its detached JWS.
pub(super) fn jws(credentials: &Credentials, path: &str, body: &str) -> Request {
    let (header, key) = if path.contains("card-api") {
        (
            format!(
                r#"{{"uri":"{path}","auth_id":"{}","method":"POST","params":"","alg":"HS512"}}"#,
                credentials.card_api_auth_id
            ),
            &credentials.card_api_secret,
        )
    } else {
        (
            format!(
                r#"{{"path":"{path}","merchant_id":{},"method":"POST","params":"","alg":"HS512"}}"#,
                credentials.merchant_id
            ),
            &credentials.secret_key,
        )
    };
    let header = URL_SAFE_NO_PAD.encode(header);
    let mut mac = Hmac::<Sha512>::new_from_slice(key.as_bytes()).unwrap();
    mac.update(format!("{header}.{}", URL_SAFE_NO_PAD.encode(body)).as_bytes());
    let signature = URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes());
    Request {
        method: "POST".to_owned(),
        path: path.to_owned(),
        content_type: "application/json".to_owned(),
        headers: vec![("X-JWS-Signature".to_owned(), format!("{header}..{signature}"))],
        body: body.as_bytes().to_vec(),
        ..Request::default()
    }
}

pub(super) fn body(response: &Response) -> String {
    String::from_utf8(response.body.clone()).unwrap()
}

/// The text of the first element of that name, or of the first JSON member.
pub(super) fn told(response: &Response, name: &str) -> Option<String> {
    let body = body(response);
    if body.starts_with('{') {
        let value: serde_json::Value = serde_json::from_str(&body).unwrap();
        return value.get(name).map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned));
    }
    let (_, rest) = body.split_once(&format!("<{name}>"))?;
    rest.split_once(&format!("</{name}>")).map(|(text, _)| text.to_owned())
}

pub(super) fn call(gateway: &mut Gateway, path: &str, fields: &[(&str, &str)]) -> Response {
    let request = form(&gateway.credentials().clone(), path, fields);
    gateway.handle(&request)
}

pub(super) fn json(gateway: &mut Gateway, path: &str, body: &str) -> Response {
    let request = jws(&gateway.credentials().clone(), path, body);
    gateway.handle(&request)
}

/// The error code of an answer; 0 when it is `ok`.
pub(super) fn code(response: &Response) -> u32 {
    let error = told(response, "pg_error_code").or_else(|| told(response, "error_code"));
    error.map_or(0, |code| code.parse().unwrap())
}

/// A new payment of 1000 that is paid: held when `hold`, else debited.
pub(super) fn paid(gateway: &mut Gateway, order: &str, hold: bool) -> String {
    let id = created(gateway, order, hold);
    gateway.pay(&id, CARD).unwrap();
    id
}

pub(super) fn created(gateway: &mut Gateway, order: &str, hold: bool) -> String {
    let fields = [
        ("pg_order_id", order),
        ("pg_amount", "1000"),
        ("pg_description", "Tea"),
        ("pg_auto_clearing", if hold { "0" } else { "1" }),
    ];
    let response = call(gateway, "/init_payment.php", &fields);
    assert_eq!(code(&response), 0, "{}", body(&response));
    told(&response, "pg_payment_id").unwrap()
}

/// A new invoice of 1000: its id and its customer.
pub(super) fn invoice(gateway: &mut Gateway, order: &str) -> (String, String) {
    let body = format!(
        r#"{{"order_id":"{order}","merchant_id":{},"amount":1000.50,"description":"Счет","invoice_method":"qr","currency":"KZT"}}"#,
        gateway.credentials().merchant_id
    );
    let response = json(gateway, "/v5/merchant/invoice/init", &body);
    let value: serde_json::Value = serde_json::from_slice(&response.body).unwrap();
    let qr = value["invoice_methods"]["qr"].as_str().unwrap_or_else(|| panic!("{value}"));
    (value["invoice_id"].to_string(), qr.split_once("customer=").unwrap().1.to_owned())
}
