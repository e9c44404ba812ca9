//! The command line: one file a command. Start with [`Cli`], which lists them.
//!
//! Commands end in [`Stop`]: one line for the person and an exit code for scripts ([`Exit`] has the meanings).

mod asked;
mod card;
mod completions;
mod config;
mod consent;
mod create;
mod daily;
mod dashboard;
mod demo;
mod doctor;
mod explain;
mod export;
mod first_run;
mod given;
mod global;
mod hardening;
mod list;
mod log;
mod login;
mod lookup;
mod man;
mod money;
mod operation_json;
mod operations;
mod output;
mod own_ledger;
mod page_file;
mod pager;
mod profile;
mod prompt;
mod resolve;
mod rotate;
mod sandbox;
mod secrets;
mod send;
mod sign;
mod signals;
mod signing_input;
mod status;
mod stop;
mod table;
mod track;
mod verify;
mod whoami;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use global::no_profile;
use output::{is_there, offer, print, room, say, still};

pub use global::Global;
pub use stop::{Exit, Stop};

/// A money-safe terminal desk for the merchants and partners of Freedom Pay.
#[derive(Debug, Parser)]
#[command(name = "tolem", version, about, propagate_version = true)]
#[command(after_help = "  tolem demo
  tolem --profile shop --read-only
  tolem explain 10009

Without a command the dashboard opens. Every command has examples: `tolem refund --help`.")]
pub struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Open the dashboard on an embedded sandbox: no account, no network, no real money
    Demo(demo::Args),
    /// Serve the sandbox alone, for integration tests
    Sandbox(sandbox::Args),
    /// Add, list, show, choose or remove profiles
    #[command(subcommand, after_help = "  tolem profile list")]
    Profile(profile::Command),
    /// Print the defaults and schemas of the settings, or what is wrong with them
    #[command(subcommand, after_help = "  tolem config check")]
    Config(config::Command),
    /// Save a profile's secrets, and prove them by a harmless read
    Login(login::Args),
    /// Forget a profile's secrets
    #[command(after_help = "  tolem logout --profile shop")]
    Logout,
    /// Say which merchant, environment and limits hold, and where each secret comes from
    #[command(after_help = "  tolem whoami --profile shop")]
    Whoami,
    /// Say what is set up, what is missing, and how to mend it
    Doctor(doctor::Args),
    /// Start to follow a record that exists at the gateway
    Track(track::Args),
    /// Read how a record stands, once or until it is final
    Status(status::Args),
    /// List records of the ledger, without a network
    List(list::Args),
    /// Write records of the ledger as CSV, JSON or JSON lines, without a network
    Export(export::Args),
    /// Create payments and charge saved cards
    #[command(
        subcommand,
        after_help = "  tolem payment create --order A-1001 --amount 1500.50 --description \"Tea and bread\""
    )]
    Payment(create::Payment),
    /// Create, pay and show invoices
    #[command(subcommand, after_help = "  tolem invoice show --order A-1001")]
    Invoice(create::Invoice),
    /// Create payouts, and read what is left to pay out
    #[command(subcommand, after_help = "  tolem payout balance")]
    Payout(create::Payout),
    /// Return money that was debited
    Refund(money::Change),
    /// Debit a hold, in full or in part
    Clear(money::Change),
    /// Let a hold go
    Cancel(money::Cancel),
    /// List what was asked to move money, and what became of it; from the ledger, without a network
    Operations(operations::Args),
    /// Did it go through? Read for operations whose outcome is not known
    Resolve(resolve::Args),
    /// Explain an error code or status word, offline
    Explain(explain::Args),
    /// Show what is signed, and the signature
    Sign(sign::Args),
    /// Find out why a signature does not match
    Verify(verify::Args),
    /// Print a script by which a shell completes commands, kinds and profiles
    Completions(completions::Args),
    /// Print manual pages
    Man(man::Args),
}

/// Runs the command that the arguments name.
pub fn run() -> ExitCode {
    hardening::harden();
    crate::crash::install();
    match completions::answered() {
        Ok(true) => return ExitCode::SUCCESS,
        Ok(false) => {}
        Err(stop) => return end(&stop),
    }
    let cli = Cli::parse();
    let result = if cli.command.as_ref().is_some_and(Command::is_at_once) {
        futures::executor::block_on(dispatch(cli))
    } else {
        on_threads(cli)
    };
    prompt::give_back();
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(stop) => end(&stop),
    }
}

