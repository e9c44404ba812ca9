//! The operation's state machine: `state + fact → state or refusal`. Source: `safety.md` 2–4.
//!
//! ```text
//! Drafted ──────────────► Prepared ──► Sent ──► Confirmed | Rejected
//!    └► AwaitingApproval ────┘  │       │
//!                               │       ├► NotApplied   (no byte ever left)
//!                               └───────┴► Unknown ──► Confirmed | NotApplied | Escalated
//!                                                                      Escalated ──► Confirmed | NotApplied (a person)
//! ```

/// Where an operation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum State {
    /// Made up, nothing is durable.
    Drafted,
    /// A second person has to agree.
    AwaitingApproval,
    /// The intent is durable; no byte was sent.
    Prepared,
    /// The mark is durable that the next step writes to a socket.
    Sent,
    /// Done, by a verified reply or by a read.
    Confirmed,
    /// The gateway refused it.
    Rejected,
    /// Nobody knows. Not a failure, and never sent again by code.
    Unknown,
    /// Proven to have had no effect.
    NotApplied,
    /// Something else changed the record: a person must decide.
    Escalated,
}

impl State {
    /// All states.
    pub const ALL: [Self; 9] = [
        Self::Drafted,
        Self::AwaitingApproval,
        Self::Prepared,
        Self::Sent,
        Self::Confirmed,
        Self::Rejected,
        Self::Unknown,
        Self::NotApplied,
        Self::Escalated,
    ];

    /// The word in the ledger and on screen.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Drafted => "drafted",
            Self::AwaitingApproval => "awaiting approval",
            Self::Prepared => "prepared",
            Self::Sent => "sent",
            Self::Confirmed => "confirmed",
            Self::Rejected => "rejected",
            Self::Unknown => "unknown",
            Self::NotApplied => "not applied",
            Self::Escalated => "escalated",
        }
    }

    /// Reads [`State::word`] back.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.word() == word)
    }

    /// Whether nothing more can happen.
    #[must_use]
    pub const fn is_final(self) -> bool {
        matches!(self, Self::Confirmed | Self::Rejected | Self::NotApplied)
    }

    /// Whether it bars another operation on its record: it is durable and not final.
    #[must_use]
    pub const fn is_unresolved(self) -> bool {
        matches!(self, Self::AwaitingApproval | Self::Prepared | Self::Sent | Self::Unknown | Self::Escalated)
    }
}

/// What happened to an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Fact {
    /// A rule asks for a second person.
    ApprovalAsked,
    /// The second person agreed, and the intent is durable.
    Approved,
    /// Somebody took the intent back before anything was sent.
    Withdrawn,
    /// The intent was committed to the ledger.
    Journalled,
    /// The sent mark was committed to the ledger.
    SendStarted,
    /// It is certain that no byte left: refused connection, failed DNS lookup.
    NeverSent,
    /// A verified reply says done.
    Accepted,
    /// A believable reply says no.
    Refused,
    /// Time-out, reset, 5xx, bad signature, broken reply, ambiguous code, unsigned "ok".
    OutcomeLost,
    /// The program found the operation unfinished when it started.
    Interrupted,
    /// A read shows the effect.
    EffectSeen,
    /// Reads across the settling window show no effect, or the gateway's final word excludes one.
    NoEffectProven,
    /// A read shows a change that this operation does not explain.
    ForeignChange,
    /// A person decided that it took effect.
    DecidedApplied,
    /// A person decided that it did not.
    DecidedNotApplied,
}

impl Fact {
    /// All facts.
    pub const ALL: [Self; 15] = [
        Self::ApprovalAsked,
        Self::Approved,
        Self::Withdrawn,
        Self::Journalled,
        Self::SendStarted,
        Self::NeverSent,
        Self::Accepted,
        Self::Refused,
        Self::OutcomeLost,
        Self::Interrupted,
        Self::EffectSeen,
        Self::NoEffectProven,
        Self::ForeignChange,
        Self::DecidedApplied,
        Self::DecidedNotApplied,
    ];
}

impl Fact {
    /// The word in the journal.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::ApprovalAsked => "approval asked",
            Self::Approved => "approved",
            Self::Withdrawn => "withdrawn",
            Self::Journalled => "journalled",
            Self::SendStarted => "send started",
            Self::NeverSent => "never sent",
            Self::Accepted => "accepted",
            Self::Refused => "refused",
            Self::OutcomeLost => "outcome lost",
            Self::Interrupted => "interrupted",
            Self::EffectSeen => "effect seen",
            Self::NoEffectProven => "no effect proven",
            Self::ForeignChange => "foreign change",
            Self::DecidedApplied => "decided: applied",
            Self::DecidedNotApplied => "decided: not applied",
        }
    }
}

