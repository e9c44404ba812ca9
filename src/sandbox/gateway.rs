//! The gateway itself: its books, its clock that others wind, and the way of a request to its call.

use std::collections::BTreeMap;

use super::calls;
use super::card_transaction::CardTransactions;
use super::cards::{self, Payout, Purchase, SavedCard};
use super::chance::Chance;
use super::codes::Refused;
use super::config::{Config, Credentials};
use super::effect::{Effect, EffectKind, Effects, Moved};
use super::field::Field;
use super::http::{Request, Response};
use super::json_books::JsonBooks;
use super::outbox::Outbox;
use super::payment::{Origin, Payments};
use super::payout::{PayoutState, Payouts};
use super::recurring::Profiles;
use super::saving::Savings;
use super::schedule::Schedule;
use crate::domain::{Money, RecordKind, Timestamp};

/// What the merchant may pay out at the start, in major units, for each started batch of this many records.
const BALANCE: i64 = 25_000_000;
const BATCH: usize = 100;

/// A payment gateway as a value: no clock, no I/O, no threads. The same calls at the same times give the same bytes.
#[derive(Clone)]
pub struct Gateway {
    pub(super) config: Config,
    pub(super) credentials: Credentials,
    pub(super) now: Timestamp,
    pub(super) public_url: String,
    pub(super) payments: Payments,
    pub(super) payouts: Payouts,
    pub(super) cards: CardTransactions,
    pub(super) saved: Vec<SavedCard>,
    pub(super) savings: Savings,
    pub(super) profiles: Profiles,
    pub(super) outbox: Outbox,
    pub(super) effects: Effects,
    pub(super) schedule: Schedule,
    /// The replies of creation calls by call and idempotency key. Source: `spec/README.md`, decision 10.
    pub(super) idempotent: BTreeMap<(String, String), Vec<Field>>,
    /// What only JSON calls need.
    pub(super) json: JsonBooks,
    /// What existed at the start.
    pub(super) seeded: Vec<(RecordKind, String)>,
    next_id: u64,
    salts: u64,
    /// The code that the call under way is to be refused with, whatever it asks: a planned fault.
    refusal: Option<u32>,
}

impl Gateway {
    /// A gateway with its seeded records, at this time.
    #[must_use]
    pub fn new(config: &Config, now: Timestamp) -> Self {
        let major = 10_i64.pow(config.currency.digits());
        let batches = i64::try_from(config.records / BATCH + 1).unwrap_or(1);
        let balance = Money::from_minor(BALANCE.saturating_mul(major).saturating_mul(batches), config.currency);
        let mut gateway = Self {
            credentials: Credentials::of(config),
            now,
            public_url: "http://127.0.0.1".to_owned(),
            payments: Payments::default(),
            payouts: Payouts::new(balance),
            cards: CardTransactions::default(),
            saved: Vec::new(),
            savings: Savings::default(),
            profiles: Profiles::default(),
            outbox: Outbox::default(),
            effects: Effects::default(),
            schedule: Schedule::default(),
            idempotent: BTreeMap::new(),
            json: JsonBooks::new(),
            seeded: Vec::new(),
            next_id: 1_432_000_000 + Chance::of(config.seed, "first id", 0).within(0, 900_000),
            salts: 0,
            refusal: None,
            // Of what happened before the start nobody is told any more.
            config: Config { result_url: None, check_url: None, ..config.clone() },
        };
        for card in cards::saved(config.seed, now) {
            gateway.keep_card(card, now);
        }
        gateway.seed();
        gateway.config = config.clone();
        gateway
    }

    /// The merchant's ids and secrets.
    #[must_use]
    pub fn credentials(&self) -> &Credentials {
        &self.credentials
    }

    /// The saved cards of the merchant's users.
    #[must_use]
    pub fn saved_cards(&self) -> Vec<SavedCard> {
        self.saved.iter().filter(|card| !card.is_removed).cloned().collect()
    }

    /// The true ledger of every money effect, oldest first.
    #[must_use]
    pub fn effects(&self) -> &[Effect] {
        self.effects.all()
    }

    /// The time that the gateway believes it is.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// Where payers' pages are said to be; without a trailing slash.
    pub fn set_public_url(&mut self, url: &str) {
        url.trim_end_matches('/').clone_into(&mut self.public_url);
    }

    /// Runs everything that is scheduled up to `now`, in order. An earlier time changes nothing.
    pub fn advance_to(&mut self, now: Timestamp) {
        while let Some((at, event)) = self.schedule.pop(now) {
            self.now = self.now.max(at);
            self.run(at, event);
        }
        self.now = self.now.max(now);
    }

    /// When something happens next by itself; `None` when nothing will.
    pub(super) fn next_at(&self) -> Option<Timestamp> {
        self.schedule.next_at().into_iter().chain(self.outbox.next_at()).min()
    }

    /// Answers one request.
    pub fn handle(&mut self, request: &Request) -> Response {
        calls::route(self, request)
    }

    /// Answers a request as if the gateway had a reason to refuse it with this code: nothing is applied. A caller who
    /// is not the merchant is refused for that, as always.
    pub(super) fn refuse(&mut self, request: &Request, code: u32) -> Response {
        self.refusal = Some(code);
        let response = self.handle(request);
        self.refusal = None;
        response
    }

