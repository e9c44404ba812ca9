//! `card/direct`: a payment with a saved card and no CVC. Source: `spec/merchant.md` 3.6.

use super::{Answer, Call, after};
use crate::sandbox::codes::{self, Refused};
use crate::sandbox::field::Field;
use crate::sandbox::gateway::Gateway;
use crate::sandbox::payment::{Origin, Payment};
use crate::sandbox::time_text::local;

pub(super) fn direct(gateway: &mut Gateway, call: &Call<'_>) -> Result<Answer, Refused> {
    call.required("pg_payment_id")?;
    let id = super::status::find(gateway, call)?;
    let payment = gateway.payments.get_mut(id).ok_or_else(|| Refused::new(codes::NOT_FOUND))?;
    // Whose payer has the page open, who is charged already and who failed: all of them are refused alike.
    let (Origin::SavedCard(place), true, None) = (payment.origin, payment.is_confirmable(), payment.outcome) else {
        return Ok(refusal(codes::WRONG_STATE));
    };
    let card = gateway.saved.get(place).filter(|card| !card.is_removed);
    let outcome = card.map(|card| card.outcome).ok_or_else(|| Refused::new(codes::UNKNOWN_CARD))?;
    payment.request = Some(after::cause(call));
    gateway.answer_payer(id, outcome, gateway.now);
    let payment = gateway.payments.get(id).ok_or_else(|| Refused::new(codes::NOT_FOUND))?;
    match payment.charge.failure() {
        Some(code) => Ok(refusal(code)),
        None => Ok(Answer::Fields(fields(gateway, payment, place))),
    }
}

/// This call tells its reason in `pg_failure_description`, also when it is repeated on money that is held.
fn refusal(code: u32) -> Answer {
    Answer::Fields(vec![
        Field::text("pg_status", "error"),
        Field::text("pg_error_code", code.to_string()),
        Field::text("pg_failure_description", codes::text(code)),
    ])
}

fn fields(gateway: &Gateway, payment: &Payment, place: usize) -> Vec<Field> {
    let mask = payment.mask.clone().unwrap_or_default();
    let (card_id, token) =
        gateway.saved.get(place).map(|card| (card.card_id.clone(), card.token.clone())).unwrap_or_default();
    let amount = payment.charge.amount();
    vec![
        Field::text("pg_status", "ok"),
        Field::text("pg_payment_id", payment.id.to_string()),
        Field::text("pg_transaction_status", payment.transaction_word()),
        Field::text("pg_payment_status", payment.status_word()),
        Field::text("pg_payment_method", "bankcard"),
        Field::text("pg_create_date", local(payment.created_at)),
        Field::text("pg_can_reject", u8::from(payment.can_reject()).to_string()),
        Field::text("pg_captured", u8::from(payment.is_captured()).to_string()),
        Field::text("pg_card_pan", mask.clone()),
        Field::text("pg_card_id", card_id),
        Field::text("pg_card_token", token),
        Field::text("pg_card_hash", mask),
        Field::text("pg_amount", amount.wire()),
        Field::text("pg_currency", amount.currency().code()),
    ]
}
