//! An exchange as a tree of lines that can be folded and searched. Pure, and made for hostile input: what the provider
//! sent is read leniently and never believed, so a broken reply is shown as far as it can be told apart.

use std::collections::BTreeSet;

use crate::domain::text::clean;

/// Most rows of a document; what is beyond is said, not shown.
const ROWS: usize = 10_000;

/// Deepest level that is told apart; what lies deeper stands at this one.
const DEEPEST: usize = 32;

/// Longest text of a row, in characters.
const LONGEST: usize = 2_000;

/// Longest document that is looked at, in bytes.
const LARGEST: usize = 256 * 1_024;

/// One line of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// How far in it stands.
    pub depth: usize,
    /// What it says, made harmless.
    pub text: String,
    /// How many of the rows after it are inside of it; none can be folded.
    pub inside: usize,
}

/// Lines, of which some are inside of others.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Document {
    /// From top to bottom.
    pub rows: Vec<Row>,
    /// Whether something did not fit in.
    pub cut: bool,
    open: Vec<usize>,
}

impl Document {
    /// Reads a text into the document: XML or JSON, where it looks like that, else line by line.
    pub fn read(&mut self, text: &str) {
        let kept = text.get(..text.floor_char_boundary(LARGEST)).unwrap_or_default();
        self.cut |= kept.len() < text.len();
        let floor = self.open.len();
        match kept.trim_start().chars().next() {
            Some('<') => super::markup::xml(kept, self),
            Some('{' | '[') => super::markup::json(kept, self),
            Some(_) | None => kept.lines().for_each(|line| self.leaf(line)),
        }
        self.close_to(floor);
    }

    /// A row with nothing inside.
    pub fn leaf(&mut self, text: &str) {
        if self.rows.len() >= ROWS {
            self.cut = true;
            return;
        }
        let depth = self.open.len().min(DEEPEST);
        let mut kept: String = text.chars().take(LONGEST).map(|c| if c.is_whitespace() { ' ' } else { c }).collect();
        if text.chars().nth(LONGEST).is_some() {
            kept.push('…');
        }
        self.rows.push(Row { depth, text: clean(&kept), inside: 0 });
    }

    /// A row that holds those that follow.
    pub fn begin(&mut self, text: &str) {
        // A bomb of brackets costs neither rows nor memory.
        if self.rows.len() >= ROWS || self.open.len() >= ROWS {
            self.cut = true;
            return;
        }
        let at = self.rows.len();
        self.leaf(text);
        self.open.push(at);
    }

    /// Ends the innermost row that is open; its own last row may be told.
    pub fn end(&mut self, text: Option<&str>) {
        let Some(at) = self.open.pop() else {
            if let Some(text) = text {
                self.leaf(text);
            }
            return;
        };
        if let Some(text) = text {
            self.leaf(text);
        }
        let inside = self.rows.len() - at - 1;
        if let Some(row) = self.rows.get_mut(at) {
            row.inside = inside;
        }
    }

    /// How many rows are open.
    pub fn level(&self) -> usize {
        self.open.len()
    }

    fn close_to(&mut self, level: usize) {
        while self.open.len() > level {
            self.end(None);
        }
    }

