//! A person's consent, on the terminal or by flags: nothing that moves money goes without it, nor what says of money for good
//! whether it was moved.

use std::io::IsTerminal as _;

use super::{Stop, say};
use crate::domain::{Environment, Money, OrderId};

/// Most characters of an answer that are read; no order id or amount is longer.
const LONGEST: u64 = 256;

/// What consent is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// A request that moves money.
    Send,
    /// A decision about a request that was sent.
    Decide,
}

impl Step {
    /// What is said when it does not come to that.
    const fn undone(self) -> &'static str {
        match self {
            Self::Send => "nothing was sent",
            Self::Decide => "nothing was decided",
        }
    }
}

/// How consent is given without a terminal.
#[derive(Debug, clap::Args)]
pub(super) struct Consent {
    /// Do not ask. With real money --expect-order has to name the record's order as well
    #[arg(long)]
    yes: bool,
    /// Go on only if this is the record's order id as the gateway tells it
    #[arg(long, value_name = "ORDER")]
    expect_order: Option<String>,
}

impl Consent {
    /// Whether an order is expected.
    pub(super) const fn expects(&self) -> bool {
        self.expect_order.is_some()
    }

    /// What can be refused before anything is opened or read.
    pub(super) fn possible(&self, step: Step, environment: Environment) -> Result<(), Stop> {
        if self.yes && self.expect_order.is_none() && environment == Environment::Live {
            let undone = step.undone();
            return Err(Stop::refused(format!(
                "live money: {undone}; --yes needs --expect-order ORDER, so that it cannot hit another order"
            )));
        }
        if self.yes { Ok(()) } else { terminal(step) }
    }

    /// Holds the order that was expected against the one of the record that was read or decided about, or that is to be
    /// created.
    pub(super) fn fits(&self, step: Step, order: Option<&OrderId>) -> Result<(), Stop> {
        let Some(expected) = &self.expect_order else { return Ok(()) };
        let undone = step.undone();
        match order {
            Some(order) if order.as_str() == expected.trim() => Ok(()),
            Some(order) => Err(Stop::refused(format!(
                "its order is {order}, not the one of --expect-order: {undone}; check the id"
            ))),
            None => Err(Stop::refused(format!("it has no order id, so --expect-order cannot fit: {undone}"))),
        }
    }

    /// Asks, unless --yes said it already.
    pub(super) async fn given(
        &self,
        step: Step,
        environment: Environment,
        order: Option<&OrderId>,
        amount: Money,
    ) -> Result<(), Stop> {
        if self.yes {
            return Ok(());
        }
        let wanted = wanted(environment, order, amount);
        let undone = step.undone();
        if wanted.contains(&answer(&wanted, undone).await?) {
            Ok(())
        } else {
            Err(Stop::refused(format!("it was not confirmed: {undone}")))
        }
    }
}

fn terminal(step: Step) -> Result<(), Stop> {
    if std::io::stdin().is_terminal() {
        return Ok(());
    }
    let undone = step.undone();
    Err(Stop::usage(format!("{undone}; there is no terminal to ask on: use a terminal, or --yes")))
}

/// The answers that confirm: with real money something that has to be read off what is shown.
fn wanted(environment: Environment, order: Option<&OrderId>, amount: Money) -> Vec<String> {
    match environment {
        Environment::Live => order.map(ToString::to_string).into_iter().chain([amount.plain()]).collect(),
        Environment::Sandbox | Environment::Test => vec!["yes".to_owned()],
    }
}

async fn answer(wanted: &[String], undone: &str) -> Result<String, Stop> {
    use std::io::{BufRead as _, Read as _};
    forget_what_was_typed();
    say(&format!("Type {} to go on, anything else to leave it:", wanted.join(" or ")));
    let line = tokio::task::spawn_blocking(|| {
        let mut line = String::new();
        std::io::stdin().lock().take(LONGEST).read_line(&mut line).map(|_| line)
    })
    .await
    .map_err(|_| Stop::failure(format!("the question broke off: {undone}")))?;
    let line = line.map_err(|error| Stop::failure(format!("the answer cannot be read: {error}; {undone}")))?;
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
        for (step, undone) in [(Step::Send, "nothing was sent"), (Step::Decide, "nothing was decided")] {
            let stop = consent(None).possible(step, Environment::Live).unwrap_err();
            assert_eq!(stop.exit, Exit::Refused);
            assert!(stop.line.contains(undone) && stop.line.contains("--expect-order"), "{}", stop.line);
            assert!(consent(Some("A-1001")).possible(step, Environment::Live).is_ok());
            assert!(consent(None).possible(step, Environment::Test).is_ok());
        }
    }

    #[test]
    fn the_expected_order_is_held_against_the_record_in_every_environment() {
        let consent = |expect: &str| Consent { yes: true, expect_order: Some(expect.to_owned()) };
        let order = order();
        assert!(consent("A-1001").fits(Step::Send, Some(&order)).is_ok());
        for (expect, order) in
            [("A-1002", Some(&order)), ("", Some(&order)), ("a-1001", Some(&order)), ("A-1001", None)]
        {
            for (step, undone) in [(Step::Send, "nothing was sent"), (Step::Decide, "nothing was decided")] {
                let stop = consent(expect).fits(step, order).unwrap_err();
                assert_eq!(stop.exit, Exit::Refused, "{expect}");
                assert!(stop.line.contains(undone), "{}", stop.line);
            }
        }
    }
}
