//! The handle: everything a front end can ask of the worker.

use std::sync::Arc;

use tokio::sync::{broadcast, mpsc, oneshot, watch};

use super::{About, Decision, DeskError, Health, Outcome, Planned, Request, Rows, Sought, Submission, Update};
use crate::domain::query::Filter;
use crate::domain::{Money, OperationId, Query, Record, RecordId, RecordKind, Timestamp};
use crate::ledger::{Detail, From, Inquiry, Operation, Overview, Page, Span, Totals};

pub use crate::ledger::MOST_IDS;

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

    /// A window of the records of one kind that pass a filter, in the order that was asked for. Dropped before it is
    /// answered, it is given up.
    pub async fn page(
        &self,
        kind: RecordKind,
        query: Query,
        from: From,
        limit: u32,
    ) -> Result<Page<Record>, DeskError> {
        self.ask(|reply| Request::Page { kind, query, from, limit, reply }).await
    }

    /// All records of one kind that pass a filter, in the order that was asked for, as they stand now. They are read no
    /// faster than they are taken, and no longer than they are wanted.
    pub async fn stream(&self, kind: RecordKind, query: Query) -> Result<Rows, DeskError> {
        let (windows, rows) = Rows::pair();
        self.requests.send(Request::Stream { kind, query, windows }).await.map_err(|_| DeskError::Gone)?;
        Ok(rows)
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

    /// [`Handle::refresh`] for a decision that was made at `since`, such as a command of a script: refused when an operation
    /// on the payment began or ended after that, because whoever decided did not know of it.
    pub async fn read_to_decide(&self, record: RecordId, since: Timestamp) -> Result<Record, DeskError> {
        self.ask(|reply| Request::ReadToDecide { record, since, reply }).await
    }

    /// What [`Handle::submit`] would send. Nothing is sent.
    pub async fn preview(&self, submission: Submission) -> Result<Planned, DeskError> {
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
