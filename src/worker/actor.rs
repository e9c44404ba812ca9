//! The actor: takes questions from the handle, reads what is due, resolves what is unknown.

use std::sync::{Arc, PoisonError};

use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinSet;

use super::clock::{Clock, Mint};
use super::core::{Core, Settings};
use super::limits::Priority;
use super::resolve::LONGEST_DUE;
use super::rhythm;
use super::{About, DeskError, Handle, Request, Sought, Update};
use crate::domain::{Record, RecordId, Steady, Timestamp};
use crate::freedompay::{Client, Merchant, Transport};
use crate::ledger::{Amendment, Event, EventKind, Ledger, Operation};

/// Everything a worker is made of.
pub struct Parts {
    /// What never changes.
    pub about: About,
    /// What it goes by.
    pub settings: Settings,
    /// Its memory.
    pub ledger: Ledger,
    /// Whom it works for at the gateway.
    pub merchant: Merchant,
    /// Bytes out, bytes in.
    pub transport: Arc<dyn Transport>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// A seed makes ids and salts repeatable.
    pub seed: Option<u64>,
}

/// How many records of one order number are told apart.
const NAMESAKES: u32 = 10;

/// How many due records are read in one go.
const BATCH: u32 = 16;

/// The longest the worker sleeps when something is due later.
const LONGEST_NAP: std::time::Duration = std::time::Duration::from_secs(60);

/// Starts a worker. It ends when the last handle is dropped; a request that is being sent then stays Sent in the
/// journal and is resolved at the next start.
pub fn start(parts: Parts) -> Result<Handle, DeskError> {
    let mut folder = tempfile::Builder::new();
    // Only this user may even list the pages.
    #[cfg(unix)]
    folder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o700));
    let pages = folder
        .prefix("tolem-")
        .tempdir()
        .map_err(|error| DeskError::Setup(format!("no folder for payers' pages could be made: {error}")))?;
    let (handle, ends) = Handle::pair(parts.about.clone());
    let core = Arc::new(Core::new(
        parts.about,
        parts.settings,
        parts.ledger,
        Client::new(parts.merchant, parts.transport),
        parts.clock,
        Mint::new(parts.seed),
        pages,
        ends.updates,
        ends.health,
        ends.unresolved,
    ));
    tokio::spawn(run(core, ends.requests));
    Ok(handle)
}

async fn run(core: Arc<Core>, mut requests: mpsc::Receiver<Request>) {
    let mut background = JoinSet::new();
    background.spawn({
        let core = Arc::clone(&core);
        async move {
            core.count_unresolved().await;
            if !core.about.read_only {
                core.resolve_interrupted().await;
            }
            watch(&core).await;
        }
    });
    background.spawn({
        let core = Arc::clone(&core);
        async move { look_around(&core).await }
    });
    let mut answers = JoinSet::new();
    loop {
        tokio::select! {
            // In a fixed order, so that a simulation can be replayed.
            biased;
            request = requests.recv() => match request {
                Some(request) => { answers.spawn(answer(Arc::clone(&core), request)); }
                None => break,
            },
            Some(ended) = answers.join_next(), if !answers.is_empty() => {
                if let Err(error) = ended { tracing::error!(%error, "an answer broke off"); }
            }
        }
    }
}

