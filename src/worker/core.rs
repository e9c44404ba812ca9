//! What every part of the worker shares: ledger, client, clock, limits and the ways to tell of changes.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{Notify, broadcast, watch};
use tokio::time::Instant;

use super::breaker::{Breaker, Pass, Rest};
use super::clock::{Clock, Mint};
use super::limits::{Limits, Priority};
use super::{About, DeskError, Health, Update};
use crate::domain::query::Moment;
use crate::domain::verdict::Settling;
use crate::domain::{ExchangeId, MoneyLimits, OperationId, RecordId, State, Steady, Timestamp};
use crate::freedompay::{Call, CallError, Client};
use crate::ledger::{Exchange, Ledger, LedgerError, Operation};

/// What the worker goes by.
#[derive(Debug, Clone)]
pub struct Settings {
    /// When an absent effect of the gateway is believed.
    pub settling: Settling,
    /// When an absent effect that waits for a payer is believed.
    pub payer: Settling,
    /// Time that must pass for one more read, on average.
    pub read_every: Duration,
    /// Pause between two writes.
    pub write_pause: Duration,
    /// How much may be moved.
    pub limits: MoneyLimits,
    /// How often it is looked whether another desk changed the ledger.
    pub look_around: Duration,
    /// Whether records are read that are due, as a dashboard does. Otherwise only what is asked for or on screen.
    pub watches: bool,
    /// Where the recipient's browser returns to from a payout page.
    pub back_link: Option<String>,
    /// Where the provider tells of a payout.
    pub post_link: Option<String>,
}

/// One exchange that was made: what came of it, and what is kept of it.
pub(super) struct Made<R> {
    pub(super) outcome: Result<R, CallError>,
    pub(super) exchange: Exchange,
}

/// The shared core.
pub(super) struct Core {
    pub(super) about: About,
    pub(super) settings: Settings,
    pub(super) ledger: Ledger,
    pub(super) client: Client,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) mint: Mint,
    pub(super) limits: Limits,
    pub(super) pages: tempfile::TempDir,
    /// Whether the gateway answers at all, and how long it is left alone.
    breaker: Mutex<Breaker>,
    /// Operations whose last step could not be kept: they are marked as soon as the ledger can be written.
    pub(super) orphans: Mutex<Vec<OperationId>>,
    /// One lock a record: one read in flight, and no read between guard and journal.
    locks: Mutex<HashMap<RecordId, Arc<tokio::sync::Mutex<()>>>>,
    /// When the records on screen were last asked about, answered or not.
    pub(super) asked: Mutex<HashMap<RecordId, Timestamp>>,
    /// The records on screen.
    pub(super) on_screen: Mutex<Vec<RecordId>>,
    /// Something may be due earlier than it was.
    pub(super) wake: Notify,
    /// Set when everything that was under way at the start has been looked at.
    pub(super) ready: watch::Sender<bool>,
    updates: broadcast::Sender<Update>,
    health: watch::Sender<Health>,
    unresolved: watch::Sender<u64>,
}

impl Core {
    #[expect(clippy::too_many_arguments, reason = "it is called once, by the actor that owns all of these")]
    pub(super) fn new(
        about: About,
        settings: Settings,
        ledger: Ledger,
        client: Client,
        clock: Arc<dyn Clock>,
        mint: Mint,
        pages: tempfile::TempDir,
        updates: broadcast::Sender<Update>,
        health: watch::Sender<Health>,
        unresolved: watch::Sender<u64>,
    ) -> Self {
        let limits = Limits::new(settings.read_every, settings.write_pause);
        Self {
            about,
            settings,
            ledger,
            client,
            clock,
            mint,
            limits,
            pages,
            breaker: Mutex::default(),
            orphans: Mutex::default(),
            locks: Mutex::default(),
            asked: Mutex::default(),
            on_screen: Mutex::default(),
            wake: Notify::new(),
            ready: watch::Sender::new(false),
            updates,
            health,
            unresolved,
        }
    }

