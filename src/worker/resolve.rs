//! Unknown outcomes: resolved by reading, at the start, in the background and on demand.

use std::sync::PoisonError;
use std::time::Duration;

use super::core::{Core, sentence};
use super::limits::Priority;
use super::outcome::With;
use super::plan::Gains;
use super::read::{Found, Read};
use super::rhythm;
use super::{Decision, DeskError, Update};
use crate::domain::guard::Refusal;
use crate::domain::operation::Fact;
use crate::domain::reading::Baseline;
use crate::domain::verdict::{Evidence, Sighting, Verdict, compare, conclude, is_for_a_person, reads_waited, waited};
use crate::domain::{OperationId, RecordKind, State};
use crate::freedompay::CallError;
use crate::freedompay::{CardRequestStatus, RequestOutcome};
use crate::ledger::Operation;
use crate::ledger::journal::StepError;

/// How long to wait before the ledger is asked again.
const AGAIN: Duration = Duration::from_secs(2);

/// How long new money waits at most for the first reads of what was left behind. The database bars their records for
/// as long as it takes.
const FIRST_READS: Duration = Duration::from_secs(10);

/// Nothing that is unknown waits longer for its next read, whatever the clock on the wall was set to.
pub(super) const LONGEST_DUE: Duration = Duration::from_secs(1_200);

impl Core {
    /// Takes over what desks left unfinished that have ended, and reads once for each. New money waits for this.
    pub(super) async fn resolve_interrupted(&self) {
        let left = loop {
            match self.take_over().await {
                Ok(left) => break left,
                Err(error) => {
                    // New money waits: what is under way is not known.
                    tracing::error!(%error, "operations of the last run were not read");
                    tokio::time::sleep(AGAIN).await;
                }
            }
        };
        let reads = async {
            for unknown in &left {
                if let Err(error) = self.prove(unknown, Priority::Proof).await {
                    tracing::info!(operation = unknown.id.short(), %error, "not resolved at the start");
                }
            }
        };
        if tokio::time::timeout(FIRST_READS, reads).await.is_err() {
            tracing::info!(count = left.len(), "what was left behind is read for in the background");
        }
        self.ready.send_replace(true);
    }

    /// Marks as unknown what desks were carrying out that have ended; answers with those operations.
    pub(super) async fn take_over(&self) -> Result<Vec<Operation>, DeskError> {
        let mut left = Vec::new();
        for operation in self.ledger.left_behind().await? {
            let with = With { note: "the program ended before the outcome was known", ..With::default() };
            match self.note(&operation, Fact::Interrupted, with).await {
                Ok(unknown) => {
                    self.tell_operation(&unknown, sentence(&unknown)).await;
                    left.push(unknown);
                }
                // Another desk was faster.
                Err(StepError::Illegal(_) | StepError::Missing) => {}
                Err(StepError::Ledger(error)) => return Err(error.into()),
            }
        }
        Ok(left)
    }

