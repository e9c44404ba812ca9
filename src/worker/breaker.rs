//! Leaves a gateway alone that does not answer: after several calls in a row without an answer nothing is asked for a
//! while, then one call tries. Source: the circuit breaker pattern (Nygard, "Release It!").

use std::time::Duration;

use tokio::time::Instant;

use crate::domain::Timestamp;

/// Calls in a row without an answer, after which it opens.
const PATIENCE: u32 = 5;

/// The first rest; each further one is twice as long, up to the last.
const FIRST_REST: Duration = Duration::from_secs(5);
const LONGEST_REST: Duration = Duration::from_secs(60);

/// Whether the gateway may be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Pass {
    /// It may.
    Go,
    /// Not for this long.
    Rest(Rest),
}

/// Why nothing is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Rest {
    /// Since when no call was answered.
    pub(super) since: Timestamp,
    /// Until it is tried again.
    pub(super) left: Duration,
}

/// The breaker of one host.
#[derive(Debug, Default)]
pub(super) struct Breaker {
    failures: u32,
    since: Option<Timestamp>,
    /// While it rests, and how long it rests.
    resting: Option<(Instant, Duration)>,
}

impl Breaker {
    /// Asks for one call. When a rest is over one caller passes, and the next rest begins for all others.
    pub(super) fn ask(&mut self, now: Instant) -> Pass {
        let Some((until, rest)) = self.resting else { return Pass::Go };
        if now < until {
            return Pass::Rest(Rest { since: self.since.unwrap_or_default(), left: until - now });
        }
        self.resting = Some((now + rest, rest));
        Pass::Go
    }

    /// How long it still rests; asking changes nothing.
    pub(super) fn rests(&self, now: Instant) -> Option<Rest> {
        let (until, _) = self.resting?;
        (now < until).then(|| Rest { since: self.since.unwrap_or_default(), left: until - now })
    }

    /// A call was answered, or not. Whatever the answer says, it is one.
    pub(super) fn hear(&mut self, answered: bool, now: Instant, at: Timestamp) {
        if answered {
            *self = Self::default();
            return;
        }
        self.failures = self.failures.saturating_add(1);
        self.since.get_or_insert(at);
        if self.failures >= PATIENCE {
            let rest = self.resting.map_or(FIRST_REST, |(_, rest)| (rest * 2).min(LONGEST_REST));
            self.resting = Some((now + rest, rest));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn open(now: Instant) -> Breaker {
        let mut breaker = Breaker::default();
        for _ in 0..PATIENCE {
            assert_eq!(breaker.ask(now), Pass::Go);
            breaker.hear(false, now, Timestamp::from_millis(7));
        }
        breaker
    }

    #[test]
    fn five_calls_without_an_answer_open_it_and_one_answer_closes_it() {
        let now = Instant::now();
        let mut breaker = open(now);
        let rest = Rest { since: Timestamp::from_millis(7), left: FIRST_REST };
        assert_eq!(breaker.ask(now), Pass::Rest(rest.clone()));
        assert_eq!(breaker.rests(now), Some(rest));
        breaker.hear(true, now, Timestamp::from_millis(9));
        assert_eq!(breaker.ask(now), Pass::Go);
        let mut patient = Breaker::default();
        for answered in [false, false, true, false, false, false, false] {
            patient.hear(answered, now, Timestamp::default());
        }
        assert_eq!(patient.ask(now), Pass::Go, "an answer in between starts the count anew");
    }

    #[test]
    fn after_the_rest_one_caller_tries_and_the_next_rest_is_longer() {
        let now = Instant::now();
        let mut breaker = open(now);
        let later = now + FIRST_REST;
        assert_eq!(breaker.ask(later), Pass::Go);
        assert!(matches!(breaker.ask(later), Pass::Rest(_)), "only one tries");
        breaker.hear(false, later, Timestamp::default());
        assert_eq!(breaker.rests(later).map(|rest| rest.left), Some(FIRST_REST * 2));
        let mut at = later;
        for _ in 0..10 {
            at += LONGEST_REST;
            assert_eq!(breaker.ask(at), Pass::Go);
            breaker.hear(false, at, Timestamp::default());
        }
        assert_eq!(breaker.rests(at).map(|rest| rest.left), Some(LONGEST_REST));
    }
}
