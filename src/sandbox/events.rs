//! What payers, recipients and banks do: on their own when the seed's schedule says so, or at once when a control
//! call or a page says so.

use std::time::Duration;

use super::card_transaction::Execution;
use super::cards::{self, Purchase};
use super::chance::Chance;
use super::codes;
use super::effect::{EffectKind, Moved};
use super::gateway::Gateway;
use super::payment::Origin;
use super::payout::PayoutState;
use super::recurring::{self, Profile};
use super::schedule::Event;
use crate::domain::{RecordKind, Timestamp};

/// No clearing within this time, and the hold is cleared by itself. Source: `spec/merchant.md` 2.5.
pub(super) const AUTO_CLEARING: Duration = Duration::from_hours(5 * 24);

/// Why payers' cards are refused, when the schedule says that they are.
const DECLINES: [u32; 5] = [10_009, 10_009, codes::WRONG_CARD_DATA, 10_017, 10_004];

/// How long somebody takes, in seconds: in a lively sandbox and in a calm one.
pub(super) struct Pace {
    pub(super) lively: (u64, u64),
    pub(super) calm: (u64, u64),
}

/// Until a payer comes to a page or types the CVC.
pub(super) const PAYER: Pace = Pace { lively: (4, 60), calm: (120, 2_400) };
/// Until a payer's bank answers.
const BANK: Pace = Pace { lively: (2, 12), calm: (5, 40) };
/// Until a recipient gives a card.
pub(super) const RECIPIENT: Pace = Pace { lively: (4, 60), calm: (120, 1_800) };
/// Until a recipient's bank answers.
pub(super) const PAYOUT_BANK: Pace = Pace { lively: (5, 40), calm: (60, 900) };

impl Gateway {
    /// How long the decision of this name takes for this subject.
    pub(super) fn pause(&self, label: &str, id: u64, pace: &Pace) -> Duration {
        let (from, to) = if self.config.lively { pace.lively } else { pace.calm };
        Duration::from_millis(Chance::of(self.config.seed, label, id).within(from * 1_000, to * 1_000))
    }

    /// What the payer of this payment would do, left alone; `None` for one who never comes.
    fn payer(&self, id: u64) -> Option<Purchase> {
        let mut chance = Chance::of(self.config.seed, "payer", id);
        match chance.within(0, 99) {
            0..78 => Some(Purchase::Approved),
            78..90 => chance.pick(&DECLINES).map(|code| Purchase::Declined(*code)),
            _ => None,
        }
    }

    /// Plans the payer of a new payment or invoice, and its end.
    pub(super) fn expect_payer(&mut self, id: u64) {
        let Some(payment) = self.payments.get(id) else { return };
        let (origin, expires_at) = (payment.origin, payment.expires_at);
        self.schedule.add(expires_at, Event::Expires(id));
        // Only these have a page to come to; a saved card's payer types the CVC after the merchant has asked for it.
        if matches!(origin, Origin::Page | Origin::Invoice) && self.payer(id).is_some() {
            let at = self.now.plus(self.pause("payer's pause", id, &PAYER));
            self.schedule.add(at, Event::PayerEnters(id));
        }
    }

    /// Plans the payer who types the CVC of a saved card.
    pub(super) fn expect_cvc(&mut self, id: u64, outcome: Purchase) {
        let at = self.now.plus(self.pause("payer's pause", id, &PAYER));
        let comes = self.payer(id).is_some();
        if let Some(payment) = self.payments.get_mut(id)
            && payment.outcome.is_none()
        {
            payment.outcome = Some(outcome);
            if comes {
                self.schedule.add(at, Event::PayerSettles(id));
            }
        }
    }

    /// Runs one event at its time.
    pub(super) fn run(&mut self, at: Timestamp, event: Event) {
        match event {
            Event::PayerEnters(id) => self.payer_enters(id, at),
            Event::PayerSettles(id) => {
                if let Some(outcome) = self.payments.get(id).and_then(|payment| payment.outcome) {
                    // Who was to be approved later is approved now.
                    let outcome = if outcome == Purchase::ApprovedLater { Purchase::Approved } else { outcome };
                    self.answer_payer(id, outcome, at);
                }
            }
            Event::Expires(id) => {
                if let Some(payment) = self.payments.get_mut(id).filter(|payment| payment.charge.is_open()) {
                    payment.charge.fail(codes::EXPIRED);
                    self.tell_result(id, at);
                }
            }
            Event::AutoClears(id) => self.auto_clear(id, at),
            Event::RecipientEnters(id) => self.recipient_enters(id, at),
            Event::PayoutSettles(id) => self.settle_payout(id, at),
            Event::PayoutExpires(id) => {
                if let Some(payout) = self.payouts.get_mut(id)
                    && payout.state == PayoutState::New
                {
                    payout.state = PayoutState::Failed(codes::EXPIRED);
                }
            }
            Event::CardSettles(id) => self.settle_card(&id, at),
            Event::HolderEnters(id) => self.holder_enters(id, at),
            Event::CheckTimesOut(id) => self.check_times_out(id, at),
        }
    }

