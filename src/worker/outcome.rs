//! What became of an operation, kept: its last step, and what that did to its record.

use super::core::Core;
use super::handle::{DeskError, Update};
use super::plan::Gains;
use crate::domain::operation::Fact;
use crate::domain::{IntentKind, Record, Stage, State, Timestamp};
use crate::ledger::journal::StepError;
use crate::ledger::{Operation, Step};

impl Core {
    /// Takes one step that leaves the record as it is.
    pub(super) async fn note(
        &self,
        operation: &Operation,
        fact: Fact,
        note: &str,
        page: Option<&str>,
    ) -> Result<Operation, StepError> {
        let at = self.now();
        self.ledger
            .step(Step {
                operation: operation.id,
                fact,
                at,
                note,
                page,
                due_at: Some(at.plus(FIRST_PROOF)),
                record: None,
                event_id: self.mint.uuid(at),
            })
            .await
    }

    /// Takes one step and keeps what it did to the record in the same transaction.
    async fn step_with(
        &self,
        operation: &Operation,
        fact: Fact,
        note: &str,
        record: &Record,
        due: Option<Timestamp>,
    ) -> Result<Operation, StepError> {
        let at = record.changed_at;
        let taken = self
            .ledger
            .step(Step {
                operation: operation.id,
                fact,
                at,
                note,
                page: None,
                due_at: None,
                record: Some((record, due)),
                event_id: self.mint.uuid(at),
            })
            .await?;
        self.tell(Update::Record { id: record.id, kind: record.kind });
        Ok(taken)
    }

    /// The effect is proven: the operation ends, and what it did to the record is kept in the same transaction.
    pub(super) async fn confirm(&self, operation: &Operation, gains: &Gains) -> Result<Operation, StepError> {
        let fact = if operation.state == State::Unknown { Fact::EffectSeen } else { Fact::Accepted };
        self.confirm_as(operation, fact, gains, "").await
    }

    /// [`Core::confirm`] by another fact than a reply or a read.
    pub(super) async fn confirm_as(
        &self,
        operation: &Operation,
        fact: Fact,
        gains: &Gains,
        note: &str,
    ) -> Result<Operation, StepError> {
        let lock = self.lock_of(operation.record);
        let _held = lock.lock().await;
        let at = self.now();
        let Some(mut record) = self.ledger.record(operation.record).await? else { return Err(StepError::Missing) };
        take_gains(&mut record, gains);
        if operation.intent == IntentKind::ChargeCard {
            record.confirmable = true;
        }
        if operation.intent.creates().is_some() && record.word == BEING_CREATED {
            "created".clone_into(&mut record.word);
        }
        if record.kind == crate::domain::RecordKind::Card {
            apply_to_card(&mut record, operation);
        }
        record.changed_at = at;
        let due = self.due(&record);
        // A read finds the order, but no documented call tells the page that the lost reply named.
        let lost_page = fact == Fact::EffectSeen
            && operation.intent.creates().is_some()
            && operation.intent != IntentKind::ChargeCard
            && record.page.is_none();
        let note = if lost_page { "found by reading; the address of its page was lost with the reply" } else { note };
        self.step_with(operation, fact, note, &record, due).await
    }

    /// The operation had no effect. A record that it was to create never came to be.
    pub(super) async fn end_creation(
        &self,
        operation: &Operation,
        fact: Fact,
        note: &str,
    ) -> Result<Operation, StepError> {
        if operation.intent.creates().is_none() {
            return self.note(operation, fact, note, None).await;
        }
        let lock = self.lock_of(operation.record);
        let _held = lock.lock().await;
        let at = self.now();
        let Some(mut record) = self.ledger.record(operation.record).await? else { return Err(StepError::Missing) };
        if record.gateway_id.is_some() {
            // Somebody found the order meanwhile: it is not for this operation to call it failed.
            return self.note(operation, fact, note, None).await;
        }
        record.stage = Stage::Failed;
        "not created".clone_into(&mut record.word);
        record.changed_at = at;
        self.step_with(operation, fact, note, &record, None).await
    }

    /// Keeps what an unproven reply brought, so that the read that proves it knows what to ask for.
    pub(super) async fn gain(&self, operation: &Operation, gains: &Gains) -> Result<(), DeskError> {
        let lock = self.lock_of(operation.record);
        let _held = lock.lock().await;
        let mut record = self.known(operation.record).await?;
        take_gains(&mut record, gains);
        self.ledger.save(&record, self.due(&record), None).await?;
        Ok(())
    }

    /// Saves a payer's page where only this user can read it.
    pub(super) fn save_page(&self, operation: &Operation, html: &str) -> Result<String, String> {
        let path = self.pages.path().join(format!("{}.html", operation.id.short()));
        let mut file = tempfile::Builder::new()
            .prefix("page-")
            .suffix(".html")
            .tempfile_in(self.pages.path())
            .map_err(|error| error.to_string())?;
        std::io::Write::write_all(&mut file, html.as_bytes()).map_err(|error| error.to_string())?;
        file.persist(&path).map_err(|error| error.error.to_string())?;
        Ok(path.display().to_string())
    }
}

/// What is said of a record until the gateway says something itself.
pub(super) const BEING_CREATED: &str = "being created";

/// How soon after an outcome was lost the first read for it is made.
const FIRST_PROOF: std::time::Duration = std::time::Duration::from_millis(300);

fn take_gains(record: &mut Record, gains: &Gains) {
    if record.gateway_id.is_none() {
        record.gateway_id.clone_from(&gains.gateway_id);
    }
    if gains.page.is_some() {
        record.page.clone_from(&gains.page);
    }
    if gains.customer.is_some() {
        record.customer.clone_from(&gains.customer);
    }
}

/// The Card API has no status that shows amounts, so what a confirmed operation did is kept by the ledger itself.
fn apply_to_card(record: &mut Record, operation: &Operation) {
    let Some(amount) = operation.amount else { return };
    match operation.intent {
        IntentKind::Clear => {
            record.cleared = amount;
            record.stage = Stage::Cleared;
        }
        IntentKind::Refund => {
            if let Some(refunded) = record.refunded.plus(amount) {
                record.refunded = refunded;
                record.refund_count = record.refund_count.saturating_add(1);
            }
            record.stage = if record.refundable().is_zero() { Stage::Refunded } else { Stage::PartlyRefunded };
        }
        IntentKind::Cancel
        | IntentKind::Confirm
        | IntentKind::PayInvoice
        | IntentKind::CreatePayment
        | IntentKind::ChargeCard
        | IntentKind::CreateInvoice
        | IntentKind::CreatePayout => {}
    }
}
