//! What may happen ([`Msg`]) and what may be done about it ([`Effect`]). Both are plain values.

use crossterm::event::{KeyEvent, MouseEvent};
use ratatui::layout::Size;

use super::Bell;
use super::activity::{Finished, Work};
use super::dialog::{Confirmed, Ruling, Undone};
use super::hits::Hits;
use super::pane::Ask;
use super::settings::Reading;
use crate::domain::query::Filter;
use crate::domain::reading::Baseline;
use crate::domain::{Intent, Money, OperationId, Query, Record, RecordId, RecordKind, Timestamp};
use crate::ledger::{Detail, Inquiry, Operation, Overview, Page, Span, Totals};
use crate::worker::export::{ExportError, Written};
use crate::worker::{About, DeskError, Health, Outcome, Planned, Update};

/// Something happened.
#[derive(Debug)]
pub enum Msg {
    /// It is this late now. Comes before every batch of other messages.
    Tick(Timestamp),
    /// The desk is open.
    Opened(Box<About>),
    /// So much of the ledger was filled, of so much, while the desk is being opened.
    Filled(u64, u64),
    /// The desk could not be opened; in words.
    OpeningFailed(String),
    /// What the files of settings say now.
    Settings(Box<Reading>),
    /// A key.
    Key(KeyEvent),
    /// Text was pasted.
    Paste(String),
    /// The mouse.
    Mouse(MouseEvent),
    /// The terminal has this size.
    Resize(Size),
    /// A frame was drawn; the mouse finds things here.
    Drawn(Hits),
    /// The process was asked to end.
    Terminate,
    /// The screen may hold anything: after a suspension.
    Resumed,
    /// The worker told a change.
    Update(Update),
    /// The worker told more than could be heard.
    Lagged,
    /// The gateway's health.
    Health(Health),
    /// How many operations are unresolved.
    Unresolved(u64),
    /// A window of records.
    Page(RecordKind, u64, Result<Page<Record>, DeskError>),
    /// What a filter comes to, by the number of the question; `None` when another was asked since.
    Totals(RecordKind, u64, Result<Option<Totals>, DeskError>),
    /// What was kept of the lists since the last start; why it could not be read.
    Kept(Result<String, String>),
    /// What is kept could not be written; why.
    NotKept(String),
    /// A window of operations.
    Operations(u64, Result<Page<Operation>, DeskError>),
    /// The oldest unresolved operations.
    UnresolvedOperations(u64, Result<Vec<Operation>, DeskError>),
    /// Everything about an operation.
    Inquiry(OperationId, Result<Box<Inquiry>, DeskError>),
    /// Everything about a record.
    Detail(RecordId, Result<Box<Detail>, DeskError>),
    /// The same for a dialog that asked whether it still shows what is there: its number, the number of the question.
    Rechecked(u64, u64, Result<Box<Detail>, DeskError>),
    /// Sums of a span.
    Overview(Span, Result<Box<Overview>, DeskError>),
    /// What is left to pay out.
    Balance(Result<Money, DeskError>),
    /// A fresh read; for a dialog when it asked.
    Refreshed(Option<u64>, RecordId, Result<Box<Record>, DeskError>),
    /// The request that a dialog would send, at this edit of its fields.
    Previewed(u64, u64, Result<Planned, DeskError>),
    /// What became of a submission.
    Submitted(u64, Result<Outcome, Undone>),
    /// What became of a decision.
    Decided(u64, Result<Box<Operation>, Undone>),
    /// An operation was read for.
    Resolved(OperationId, Result<Box<Operation>, DeskError>),
    /// A record is watched, or no longer.
    Watched(bool, Result<(), DeskError>),
    /// Long work went on: its number, pieces that are done.
    Progress(u64, u64),
    /// Long work ended by itself.
    Finished(u64, Finished),
    /// The list was written to a file, or not.
    Exported(u64, Result<Written, ExportError>),
    /// A page could not be opened.
    NotOpened(String, NotOpened),
}

/// Why a page could not be opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotOpened {
    /// It is neither a web page nor a file.
    Neither,
    /// The system opens nothing; in its words.
    Failed(String),
}

/// Something has to be done. Only [`super::gate`] turns it into something that is done.
#[derive(Debug)]
pub enum Effect {
    /// Load a window of records.
    LoadPage(RecordKind, Query, Ask),
    /// Count what a filter lets through, by the number of the question.
    LoadTotals(RecordKind, u64, Filter),
    /// Keep this of the lists until the next start; what was kept is put aside when it could not be read.
    Keep {
        /// The text.
        text: String,
        /// Whether what is there is put aside.
        aside: bool,
    },
    /// Load a window of operations.
    LoadOperations(Ask),
    /// Load the oldest unresolved operations.
    LoadUnresolved(Ask),
    /// Load everything about an operation from the ledger.
    LoadInquiry(OperationId),
    /// Load everything about a record from the ledger.
    LoadDetail(RecordId),
    /// Load everything about the record that a dialog shows from the ledger, because that changed.
    Recheck {
        /// The dialog.
        dialog: u64,
        /// The number of the question.
        number: u64,
        /// The record.
        record: RecordId,
    },
    /// Load the sums of a span from the ledger.
    LoadOverview(Span),
    /// Read at the gateway what is left to pay out.
    LoadBalance,
    /// Read a record at the gateway, perhaps for a dialog.
    Refresh(Option<u64>, RecordId),
    /// Make the request of a dialog, to be shown.
    Preview {
        /// The dialog.
        dialog: u64,
        /// The edit of its fields.
        edit: u64,
        /// The record it acts on.
        record: Option<RecordId>,
        /// What is asked.
        intent: Intent,
        /// What the operator sees.
        decided_on: Baseline,
    },
    /// Send what was confirmed. The only effect that can move money.
    Submit(Confirmed<Intent>),
    /// Take down what a person decided about an escalated operation.
    Decide(Confirmed<Ruling>),
    /// Watch a record closely, or no longer.
    Watch(RecordId, bool),
    /// Read now for an operation.
    Resolve(OperationId),
    /// Call off the read of a record that a person asked for.
    CallOff(RecordId),
    /// Do long work, by its number.
    Work(u64, Work),
    /// Call off long work.
    CallOffWork(u64),
    /// Ring, with a line about why.
    Ring(String),
    /// Tell which records are on screen.
    OnScreen(Vec<RecordId>),
    /// Open a page outside of the terminal.
    Open(String),
    /// Copy a text through the terminal.
    Copy(String),
    /// Hear the mouse, or leave it to the terminal.
    Mouse(bool),
    /// Call the person who looks elsewhere in this way.
    Bell(Bell),
    /// Draw everything anew.
    Redraw,
    /// Hand the terminal back to the shell for a while.
    Suspend,
    /// End.
    Quit,
}
