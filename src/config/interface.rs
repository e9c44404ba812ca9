//! How the dashboard looks and sounds: `[interface]` in `config.toml`.

use std::fmt::Write as _;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::locale::Language;

/// `[interface]`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Interface {
    /// The language of every word on screen; without it that of the environment.
    #[schemars(with = "Option<LanguageName>")]
    pub language: Option<Language>,
    /// A theme: a built-in one, or the name of a file in `themes`.
    pub theme: String,
    /// What boxes and signs are drawn with.
    pub borders: Borders,
    /// Whether the mouse is heard; else it selects text, as the terminal wants.
    pub mouse: bool,
    /// How the end of a watched record is told.
    pub bell: BellName,
    /// Whether amounts and names are hidden from the start.
    pub privacy: bool,
    /// How times are shown in lists; without it as they were left.
    pub time: Option<Times>,
}

impl Default for Interface {
    fn default() -> Self {
        Self {
            language: None,
            theme: "ansi".to_owned(),
            borders: Borders::Lines,
            mouse: true,
            bell: BellName::Sound,
            privacy: false,
            time: None,
        }
    }
}

/// The names of languages, for the schema.
#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase")]
#[expect(dead_code, reason = "only its schema is used")]
enum LanguageName {
    En,
    Ru,
    Kk,
}

/// What boxes and signs are drawn with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Borders {
    /// Lines and signs of Unicode.
    Lines,
    /// ASCII only.
    Ascii,
}

/// How times are shown in lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Times {
    /// How long ago.
    Relative,
    /// When.
    Absolute,
}

/// How the end of a watched record is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum BellName {
    /// Not at all.
    Off,
    /// The terminal's bell.
    Sound,
    /// A note of the desktop, by terminals that make one of OSC 9.
    Note,
}

/// Every setting with its default and what it is for, as `tolem config default` prints them.
const SETTINGS: [(&str, &str, &str); 7] = [
    ("language", "\"en\"", "en, ru or kk; without it the language of the environment"),
    (
        "theme",
        "\"ansi\"",
        "ansi, ansi-light, high-contrast, steppe-night, steppe-day, amber, or NAME of a file themes/NAME.toml",
    ),
    ("borders", "\"lines\"", "lines or ascii"),
    ("mouse", "true", "false leaves the mouse to the terminal, to select text"),
    ("bell", "\"sound\"", "off, sound or note: how the end of a watched record is told"),
    ("privacy", "false", "true hides amounts, orders and names from the start, for shared screens"),
    ("time", "\"relative\"", "relative or absolute times in lists; without it as they were left (T changes them)"),
];

/// A profile with every setting, as `tolem config default` prints it.
const PROFILE: &str = r#"
# One merchant in one environment. Secrets are never in this file.
# [profiles.NAME]
# environment: sandbox, test or live; host: scheme and name of the gateway; merchant_id: its number there
# environment = "live"
# host = "https://api.freedompay.kz"
# merchant_id = "123456"
# Auth ids of the Card API and, when it has one of its own, of the Partner API; without them those products are not used
# card_auth_id = "1"
# partner_auth_id = "2"
# The currency of new orders, and the merchant's time zone
# currency = "KZT"
# zone = "Asia/Almaty"
# Where the secrets live: keyring, file (under a passphrase) or environment, in the variable that secrets_env names
# secrets = "keyring"
# secrets_env = "SHOP_SECRET"
# true lets nothing through that moves money
# read_only = false
# The colour of the profile's name, such as blue or #1e90ff
# accent = "blue"
# Where a payout's recipient returns to, and where the provider tells of a payout
# back_link = "https://shop.example/back"
# post_link = "https://shop.example/result"
#
# How much may be moved; a live profile moves no money without both
# [profiles.NAME.limits]
# per_operation = "250000.00"
# per_day = "1000000.00"
#
# How long the provider may take to show an effect: what is not seen for so long, by reads so far apart, did not happen;
# payer_seconds where a payer has to act
# [profiles.NAME.settling]
# window_seconds = 120
# spacing_seconds = 30
# payer_seconds = 900
#
# Where the provider's documents contradict each other (`tolem doctor --probe` asks the gateway), and how often it is asked
# [profiles.NAME.wire]
# invoice_pay_body = "multipart"
# invoice_init_body = "json"
# jws_uri_member = "path"
# invoice_reads = true
# card_info = true
# card_auth = "jws"
# read_every_ms = 500
# write_pause_ms = 1500
"#;

