//! Tests of [`super`].

use super::*;

const SHOP: &str = "default = \"shop\"\n\n# ours\n[profiles.shop]\nenvironment = \"live\"\nhost = \"https://api.freedompay.kz\"\nmerchant_id = \"9970\"\n";

fn sandbox(merchant: &str) -> Vec<(&'static str, toml_edit::Value)> {
    vec![("environment", "sandbox".into()), ("host", "http://127.0.0.1:8099".into()), ("merchant_id", merchant.into())]
}

/// A folder with a file of settings in it.
fn with(text: &str) -> (tempfile::TempDir, std::path::PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("config.toml");
    std::fs::write(&path, text).unwrap();
    (folder, path)
}

#[test]
fn editing_keeps_comments_and_sets_the_first_profile_as_default() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tolem/config.toml");
    let config = edit(&path, |document| add_profile(document, "play", sandbox("510001"))).unwrap();
    assert_eq!(config.default.as_deref(), Some("play"));
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, format!("# my desk\n{text}")).unwrap();
    let config = edit(&path, |document| add_profile(document, "second", sandbox("510002"))).unwrap();
    assert_eq!(config.profiles.len(), 2);
    assert!(std::fs::read_to_string(&path).unwrap().starts_with("# my desk\n"));
    assert!(edit(&path, |document| add_profile(document, "second", sandbox("510002"))).is_err());
    let config = edit(&path, |document| remove_profile(document, "play")).unwrap();
    assert_eq!(config.default, None, "nobody chose another merchant");
    let config = edit(&path, |document| add_profile(document, "third", sandbox("510003"))).unwrap();
    assert_eq!(config.default, None);
    assert!(edit(&path, |document| add_profile(document, "../x", sandbox("510003"))).is_err());
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

#[test]
fn edits_that_come_at_once_are_all_kept() {
    let (_folder, path) = with(SHOP);
    let start = std::sync::Barrier::new(12);
    std::thread::scope(|scope| {
        for at in 0..12 {
            let (path, start) = (&path, &start);
            scope.spawn(move || {
                start.wait();
                edit(path, |document| {
                    add_profile(document, &format!("play{at}"), sandbox(&format!("{}", 510_001 + at)))
                })
                .unwrap();
            });
        }
    });
    assert_eq!(Config::load(&path).unwrap().profiles.len(), 13);
}

#[test]
fn an_edit_that_does_not_end_lets_no_other_begin() {
    let (_folder, path) = with(SHOP);
    let first = alone(&std::fs::canonicalize(&path).unwrap(), PATIENCE).unwrap();
    let second = || edit_within(Duration::ZERO, &path, |document| remove_profile(document, "shop"));
    assert_eq!(second(), Err(ConfigError::InUse(std::fs::canonicalize(&path).unwrap())));
    assert_eq!(
        ConfigError::InUse("config.toml".into()).to_string(),
        "config.toml is being changed by another tolem that does not come to an end; nothing was changed, end that one first"
    );
    assert_eq!(std::fs::read_to_string(&path).unwrap(), SHOP);
    drop(first);
    second().unwrap();
}

#[cfg(unix)]
#[test]
fn a_link_stays_one_and_what_it_means_is_changed() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    let (folder, target) = with(SHOP);
    let links = folder.path().join("links");
    std::fs::create_dir(&links).unwrap();
    symlink("../config.toml", links.join("config.toml")).unwrap();
    symlink("new/config.toml", links.join("dangling.toml")).unwrap();
    let add = |name: &str| {
        let link = links.join(name);
        edit(&link, |document| add_profile(document, "play", sandbox("510001"))).unwrap();
        assert!(std::fs::symlink_metadata(&link).unwrap().is_symlink(), "{name}");
    };
    add("config.toml");
    assert_eq!(Config::load(&target).unwrap().profiles.len(), 2);
    add("dangling.toml");
    assert_eq!(Config::load(&links.join("new/config.toml")).unwrap().profiles.len(), 1);
    let lock = std::fs::metadata(folder.path().join("config.toml.lock")).unwrap();
    assert_eq!(lock.permissions().mode() & 0o777, 0o600);
}

