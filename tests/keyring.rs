//! What needs a real Secret Service. Run with `.ci/with-keyring cargo test --test keyring -- --ignored`.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::expect_used, reason = "tests")]

#[path = "common/pty.rs"]
mod pty;

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use pty::Terminal;
use secrecy::{ExposeSecret as _, SecretString};
use tolem::vault::{Entry, KeyringVault, SecretName, Vault as _};

#[test]
#[ignore = "needs a Secret Service: .ci/with-keyring starts one"]
fn a_secret_goes_into_the_keyring_and_comes_out_again() {
    let entry = Entry {
        environment: "sandbox",
        host: "http://127.0.0.1:1/".to_owned(),
        merchant: "510001".to_owned(),
        name: SecretName::Payout,
    };
    let vault = KeyringVault;
    assert!(vault.get(&entry).unwrap().is_none());
    vault.set(&entry, &SecretString::from("first")).unwrap();
    vault.set(&entry, &SecretString::from("second")).unwrap();
    assert_eq!(vault.get(&entry).unwrap().unwrap().expose_secret(), "second");
    let other = Entry { host: "http://127.0.0.1:2/".to_owned(), ..entry.clone() };
    assert!(vault.get(&other).unwrap().is_none(), "a secret belongs to its host");
    vault.remove(&entry).unwrap();
    vault.remove(&entry).unwrap();
    assert!(vault.get(&entry).unwrap().is_none());
}

/// `tolem sandbox` as a process of its own, which outlives the dashboards.
struct Served {
    child: Child,
    ready: serde_json::Value,
}

impl Served {
    fn start() -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_tolem"))
            .args(["sandbox", "--seed", "7", "--records", "60"])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        Self { child, ready: serde_json::from_str(&line).unwrap() }
    }

    fn get(&self, key: &str) -> &str {
        self.ready[key].as_str().unwrap()
    }

    fn control(&self, path: &str) -> String {
        format!("{}/{path}", self.get("control_url").trim_end_matches('/'))
    }

    fn effects(&self) -> Vec<serde_json::Value> {
        let text = block(async { client().get(self.control("ledger")).send().await.unwrap().text().await.unwrap() });
        serde_json::from_str(&text).unwrap()
    }

    fn fault(&self, body: &'static str) {
        let reply = block(async {
            client()
                .post(self.control("faults"))
                .header("content-type", "application/json")
                .body(body)
                .send()
                .await
                .unwrap()
        });
        assert!(reply.status().is_success());
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn client() -> reqwest::Client {
    reqwest::Client::builder().no_proxy().build().unwrap()
}

fn block<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}

fn tolem(home: &Path, arguments: &[&str], stdin: &str) -> (i32, String, String) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_tolem"))
        .args(arguments)
        .env("XDG_CONFIG_HOME", home.join("config"))
        .env("XDG_DATA_HOME", home.join("data"))
        .env("XDG_STATE_HOME", home.join("state"))
        .env_remove("TOLEM_PROFILE")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(stdin.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

#[test]
#[ignore = "needs a Secret Service: .ci/with-keyring starts one"]
fn a_dashboard_killed_between_sent_and_the_reply_shows_and_resolves_the_operation_at_its_next_start() {
    let home = tempfile::tempdir().unwrap();
    let served = Served::start();
    let add = [
        "profile",
        "add",
        "shop",
        "--environment",
        "sandbox",
        "--host",
        served.get("url"),
        "--merchant",
        served.get("merchant_id"),
        "--card-auth-id",
        served.get("card_api_auth_id"),
    ];
    assert_eq!(tolem(home.path(), &add, "").0, 0);
    let secrets = format!(
        "{}\n{}\n{}\n",
        served.get("secret_key"),
        served.get("payout_secret_key"),
        served.get("card_api_secret")
    );
    let (code, out, err) = tolem(home.path(), &["login", "--stdin"], &secrets);
    assert_eq!((code, err.as_str()), (0, ""), "{out}");
    assert!(!out.contains(served.get("secret_key")));

    // A payment that was paid and cleared, from the sandbox's own ledger of effects.
    let cleared = served.effects().into_iter().find(|effect| {
        effect["subject"] == "payment"
            && matches!(effect["kind"].as_str(), Some("pay" | "clear"))
            && !served
                .effects()
                .iter()
                .any(|other| other["gateway_id"] == effect["gateway_id"] && other["kind"] == "refund")
    });
    let cleared = cleared.expect("the sandbox has a cleared payment");
    let id = cleared["gateway_id"].as_str().unwrap().to_owned();
    let (code, out, err) = tolem(home.path(), &["track", "payment", &id], "");
    assert_eq!(code, 0, "{out}{err}");
    let before = served.effects().len();
    served.fault(r#"{"call":"revoke.php","fault":"delay_reply","seconds":60,"times":1}"#);

    let mut first = Terminal::start(home.path(), 40, 120, &[]);
    first.wait_for("merchant");
    first.keys("4");
    first.wait("the payment", |text| text.contains("Payments  1 of 1") && text.contains("● cleared"));
    refund(&mut first, "1.50");
    // The effect is at the gateway, the reply is not here: the moment to be killed.
    while served.effects().len() == before {
        std::thread::yield_now();
    }
    first.child.kill().unwrap();
    first.end();

    let mut second = Terminal::start(home.path(), 40, 120, &[]);
    second.wait_for("merchant");
    second.keys("5");
    second.wait("the operation, confirmed", |screen| screen.contains("refund") && screen.contains("confirmed"));
    second.keys("q");
    assert_eq!(second.end(), 0);
    assert!(second.modes_are_restored());
    let effects = served.effects();
    assert_eq!(effects.len(), before + 1, "exactly one effect: {effects:?}");
    assert_eq!(effects.last().unwrap()["gateway_id"].as_str().unwrap(), id);
}

/// Opens the refund dialog on the selected record, types an amount and sends it.
fn refund(terminal: &mut Terminal, amount: &str) {
    terminal.keys("r");
    terminal.wait_for("no amount: type a number");
    terminal.keys(&format!("\t\t{amount}"));
    terminal.wait("the request", |text| text.contains("ready: Send refund"));
    terminal.keys("\t\r");
}
