//! The asynchronous Gateway API: `/v5/g2g/create`, `read` and `edit`, the operation in `X-Action`. A payment of it is a
//! payment of the ordinary books. Not documented, and so INFERRED: a wrong signature is HTTP 401 with code 1100.
//! Source: `spec/payout-invoice-gateway.md` 6.

use serde_json::{Value, json};

use super::codes;
use super::purchase::{LIFETIME, Opening, open};
use crate::domain::{Currency, Money};
use crate::sandbox::chance::Chance;
use crate::sandbox::charge::State;
use crate::sandbox::codes::Refused;
use crate::sandbox::effect::EffectKind;
use crate::sandbox::field::{self, Field};
use crate::sandbox::gateway::Gateway;
use crate::sandbox::hooks::Hooks;
use crate::sandbox::http::{Request, Response};
use crate::sandbox::payment::{Origin, Payment};
use crate::sandbox::{cards, json as read_json, jws, time_text};

/// The code of an id that is wrong. Source: the page of `read request`.
const WRONG_ID: u32 = 1_202;

pub(super) fn create(gateway: &mut Gateway, request: &Request) -> Response {
    once(gateway, request, |gateway, action, body| match action {
        "gateway.payment.create" => pay(gateway, body),
        _ => Err(unknown_action()),
    })
}

pub(super) fn edit(gateway: &mut Gateway, request: &Request) -> Response {
    once(gateway, request, |gateway, action, body| match action {
        "gateway.payment.refund" => refund(gateway, body),
        "gateway.payment.reverse" => reverse(gateway, body),
        "gateway.payment.clearing" => clear(gateway, body),
        _ => Err(unknown_action()),
    })
}

pub(super) fn read(gateway: &mut Gateway, request: &Request) -> Response {
    let (id, result) = opened(gateway, request, |gateway, action, body| match action {
        "gateway.payment.status" => payment_status(gateway, body),
        "gateway.request.status" => request_status(gateway, body),
        _ => Err(unknown_action()),
    });
    respond(gateway, &id, result)
}

fn unknown_action() -> Refused {
    Refused::invalid("X-Action does not fit this URL")
}

type Work = fn(&mut Gateway, &str, &[Field]) -> Result<Value, Refused>;

/// Answers a repeated `X-Request-Id` like the first time, whatever it now says.
fn once(gateway: &mut Gateway, request: &Request, work: Work) -> Response {
    let known = request.header("X-Request-Id").and_then(|id| gateway.json.answers.get(id)).cloned();
    if let Some(first) = known
        && check(gateway, request).is_ok()
    {
        return first;
    }
    let (id, result) = opened(gateway, request, work);
    let refused_at_the_door = matches!(&result, Err(refused) if refused.code == codes::WRONG_SIGNATURE_V1);
    let response = respond(gateway, &id, result);
    if !id.is_empty() && !refused_at_the_door {
        gateway.json.answers.insert(id, response.clone());
    }
    response
}

fn check(gateway: &Gateway, request: &Request) -> Result<(), Refused> {
    let expected = jws::Expected {
        algorithm: jws::Algorithm::Hs256,
        caller_member: "auth_id",
        caller: &gateway.credentials.merchant_id,
        secret: &gateway.credentials.secret_key,
    };
    jws::verify(request, &expected).map_err(|why| Refused { code: codes::WRONG_SIGNATURE_V1, text: why.into() })
}

/// The request's id, and what came of its work.
fn opened(gateway: &mut Gateway, request: &Request, work: Work) -> (String, Result<Value, Refused>) {
    let id = request.header("X-Request-Id").unwrap_or_default().to_owned();
    let result = check(gateway, request).and_then(|()| {
        gateway.check_refusal()?;
        if uuid::Uuid::try_parse(&id).is_err() {
            return Err(Refused::invalid("X-Request-Id has to be a UUID"));
        }
        let action = request.header("X-Action").ok_or_else(|| Refused::invalid("X-Action is missing"))?;
        let body = read_json::fields(&request.body).map_err(Refused::invalid)?;
        work(gateway, action, &body)
    });
    (id, result)
}

