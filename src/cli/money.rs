//! `tolem refund`, `tolem clear` and `tolem cancel`: money moves, behind the same guards as in the dashboard.

use super::consent::Consent;
use super::lookup::{Name, Named, desk};
use super::{Exit, Global, Stop, log, operation_json, print, say, signals};
use crate::domain::guard::{self, Refusal};
use crate::domain::money::AmountError;
use crate::domain::reading::Baseline;
use crate::domain::{Intent, IntentKind, Money, OperationId, Record, RecordId, RecordKind, State};
use crate::ledger::Operation;
use crate::worker::desk::about;
use crate::worker::{About, Handle, Outcome, Submission, Update};

#[derive(Debug, clap::Args)]
#[command(after_help = "\
It reads the record afresh, shows what stands there and what would be sent, asks, and sends once. A reply that
is lost makes the outcome unknown, exit code 5: never repeat it then, `tolem resolve` reads what became of it.

  tolem refund payment 7999007876 --amount 1500.50
  tolem refund invoice --order A-1001 --full
  tolem clear card T1001 --amount 200
  tolem refund payment 7999007876 --full --yes --expect-order A-1001 --json

Exit codes: 0 done, 2 usage, 3 refused and nothing sent, 4 rejected by the gateway, 5 outcome unknown,
6 not in the ledger or not at the gateway, 7 could not be sent, 1 any other failure with nothing sent.")]
pub(super) struct Change {
    #[command(flatten)]
    named: Named,
    /// How much, such as 1500.50
    #[arg(long, value_name = "X", allow_negative_numbers = true)]
    amount: Option<String>,
    /// As much as can be moved by the fresh read
    #[arg(long)]
    full: bool,
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
    run(global, IntentKind::Refund, &args.named.read()?, &args.how_much()?, &args.consent).await
}

pub(super) async fn clear(global: &Global, args: Change) -> Result<(), Stop> {
    run(global, IntentKind::Clear, &args.named.read()?, &args.how_much()?, &args.consent).await
}

pub(super) async fn cancel(global: &Global, args: Cancel) -> Result<(), Stop> {
    let name = args.named.read()?;
    if name.kind != RecordKind::Payment {
        return Err(Stop::usage("only the hold of a payment can be cancelled: nothing was sent"));
    }
    run(global, IntentKind::Cancel, &name, &Amount::None, &args.consent).await
}

async fn run(global: &Global, kind: IntentKind, name: &Name, amount: &Amount, consent: &Consent) -> Result<(), Stop> {
    let paths = global.paths()?;
    let (profile_name, profile) = global.chosen(&paths)?;
    let about = about(&profile_name, &profile, global.read_only);
    if let Amount::Typed(typed) = amount {
        match Money::parse(typed, about.currency) {
            // How many digits are right is for the record's own currency to say.
            Ok(_) | Err(AmountError::TooPrecise { .. }) => {}
            Err(error) => return Err(wrong_amount(&error)),
        }
    }
    if about.read_only {
        return Err(Stop::refused(Refusal::ReadOnly));
    }
    consent.possible(about.environment)?;
    let _log = log::start(&paths);
    let handle = desk(global, &paths, &profile_name, &profile).await?;
    let id = name.find(&handle).await?;
    let fresh = handle.refresh(id).await?;
    consent.fits(&fresh)?;
    let intent = intent(kind, amount, &fresh)?;
    let decided_on = Baseline::of(&fresh);
    // Nobody is asked about what would be refused anyway; before it is sent, the worker checks once more.
    guard::check(&intent, &fresh, &decided_on).map_err(Stop::refused)?;
    let submission = Submission { record: Some(id), intent, decided_on };
    let preview = handle.preview(submission.clone()).await?;
    show(&about, &submission.intent, *amount == Amount::Full, &fresh, &preview);
    consent.given(about.environment, &fresh, submission.intent.amount()).await?;
    let outcome = submit(&handle, submission).await?;
    report(global, &handle, &outcome).await
}

