//! Every command, how far it gets, and a home of its own to run it in.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use crate::program;

/// How far a command gets before it can fail: what it opens, each of which needs the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Opens {
    Nothing,
    Settings,
    Profile,
    /// The ledger, without secrets.
    Ledger,
    /// The secrets, without a ledger.
    Secrets,
    /// Ledger, secrets and the gateway.
    Desk,
}

pub(crate) use Opens::{Desk, Ledger, Nothing, Profile, Secrets, Settings};

/// Every command with arguments that are right, but for those that go on until they are ended: see [`ELSEWHERE`].
pub(crate) const COMMANDS: &[(Opens, &str)] = &[
    (Nothing, "explain 10009"),
    (Nothing, "sign --script x --secret env:CANARY a=1"),
    (Nothing, "verify --script x --secret env:CANARY a=1"),
    (Nothing, "completions bash"),
    (Nothing, "man"),
    (Nothing, "config default"),
    (Nothing, "config schema"),
    (Nothing, "config path"),
    (Settings, "config check"),
    (Settings, "profile list"),
    (Settings, "profile add more --environment sandbox --host http://127.0.0.1:9 --merchant 7"),
    (Settings, "profile show shop"),
    (Settings, "profile use shop"),
    (Settings, "profile remove shop"),
    (Settings, "profile adopt shop"),
    (Ledger, "list payment"),
    (Ledger, "export payment --format csv"),
    (Ledger, "operations"),
    (Profile, "whoami"),
    (Secrets, "login --from-env CANARY --no-proof"),
    (Secrets, "logout"),
    (Secrets, "sign --script x a=1"),
    (Secrets, "verify --script x a=1"),
    (Desk, "track payment 700001"),
    (Desk, "status payment 700001"),
    (Desk, "status payout --order A --watch"),
    (Desk, "payment create --order A --amount 5 --yes"),
    (Desk, "payment charge --order A --amount 5 --user 7 --token env:CANARY --yes"),
    (Desk, "payment confirm --order A --page PAGE --yes"),
    (Desk, "invoice create --order A --amount 5 --yes"),
    (Desk, "invoice pay --order A --user 7 --token env:CANARY --yes"),
    (Desk, "invoice show --order A"),
    (Desk, "payout create --order A --amount 5 --yes"),
    (Desk, "payout balance"),
    (Desk, "refund payment 700001 --full --yes"),
    (Desk, "clear card T1 --amount 5 --yes"),
    (Desk, "cancel payment 700001 --yes"),
    (Desk, "resolve --all"),
    (Desk, "resolve 2233aabb --applied --reason seen-at-the-bank --yes"),
];

/// Commands whose ends are looked at elsewhere: they go on until they are ended, or tell what is wrong as their result.
pub(crate) const ELSEWHERE: [&str; 3] = ["demo", "sandbox", "doctor"];

/// A folder of its own for settings, ledger and secrets, with the profile `shop`.
pub(crate) struct Home(tempfile::TempDir);

impl Home {
    pub(crate) fn empty() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub(crate) fn with(more: &[&str]) -> Self {
        let home = Self::empty();
        let add = "profile add shop --environment sandbox --host http://127.0.0.1:9 --merchant 510001";
        let (code, _, err) = program::run(home.command(add).args(more), "");
        assert_eq!((code, err.as_str()), (0, ""));
        home
    }

    pub(crate) fn path(&self, inside: &str) -> PathBuf {
        self.0.path().join(inside)
    }

    pub(crate) fn settings(&self) -> PathBuf {
        self.path("config/tolem/config.toml")
    }

    /// The data folder, made.
    pub(crate) fn data(&self, inside: &str) -> PathBuf {
        let folder = self.path("data/tolem");
        fs::create_dir_all(&folder).unwrap();
        folder.join(inside)
    }

    /// A command line, with no keyring and no passphrase.
    pub(crate) fn command(&self, line: &str) -> Command {
        let page = self.path("page.html").display().to_string();
        let words = line.split_whitespace().map(|word| if word == "PAGE" { page.as_str() } else { word });
        let mut command = program::command(self.0.path());
        command
            .args(words)
            .env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus")
            .env("CANARY", "canary-secret")
            .env_remove("TOLEM_PASSPHRASE_FILE")
            .env_remove("TOLEM_LANG");
        command
    }

    /// Exit code, standard output and standard error. No secret is told, and nothing ever panics.
    pub(crate) fn run(&self, line: &str) -> (i32, String, String) {
        looked_at(line, program::run(&mut self.command(line), ""))
    }

    /// The exit code and the one line of a command that prints nothing else.
    pub(crate) fn refused(&self, line: &str) -> (i32, String) {
        one_line(line, self.run(line))
    }
}

pub(crate) fn looked_at(line: &str, end: (i32, String, String)) -> (i32, String, String) {
    for text in [&end.1, &end.2] {
        assert!(!text.contains("canary"), "`{line}` tells a secret: {text}");
        assert!(!text.contains("panicked") && !text.contains("RUST_BACKTRACE"), "`{line}`: {text}");
    }
    end
}

pub(crate) fn one_line(line: &str, (code, out, err): (i32, String, String)) -> (i32, String) {
    assert_eq!((out.as_str(), err.lines().count()), ("", 1), "`{line}`: {out}{err}");
    (code, err.trim_end().strip_prefix("tolem: ").unwrap().to_owned())
}

/// The commands that get at least as far.
pub(crate) fn that_open(least: Opens) -> impl Iterator<Item = &'static str> {
    COMMANDS.iter().filter(move |(opens, _)| *opens >= least).map(|(_, line)| *line)
}

pub(crate) fn that_open_exactly(these: &[Opens]) -> impl Iterator<Item = &'static str> {
    COMMANDS.iter().filter(move |(opens, _)| these.contains(opens)).map(|(_, line)| *line)
}
