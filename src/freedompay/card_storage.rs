//! Saved cards themselves: a page that saves one, the list of a customer's, and forgetting one. Source:
//! `spec/merchant.md` 3.1, 3.2, 3.3. Cards for payouts have a page of their own; listing and removing them is not
//! documented. All sign with the merchant secret, those for payouts too (`spec/merchant.md` 1.4).

use super::call::{Call, EncodeError, Merchant, ReplyError};
use super::document::{self, answer, lost};
use super::payments::{Accepted, HostedPage};
use super::saved_card::card;
use super::secret::Secret;
use super::signature::Fields;
use super::transport::{WireReply, WireRequest};
use super::{fields, request};
use crate::domain::ids::UserId;
use crate::domain::intent::CardToken;
use crate::domain::text::clean;

/// `cardstorage/add`: a page where a customer enters a card for purchases. The provider blocks a small sum on the card
/// and lets it go again.
#[derive(Debug, Clone)]
pub struct CardAdd {
    /// Whose card.
    pub user: UserId,
    /// Where the browser returns to.
    pub back_link: String,
    /// Where the provider notifies; only there does the token arrive.
    pub post_link: String,
}

/// `cardstoragepayout/add`: the same for a card that only payouts can use. Source:
/// `spec/payout-invoice-gateway.md` 1.9.
#[derive(Debug, Clone)]
pub struct PayoutCardAdd(pub CardAdd);

impl CardAdd {
    fn send<C: Call>(&self, merchant: &Merchant, salt: &str) -> Result<WireRequest, EncodeError> {
        let form = vec![
            ("pg_user_id", self.user.to_string()),
            ("pg_back_link", request::link("the card's back link", &self.back_link)?),
            ("pg_post_link", request::link("the card's post link", &self.post_link)?),
        ];
        card::<C>(merchant, form, salt)
    }
}

fn page<C: Call>(merchant: &Merchant, reply: &WireReply) -> Result<HostedPage, ReplyError> {
    HostedPage::read(&document::ok(answer::<C>(merchant, reply, merchant.merchant_secret())?)?)
}

impl Call for CardAdd {
    type Reply = HostedPage;
    const NAME: &'static str = "cardstorage/add";
    const WRITES: bool = true;

    fn encode(&self, merchant: &Merchant, salt: &str) -> Result<WireRequest, EncodeError> {
        self.send::<Self>(merchant, salt)
    }

    fn decode(&self, merchant: &Merchant, reply: &WireReply) -> Result<HostedPage, ReplyError> {
        page::<Self>(merchant, reply)
    }
}

impl Call for PayoutCardAdd {
    type Reply = HostedPage;
    const NAME: &'static str = "cardstoragepayout/add";
    const WRITES: bool = true;

    fn encode(&self, merchant: &Merchant, salt: &str) -> Result<WireRequest, EncodeError> {
        self.0.send::<Self>(merchant, salt)
    }

    fn decode(&self, merchant: &Merchant, reply: &WireReply) -> Result<HostedPage, ReplyError> {
        page::<Self>(merchant, reply)
    }
}

/// `cardstorage/list`: the saved cards of a customer.
#[derive(Debug, Clone)]
pub struct CardList {
    /// Whose cards.
    pub user: UserId,
}

/// A saved card as the list has it.
#[derive(Debug, Clone)]
pub struct SavedCard {
    /// The provider's word for its state.
    pub word: String,
    /// What charges it; an old entry may have none.
    pub token: Option<CardToken>,
    /// Its mask.
    pub mask: Option<String>,
    /// Its recurring profile, which charges it as well.
    pub profile: Option<Secret>,
    /// When it was saved, bank, brand and expiry, made harmless; only those that the reply has.
    pub facts: Vec<(String, String)>,
}

impl SavedCard {
    fn read(card: &Fields, merchant: &Merchant) -> Result<Self, ReplyError> {
        fields::same(card, "pg_merchant_id", merchant.id.as_str())?;
        let facts = [
            ("saved", "created_at"),
            ("bank", "bank_alias"),
            ("brand", "brand_alias"),
            ("expiry month", "expiry_month"),
            ("expiry year", "expiry_year"),
        ];
        Ok(Self {
            word: clean(fields::required(card, "pg_status")?),
            token: token(card, "pg_card_token")?,
            mask: fields::text(card, "pg_card_hash").map(clean),
            profile: fields::text(card, "pg_recurring_profile_id").map(Secret::new),
            facts: facts
                .into_iter()
                .filter_map(|(label, name)| Some((label.to_owned(), clean(fields::text(card, name)?))))
                .collect(),
        })
    }
}

/// A card token of a message. One that cannot be a token makes the message unbelievable and is not repeated.
pub(super) fn token(fields: &Fields, name: &str) -> Result<Option<CardToken>, ReplyError> {
    fields::text(fields, name)
        .map(|text| CardToken::new(text).map_err(|_| lost(format!("{name} is not a card token"))))
        .transpose()
}

impl Call for CardList {
    type Reply = Vec<SavedCard>;
    const NAME: &'static str = "cardstorage/list";
    const WRITES: bool = false;

    fn encode(&self, merchant: &Merchant, salt: &str) -> Result<WireRequest, EncodeError> {
        let form = vec![("pg_user_id", self.user.to_string()), ("pg_extend_data", "1".to_owned())];
        card::<Self>(merchant, form, salt)
    }

    fn decode(&self, merchant: &Merchant, reply: &WireReply) -> Result<Vec<SavedCard>, ReplyError> {
        // The list has no status of its own: each card has one.
        let fields = answer::<Self>(merchant, reply, merchant.merchant_secret())?;
        fields::children(&fields, "card").into_iter().map(|card| SavedCard::read(card, merchant)).collect()
    }
}

/// `cardstorage/remove`: forgets a saved card.
#[derive(Debug, Clone)]
pub struct CardRemove {
    /// Whose card.
    pub user: UserId,
    /// Which card.
    pub token: CardToken,
}

impl Call for CardRemove {
    type Reply = Accepted;
    const NAME: &'static str = "cardstorage/remove";
    const WRITES: bool = true;

    fn encode(&self, merchant: &Merchant, salt: &str) -> Result<WireRequest, EncodeError> {
        let form = vec![("pg_user_id", self.user.to_string()), ("pg_card_token", self.token.expose().to_owned())];
        card::<Self>(merchant, form, salt)
    }

    fn decode(&self, merchant: &Merchant, reply: &WireReply) -> Result<Accepted, ReplyError> {
        let fields = answer::<Self>(merchant, reply, merchant.merchant_secret())?;
        let cards = fields::children(&fields, "card");
        let [card] = cards.as_slice() else {
            return Err(lost(format!("the reply tells of {} cards, not of one", cards.len())));
        };
        fields::same(card, "pg_merchant_id", merchant.id.as_str())?;
        fields::same_secret(card, "pg_card_token", self.token.expose())?;
        match fields::required(card, "pg_status")? {
            "deleted" => Ok(Accepted),
            other => Err(lost(format!("the card's pg_status is {:?}", clean(other)))),
        }
    }
}

#[cfg(test)]
#[path = "card_storage_tests.rs"]
mod tests;
