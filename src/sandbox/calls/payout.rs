//! Payouts: the hosted page, two status calls, the balance. Source: `spec/payout-invoice-gateway.md` 1.

use url::Url;

use super::{Answer, Call, callbacks};
use crate::domain::OrderId;
use crate::sandbox::codes::{self, Refused};
use crate::sandbox::events::RECIPIENT;
use crate::sandbox::field::Field;
use crate::sandbox::gateway::Gateway;
use crate::sandbox::payout::{Payout, PayoutState};
use crate::sandbox::schedule::Event;
use crate::sandbox::{chance::Chance, time_text};

/// A payout as every creation call names it; refuses an order number that is taken.
pub(super) fn draft(
    gateway: &mut Gateway,
    call: &Call<'_>,
    max_description: usize,
    post_link: Url,
) -> Result<Payout, Refused> {
    let order_id = call.required("pg_order_id")?.to_owned();
    let amount = call.amount("pg_amount", gateway.config.currency)?;
    let description = call.bounded("pg_description", max_description)?;
    if OrderId::new(&order_id).is_err() {
        return Err(Refused::invalid("pg_order_id takes 1 to 50 characters"));
    }
    if gateway.payouts.of_order(&order_id).is_some() {
        return Err(Refused::new(codes::NOT_UNIQUE));
    }
    let id = gateway.next_id();
    Ok(Payout {
        id,
        order_id,
        description,
        amount,
        state: PayoutState::New,
        refusal: None,
        customer: gateway.customer(id),
        mask: None,
        created_at: gateway.now,
        post_link: Some(post_link),
        request: None,
    })
}

/// `reg2nonreg`: makes a page where the recipient enters the card that is paid out to.
pub(super) fn create(gateway: &mut Gateway, call: &Call<'_>) -> Result<Answer, Refused> {
    call.bounded("pg_back_link", 255)?;
    let post_link = callbacks::parse_url("pg_post_link", call.required("pg_post_link")?)?;
    let deadline = time_text::parse_local(call.required("pg_order_time_limit")?)
        .filter(|deadline| *deadline > gateway.now)
        .ok_or_else(|| Refused::invalid("pg_order_time_limit has to be a local time to come: YYYY-MM-DD HH:MM:SS"))?;
    let payout = draft(gateway, call, 255, post_link)?;
    let id = payout.id;
    let page = gateway.page(&payout.customer);
    gateway.payouts.add(payout);
    gateway.schedule.add(deadline, Event::PayoutExpires(id));
    // One recipient in ten never comes.
    if Chance::of(gateway.config.seed, "recipient comes", id).within(0, 9) > 0 {
        let at = gateway.now.plus(gateway.pause("recipient's pause", id, &RECIPIENT));
        gateway.schedule.add(at, Event::RecipientEnters(id));
    }
    Ok(Answer::Fields(vec![
        Field::text("pg_status", "ok"),
        Field::text("pg_payment_id", id.to_string()),
        Field::text("pg_merchant_id", gateway.credentials.merchant_id.clone()),
        Field::text("pg_redirect_url", page),
    ]))
}

/// The payout that a call means. Both ids may be given; the payment id decides, and then the order has to fit.
pub(super) fn find<'a>(gateway: &'a Gateway, call: &Call<'_>) -> Result<&'a Payout, Refused> {
    let id = call.id("pg_payment_id")?;
    let order = call.text("pg_order_id");
    if id.is_none() && order.is_none() {
        return Err(Refused::invalid("pg_order_id is missing"));
    }
    id.or_else(|| order.and_then(|order| gateway.payouts.of_order(order)))
        .and_then(|id| gateway.payouts.get(id))
        .filter(|payout| order.is_none_or(|order| payout.order_id == order))
        .ok_or_else(|| Refused::new(codes::NOT_FOUND))
}

pub(super) fn words(gateway: &Gateway, payout: &Payout, word: &str) -> Vec<Field> {
    vec![
        Field::text("pg_payment_id", payout.id.to_string()),
        Field::text("pg_merchant_id", gateway.credentials.merchant_id.clone()),
        Field::text("pg_status", word),
        Field::text("pg_order_id", payout.order_id.clone()),
    ]
}

/// `payment_status`, deprecated: its page prints the root `root` and puts the payout's word into `pg_status`.
pub(super) fn status(gateway: &mut Gateway, call: &Call<'_>) -> Result<Answer, Refused> {
    let payout = find(gateway, call)?;
    Ok(Answer::Rooted("root", words(gateway, payout, payout.word())))
}

/// `payment_status2`, current.
pub(super) fn status2(gateway: &mut Gateway, call: &Call<'_>) -> Result<Answer, Refused> {
    let payout = find(gateway, call)?;
    Ok(Answer::Fields(current(gateway, payout)))
}

/// What the current status calls tell.
pub(super) fn current(gateway: &Gateway, payout: &Payout) -> Vec<Field> {
    let mut fields = words(gateway, payout, "ok");
    fields.push(Field::text("pg_payment_status", payout.word2()));
    fields.push(Field::text("pg_amount", payout.amount.wire()));
    // Where the code of a failed payout stands is not documented; these are the names of the token payout's reply.
    if let Some(code) = payout.failure() {
        fields.push(Field::text("pg_error_code", code.to_string()));
        fields.push(Field::text("pg_error_description", codes::text(code)));
    }
    fields
}

/// `get_status2.php`, deprecated: by order number only.
pub(super) fn by_order(gateway: &mut Gateway, call: &Call<'_>) -> Result<Answer, Refused> {
    call.required("pg_order_id")?;
    let payout = find(gateway, call)?;
    let paid = u8::from(payout.state == PayoutState::Paid).to_string();
    Ok(Answer::Fields(vec![
        Field::text("pg_status", "ok"),
        Field::text("pg_payment_id", payout.id.to_string()),
        Field::text("pg_transaction_status", payout.transaction_word()),
        Field::text("pg_can_reject", "0"),
        Field::text("pg_testing_mode", "1"),
        Field::text("pg_captured", paid),
        Field::text("pg_create_date", time_text::local(payout.created_at)),
    ]))
}

/// `balance_status`.
pub(super) fn balance(gateway: &mut Gateway, call: &Call<'_>) -> Result<Answer, Refused> {
    call.check_currency(gateway.config.currency)?;
    let balance = gateway.payouts.balance;
    Ok(Answer::Fields(vec![
        Field::text("pg_status", "ok"),
        Field::text("pg_balance", balance.wire()),
        Field::text("pg_currency", balance.currency().code()),
    ]))
}
