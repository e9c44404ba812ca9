//! The handle: everything a front end can ask of the worker.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{broadcast, mpsc, oneshot, watch};

use crate::domain::code::Failure;
use crate::domain::decision::Reason;
use crate::domain::guard::Refusal;
use crate::domain::query::Filter;
use crate::domain::reading::Baseline;
use crate::domain::{
    Currency, Environment, GatewayId, Intent, Money, OperationId, OrderId, Query, Record, RecordId, RecordKind, Stage,
    State, Timestamp,
};
use crate::ledger::{Detail, From, Inquiry, Operation, Overview, Page, Span, Totals};

pub use crate::ledger::MOST_IDS;

/// What never changes while a desk is open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct About {
    /// The profile's name.
    pub profile: String,
    /// Its environment.
    pub environment: Environment,
    /// The merchant's number.
    pub merchant: String,
    /// Host and port of the gateway.
    pub host: String,
    /// The currency of new orders.
    pub currency: Currency,
    /// The merchant's time zone.
    pub zone: chrono_tz::Tz,
    /// Whether nothing may be sent that moves money.
    pub read_only: bool,
}

/// How the gateway answers.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Health {
    /// Nothing was asked yet.
    #[default]
    Unasked,
    /// The last call was answered.
    Up {
        /// When.
        at: Timestamp,
        /// How long the answer took.
        latency: Duration,
    },
    /// The last call was not answered.
    Down {
        /// Since when no call was answered.
        since: Timestamp,
        /// Why, in one line.
        reason: String,
    },
}

/// Something changed in the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Update {
    /// A record was added or changed.
    Record {
        /// Which.
        id: RecordId,
        /// Its kind.
        kind: RecordKind,
    },
    /// An operation was added or took a step.
    Operation {
        /// Which.
        id: OperationId,
        /// The record it acts on.
        record: RecordId,
        /// Where it stands now.
        state: State,
        /// What happened, in one line for a toast.
        message: String,
    },
    /// A record that is watched closely moves no more.
    Ended {
        /// Which.
        id: RecordId,
        /// Its kind.
        kind: RecordKind,
        /// What a person calls it.
        name: String,
        /// Where it ended.
        stage: Stage,
    },
    /// Another desk changed the ledger: what is shown may be old.
    Elsewhere,
}

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

