//! What is wrong with a filter, as data: the front end says it in its own language.

use std::ops::Range;

use super::filter::Field;

/// Why a text is no filter, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The bytes of the text that are wrong.
    pub at: Range<usize>,
    /// What is wrong with them.
    pub what: FaultKind,
}

/// What is wrong with a part of a filter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FaultKind {
    /// No field is called so.
    UnknownField {
        /// As it was typed.
        found: String,
        /// The field that is spelt most like it.
        nearest: Option<&'static str>,
    },
    /// The field has no such value.
    UnknownValue {
        /// The field.
        field: Field,
        /// As it was typed.
        found: String,
        /// The value that is spelt most like it.
        nearest: Option<&'static str>,
    },
    /// Nothing stands behind the field's sign.
    MissingValue {
        /// The field.
        field: Field,
    },
    /// The field is not compared by this sign.
    WrongSign {
        /// The field.
        field: Field,
        /// An example of how it is.
        example: &'static str,
    },
    /// Not a number such as 10000.50.
    NotANumber,
    /// One comma: some write thousands so, others decimals.
    OneComma,
    /// More digits after the dot than any currency has.
    TooPrecise,
    /// Larger than any amount or code.
    TooLarge,
    /// Not a length of time such as 2d; the letters are small, because `M` may be a month.
    NotASpan,
    /// Not a day such as 2026-11-20.
    NotADay,
    /// A range that ends before it begins.
    Backwards,
    /// A quotation mark that no other closes.
    Unclosed,
    /// No letter and no digit to look for.
    NoWord,
    /// A card number, which is looked for nowhere because it is kept nowhere. The fault does not repeat it.
    CardNumber,
    /// More terms, or more values of one term, than are answered.
    TooMany {
        /// How many are.
        most: usize,
    },
}

/// Of `known` the word that is spelt most like `found`, if any is.
pub(super) fn nearest(found: &str, known: impl Iterator<Item = &'static str>) -> Option<&'static str> {
    let found: String = found.to_lowercase().chars().take(40).collect();
    let near = (found.chars().count() / 2).clamp(1, 3);
    let distance = |word: &'static str| {
        let word = word.to_lowercase();
        if !found.is_empty() && word.starts_with(&found) { 0 } else { strsim::damerau_levenshtein(&found, &word) }
    };
    known
        .map(|word| (distance(word), word))
        .filter(|(far, _)| *far <= near)
        .min_by_key(|(far, _)| *far)
        .map(|(_, word)| word)
}
