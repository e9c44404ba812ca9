//! Points in time. They always come from outside: the core has no clock.
//!
//! Two clocks are told apart. A [`Timestamp`] is the wall clock: it is shown, and anybody can set it. A [`Steady`] is
//! time that nobody can set: only it says how long something took.

use std::fmt;
use std::time::Duration;

/// Milliseconds since the Unix epoch, UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Timestamp(i64);

impl Timestamp {
    /// From milliseconds since the Unix epoch.
    #[must_use]
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// Milliseconds since the Unix epoch.
    #[must_use]
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// This long afterwards.
    #[must_use]
    pub fn plus(self, duration: Duration) -> Self {
        Self(self.0.saturating_add(i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)))
    }

    /// The time that passed since `earlier`; nothing when the clock was set back.
    #[must_use]
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_millis(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0))
    }
}

/// A stretch of time in which a steady clock ran without a break.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Era {
    /// One run of the machine: such eras follow each other.
    Machine(uuid::Uuid),
    /// One run of a program, where the machine's cannot be named: such eras may lie beside each other.
    Program(uuid::Uuid),
}

/// What the text of a program's era begins with.
const PROGRAM: &str = "program:";

impl Era {
    /// Reads what `Display` writes.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        match text.strip_prefix(PROGRAM) {
            Some(id) => uuid::Uuid::try_parse(id).ok().map(Self::Program),
            None => uuid::Uuid::try_parse(text).ok().map(Self::Machine),
        }
    }
}

impl fmt::Display for Era {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Machine(id) => write!(f, "{id}"),
            Self::Program(id) => write!(f, "{PROGRAM}{id}"),
        }
    }
}

/// A moment on a clock that cannot be set: the time since its era began.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Steady {
    era: Era,
    since: Duration,
}

impl Steady {
    /// The moment `since` the era began.
    #[must_use]
    pub const fn new(era: Era, since: Duration) -> Self {
        Self { era, since }
    }

    /// The time that has surely passed since any moment of another era: a machine's eras follow each other, so at least
    /// this one's length; of a program's nothing is known.
    #[must_use]
    pub const fn since_other_eras(self) -> Duration {
        match self.era {
            Era::Machine(_) => self.since,
            Era::Program(_) => Duration::ZERO,
        }
    }

    /// The era that it lies in.
    #[must_use]
    pub const fn era(self) -> Era {
        self.era
    }

    /// The time since the era began.
    #[must_use]
    pub const fn elapsed(self) -> Duration {
        self.since
    }

    /// The time that passed since `earlier`; `None` across eras, because nobody knows how long lay between them.
    #[must_use]
    pub fn since(self, earlier: Self) -> Option<Duration> {
        (self.era == earlier.era).then(|| self.since.saturating_sub(earlier.since))
    }
}