async fn answer(core: Arc<Core>, request: Request) {
    /// A caller that no longer waits is no error.
    fn give<T>(reply: oneshot::Sender<Result<T, DeskError>>, value: Result<T, DeskError>) {
        let _ = reply.send(value);
    }
    match request {
        Request::Page { kind, query, from, limit, mut reply } => {
            let moment = core.moment();
            tokio::select! {
                page = core.ledger.page(kind, &query, &moment, from, limit) => give(reply, page.map_err(Into::into)),
                () = reply.closed() => {}
            }
        }
        Request::Stream { kind, query, windows } => {
            core.ledger.stream(kind, &query, &core.moment(), windows).await;
        }
        Request::Totals { kind, filter, reply } => {
            give(reply, core.ledger.totals(kind, &filter, &core.moment()).await.map_err(Into::into));
        }
        Request::Records { ids, reply } => give(reply, core.ledger.records(&ids).await.map_err(Into::into)),
        Request::Operations { from, limit, reply } => {
            give(reply, core.ledger.operations(from, limit).await.map_err(Into::into));
        }
        Request::Unresolved { limit, reply } => {
            give(reply, core.ledger.unresolved_operations(limit).await.map_err(Into::into));
        }
        Request::Inquiry { operation, reply } => {
            let found =
                core.ledger.inquiry(operation).await.map_err(Into::into).and_then(|found| {
                    found.ok_or_else(|| DeskError::NotFound(format!("operation {}", operation.short())))
                });
            give(reply, found);
        }
        Request::Find { sought, reply } => {
            let Sought { kind, gateway_id, order_id } = sought;
            let found = core.ledger.find(kind, gateway_id.as_ref(), order_id.as_ref(), NAMESAKES).await;
            give(reply, found.map_err(Into::into));
        }
        Request::Called { short, reply } => {
            give(reply, core.ledger.operations_called(&short).await.map_err(Into::into));
        }
        Request::Detail { record, reply } => {
            let found = core
                .ledger
                .detail(record)
                .await
                .map_err(Into::into)
                .and_then(|detail| detail.ok_or_else(|| DeskError::NotFound(format!("record {record}"))));
            give(reply, found);
        }
        Request::Overview { span, reply } => {
            let found = core.ledger.overview(span, core.now(), core.about.zone).await;
            give(reply, found.map_err(Into::into));
        }
        Request::Balance { reply } => give(reply, core.balance().await),
        Request::Refresh { record, mut reply } => {
            // A read may be given up; nothing else may.
            let read = core.refresh_while_wanted(record, Priority::Now, std::pin::pin!(reply.closed())).await;
            give(reply, read);
        }
        Request::ReadToDecide { record, since, reply } => give(reply, core.read_to_decide(record, since).await),
        Request::Preview { submission, reply } => give(reply, core.preview(&submission).await),
        Request::Submit { submission, reply } => give(reply, core.submit(submission).await),
        Request::Resolve { operation, reply } => give(reply, core.resolve(operation).await),
        Request::Decide { operation, decision, reply } => give(reply, core.decide(operation, &decision).await),
        Request::Track { record, reply } => give(reply, core.track(*record).await),
        Request::Watch { record, on, reply } => give(reply, core.set_watched(record, on).await),
        Request::OnScreen { records } => {
            core.asked.lock().unwrap_or_else(PoisonError::into_inner).retain(|id, _| records.contains(id));
            *core.on_screen.lock().unwrap_or_else(PoisonError::into_inner) = records;
            core.wake.notify_one();
        }
    }
}

/// Reads whatever is due, then sleeps until the next is.
async fn watch(core: &Arc<Core>) {
    let mut clocks = None;
    loop {
        core.mark_orphans().await;
        // A desk that only looks concludes nothing: the ledger may be a copy of one that is in use elsewhere.
        if !core.about.read_only
            && let Err(error) = core.take_over().await
        {
            tracing::error!(%error, "what other desks left behind was not read");
        }
        core.mind_the_clock(&mut clocks).await;
        let now = core.now();
        let lease = now.plus(LEASE);
        let mut reads = JoinSet::new();
        match core.take_due_operations(now, lease).await {
            Ok(operations) => {
                for operation in operations {
                    let core = Arc::clone(core);
                    reads.spawn(async move {
                        if let Err(error) = core.prove(&operation, Priority::Proof).await {
                            tracing::info!(operation = operation.id.short(), %error, "still unknown");
                        }
                        core.tell_record(&operation);
                    });
                }
            }
            Err(error) => tracing::error!(%error, "due operations were not read"),
        }
        match core.take_due_records(now, lease).await {
            Ok(due) => {
                for record in due {
                    let core = Arc::clone(core);
                    reads.spawn(async move {
                        if let Err(error) = core.refresh(record, Priority::Background).await {
                            tracing::info!(%record, %error, "a watched record was not read");
                        }
                    });
                }
            }
            Err(error) => tracing::error!(%error, "due records were not read"),
        }
        while let Some(ended) = reads.join_next().await {
            if let Err(error) = ended {
                tracing::error!(%error, "a read broke off");
            }
        }
        let nap = match core.next_due().await {
            Ok(Some(due)) => due.since(core.now()).clamp(SHORTEST_NAP, LONGEST_NAP),
            Ok(None) => LONGEST_NAP,
            Err(error) => {
                tracing::error!(%error, "the due queue was not read");
                LONGEST_NAP
            }
        };
        let nap = if core.has_orphans() { nap.min(ORPHAN_NAP) } else { nap };
        tokio::select! {
            biased;
            () = core.wake.notified() => {}
            () = tokio::time::sleep(nap) => {}
        }
    }
}

/// Tells of changes that other desks make to the ledger.
async fn look_around(core: &Core) {
    let mut known = None;
    loop {
        match core.ledger.changes_elsewhere().await {
            Ok(found) => {
                if known.replace(found).is_some_and(|known| known != found) {
                    core.tell(Update::Elsewhere);
                    core.count_unresolved().await;
                    core.wake.notify_one();
                }
            }
            Err(error) => tracing::warn!(%error, "it was not seen whether another desk changed the ledger"),
        }
        tokio::time::sleep(core.settings.look_around).await;
    }
}

