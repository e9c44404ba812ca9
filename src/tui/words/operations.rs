//! Operations: what was asked, where it stands, what the journal and the reads say.

use super::kept::kept;
use crate::domain::operation::Fact;
use crate::domain::verdict::Evidence;
use crate::domain::{IntentKind, OperationId, State};
use crate::key;
use crate::ledger::Operation;
use crate::locale::{Language, speak};
use crate::say;

/// The word for a state: at most 17 columns.
pub fn state(language: Language, state: State) -> String {
    let key = match state {
        State::Drafted => key!("state-drafted"),
        State::AwaitingApproval => key!("state-awaiting-approval"),
        State::Prepared => key!("state-prepared"),
        State::Sent => key!("state-sent"),
        State::Confirmed => key!("state-confirmed"),
        State::Rejected => key!("state-rejected"),
        State::Unknown => key!("state-unknown"),
        State::NotApplied => key!("state-not-applied"),
        State::Escalated => key!("state-escalated"),
    };
    speak(language, key, &[])
}

/// The word for what was asked: at most 14 columns.
pub fn intent(language: Language, kind: IntentKind) -> String {
    let key = match kind {
        IntentKind::Refund => key!("intent-refund"),
        IntentKind::Clear => key!("intent-clear"),
        IntentKind::Cancel => key!("intent-cancel"),
        IntentKind::Confirm => key!("intent-confirm"),
        IntentKind::PayInvoice => key!("intent-pay-invoice"),
        IntentKind::CreatePayment => key!("intent-create-payment"),
        IntentKind::ChargeCard => key!("intent-charge-card"),
        IntentKind::CreateInvoice => key!("intent-create-invoice"),
        IntentKind::CreatePayout => key!("intent-create-payout"),
    };
    speak(language, key, &[])
}

/// What was asked, how much, of what.
pub fn asked(language: Language, operation: &Operation) -> String {
    let amount = operation.amount.map_or_else(String::new, |amount| format!(" {amount}"));
    let (what, kind) = (intent(language, operation.intent), super::kind(language, operation.record_kind));
    format!("{what}{amount} · {kind} {}", operation.record_name)
}

/// A step of the journal by the word that it is kept under.
pub fn fact(language: Language, word: &str) -> String {
    let Some(fact) = Fact::ALL.into_iter().find(|fact| fact.word() == word) else { return word.to_owned() };
    let key = match fact {
        Fact::ApprovalAsked => key!("fact-approval-asked"),
        Fact::Approved => key!("fact-approved"),
        Fact::Withdrawn => key!("fact-withdrawn"),
        Fact::Journalled => key!("fact-journalled"),
        Fact::SendStarted => key!("fact-send-started"),
        Fact::NeverSent => key!("fact-never-sent"),
        Fact::Accepted => key!("fact-accepted"),
        Fact::Refused => key!("fact-refused"),
        Fact::OutcomeLost => key!("fact-outcome-lost"),
        Fact::Interrupted => key!("fact-interrupted"),
        Fact::EffectSeen => key!("fact-effect-seen"),
        Fact::NoEffectProven => key!("fact-no-effect-proven"),
        Fact::ForeignChange => key!("fact-foreign-change"),
        Fact::DecidedApplied => key!("fact-decided-applied"),
        Fact::DecidedNotApplied => key!("fact-decided-not-applied"),
    };
    speak(language, key, &[])
}

/// What a read said, in one line.
pub fn evidence(language: Language, evidence: &Evidence) -> String {
    match evidence {
        Evidence::Effect => say!(language, "said-effect"),
        Evidence::Unchanged => say!(language, "said-unchanged"),
        Evidence::Pending => say!(language, "said-pending"),
        Evidence::Excluded => say!(language, "said-excluded"),
        Evidence::Foreign(what) => say!(language, "said-foreign", what = kept(language, what)),
        Evidence::Claimed => say!(language, "said-claimed"),
    }
}

/// The word that the journal keeps for what a read said, in a language; `None` for another word.
pub(super) fn evidence_word(language: Language, word: &str) -> Option<String> {
    let key = match word {
        "effect" => key!("evidence-effect"),
        "unchanged" => key!("evidence-unchanged"),
        "pending" => key!("evidence-pending"),
        "excluded" => key!("evidence-excluded"),
        "foreign" => key!("evidence-foreign"),
        "claimed" => key!("evidence-claimed"),
        _ => return None,
    };
    Some(speak(language, key, &[]))
}