/// The defaults of the file, as comments.
pub fn default_text() -> String {
    let mut text = String::from(
        "# Settings of tolem. What is commented out is the default. Profiles are added by `tolem profile add`.\n\n[interface]\n",
    );
    for (name, value, help) in SETTINGS {
        // Writing to a `String` cannot fail.
        let _ = writeln!(text, "# {help}\n# {name} = {value}");
    }
    text.push_str(PROFILE);
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    #[test]
    fn the_printed_defaults_read_back_as_the_defaults() {
        let printed = default_text();
        let plain = Config::parse(&printed, std::path::Path::new("config.toml")).unwrap();
        assert_eq!(plain, Config::default());
        let names: Vec<String> = SETTINGS.iter().map(|(name, ..)| format!("# {name} = ")).collect();
        let all: Vec<&str> = printed
            .lines()
            .map(|line| if names.iter().any(|name| line.starts_with(name)) { &line[2..] } else { line })
            .collect();
        let config = Config::parse(&all.join("\n"), std::path::Path::new("config.toml")).unwrap();
        assert_eq!(
            config.interface,
            Interface { language: Some(Language::En), time: Some(Times::Relative), ..Interface::default() }
        );
    }

    #[test]
    fn the_printed_profile_has_every_setting_and_its_default() {
        let is_setting =
            |line: &&str| line.starts_with('[') || line.split_once(" = ").is_some_and(|(name, _)| !name.contains(' '));
        let lines: Vec<&str> = PROFILE.lines().filter_map(|line| line.strip_prefix("# ")).filter(is_setting).collect();
        let schema = serde_json::to_value(schemars::schema_for!(Config)).unwrap();
        for of in ["Profile", "Limits", "Settling", "Wire"] {
            for name in schema["$defs"][of]["properties"].as_object().unwrap().keys() {
                let is_there =
                    |line: &&str| line.starts_with(&format!("{name} = ")) || line.ends_with(&format!(".{name}]"));
                assert!(lines.iter().any(is_there), "{of} {name}");
            }
        }
        let text = lines.join("\n").replace("secrets = \"keyring\"", "secrets = \"environment\"");
        let mut config = Config::parse(&text, std::path::Path::new("config.toml")).unwrap();
        let printed = config.profiles.remove("NAME").unwrap();
        let few =
            "[profiles.NAME]\nenvironment = \"live\"\nhost = \"https://api.freedompay.kz\"\nmerchant_id = \"123456\"\n";
        let mut config = Config::parse(few, std::path::Path::new("config.toml")).unwrap();
        let plain = config.profiles.remove("NAME").unwrap();
        assert_eq!((printed.settling, printed.wire, &printed.currency), (plain.settling, plain.wire, &plain.currency));
        assert_eq!((&printed.zone, printed.read_only), (&plain.zone, plain.read_only));
    }

    #[test]
    fn every_setting_is_printed() {
        let schema = serde_json::to_value(schemars::schema_for!(Interface)).unwrap();
        let mut there: Vec<&str> = schema["properties"].as_object().unwrap().keys().map(String::as_str).collect();
        let mut printed: Vec<&str> = SETTINGS.iter().map(|(name, ..)| *name).collect();
        there.sort_unstable();
        printed.sort_unstable();
        assert_eq!(there, printed);
        assert_eq!(schema["additionalProperties"], false);
    }
}
