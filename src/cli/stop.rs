//! How a command ends: one line for the person and an exit code for scripts. The codes have their meaning here and
//! nowhere else.

use crate::domain::State;
use crate::worker::DeskError;

/// The exit codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Done; of an operation: proven to have taken effect.
    Done = 0,
    /// The machine or the set-up failed.
    Failure = 1,
    /// It was asked in a way that cannot be.
    Usage = 2,
    /// A guard refused, or nobody confirmed; nothing was sent.
    Refused = 3,
    /// The gateway said no.
    Rejected = 4,
    /// Nobody knows yet whether it took effect. It must not be repeated.
    Unknown = 5,
    /// What was named does not exist.
    NotFound = 6,
    /// It had no effect: it could not be sent, or not be read before it was sent, or reads proved that nothing happened.
    NotSent = 7,
    /// Ctrl-C or SIGTERM ended what only reads, or what was not sent yet: nothing was changed. The number is what shells give
    /// to Ctrl-C.
    Interrupted = 130,
}

impl Exit {
    /// What the state of an operation means for the one who asked for it.
    pub const fn of_state(state: State) -> Self {
        match state {
            State::Confirmed => Self::Done,
            State::Rejected => Self::Rejected,
            State::NotApplied => Self::NotSent,
            // Prepared may be sent at any moment: only what is final or was never let through is known.
            State::Prepared | State::Sent | State::Unknown | State::Escalated => Self::Unknown,
            State::Drafted | State::AwaitingApproval => Self::Refused,
        }
    }

    /// What an answer of the worker means that is no outcome.
    pub const fn of_error(error: &DeskError) -> Self {
        match error {
            DeskError::Refused(_) => Self::Refused,
            DeskError::NotFound(_) => Self::NotFound,
            DeskError::Unread(_) | DeskError::Resting(_) => Self::NotSent,
            DeskError::Gateway(failure) if failure.is_not_found() => Self::NotFound,
            DeskError::Gateway(_) => Self::Rejected,
            DeskError::Ledger(_) | DeskError::Setup(_) | DeskError::Gone => Self::Failure,
            DeskError::Unanswered => Self::Unknown,
        }
    }

    /// All of them, by number.
    pub const ALL: [Self; 9] = [
        Self::Done,
        Self::Failure,
        Self::Usage,
        Self::Refused,
        Self::Rejected,
        Self::Unknown,
        Self::NotFound,
        Self::NotSent,
        Self::Interrupted,
    ];

    /// What the manual says of it.
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Done => "Done; of an operation: proven to have taken effect.",
            Self::Failure => "The machine or the set-up failed.",
            Self::Usage => "It was asked in a way that cannot be.",
            Self::Refused => "A guard refused, or nobody confirmed; nothing was sent.",
            Self::Rejected => "The gateway said no.",
            Self::Unknown => {
                "Nobody knows yet whether it took effect. Never repeat it: `tolem resolve` reads what became of it."
            }
            Self::NotFound => "What was named does not exist.",
            Self::NotSent => "It had no effect: it could not be sent, or reads proved that nothing happened.",
            Self::Interrupted => "Ctrl-C or SIGTERM ended it while it only read, or before anything was sent.",
        }
    }

    /// The number that a shell sees.
    pub const fn code(self) -> u8 {
        self as u8
    }
}

/// How a command ends when it does not end well.
#[derive(Debug)]
pub struct Stop {
    pub(super) exit: Exit,
    pub(super) line: String,
}

#[expect(clippy::needless_pass_by_value, reason = "so that they fit `map_err`")]
impl Stop {
    /// An end with a code of its own.
    pub fn new(exit: Exit, reason: impl ToString) -> Self {
        Self { exit, line: reason.to_string() }
    }

    /// See [`Exit::Failure`].
    pub fn failure(reason: impl ToString) -> Self {
        Self::new(Exit::Failure, reason)
    }

    /// See [`Exit::Usage`].
    pub fn usage(reason: impl ToString) -> Self {
        Self::new(Exit::Usage, reason)
    }

    /// See [`Exit::Refused`].
    pub fn refused(reason: impl ToString) -> Self {
        Self::new(Exit::Refused, without_keys(&reason.to_string()))
    }

    /// See [`Exit::NotFound`].
    pub fn not_found(reason: impl ToString) -> Self {
        Self::new(Exit::NotFound, reason)
    }
}

impl From<crate::config::ConfigError> for Stop {
    fn from(error: crate::config::ConfigError) -> Self {
        Self::failure(error)
    }
}

impl From<DeskError> for Stop {
    fn from(error: DeskError) -> Self {
        Self::new(Exit::of_error(&error), without_keys(&error.to_string()))
    }
}

/// Refusals name the keys of the dashboard, which say nothing here.
fn without_keys(line: &str) -> String {
    [" (c)", " (r)", " (u)", " (x)"].iter().fold(line.to_owned(), |line, key| line.replace(key, ""))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::code::Failure;
    use crate::domain::guard::{Refusal, permitted};
    use crate::domain::record::tests_support::record;
    use crate::domain::{IntentKind, RecordKind, Stage};

    #[test]
    fn every_state_has_its_exit_code() {
        let table = [
            (State::Drafted, 3),
            (State::AwaitingApproval, 3),
            (State::Prepared, 5),
            (State::Sent, 5),
            (State::Confirmed, 0),
            (State::Rejected, 4),
            (State::Unknown, 5),
            (State::NotApplied, 7),
            (State::Escalated, 5),
        ];
        assert_eq!(table.map(|(state, _)| state), State::ALL, "every state stands in the table");
        for (state, code) in table {
            assert_eq!(Exit::of_state(state).code(), code, "{state:?}");
        }
    }

    #[test]
    fn every_error_of_the_worker_has_its_exit_code_and_one_line() {
        let gateway = |code| DeskError::Gateway(Failure { code, text: "said".to_owned() });
        let table = [
            (DeskError::Refused(Refusal::ReadOnly), 3),
            (DeskError::NotFound("payment 1".to_owned()), 6),
            (DeskError::Unread("timed out".to_owned()), 7),
            (DeskError::Resting("the gateway has not answered".to_owned()), 7),
            (gateway(11_068), 6),
            (gateway(340), 6),
            (gateway(9_998), 4),
            (DeskError::Ledger("disk full".to_owned()), 1),
            (DeskError::Setup("no secret".to_owned()), 1),
            (DeskError::Gone, 1),
            (DeskError::Unanswered, 5),
        ];
        for (error, code) in table {
            let stop = Stop::from(error);
            assert_eq!(stop.exit.code(), code, "{}", stop.line);
            assert!(!stop.line.contains('\n') && !stop.line.contains("(u)"), "{}", stop.line);
        }
    }

    #[test]
    fn no_refusal_names_a_key_of_the_dashboard() {
        let is_key = |word: &str| word.len() == 3 && word.starts_with('(') && word.ends_with(')');
        for kind in RecordKind::ALL {
            for stage in Stage::ALL {
                for intent in IntentKind::ALL {
                    let Err(refusal) = permitted(intent, &record(kind, stage, 500)) else { continue };
                    for stop in [Stop::refused(&refusal), Stop::from(DeskError::Refused(refusal.clone()))] {
                        assert_eq!(stop.exit, Exit::Refused);
                        assert!(!stop.line.split(' ').any(is_key), "{}", stop.line);
                    }
                }
            }
        }
        let debited = permitted(IntentKind::Cancel, &record(RecordKind::Payment, Stage::Cleared, 500)).unwrap_err();
        assert!(Stop::refused(debited).line.ends_with("it is debited: refund it instead"));
    }
}
