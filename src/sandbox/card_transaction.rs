//! Transactions of the Card API and the requests that made or changed them. Source: `spec/card-partner.md` 3.

use std::collections::BTreeMap;

use super::charge::Charge;
use crate::domain::Timestamp;

/// One transaction.
#[derive(Debug, Clone)]
pub(super) struct CardTransaction {
    pub(super) id: String,
    pub(super) order_id: String,
    pub(super) description: String,
    pub(super) charge: Charge,
    /// The request that created it.
    pub(super) request_id: String,
    pub(super) document_id: String,
    pub(super) mask: String,
    pub(super) created_at: Timestamp,
    /// Why its authorisation will be refused, when it will.
    pub(super) refusal: Option<u32>,
}

/// What became of a request: `request_status`. Source: `spec/card-partner.md` 2.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Execution {
    Success,
    Process,
    Error(u32),
}

impl Execution {
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Success => "success",
            Self::Process => "process",
            Self::Error(_) => "error",
        }
    }
}

/// One request, remembered for ever: its id is never taken twice.
#[derive(Debug, Clone)]
pub(super) struct CardRequest {
    pub(super) transaction_id: Option<String>,
    pub(super) document_id: String,
    pub(super) execution: Execution,
}

/// All transactions and requests.
#[derive(Clone, Default)]
pub(super) struct CardTransactions {
    all: BTreeMap<String, CardTransaction>,
    orders: BTreeMap<String, String>,
    pub(super) requests: BTreeMap<String, CardRequest>,
}

impl CardTransactions {
    pub(super) fn add(&mut self, transaction: CardTransaction) {
        self.orders.insert(transaction.order_id.clone(), transaction.id.clone());
        self.all.insert(transaction.id.clone(), transaction);
    }

    pub(super) fn get(&self, id: &str) -> Option<&CardTransaction> {
        self.all.get(id)
    }

    pub(super) fn get_mut(&mut self, id: &str) -> Option<&mut CardTransaction> {
        self.all.get_mut(id)
    }

    pub(super) fn of_order(&self, order_id: &str) -> Option<&str> {
        self.orders.get(order_id).map(String::as_str)
    }

    pub(super) fn all(&self) -> impl Iterator<Item = &CardTransaction> {
        self.all.values()
    }
}
