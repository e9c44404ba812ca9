//! `g2g/status_v2`: how a payment stands, in the words of the Gateway API. Source: `spec/payout-invoice-gateway.md` 5.1.

use super::status::{find, negative};
use super::{Answer, Call};
use crate::sandbox::cards;
use crate::sandbox::chance::Chance;
use crate::sandbox::charge::State;
use crate::sandbox::codes::{self, Refused};
use crate::sandbox::field::Field;
use crate::sandbox::gateway::Gateway;
use crate::sandbox::payment::{Origin, Payment, auth_code, net, reference};
use crate::sandbox::time_text::{local, with_offset};

pub(super) fn get(gateway: &mut Gateway, call: &Call<'_>) -> Result<Answer, Refused> {
    let id = find(gateway, call)?;
    let payment = gateway.payments.get(id).ok_or_else(|| Refused::new(codes::NOT_FOUND))?;
    let mut fields = money(payment);
    fields.extend(payer(gateway, payment));
    fields.extend(moves(gateway, payment));
    fields.push(Field::text("pg_datetime", with_offset(gateway.now)));
    Ok(Answer::Fields(fields))
}

fn money(payment: &Payment) -> Vec<Field> {
    let charge = &payment.charge;
    let mut fields = vec![
        Field::text("pg_payment_id", payment.id.to_string()),
        Field::text("pg_order_id", payment.order_id.clone().unwrap_or_default()),
        Field::text("pg_currency", charge.amount().currency().code()),
        Field::text("pg_status", "ok"),
        Field::text("pg_payment_status", payment.status_word()),
        Field::text("pg_amount", charge.amount().wire()),
        Field::text("pg_net_amount", net(charge.amount()).wire()),
        Field::text("pg_clearing_amount", charge.cleared().wire()),
        Field::text("pg_captured", u8::from(payment.is_captured()).to_string()),
    ];
    if !charge.refunds().is_empty() {
        fields.push(Field::text("pg_refund_amount", negative(charge.refunded())));
    }
    fields
}

fn payer(gateway: &Gateway, payment: &Payment) -> Vec<Field> {
    let mut fields = vec![Field::text("pg_user_email", payment.hooks.email.clone().unwrap_or_default())];
    if let Some(phone) = &payment.hooks.phone {
        fields.push(Field::text("pg_user_phone", phone.clone()));
    }
    if let Some(mask) = &payment.mask {
        fields.extend([
            Field::text("pg_card_name", cards::OWNER),
            Field::text("pg_card_pan", mask.clone()),
            Field::text("pg_card_exp", format!("{}/{}", cards::EXPIRY.0, cards::EXPIRY.1)),
            Field::text("pg_card_brand", cards::brand(mask)),
        ]);
    }
    if let Origin::SavedCard(place) = payment.origin
        && let Some(card) = gateway.saved.get(place)
    {
        fields.push(Field::text("pg_card_id", card.card_id.clone()));
        fields.push(Field::text("pg_card_token", card.token.clone()));
    }
    fields
}

/// A list that is there also when it is empty. An empty element counts as an empty text in the signature.
fn list(name: &str, items: Vec<Field>) -> Field {
    if items.is_empty() { Field::text(name, "") } else { Field::group(name, items) }
}

fn moves(gateway: &Gateway, payment: &Payment) -> Vec<Field> {
    let seed = gateway.config.seed;
    let mut fields = vec![Field::text("pg_payment_date", local(payment.paid_at.unwrap_or(payment.created_at)))];
    let refunds = payment.charge.refunds().iter().map(|refund| {
        let told = vec![
            Field::text("pg_payment_id", refund.id.to_string()),
            Field::text("pg_payment_status", "success"),
            Field::text("pg_amount", negative(refund.amount)),
            Field::text("pg_payment_date", local(refund.at)),
            Field::text("pg_reference", reference(seed, refund.id)),
            Field::text("pg_failure_code", ""),
            Field::text("pg_failure_description", ""),
        ];
        Field::group("pg_refund_payment", told)
    });
    fields.push(list("pg_refund_payments", refunds.collect()));
    let revoked = (payment.charge.state() == State::Reversed).then(|| {
        let told =
            vec![Field::text("pg_payment_id", payment.id.to_string()), Field::text("pg_payment_status", "success")];
        Field::group("pg_revoked_payment", told)
    });
    fields.push(list("pg_revoked_payments", revoked.into_iter().collect()));
    if payment.is_authorised() {
        fields.push(Field::text("pg_reference", reference(seed, payment.id)));
        let second = Chance::of(seed, "second reference", payment.id).digits(23);
        fields.push(Field::text("pg_intreference", second));
        fields.push(Field::text("pg_auth_code", auth_code(seed, payment.id)));
    }
    if let Some(code) = payment.charge.failure() {
        fields.push(Field::text("pg_failure_code", code.to_string()));
        fields.push(Field::text("pg_failure_description", payment.failure_text(code)));
    }
    fields
}
