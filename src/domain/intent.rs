//! What an operator asked for.

use secrecy::{ExposeSecret as _, SecretString};

use super::ids::UserId;
use super::{Currency, Money, OrderId, RecordKind};

/// The token of a saved card: as good as the card for this merchant, so it is a secret and has no `Debug` of its value.
#[derive(Clone)]
pub struct CardToken(SecretString);

impl CardToken {
    /// Longest token that the provider takes. Source: `spec/merchant.md` 3.4.
    pub const MAX: usize = 255;

    /// Takes a token over; `Err` says in words what is wrong with it, without repeating it.
    pub fn new(text: &str) -> Result<Self, &'static str> {
        let text = text.trim();
        if text.is_empty() {
            Err("the card token is empty: paste the token of a saved card")
        } else if text.len() > Self::MAX {
            Err("the card token is longer than 255 characters: check what was pasted")
        } else if super::text::mask_pans(text) != text {
            Err("this looks like a card number: tolem takes tokens of saved cards only")
        } else if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            Err("the card token holds characters that no token has: check what was pasted")
        } else {
            Ok(Self(SecretString::from(text)))
        }
    }

    /// The token, for the one place that puts it into a request.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

impl std::fmt::Debug for CardToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("CardToken(…)")
    }
}

/// A new order: what every creation call needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewOrder {
    /// The merchant's number for it.
    pub order_id: OrderId,
    /// How much.
    pub amount: Money,
    /// What for; the payer or recipient sees it.
    pub description: String,
}

/// How long the payer of a new payment may pay. Source: `spec/merchant.md` 2.1, `pg_lifetime`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lifetime(u32);

impl Lifetime {
    /// The shortest and the longest, in seconds.
    const RANGE: std::ops::RangeInclusive<u32> = 300..=604_800;

    /// Reads a whole number with its unit: `90s`, `30m`, `12h`, `7d`. Nothing when it is none, or is out of range.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (number, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
        let unit = match unit {
            "s" => 1,
            "m" => 60,
            "h" => 3_600,
            "d" => 86_400,
            _ => return None,
        };
        if number.is_empty() || !number.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let seconds = number.parse::<u32>().ok()?.checked_mul(unit)?;
        Self::RANGE.contains(&seconds).then_some(Self(seconds))
    }

    /// In seconds, as the provider takes it.
    #[must_use]
    pub const fn seconds(self) -> u32 {
        self.0
    }
}

/// What an operator asked for, with the exact amount. A blank amount never means "all".
#[derive(Debug, Clone)]
pub enum Intent {
    /// Return money that was debited.
    Refund {
        /// How much, at most what is refundable.
        amount: Money,
    },
    /// Debit a hold, in full or in part.
    Clear {
        /// How much, at most what is held.
        amount: Money,
    },
    /// Let a hold go.
    Cancel,
    /// Ask for the payer's CVC page of a payment that was created with a saved card.
    Confirm,
    /// Pay an invoice with a saved card.
    PayInvoice {
        /// Whose card.
        user: UserId,
        /// Which card.
        token: CardToken,
    },
    /// Create a payment with a hosted page.
    CreatePayment {
        /// The order.
        order: NewOrder,
        /// How long the payer may pay; otherwise the shop's setting decides.
        lifetime: Option<Lifetime>,
    },
    /// Create a payment from a saved card; the payer confirms it with the CVC.
    ChargeCard {
        /// The order.
        order: NewOrder,
        /// Whose card.
        user: UserId,
        /// Which card.
        token: CardToken,
    },
    /// Create an invoice that is paid by QR code.
    CreateInvoice(NewOrder),
    /// Create a page where the recipient enters the card that is paid out to.
    CreatePayout(NewOrder),
}

/// The kind of an intent, without its particulars.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum IntentKind {
    /// See [`Intent::Refund`].
    Refund,
    /// See [`Intent::Clear`].
    Clear,
    /// See [`Intent::Cancel`].
    Cancel,
    /// See [`Intent::Confirm`].
    Confirm,
    /// See [`Intent::PayInvoice`].
    PayInvoice,
    /// See [`Intent::CreatePayment`].
    CreatePayment,
    /// See [`Intent::ChargeCard`].
    ChargeCard,
    /// See [`Intent::CreateInvoice`].
    CreateInvoice,
    /// See [`Intent::CreatePayout`].
    CreatePayout,
}

