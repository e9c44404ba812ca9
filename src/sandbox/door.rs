//! Whether anybody listens. The shell shuts the door for a while; the listener behind it is closed and bound anew, so
//! that a client in between meets what a machine without a server answers.

use std::time::Duration;

use tokio::sync::watch;
use tokio::time::Instant;

/// How long until the port is tried again when somebody else has it.
const RETRY: Duration = Duration::from_millis(50);

/// One door, seen from both sides.
#[derive(Clone)]
pub(super) struct Door {
    /// Until when it is to be shut.
    until: watch::Sender<Option<Instant>>,
    /// Whether the listener is closed.
    closed: watch::Sender<bool>,
}

impl Door {
    pub(super) fn new() -> Self {
        Self { until: watch::Sender::new(None), closed: watch::Sender::new(false) }
    }

    /// Shuts it for this long, or opens it.
    pub(super) fn set(&self, shut_for: Option<Duration>) {
        self.until.send_replace(shut_for.map(|time| Instant::now() + time));
    }

    pub(super) fn is_shut(&self) -> bool {
        self.until.borrow().is_some()
    }

    /// Waits until the listener is closed, when it is to be.
    pub(super) async fn closes(&self) {
        if self.is_shut() {
            // The sender is held here as well, so it cannot be gone.
            let _ = self.closed.subscribe().wait_for(|closed| *closed).await;
        }
    }

    /// Waits until somebody listens.
    pub(super) async fn opens(&self) {
        // As above.
        let _ = self.until.subscribe().wait_for(Option::is_none).await;
        let _ = self.closed.subscribe().wait_for(|closed| !*closed).await;
    }

    /// The listener's side: it is closed now. Waits until the door is opened or its time is over.
    pub(super) async fn pass_shut(&self) {
        self.closed.send_replace(true);
        let mut until = self.until.subscribe();
        loop {
            let Some(end) = *until.borrow_and_update() else { return };
            tokio::select! {
                () = tokio::time::sleep_until(end) => {
                    self.until.send_if_modified(|until| until.take_if(|until| *until == end).is_some());
                }
                // As above.
                _ = until.changed() => {}
            }
        }
    }

    /// The listener's side: it listens.
    pub(super) fn opened(&self) {
        self.closed.send_if_modified(std::mem::take);
    }

    /// The listener's side: waits until the door is shut.
    pub(super) async fn shuts(&self) {
        // As above.
        let _ = self.until.subscribe().wait_for(Option::is_some).await;
    }

    /// The listener's side: waits a little before it tries the port again.
    pub(super) async fn pause(&self) {
        tokio::time::sleep(RETRY).await;
    }
}

#[cfg(test)]
mod tests {
    use futures::FutureExt as _;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn whoever_shuts_it_waits_for_the_listener_and_it_opens_when_its_time_is_over() {
        let door = Door::new();
        assert!(door.closes().now_or_never().is_some(), "an open door keeps nobody waiting");
        door.set(Some(Duration::from_secs(10)));
        assert!(door.closes().now_or_never().is_none(), "the listener is still there");
        let listener = tokio::spawn({
            let door = door.clone();
            async move {
                door.pass_shut().await;
                door.opened();
            }
        });
        door.closes().await;
        assert!(door.is_shut() && door.opens().now_or_never().is_none());
        let begun = Instant::now();
        door.opens().await;
        assert!(begun.elapsed() >= Duration::from_secs(10) && !door.is_shut());
        listener.await.unwrap();
    }

    #[tokio::test(start_paused = true)]
    async fn a_longer_time_replaces_a_shorter_one() {
        let door = Door::new();
        door.set(Some(Duration::from_secs(10)));
        let begun = Instant::now();
        let passing = door.pass_shut();
        tokio::pin!(passing);
        assert!(passing.as_mut().now_or_never().is_none());
        door.set(Some(Duration::from_secs(30)));
        passing.await;
        assert!(begun.elapsed() >= Duration::from_secs(30));
    }
}
