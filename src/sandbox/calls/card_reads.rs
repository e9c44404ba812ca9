//! What the Card API shows: a transaction, a card's statements, limits. `transaction/info` is INFERRED: its request and
//! its reply are not published. Statements are kept for one card (`c-77`). Source: `spec/card-partner.md` 3.4, 4.14,
//! 4.15, 4.17.

use serde_json::{Value, json};

use super::card_api::{open, reply, required, text};
use super::codes;
use crate::sandbox::codes::Refused;
use crate::sandbox::gateway::Gateway;
use crate::sandbox::http::{Request, Response};
use crate::sandbox::json_books::{CARD, CLIENT};

pub(super) fn info(gateway: &mut Gateway, request: &Request) -> Response {
    let result = open(gateway, request).and_then(|body| {
        let (id, order) = (text(&body, "transaction_id")?, text(&body, "order_id")?);
        let id = id.or_else(|| order.as_deref().and_then(|order| gateway.cards.of_order(order)).map(str::to_owned));
        let id = id.ok_or_else(|| Refused::invalid("transaction_id or order_id is missing"))?;
        let found = gateway.cards.get(&id).filter(|found| order.as_ref().is_none_or(|order| *order == found.order_id));
        let found = found.ok_or_else(|| Refused::new(codes::NOT_FOUND))?;
        let amount: Value = serde_json::from_str(&found.charge.amount().wire()).unwrap_or(Value::Null);
        Ok(json!({
            "status": "ok",
            "request_status": "success",
            "transaction_id": found.id,
            "order_id": found.order_id,
            "transaction_status": found.charge.stage().word(),
            "amount": amount,
            "currency": found.charge.amount().currency().code(),
        }))
    });
    reply(gateway, result)
}

/// The one operation that happened on the card.
fn operation(currency: &str) -> Value {
    json!({
        "type": "pay",
        "amount": 1500.50,
        "commission": 0,
        "currency": currency,
        "mcc": 5411,
        "datetime": "2026-11-19T10:00:00+05:00",
        "rrn": "432112345678",
        "merchant": { "name": "Tea shop" },
    })
}

fn known_card(id: &str) -> Result<(), Refused> {
    if id == CARD { Ok(()) } else { Err(Refused::new(codes::NOT_FOUND)) }
}

pub(super) fn statement(gateway: &mut Gateway, request: &Request) -> Response {
    let currency = gateway.config.currency.code();
    let result = open(gateway, request).and_then(|body| {
        known_card(&required(&body, "card_id")?)?;
        Ok(json!({ "status": "ok", "request_status": "success", "operations": [operation(currency)] }))
    });
    reply(gateway, result)
}

pub(super) fn statement_extended(gateway: &mut Gateway, request: &Request) -> Response {
    let currency = gateway.config.currency.code();
    let result = open(gateway, request).and_then(|body| {
        known_card(&required(&body, "card_id")?)?;
        required(&body, "start_date")?;
        required(&body, "end_date")?;
        let account = json!({
            "iban": "KZ123412341234123412",
            "currency": currency,
            "debit": 0,
            "credit": 0,
            "amount": 100_000.25,
            "blocked_amount": 200,
        });
        let authorization = json!({
            "datetime": "2026-11-20T09:00:00+05:00",
            "type": "pay",
            "amount": 200,
            "commission": 0,
            "full_amount": 200,
            "cashback": 0,
            "currency": currency,
            "iban": "KZ123412341234123412",
            "merchant": { "name": "Bakery" },
            "additional_parameters": [],
        });
        Ok(json!({
            "status": "ok",
            "request_status": "success",
            "client_id": CLIENT,
            "card": { "card_id": CARD, "card_mask": "5483-18XX-XXXX-0293" },
            "balances": { "accounts": [account] },
            "authorizations": [authorization],
            "operations": [operation(currency)],
        }))
    });
    reply(gateway, result)
}

pub(super) fn limits(gateway: &mut Gateway, request: &Request) -> Response {
    let result = open(gateway, request).and_then(|body| {
        required(&body, "request_id")?;
        let object = body.object("object").ok_or_else(|| Refused::invalid("object is missing"))?;
        match (required(&object, "type")?.as_str(), required(&object, "value")?.as_str()) {
            ("card", CARD) | ("client", CLIENT) => {}
            ("card" | "account" | "client", _) => return Err(Refused::new(codes::NOT_FOUND)),
            _ => return Err(Refused::invalid("object.type is one of card, account and client")),
        }
        let amount = json!([{ "type": "max", "value": "5000", "currency": "USD" }]);
        let limit = json!({ "transaction_type": "withdrawal_atm", "period": "month", "amount": amount });
        Ok(json!({ "status": "ok", "request_status": "success", "limits": [limit] }))
    });
    reply(gateway, result)
}
