//! What the ledger follows: payments, invoices, card transactions and payouts.

use super::code::Failure;
use super::reading::Reading;
use super::{GatewayId, Money, OrderId, RecordId, RequestId, Timestamp};

/// The four kinds of record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum RecordKind {
    /// A purchase: hosted page or saved card.
    Payment,
    /// An invoice that a payer pays by QR code or saved card. Once paid it is a payment (`spec/README.md`, decision 6).
    Invoice,
    /// A transaction of the Card API.
    Card,
    /// Money sent to a card or account.
    Payout,
}

impl RecordKind {
    /// All kinds, in the order of the panes.
    pub const ALL: [Self; 4] = [Self::Invoice, Self::Card, Self::Payout, Self::Payment];

    /// The word used in commands and in the ledger.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Payment => "payment",
            Self::Invoice => "invoice",
            Self::Card => "card",
            Self::Payout => "payout",
        }
    }

    /// The name in a sentence.
    #[must_use]
    pub const fn noun(self) -> &'static str {
        match self {
            Self::Payment => "payment",
            Self::Invoice => "invoice",
            Self::Card => "card transaction",
            Self::Payout => "payout",
        }
    }

    /// Reads [`RecordKind::word`] back.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// A record's normalised state. The provider's raw word is kept beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Stage {
    /// Created; nothing was entered yet.
    New,
    /// Under way; also every word that nobody documented.
    Processing,
    /// Authorised, not yet debited.
    Held,
    /// Debited in full or in part; for a payout: paid.
    Cleared,
    /// Debited, and some of it returned.
    PartlyRefunded,
    /// Everything debited was returned.
    Refunded,
    /// The hold was cancelled before debiting.
    Reversed,
    /// Declined or broken; no money moved.
    Failed,
    /// Its lifetime ended before it was paid.
    Expired,
}

impl Stage {
    /// All stages, in order.
    pub const ALL: [Self; 9] = [
        Self::New,
        Self::Processing,
        Self::Held,
        Self::Cleared,
        Self::PartlyRefunded,
        Self::Refunded,
        Self::Reversed,
        Self::Failed,
        Self::Expired,
    ];

    /// The word on screen and in the ledger.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Processing => "processing",
            Self::Held => "held",
            Self::Cleared => "cleared",
            Self::PartlyRefunded => "partly refunded",
            Self::Refunded => "refunded",
            Self::Reversed => "reversed",
            Self::Failed => "failed",
            Self::Expired => "expired",
        }
    }

    /// Reads [`Stage::word`] back.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.word() == word)
    }

    /// Whether the provider moves this record on by itself, so that it is worth watching.
    #[must_use]
    pub const fn is_moving(self) -> bool {
        match self {
            Self::New | Self::Processing | Self::Held => true,
            Self::Cleared | Self::PartlyRefunded | Self::Refunded | Self::Reversed | Self::Failed | Self::Expired => {
                false
            }
        }
    }
}

/// One record as the ledger knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// The ledger's id.
    pub id: RecordId,
    /// Which of the four kinds.
    pub kind: RecordKind,
    /// The provider's id; unknown until the provider gave one.
    pub gateway_id: Option<GatewayId>,
    /// The merchant's order number.
    pub order_id: Option<OrderId>,
    /// Normalised state.
    pub stage: Stage,
    /// The provider's own word for it, with `captured` where that decides.
    pub word: String,
    /// What the payer was asked for, or what is paid out.
    pub amount: Money,
    /// Debited so far.
    pub cleared: Money,
    /// Returned so far, pending returns included.
    pub refunded: Money,
    /// How many returns the provider lists.
    pub refund_count: u32,
    /// Why it failed, when it did.
    pub failure: Option<Failure>,
    /// What it is for, in the merchant's words.
    pub description: String,
    /// When the desk began to follow it, or the provider created it.
    pub created_at: Timestamp,
    /// When it last changed.
    pub changed_at: Timestamp,
    /// When its status was last read.
    pub read_at: Option<Timestamp>,
    /// Whether an operator asked to watch it closely.
    pub watched: bool,
    /// Whether it was created with a saved card and waits for the payer's CVC.
    pub confirmable: bool,
    /// The hosted page of the payer or recipient.
    pub page: Option<String>,
    /// The `customer` of an invoice, with which a saved card can pay it.
    pub customer: Option<String>,
    /// Card API: the request that made the transaction, by which its status is read.
    pub request_id: Option<RequestId>,
    /// Further facts of the last read (card mask, RRN, auth code), made harmless, in reading order.
    pub facts: Vec<(String, String)>,
}

