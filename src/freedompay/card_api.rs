//! Card API: clearing and refund of card transactions, and the status of a request, by which alone their outcome is
//! known. Replies carry no signature. Source: `spec/card-partner.md` 1.2, 2, 3; `spec/README.md` decision 8.

use super::call::{BodyForm, Call, CardAuth, EncodeError, Merchant, ReplyError, Unproven};
use super::document::unsigned_ok;
use super::encode::Member;
use super::jws::Algorithm;
use super::request::JsonCall;
use super::signature::Fields;
use super::transport::{Method, WireReply, WireRequest};
use super::{fields, jws, request};
use crate::domain::text::clean;
use crate::domain::{GatewayId, Money, RequestId};

/// `transaction/clearing`: debits a transaction, in full or in part.
#[derive(Debug, Clone)]
pub struct CardClearing {
    /// The intent's own request id.
    pub request: RequestId,
    /// Which transaction.
    pub transaction: GatewayId,
    /// How much; always sent, because an absent amount means all. Its page prints it as a string.
    pub amount: Money,
}

/// `transaction/refund`: returns debited money, in full or in part.
#[derive(Debug, Clone)]
pub struct CardRefund {
    /// The intent's own request id.
    pub request: RequestId,
    /// Which transaction.
    pub transaction: GatewayId,
    /// How much; always sent, because an absent amount means all. Its page prints it as a number.
    pub amount: Money,
    /// What for; left out when empty.
    pub description: String,
}

/// `request/status`: what became of a request.
#[derive(Debug, Clone)]
pub struct CardRequestStatus {
    /// The request id of the earlier call.
    pub request: RequestId,
}

/// How far a request is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RequestWord {
    /// Processed.
    Success,
    /// Being processed; also when the reply does not say.
    Process,
    /// Broken off.
    Error,
    /// A word that nobody documented: pending, never failed.
    Other(String),
}

impl RequestWord {
    fn read(fields: &Fields) -> Self {
        match fields::text(fields, "request_status") {
            Some("success") => Self::Success,
            Some("process") | None => Self::Process,
            Some("error") => Self::Error,
            Some(other) => Self::Other(clean(other)),
        }
    }
}

/// What clearing and refund answer: that the request was received, and how far it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CardReply {
    /// How far the request is.
    pub word: RequestWord,
    /// The provider's time, RFC 3339.
    pub at: Option<String>,
}

/// What became of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RequestOutcome {
    /// It was carried out.
    Done {
        /// The transaction it made or changed, where the reply names it.
        transaction_id: Option<GatewayId>,
    },
    /// It is under way, or the provider's word for it is not documented.
    Processing,
    /// It was not carried out.
    Failed,
}

impl Call for CardClearing {
    type Reply = Unproven<CardReply>;
    const NAME: &'static str = "transaction/clearing";
    const WRITES: bool = true;

    fn encode(&self, merchant: &Merchant, salt: &str) -> Result<WireRequest, EncodeError> {
        let members = [
            ("request_id", Member::Text(self.request.to_string())),
            ("transaction_id", Member::Text(self.transaction.to_string())),
            ("amount", Member::Text(request::amount(self.amount)?)),
        ];
        card::<Self>(merchant, &members, salt)
    }

    fn decode(&self, _: &Merchant, reply: &WireReply) -> Result<Self::Reply, ReplyError> {
        received(reply)
    }
}

impl Call for CardRefund {
    type Reply = Unproven<CardReply>;
    const NAME: &'static str = "transaction/refund";
    const WRITES: bool = true;

    fn encode(&self, merchant: &Merchant, salt: &str) -> Result<WireRequest, EncodeError> {
        let mut members = vec![
            ("request_id", Member::Text(self.request.to_string())),
            ("transaction_id", Member::Text(self.transaction.to_string())),
        ];
        if !self.description.trim().is_empty() {
            members.push(("description", Member::Text(self.description.clone())));
        }
        members.push(("amount", Member::Number(request::amount(self.amount)?)));
        card::<Self>(merchant, &members, salt)
    }

    fn decode(&self, _: &Merchant, reply: &WireReply) -> Result<Self::Reply, ReplyError> {
        received(reply)
    }
}

impl Call for CardRequestStatus {
    type Reply = RequestOutcome;
    const NAME: &'static str = "request/status";
    const WRITES: bool = false;

    fn encode(&self, merchant: &Merchant, salt: &str) -> Result<WireRequest, EncodeError> {
        card::<Self>(merchant, &[("request_id", Member::Text(self.request.to_string()))], salt)
    }

    fn decode(&self, _: &Merchant, reply: &WireReply) -> Result<RequestOutcome, ReplyError> {
        let fields = unsigned_ok(reply)?;
        Ok(match RequestWord::read(&fields) {
            RequestWord::Success => {
                RequestOutcome::Done { transaction_id: fields::gateway_id(&fields, "transaction_id")? }
            }
            RequestWord::Process | RequestWord::Other(_) => RequestOutcome::Processing,
            RequestWord::Error => RequestOutcome::Failed,
        })
    }
}

fn received(reply: &WireReply) -> Result<Unproven<CardReply>, ReplyError> {
    let fields = unsigned_ok(reply)?;
    let at = fields::text(&fields, "dt").map(clean);
    Ok(Unproven::new(CardReply { word: RequestWord::read(&fields), at }))
}

