//! Reading and editing `config.toml`. A mistake in it is told with file, line and the nearest known key.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use schemars::JsonSchema;
use serde::Deserialize;
use toml_edit::{DocumentMut, Item, Table, value};

use super::{Interface, Profile};

/// The whole file.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// How the dashboard looks and sounds.
    pub interface: Interface,
    /// The profile that is used when none is named.
    pub default: Option<String>,
    /// Profiles by name.
    pub profiles: BTreeMap<String, Profile>,
}

/// Why the file was not read or changed. The file is as it was.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read or written.
    #[error("{} cannot be used: {reason}; it was left as it is, mend its permissions or move it away", .path.display())]
    Unusable {
        /// The file.
        path: PathBuf,
        /// Why, in one line.
        reason: String,
    },
    /// A line of it is wrong.
    #[error("{}:{line}: {reason}", .path.display())]
    Wrong {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// What is wrong and what is near to it, in one line.
        reason: String,
    },
    /// A profile makes no sense.
    #[error("{}: profile {profile}: {reason}", .path.display())]
    Profile {
        /// The file.
        path: PathBuf,
        /// The profile.
        profile: String,
        /// What to change.
        reason: String,
    },
}

impl Config {
    /// Reads the file; one that does not exist is an empty configuration.
    pub fn load(path: &Path) -> Result<Self, ConfigError> {
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(error) => return Err(ConfigError::Unusable { path: path.to_owned(), reason: error.to_string() }),
        };
        Self::parse(&text, path)
    }

    /// Reads a text as if it stood in `path`.
    pub fn parse(text: &str, path: &Path) -> Result<Self, ConfigError> {
        let config: Self = read_toml(text, path)?;
        for (name, profile) in &config.profiles {
            let fail = |reason| ConfigError::Profile { path: path.to_owned(), profile: name.clone(), reason };
            if let Some(problem) = check_name(name).err().or_else(|| profile.problem()) {
                return Err(fail(problem));
            }
        }
        if let Some(default) = config.default.as_ref().filter(|name| !config.profiles.contains_key(*name)) {
            return Err(ConfigError::Profile {
                path: path.to_owned(),
                profile: default.clone(),
                reason: "it is the default but is not defined: run `tolem profile use NAME`".to_owned(),
            });
        }
        Ok(config)
    }
}

/// Reads a text as if it stood in `path`. A mistake is told with its line.
pub fn read_toml<T: serde::de::DeserializeOwned>(text: &str, path: &Path) -> Result<T, ConfigError> {
    toml_edit::de::from_str(text).map_err(|error| {
        let line = line_of(text, error.span().map_or(0, |span| span.start));
        ConfigError::Wrong { path: path.to_owned(), line, reason: reason(error.message()) }
    })
}

/// The line, from 1, of a place in a text.
pub fn line_of(text: &str, at: usize) -> usize {
    text.get(..at).unwrap_or_default().matches('\n').count() + 1
}

/// A profile's name becomes a file name, so it is plain.
pub fn check_name(name: &str) -> Result<(), String> {
    let plain = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
    if plain && (1..=32).contains(&name.len()) {
        Ok(())
    } else {
        Err("a profile's name has 1 to 32 Latin letters, digits, - or _".to_owned())
    }
}

/// The known word that is most like one that nobody knows.
pub fn nearest<'a>(word: &str, known: &[&'a str]) -> Option<&'a str> {
    let likeness = |known: &str| strsim::jaro_winkler(word, known);
    known.iter().max_by(|a, b| likeness(a).total_cmp(&likeness(b))).copied()
}

/// One line for serde's message: an unknown key is answered with the nearest known one.
fn reason(message: &str) -> String {
    let mut quoted = message.split('`').skip(1).step_by(2);
    let first = quoted.next();
    if let (Some(kind @ ("unknown field" | "unknown variant")), Some(found)) =
        (["unknown field", "unknown variant"].into_iter().find(|kind| message.starts_with(kind)), first)
    {
        let known: Vec<_> = quoted.collect();
        let what = if kind == "unknown field" { "key" } else { "value" };
        return match nearest(found, &known) {
            Some(nearest) => format!("unknown {what} `{found}`: did you mean `{nearest}`?"),
            None => format!("unknown {what} `{found}`"),
        };
    }
    without_text(&message.lines().map(str::trim).collect::<Vec<_>>().join(" "))
}

/// A complaint about a type repeats the text that it found, which may be a secret in the wrong place.
fn without_text(message: &str) -> String {
    match (message.split_once(" string \""), message.rsplit_once("\", expected ")) {
        (Some((before, _)), Some((_, expected))) => format!("{before} text, expected {expected}"),
        _ => message.to_owned(),
    }
}

