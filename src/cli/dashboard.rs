//! `tolem`: the dashboard of a profile.

use std::sync::Arc;

use super::{Global, Stop, log};
use crate::tui;
use crate::vault::KeyringVault;
use crate::worker::desk;

pub(super) async fn run(global: &Global) -> Result<(), Stop> {
    tui::check_terminal().map_err(Stop::failure)?;
    let paths = global.paths()?;
    let (name, profile) = global.chosen(&paths)?;
    let _log = log::start(&paths, 0);
    let read_only = global.read_only;
    let views = Some(paths.views(&name));
    let screen = tui::Options { views, accent: profile.accent.clone(), ..global.screen(&name) };
    let opening = move |_| async move {
        desk::open(&name, &profile, &paths.ledger(&name), Arc::new(KeyringVault), read_only).await
    };
    tui::run(screen, opening).await.map_err(Stop::failure)
}
