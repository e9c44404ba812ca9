//! The notification that a card was saved, the only place where its token arrives by itself. Source:
//! `spec/merchant.md` 3.1.

use super::super::call::{EncodeError, Merchant};
use super::super::card_storage::token;
use super::super::fields;
use super::super::secret::Secret;
use super::super::signature::Fields;
use super::{Callback, CallbackError, payment_id, required};
use crate::domain::ids::UserId;
use crate::domain::intent::CardToken;
use crate::domain::text::clean;
use crate::domain::{GatewayId, OrderId};

/// Tells that a customer entered a card. Its members are known from a log and an SDK only, so that only id and word are
/// asked for.
#[derive(Debug, Clone)]
pub struct CardStored {
    /// The provider's id of the entry, as `cardstorage/add` told it.
    pub gateway_id: GatewayId,
    /// The merchant's order number.
    pub order_id: Option<OrderId>,
    /// The provider's word: `success` when the card is saved.
    pub word: String,
    /// Whose card.
    pub user: Option<UserId>,
    /// What charges it.
    pub token: Option<CardToken>,
    /// Its mask.
    pub mask: Option<String>,
    /// Its recurring profile, which charges it as well.
    pub profile: Option<Secret>,
    /// Expiry, bank and the like, made harmless; only those that the message has.
    pub facts: Vec<(String, String)>,
}

impl Callback for CardStored {
    const NAME: &'static str = "card notification";

    /// For cards of payouts too: an inference from the call that opens their page.
    fn secret(merchant: &Merchant) -> Result<&Secret, EncodeError> {
        merchant.merchant_secret()
    }

    fn read(fields: &Fields, _: &Merchant) -> Result<Self, CallbackError> {
        let facts = [
            ("expiry month", "pg_card_month"),
            ("expiry year", "pg_card_year"),
            ("bank", "pg_bank"),
            ("country", "pg_country"),
            ("3-D Secure", "pg_card_3ds"),
            ("type", "pg_type"),
        ];
        Ok(Self {
            gateway_id: payment_id(fields)?,
            order_id: fields::order_id(fields, "pg_order_id"),
            word: clean(required(fields, "pg_status")?),
            user: fields::text(fields, "pg_user_id").and_then(|text| UserId::new(text).ok()),
            token: token(fields, "pg_card_token")?,
            mask: fields::text(fields, "pg_card_hash").map(clean),
            profile: fields::text(fields, "pg_recurring_profile_id").map(Secret::new),
            facts: facts
                .into_iter()
                .filter_map(|(label, name)| Some((label.to_owned(), clean(fields::text(fields, name)?))))
                .collect(),
        })
    }
}
