//! Time, ids and salts come from outside, so that a run can be replayed from its seed.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use rand::rngs::StdRng;
use rand::{Rng as _, RngCore as _, SeedableRng as _};
use uuid::Uuid;

use crate::domain::{Era, Steady, Timestamp};

/// Tells the time, twice: for people, and for conclusions.
pub trait Clock: Send + Sync + 'static {
    /// Now, UTC, by the clock on the wall. It can be set, and jump.
    fn now(&self) -> Timestamp;

    /// Now, by a clock that nobody can set.
    fn steady(&self) -> Steady;
}

/// The machine's clocks.
#[derive(Debug, Clone, Copy)]
pub struct SystemClock {
    era: Era,
    /// Where the era is not the machine's run, it began here.
    started: Option<Instant>,
}

impl Default for SystemClock {
    fn default() -> Self {
        // Where the system does not name its run, the program's own run is the era: conclusions then wait anew after
        // each start, which is slower and as safe.
        match boot_id() {
            Some(boot) => Self { era: Era::Machine(boot), started: None },
            None => Self { era: Era::Program(Uuid::new_v4()), started: Some(Instant::now()) },
        }
    }
}

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        let millis = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis());
        Timestamp::from_millis(i64::try_from(millis).unwrap_or(i64::MAX))
    }

    fn steady(&self) -> Steady {
        Steady::new(self.era, self.started.map_or_else(since_boot, |started| started.elapsed()))
    }
}

/// The id of this run of the machine. Source: Linux, `random(4)`.
#[cfg(target_os = "linux")]
fn boot_id() -> Option<Uuid> {
    Uuid::try_parse(std::fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?.trim()).ok()
}

#[cfg(not(target_os = "linux"))]
const fn boot_id() -> Option<Uuid> {
    None
}

/// Time that the machine was awake since it started: what sleeps cannot be answered meanwhile, so sleep does not count.
#[cfg(target_os = "linux")]
fn since_boot() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::Monotonic);
    // Neither is ever negative.
    Duration::new(u64::try_from(time.tv_sec).unwrap_or(0), u32::try_from(time.tv_nsec).unwrap_or(0))
}

/// Never asked where the machine's run has no name.
#[cfg(not(target_os = "linux"))]
const fn since_boot() -> Duration {
    Duration::ZERO
}

/// Mints ids, idempotency keys and salts.
pub struct Mint(Mutex<StdRng>);

/// Characters of a `pg_salt`: digits and Latin letters. Source: `spec/merchant.md` 1.1.
const SALT: &[u8] = b"ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";

impl Mint {
    /// From the system's randomness, or from a seed for a replay.
    pub fn new(seed: Option<u64>) -> Self {
        Self(Mutex::new(seed.map_or_else(StdRng::from_os_rng, StdRng::seed_from_u64)))
    }

    /// A UUID of version 7, so that ids sort by time.
    pub fn uuid(&self, now: Timestamp) -> Uuid {
        let mut random = [0_u8; 10];
        self.0.lock().unwrap_or_else(PoisonError::into_inner).fill_bytes(&mut random);
        let millis = u64::try_from(now.millis()).unwrap_or(0);
        uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
    }

    /// Sixteen letters and digits.
    pub fn salt(&self) -> String {
        let mut rng = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        (0..16).filter_map(|_| SALT.get(rng.random_range(0..SALT.len())).map(|byte| char::from(*byte))).collect()
    }

    /// A delay of up to a quarter of `millis` more, so that many desks do not ask in step.
    pub fn jitter(&self, millis: u64) -> u64 {
        let spread = millis / 4;
        if spread == 0 {
            return millis;
        }
        millis + self.0.lock().unwrap_or_else(PoisonError::into_inner).random_range(0..spread)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_steady_clock_goes_on_and_stays_in_its_era() {
        let clock = SystemClock::default();
        let earlier = clock.steady();
        assert!(clock.steady().since(earlier).is_some());
        #[cfg(target_os = "linux")]
        assert!(SystemClock::default().steady().since(earlier).is_some(), "another program of the same run agrees");
    }

    #[test]
    fn the_same_seed_mints_the_same_ids_and_they_sort_by_time() {
        let (a, b) = (Mint::new(Some(7)), Mint::new(Some(7)));
        let early = a.uuid(Timestamp::from_millis(1_000));
        assert_eq!(early, b.uuid(Timestamp::from_millis(1_000)));
        assert_eq!(early.get_version_num(), 7);
        assert!(early < a.uuid(Timestamp::from_millis(2_000)));
        assert_eq!(a.salt().len(), 16);
    }
}
