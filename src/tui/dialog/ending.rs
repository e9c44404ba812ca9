//! How a dialog ends.

use crate::domain::{OperationId, State};
use crate::worker::{DeskError, Outcome};

/// Why the worker has no outcome to tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undone {
    /// What was not done and what to do, in one line.
    pub text: String,
    /// Whether it may have been sent all the same, so that nobody may call it a failure.
    pub perhaps_sent: bool,
}

impl Undone {
    /// From the worker's error.
    pub fn of(error: &DeskError) -> Self {
        let perhaps_sent = match error {
            DeskError::Unanswered => true,
            DeskError::Refused(_)
            | DeskError::NotFound(_)
            | DeskError::Unread(_)
            | DeskError::Resting(_)
            | DeskError::Gateway(_)
            | DeskError::Ledger(_)
            | DeskError::Setup(_)
            | DeskError::Gone => false,
        };
        Self { text: error.to_string(), perhaps_sent }
    }

    /// It was refused before anybody was asked.
    pub fn refused(why: impl Into<String>) -> Self {
        Self { text: why.into(), perhaps_sent: false }
    }
}

/// What became of it, in words for the operator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ending {
    /// The state it ended in; `None` when nothing was sent.
    pub state: Option<State>,
    /// What happened and what to do.
    pub text: String,
    /// A page to open.
    pub page: Option<String>,
    /// The operation, when one was journalled.
    pub operation: Option<OperationId>,
}

impl Ending {
    /// From the worker's answer.
    pub fn of(result: Result<Outcome, Undone>) -> Self {
        match result {
            Ok(Outcome { operation, state, message, page, .. }) => {
                Self { state: Some(state), text: in_words(state, message), page, operation: Some(operation) }
            }
            Err(undone) => Self::undone(undone),
        }
    }

    /// Without an outcome: refused, or nobody knows.
    pub fn undone(undone: Undone) -> Self {
        let Undone { text, perhaps_sent } = undone;
        let state = perhaps_sent.then_some(State::Unknown);
        let text = if perhaps_sent { in_words(State::Unknown, text) } else { text };
        Self { state, text, page: None, operation: None }
    }

    /// The operation took another step after the worker had answered.
    pub fn go_on(&mut self, state: State, message: String) {
        self.state = Some(state);
        self.text = in_words(state, message);
    }
}

/// The worker's sentence, and where to look when it is not the last word.
fn in_words(state: State, message: String) -> String {
    match state {
        State::Unknown | State::Sent | State::Prepared => format!("{message} — see 5 Operations"),
        State::Escalated => format!("{message} — a person must decide, see 5 Operations"),
        State::Rejected | State::Confirmed | State::NotApplied | State::Drafted | State::AwaitingApproval => message,
    }
}
