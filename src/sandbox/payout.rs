//! Payouts, and the balance they are paid from. Source: `spec/payout-invoice-gateway.md` 1.

use std::collections::BTreeMap;

use url::Url;

use super::codes;
use crate::domain::{Money, Stage, Timestamp};

/// Where a payout stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PayoutState {
    /// The page waits for the recipient's card.
    New,
    /// The bank works on it; the money is set aside.
    Processing,
    Paid,
    /// With this code; 10018 when no recipient came in time.
    Failed(u32),
}

/// One payout.
#[derive(Debug, Clone)]
pub(super) struct Payout {
    pub(super) id: u64,
    pub(super) order_id: String,
    pub(super) description: String,
    pub(super) amount: Money,
    pub(super) state: PayoutState,
    /// What the bank will answer.
    pub(super) refusal: Option<u32>,
    /// What the page's address names it by.
    pub(super) customer: String,
    pub(super) mask: Option<String>,
    pub(super) created_at: Timestamp,
    /// Where its end is told.
    pub(super) post_link: Option<Url>,
    /// The call that sent the money, when no recipient had to come.
    pub(super) request: Option<String>,
}

impl Payout {
    pub(super) fn failure(&self) -> Option<u32> {
        match self.state {
            PayoutState::Failed(code) => Some(code),
            PayoutState::New | PayoutState::Processing | PayoutState::Paid => None,
        }
    }

    /// `pg_transaction_status` of `get_status2.php`. Source: `spec/payout-invoice-gateway.md` 1.6.
    pub(super) fn transaction_word(&self) -> &'static str {
        match self.state {
            PayoutState::New => "partial",
            PayoutState::Processing => "pending",
            PayoutState::Paid => "ok",
            PayoutState::Failed(codes::EXPIRED) => "incomplete",
            PayoutState::Failed(_) => "failed",
        }
    }

    /// `pg_status` of `api/payment_status`: the words of the SDK. Source: `spec/payout-invoice-gateway.md` 1.7.
    pub(super) fn word(&self) -> &'static str {
        match self.state {
            PayoutState::New => "new",
            PayoutState::Processing => "pending",
            PayoutState::Paid => "ok",
            PayoutState::Failed(codes::EXPIRED) => "incomplete",
            PayoutState::Failed(_) => "failed",
        }
    }

    /// `pg_payment_status` of `api/payment_status2`, which has three words only. Source: as above, 1.8.
    pub(super) fn word2(&self) -> &'static str {
        match self.state {
            PayoutState::New | PayoutState::Processing => "process",
            PayoutState::Paid => "success",
            PayoutState::Failed(_) => "error",
        }
    }

    pub(super) fn stage(&self) -> Stage {
        match self.state {
            PayoutState::New => Stage::New,
            PayoutState::Processing => Stage::Processing,
            PayoutState::Paid => Stage::Cleared,
            PayoutState::Failed(codes::EXPIRED) => Stage::Expired,
            PayoutState::Failed(_) => Stage::Failed,
        }
    }
}

/// All payouts.
#[derive(Clone)]
pub(super) struct Payouts {
    all: BTreeMap<u64, Payout>,
    orders: BTreeMap<String, u64>,
    customers: BTreeMap<String, u64>,
    /// What is left to pay out; money of payouts under way is set aside already.
    pub(super) balance: Money,
}

impl Payouts {
    pub(super) fn new(balance: Money) -> Self {
        Self { all: BTreeMap::new(), orders: BTreeMap::new(), customers: BTreeMap::new(), balance }
    }

    pub(super) fn add(&mut self, payout: Payout) {
        self.orders.insert(payout.order_id.clone(), payout.id);
        self.customers.insert(payout.customer.clone(), payout.id);
        self.all.insert(payout.id, payout);
    }

    pub(super) fn get(&self, id: u64) -> Option<&Payout> {
        self.all.get(&id)
    }

    pub(super) fn get_mut(&mut self, id: u64) -> Option<&mut Payout> {
        self.all.get_mut(&id)
    }

    pub(super) fn of_order(&self, order_id: &str) -> Option<u64> {
        self.orders.get(order_id).copied()
    }

    pub(super) fn of_customer(&self, customer: &str) -> Option<u64> {
        self.customers.get(customer).copied()
    }

    /// The recipient's card is known, or none is needed: sets the money aside, or refuses for want of it. Answers whether the bank has to
    /// answer now.
    pub(super) fn start(&mut self, id: u64, mask: Option<String>, refusal: Option<u32>) -> bool {
        let Some(payout) = self.all.get_mut(&id).filter(|payout| payout.state == PayoutState::New) else {
            return false;
        };
        payout.mask = mask;
        payout.refusal = refusal;
        match self.balance.minus(payout.amount) {
            Some(rest) if rest.minor() >= 0 => {
                self.balance = rest;
                payout.state = PayoutState::Processing;
                true
            }
            _ => {
                payout.state = PayoutState::Failed(codes::LOW_BALANCE);
                false
            }
        }
    }

    /// The bank answers. Answers whether money went out.
    pub(super) fn settle(&mut self, id: u64) -> bool {
        let Some(payout) = self.all.get_mut(&id).filter(|payout| payout.state == PayoutState::Processing) else {
            return false;
        };
        if let Some(code) = payout.refusal {
            payout.state = PayoutState::Failed(code);
            self.balance = self.balance.plus(payout.amount).unwrap_or(self.balance);
            return false;
        }
        payout.state = PayoutState::Paid;
        true
    }

    pub(super) fn all(&self) -> impl Iterator<Item = &Payout> {
        self.all.values()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Currency;

    fn book(balance: i64, amount: i64) -> Payouts {
        let money = |minor| Money::from_minor(minor, Currency::Kzt);
        let mut payouts = Payouts::new(money(balance));
        payouts.add(Payout {
            id: 1,
            order_id: "P-1".to_owned(),
            description: String::new(),
            amount: money(amount),
            state: PayoutState::New,
            refusal: None,
            customer: "c".to_owned(),
            mask: None,
            created_at: Timestamp::default(),
            post_link: None,
            request: None,
        });
        payouts
    }

    #[test]
    fn money_is_set_aside_and_comes_back_when_the_bank_refuses() {
        let mut payouts = book(1_000, 600);
        assert!(payouts.start(1, Some("m".to_owned()), Some(10_001)));
        assert!(!payouts.start(1, Some("m".to_owned()), None), "a page takes one card");
        assert_eq!(payouts.balance.minor(), 400);
        assert!(!payouts.settle(1));
        assert_eq!(payouts.balance.minor(), 1_000);
        assert_eq!(payouts.get(1).map(|payout| payout.state), Some(PayoutState::Failed(10_001)));
    }

    #[test]
    fn a_payout_beyond_the_balance_fails_with_8888() {
        let mut payouts = book(500, 600);
        assert!(!payouts.start(1, Some("m".to_owned()), None));
        assert_eq!(payouts.get(1).and_then(Payout::failure), Some(8_888));
        assert_eq!(payouts.balance.minor(), 500);
    }
}
