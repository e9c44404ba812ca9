//! Themes as files: those that come with the program, and the operator's own in the folder `themes` beside `config.toml`.

use std::path::Path;
use std::str::FromStr;

use ratatui::style::{Color, Modifier};
use serde::Deserialize;

use super::roles::{ANSI, ANSI_LIGHT, HIGH_CONTRAST, Look, Roles};
use crate::config::{ConfigError, read_toml};

/// The themes that are there without a file, in the order in which they are offered.
pub const BUILT_IN: [&str; 6] = ["ansi", "ansi-light", "high-contrast", "steppe-night", "steppe-day", "amber"];

/// A theme that comes with the program.
pub fn built_in(name: &str) -> Option<Roles> {
    let text = match name {
        "ansi" => return Some(ANSI),
        "ansi-light" => return Some(ANSI_LIGHT),
        "high-contrast" => return Some(HIGH_CONTRAST),
        "steppe-night" => include_str!("../../../assets/themes/steppe-night.toml"),
        "steppe-day" => include_str!("../../../assets/themes/steppe-day.toml"),
        "amber" => include_str!("../../../assets/themes/amber.toml"),
        _ => return None,
    };
    // A test parses each of them.
    parse(text, Path::new(name)).ok()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    roles: RolesFile,
}

/// A role that is left out looks as in `ansi`.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct RolesFile {
    text: Option<LookFile>,
    dim: Option<LookFile>,
    strong: Option<LookFile>,
    selected: Option<LookFile>,
    good: Option<LookFile>,
    bad: Option<LookFile>,
    warn: Option<LookFile>,
    info: Option<LookFile>,
    key: Option<LookFile>,
    returned: Option<LookFile>,
    accent: Option<LookFile>,
    border: Option<LookFile>,
    sandbox: Option<LookFile>,
    test: Option<LookFile>,
    live: Option<LookFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "each is a word of the file")]
struct LookFile {
    fg: Option<Colour>,
    bg: Option<Colour>,
    #[serde(default)]
    bold: bool,
    #[serde(default)]
    dim: bool,
    #[serde(default)]
    underlined: bool,
    #[serde(default)]
    reversed: bool,
}

#[derive(Deserialize)]
#[serde(try_from = "String")]
struct Colour(Color);

impl TryFrom<String> for Colour {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Color::from_str(&text)
            .map(Self)
            .map_err(|_| format!("`{text}` is no colour: write `red`, `light-blue`, `#1e90ff` or a number up to 255"))
    }
}

impl From<LookFile> for Look {
    fn from(file: LookFile) -> Self {
        let modifiers = [
            (file.bold, Modifier::BOLD),
            (file.dim, Modifier::DIM),
            (file.underlined, Modifier::UNDERLINED),
            (file.reversed, Modifier::REVERSED),
        ];
        Self {
            fg: file.fg.map(|colour| colour.0),
            bg: file.bg.map(|colour| colour.0),
            modifiers: modifiers.into_iter().filter(|(on, _)| *on).map(|(_, modifier)| modifier).collect(),
        }
    }
}

/// Reads a theme. A theme in which live looks like anything else is none.
pub fn parse(text: &str, path: &Path) -> Result<Roles, ConfigError> {
    let RolesFile {
        text: plain,
        dim,
        strong,
        selected,
        good,
        bad,
        warn,
        info,
        key,
        returned,
        accent,
        border,
        sandbox,
        test,
        live,
    } = read_toml::<File>(text, path)?.roles;
    let or = |look: Option<LookFile>, fallback: Look| look.map_or(fallback, Look::from);
    let roles = Roles {
        text: or(plain, ANSI.text),
        dim: or(dim, ANSI.dim),
        strong: or(strong, ANSI.strong),
        selected: or(selected, ANSI.selected),
        good: or(good, ANSI.good),
        bad: or(bad, ANSI.bad),
        warn: or(warn, ANSI.warn),
        info: or(info, ANSI.info),
        key: or(key, ANSI.key),
        returned: or(returned, ANSI.returned),
        accent: or(accent, ANSI.accent),
        border: or(border, ANSI.border),
        sandbox: or(sandbox, ANSI.sandbox),
        test: or(test, ANSI.test),
        live: or(live, ANSI.live),
    };
    if stands_out(&roles) {
        return Ok(roles);
    }
    let line = text.lines().position(|line| line.trim_start().starts_with("live")).map_or(1, |at| at + 1);
    let reason = "`live` must look like nothing else: give it `bg` or `reversed`, and other colours than `selected`, `test` and `sandbox`";
    Err(ConfigError::Wrong { path: path.to_owned(), line, reason: reason.to_owned() })
}

/// Whether live looks like nothing else.
pub fn stands_out(roles: &Roles) -> bool {
    let is_filled = roles.live.bg.is_some() || roles.live.modifiers.contains(Modifier::REVERSED);
    is_filled && [roles.selected, roles.test, roles.sandbox, roles.text].iter().all(|other| *other != roles.live)
}
