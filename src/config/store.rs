//! Where a profile's secrets live. The file says where, never what.

use schemars::JsonSchema;
use serde::Deserialize;

use super::Profile;

/// The store's word in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Store {
    /// The operating system's keyring.
    #[default]
    Keyring,
    /// A file under a passphrase, for servers without a keyring.
    File,
    /// The environment variable that `secrets_env` names.
    Environment,
}

impl Store {
    /// The words, as the command line takes them.
    pub const WORDS: [&'static str; 3] = ["keyring", "file", "environment"];

    /// The word in the file.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Keyring => "keyring",
            Self::File => "file",
            Self::Environment => "environment",
        }
    }
}

/// What is wrong with where a profile's secrets live, in one line that says how to mend it.
pub(super) fn problem(profile: &Profile) -> Option<String> {
    match (profile.secrets, profile.secrets_env.as_deref()) {
        (Store::Keyring | Store::File, Some(_)) => Some(format!(
            "secrets_env is there, but secrets says {}: write secrets = \"environment\", or take secrets_env out",
            profile.secrets.word()
        )),
        (Store::Environment, None) => {
            Some("secrets = \"environment\" needs secrets_env = \"NAME\", the variable's name".to_owned())
        }
        // A wrong one is not repeated: it may be the secret itself, in the wrong place.
        (Store::Environment, Some(name)) if !is_variable(name) => {
            Some("secrets_env is the name of a variable, such as SHOP_SECRET, never the secret itself".to_owned())
        }
        (Store::Keyring | Store::File, None) | (Store::Environment, Some(_)) => None,
    }
}

/// Whether a text can name a variable in every shell, as people write them: capitals, digits and `_`.
pub(crate) fn is_variable(name: &str) -> bool {
    let mut bytes = name.bytes();
    bytes.next().is_some_and(|first| first.is_ascii_uppercase() || first == b'_')
        && bytes.all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_')
}

#[cfg(test)]
mod tests {
    use crate::config::Config;

    fn problem(lines: &str) -> Option<String> {
        let text = format!(
            "[profiles.shop]\nenvironment = \"live\"\nhost = \"https://api.freedompay.kz\"\nmerchant_id = \"9970\"\n{lines}\n"
        );
        Config::parse(&text, std::path::Path::new("config.toml")).err().map(|error| error.to_string())
    }

    #[test]
    fn a_profile_says_where_its_secrets_live_and_what_is_wrong_with_that() {
        for right in
            ["", "secrets = \"keyring\"", "secrets = \"file\"", "secrets = \"environment\"\nsecrets_env = \"SHOP_2\""]
        {
            assert_eq!(problem(right), None, "{right}");
        }
        let wrong = |lines: &str| problem(lines).unwrap();
        assert_eq!(wrong("secrets = \"keyrign\""), "config.toml:5: unknown value `keyrign`: did you mean `keyring`?");
        assert!(wrong("secrets = \"environment\"").contains("needs secrets_env"));
        assert!(wrong("secrets_env = \"SHOP\"").contains("take secrets_env out"));
        for canary in ["", "aB3canary", "3X", "A B"] {
            let told = wrong(&format!("secrets = \"environment\"\nsecrets_env = \"{canary}\""));
            assert!(told.contains("never the secret itself"), "{told}");
            assert!(canary.is_empty() || !told.contains(canary), "{told}");
        }
    }
}
