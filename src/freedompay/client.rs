//! One call from end to end: encode, send once, decode, and a masked account of what went over the wire.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;

use super::call::{Call, EncodeError, Merchant, ReplyError};
use super::mask;
use super::secret::Secret;
use super::transport::{Transport, TransportError, WireRequest};
use crate::domain::ExchangeId;
use crate::domain::code::Failure;

/// Calls the provider for one merchant. It never sends a request twice.
#[derive(Clone)]
pub struct Client {
    merchant: Merchant,
    transport: Arc<dyn Transport>,
}

/// What happened to one call.
#[derive(Debug, Clone)]
pub struct Sent<R> {
    /// The masked request and reply.
    pub exchange: MaskedExchange,
    /// The typed reply, or why there is none.
    pub outcome: Result<R, CallError>,
}

/// One request and its reply as they may be shown and kept: no signature, card token or card number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MaskedExchange {
    /// The call's name.
    pub call: &'static str,
    /// Method and path, headers, then one member a line. Empty when no request could be made.
    pub request: String,
    /// The HTTP status, when there was a reply.
    pub status: Option<u16>,
    /// The reply, at most 64 KiB of it.
    pub reply: Option<String>,
    /// How long the provider asks to be left alone.
    pub retry_after: Option<Duration>,
    /// Length of the request's body.
    pub request_bytes: usize,
    /// Length of the reply's body.
    pub reply_bytes: usize,
}

/// Why a call has no typed reply.
#[derive(thiserror::Error, Debug, Clone, PartialEq, Eq)]
pub enum CallError {
    /// It is certain that nothing was sent.
    #[error("nothing was sent: {0}")]
    NeverSent(String),
    /// The provider refused, believably.
    #[error("refused: {0}")]
    Refused(Failure),
    /// Nobody knows. A write that is lost may have been carried out.
    #[error("outcome unknown: {0}")]
    Lost(Unread),
}

/// Why no reply could be believed: of which call, what is wrong with which member, and where the exchange is kept.
#[derive(thiserror::Error, Debug, Clone, PartialEq, Eq)]
#[error("{call}: {what} (exchange {})", exchange.short())]
pub struct Unread {
    /// The call's name.
    pub call: &'static str,
    /// What is wrong, in one line; it names the member, where there is one.
    pub what: String,
    /// The exchange in the ledger.
    pub exchange: ExchangeId,
}

impl Client {
    /// A client for a merchant over a transport.
    pub fn new(merchant: Merchant, transport: Arc<dyn Transport>) -> Self {
        Self { merchant, transport }
    }

    /// Whom it calls for.
    #[must_use]
    pub const fn merchant(&self) -> &Merchant {
        &self.merchant
    }

    /// Sends a call once. `salt` is 1 to 64 Latin letters and digits, fresh for each sending; `id` is what the exchange
    /// is kept under.
    pub async fn call<C: Call>(&self, call: &C, salt: &str, id: ExchangeId) -> Sent<C::Reply> {
        let request = match call.encode(&self.merchant, salt) {
            Ok(request) => request,
            Err(error) => {
                return Sent {
                    exchange: MaskedExchange::without_reply(C::NAME, String::new(), 0),
                    outcome: Err(CallError::NeverSent(error.to_string())),
                };
            }
        };
        let mut hidden = request.hidden.clone();
        hidden.extend(self.merchant.secrets.iter().cloned());
        let mut exchange = MaskedExchange::without_reply(C::NAME, show(&request), request.body.len());
        let reply = match self.transport.send(request).await {
            Ok(reply) => reply,
            Err(error) => return Sent { exchange, outcome: Err(lost(C::NAME, id, error).masked(&hidden)) },
        };
        exchange.status = Some(reply.status);
        exchange.retry_after = reply.retry_after;
        exchange.reply_bytes = reply.body.len();
        exchange.reply = Some(mask::reply(&reply.body, &hidden));
        let outcome = call.decode(&self.merchant, &reply).map_err(|error| unread(C::NAME, id, error).masked(&hidden));
        Sent { exchange, outcome: outcome.and_then(|told| discreet(C::NAME, id, told, &reply.body, &hidden)) }
    }

    /// The members that a call would send, signature, salt and tokens masked.
    pub fn preview<C: Call>(&self, call: &C) -> Result<Vec<(String, String)>, EncodeError> {
        let mut shown = call.encode(&self.merchant, "preview")?.shown;
        for (name, value) in &mut shown {
            if name == "pg_salt" {
                mask::HIDDEN.clone_into(value);
            }
        }
        Ok(shown)
    }
}

impl MaskedExchange {
    const fn without_reply(call: &'static str, request: String, request_bytes: usize) -> Self {
        Self { call, request, status: None, reply: None, retry_after: None, request_bytes, reply_bytes: 0 }
    }
}

