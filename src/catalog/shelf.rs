//! All entries, and the ways to find one.

use std::sync::LazyLock;

use serde::Deserialize;

use super::entry::{Entry, Group, Kind};
use super::search;
use crate::locale::Language;

/// The data, by file.
const FILES: [(&str, &str); 4] = [
    ("codes_payments.toml", include_str!("../../assets/catalog/codes_payments.toml")),
    ("codes_mobile_legacy.toml", include_str!("../../assets/catalog/codes_mobile_legacy.toml")),
    ("words.toml", include_str!("../../assets/catalog/words.toml")),
    ("groups.toml", include_str!("../../assets/catalog/groups.toml")),
];

/// Why the catalogue cannot be used: it was built wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the catalogue is broken in {file}: {what}; please report this")]
pub struct CatalogError {
    file: &'static str,
    what: String,
}

/// Every entry, sorted by key, and the names of their groups.
#[derive(Debug)]
pub struct Catalog {
    entries: Vec<Entry>,
    groups: Vec<Group>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    entry: Vec<Entry>,
    #[serde(default)]
    group: Vec<Group>,
}

/// The catalogue of this build. Read when it is first asked for.
pub fn catalog() -> Result<&'static Catalog, &'static CatalogError> {
    static CATALOG: LazyLock<Result<Catalog, CatalogError>> = LazyLock::new(Catalog::load);
    CATALOG.as_ref()
}

impl Catalog {
    fn load() -> Result<Self, CatalogError> {
        let mut catalog = Self { entries: Vec::new(), groups: Vec::new() };
        for (file, text) in FILES {
            let read: File =
                toml_edit::de::from_str(text).map_err(|error| CatalogError { file, what: error.to_string() })?;
            catalog.entries.extend(read.entry);
            catalog.groups.extend(read.group);
        }
        catalog.entries.sort_by(|one, other| {
            // The codes that everybody meets come first: old ones and the small numbers of single products follow.
            let place = |entry: &Entry| {
                let number = entry.key.parse::<i64>().unwrap_or(i64::MAX);
                (entry.kind == Kind::Word, number < 100, entry.family == "legacy", number)
            };
            place(one).cmp(&place(other)).then_with(|| one.key.cmp(&other.key))
        });
        Ok(catalog)
    }

    /// Every entry: codes by number, then words by letter.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The entries of a code or word, without regard to case. Several when it means different things in different
    /// places; none when nobody explains it.
    #[must_use]
    pub fn explain(&self, key: &str) -> Vec<&Entry> {
        self.entries.iter().filter(|entry| entry.key.eq_ignore_ascii_case(key)).collect()
    }

    /// The entries of a code or word that stands in this member and belongs to this family, as far as that is known:
    /// a word of no known place has all of its entries.
    #[must_use]
    pub fn explain_in(&self, member: &str, key: &str, family: Option<&str>) -> Vec<&Entry> {
        let mut entries = self.explain(key);
        narrow(&mut entries, |entry| entry.stands_in(member));
        if let Some(family) = family {
            narrow(&mut entries, |entry| entry.family == family);
        }
        entries
    }

    /// The entries in which every word of the query occurs, in any language, the best first; everything for an empty
    /// query.
    #[must_use]
    pub fn search(&self, query: &str) -> Vec<&Entry> {
        search::search(self, query)
    }

    /// The group of an entry.
    #[must_use]
    pub fn group(&self, entry: &Entry) -> Option<&Group> {
        self.groups.iter().find(|group| group.key == entry.group)
    }

    /// The name of an entry's group; its key where it has no name.
    #[must_use]
    pub fn group_name<'a>(&'a self, entry: &'a Entry, language: Language) -> &'a str {
        self.group(entry).map_or(entry.group.as_str(), |group| group.name(language))
    }
}

/// Keeps what fits, unless that is nothing.
fn narrow(entries: &mut Vec<&Entry>, fits: impl Fn(&Entry) -> bool) {
    if entries.iter().any(|entry| fits(entry)) {
        entries.retain(|entry| fits(entry));
    }
}

#[cfg(test)]
#[path = "shelf_tests.rs"]
mod tests;
