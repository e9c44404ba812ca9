//! The gateway's clock: it follows the wall's, or stands still until it is moved.

use std::time::Duration;

use crate::domain::Timestamp;

/// Whose time it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ClockMode {
    /// The wall's, plus what was skipped.
    #[default]
    Wall,
    /// Its own: it moves only when a control call moves it.
    Virtual,
}

impl ClockMode {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Wall, Self::Virtual];

    /// The word in control calls and flags.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Wall => "wall",
            Self::Virtual => "virtual",
        }
    }

    /// Reads [`ClockMode::word`] back.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mode| mode.word() == word)
    }
}

/// A clock that is told the wall's time whenever it is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Clock {
    /// The wall's, plus this many milliseconds; less than none after an earlier state was restored.
    Wall(i64),
    Virtual(Timestamp),
}

impl Clock {
    /// A clock that shows `now`.
    pub(super) fn showing(now: Timestamp, mode: ClockMode, wall: Timestamp) -> Self {
        match mode {
            ClockMode::Wall => Self::Wall(now.millis().saturating_sub(wall.millis())),
            ClockMode::Virtual => Self::Virtual(now),
        }
    }

    pub(super) const fn mode(self) -> ClockMode {
        match self {
            Self::Wall(_) => ClockMode::Wall,
            Self::Virtual(_) => ClockMode::Virtual,
        }
    }

    pub(super) fn now(self, wall: Timestamp) -> Timestamp {
        match self {
            Self::Wall(ahead) => Timestamp::from_millis(wall.millis().saturating_add(ahead)),
            Self::Virtual(now) => now,
        }
    }

    pub(super) fn advance(&mut self, by: Duration, wall: Timestamp) {
        *self = Self::showing(self.now(wall).plus(by), self.mode(), wall);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_follows_the_wall_or_stands_still_and_both_can_be_moved() {
        let at = Timestamp::from_millis;
        let mut wall = Clock::showing(at(1_000), ClockMode::Wall, at(5_000));
        let mut own = Clock::showing(at(1_000), ClockMode::Virtual, at(5_000));
        assert_eq!((wall.now(at(5_010)), own.now(at(5_010))), (at(1_010), at(1_000)));
        for clock in [&mut wall, &mut own] {
            clock.advance(Duration::from_secs(2), at(5_010));
        }
        assert_eq!((wall.now(at(5_020)), own.now(at(5_020))), (at(3_020), at(3_000)));
        let held = Clock::showing(wall.now(at(5_020)), ClockMode::Virtual, at(5_020));
        assert_eq!(held, Clock::Virtual(at(3_020)));
        assert!(ClockMode::ALL.into_iter().all(|mode| ClockMode::parse(mode.word()) == Some(mode)));
    }
}