    /// What every family asks once it knows that the caller is the merchant.
    pub(super) fn check_refusal(&self) -> Result<(), Refused> {
        self.refusal.map_or(Ok(()), |code| Err(Refused::new(code)))
    }

    /// Answers a read from an earlier state of this gateway, brought to the time `then`. The reply is made now.
    pub(super) fn answer_from(&mut self, mut past: Self, then: Timestamp, request: &Request) -> Response {
        past.advance_to(then);
        past.now = self.now;
        past.salts = self.salts;
        let response = past.handle(request);
        self.salts = past.salts;
        response
    }

    /// The payer of a payment or invoice, the recipient of a payout or the user who saves a card uses this card, at
    /// once. A card that is declined is no error: the payment then says so.
    pub fn pay(&mut self, payment_id: &str, card: &str) -> Result<(), String> {
        let pan: String = card.chars().filter(|c| !matches!(c, ' ' | '-')).collect();
        let no_card = || "this is no card number: use a test card such as 4716047261941981".to_owned();
        let id = payment_id.parse::<u64>().unwrap_or_default();
        if let Some(payment) = self.payments.get_mut(id) {
            let outcome = cards::purchase(&pan).ok_or_else(no_card)?;
            if matches!(payment.origin, Origin::Mobile) {
                return Err(format!("{payment_id} is paid from a phone: use mfs/pay and mfs/approve"));
            }
            if !payment.charge.is_open() {
                return Err(format!(
                    "{payment_id} no longer waits for a payer: it is {}",
                    payment.charge.stage().word()
                ));
            }
            payment.mask = Some(cards::mask(&pan));
            payment.outcome = Some(outcome);
            self.answer_payer(id, outcome, self.now);
            return Ok(());
        }
        if self.savings.get(id).is_some() {
            cards::purchase(&pan).ok_or_else(no_card)?;
            return self.save_card(id, &pan, self.now);
        }
        let Some(payout) = self.payouts.get(id) else {
            return Err(format!("there is no payment, invoice or payout {payment_id}"));
        };
        if payout.state != PayoutState::New {
            return Err(format!("{payment_id} no longer waits for a recipient: it is {}", payout.stage().word()));
        }
        let outcome = cards::payout(&pan).ok_or_else(no_card)?;
        self.pay_out(id, cards::mask(&pan), outcome);
        Ok(())
    }

    /// Pays out to a card, at once or a little later.
    pub(super) fn pay_out(&mut self, id: u64, mask: String, outcome: Payout) {
        let refusal = match outcome {
            Payout::Paid | Payout::PaidLater => None,
            Payout::Refused(code) | Payout::RefusedLater(code) => Some(code),
        };
        self.start_payout(id, Some(mask), refusal, self.now);
        if matches!(outcome, Payout::Paid | Payout::Refused(_)) {
            self.settle_payout(id, self.now);
        }
    }

    /// The payer types the CVC of a saved card: any three digits are right, `000` is wrong.
    pub(super) fn confirm(&mut self, id: u64, saved: usize, cvc: &str) {
        let outcome = match self.saved.get(saved) {
            Some(card) if card.is_removed => Purchase::Declined(super::codes::UNKNOWN_CARD),
            Some(_) if cvc == "000" => Purchase::Declined(super::codes::WRONG_CARD_DATA),
            Some(card) => card.outcome,
            None => return,
        };
        self.answer_payer(id, outcome, self.now);
    }

    /// The next number of a payment, invoice, payout or refund.
    pub(super) fn next_id(&mut self) -> u64 {
        self.next_id += 1;
        self.next_id
    }

    /// The next number is to be this one.
    #[cfg(test)]
    pub(super) fn count_from(&mut self, id: u64) {
        self.next_id = id - 1;
    }

    /// A salt that no reply had before.
    pub(super) fn salt(&mut self) -> String {
        self.salts += 1;
        Chance::of(self.config.seed, "salt", self.salts).text(16)
    }

    /// The address of the page of a customer.
    pub(super) fn page(&self, customer: &str) -> String {
        format!("{}/pay.html?customer={customer}", self.public_url)
    }

    /// What a page's address names a subject by.
    pub(super) fn customer(&self, id: u64) -> String {
        format!("kz{}", Chance::of(self.config.seed, "customer", id).text(30).to_ascii_lowercase())
    }

    /// Enters a movement on a payment or invoice.
    pub(super) fn record_payment(
        &mut self,
        at: Timestamp,
        kind: EffectKind,
        id: u64,
        amount: Money,
        request: Option<String>,
    ) {
        let Some(payment) = self.payments.get(id) else { return };
        let (subject, order_id) = (payment.kind(), payment.order_id.clone());
        let moved = Moved { kind, subject, gateway_id: id.to_string(), order_id, amount, request };
        self.effects.record(at, moved);
    }

    /// Enters a movement on a card transaction.
    pub(super) fn record_card(
        &mut self,
        at: Timestamp,
        kind: EffectKind,
        id: &str,
        amount: Money,
        request: Option<String>,
    ) {
        let order_id = self.cards.get(id).map(|transaction| transaction.order_id.clone());
        let moved = Moved { kind, subject: RecordKind::Card, gateway_id: id.to_owned(), order_id, amount, request };
        self.effects.record(at, moved);
    }
}