    pub(super) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// The lock of one record. Locks that nobody holds are dropped when new ones are made.
    pub(super) fn lock_of(&self, record: RecordId) -> Arc<tokio::sync::Mutex<()>> {
        let mut locks = self.locks.lock().unwrap_or_else(PoisonError::into_inner);
        locks.retain(|id, lock| *id == record || Arc::strong_count(lock) > 1);
        Arc::clone(locks.entry(record).or_default())
    }

    /// Remembers an operation whose last step could not be kept.
    pub(super) fn remember_orphan(&self, operation: OperationId) {
        self.orphans.lock().unwrap_or_else(PoisonError::into_inner).push(operation);
    }

    /// Whether there are such operations.
    pub(super) fn has_orphans(&self) -> bool {
        !self.orphans.lock().unwrap_or_else(PoisonError::into_inner).is_empty()
    }

    /// Now, by a clock that nobody can set.
    pub(super) fn steady(&self) -> Steady {
        self.clock.steady()
    }

    /// Waits for the turn of one read; an error when the gateway is left alone for now.
    pub(super) async fn turn(&self, priority: Priority) -> Result<(), DeskError> {
        let pass = self.breaker.lock().unwrap_or_else(PoisonError::into_inner).ask(Instant::now());
        match pass {
            Pass::Rest(rest) => Err(DeskError::Resting(self.rest_text(&rest))),
            Pass::Go => {
                self.limits.read(priority).await;
                Ok(())
            }
        }
    }

    /// Why nothing is asked at the moment; `None` when something may be.
    pub(super) fn resting(&self) -> Option<String> {
        let rest = self.breaker.lock().unwrap_or_else(PoisonError::into_inner).rests(Instant::now())?;
        Some(self.rest_text(&rest))
    }

    fn rest_text(&self, rest: &Rest) -> String {
        let since = self.clock_text(rest.since);
        // Whole seconds, rounded up, so that it never says zero.
        let left = rest.left.as_millis().div_ceil(1_000);
        format!("{} has not answered since {since} and is tried again in {left} s", self.about.host)
    }

    /// Until when background reads wait.
    pub(super) fn quiet_until(&self) -> Timestamp {
        let rest = self.breaker.lock().unwrap_or_else(PoisonError::into_inner).rests(Instant::now());
        rest.map_or(Timestamp::default(), |rest| self.now().plus(rest.left))
    }

    /// The time of day at the merchant's.
    pub(super) fn clock_text(&self, at: Timestamp) -> String {
        self.local(at).format("%H:%M:%S").to_string()
    }

    /// When and where filters are asked.
    pub(super) fn moment(&self) -> Moment {
        Moment { now: self.now(), zone: self.about.zone }
    }

    /// A moment at the merchant's.
    pub(super) fn local(&self, at: Timestamp) -> chrono::DateTime<chrono_tz::Tz> {
        chrono::DateTime::from_timestamp_millis(at.millis()).unwrap_or_default().with_timezone(&self.about.zone)
    }

    /// When the merchant's day began.
    pub(super) fn day_began(&self) -> Timestamp {
        self.moment().begins(self.local(self.now()).date_naive())
    }

