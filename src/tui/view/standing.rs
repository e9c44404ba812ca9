//! Where an operation stands and what happens next, in words. It tells only what the ledger holds: how long reads have to
//! agree is the worker's to know.

use super::super::text::local_time;
use crate::domain::verdict::Evidence;
use crate::domain::{State, Timestamp};
use crate::ledger::Inquiry;

/// What a read said, in words.
pub fn said(evidence: &Evidence) -> String {
    match evidence {
        Evidence::Effect => "the effect is there".to_owned(),
        Evidence::Unchanged => "unchanged: it stands as before".to_owned(),
        Evidence::Pending => "pending: the gateway is still working on it".to_owned(),
        Evidence::Excluded => "excluded: the gateway's final word is that it failed".to_owned(),
        Evidence::Foreign(what) => format!("something else: {what}"),
        Evidence::Claimed => "not a read: the reply itself said yes, without a signature".to_owned(),
    }
}

/// Where it stands and what happens next.
pub fn sentence(inquiry: &Inquiry, now: Timestamp, zone: chrono_tz::Tz) -> String {
    let operation = &inquiry.operation;
    let at = local_time(operation.changed_at, now, zone);
    match operation.state {
        State::Drafted => "It was only made up: nothing was sent.".to_owned(),
        State::AwaitingApproval => "It waits for a second person: nothing was sent.".to_owned(),
        State::Prepared => "It is durable and about to be sent.".to_owned(),
        State::Sent => {
            "It was sent, and the answer is awaited. If none comes, it is read for by itself; do not repeat it."
                .to_owned()
        }
        State::Unknown => format!("{} Do not repeat it.", unknown(inquiry, now, zone)),
        State::Confirmed => format!("It went through: confirmed at {at}. Nothing is left to do."),
        State::Rejected => format!("The gateway refused it at {at}: it had no effect. A new one may be drafted."),
        State::NotApplied => format!("It had no effect: settled at {at}. A new one may be drafted."),
        State::Escalated => {
            let note = if operation.note.is_empty() { "a person must decide" } else { operation.note.as_str() };
            let mut rest = note.chars();
            let first: String = rest.next().map(char::to_uppercase).into_iter().flatten().collect();
            format!(
                "{first}{}. No read can tell any more: find out elsewhere (the merchant's cabinet, the provider, the \
                 payer), then decide. Until then nothing else is sent on it.",
                rest.as_str()
            )
        }
    }
}

fn unknown(inquiry: &Inquiry, now: Timestamp, zone: chrono_tz::Tz) -> String {
    let count = inquiry.reads.iter().filter(|read| read.evidence != Evidence::Claimed).count();
    let Some(last) = inquiry.reads.last() else {
        return "Nobody knows yet whether it went through, and nothing was read for it so far. It is read for by itself."
            .to_owned();
    };
    let at = local_time(last.at, now, zone);
    let reads = if count == 1 { format!("one read, at {at}") } else { format!("{count} reads, the last at {at}") };
    let due = inquiry.due_at.map_or_else(String::new, |due| format!(" at {}", local_time(due, now, zone)));
    let next = match &last.evidence {
        Evidence::Unchanged => format!(
            "No read shows it yet. It is read again by itself{due}; when reads across the settling window show nothing, it \
             ends as not applied"
        ),
        Evidence::Pending => {
            format!("The gateway is still working on it. It is read again by itself{due} until that ends")
        }
        Evidence::Foreign(_) => format!(
            "The last read shows something that it does not explain. It is read again by itself{due}; when that stays, a \
             person decides"
        ),
        Evidence::Claimed => {
            return "The gateway said yes without a signature, which proves nothing. It is read for by itself."
                .to_owned();
        }
        Evidence::Effect | Evidence::Excluded => "The last read tells, and is being taken down".to_owned(),
    };
    format!("{next} ({reads}).")
}

#[cfg(test)]
mod tests {
    use super::super::super::tests::support::{NOW, inquiry};
    use super::*;

    fn words(inquiry: &Inquiry) -> String {
        sentence(inquiry, NOW, chrono_tz::Asia::Almaty)
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
