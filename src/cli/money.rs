//! `tolem refund`, `tolem clear` and `tolem cancel`: money moves, behind the same guards as in the dashboard.

use super::consent::Consent;
use super::lookup::{Name, Named, OperationName};
use super::send::Chosen;
use super::{Global, Stop};
use crate::domain::guard;
use crate::domain::money::AmountError;
use crate::domain::{Intent, IntentKind, Money, Record, RecordKind};

#[derive(Debug, clap::Args)]
#[command(after_help = "\
It reads the record afresh, shows what stands there and what would be sent, asks, and sends once. A reply that
is lost makes the outcome unknown, exit code 5: never repeat it then, `tolem resolve` reads what became of it. A
command that is repeated all the same is refused, also when the first was proven meanwhile, unless --again names it.

  tolem refund payment 7999007876 --amount 1500.50
  tolem refund invoice --order A-1001 --full
  tolem clear card T1001 --amount 200
  tolem refund payment 7999007876 --full --yes --expect-order A-1001 --json

Exit codes: 0 done, 2 usage, 3 refused and nothing sent, 4 rejected by the gateway, 5 outcome unknown,
6 not in the ledger or not at the gateway, 7 could not be sent, 130 interrupted before anything was sent,
1 any other failure with nothing sent.")]
pub(super) struct Change {
    #[command(flatten)]
    named: Named,
    /// How much, such as 1500.50
    #[arg(long, value_name = "X", allow_negative_numbers = true)]
    amount: Option<String>,
    /// As much as can be moved by the fresh read
    #[arg(long)]
    full: bool,
    /// The same once more, after this operation, whose answer was lost, was proven to have gone through
    #[arg(long, value_name = "OPERATION")]
    again: Option<String>,
    #[command(flatten)]
    consent: Consent,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "  tolem cancel payment 7999007876
  tolem cancel payment --order A-1001 --yes --expect-order A-1001 --json

Exit codes are those of `tolem refund --help`.")]
pub(super) struct Cancel {
    #[command(flatten)]
    named: Named,
    #[command(flatten)]
    consent: Consent,
}

/// How much is to be moved.
#[derive(Debug, PartialEq, Eq)]
enum Amount {
    /// What was typed; its currency is the record's.
    Typed(String),
    /// All that can be moved by the fresh read.
    Full,
    /// The intent names none.
    None,
}

impl Change {
    fn how_much(&self) -> Result<Amount, Stop> {
        match (&self.amount, self.full) {
            (Some(typed), false) => Ok(Amount::Typed(typed.clone())),
            (None, true) => Ok(Amount::Full),
            (Some(_), true) => Err(Stop::usage("--amount and --full exclude each other: nothing was sent; give one")),
            (None, false) => Err(Stop::usage(
                "no amount: nothing was sent; give --amount X, or --full for all (a missing amount never means all)",
            )),
        }
    }
}

pub(super) async fn refund(global: &Global, args: Change) -> Result<(), Stop> {
    change(global, IntentKind::Refund, &args).await
}

pub(super) async fn clear(global: &Global, args: Change) -> Result<(), Stop> {
    change(global, IntentKind::Clear, &args).await
}

async fn change(global: &Global, kind: IntentKind, args: &Change) -> Result<(), Stop> {
    let again = args.again.as_deref().map(OperationName::read).transpose()?;
    run(global, kind, &args.named.read()?, &args.how_much()?, again.as_ref(), &args.consent).await
}

pub(super) async fn cancel(global: &Global, args: Cancel) -> Result<(), Stop> {
    let name = args.named.read()?;
    if name.kind != RecordKind::Payment {
        return Err(Stop::usage("only the hold of a payment can be cancelled: nothing was sent"));
    }
    run(global, IntentKind::Cancel, &name, &Amount::None, None, &args.consent).await
}

async fn run(
    global: &Global,
    kind: IntentKind,
    name: &Name,
    amount: &Amount,
    again: Option<&OperationName>,
    consent: &Consent,
) -> Result<(), Stop> {
    let chosen = Chosen::find(global)?;
    if let Amount::Typed(typed) = amount {
        match Money::parse(typed, chosen.about.currency) {
            // How many digits are right is for the record's own currency to say.
            Ok(_) | Err(AmountError::TooPrecise { .. }) => {}
            Err(error) => return Err(wrong_amount(&error)),
        }
    }
    let desk = chosen.desk(global, consent).await?;
    let fresh = desk.fresh(name, consent).await?;
    let intent = intent(kind, amount, &fresh)?;
    let full = if *amount == Amount::Full { ", all that can be moved" } else { "" };
    let outcome = desk.change(&fresh, intent, full, again, consent).await?;
    desk.report(global, &outcome).await
}

pub(super) fn wrong_amount(error: &AmountError) -> Stop {
    Stop::usage(format!("--amount: {error}; nothing was sent"))
}

/// What was asked, in the record's own currency.
fn intent(kind: IntentKind, amount: &Amount, fresh: &Record) -> Result<Intent, Stop> {
    guard::permitted(kind, fresh).map_err(Stop::refused)?;
    let amount = match amount {
        Amount::Typed(typed) => {
            Some(Money::parse(typed, fresh.amount.currency()).map_err(|error| wrong_amount(&error))?)
        }
        Amount::Full => guard::most(kind, fresh),
        Amount::None => None,
    };
    match (kind, amount) {
        (IntentKind::Refund, Some(amount)) => Ok(Intent::Refund { amount }),
        (IntentKind::Clear, Some(amount)) => Ok(Intent::Clear { amount }),
        (IntentKind::Cancel, None) => Ok(Intent::Cancel),
        _ => Err(Stop::usage("this command cannot take this amount: nothing was sent")),
    }
}

#[cfg(test)]
mod tests {
    use super::super::Exit;
    use super::*;
    use crate::domain::record::tests_support::record;
    use crate::domain::{Currency, Stage};
    use clap::Parser as _;

