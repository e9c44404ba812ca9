//! `card/init` and `card/pay`: a payment with a saved card, confirmed with the CVC. Source: `spec/merchant.md` 3.4, 3.5.

use super::purchase::{LIFETIME, Opening, open};
use super::{Answer, Call, callbacks, once, page};
use crate::sandbox::codes::{self, Refused};
use crate::sandbox::field::Field;
use crate::sandbox::gateway::Gateway;
use crate::sandbox::payment::Origin;

/// Creates the payment; of the card only that it exists is checked.
pub(super) fn init(gateway: &mut Gateway, call: &Call<'_>) -> Result<Answer, Refused> {
    once(gateway, call, |gateway| {
        let currency = gateway.config.currency;
        call.check_currency(currency)?;
        let user = call.user_id()?;
        let token = call.required("pg_card_token")?;
        let order_id = call.required("pg_order_id")?.to_owned();
        let description = call.bounded("pg_description", 1_024)?;
        let amount = call.amount("pg_amount", currency)?;
        let one_step = call.number("pg_auto_clearing", 0, 1)? != Some(0);
        let place = gateway
            .saved
            .iter()
            .position(|card| card.buys(user, token))
            .ok_or_else(|| Refused::new(codes::UNKNOWN_CARD))?;
        let mask = gateway.saved.get(place).map(|card| card.mask.clone());
        let opening = Opening {
            origin: Origin::SavedCard(place),
            order_id: Some(order_id.clone()),
            description,
            amount,
            one_step,
            lifetime: LIFETIME,
            hooks: callbacks::hooks(call)?,
        };
        let id = open(gateway, opening)?;
        if let Some(payment) = gateway.payments.get_mut(id) {
            payment.mask = mask;
        }
        Ok(vec![
            Field::text("pg_status", "ok"),
            Field::text("pg_payment_id", id.to_string()),
            Field::text("pg_merchant_id", gateway.credentials.merchant_id.clone()),
            Field::text("pg_order_id", order_id),
        ])
    })
}

/// Answers with the page on which the payer types the CVC. From now on the payment is in process.
pub(super) fn pay(gateway: &mut Gateway, call: &Call<'_>) -> Result<Answer, Refused> {
    call.required("pg_payment_id")?;
    let id = super::status::find(gateway, call)?;
    let stands = gateway.payments.get(id).map(|payment| (payment.origin, payment.is_confirmable()));
    let Some((Origin::SavedCard(place), true)) = stands else { return Err(Refused::new(codes::WRONG_STATE)) };
    let outcome = gateway.saved.get(place).map(|card| card.outcome);
    if let Some(payment) = gateway.payments.get_mut(id) {
        payment.charge.begin();
        payment.request = Some(call.text("pg_idempotency_key").unwrap_or("card/pay").to_owned());
    }
    if let Some(outcome) = outcome {
        gateway.expect_cvc(id, outcome);
    }
    page::cvc_form(gateway, id).map(Answer::Page).ok_or_else(|| Refused::new(codes::NOT_FOUND))
}
