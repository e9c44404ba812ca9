//! Writing a list to a file: what is asked before, and what follows from the answers. What is shown is what is written.

use super::dialog::field::{Field, Name};
use super::model::Model;
use crate::domain::query::Column;
use crate::domain::{Record, RecordKind, Timestamp};
use crate::worker::export::{self, Export, Format, Wanted};

/// Longest name of a file, with its folders.
const LONGEST: usize = 400;

/// The box in which format and file are chosen.
#[derive(Debug)]
pub struct Exporting {
    /// What the file looks like inside.
    pub format: Format,
    /// Its name.
    pub field: Field,
}

impl Exporting {
    /// Begins with a table that is called after the list and the day.
    pub fn open(kind: RecordKind, zone: chrono_tz::Tz, now: Timestamp) -> Self {
        let day = chrono::DateTime::from_timestamp_millis(now.millis()).unwrap_or_default().with_timezone(&zone);
        let format = Format::Csv;
        let mut field = Field::new(Name::Search, "file").at_most(LONGEST);
        field.set(&format!("{}-{}.{}", kind.word(), day.format("%Y-%m-%d"), format.ending()));
        Self { format, field }
    }

    /// Another format. A name that ends like the old one ends like the new one.
    pub fn choose(&mut self, format: Format) {
        let old = format!(".{}", self.format.ending());
        if let Some(name) = self.field.value().strip_suffix(&old).map(str::to_owned) {
            self.field.set(&format!("{name}.{}", format.ending()));
        }
        self.format = format;
    }

    /// The next format, or the one before.
    pub fn turn(&mut self, forwards: bool) {
        let count = Format::ALL.len();
        let at = Format::ALL.iter().position(|format| *format == self.format).unwrap_or_default();
        let to = if forwards { at + 1 } else { at + count - 1 } % count;
        if let Some(format) = Format::ALL.get(to) {
            self.choose(*format);
        }
    }
}

/// How many rows are written, as far as that is known.
pub fn count(model: &Model, kind: RecordKind) -> Option<u64> {
    let sheet = model.lists.sheet(kind);
    if !sheet.marks.is_empty() {
        return Some(sheet.marks.len() as u64);
    }
    let filter = &sheet.shape.query.filter;
    if filter.is_empty() {
        return model.pane(kind).total;
    }
    sheet.tally.of(filter).and_then(Result::ok).map(|totals| totals.count)
}

/// The columns of a table.
pub fn columns(model: &Model, kind: RecordKind) -> Vec<Column> {
    let choices = model.lists.sheet(kind).shape.columns.choices();
    let shown: Vec<Column> = choices.iter().filter(|choice| choice.shown).map(|choice| choice.column).collect();
    export::columns(&shown)
}

/// What is written to a file of this name: the marked rows, else all that the filter lets through, in the order of the
/// list.
pub fn export(model: &Model, kind: RecordKind, format: Format, name: &str) -> Export {
    let sheet = model.lists.sheet(kind);
    let query = sheet.shape.query.clone();
    let wanted = if sheet.marks.is_empty() {
        Wanted::Passing(query)
    } else {
        let mut marked = sheet.marks.records();
        let key = |record: &Record| record.cursor(query.sort);
        marked.sort_by(|one, other| {
            let order = key(one).cmp(&key(other));
            if query.sort.descending { order.reverse() } else { order }
        });
        Wanted::These(marked.into_iter().map(|record| record.id).collect())
    };
    Export { kind, wanted, columns: columns(model, kind), format, path: name.into() }
}
