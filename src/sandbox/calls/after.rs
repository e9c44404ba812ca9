//! What a merchant does with a payment afterwards: clearing, refund, cancellation. Source: `spec/merchant.md` 2.4–2.6.

use super::{Answer, Call};
use crate::domain::Money;
use crate::sandbox::codes::{self, Refused};
use crate::sandbox::effect::EffectKind;
use crate::sandbox::field::Field;
use crate::sandbox::gateway::Gateway;
use crate::sandbox::payment::Payment;

/// The call's idempotency key, else its name: what the true ledger remembers as the cause. Nothing depends on the key.
pub(super) fn cause(call: &Call<'_>) -> String {
    call.text("pg_idempotency_key").unwrap_or(call.script).to_owned()
}

fn payment<'a>(gateway: &'a mut Gateway, call: &Call<'_>) -> Result<&'a mut Payment, Refused> {
    call.required("pg_payment_id")?;
    let id = super::status::find(gateway, call)?;
    gateway.payments.get_mut(id).ok_or_else(|| Refused::new(codes::NOT_FOUND))
}

fn ok() -> Vec<Field> {
    vec![Field::text("pg_status", "ok")]
}

/// Debits a hold, without an amount everything. Answers the payment, its amount and what was debited.
pub(super) fn clear(gateway: &mut Gateway, call: &Call<'_>) -> Result<(u64, Money, Money), Refused> {
    let currency = gateway.config.currency;
    let asked = call.text("pg_clearing_amount").map(|_| call.amount("pg_clearing_amount", currency)).transpose()?;
    let payment = payment(gateway, call)?;
    let (id, whole) = (payment.id, payment.charge.amount());
    let amount = payment.charge.clear(asked)?;
    gateway.record_payment(gateway.now, EffectKind::Clear, id, amount, Some(cause(call)));
    Ok((id, whole, amount))
}

/// Returns debited money, without an amount or with 0 everything that is left. Answers the payment and the refund.
pub(super) fn refund(gateway: &mut Gateway, call: &Call<'_>, name: &'static str) -> Result<(u64, u64), Refused> {
    let currency = gateway.config.currency;
    let asked = match call.text(name) {
        Some(text) if Money::from_wire(text, currency).is_ok_and(Money::is_zero) => None,
        Some(_) => Some(call.amount(name, currency)?),
        None => None,
    };
    let (refund_id, now) = (gateway.next_id(), gateway.now);
    let payment = payment(gateway, call)?;
    let id = payment.id;
    let amount = payment.charge.refund(asked, refund_id, now)?;
    gateway.record_payment(now, EffectKind::Refund, id, amount, Some(cause(call)));
    Ok((id, refund_id))
}

/// Lets the whole hold go. Answers the payment.
pub(super) fn reverse(gateway: &mut Gateway, call: &Call<'_>) -> Result<u64, Refused> {
    let payment = payment(gateway, call)?;
    let id = payment.id;
    let amount = payment.charge.cancel()?;
    gateway.record_payment(gateway.now, EffectKind::Reverse, id, amount, Some(cause(call)));
    Ok(id)
}

/// `do_capture.php`.
pub(super) fn capture(gateway: &mut Gateway, call: &Call<'_>) -> Result<Answer, Refused> {
    let (_, whole, amount) = clear(gateway, call)?;
    let mut fields = ok();
    fields.push(Field::text("pg_amount", whole.wire()));
    fields.push(Field::text("pg_clearing_amount", amount.wire()));
    Ok(Answer::Fields(fields))
}

/// `revoke.php`.
pub(super) fn revoke(gateway: &mut Gateway, call: &Call<'_>) -> Result<Answer, Refused> {
    refund(gateway, call, "pg_refund_amount")?;
    Ok(Answer::Fields(ok()))
}

/// `cancel.php`.
pub(super) fn cancel(gateway: &mut Gateway, call: &Call<'_>) -> Result<Answer, Refused> {
    reverse(gateway, call)?;
    Ok(Answer::Fields(ok()))
}
