//! Everything that is planned, and whose turn it is.

use std::time::Duration;

use super::delivery::{self, Delivery};
use super::fault::Fault;
use super::kind::{FaultKind, Target};
use super::lag::Lag;
use super::magic::Magic;
use super::paths;
use crate::domain::Timestamp;
use crate::sandbox::chance::Chance;
use crate::sandbox::gateway::Gateway;
use crate::sandbox::http::Request;

/// All planned faults, oldest first.
#[derive(Clone, Default)]
pub struct Faults {
    planned: Vec<Fault>,
    /// How often chance was asked.
    draws: u64,
    /// Until when nobody listens, by the gateway's clock.
    shut_until: Option<Timestamp>,
    lag: Lag,
    magic: Magic,
}

impl Faults {
    /// Plans one more.
    pub fn plan(&mut self, fault: Fault) {
        self.planned.push(fault);
    }

    /// What is still planned.
    #[must_use]
    pub fn planned(&self) -> &[Fault] {
        &self.planned
    }

    /// Forgets everything that was planned; somebody listens again.
    pub fn clear(&mut self) {
        self.planned.clear();
        self.shut_until = None;
        self.lag.forget();
    }

    /// How much longer connections are refused; `None` when somebody listens. A refusal whose turn has come begins.
    pub fn refusing(&mut self, now: Timestamp) -> Option<Duration> {
        if let Some(until) = self.shut_until {
            if until > now {
                return Some(until.since(now));
            }
            self.shut_until = None;
        }
        let turn = self.planned.iter().position(|fault| fault.kind.target() == Target::Door && fault.after == 0)?;
        let FaultKind::RefuseConnection(time) = self.planned.remove(turn).kind else { return None };
        self.shut_until = Some(now.plus(time));
        Some(time)
    }

    /// Ends a refusal that has begun.
    pub fn reopen(&mut self) {
        self.shut_until = None;
    }

    /// Lets the gateway answer a request, and whatever was planned for it spoil that.
    pub fn deliver(&mut self, gateway: &mut Gateway, request: &Request) -> Delivery {
        if self.refusing(gateway.now()).is_some() {
            return Delivery::Refused;
        }
        if self.lag.is_empty() {
            self.note(gateway);
        }
        let kind = self.take(gateway.config.seed, &request.path).or_else(|| self.magic.take(gateway, request));
        let delivery = delivery::deliver(kind, gateway, request, &self.lag);
        if !paths::is_read(&request.path) {
            self.note(gateway);
        }
        // A refusal begins with the end of the call before it, not with the attempt that it refuses.
        self.refusing(gateway.now());
        delivery
    }

    /// Remembers how the gateway stands, for status reads that lag. Every change that is no call has to be told, also
    /// the planning of a lag.
    pub fn note(&mut self, gateway: &Gateway) {
        if self.planned.iter().any(|fault| matches!(fault.kind, FaultKind::StatusLag(_))) {
            self.lag.note(gateway);
        } else {
            self.lag.forget();
        }
    }

    /// Takes the oldest fault whose turn it is on this path. Every call counts for the refusals as well.
    fn take(&mut self, seed: u64, path: &str) -> Option<FaultKind> {
        for fault in self.planned.iter_mut().filter(|fault| fault.kind.target() == Target::Door) {
            fault.after = fault.after.saturating_sub(1);
        }
        self.take_first(seed, |fault| fault.meets(path))
    }

    /// Takes the oldest fault that `meets` and whose turn it is.
    pub(super) fn take_first(&mut self, seed: u64, meets: impl Fn(&Fault) -> bool) -> Option<FaultKind> {
        let draws = &mut self.draws;
        let mut draw = || {
            *draws += 1;
            Chance::of(seed, "fault", *draws)
        };
        let taken =
            self.planned.iter_mut().find_map(|fault| (meets(fault) && fault.happens(&mut draw)).then_some(fault.kind));
        self.planned.retain(|fault| fault.left > 0);
        taken
    }
}

#[cfg(test)]
mod tests {
    use super::super::Odds;
    use super::*;

    fn fault(call: &str, left: u32) -> Fault {
        Fault { left, ..Fault::once(call, FaultKind::ApplyThenDropReply) }
    }

    #[test]
    fn a_fault_happens_as_often_as_planned_and_then_is_gone() {
        let mut faults = Faults::default();
        faults.plan(fault("transaction/refund", 2));
        assert_eq!(faults.take(1, "/v5/card-api/transaction/clearing"), None);
        assert!(faults.take(1, "/v5/card-api/transaction/refund").is_some());
        assert_eq!(faults.planned(), [fault("transaction/refund", 1)]);
        assert!(faults.take(1, "/v5/card-api/transaction/refund").is_some());
        assert_eq!(faults.take(1, "/v5/card-api/transaction/refund"), None);
        assert!(faults.planned().is_empty());
    }

    #[test]
    fn the_first_calls_are_let_through_when_the_plan_says_so() {
        let mut faults = Faults::default();
        faults.plan(Fault { after: 2, ..fault("revoke.php", 1) });
        let taken: Vec<bool> = (0..4).map(|_| faults.take(1, "/revoke.php").is_some()).collect();
        assert_eq!(taken, [false, false, true, false]);
    }

    #[test]
    fn chance_follows_from_the_seed_and_keeps_its_odds() {
        let play = |seed| {
            let mut faults = Faults::default();
            faults.plan(Fault { chance: Odds::parse("1/5"), ..fault("*", 1_000) });
            (0..1_000).map(|_| faults.take(seed, "/revoke.php").is_some()).collect::<Vec<_>>()
        };
        assert_eq!(play(1), play(1));
        assert_ne!(play(1), play(2));
        let hits = play(1).iter().filter(|hit| **hit).count();
        assert!((150..250).contains(&hits), "{hits}");
    }

    #[test]
    fn a_fault_for_every_call_passes_over_those_that_it_does_not_fit() {
        let mut faults = Faults::default();
        faults.plan(Fault::once("*", FaultKind::WrongSignature));
        assert_eq!(faults.take(1, "/v5/card-api/transaction/refund"), None);
        assert_eq!(faults.take(1, "/revoke.php"), Some(FaultKind::WrongSignature));
    }

    #[test]
    fn a_refusal_begins_in_its_turn_and_ends_by_the_clock() {
        let at = Timestamp::from_millis;
        let mut faults = Faults::default();
        let refusal = FaultKind::RefuseConnection(Duration::from_secs(3));
        faults.plan(Fault { after: 1, ..Fault::once("*", refusal) });
        assert_eq!(faults.refusing(at(0)), None);
        assert_eq!(faults.take(1, "/revoke.php"), None);
        assert_eq!(faults.refusing(at(10)), Some(Duration::from_secs(3)));
        assert_eq!(faults.refusing(at(1_010)), Some(Duration::from_secs(2)));
        assert_eq!(faults.refusing(at(3_010)), None);
    }
}
