//! `tolem` without a profile: the sandbox, or a merchant that is set up on screen.

use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use secrecy::SecretString;

use super::given::{Given, unsaved, where_it_is};
use super::secrets::blocking;
use super::{Global, Stop, is_there};
use crate::config::edit::{add_profile, edit, set_default, twin};
use crate::config::{Config, Paths, Profile, Store};
use crate::domain::Environment;
use crate::tui::setup::draft::Draft;
use crate::tui::setup::form::Known;
use crate::tui::setup::{Choice, Office, run as ask};
use crate::vault::environment::variable_of;
use crate::vault::{EnvironmentVault, FileVault, KeyringVault, SecretName, Vault};
use crate::worker::desk;
use crate::worker::proof::{Proof, prove};

/// What was chosen.
pub(super) enum Chosen {
    /// To leave.
    Nothing,
    /// The sandbox.
    Demo,
    /// The dashboard of a profile that was set up, with its vault, open.
    Desk(String, Box<Profile>, Arc<dyn Vault>),
}

pub(super) async fn run(global: &Global, paths: &Paths) -> Result<Chosen, Stop> {
    let clerk = Arc::new(Clerk { paths: paths.clone(), vault: Mutex::new(None) });
    let taken = Config::load(&paths.config)?.profiles.into_keys().collect();
    let known = Known { taken, has_file: is_there(&paths.secrets()) };
    let office: Arc<dyn Office> = Arc::<Clerk>::clone(&clerk);
    match ask(&global.screen("tolem"), known, office).await.map_err(Stop::failure)? {
        Choice::Leave => Ok(Chosen::Nothing),
        Choice::Demo => Ok(Chosen::Demo),
        Choice::Desk(name) => {
            let profile = Config::load(&paths.config)?.profiles.remove(&name);
            let vault = clerk.vault.lock().unwrap_or_else(PoisonError::into_inner).take();
            let (Some(profile), Some(vault)) = (profile, vault) else {
                return Err(Stop::failure(format!("profile {name} was changed meanwhile: run `tolem` again")));
            };
            Ok(Chosen::Desk(name, Box::new(profile), vault))
        }
    }
}

/// The environment, when a profile takes its secrets from there: they are given from outside, and nothing is saved.
fn outside(profile: &Profile) -> Option<EnvironmentVault> {
    let environment: Environment = profile.environment.into();
    match profile.secrets {
        Store::Environment => {
            let variable = profile.secrets_env.as_deref().unwrap_or_default();
            Some(EnvironmentVault::new(variable, environment.word(), profile.host.as_str()))
        }
        Store::Keyring | Store::File => None,
    }
}

/// Proves and saves.
struct Clerk {
    paths: Paths,
    /// The vault that was filled, open already, so that nobody is asked for its passphrase twice.
    vault: Mutex<Option<Arc<dyn Vault>>>,
}

#[async_trait]
impl Office for Clerk {
    async fn prove(&self, draft: &Draft) -> Vec<(SecretName, Proof)> {
        let mut proofs = Vec::new();
        let outside = outside(&draft.profile);
        for which in &draft.wanted {
            let typed = draft.secrets.iter().find(|(name, _)| name == which).map(|(_, secret)| secret.clone());
            let given = || outside.as_ref()?.get(&desk::entry(&draft.profile, *which)).ok()?;
            let proof = if let Some(secret) = typed.or_else(given) {
                prove(&draft.profile, *which, &secret).await
            } else {
                let variable = variable_of(draft.profile.secrets_env.as_deref().unwrap_or_default(), *which);
                Proof::NotProven(format!("the environment variable {variable} is not set"))
            };
            proofs.push((*which, proof));
        }
        proofs
    }

