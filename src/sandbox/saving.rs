//! Pages on which a user types a card to be saved. Source: `spec/merchant.md` 3.1.

use std::collections::BTreeMap;

use url::Url;

use super::cards::{self, SavedCard};
use super::chance::Chance;
use super::events::PAYER;
use super::gateway::Gateway;
use super::recurring::{self, Profile};
use super::schedule::Event;
use crate::domain::Timestamp;

/// One page.
#[derive(Debug, Clone)]
pub(super) struct Saving {
    pub(super) id: u64,
    pub(super) user_id: String,
    pub(super) order_id: Option<String>,
    /// Whether the card will serve payouts only.
    pub(super) payouts_only: bool,
    /// What the page's address names it by.
    pub(super) page: String,
    pub(super) post_link: Option<Url>,
    pub(super) is_saved: bool,
}

/// All pages.
#[derive(Clone, Default)]
pub(super) struct Savings(BTreeMap<u64, Saving>);

impl Savings {
    pub(super) fn get(&self, id: u64) -> Option<&Saving> {
        self.0.get(&id)
    }

    pub(super) fn of_page(&self, page: &str) -> Option<&Saving> {
        self.0.values().find(|saving| saving.page == page)
    }
}

impl Gateway {
    /// Opens a page; its user comes by himself after a while.
    pub(super) fn open_saving(&mut self, saving: Saving) {
        let id = saving.id;
        let at = self.now.plus(self.pause("card holder's pause", id, &PAYER));
        self.savings.0.insert(id, saving);
        self.schedule.add(at, Event::HolderEnters(id));
    }

    /// The user types some good card.
    pub(super) fn holder_enters(&mut self, id: u64, at: Timestamp) {
        let Some(saving) = self.savings.get(id).filter(|saving| !saving.is_saved) else { return };
        let mut chance = Chance::of(self.config.seed, "card holder", id);
        let pan = cards::some_good(&mut chance, saving.payouts_only);
        // The card is a good one and the page is open, so nothing can be refused.
        let _ = self.save_card(id, pan, at);
    }

    /// The user types this card. `Err` says why it is not saved; the page stays open then.
    pub(super) fn save_card(&mut self, id: u64, pan: &str, at: Timestamp) -> Result<(), String> {
        let Some(saving) = self.savings.0.get_mut(&id) else { return Err(format!("there is no page {id}")) };
        if saving.is_saved {
            return Err(format!("{id} no longer waits for a card: it is saved"));
        }
        let mut card = SavedCard::new(self.config.seed, id, &saving.user_id, pan, at);
        card.payouts_only = saving.payouts_only;
        if !card.is_good() {
            return Err("the card's bank refuses it: use a test card such as 4716047261941981".to_owned());
        }
        if card.payouts_only {
            card.profile = None;
        }
        saving.is_saved = true;
        let saving = saving.clone();
        self.keep_card(card.clone(), at);
        if let Some(url) = saving.post_link.clone() {
            self.tell_card(&saving, url, &card, at);
        }
        Ok(())
    }

    /// Adds a card to the saved ones, and its profile.
    pub(super) fn keep_card(&mut self, card: SavedCard, at: Timestamp) {
        if let Some(profile) = &card.profile {
            let expires_at = recurring::end(at, None);
            let kept = Profile { mask: card.mask.clone(), outcome: card.outcome, expires_at };
            self.profiles.insert(profile.clone(), kept);
        }
        self.saved.push(card);
    }
}
