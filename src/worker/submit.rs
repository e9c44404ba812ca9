//! An operation from the confirmed intent to its outcome: fresh read, guard, journal, send.

use sha2::{Digest as _, Sha256};

use super::core::{Core, Made, sentence};
use super::limits::Priority;
use super::outcome::{BEING_CREATED, With};
use super::plan::{Answer, Plan};
use super::read::Found;
use super::{DeskError, Outcome, Planned, Submission};
use crate::domain::code::Failure;
use crate::domain::guard::{self, Refusal};
use crate::domain::intent::NewOrder;
use crate::domain::operation::Fact;
use crate::domain::reading::Baseline;
use crate::domain::verdict::{may_lag, shows};
use crate::domain::{Environment, Intent, IntentKind, OperationId, Record, RecordId, RequestId, State};
use crate::freedompay::CallError;
use crate::ledger::journal::{On, Spends, StepError};
use crate::ledger::{Exchange, NewOperation, Operation, PrepareError};

/// A journalled operation that is about to be sent.
struct Prepared {
    operation: Operation,
    plan: Plan,
    salt: String,
}

impl Core {
    /// Runs an operation. Errors mean that nothing was sent; everything after the journal is an [`Outcome`].
    pub(super) async fn submit(&self, submission: Submission) -> Result<Outcome, DeskError> {
        if self.about.read_only {
            return Err(DeskError::Refused(Refusal::ReadOnly));
        }
        let limits = self.settings.limits;
        if self.about.environment == Environment::Live && (limits.per_operation.is_none() || limits.per_day.is_none()) {
            return Err(DeskError::Refused(Refusal::NoLimits));
        }
        if let Some(why) = self.resting() {
            return Err(DeskError::Refused(Refusal::Resting(why)));
        }
        self.settled_start().await?;
        let prepared = match (submission.record, submission.intent.new_order()) {
            (Some(record), None) => self.prepare_change(record, &submission).await?,
            (None, Some(order)) => self.prepare_creation(order, &submission.intent).await?,
            (Some(_), Some(_)) | (None, None) => {
                return Err(DeskError::Refused(Refusal::Missing("the intent does not fit its record")));
            }
        };
        self.tell_operation(&prepared.operation, sentence(&prepared.operation)).await;
        self.carry_out(prepared).await
    }

    /// What would be sent, masked.
    pub(super) async fn preview(&self, submission: &Submission) -> Result<Planned, DeskError> {
        let record = match submission.record {
            Some(id) => Some(self.known(id).await?),
            None => None,
        };
        // The key that is really sent is minted with the operation; this one is shown as what it is. It has no digits, which
        // could be masked like a card number's.
        let nobodys = RequestId::from_uuid(uuid::Uuid::max());
        let plan = self.plan(&submission.intent, record.as_ref(), nobodys).map_err(DeskError::Refused)?;
        let mut fields = plan.preview(&self.client)?;
        let nobodys = nobodys.to_string();
        for (_, value) in &mut fields {
            if *value == nobodys {
                "(minted when it is sent)".clone_into(value);
            }
        }
        let repeats = match &record {
            Some(record) => self.repeated(record.id, &submission.intent).await?,
            None => None,
        };
        Ok(Planned { fields, repeats })
    }

    /// New money waits until everything that was under way at the start has been looked at.
    pub(super) async fn settled_start(&self) -> Result<(), DeskError> {
        self.ready.subscribe().wait_for(|ready| *ready).await.map(|_| ()).map_err(|_| DeskError::Gone)
    }

    async fn prepare_change(&self, id: RecordId, submission: &Submission) -> Result<Prepared, DeskError> {
        let lock = self.lock_of(id);
        // From the fresh read to the journal nothing else may touch the record.
        let _held = lock.lock().await;
        let (record, version) = self.refresh_locked(id, Priority::Now, std::pin::pin!(std::future::pending())).await?;
        self.check_lag(&record).await?;
        guard::check(&submission.intent, &record, &submission.decided_on).map_err(DeskError::Refused)?;
        self.check_repetition(id, submission).await?;
        self.journal(&submission.intent, &record, On::Seen(version), submission.decided_on).await
    }

