//! `invoice/create`: invoices of the newer generation. The names of the members for amount, order and payer are not
//! published, so the caller gives them as JSON from the provider's own page; only what is public is typed. Source:
//! `spec/payout-invoice-gateway.md` 2.2.

use url::Url;

use super::call::{BodyForm, Call, EncodeError, Merchant, ReplyError, Unproven};
use super::document;
use super::encode::Member;
use super::jws::{Algorithm, Header};
use super::request::JsonCall;
use super::signature::Fields;
use super::transport::{Method, WireReply, WireRequest};
use crate::domain::RequestId;

/// An invoice of the newer generation.
#[derive(Debug, Clone)]
pub struct InvoiceCreate {
    /// How the payer is asked, such as `superapp`.
    pub kind: String,
    /// Where the provider posts states.
    pub state_callback: Option<Url>,
    /// Where the payer's browser returns to.
    pub back_url: Option<Url>,
    /// Until when it can be paid: ISO 8601, UTC.
    pub expires_at: Option<String>,
    /// The members whose names are not published.
    pub more: Vec<(String, Member)>,
    /// The intent's key.
    pub request: RequestId,
}

/// The members that are typed; [`InvoiceCreate::more`] cannot give them a second time.
const TYPED: [&str; 4] = ["type", "state_callback", "back_url", "expires_at"];

impl Call for InvoiceCreate {
    /// The members as they come: the reply is not published.
    type Reply = Unproven<Fields>;
    const NAME: &'static str = "invoice/create";
    const WRITES: bool = true;

    fn encode(&self, merchant: &Merchant, salt: &str) -> Result<WireRequest, EncodeError> {
        if self.kind.trim().is_empty() {
            return Err(EncodeError::Empty("the invoice's type"));
        }
        let mut members = vec![("type".to_owned(), Member::Text(self.kind.clone()))];
        let link = |url: &Option<Url>| url.as_ref().map(|url| Member::Text(url.to_string()));
        let optional = [
            ("state_callback", link(&self.state_callback)),
            ("back_url", link(&self.back_url)),
            ("expires_at", self.expires_at.clone().map(Member::Text)),
        ];
        members.extend(optional.into_iter().filter_map(|(name, member)| Some((name.to_owned(), member?))));
        for (name, member) in &self.more {
            if TYPED.contains(&name.as_str()) || members.iter().any(|(known, _)| known == name) {
                return Err(EncodeError::Twice);
            }
            members.push((name.clone(), member.clone()));
        }
        let path = "/v5/merchant/invoice/create";
        let header = Header::of_uri(path, merchant.id.as_str(), Method::Post, Algorithm::Hs256)?;
        let more = vec![("X-Request-Id", self.request.to_string())];
        let call = JsonCall { path, header, secret: merchant.merchant_secret()?, more, form: BodyForm::Json };
        call.post::<Self, _>(merchant, &members, salt)
    }

    fn decode(&self, _: &Merchant, reply: &WireReply) -> Result<Self::Reply, ReplyError> {
        let members = document::answered(reply)?;
        if members.is_empty() {
            return Err(document::lost("the reply has no members"));
        }
        Ok(Unproven::new(members))
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests_support::{merchant, reply, request_id, sends_json};
    use super::*;

    fn call() -> InvoiceCreate {
        InvoiceCreate {
            kind: "superapp".to_owned(),
            state_callback: Url::parse("https://shop.example/state").ok(),
            back_url: Url::parse("https://shop.example/back").ok(),
            expires_at: Some("2026-12-31T12:00:00Z".to_owned()),
            more: vec![("order".to_owned(), Member::Text("A-1001".to_owned()))],
            request: request_id(),
        }
    }

    #[test]
    fn what_is_public_is_typed_and_the_rest_is_the_callers() {
        sends_json(&call(), include_str!("../../tests/golden/invoice_create_request.txt"));
        let twice = InvoiceCreate { more: vec![("type".to_owned(), Member::Text("x".to_owned()))], ..call() };
        assert_eq!(twice.encode(&merchant(), "abc").unwrap_err(), EncodeError::Twice);
        let untyped = InvoiceCreate { kind: " ".to_owned(), ..call() };
        assert!(matches!(untyped.encode(&merchant(), "abc"), Err(EncodeError::Empty(_))));
    }

    #[test]
    fn its_answer_is_kept_as_it_comes_and_proves_nothing() {
        let read = |status, body: &str| call().decode(&merchant(), &reply(status, body));
        assert_eq!(read(200, r#"{"id":"x","status":"new"}"#).unwrap().claim().len(), 2);
        assert!(matches!(read(422, r#"{"error":{"code":"9403","description":"no"}}"#), Err(ReplyError::Refused(_))));
        for (status, body) in [(200, ""), (200, "{}"), (500, "{}"), (200, "<html></html>"), (404, "{}")] {
            assert!(matches!(read(status, body), Err(ReplyError::Lost(_))), "{status} {body}");
        }
    }
}