    async fn save(&self, draft: &Draft) -> Result<(), String> {
        let (paths, passphrase, outside) = (self.paths.clone(), draft.passphrase.clone(), outside(&draft.profile));
        let (name, members) = (draft.name.clone(), draft.members.clone());
        let (profile, secrets) = (draft.profile.clone(), draft.secrets.clone());
        let saving = move || {
            let config = Config::load(&paths.config).map_err(|error| error.to_string())?;
            // Its secrets would take the place of its twin's.
            if let Some(refusal) = twin(&config, &name, &profile) {
                return Err(refusal);
            }
            // The secrets first: a profile without them would open nothing.
            let vault = fill(&paths, passphrase, outside, &profile, &secrets)?;
            let written = edit(&paths.config, |document| {
                add_profile(document, &name, members)?;
                set_default(document, &name);
                Ok(())
            });
            written.map_err(|error| {
                if secrets.is_empty() {
                    return error.to_string();
                }
                let place = where_it_is(profile.secrets);
                format!("{error}; profile {name} was not added, but its secrets are saved in {place}: mend that and save again")
            })?;
            Ok(vault)
        };
        let vault = blocking(saving).await.map_err(|stop| stop.line)??;
        *self.vault.lock().unwrap_or_else(PoisonError::into_inner) = Some(vault);
        Ok(())
    }
}

/// Puts the secrets where they will live. Answers with the vault, open.
fn fill(
    paths: &Paths,
    passphrase: Option<SecretString>,
    outside: Option<EnvironmentVault>,
    profile: &Profile,
    secrets: &[Given],
) -> Result<Arc<dyn Vault>, String> {
    let vault: Arc<dyn Vault> = match (passphrase, outside) {
        (Some(passphrase), _) => {
            Arc::new(FileVault::open(&paths.secrets(), passphrase).map_err(|error| error.to_string())?)
        }
        (None, Some(outside)) => Arc::new(outside),
        (None, None) => Arc::new(KeyringVault),
    };
    for (at, (which, secret)) in secrets.iter().enumerate() {
        let saved = vault.set(&desk::entry(profile, *which), secret);
        saved.map_err(|error| unsaved(&error, secrets, at).line)?;
    }
    Ok(vault)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MEMBERS: [(&str, &str); 4] =
        [("environment", "sandbox"), ("host", "http://127.0.0.1:1"), ("merchant_id", "510001"), ("secrets", "file")];

    fn draft(secrets: &[SecretName]) -> Draft {
        let lines = MEMBERS.map(|(key, value)| format!("{key} = \"{value}\"\n")).concat();
        let config = Config::parse(&format!("[profiles.shop]\n{lines}"), std::path::Path::new("config.toml")).unwrap();
        Draft {
            name: "shop".to_owned(),
            profile: config.profiles["shop"].clone(),
            members: MEMBERS.map(|(key, value)| (key, value.into())).to_vec(),
            wanted: vec![SecretName::Merchant],
            secrets: secrets.iter().map(|which| (*which, "canary".into())).collect(),
            passphrase: Some("correct horse".into()),
        }
    }

    #[tokio::test]
    async fn when_the_settings_cannot_be_written_it_is_said_that_the_secrets_are_saved_and_where() {
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().to_owned();
        let paths =
            Paths { config: folder.join("config.toml"), data: folder.join("data"), state: folder.join("state") };
        // Somebody adds another merchant of this name while the fields are filled in.
        let other =
            "[profiles.shop]\nenvironment = \"sandbox\"\nhost = \"http://127.0.0.1:1\"\nmerchant_id = \"510002\"\n";
        std::fs::write(&paths.config, other).unwrap();
        let clerk = Clerk { paths: paths.clone(), vault: Mutex::new(None) };
        let error = clerk.save(&draft(&[SecretName::Merchant])).await.unwrap_err();
        let end =
            "; profile shop was not added, but its secrets are saved in the encrypted file: mend that and save again";
        assert!(
            error.contains("profile shop exists already") && error.ends_with(end) && !error.contains("canary"),
            "{error}"
        );
        assert!(paths.secrets().exists());
        let error = clerk.save(&draft(&[])).await.unwrap_err();
        assert!(!error.contains("saved"), "{error}");
        std::fs::remove_file(&paths.config).unwrap();
        clerk.save(&draft(&[SecretName::Merchant])).await.unwrap();
        assert!(Config::load(&paths.config).unwrap().profiles.contains_key("shop"));
    }
}