fn wrong_amount(error: &AmountError) -> Stop {
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

/// What stands there and what would be sent, on standard error.
fn show(about: &About, intent: &Intent, full: bool, record: &Record, preview: &[(String, String)]) {
    let amount = intent.amount().map_or_else(String::new, |amount| format!(" of {amount}"));
    let all = if full { ", all that can be moved" } else { "" };
    let order = record.order_id.as_ref().map_or("none", |order| order.as_str());
    let id = record.gateway_id.as_ref().map_or("not known", |id| id.as_str());
    say(&format!("{}{amount}{all}", intent.kind().word()));
    say(&format!(
        "  at      {} · merchant {} · {} · {}",
        about.profile,
        about.merchant,
        about.environment.word(),
        about.host
    ));
    say(&format!("  on      {} {id} · order {order}", record.kind.noun()));
    say(&format!(
        "  stands  {} · amount {} · cleared {} · refunded {}",
        record.stage.word(),
        record.amount,
        record.cleared,
        record.refunded
    ));
    for (at, (name, value)) in preview.iter().enumerate() {
        say(&format!("  {:<7} {name} = {value}", if at == 0 { "sends" } else { "" }));
    }
}

/// Sends it. Ctrl-C or SIGTERM ends the waiting, not what is under way.
async fn submit(handle: &Handle, submission: Submission) -> Result<Outcome, Stop> {
    let record = submission.record;
    let mut updates = handle.updates();
    tokio::select! {
        biased;
        outcome = handle.submit(submission) => Ok(outcome?),
        () = signals::interrupted() => Err(interrupted(journalled(&mut updates, record))),
    }
}

/// The operation on the record that was told of, the newest first.
fn journalled(updates: &mut tokio::sync::broadcast::Receiver<Update>, on: Option<RecordId>) -> Option<OperationId> {
    use tokio::sync::broadcast::error::TryRecvError;
    let mut found = None;
    loop {
        match updates.try_recv() {
            Ok(Update::Operation { id, record, .. }) if Some(record) == on => found = Some(id),
            Ok(_) | Err(TryRecvError::Lagged(_)) => {}
            Err(TryRecvError::Empty | TryRecvError::Closed) => return found,
        }
    }
}

/// Until the program has ended it may still be sent, so that nothing is promised even when no journal row was told of.
fn interrupted(operation: Option<OperationId>) -> Stop {
    let read = operation.map_or_else(
        || "`tolem operations --unresolved` shows whether it was begun".to_owned(),
        |id| format!("`tolem resolve {}` reads", id.short()),
    );
    Stop::new(Exit::Unknown, format!("outcome unknown: it may have been sent, do not repeat it; {read}"))
}

/// Tells the outcome. From here on no trouble with telling it may look like another outcome.
async fn report(global: &Global, handle: &Handle, outcome: &Outcome) -> Result<(), Stop> {
    let told = if global.json {
        match kept(handle, outcome).await {
            Some(operation) => print(&operation_json::one(&operation, None).to_string()),
            None => Err(Stop::failure("the ledger cannot be read, so that there is no JSON")),
        }
    } else if outcome.state == State::Confirmed {
        print(&format!("{} (operation {})", outcome.message, outcome.operation.short()))
    } else {
        Ok(())
    };
    if let Err(untold) = told {
        say(&format!("tolem: {}", untold.line));
    }
    match Exit::of_state(outcome.state) {
        Exit::Done => Ok(()),
        exit => Err(Stop::new(exit, ending(outcome))),
    }
}

/// The operation as the ledger has it; when that lags behind, in the state that the outcome names.
async fn kept(handle: &Handle, outcome: &Outcome) -> Option<Operation> {
    let detail = handle.detail(outcome.record).await.ok()?;
    let operation = detail.operations.into_iter().find(|operation| operation.id == outcome.operation)?;
    Some(Operation { state: outcome.state, ..operation })
}

/// What is said of an outcome that is not done.
fn ending(outcome: &Outcome) -> String {
    let short = outcome.operation.short();
    match Exit::of_state(outcome.state) {
        Exit::Unknown => format!("{}; `tolem resolve {short} --wait` reads for it", outcome.message),
        _ => format!("{} (operation {short})", outcome.message),
    }
}

#[cfg(test)]
mod tests {
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

    #[test]
    fn who_is_interrupted_is_told_which_operation_to_read_for_and_never_that_nothing_was_sent() {
        let (handle, ends) = Handle::pair(About {
            profile: "shop".to_owned(),
            environment: crate::domain::Environment::Sandbox,
            merchant: "1".to_owned(),
            host: "127.0.0.1".to_owned(),
            currency: Currency::Kzt,
            zone: chrono_tz::UTC,
            read_only: false,
        });
        let id = |number| uuid::Uuid::from_u128(number);
        let (mine, other) = (RecordId::from_uuid(id(1)), RecordId::from_uuid(id(2)));
        let mut updates = handle.updates();
        for (record, operation) in [(mine, 0xaa), (other, 0xbb)] {
            let id = OperationId::from_uuid(id(operation));
            let update = Update::Operation { id, record, state: State::Sent, message: String::new() };
            ends.updates.send(update).unwrap();
        }
        let found = journalled(&mut updates, Some(mine));
        assert_eq!(found, Some(OperationId::from_uuid(id(0xaa))));
        assert_eq!(journalled(&mut updates, Some(mine)), None);
        for stop in [interrupted(found), interrupted(None)] {
            assert_eq!(stop.exit, Exit::Unknown);
            assert!(stop.line.starts_with("outcome unknown: it may have been sent, do not repeat it; `tolem "));
        }
        assert!(interrupted(found).line.ends_with("`tolem resolve 000000aa` reads"));
    }
}
