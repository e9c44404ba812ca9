//! The command line: one file a command. Start with [`Cli`], which lists them.
//!
//! Commands end in [`Stop`]: one line for the person and an exit code for scripts.

mod dashboard;
mod demo;
mod explain;
mod hardening;
mod log;
mod login;
mod profile;
mod sandbox;
mod sign;
mod signing_input;
mod track;
mod verify;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::config::{Config, Paths, Profile};

/// A money-safe terminal desk for the merchants and partners of Freedom Pay.
#[derive(Debug, Parser)]
#[command(name = "tolem", version, about, propagate_version = true)]
pub struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Option<Command>,
}

/// Flags that every command takes.
#[derive(Debug, Clone, clap::Args)]
pub struct Global {
    /// The profile to work with (default: the one that `tolem profile use` chose)
    #[arg(long, global = true, value_name = "NAME", env = "TOLEM_PROFILE", hide_env_values = true)]
    profile: Option<String>,
    /// The settings file (default: tolem/config.toml under the XDG configuration folder)
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Let nothing through that moves money
    #[arg(long, global = true)]
    read_only: bool,
    /// Use no colours (the environment variable `NO_COLOR` does the same)
    #[arg(long, global = true)]
    no_color: bool,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Open the dashboard on an embedded sandbox: no account, no network, no real money
    Demo(demo::Args),
    /// Serve the sandbox alone, for integration tests
    Sandbox(sandbox::Args),
    /// Add, list, show, choose or remove profiles
    #[command(subcommand)]
    Profile(profile::Command),
    /// Save a profile's secrets in the keyring
    Login(login::Args),
    /// Forget a profile's secrets
    Logout,
    /// Start to follow a record that exists at the gateway
    Track(track::Args),
    /// Explain an error code or status word, offline
    Explain(explain::Args),
    /// Show what is signed, and the signature
    Sign(sign::Args),
    /// Find out why a signature does not match
    Verify(verify::Args),
}

/// How a command ends when it does not end well.
#[derive(Debug)]
pub struct Stop {
    code: u8,
    line: String,
}

#[expect(clippy::needless_pass_by_value, reason = "so that they fit `map_err`")]
impl Stop {
    /// A failure of the machine or the set-up: exit code 1.
    pub fn failure(reason: impl ToString) -> Self {
        Self { code: 1, line: reason.to_string() }
    }

    /// Something was asked in a way that cannot be: exit code 2.
    pub fn usage(reason: impl ToString) -> Self {
        Self { code: 2, line: reason.to_string() }
    }

    /// The named thing does not exist: exit code 6.
    pub fn not_found(reason: impl ToString) -> Self {
        Self { code: 6, line: reason.to_string() }
    }
}

impl From<crate::config::ConfigError> for Stop {
    fn from(error: crate::config::ConfigError) -> Self {
        Self::failure(error)
    }
}

/// Runs the command that the arguments name.
pub fn run() -> ExitCode {
    hardening::harden();
    crate::crash::install();
    let cli = Cli::parse();
    let runtime = match tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return end(&Stop::failure(format!("no threads could be started: {error}"))),
    };
    let result = runtime.block_on(dispatch(cli));
    // A blocked keyring call must not hold up the end of the program.
    runtime.shutdown_background();
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(stop) => end(&stop),
    }
}

fn end(stop: &Stop) -> ExitCode {
    eprintln!("tolem: {}", stop.line.replace('\n', " "));
    ExitCode::from(stop.code)
}

