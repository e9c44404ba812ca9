//! Charges with a recurring profile: `make_recurring_payment` and its twin `g2g/recurrent`.
//! Source: `spec/merchant.md` 2.3, `spec/payout-invoice-gateway.md` 5.5.

use super::purchase::{LIFETIME, Opening, open};
use super::{Answer, Call, after, callbacks, once};
use crate::sandbox::codes::{self, Refused};
use crate::sandbox::field::Field;
use crate::sandbox::gateway::Gateway;
use crate::sandbox::payment::Origin;
use crate::sandbox::recurring::Profile;
use crate::sandbox::time_text::{local, utc};

/// `make_recurring_payment`. The money is debited at once, or refused with the bank's code.
pub(super) fn make(gateway: &mut Gateway, call: &Call<'_>) -> Result<Answer, Refused> {
    once(gateway, call, |gateway| {
        let order_id = call.text("pg_order_id").map(str::to_owned);
        let (id, name, profile) = charge(gateway, call, order_id)?;
        let amount = call.amount("pg_amount", gateway.config.currency)?;
        Ok(vec![
            Field::text("pg_status", "ok"),
            Field::text("pg_payment_id", id.to_string()),
            Field::text("pg_amount", amount.wire()),
            Field::text("pg_currency", amount.currency().code()),
            Field::text("pg_recurring_profile", name),
            Field::text("pg_recurring_profile_expiry_date", local(profile.expires_at)),
        ])
    })
}

/// `g2g/recurrent`: here the order number is needed.
pub(super) fn recurrent(gateway: &mut Gateway, call: &Call<'_>) -> Result<Answer, Refused> {
    let order_id = Some(call.required("pg_order_id")?.to_owned());
    let (id, name, _) = charge(gateway, call, order_id)?;
    Ok(Answer::Fields(vec![
        Field::text("pg_payment_id", id.to_string()),
        Field::text("pg_status", "ok"),
        Field::text("pg_recurring_profile", name),
        Field::text("pg_datetime", utc(gateway.now)),
    ]))
}

/// Charges the profile. Answers the payment and the profile with its name.
fn charge(gateway: &mut Gateway, call: &Call<'_>, order_id: Option<String>) -> Result<(u64, String, Profile), Refused> {
    let currency = gateway.config.currency;
    call.check_currency(currency)?;
    let name = call.required("pg_recurring_profile")?.to_owned();
    let profile = gateway.profiles.get(&name).cloned();
    let profile = profile.ok_or_else(|| Refused::invalid("pg_recurring_profile is unknown"))?;
    if profile.expires_at <= gateway.now {
        return Err(Refused::new(codes::PROFILE_EXPIRED));
    }
    let opening = Opening {
        origin: Origin::Recurring,
        order_id,
        description: call.bounded("pg_description", 1_024)?,
        amount: call.amount("pg_amount", currency)?,
        one_step: true,
        lifetime: LIFETIME,
        hooks: callbacks::hooks(call)?,
    };
    let id = open(gateway, opening)?;
    if let Some(payment) = gateway.payments.get_mut(id) {
        payment.mask = Some(profile.mask.clone());
        payment.profile = Some(name.clone());
        payment.request = Some(after::cause(call));
    }
    gateway.answer_payer(id, profile.outcome, gateway.now);
    match gateway.payments.get(id).and_then(|payment| payment.charge.failure()) {
        Some(code) => Err(Refused::new(code)),
        None => Ok((id, name, profile)),
    }
}
