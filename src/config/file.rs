//! Reading `config.toml`. A mistake in it is told with file, line and the nearest known key.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use schemars::JsonSchema;
use serde::Deserialize;
use toml_edit::{DocumentMut, Item, TableLike};

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
    /// Another tolem has been changing it for too long.
    #[error("{} is being changed by another tolem that does not come to an end; nothing was changed, end that one first", .0.display())]
    InUse(PathBuf),
    /// What was asked for cannot be. The line says what, that nothing was changed, and what to do next.
    #[error("{0}")]
    Refused(String),
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
        let text = match read_text(path) {
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

/// The longest file of settings that is read.
const LONGEST: u64 = 1 << 20;

/// Reads a file of settings. Nothing else is opened: a pipe or a device may never come to an end.
pub fn read_text(path: &Path) -> std::io::Result<String> {
    let refused = |why: &str| Err(std::io::Error::new(std::io::ErrorKind::InvalidInput, why));
    let found = std::fs::metadata(path)?;
    // Of a folder the system says itself what it is.
    if !found.is_file() && !found.is_dir() {
        return refused("it is no regular file");
    }
    if found.len() > LONGEST {
        return refused("it is longer than 1 MiB");
    }
    std::fs::read_to_string(path)
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

/// A profile's name becomes a file name and stands on command lines, so it is plain and looks like no flag.
pub fn check_name(name: &str) -> Result<(), String> {
    let plain = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
    let begins_well = name.starts_with(|first: char| first.is_ascii_alphanumeric());
    if plain && begins_well && (1..=32).contains(&name.len()) {
        Ok(())
    } else {
        Err("a profile's name has 1 to 32 Latin letters, digits, - or _, the first a letter or a digit".to_owned())
    }
}

/// The known word that is most like one that nobody knows.
pub fn nearest<'a>(word: &str, known: &[&'a str]) -> Option<&'a str> {
    let likeness = |known: &str| strsim::jaro_winkler(word, known);
    known.iter().max_by(|a, b| likeness(a).total_cmp(&likeness(b))).copied()
}

/// Below this likeness a word is no mistyped one, and all that are known are told.
const LIKE: f64 = 0.6;

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
            Some(nearest) if strsim::jaro_winkler(found, nearest) >= LIKE => {
                format!("unknown {what} `{found}`: did you mean `{nearest}`?")
            }
            Some(_) => format!("unknown {what} `{found}`: use one of `{}`", known.join("`, `")),
            None => format!("unknown {what} `{found}`"),
        };
    }
    without_text(&message.lines().map(str::trim).collect::<Vec<_>>().join(" "))
}

/// A complaint about a type or about an address repeats the text that it found, which may be a secret in the wrong place.
fn without_text(message: &str) -> String {
    match (message.split_once(" string \""), message.rsplit_once("\", expected ")) {
        (Some((before, _)), Some((_, expected))) => format!("{before} text, expected {expected}"),
        _ => match message.split_once(": \"") {
            Some((before, text)) if text.ends_with('"') => before.to_owned(),
            _ => message.to_owned(),
        },
    }
}

/// A profile as it stands in the file, with all that belongs to it, comments included; `None` when there is no such
/// profile.
pub fn profile_text(path: &Path, name: &str) -> Result<Option<String>, ConfigError> {
    if !Config::load(path)?.profiles.contains_key(name) {
        return Ok(None);
    }
    let unusable = |reason: String| ConfigError::Unusable { path: path.to_owned(), reason };
    let text = read_text(path).map_err(|error| unusable(error.to_string()))?;
    let mut document: DocumentMut = text.parse().map_err(|error: toml_edit::TomlError| unusable(error.to_string()))?;
    // What is left when everything else is taken away: its tables may be anywhere in the file, and of any form.
    retain(document.as_table_mut(), "profiles");
    if let Some(profiles) = document.get_mut("profiles").and_then(Item::as_table_like_mut) {
        retain(profiles, name);
    }
    document.set_trailing("");
    Ok(Some(document.to_string().trim().to_owned()))
}

fn retain(table: &mut dyn TableLike, key: &str) {
    let others: Vec<_> = table.iter().map(|(other, _)| other.to_owned()).filter(|other| other != key).collect();
    for other in others {
        table.remove(&other);
    }
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
        assert_eq!(
            error("[interface]\nborders = \"foo\"\n"),
            "config.toml:2: unknown value `foo`: use one of `lines`, `ascii`"
        );
    }

    #[test]
    fn a_broken_line_is_told_with_its_number() {
        assert!(error("default = \n").starts_with("config.toml:1: "), "{}", error("default = \n"));
        assert!(!error("default = \n").contains('\n'));
    }

    #[test]
    fn a_host_that_cannot_be_read_is_not_repeated() {
        for (host, told) in [
            ("https://:canary@", "empty host"),
            ("https://:canary: @[::1", "invalid IPv6 address"),
            (":canary@api.freedompay.kz", "relative URL without a base"),
            ("https://api.freedompay.kz:canary", "invalid port number"),
        ] {
            let text = SHOP.replace("https://api.freedompay.kz", host);
            assert_eq!(error(&text), format!("config.toml:6: {told}"), "{host}");
        }
    }

    #[test]
    fn a_name_looks_like_no_flag() {
        for name in ["shop", "2", "a-b_c"] {
            assert_eq!(check_name(name), Ok(()));
        }
        for name in ["", "-", "--json", "_shop", "магазин", &"x".repeat(33)] {
            assert!(check_name(name).unwrap_err().contains("the first a letter or a digit"), "{name}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn only_a_regular_file_of_a_sane_length_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let long = folder.path().join("config.toml");
        std::fs::File::create(&long).unwrap().set_len(LONGEST + 1).unwrap();
        for (path, why) in
            [(Path::new("/dev/zero"), "it is no regular file"), (long.as_path(), "it is longer than 1 MiB")]
        {
            let told = Config::load(path).unwrap_err().to_string();
            assert!(told.contains(&format!("cannot be used: {why}; it was left as it is")), "{told}");
        }
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
    fn a_profile_is_shown_with_all_its_tables_wherever_they_stand() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("config.toml");
        let shown = |text: &str, name: &str| {
            std::fs::write(&path, text).unwrap();
            profile_text(&path, name).unwrap()
        };
        let play = "[profiles.play]\nenvironment = \"sandbox\"\nhost = \"http://127.0.0.1:9\"\nmerchant_id = \"7\"\n";
        let limits = "[profiles.shop.limits]\n# by the owner\nper_day = \"5\"\n";
        let wire = "[profiles.shop.wire]\ncard_info = false # not yet\n";
        let shop = SHOP.strip_prefix("default = \"shop\"\n\n").unwrap();
        let all = format!("{SHOP}{limits}\n{play}\n{wire}\n[interface]\nmouse = false\n# end\n");
        assert_eq!(shown(&all, "shop"), Some(format!("{shop}{limits}\n{}", wire.trim_end())));
        assert_eq!(shown(&all, "play").as_deref(), Some(play.trim_end()));
        assert_eq!(shown(&all, "shed"), None);
        let inline = "a = { environment = \"sandbox\", host = \"http://127.0.0.1:1\", merchant_id = \"1\" }";
        let both = format!("profiles = {{ {inline}, {} }}\n", inline.replacen('a', "b", 1).replace("\"1\"", "\"2\""));
        assert_eq!(shown(&both, "a"), Some(format!("profiles = {{ {inline}}}")));
    }
}
