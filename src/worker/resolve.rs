//! Unknown outcomes: resolved by reading, at the start, in the background and on demand.

use std::sync::PoisonError;

use super::core::{Core, sentence};
use super::handle::{Decision, DeskError, Update};
use super::limits::Priority;
use super::plan::Gains;
use super::read::{Found, Read};
use super::rhythm;
use crate::domain::guard::Refusal;
use crate::domain::operation::Fact;
use crate::domain::reading::Baseline;
use crate::domain::verdict::{Evidence, Verdict, compare, conclude};
use crate::domain::{OperationId, RecordKind, State};
use crate::freedompay::CallError;
use crate::freedompay::{CardRequestStatus, RequestOutcome};
use crate::ledger::Operation;
use crate::ledger::journal::StepError;

/// How long to wait before the ledger is asked again.
const AGAIN: std::time::Duration = std::time::Duration::from_secs(2);

impl Core {
    /// Marks what the last run left unfinished and reads once for each. New money waits for this.
    pub(super) async fn resolve_interrupted(&self) {
        let operations = loop {
            match self.ledger.interrupted().await {
                Ok(operations) => break operations,
                Err(error) => {
                    // New money waits: what is under way is not known.
                    tracing::error!(%error, "operations of the last run were not read");
                    tokio::time::sleep(AGAIN).await;
                }
            }
        };
        for operation in operations {
            let note = match operation.state {
                State::Unknown => operation.note.clone(),
                _ => "the program ended before the outcome was known".to_owned(),
            };
            match self.note(&operation, Fact::Interrupted, &note, None).await {
                Ok(unknown) => {
                    self.tell_operation(&unknown, sentence(&unknown)).await;
                    if let Err(error) = self.prove(&unknown).await {
                        tracing::info!(operation = unknown.id.short(), %error, "not resolved at the start");
                    }
                }
                Err(error) => {
                    tracing::error!(operation = operation.id.short(), %error, "not marked");
                    self.remember_orphan(operation.id);
                }
            }
        }
        self.ready.send_replace(true);
    }

    /// Marks operations whose last step could not be kept as unknown, so that they are read for.
    pub(super) async fn mark_orphans(&self) {
        let orphans = std::mem::take(&mut *self.orphans.lock().unwrap_or_else(PoisonError::into_inner));
        for id in orphans {
            let marked = match self.operation(id).await {
                Ok(operation) if operation.state.is_final() => continue,
                Ok(operation) => {
                    self.note(&operation, Fact::Interrupted, "its outcome could not be kept at the time", None).await
                }
                Err(error) => {
                    tracing::error!(%error, "an operation without a kept outcome was not found");
                    self.remember_orphan(id);
                    continue;
                }
            };
            match marked {
                Ok(unknown) => self.tell_operation(&unknown, sentence(&unknown)).await,
                Err(StepError::Illegal(_) | StepError::Missing) => {}
                Err(StepError::Ledger(error)) => {
                    tracing::error!(%error, "an operation without a kept outcome was not marked");
                    self.remember_orphan(id);
                }
            }
        }
    }

    /// Reads once for an operation whose outcome is unknown, and concludes as far as all reads together allow.
    pub(super) async fn prove(&self, operation: &Operation) -> Result<Operation, DeskError> {
        if operation.state != State::Unknown {
            return Ok(operation.clone());
        }
        let settling = self.settling(operation);
        // The window runs from the moment the outcome was lost: until then the request was still being sent.
        let lost_at = operation.changed_at;
        // A read tells of the moment it was asked for, not of the moment its answer came.
        let asked = self.now();
        let evidence = self.evidence(operation).await;
        let now = self.now();
        let due_at = now.plus(rhythm::until_next_proof(now.since(lost_at), settling.spacing));
        let evidence = match evidence {
            Ok(evidence) => evidence,
            Err(error) => {
                self.ledger.put_off(operation.id, now.plus(settling.spacing)).await?;
                return Err(error);
            }
        };
        let reads = self.ledger.add_evidence(self.mint.uuid(now), operation.id, asked, &evidence, due_at).await?;
        let seen = format!("{} reads, the last at {} says {}", reads.len(), self.clock_text(now), evidence.word());
        let taken = match conclude(lost_at, &reads, settling) {
            Verdict::Open => return Ok(operation.clone()),
            Verdict::Confirmed => self.confirm(operation, &Gains::default()).await,
            Verdict::NotApplied => {
                let note = format!("nothing happened at the gateway ({seen}); a new one may be drafted");
                self.end_creation(operation, Fact::NoEffectProven, &note).await
            }
            Verdict::Escalated(what) => {
                let note = format!("something else changed it: {what}; a person must decide");
                self.note(operation, Fact::ForeignChange, &note, None).await
            }
        };
        let taken = match taken {
            Ok(taken) => taken,
            // Another read of ours, or a late reply, was faster: what stands in the ledger counts.
            Err(StepError::Illegal(_)) => return self.operation(operation.id).await,
            Err(StepError::Missing) => return Err(DeskError::NotFound(format!("operation {}", operation.id.short()))),
            Err(StepError::Ledger(error)) => return Err(error.into()),
        };
        self.tell_operation(&taken, sentence(&taken)).await;
        Ok(taken)
    }