    /// The rows that can be seen when some are folded.
    pub fn seen<'a>(&'a self, folded: &'a BTreeSet<usize>) -> impl Iterator<Item = (usize, &'a Row)> {
        let mut at = 0;
        std::iter::from_fn(move || {
            let (here, row) = (at, self.rows.get(at)?);
            at += 1 + if folded.contains(&here) { row.inside } else { 0 };
            Some((here, row))
        })
    }

    /// The row that holds this one most closely.
    pub fn parent(&self, at: usize) -> Option<usize> {
        self.holders(at).last()
    }

    /// The rows that hold this one, outermost first.
    pub fn holders(&self, at: usize) -> impl Iterator<Item = usize> {
        self.rows
            .iter()
            .take(at)
            .enumerate()
            .filter(move |(place, row)| place + row.inside >= at)
            .map(|(place, _)| place)
    }

    /// The next row with this text, in small letters and large, from a row on and round again; the row itself comes last.
    pub fn find(&self, wanted: &str, from: usize, onwards: bool) -> Option<usize> {
        let wanted = wanted.to_lowercase();
        if wanted.is_empty() {
            return None;
        }
        let count = self.rows.len();
        (1..=count)
            .map(|step| if onwards { (from + step) % count } else { (from + count - step % count) % count })
            .find(|at| self.rows.get(*at).is_some_and(|row| row.text.to_lowercase().contains(&wanted)))
    }

    /// How many rows have this text.
    pub fn count(&self, wanted: &str) -> usize {
        let wanted = wanted.to_lowercase();
        if wanted.is_empty() {
            0
        } else {
            self.rows.iter().filter(|row| row.text.to_lowercase().contains(&wanted)).count()
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn told(text: &str) -> Vec<String> {
        let mut document = Document::default();
        document.read(text);
        document.rows.iter().map(|row| format!("{}{} {}", "  ".repeat(row.depth), row.text, row.inside)).collect()
    }

    #[test]
    fn xml_is_a_tree_and_a_member_with_its_value_is_one_row() {
        assert_eq!(
            told(
                "<?xml version=\"1.0\"?><response a='>'><pg_status>ok</pg_status>\n <list><x/><y></y></list></response>"
            ),
            [
                "<?xml version=\"1.0\"?> 0",
                "<response a='>'> 6",
                "  <pg_status>ok</pg_status> 0",
                "  <list> 3",
                "    <x/> 0",
                "    <y></y> 0",
                "  </list> 0",
                "</response> 0"
            ]
        );
    }

    #[test]
    fn json_is_a_tree_and_brackets_inside_of_texts_are_texts() {
        assert_eq!(
            told(r#"{"status": "o}k\"", "list": [1, {"a": null}], "empty": {}, "token": •••}"#),
            [
                "{ 10",
                "  \"status\": \"o}k\\\"\", 0",
                "  \"list\": [ 5",
                "    1, 0",
                "    { 2",
                "      \"a\": null 0",
                "    } 0",
                "  ], 0",
                "  \"empty\": {}, 0",
                "  \"token\": ••• 0",
                "} 0"
            ]
        );
    }

    #[test]
    fn what_is_broken_is_shown_as_far_as_it_goes() {
        assert_eq!(told("<a><b>1</c>"), ["<a> 2", "  <b>1 0", "</c> 0"]);
        assert_eq!(told("<a"), ["<a 0"]);
        assert_eq!(told("{\"a\": \"x"), ["{ 1", "  \"a\": \"x 0"]);
        assert_eq!(told("}]"), ["}] 0"]);
        assert_eq!(told("POST /x\na: 1"), ["POST /x 0", "a: 1 0"]);
        assert_eq!(told(""), Vec::<String>::new());
    }

    #[test]
    fn bombs_cost_no_more_than_a_large_reply() {
        for bomb in ["<a>".repeat(300_000), "[".repeat(1_000_000), "{\"a\":".repeat(300_000), "x".repeat(1_000_000)] {
            let mut document = Document::default();
            document.read(&bomb);
            assert!(document.cut && document.rows.len() <= ROWS);
            assert!(document.rows.iter().all(|row| row.depth <= DEEPEST && row.text.chars().count() <= LONGEST + 1));
        }
    }

    #[test]
    fn a_folded_row_hides_what_is_inside_and_a_search_finds_it_still() {
        let mut document = Document::default();
        document.read("<a><b><c>Ошибка</c></b><d>1</d></a>");
        let seen = |folded: &[usize]| -> Vec<usize> {
            let folded = folded.iter().copied().collect();
            document.seen(&folded).map(|(at, _)| at).collect()
        };
        assert_eq!(seen(&[]), [0, 1, 2, 3, 4, 5]);
        assert_eq!(seen(&[1]), [0, 1, 4, 5]);
        assert_eq!(seen(&[0, 1]), [0]);
        assert_eq!(document.find("ОШИБ", 0, true), Some(2));
        assert_eq!(document.holders(2).collect::<Vec<_>>(), [0, 1]);
        assert_eq!((document.find("<", 5, true), document.find("<", 0, false)), (Some(0), Some(5)));
        assert_eq!((document.find("nowhere", 0, true), document.find("", 0, true)), (None, None));
        assert_eq!((document.count("<"), document.count("ошибка")), (6, 1));
    }

    proptest! {
        #[test]
        fn any_text_gives_rows_that_hold_each_other_properly(text in "[<>/a\\[\\]{}\",: \\\\•\n]{0,60}") {
            let mut document = Document::default();
            document.read(&text);
            let count = document.rows.len();
            for (at, row) in document.rows.iter().enumerate() {
                prop_assert!(at + row.inside < count);
                for holder in document.holders(at) {
                    let outer = &document.rows[holder];
                    prop_assert!(holder + outer.inside >= at + row.inside, "rows do not overlap");
                }
            }
            let letters = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            let shown: String = document.rows.iter().map(|row| row.text.as_str()).collect();
            prop_assert_eq!(letters(&shown), letters(&text), "nothing is left out and nothing made up");
        }
    }
}
