//! Carries out what the gate let through. Every answer comes back as a message; the loop never waits for one.

use std::future::Future;

use tokio::sync::mpsc::UnboundedSender;

use super::dialog::Undone;
use super::gate::Deed;
use super::msg::{Effect, Msg};
use crate::domain::Query;
use crate::worker::Handle;

/// What the loop itself has to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Chore {
    /// Open a page outside of the terminal.
    Open(String),
    /// Copy a text through the terminal.
    Copy(String),
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
}

impl Runner {
    /// A runner without a worker: the desk is still being opened.
    pub const fn new(answers: UnboundedSender<Msg>) -> Self {
        Self { handle: None, answers }
    }

    /// The desk is open.
    pub fn open(&mut self, handle: Handle) {
        self.handle = Some(handle);
    }

    fn ask<F>(&self, question: impl FnOnce(Handle) -> F)
    where
        F: Future<Output = Msg> + Send + 'static,
    {
        let Some(handle) = self.handle.clone() else { return };
        let (answers, question) = (self.answers.clone(), question(handle));
        tokio::spawn(async move {
            // The loop may have ended; then nobody wants the answer.
            let _ = answers.send(question.await);
        });
    }

    /// Starts a deed. Answers with what the loop has to do itself.
    pub fn start(&self, deed: Deed) -> Option<Chore> {
        match deed {
            Deed::Submit(dialog, submission) => self.ask(|handle| async move {
                Msg::Submitted(dialog, handle.submit(submission).await.map_err(|error| Undone::of(&error)))
            }),
            Deed::Decide(dialog, ruling) => self.ask(move |handle| async move {
                let result = handle.decide(ruling.operation, ruling.decision).await;
                Msg::Decided(dialog, result.map(Box::new).map_err(|error| Undone::of(&error)))
            }),
            Deed::Preview(dialog, edit, submission) => {
                self.ask(|handle| async move { Msg::Previewed(dialog, edit, handle.preview(submission).await) });
            }
            Deed::Harmless(effect) => return self.harmless(effect),
        }
        None
    }

    fn harmless(&self, effect: Effect) -> Option<Chore> {
        match effect {
            Effect::LoadPage(kind, ask) => self.ask(move |handle| async move {
                let page = handle.page(kind, Query::default(), ask.from, ask.limit).await;
                Msg::Page(kind, ask.seq, page)
            }),
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
            Effect::Refresh(dialog, record) => self.ask(move |handle| async move {
                Msg::Refreshed(dialog, record, handle.refresh(record).await.map(Box::new))
            }),
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
            Effect::Redraw => return Some(Chore::Redraw),
            Effect::Suspend => return Some(Chore::Suspend),
            Effect::Quit => return Some(Chore::Quit),
            // The gate never calls these harmless.
            Effect::Submit(_) | Effect::Decide(_) | Effect::Preview { .. } => {}
        }
        None
    }
}
