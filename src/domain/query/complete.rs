//! Words that a filter could go on with while it is typed.

use std::ops::Range;

use super::filter::Field;
use super::parse::WATCHED;
use super::print::stage_word;
use crate::domain::{Currency, Stage};

/// What could stand at the end of a filter that is being typed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Completions {
    /// The bytes of the text that a word would replace.
    pub at: Range<usize>,
    /// The words, the likeliest first: fields with their sign, or values.
    pub words: Vec<&'static str>,
}

/// The words that could replace the end of `typed`. None, while a text is being quoted.
#[must_use]
pub fn completions(typed: &str) -> Completions {
    let chunk = typed
        .rfind(char::is_whitespace)
        .map_or(0, |at| at + typed.get(at..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8));
    let tail = typed.get(chunk..).unwrap_or_default();
    let start = chunk + usize::from(tail.starts_with('-'));
    let term = typed.get(start..).unwrap_or_default();
    if !typed.matches('"').count().is_multiple_of(2) {
        return Completions { at: typed.len()..typed.len(), words: Vec::new() };
    }
    let Some((field, value)) = term.split_once([':', '=']) else {
        let begun = term.to_lowercase();
        let words = Field::ALL.into_iter().map(begin).filter(|word| word.starts_with(&begun)).collect();
        return Completions { at: start..typed.len(), words };
    };
    let last = value.rsplit(',').next().unwrap_or_default();
    let begun = last.to_lowercase();
    // What is listed already is not offered again.
    let listed: Vec<String> = value.split(',').rev().skip(1).map(str::to_lowercase).collect();
    let fits = |word: &&'static str| {
        let small = word.to_lowercase();
        small.starts_with(&begun) && !listed.contains(&small)
    };
    let words = match Field::from_word(field) {
        Some(Field::Stage) => Stage::ALL.into_iter().map(stage_word).filter(fits).collect(),
        Some(Field::Currency) => Currency::ALL.into_iter().map(Currency::code).filter(fits).collect(),
        Some(Field::Watched) => WATCHED.into_iter().filter(fits).collect(),
        Some(
            Field::Amount
            | Field::Cleared
            | Field::Refunded
            | Field::Order
            | Field::Id
            | Field::Customer
            | Field::Code
            | Field::Age
            | Field::Changed
            | Field::Read
            | Field::Created,
        )
        | None => Vec::new(),
    };
    Completions { at: typed.len() - last.len()..typed.len(), words }
}

/// A field with the sign that it is mostly used with.
const fn begin(field: Field) -> &'static str {
    match field {
        Field::Stage => "stage:",
        Field::Amount => "amount>",
        Field::Cleared => "cleared>",
        Field::Refunded => "refunded>",
        Field::Currency => "currency:",
        Field::Order => "order:",
        Field::Id => "id:",
        Field::Customer => "customer:",
        Field::Code => "code:",
        Field::Age => "age<",
        Field::Changed => "changed<",
        Field::Read => "read<",
        Field::Created => "created:",
        Field::Watched => "watched:",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_and_values_are_offered_where_they_can_stand() {
        let offered = |typed: &str| {
            let Completions { at, words } = completions(typed);
            (typed.get(at).unwrap().to_owned(), words)
        };
        assert_eq!(completions("").words.len(), Field::ALL.len());
        assert_eq!(offered("чай am"), ("am".to_owned(), vec!["amount>"]));
        assert_eq!(offered("-Stage:p"), ("p".to_owned(), vec!["processing", "partly-refunded"]));
        assert_eq!(offered("stage:held,re"), ("re".to_owned(), vec!["refunded", "reversed"]));
        assert_eq!(offered("stage:refunded,re"), ("re".to_owned(), vec!["reversed"]));
        assert_eq!(offered("currency:k"), ("k".to_owned(), vec!["KZT", "KGS", "KWD"]));
        assert_eq!(offered("amount>1"), ("amount>1".to_owned(), vec![]));
        assert_eq!(offered("\"st"), (String::new(), vec![]));
    }
}
