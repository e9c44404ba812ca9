//! Carries out what the gate let through. Every answer comes back as a message; the loop never waits for one.

use std::collections::HashMap;
use std::future::Future;
use std::path::PathBuf;
use std::sync::Arc;

use tokio::sync::Notify;
use tokio::sync::mpsc::UnboundedSender;
use tokio::task::{AbortHandle, JoinHandle};

use super::Bell;
use super::activity::{Finished, Work};
use super::dialog::Undone;
use super::gate::Deed;
use super::keeper::Keeper;
use super::msg::{Effect, Msg};
use crate::domain::{RecordId, RecordKind};
use crate::worker::Handle;
use crate::worker::export::{Export, export};

/// What the loop itself has to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Chore {
    /// Open a page outside of the terminal.
    Open(String),
    /// Copy a text through the terminal.
    Copy(String),
    /// Ring, with a line about why.
    Ring(String),
    /// Hear the mouse, or leave it to the terminal.
    Mouse(bool),
    /// Call the person who looks elsewhere in this way.
    Bell(Bell),
    /// Draw everything anew.
    Redraw,
    /// Hand the terminal back for a while.
    Suspend,
    /// End.
    Quit,
}

/// Talks to the worker in tasks of its own. Answers that are under way are few: one of a sort at a time.
#[derive(Debug)]
pub struct Runner {
    handle: Option<Handle>,
    answers: UnboundedSender<Msg>,
    /// The newest window of each list that was asked for: an answer to an older question is of no use.
    windows: HashMap<RecordKind, AbortHandle>,
    /// Reads that a person asked for.
    readings: HashMap<RecordId, AbortHandle>,
    /// Long work.
    jobs: HashMap<u64, AbortHandle>,
    /// Lists that are written to files. They are asked to end, so that each tidies up and tells what became of it.
    exports: HashMap<u64, (Arc<Notify>, JoinHandle<()>)>,
    /// Keeps how the lists were left, where there is a place for it.
    pub keeper: Option<Keeper>,
}

impl Runner {
    /// A runner without a worker: the desk is still being opened.
    pub fn new(answers: UnboundedSender<Msg>) -> Self {
        let (windows, readings) = (HashMap::new(), HashMap::new());
        let (jobs, exports) = (HashMap::new(), HashMap::new());
        Self { handle: None, answers, windows, readings, jobs, exports, keeper: None }
    }

    /// The desk is open.
    pub fn open(&mut self, handle: Handle) {
        self.handle = Some(handle);
    }

    fn ask<F>(&self, question: impl FnOnce(Handle) -> F)
    where
        F: Future<Output = Msg> + Send + 'static,
    {
        // It is not called off: it ends by itself.
        drop(self.spawn(question));
    }

    fn spawn<F>(&self, question: impl FnOnce(Handle) -> F) -> Option<AbortHandle>
    where
        F: Future<Output = Msg> + Send + 'static,
    {
        let handle = self.handle.clone()?;
        let (answers, question) = (self.answers.clone(), question(handle));
        let task = tokio::spawn(async move {
            // The loop may have ended; then nobody wants the answer.
            let _ = answers.send(question.await);
        });
        Some(task.abort_handle())
    }

    /// Long work: piece after piece, and how far it came.
    fn work(&mut self, id: u64, work: Work) {
        match work {
            Work::Refresh(records) => self.refresh_all(id, records),
            Work::Export(export, _) => self.export(id, *export),
        }
    }

    fn refresh_all(&mut self, id: u64, records: Vec<RecordId>) {
        let answers = self.answers.clone();
        let task = self.spawn(|handle| async move {
            let total = records.len() as u64;
            let mut finished = Finished { total, failed: 0, reason: None };
            for (done, record) in (1..).zip(records) {
                if let Err(error) = handle.refresh(record).await {
                    finished.failed += 1;
                    finished.reason = Some(error);
                }
                let _ = answers.send(Msg::Progress(id, done));
            }
            Msg::Finished(id, finished)
        });
        self.jobs.retain(|_, job| !job.is_finished());
        self.jobs.extend(task.map(|task| (id, task)));
    }

    fn export(&mut self, id: u64, mut wanted: Export) {
        let Some(handle) = self.handle.clone() else { return };
        wanted.path = from_home(wanted.path);
        let (answers, stop) = (self.answers.clone(), Arc::new(Notify::new()));
        let stopped = Arc::clone(&stop);
        let task = tokio::spawn(async move {
            let progress = |rows| drop(answers.send(Msg::Progress(id, rows)));
            let result = export(&handle, wanted, progress, stopped.notified()).await;
            // The loop may have ended; then nobody wants the answer.
            let _ = answers.send(Msg::Exported(id, result));
        });
        self.exports.retain(|_, (_, task)| !task.is_finished());
        self.exports.insert(id, (stop, task));
    }

    /// Ends when every file is written or gone, and what is kept is kept.
    pub async fn finish(&mut self) {
        for (stop, task) in std::mem::take(&mut self.exports).into_values() {
            stop.notify_one();
            // What became of it nobody sees any more.
            let _ = task.await;
        }
        if let Some(keeper) = self.keeper.take() {
            keeper.finish().await;
        }
    }

