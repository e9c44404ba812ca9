//! The real loop on a screen in memory: keys go in, frames come out, and the test answers as the worker.

use std::collections::VecDeque;
use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers};
use futures::Stream;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use tokio::sync::{oneshot, watch};
use tokio::task::JoinHandle;
use tokio::time::Instant;

use super::super::drive::drive;
use super::super::msg::NotOpened;
use super::super::opening::Filling;
use super::super::shell::{Input, Shell};
use super::super::{Bell, Options};
use super::support::{NOW, about, detail, inquiry, lines, page, refund};
use crate::domain::{Record, State, Timestamp};
use crate::worker::handle::Ends;
use crate::worker::{Environment, Handle, Request};

/// What the shell was asked for.
#[derive(Debug, Default)]
pub struct Asked {
    pub copied: Vec<String>,
    pub rung: Vec<String>,
    pub opened: Vec<String>,
    pub suspended: usize,
    pub resumed: usize,
    pub mouse: Option<bool>,
    pub bell: Option<Bell>,
}

/// Inputs that behave like crossterm's stream: it keeps the first waker it meets until that is used.
#[derive(Clone, Default)]
pub struct Keyboard(Arc<Mutex<(VecDeque<Input>, Option<Waker>)>>);

impl Keyboard {
    fn push(&self, input: Input) {
        let mut state = self.0.lock().unwrap();
        state.0.push_back(input);
        if let Some(waker) = state.1.take() {
            waker.wake();
        }
    }
}

impl Stream for Keyboard {
    type Item = io::Result<Input>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let mut state = self.0.lock().unwrap();
        if let Some(input) = state.0.pop_front() {
            return Poll::Ready(Some(Ok(input)));
        }
        state.1.get_or_insert_with(|| context.waker().clone());
        Poll::Pending
    }
}

struct TestShell {
    frames: watch::Sender<(u64, String)>,
    asked: Arc<Mutex<Asked>>,
}

impl Shell for TestShell {
    fn begin_frame(&mut self) -> bool {
        true
    }

    fn end_frame(&mut self, frame: &Buffer) {
        self.frames.send_modify(|(count, text)| {
            *count += 1;
            *text = lines(frame);
        });
    }

    fn suspend(&mut self) -> io::Result<()> {
        self.asked.lock().unwrap().suspended += 1;
        Ok(())
    }

    fn resume(&mut self) -> io::Result<()> {
        self.asked.lock().unwrap().resumed += 1;
        Ok(())
    }

    fn bell(&mut self, bell: Bell) {
        self.asked.lock().unwrap().bell = Some(bell);
    }

    fn mouse(&mut self, heard: bool) {
        self.asked.lock().unwrap().mouse = Some(heard);
    }

    fn copy(&mut self, text: &str) {
        self.asked.lock().unwrap().copied.push(text.to_owned());
    }

    fn ring(&mut self, why: &str) {
        self.asked.lock().unwrap().rung.push(why.to_owned());
    }

    fn open(&mut self, page: &str) -> Result<(), NotOpened> {
        self.asked.lock().unwrap().opened.push(page.to_owned());
        Ok(())
    }
}

/// A running dashboard.
pub struct Harness {
    inputs: Keyboard,
    pub asked: Arc<Mutex<Asked>>,
    pub ends: Ends,
    opening: Option<oneshot::Sender<Result<Handle, String>>>,
    filling: Arc<Mutex<Option<Filling>>>,
    handle: Handle,
    frames: watch::Receiver<(u64, String)>,
    running: JoinHandle<anyhow::Result<()>>,
}

impl Harness {
    pub fn start() -> Self {
        Self::with(Options::default())
    }