    /// Marks operations whose last step could not be kept as unknown, so that they are read for.
    pub(super) async fn mark_orphans(&self) {
        let orphans = std::mem::take(&mut *self.orphans.lock().unwrap_or_else(PoisonError::into_inner));
        for id in orphans {
            let marked = match self.operation(id).await {
                Ok(operation) if operation.state.is_final() => continue,
                Ok(operation) => {
                    let with = With { note: "its outcome could not be kept at the time", ..With::default() };
                    self.note(&operation, Fact::Interrupted, with).await
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
    pub(super) async fn prove(&self, operation: &Operation, priority: Priority) -> Result<Operation, DeskError> {
        if operation.state != State::Unknown {
            return Ok(operation.clone());
        }
        let settling = self.settling(operation);
        // A read tells of the moment it was asked for, not of the moment its answer came.
        let (at, steady) = (self.now(), self.steady());
        // The window runs from the moment the outcome was lost: until then the request was still being sent.
        let waited = operation.lost.map_or(Duration::ZERO, |lost| waited(lost, steady));
        let evidence = match self.evidence(operation, priority).await {
            Ok(evidence) => evidence,
            Err(error) => {
                if is_for_a_person(waited, false, settling) {
                    return self.call_a_person(operation, &format!("no read for it is answered ({error})")).await;
                }
                let due_at = self.now().plus(settling.spacing).max(self.quiet_until());
                self.ledger.put_off(operation.id, due_at).await?;
                return Err(error);
            }
        };
        // Quick reads are for what was lost a moment ago, and not for what another run of the machine left.
        let is_of_this_run = operation.lost.is_some_and(|lost| lost.era() == steady.era());
        let since = if is_of_this_run { waited } else { waited.max(settling.spacing * 2) };
        let next = match evidence {
            Evidence::Pending => rhythm::until_next_look(since, settling.spacing),
            _ => rhythm::until_next_proof(since, settling.spacing),
        };
        let now = self.now();
        let seen = Sighting { at, steady, evidence };
        let reads = self.ledger.add_evidence(self.mint.uuid(now), operation.id, &seen, now.plus(next)).await?;
        // An operation that an older version lost counts from its first read here.
        let of_this_run = reads.iter().map(|read| read.steady).find(|read| read.era() == steady.era());
        let lost = operation.lost.or(of_this_run).unwrap_or(steady);
        let said = seen.evidence.word();
        let seen = format!("{} reads, the last at {} says {said}", reads.len(), self.clock_text(now));
        let taken = match conclude(lost, &reads, settling) {
            Verdict::Open if is_for_a_person(reads_waited(lost, &reads), true, settling) => {
                return self.call_a_person(operation, &format!("no read settles it ({seen})")).await;
            }
            Verdict::Open => return Ok(operation.clone()),
            Verdict::Confirmed => self.confirm(operation, Fact::EffectSeen, &Gains::default(), With::default()).await,
            Verdict::NotApplied => {
                let note = format!("nothing happened at the gateway ({seen}); a new one may be drafted");
                self.end_creation(operation, Fact::NoEffectProven, With { note: &note, ..With::default() }).await
            }
            Verdict::Escalated(what) => {
                return self.call_a_person(operation, &format!("something else changed it: {what}")).await;
            }
        };
        self.proven(operation, taken).await
    }

    /// Reads cannot settle it.
    async fn call_a_person(&self, operation: &Operation, why: &str) -> Result<Operation, DeskError> {
        let note = format!("{why}; a person must decide");
        let taken = self.note(operation, Fact::ForeignChange, With { note: &note, ..With::default() }).await;
        self.proven(operation, taken).await
    }

    /// Tells of a conclusion that was taken down.
    async fn proven(&self, operation: &Operation, taken: Result<Operation, StepError>) -> Result<Operation, DeskError> {
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

    /// [`Core::prove`] on demand, by id.
    pub(super) async fn resolve(&self, id: OperationId) -> Result<Operation, DeskError> {
        let operation = self.operation(id).await?;
        self.prove(&operation, Priority::Now).await
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
            self.confirm(&operation, fact, &Gains::default(), With { note: &note, ..With::default() }).await
        } else {
            self.end_creation(&operation, fact, With { note: &note, ..With::default() }).await
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
    async fn evidence(&self, operation: &Operation, priority: Priority) -> Result<Evidence, DeskError> {
        if operation.record_kind == RecordKind::Card {
            return self.card_evidence(operation, priority).await;
        }
        let lock = self.lock_of(operation.record);
        let _held = lock.lock().await;
        let (mut record, version) = self.versioned(operation.record).await?;
        let Read { found, exchange } = self.read(&record, priority, Some(operation.id)).await;
        if let Some(exchange) = &exchange {
            self.keep(Some(record.id), exchange).await;
        }
        let now = match found? {
            Found::Reading(reading) => {
                // Whether it is taken over or came too late for that: it says how the gateway sees the record.
                self.take(record.id, version, &reading).await?;
                record.take(&reading);
                Baseline::of(&record)
            }
            Found::Absent(_) => Baseline::Absent,
        };
        Ok(compare(operation.intent, operation.amount, &operation.baseline, &now))
    }

    /// The Card API answers for a request by its own id. Source: `spec/README.md`, decision 8.
    async fn card_evidence(&self, operation: &Operation, priority: Priority) -> Result<Evidence, DeskError> {
        self.turn(priority).await?;
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

    /// Records of operations may have changed under the resolver's reads; the list is told.
    pub(super) fn tell_record(&self, operation: &Operation) {
        self.tell(Update::Record { id: operation.record, kind: operation.record_kind });
    }
}