async fn dispatch(cli: Cli) -> Result<(), Stop> {
    let global = cli.global;
    if let Some(path) = &global.config
        && !path.exists()
        && !matches!(cli.command, Some(Command::Profile(profile::Command::Add(_))))
    {
        return Err(Stop::failure(format!("{}: there is no such file; nothing was read", path.display())));
    }
    match cli.command {
        None => dashboard::run(&global).await,
        Some(Command::Demo(args)) => demo::run(&global, args).await,
        Some(Command::Sandbox(args)) => sandbox::run(args).await,
        Some(Command::Profile(command)) => profile::run(&global, command),
        Some(Command::Login(args)) => login::login(&global, args).await,
        Some(Command::Logout) => login::logout(&global).await,
        Some(Command::Track(args)) => track::run(&global, args).await,
        Some(Command::Explain(args)) => explain::run(&args),
        Some(Command::Sign(args)) => sign::run(&global, args).await,
        Some(Command::Verify(args)) => verify::run(&global, args).await,
    }
}

impl Global {
    /// How the dashboard is opened, `title` being what to call the desk until it is open.
    fn screen(&self, title: &str) -> crate::tui::Options {
        // https://no-color.org: set and not empty.
        let asked = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        crate::tui::Options { read_only: self.read_only, no_color: self.no_color || asked, title: title.to_owned() }
    }

    fn paths(&self) -> Result<Paths, Stop> {
        Paths::find(self.config.clone()).map_err(Stop::failure)
    }

    /// The profile to work with: its name and what stands in the file.
    fn chosen(&self, paths: &Paths) -> Result<(String, Profile), Stop> {
        let config = Config::load(&paths.config)?;
        let name = self.profile.clone().or(config.default).ok_or_else(|| {
            Stop::not_found(
                "there is no profile yet: try `tolem demo`, or add a merchant with `tolem profile add NAME --environment live --host URL --merchant ID`",
            )
        })?;
        match config.profiles.get(&name) {
            Some(profile) => Ok((name, profile.clone())),
            None => {
                Err(Stop::not_found(format!("profile {name} does not exist: `tolem profile list` shows those that do")))
            }
        }
    }
}

/// What goes to standard output. A reader that went away (`| head`) ends the output, not the program.
fn print(line: &str) -> Result<(), Stop> {
    use std::io::Write as _;
    match writeln!(std::io::stdout(), "{line}") {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        Err(error) => Err(Stop::failure(format!("standard output cannot be written: {error}"))),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    /// Every argument of every command, with the path of its command.
    fn arguments(command: &clap::Command, path: &str, found: &mut Vec<(String, String)>) {
        for argument in command.get_arguments() {
            let help = argument.get_help().map(ToString::to_string).unwrap_or_default();
            let names = argument.get_value_names().unwrap_or_default().join(" ");
            let takes = argument.get_action().takes_values();
            let said = format!("{} {names} {help}", argument.get_id()).to_lowercase();
            if takes
                && ["secret", "password", "token", "key", "card", "cvc", "pan"].iter().any(|word| said.contains(word))
            {
                found.push((format!("{path} {}", argument.get_id()), help));
            }
        }
        for command in command.get_subcommands() {
            arguments(command, &format!("{path} {}", command.get_name()), found);
        }
    }

    #[test]
    fn no_argument_takes_a_secret() {
        let mut found = Vec::new();
        arguments(&Cli::command(), "tolem", &mut found);
        found.sort();
        found.dedup();
        assert!(found.iter().any(|(argument, _)| argument == "tolem sign secret"), "the walk finds what there is");
        let known = [
            // The name of an environment variable.
            "tolem login from_env",
            // Where a secret comes from, and which it is: see `signing_input`, which repeats no wrong word.
            "tolem sign secret",
            "tolem sign which",
            "tolem verify other_secret",
            "tolem verify secret",
            "tolem verify which",
            // A signature.
            "tolem verify token",
            // Words to look up.
            "tolem explain keys",
            // The sandbox's own secrets follow from it, and open nothing else.
            "tolem sandbox seed",
            // What a card transaction is followed by.
            "tolem track amount",
            "tolem track kind",
            "tolem track request",
            // Numbers that are no secrets.
            "tolem profile add card_auth_id",
        ];
        found.retain(|(argument, _)| !known.contains(&argument.as_str()));
        assert_eq!(found, [], "these may take a secret on the command line");
    }
}