/// A step that the machine does not have. It is a defect or a race, and nothing is changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an operation that is {} cannot take {fact:?}; it stays as it is", from.word())]
pub struct IllegalStep {
    /// The state it is in.
    pub from: State,
    /// The fact that does not fit.
    pub fact: Fact,
}

/// The next state. Every pair that is not an edge is refused.
pub const fn step(from: State, fact: Fact) -> Result<State, IllegalStep> {
    let next = match (from, fact) {
        (State::Drafted, Fact::ApprovalAsked) => State::AwaitingApproval,
        (State::Drafted, Fact::Journalled) | (State::AwaitingApproval, Fact::Approved) => State::Prepared,
        (State::Drafted | State::AwaitingApproval, Fact::Withdrawn)
        | (State::Prepared | State::Sent, Fact::NeverSent) => State::NotApplied,
        (State::Prepared, Fact::SendStarted) => State::Sent,
        (State::Sent, Fact::Refused) => State::Rejected,
        // A reply that arrives late is as good as one in time: another desk may have called the operation unknown.
        (State::Sent | State::Unknown, Fact::Accepted)
        | (State::Unknown, Fact::EffectSeen)
        | (State::Escalated, Fact::DecidedApplied) => State::Confirmed,
        (State::Sent | State::Unknown, Fact::OutcomeLost)
        | (State::Prepared | State::Sent | State::Unknown, Fact::Interrupted) => State::Unknown,
        (State::Unknown, Fact::NoEffectProven | Fact::Refused) | (State::Escalated, Fact::DecidedNotApplied) => {
            State::NotApplied
        }
        (State::Unknown, Fact::ForeignChange) => State::Escalated,
        _ => return Err(IllegalStep { from, fact }),
    };
    Ok(next)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_machine_has_exactly_these_edges() {
        use Fact as F;
        use State as S;
        let edges = [
            (S::Drafted, F::ApprovalAsked, S::AwaitingApproval),
            (S::Drafted, F::Journalled, S::Prepared),
            (S::Drafted, F::Withdrawn, S::NotApplied),
            (S::AwaitingApproval, F::Approved, S::Prepared),
            (S::AwaitingApproval, F::Withdrawn, S::NotApplied),
            (S::Prepared, F::SendStarted, S::Sent),
            (S::Prepared, F::NeverSent, S::NotApplied),
            (S::Prepared, F::Interrupted, S::Unknown),
            (S::Sent, F::Accepted, S::Confirmed),
            (S::Sent, F::Refused, S::Rejected),
            (S::Sent, F::NeverSent, S::NotApplied),
            (S::Sent, F::OutcomeLost, S::Unknown),
            (S::Sent, F::Interrupted, S::Unknown),
            (S::Unknown, F::Accepted, S::Confirmed),
            (S::Unknown, F::EffectSeen, S::Confirmed),
            (S::Unknown, F::Refused, S::NotApplied),
            (S::Unknown, F::NoEffectProven, S::NotApplied),
            (S::Unknown, F::ForeignChange, S::Escalated),
            (S::Unknown, F::OutcomeLost, S::Unknown),
            (S::Unknown, F::Interrupted, S::Unknown),
            (S::Escalated, F::DecidedApplied, S::Confirmed),
            (S::Escalated, F::DecidedNotApplied, S::NotApplied),
        ];
        for from in State::ALL {
            for fact in Fact::ALL {
                let expected = edges.iter().find(|edge| edge.0 == from && edge.1 == fact).map(|edge| edge.2);
                assert_eq!(step(from, fact).ok(), expected, "{from:?} + {fact:?}");
            }
        }
    }

    #[test]
    fn words_read_back() {
        for state in State::ALL {
            assert_eq!(State::from_word(state.word()), Some(state));
        }
    }

    proptest! {
        #[test]
        fn nothing_leaves_a_final_state_and_nothing_is_sent_twice(
            facts in prop::collection::vec(prop::sample::select(Fact::ALL.to_vec()), 0..40)
        ) {
            let mut state = State::Drafted;
            let (mut sends, mut journalled) = (0, false);
            for fact in facts {
                let next = step(state, fact);
                if state.is_final() {
                    prop_assert!(next.is_err());
                }
                if let Ok(next) = next {
                    if next == State::Prepared { journalled = true; }
                    if next == State::Sent && state != State::Sent {
                        sends += 1;
                        prop_assert!(journalled, "sent before it was durable");
                    }
                    // Once unknown, only reads, a late reply or a person lead on; never another send.
                    if state == State::Unknown { prop_assert!(next != State::Sent && next != State::Prepared && next != State::Rejected); }
                    state = next;
                }
            }
            prop_assert!(sends <= 1);
        }
    }
}
