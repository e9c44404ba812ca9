//! Detached JSON web signatures of the JSON calls: `header..signature`, the body left out. Sources:
//! `spec/card-partner.md` 1.2 and 5.0, `spec/payout-invoice-gateway.md` 2.1, 2.2 and 6.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Sha256, Sha512};
use subtle::ConstantTimeEq as _;

use super::call::{EncodeError, UriMember};
use super::encode::{self, Member};
use super::secret::Secret;
use super::transport::Method;

/// The name of the HTTP header that carries the signature.
pub const HEADER: &str = "X-JWS-Signature";

/// A signing algorithm.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Algorithm {
    /// HMAC with SHA-256: invoices of the newer generation, the asynchronous Gateway API, the Partner API.
    Hs256,
    /// HMAC with SHA-512: invoices and the Card API.
    Hs512,
}

impl Algorithm {
    /// The word in a header.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Hs256 => "HS256",
            Self::Hs512 => "HS512",
        }
    }

    /// Reads [`Self::word`], in any case.
    #[must_use]
    pub fn read(word: &str) -> Option<Self> {
        [Self::Hs256, Self::Hs512].into_iter().find(|algorithm| algorithm.word().eq_ignore_ascii_case(word))
    }

    /// The one of the two that it is not.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Hs256 => Self::Hs512,
            Self::Hs512 => Self::Hs256,
        }
    }

    /// The code of an input under a key. HMAC takes keys of every length, so that the error cannot occur; an empty
    /// code matches nowhere.
    #[must_use]
    pub fn mac(self, key: &str, input: &[u8]) -> Vec<u8> {
        let key = key.as_bytes();
        match self {
            Self::Hs256 => Hmac::<Sha256>::new_from_slice(key)
                .map(|mac| mac.chain_update(input).finalize().into_bytes().to_vec())
                .unwrap_or_default(),
            Self::Hs512 => Hmac::<Sha512>::new_from_slice(key)
                .map(|mac| mac.chain_update(input).finalize().into_bytes().to_vec())
                .unwrap_or_default(),
        }
    }
}

/// A signature's header: compact JSON, its members in the order that was given, because these bytes are signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    json: String,
    algorithm: Algorithm,
}

impl Header {
    /// The header of a call that names path and number as `uri` and `auth_id`: the Card API with HS512, the newer
    /// families with HS256. Sources: `spec/README.md` decision 8, `spec/payout-invoice-gateway.md` 6.
    pub fn of_uri(path: &str, auth_id: &str, method: Method, algorithm: Algorithm) -> Result<Self, EncodeError> {
        Self::from_members(
            &[
                ("uri", Member::Text(path.to_owned())),
                ("auth_id", Member::Text(auth_id.to_owned())),
                ("method", Member::Text(method.word().to_owned())),
                ("params", Member::Text(String::new())),
                ("alg", Member::Text(algorithm.word().to_owned())),
            ],
            algorithm,
        )
    }

    /// The header of an invoice call. The provider's prose prints `uri` with the merchant's number as text, its
    /// token `path` with a number; each reading is kept whole. Source: `spec/payout-invoice-gateway.md` 2.1.
    pub fn invoice(member: UriMember, path: &str, merchant_id: &str) -> Result<Self, EncodeError> {
        let (name, id) = match member {
            UriMember::Uri => ("uri", Member::Text(merchant_id.to_owned())),
            UriMember::Path => ("path", Member::Number(merchant_id.to_owned())),
        };
        let members = [
            (name, Member::Text(path.to_owned())),
            ("merchant_id", id),
            ("method", Member::Text("POST".to_owned())),
            ("params", Member::Text(String::new())),
            ("alg", Member::Text("HS512".to_owned())),
        ];
        Self::from_members(&members, Algorithm::Hs512)
    }

    fn from_members(members: &[(&'static str, Member)], algorithm: Algorithm) -> Result<Self, EncodeError> {
        encode::json_text(members).map(|json| Self { json, algorithm })
    }

    /// The JSON that is signed.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.json
    }
}

/// The value of the signature header for a body.
#[must_use]
pub fn sign(header: &Header, body: &[u8], secret: &Secret) -> String {
    detached(&URL_SAFE_NO_PAD.encode(header.as_str()), body, header.algorithm, secret)
}

/// Whether a token is the signature of the body under its own header and this algorithm; compared in constant time.
#[must_use]
pub fn verify(token: &str, body: &[u8], algorithm: Algorithm, secret: &Secret) -> bool {
    let Some((header, _)) = token.split_once("..") else { return false };
    detached(header, body, algorithm, secret).as_bytes().ct_eq(token.as_bytes()).into()
}

fn detached(header: &str, body: &[u8], algorithm: Algorithm, secret: &Secret) -> String {
    let input = format!("{header}.{}", URL_SAFE_NO_PAD.encode(body));
    format!("{header}..{}", URL_SAFE_NO_PAD.encode(algorithm.mac(secret.expose(), input.as_bytes())))
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
            let header = Header { json: vector["header"].as_str().unwrap().to_owned(), algorithm: Algorithm::Hs512 };
            let body = vector["body"].as_str().unwrap().as_bytes();
            let secret = Secret::new(vector["key"].as_str().unwrap());
            let token = vector["x_jws_signature"].as_str().unwrap();
            assert_eq!(sign(&header, body, &secret), token, "{}", vector["name"]);
            assert!(verify(token, body, Algorithm::Hs512, &secret));
            assert!(!verify(token, b"{}", Algorithm::Hs512, &secret));
            assert!(!verify(token, body, Algorithm::Hs512, &Secret::new("other")));
        }
    }

    #[test]
    fn headers_are_written_in_the_documented_order() {
        let card = Header::of_uri("/v5/card-api/request/status", "123456", Method::Post, Algorithm::Hs512).unwrap();
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
    fn the_published_token_of_the_partner_api_is_recomputed() {
        // Source: spec/card-partner.md 5.0. Its key is not the one that the text names.
        let header = Header::of_uri("/v5/partner/wallet/add", "123456", Method::Post, Algorithm::Hs256).unwrap();
        let body = br#"{"request_id":"828cf71d-a447-4a67-a149-c1df8bc197ca","country":"KAZ","currency":"KZT"}"#;
        let token = sign(&header, body, &Secret::new("your-256-bit-secret"));
        assert!(token.ends_with("..5xVbhml5y1Uw1TYQ_djwwefFz8y_CnX-ajzNvOBCcmE"), "{token}");
        assert!(verify(&token, body, Algorithm::Hs256, &Secret::new("your-256-bit-secret")));
        assert!(!verify(&token, body, Algorithm::Hs512, &Secret::new("your-256-bit-secret")));
    }

    #[test]
    fn a_token_of_another_shape_does_not_verify() {
        let secret = Secret::new("secret");
        for token in ["", ".", "..", "a.b.c", "a..", "..b"] {
            assert!(!verify(token, b"{}", Algorithm::Hs512, &secret), "{token}");
        }
    }
}
