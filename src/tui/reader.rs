//! The exchanges of a record: which one is chosen, and the one that is open for reading.

use std::collections::BTreeSet;

use super::dialog::field::{Field, Name};
use super::exchange::Document;
use crate::domain::ExchangeId;
use crate::ledger::Exchange;

/// The section of the exchanges.
#[derive(Debug)]
pub struct Reader {
    /// The chosen one; the newest until one is chosen.
    pub chosen: Option<ExchangeId>,
    /// The one that is open.
    pub open: Option<Open>,
    /// What is searched for in it.
    pub query: Field,
    /// Whether keys go into the query.
    pub typing: bool,
}

impl Default for Reader {
    fn default() -> Self {
        Self { chosen: None, open: None, query: Field::new(Name::Search, "search"), typing: false }
    }
}

/// An exchange that is open.
#[derive(Debug)]
pub struct Open {
    /// Which.
    pub id: ExchangeId,
    /// What it says.
    pub document: Document,
    /// The rows that are folded.
    pub folded: BTreeSet<usize>,
    /// The row that the cursor is on.
    pub at: usize,
    /// The first row on screen, by its place among those that can be seen.
    pub top: usize,
}

impl Reader {
    /// The place of the chosen one among the exchanges of a record.
    pub fn place(&self, exchanges: &[Exchange]) -> usize {
        exchanges.iter().position(|exchange| Some(exchange.id) == self.chosen).unwrap_or(0)
    }

    /// Chooses another one, so many further.
    pub fn step(&mut self, exchanges: &[Exchange], by: isize) {
        let at = self.place(exchanges).saturating_add_signed(by).min(exchanges.len().saturating_sub(1));
        self.chosen = exchanges.get(at).map(|exchange| exchange.id);
    }

    /// Opens an exchange.
    pub fn read(&mut self, exchange: &Exchange) {
        self.chosen = Some(exchange.id);
        self.open = Some(Open::of(exchange));
        self.forget();
    }

    /// Closes what is open. Answers whether anything was.
    pub fn close(&mut self) -> bool {
        self.forget();
        self.open.take().is_some()
    }

    /// Ends the search.
    pub fn forget(&mut self) {
        self.typing = false;
        self.query.set("");
    }

    /// Goes to the next place of what is searched for; while it is typed, the row that the cursor is on counts as well.
    pub fn find(&mut self, onwards: bool, height: usize) -> bool {
        let Some(open) = self.open.as_mut() else { return false };
        let from = if self.typing {
            open.at.checked_sub(1).unwrap_or(open.document.rows.len().saturating_sub(1))
        } else {
            open.at
        };
        match open.document.find(self.query.value(), from, onwards) {
            Some(at) => {
                open.go(at, height);
                true
            }
            None => false,
        }
    }
}

impl Open {
    /// The request and the reply, one below the other.
    pub fn of(exchange: &Exchange) -> Self {
        let mut document = Document::default();
        let (head, members) = exchange.request.split_once('\n').unwrap_or((&exchange.request, ""));
        document.begin(&format!("→ {head} · {}", size(exchange.request.len())));
        document.read(members);
        document.end(None);
        let status = exchange.status.map_or_else(|| "—".to_owned(), |status| status.to_string());
        let reply = exchange.reply.as_deref().unwrap_or_default();
        document.begin(&format!("← {status} · {} · {} ms", size(reply.len()), exchange.took_ms));
        document.read(reply);
        document.end(None);
        Self { id: exchange.id, document, folded: BTreeSet::new(), at: 0, top: 0 }
    }

    /// Moves the cursor among the rows that can be seen.
    pub fn step(&mut self, by: isize, height: usize) {
        let seen: Vec<usize> = self.document.seen(&self.folded).map(|(at, _)| at).collect();
        let place = seen.iter().position(|at| *at >= self.at).unwrap_or(0);
        let wanted = place.saturating_add_signed(by).min(seen.len().saturating_sub(1));
        self.at = seen.get(wanted).copied().unwrap_or(0);
        self.reveal(height);
    }

