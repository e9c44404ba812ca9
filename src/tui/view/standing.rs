//! Where an operation stands and what happens next, in words. It tells only what the ledger holds: how long reads have to
//! agree is the worker's to know.

use super::super::text::local_time;
use super::super::words;
use crate::domain::verdict::Evidence;
use crate::domain::{State, Timestamp};
use crate::ledger::Inquiry;
use crate::locale::Language;
use crate::say;

/// Where it stands and what happens next.
pub fn sentence(language: Language, inquiry: &Inquiry, now: Timestamp, zone: chrono_tz::Tz) -> String {
    let operation = &inquiry.operation;
    let at = local_time(language, operation.changed_at, now, zone);
    match operation.state {
        State::Drafted => say!(language, "standing-drafted"),
        State::AwaitingApproval => say!(language, "standing-awaiting-approval"),
        State::Prepared => say!(language, "standing-prepared"),
        State::Sent => say!(language, "standing-sent"),
        State::Unknown => say!(language, "standing-unknown", what = unknown(language, inquiry, now, zone)),
        State::Confirmed => say!(language, "standing-confirmed", at = at),
        State::Rejected => say!(language, "standing-rejected", at = at),
        State::NotApplied => say!(language, "standing-not-applied", at = at),
        State::Escalated => {
            let note = words::kept(language, &operation.note);
            let note = if note.is_empty() { say!(language, "standing-must-decide") } else { note };
            let mut rest = note.chars();
            let first: String = rest.next().map(char::to_uppercase).into_iter().flatten().collect();
            say!(language, "standing-escalated", why = format!("{first}{}", rest.as_str()))
        }
    }
}

fn unknown(language: Language, inquiry: &Inquiry, now: Timestamp, zone: chrono_tz::Tz) -> String {
    let count = inquiry.reads.iter().filter(|read| read.evidence != Evidence::Claimed).count();
    let Some(last) = inquiry.reads.last() else { return say!(language, "unknown-unread") };
    let at = local_time(language, last.at, now, zone);
    let reads = say!(language, "unknown-reads", count = count, at = at);
    let due = inquiry.due_at.map(|due| local_time(language, due, now, zone));
    let again = due.map_or_else(|| say!(language, "unknown-again"), |at| say!(language, "unknown-again-at", at = at));
    let next = match &last.evidence {
        Evidence::Unchanged => say!(language, "unknown-unchanged", again = again),
        Evidence::Pending => say!(language, "unknown-pending", again = again),
        Evidence::Foreign(_) => say!(language, "unknown-foreign", again = again),
        Evidence::Claimed => return say!(language, "unknown-claimed"),
        Evidence::Effect | Evidence::Excluded => say!(language, "unknown-tells"),
    };
    format!("{next} ({reads}).")
}

#[cfg(test)]
mod tests {
    use super::super::super::tests::support::{NOW, inquiry};
    use super::*;

    fn words(inquiry: &Inquiry) -> String {
        sentence(Language::En, inquiry, NOW, chrono_tz::Asia::Almaty)
    }

    #[test]
    fn every_state_says_whether_something_is_left_to_do() {
        for (state, says) in [
            (State::Sent, "do not repeat it"),
            (State::Unknown, "Do not repeat it."),
            (State::Escalated, "Until then nothing else is sent on it."),
            (State::Confirmed, "Nothing is left to do."),
            (State::Rejected, "A new one may be drafted."),
            (State::NotApplied, "A new one may be drafted."),
        ] {
            assert!(words(&inquiry(state)).ends_with(&format!("{}.", says.trim_end_matches('.'))), "{state:?}");
        }
    }

    #[test]
    fn what_is_unknown_is_never_called_a_failure_whatever_the_last_read_said() {
        for (last, says) in [
            (Evidence::Unchanged, "No read shows it yet"),
            (Evidence::Pending, "still working on it"),
            (Evidence::Foreign("refunds were 0, are 1".to_owned()), "does not explain"),
            (Evidence::Claimed, "which proves nothing"),
            (Evidence::Effect, "is being taken down"),
        ] {
            let mut found = inquiry(State::Unknown);
            found.reads.last_mut().unwrap().evidence = last;
            let text = words(&found);
            assert!(text.contains(says) && !text.contains("fail"), "{text}");
        }
        let mut unread = inquiry(State::Unknown);
        unread.reads.clear();
        assert!(words(&unread).starts_with("Nobody knows yet whether it went through"));
    }
}
