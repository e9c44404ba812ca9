//! The bar in which a filter is typed: read at every key, with what is wrong at its place, and with completions.

use crate::domain::RecordKind;
use crate::domain::query::{Completions, Fault, FaultKind, Filter, Query, completions};

use super::dialog::field::{Field, Name};

/// Longest filter that can be typed.
pub const LONGEST: usize = 300;

/// Filters that are remembered.
const PAST: usize = 50;

/// The open bar.
#[derive(Debug)]
pub struct Bar {
    /// Over which list.
    pub kind: RecordKind,
    /// What is typed.
    pub field: Field,
    /// What is wrong with it, when something is. The list shows the last filter that was right.
    pub fault: Option<Fault>,
    /// Whether Enter was pressed on what is wrong: then that is said, even where a word could still be completed.
    pub insisted: bool,
    /// What was asked of the list before the bar was opened: Esc returns to it.
    pub before: Query,
    /// Which earlier filter is shown, counted from the newest.
    back: Option<usize>,
    /// What was typed before an earlier filter was shown.
    draft: String,
}

impl Bar {
    /// Opens the bar with the filter that is on.
    pub fn open(kind: RecordKind, before: Query) -> Self {
        let mut field = Field::new(Name::Search, "filter").at_most(LONGEST);
        let text = before.filter.to_string();
        // A blank at the end, so that the next term can be typed at once.
        field.set(&if text.is_empty() { text } else { format!("{text} ") });
        Self { kind, field, fault: None, insisted: false, before, back: None, draft: String::new() }
    }

    /// Reads what is typed. Answers the filter, when it is one. At a card number the list goes back to what it showed
    /// before: its last filter was most of that number.
    pub fn read(&mut self) -> Option<Filter> {
        self.insisted = false;
        match Filter::parse(self.field.value()) {
            Ok(filter) => {
                self.fault = None;
                Some(filter)
            }
            Err(fault) => {
                let before = (fault.what == FaultKind::CardNumber).then(|| self.before.filter.clone());
                self.fault = Some(fault);
                before
            }
        }
    }

    /// Whether what stands at the end may become a field: its letters alone would be looked for in every text.
    pub fn begins_field(&self) -> bool {
        let Completions { at, words } = self.completions();
        let begun = self.field.value().get(at).unwrap_or_default();
        !begun.is_empty() && !is_field(begun) && words.first().is_some_and(|word| is_field(word))
    }

    /// What is to be said about what is typed. Of a word that is not complete yet nothing is.
    pub fn problem(&self) -> Option<&Fault> {
        let goes_on = !self.insisted && !self.completions().words.is_empty();
        let ends = |fault: &&Fault| fault.at.end >= self.field.value().len() && goes_on;
        self.fault.as_ref().filter(|fault| !ends(fault))
    }

    /// What could follow, as far as the cursor stands at the end.
    pub fn completions(&self) -> Completions {
        let at_end = self.field.before_cursor() == self.field.shown();
        if at_end { completions(self.field.value()) } else { Completions::default() }
    }

    /// Takes the likeliest completion. Answers whether there was one.
    pub fn complete(&mut self) -> bool {
        let Completions { at, words } = self.completions();
        let Some(word) = words.first() else { return false };
        let Some(begun) = self.field.value().get(..at.start).map(str::to_owned) else { return false };
        let full = format!("{begun}{word}");
        // A value that was completed ends its term.
        self.field.set(&if is_field(word) { full } else { format!("{full} ") });
        true
    }

    /// Shows an earlier filter, or a later one. Answers whether the text changed.
    pub fn recall(&mut self, past: &Past, earlier: bool) -> bool {
        let next = match (self.back, earlier) {
            (None, true) => Some(0),
            (None, false) => return false,
            (Some(back), true) => Some(back + 1),
            (Some(back), false) => back.checked_sub(1),
        };
        let text = match next {
            Some(back) => match past.nth(back) {
                Some(text) => text.to_owned(),
                None => return false,
            },
            None => self.draft.clone(),
        };
        if self.back.is_none() {
            self.field.value().clone_into(&mut self.draft);
        }
        self.back = next;
        self.field.set(&text);
        true
    }
}

/// Whether a completion is a field with its sign, and not a value.
fn is_field(word: &str) -> bool {
    word.ends_with([':', '<', '>', '='])
}

/// Filters that were applied, the newest last.
#[derive(Debug, Default)]
pub struct Past(Vec<String>);

impl Past {
    /// Remembers a filter; one that was there moves to the front.
    pub fn keep(&mut self, filter: &Filter) {
        let text = filter.to_string();
        if text.is_empty() {
            return;
        }
        self.0.retain(|known| *known != text);
        self.0.push(text);
        let excess = self.0.len().saturating_sub(PAST);
        self.0.drain(..excess);
    }

    fn nth(&self, back: usize) -> Option<&str> {
        self.0.iter().rev().nth(back).map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bar(text: &str) -> Bar {
        let filter = Filter::parse(text).unwrap();
        Bar::open(RecordKind::Payment, Query { filter, ..Query::default() })
    }

    #[test]
    fn earlier_filters_come_back_and_what_was_typed_is_not_lost() {
        let mut past = Past::default();
        for text in ["stage:held", "amount>10", "stage:held", ""] {
            past.keep(&Filter::parse(text).unwrap());
        }
        let mut bar = bar("");
        assert!(bar.field.paste("age<"));
        let mut seen = Vec::new();
        for earlier in [true, true, true, false, false, false] {
            bar.recall(&past, earlier);
            seen.push(bar.field.value().to_owned());
        }
        assert_eq!(seen, ["stage:held", "amount>10", "amount>10", "stage:held", "age<", "age<"]);
    }

    #[test]
    fn a_completion_takes_the_place_of_what_was_begun() {
        let mut bar = bar("amount>10");
        assert!(bar.field.paste("sta") && bar.complete());
        assert_eq!(bar.field.value(), "amount>10 stage:");
        assert!(bar.field.paste("hel") && bar.complete());
        assert_eq!(bar.field.value(), "amount>10 stage:held ");
        assert!(bar.read().is_some());
    }
}
