//! `invoice/info`, `invoice/status` (INFERRED: the members of `pay`) and `invoice/create` of the newer generation, of
//! which only some members are public: it makes an invoice from `order_id`, `amount` and `description`, which are
//! INFERRED as well. Source: `spec/payout-invoice-gateway.md` 2.1.2, 2.1.4, 2.2.

use serde_json::{Value, json};

use super::invoice::{check, read, told};
use super::purchase::{LIFETIME, Opening, open};
use super::{Call, codes};
use crate::sandbox::codes::Refused;
use crate::sandbox::field::{Field, Value as Told};
use crate::sandbox::gateway::Gateway;
use crate::sandbox::hooks::Hooks;
use crate::sandbox::http::{Request, Response};
use crate::sandbox::payment::Origin;
use crate::sandbox::{jws, time_text};

pub(super) fn info(gateway: &mut Gateway, request: &Request) -> Response {
    answer(gateway, request, |gateway, call| {
        let customer = call.required("customer")?;
        gateway.payments.of_customer(customer).ok_or_else(|| Refused::new(codes::NOT_FOUND))
    })
}

pub(super) fn status(gateway: &mut Gateway, request: &Request) -> Response {
    answer(gateway, request, |gateway, call| {
        let (id, order) = (call.id("invoice_id")?, call.text("order_id"));
        if id.is_none() && order.is_none() {
            return Err(Refused::invalid("invoice_id or order_id is missing"));
        }
        let of_order = order.and_then(|order| gateway.payments.of_order(order));
        match (id, order) {
            (Some(id), Some(_)) if of_order != Some(id) => Err(Refused::new(codes::NOT_FOUND)),
            (Some(id), _) => Ok(id),
            (None, _) => of_order.ok_or_else(|| Refused::new(codes::NOT_FOUND)),
        }
    })
}

fn answer(
    gateway: &mut Gateway,
    request: &Request,
    find: impl FnOnce(&Gateway, &Call<'_>) -> Result<u64, Refused>,
) -> Response {
    let result = check(gateway, request).and_then(|()| gateway.check_refusal()).and_then(|()| {
        let call = read(request)?;
        if call.text("merchant_id") != Some(gateway.credentials.merchant_id.as_str()) {
            return Err(Refused::new(codes::WRONG_MERCHANT));
        }
        let payment = gateway.payments.get(find(gateway, &call)?).filter(|payment| payment.origin == Origin::Invoice);
        payment.map(told).ok_or_else(|| Refused::new(codes::NOT_FOUND))
    });
    let mut members = match result {
        Ok(fields) => as_json(fields),
        Err(refused) => {
            json!({ "status": "error", "error_code": refused.code, "error_description": refused.text })
        }
    };
    if let Some(members) = members.as_object_mut() {
        members.insert("dt".to_owned(), Value::String(time_text::with_offset(gateway.now)));
    }
    Response::json(200, &members)
}

/// The members of `pay` as JSON: ids, codes and amounts as numbers.
fn as_json(fields: Vec<Field>) -> Value {
    let member = |field: Field| {
        let Told::Text(text) = field.value else { return (field.name, Value::Null) };
        let number = matches!(field.name.as_str(), "invoice_id" | "error_code" | "amount");
        let value = if number { serde_json::from_str(&text).unwrap_or(Value::Null) } else { Value::String(text) };
        (field.name, value)
    };
    Value::Object(fields.into_iter().map(member).collect())
}

pub(super) fn create(gateway: &mut Gateway, request: &Request) -> Response {
    let result = opened(gateway, request);
    let (status, answer) = match result {
        Ok(id) => {
            let qr = gateway.page(&gateway.customer(id));
            (200, json!({ "id": id.to_string(), "status": "new", "url": qr }))
        }
        Err(refused) => {
            let error = json!({ "code": refused.code.to_string(), "description": refused.text });
            (422, json!({ "error": error }))
        }
    };
    let mut response = Response::json(status, &answer);
    response.headers = vec![
        ("x-request-id", request.header("X-Request-Id").unwrap_or_default().to_owned()),
        ("x-datetime", time_text::utc(gateway.now)),
        ("x-request-status", if status == 200 { "success" } else { "error" }.to_owned()),
    ];
    response
}

fn opened(gateway: &mut Gateway, request: &Request) -> Result<u64, Refused> {
    let expected = jws::Expected {
        algorithm: jws::Algorithm::Hs256,
        caller_member: "auth_id",
        caller: &gateway.credentials.merchant_id,
        secret: &gateway.credentials.secret_key,
    };
    jws::verify(request, &expected).map_err(|why| Refused { code: codes::WRONG_SIGNATURE_V1, text: why.into() })?;
    gateway.check_refusal()?;
    let call = read(request)?;
    call.required("type")?;
    let opening = Opening {
        origin: Origin::Invoice,
        order_id: Some(call.required("order_id")?.to_owned()),
        description: call.bounded("description", 1_024)?,
        amount: call.amount("amount", gateway.config.currency)?,
        one_step: true,
        lifetime: LIFETIME,
        hooks: Hooks::default(),
    };
    open(gateway, opening)
}