/// Why the worker could not do what was asked. Each is one line that says what was not done and what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DeskError {
    /// A guard refused; nothing was sent.
    #[error("{0}")]
    Refused(Refusal),
    /// There is no such record or operation.
    #[error("{0} is not in the ledger: nothing was sent; track it first")]
    NotFound(String),
    /// A read failed, so what is shown is old. Nothing was changed.
    #[error("could not read: {0}; nothing was changed, try again (u)")]
    Unread(String),
    /// The gateway has not answered for a while and is left alone. Nothing was asked.
    #[error("{0}; nothing was changed")]
    Resting(String),
    /// The gateway does not know the record.
    #[error("the gateway answers {0}: nothing was changed")]
    Gateway(Failure),
    /// The ledger cannot be used, so money is refused.
    #[error("the ledger cannot be written: {0}; nothing was sent")]
    Ledger(String),
    /// A secret or setting is missing.
    #[error("{0}")]
    Setup(String),
    /// The worker ended before it was asked.
    #[error("the worker has ended: nothing was sent; start tolem again")]
    Gone,
    /// The worker ended before it answered.
    #[error(
        "the worker ended before it answered: it may have been sent, do not repeat it; start tolem again, which reads"
    )]
    Unanswered,
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
    Preview {
        submission: Submission,
        reply: oneshot::Sender<Result<Vec<(String, String)>, DeskError>>,
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

/// A cheap, clonable way to the worker.
#[derive(Debug, Clone)]
pub struct Handle {
    about: Arc<About>,
    requests: mpsc::Sender<Request>,
    updates: broadcast::Sender<Update>,
    health: watch::Receiver<Health>,
    unresolved: watch::Receiver<u64>,
}

/// The worker's ends of a [`Handle`].
#[derive(Debug)]
pub struct Ends {
    /// Questions arrive here.
    pub requests: mpsc::Receiver<Request>,
    /// Changes are told here.
    pub updates: broadcast::Sender<Update>,
    /// The gateway's health is told here.
    pub health: watch::Sender<Health>,
    /// How many operations are unresolved is told here.
    pub unresolved: watch::Sender<u64>,
}

impl Handle {
    /// A handle and the ends that a worker (or a test) answers it with.
    pub fn pair(about: About) -> (Self, Ends) {
        let (requests_in, requests) = mpsc::channel(256);
        let (updates, _) = broadcast::channel(1_024);
        let (health_in, health) = watch::channel(Health::Unasked);
        let (unresolved_in, unresolved) = watch::channel(0);
        let about = Arc::new(about);
        let handle = Self { about, requests: requests_in, updates: updates.clone(), health, unresolved };
        (handle, Ends { requests, updates, health: health_in, unresolved: unresolved_in })
    }

    /// What never changes.
    pub fn about(&self) -> &About {
        &self.about
    }

    /// Changes from now on. A receiver that lags is told so and should load its window anew.
    pub fn updates(&self) -> broadcast::Receiver<Update> {
        self.updates.subscribe()
    }

    /// The gateway's health, now and as it changes.
    pub fn health(&self) -> watch::Receiver<Health> {
        self.health.clone()
    }

    /// How many operations are unresolved, now and as it changes.
    pub fn unresolved(&self) -> watch::Receiver<u64> {
        self.unresolved.clone()
    }

    /// A window of the records of one kind that pass a filter, in the order that was asked for.
    pub async fn page(
        &self,
        kind: RecordKind,
        query: Query,
        from: From,
        limit: u32,
    ) -> Result<Page<Record>, DeskError> {
        self.ask(|reply| Request::Page { kind, query, from, limit, reply }).await
    }

    /// What the records of one kind that pass a filter come to. Only the newest question is answered: `None` means that
    /// another was asked since. Windows do not wait for it.
    pub async fn totals(&self, kind: RecordKind, filter: Filter) -> Result<Option<Totals>, DeskError> {
        self.ask(|reply| Request::Totals { kind, filter, reply }).await
    }

    /// The records with these ids, in their order, a thousand at most ([`MOST_IDS`]). Those that there are not are left
    /// out.
    pub async fn records(&self, ids: Vec<RecordId>) -> Result<Vec<Record>, DeskError> {
        self.ask(|reply| Request::Records { ids, reply }).await
    }

    /// A window of the operations: unresolved ones first come with their own call to keep this ordered by time.
    pub async fn operations(&self, from: From, limit: u32) -> Result<Page<Operation>, DeskError> {
        self.ask(|reply| Request::Operations { from, limit, reply }).await
    }

    /// The operations that are unresolved, oldest first.
    pub async fn unresolved_operations(&self, limit: u32) -> Result<Vec<Operation>, DeskError> {
        self.ask(|reply| Request::Unresolved { limit, reply }).await
    }

    /// Did it go through? Everything that is known of one operation; nothing is asked of the gateway.
    pub async fn inquiry(&self, operation: OperationId) -> Result<Inquiry, DeskError> {
        self.ask(|reply| Request::Inquiry { operation, reply }).await
    }

    /// The records that the ledger follows by this name, newest first, a few at most: several may have one order number.
    pub async fn find(&self, sought: Sought) -> Result<Vec<Record>, DeskError> {
        self.ask(|reply| Request::Find { sought, reply }).await
    }

    /// The operations whose id ends in these eight digits: two at most, so that a name that is not unique is noticed.
    pub async fn operations_called(&self, short: String) -> Result<Vec<Operation>, DeskError> {
        self.ask(|reply| Request::Called { short, reply }).await
    }

    /// A record with its timeline, exchanges and operations.
    pub async fn detail(&self, record: RecordId) -> Result<Detail, DeskError> {
        self.ask(|reply| Request::Detail { record, reply }).await
    }

    /// Volumes, success, codes and latency of a span that ends now; nothing is asked of the gateway.
    pub async fn overview(&self, span: Span) -> Result<Overview, DeskError> {
        self.ask(|reply| Request::Overview { span, reply }).await
    }

    /// What is left to pay out, read now at the gateway. It is not kept.
    pub async fn balance(&self) -> Result<Money, DeskError> {
        self.ask(|reply| Request::Balance { reply }).await
    }

    /// One fresh status read; answers with the record as it stands now. Dropped while the gateway is asked, it is given up.
    pub async fn refresh(&self, record: RecordId) -> Result<Record, DeskError> {
        self.ask(|reply| Request::Refresh { record, reply }).await
    }

    /// The request that [`Handle::submit`] would send, field by field, with secrets masked. Nothing is sent.
    pub async fn preview(&self, submission: Submission) -> Result<Vec<(String, String)>, DeskError> {
        self.ask(|reply| Request::Preview { submission, reply }).await
    }

    /// Runs an operation: fresh read, guard, journal, send. Returns when the reply is in or its outcome is unknown.
    pub async fn submit(&self, submission: Submission) -> Result<Outcome, DeskError> {
        self.ask(|reply| Request::Submit { submission, reply }).await
    }

    /// Reads now for an operation whose outcome is unknown.
    pub async fn resolve(&self, operation: OperationId) -> Result<Operation, DeskError> {
        self.ask(|reply| Request::Resolve { operation, reply }).await
    }

    /// Records what a person decided about an escalated operation. It is kept with its reason and cannot be taken back.
    pub async fn decide(&self, operation: OperationId, decision: Decision) -> Result<Operation, DeskError> {
        self.ask(|reply| Request::Decide { operation, decision, reply }).await
    }

    /// Starts to follow a record; one that is known already keeps its id and its history.
    pub async fn track(&self, record: Record) -> Result<RecordId, DeskError> {
        self.ask(|reply| Request::Track { record: Box::new(record), reply }).await
    }

    /// Watches a record closely, or no longer.
    pub async fn watch(&self, record: RecordId, on: bool) -> Result<(), DeskError> {
        self.ask(|reply| Request::Watch { record, on, reply }).await
    }

    /// Tells which records are on screen, so that they are read more often. Dropped when the worker is busy: the next
    /// frame tells again.
    pub fn on_screen(&self, records: Vec<RecordId>) {
        let _ = self.requests.try_send(Request::OnScreen { records });
    }

    async fn ask<T>(
        &self,
        request: impl FnOnce(oneshot::Sender<Result<T, DeskError>>) -> Request,
    ) -> Result<T, DeskError> {
        let (reply, answer) = oneshot::channel();
        self.requests.send(request(reply)).await.map_err(|_| DeskError::Gone)?;
        answer.await.map_err(|_| DeskError::Unanswered)?
    }
}
