//! The operator's settings: `[interface]` of `config.toml`, `keymap.toml` beside it, and the folder `themes`. Read before the
//! first frame and again whenever one of them changes; what has a mistake keeps what was there before, and says so.

use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::time::Duration;

use notify::{RecursiveMode, Watcher as _};

use super::Bell;
use super::actions::{Keymap, custom};
use super::model::{Model, Tone};
use super::msg::Effect;
use super::theme::file::{BUILT_IN, built_in, parse};
use super::theme::roles::Roles;
use crate::config::file::read_text;
use crate::config::interface::{BellName, Borders, Times};
use crate::config::{Config, ConfigError, Interface, nearest};
use crate::say;

/// Editors write a file in several steps; it is read when this long nothing more has happened.
const QUIET: Duration = Duration::from_millis(80);

/// Where the settings are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Files {
    config: PathBuf,
}

/// What the files say now.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reading {
    /// The settings, unless `config.toml` has a mistake.
    pub interface: Option<Interface>,
    /// The keys, unless `keymap.toml` has a mistake.
    pub keymap: Option<Keymap>,
    /// The operator's own themes that have no mistake.
    pub themes: Vec<(String, Roles)>,
    /// Every mistake, with file and line.
    pub faults: Vec<String>,
}

impl Files {
    /// The files beside this `config.toml`.
    pub const fn new(config: PathBuf) -> Self {
        Self { config }
    }

    fn folder(&self) -> &Path {
        self.config.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
    }

    /// `config.toml`.
    pub fn config(&self) -> &Path {
        &self.config
    }

    /// `keymap.toml`.
    pub fn keymap(&self) -> PathBuf {
        self.folder().join("keymap.toml")
    }

    /// The folder of themes.
    pub fn themes(&self) -> PathBuf {
        self.folder().join("themes")
    }

    /// Reads everything. A file that is not there says nothing.
    pub fn read(&self) -> Reading {
        let mut reading = Reading::default();
        self.read_themes(&mut reading);
        match Config::load(&self.config) {
            Ok(config) => match self.unknown_theme(&config.interface.theme, &reading.themes) {
                Some(fault) => reading.faults.push(fault.to_string()),
                None => reading.interface = Some(config.interface),
            },
            Err(error) => reading.faults.push(error.to_string()),
        }
        let path = self.keymap();
        match read_text(&path) {
            Ok(text) => match custom::parse(&text, &path) {
                Ok(keymap) => reading.keymap = Some(keymap),
                Err(faults) => reading.faults.extend(faults.iter().map(ToString::to_string)),
            },
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => reading.keymap = Some(Keymap::default()),
            Err(error) => reading.faults.push(unusable(&path, &error)),
        }
        reading
    }

    fn read_themes(&self, reading: &mut Reading) {
        let Ok(folder) = std::fs::read_dir(self.themes()) else { return };
        let mut paths: Vec<PathBuf> = folder.filter_map(Result::ok).map(|entry| entry.path()).collect();
        paths.retain(|path| path.extension().is_some_and(|end| end == "toml"));
        paths.sort();
        for path in paths {
            let Some(name) = path.file_stem().and_then(|name| name.to_str()).map(str::to_owned) else { continue };
            let text = read_text(&path).map_err(|error| unusable(&path, &error));
            match text.and_then(|text| parse(&text, &path).map_err(|error| error.to_string())) {
                Ok(roles) => reading.themes.push((name, roles)),
                Err(fault) => reading.faults.push(fault),
            }
        }
    }

    fn unknown_theme(&self, name: &str, own: &[(String, Roles)]) -> Option<ConfigError> {
        let known: Vec<&str> = BUILT_IN.into_iter().chain(own.iter().map(|(name, _)| name.as_str())).collect();
        if known.contains(&name) {
            return None;
        }
        let text = read_text(&self.config).unwrap_or_default();
        let line = text.lines().position(|line| line.trim_start().starts_with("theme")).map_or(1, |at| at + 1);
        let nearest = nearest(name, &known).unwrap_or_default();
        let reason = format!("unknown theme `{name}`: did you mean `{nearest}`?");
        Some(ConfigError::Wrong { path: self.config.clone(), line, reason })
    }
}

fn unusable(path: &Path, error: &std::io::Error) -> String {
    format!("{}: {error}; it was not read", path.display())
}

/// The look of a theme: the operator's own before a built-in one of the same name.
pub fn roles(model: &Model, name: &str) -> Option<Roles> {
    let own = model.themes.iter().find(|(known, _)| known == name).map(|(_, roles)| *roles);
    own.or_else(|| built_in(name))
}