impl CallError {
    /// The provider's words, or a broken connection's, may repeat what was sent.
    fn masked(self, hidden: &[Secret]) -> Self {
        let words = |text: &str| mask::words(text, hidden);
        match self {
            Self::NeverSent(what) => Self::NeverSent(words(&what)),
            Self::Refused(Failure { code, text }) => Self::Refused(Failure { code, text: words(&text) }),
            Self::Lost(Unread { call, what, exchange }) => Self::Lost(Unread { call, what: words(&what), exchange }),
        }
    }
}

/// A reply that repeats a secret where it would be kept or shown is no believable answer: no provider does that.
fn discreet<R: fmt::Debug>(
    call: &'static str,
    exchange: ExchangeId,
    told: R,
    body: &[u8],
    hidden: &[Secret],
) -> Result<R, CallError> {
    if mask::repeats(&String::from_utf8_lossy(body), hidden) && mask::repeats(&format!("{told:?}"), hidden) {
        let what = "the reply repeats a secret: it is not believed".to_owned();
        return Err(CallError::Lost(Unread { call, what, exchange }));
    }
    Ok(told)
}

fn lost(call: &'static str, exchange: ExchangeId, error: TransportError) -> CallError {
    match error {
        TransportError::NeverSent(what) => CallError::NeverSent(what),
        TransportError::Lost(what) => CallError::Lost(Unread { call, what, exchange }),
    }
}

fn unread(call: &'static str, exchange: ExchangeId, error: ReplyError) -> CallError {
    match error {
        ReplyError::Refused(failure) => CallError::Refused(failure),
        ReplyError::Lost(what) => CallError::Lost(Unread { call, what, exchange }),
    }
}

/// Method and path, then one header a line, the type of the body last, then one member of the body a line. Of JSON the
/// members are written as they stand in it, so that a text and a number are told apart.
fn show(request: &WireRequest) -> String {
    let mut text = format!("{} {}", request.method.word(), request.url.path());
    let mut line = |name: &str, value: &str| {
        for part in ["\n", name, ": ", value] {
            text.push_str(part);
        }
    };
    for (name, value) in &request.headers {
        line(name, if is_signature(name) { mask::HIDDEN } else { value });
    }
    let kind = request.content_type.split(';').next().unwrap_or_default();
    if !kind.is_empty() {
        line("Content-Type", kind);
    }
    let sent = if kind == JSON { serde_json::from_slice(&request.body).unwrap_or_default() } else { Value::Null };
    for (name, value) in &request.shown {
        let found = name.split('.').try_fold(&sent, |inside, part| inside.get(part));
        match found.filter(|found| found.is_string()) {
            Some(_) => line(name, &Value::from(value.as_str()).to_string()),
            None => line(name, value),
        }
    }
    text
}

/// The type of a body of JSON.
const JSON: &str = "application/json";

/// Whether a header signs the request.
fn is_signature(name: &str) -> bool {
    matches!(name, super::jws::HEADER | "Sign")
}

#[cfg(test)]
mod tests {
    use async_trait::async_trait;

    use super::super::card_api::CardRefund;
    use super::super::invoices::InvoicePay;
    use super::super::payments::{Accepted, Cancel};
    use super::super::saved_card::CardPay;
    use super::super::secret::Secrets;
    use super::super::tests_support::{card_token, gateway_id, kzt, merchant, reply, request_id, user_id};
    use super::super::transport::WireReply;
    use super::*;

    const ID: ExchangeId = ExchangeId::from_uuid(uuid::Uuid::from_u128(0x0192_f0c1_2233_7abc_8def_0011_22ee_aa01));

    struct Canned(Result<WireReply, TransportError>);

    #[async_trait]
    impl Transport for Canned {
        async fn send(&self, _: WireRequest) -> Result<WireReply, TransportError> {
            self.0.clone()
        }
    }

    fn client(answer: Result<WireReply, TransportError>) -> Client {
        Client::new(merchant(), Arc::new(Canned(answer)))
    }

    #[tokio::test]
    async fn a_call_tells_its_reply_and_a_masked_account_of_it() {
        let body = include_str!("../../tests/golden/cancel_ok.xml");
        let sent = client(Ok(reply(200, body))).call(&Cancel { payment: gateway_id("700001") }, "salt1", ID).await;
        assert_eq!(sent.outcome, Ok(Accepted));
        assert_eq!(sent.exchange.call, "cancel.php");
        assert_eq!(
            sent.exchange.request,
            "POST /cancel.php\nContent-Type: application/x-www-form-urlencoded\npg_merchant_id: 123456\n\
             pg_payment_id: 700001\npg_salt: salt1\npg_sig: •••"
        );
        assert_eq!(sent.exchange.status, Some(200));
        assert_eq!(sent.exchange.reply_bytes, body.len());
        assert!(sent.exchange.reply.unwrap().contains("<pg_sig>•••</pg_sig>"));
    }

