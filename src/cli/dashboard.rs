//! `tolem`: the dashboard of a profile.

use std::sync::Arc;

use super::first_run::{self, Chosen};
use super::secrets::{self, Purpose};
use super::{Global, Stop, demo, log};
use crate::config::{Config, Paths, Profile};
use crate::tui;
use crate::vault::Vault;
use crate::worker::desk;

pub(super) async fn run(global: &Global) -> Result<(), Stop> {
    tui::check_terminal().map_err(Stop::failure)?;
    let paths = global.paths()?;
    let (name, profile, vault) = if global.profile.is_none() && Config::load(&paths.config)?.profiles.is_empty() {
        // Boxed, or room for the first start and a demo would be kept in every dashboard.
        match Box::pin(first_run::run(global, &paths)).await? {
            Chosen::Nothing => return Ok(()),
            Chosen::Demo => return Box::pin(demo::run(global, demo::Args::default())).await,
            Chosen::Desk(name, profile, vault) => (name, *profile, vault),
        }
    } else {
        let (name, profile) = global.chosen(&paths)?;
        // A passphrase is asked for before the screen is taken over.
        let vault = secrets::vault(&paths, &name, &profile, Purpose::Read).await?;
        (name, profile, vault)
    };
    open(global, &paths, name, profile, vault).await
}

/// Opens the dashboard of a profile, whose vault is open.
async fn open(
    global: &Global,
    paths: &Paths,
    name: String,
    profile: Profile,
    vault: Arc<dyn Vault>,
) -> Result<(), Stop> {
    let _log = log::start(paths, 0);
    let read_only = global.read_only;
    let views = Some(paths.views(&name));
    let screen = tui::Options { views, accent: profile.accent.clone(), ..global.screen(&name) };
    let ledger = paths.ledger(&name);
    let opening =
        move |_| async move { desk::open(&name, &profile, &ledger, vault, read_only, desk::Purpose::Watch).await };
    tui::run(screen, opening).await.map_err(Stop::failure)
}
