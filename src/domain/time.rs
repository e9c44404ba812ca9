//! Points in time. They always come from outside: the core has no clock.
//!
//! Two clocks are told apart. A [`Timestamp`] is the wall clock: it is shown, and anybody can set it. A [`Steady`] is
//! time that nobody can set: only it says how long something took.

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

/// A stretch of time in which a steady clock ran without a break: one run of the machine, or of the program where the
/// machine's cannot be named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Era(uuid::Uuid);

impl Era {
    /// Wraps the id of a run.
    #[must_use]
    pub const fn from_uuid(id: uuid::Uuid) -> Self {
        Self(id)
    }

    /// The id itself.
    #[must_use]
    pub const fn uuid(self) -> uuid::Uuid {
        self.0
    }
}

/// A moment on a clock that cannot be set: the time since its era began.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Steady {
    era: Era,
    since: Duration,
    /// Whether eras follow each other: those of a machine do, those of programs run beside each other.
    is_machines: bool,
}

impl Steady {
    /// The moment `since` a run of the machine began.
    #[must_use]
    pub const fn new(era: Era, since: Duration) -> Self {
        Self { era, since, is_machines: true }
    }

    /// The moment `since` a run of a program began, where the machine's runs cannot be named.
    #[must_use]
    pub const fn of_program(era: Era, since: Duration) -> Self {
        Self { era, since, is_machines: false }
    }

    /// The time that has surely passed since any moment of another era: a machine's eras follow each other, so at least
    /// this one's length; of a program's nothing is known.
    #[must_use]
    pub const fn since_other_eras(self) -> Duration {
        if self.is_machines { self.since } else { Duration::ZERO }
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
