//! The Card API: clearing, refund, and what became of a request. Source: `spec/card-partner.md` 1.2, 2, 3 and the pages
//! of clearing and refund.

use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::codes;
use crate::domain::{Money, Timestamp};
use crate::sandbox::card_transaction::{CardRequest, Execution};
use crate::sandbox::charge::Charge;
use crate::sandbox::codes::Refused;
use crate::sandbox::effect::EffectKind;
use crate::sandbox::gateway::Gateway;
use crate::sandbox::http::{Request, Response};
use crate::sandbox::json::{Leaf, Object};
use crate::sandbox::jws;
use crate::sandbox::time_text::with_offset;

/// The body of a request that is the partner's, under either header scheme.
pub(super) fn open(gateway: &mut Gateway, request: &Request) -> Result<Object, Refused> {
    if request.header("Sign").is_some() && request.header("X-JWS-Signature").is_none() {
        return signed(gateway, request);
    }
    let expected = jws::Expected {
        algorithm: jws::Algorithm::Hs512,
        caller_member: "auth_id",
        caller: &gateway.credentials.card_api_auth_id,
        secret: &gateway.credentials.card_api_secret,
    };
    jws::verify(request, &expected).map_err(|why| Refused { code: codes::WRONG_SIGNATURE_V1, text: why.into() })?;
    gateway.check_refusal()?;
    Object::parse(&request.body).map_err(Refused::invalid)
}

/// The scheme that Kyrgyzstan's pages print: `Auth-Id`, a `Request-Id` that is never taken twice, and `Sign`, the
/// SHA-256 of the body with the secret appended. Source: `spec/card-partner.md` 1.3.
fn signed(gateway: &mut Gateway, request: &Request) -> Result<Object, Refused> {
    let wrong = |why: &'static str| Refused { code: codes::WRONG_SIGNATURE_V1, text: why.into() };
    let digest =
        Sha256::new().chain_update(&request.body).chain_update(&gateway.credentials.card_api_secret).finalize();
    if request.header("Auth-Id") != Some(gateway.credentials.card_api_auth_id.as_str()) {
        return Err(wrong("the caller is unknown"));
    }
    if request.header("Sign") != Some(hex::encode(digest).as_str()) {
        return Err(wrong("Sign does not fit body and key"));
    }
    gateway.check_refusal()?;
    let id = request.header("Request-Id").filter(|id| !id.is_empty());
    let id = id.ok_or_else(|| Refused::invalid("Request-Id is missing"))?.to_owned();
    if !gateway.json.requests.insert(id) {
        return Err(Refused::new(codes::REPEATED));
    }
    Object::parse(&request.body).map_err(Refused::invalid)
}

/// A text of at most 64 characters, where there is one.
pub(super) fn text(body: &Object, name: &'static str) -> Result<Option<String>, Refused> {
    match body.leaf(name) {
        None => Ok(None),
        Some(Leaf::Text(text)) if !text.is_empty() && text.chars().count() <= 64 => Ok(Some(text)),
        Some(_) => Err(Refused::invalid(format!("{name} has to be a string of 1 to 64 characters"))),
    }
}

pub(super) fn required(body: &Object, name: &'static str) -> Result<String, Refused> {
    text(body, name)?.ok_or_else(|| Refused::invalid(format!("{name} is missing")))
}

/// Two words and the time; what went wrong is told in members that the reference does not list.
pub(super) fn reply(gateway: &Gateway, result: Result<Value, Refused>) -> Response {
    let mut answer = result.unwrap_or_else(|refused| {
        json!({
            "status": "error",
            "request_status": "error",
            "error_code": refused.code,
            "error_description": refused.text,
        })
    });
    if let Some(members) = answer.as_object_mut() {
        members.insert("dt".to_owned(), Value::String(with_offset(gateway.now)));
    }
    Response::json(200, &answer)
}

/// `transaction/clearing`. Here the amount is a JSON string.
pub(super) fn clearing(gateway: &mut Gateway, request: &Request) -> Response {
    let result = execute(gateway, request, |gateway, body| {
        let asked = match body.leaf("amount") {
            None => None,
            Some(Leaf::Text(amount)) => Some(parse(gateway, &amount)?),
            Some(_) => return Err(Refused::invalid("amount has to be a string here")),
        };
        let id = required(body, "transaction_id")?;
        if gateway.cards.get(&id).is_none() {
            return Err(Refused::new(codes::NOT_FOUND));
        }
        Ok(Work { id, kind: EffectKind::Clear, act: Box::new(move |charge, _, _| charge.clear(asked)) })
    });
    reply(gateway, result)
}

