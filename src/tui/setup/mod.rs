//! The first start: try the sandbox, or set up a merchant. Asks for settings and secrets, has the gateway prove the
//! secrets, saves both, and only then lets the dashboard open.
//!
//! The same way round as the dashboard: [`update`](mod@update) is pure, [`view`] only draws, and what has to be done is
//! an [`Effect`] that [`run`] carries out through an [`Office`]. Start with [`form`] for the fields.

pub mod draft;
pub mod form;
mod update;
mod view;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use async_trait::async_trait;
use crossterm::event::{Event, KeyEvent, KeyEventKind, MouseEvent};
use futures::StreamExt as _;
use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;
use ratatui::layout::Rect;

use super::shell::{Input, Shell as _};
use super::theme::Theme;
use super::{Bell, Options, terminal};
use crate::locale::Language;
use crate::vault::SecretName;
use crate::worker::proof::Proof;
use draft::Draft;
use form::{Form, Known};
use view::Spot;

/// What a person chose in the end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Choice {
    /// To try the sandbox.
    Demo,
    /// The dashboard of this profile, which is set up now.
    Desk(String),
    /// Nothing.
    Leave,
}

/// Carries out what the screen asks for.
#[async_trait]
pub trait Office: Send + Sync + 'static {
    /// Tries every secret with a harmless read. Nothing is saved.
    async fn prove(&self, draft: &Draft) -> Vec<(SecretName, Proof)>;
    /// Saves the profile and its secrets. An error is one line, and says what was saved.
    async fn save(&self, draft: &Draft) -> Result<(), String>;
}

/// Where the first start stands.
pub struct Setup {
    language: Language,
    theme: Theme,
    stage: Stage,
    form: Form,
    /// What the mouse reaches on the frame that is on screen.
    spots: Vec<(Rect, Spot)>,
}

/// What is on screen.
enum Stage {
    /// The sandbox, or a merchant?
    Start(usize),
    /// The fields.
    Form,
    /// The gateway is asked, or something is saved.
    Busy,
    /// What the gateway said; what is not proven is saved only when a person says so.
    Told(Arc<Draft>, Vec<(SecretName, Proof)>),
}

/// What has come.
enum Msg {
    Key(KeyEvent),
    Mouse(MouseEvent),
    Paste(String),
    Proved(Arc<Draft>, Vec<(SecretName, Proof)>),
    Saved(String, Result<(), String>),
}

/// What is to be done.
enum Effect {
    Prove(Arc<Draft>),
    Save(Arc<Draft>),
    End(Choice),
}

impl Setup {
    /// The first screen.
    fn new(options: &Options, known: Known) -> Self {
        Self {
            language: options.language,
            theme: Theme::new(options.no_color),
            stage: Stage::Start(0),
            form: Form::new(known),
            spots: Vec::new(),
        }
    }
}

/// Runs until a person has chosen.
pub async fn run(options: &Options, known: Known, office: Arc<dyn Office>) -> anyhow::Result<Choice> {
    super::check_terminal()?;
    let _guard = terminal::Guard::enter()?;
    let mut shell = terminal::Real::new(Bell::Off);
    let mut screen = Terminal::new(CrosstermBackend::new(std::io::stdout()))?;
    let mut inputs = terminal::inputs()?;
    let mut setup = Setup::new(options, known);
    let (tell, mut told) = tokio::sync::mpsc::channel(1);
    loop {
        screen.draw(|frame| {
            let drawn = view::draw(&setup, frame.buffer_mut());
            setup.spots = drawn.spots;
            if let Some(place) = drawn.cursor {
                frame.set_cursor_position(place);
            }
        })?;
        let msg = tokio::select! {
            input = inputs.next() => match input {
                Some(Ok(Input::Event(Event::Key(key)))) if key.kind == KeyEventKind::Release => continue,
                Some(Ok(Input::Event(Event::Key(key)))) => Msg::Key(key),
                Some(Ok(Input::Event(Event::Mouse(mouse)))) => Msg::Mouse(mouse),
                Some(Ok(Input::Event(Event::Paste(text)))) => Msg::Paste(text),
                Some(Ok(Input::Event(_))) => continue,
                Some(Ok(Input::Stop)) => {
                    shell.suspend()?;
                    screen.clear()?;
                    continue;
                }
                Some(Ok(Input::Continue)) => {
                    shell.resume()?;
                    screen.clear()?;
                    continue;
                }
                Some(Err(error)) => return Err(error.into()),
                Some(Ok(Input::Terminate | Input::Panicked)) | None => return Ok(Choice::Leave),
            },
            Some(msg) = told.recv() => msg,
        };
        for effect in update::update(&mut setup, msg) {
            let (office, tell) = (Arc::clone(&office), tell.clone());
            match effect {
                Effect::End(choice) => return Ok(choice),
                Effect::Prove(draft) => drop(tokio::spawn(async move {
                    let proofs = office.prove(&draft).await;
                    // Nobody listens any more when the screen was left.
                    let _ = tell.send(Msg::Proved(draft, proofs)).await;
                })),
                Effect::Save(draft) => drop(tokio::spawn(async move {
                    let saved = office.save(&draft).await;
                    let _ = tell.send(Msg::Saved(draft.name.clone(), saved)).await;
                })),
            }
        }
    }
}
