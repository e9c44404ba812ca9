//! `init_payment.php`: a payment with a hosted page. Source: `spec/merchant.md` 2.1.

use std::time::Duration;

use super::{Answer, Call, callbacks, once};
use crate::domain::{Money, OrderId};
use crate::sandbox::charge::Charge;
use crate::sandbox::codes::{self, Refused};
use crate::sandbox::field::Field;
use crate::sandbox::gateway::Gateway;
use crate::sandbox::hooks::Hooks;
use crate::sandbox::payment::{Origin, Payment};

/// Lifetime of a payment that says none; the real default is unknown, this is the value of an old example.
pub(super) const LIFETIME: u64 = 86_400;

/// What is needed to open a payment or invoice.
pub(super) struct Opening {
    pub(super) origin: Origin,
    pub(super) order_id: Option<String>,
    pub(super) description: String,
    pub(super) amount: Money,
    pub(super) one_step: bool,
    pub(super) lifetime: u64,
    pub(super) hooks: Hooks,
}

/// Opens it and plans its payer; refuses an order number that is taken.
pub(super) fn open(gateway: &mut Gateway, opening: Opening) -> Result<u64, Refused> {
    let Opening { origin, order_id, description, amount, one_step, lifetime, hooks } = opening;
    if let Some(order) = &order_id {
        if OrderId::new(order).is_err() {
            return Err(Refused::invalid("the order id takes 1 to 50 characters"));
        }
        if gateway.payments.of_order(order).is_some() {
            return Err(Refused::new(codes::NOT_UNIQUE));
        }
    }
    let id = gateway.next_id();
    let payment = Payment {
        id,
        origin,
        order_id,
        description,
        charge: Charge::new(amount),
        one_step,
        customer: gateway.customer(id),
        mask: None,
        created_at: gateway.now,
        expires_at: gateway.now.plus(Duration::from_secs(lifetime)),
        paid_at: None,
        outcome: None,
        request: None,
        hooks,
        profile_months: None,
        profile: None,
        wrong_codes: None,
    };
    gateway.payments.add(payment);
    gateway.expect_payer(id);
    Ok(id)
}

pub(super) fn init(gateway: &mut Gateway, call: &Call<'_>) -> Result<Answer, Refused> {
    once(gateway, call, |gateway| {
        let currency = gateway.config.currency;
        call.check_currency(currency)?;
        if call.text("pg_user_id").is_some() {
            call.user_id()?;
        }
        let is_mobile = call.text("pg_payment_method") == Some("mobile_commerce");
        let months = call.number("pg_recurring_lifetime", 1, 156)?;
        let recurring = call.number("pg_recurring_start", 0, 1)? == Some(1);
        let opening = Opening {
            origin: if is_mobile { Origin::Mobile } else { Origin::Page },
            order_id: call.text("pg_order_id").map(str::to_owned),
            description: call.bounded("pg_description", 1_024)?,
            amount: call.amount("pg_amount", currency)?,
            // Without the field the shop's setting decides; this shop debits at once. A phone's balance holds nothing.
            one_step: call.number("pg_auto_clearing", 0, 1)? != Some(0) || is_mobile,
            lifetime: call.number("pg_lifetime", 300, 604_800)?.unwrap_or(LIFETIME),
            hooks: callbacks::hooks(call)?,
        };
        let id = open(gateway, opening)?;
        if let Some(payment) = gateway.payments.get_mut(id).filter(|_| recurring && !is_mobile) {
            payment.profile_months = Some(months.unwrap_or(12));
        }
        let page = gateway.page(&gateway.customer(id));
        Ok(vec![
            Field::text("pg_status", "ok"),
            Field::text("pg_payment_id", id.to_string()),
            Field::text("pg_redirect_url", page),
            Field::text("pg_redirect_url_type", "need data"),
        ])
    })
}
