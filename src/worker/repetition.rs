//! What would be done once more by somebody who may not know that it was done: its answer was lost and reads proved it
//! later, or somebody else did it at the same moment.

use super::core::Core;
use super::limits::Priority;
use super::{DeskError, Submission};
use crate::domain::guard::Refusal;
use crate::domain::{Intent, OperationId, Record, RecordId, State, Timestamp};
use crate::ledger::Operation;

impl Core {
    /// The operation on this payment that the intent would repeat.
    pub(super) async fn repeated(&self, record: RecordId, intent: &Intent) -> Result<Option<OperationId>, DeskError> {
        let operations = self.ledger.operations_on(record).await?;
        Ok(repeated(&operations, intent).map(|before| before.id))
    }

    /// One fresh read for a decision that was made at `since`. Whatever began or ended after that, its maker did not know of.
    pub(super) async fn read_to_decide(&self, id: RecordId, since: Timestamp) -> Result<Record, DeskError> {
        // What this desk itself finds out at its start comes first.
        self.settled_start().await?;
        let before = self.ledger.operations_on(id).await?;
        let fresh = self.refresh(id, Priority::Now).await?;
        let after = self.ledger.operations_on(id).await?;
        let now = self.now();
        // A time to come was written before the clock was set back, and says nothing.
        let is_news = |operation: &Operation| (since..=now).contains(&operation.changed_at);
        let states = |operations: &[Operation]| -> Vec<_> {
            operations.iter().map(|operation| (operation.id, operation.state)).collect()
        };
        if !after.iter().any(is_news) && states(&before) == states(&after) {
            return Ok(fresh);
        }
        Err(DeskError::Refused(Refusal::Changed("another operation on it began or ended meanwhile".to_owned())))
    }

    /// Refuses a repetition that its operator does not know to be one.
    pub(super) async fn check_repetition(&self, record: RecordId, submission: &Submission) -> Result<(), DeskError> {
        match self.repeated(record, &submission.intent).await? {
            Some(before) if submission.again != Some(before) => {
                let (intent, operation) = (submission.intent.kind(), before.short());
                Err(DeskError::Refused(Refusal::Repeats { intent, operation }))
            }
            Some(_) | None => Ok(()),
        }
    }
}

/// The last operation that did the same, if its outcome was unknown for a while. They come newest first. What has no amount
/// is done once at most: the record's stage tells.
fn repeated<'a>(operations: &'a [Operation], intent: &Intent) -> Option<&'a Operation> {
    let amount = intent.amount()?;
    // While one is open nothing is sent at all, and that is what is said.
    if operations.iter().any(|operation| !operation.state.is_final()) {
        return None;
    }
    let is_same = |before: &&Operation| {
        (before.intent, before.amount, before.state) == (intent.kind(), Some(amount), State::Confirmed)
    };
    operations.iter().find(is_same).filter(|before| before.lost.is_some())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::domain::{Currency, Money};

    #[test]
    fn what_went_through_without_an_answer_is_not_done_again_by_asking_again() {
        let sum = |minor| Money::from_minor(minor, Currency::Kzt);
        let era = crate::domain::Era::Machine(uuid::Uuid::nil());
        let operation = |amount, state, was_lost: bool| Operation {
            amount: Some(sum(amount)),
            lost: was_lost.then_some(crate::domain::Steady::new(era, Duration::ZERO)),
            ..crate::ledger::tests_support::operation(state)
        };
        let again =
            |operations: &[Operation], amount| repeated(operations, &Intent::Refund { amount: sum(amount) }).is_some();
        let lost = operation(150, State::Confirmed, true);
        assert!(again(std::slice::from_ref(&lost), 150));
        assert!(again(&[operation(7, State::Confirmed, false), lost.clone()], 150), "another refund between them");
        assert!(!again(std::slice::from_ref(&lost), 151), "another amount");
        assert!(repeated(std::slice::from_ref(&lost), &Intent::Clear { amount: sum(150) }).is_none(), "another intent");
        assert!(!again(&[operation(150, State::Confirmed, false), lost.clone()], 150), "once more, on purpose");
        assert!(!again(&[operation(150, State::NotApplied, true)], 150), "it had no effect");
        assert!(!again(&[operation(9, State::Unknown, true), lost], 150), "the guard speaks");
    }
}