    /// With other options than none.
    pub fn with(options: Options) -> Self {
        let (handle, ends) = Handle::pair(about(Environment::Sandbox));
        let inputs = Keyboard::default();
        let keyboard = inputs.clone();
        let (frames, seen) = watch::channel((0, String::new()));
        let asked = Arc::new(Mutex::new(Asked::default()));
        let shell = TestShell { frames, asked: asked.clone() };
        let (opening, opened) = oneshot::channel();
        let began = Instant::now();
        let clock = move || -> Timestamp { NOW.plus(began.elapsed()) };
        let filling = Arc::new(Mutex::new(None));
        let told = Arc::clone(&filling);
        let running = tokio::spawn(async move {
            let mut screen = Terminal::new(TestBackend::new(80, 24)).unwrap();
            let opening = |filling| async move {
                *told.lock().unwrap() = Some(filling);
                opened.await.unwrap_or_else(|_| Err("nobody opens it".to_owned()))
            };
            let options = Options { operator: "ann".to_owned(), ..options };
            drive(&mut screen, keyboard, shell, clock, options, opening).await
        });
        Self { inputs, asked, ends, opening: Some(opening), filling, handle, frames: seen, running }
    }

    pub fn open(&mut self) {
        let _ = self.opening.take().unwrap().send(Ok(self.handle.clone()));
    }

    pub fn fill(&mut self, done: u64, total: u64) {
        self.filling.lock().unwrap().as_ref().unwrap().tell(done, total);
    }

    /// What the opening of the desk waits for: closed when it is given up.
    pub fn gives_up(&mut self) -> oneshot::Sender<Result<Handle, String>> {
        self.opening.take().unwrap()
    }

    pub fn fail(&mut self, reason: &str) {
        let _ = self.opening.take().unwrap().send(Err(reason.to_owned()));
    }

    pub fn input(&self, input: Input) {
        self.inputs.push(input);
    }

    pub fn key(&self, code: KeyCode) {
        self.input(Input::Event(Event::Key(KeyEvent::new(code, KeyModifiers::NONE))));
    }

    pub fn keys(&self, text: &str) {
        text.chars().for_each(|c| self.key(KeyCode::Char(c)));
    }

    pub fn drawn(&self) -> u64 {
        self.frames.borrow().0
    }

    /// Waits until a frame shows this, and answers with the frame.
    pub async fn wait_for_content(&mut self, content: &str) -> String {
        let mut frames = self.frames.clone();
        let shown = frames.wait_for(|(_, text)| text.contains(content));
        let Ok(frame) = tokio::time::timeout(Duration::from_secs(600), shown).await else {
            panic!("{content:?} never came:\n{}", self.frames.borrow().1)
        };
        frame.unwrap().1.clone()
    }

    /// The next question to the worker that is no talk about what is on screen.
    pub async fn asked(&mut self) -> Request {
        loop {
            let next = tokio::time::timeout(Duration::from_secs(600), self.ends.requests.recv());
            match next.await.expect("a question").expect("the dashboard runs") {
                Request::OnScreen { .. } => {}
                request => return request,
            }
        }
    }

    /// Answers questions about the ledger with these rows until something else is asked.
    pub async fn serve(&mut self, rows: &[Record]) -> Request {
        loop {
            match self.asked().await {
                Request::Page { kind, reply, .. } => {
                    let rows: Vec<_> = rows.iter().filter(|row| row.kind == kind).cloned().collect();
                    let total = rows.len() as u64;
                    let _ = reply.send(Ok(page(rows, total)));
                }
                Request::Detail { record, reply } => {
                    let _ = reply.send(Ok(detail(rows.iter().find(|row| row.id == record).unwrap())));
                }
                Request::Operations { reply, .. } => {
                    let _ = reply.send(Ok(page(vec![refund(State::Escalated)], 1)));
                }
                Request::Unresolved { reply, .. } => {
                    let _ = reply.send(Ok(vec![refund(State::Escalated)]));
                }
                Request::Inquiry { reply, .. } => {
                    let _ = reply.send(Ok(inquiry(State::Escalated)));
                }
                request => return request,
            }
        }
    }

    /// Answers questions about the ledger until a frame shows this.
    pub async fn serve_until(&mut self, rows: &[Record], content: &str) -> String {
        let mut frames = self.frames.clone();
        tokio::select! {
            request = self.serve(rows) => panic!("{request:?}"),
            frame = frames.wait_for(|(_, text)| text.contains(content)) => frame.unwrap().1.clone(),
        }
    }

    pub async fn end(self) -> anyhow::Result<()> {
        self.running.await.unwrap()
    }
}