fn respond(gateway: &Gateway, id: &str, result: Result<Value, Refused>) -> Response {
    let (status, word, value) = match result {
        Ok(value) => (200, "success", value),
        Err(refused) => {
            let status = if refused.code == codes::WRONG_SIGNATURE_V1 { 401 } else { 422 };
            let error = json!({ "code": refused.code.to_string(), "description": refused.text });
            (status, "error", json!({ "error": error }))
        }
    };
    let mut response = Response::json(status, &value);
    response.headers = vec![
        ("x-request-id", id.to_owned()),
        ("x-datetime", time_text::utc(gateway.now)),
        ("x-request-status", word.to_owned()),
    ];
    response
}

fn text<'a>(fields: &'a [Field], name: &str) -> Option<&'a str> {
    field::text(fields, name).filter(|text| !text.is_empty())
}

fn required<'a>(fields: &'a [Field], name: &str) -> Result<&'a str, Refused> {
    text(fields, name).ok_or_else(|| Refused::invalid(format!("The {name} field is required")))
}

fn group<'a>(fields: &'a [Field], name: &str) -> &'a [Field] {
    fields
        .iter()
        .find_map(|field| match &field.value {
            field::Value::Group(group) if field.name == name => Some(group.as_slice()),
            field::Value::Group(_) | field::Value::Text(_) => None,
        })
        .unwrap_or_default()
}

fn amount(gateway: &Gateway, body: &[Field]) -> Result<Money, Refused> {
    let text = required(body, "amount")?;
    Money::parse(text, gateway.config.currency).map_err(|why| Refused::invalid(format!("amount: {why}")))
}

/// A JSON number with exactly these digits.
fn number(digits: &str) -> Value {
    serde_json::from_str(digits).unwrap_or(Value::Null)
}

fn pay(gateway: &mut Gateway, body: &[Field]) -> Result<Value, Refused> {
    let currency = gateway.config.currency;
    if required(body, "currency").map(Currency::from_code)? != Some(currency) {
        return Err(Refused::invalid(format!("currency: this merchant takes {currency} only")));
    }
    let order = required(body, "order_id")?.to_owned();
    if let Some(known) = gateway.payments.of_order(&order) {
        // A repeated order number answers like the first time.
        return gateway.payments.get(known).map(|payment| created(gateway, payment)).ok_or_else(unknown_action);
    }
    let from = group(body, "from");
    let (origin, mask, outcome) = match required(from, "type")? {
        "saved" => {
            let card = group(from, "card");
            let token = text(card, "token").or_else(|| text(card, "uuid")).unwrap_or_default();
            let user = required(body, "user_id")?;
            let place = gateway.saved.iter().position(|card| card.buys(user, token));
            place.ok_or_else(|| Refused::new(codes::UNKNOWN_CARD)).and_then(|place| of_saved(gateway, place))?
        }
        "recurrent" => {
            let wanted = required(group(from, "recurrent"), "profile_id")?;
            let profile = gateway.profiles.get(wanted).filter(|profile| profile.expires_at > gateway.now);
            let profile = profile.ok_or_else(|| Refused::new(codes::UNKNOWN_CARD))?;
            (Origin::Recurring, profile.mask.clone(), profile.outcome)
        }
        "card" => {
            let pan = required(group(from, "card"), "pan")?;
            let outcome = cards::purchase(pan).ok_or_else(|| Refused::new(codes::UNKNOWN_CARD))?;
            (Origin::Page, cards::mask(pan), outcome)
        }
        _ => return Err(Refused::invalid("from.type is one of card, saved and recurrent in this sandbox")),
    };
    let opening = Opening {
        origin,
        order_id: Some(order),
        description: required(body, "description")?.to_owned(),
        amount: amount(gateway, body)?,
        one_step: text(body, "auto_clearing") != Some("false"),
        lifetime: LIFETIME,
        // The shape of this family's own callbacks is not public; the shop's addresses get the ordinary ones.
        hooks: Hooks::default(),
    };
    let id = open(gateway, opening)?;
    gateway.json.payments.insert(own_id(gateway, id), id);
    if let Some(payment) = gateway.payments.get_mut(id) {
        payment.mask = Some(mask);
        payment.outcome = Some(outcome);
        payment.request = Some("gateway.payment.create".to_owned());
    }
    gateway.answer_payer(id, outcome, gateway.now);
    gateway.payments.get(id).map(|payment| created(gateway, payment)).ok_or_else(unknown_action)
}

