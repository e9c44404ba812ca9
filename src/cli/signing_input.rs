//! What `tolem sign` and `tolem verify` have in common: where the message and the secrets come from. A secret never
//! comes from argv.

use std::io::{IsTerminal as _, Read as _};

use secrecy::zeroize::Zeroizing;

use super::secrets::{self, Purpose};
use super::{Global, Stop, prompt};
use crate::vault::SecretName;
use crate::worker::signing::{self, Candidate, Fields};

/// The longest message that is read, in bytes.
const MOST: u64 = 1 << 20;

/// Where a secret comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Source {
    /// The profile's vault.
    Vault,
    /// A question on the terminal.
    Prompt,
    /// The first line of standard input.
    Stdin,
    /// An environment variable.
    Env(String),
}

impl Source {
    /// Reads the word of an option. The parser of the command line would repeat a wrong one, which may be a secret.
    fn read(word: &str) -> Result<Self, Stop> {
        match (word, word.strip_prefix("env:")) {
            ("vault", _) => Ok(Self::Vault),
            ("prompt", _) => Ok(Self::Prompt),
            ("stdin", _) => Ok(Self::Stdin),
            (_, Some(name)) if !name.is_empty() => Ok(Self::Env(name.to_owned())),
            _ => Err(Stop::usage(
                "a secret comes from vault, prompt, stdin or env:NAME, never from the command line itself: nothing was signed or checked",
            )),
        }
    }
}

/// Which of the three secrets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Which {
    /// Purchases, saved cards, invoices, the Gateway API
    Merchant,
    /// Payouts
    Payout,
    /// The Card API and the Partner API
    CardApi,
}

impl From<Which> for SecretName {
    fn from(which: Which) -> Self {
        match which {
            Which::Merchant => Self::Merchant,
            Which::Payout => Self::Payout,
            Which::CardApi => Self::CardApi,
        }
    }
}

/// The arguments of both commands.
#[derive(Debug, clap::Args)]
pub(super) struct Input {
    /// The URL that is called, or its path; its last part is the script name
    #[arg(long, value_name = "URL", required_unless_present = "script", conflicts_with = "script")]
    url: Option<String>,
    /// The script name, such as `get_status3.php`
    #[arg(long, value_name = "NAME")]
    script: Option<String>,
    /// Read the message from standard input: a form, multipart, XML or JSON
    #[arg(long, conflicts_with = "fields")]
    stdin: bool,
    /// Where the secret comes from: vault, prompt, stdin (its first line) or env:NAME
    #[arg(long, default_value = "vault", value_name = "FROM")]
    secret: String,
    /// Which secret it is (default: the one that signs this call)
    #[arg(long, value_name = "WHICH")]
    which: Option<Which>,
    /// The members as name=value
    #[arg(value_name = "FIELD")]
    fields: Vec<String>,
}

impl Input {
    /// The URL or script name.
    pub(super) fn target(&self) -> &str {
        self.url.as_deref().or(self.script.as_deref()).unwrap_or_default()
    }

    /// The URL, for what needs one.
    pub(super) fn url(&self) -> Result<&str, Stop> {
        self.url.as_deref().ok_or_else(|| Stop::usage("a JSON call is signed by its path: give --url, not --script"))
    }

    /// Members from the command line or standard input.
    pub(super) fn members(&self, rest: &Standard) -> Result<Fields, Stop> {
        if self.stdin {
            return signing::read(&rest.body).map_err(Stop::failure);
        }
        if self.fields.is_empty() {
            return Err(Stop::usage("there is no message: give FIELD=VALUE arguments, or --stdin"));
        }
        let mut pairs = Vec::with_capacity(self.fields.len());
        for (at, field) in self.fields.iter().enumerate() {
            let Some((name, value)) = field.split_once('=') else {
                return Err(Stop::usage(format!(
                    "argument {} is no FIELD=VALUE: nothing was signed or checked",
                    at + 1
                )));
            };
            let lower = name.to_lowercase();
            if lower.ends_with("secret") || lower.ends_with("secret_key") || lower.ends_with("secretkey") {
                return Err(Stop::usage(format!(
                    "{name} looks like a secret, which never goes on the command line: use --secret prompt or env:NAME"
                )));
            }
            pairs.push((name.to_owned(), value.to_owned()));
        }
        signing::members(pairs).map_err(Stop::usage)
    }