impl Record {
    /// A record of which nothing but its amount is known yet: new, nothing debited, never read.
    #[must_use]
    pub fn new(id: RecordId, kind: RecordKind, amount: Money, created_at: Timestamp) -> Self {
        let zero = Money::zero(amount.currency());
        Self {
            id,
            kind,
            gateway_id: None,
            order_id: None,
            stage: Stage::New,
            word: "not read yet".to_owned(),
            amount,
            cleared: zero,
            refunded: zero,
            refund_count: 0,
            failure: None,
            description: String::new(),
            created_at,
            changed_at: created_at,
            read_at: None,
            watched: false,
            confirmable: false,
            page: None,
            customer: None,
            request_id: None,
            facts: Vec::new(),
        }
    }

    /// What may still be refunded: cleared less returns, done and pending. Never negative.
    #[must_use]
    pub fn refundable(&self) -> Money {
        match self.cleared.minus(self.refunded) {
            Some(left) if left.is_positive() => left,
            _ => Money::zero(self.amount.currency()),
        }
    }

    /// What a person calls it: the order number, else the provider's id, else the ledger's.
    #[must_use]
    pub fn name(&self) -> String {
        match (&self.order_id, &self.gateway_id) {
            (Some(order), _) => order.to_string(),
            (None, Some(id)) => id.to_string(),
            (None, None) => self.id.to_string(),
        }
    }

    /// Takes over what a status read told. Answers whether anything but the time of reading changed.
    pub fn take(&mut self, reading: &Reading) -> bool {
        let before = self.clone();
        if let Some(id) = &reading.gateway_id {
            self.gateway_id = Some(id.clone());
        }
        if self.order_id.is_none() {
            self.order_id.clone_from(&reading.order_id);
        }
        self.stage = reading.stage;
        self.word.clone_from(&reading.word);
        if let Some(amount) = reading.amount {
            self.amount = amount;
        }
        let zero = Money::zero(self.amount.currency());
        if let Some(cleared) = reading.cleared {
            self.cleared = cleared;
        }
        if let Some(refunded) = reading.refunded {
            self.refunded = refunded;
            self.refund_count = reading.refund_count;
        }
        if self.cleared.currency() != self.amount.currency() {
            self.cleared = zero;
        }
        if self.refunded.currency() != self.amount.currency() {
            self.refunded = zero;
        }
        self.failure.clone_from(&reading.failure);
        if !reading.facts.is_empty() {
            self.facts.clone_from(&reading.facts);
        }
        if self.stage != Stage::New && self.stage != Stage::Processing {
            self.confirmable = false;
        }
        self.read_at = Some(reading.at);
        let changed = Self { read_at: before.read_at, ..self.clone() } != before;
        if changed {
            self.changed_at = reading.at;
        }
        changed
    }
}

/// Records for the tests of every room.
#[cfg(test)]
pub(crate) mod tests_support {
    use super::*;
    use crate::domain::Currency;

    /// A record of `minor` KZT minor units that stands in `stage`.
    pub(crate) fn record(kind: RecordKind, stage: Stage, minor: i64) -> Record {
        let amount = Money::from_minor(minor, Currency::Kzt);
        let id = RecordId::from_uuid(uuid::Uuid::from_u128(1));
        let mut record = Record::new(id, kind, amount, Timestamp::from_millis(1_000));
        record.gateway_id = GatewayId::new("700001").ok();
        record.order_id = OrderId::new("A-1001").ok();
        record.stage = stage;
        stage.word().clone_into(&mut record.word);
        "Tea and bread".clone_into(&mut record.description);
        if matches!(stage, Stage::Cleared | Stage::PartlyRefunded | Stage::Refunded) {
            record.cleared = amount;
        }
        if stage == Stage::Refunded {
            record.refunded = amount;
        }
        record
    }
}
