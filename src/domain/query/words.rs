//! Full text: what is a word, and when a record holds it. The ledger's index is given words and never cuts a text itself,
//! so that this is the one definition.

use std::borrow::Cow;
use std::collections::BTreeSet;

use icu_normalizer::ComposingNormalizerBorrowed;

use crate::domain::Record;

/// The words of a text: runs of letters and digits, in small letters, put together in one way (`й` and not `и` with a
/// breve after it).
pub fn words(text: &str) -> Vec<String> {
    runs(&composed(text)).map(|run| small(run).collect()).collect()
}

/// The words of some texts, each once, with a blank between them.
pub fn distinct(texts: &[&str]) -> String {
    let words: BTreeSet<String> = texts.iter().flat_map(|text| words(text)).collect();
    words.into_iter().collect::<Vec<_>>().join(" ")
}

/// The texts of a record that are searched.
pub fn searched(record: &Record) -> [&str; 5] {
    [
        record.order_id.as_ref().map_or("", |id| id.as_str()),
        record.gateway_id.as_ref().map_or("", |id| id.as_str()),
        &record.description,
        record.customer.as_deref().unwrap_or_default(),
        record.failure.as_ref().map_or("", |failure| failure.text.as_str()),
    ]
}

/// Whether every word of `sought` begins a word of one of the texts.
pub fn hold(texts: &[&str], sought: &[String]) -> bool {
    let texts: Vec<_> = texts.iter().filter(|text| !text.is_empty()).map(|text| composed(text)).collect();
    sought.iter().all(|sought| texts.iter().any(|text| runs(text).any(|run| begins(run, sought))))
}

/// Mostly the text itself: keyboards compose, only what was copied from elsewhere may not be.
fn composed(text: &str) -> Cow<'_, str> {
    if text.is_ascii() { Cow::Borrowed(text) } else { ComposingNormalizerBorrowed::new_nfc().normalize(text) }
}

/// Runs of letters and digits, as they stand. Accents that compose with no letter stay with the one before them.
fn runs(text: &str) -> impl Iterator<Item = &str> {
    let parts = |c: char| !c.is_alphanumeric() && !('\u{300}'..='\u{36f}').contains(&c);
    text.split(parts).filter(|word| word.contains(char::is_alphanumeric))
}

fn small(word: &str) -> impl Iterator<Item = char> {
    word.chars().flat_map(char::to_lowercase)
}

/// Whether a run begins with a word in small letters. Lists try thousands of rows, so nothing is copied.
fn begins(run: &str, word: &str) -> bool {
    let mut letters = small(run);
    word.chars().all(|letter| letters.next() == Some(letter))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_has_to_begin_a_word_of_any_text() {
        let texts = ["A-10017", "Чай, хлеб и доставка"];
        for sought in ["чай", "ДОСТ", "a-100", "10017 хлеб", "\u{2014}"] {
            assert!(hold(&texts, &words(sought)), "{sought}");
        }
        for sought in ["айва", "чай кофе", "0017"] {
            assert!(!hold(&texts, &words(sought)), "{sought}");
        }
    }

    #[test]
    fn a_letter_is_the_same_however_it_is_put_together() {
        assert_eq!(words("Чаи\u{306} \u{418}\u{306}од"), ["чай", "йод"]);
        assert!(hold(&["чаи\u{306}"], &words("чай")) && hold(&["чай"], &words("чаи\u{306}")));
        assert_eq!(words("за\u{301}мок"), ["за\u{301}мок"], "an accent does not part a word");
        assert_eq!(words("\u{301} \u{2014}"), Vec::<String>::new(), "and is none");
        assert_eq!(distinct(&["b a", "A, c", ""]), "a b c");
    }
}
