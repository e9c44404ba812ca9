//! The program as a process of its own, with a home of its own, against a sandbox that is one too.
#![allow(dead_code, reason = "each test binary uses its own part")]

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// A payment's gateway id and order id.
pub type Names = (String, String);

/// `tolem sandbox`, which outlives the desks.
pub struct Served {
    child: Child,
    ready: serde_json::Value,
}

impl Served {
    pub fn start(seed: u64, records: usize) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_tolem"))
            .args(["sandbox", "--seed", &seed.to_string(), "--records", &records.to_string()])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        Self { child, ready: serde_json::from_str(&line).unwrap() }
    }

    pub fn get(&self, key: &str) -> &str {
        self.ready[key].as_str().unwrap()
    }

    fn control(&self, path: &str) -> String {
        format!("{}/{path}", self.get("control_url").trim_end_matches('/'))
    }

    /// Every money effect so far, in the order in which it happened.
    pub fn effects(&self) -> Vec<serde_json::Value> {
        let text = block(async { client().get(self.control("ledger")).send().await.unwrap().text().await.unwrap() });
        serde_json::from_str(&text).unwrap()
    }

    pub fn fault(&self, body: &str) {
        let reply = block(async {
            client()
                .post(self.control("faults"))
                .header("content-type", "application/json")
                .body(body.to_owned())
                .send()
                .await
                .unwrap()
        });
        assert!(reply.status().is_success());
    }

    /// The payer pays on the hosted page, with a card that is always accepted.
    pub fn pay(&self, gateway_id: &str) {
        let call = client()
            .post(self.control(&format!("payments/{gateway_id}/pay")))
            .header("content-type", "application/json")
            .body(r#"{"card":"4716047261941981"}"#);
        let reply = block(async { call.send().await.unwrap() });
        assert!(reply.status().is_success());
    }

    pub fn no_more_faults(&self) {
        assert!(block(async { client().delete(self.control("faults")).send().await.unwrap() }).status().is_success());
    }

    /// Adds the sandbox as profile `shop`, and its secrets to the keyring.
    pub fn log_in(&self, home: &Path) {
        let add = [
            "profile",
            "add",
            "shop",
            "--environment",
            "sandbox",
            "--host",
            self.get("url"),
            "--merchant",
            self.get("merchant_id"),
            "--card-auth-id",
            self.get("card_api_auth_id"),
        ];
        assert_eq!(tolem(home, &add, "").0, 0);
        let secrets =
            format!("{}\n{}\n{}\n", self.get("secret_key"), self.get("payout_secret_key"), self.get("card_api_secret"));
        let (code, out, err) = tolem(home, &["login", "--stdin"], &secrets);
        assert_eq!((code, err.as_str()), (0, ""), "{out}");
        assert!(!out.contains(self.get("secret_key")));
    }

    /// Settles quickly, as a sandbox does that answers at once or never.
    pub fn settle_quickly(home: &Path) {
        let path = home.join("config/tolem/config.toml");
        let mut text = std::fs::read_to_string(&path).unwrap();
        text.push_str("\n[profiles.shop.settling]\nwindow_seconds = 3\nspacing_seconds = 1\npayer_seconds = 30\n");
        text.push_str("\n[profiles.shop.wire]\nwrite_pause_ms = 0\nread_every_ms = 10\n");
        std::fs::write(&path, text).unwrap();
    }

    /// The payments that were debited in full and never refunded, and those that are held: gateway id and order id.
    pub fn payments(&self) -> (Vec<Names>, Vec<Names>) {
        let mut kinds: BTreeMap<Names, Vec<String>> = BTreeMap::new();
        for effect in self.effects() {
            if effect["subject"] == "payment" {
                let text = |name: &str| effect[name].as_str().unwrap().to_owned();
                kinds.entry((text("gateway_id"), text("order_id"))).or_default().push(text("kind"));
            }
        }
        let last = |wanted: &[&str]| {
            let is = |kinds: &[String]| kinds.last().is_some_and(|kind| wanted.contains(&kind.as_str()));
            kinds.iter().filter(|(_, kinds)| is(kinds)).map(|(names, _)| names.clone()).collect()
        };
        (last(&["pay", "clear"]), last(&["hold"]))
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

/// A card that a user of the sandbox's merchant has saved: whose it is, and its token. Both follow from the seed.
pub fn saved_card(seed: u64, records: usize) -> (String, String) {
    tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap().block_on(async {
        let listen = std::net::SocketAddr::from((std::net::Ipv4Addr::LOCALHOST, 0));
        let config = tolem::sandbox::Config { seed, records, ..tolem::sandbox::Config::default() };
        let sandbox = tolem::sandbox::Sandbox::start(listen, config).await.unwrap();
        sandbox.with_gateway(|gateway| {
            let card = gateway.saved_cards().first().cloned().unwrap();
            (card.user_id, card.token)
        })
    })
}

/// The program with a home under `home`; what is left of a killed one stays there too.
pub fn command(home: &Path) -> Command {
    at_home(Command::new(env!("CARGO_BIN_EXE_tolem")), home)
}

/// [`command`] for what starts the program itself.
pub fn at_home(mut command: Command, home: &Path) -> Command {
    let temporary = home.join("tmp");
    std::fs::create_dir_all(&temporary).unwrap();
    command
        .env("XDG_CONFIG_HOME", home.join("config"))
        .env("XDG_DATA_HOME", home.join("data"))
        .env("XDG_STATE_HOME", home.join("state"))
        .env("TMPDIR", temporary)
        .env_remove("TOLEM_PROFILE")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// What `tolem operations` has, newest first.
pub fn operations(home: &Path) -> Vec<serde_json::Value> {
    let (code, out, err) = tolem(home, &["operations", "--json", "--limit", "10000"], "");
    assert_eq!(code, 0, "{err}");
    let mut value: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(value["schema"], "tolem.operations/1");
    assert_eq!(value["more"], false);
    let serde_json::Value::Array(rows) = value["operations"].take() else { panic!("{out}") };
    rows
}

/// Runs it to its end: exit code, standard output, standard error.
pub fn tolem(home: &Path, arguments: &[&str], stdin: &str) -> (i32, String, String) {
    run(command(home).args(arguments), stdin)
}

/// [`tolem`] for a command that was made otherwise.
pub fn run(command: &mut Command, stdin: &str) -> (i32, String, String) {
    let mut child = command.spawn().unwrap();
    // A program that refuses early does not read; that is not the test's concern.
    let _ = child.stdin.take().unwrap().write_all(stdin.as_bytes());
    let output = child.wait_with_output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}