/// `transaction/refund`. Here the amount is a JSON number, and the transaction may be named by its order.
pub(super) fn refund(gateway: &mut Gateway, request: &Request) -> Response {
    let result = execute(gateway, request, |gateway, body| {
        let asked = match body.leaf("amount") {
            None => None,
            Some(Leaf::Number(amount)) => Some(parse(gateway, &amount)?),
            Some(_) => return Err(Refused::invalid("amount has to be a number here")),
        };
        let (id, order) = (text(body, "transaction_id")?, text(body, "order_id")?);
        if id.is_none() && order.is_none() {
            return Err(Refused::invalid("transaction_id or order_id is missing"));
        }
        let id = id
            .or_else(|| order.as_deref().and_then(|order| gateway.cards.of_order(order)).map(str::to_owned))
            .filter(|id| {
                let found = gateway.cards.get(id);
                found.is_some_and(|found| order.as_ref().is_none_or(|order| *order == found.order_id))
            })
            .ok_or_else(|| Refused::new(codes::NOT_FOUND))?;
        Ok(Work { id, kind: EffectKind::Refund, act: Box::new(move |charge, id, at| charge.refund(asked, id, at)) })
    });
    reply(gateway, result)
}

fn parse(gateway: &Gateway, amount: &str) -> Result<Money, Refused> {
    Money::parse(amount, gateway.config.currency).map_err(|why| Refused::invalid(format!("amount: {why}")))
}

type Act = Box<dyn FnOnce(&mut Charge, u64, Timestamp) -> Result<Money, Refused>>;

/// What a request asks for, once its body is understood.
struct Work {
    id: String,
    kind: EffectKind,
    act: Act,
}

/// Executes a request once: its id is remembered whatever comes of it, and a duplicate is not processed.
fn execute(
    gateway: &mut Gateway,
    request: &Request,
    understand: impl FnOnce(&Gateway, &Object) -> Result<Work, Refused>,
) -> Result<Value, Refused> {
    let body = open(gateway, request)?;
    let request_id = required(&body, "request_id")?;
    if gateway.cards.requests.contains_key(&request_id) {
        return Err(Refused::new(codes::REPEATED));
    }
    let mut remembered =
        CardRequest { transaction_id: None, document_id: String::new(), execution: Execution::Success };
    let result = understand(gateway, &body).and_then(|work| {
        let (refund_id, now) = (gateway.next_id(), gateway.now);
        let transaction = gateway.cards.get_mut(&work.id).ok_or_else(|| Refused::new(codes::NOT_FOUND))?;
        remembered.transaction_id = Some(work.id.clone());
        remembered.document_id.clone_from(&transaction.document_id);
        let amount = (work.act)(&mut transaction.charge, refund_id, now)?;
        gateway.record_card(now, work.kind, &work.id, amount, Some(request_id.clone()));
        Ok(())
    });
    if let Err(refused) = &result {
        remembered.execution = Execution::Error(refused.code);
    }
    gateway.cards.requests.insert(request_id, remembered);
    result.map(|()| json!({ "status": "ok", "request_status": Execution::Success.word() }))
}

/// `request/status`.
pub(super) fn status(gateway: &mut Gateway, request: &Request) -> Response {
    let result = open(gateway, request).and_then(|body| {
        let request_id = required(&body, "request_id")?;
        let known = gateway.cards.requests.get(&request_id).ok_or_else(|| Refused::new(codes::NOT_FOUND))?;
        let mut answer = json!({
            "status": "ok",
            "request_status": known.execution.word(),
            "transaction_id": known.transaction_id.as_deref().unwrap_or_default(),
            "fin_document_id": known.document_id,
        });
        if let (Execution::Error(code), Some(members)) = (known.execution, answer.as_object_mut()) {
            members.insert("error_code".to_owned(), json!(code));
            members.insert("error_description".to_owned(), json!(codes::text(code)));
        }
        Ok(answer)
    });
    reply(gateway, result)
}