    /// Makes one call and tells of the gateway's health. What is kept of it is for the caller to save.
    pub(super) async fn call<C: Call>(&self, call: &C, salt: &str, operation: Option<OperationId>) -> Made<C::Reply> {
        let at = self.now();
        let started = Instant::now();
        let id = ExchangeId::from_uuid(self.mint.uuid(at));
        let sent = self.client.call(call, salt, id).await;
        let took = started.elapsed();
        let answered = sent.exchange.status.is_some();
        let outcome = match &sent.outcome {
            Ok(_) => "ok".to_owned(),
            Err(CallError::Refused(failure)) => format!("refused: {failure}"),
            Err(CallError::NeverSent(reason)) => format!("not sent: {reason}"),
            Err(CallError::Lost(reason)) => format!("no believable answer: {reason}"),
        };
        self.tell_health(answered, took, &outcome);
        // A server that has broken down answers too, but for nobody. What could not be made was never asked.
        let helpful = sent.exchange.status.is_some_and(|status| status < 500 && status != 429);
        if !sent.exchange.request.is_empty() {
            let mut breaker = self.breaker.lock().unwrap_or_else(PoisonError::into_inner);
            breaker.hear(helpful, Instant::now(), at);
        }
        if let Some(pause) = sent.exchange.retry_after {
            self.limits.pause(pause).await;
        }
        tracing::debug!(call = sent.exchange.call, status = ?sent.exchange.status, took = ?took, outcome, "the gateway was asked");
        let exchange = Exchange {
            id,
            at,
            call: sent.exchange.call.to_owned(),
            operation,
            took_ms: u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
            status: sent.exchange.status,
            request: sent.exchange.request,
            reply: sent.exchange.reply,
            outcome,
        };
        Made { outcome: sent.outcome, exchange }
    }

    fn tell_health(&self, answered: bool, latency: Duration, outcome: &str) {
        let at = self.now();
        self.health.send_modify(|health| {
            *health = match (answered, &*health) {
                (true, _) => Health::Up { at, latency },
                (false, Health::Down { since, .. }) => Health::Down { since: *since, reason: outcome.to_owned() },
                (false, Health::Unasked | Health::Up { .. }) => Health::Down { since: at, reason: outcome.to_owned() },
            };
        });
    }

    /// Keeps an exchange. It is a record of what happened and not a step of money, so its loss is logged and the work
    /// goes on.
    pub(super) async fn keep(&self, of: Option<RecordId>, exchange: &Exchange) {
        if let Err(error) = self.ledger.add_exchange(of, exchange).await {
            tracing::warn!(call = exchange.call, %error, "an exchange was not kept");
        }
    }

    pub(super) fn tell(&self, update: Update) {
        // Nobody listening is no error: a headless command has no screen.
        let _ = self.updates.send(update);
    }

    /// Tells of a step, and of how many operations are now unresolved.
    pub(super) async fn tell_operation(&self, operation: &Operation, message: String) {
        tracing::info!(operation = operation.id.short(), message);
        self.tell(Update::Operation { id: operation.id, record: operation.record, state: operation.state, message });
        self.count_unresolved().await;
    }

    /// Tells how many operations are unresolved.
    pub(super) async fn count_unresolved(&self) {
        match self.ledger.unresolved().await {
            Ok(count) => {
                self.unresolved.send_if_modified(|known| std::mem::replace(known, count) != count);
            }
            Err(error) => tracing::warn!(%error, "unresolved operations were not counted"),
        }
    }

    /// The settling rule of an operation.
    pub(super) fn settling(&self, operation: &Operation) -> Settling {
        use crate::domain::IntentKind as Kind;
        match operation.intent {
            Kind::Confirm => self.settings.payer,
            Kind::Refund
            | Kind::Clear
            | Kind::Cancel
            | Kind::PayInvoice
            | Kind::CreatePayment
            | Kind::ChargeCard
            | Kind::CreateInvoice
            | Kind::CreatePayout => self.settings.settling,
        }
    }
}

impl From<LedgerError> for DeskError {
    fn from(error: LedgerError) -> Self {
        Self::Ledger(error.to_string())
    }
}

/// A sentence about an operation for a toast: what, on what, how it stands.
pub(crate) fn sentence(operation: &Operation) -> String {
    let amount = operation.amount.map_or_else(String::new, |amount| format!(" of {amount}"));
    let state = match operation.state {
        State::Unknown => "outcome unknown, being resolved by reading; do not repeat it",
        state => state.word(),
    };
    let note = if operation.note.is_empty() { String::new() } else { format!(". {}", operation.note) };
    format!("{}{amount} · {}: {state}{note}", operation.intent.word(), operation.record_name)
}