/// A call of the Card API, under the header scheme of the profile.
pub(super) fn card<C: Call>(
    merchant: &Merchant,
    members: &[(&'static str, Member)],
    salt: &str,
) -> Result<WireRequest, EncodeError> {
    at::<C>(merchant, &format!("/v5/card-api/{}", C::NAME), members, salt)
}

/// The same at another path.
pub(super) fn at<C: Call>(
    merchant: &Merchant,
    path: &str,
    members: &[(&'static str, Member)],
    salt: &str,
) -> Result<WireRequest, EncodeError> {
    let secret = merchant.card_secret()?;
    let auth_id = merchant.card_auth_id.as_deref().unwrap_or(merchant.id.as_str());
    match merchant.settings.card_auth {
        CardAuth::Sign => request::with_sign::<C>(merchant, path, secret, auth_id, members, salt),
        CardAuth::Jws => {
            let header = jws::Header::of_uri(path, auth_id, Method::Post, Algorithm::Hs512)?;
            let call = JsonCall { path, header, secret, more: Vec::new(), form: BodyForm::Json };
            call.post::<C, _>(merchant, members, salt)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::secret::Secret;
    use super::super::tests_support::{gateway_id, html, kzt, merchant, reply, request_id, sends_json, vectors};
    use super::*;
    use crate::domain::code::Failure;

    fn clearing() -> CardClearing {
        CardClearing { request: request_id(), transaction: gateway_id("trx-1"), amount: kzt(2_050) }
    }

    fn refund(description: &str) -> CardRefund {
        CardRefund {
            request: request_id(),
            transaction: gateway_id("trx-1"),
            amount: kzt(2_050),
            description: description.to_owned(),
        }
    }

    fn body(request: &WireRequest) -> &str {
        std::str::from_utf8(&request.body).unwrap()
    }

    #[test]
    fn the_published_example_is_reproduced_byte_by_byte() {
        let vector = vectors()["detached_jws"][0].clone();
        let mut merchant = merchant();
        merchant.card_auth_id = None;
        merchant.secrets.card_api = Some(Secret::new("secret"));
        let id = RequestId::parse("828cf71d-a447-4a67-a149-c1df8bc197ca").unwrap();
        let request = CardRequestStatus { request: id }.encode(&merchant, "abc").unwrap();
        assert_eq!(request.url.as_str(), "https://gateway.example/v5/card-api/request/status");
        assert_eq!(body(&request), vector["body"].as_str().unwrap());
        let token = vector["x_jws_signature"].as_str().unwrap().to_owned();
        assert_eq!(request.headers, vec![("X-JWS-Signature", token)]);
    }

    #[test]
    fn clearing_sends_its_amount_as_a_string_and_refund_as_a_number() {
        sends_json(&clearing(), include_str!("../../tests/golden/card_clearing_request.txt"));
        sends_json(&refund("Returned tea"), include_str!("../../tests/golden/card_refund_request.txt"));
        let status = CardRequestStatus { request: request_id() };
        sends_json(&status, include_str!("../../tests/golden/request_status_request.txt"));
        assert!(!body(&refund(" ").encode(&merchant(), "abc").unwrap()).contains("description"));
        let zero = CardRefund { amount: kzt(0), ..refund("") };
        assert_eq!(zero.encode(&merchant(), "abc").unwrap_err(), EncodeError::Amount);
    }

    #[test]
    fn a_received_request_is_unproven() {
        let ok = reply(200, include_str!("../../tests/golden/card_api_process.json"));
        let claim = CardReply { word: RequestWord::Process, at: Some("2026-11-20T12:00:00+05:00".to_owned()) };
        assert_eq!(refund("").decode(&merchant(), &ok), Ok(Unproven::new(claim.clone())));
        assert_eq!(clearing().decode(&merchant(), &ok), Ok(Unproven::new(claim)));
    }

    #[test]
    fn a_request_status_tells_done_processing_or_failed() {
        let call = CardRequestStatus { request: request_id() };
        let read = |body: &str| call.decode(&merchant(), &reply(200, body));
        let done = RequestOutcome::Done { transaction_id: Some(gateway_id("trx-1")) };
        assert_eq!(read(include_str!("../../tests/golden/request_status_done.json")), Ok(done));
        let word = |word: &str| read(&format!(r#"{{"status":"ok","request_status":{word}}}"#));
        assert_eq!(word("\"success\""), Ok(RequestOutcome::Done { transaction_id: None }));
        assert_eq!(word("\"process\""), Ok(RequestOutcome::Processing));
        assert_eq!(word("\"queued\""), Ok(RequestOutcome::Processing));
        assert_eq!(word("null"), Ok(RequestOutcome::Processing));
        assert_eq!(word("\"error\""), Ok(RequestOutcome::Failed));
    }

    #[test]
    fn errors_are_refused_and_everything_unclear_is_lost() {
        let read = |status, body: &str| refund("").decode(&merchant(), &reply(status, body)).map(|_| ());
        let refused = |code, text: &str| Err(ReplyError::Refused(Failure { code, text: text.to_owned() }));
        assert_eq!(read(200, r#"{"status":"error","request_status":"error"}"#), refused(0, ""));
        assert_eq!(read(401, r#"{"error":{"code":1100,"message":"Sign"}}"#), refused(1_100, "Sign"));
        for body in ["", "{", "[]", r#"{"status":"string"}"#, &html(), "<root><status>ok"] {
            assert!(matches!(read(200, body), Err(ReplyError::Lost(_))), "{body}");
        }
        assert!(matches!(read(503, r#"{"status":"error"}"#), Err(ReplyError::Lost(_))));
        assert!(matches!(read(404, r#"{"status":"ok"}"#), Err(ReplyError::Lost(_))));
    }
}
