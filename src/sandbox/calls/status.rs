//! `get_status3.php`: how a payment stands. Source: `spec/merchant.md` 2.7.

use super::{Answer, Call};
use crate::domain::Money;
use crate::sandbox::cards;
use crate::sandbox::codes::{self, Refused};
use crate::sandbox::field::Field;
use crate::sandbox::gateway::Gateway;
use crate::sandbox::payment::{Payment, auth_code, reference};
use crate::sandbox::time_text::local;

/// The payment that a call means: by payment id, else the last one of the order.
pub(super) fn find(gateway: &Gateway, call: &Call<'_>) -> Result<u64, Refused> {
    if call.text("pg_payment_id").is_none() && call.text("pg_order_id").is_none() {
        return Err(Refused::invalid("pg_payment_id or pg_order_id is missing"));
    }
    match call.id("pg_payment_id")? {
        Some(id) => gateway.payments.get(id).map(|payment| payment.id),
        None => call.text("pg_order_id").and_then(|order| gateway.payments.of_order(order)),
    }
    .ok_or_else(|| Refused::new(codes::NOT_FOUND))
}

pub(super) fn get(gateway: &mut Gateway, call: &Call<'_>) -> Result<Answer, Refused> {
    let id = find(gateway, call)?;
    let payment = gateway.payments.get(id).ok_or_else(|| Refused::new(codes::NOT_FOUND))?;
    Ok(Answer::Fields(fields(payment, gateway.config.seed)))
}

fn fields(payment: &Payment, seed: u64) -> Vec<Field> {
    let charge = &payment.charge;
    let mut fields = vec![Field::text("pg_status", "ok"), Field::text("pg_payment_id", payment.id.to_string())];
    let mut add = |name: &str, value: String| fields.push(Field::text(name, value));
    if let Some(order) = &payment.order_id {
        add("pg_order_id", order.clone());
    }
    add("pg_can_reject", u8::from(payment.can_reject()).to_string());
    add("pg_testing_mode", "1".to_owned());
    add("pg_amount", charge.amount().wire());
    add("pg_currency", charge.amount().currency().code().to_owned());
    add("pg_payment_status", payment.status_word().to_owned());
    add("pg_clearing_amount", charge.cleared().wire());
    add("pg_captured", u8::from(payment.is_captured()).to_string());
    add("pg_create_date", local(payment.created_at));
    if let Some(method) = payment.method_word() {
        add("pg_payment_method", method.to_owned());
    }
    if let Some(phone) = &payment.hooks.phone {
        add("pg_user_phone", phone.clone());
    }
    if let Some(mask) = &payment.mask {
        add("pg_card_pan", mask.clone());
        add("pg_card_brand", cards::brand(mask).to_owned());
    }
    if let Some(at) = payment.paid_at {
        add("pg_payment_date", local(at));
    }
    if payment.is_authorised() {
        add("pg_reference", reference(seed, payment.id));
        add("pg_auth_code", auth_code(seed, payment.id));
    }
    if let Some(code) = charge.failure() {
        add("pg_failure_code", code.to_string());
        add("pg_failure_description", payment.failure_text(code));
    }
    if !charge.refunds().is_empty() {
        add("pg_refund_amount", negative(charge.refunded()));
        let refunds = charge.refunds().iter().map(|refund| {
            let told = vec![
                Field::text("pg_payment_id", refund.id.to_string()),
                Field::text("pg_payment_status", "success"),
                Field::text("pg_amount", negative(refund.amount)),
                Field::text("pg_payment_date", local(refund.at)),
                Field::text("pg_reference", reference(seed, refund.id)),
            ];
            Field::group("pg_refund_payment", told)
        });
        let refunds = refunds.collect();
        fields.push(Field::group("pg_refund_payments", refunds));
    }
    fields
}

/// Refund amounts come back negative. Source: `spec/README.md`, decision 4.
pub(super) fn negative(amount: Money) -> String {
    format!("-{}", amount.wire())
}
