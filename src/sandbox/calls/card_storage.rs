//! Saved cards: `cardstorage/add`, `list`, `remove`, and `cardstoragepayout/add`. Source: `spec/merchant.md` 3.1–3.3.

use super::{Answer, Call, callbacks, page};
use crate::sandbox::cards::{self, SavedCard};
use crate::sandbox::chance::Chance;
use crate::sandbox::codes::{self, Refused};
use crate::sandbox::field::Field;
use crate::sandbox::gateway::Gateway;
use crate::sandbox::http::{Request, Response};
use crate::sandbox::saving::Saving;
use crate::sandbox::time_text::local;
use crate::sandbox::{body, field};

/// `cardstorage/add`: a page on which the user types a card.
pub(super) fn add(gateway: &mut Gateway, call: &Call<'_>) -> Result<Answer, Refused> {
    open(gateway, call, false)
}

/// `cardstoragepayout/add`: as above, for a card that serves payouts only.
pub(super) fn add_for_payouts(gateway: &mut Gateway, call: &Call<'_>) -> Result<Answer, Refused> {
    open(gateway, call, true)
}

fn open(gateway: &mut Gateway, call: &Call<'_>, payouts_only: bool) -> Result<Answer, Refused> {
    let user_id = call.user_id()?.to_owned();
    callbacks::parse_url("pg_back_link", call.required("pg_back_link")?)?;
    let post_link = callbacks::url(call, "pg_post_link")?;
    let order_id = call.text("pg_order_id").map(str::to_owned);
    let id = gateway.next_id();
    let page = Chance::of(gateway.config.seed, "card page", id).uuid().simple().to_string();
    let merchant = gateway.credentials.merchant_id.clone();
    let storage = if payouts_only { "cardstoragepayout" } else { "cardstorage" };
    let address = format!("{}/v1/merchant/{merchant}/{storage}/view?pg_payment_id={page}", gateway.public_url);
    let fields = vec![
        Field::text("pg_payment_id", id.to_string()),
        Field::text("pg_merchant_id", merchant),
        Field::text("pg_order_id", order_id.clone().unwrap_or_default()),
        Field::text("pg_redirect_url", address),
        Field::text("pg_status", "ok"),
        Field::text("pg_type", "init"),
    ];
    gateway.open_saving(Saving { id, user_id, order_id, payouts_only, page, post_link, is_saved: false });
    Ok(Answer::Fields(fields))
}

/// The page itself.
pub(super) fn view(gateway: &Gateway, request: &Request) -> Response {
    let fields = body::fields(request).unwrap_or_default();
    match field::text(&fields, "pg_payment_id").and_then(|page| gateway.savings.of_page(page)) {
        Some(saving) => Response::html(200, page::card_page(saving.id, saving.is_saved)),
        None => Response::html(404, page::nothing()),
    }
}

/// `cardstorage/list`: each card has a salt of its own, and the list has one only when it is empty.
pub(super) fn list(gateway: &mut Gateway, call: &Call<'_>) -> Result<Answer, Refused> {
    let user = call.user_id()?.to_owned();
    let extended = call.number("pg_extend_data", 0, 1)? == Some(1);
    let cards: Vec<SavedCard> =
        gateway.saved.iter().filter(|card| card.user_id == user && !card.is_removed).cloned().collect();
    if cards.is_empty() {
        return Ok(Answer::Fields(Vec::new()));
    }
    let told = cards.iter().map(|card| {
        let mut fields = identity(gateway, card, "active");
        fields.push(Field::text("pg_card_hhash", card.hhash.clone()));
        fields.push(Field::text("pg_recurring_profile_id", card.profile.clone().unwrap_or_default()));
        if extended {
            fields.push(Field::text("bank_alias", "freedom"));
            fields.push(Field::text("brand_alias", brand(&card.mask)));
            fields.push(Field::text("expiry_year", cards::EXPIRY.1));
            fields.push(Field::text("expiry_month", cards::EXPIRY.0));
        }
        fields.push(Field::text("pg_salt", gateway.salt()));
        Field::group("card", fields)
    });
    Ok(Answer::Salted(told.collect()))
}

/// `cardstorage/remove`. Payments that were begun with the card are refused from now on.
pub(super) fn remove(gateway: &mut Gateway, call: &Call<'_>) -> Result<Answer, Refused> {
    let user = call.user_id()?;
    let token = call.required("pg_card_token")?;
    let card = gateway
        .saved
        .iter_mut()
        .find(|card| card.user_id == user && card.token == token && !card.is_removed)
        .ok_or_else(|| Refused::new(codes::UNKNOWN_CARD))?;
    card.is_removed = true;
    let card = card.clone();
    if let Some(profile) = &card.profile {
        gateway.profiles.remove(profile);
    }
    let mut fields = identity(gateway, &card, "deleted");
    fields.push(Field::text("pg_salt", gateway.salt()));
    Ok(Answer::Salted(vec![Field::group("card", fields)]))
}

fn identity(gateway: &Gateway, card: &SavedCard, word: &str) -> Vec<Field> {
    vec![
        Field::text("pg_status", word),
        Field::text("pg_merchant_id", gateway.credentials.merchant_id.clone()),
        Field::text("pg_card_id", card.card_id.clone()),
        Field::text("pg_card_token", card.token.clone()),
        Field::text("pg_card_hash", card.mask.clone()),
        Field::text("created_at", local(card.created_at)),
    ]
}

fn brand(mask: &str) -> &'static str {
    match cards::brand(mask) {
        "VI" => "visa",
        "UP" => "unionpay",
        _ => "mastercard",
    }
}