/// How long another desk leaves alone what this one reads.
const LEASE: std::time::Duration = std::time::Duration::from_secs(60);

/// How far the clock on the wall may go wrong between two looks before it counts as set.
const DRIFT: std::time::Duration = std::time::Duration::from_secs(5);

/// How soon the ledger is tried again for an outcome that it could not keep.
const ORPHAN_NAP: std::time::Duration = std::time::Duration::from_secs(2);

/// Keeps the loop from spinning when something stays due.
const SHORTEST_NAP: std::time::Duration = std::time::Duration::from_millis(50);

impl Core {
    /// Notices that the clock on the wall was set, now or while no desk ran: what is due by it is then due by nothing any
    /// more. `clocks` are both clocks at the last look; `None` until the ledger was put right.
    async fn mind_the_clock(&self, clocks: &mut Option<(Timestamp, Steady)>) {
        let (now, steady) = (self.now(), self.steady());
        let was_set = clocks.is_none_or(|(wall, then)| {
            let expected = wall.plus(steady.since(then).unwrap_or_default());
            now.since(expected).max(expected.since(now)) > DRIFT
        });
        *clocks = Some((now, steady));
        if was_set && let Err(error) = self.ledger.hasten(now, LONGEST_DUE).await {
            tracing::error!(%error, "reads that are due too late were not hastened");
            *clocks = None;
        }
    }

    /// Operations whose read is due. A desk that only looks takes none, nor the lock that taking needs.
    async fn take_due_operations(&self, now: Timestamp, lease: Timestamp) -> Result<Vec<Operation>, DeskError> {
        if self.about.read_only {
            Ok(Vec::new())
        } else {
            Ok(self.ledger.take_due_operations(now, lease, BATCH).await?)
        }
    }

    /// Records whose read is due: by the ledger's queue, or earlier because they are on screen. A command takes none from the
    /// queue: it would be gone before they are read, and other desks would leave them alone for the length of the lease.
    async fn take_due_records(&self, now: Timestamp, lease: Timestamp) -> Result<Vec<RecordId>, DeskError> {
        let mut due =
            if self.settings.watches { self.ledger.take_due_records(now, lease, BATCH).await? } else { Vec::new() };
        for (record, at) in self.due_on_screen(now).await? {
            if at <= now && !due.contains(&record.id) {
                due.push(record.id);
            }
        }
        Ok(due)
    }

    async fn due_on_screen(&self, now: Timestamp) -> Result<Vec<(Record, Timestamp)>, DeskError> {
        let shown = self.on_screen.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let mut due = Vec::new();
        for id in shown {
            let Some(record) = self.ledger.record(id).await? else { continue };
            if record.gateway_id.is_none() && record.order_id.is_none() {
                continue;
            }
            if let Some(interval) = rhythm::interval(&record, now, true) {
                let asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner).get(&id).copied();
                let last = record.read_at.max(asked).unwrap_or(record.created_at);
                let at = last.plus(interval).max(self.quiet_until());
                due.push((record, at));
            }
        }
        Ok(due)
    }

    async fn next_due(&self) -> Result<Option<Timestamp>, DeskError> {
        // What will not be taken must not keep anybody awake.
        let queued = match (self.settings.watches, self.about.read_only) {
            (true, false) => self.ledger.next_due().await?,
            (true, true) => self.ledger.next_due_record().await?,
            (false, false) => self.ledger.next_due_operation().await?,
            (false, true) => None,
        };
        let shown = self.due_on_screen(self.now()).await?.into_iter().map(|(_, at)| at).min();
        Ok(match (queued, shown) {
            (Some(queued), Some(shown)) => Some(queued.min(shown)),
            (one, other) => one.or(other),
        })
    }

    async fn track(&self, mut record: Record) -> Result<RecordId, DeskError> {
        let now = self.now();
        if record.id.uuid().is_nil() {
            record.id = RecordId::from_uuid(self.mint.uuid(record.created_at));
        }
        let event = Event {
            at: now,
            kind: EventKind::Tracked,
            operation: None,
            text: format!("followed from now on; it is {}", record.stage.word()),
        };
        let due = self.due(&record);
        let id = self.ledger.track(&record, due, self.mint.uuid(now), &event).await?;
        self.tell(Update::Record { id, kind: record.kind });
        self.wake.notify_one();
        Ok(id)
    }

    async fn set_watched(&self, id: RecordId, on: bool) -> Result<(), DeskError> {
        let changed = self
            .ledger
            .amend(id, None, |record| {
                record.watched = on;
                Amendment { due_at: self.due(record), event: None }
            })
            .await?;
        let Some((record, _)) = changed else { return Err(DeskError::NotFound(format!("record {id}"))) };
        self.tell(Update::Record { id, kind: record.kind });
        self.wake.notify_one();
        Ok(())
    }
}
