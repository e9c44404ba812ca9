//! A person's consent, on the terminal or by flags: nothing that moves money goes without it.

use std::io::IsTerminal as _;

use super::{Stop, say};
use crate::domain::{Environment, Money, OrderId};

/// Most characters of an answer that are read; no order id or amount is longer.
const LONGEST: u64 = 256;

/// How consent is given without a terminal.
#[derive(Debug, clap::Args)]
pub(super) struct Consent {
    /// Do not ask. With real money --expect-order has to name the record's order as well
    #[arg(long)]
    yes: bool,
    /// Send only if this is the record's order id as the gateway tells it
    #[arg(long, value_name = "ORDER")]
    expect_order: Option<String>,
}

impl Consent {
    /// What can be refused before anything is opened or read.
    pub(super) fn possible(&self, environment: Environment) -> Result<(), Stop> {
        if self.yes && self.expect_order.is_none() && environment == Environment::Live {
            return Err(Stop::refused(
                "live money: nothing was sent; --yes needs --expect-order ORDER, so that it cannot hit another order",
            ));
        }
        if self.yes { Ok(()) } else { terminal("--yes") }
    }

    /// Holds the order that was expected against the one of the record that was read, or that is to be created.
    pub(super) fn fits(&self, order: Option<&OrderId>) -> Result<(), Stop> {
        let Some(expected) = &self.expect_order else { return Ok(()) };
        match order {
            Some(order) if order.as_str() == expected.trim() => Ok(()),
            Some(order) => Err(Stop::refused(format!(
                "its order is {order}, not the one of --expect-order: nothing was sent; check the id"
            ))),
            None => Err(Stop::refused("it has no order id, so --expect-order cannot fit: nothing was sent")),
        }
    }

    /// Asks, unless --yes said it already.
    pub(super) async fn given(
        &self,
        environment: Environment,
        order: Option<&OrderId>,
        amount: Money,
    ) -> Result<(), Stop> {
        if self.yes {
            return Ok(());
        }
        let wanted = wanted(environment, order, amount);
        if wanted.contains(&answer(&wanted).await?) { Ok(()) } else { Err(declined()) }
    }
}

/// Asks for the word `yes`, unless a flag said it already. Nothing but the ledger is changed by what follows.
pub(super) async fn yes(said: bool) -> Result<(), Stop> {
    if said {
        return Ok(());
    }
    let wanted = ["yes".to_owned()];
    if wanted.contains(&answer(&wanted).await?) {
        Ok(())
    } else {
        Err(Stop::refused("it was not confirmed: nothing was changed"))
    }
}

/// Whether somebody can be asked.
pub(super) fn terminal(flag: &str) -> Result<(), Stop> {
    if std::io::stdin().is_terminal() {
        return Ok(());
    }
    Err(Stop::usage(format!("nothing was sent; there is no terminal to ask on: use a terminal, or {flag}")))
}

fn declined() -> Stop {
    Stop::refused("it was not confirmed: nothing was sent")
}

/// The answers that confirm: with real money something that has to be read off what is shown.
fn wanted(environment: Environment, order: Option<&OrderId>, amount: Money) -> Vec<String> {
    match environment {
        Environment::Live => order.map(ToString::to_string).into_iter().chain([amount.plain()]).collect(),
        Environment::Sandbox | Environment::Test => vec!["yes".to_owned()],
    }
}

async fn answer(wanted: &[String]) -> Result<String, Stop> {
    use std::io::{BufRead as _, Read as _};
    forget_what_was_typed();
    say(&format!("Type {} to go on, anything else to leave it:", wanted.join(" or ")));
    let line = tokio::task::spawn_blocking(|| {
        let mut line = String::new();
        std::io::stdin().lock().take(LONGEST).read_line(&mut line).map(|_| line)
    })
    .await
    .map_err(|_| Stop::failure("the question broke off: nothing was sent"))?;
    let line = line.map_err(|error| Stop::failure(format!("the answer cannot be read: {error}; nothing was sent")))?;
    Ok(line.trim().to_owned())
}

/// What was typed before the question was there is no answer to it.
#[cfg(unix)]
fn forget_what_was_typed() {
    let stdin = std::io::stdin();
    if stdin.is_terminal()
        && let Err(error) = rustix::termios::tcflush(&stdin, rustix::termios::QueueSelector::IFlush)
    {
        tracing::warn!(%error, "what was typed before the question could not be dropped");
    }
}

/// Elsewhere the console has no call for that.
#[cfg(not(unix))]
const fn forget_what_was_typed() {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::Exit;
    use crate::domain::Currency;

    fn order() -> OrderId {
        OrderId::new("A-1001").unwrap()
    }

    #[test]
    fn live_money_is_confirmed_by_the_order_or_the_exact_amount_and_never_by_yes() {
        let amount = Money::from_minor(2_050, Currency::Kzt);
        assert_eq!(wanted(Environment::Live, Some(&order()), amount), ["A-1001", "20.50"]);
        assert_eq!(wanted(Environment::Live, None, amount), ["20.50"]);
        for environment in [Environment::Sandbox, Environment::Test] {
            assert_eq!(wanted(environment, Some(&order()), amount), ["yes"]);
        }
    }

    #[test]
    fn yes_alone_is_refused_for_live_money() {
        let consent = |expect: Option<&str>| Consent { yes: true, expect_order: expect.map(ToOwned::to_owned) };
        let stop = consent(None).possible(Environment::Live).unwrap_err();
        assert_eq!(stop.exit, Exit::Refused);
        assert!(stop.line.contains("nothing was sent") && stop.line.contains("--expect-order"), "{}", stop.line);
        assert!(consent(Some("A-1001")).possible(Environment::Live).is_ok());
        assert!(consent(None).possible(Environment::Test).is_ok());
    }

    #[test]
    fn the_expected_order_is_held_against_the_record_in_every_environment() {
        let consent = |expect: &str| Consent { yes: true, expect_order: Some(expect.to_owned()) };
        let order = order();
        assert!(consent("A-1001").fits(Some(&order)).is_ok());
        for (expect, order) in
            [("A-1002", Some(&order)), ("", Some(&order)), ("a-1001", Some(&order)), ("A-1001", None)]
        {
            let stop = consent(expect).fits(order).unwrap_err();
            assert_eq!(stop.exit, Exit::Refused, "{expect}");
            assert!(stop.line.contains("nothing was sent"), "{}", stop.line);
        }
    }
}