/// Edits the file: comments and order stay. The new text has to read back before it replaces the old.
pub fn edit(path: &Path, change: impl FnOnce(&mut DocumentMut) -> Result<(), String>) -> Result<Config, ConfigError> {
    let unusable = |reason: String| ConfigError::Unusable { path: path.to_owned(), reason };
    Config::load(path)?;
    let text = std::fs::read_to_string(path).unwrap_or_default();
    let mut document: DocumentMut = text.parse().map_err(|error: toml_edit::TomlError| unusable(error.to_string()))?;
    change(&mut document).map_err(unusable)?;
    let text = document.to_string();
    let config = Config::parse(&text, path)?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder).map_err(|error| unusable(error.to_string()))?;
    // Written beside and renamed, so that a crash leaves the old file or the new one.
    let mut fresh = tempfile::NamedTempFile::new_in(folder).map_err(|error| unusable(error.to_string()))?;
    std::io::Write::write_all(&mut fresh, text.as_bytes()).map_err(|error| unusable(error.to_string()))?;
    fresh.as_file().sync_all().map_err(|error| unusable(error.to_string()))?;
    fresh.persist(path).map_err(|error| unusable(error.error.to_string()))?;
    Ok(config)
}

/// A profile as it stands in the file, comments included; `None` when there is no such profile.
pub fn profile_text(path: &Path, name: &str) -> Result<Option<String>, ConfigError> {
    if !Config::load(path)?.profiles.contains_key(name) {
        return Ok(None);
    }
    let unusable = |reason: String| ConfigError::Unusable { path: path.to_owned(), reason };
    let text = std::fs::read_to_string(path).map_err(|error| unusable(error.to_string()))?;
    let document: DocumentMut = text.parse().map_err(|error: toml_edit::TomlError| unusable(error.to_string()))?;
    let profile = document.get("profiles").and_then(|profiles| profiles.get(name));
    Ok(profile.map(ToString::to_string))
}

/// Adds a profile; the first one becomes the default.
pub fn add_profile(
    document: &mut DocumentMut,
    name: &str,
    members: Vec<(&str, toml_edit::Value)>,
) -> Result<(), String> {
    check_name(name)?;
    if document.get("default").is_none() {
        document.insert("default", value(name));
    }
    let profiles = document.entry("profiles").or_insert_with(|| {
        let mut table = Table::new();
        table.set_implicit(true);
        Item::Table(table)
    });
    let profiles = profiles.as_table_mut().ok_or("`profiles` is not a table")?;
    if profiles.contains_key(name) {
        return Err(format!("profile {name} exists already: remove it first (tolem profile remove {name})"));
    }
    let mut table = Table::new();
    for (key, member) in members {
        table.insert(key, Item::Value(member));
    }
    profiles.insert(name, Item::Table(table));
    Ok(())
}

/// Sets a member of a profile's `wire`; a comment beside an older value stays.
pub fn set_wire(document: &mut DocumentMut, profile: &str, key: &str, member: toml_edit::Value) -> Result<(), String> {
    let profiles = document.get_mut("profiles").and_then(Item::as_table_like_mut);
    let found = profiles.and_then(|profiles| profiles.get_mut(profile)).and_then(Item::as_table_like_mut);
    let table = found.ok_or_else(|| format!("profile {profile} does not exist"))?;
    if !table.contains_key("wire") {
        table.insert("wire", Item::Table(Table::new()));
    }
    let wire = table.get_mut("wire").and_then(Item::as_table_like_mut).ok_or("`wire` is not a table")?;
    match wire.get_mut(key).and_then(Item::as_value_mut) {
        Some(old) => {
            let beside = old.decor().clone();
            *old = member;
            *old.decor_mut() = beside;
        }
        None => {
            wire.insert(key, Item::Value(member));
        }
    }
    Ok(())
}