    /// Goes to a row, and unfolds what hides it.
    pub fn go(&mut self, at: usize, height: usize) {
        let holders: Vec<usize> = self.document.holders(at).collect();
        for holder in holders {
            self.folded.remove(&holder);
        }
        self.at = at;
        self.reveal(height);
    }

    fn inside(&self) -> usize {
        self.document.rows.get(self.at).map_or(0, |row| row.inside)
    }

    /// Folds the row, or unfolds it.
    pub fn toggle(&mut self, height: usize) {
        if self.folded.contains(&self.at) { self.unfold() } else { self.fold(height) }
    }

    /// Folds the row; where there is nothing to fold, goes to the row that holds it.
    pub fn fold(&mut self, height: usize) {
        if self.inside() > 0 && self.folded.insert(self.at) {
            return self.reveal(height);
        }
        if let Some(parent) = self.document.parent(self.at) {
            self.at = parent;
        }
        self.reveal(height);
    }

    /// Unfolds the row.
    pub fn unfold(&mut self) {
        self.folded.remove(&self.at);
    }

    /// Folds whatever can be folded but request and reply themselves, or unfolds everything.
    pub fn fold_all(&mut self, fold: bool, height: usize) {
        self.folded.clear();
        if fold {
            let rows = self.document.rows.iter().enumerate();
            self.folded.extend(rows.filter(|(_, row)| row.inside > 0 && row.depth > 0).map(|(at, _)| at));
        }
        let hidden_by = self.document.holders(self.at).find(|holder| self.folded.contains(holder));
        self.at = hidden_by.unwrap_or(self.at);
        self.reveal(height);
    }

    /// Keeps the cursor on a screen of this height.
    pub fn reveal(&mut self, height: usize) {
        let place = self.document.seen(&self.folded).position(|(at, _)| at >= self.at).unwrap_or(0);
        let first = (place + 1).saturating_sub(height.max(1));
        self.top = self.top.clamp(first, place.max(first));
    }
}

/// A number of bytes.
pub fn size(bytes: usize) -> String {
    if bytes < 1_024 { format!("{bytes} B") } else { format!("{}.{} KiB", bytes / 1_024, bytes % 1_024 * 10 / 1_024) }
}

#[cfg(test)]
mod tests {
    use super::super::tests::support::{detail, numbered};
    use super::*;
    use crate::domain::RecordKind;

    fn open() -> Reader {
        let mut reader = Reader::default();
        reader.read(&detail(&numbered(RecordKind::Payment, 1)).exchanges[0]);
        reader
    }

    #[test]
    fn a_request_and_its_reply_are_one_document() {
        let open = open().open.unwrap();
        let rows: Vec<_> = open.document.rows.iter().map(|row| row.text.as_str()).collect();
        assert_eq!(
            rows,
            [
                "→ POST /get_status3.php · 110 B",
                "Content-Type: application/x-www-form-urlencoded",
                "pg_merchant_id: 552170",
                "pg_sig: •••",
                "← 200 · 50 B · 84 ms",
                "<response>",
                "<pg_status>ok</pg_status>",
                "</response>",
            ]
        );
    }

    #[test]
    fn what_is_folded_is_passed_over_and_what_is_found_is_unfolded() {
        let mut reader = open();
        let open = reader.open.as_mut().unwrap();
        open.toggle(5);
        open.step(1, 5);
        assert_eq!(open.at, 4);
        open.step(2, 5);
        open.fold(5);
        assert_eq!(open.at, 5, "from a member to what holds it");
        open.fold_all(true, 5);
        assert_eq!(open.document.seen(&open.folded).count(), 6);
        reader.query.set("STATUS>OK");
        assert!(reader.find(true, 5));
        let open = reader.open.as_mut().unwrap();
        assert_eq!((open.at, open.folded.len()), (6, 0));
        open.step(isize::MIN, 2);
        open.fold_all(false, 2);
        assert_eq!((open.at, open.top), (0, 0));
        open.step(isize::MAX, 2);
        assert_eq!((open.at, open.top), (7, 6));
    }

    #[test]
    fn sizes_are_cut_to_a_tenth() {
        assert_eq!([size(0), size(1_023), size(1_536), size(65_536)], ["0 B", "1023 B", "1.5 KiB", "64.0 KiB"]);
    }
}
