//! The slow part of the start, while the first frame is on screen already.

use std::future::Future;

use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::worker::Handle;

/// Tells how far filling the ledger came while the desk is being opened.
#[derive(Debug, Clone)]
pub struct Filling(watch::Sender<(u64, u64)>);

impl Filling {
    /// So many records of so many are in the ledger.
    pub fn tell(&self, done: u64, total: u64) {
        self.0.send_replace((done, total));
    }
}

/// What was begun before the desk is there: it is opened, and what was kept of the lists is read.
pub struct Begun {
    desk: Option<JoinHandle<Result<Handle, String>>>,
    opened: Option<Result<Handle, String>>,
    kept: Option<JoinHandle<Result<String, String>>>,
    found: Option<Result<String, String>>,
}

impl Begun {
    /// Begins to open a desk, beside the reading of what was kept. The receiver hears how far filling the ledger came.
    pub fn start<F, O>(
        opening: F,
        kept: Option<JoinHandle<Result<String, String>>>,
    ) -> (Self, watch::Receiver<(u64, u64)>)
    where
        F: FnOnce(Filling) -> O,
        O: Future<Output = Result<Handle, String>> + Send + 'static,
    {
        let (filling, filled) = watch::channel((0, 0));
        let desk = Some(tokio::spawn(opening(Filling(filling))));
        (Self { desk, opened: None, kept, found: None }, filled)
    }

    /// Whether the desk is still being opened.
    pub fn is_opening(&self) -> bool {
        self.desk.is_some()
    }

    /// Nobody waits for the desk any more: what fills it is given up.
    pub fn give_up(self) {
        if let Some(desk) = self.desk {
            desk.abort();
        }
    }

    /// The desk, once it is open and what was kept is read; then nothing more. What was waited for is not lost when keys
    /// come in between.
    pub async fn next(&mut self) -> (Result<Handle, String>, Option<Result<String, String>>) {
        if let Some(desk) = self.desk.as_mut() {
            let opened = desk.await.unwrap_or_else(|error| Err(format!("the desk could not be opened: {error}")));
            self.desk = None;
            self.opened = Some(opened);
        }
        if let (Some(kept), Some(Ok(_))) = (self.kept.as_mut(), &self.opened) {
            self.found = kept.await.ok();
            self.kept = None;
        }
        match self.opened.take() {
            Some(opened) => (opened, self.found.take()),
            None => std::future::pending().await,
        }
    }
}
