//! Full text: what is a word, and when a record holds it.

use crate::domain::Record;

/// The words of a text: runs of letters and digits, in small letters.
pub fn words(text: &str) -> impl Iterator<Item = String> + '_ {
    runs(text).map(|run| small(run).collect())
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
pub fn hold(texts: &[&str], sought: &str) -> bool {
    words(sought).all(|sought| texts.iter().any(|text| runs(text).any(|run| begins(run, &sought))))
}

/// Runs of letters and digits, as they stand.
fn runs(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
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
            assert!(hold(&texts, sought), "{sought}");
        }
        for sought in ["айва", "чай кофе", "0017"] {
            assert!(!hold(&texts, sought), "{sought}");
        }
    }
}