    #[derive(Debug, clap::Parser)]
    struct Line {
        #[command(flatten)]
        change: Change,
    }

    fn how_much(words: &[&str]) -> Result<Amount, Stop> {
        let line = ["refund", "payment", "1"].into_iter().chain(words.iter().copied());
        Line::try_parse_from(line).unwrap().change.how_much()
    }

    #[test]
    fn a_missing_amount_never_means_all() {
        assert_eq!(how_much(&["--amount", "1.50"]).unwrap(), Amount::Typed("1.50".to_owned()));
        assert_eq!(how_much(&["--full"]).unwrap(), Amount::Full);
        for wrong in [&[][..], &["--amount", "1", "--full"]] {
            let stop = how_much(wrong).unwrap_err();
            assert_eq!(stop.exit, Exit::Usage);
            assert!(stop.line.contains("nothing was sent"), "{}", stop.line);
        }
        let cleared = record(RecordKind::Payment, Stage::Cleared, 10_000);
        for blank in ["", " ", "0", "-1", "1.005"] {
            let stop = intent(IntentKind::Refund, &Amount::Typed(blank.to_owned()), &cleared).unwrap_err();
            assert_eq!(stop.exit, Exit::Usage, "{blank:?}");
        }
    }

    #[test]
    fn full_is_what_the_guard_says_from_the_record_as_it_was_read() {
        let mut paid = record(RecordKind::Payment, Stage::PartlyRefunded, 10_000);
        paid.refunded = Money::from_minor(4_000, Currency::Kzt);
        let refund = intent(IntentKind::Refund, &Amount::Full, &paid).unwrap();
        assert_eq!(refund.amount(), Some(Money::from_minor(6_000, Currency::Kzt)));
        let held = record(RecordKind::Payment, Stage::Held, 10_000);
        let clear = intent(IntentKind::Clear, &Amount::Full, &held).unwrap();
        assert_eq!(clear.amount(), Some(held.amount));
        let stop = intent(IntentKind::Refund, &Amount::Full, &held).unwrap_err();
        assert_eq!(stop.exit, Exit::Refused);
    }
}
