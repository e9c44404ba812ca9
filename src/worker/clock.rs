//! Time, ids and salts come from outside, so that a run can be replayed from its seed.

use std::sync::{Mutex, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use rand::rngs::StdRng;
use rand::{Rng as _, RngCore as _, SeedableRng as _};
use uuid::Uuid;

use crate::domain::Timestamp;

/// Tells the time.
pub trait Clock: Send + Sync + 'static {
    /// Now, UTC.
    fn now(&self) -> Timestamp;
}

/// The machine's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        let millis = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis());
        Timestamp::from_millis(i64::try_from(millis).unwrap_or(i64::MAX))
    }
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
    fn the_same_seed_mints_the_same_ids_and_they_sort_by_time() {
        let (a, b) = (Mint::new(Some(7)), Mint::new(Some(7)));
        let early = a.uuid(Timestamp::from_millis(1_000));
        assert_eq!(early, b.uuid(Timestamp::from_millis(1_000)));
        assert_eq!(early.get_version_num(), 7);
        assert!(early < a.uuid(Timestamp::from_millis(2_000)));
        assert_eq!(a.salt().len(), 16);
    }
}
