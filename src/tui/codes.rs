//! The catalogue on screen: the list of codes with its search, and the explanation that lies above everything else.

use super::dialog::field::{Field, Name};
use super::possible::Question;
use crate::catalog::{Entry, catalog};
use crate::key;

/// The list of codes and words.
#[derive(Debug)]
pub struct Codes {
    /// What is searched for.
    pub query: Field,
    /// Whether keys go into the query.
    pub typing: bool,
    /// What fits the query; empty until the screen is first shown.
    pub found: Vec<&'static Entry>,
    /// The selected one of them.
    pub selected: usize,
    /// The one that is drawn first.
    pub top: usize,
    /// Why there is none, when the catalogue cannot be used.
    pub broken: Option<String>,
    read: bool,
}

impl Default for Codes {
    fn default() -> Self {
        Self {
            query: Field::new(Name::Search, key!("field-search")),
            typing: false,
            found: Vec::new(),
            selected: 0,
            top: 0,
            broken: None,
            read: false,
        }
    }
}

impl Codes {
    /// Loads the catalogue when it is first needed.
    pub fn open(&mut self) {
        if !self.read {
            self.read = true;
            self.search();
        }
    }

    /// Finds anew, after the query changed.
    pub fn search(&mut self) {
        match catalog() {
            Ok(catalog) => self.found = catalog.search(self.query.value()),
            Err(error) => self.broken = Some(error.to_string()),
        }
        (self.selected, self.top) = (0, 0);
    }

    /// The selected entry.
    pub fn current(&self) -> Option<&'static Entry> {
        self.found.get(self.selected).copied()
    }

    /// Shows everything again.
    pub fn clear(&mut self) {
        self.typing = false;
        self.query.set("");
        self.search();
    }

    /// Moves the selection and keeps it on a screen of this height.
    pub fn step(&mut self, by: isize, height: usize) {
        self.choose(self.selected.saturating_add_signed(by), height);
    }

    /// Selects an entry, or the last one.
    pub fn choose(&mut self, at: usize, height: usize) {
        self.selected = at.min(self.found.len().saturating_sub(1));
        self.reveal(height);
    }

    /// Keeps the selection on a screen of this height.
    pub fn reveal(&mut self, height: usize) {
        let first = (self.selected + 1).saturating_sub(height);
        self.top = self.top.clamp(first, self.selected.max(first));
    }
}

/// One code or word of an explanation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// It is in the catalogue.
    Known(&'static Entry),
    /// Nobody explains it.
    Unknown {
        /// The code or word.
        key: String,
        /// What the provider says to it; may be empty.
        words: String,
    },
}

/// An explanation that is open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// What is explained.
    pub parts: Vec<Part>,
    /// Lines scrolled away.
    pub scroll: usize,
}

impl Explanation {
    /// Of one entry.
    pub fn of(entry: &'static Entry) -> Self {
        Self { parts: vec![Part::Known(entry)], scroll: 0 }
    }

    /// Answers questions. `Err` says why the catalogue cannot be used.
    pub fn answer(questions: Vec<Question>) -> Result<Self, String> {
        let catalog = catalog().map_err(ToString::to_string)?;
        let mut parts: Vec<Part> = Vec::new();
        for Question { member, key, family, words } in questions {
            let found = catalog.explain_in(member.as_str(), &key, family);
            if found.is_empty() {
                parts.push(Part::Unknown { key, words });
            }
            for entry in found {
                let part = Part::Known(entry);
                if !parts.contains(&part) {
                    parts.push(part);
                }
            }
        }
        Ok(Self { parts, scroll: 0 })
    }
}
