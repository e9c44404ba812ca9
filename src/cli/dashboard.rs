//! `tolem`: the dashboard of a profile.

use super::secrets::{self, Purpose};
use super::{Global, Stop, log};
use crate::tui;
use crate::worker::desk;

pub(super) async fn run(global: &Global) -> Result<(), Stop> {
    tui::check_terminal().map_err(Stop::failure)?;
    let paths = global.paths()?;
    let (name, profile) = global.chosen(&paths)?;
    // A passphrase is asked for before the screen is taken over.
    let vault = secrets::vault(&paths, &name, &profile, Purpose::Read).await?;
    let _log = log::start(&paths);
    let read_only = global.read_only;
    let views = Some(paths.views(&name));
    let screen = tui::Options { views, accent: profile.accent.clone(), ..global.screen(&name) };
    let opening = move |_| async move { desk::open(&name, &profile, &paths.ledger(&name), vault, read_only).await };
    tui::run(screen, opening).await.map_err(Stop::failure)
}