    /// [`Core::prove`] for a reply that said yes without a signature: should no read show it, a person has to know.
    pub(super) async fn prove_claim(&self, operation: &Operation) -> Result<Operation, DeskError> {
        let now = self.now();
        self.ledger.add_evidence(self.mint.uuid(now), operation.id, now, &Evidence::Claimed, now).await?;
        self.prove(operation).await
    }

    /// [`Core::prove`] on demand, by id.
    pub(super) async fn resolve(&self, id: OperationId) -> Result<Operation, DeskError> {
        let operation = self.operation(id).await?;
        self.prove(&operation).await
    }

    /// Takes down what a person decided about an escalated operation.
    pub(super) async fn decide(&self, id: OperationId, decision: &Decision) -> Result<Operation, DeskError> {
        if self.about.read_only {
            return Err(DeskError::Refused(Refusal::ReadOnly));
        }
        let operation = self.operation(id).await?;
        if operation.state != State::Escalated {
            return Err(DeskError::Refused(Refusal::NotEscalated(operation.state)));
        }
        let who = crate::domain::text::clean(&decision.who);
        let (fact, what) = if decision.applied {
            (Fact::DecidedApplied, "that it took effect")
        } else {
            (Fact::DecidedNotApplied, "that it had no effect")
        };
        let note = format!("{who} decided {what}: {}", decision.reason);
        let decided = if decision.applied {
            self.confirm_as(&operation, fact, &Gains::default(), &note).await
        } else {
            self.end_creation(&operation, fact, &note).await
        };
        let decided = match decided {
            Ok(decided) => decided,
            // Another desk was faster: what stands in the ledger counts.
            Err(StepError::Illegal(_)) => {
                let operation = self.operation(id).await?;
                return Err(DeskError::Refused(Refusal::NotEscalated(operation.state)));
            }
            Err(StepError::Missing) => return Err(DeskError::NotFound(format!("operation {}", id.short()))),
            Err(StepError::Ledger(error)) => return Err(error.into()),
        };
        self.tell_operation(&decided, sentence(&decided)).await;
        self.tell_record(&decided);
        Ok(decided)
    }

    pub(super) async fn operation(&self, id: OperationId) -> Result<Operation, DeskError> {
        self.ledger.operation(id).await?.ok_or_else(|| DeskError::NotFound(format!("operation {}", id.short())))
    }

    /// What one read says about one operation.
    async fn evidence(&self, operation: &Operation) -> Result<Evidence, DeskError> {
        if operation.record_kind == RecordKind::Card {
            return self.card_evidence(operation).await;
        }
        let lock = self.lock_of(operation.record);
        let _held = lock.lock().await;
        let record = self.known(operation.record).await?;
        let Read { found, exchange } = self.read(&record, Priority::Now, Some(operation.id)).await;
        if let Some(exchange) = &exchange {
            self.keep(Some(record.id), exchange).await;
        }
        let now = match found? {
            Found::Reading(reading) => Baseline::of(&self.take(record.id, &reading).await?.0),
            Found::Absent(_) => Baseline::Absent,
        };
        Ok(compare(operation.intent, operation.amount, &operation.baseline, &now))
    }

    /// The Card API answers for a request by its own id. Source: `spec/README.md`, decision 8.
    async fn card_evidence(&self, operation: &Operation) -> Result<Evidence, DeskError> {
        self.limits.read(Priority::Now).await;
        let call = CardRequestStatus { request: operation.request_id };
        let made = self.call(&call, &self.mint.salt(), Some(operation.id)).await;
        self.keep(Some(operation.record), &made.exchange).await;
        match made.outcome {
            Ok(reply) => Ok(match reply {
                RequestOutcome::Done { .. } => Evidence::Effect,
                RequestOutcome::Processing => Evidence::Pending,
                // An unsigned "error" is believed, but only as one more read: the request may still be on its way.
                RequestOutcome::Failed => Evidence::Unchanged,
            }),
            // Only "I do not know this request" speaks about the request: "not found", or an error without a code in a
            // regular reply, which is all that is documented. Any other refusal speaks about the gateway.
            Err(CallError::Refused(failure))
                if failure.is_not_found()
                    || (failure.code == 0 && made.exchange.status.is_some_and(|status| status < 300)) =>
            {
                Ok(Evidence::Unchanged)
            }
            Err(CallError::Refused(failure)) => Err(DeskError::Gateway(failure)),
            Err(CallError::NeverSent(reason)) => Err(DeskError::Unread(reason)),
            Err(CallError::Lost(unread)) => Err(DeskError::Unread(unread.to_string())),
        }
    }

    /// The time of day at the merchant's.
    fn clock_text(&self, at: crate::domain::Timestamp) -> String {
        chrono::DateTime::from_timestamp_millis(at.millis())
            .unwrap_or_default()
            .with_timezone(&self.about.zone)
            .format("%H:%M:%S")
            .to_string()
    }

    /// Records of operations may have changed under the resolver's reads; the list is told.
    pub(super) fn tell_record(&self, operation: &Operation) {
        self.tell(Update::Record { id: operation.record, kind: operation.record_kind });
    }
}