    /// Starts a deed. Answers with what the loop has to do itself.
    pub fn start(&mut self, deed: Deed) -> Option<Chore> {
        match deed {
            Deed::Submit(dialog, submission) => self.ask(|handle| async move {
                Msg::Submitted(dialog, handle.submit(submission).await.map_err(Undone::Error))
            }),
            Deed::Decide(dialog, ruling) => self.ask(move |handle| async move {
                let result = handle.decide(ruling.operation, ruling.decision).await;
                Msg::Decided(dialog, result.map(Box::new).map_err(Undone::Error))
            }),
            Deed::Preview(dialog, edit, submission) => {
                self.ask(|handle| async move { Msg::Previewed(dialog, edit, handle.preview(submission).await) });
            }
            Deed::Harmless(effect) => return self.harmless(effect),
        }
        None
    }

    fn harmless(&mut self, effect: Effect) -> Option<Chore> {
        match effect {
            Effect::LoadPage(kind, query, ask) => {
                let task = self.spawn(move |handle| async move {
                    let page = handle.page(kind, query, ask.from, ask.limit).await;
                    Msg::Page(kind, ask.seq, page)
                });
                if let Some(older) = task.and_then(|task| self.windows.insert(kind, task)) {
                    older.abort();
                }
            }
            Effect::LoadTotals(kind, number, filter) => {
                self.ask(move |handle| async move { Msg::Totals(kind, number, handle.totals(kind, filter).await) });
            }
            Effect::Keep { text, aside } => {
                if let Some(keeper) = &self.keeper {
                    keeper.keep(text, aside);
                }
            }
            Effect::LoadOperations(ask) => self.ask(move |handle| async move {
                let page = handle.operations(ask.from, ask.limit).await;
                Msg::Operations(ask.seq, page)
            }),
            Effect::LoadUnresolved(ask) => self.ask(move |handle| async move {
                Msg::UnresolvedOperations(ask.seq, handle.unresolved_operations(ask.limit).await)
            }),
            Effect::LoadInquiry(operation) => {
                self.ask(move |handle| async move {
                    let inquiry = handle.inquiry(operation).await;
                    Msg::Inquiry(operation, inquiry.map(Box::new))
                });
            }
            Effect::LoadDetail(record) => {
                self.ask(move |handle| async move { Msg::Detail(record, handle.detail(record).await.map(Box::new)) });
            }
            Effect::Recheck { dialog, number, record } => {
                self.ask(move |handle| async move {
                    Msg::Rechecked(dialog, number, handle.detail(record).await.map(Box::new))
                });
            }
            Effect::LoadOverview(span) => {
                self.ask(move |handle| async move { Msg::Overview(span, handle.overview(span).await.map(Box::new)) });
            }
            Effect::LoadBalance => self.ask(|handle| async move { Msg::Balance(handle.balance().await) }),
            Effect::Refresh(dialog, record) => {
                let task = self.spawn(move |handle| async move {
                    Msg::Refreshed(dialog, record, handle.refresh(record).await.map(Box::new))
                });
                // What a dialog waits for goes on until the dialog is closed, and ends by itself.
                if let Some(task) = task.filter(|_| dialog.is_none()) {
                    self.readings.retain(|_, reading| !reading.is_finished());
                    self.readings.insert(record, task);
                }
            }
            Effect::CallOff(record) => {
                if let Some(reading) = self.readings.remove(&record) {
                    reading.abort();
                }
            }
            Effect::Work(id, work) => self.work(id, work),
            Effect::CallOffWork(id) => {
                if let Some(job) = self.jobs.remove(&id) {
                    job.abort();
                }
                if let Some((stop, _)) = self.exports.get(&id) {
                    stop.notify_one();
                }
            }
            Effect::Ring(why) => return Some(Chore::Ring(why)),
            Effect::Watch(record, on) => {
                self.ask(move |handle| async move { Msg::Watched(on, handle.watch(record, on).await) });
            }
            Effect::Resolve(operation) => {
                self.ask(move |handle| async move {
                    Msg::Resolved(operation, handle.resolve(operation).await.map(Box::new))
                });
            }
            Effect::OnScreen(records) => {
                if let Some(handle) = &self.handle {
                    handle.on_screen(records);
                }
            }
            Effect::Open(page) => return Some(Chore::Open(page)),
            Effect::Copy(text) => return Some(Chore::Copy(text)),
            Effect::Mouse(heard) => return Some(Chore::Mouse(heard)),
            Effect::Bell(bell) => return Some(Chore::Bell(bell)),
            Effect::Redraw => return Some(Chore::Redraw),
            Effect::Suspend => return Some(Chore::Suspend),
            Effect::Quit => return Some(Chore::Quit),
            // The gate never calls these harmless.
            Effect::Submit(_) | Effect::Decide(_) | Effect::Preview { .. } => {}
        }
        None
    }
}

/// A path as a shell understands it: `~/` is the home folder.
fn from_home(path: PathBuf) -> PathBuf {
    match (path.strip_prefix("~"), etcetera::home_dir()) {
        (Ok(rest), Ok(home)) => home.join(rest),
        (_, _) => path,
    }
}
