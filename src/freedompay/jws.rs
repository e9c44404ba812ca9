//! Detached JSON web signatures (HS512) of the invoice and Card API calls: `header..signature`, the body left out.
//! Source: `spec/card-partner.md` 1.2, `spec/payout-invoice-gateway.md` 2.1.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha512;
use subtle::ConstantTimeEq as _;

use super::call::{EncodeError, UriMember};
use super::encode::{self, Member};
use super::secret::Secret;

/// The name of the HTTP header that carries the signature.
pub const HEADER: &str = "X-JWS-Signature";

/// A signature's header: compact JSON, its members in the order that was given, because these bytes are signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header(String);

impl Header {
    /// The header of a Card API call. Source: `spec/README.md`, decision 8.
    pub fn card_api(path: &str, auth_id: &str) -> Result<Self, EncodeError> {
        Self::from_members(&[
            ("uri", Member::Text(path.to_owned())),
            ("auth_id", Member::Text(auth_id.to_owned())),
            ("method", Member::Text("POST".to_owned())),
            ("params", Member::Text(String::new())),
            ("alg", Member::Text("HS512".to_owned())),
        ])
    }

    /// The header of an invoice call. The provider's prose prints `uri` with the merchant's number as text, its
    /// token `path` with a number; each reading is kept whole. Source: `spec/payout-invoice-gateway.md` 2.1.
    pub fn invoice(member: UriMember, path: &str, merchant_id: &str) -> Result<Self, EncodeError> {
        let (name, id) = match member {
            UriMember::Uri => ("uri", Member::Text(merchant_id.to_owned())),
            UriMember::Path => ("path", Member::Number(merchant_id.to_owned())),
        };
        Self::from_members(&[
            (name, Member::Text(path.to_owned())),
            ("merchant_id", id),
            ("method", Member::Text("POST".to_owned())),
            ("params", Member::Text(String::new())),
            ("alg", Member::Text("HS512".to_owned())),
        ])
    }

    fn from_members(members: &[(&'static str, Member)]) -> Result<Self, EncodeError> {
        encode::json_text(members).map(Self)
    }

    /// The JSON that is signed.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The value of the signature header for a body.
#[must_use]
pub fn sign(header: &Header, body: &[u8], secret: &Secret) -> String {
    detached(&URL_SAFE_NO_PAD.encode(header.as_str()), body, secret)
}

/// Whether a token is the HS512 signature of the body under its own header; compared in constant time.
#[must_use]
pub fn verify(token: &str, body: &[u8], secret: &Secret) -> bool {
    let Some((header, _)) = token.split_once("..") else { return false };
    detached(header, body, secret).as_bytes().ct_eq(token.as_bytes()).into()
}

fn detached(header: &str, body: &[u8], secret: &Secret) -> String {
    // A key of any length is valid for HMAC, so the error cannot occur; an empty signature would verify nowhere.
    let Ok(mut mac) = Hmac::<Sha512>::new_from_slice(secret.expose().as_bytes()) else { return String::new() };
    mac.update(header.as_bytes());
    mac.update(b".");
    mac.update(URL_SAFE_NO_PAD.encode(body).as_bytes());
    format!("{header}..{}", URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes()))
}

#[cfg(test)]
mod tests {
    use super::super::tests_support;
    use super::*;

    #[test]
    fn every_published_vector_is_recomputed() {
        let vectors = tests_support::vectors();
        let vectors = vectors["detached_jws"].as_array().unwrap();
        assert_eq!(vectors.len(), 2);
        for vector in vectors {
            let header = Header(vector["header"].as_str().unwrap().to_owned());
            let body = vector["body"].as_str().unwrap().as_bytes();
            let secret = Secret::new(vector["key"].as_str().unwrap());
            let token = vector["x_jws_signature"].as_str().unwrap();
            assert_eq!(sign(&header, body, &secret), token, "{}", vector["name"]);
            assert!(verify(token, body, &secret));
            assert!(!verify(token, b"{}", &secret));
            assert!(!verify(token, body, &Secret::new("other")));
        }
    }

    #[test]
    fn headers_are_written_in_the_documented_order() {
        let card = Header::card_api("/v5/card-api/request/status", "123456").unwrap();
        assert_eq!(
            card.as_str(),
            r#"{"uri":"/v5/card-api/request/status","auth_id":"123456","method":"POST","params":"","alg":"HS512"}"#
        );
        let path = Header::invoice(UriMember::Path, "/v5/merchant/invoice/init", "123456").unwrap();
        assert_eq!(
            path.as_str(),
            r#"{"path":"/v5/merchant/invoice/init","merchant_id":123456,"method":"POST","params":"","alg":"HS512"}"#
        );
        let uri = Header::invoice(UriMember::Uri, "/v5/merchant/invoice/init", "123456").unwrap();
        assert_eq!(
            uri.as_str(),
            r#"{"uri":"/v5/merchant/invoice/init","merchant_id":"123456","method":"POST","params":"","alg":"HS512"}"#
        );
    }

    #[test]
    fn a_token_of_another_shape_does_not_verify() {
        let secret = Secret::new("secret");
        for token in ["", ".", "..", "a.b.c", "a..", "..b"] {
            assert!(!verify(token, b"{}", &secret), "{token}");
        }
    }
}
