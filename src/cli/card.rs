//! A saved card on the command line: whose it is, and where its token comes from. The token itself is never an argument.

use std::io::{BufRead as _, IsTerminal as _, Read as _};

use secrecy::zeroize::Zeroizing;

use super::{Stop, prompt};
use crate::domain::ids::UserId;
use crate::domain::intent::CardToken;

/// Most bytes of a token that are read; no token is longer.
const LONGEST: u64 = 1_024;

/// The arguments.
#[derive(Debug, clap::Args)]
pub(super) struct Card {
    /// Whose it is: the customer's number in your shop
    #[arg(long, value_name = "USER")]
    user: String,
    /// Where the card's token comes from: prompt, stdin (its first line) or env:NAME
    #[arg(long, value_name = "FROM", default_value = "prompt")]
    token: String,
}

impl Card {
    /// Reads both, before anything is opened.
    pub(super) fn read(&self) -> Result<(UserId, CardToken), Stop> {
        let user =
            UserId::new(&self.user).map_err(|error| Stop::usage(format!("--user: {error}; nothing was sent")))?;
        let text = text(&self.token)?;
        let token =
            CardToken::new(&text).map_err(|error| Stop::usage(format!("--token: {error}; nothing was sent")))?;
        Ok((user, token))
    }
}

/// The parser of the command line would repeat a wrong word, which may be a token.
fn text(from: &str) -> Result<Zeroizing<String>, Stop> {
    match (from, from.strip_prefix("env:")) {
        ("prompt", _) if std::io::stdin().is_terminal() => {
            prompt::hidden("token of the saved card: ", "nothing was sent")
        }
        ("prompt", _) => {
            Err(Stop::usage("--token: there is no terminal to ask on; use --token stdin or env:NAME; nothing was sent"))
        }
        ("stdin", _) => {
            let mut line = Zeroizing::new(String::with_capacity(1_024));
            let read = std::io::stdin().lock().take(LONGEST).read_line(&mut line);
            read.map(|_| line)
                .map_err(|error| Stop::failure(format!("standard input cannot be read: {error}; nothing was sent")))
        }
        (_, Some(name)) if !name.is_empty() => std::env::var(name).map(Zeroizing::new).map_err(|_| {
            Stop::usage("--token: the environment variable is not set, or is not UTF-8; nothing was sent")
        }),
        _ => Err(Stop::usage(
            "--token: a token comes from prompt, stdin or env:NAME, never from the command line itself; nothing was sent",
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::Exit;

    #[test]
    fn a_token_is_never_an_argument_and_is_not_repeated() {
        for wrong in ["ef741cfc-f85e-41a0-84e6-2ba964912182", "env:", "env:NO_SUCH_VARIABLE_OF_TOLEM", ""] {
            let stop = Card { user: "77".to_owned(), token: wrong.to_owned() }.read().unwrap_err();
            assert_eq!(stop.exit, Exit::Usage);
            assert!(stop.line.starts_with("--token: ") && stop.line.ends_with("nothing was sent"), "{}", stop.line);
            assert!(wrong.is_empty() || !stop.line.contains(wrong) || wrong == "env:", "{}", stop.line);
        }
        let stop = Card { user: "a b".to_owned(), token: "prompt".to_owned() }.read().unwrap_err();
        assert!(stop.line.starts_with("--user: user id holds a character"), "{}", stop.line);
    }
}
