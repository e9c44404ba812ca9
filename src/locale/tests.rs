//! That every text is there, is used, and takes the same values in every language.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::bundle::files;
use super::*;
use crate::say;

/// Every message of a language: its key, and the names of what is put into it.
fn messages(language: Language) -> BTreeMap<String, BTreeSet<String>> {
    let mut found = BTreeMap::new();
    for text in files(language) {
        let resource = fluent_bundle::FluentResource::try_new(text.to_owned());
        assert!(resource.is_ok(), "{}: {:?}", language.code(), resource.unwrap_err().1);
        let mut key = String::new();
        for line in text.lines() {
            if let Some((name, _)) = line
                .split_once(" =")
                .filter(|(name, _)| !name.is_empty() && !name.starts_with([' ', '#', '-', '[', '*']))
            {
                name.clone_into(&mut key);
                assert!(
                    found.insert(key.clone(), BTreeSet::new()).is_none(),
                    "{}: {key} is there twice",
                    language.code()
                );
            }
            let names = line
                .split('$')
                .skip(1)
                .map(|rest| rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect::<String>());
            found.entry(key.clone()).or_default().extend(names);
        }
    }
    found.remove("");
    found
}

fn sources(folder: &Path, into: &mut String) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, into);
        } else if path.extension().is_some_and(|end| end == "rs") {
            into.push_str(&std::fs::read_to_string(path).unwrap());
        }
    }
}

/// The keys that the program says: the first literal in `say!(…, "key"` and `key!("key")`.
fn said() -> BTreeSet<String> {
    let mut text = String::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut text);
    let mut found = BTreeSet::new();
    for macro_ in ["say!(", "key!("] {
        for rest in text.split(macro_).skip(1) {
            let literal = rest.split('"').nth(1).unwrap_or_default();
            let is_key = literal.contains('-')
                && literal.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
            if is_key {
                found.insert(literal.to_owned());
            }
        }
    }
    found
}

#[test]
fn no_text_is_missing_and_none_is_unused_in_any_language() {
    let said = said();
    for language in Language::ALL {
        let there: BTreeSet<String> = messages(language).into_keys().collect();
        let missing: Vec<_> = said.difference(&there).collect();
        let unused: Vec<_> = there.difference(&said).collect();
        assert!(missing.is_empty() && unused.is_empty(), "{}: missing {missing:?}, unused {unused:?}", language.code());
    }
}

#[test]
fn a_text_takes_the_same_values_in_every_language() {
    let english = messages(Language::En);
    for language in [Language::Ru, Language::Kk] {
        for (key, values) in messages(language) {
            assert_eq!(english.get(&key), Some(&values), "{}: {key}", language.code());
        }
    }
}

#[test]
fn plurals_go_by_the_language() {
    let total = |language, count: u64| say!(language, "list-in-all", count = count);
    assert_eq!(
        [1, 2, 5, 21].map(|count| total(Language::En, count)),
        ["1 in all", "2 in all", "5 in all", "21 in all"]
    );
    let rows = |count: u64| say!(Language::Ru, "count-rows", count = count);
    assert_eq!([1, 2, 5, 21].map(rows), ["1 строка", "2 строки", "5 строк", "21 строка"]);
}

#[test]
fn what_nobody_knows_is_said_as_it_is() {
    assert_eq!(speak(Language::Kk, "of-no-language", &[]), "of-no-language");
}
