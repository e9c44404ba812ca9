//! Ids as types of their own, so that none can stand where another is meant.

use std::fmt;

use uuid::Uuid;

use super::text::{has_hostile, holds_card_number};

/// Why a text is not an id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IdError {
    /// Nothing was given.
    #[error("{what} is empty: type it")]
    Empty {
        /// Which id.
        what: &'static str,
    },
    /// Longer than the provider takes.
    #[error("{what} has {got} characters, at most {max} are allowed: shorten it")]
    TooLong {
        /// Which id.
        what: &'static str,
        /// The limit in characters.
        max: usize,
        /// The characters that were given.
        got: usize,
    },
    /// Characters that the provider does not take, or that could disturb a terminal.
    #[error("{what} holds a character that is not allowed: use {allowed}")]
    Character {
        /// Which id.
        what: &'static str,
        /// What is allowed, in words.
        allowed: &'static str,
    },
    /// A card number, which is kept nowhere.
    #[error("{what} looks like a card number: use another")]
    CardNumber {
        /// Which id.
        what: &'static str,
    },
}

macro_rules! text_id {
    ($(#[$doc:meta])* $name:ident, $what:literal, max $max:literal, $allowed:literal, $valid:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(String);

        impl $name {
            /// Checks the text; surrounding white space is dropped.
            pub fn new(text: impl AsRef<str>) -> Result<Self, IdError> {
                let text = text.as_ref().trim();
                let got = text.chars().count();
                let valid: fn(char) -> bool = $valid;
                if got == 0 {
                    Err(IdError::Empty { what: $what })
                } else if got > $max {
                    Err(IdError::TooLong { what: $what, max: $max, got })
                } else if has_hostile(text) || !text.chars().all(valid) {
                    Err(IdError::Character { what: $what, allowed: $allowed })
                } else if holds_card_number(text) {
                    Err(IdError::CardNumber { what: $what })
                } else {
                    Ok(Self(text.to_owned()))
                }
            }

            /// The id as it travels.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

text_id!(
    /// The merchant's own order number, at most 50 characters. Source: `spec/merchant.md` 2.1.
    OrderId, "order id", max 50, "letters, digits and punctuation", |_| true
);
text_id!(
    /// The provider's id of a payment, invoice, payout or card transaction; a number for most of them, text for the Card API.
    GatewayId, "gateway id", max 64, "Latin letters, digits, - and _", |c| c.is_ascii_alphanumeric() || c == '-' || c == '_'
);
text_id!(
    /// The merchant's number at the provider.
    MerchantId, "merchant id", max 20, "digits", |c| c.is_ascii_digit()
);
text_id!(
    /// The customer's id in the merchant's shop. Source: `spec/merchant.md` 2.1 (`^[a-zA-Z0-9_-]+$`, at most 50).
    UserId, "user id", max 50, "Latin letters, digits, - and _", |c| c.is_ascii_alphanumeric() || c == '-' || c == '_'
);

macro_rules! uuid_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(Uuid);

        impl $name {
            /// Wraps a UUID that was minted outside (version 7, so that ids sort by time).
            #[must_use]
            pub const fn from_uuid(uuid: Uuid) -> Self {
                Self(uuid)
            }

            /// Reads the hyphenated form that [`fmt::Display`] writes.
            #[must_use]
            pub fn parse(text: &str) -> Option<Self> {
                Uuid::try_parse(text).ok().map(Self)
            }

            /// The UUID itself.
            #[must_use]
            pub const fn uuid(self) -> Uuid {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

uuid_id!(
    /// A record of the ledger.
    RecordId
);
uuid_id!(
    /// One request and its reply, as they are kept.
    ExchangeId
);
uuid_id!(
    /// An operation of the ledger.
    OperationId
);
uuid_id!(
    /// The idempotency key of one intent: minted with it, stored with it, never minted again.
    RequestId
);

impl OperationId {
    /// The last eight hexadecimal digits: what a person reads out over the phone.
    #[must_use]
    pub fn short(self) -> String {
        last_eight(self.0)
    }
}

impl ExchangeId {
    /// The last eight hexadecimal digits, as errors name it.
    #[must_use]
    pub fn short(self) -> String {
        last_eight(self.0)
    }
}

fn last_eight(id: Uuid) -> String {
    id.simple().to_string().chars().skip(24).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_id_holds_one_to_fifty_characters() {
        assert_eq!(OrderId::new(" A-1 ").map(|id| id.to_string()), Ok("A-1".to_owned()));
        assert_eq!(OrderId::new(""), Err(IdError::Empty { what: "order id" }));
        assert!(OrderId::new("ы".repeat(50)).is_ok());
        assert_eq!(OrderId::new("x".repeat(51)), Err(IdError::TooLong { what: "order id", max: 50, got: 51 }));
    }

    #[test]
    fn an_id_cannot_carry_an_escape_or_a_direction_change() {
        assert!(matches!(OrderId::new("A\u{1b}[2J"), Err(IdError::Character { .. })));
        assert!(matches!(OrderId::new("A\u{202e}B"), Err(IdError::Character { .. })));
        assert!(matches!(GatewayId::new("12/34"), Err(IdError::Character { .. })));
        assert!(matches!(UserId::new("ann smith"), Err(IdError::Character { .. })));
    }

    #[test]
    fn a_card_number_is_no_id_and_is_not_repeated() {
        let pan = "4405645000006150";
        for error in [OrderId::new(pan).err(), GatewayId::new(pan).err(), UserId::new(pan).err()] {
            let error = error.unwrap();
            assert!(matches!(error, IdError::CardNumber { .. }) && !error.to_string().contains("6150"), "{error}");
        }
        assert!(OrderId::new("1732184400123").is_ok());
    }

    #[test]
    fn an_operation_is_called_by_its_last_eight_digits() {
        let id = OperationId::parse("0192f0c1-2233-7abc-8def-00112233aabb").unwrap();
        assert_eq!(id.short(), "2233aabb");
        assert_eq!(OperationId::parse(&id.to_string()), Some(id));
    }
}