fn on_threads(cli: Cli) -> Result<(), Stop> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let runtime = runtime.map_err(|error| Stop::failure(format!("no threads could be started: {error}")))?;
    let result = runtime.block_on(dispatch(cli));
    // A blocked keyring call must not hold up the end of the program.
    runtime.shutdown_background();
    result
}

fn end(stop: &Stop) -> ExitCode {
    say(&format!("tolem: {}", stop.line.replace('\n', " ")));
    ExitCode::from(stop.exit.code())
}

async fn dispatch(cli: Cli) -> Result<(), Stop> {
    let global = cli.global;
    if let Some(path) = &global.config
        && !is_there(path)
        && !matches!(cli.command, Some(Command::Profile(profile::Command::Add(_))))
    {
        return Err(Stop::failure(format!("{}: there is no such file; nothing was read", path.display())));
    }
    if global.json && !cli.command.as_ref().is_some_and(Command::has_json) {
        return Err(Stop::usage("this command has no JSON form: nothing was done, leave --json out"));
    }
    match cli.command {
        None => dashboard::run(&global).await,
        Some(Command::Demo(args)) => demo::run(&global, args).await,
        Some(Command::Sandbox(args)) => sandbox::run(args).await,
        Some(Command::Profile(command)) => profile::run(&global, command).await,
        Some(Command::Config(command)) => config::run(&global, command),
        Some(Command::Login(args)) => login::login(&global, args).await,
        Some(Command::Logout) => login::logout(&global).await,
        Some(Command::Whoami) => whoami::run(&global).await,
        Some(Command::Doctor(args)) => doctor::run(&global, args).await,
        Some(Command::Track(args)) => track::run(&global, args).await,
        Some(Command::Status(args)) => status::run(&global, args).await,
        Some(Command::List(args)) => list::run(&global, &args).await,
        Some(Command::Export(args)) => export::run(&global, args).await,
        Some(Command::Payment(command)) => create::payment(&global, command).await,
        Some(Command::Invoice(command)) => create::invoice(&global, command).await,
        Some(Command::Payout(command)) => create::payout(&global, command).await,
        Some(Command::Refund(args)) => money::refund(&global, args).await,
        Some(Command::Clear(args)) => money::clear(&global, args).await,
        Some(Command::Cancel(args)) => money::cancel(&global, args).await,
        Some(Command::Operations(args)) => operations::run(&global, &args).await,
        Some(Command::Resolve(args)) => resolve::run(&global, args).await,
        Some(Command::Explain(args)) => explain::run(&global, &args),
        Some(Command::Sign(args)) => sign::run(&global, args).await,
        Some(Command::Verify(args)) => verify::run(&global, args).await,
        Some(Command::Completions(args)) => completions::run(&args),
        Some(Command::Man(args)) => man::run(&args),
    }
}

impl Command {
    /// Whether it waits for nothing, neither a disk nor a network nor a keyring, so that no thread need be started.
    const fn is_at_once(&self) -> bool {
        match self {
            Self::Config(_) | Self::Explain(_) | Self::Completions(_) | Self::Man(_) => true,
            Self::Demo(_)
            | Self::Sandbox(_)
            | Self::Profile(_)
            | Self::Login(_)
            | Self::Logout
            | Self::Whoami
            | Self::Doctor(_)
            | Self::Track(_)
            | Self::Status(_)
            | Self::List(_)
            | Self::Export(_)
            | Self::Payment(_)
            | Self::Invoice(_)
            | Self::Payout(_)
            | Self::Refund(_)
            | Self::Clear(_)
            | Self::Cancel(_)
            | Self::Operations(_)
            | Self::Resolve(_)
            | Self::Sign(_)
            | Self::Verify(_) => false,
        }
    }

