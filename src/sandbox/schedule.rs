//! What will happen on its own, in the order of time.

use std::collections::BTreeMap;

use crate::domain::Timestamp;

/// Something that happens without a call. Each one looks at the subject again when its time comes and does nothing
/// when it is too late.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Event {
    /// The payer of a payment or invoice starts to pay.
    PayerEnters(u64),
    /// The payer's bank answers.
    PayerSettles(u64),
    /// A payment or invoice was not paid in its lifetime.
    Expires(u64),
    /// A hold has stood for five days.
    AutoClears(u64),
    /// The recipient of a payout gives a card.
    RecipientEnters(u64),
    /// The recipient's bank answers.
    PayoutSettles(u64),
    /// No recipient came before the deadline.
    PayoutExpires(u64),
    /// A card transaction's authorisation is answered.
    CardSettles(String),
    /// The user of a page for saving a card types it.
    HolderEnters(u64),
    /// The merchant has not answered a check request.
    CheckTimesOut(u64),
}

/// The queue.
#[derive(Clone, Default)]
pub(super) struct Schedule {
    queue: BTreeMap<(Timestamp, u64), Event>,
    next: u64,
}

impl Schedule {
    pub(super) fn add(&mut self, at: Timestamp, event: Event) {
        self.next += 1;
        self.queue.insert((at, self.next), event);
    }

    /// When the next event is due.
    pub(super) fn next_at(&self) -> Option<Timestamp> {
        self.queue.first_key_value().map(|((at, _), _)| *at)
    }

    /// The earliest event that is due.
    pub(super) fn pop(&mut self, now: Timestamp) -> Option<(Timestamp, Event)> {
        let entry = self.queue.first_entry()?;
        let (at, _) = *entry.key();
        (at <= now).then(|| (at, entry.remove()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_come_in_the_order_of_time_then_of_planning() {
        let at = Timestamp::from_millis;
        let mut schedule = Schedule::default();
        for (time, id) in [(20, 1), (10, 2), (20, 3), (30, 4)] {
            schedule.add(at(time), Event::Expires(id));
        }
        let mut due = Vec::new();
        while let Some((_, Event::Expires(id))) = schedule.pop(at(20)) {
            due.push(id);
        }
        assert_eq!(due, [2, 1, 3]);
    }
}
