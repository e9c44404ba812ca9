//! An operation from the confirmed intent to its outcome: fresh read, guard, journal, send.

use sha2::{Digest as _, Sha256};

use super::core::{Core, Made, sentence};
use super::handle::{DeskError, Outcome, Submission};
use super::limits::Priority;
use super::outcome::BEING_CREATED;
use super::plan::{Answer, Plan};
use super::read::Found;
use crate::domain::code::Failure;
use crate::domain::guard::{self, Refusal};
use crate::domain::intent::NewOrder;
use crate::domain::operation::Fact;
use crate::domain::reading::Baseline;
use crate::domain::{Intent, IntentKind, OperationId, Record, RecordId, RequestId, State};
use crate::freedompay::CallError;
use crate::ledger::{NewOperation, Operation, PrepareError};

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
    pub(super) async fn preview(&self, submission: &Submission) -> Result<Vec<(String, String)>, DeskError> {
        let record = match submission.record {
            Some(id) => Some(self.known(id).await?),
            None => None,
        };
        // The key that is really sent is minted with the operation; this one is shown as what it is.
        let plan = self
            .plan(&submission.intent, record.as_ref(), RequestId::from_uuid(uuid::Uuid::nil()))
            .map_err(DeskError::Refused)?;
        let mut fields = plan.preview(&self.client)?;
        let nil = uuid::Uuid::nil().to_string();
        for (_, value) in &mut fields {
            if *value == nil {
                "(minted when it is sent)".clone_into(value);
            }
        }
        Ok(fields)
    }

    /// New money waits until everything that was under way at the start has been looked at.
    async fn settled_start(&self) -> Result<(), DeskError> {
        self.ready.subscribe().wait_for(|ready| *ready).await.map(|_| ()).map_err(|_| DeskError::Gone)
    }

    async fn prepare_change(&self, id: RecordId, submission: &Submission) -> Result<Prepared, DeskError> {
        let lock = self.lock_of(id);
        // From the fresh read to the journal nothing else may touch the record.
        let _held = lock.lock().await;
        let record = self.refresh_locked(id, Priority::Now, None).await?;
        guard::check(&submission.intent, &record, &submission.decided_on).map_err(DeskError::Refused)?;
        self.journal(&submission.intent, &record, false, submission.decided_on).await
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
                return Err(DeskError::Refused(Refusal::Changed(format!(
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
        self.journal(intent, &record, true, Baseline::Absent).await
    }

    /// Makes the intent durable. Whatever is missing for the call is found before, so that it costs no journal row.
    async fn journal(
        &self,
        intent: &Intent,
        record: &Record,
        is_new: bool,
        baseline: Baseline,
    ) -> Result<Prepared, DeskError> {
        let now = self.now();
        let request_id = RequestId::from_uuid(self.mint.uuid(now));
        let plan = self.plan(intent, Some(record).filter(|_| !is_new), request_id).map_err(DeskError::Refused)?;
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
        };
        let new = NewOperation {
            operation: &operation,
            payload_hash: &payload_hash,
            new_record: Some(record).filter(|_| is_new),
            event_id: self.mint.uuid(now),
        };
        match self.ledger.prepare(new).await {
            Ok(()) => Ok(Prepared { operation, plan, salt }),
            Err(PrepareError::Unsettled(other)) => Err(DeskError::Refused(Refusal::Unsettled(
                other.map_or_else(|| "of another desk".to_owned(), OperationId::short),
            ))),
            Err(PrepareError::OrderTaken) => Err(DeskError::Refused(Refusal::Changed(format!(
                "order {} exists already in this ledger",
                record.name()
            )))),
            Err(PrepareError::Ledger(error)) => Err(error.into()),
        }
    }

    async fn carry_out(&self, Prepared { operation, plan, salt }: Prepared) -> Result<Outcome, DeskError> {
        self.limits.write().await;
        // From here on an end of the program leaves the operation as Sent, and the next start reads for it.
        let operation = match self.note(&operation, Fact::SendStarted, "", None).await {
            Ok(sent) => sent,
            Err(error) => {
                // Nothing was sent. If the ledger cannot be told so either, reads will find it out later.
                if self.note(&operation, Fact::NeverSent, "the ledger could not be written", None).await.is_err() {
                    self.remember_orphan(operation.id);
                }
                return Err(DeskError::Ledger(error.to_string()));
            }
        };
        let sent = operation.clone();
        let Made { outcome, exchange } = plan.send(self, &salt, operation.id).await;
        self.keep(Some(operation.record), &exchange).await;
        let operation = match outcome {
            Ok(Answer::Done(gains)) => self.confirm(&operation, &gains).await,
            Ok(Answer::Unproven(gains)) => {
                if let Err(error) = self.gain(&operation, &gains).await {
                    tracing::warn!(%error, "what an unproven reply brought was not kept; its order is read instead");
                }
                let note = "the gateway says yes, without a signature; a read must prove it";
                match self.note(&operation, Fact::OutcomeLost, note, None).await {
                    Ok(unknown) => match self.prove_claim(&unknown).await {
                        Ok(proven) => Ok(proven),
                        // The reply may have been right all the same: the resolver reads on.
                        Err(_) => Ok(unknown),
                    },
                    Err(error) => Err(error),
                }
            }
            Ok(Answer::PayerPage(html)) => {
                let page = self.save_page(&operation, &html);
                let note = match &page {
                    Ok(_) => "the payer has to enter the CVC on the page (o opens it)".to_owned(),
                    Err(reason) => format!("the payer's page could not be saved: {reason}"),
                };
                self.note(&operation, Fact::OutcomeLost, &note, page.ok().as_deref()).await
            }
            Err(CallError::NeverSent(reason)) => {
                self.end_creation(&operation, Fact::NeverSent, &format!("could not be sent: {reason}")).await
            }
            Err(CallError::Refused(failure)) if failure.is_ambiguous() => {
                let note = format!("{}{failure}{}", Failure::ANSWERED, Failure::OPEN);
                self.note(&operation, Fact::OutcomeLost, &note, None).await
            }
            Err(CallError::Refused(failure)) => {
                self.end_creation(&operation, Fact::Refused, &failure.to_string()).await
            }
            Err(CallError::Lost(unread)) => self.note(&operation, Fact::OutcomeLost, &unread.to_string(), None).await,
        };
        // The request was sent: whatever the ledger says now, the outcome is not a failure but unknown.
        let operation = match operation {
            Ok(operation) => operation,
            Err(error) => {
                tracing::error!(%error, "the outcome of an operation was not kept");
                self.remember_orphan(sent.id);
                self.wake.notify_one();
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
        let hosted = self.known(operation.record).await.ok().and_then(|record| record.page);
        Ok(Outcome {
            operation: operation.id,
            record: operation.record,
            state: operation.state,
            message: sentence(&operation),
            page: operation.page.or(hosted),
        })
    }
}