    /// Whether standard output can be JSON alone.
    const fn has_json(&self) -> bool {
        match self {
            // The sandbox's first line is its JSON object, asked for or not.
            Self::Sandbox(_)
            | Self::Profile(_)
            | Self::Login(_)
            | Self::Logout
            | Self::Track(_)
            | Self::Status(_)
            | Self::List(_)
            | Self::Payment(_)
            | Self::Invoice(_)
            | Self::Payout(_)
            | Self::Whoami
            | Self::Doctor(_)
            | Self::Refund(_)
            | Self::Clear(_)
            | Self::Cancel(_)
            | Self::Operations(_)
            | Self::Resolve(_)
            | Self::Explain(_)
            | Self::Sign(_)
            | Self::Verify(_) => true,
            // An export is JSON when its format is.
            Self::Demo(_) | Self::Config(_) | Self::Export(_) | Self::Completions(_) | Self::Man(_) => false,
        }
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

    /// The lines to type below the help of every command, and the commands that have none.
    fn examples(command: &clap::Command, path: &str, found: &mut Vec<String>, without: &mut Vec<String>) {
        let help = command.get_after_help().map(ToString::to_string).unwrap_or_default();
        // A backslash at the end of a line of source takes the spaces before the next line away.
        assert!(!help.lines().any(|line| line.starts_with("tolem ")), "an example of {path} is not set in: {help}");
        let lines: Vec<&str> = help.lines().filter(|line| line.starts_with("  ")).collect();
        if lines.is_empty() && !command.has_subcommands() {
            without.push(path.to_owned());
        }
        found.extend(lines.into_iter().map(str::to_owned));
        for command in command.get_subcommands() {
            examples(command, &format!("{path} {}", command.get_name()), found, without);
        }
    }

    /// The words of the first program in a line of a shell, from `tolem` on.
    fn words(line: &str) -> Vec<String> {
        let (mut words, mut word, mut quoted) = (Vec::new(), String::new(), false);
        for c in line.chars() {
            match c {
                '"' => quoted = !quoted,
                ' ' if !quoted => words.push(std::mem::take(&mut word)),
                c => word.push(c),
            }
        }
        words.push(word);
        let is_before = |word: &String| word != "tolem";
        let ends = |word: &String| !["|", "<", ">", ">>", "#"].contains(&word.as_str());
        words.retain(|word| !word.is_empty());
        words.into_iter().skip_while(is_before).take_while(ends).collect()
    }

    #[test]
    fn every_command_has_examples_and_each_is_understood() {
        let (mut found, mut without) = (Vec::new(), Vec::new());
        examples(&Cli::command(), "tolem", &mut found, &mut without);
        assert_eq!(without, Vec::<String>::new(), "these have no example below their help");
        for line in &found {
            let words = words(line);
            assert_eq!(words.first().map(String::as_str), Some("tolem"), "{line}");
            if let Err(error) = Cli::try_parse_from(&words) {
                panic!("{line}: {error}");
            }
        }
        assert!(found.len() > 30, "the walk finds what there is: {found:?}");
    }

    #[test]
    fn a_mistyped_command_or_flag_is_answered_with_the_one_that_was_meant() {
        for (words, meant) in [
            (["tolem", "refnud", "payment"], "'refund'"),
            (["tolem", "profile", "lst"], "'list'"),
            (["tolem", "operations", "--unresolvd"], "'--unresolved'"),
            (["tolem", "refund", "paymnt"], "'payment'"),
        ] {
            let error = Cli::try_parse_from(words).unwrap_err();
            assert_eq!(error.exit_code(), 2);
            assert!(error.to_string().contains("similar") && error.to_string().contains(meant), "{error}");
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
            // Where a secret comes from, and which it is: see `card` and `signing_input`, which repeat no wrong word.
            "tolem invoice pay token",
            "tolem payment charge token",
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
            // Of card transactions: what is meant, how much it is, and a number of the merchant's own.
            "tolem cancel kind",
            "tolem clear kind",
            "tolem export kind",
            "tolem list kind",
            "tolem refund kind",
            "tolem status kind",
            "tolem track amount",
            "tolem track kind",
            "tolem track request",
            // Numbers that are no secrets.
            "tolem profile add card_auth_id",
            // Where secrets live, and the name of a variable: the settings refuse what looks like no name.
            "tolem profile add secrets",
            "tolem profile add secrets_env",
        ];
        found.retain(|(argument, _)| !known.contains(&argument.as_str()));
        assert_eq!(found, [], "these may take a secret on the command line");
    }
}
