//! What is kept and how it is paged: plain data, no SQL.

use crate::domain::query::{Key, Sort};
use crate::domain::reading::Baseline;
use crate::domain::verdict::Sighting;
use crate::domain::{
    Currency, ExchangeId, IntentKind, Money, OperationId, Record, RecordId, RecordKind, RequestId, State, Steady,
    Timestamp,
};

/// A place in a list: what one row is ordered by.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Cursor {
    /// The row's value in the column that the list is sorted by.
    pub key: Key,
    /// The row's time of creation, which orders rows where very many share a value.
    pub at: Timestamp,
    /// The row's id, which breaks ties.
    pub id: uuid::Uuid,
}

/// Where a page begins. Paging is by key and never by offset, so its cost does not grow with the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum From {
    /// The first rows of the list.
    First,
    /// The last rows; the page is still in the order of the list.
    Last,
    /// From this row on (it included).
    At(Cursor),
    /// The rows that follow this one.
    After(Cursor),
    /// The rows before this one, nearest ones, still in the order of the list.
    Before(Cursor),
}

impl From {
    /// The row from which the page is counted, if any.
    pub(super) const fn cursor(&self) -> Option<&Cursor> {
        match self {
            Self::First | Self::Last => None,
            Self::At(cursor) | Self::After(cursor) | Self::Before(cursor) => Some(cursor),
        }
    }

    /// Whether the page is found by reading against the order of the list.
    pub(super) const fn is_backwards(&self) -> bool {
        match self {
            Self::First | Self::At(_) | Self::After(_) => false,
            Self::Last | Self::Before(_) => true,
        }
    }
}

/// A window of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T> {
    /// The rows.
    pub rows: Vec<T>,
    /// Rows in the whole list; `None` for a list with a filter, of which [`super::Ledger::totals`] tells.
    pub total: Option<u64>,
    /// How many rows of the list come before the first row of this page, as far as that is cheap to know: exact for
    /// [`From::First`], and for [`From::Last`] where the total is known.
    pub above: Option<u64>,
}

impl<T> Page<T> {
    /// A page of rows as they were read.
    pub(super) fn of(mut rows: Vec<T>, total: Option<u64>, from: &From) -> Self {
        if from.is_backwards() {
            rows.reverse();
        }
        let above = match from {
            From::First => Some(0),
            From::Last => total.map(|total| total.saturating_sub(rows.len() as u64)),
            From::At(_) | From::After(_) | From::Before(_) => None,
        };
        Self { rows, total, above }
    }
}

/// What a filtered list comes to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Totals {
    /// How many records.
    pub count: u64,
    /// Their money, one entry for each currency, in the order of the codes.
    pub sums: Vec<Sum>,
}

/// What the records of one currency come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sum {
    /// The currency.
    pub currency: Currency,
    /// How many records are in it.
    pub count: u64,
    /// What was asked for.
    pub amount: Money,
    /// What was debited.
    pub cleared: Money,
    /// What was returned.
    pub refunded: Money,
}

/// One operation of the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operation {
    /// The ledger's id.
    pub id: OperationId,
    /// The record it acts on; a creation has made its record before anything was sent.
    pub record: RecordId,
    /// What that record is.
    pub record_kind: RecordKind,
    /// What a person calls that record.
    pub record_name: String,
    /// What was asked.
    pub intent: IntentKind,
    /// How much, where the intent says so.
    pub amount: Option<Money>,
    /// The idempotency key, minted with the intent.
    pub request_id: RequestId,
    /// What the record was when it was decided.
    pub baseline: Baseline,
    /// Where it stands.
    pub state: State,
    /// Why it stands there and what to do, in one line.
    pub note: String,
    /// When it was journalled.
    pub created_at: Timestamp,
    /// When the sent mark was made, if it was.
    pub sent_at: Option<Timestamp>,
    /// When its state last changed.
    pub changed_at: Timestamp,
    /// The saved page of the payer, where the reply was one.
    pub page: Option<String>,
    /// When its outcome was lost, by a clock that nobody can set.
    pub lost: Option<Steady>,
}

impl Operation {
    /// Its place in the list of operations.
    pub fn cursor(&self) -> Cursor {
        Cursor { key: Key::Number(self.created_at.millis()), at: self.created_at, id: self.id.uuid() }
    }
}

/// The kind of a fact on a record's timeline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EventKind {
    /// A status read changed something.
    Read,
    /// A notification of the provider.
    Callback,
    /// A step of an operation.
    Operation,
    /// The desk began to follow the record.
    Tracked,
}

impl EventKind {
    /// The word in the ledger.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Callback => "callback",
            Self::Operation => "operation",
            Self::Tracked => "tracked",
        }
    }

    /// Reads [`EventKind::word`] back.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Read, Self::Callback, Self::Operation, Self::Tracked].into_iter().find(|kind| kind.word() == word)
    }
}

/// One fact on a record's timeline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// When.
    pub at: Timestamp,
    /// What kind.
    pub kind: EventKind,
    /// The operation that it belongs to.
    pub operation: Option<OperationId>,
    /// What happened, in one line.
    pub text: String,
}

/// One request and its reply, masked before they came here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exchange {
    /// Its id, which errors name.
    pub id: ExchangeId,
    /// When the request was sent.
    pub at: Timestamp,
    /// The call, such as `get_status3.php`.
    pub call: String,
    /// The operation that it belongs to; `None` for reads.
    pub operation: Option<OperationId>,
    /// How long it took, in milliseconds.
    pub took_ms: u64,
    /// HTTP status, when a reply came.
    pub status: Option<u16>,
    /// The request: path and fields, secrets and card data masked.
    pub request: String,
    /// The reply, masked; `None` when none came.
    pub reply: Option<String>,
    /// What became of it, in one line.
    pub outcome: String,
}

/// Everything that is shown of one record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Detail {
    /// The record.
    pub record: Record,
    /// Its timeline, newest first.
    pub events: Vec<Event>,
    /// Its exchanges, newest first.
    pub exchanges: Vec<Exchange>,
    /// Its operations, newest first.
    pub operations: Vec<Operation>,
}

/// One step of an operation, as the journal has it. Lines are added and never changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JournalLine {
    /// When.
    pub at: Timestamp,
    /// What happened: a word of [`crate::domain::Fact`].
    pub fact: String,
    /// Where it then stood.
    pub state: State,
    /// Why, in one line.
    pub note: String,
}

/// Everything that is known of one operation: did it go through?
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inquiry {
    /// The operation, with the baseline it was decided on.
    pub operation: Operation,
    /// The record as it was last read.
    pub record: Record,
    /// Every step, oldest first.
    pub journal: Vec<JournalLine>,
    /// Every read that was made for it, oldest first; a conclusion rests on these.
    pub reads: Vec<Sighting>,
    /// When it is read for next, by itself.
    pub due_at: Option<Timestamp>,
    /// What was sent for it and what came back, oldest first, masked.
    pub exchanges: Vec<Exchange>,
}

impl Record {
    /// Its place in a list of its kind that is sorted so.
    pub fn cursor(&self, sort: Sort) -> Cursor {
        Cursor { key: Key::of(self, sort.column), at: self.created_at, id: self.id.uuid() }
    }
}