#[test]
fn another_default_leaves_every_comment_and_every_line_end() {
    let text = format!(
        "# my desk\n# the one that is open\n{}{}",
        SHOP.replace("\"shop\"\n", "\"shop\" # for now\n"),
        "\n[profiles.play]\nenvironment = \"sandbox\"\nhost = \"http://127.0.0.1:9\"\nmerchant_id = \"7\"\n"
    );
    let chosen = text.replace("default = \"shop\"", "default = \"play\"");
    for (text, chosen) in [(text.clone(), chosen.clone()), (text.replace('\n', "\r\n"), chosen.replace('\n', "\r\n"))] {
        let (_folder, path) = with(&text);
        edit(&path, |document| {
            set_default(document, "play");
            Ok(())
        })
        .unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), chosen);
    }
    let (_folder, path) = with(&text);
    edit(&path, |document| remove_profile(document, "shop")).unwrap();
    let left = std::fs::read_to_string(&path).unwrap();
    assert!(left.starts_with("# my desk\n# the one that is open\n\n[profiles.play]"), "{left}");
}

#[test]
fn a_merchant_has_one_profile_whatever_its_environment() {
    let (_folder, path) = with(SHOP);
    let add = |environment: &str, host: &str, merchant: &str| {
        let members =
            vec![("environment", environment.into()), ("host", host.into()), ("merchant_id", merchant.into())];
        edit(&path, |document| add_profile(document, "till", members)).map_err(|error| error.to_string())
    };
    for (environment, host) in [
        ("live", "https://api.freedompay.kz"),
        ("test", "https://api.freedompay.kz"),
        ("live", "HTTPS://API.freedompay.kz:443/"),
        ("live", "https://api.freedompay.kz."),
    ] {
        let refusal = add(environment, host, "9970").unwrap_err();
        assert!(refusal.starts_with("profile shop is merchant 9970 at https://api.freedompay.kz"), "{refusal}");
        assert!(
            refusal.ends_with(
                " already: nothing was changed; two ledgers of one merchant could refund twice, use that profile"
            ),
            "{refusal}"
        );
        assert_eq!(std::fs::read_to_string(&path).unwrap(), SHOP);
    }
    add("live", "https://api.freedompay.kz", "9971").unwrap();
    let elsewhere = edit(&path, |document| {
        remove_profile(document, "till")?;
        let members = [("environment", "live"), ("host", "https://api.freedompay.kz:8443"), ("merchant_id", "9970")];
        add_profile(document, "till", members.map(|(key, member)| (key, member.into())).to_vec())
    });
    assert_eq!(elsewhere.unwrap().profiles.len(), 2, "another port is another gateway");
}

#[test]
fn what_cannot_be_done_is_told_with_what_to_do_instead_and_nothing_is_changed() {
    let (_folder, path) = with(SHOP);
    let told = |change: &dyn Fn(&mut DocumentMut) -> Result<(), String>| edit(&path, change).unwrap_err().to_string();
    assert_eq!(
        told(&|document| add_profile(document, "shop", sandbox("7"))),
        "profile shop exists already: nothing was changed, choose another name or remove it first (tolem profile remove shop)"
    );
    assert_eq!(
        told(&|document| add_profile(document, "../x", sandbox("7"))),
        "a profile's name has 1 to 32 Latin letters, digits, - or _, the first a letter or a digit, not \"../x\": nothing was changed, choose another name"
    );
    let gone = "profile till does not exist: nothing was changed, `tolem profile list` shows those that do";
    assert_eq!(told(&|document| remove_profile(document, "till")), gone);
    assert_eq!(told(&|document| set_wire(document, "till", "card_auth", "sign".into())), gone);
    assert_eq!(std::fs::read_to_string(&path).unwrap(), SHOP);
}

#[test]
fn profiles_in_one_line_are_added_to_and_removed() {
    let (_folder, path) = with(
        "default = \"a\"\nprofiles = { a = { environment = \"sandbox\", host = \"http://127.0.0.1:1\", merchant_id = \"1\" } } # all\n",
    );
    let config = edit(&path, |document| add_profile(document, "b", sandbox("2"))).unwrap();
    assert_eq!(config.profiles.len(), 2);
    let config = edit(&path, |document| remove_profile(document, "a")).unwrap();
    assert_eq!(config.profiles.keys().collect::<Vec<_>>(), ["b"]);
    assert_eq!(config.default, None);
    assert!(std::fs::read_to_string(&path).unwrap().ends_with("} # all\n"));
}
