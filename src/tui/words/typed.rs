//! What is wrong with what was typed.

use crate::domain::decision::{Reason, ReasonError};
use crate::domain::ids::IdError;
use crate::domain::money::AmountError;
use crate::key;
use crate::locale::{Language, speak};
use crate::say;

/// Why a text is no amount.
pub fn amount(language: Language, error: &AmountError) -> String {
    match error {
        AmountError::Empty => say!(language, "amount-empty"),
        AmountError::Comma => say!(language, "amount-comma"),
        AmountError::Sign => say!(language, "amount-sign"),
        AmountError::NotANumber => say!(language, "amount-not-a-number"),
        AmountError::TooPrecise { currency, digits, got } => {
            say!(language, "amount-too-precise", currency = currency.code(), digits = *digits, got = *got)
        }
        AmountError::Zero => say!(language, "amount-zero"),
        // The second is said of replies only, and bounds them far above what may be typed.
        AmountError::TooLarge | AmountError::Unbelievable => say!(language, "amount-too-large"),
    }
}

/// Why a text is no id.
pub fn id(language: Language, error: &IdError) -> String {
    let named = |what: &str| match what {
        "order id" => say!(language, "id-name-order"),
        "user id" => say!(language, "id-name-user"),
        what => what.to_owned(),
    };
    match error {
        IdError::Empty { what } => say!(language, "id-empty", what = named(what)),
        IdError::TooLong { what, max, got } => {
            say!(language, "id-too-long", what = named(what), max = *max, got = *got)
        }
        IdError::Character { what, allowed } => {
            let allowed = match *allowed {
                "Latin letters, digits, - and _" => say!(language, "id-allowed-latin"),
                "letters, digits and punctuation" => say!(language, "id-allowed-any"),
                allowed => allowed.to_owned(),
            };
            say!(language, "id-character", what = named(what), allowed = allowed)
        }
        IdError::CardNumber { what } => say!(language, "id-card-number", what = named(what)),
    }
}

/// Why a text is no reason.
pub fn reason(language: Language, error: ReasonError) -> String {
    match error {
        ReasonError::Short => say!(language, "reason-short", min = Reason::MIN),
        ReasonError::Long(got) => say!(language, "reason-long", got = got, max = Reason::MAX),
    }
}

/// Why a text is no token of a saved card; the domain says it in English.
pub fn token(language: Language, english: &str) -> String {
    TOKEN
        .into_iter()
        .find(|key| speak(Language::En, key, &[]) == english)
        .map_or_else(|| english.to_owned(), |key| speak(language, key, &[]))
}

const TOKEN: [&str; 4] =
    [key!("token-empty"), key!("token-too-long"), key!("token-card-number"), key!("token-character")];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::intent::CardToken;
    use crate::domain::{Currency, Money, OrderId, ids::UserId};

    #[test]
    fn english_says_what_the_domain_says_and_other_languages_something_else() {
        let long = "x".repeat(300);
        for typed in ["", "1,5", "-1", "1e3", "1.005", "0", "100000000"] {
            let error = Money::parse(typed, Currency::Kzt).unwrap_err();
            assert_eq!(amount(Language::En, &error), error.to_string());
            assert_ne!(amount(Language::Kk, &error), error.to_string());
        }
        for typed in ["", long.as_str(), "a\u{1b}b", "4405645000006150"] {
            let order = OrderId::new(typed).unwrap_err();
            assert_eq!(id(Language::En, &order), order.to_string());
            assert!(!id(Language::Ru, &order).contains("order"), "{typed}");
            let token_error = CardToken::new(typed).unwrap_err();
            assert_eq!(token(Language::En, token_error), token_error);
            assert_ne!(token(Language::Ru, token_error), token_error);
        }
        let user = UserId::new("ä").unwrap_err();
        assert!(!id(Language::Kk, &user).contains("user") && !id(Language::Kk, &user).contains("Latin"));
        for typed in ["ok", long.as_str()] {
            let error = Reason::new(typed).unwrap_err();
            assert_eq!(reason(Language::En, error), error.to_string());
        }
    }
}
