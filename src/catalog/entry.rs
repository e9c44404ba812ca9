//! What the catalogue knows about one code or word.

use serde::Deserialize;

use crate::locale::Language;

/// Whether a key is a code or a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// An error or reason code.
    Code,
    /// A status word.
    Word,
}

/// Who must act.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Actor {
    /// Who pays, or receives a payout.
    Payer,
    /// The shop.
    Merchant,
    /// The bank of the card or account.
    Bank,
    /// Freedom Pay.
    Provider,
    /// Nothing is to be done.
    Nobody,
}

impl Actor {
    /// The word in the data and in JSON.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Payer => "payer",
            Self::Merchant => "merchant",
            Self::Bank => "bank",
            Self::Provider => "provider",
            Self::Nobody => "nobody",
        }
    }
}

/// Whether doing the same again can help.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Retry {
    /// It cannot.
    Never,
    /// It can, once something was changed: card, amount, setting.
    AfterChange,
    /// It can, some time later.
    Later,
    /// Money may have moved: only a status read may be repeated.
    ReadFirst,
}

impl Retry {
    /// The word in the data and in JSON.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Never => "never",
            Self::AfterChange => "after_change",
            Self::Later => "later",
            Self::ReadFirst => "read_first",
        }
    }
}

/// One explanation in one language.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// What it says.
    pub meaning: String,
    /// Why it usually comes.
    pub cause: String,
    /// What to do.
    pub next: String,
}

/// One way to read a code. Where sources contradict each other, each has its own.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reading {
    /// Which source reads it so, where sources differ.
    pub says: Option<String>,
    /// Who must act; the first one first.
    pub who: Vec<Actor>,
    /// Whether doing the same again can help.
    pub retry: Retry,
    en: Text,
    ru: Text,
    kk: Text,
}

impl Reading {
    /// The explanation in a language.
    #[must_use]
    pub const fn text(&self, language: Language) -> &Text {
        match language {
            Language::En => &self.en,
            Language::Ru => &self.ru,
            Language::Kk => &self.kk,
        }
    }
}

/// One code or word at one place of the wire.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// The code or word as the provider prints it.
    pub key: String,
    /// Which of both it is.
    pub kind: Kind,
    /// The members that carry it, separated by commas.
    pub field: String,
    /// The product that it belongs to.
    pub family: String,
    /// What it is about, such as `funds`.
    pub group: String,
    /// How sure it is, in the marks of `spec/README.md`.
    pub evidence: String,
    /// The readings; more than one where the sources contradict each other.
    #[serde(rename = "reading")]
    pub readings: Vec<Reading>,
}

impl Entry {
    /// Whether a member of this name carries it.
    #[must_use]
    pub fn stands_in(&self, member: &str) -> bool {
        self.field.split(',').any(|field| field.trim() == member)
    }

    /// What it says in short: the meaning of its first reading.
    #[must_use]
    pub fn meaning(&self, language: Language) -> &str {
        self.readings.first().map_or("", |reading| reading.text(language).meaning.as_str())
    }
}

/// The name of a group, and words that people look for it by.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// The word in [`Entry::group`].
    pub key: String,
    en: String,
    ru: String,
    kk: String,
    /// More words, in any language.
    #[serde(default)]
    pub words: String,
}

impl Group {
    /// The name in a language.
    #[must_use]
    pub const fn name(&self, language: Language) -> &str {
        match language {
            Language::En => self.en.as_str(),
            Language::Ru => self.ru.as_str(),
            Language::Kk => self.kk.as_str(),
        }
    }
}
