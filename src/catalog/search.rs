//! Looking for words. Every word of the query has to begin some word of an entry; what stands nearer to the code counts
//! more.

use super::entry::Entry;
use super::shelf::Catalog;
use crate::locale::Language;

pub(super) fn search<'a>(catalog: &'a Catalog, query: &str) -> Vec<&'a Entry> {
    let query = query.to_lowercase();
    let words: Vec<&str> = words(&query).collect();
    if words.is_empty() {
        return catalog.entries().iter().collect();
    }
    let mut found: Vec<(u32, &Entry)> = catalog
        .entries()
        .iter()
        .filter_map(|entry| score(catalog, entry, &words).map(|score| (score, entry)))
        .collect();
    // The sort is stable: among equals the order of the catalogue stays.
    found.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
    found.into_iter().map(|(_, entry)| entry).collect()
}

/// The sum over the words of the best place of each; `None` when one of them occurs nowhere.
fn score(catalog: &Catalog, entry: &Entry, wanted: &[&str]) -> Option<u32> {
    let places = places(catalog, entry);
    wanted
        .iter()
        .map(|word| places.iter().filter_map(|(weight, text)| begins(text, word).then_some(*weight)).max())
        .sum()
}

/// The texts of an entry with their weights.
fn places(catalog: &Catalog, entry: &Entry) -> Vec<(u32, String)> {
    let mut places = vec![(100, entry.key.to_lowercase())];
    if let Some(group) = catalog.group(entry) {
        places.extend(Language::ALL.map(|language| (10, group.name(language).to_lowercase())));
        places.push((8, group.words.to_lowercase()));
    }
    places.push((4, format!("{} {}", entry.field, entry.family).to_lowercase()));
    for reading in &entry.readings {
        for language in Language::ALL {
            let text = reading.text(language);
            places.push((12, text.meaning.to_lowercase()));
            places.push((3, text.cause.to_lowercase()));
            places.push((2, text.next.to_lowercase()));
        }
    }
    places
}

fn begins(text: &str, word: &str) -> bool {
    words(text).any(|known| known.starts_with(word))
}

/// Letters and digits that stand together; `-` and `_` belong to a word, so that `-5` and `waiting_3ds` are whole.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric() && !matches!(c, '-' | '_')).filter(|word| !word.is_empty())
}