type Paying = (Origin, String, cards::Purchase);

fn of_saved(gateway: &Gateway, place: usize) -> Result<Paying, Refused> {
    let card = gateway.saved.get(place).ok_or_else(|| Refused::new(codes::UNKNOWN_CARD))?;
    Ok((Origin::SavedCard(place), card.mask.clone(), card.outcome))
}

/// The id of a payment in this family, a UUID that follows from its number.
fn own_id(gateway: &Gateway, id: u64) -> String {
    Chance::of(gateway.config.seed, "asynchronous id", id).uuid().to_string()
}

fn word(payment: &Payment) -> &'static str {
    match payment.charge.state() {
        State::New | State::Processing => "process",
        State::Held => "approved",
        State::Debited => "success",
        State::Reversed => "reversed",
        State::Failed | State::Expired => "error",
    }
}

fn created(gateway: &Gateway, payment: &Payment) -> Value {
    let mut value = json!({
        "id": own_id(gateway, payment.id),
        "status": word(payment),
        "amount": number(&payment.charge.amount().wire()),
        "created_at": time_text::with_offset(payment.created_at),
    });
    add_error(&mut value, payment);
    value
}

fn add_error(value: &mut Value, payment: &Payment) {
    if let (Some(code), Some(members)) = (payment.charge.failure(), value.as_object_mut()) {
        let error = json!({ "code": code.to_string(), "description": codes::text(code) });
        members.insert("error".to_owned(), error);
    }
}

/// The payment that a body names by `id`, else by `order_id`.
fn find(gateway: &Gateway, body: &[Field]) -> Option<u64> {
    let (id, order) = (text(body, "id"), text(body, "order_id"));
    let of_order = || order.and_then(|order| gateway.payments.of_order(order));
    match id {
        Some(id) => {
            let found = gateway.json.payments.get(id).copied()?;
            order.is_none_or(|_| of_order() == Some(found)).then_some(found)
        }
        None => of_order(),
    }
}

fn payment_status(gateway: &mut Gateway, body: &[Field]) -> Result<Value, Refused> {
    if text(body, "id").is_none() && text(body, "order_id").is_none() {
        return Err(Refused::invalid("The id field is required"));
    }
    let Some(payment) = find(gateway, body).and_then(|id| gateway.payments.get(id)) else { return Ok(json!({})) };
    let charge = &payment.charge;
    let refunds: Vec<Value> = charge
        .refunds()
        .iter()
        .map(|refund| {
            let amount = number(&format!("-{}", refund.amount.wire()));
            json!({ "id": own_id(gateway, refund.id), "amount": amount, "status": "success" })
        })
        .collect();
    let reversals = match charge.state() {
        State::Reversed => {
            let amount = number(&format!("-{}", charge.amount().wire()));
            vec![json!({ "id": own_id(gateway, payment.id + 1), "amount": amount, "status": "success" })]
        }
        _ => Vec::new(),
    };
    let mut value = json!({
        "id": own_id(gateway, payment.id),
        "order_id": payment.order_id.clone().unwrap_or_default(),
        "parent_id": "",
        "status": word(payment),
        "amount": number(&charge.amount().wire()),
        "created_at": time_text::with_offset(payment.created_at),
        "3ds": { "flow_type": "F", "acs_url": "" },
        "from": {
            "recurrent": { "profile_id": "", "profile_expiry_date": "" },
            "card": { "token": "", "brand": payment.mask.as_deref().map(cards::brand).unwrap_or_default() },
        },
        "clearing": { "cleared": payment.is_captured(), "amount": number(&charge.cleared().wire()) },
        "additional": {
            "approval_code": crate::sandbox::payment::auth_code(gateway.config.seed, payment.id),
            "reference": crate::sandbox::payment::reference(gateway.config.seed, payment.id),
            "intreference": "",
        },
        "refund_payments": refunds,
        "reverse_payments": reversals,
    });
    add_error(&mut value, payment);
    Ok(value)
}

