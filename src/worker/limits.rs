//! How fast the gateway is asked: a token bucket for reads, a pause between writes.

use std::time::Duration;

use tokio::sync::Mutex;
use tokio::time::Instant;

/// Who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Priority {
    /// A person waits.
    Now,
    /// The outcome of money depends on it; it leaves a reserve for people.
    Proof,
    /// A watched record is due; it leaves a reserve for the others.
    Background,
}

/// Tokens of the bucket: how many reads may follow each other at once.
const CAPACITY: u64 = 8;

/// Tokens that background reads leave for people and the resolver.
const RESERVE: u64 = 4;

/// Tokens that the resolver leaves for people, however many operations it reads for.
const FOR_PEOPLE: u64 = 2;

/// The longest pause that a provider may ask for.
const LONGEST_PAUSE: Duration = Duration::from_secs(300);

/// Limits of one host.
pub(super) struct Limits {
    read_every: Duration,
    write_pause: Duration,
    /// When the bucket would be empty if no token had ever been taken back: the bucket as a single moment
    /// (generic cell rate algorithm).
    next_free: Mutex<Instant>,
    last_write: Mutex<Option<Instant>>,
}

impl Limits {
    pub(super) fn new(read_every: Duration, write_pause: Duration) -> Self {
        // Far enough in the past that the bucket starts full.
        Self { read_every, write_pause, next_free: Mutex::new(Instant::now()), last_write: Mutex::new(None) }
    }

    /// Waits until one more read is allowed.
    pub(super) async fn read(&self, priority: Priority) {
        let depth = match priority {
            Priority::Now => CAPACITY,
            Priority::Proof => CAPACITY - FOR_PEOPLE,
            Priority::Background => CAPACITY - RESERVE,
        };
        let window = self.read_every.saturating_mul(u32::try_from(depth - 1).unwrap_or(0));
        loop {
            let wait = {
                let mut next_free = self.next_free.lock().await;
                let now = Instant::now();
                let start = (*next_free).max(now);
                let ahead = start.saturating_duration_since(now);
                if ahead <= window {
                    *next_free = start + self.read_every;
                    return;
                }
                ahead.saturating_sub(window)
            };
            tokio::time::sleep(wait).await;
        }
    }

    /// Lets nobody read for so long, at most five minutes: the provider asked for it.
    pub(super) async fn pause(&self, pause: Duration) {
        let window = self.read_every.saturating_mul(u32::try_from(CAPACITY - 1).unwrap_or(0));
        let mut next_free = self.next_free.lock().await;
        *next_free = (*next_free).max(Instant::now() + window + pause.min(LONGEST_PAUSE));
    }

    /// Waits out the pause since the last write.
    pub(super) async fn write(&self) {
        let mut last = self.last_write.lock().await;
        if let Some(last) = *last {
            tokio::time::sleep_until(last + self.write_pause).await;
        }
        *last = Some(Instant::now());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_pause_holds_every_read_and_never_for_longer_than_five_minutes() {
        let limits = Limits::new(Duration::from_millis(500), Duration::ZERO);
        let start = Instant::now();
        limits.pause(Duration::from_secs(7)).await;
        limits.read(Priority::Now).await;
        assert_eq!(start.elapsed().as_secs(), 7);
        limits.pause(Duration::from_secs(1_000_000)).await;
        limits.read(Priority::Now).await;
        assert_eq!(start.elapsed().as_secs(), 7 + 300);
    }

    #[tokio::test(start_paused = true)]
    async fn a_burst_passes_and_then_reads_come_at_the_rate() {
        let limits = Limits::new(Duration::from_millis(500), Duration::ZERO);
        let start = Instant::now();
        for _ in 0..CAPACITY {
            limits.read(Priority::Now).await;
        }
        assert_eq!(start.elapsed(), Duration::ZERO);
        limits.read(Priority::Now).await;
        assert!(start.elapsed() >= Duration::from_millis(500), "{:?}", start.elapsed());
    }

    #[tokio::test(start_paused = true)]
    async fn background_reads_leave_a_reserve_for_people() {
        let limits = Limits::new(Duration::from_millis(500), Duration::ZERO);
        let start = Instant::now();
        for _ in 0..(CAPACITY - RESERVE) {
            limits.read(Priority::Background).await;
        }
        assert_eq!(start.elapsed(), Duration::ZERO);
        limits.read(Priority::Now).await;
        assert_eq!(start.elapsed(), Duration::ZERO, "a person does not wait");
        limits.read(Priority::Background).await;
        assert!(start.elapsed() > Duration::ZERO, "the background does");
    }

    #[tokio::test(start_paused = true)]
    async fn ten_thousand_proofs_leave_a_person_not_waiting() {
        let limits = std::sync::Arc::new(Limits::new(Duration::from_millis(500), Duration::ZERO));
        let mut proofs = tokio::task::JoinSet::new();
        for _ in 0..10_000 {
            let limits = std::sync::Arc::clone(&limits);
            proofs.spawn(async move { limits.read(Priority::Proof).await });
        }
        for _ in 0..20 {
            tokio::time::sleep(Duration::from_millis(1_100)).await;
            let asked = Instant::now();
            limits.read(Priority::Now).await;
            assert_eq!(asked.elapsed(), Duration::ZERO, "the person waited for the resolver");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn writes_keep_their_pause() {
        let limits = Limits::new(Duration::ZERO, Duration::from_millis(1_500));
        let start = Instant::now();
        limits.write().await;
        limits.write().await;
        assert!(start.elapsed() >= Duration::from_millis(1_500));
    }
}
