use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicUsize, Ordering};

use secrecy::ExposeSecret as _;

use super::*;
use crate::config::Config;
use crate::sandbox::{Config as SandboxConfig, Sandbox};
use crate::vault::{Entry, MemoryVault};

async fn sandbox() -> (Sandbox, Profile) {
    let config = SandboxConfig { records: 0, ..SandboxConfig::default() };
    let sandbox = Sandbox::start(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)), config).await.unwrap();
    let profile = profile(sandbox.url().as_str(), &sandbox.credentials().merchant_id);
    (sandbox, profile)
}

fn profile(host: &str, merchant: &str) -> Profile {
    let text = format!("[profiles.shop]\nenvironment = \"sandbox\"\nhost = \"{host}\"\nmerchant_id = \"{merchant}\"\n");
    Config::parse(&text, std::path::Path::new("config.toml")).unwrap().profiles.remove("shop").unwrap()
}

fn saved(vault: &dyn Vault, profile: &Profile, which: SecretName) -> Option<String> {
    vault.get(&desk::entry(profile, which)).unwrap().map(|secret| secret.expose_secret().to_owned())
}

fn with(profile: &Profile, secrets: &[(SecretName, &str)]) -> MemoryVault {
    let vault = MemoryVault::default();
    for (which, secret) in secrets {
        vault.set(&desk::entry(profile, *which), &SecretString::from(*secret)).unwrap();
    }
    vault
}

#[tokio::test]
async fn a_new_secret_replaces_the_old_one_once_it_has_signed_a_read() {
    let (sandbox, profile) = sandbox().await;
    let vault: Arc<dyn Vault> = Arc::new(with(&profile, &[(SecretName::Merchant, "old")]));
    let new = sandbox.credentials().secret_key;
    let proofs = rotate(&vault, &profile, &[(SecretName::Merchant, new.as_str().into())]).await.unwrap();
    assert_eq!(proofs, [(SecretName::Merchant, Proof::Right)]);
    assert_eq!(saved(&*vault, &profile, SecretName::Merchant), Some(new));
}

#[tokio::test]
async fn one_wrong_secret_changes_nothing_not_even_the_right_ones_beside_it() {
    let (sandbox, profile) = sandbox().await;
    let vault: Arc<dyn Vault> =
        Arc::new(with(&profile, &[(SecretName::Merchant, "old"), (SecretName::Payout, "old payout")]));
    let new = sandbox.credentials().secret_key;
    let secrets = [(SecretName::Merchant, new.as_str().into()), (SecretName::Payout, "canary".into())];
    let stop = rotate(&vault, &profile, &secrets).await.unwrap_err();
    assert_eq!(stop.exit, Exit::Rejected);
    assert!(stop.line.contains("the payout secret is wrong"), "{}", stop.line);
    assert!(stop.line.ends_with("nothing was replaced, the old secrets stay"), "{}", stop.line);
    assert!(!stop.line.contains("canary"), "{}", stop.line);
    assert_eq!(saved(&*vault, &profile, SecretName::Merchant).as_deref(), Some("old"));
    assert_eq!(saved(&*vault, &profile, SecretName::Payout).as_deref(), Some("old payout"));
}

#[tokio::test]
async fn without_an_answer_the_old_secret_stays() {
    let profile = profile("http://127.0.0.1:1", "510001");
    let vault: Arc<dyn Vault> = Arc::new(with(&profile, &[(SecretName::Merchant, "old")]));
    let stop = rotate(&vault, &profile, &[(SecretName::Merchant, "new".into())]).await.unwrap_err();
    assert_eq!(stop.exit, Exit::NotSent);
    assert!(stop.line.contains("try again when the gateway answers"), "{}", stop.line);
    assert_eq!(saved(&*vault, &profile, SecretName::Merchant).as_deref(), Some("old"));
}

/// A store that fails at its second write.
struct Filling(MemoryVault, AtomicUsize);

impl Vault for Filling {
    fn get(&self, entry: &Entry) -> Result<Option<SecretString>, VaultError> {
        self.0.get(entry)
    }

    fn set(&self, entry: &Entry, secret: &SecretString) -> Result<(), VaultError> {
        if self.1.fetch_add(1, Ordering::Relaxed) == 1 {
            return Err(VaultError::Failed("no space is left".to_owned()));
        }
        self.0.set(entry, secret)
    }

    fn remove(&self, entry: &Entry) -> Result<(), VaultError> {
        self.0.remove(entry)
    }
}

#[tokio::test]
async fn when_the_second_of_two_cannot_be_saved_the_first_goes_back() {
    let (sandbox, profile) = sandbox().await;
    let credentials = sandbox.credentials();
    let old = with(&profile, &[(SecretName::Merchant, "old")]);
    let vault: Arc<dyn Vault> = Arc::new(Filling(old, AtomicUsize::new(0)));
    let secrets = [
        (SecretName::Merchant, credentials.secret_key.as_str().into()),
        (SecretName::Payout, credentials.payout_secret_key.as_str().into()),
    ];
    let stop = rotate(&vault, &profile, &secrets).await.unwrap_err();
    assert_eq!(stop.line, "the secret store failed: no space is left; nothing was replaced, the old secrets stay");
    assert_eq!(saved(&*vault, &profile, SecretName::Merchant).as_deref(), Some("old"));
    assert_eq!(saved(&*vault, &profile, SecretName::Payout), None);
}

#[test]
fn a_store_that_breaks_off_between_two_secrets_says_which_of_them_is_saved() {
    let secrets = [SecretName::Merchant, SecretName::Payout].map(|which| (which, "canary".into()));
    let line = |at| unsaved(&Stop::failure("the secret store failed: it is full"), &secrets, at).line;
    assert_eq!(line(0), "the secret store failed: it is full; not saved for certain: merchant secret, payout secret");
    assert_eq!(
        line(1),
        "the secret store failed: it is full; not saved for certain: payout secret, saved before it: merchant secret"
    );
}

#[test]
fn a_login_as_json_says_of_each_secret_what_came_and_no_secret() {
    let profile = profile("http://127.0.0.1:1", "510001");
    let refused = Proof::WrongSecret("9990 the signature is wrong".to_owned());
    let words = [Proof::Right.words(SecretName::Merchant, &profile), refused.words(SecretName::Payout, &profile)];
    let proofs = vec![(SecretName::Merchant, Proof::Right), (SecretName::Payout, refused)];
    let done = Done { proofs, replaced: false };
    let value = as_json("shop", &profile, &["merchant secret", "payout secret"], &done);
    assert_eq!(
        value,
        json!({
            "schema": "tolem.login/1",
            "profile": "shop",
            "host": "http://127.0.0.1:1/",
            "store": "keyring",
            "saved": ["merchant secret", "payout secret"],
            "replaced": false,
            "proofs": [
                { "secret": "merchant secret", "state": "right", "text": words[0] },
                { "secret": "payout secret", "state": "wrong secret", "text": words[1] },
            ],
        })
    );
    assert_eq!(done.verdict(&profile).unwrap_err().exit, Exit::Rejected);
}
