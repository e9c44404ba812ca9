//! One planned fault.

use super::kind::{FaultKind, Target};
use super::paths;
use crate::sandbox::chance::Chance;

/// How often a planned fault happens among the calls that it could meet: `1/5` is one in five.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Odds {
    hits: u32,
    of: u32,
}

impl Odds {
    /// Reads `1/5`; the second number is at most 1000 and the first not larger.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (hits, of) = text.split_once('/')?;
        let (hits, of) = (hits.trim().parse().ok()?, of.trim().parse().ok()?);
        (1..=1_000).contains(&of).then_some(())?;
        (1..=of).contains(&hits).then_some(Self { hits, of })
    }

    fn happens(self, chance: &mut Chance) -> bool {
        chance.within(1, u64::from(self.of)) <= u64::from(self.hits)
    }
}

impl std::fmt::Display for Odds {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.hits, self.of)
    }
}

/// A fault that was planned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The end of the path that it is for, such as `revoke.php` or `transaction/refund`; `*` for every call. For
    /// faults of callbacks, which callback.
    pub call: String,
    /// What goes wrong.
    pub kind: FaultKind,
    /// How many more times.
    pub left: u32,
    /// How many calls that it could meet are let through first.
    pub after: u32,
    /// How often it happens; always when `None`.
    pub chance: Option<Odds>,
}

impl Fault {
    /// A fault that happens once, to the next such call.
    #[must_use]
    pub fn once(call: &str, kind: FaultKind) -> Self {
        Self { call: call.to_owned(), kind, left: 1, after: 0, chance: None }
    }

    /// Whether it could happen to this path.
    pub(super) fn meets(&self, path: &str) -> bool {
        self.kind.target() == Target::Call && paths::names(&self.call, path) && self.kind.fits(path).is_ok()
    }

    /// Whether it happens to a call that it meets; counts the call. `draw` is its own stream of chance.
    pub(super) fn happens(&mut self, draw: impl FnOnce() -> Chance) -> bool {
        if self.after > 0 {
            self.after -= 1;
            return false;
        }
        if self.chance.is_some_and(|odds| !odds.happens(&mut draw())) {
            return false;
        }
        self.left = self.left.saturating_sub(1);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn odds_are_a_part_of_a_whole() {
        assert_eq!(Odds::parse("1/5").map(|odds| odds.to_string()).as_deref(), Some("1/5"));
        for wrong in ["", "1", "0/5", "6/5", "1/0", "1/1001", "-1/5", "a/b"] {
            assert_eq!(Odds::parse(wrong), None, "{wrong}");
        }
    }
}
