//! When to draw: at most every 16 ms, and never when nothing was asked for.

use std::time::Duration;

use tokio::time::Instant;

/// Shortest time between two frames.
pub const SPACING: Duration = Duration::from_millis(16);

/// Coalesces requests for frames.
#[derive(Debug, Default)]
pub struct Frames {
    last: Option<Instant>,
    wanted: bool,
}

impl Frames {
    /// Asks for a frame. Many requests make one frame.
    pub const fn request(&mut self) {
        self.wanted = true;
    }

    /// When the next frame is due; `None` when nobody wants one.
    pub fn due(&self, now: Instant) -> Option<Instant> {
        self.wanted.then(|| self.last.map_or(now, |last| (last + SPACING).max(now)))
    }

    /// A frame was drawn.
    pub const fn drawn(&mut self, now: Instant) {
        self.last = Some(now);
        self.wanted = false;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_of_requests_makes_one_frame_and_silence_makes_none() {
        let start = Instant::now();
        let mut frames = Frames::default();
        assert_eq!(frames.due(start), None);
        frames.request();
        frames.request();
        assert_eq!(frames.due(start), Some(start), "the first frame is due at once");
        frames.drawn(start);
        assert_eq!(frames.due(start), None);
        frames.request();
        assert_eq!(frames.due(start + Duration::from_millis(3)), Some(start + SPACING));
        let late = start + Duration::from_secs(9);
        assert_eq!(frames.due(late), Some(late));
    }
}
