//! The dashboard: one way round.
//!
//! ```text
//! terminal events ┐                                             ┌ worker handle
//! timers, signals ┼► Msg ► update(&mut Model, Msg) -> Vec<Effect> ► gate ► runner ► Msg
//! worker updates  ┘
//!                       dirty? ► frames (at least 16 ms apart) ► view(&Model) ► cells + hits
//! ```
//!
//! [`run`] is the way in. To read on: [`drive`] is the loop, [`model`] what it knows, [`update`] what happens, [`dialog`]
//! the way to money, [`gate`] the one place that lets it pass, [`actions`] the table of keys, [`view`] the drawing.
//! The room speaks to the worker's handle in domain words and knows nothing of wire or SQL.
#![deny(clippy::float_arithmetic)]

mod actions;
mod activity;
mod arming;
mod charts;
mod codes;
mod columns;
mod copy;
mod countdown;
mod curl;
mod dialog;
mod drive;
mod due;
mod exchange;
mod exporting;
mod filter;
mod finder;
mod frames;
mod front;
mod gate;
mod history;
mod hits;
mod keeper;
mod layout;
mod lists;
mod loaded;
mod markup;
mod model;
mod msg;
mod news;
mod notice;
mod opening;
mod overview;
mod palette;
mod pane;
mod possible;
mod privacy;
mod qr;
mod reader;
mod runner;
mod screen;
mod selection;
pub mod settings;
pub mod setup;
mod shell;
mod tally;
mod terminal;
mod text;
mod theme;
mod toasts;
mod update;
mod view;
mod views;
mod words;

pub mod picture;
pub mod preview;

pub use opening::Filling;
pub use words::filter_fault;

#[cfg(test)]
mod tests;

use std::future::Future;
use std::io::IsTerminal as _;

use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;

use crate::locale::Language;
use crate::worker::Handle;

/// How the dashboard is opened.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    /// Let no write through, whatever the profile says.
    pub read_only: bool,
    /// No colours; modifiers, symbols and words remain. The caller looks at `NO_COLOR`.
    pub no_color: bool,
    /// What to call the desk while it is being opened, such as the profile's name.
    pub title: String,
    /// Who sits at the desk: a decision is kept under this name.
    pub operator: String,
    /// The language of every word on screen.
    pub language: Language,
    /// Where the log is, to be named when something serious goes wrong.
    pub log: Option<String>,
    /// How the person who looks elsewhere is called.
    pub bell: Bell,
    /// Whether the command line named the language, which settings then do not change.
    pub language_is_chosen: bool,
    /// Where the operator's settings are.
    pub files: Option<settings::Files>,
    /// The colour of the profile's name.
    pub accent: Option<String>,
    /// The file in which it is kept how the lists were left, and their saved views; nothing is kept without one.
    pub views: Option<std::path::PathBuf>,
}

/// The defaults of `keymap.toml`, as comments.
pub fn default_keymap() -> String {
    actions::custom::default_text()
}

/// The JSON schema of `keymap.toml`.
pub fn keymap_schema() -> serde_json::Value {
    actions::custom::schema()
}

/// How the person who looks elsewhere is called when a watched record ended.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Bell {
    /// Not at all.
    Off,
    /// The terminal's bell.
    #[default]
    Sound,
    /// A note of the desktop, by the terminals that make one of OSC 9.
    Note,
}

/// Whether there is a terminal to draw on and to hear keys from. To be asked before anything else is touched.
pub fn check_terminal() -> anyhow::Result<()> {
    anyhow::ensure!(
        std::io::stdout().is_terminal() && std::io::stdin().is_terminal(),
        "the dashboard needs a terminal: run it without pipes; nothing was opened or sent"
    );
    Ok(())
}

/// Runs the dashboard until the operator leaves. `opening` is the slow part of the start (migrations, keyring, network);
/// it is polled only when the first frame is on screen. The error of a desk that could not be opened is shown, and
/// answered once the operator leaves.
pub async fn run<O>(options: Options, opening: impl FnOnce(Filling) -> O) -> anyhow::Result<()>
where
    O: Future<Output = Result<Handle, String>> + Send + 'static,
{
    check_terminal()?;
    let guard = terminal::Guard::enter()?;
    let backend = CrosstermBackend::new(std::io::BufWriter::with_capacity(1 << 16, std::io::stdout()));
    let mut screen = Terminal::new(backend)?;
    let inputs = terminal::inputs()?;
    let outcome =
        drive::drive(&mut screen, inputs, terminal::Real::new(options.bell), drive::wall_clock, options, opening).await;
    drop(guard);
    outcome
}
