//! Payouts that need no page: to a saved card and to an account. Source: `spec/payout-invoice-gateway.md` 1.2, 1.4.

use super::payout::{draft, words};
use super::{Answer, Call, callbacks};
use crate::sandbox::codes::{self, Refused};
use crate::sandbox::field::Field;
use crate::sandbox::gateway::Gateway;
use crate::sandbox::payout::{Payout, PayoutState};
use crate::sandbox::time_text::{local, parse_local};

/// `reg2reg`: the card answers at once or a little later, like the test cards of the payout page.
pub(super) fn to_card(gateway: &mut Gateway, call: &Call<'_>) -> Result<Answer, Refused> {
    let user = call.user_id()?;
    let token = call.required("pg_card_token_to")?;
    let late = || Refused::invalid("pg_order_time_limit has to be a local time to come: YYYY-MM-DD HH:MM:SS");
    parse_local(call.required("pg_order_time_limit")?).filter(|end| *end > gateway.now).ok_or_else(late)?;
    let post_link = callbacks::parse_url("pg_post_link", call.required("pg_post_link")?)?;
    let card = gateway
        .saved
        .iter()
        .find(|card| card.user_id == user && card.token == token && !card.is_removed)
        .cloned()
        .ok_or_else(|| Refused::new(codes::UNKNOWN_CARD))?;
    let payout = draft(gateway, call, 255, post_link)?;
    let id = payout.id;
    gateway.payouts.add(Payout { request: Some(super::after::cause(call)), ..payout });
    gateway.pay_out(id, card.mask.clone(), card.payout);
    let payout = under_way(gateway, id)?;
    let mut fields = head(gateway, payout);
    fields.extend([
        Field::text("pg_balance", gateway.payouts.balance.wire()),
        Field::text("pg_card_hash", card.mask),
        Field::text("pg_card_token", card.token),
    ]);
    fields.extend(tail(gateway, payout));
    // Both are there on success as well.
    fields.extend([Field::text("pg_error_code", "0"), Field::text("pg_error_description", "")]);
    Ok(Answer::Fields(fields))
}

/// `to_iban`: a bank transfer, which takes its time.
pub(super) fn to_account(gateway: &mut Gateway, call: &Call<'_>) -> Result<Answer, Refused> {
    check_recipient(call)?;
    let post_link = callbacks::parse_url("pg_post_link", call.required("pg_post_link")?)?;
    let payout = draft(gateway, call, 255, post_link)?;
    let id = payout.id;
    gateway.payouts.add(Payout { request: Some(super::after::cause(call)), ..payout });
    gateway.start_payout(id, None, None, gateway.now);
    let payout = under_way(gateway, id)?;
    let mut fields = head(gateway, payout);
    fields.extend(tail(gateway, payout));
    Ok(Answer::Fields(fields))
}

/// An account, its owner and the two codes that a transfer in Kazakhstan needs.
fn check_recipient(call: &Call<'_>) -> Result<(), Refused> {
    let digits = |text: &str, length: usize| (text.len() == length) && text.bytes().all(|byte| byte.is_ascii_digit());
    let iban = call.required("pg_recipient_iban")?;
    let country = iban.get(..2).is_some_and(|code| code.bytes().all(|byte| byte.is_ascii_uppercase()));
    if !country || !(15..=34).contains(&iban.len()) || !iban.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return Err(Refused::new(codes::WRONG_ACCOUNT));
    }
    for (name, length) in [("pg_recipient_iin", 12), ("pg_recipient_kbe", 2), ("pg_knp", 3)] {
        if !digits(call.required(name)?, length) {
            return Err(Refused::invalid(format!("{name} takes {length} digits")));
        }
    }
    call.bounded("pg_recipient_name", 255)?;
    call.bounded("pg_bank_bik", 11)?;
    Ok(())
}

/// The payout, unless it failed already.
fn under_way(gateway: &Gateway, id: u64) -> Result<&Payout, Refused> {
    let payout = gateway.payouts.get(id).ok_or_else(|| Refused::new(codes::NOT_FOUND))?;
    payout.failure().map_or(Ok(payout), |code| Err(Refused::new(code)))
}

fn head(gateway: &Gateway, payout: &Payout) -> Vec<Field> {
    // Anything but `ok` and `error` is pending; the word is an integrator's.
    let word = if payout.state == PayoutState::Paid { "ok" } else { "process" };
    words(gateway, payout, word)
}

fn tail(gateway: &Gateway, payout: &Payout) -> [Field; 2] {
    [Field::text("pg_payment_amount", payout.amount.wire()), Field::text("pg_payment_date", local(gateway.now))]
}
