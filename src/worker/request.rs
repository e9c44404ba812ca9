//! The questions that a front end asks the worker, and what some of them are answered with.

use tokio::sync::{mpsc, oneshot};

use super::DeskError;
use crate::domain::decision::Reason;
use crate::domain::query::{Filter, Moment};
use crate::domain::reading::Baseline;
use crate::domain::{
    GatewayId, Intent, Money, OperationId, OrderId, Query, Record, RecordId, RecordKind, State, Timestamp,
};
use crate::ledger::{Detail, From, Inquiry, Ledger, LedgerError, Operation, Overview, Page, Span, Totals, Windows};

/// How many windows of [`Rows`] are read before they are taken.
const WINDOWS_AHEAD: usize = 4;

/// A record by one of its names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sought {
    /// Its kind.
    pub kind: RecordKind,
    /// The gateway's id of it.
    pub gateway_id: Option<GatewayId>,
    /// Else the merchant's order number.
    pub order_id: Option<OrderId>,
}

/// What an operator confirmed.
#[derive(Debug, Clone)]
pub struct Submission {
    /// The record that it acts on; `None` for a creation.
    pub record: Option<RecordId>,
    /// What is asked.
    pub intent: Intent,
    /// What the operator saw when deciding; [`Baseline::Absent`] for a creation.
    pub decided_on: Baseline,
    /// The operation that did the same without an answer, when the operator knows of it and means it once more.
    pub again: Option<OperationId>,
}

/// An operation as it would be sent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Planned {
    /// The request, field by field, with secrets masked.
    pub fields: Vec<(String, String)>,
    /// The operation that did the same without an answer: it is refused unless [`Submission::again`] names that.
    pub repeats: Option<OperationId>,
}

/// What a person decided about an operation that reads cannot settle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// Whether it took effect at the gateway.
    pub applied: bool,
    /// Why, in one line: what was seen or who was asked.
    pub reason: Reason,
    /// Who decided.
    pub who: String,
}

/// How far a submission came. `Unknown` is no error: it is being resolved by reading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// The journalled operation.
    pub operation: OperationId,
    /// The record that it acts on or made.
    pub record: RecordId,
    /// Where it stands.
    pub state: State,
    /// What happened, in one line.
    pub message: String,
    /// A page to open: the payer's or recipient's hosted page, or the path of a saved CVC form.
    pub page: Option<String>,
}

/// All records that were asked for, as they stood at one moment, in windows.
#[derive(Debug)]
pub struct Rows(mpsc::Receiver<Result<Vec<Record>, LedgerError>>);

impl Rows {
    /// What is sent to the other end, and that.
    pub(super) fn pair() -> (Windows, Self) {
        let (windows, rows) = mpsc::channel(WINDOWS_AHEAD);
        (windows, Self(rows))
    }

    /// All rows of a ledger that no worker has open, as they stand now.
    pub fn of(ledger: &Ledger, kind: RecordKind, query: Query, moment: Moment) -> Self {
        let (windows, rows) = Self::pair();
        let ledger = ledger.clone();
        tokio::spawn(async move { ledger.stream(kind, &query, &moment, windows).await });
        rows
    }

    /// No rows at all.
    pub fn none() -> Self {
        let (windows, rows) = Self::pair();
        // There is room for one.
        let _ = windows.try_send(Ok(Vec::new()));
        rows
    }

    /// The next records; none after the last. A worker that ended says so, however far it came.
    pub async fn next(&mut self) -> Result<Vec<Record>, DeskError> {
        self.0.recv().await.ok_or(DeskError::Gone)?.map_err(Into::into)
    }
}

/// One question to the worker, with the place for its answer.
#[derive(Debug)]
#[expect(missing_docs, reason = "each variant is documented at the method of `Handle` that sends it")]
pub enum Request {
    Page {
        kind: RecordKind,
        query: Query,
        from: From,
        limit: u32,
        reply: oneshot::Sender<Result<Page<Record>, DeskError>>,
    },
    Totals {
        kind: RecordKind,
        filter: Filter,
        reply: oneshot::Sender<Result<Option<Totals>, DeskError>>,
    },
    Records {
        ids: Vec<RecordId>,
        reply: oneshot::Sender<Result<Vec<Record>, DeskError>>,
    },
    Stream {
        kind: RecordKind,
        query: Query,
        windows: Windows,
    },
    Operations {
        from: From,
        limit: u32,
        reply: oneshot::Sender<Result<Page<Operation>, DeskError>>,
    },
    Unresolved {
        limit: u32,
        reply: oneshot::Sender<Result<Vec<Operation>, DeskError>>,
    },
    Inquiry {
        operation: OperationId,
        reply: oneshot::Sender<Result<Inquiry, DeskError>>,
    },
    Find {
        sought: Sought,
        reply: oneshot::Sender<Result<Vec<Record>, DeskError>>,
    },
    Called {
        short: String,
        reply: oneshot::Sender<Result<Vec<Operation>, DeskError>>,
    },
    Detail {
        record: RecordId,
        reply: oneshot::Sender<Result<Detail, DeskError>>,
    },
    Overview {
        span: Span,
        reply: oneshot::Sender<Result<Overview, DeskError>>,
    },
    Balance {
        reply: oneshot::Sender<Result<Money, DeskError>>,
    },
    Refresh {
        record: RecordId,
        reply: oneshot::Sender<Result<Record, DeskError>>,
    },
    ReadToDecide {
        record: RecordId,
        since: Timestamp,
        reply: oneshot::Sender<Result<Record, DeskError>>,
    },
    Preview {
        submission: Submission,
        reply: oneshot::Sender<Result<Planned, DeskError>>,
    },
    Submit {
        submission: Submission,
        reply: oneshot::Sender<Result<Outcome, DeskError>>,
    },
    Resolve {
        operation: OperationId,
        reply: oneshot::Sender<Result<Operation, DeskError>>,
    },
    Decide {
        operation: OperationId,
        decision: Decision,
        reply: oneshot::Sender<Result<Operation, DeskError>>,
    },
    Track {
        record: Box<Record>,
        reply: oneshot::Sender<Result<RecordId, DeskError>>,
    },
    Watch {
        record: RecordId,
        on: bool,
        reply: oneshot::Sender<Result<(), DeskError>>,
    },
    OnScreen {
        records: Vec<RecordId>,
    },
}