/// Where an operation stands, for a toast.
pub fn in_short(language: Language, operation: &Operation) -> String {
    let (id, state) = (operation.id.short(), state(language, operation.state));
    if operation.note.is_empty() {
        return say!(language, "operation-is", id = id, state = state);
    }
    say!(language, "operation-is-because", id = id, state = state, note = kept(language, &operation.note))
}

/// Where an operation stands and nothing else, for a screen that others look at.
pub fn stands(language: Language, id: OperationId, stands: State) -> String {
    say!(language, "operation-is", id = id.short(), state = state(language, stands))
}

/// The worker's sentence about an operation (what, on what, how it stands, why), in a language. A sentence that is made
/// in another way is said as it is.
pub fn told(language: Language, stands: State, sentence: &str) -> String {
    if language == Language::En {
        return sentence.to_owned();
    }
    taken_apart(language, stands, sentence).unwrap_or_else(|| kept(language, sentence))
}

fn taken_apart(language: Language, stands: State, sentence: &str) -> Option<String> {
    let english = |stands: State| match stands {
        State::Unknown => say!(Language::En, "operation-unknown"),
        stands => stands.word().to_owned(),
    };
    let (what, rest) = sentence.split_once(" · ")?;
    let (name, note) = rest.split_once(&format!(": {}", english(stands)))?;
    let (asked, amount) = what.split_once(" of ").unwrap_or((what, ""));
    let asked = intent(language, IntentKind::from_word(asked)?);
    let what = if amount.is_empty() {
        asked
    } else {
        say!(language, "operation-asked-amount", intent = asked, amount = amount)
    };
    let state = match stands {
        State::Unknown => say!(language, "operation-unknown"),
        stands => state(language, stands),
    };
    Some(match note.strip_prefix(". ") {
        Some(note) => {
            say!(
                language,
                "operation-told-because",
                what = what,
                name = name,
                state = state,
                note = kept(language, note)
            )
        }
        None => say!(language, "operation-told", what = what, name = name, state = state),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::tests::support::operation;
    use crate::tui::text::width;
    use crate::worker::sentence;

    #[test]
    fn english_says_what_the_ledger_says() {
        for found in State::ALL {
            assert_eq!(state(Language::En, found), found.word());
        }
        for found in IntentKind::ALL {
            assert_eq!(intent(Language::En, found), found.word());
        }
        for found in Fact::ALL {
            assert_eq!(fact(Language::En, found.word()), found.word());
        }
        assert_eq!(fact(Language::Ru, "of a later version"), "of a later version");
    }

    #[test]
    fn states_and_what_was_asked_fit_their_columns_in_every_language() {
        for language in Language::ALL {
            for found in State::ALL {
                assert!(width(&state(language, found)) <= 17, "{}", state(language, found));
            }
            for found in IntentKind::ALL {
                assert!(width(&intent(language, found)) <= 14, "{}", intent(language, found));
            }
        }
    }

    #[test]
    fn what_the_worker_tells_of_an_operation_is_said_in_the_language_of_the_desk() {
        for (at, stands) in (0_u64..).zip(State::ALL) {
            let mut told_of = operation(at, stands);
            for note in ["", "could not be sent: cannot connect", "10034 Clear it first"] {
                note.clone_into(&mut told_of.note);
                let english = sentence(&told_of);
                assert_eq!(told(Language::En, stands, &english), english);
                let russian = told(Language::Ru, stands, &english);
                let expected = taken_apart(Language::Ru, stands, &english);
                assert_eq!(Some(&russian), expected.as_ref(), "{english}");
            }
        }
        let mut refund = operation(0, State::NotApplied);
        "could not be sent: cannot connect".clone_into(&mut refund.note);
        assert_eq!(
            told(Language::Ru, State::NotApplied, &sentence(&refund)),
            "возврат 1 500.00 KZT · A-1000: не выполнено. не удалось отправить: не удаётся соединиться"
        );
        assert_eq!(told(Language::Kk, State::Sent, "something new"), "something new");
    }

    #[test]
    fn a_state_in_russian_agrees_with_whatever_was_asked() {
        // "Возврат", "выплата" and "списание" have three genders, so that the word for a state has none of the first two.
        for found in State::ALL {
            let said = state(Language::Ru, found);
            assert!(!said.ends_with("ена") && !said.ends_with("ён"), "{said}");
        }
        let (mut refund, stands) = (operation(0, State::Confirmed), State::Confirmed);
        refund.note.clear();
        assert_eq!(told(Language::Ru, stands, &sentence(&refund)), "возврат 1 500.00 KZT · A-1000: подтверждено");
    }
}