    #[tokio::test]
    async fn the_account_of_a_json_call_tells_its_headers_and_its_texts_from_its_numbers() {
        let refund = CardRefund {
            request: request_id(),
            transaction: gateway_id("trx-1"),
            amount: kzt(2_050),
            description: "\"tea\"".to_owned(),
        };
        let sent = client(Err(TransportError::Lost(String::new()))).call(&refund, "salt1", ID).await;
        assert_eq!(
            sent.exchange.request,
            format!(
                "POST /v5/card-api/transaction/refund\nX-JWS-Signature: •••\nContent-Type: application/json\n\
                 request_id: \"{}\"\ntransaction_id: \"trx-1\"\ndescription: \"\\\"tea\\\"\"\namount: 20.50",
                request_id()
            )
        );
    }

    #[tokio::test]
    async fn a_broken_reply_is_lost_and_its_raw_text_is_kept() {
        let body = include_str!("../../tests/golden/page003_card_pay.xml");
        let sent = client(Ok(reply(200, body))).call(&CardPay { payment: gateway_id("7999007876") }, "salt1", ID).await;
        assert!(matches!(&sent.outcome, Err(CallError::Lost(unread)) if unread.what.contains("the XML is broken")));
        let kept = body.replace("760767e58ac9c2089e02471638b01111", "•••");
        assert_eq!(sent.exchange.reply, Some(kept));
    }

    #[tokio::test]
    async fn a_token_that_the_provider_repeats_is_masked_everywhere() {
        let body = r#"{"status":"error","error_code":11068,"error_description":"no card ef741cfc-f85e-41a0-84e6-2ba964912182"}"#;
        let pay = InvoicePay { customer: "kzobd2".to_owned(), user: user_id(), token: card_token() };
        let sent = client(Ok(reply(200, body))).call(&pay, "salt1", ID).await;
        let refused = Failure { code: 11_068, text: "no card •••".to_owned() };
        assert_eq!(sent.outcome.as_ref().map(|_| ()), Err(&CallError::Refused(refused)));
        assert!(!format!("{sent:?}").contains("ef741cfc"));
    }

    #[tokio::test]
    async fn a_reply_that_repeats_a_secret_of_the_profile_is_masked_and_where_it_would_be_kept_not_believed() {
        let refund = CardRefund {
            request: request_id(),
            transaction: gateway_id("trx-1"),
            amount: kzt(2_050),
            description: String::new(),
        };
        let send = async |member: &str, value: &str| {
            let body = format!(r#"{{"status":"ok","request_status":"process","{member}":"{value}"}}"#);
            let sent = client(Ok(reply(200, &body))).call(&refund, "salt1", ID).await;
            assert!(!format!("{sent:?}").contains("test_secret_key"), "{sent:?}");
            sent.outcome.map(|_| ())
        };
        let what = "the reply repeats a secret: it is not believed".to_owned();
        let unread = Err(CallError::Lost(Unread { call: "transaction/refund", what, exchange: ID }));
        assert_eq!(send("unknown", "test_secret_key").await, Ok(()), "nobody reads that member");
        assert_eq!(send("dt", "2026-11-20T12:00:00+05:00").await, Ok(()));
        for spelt in ["test_secret_key", "test_s\\u0065cret_key", "dGVzdF9zZWNyZXRfa2V5"] {
            assert_eq!(send("dt", spelt).await, unread, "{spelt}");
        }
    }

    #[tokio::test]
    async fn what_never_left_is_told_apart_from_what_is_lost() {
        let cancel = Cancel { payment: gateway_id("700001") };
        let never = client(Err(TransportError::NeverSent("refused".to_owned()))).call(&cancel, "s", ID).await;
        assert_eq!(never.outcome, Err(CallError::NeverSent("refused".to_owned())));
        let lost = client(Err(TransportError::Lost("reset".to_owned()))).call(&cancel, "s", ID).await;
        let unread = Unread { call: "cancel.php", what: "reset".to_owned(), exchange: ID };
        assert_eq!(lost.outcome, Err(CallError::Lost(unread)));
        assert_eq!(
            lost.outcome.unwrap_err().to_string(),
            format!("outcome unknown: cancel.php: reset (exchange {})", ID.short())
        );
        let poor = Merchant { secrets: Secrets::default(), ..merchant() };
        let client = Client::new(poor, Arc::new(Canned(Err(TransportError::Lost("reached".to_owned())))));
        let what = "the profile has no merchant secret: nothing was sent; run `tolem login`";
        assert_eq!(client.call(&cancel, "s", ID).await.outcome, Err(CallError::NeverSent(what.to_owned())));
    }

    #[test]
    fn a_preview_shows_the_members_without_secrets() {
        let pay = InvoicePay { customer: "kzobd2".to_owned(), user: user_id(), token: card_token() };
        let client = client(Err(TransportError::Lost(String::new())));
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(
            client.preview(&pay),
            Ok(vec![pair("customer", "kzobd2"), pair("user_id", "u1"), pair("card_token", "•••")])
        );
        assert_eq!(
            client.preview(&Cancel { payment: gateway_id("700001") }),
            Ok(vec![
                pair("pg_merchant_id", "123456"),
                pair("pg_payment_id", "700001"),
                pair("pg_salt", "•••"),
                pair("pg_sig", "•••")
            ])
        );
    }
}