    /// The bytes of a JSON call. They come from standard input, said or not: without its body a token proves nothing.
    pub(super) fn body(&self, rest: Standard) -> Result<Vec<u8>, Stop> {
        match self.fields.as_slice() {
            [] => Ok(rest.body),
            _ => Err(Stop::usage("the body of a JSON call comes from standard input: use --stdin, without fields")),
        }
    }

    /// The secrets: first the one that signs this call, then those it may be mistaken for. Takes what it needs of
    /// standard input and leaves the message, or the body that a token signs.
    pub(super) async fn secrets(
        &self,
        global: &Global,
        other: Option<&str>,
        signs_a_body: bool,
    ) -> Result<(Vec<Candidate>, Standard), Stop> {
        let source = Source::read(&self.secret)?;
        let other = other.map(Source::read).transpose()?;
        let first = self.which.map_or_else(|| signing::signs(self.target()), SecretName::from);
        let mut standard = Standard { body: Vec::new() };
        if signs_a_body && !self.stdin && std::io::stdin().is_terminal() {
            return Err(Stop::usage(
                "the body of a JSON call comes from standard input, so nothing was signed or checked: add < body.json",
            ));
        }
        if self.stdin || signs_a_body || source == Source::Stdin || other == Some(Source::Stdin) {
            standard = Standard::read()?;
        }
        let mut secrets = match &source {
            Source::Vault => {
                let paths = global.paths()?;
                let (name, profile) = global.chosen(&paths)?;
                let vault = secrets::vault(&paths, &name, &profile, Purpose::Read).await?;
                let found = signing::of_vault(vault, &profile, first).await.map_err(Stop::failure)?;
                if found.first().is_none_or(|found| found.name != signing::name_of(first)) {
                    return Err(Stop::failure(format!(
                        "profile {name} has no {} saved, so nothing was signed or checked: run `tolem login`, or use --secret prompt or env:NAME",
                        first.word()
                    )));
                }
                found
            }
            source => vec![ask(source, signing::name_of(first), &mut standard)?],
        };
        if let Some(source) = &other {
            let name = if first == SecretName::Merchant { SecretName::Payout } else { SecretName::Merchant };
            secrets.push(ask(source, signing::name_of(name), &mut standard)?);
        }
        Ok((secrets, standard))
    }
}

/// What is left of standard input.
pub(super) struct Standard {
    body: Vec<u8>,
}

impl Standard {
    fn read() -> Result<Self, Stop> {
        let mut body = Vec::new();
        let read = std::io::stdin().lock().take(MOST + 1).read_to_end(&mut body);
        read.map_err(|error| Stop::failure(format!("standard input cannot be read: {error}")))?;
        if body.len() as u64 > MOST {
            return Err(Stop::failure(format!(
                "standard input has more than {MOST} bytes: nothing was signed or checked"
            )));
        }
        Ok(Self { body })
    }

    /// Takes the first line, without its line break.
    fn line(&mut self) -> Vec<u8> {
        let end = self.body.iter().position(|byte| *byte == b'\n').map_or(self.body.len(), |at| at + 1);
        let mut line: Vec<u8> = self.body.drain(..end).collect();
        while line.last().is_some_and(|byte| matches!(byte, b'\n' | b'\r')) {
            line.pop();
        }
        line
    }
}

fn ask(source: &Source, name: &str, standard: &mut Standard) -> Result<Candidate, Stop> {
    let secret = match source {
        Source::Env(variable) => std::env::var(variable)
            .map(Zeroizing::new)
            .map_err(|_| Stop::usage(format!("the environment variable {variable} is not set, or is not UTF-8")))?,
        Source::Stdin => String::from_utf8(standard.line())
            .map(Zeroizing::new)
            .map_err(|_| Stop::failure("the first line of standard input, the secret, is not UTF-8"))?,
        Source::Prompt => {
            if !std::io::stderr().is_terminal() {
                return Err(Stop::usage("there is no terminal to ask on: use --secret env:NAME or --secret stdin"));
            }
            prompt::hidden(&format!("{name} secret: "), "nothing was signed or checked")?
        }
        Source::Vault => {
            return Err(Stop::usage(
                "--other-secret is prompt, stdin or env:NAME: the vault's others are tried anyway",
            ));
        }
    };
    if secret.is_empty() {
        return Err(Stop::usage(format!("the {name} secret is empty: nothing was signed or checked")));
    }
    Ok(signing::candidate(name, &secret))
}