/// Takes what the files say. What has not changed in them stays as the operator has set it meanwhile.
pub fn apply(model: &mut Model, reading: Reading, out: &mut Vec<Effect>) {
    model.themes = reading.themes;
    if let Some(keymap) = reading.keymap.filter(|keymap| *keymap != model.keymap) {
        model.keymap = keymap;
        model.pending = None;
    }
    let new = reading.interface.unwrap_or_else(|| model.interface.clone());
    let old = std::mem::replace(&mut model.interface, new.clone());
    if let Some(language) = new.language.filter(|_| new.language != old.language && !model.language_is_chosen) {
        model.language = language;
    }
    // A theme's file may have changed under its name.
    let named = if new.theme == old.theme { model.theme_name.clone() } else { new.theme };
    wear(model, named);
    if new.borders != old.borders {
        model.theme = model.theme.with_ascii(new.borders == Borders::Ascii);
    }
    if new.mouse != old.mouse {
        model.mouse = new.mouse;
        out.push(Effect::Mouse(new.mouse));
    }
    if new.bell != old.bell {
        out.push(Effect::Bell(match new.bell {
            BellName::Off => Bell::Off,
            BellName::Sound => Bell::Sound,
            BellName::Note => Bell::Note,
        }));
    }
    if new.privacy != old.privacy {
        super::privacy::set(model, new.privacy);
    }
    if new.time != old.time {
        show_times(model);
    }
    let count = reading.faults.len();
    if let Some(first) = reading.faults.into_iter().next() {
        let more =
            if count > 1 { say!(model.language, "settings-more-faults", count = count - 1) } else { String::new() };
        model.toast(Tone::Bad, format!("{first} {more}").trim_end());
    }
}

/// Shows times as the settings say, where they do.
pub fn show_times(model: &mut Model) {
    if let Some(time) = model.interface.time {
        model.lists.absolute = time == Times::Absolute;
    }
}

/// Puts a theme on, if there is one of that name.
pub fn wear(model: &mut Model, name: String) {
    if let Some(roles) = roles(model, &name) {
        model.theme = model.theme.with_roles(roles);
        model.theme_name = name;
    }
}

