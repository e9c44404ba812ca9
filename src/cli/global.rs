//! The flags that every command takes, and what follows from them: files, profile, language, colours.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::Stop;
use crate::config::{Config, Paths, Profile};
use crate::locale::Language;

/// A language that was asked for. A variable that is set but empty asks for none, as with `LANG` itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Wanted(Option<Language>);

impl std::str::FromStr for Wanted {
    type Err = <Language as std::str::FromStr>::Err;

    fn from_str(code: &str) -> Result<Self, Self::Err> {
        if code.is_empty() { Ok(Self(None)) } else { code.parse().map(|language| Self(Some(language))) }
    }
}

/// Flags that every command takes.
#[derive(Debug, Clone, clap::Args)]
pub struct Global {
    /// The profile to work with (default: the one that `tolem profile use` chose)
    #[arg(long, global = true, value_name = "NAME", env = "TOLEM_PROFILE", hide_env_values = true)]
    pub(super) profile: Option<String>,
    /// The settings file (default: tolem/config.toml under the XDG configuration folder)
    #[arg(long, global = true, value_name = "FILE")]
    pub(super) config: Option<PathBuf>,
    /// Let nothing through that moves money
    #[arg(long, global = true)]
    pub(super) read_only: bool,
    /// Print nothing but JSON on standard output, one object a command; everything else goes to standard error
    #[arg(long, global = true)]
    pub(super) json: bool,
    /// The language of the dashboard and of explanations: en, ru or kk (default: the environment's, else English)
    #[arg(long, global = true, value_name = "LANG", env = "TOLEM_LANG", hide_env_values = true)]
    pub(super) lang: Option<Wanted>,
    /// Use no colours (the environment variable `NO_COLOR` does the same)
    #[arg(long, global = true)]
    pub(super) no_color: bool,
    /// Tell on standard error what happens; twice: every call as well. Secrets and card numbers are masked
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub(super) verbose: u8,
}

impl Global {
    /// How the dashboard is opened, `title` being what to call the desk until it is open.
    pub(super) fn screen(&self, title: &str) -> crate::tui::Options {
        // POSIX names the first two, Windows the third.
        let names = ["USER", "LOGNAME", "USERNAME"].into_iter().filter_map(|name| std::env::var(name).ok());
        let operator = names.into_iter().find(|name| !name.trim().is_empty());
        crate::tui::Options {
            read_only: self.read_only,
            no_color: !self.has_colours(),
            title: title.to_owned(),
            operator: operator.unwrap_or_else(|| "somebody without a user name".to_owned()),
            log: self.paths().ok().map(|paths| paths.state.display().to_string()),
            language: self.language(),
            language_is_chosen: self.wanted().is_some(),
            files: self.paths().ok().map(|paths| crate::tui::settings::Files::new(paths.config)),
            ..crate::tui::Options::default()
        }
    }

    /// Whether colours may be used.
    pub(super) fn has_colours(&self) -> bool {
        // https://no-color.org: set and not empty.
        !self.no_color && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
    }

    /// The language that was asked for, else the one of the environment, as programs are told it. Source: POSIX, `LC_ALL`
    /// before `LC_MESSAGES` before `LANG`.
    pub(super) fn language(&self) -> Language {
        let of_environment = || {
            let names = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter();
            let locale = names.filter_map(|name| std::env::var(name).ok()).find(|value| !value.is_empty());
            locale.map_or_else(Language::default, |locale| Language::of_locale(&locale))
        };
        self.wanted().unwrap_or_else(of_environment)
    }

    fn wanted(&self) -> Option<Language> {
        self.lang.and_then(|wanted| wanted.0)
    }

    pub(super) fn paths(&self) -> Result<Paths, Stop> {
        Paths::find(self.config.clone()).map_err(Stop::failure)
    }

    /// The profile to work with: its name and what stands in the file.
    pub(super) fn chosen(&self, paths: &Paths) -> Result<(String, Profile), Stop> {
        // Nobody gets the default for it: a script whose variable came out empty meant some merchant, and perhaps not that.
        if self.profile.as_deref() == Some("") {
            return Err(Stop::usage(
                "the profile's name is empty (--profile, or TOLEM_PROFILE, which is set): nothing was done; name one, or unset it for the default",
            ));
        }
        let config = Config::load(&paths.config)?;
        let name = self.profile.clone().or_else(|| config.default.clone()).ok_or_else(|| {
            Stop::not_found(if config.profiles.is_empty() {
                "there is no profile yet: try `tolem demo`, or add a merchant with `tolem profile add NAME --environment live --host URL --merchant ID`"
            } else {
                "no profile is the default: name one with --profile NAME, or choose the default with `tolem profile use NAME`"
            })
        })?;
        let Some(profile) = config.profiles.get(&name) else {
            let missing = no_profile(&config.profiles, &name);
            return Err(Stop::not_found(format!("{missing}: `tolem profile list` shows those that do")));
        };
        Ok((name, profile.clone()))
    }
}

/// That a profile does not exist, and which one may have been meant. Nobody is led to a name that is merely the nearest:
/// it could be another merchant.
pub(super) fn no_profile(profiles: &BTreeMap<String, Profile>, name: &str) -> String {
    let distance = |known: &&String| strsim::damerau_levenshtein(name, known);
    match profiles.keys().min_by_key(distance).filter(|known| distance(known) <= 2) {
        Some(meant) => format!("profile {name} does not exist (did you mean {meant}?)"),
        None => format!("profile {name} does not exist"),
    }
}
