//! What happens to callbacks on their way to the merchant: forged, twice, never, or after those that follow.

use super::fault::Fault;
use super::kind::{FaultKind, Target};
use super::planned::Faults;
use super::spoil;

/// A callback, as far as faults are concerned.
pub trait Notice: Clone {
    /// What plans call it: `check`, `result`, `payout` or `card`.
    fn what(&self) -> &'static str;

    /// Changes the text that carries its `pg_sig`: the address of a GET, else the body.
    fn edit(&mut self, change: fn(&str) -> String);
}

impl Faults {
    /// What is delivered in place of these callbacks, oldest first. `held` keeps those that wait for a later one;
    /// `seed` is the gateway's.
    pub fn spoil_callbacks<N: Notice>(&mut self, seed: u64, callbacks: Vec<N>, held: &mut Vec<N>) -> Vec<N> {
        let mut out = Vec::new();
        for mut callback in callbacks {
            let fault = self.take_first(seed, |fault: &Fault| {
                fault.kind.target() == Target::Callback && (fault.call == "*" || fault.call == callback.what())
            });
            match fault {
                Some(FaultKind::DropCallback) => continue,
                Some(FaultKind::ReorderCallbacks) => {
                    held.push(callback);
                    continue;
                }
                Some(FaultKind::ForgeCallback) => callback.edit(spoil::forge),
                Some(FaultKind::DuplicateCallback) => out.push(callback.clone()),
                Some(_) | None => {}
            }
            out.push(callback);
            out.append(held);
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Clone, PartialEq)]
    struct Sent(&'static str, String);

    impl Notice for Sent {
        fn what(&self) -> &'static str {
            self.0
        }

        fn edit(&mut self, change: fn(&str) -> String) {
            self.1 = change(&self.1);
        }
    }

    fn sent(numbers: &[u32]) -> Vec<Sent> {
        numbers.iter().map(|number| Sent("result", format!("n={number}&pg_sig=0a&z=1"))).collect()
    }

    fn delivered(kind: FaultKind, call: &str, batches: &[&[u32]]) -> Vec<String> {
        let (mut faults, mut held) = (Faults::default(), Vec::new());
        faults.plan(Fault::once(call, kind));
        let batches = batches.iter().flat_map(|batch| faults.spoil_callbacks(1, sent(batch), &mut held));
        batches.map(|Sent(_, text)| text.replace("&z=1", "").replace("&pg_sig=0a", "")).collect()
    }

    #[test]
    fn a_callback_is_forged_sent_twice_lost_or_held_back_once() {
        for (kind, expected) in [
            (FaultKind::ForgeCallback, vec!["n=1&pg_sig=1a", "n=2", "n=3"]),
            (FaultKind::DuplicateCallback, vec!["n=1", "n=1", "n=2", "n=3"]),
            (FaultKind::DropCallback, vec!["n=2", "n=3"]),
            (FaultKind::ReorderCallbacks, vec!["n=2", "n=1", "n=3"]),
        ] {
            assert_eq!(delivered(kind, "result", &[&[1, 2, 3]]), expected, "{kind:?}");
            assert_eq!(delivered(kind, "*", &[&[1], &[2], &[], &[3]]), expected, "{kind:?}, one by one");
            assert_eq!(delivered(kind, "payout", &[&[1, 2, 3]]), ["n=1", "n=2", "n=3"], "{kind:?}, not planned for it");
        }
    }

    #[test]
    fn a_call_never_meets_a_fault_of_callbacks_nor_the_other_way_round() {
        assert_eq!(delivered(FaultKind::DropRequest, "*", &[&[1]]), ["n=1"]);
        let mut faults = Faults::default();
        faults.plan(Fault::once("*", FaultKind::DropCallback));
        let mut gateway =
            crate::sandbox::Gateway::new(&crate::sandbox::Config::default(), crate::domain::Timestamp::default());
        let request =
            crate::sandbox::Request { method: "GET".to_owned(), path: "/revoke.php".to_owned(), ..Default::default() };
        faults.deliver(&mut gateway, &request);
        assert_eq!(faults.planned().len(), 1);
    }
}
