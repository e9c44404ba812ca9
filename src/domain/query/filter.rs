//! What a filter asks of a record.

use chrono::NaiveDate;

use super::values::{Clock, Comparison, Span, Than};
use crate::domain::{Currency, Stage};

/// A field that a term can name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "each is documented at the test that it makes")]
pub enum Field {
    Stage,
    Amount,
    Cleared,
    Refunded,
    Currency,
    Order,
    Id,
    Customer,
    Code,
    Age,
    Changed,
    Read,
    Created,
    Watched,
}

impl Field {
    /// All fields, the most asked for first.
    pub const ALL: [Self; 14] = [
        Self::Stage,
        Self::Amount,
        Self::Age,
        Self::Created,
        Self::Code,
        Self::Order,
        Self::Id,
        Self::Currency,
        Self::Cleared,
        Self::Refunded,
        Self::Changed,
        Self::Read,
        Self::Customer,
        Self::Watched,
    ];

    /// The word before the colon or sign.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Stage => "stage",
            Self::Amount => "amount",
            Self::Cleared => "cleared",
            Self::Refunded => "refunded",
            Self::Currency => "currency",
            Self::Order => "order",
            Self::Id => "id",
            Self::Customer => "customer",
            Self::Code => "code",
            Self::Age => "age",
            Self::Changed => "changed",
            Self::Read => "read",
            Self::Created => "created",
            Self::Watched => "watched",
        }
    }

    /// Reads [`Field::word`] back, in any case.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.word().eq_ignore_ascii_case(word))
    }
}

/// One of a record's three sums.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sum {
    /// What was asked for.
    Amount,
    /// What was debited.
    Cleared,
    /// What was returned.
    Refunded,
}

/// What one term asks.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Test {
    /// `stage:held,cleared`: it stands in one of these.
    Stage(Vec<Stage>),
    /// `amount>10000`, `cleared:1000..5000`: in major units of the record's own currency.
    Sum(Sum, Comparison),
    /// `currency:KZT,USD`: its currency is one of these.
    Currency(Vec<Currency>),
    /// `order:A-10*`: the merchant's order number, `*` for anything; Latin letters in any case.
    Order(String),
    /// `id:7001*`: the provider's id.
    Id(String),
    /// `customer:…`: the customer.
    Customer(String),
    /// `code:*`: it failed with a code.
    AnyCode,
    /// `code:10009,10010`: it failed with one of these.
    Code(Vec<u32>),
    /// `age<2d`, `changed>1h`: how long ago.
    Since(Clock, Than, Span),
    /// `created:2026-11-01..2026-11-20`: on one of these days of the merchant's, both included.
    Created(NaiveDate, NaiveDate),
    /// `watched:yes`
    Watched(bool),
    /// `tea`, `"tea and bread"`: every word begins a word of its order number, id, description, customer or failure.
    Text(String),
}

impl Test {
    /// The field that it names; a text names none.
    #[must_use]
    pub const fn field(&self) -> Option<Field> {
        Some(match self {
            Self::Stage(_) => Field::Stage,
            Self::Sum(Sum::Amount, _) => Field::Amount,
            Self::Sum(Sum::Cleared, _) => Field::Cleared,
            Self::Sum(Sum::Refunded, _) => Field::Refunded,
            Self::Currency(_) => Field::Currency,
            Self::Order(_) => Field::Order,
            Self::Id(_) => Field::Id,
            Self::Customer(_) => Field::Customer,
            Self::AnyCode | Self::Code(_) => Field::Code,
            Self::Since(Clock::Age, _, _) => Field::Age,
            Self::Since(Clock::Changed, _, _) => Field::Changed,
            Self::Since(Clock::Read, _, _) => Field::Read,
            Self::Created(_, _) => Field::Created,
            Self::Watched(_) => Field::Watched,
            Self::Text(_) => return None,
        })
    }
}

/// One term. Its text ([`ToString`]) is what it is typed as, and what its chip says.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Term {
    /// Whether the record must *not* be so.
    pub negated: bool,
    /// What is asked.
    pub test: Test,
}

impl std::convert::From<Test> for Term {
    fn from(test: Test) -> Self {
        Self { negated: false, test }
    }
}

/// Terms that must all hold. The empty filter holds of every record.
#[derive(Debug, Clone, PartialEq, Eq, Default, Hash)]
pub struct Filter {
    pub(super) terms: Vec<Term>,
}

impl Filter {
    /// The terms, in the order in which they were typed.
    #[must_use]
    pub fn terms(&self) -> &[Term] {
        &self.terms
    }

    /// Whether it holds of every record.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// The filter without its term number `index`.
    #[must_use]
    pub fn without(&self, index: usize) -> Self {
        let kept = self.terms.iter().enumerate().filter(|(at, _)| *at != index);
        Self { terms: kept.map(|(_, term)| term.clone()).collect() }
    }

    /// The filter with one more term. One that it has already, that is one too many or that would make it hold a card
    /// number changes nothing.
    #[must_use]
    pub fn with(&self, term: Term) -> Self {
        let mut wider = self.clone();
        if !wider.terms.contains(&term) && wider.terms.len() < super::parse::MOST_TERMS {
            wider.terms.push(term);
        }
        if wider.holds_card_number() { self.clone() } else { wider }
    }
}
