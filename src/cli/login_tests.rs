use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, PoisonError};

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

/// A store whose write of a number fails with an error, or takes place all the same; what comes after it may fail as well.
struct Failing {
    store: MemoryVault,
    writes: AtomicU32,
    at: u32,
    error: VaultError,
    /// Whether the write that fails is carried out.
    carried_out: bool,
    /// Whether every later write fails, and is not carried out.
    then_broken: bool,
}

impl Failing {
    fn write(&self, write: impl FnOnce() -> Result<(), VaultError>) -> Result<(), VaultError> {
        let number = self.writes.fetch_add(1, Ordering::Relaxed);
        if number == self.at && self.carried_out {
            write()?;
        } else if number < self.at || (number > self.at && !self.then_broken) {
            return write();
        }
        Err(self.error.clone())
    }
}

impl Vault for Failing {
    fn get(&self, entry: &Entry) -> Result<Option<SecretString>, VaultError> {
        self.store.get(entry)
    }

    fn set(&self, entry: &Entry, secret: &SecretString) -> Result<(), VaultError> {
        self.write(|| self.store.set(entry, secret))
    }

    fn remove(&self, entry: &Entry) -> Result<(), VaultError> {
        self.write(|| self.store.remove(entry))
    }
}

/// What is said, and what is there, when one of two secrets could not be replaced.
async fn rotated(
    (at, error, carried_out, then_broken): (u32, VaultError, bool, bool),
) -> (String, [Option<&'static str>; 2]) {
    let (sandbox, profile) = sandbox().await;
    let credentials = sandbox.credentials();
    let store = with(&profile, &[(SecretName::Merchant, "old")]);
    let failing = Failing { store, writes: AtomicU32::new(0), at, error, carried_out, then_broken };
    let vault: Arc<dyn Vault> = Arc::new(failing);
    let secrets = [
        (SecretName::Merchant, credentials.secret_key.as_str().into()),
        (SecretName::Payout, credentials.payout_secret_key.as_str().into()),
    ];
    let stop = rotate(&vault, &profile, &secrets).await.unwrap_err();
    assert_eq!(stop.exit, Exit::Failure);
    let there = |which| saved(&*vault, &profile, which).map(|secret| if secret == "old" { "old" } else { "new" });
    (stop.line, [SecretName::Merchant, SecretName::Payout].map(there))
}

#[tokio::test]
async fn when_one_of_two_cannot_be_saved_both_go_back_also_the_one_that_the_store_saved_all_the_same() {
    let full = || VaultError::Failed("no space is left".to_owned());
    let stays = "the secret store failed: no space is left; nothing was replaced, the old secrets stay".to_owned();
    for at in [0, 1] {
        for carried_out in [false, true] {
            assert_eq!(rotated((at, full(), carried_out, false)).await, (stays.clone(), [Some("old"), None]));
        }
    }
    // The store breaks with the first write, which it does not carry out: reading shows that the old one stays.
    assert_eq!(rotated((0, full(), false, true)).await, (stays, [Some("old"), None]));
}

#[tokio::test]
async fn what_is_not_known_to_be_back_is_never_said_to_stay() {
    let full = || VaultError::Failed("no space is left".to_owned());
    let unknown = |error: VaultError, which: &str| {
        format!(
            "{error}; it is not known whether the {which} was replaced: run `tolem doctor`, which proves what is there"
        )
    };
    assert_eq!(
        rotated((0, full(), true, true)).await,
        (unknown(full(), "merchant secret"), [Some("new"), None]),
        "saved, and the store takes nothing back"
    );
    assert_eq!(
        rotated((1, full(), true, true)).await,
        (unknown(full(), "merchant secret and the payout secret"), [Some("new"), Some("new")])
    );
    // A store that was not waited for may save the new one after the old one was put back.
    let slow = || VaultError::SlowToSave(3);
    assert_eq!(rotated((0, slow(), false, false)).await, (unknown(slow(), "merchant secret"), [Some("old"), None]));
    assert_eq!(rotated((1, slow(), true, false)).await, (unknown(slow(), "payout secret"), [Some("old"), None]));
}

/// A store that keeps count of what is written.
#[derive(Default)]
struct Counted(MemoryVault, Mutex<Vec<SecretName>>);

impl Vault for Counted {
    fn get(&self, entry: &Entry) -> Result<Option<SecretString>, VaultError> {
        self.0.get(entry)
    }

    fn set(&self, entry: &Entry, secret: &SecretString) -> Result<(), VaultError> {
        self.1.lock().unwrap_or_else(PoisonError::into_inner).push(entry.name);
        self.0.set(entry, secret)
    }

    fn remove(&self, entry: &Entry) -> Result<(), VaultError> {
        self.0.remove(entry)
    }
}

#[tokio::test]
async fn a_login_never_writes_over_another_secret_before_the_new_one_is_proven() {
    let (sandbox, profile) = sandbox().await;
    let right = sandbox.credentials().secret_key;
    let vault: Arc<dyn Vault> = Arc::new(with(&profile, &[(SecretName::Merchant, &right)]));
    let secrets = |merchant: &str| [(SecretName::Merchant, SecretString::from(merchant))];
    let stop = logged_in(&vault, &profile, &secrets("canary"), false).await.err().unwrap();
    assert_eq!(stop.exit, Exit::Rejected);
    assert!(stop.line.ends_with("nothing was replaced, the old secrets stay"), "{}", stop.line);
    assert_eq!(saved(&*vault, &profile, SecretName::Merchant).as_ref(), Some(&right));

    let vault: Arc<dyn Vault> = Arc::new(with(&profile, &[(SecretName::Merchant, "old")]));
    let done = logged_in(&vault, &profile, &secrets(&right), false).await.unwrap();
    assert_eq!((done.proofs, done.replaced), (vec![(SecretName::Merchant, Proof::Right)], true));
    assert_eq!(saved(&*vault, &profile, SecretName::Merchant).as_ref(), Some(&right));

    let elsewhere = Profile { host: "http://127.0.0.1:1/".parse().unwrap(), ..profile };
    let vault: Arc<dyn Vault> = Arc::new(with(&elsewhere, &[(SecretName::Merchant, "old")]));
    let stop = logged_in(&vault, &elsewhere, &secrets(&right), false).await.err().unwrap();
    assert_eq!(stop.exit, Exit::NotSent);
    assert!(stop.line.ends_with("or save it unproven with --no-proof"), "{}", stop.line);
    assert_eq!(saved(&*vault, &elsewhere, SecretName::Merchant).as_deref(), Some("old"));
}

#[tokio::test]
async fn a_first_login_saves_before_it_proves_and_what_is_saved_already_is_only_proven() {
    let (sandbox, profile) = sandbox().await;
    let right = sandbox.credentials().secret_key;
    let counted = Arc::new(Counted(with(&profile, &[(SecretName::Merchant, &right)]), Mutex::default()));
    let vault: Arc<dyn Vault> = Arc::<Counted>::clone(&counted);
    let secrets = [(SecretName::Merchant, right.as_str().into()), (SecretName::Payout, "canary".into())];
    let done = logged_in(&vault, &profile, &secrets, false).await.unwrap();
    assert!(!done.replaced);
    assert_eq!(done.proofs.iter().map(|(_, proof)| proof.is_wrong()).collect::<Vec<_>>(), [false, true]);
    assert_eq!(*counted.1.lock().unwrap(), [SecretName::Payout], "the merchant secret is the same");
    assert_eq!(saved(&*vault, &profile, SecretName::Payout).as_deref(), Some("canary"));
    let stop = done.verdict(&profile).unwrap_err();
    assert_eq!(stop.exit, Exit::Rejected);
    assert!(stop.line.ends_with("saved all the same, log in again with the right one"), "{}", stop.line);
}

#[test]
fn a_store_that_breaks_off_between_two_secrets_says_which_of_them_is_saved() {
    let secrets = [SecretName::Merchant, SecretName::Payout].map(|which| (which, "canary".into()));
    let line = |at| unsaved(&VaultError::Failed("it is full".to_owned()), &secrets, at).line;
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