    /// Statuses lag by seconds: one that is older than what an operation is known to have done is no ground for the next.
    async fn check_lag(&self, record: &Record) -> Result<(), DeskError> {
        let (now, settling) = ((self.steady(), self.now()), self.settings.settling);
        let is_shown = |known: &Operation| shows(known.intent, known.amount, &known.baseline, &Baseline::of(record));
        let effects = self.ledger.recent_effects(record.id, now.0, settling.window).await?;
        let unseen = effects
            .into_iter()
            .find(|(known, ended)| may_lag((*ended, known.changed_at), now, settling) && !is_shown(known));
        let Some((known, _)) = unseen else { return Ok(()) };
        let (what, done_at) = (known.intent.word(), self.clock_text(known.changed_at));
        Err(DeskError::Refused(Refusal::Lagging(format!("{what} {}, done at {done_at}", known.id.short()))))
    }

    async fn prepare_creation(&self, order: &NewOrder, intent: &Intent) -> Result<Prepared, DeskError> {
        let kind = intent.kind().creates().ok_or(DeskError::Refused(Refusal::Missing("the intent creates nothing")))?;
        if !order.amount.is_positive() {
            return Err(DeskError::Refused(Refusal::TooMuch { asked: order.amount, most: order.amount }));
        }
        let read = self.read_order(kind, &order.order_id).await;
        match read.found? {
            Found::Absent(_) => {}
            Found::Reading(found) => {
                let there = found.amount.map_or_else(String::new, |amount| format!(" for {amount}"));
                return Err(DeskError::Refused(Refusal::Exists(format!(
                    "order {} exists already{there} and is {}",
                    order.order_id,
                    found.stage.word()
                ))));
            }
        }
        let now = self.now();
        let id = RecordId::from_uuid(self.mint.uuid(now));
        let mut record = Record::new(id, kind, order.amount, now);
        record.order_id = Some(order.order_id.clone());
        BEING_CREATED.clone_into(&mut record.word);
        record.description = crate::domain::text::clean(&order.description);
        self.journal(intent, &record, On::New(&record), Baseline::Absent).await
    }

    /// Makes the intent durable. Whatever is missing for the call is found before, so that it costs no journal row.
    async fn journal(
        &self,
        intent: &Intent,
        record: &Record,
        on: On<'_>,
        baseline: Baseline,
    ) -> Result<Prepared, DeskError> {
        let now = self.now();
        let request_id = RequestId::from_uuid(self.mint.uuid(now));
        let there = match on {
            On::New(_) => None,
            On::Seen(_) => Some(record),
        };
        let plan = self.plan(intent, there, request_id).map_err(DeskError::Refused)?;
        let salt = self.mint.salt();
        let payload_hash = hex::encode(Sha256::digest(plan.body(&self.client, &salt)?));
        let operation = Operation {
            id: OperationId::from_uuid(self.mint.uuid(now)),
            record: record.id,
            record_kind: record.kind,
            record_name: record.name(),
            intent: intent.kind(),
            amount: intent.amount(),
            request_id,
            baseline,
            state: State::Prepared,
            note: String::new(),
            created_at: now,
            sent_at: None,
            changed_at: now,
            page: None,
            lost: None,
        };
        let spends =
            intent.moves(there).map(|money| Spends { money, limits: self.settings.limits, since: self.day_began() });
        let new = NewOperation {
            operation: &operation,
            payload_hash: &payload_hash,
            on,
            spends,
            event_id: self.mint.uuid(now),
        };
        match self.ledger.prepare(new).await {
            Ok(()) => Ok(Prepared { operation, plan, salt }),
            Err(PrepareError::Unsettled(other)) => Err(DeskError::Refused(Refusal::Unsettled(
                other.map_or_else(|| "of another desk".to_owned(), OperationId::short),
            ))),
            Err(PrepareError::OrderTaken) => Err(DeskError::Refused(Refusal::Exists(format!(
                "order {} exists already in this ledger",
                record.name()
            )))),
            Err(PrepareError::Changed) => Err(DeskError::Refused(Refusal::Changed(
                "another operation or another desk changed it at the last moment".to_owned(),
            ))),
            Err(PrepareError::Limited(refusal)) => Err(DeskError::Refused(refusal)),
            Err(PrepareError::Ledger(error)) => Err(error.into()),
        }
    }

