//! The loop: waits, gathers what has come, lets `update` take it, carries out what the gate lets through, draws when
//! something changed. It is generic over screen, inputs, shell and clock, so that tests run this very loop.

use std::future::Future;
use std::io;
use std::task::Poll;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::{Context as _, anyhow};
use crossterm::event::Event;
use futures::{FutureExt as _, Stream, StreamExt as _};
use ratatui::Terminal;
use ratatui::backend::Backend;
use ratatui::layout::Size;
use tokio::sync::mpsc;
use tokio::time::Instant;

use super::Options;
use super::frames::{Cause, Frames};
use super::gate;
use super::keeper::{self, Keeper};
use super::model::{Model, Phase};
use super::msg::{Effect, Msg};
use super::news::News;
use super::opening::{Begun, Filling};
use super::runner::{Chore, Runner};
use super::settings;
use super::shell::{Input, Shell};
use super::theme::Theme;
use super::update::update;
use super::view;
use crate::domain::Timestamp;
use crate::say;
use crate::worker::Handle;

/// Most inputs that are taken before the next frame.
const BATCH: usize = 1_024;

/// The time of day.
pub fn wall_clock() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO);
    Timestamp::default().plus(since)
}

/// Everything that the loop owns.
struct Desk<'t, B: Backend, S, C> {
    screen: &'t mut Terminal<B>,
    shell: S,
    clock: C,
    model: Model,
    frames: Frames,
    runner: Runner,
    ended: bool,
}

/// Runs the dashboard on any screen.
pub async fn drive<B: Backend, I, S: Shell, C: Fn() -> Timestamp, F, O>(
    screen: &mut Terminal<B>,
    mut inputs: I,
    shell: S,
    clock: C,
    options: Options,
    opening: F,
) -> anyhow::Result<()>
where
    I: Stream<Item = io::Result<Input>> + Unpin,
    F: FnOnce(Filling) -> O,
    O: Future<Output = Result<Handle, String>> + Send + 'static,
{
    let size = screen.size().map_err(|error| anyhow!("cannot ask the terminal for its size: {error}"))?;
    let mut model = Model::new(size, Theme::new(options.no_color), options.title, options.read_only);
    model.operator = options.operator;
    model.log = options.log;
    model.language = options.language;
    model.language_is_chosen = options.language_is_chosen;
    let first = options.files.as_ref().map(settings::Files::read).unwrap_or_default();
    let mut reading = first.clone();
    if let Some(name) = options.accent {
        match name.parse() {
            Ok(colour) => model.theme = model.theme.with_accent(Some(colour)),
            Err(_) => reading.faults.push(say!(model.language, "settings-no-colour", name = name)),
        }
    }
    let (answers, mut answered) = mpsc::unbounded_channel();
    let changed = answers.clone();
    let kept = options.views.clone().map(|path| tokio::task::spawn_blocking(move || keeper::read(&path)));
    let keeper = options.views.map(|path| Keeper::start(path, answers.clone()));
    let mut runner = Runner::new(answers);
    runner.keeper = keeper;
    let mut desk = Desk { screen, shell, clock, model, frames: Frames::default(), runner, ended: false };
    desk.take(vec![Msg::Settings(Box::new(reading))], Cause::Input)?;
    desk.draw()?;
    // Kept, because it listens for as long as it is.
    let _changes = options.files.and_then(|files| {
        settings::watch(files, first, move |reading| changed.send(Msg::Settings(Box::new(reading))).is_ok())
    });
    // Only now that something is on screen the slow part begins.
    let (mut opening, mut filled) = Begun::start(opening, kept);
    let mut news: Option<News> = None;
    while !desk.ended {
        let wake = desk.wake();
        let mut batch = Vec::new();
        let mut cause = Cause::News;
        tokio::select! {
            gathered = gather(&mut inputs) => {
                cause = Cause::Input;
                for input in gathered {
                    desk.input(input, &mut batch)?;
                }
            }
            Some(msg) = answered.recv() => {
                cause = Cause::Answer;
                batch.push(msg);
            }
            msg = News::next(&mut news) => batch.push(msg),
            Ok(()) = filled.changed(), if opening.is_opening() => {
                let (done, total) = *filled.borrow_and_update();
                batch.push(Msg::Filled(done, total));
            }
            // It waits a little for the first rows, so that both make one frame.
            (opened, found) = opening.next() => {
                match opened {
                    Ok(handle) => {
                        news = Some(News::of(&handle));
                        // Before the first rows are asked for: they are asked for as the lists were left.
                        batch.extend(found.map(Msg::Kept));
                        batch.push(Msg::Opened(Box::new(handle.about().clone())));
                        batch.push(Msg::Health(handle.health().borrow().clone()));
                        batch.push(Msg::Unresolved(*handle.unresolved().borrow()));
                        desk.runner.open(handle);
                    }
                    Err(reason) => batch.push(Msg::OpeningFailed(reason)),
                }
            }
            () = sleep_until(wake) => {}
        }
        while batch.len() < BATCH
            && let Ok(msg) = answered.try_recv()
        {
            batch.push(msg);
        }
        while batch.len() < BATCH
            && let Some(msg) = News::next(&mut news).now_or_never()
        {
            batch.push(msg);
        }
        desk.take(batch, cause)?;
        desk.draw_if_due()?;
    }
    opening.give_up();
    desk.runner.finish().await;
    match desk.model.phase {
        Phase::Broken(reason) => Err(anyhow!(reason)),
        Phase::Opening | Phase::Open(_) => Ok(()),
    }
}

