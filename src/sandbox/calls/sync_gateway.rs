//! The synchronous Gateway API: `g2g/refund`, `clearing`, `cancel`, `payout_status2`. It moves the same money as the
//! merchant's own calls and tells more. Source: `spec/payout-invoice-gateway.md` 5.2–5.4, 5.11.

use super::{Answer, Call, after, payout};
use crate::sandbox::codes::Refused;
use crate::sandbox::field::Field;
use crate::sandbox::gateway::Gateway;
use crate::sandbox::time_text::with_offset;

/// `refund`: the sum is in `pg_amount` here; without it everything that is left.
pub(super) fn refund(gateway: &mut Gateway, call: &Call<'_>) -> Result<Answer, Refused> {
    call.check_currency(gateway.config.currency)?;
    let (id, refund_id) = after::refund(gateway, call, "pg_amount")?;
    Ok(Answer::Fields(vec![
        Field::text("pg_payment_id", id.to_string()),
        Field::text("pg_payment_refund_id", refund_id.to_string()),
        Field::text("pg_status", "ok"),
        Field::text("pg_refund_status", "success"),
    ]))
}

/// `clearing`. Its page calls the last member `pg_clearing_status`, its sample `pg_status_clearing`.
pub(super) fn clearing(gateway: &mut Gateway, call: &Call<'_>) -> Result<Answer, Refused> {
    let (id, whole, cleared) = after::clear(gateway, call)?;
    Ok(Answer::Fields(vec![
        Field::text("pg_payment_id", id.to_string()),
        Field::text("pg_amount", whole.wire()),
        Field::text("pg_clearing_amount", cleared.wire()),
        Field::text("pg_status", "ok"),
        Field::text("pg_clearing_status", "1"),
    ]))
}

/// `cancel`.
pub(super) fn cancel(gateway: &mut Gateway, call: &Call<'_>) -> Result<Answer, Refused> {
    let id = after::reverse(gateway, call)?;
    let revoke_id = gateway.next_id();
    Ok(Answer::Fields(vec![
        Field::text("pg_payment_id", id.to_string()),
        Field::text("pg_payment_revoke_id", revoke_id.to_string()),
        Field::text("pg_status", "ok"),
        Field::text("pg_revoke_status", "success"),
    ]))
}

/// `payout_status2`: as `api/payment_status2`, and what the recipient gets.
pub(super) fn payout_status(gateway: &mut Gateway, call: &Call<'_>) -> Result<Answer, Refused> {
    let found = payout::find(gateway, call)?;
    let mut fields = payout::current(gateway, found);
    // The sandbox takes no commission on payouts.
    fields.push(Field::text("pg_net_amount", found.amount.wire()));
    fields.push(Field::text("pg_datetime", with_offset(gateway.now)));
    Ok(Answer::Fields(fields))
}

/// `balance_status`: here the currency is needed.
pub(super) fn balance(gateway: &mut Gateway, call: &Call<'_>) -> Result<Answer, Refused> {
    call.required("pg_currency")?;
    payout::balance(gateway, call)
}