    async fn carry_out(&self, Prepared { operation, plan, salt }: Prepared) -> Result<Outcome, DeskError> {
        self.limits.write().await;
        // Should this be broken off anywhere from here on, the operation is read for.
        let mut under_way = UnderWay { core: self, operation: operation.id, is_kept: false };
        // From here on an end of the program leaves the operation as Sent, and the next start reads for it.
        let operation = match self.note(&operation, Fact::SendStarted, With::default()).await {
            Ok(sent) => sent,
            Err(error) => {
                // Nothing was sent. If the ledger cannot be told so either, reads will find it out later.
                let with = With { note: "the ledger could not be written", ..With::default() };
                under_way.is_kept = self.note(&operation, Fact::NeverSent, with).await.is_ok();
                return Err(DeskError::Ledger(error.to_string()));
            }
        };
        let sent = operation.clone();
        let Made { outcome, exchange } = plan.send(self, &salt, operation.id).await;
        let operation = match self.keep_outcome(&operation, outcome, &exchange).await {
            Ok(operation) => {
                under_way.is_kept = true;
                operation
            }
            // The request was sent: whatever the ledger says now, the outcome is not a failure but unknown.
            Err(error) => {
                tracing::error!(%error, "the outcome of an operation was not kept");
                let note = format!("the ledger could not keep the answer: {error}");
                let unknown = Operation { state: State::Unknown, note, ..sent };
                return Ok(Outcome {
                    operation: unknown.id,
                    record: unknown.record,
                    state: unknown.state,
                    message: sentence(&unknown),
                    page: None,
                });
            }
        };
        self.tell_operation(&operation, sentence(&operation)).await;
        self.wake.notify_one();
        if operation.state.is_final() && operation.intent != IntentKind::CreatePayout {
            // The reply said what became of the operation; a read says how the record stands now.
            if let Err(error) = self.refresh(operation.record, Priority::Now).await {
                tracing::info!(%error, "the record was not read after its operation");
            }
        }
        // A change has no page to go on at, though its record may have had one.
        let hosted = match operation.intent.creates() {
            Some(_) => self.known(operation.record).await.ok().and_then(|record| record.page),
            None => None,
        };
        Ok(Outcome {
            operation: operation.id,
            record: operation.record,
            state: operation.state,
            message: sentence(&operation),
            page: operation.page.or(hosted),
        })
    }

    /// Keeps what a reply, or its absence, says about an operation that was sent.
    async fn keep_outcome(
        &self,
        operation: &Operation,
        outcome: Result<Answer, CallError>,
        exchange: &Exchange,
    ) -> Result<Operation, StepError> {
        let because = |note| With { note, page: None, exchange: Some(exchange), is_claimed: false };
        match outcome {
            Ok(Answer::Done(gains)) => self.confirm(operation, Fact::Accepted, &gains, because("")).await,
            Ok(Answer::Unproven(gains)) => {
                if let Err(error) = self.gain(operation, &gains).await {
                    tracing::warn!(%error, "what an unproven reply brought was not kept; its order is read instead");
                }
                let note = "the gateway says yes, without a signature; a read must prove it";
                // Should no read show it, a person has to know that it was said.
                let with = With { is_claimed: true, ..because(note) };
                let unknown = self.note(operation, Fact::OutcomeLost, with).await?;
                // The reply may have been right even if no read says so yet: the resolver reads on.
                Ok(self.prove(&unknown, Priority::Now).await.unwrap_or(unknown))
            }
            Ok(Answer::PayerPage(html)) => {
                let page = self.save_page(operation, &html);
                let note = match &page {
                    Ok(_) => "the payer has to enter the CVC on the page".to_owned(),
                    Err(reason) => format!("the payer's page could not be saved: {reason}"),
                };
                let with = With { note: &note, page: page.as_deref().ok(), ..because("") };
                self.note(operation, Fact::OutcomeLost, with).await
            }
            Err(CallError::NeverSent(reason)) => {
                let note = format!("could not be sent: {reason}");
                self.end_creation(operation, Fact::NeverSent, because(&note)).await
            }
            Err(CallError::Refused(failure)) if failure.is_ambiguous() => {
                let note = format!("{}{failure}{}", Failure::ANSWERED, Failure::OPEN);
                self.note(operation, Fact::OutcomeLost, because(&note)).await
            }
            Err(CallError::Refused(failure)) => {
                self.end_creation(operation, Fact::Refused, because(&failure.to_string())).await
            }
            Err(CallError::Lost(unread)) => self.note(operation, Fact::OutcomeLost, because(&unread.to_string())).await,
        }
    }
}

/// An operation on its way. When that ends without a kept outcome, however it ends, it is marked as unknown as soon as
/// the ledger can be written.
struct UnderWay<'a> {
    core: &'a Core,
    operation: OperationId,
    is_kept: bool,
}

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        if !self.is_kept {
            self.core.remember_orphan(self.operation);
            self.core.wake.notify_one();
        }
    }
}