    fn payer_enters(&mut self, id: u64, at: Timestamp) {
        let outcome = self.payer(id);
        let bank = self.pause("bank's pause", id, &BANK);
        let mask = cards::some_mask(&mut Chance::of(self.config.seed, "payer's card", id));
        let Some(payment) = self.payments.get_mut(id).filter(|payment| payment.charge.is_open()) else { return };
        if payment.outcome.is_some() {
            return;
        }
        payment.charge.begin();
        payment.outcome = outcome;
        payment.mask = Some(mask);
        self.schedule.add(at.plus(bank), Event::PayerSettles(id));
    }

    /// The payer has done everything: asks the merchant, where it wants to be asked, then the payer's bank.
    pub(super) fn answer_payer(&mut self, id: u64, outcome: Purchase, at: Timestamp) {
        if !self.ask_shop(id, outcome, at) {
            self.bank_answers(id, outcome, at);
        }
    }

    /// The payer's bank answers: money is debited, held, or neither.
    pub(super) fn bank_answers(&mut self, id: u64, outcome: Purchase, at: Timestamp) {
        let seed = self.config.seed;
        let bank = self.pause("slow bank's pause", id, &BANK);
        let Some(payment) = self.payments.get_mut(id) else { return };
        match outcome {
            Purchase::ApprovedLater => {
                payment.charge.begin();
                payment.outcome = Some(outcome);
                self.schedule.add(at.plus(bank), Event::PayerSettles(id));
            }
            Purchase::Declined(code) => {
                if payment.charge.is_open() {
                    payment.paid_at = Some(at);
                    payment.charge.fail(code);
                    self.tell_result(id, at);
                }
            }
            Purchase::Approved => {
                if !payment.charge.authorise(payment.one_step) {
                    return;
                }
                payment.paid_at = Some(at);
                if let Some(months) = payment.profile_months {
                    let profile = recurring::id(seed, id);
                    let mask = payment.mask.clone().unwrap_or_default();
                    let expires_at = recurring::end(at, Some(months));
                    payment.profile = Some(profile.clone());
                    self.profiles.insert(profile, Profile { mask, outcome, expires_at });
                }
                let kind = if payment.one_step { EffectKind::Pay } else { EffectKind::Hold };
                let (amount, request) = (payment.charge.amount(), payment.request.clone());
                if kind == EffectKind::Hold {
                    self.schedule.add(at.plus(AUTO_CLEARING), Event::AutoClears(id));
                }
                self.record_payment(at, kind, id, amount, request);
                self.tell_result(id, at);
            }
        }
    }

    fn auto_clear(&mut self, id: u64, at: Timestamp) {
        let cleared = self.payments.get_mut(id).and_then(|payment| payment.charge.clear(None).ok());
        if let Some(amount) = cleared {
            self.record_payment(at, EffectKind::AutoClear, id, amount, None);
        }
    }

    fn recipient_enters(&mut self, id: u64, at: Timestamp) {
        let mut chance = Chance::of(self.config.seed, "recipient", id);
        let refusal = match chance.within(0, 99) {
            0..80 => None,
            80..90 => Some(10_000),
            _ => Some(10_001),
        };
        self.start_payout(id, Some(cards::some_payout_mask(&mut chance)), refusal, at);
    }

    /// The recipient is known; the bank answers after a while, unless the balance is too low.
    pub(super) fn start_payout(&mut self, id: u64, mask: Option<String>, refusal: Option<u32>, at: Timestamp) {
        let bank = self.pause("payout bank's pause", id, &PAYOUT_BANK);
        let was_new = self.payouts.get(id).is_some_and(|payout| payout.state == PayoutState::New);
        if self.payouts.start(id, mask, refusal) {
            self.schedule.add(at.plus(bank), Event::PayoutSettles(id));
        } else if was_new {
            self.tell_payout(id, at);
        }
    }

    /// The recipient's bank answers.
    pub(super) fn settle_payout(&mut self, id: u64, at: Timestamp) {
        let was_under_way = self.payouts.get(id).is_some_and(|payout| payout.state == PayoutState::Processing);
        if !self.payouts.settle(id) {
            if was_under_way {
                self.tell_payout(id, at);
            }
            return;
        }
        let Some(payout) = self.payouts.get(id) else { return };
        let moved = Moved {
            kind: EffectKind::Payout,
            subject: RecordKind::Payout,
            gateway_id: id.to_string(),
            order_id: Some(payout.order_id.clone()),
            amount: payout.amount,
            request: payout.request.clone(),
        };
        self.effects.record(at, moved);
        self.tell_payout(id, at);
    }

    fn settle_card(&mut self, id: &str, at: Timestamp) {
        let Some(transaction) = self.cards.get_mut(id).filter(|transaction| transaction.charge.is_open()) else {
            return;
        };
        let request_id = transaction.request_id.clone();
        let execution = if let Some(code) = transaction.refusal {
            transaction.charge.fail(code);
            Execution::Error(code)
        } else {
            transaction.charge.authorise(false);
            Execution::Success
        };
        let amount = transaction.charge.amount();
        if let Some(request) = self.cards.requests.get_mut(&request_id) {
            request.execution = execution;
        }
        if execution == Execution::Success {
            self.record_card(at, EffectKind::Hold, id, amount, Some(request_id));
        }
    }
}
