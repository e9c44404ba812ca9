//! The detached JWS of the JSON calls: HS512 for invoices and the Card API, HS256 for the newer families, over `base64url(header).base64url(body)`.
//! Source: `spec/card-partner.md` 1.2, `spec/payout-invoice-gateway.md` 2.1.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::Value;
use sha2::{Sha256, Sha512};

use super::http::Request;

/// A signing algorithm.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Algorithm {
    /// The newer families.
    Hs256,
    /// Invoices and the Card API.
    Hs512,
}

/// What a signature has to speak for.
pub(super) struct Expected<'a> {
    /// How it is signed.
    pub(super) algorithm: Algorithm,
    /// The member that names the caller: `merchant_id` or `auth_id`.
    pub(super) caller_member: &'static str,
    /// The caller.
    pub(super) caller: &'a str,
    /// The key.
    pub(super) secret: &'a str,
}

/// Checks the header `X-JWS-Signature` of a request; `Err` says what is wrong with it.
pub(super) fn verify(request: &Request, expected: &Expected<'_>) -> Result<(), &'static str> {
    let token = request.header("X-JWS-Signature").ok_or("the header X-JWS-Signature is missing")?;
    let (header, rest) = token.split_once('.').ok_or("X-JWS-Signature is not header..signature")?;
    let signature = rest.strip_prefix('.').ok_or("the payload is not detached: send header..signature")?;
    let signature = URL_SAFE_NO_PAD.decode(signature).map_err(|_| "the signature is not base64url")?;
    let input = format!("{header}.{}", URL_SAFE_NO_PAD.encode(&request.body));
    let (key, unusable) = (expected.secret.as_bytes(), "the sandbox's key is unusable");
    let checked = match expected.algorithm {
        Algorithm::Hs256 => {
            Hmac::<Sha256>::new_from_slice(key).map_err(|_| unusable)?.chain_update(input).verify_slice(&signature)
        }
        Algorithm::Hs512 => {
            Hmac::<Sha512>::new_from_slice(key).map_err(|_| unusable)?.chain_update(input).verify_slice(&signature)
        }
    };
    checked.map_err(|_| "the signature does not fit header, body and key")?;
    let header = URL_SAFE_NO_PAD.decode(header).map_err(|_| "the header is not base64url")?;
    let header: Value = serde_json::from_slice(&header).map_err(|_| "the header is not JSON")?;
    speaks_for(&header, request, expected)
}

/// The documentation prints `uri` in its text and `path` in its sample, and ids as text and as numbers: all are taken.
fn speaks_for(header: &Value, request: &Request, expected: &Expected<'_>) -> Result<(), &'static str> {
    let text = |name: &str| header.get(name).and_then(Value::as_str);
    match (expected.algorithm, text("alg")) {
        (Algorithm::Hs256, Some("HS256")) | (Algorithm::Hs512, Some("HS512")) => {}
        (Algorithm::Hs256, _) => return Err("alg is not HS256"),
        (Algorithm::Hs512, _) => return Err("alg is not HS512"),
    }
    if text("uri").or_else(|| text("path")) != Some(request.path.as_str()) {
        return Err("uri is not the path that was called");
    }
    if text("method") != Some(request.method.as_str()) {
        return Err("method is not the method that was used");
    }
    if text("params").unwrap_or_default() != request.query {
        return Err("params is not the query that was sent");
    }
    let caller = header.get(expected.caller_member).map(|value| match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    });
    if caller.as_deref() != Some(expected.caller) {
        return Err("the caller is unknown");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vectors() -> Vec<Value> {
        let vectors: Value = serde_json::from_str(include_str!("../../tests/golden/sandbox_vectors.json")).unwrap();
        vectors["detached_jws"].as_array().unwrap().clone()
    }

    fn request(vector: &Value) -> Request {
        let header: Value = serde_json::from_str(vector["header"].as_str().unwrap()).unwrap();
        let path = header["uri"].as_str().or_else(|| header["path"].as_str()).unwrap();
        Request {
            method: "POST".to_owned(),
            path: path.to_owned(),
            headers: vec![("x-jws-signature".to_owned(), vector["x_jws_signature"].as_str().unwrap().to_owned())],
            body: vector["body"].as_str().unwrap().as_bytes().to_vec(),
            ..Request::default()
        }
    }

    #[test]
    fn both_published_tokens_verify_and_any_change_breaks_them() {
        let callers = ["auth_id", "merchant_id"];
        for (vector, caller_member) in vectors().iter().zip(callers) {
            let secret = vector["key"].as_str().unwrap();
            let algorithm = Algorithm::Hs512;
            let expected = Expected { algorithm, caller_member, caller: "123456", secret };
            let good = request(vector);
            assert_eq!(verify(&good, &expected), Ok(()));
            let mut other_body = good.clone();
            other_body.body.push(b' ');
            assert_eq!(verify(&other_body, &expected), Err("the signature does not fit header, body and key"));
            let other_path = Request { path: "/v5/other".to_owned(), ..good.clone() };
            assert_eq!(verify(&other_path, &expected), Err("uri is not the path that was called"));
            assert_eq!(verify(&good, &Expected { caller: "1", ..expected }), Err("the caller is unknown"));
            assert!(verify(&Request { headers: Vec::new(), ..good.clone() }, &expected).is_err());
            let key = Expected { algorithm, caller_member, caller: "123456", secret: "other" };
            assert!(verify(&good, &key).is_err());
        }
    }
}
