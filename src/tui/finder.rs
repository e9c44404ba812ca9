//! Fuzzy find: jumps to a row among those that are loaded. What is not loaded is reached by a filter.

use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};
use uuid::Uuid;

use super::dialog::field::{Field, Name};
use crate::domain::Record;

/// Longest text that is looked for.
const LONGEST: usize = 60;

/// What stands between the parts of a row.
pub const BETWEEN: &str = "  ";

/// A row that fits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Which one.
    pub id: Uuid,
    /// What it is, in a line.
    pub text: String,
}

/// The open box.
#[derive(Debug)]
pub struct Finder {
    /// What is looked for.
    pub field: Field,
    /// The rows that fit, the best first.
    pub found: Vec<Found>,
    /// The chosen one of them.
    pub at: usize,
    /// Among how many was looked.
    pub among: usize,
}

/// What is searched of a row, and what the box shows of it.
fn line(record: &Record) -> String {
    let id = record.gateway_id.as_ref().map(ToString::to_string).unwrap_or_default();
    [record.name().as_str(), &id, &record.description, &record.amount.to_string()]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(BETWEEN)
}

impl Finder {
    /// Opens it over the loaded rows.
    pub fn open(rows: &[Record]) -> Self {
        let field = Field::new(Name::Search, "find").at_most(LONGEST);
        let mut finder = Self { field, found: Vec::new(), at: 0, among: 0 };
        finder.search(rows);
        finder
    }

    /// Looks again: what is looked for, or what is loaded, has changed. The chosen row stays chosen while it fits.
    pub fn search(&mut self, rows: &[Record]) {
        let chosen = self.chosen();
        let pattern = Pattern::parse(self.field.value(), CaseMatching::Ignore, Normalization::Smart);
        let mut matcher = Matcher::new(Config::DEFAULT);
        let mut buffer = Vec::new();
        let mut scored: Vec<(u32, Found)> = rows
            .iter()
            .filter_map(|row| {
                let text = line(row);
                let score = pattern.score(Utf32Str::new(&text, &mut buffer), &mut matcher)?;
                Some((score, Found { id: row.id.uuid(), text }))
            })
            .collect();
        scored.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
        self.among = rows.len();
        self.found = scored.into_iter().map(|(_, found)| found).collect();
        self.at = chosen.and_then(|id| self.found.iter().position(|found| found.id == id)).unwrap_or(0);
    }

    /// Looks for another text: the best row is chosen.
    pub fn typed(&mut self, rows: &[Record]) {
        self.search(rows);
        self.at = 0;
    }

    /// The chosen row.
    pub fn chosen(&self) -> Option<Uuid> {
        self.found.get(self.at).map(|found| found.id)
    }

    /// Moves the choice.
    pub fn step(&mut self, by: isize) {
        self.at = self.at.saturating_add_signed(by).min(self.found.len().saturating_sub(1));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::RecordKind;
    use crate::tui::tests::support::{awkward, many};

    fn found(finder: &Finder) -> Vec<&str> {
        finder.found.iter().map(|found| found.text.as_str()).collect()
    }

    #[test]
    fn rows_are_found_by_letters_of_what_they_show() {
        let rows = many(RecordKind::Payment, 40);
        let mut finder = Finder::open(&rows);
        assert_eq!((finder.found.len(), finder.among), (40, 40));
        finder.field.paste("a1017");
        finder.typed(&rows);
        assert_eq!(found(&finder).first(), Some(&"A-1017  700017  Tea and bread  3 598.65 KZT"));
        finder.field.set("nothing of the kind");
        finder.typed(&rows);
        assert_eq!((finder.found.len(), finder.chosen()), (0, None));
    }

    #[test]
    fn words_of_any_language_are_found_in_any_case() {
        let rows = awkward(RecordKind::Payment);
        let mut finder = Finder::open(&rows);
        finder.field.paste("хлеб СЕМЬИ");
        finder.typed(&rows);
        assert_eq!(finder.chosen(), Some(rows[0].id.uuid()));
    }

    #[test]
    fn the_chosen_row_stays_chosen_when_rows_are_loaded_anew() {
        let rows = many(RecordKind::Payment, 10);
        let mut finder = Finder::open(&rows[3..]);
        finder.step(2);
        let chosen = finder.chosen();
        finder.search(&rows);
        assert_eq!((finder.chosen(), finder.at), (chosen, 5));
    }
}