/// Removes a profile; when it was the default, the first that is left becomes it.
pub fn remove_profile(document: &mut DocumentMut, name: &str) -> Result<(), String> {
    let profiles = document.get_mut("profiles").and_then(Item::as_table_mut);
    let Some(profiles) = profiles.filter(|profiles| profiles.contains_key(name)) else {
        return Err(format!("profile {name} does not exist"));
    };
    profiles.remove(name);
    let next = profiles.iter().next().map(|(next, _)| next.to_owned());
    if document.get("default").and_then(Item::as_str) == Some(name) {
        match next {
            Some(next) => document.insert("default", value(next)),
            None => document.remove("default"),
        };
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(text: &str) -> String {
        Config::parse(text, Path::new("config.toml")).unwrap_err().to_string()
    }

    const SHOP: &str = "default = \"shop\"\n\n# ours\n[profiles.shop]\nenvironment = \"live\"\nhost = \"https://api.freedompay.kz\"\nmerchant_id = \"9970\"\n";

    #[test]
    fn an_unknown_key_is_told_with_file_line_and_the_nearest_known_key() {
        assert_eq!(
            error(&format!("{SHOP}read_onyl = true\n")),
            "config.toml:8: unknown key `read_onyl`: did you mean `read_only`?"
        );
        assert_eq!(error("defualt = \"x\"\n"), "config.toml:1: unknown key `defualt`: did you mean `default`?");
        assert_eq!(
            error(&SHOP.replace("\"live\"", "\"life\"")),
            "config.toml:5: unknown value `life`: did you mean `live`?"
        );
    }

    #[test]
    fn a_broken_line_is_told_with_its_number() {
        assert!(error("default = \n").starts_with("config.toml:1: "), "{}", error("default = \n"));
        assert!(!error("default = \n").contains('\n'));
    }

    #[test]
    fn live_and_sandbox_never_mix() {
        assert_eq!(
            error(&SHOP.replace("live", "sandbox")),
            "config.toml: profile shop: environment sandbox needs a loopback host, not https://api.freedompay.kz/: live and sandbox never mix"
        );
        assert!(error(&SHOP.replace("https://api.freedompay.kz", "http://127.0.0.1:80")).contains("is this machine"));
        assert!(error(&SHOP.replace("https://", "http://")).contains("is not https"));
    }

    #[test]
    fn a_host_of_real_money_cannot_be_called_a_test() {
        let test = SHOP.replace("live", "test");
        assert!(Config::parse(&test.replace("//api.", "//test-api."), Path::new("config.toml")).is_ok());
        for host in ["https://api.freedompay.kz", "https://api.freedompay.kg", "https://gateway.example"] {
            assert_eq!(
                error(&test.replace("https://api.freedompay.kz", host)),
                format!(
                    "config.toml: profile shop: environment test is for the provider's test hosts (test-api.freedompay.kz); {host}/ may move real money: write environment live"
                )
            );
        }
    }

    #[test]
    fn editing_keeps_comments_and_sets_the_first_profile_as_default() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("tolem/config.toml");
        let members = || {
            vec![
                ("environment", "sandbox".into()),
                ("host", "http://127.0.0.1:8099".into()),
                ("merchant_id", "510001".into()),
            ]
        };
        let config = edit(&path, |document| add_profile(document, "play", members())).unwrap();
        assert_eq!(config.default.as_deref(), Some("play"));
        let text = std::fs::read_to_string(&path).unwrap();
        std::fs::write(&path, format!("# my desk\n{text}")).unwrap();
        let config = edit(&path, |document| add_profile(document, "second", members())).unwrap();
        assert_eq!(config.profiles.len(), 2);
        assert!(std::fs::read_to_string(&path).unwrap().starts_with("# my desk\n"));
        assert!(edit(&path, |document| add_profile(document, "second", members())).is_err());
        let config = edit(&path, |document| remove_profile(document, "play")).unwrap();
        assert_eq!(config.default.as_deref(), Some("second"));
        assert!(edit(&path, |document| add_profile(document, "../x", members())).is_err());
    }
    #[test]
    fn a_setting_of_the_wire_is_set_and_every_comment_stays() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("config.toml");
        let set = |text: &str| {
            std::fs::write(&path, text).unwrap();
            let config = edit(&path, |document| set_wire(document, "shop", "card_auth", "sign".into())).unwrap();
            assert_eq!(config.profiles["shop"].wire.card_auth, crate::config::profile::CardAuthName::Sign);
            std::fs::read_to_string(&path).unwrap()
        };
        let there = format!("{SHOP}[profiles.shop.wire]\n# by the page\ncard_auth = \"jws\" # kz\n\n# end\n");
        assert_eq!(set(&there), there.replace("\"jws\"", "\"sign\""));
        assert_eq!(set(SHOP), format!("{SHOP}\n[profiles.shop.wire]\ncard_auth = \"sign\"\n"));
        let inline = format!("{SHOP}wire = {{ card_info = false }} # off\n");
        assert_eq!(set(&inline), inline.replace("false }", "false , card_auth = \"sign\" }"));
        assert!(edit(&path, |document| set_wire(document, "none", "card_auth", "sign".into())).is_err());
    }
}
