//! What became of an operation, kept: its last step, and what that did to its record.

use super::DeskError;
use super::core::Core;
use super::plan::Gains;
use crate::domain::operation::Fact;
use crate::domain::verdict::{Evidence, Sighting};
use crate::domain::{IntentKind, Record, RecordKind, Stage};
use crate::ledger::journal::StepError;
use crate::ledger::{Amendment, Exchange, Operation, Step, Touch};

/// What is kept together with a step.
#[derive(Clone, Copy, Default)]
pub(super) struct With<'a> {
    /// Why it stands where it then stands, in one line.
    pub(super) note: &'a str,
    /// The payer's page.
    pub(super) page: Option<&'a str>,
    /// The exchange that brought the fact.
    pub(super) exchange: Option<&'a Exchange>,
    /// Whether the reply said yes, without a proof.
    pub(super) is_claimed: bool,
}

impl Core {
    /// Takes one step that leaves the record as it is.
    pub(super) async fn note(&self, operation: &Operation, fact: Fact, with: With<'_>) -> Result<Operation, StepError> {
        self.step(operation, fact, with, None).await
    }

    async fn step(
        &self,
        operation: &Operation,
        fact: Fact,
        with: With<'_>,
        change: Option<&(dyn Fn(&mut Record) -> Touch + Sync)>,
    ) -> Result<Operation, StepError> {
        let at = self.now();
        let claim = Sighting { at, steady: self.steady(), evidence: Evidence::Claimed };
        let taken = self
            .ledger
            .step(Step {
                operation: operation.id,
                fact,
                at,
                steady: self.steady(),
                note: with.note,
                page: with.page,
                due_at: Some(at.plus(FIRST_PROOF)),
                change,
                exchange: with.exchange,
                claim: with.is_claimed.then(|| (self.mint.uuid(at), &claim)),
                event_id: self.mint.uuid(at),
            })
            .await?;
        if change.is_some() {
            self.tell_record(&taken);
        }
        Ok(taken)
    }

    /// The effect is proven: the operation ends, and what it did to the record is kept in the same transaction.
    pub(super) async fn confirm(
        &self,
        operation: &Operation,
        fact: Fact,
        gains: &Gains,
        with: With<'_>,
    ) -> Result<Operation, StepError> {
        let at = self.now();
        let change = |record: &mut Record| {
            take_gains(record, gains);
            if operation.intent == IntentKind::ChargeCard {
                record.confirmable = true;
            }
            if operation.intent.creates().is_some() && record.word == BEING_CREATED {
                "created".clone_into(&mut record.word);
            }
            if record.kind == RecordKind::Card {
                apply_to_card(record, operation);
            }
            record.changed_at = at;
            // A read finds the order, but no documented call tells the page that the lost reply named.
            let lost_page = fact == Fact::EffectSeen
                && operation.intent.creates().is_some()
                && operation.intent != IntentKind::ChargeCard
                && record.page.is_none();
            Touch {
                due_at: self.due(record),
                note: lost_page.then_some("found by reading; the address of its page was lost with the reply"),
            }
        };
        self.step(operation, fact, with, Some(&change)).await
    }

    /// The operation had no effect. A record that it was to create never came to be.
    pub(super) async fn end_creation(
        &self,
        operation: &Operation,
        fact: Fact,
        with: With<'_>,
    ) -> Result<Operation, StepError> {
        if operation.intent.creates().is_none() {
            return self.note(operation, fact, with).await;
        }
        let at = self.now();
        let change = |record: &mut Record| {
            // Somebody found the order meanwhile: it is not for this operation to call it failed.
            if record.gateway_id.is_some() {
                return Touch { due_at: self.due(record), note: None };
            }
            record.stage = Stage::Failed;
            "not created".clone_into(&mut record.word);
            record.changed_at = at;
            Touch::default()
        };
        self.step(operation, fact, with, Some(&change)).await
    }

    /// Keeps what an unproven reply brought, so that the read that proves it knows what to ask for.
    pub(super) async fn gain(&self, operation: &Operation, gains: &Gains) -> Result<(), DeskError> {
        self.ledger
            .amend(operation.record, None, |record| {
                take_gains(record, gains);
                Amendment { due_at: self.due(record), event: None }
            })
            .await?;
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
