//! When to draw: for news at most every 16 ms, for a key almost at once, and never when nothing was asked for.

use std::time::Duration;

use tokio::time::Instant;

/// The time in which news make one frame, and news and answers together two.
pub const SPACING: Duration = Duration::from_millis(16);

/// The time in which keys make one frame: nobody feels it, and a wheel that is spun cannot fill a slow line with frames.
const KEY_SPACING: Duration = Duration::from_millis(2);

/// What a frame is wanted for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cause {
    /// Something changed by itself.
    News,
    /// Rows or the like came. Somebody may wait for them, or only news asked.
    Answer,
    /// Somebody pressed a key and waits.
    Input,
}

/// Coalesces requests for frames.
#[derive(Debug, Default)]
pub struct Frames {
    last: Option<Instant>,
    before_last: Option<Instant>,
    wanted: Option<Cause>,
}

impl Frames {
    /// Asks for a frame. Many requests make one frame.
    pub fn request(&mut self, cause: Cause) {
        self.wanted = self.wanted.max(Some(cause));
    }

    /// When the next frame is due; `None` when nobody wants one.
    pub fn due(&self, now: Instant) -> Option<Instant> {
        let (drawn, spacing) = match self.wanted? {
            Cause::News => (self.last, SPACING),
            // It does not wait for the frame of some news, but whatever comes in, two frames in a row are enough.
            Cause::Answer => (self.before_last, SPACING),
            Cause::Input => (self.last, KEY_SPACING),
        };
        Some(drawn.map_or(now, |drawn| (drawn + spacing).max(now)))
    }

    /// A frame was drawn.
    pub const fn drawn(&mut self, now: Instant) {
        self.before_last = self.last;
        self.last = Some(now);
        self.wanted = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MS: Duration = Duration::from_millis(1);

    #[test]
    fn a_burst_of_requests_makes_one_frame_and_silence_makes_none() {
        let start = Instant::now();
        let mut frames = Frames::default();
        assert_eq!(frames.due(start), None);
        frames.request(Cause::News);
        frames.request(Cause::News);
        assert_eq!(frames.due(start), Some(start), "the first frame is due at once");
        frames.drawn(start);
        assert_eq!(frames.due(start), None);
        frames.request(Cause::News);
        assert_eq!(frames.due(start + 3 * MS), Some(start + SPACING));
        let late = start + Duration::from_secs(9);
        assert_eq!(frames.due(late), Some(late));
    }

    #[test]
    fn a_key_does_not_wait_for_the_frame_of_some_news() {
        let start = Instant::now();
        let mut frames = Frames::default();
        frames.request(Cause::News);
        frames.drawn(start);
        frames.request(Cause::News);
        frames.request(Cause::Input);
        assert_eq!(frames.due(start + MS), Some(start + KEY_SPACING));
        frames.drawn(start + KEY_SPACING);
        frames.request(Cause::Input);
        assert_eq!(frames.due(start + 9 * MS), Some(start + 9 * MS), "keys in a row are each drawn at once");
        frames.drawn(start + 9 * MS);
        frames.request(Cause::News);
        assert_eq!(frames.due(start + 9 * MS), Some(start + 9 * MS + SPACING));
    }

    #[test]
    fn answers_and_news_make_two_frames_in_16_ms_and_no_third() {
        let start = Instant::now();
        let mut frames = Frames::default();
        frames.request(Cause::News);
        frames.drawn(start);
        frames.request(Cause::News);
        frames.request(Cause::Answer);
        assert_eq!(frames.due(start + MS), Some(start + MS));
        frames.drawn(start + MS);
        frames.request(Cause::Answer);
        assert_eq!(frames.due(start + 2 * MS), Some(start + SPACING));
    }
}