fn request_status(gateway: &mut Gateway, body: &[Field]) -> Result<Value, Refused> {
    let id = required(body, "id")?;
    let Some(answer) = gateway.json.answers.get(id) else { return Ok(json!({})) };
    let response: Value = serde_json::from_slice(&answer.body).unwrap_or(Value::Null);
    if answer.status == 200 {
        return Ok(json!({ "id": id, "status": "success", "response": response }));
    }
    let told = json!({
        "id": "",
        "status": "error",
        "amount": 0,
        "created_at": "0001-01-01T00:00:00Z",
        "error": response.get("error").cloned().unwrap_or(Value::Null),
    });
    Ok(json!({ "id": id, "status": "error", "response": told }))
}

/// The payment of an edit; a wrong id is answered with its own code.
fn edited<'a>(gateway: &'a mut Gateway, body: &[Field]) -> Result<&'a mut Payment, Refused> {
    let wrong = || Refused { code: WRONG_ID, text: "Incorrect payment id".into() };
    let id = gateway.json.payments.get(required(body, "id")?).copied().ok_or_else(wrong)?;
    gateway.payments.get_mut(id).ok_or_else(wrong)
}

fn refund(gateway: &mut Gateway, body: &[Field]) -> Result<Value, Refused> {
    let asked = amount(gateway, body)?;
    let (refund_id, now) = (gateway.next_id(), gateway.now);
    let payment = edited(gateway, body)?;
    let (id, whole) = (payment.id, payment.charge.amount());
    let returned = payment.charge.refund(Some(asked), refund_id, now)?;
    gateway.record_payment(now, EffectKind::Refund, id, returned, Some("gateway.payment.refund".to_owned()));
    let entry = json!({
        "id": own_id(gateway, refund_id),
        "status": "process",
        "amount": number(&format!("-{}", returned.wire())),
    });
    Ok(json!({ "id": own_id(gateway, id), "amount": number(&whole.wire()), "refund_payment": entry }))
}

fn reverse(gateway: &mut Gateway, body: &[Field]) -> Result<Value, Refused> {
    let payment = edited(gateway, body)?;
    let (id, whole) = (payment.id, payment.charge.amount());
    let released = payment.charge.cancel()?;
    gateway.record_payment(gateway.now, EffectKind::Reverse, id, released, Some("gateway.payment.reverse".to_owned()));
    let entry = json!({ "id": own_id(gateway, id + 1), "status": "process" });
    Ok(json!({ "id": own_id(gateway, id), "amount": number(&whole.wire()), "reverse_payment": entry }))
}

fn clear(gateway: &mut Gateway, body: &[Field]) -> Result<Value, Refused> {
    let asked = amount(gateway, body)?;
    let payment = edited(gateway, body)?;
    let (id, whole, at) = (payment.id, payment.charge.amount(), payment.created_at);
    let debited = payment.charge.clear(Some(asked))?;
    gateway.record_payment(gateway.now, EffectKind::Clear, id, debited, Some("gateway.payment.clearing".to_owned()));
    Ok(json!({
        "id": own_id(gateway, id),
        "status": "process_clearing",
        "amount": number(&whole.wire()),
        "created_at": time_text::with_offset(at),
        "clearing": { "amount": number(&debited.wire()) },
    }))
}