impl IntentKind {
    /// All kinds.
    pub const ALL: [Self; 9] = [
        Self::Refund,
        Self::Clear,
        Self::Cancel,
        Self::Confirm,
        Self::PayInvoice,
        Self::CreatePayment,
        Self::ChargeCard,
        Self::CreateInvoice,
        Self::CreatePayout,
    ];

    /// The word in the ledger.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Refund => "refund",
            Self::Clear => "clear",
            Self::Cancel => "cancel",
            Self::Confirm => "confirm",
            Self::PayInvoice => "pay invoice",
            Self::CreatePayment => "create payment",
            Self::ChargeCard => "charge card",
            Self::CreateInvoice => "create invoice",
            Self::CreatePayout => "create payout",
        }
    }

    /// Reads [`IntentKind::word`] back.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// The kind of record that a creation makes; `None` for intents on a record that exists.
    #[must_use]
    pub const fn creates(self) -> Option<RecordKind> {
        match self {
            Self::Refund | Self::Clear | Self::Cancel | Self::Confirm | Self::PayInvoice => None,
            Self::CreatePayment | Self::ChargeCard => Some(RecordKind::Payment),
            Self::CreateInvoice => Some(RecordKind::Invoice),
            Self::CreatePayout => Some(RecordKind::Payout),
        }
    }
}

impl Intent {
    /// Which kind it is.
    #[must_use]
    pub const fn kind(&self) -> IntentKind {
        match self {
            Self::Refund { .. } => IntentKind::Refund,
            Self::Clear { .. } => IntentKind::Clear,
            Self::Cancel => IntentKind::Cancel,
            Self::Confirm => IntentKind::Confirm,
            Self::PayInvoice { .. } => IntentKind::PayInvoice,
            Self::CreatePayment { .. } => IntentKind::CreatePayment,
            Self::ChargeCard { .. } => IntentKind::ChargeCard,
            Self::CreateInvoice(_) => IntentKind::CreateInvoice,
            Self::CreatePayout(_) => IntentKind::CreatePayout,
        }
    }

    /// The amount that it moves, where the intent itself says so.
    #[must_use]
    pub const fn amount(&self) -> Option<Money> {
        match self {
            Self::Refund { amount } | Self::Clear { amount } => Some(*amount),
            Self::Cancel | Self::Confirm | Self::PayInvoice { .. } => None,
            Self::CreatePayment { order, .. }
            | Self::ChargeCard { order, .. }
            | Self::CreateInvoice(order)
            | Self::CreatePayout(order) => Some(order.amount),
        }
    }

    /// The order that it creates.
    #[must_use]
    pub const fn new_order(&self) -> Option<&NewOrder> {
        match self {
            Self::Refund { .. } | Self::Clear { .. } | Self::Cancel | Self::Confirm | Self::PayInvoice { .. } => None,
            Self::CreatePayment { order, .. }
            | Self::ChargeCard { order, .. }
            | Self::CreateInvoice(order)
            | Self::CreatePayout(order) => Some(order),
        }
    }

    /// The currency of [`Intent::amount`].
    #[must_use]
    pub fn currency(&self) -> Option<Currency> {
        self.amount().map(Money::currency)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_token_is_never_printed_and_never_a_card_number() {
        let token = CardToken::new(" ef741cfc-f85e-41a0-84e6-2ba964912182 ").unwrap();
        assert_eq!(format!("{token:?}"), "CardToken(…)");
        assert_eq!(token.expose(), "ef741cfc-f85e-41a0-84e6-2ba964912182");
        assert!(CardToken::new("4405645000006150").is_err());
        assert!(CardToken::new("").is_err());
        assert!(CardToken::new(&"x".repeat(256)).is_err());
        assert!(CardToken::new("a b").is_err());
    }
}
