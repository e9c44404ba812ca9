//! The screens, what each lists, and the sections of the detail view.

use crate::domain::RecordKind;
use crate::locale::{self, Language};
use crate::{key, say};

/// The screens, by their keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Screen {
    /// `0`
    Overview,
    /// `1`
    Invoices,
    /// `2`
    Cards,
    /// `3`
    Payouts,
    /// `4`
    Payments,
    /// `5`
    Operations,
    /// `7`
    Codes,
}

/// What a screen lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum List {
    /// Sums, from the ledger.
    Overview,
    /// Records of a kind, from the ledger.
    Records(RecordKind),
    /// Operations, from the ledger.
    Operations,
    /// The catalogue.
    Codes,
}

impl Screen {
    /// In the order of their keys.
    pub const ALL: [Self; 7] =
        [Self::Overview, Self::Invoices, Self::Cards, Self::Payouts, Self::Payments, Self::Operations, Self::Codes];

    /// The title.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Overview => "Overview",
            Self::Invoices => "Invoices",
            Self::Cards => "Card transactions",
            Self::Payouts => "Payouts",
            Self::Payments => "Payments",
            Self::Operations => "Operations",
            Self::Codes => "Codes",
        }
    }

    /// The title in a language.
    pub fn name(self, language: Language) -> String {
        let key = match self {
            Self::Overview => key!("screen-overview"),
            Self::Invoices => key!("screen-invoices"),
            Self::Cards => key!("screen-cards"),
            Self::Payouts => key!("screen-payouts"),
            Self::Payments => key!("screen-payments"),
            Self::Operations => key!("screen-operations"),
            Self::Codes => key!("screen-codes"),
        };
        locale::speak(language, key, &[])
    }

    /// The title where there is little room, in a language.
    pub fn short_name(self, language: Language) -> String {
        match self {
            Self::Cards => say!(language, "screen-cards-short"),
            Self::Operations => say!(language, "screen-operations-short"),
            Self::Overview | Self::Invoices | Self::Payouts | Self::Payments | Self::Codes => self.name(language),
        }
    }

    /// What it lists.
    pub const fn list(self) -> List {
        match self {
            Self::Overview => List::Overview,
            Self::Invoices => List::Records(RecordKind::Invoice),
            Self::Cards => List::Records(RecordKind::Card),
            Self::Payouts => List::Records(RecordKind::Payout),
            Self::Payments => List::Records(RecordKind::Payment),
            Self::Operations => List::Operations,
            Self::Codes => List::Codes,
        }
    }

    /// The kind of record it lists, if it lists records.
    pub const fn kind(self) -> Option<RecordKind> {
        match self.list() {
            List::Records(kind) => Some(kind),
            List::Overview | List::Operations | List::Codes => None,
        }
    }

    /// The key's digit.
    pub const fn number(self) -> usize {
        match self {
            Self::Overview => 0,
            Self::Invoices => 1,
            Self::Cards => 2,
            Self::Payouts => 3,
            Self::Payments => 4,
            Self::Operations => 5,
            Self::Codes => 7,
        }
    }
}

/// The sections of the detail view.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Section {
    /// What is known.
    Facts,
    /// What happened.
    Timeline,
    /// What was said to the provider and back.
    Exchanges,
}

impl Section {
    /// In order.
    pub const ALL: [Self; 3] = [Self::Facts, Self::Timeline, Self::Exchanges];

    /// The title.
    pub fn title(self, language: Language) -> String {
        let key = match self {
            Self::Facts => key!("detail-facts"),
            Self::Timeline => key!("detail-timeline"),
            Self::Exchanges => key!("detail-exchanges"),
        };
        locale::speak(language, key, &[])
    }
}
