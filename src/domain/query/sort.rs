//! The columns of a list, and the order that each gives.

use crate::domain::{Money, Record, Stage, Timestamp};

/// A column of a list of records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Column {
    /// The normalised state, in the order of [`Stage::ALL`].
    Stage,
    /// The merchant's order number.
    Order,
    /// The provider's id.
    Gateway,
    /// What it is for.
    Description,
    /// The customer of an invoice.
    Customer,
    /// The currency's code.
    Currency,
    /// What was asked for.
    Amount,
    /// What was debited.
    Cleared,
    /// What was returned.
    Refunded,
    /// The code of its failure.
    Code,
    /// When it was created.
    Created,
    /// When it last changed.
    Changed,
    /// When its status was last read.
    Read,
}

impl Column {
    /// All columns.
    pub const ALL: [Self; 13] = [
        Self::Stage,
        Self::Order,
        Self::Gateway,
        Self::Description,
        Self::Customer,
        Self::Currency,
        Self::Amount,
        Self::Cleared,
        Self::Refunded,
        Self::Code,
        Self::Created,
        Self::Changed,
        Self::Read,
    ];

    /// The word in settings and commands.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Stage => "stage",
            Self::Order => "order",
            Self::Gateway => "id",
            Self::Description => "description",
            Self::Customer => "customer",
            Self::Currency => "currency",
            Self::Amount => "amount",
            Self::Cleared => "cleared",
            Self::Refunded => "refunded",
            Self::Code => "code",
            Self::Created => "created",
            Self::Changed => "changed",
            Self::Read => "read",
        }
    }

    /// Reads [`Column::word`] back.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|column| column.word() == word)
    }
}

/// The order of a list. Records that share a value are ordered by their time of creation, in the same direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Sort {
    /// By this column.
    pub column: Column,
    /// The largest first.
    pub descending: bool,
}

impl Default for Sort {
    fn default() -> Self {
        Self { column: Column::Created, descending: true }
    }
}

/// A value that lists are sorted by.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Key {
    /// Amounts in thousandths of a major unit, times in milliseconds, and the like.
    Number(i64),
    /// Text in small letters (of the Latin alphabet).
    Text(String),
}

/// What stands for a time or a code that there is none of: before all others.
pub const NONE: i64 = -1;

/// How many characters of a description order it.
pub const DESCRIPTION_KEY: usize = 32;

impl Key {
    /// The value of a record in a column.
    #[must_use]
    pub fn of(record: &Record, column: Column) -> Self {
        match column {
            Column::Stage => Self::Number(rank(record.stage)),
            Column::Order => Self::text(record.order_id.as_ref().map_or("", |id| id.as_str())),
            Column::Gateway => Self::text(record.gateway_id.as_ref().map_or("", |id| id.as_str())),
            Column::Description => Self::Text(folded(&record.description).chars().take(DESCRIPTION_KEY).collect()),
            Column::Customer => Self::text(record.customer.as_deref().unwrap_or_default()),
            Column::Currency => Self::Text(record.amount.currency().code().to_owned()),
            Column::Amount => Self::Number(Money::thousandths(record.amount)),
            Column::Cleared => Self::Number(Money::thousandths(record.cleared)),
            Column::Refunded => Self::Number(Money::thousandths(record.refunded)),
            Column::Code => Self::Number(record.failure.as_ref().map_or(NONE, |failure| i64::from(failure.code))),
            Column::Created => Self::Number(record.created_at.millis()),
            Column::Changed => Self::Number(record.changed_at.millis()),
            Column::Read => Self::Number(record.read_at.map_or(NONE, Timestamp::millis)),
        }
    }

    fn text(text: &str) -> Self {
        Self::Text(folded(text))
    }
}

/// The place of a stage in the order of stages.
#[must_use]
pub fn rank(stage: Stage) -> i64 {
    let place = Stage::ALL.into_iter().position(|one| one == stage).unwrap_or_default();
    i64::try_from(place).unwrap_or_default()
}

/// Text as it is ordered and compared: the ledger folds Latin letters only, so this does too.
#[must_use]
pub fn folded(text: &str) -> String {
    text.to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Currency, RecordKind};

    #[test]
    fn columns_are_read_back_by_their_words() {
        for column in Column::ALL {
            assert_eq!(Column::from_word(column.word()), Some(column));
        }
        assert_eq!(Column::from_word("colour"), None);
    }

    #[test]
    fn amounts_of_all_currencies_are_ordered_by_what_they_are_in_major_units() {
        let key = |minor, currency| {
            let mut record = crate::domain::record::tests_support::record(RecordKind::Payment, Stage::New, 1);
            record.amount = Money::from_minor(minor, currency);
            Key::of(&record, Column::Amount)
        };
        assert_eq!(key(100, Currency::Jpy), key(10_000, Currency::Kzt));
        assert_eq!(key(100_000, Currency::Kwd), key(10_000, Currency::Kzt));
        assert!(key(1, Currency::Kwd) < key(1, Currency::Kzt));
        assert!(key(i64::MAX, Currency::Jpy) > key(1, Currency::Jpy));
    }
}
