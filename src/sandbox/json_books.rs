//! What the JSON calls remember beside the books of money: ids, requests that may come twice, gift cards, and what the
//! partner's pages show.

use std::collections::{BTreeMap, BTreeSet};

use super::http::Response;

/// How a gift card stands. Source: `spec/card-partner.md` 4.19.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum GiftState {
    Issued = 1,
    Activated = 2,
}

/// One gift card of the merchant.
#[derive(Debug, Clone)]
pub(super) struct GiftCard {
    pub(super) id: u64,
    pub(super) state: GiftState,
    /// What is on it, in major units.
    pub(super) balance: u64,
    pub(super) mask: &'static str,
}

/// Everything that only JSON calls need.
#[derive(Clone)]
pub(super) struct JsonBooks {
    /// The payments that the asynchronous Gateway API knows, by their own ids.
    pub(super) payments: BTreeMap<String, u64>,
    /// The first answer to each `X-Request-Id` of a create or an edit.
    pub(super) answers: BTreeMap<String, Response>,
    /// Every `Request-Id` of the older header scheme; a second one is refused.
    pub(super) requests: BTreeSet<String>,
    /// The gift cards.
    pub(super) gifts: Vec<GiftCard>,
}

impl JsonBooks {
    pub(super) fn new() -> Self {
        let gift = |id, mask| GiftCard { id, state: GiftState::Issued, balance: 10_000, mask };
        Self {
            payments: BTreeMap::new(),
            answers: BTreeMap::new(),
            requests: BTreeSet::new(),
            gifts: vec![gift(77, "1234********5678"), gift(78, "1234********6789")],
        }
    }
}

/// The code that every gift card's buyer got.
pub(super) const OTP: &str = "111111";

/// The only card, client and wallet that statements are kept for.
pub(super) const CARD: &str = "c-77";
pub(super) const CLIENT: &str = "cl-9";
pub(super) const WALLET: &str = "w-1";

/// A payment of the settlement account: the platform's id, the merchant's, how it stands, and why.
pub(super) type Instruction = (&'static str, &'static str, &'static str, Option<(&'static str, &'static str)>);

/// The message that the partner sent, and its payments.
pub(super) const MESSAGE: &str = "MSG-1";
pub(super) const INSTRUCTIONS: [Instruction; 3] = [
    ("INSTR-1", "E2E-1", "RJCT", Some(("AC01", "Incorrect account number"))),
    ("INSTR-2", "E2E-2", "ACCP", None),
    ("INSTR-3", "E2E-3", "PDNG", None),
];