/// Listens for changes of the files for as long as it is kept, and hands on what they say then. `last` is what they said
/// when they were read last: what has changed since is handed on as well.
pub fn watch(
    files: Files,
    last: Reading,
    tell: impl Fn(Reading) -> bool + Send + 'static,
) -> Option<notify::RecommendedWatcher> {
    let (changed, changes) = mpsc::channel();
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
        // Reading a file is an event too, and would never end.
        if event.is_ok_and(|event| !event.kind.is_access()) {
            let _ = changed.send(());
        }
    })
    .ok()?;
    watcher.watch(files.folder(), RecursiveMode::NonRecursive).ok()?;
    if files.themes().is_dir() {
        // Without it, themes are read when something else changes.
        let _ = watcher.watch(&files.themes(), RecursiveMode::NonRecursive);
    }
    let mut last = last;
    std::thread::spawn(move || {
        loop {
            let now = files.read();
            if now != last {
                last.clone_from(&now);
                if !tell(now) {
                    break;
                }
            }
            if changes.recv().is_err() {
                break;
            }
            while changes.recv_timeout(QUIET).is_ok() {}
        }
    });
    Some(watcher)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locale::Language;
    use crate::tui::actions::keys::ctrl;
    use crate::tui::actions::{Action, Context, Found};
    use crate::tui::tests::support::{about, desk};
    use crate::worker::Environment;

    fn folder(files: &[(&str, &str)]) -> (tempfile::TempDir, Files) {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("themes")).unwrap();
        for (name, text) in files {
            std::fs::write(folder.path().join(name), text).unwrap();
        }
        let files = Files::new(folder.path().join("config.toml"));
        (folder, files)
    }

    #[test]
    fn settings_keys_and_themes_are_taken_and_what_was_set_meanwhile_stays() {
        let (folder, files) = folder(&[
            ("config.toml", "[interface]\nlanguage = \"kk\"\ntheme = \"mine\"\nborders = \"ascii\"\nmouse = false\n"),
            ("keymap.toml", "[global]\nhelp = [\"ctrl-h\"]\n"),
            ("themes/mine.toml", "[roles]\ngood = { fg = \"#00ff00\" }\n"),
        ]);
        let mut model = desk(80, 24, about(Environment::Sandbox));
        model.theme = super::super::theme::Theme::new(false);
        let mut out = Vec::new();
        apply(&mut model, files.read(), &mut out);
        assert!(matches!(out.as_slice(), [Effect::Mouse(false)]) && !model.mouse, "{out:?}");
        assert_eq!((model.language, model.theme_name.as_str()), (Language::Kk, "mine"));
        assert_eq!(model.theme.good().fg, Some(ratatui::style::Color::Rgb(0, 255, 0)));
        assert_eq!(model.theme.sign("●"), "*");
        assert_eq!(model.keymap.find(Context::Payments, None, ctrl('h').first), Found::Action(Action::Help));
        // The operator chooses otherwise, and then another setting changes.
        (model.language, model.mouse) = (Language::Ru, true);
        std::fs::write(
            folder.path().join("config.toml"),
            "[interface]\nlanguage = \"kk\"\ntheme = \"amber\"\nmouse = false\n",
        )
        .unwrap();
        out.clear();
        apply(&mut model, files.read(), &mut out);
        assert!(out.is_empty() && model.mouse && model.language == Language::Ru);
        assert_eq!((model.theme_name.as_str(), model.theme.sign("●")), ("amber", "●"));
    }

    #[test]
    fn times_are_shown_as_the_settings_say_before_and_after_what_was_kept_is_known() {
        let (_folder, files) = folder(&[("config.toml", "[interface]\ntime = \"absolute\"\n")]);
        let mut model = desk(80, 24, about(Environment::Sandbox));
        apply(&mut model, files.read(), &mut Vec::new());
        assert!(model.lists.absolute);
        crate::tui::update::update(&mut model, crate::tui::msg::Msg::Kept(Ok(String::new())));
        assert!(model.lists.absolute, "the lists were left otherwise");
        // The operator chooses otherwise, and then another setting changes.
        model.lists.absolute = false;
        apply(&mut model, files.read(), &mut Vec::new());
        assert!(!model.lists.absolute);
    }

    #[test]
    fn what_has_a_mistake_keeps_the_last_good_and_is_told_with_its_line() {
        let (folder, files) = folder(&[
            ("config.toml", "[interface]\n\ntheme = \"ambr\"\n"),
            ("keymap.toml", "[global]\nhelp = [\"r\"]\n"),
        ]);
        let mut model = desk(80, 24, about(Environment::Sandbox));
        let reading = files.read();
        let path = |name: &str| folder.path().join(name).display().to_string();
        assert_eq!(
            reading.faults[0],
            format!("{}:3: unknown theme `ambr`: did you mean `amber`?", path("config.toml"))
        );
        assert!(
            reading.faults[1].starts_with(&format!("{}:2: `r` would be both", path("keymap.toml"))),
            "{:?}",
            reading.faults
        );
        apply(&mut model, reading, &mut Vec::new());
        assert_eq!((&model.keymap, model.theme_name.as_str()), (&Keymap::default(), "ansi"));
        let told = model.toasts.last().unwrap();
        assert!(told.tone == Tone::Bad && told.text.contains("config.toml:3"), "{told:?}");
        assert!(told.text.contains("tolem config check"), "{told:?}");
        assert_eq!(Files::new("nowhere/at/all.toml".into()).read().faults, Vec::<String>::new());
    }

    #[test]
    fn what_changes_between_the_first_reading_and_the_listening_is_heard() {
        let (folder, files) = folder(&[("config.toml", "")]);
        let first = files.read();
        std::fs::write(folder.path().join("config.toml"), "[interface]\ntheme = \"amber\"\n").unwrap();
        let (told, heard) = mpsc::channel();
        let watcher = watch(files, first, move |reading| told.send(reading).is_ok()).unwrap();
        assert_eq!(heard.recv().unwrap().interface.map(|interface| interface.theme), Some("amber".to_owned()));
        drop(watcher);
        assert!(heard.recv().is_err(), "told once");
    }

    #[test]
    fn a_changed_file_is_heard_and_read_anew() {
        let (folder, files) = folder(&[("config.toml", "")]);
        let (told, heard) = mpsc::channel();
        let first = files.read();
        let watcher = watch(files, first, move |reading| told.send(reading).is_ok()).unwrap();
        std::fs::write(folder.path().join("keymap.toml"), "[global]\nhelp = [\"ctrl-h\"]\n").unwrap();
        let reading = heard.recv().unwrap();
        assert!(reading.keymap.is_some_and(|keymap| keymap != Keymap::default()));
        std::fs::write(folder.path().join("keymap.toml"), "[global]\nhlp = []\n").unwrap();
        let reading = heard.recv().unwrap();
        assert!(reading.keymap.is_none() && reading.faults[0].contains("did you mean `help`?"));
        drop(watcher);
        assert!(heard.recv().is_err(), "nobody listens any more");
    }
}