/// Everything that has come in, at least one. Polled with the task's own waker only: crossterm's stream remembers the
/// first waker that it meets, so a look with another one would leave the next key unheard.
async fn gather<I>(inputs: &mut I) -> Vec<Option<io::Result<Input>>>
where
    I: Stream<Item = io::Result<Input>> + Unpin,
{
    std::future::poll_fn(|context| {
        let mut gathered = Vec::new();
        while gathered.len() < BATCH
            && let Poll::Ready(input) = inputs.poll_next_unpin(context)
        {
            let ended = input.is_none();
            gathered.push(input);
            if ended {
                break;
            }
        }
        if gathered.is_empty() { Poll::Pending } else { Poll::Ready(gathered) }
    })
    .await
}

async fn sleep_until(wake: Option<Instant>) {
    match wake {
        Some(at) => tokio::time::sleep_until(at).await,
        None => std::future::pending().await,
    }
}

impl<B: Backend, S: Shell, C: Fn() -> Timestamp> Desk<'_, B, S, C> {
    /// When the loop has to wake up by itself: for a frame, or because a text on screen becomes old.
    fn wake(&self) -> Option<Instant> {
        let now = Instant::now();
        let (change, renewal) = (self.model.next_change(), self.model.next_renewal());
        let change = change.into_iter().chain(renewal).min().map(|at| now + at.since((self.clock)()));
        self.frames.due(now).into_iter().chain(change).min()
    }

    fn input(&mut self, input: Option<io::Result<Input>>, batch: &mut Vec<Msg>) -> anyhow::Result<()> {
        match input {
            None => self.ended = true,
            Some(Err(error)) => return Err(error).context("the terminal can no longer be read"),
            Some(Ok(Input::Panicked)) => {
                return Err(anyhow!(
                    "a part of tolem failed, see above; what was being sent is resolved at the next start"
                ));
            }
            Some(Ok(Input::Terminate)) => batch.push(Msg::Terminate),
            Some(Ok(Input::Stop)) => self.suspend(batch)?,
            Some(Ok(Input::Continue)) => {
                self.shell.resume().context("cannot take the terminal again")?;
                batch.push(Msg::Resumed);
            }
            Some(Ok(Input::Event(event))) => match event {
                Event::Key(key) => batch.push(Msg::Key(key)),
                Event::Paste(text) => batch.push(Msg::Paste(text)),
                Event::Mouse(mouse) => batch.push(Msg::Mouse(mouse)),
                Event::Resize(width, height) => batch.push(Msg::Resize(Size { width, height })),
                Event::FocusGained | Event::FocusLost => {}
            },
        }
        Ok(())
    }

    fn suspend(&mut self, batch: &mut Vec<Msg>) -> anyhow::Result<()> {
        self.shell.suspend().context("cannot take the terminal again")?;
        batch.push(Msg::Resumed);
        Ok(())
    }

    /// Lets `update` take messages, and carries out what follows.
    fn take(&mut self, batch: Vec<Msg>, cause: Cause) -> anyhow::Result<()> {
        let mut waiting: std::collections::VecDeque<Msg> = batch.into();
        waiting.push_front(Msg::Tick((self.clock)()));
        while let Some(msg) = waiting.pop_front() {
            for effect in update(&mut self.model, msg) {
                self.carry_out(effect, &mut waiting)?;
            }
        }
        if std::mem::take(&mut self.model.dirty) {
            self.frames.request(cause);
        }
        Ok(())
    }

    fn carry_out(&mut self, effect: Effect, waiting: &mut std::collections::VecDeque<Msg>) -> anyhow::Result<()> {
        let chore = match gate::pass(&self.model, effect) {
            Ok(passed) => self.runner.start(passed.into_deed()),
            Err(denied) => {
                waiting.push_back(Msg::Submitted(denied.dialog, Err(denied.reason)));
                None
            }
        };
        match chore {
            None => {}
            Some(Chore::Open(page)) => {
                if let Err(why) = self.shell.open(&page) {
                    waiting.push_back(Msg::NotOpened(page, why));
                }
            }
            Some(Chore::Copy(text)) => self.shell.copy(&text),
            Some(Chore::Ring(why)) => self.shell.ring(&why),
            Some(Chore::Mouse(heard)) => self.shell.mouse(heard),
            Some(Chore::Bell(bell)) => self.shell.bell(bell),
            Some(Chore::Redraw) => {
                // `Terminal::clear` would ask the terminal where its cursor is, and compete with the keys for the answer.
                self.screen.backend_mut().clear().map_err(|error| anyhow!("cannot clear the screen: {error}"))?;
                self.screen.swap_buffers();
            }
            Some(Chore::Suspend) => {
                self.shell.suspend().context("cannot take the terminal again")?;
                waiting.push_back(Msg::Resumed);
            }
            Some(Chore::Quit) => self.ended = true,
        }
        Ok(())
    }

    fn draw_if_due(&mut self) -> anyhow::Result<()> {
        let now = Instant::now();
        if !self.ended && self.frames.due(now).is_some_and(|due| due <= now) { self.draw() } else { Ok(()) }
    }

    fn draw(&mut self) -> anyhow::Result<()> {
        if !self.shell.begin_frame() {
            return Ok(());
        }
        let model = &self.model;
        let mut hits = None;
        let frame = self
            .screen
            .draw(|frame| {
                let drawn = view::draw(model, frame.buffer_mut());
                if let Some(cursor) = drawn.cursor {
                    frame.set_cursor_position(cursor);
                }
                hits = Some(drawn.hits);
            })
            .map_err(|error| anyhow!("cannot draw: {error}"))?;
        let size = frame.area.as_size();
        self.shell.end_frame(frame.buffer);
        self.frames.drawn(Instant::now());
        let mut after: Vec<Msg> = hits.map(Msg::Drawn).into_iter().collect();
        if size != self.model.size {
            // The screen has changed faster than its message came.
            after.push(Msg::Resize(size));
        }
        self.take(after, Cause::News)
    }
}
