//! Seeded chance. Every decision draws from a stream of its own, named by what it decides and for whom, so that
//! reading a status never changes what a payer does next.

use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};
use sha2::{Digest as _, Sha256};
use uuid::{Builder, Uuid};

/// One stream of chance.
pub(super) struct Chance(StdRng);

const LETTERS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

impl Chance {
    /// The stream of one decision.
    pub(super) fn of(seed: u64, label: &str, number: u64) -> Self {
        let mut hash = Sha256::new();
        hash.update(seed.to_be_bytes());
        hash.update(number.to_be_bytes());
        hash.update(label.as_bytes());
        Self(StdRng::from_seed(hash.finalize().into()))
    }

    /// A whole number, both ends included.
    pub(super) fn within(&mut self, from: u64, to: u64) -> u64 {
        self.0.random_range(from..=to.max(from))
    }

    /// One of these, or nothing when there are none.
    pub(super) fn pick<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
        let last = u64::try_from(from.len()).ok()?.checked_sub(1)?;
        from.get(usize::try_from(self.within(0, last)).ok()?)
    }

    /// Digits and Latin letters.
    pub(super) fn text(&mut self, length: usize) -> String {
        (0..length).filter_map(|_| self.pick(LETTERS).map(|byte| char::from(*byte))).collect()
    }

    /// Digits, the first of which is not zero.
    pub(super) fn digits(&mut self, length: usize) -> String {
        (0..length).map(|at| char::from_digit(self.0.random_range(u32::from(at == 0)..10), 10).unwrap_or('1')).collect()
    }

    /// A version 4 UUID.
    pub(super) fn uuid(&mut self) -> Uuid {
        Builder::from_random_bytes(self.0.random()).into_uuid()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_depends_on_seed_label_and_number_alone() {
        let text = |seed, label, number| Chance::of(seed, label, number).text(16);
        assert_eq!(text(1, "a", 1), text(1, "a", 1));
        for other in [text(2, "a", 1), text(1, "b", 1), text(1, "a", 2)] {
            assert_ne!(text(1, "a", 1), other);
        }
        assert_eq!(Chance::of(1, "d", 0).digits(12).len(), 12);
        assert_eq!(Chance::of(1, "p", 0).pick::<u8>(&[]), None);
    }
}
