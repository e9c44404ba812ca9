//! Invoices: `init` with a detached JWS, `pay` with a saved card. Source: `spec/payout-invoice-gateway.md` 2.1 and the
//! page of `pay`.

use serde_json::json;

use super::purchase::{LIFETIME, Opening, open};
use super::{Call, callbacks, codes};
use crate::domain::Currency;
use crate::sandbox::codes::Refused;
use crate::sandbox::field::Field;
use crate::sandbox::gateway::Gateway;
use crate::sandbox::hooks::Hooks;
use crate::sandbox::http::{Request, Response};
use crate::sandbox::payment::{Origin, Payment};
use crate::sandbox::time_text::with_offset;
use crate::sandbox::{body, jws, xml};

/// Whether the request is the merchant's.
pub(super) fn check(gateway: &Gateway, request: &Request) -> Result<(), Refused> {
    let expected = jws::Expected {
        algorithm: jws::Algorithm::Hs512,
        caller_member: "merchant_id",
        caller: &gateway.credentials.merchant_id,
        secret: &gateway.credentials.secret_key,
    };
    jws::verify(request, &expected).map_err(|why| Refused { code: codes::WRONG_SIGNATURE, text: why.into() })
}

pub(super) fn read(request: &Request) -> Result<Call<'_>, Refused> {
    body::fields(request).map(|fields| Call { script: request.script(), fields }).map_err(Refused::invalid)
}

/// `init`: answers JSON with the address that the payer's QR code holds.
pub(super) fn init(gateway: &mut Gateway, request: &Request) -> Response {
    let answer = match create(gateway, request) {
        Ok(id) => {
            let qr = gateway.page(&gateway.customer(id));
            json!({
                "status": "ok",
                "invoice_status": "new",
                "invoice_id": id,
                "invoice_methods": { "qr": qr },
                "dt": with_offset(gateway.now),
            })
        }
        Err(refused) => json!({
            "status": "error",
            "error_code": refused.code,
            "error_description": refused.text,
            "dt": with_offset(gateway.now),
        }),
    };
    Response::json(200, &answer)
}

fn create(gateway: &mut Gateway, request: &Request) -> Result<u64, Refused> {
    check(gateway, request)?;
    gateway.check_refusal()?;
    let call = read(request)?;
    if call.text("merchant_id") != Some(gateway.credentials.merchant_id.as_str()) {
        return Err(Refused::new(codes::WRONG_MERCHANT));
    }
    let currency = gateway.config.currency;
    if call.text("currency").is_some_and(|code| Currency::from_code(code) != Some(currency)) {
        return Err(Refused::invalid(format!("currency: this merchant takes {currency} only")));
    }
    if !call.required("invoice_method")?.split(',').any(|method| method.trim() == "qr") {
        return Err(Refused::invalid("invoice_method: only qr is known"));
    }
    let opening = Opening {
        origin: Origin::Invoice,
        order_id: Some(call.required("order_id")?.to_owned()),
        description: call.bounded("description", 1_024)?,
        amount: call.amount("amount", currency)?,
        one_step: true,
        lifetime: LIFETIME,
        hooks: hooks(&call)?,
    };
    open(gateway, opening)
}

/// Here the hooks have names without a prefix, and nothing is echoed.
fn hooks(call: &Call<'_>) -> Result<Hooks, Refused> {
    let method = call.text("request_method").map(|word| callbacks::parse_method("request_method", word)).transpose()?;
    Ok(Hooks {
        check_url: callbacks::url(call, "check_url")?,
        result_url: callbacks::url(call, "result_url")?,
        method: method.unwrap_or_default(),
        ..Hooks::default()
    })
}

/// `pay`: its page shows no signature, so none is needed, but a wrong one is refused.
pub(super) fn pay(gateway: &mut Gateway, request: &Request) -> Response {
    let fields = match charge(gateway, request) {
        Ok(id) => gateway.payments.get(id).map(told).unwrap_or_default(),
        Err((id, refused)) => {
            let mut fields = vec![Field::text("status", "error")];
            if let Some(payment) = id.and_then(|id| gateway.payments.get(id)) {
                fields.extend(identity(payment));
            }
            fields.push(Field::text("error_code", refused.code.to_string()));
            fields.push(Field::text("error_description", refused.text.as_ref()));
            fields
        }
    };
    let mut fields = fields;
    fields.push(Field::text("dt", with_offset(gateway.now)));
    Response::xml(200, xml::document("root", &fields))
}

/// Pays; a refusal comes with the invoice it is about, when there is one.
fn charge(gateway: &mut Gateway, request: &Request) -> Result<u64, (Option<u64>, Refused)> {
    let plain = |refused| (None, refused);
    if request.header("X-JWS-Signature").is_some() {
        check(gateway, request).map_err(plain)?;
    }
    gateway.check_refusal().map_err(plain)?;
    let call = read(request).map_err(plain)?;
    let customer = call.required("customer").map_err(plain)?;
    let user = call.required("user_id").map_err(plain)?;
    let token = call.required("card_token").map_err(plain)?;
    let payment = gateway
        .payments
        .of_customer(customer)
        .and_then(|id| gateway.payments.get(id))
        .filter(|payment| payment.origin == Origin::Invoice)
        .ok_or_else(|| plain(Refused::new(codes::NOT_FOUND)))?;
    let id = payment.id;
    let about = |code| (Some(id), Refused::new(code));
    if !payment.charge.is_open() {
        return Err(about(match payment.charge.failure() {
            None => codes::ALREADY_PAID,
            Some(codes::EXPIRED) => codes::EXPIRED,
            Some(_) => codes::WRONG_STATE,
        }));
    }
    let (mask, outcome) = gateway
        .saved
        .iter()
        .find(|card| card.buys(user, token))
        .map(|card| (card.mask.clone(), card.outcome))
        .ok_or_else(|| about(codes::UNKNOWN_CARD))?;
    if let Some(payment) = gateway.payments.get_mut(id) {
        payment.mask = Some(mask);
        payment.outcome = Some(outcome);
        payment.request = Some("invoice/pay".to_owned());
    }
    gateway.answer_payer(id, outcome, gateway.now);
    Ok(id)
}

fn identity(payment: &Payment) -> Vec<Field> {
    let amount = payment.charge.amount();
    vec![
        Field::text("order_id", payment.order_id.clone().unwrap_or_default()),
        Field::text("invoice_status", payment.invoice_word()),
        Field::text("amount", amount.wire()),
        Field::text("currency", amount.currency().code()),
    ]
}

/// The reply of the page: `invoice_id` and `card_pan` only with `ok` and `failed`.
pub(super) fn told(payment: &Payment) -> Vec<Field> {
    let mut fields = vec![Field::text("status", "ok")];
    fields.extend(identity(payment));
    if !payment.charge.is_open() {
        fields.push(Field::text("invoice_id", payment.id.to_string()));
        fields.extend(payment.mask.iter().map(|mask| Field::text("card_pan", mask.clone())));
    }
    if let Some(code) = payment.charge.failure() {
        fields.push(Field::text("error_code", code.to_string()));
        fields.push(Field::text("error_description", codes::text(code)));
    }
    fields
}
