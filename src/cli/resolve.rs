//! `tolem resolve`: did it go through? Reads for operations whose outcome is not known, or takes down what a person
//! decided about one that reads cannot settle.

use std::time::Duration;

use tokio::sync::broadcast::error::RecvError;
use tokio::time::{Instant, timeout_at};

use super::consent::{Consent, Step};
use super::lookup::{OperationName, desk};
use super::operations::local;
use super::{Exit, Global, Stop, log, operation_json, print, say, signals, still};
use crate::domain::decision::Reason;
use crate::domain::guard::Refusal;
use crate::domain::{OperationId, State};
use crate::ledger::{Detail, Operation};
use crate::worker::{Decision, DeskError, Handle, Update};

/// How long a worker that has just begun may take to look at what the last run left unfinished.
const BEGINNING: Duration = Duration::from_secs(15);

/// How often an operation that is waited for is looked at when nothing is told of it.
const LOOK: Duration = Duration::from_secs(5);

#[derive(Debug, clap::Args)]
#[command(after_help = "  tolem resolve 2233aabb --wait
  tolem resolve --all --wait --json
  tolem resolve 2233aabb --applied --reason \"the bank's statement of 3 May shows it\"
  tolem resolve 2233aabb --not-applied --reason \"the bank knows of none\" --yes --expect-order A-1001

A decision cannot be taken back, and lets new money be moved on the record: it is confirmed as `tolem refund` is.

Exit codes: 0 confirmed (with --all: nothing is unresolved any more), 2 usage, 3 the decision was refused or not
confirmed, 4 rejected, 5 still unknown or waiting for a person's decision, 6 no such operation, 7 it had no
effect, 1 the machine or the set-up failed: nothing is known of the operation that was not known before.")]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line; `task` makes one value of them")]
pub(super) struct Args {
    /// The operation: its id, or the eight digits of `tolem operations`
    #[arg(value_name = "OPERATION")]
    operation: Option<String>,
    /// All that are unresolved
    #[arg(long)]
    all: bool,
    /// Read until it is final or waits for a person
    #[arg(long)]
    wait: bool,
    /// Decide that an escalated operation took effect; cannot be taken back
    #[arg(long)]
    applied: bool,
    /// Decide that an escalated operation had no effect; cannot be taken back
    #[arg(long)]
    not_applied: bool,
    /// Why it was decided so: what was seen, or who was asked
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    #[command(flatten)]
    consent: Consent,
}

/// What is asked for.
#[derive(Debug, PartialEq, Eq)]
enum Task {
    One(OperationName),
    All,
    Decide(OperationName, bool, Reason),
}

impl Args {
    fn task(&self) -> Result<Task, Stop> {
        let usage = |text: &str| Err(Stop::usage(format!("{text}; nothing was done")));
        let decided = match (self.applied, self.not_applied) {
            (true, true) => return usage("--applied and --not-applied exclude each other"),
            (true, false) => Some(true),
            (false, true) => Some(false),
            (false, false) => None,
        };
        let name = self.operation.as_deref().map(OperationName::read).transpose()?;
        match (name, self.all, decided, &self.reason) {
            (None, false, _, _) => usage("name an operation, or give --all"),
            (Some(_), true, _, _) => usage("an operation and --all exclude each other"),
            (None, true, Some(_), _) => usage("a decision is about one operation: name it in place of --all"),
            (_, _, Some(_), None) => usage("a decision needs --reason TEXT: what was seen, or who was asked"),
            (_, _, None, None) if self.consent.expects() => {
                usage("--expect-order goes with --applied or --not-applied")
            }
            (_, _, None, Some(_)) => usage("--reason goes with --applied or --not-applied"),
            (_, _, Some(_), Some(_)) if self.wait => usage("a decision has nothing to wait for: leave --wait out"),
            (Some(name), false, Some(applied), Some(reason)) => {
                let reason =
                    Reason::new(reason).map_err(|error| Stop::usage(format!("--reason: {error}; nothing was done")))?;
                Ok(Task::Decide(name, applied, reason))
            }
            (Some(name), false, None, None) => Ok(Task::One(name)),
            (None, true, None, None) => Ok(Task::All),
        }
    }
}

pub(super) async fn run(global: &Global, args: Args) -> Result<(), Stop> {
    let task = args.task()?;
    let paths = global.paths()?;
    let (name, profile) = global.chosen(&paths)?;
    if let Task::Decide(..) = task {
        if global.read_only || profile.read_only {
            return Err(Stop::refused(Refusal::ReadOnly));
        }
        args.consent.possible(Step::Decide, profile.environment.into())?;
    }
    let _log = log::start(&paths, global.verbose);
    let handle = desk(global, &paths, &name, &profile).await?;
    let work = async {
        match task {
            Task::One(name) => one(global, &handle, &name, args.wait).await,
            Task::All => all(global, &handle, args.wait).await,
            Task::Decide(name, applied, reason) => decide(global, &handle, &name, applied, reason, &args.consent).await,
        }
    };
    if !args.wait {
        return work.await;
    }
    tokio::select! {
        biased;
        done = work => done,
        () = signals::interrupted() => Err(Stop::new(
            Exit::Unknown,
            "interrupted: what was unknown may still be; `tolem operations --unresolved` lists it",
        )),
    }
}

async fn one(global: &Global, handle: &Handle, name: &OperationName, wait: bool) -> Result<(), Stop> {
    let operation = name.find(handle).await?;
    let (operation, trouble) = settle(handle, &operation, wait).await?;
    still(tell(global, handle, &operation).await);
    match Exit::of_state(operation.state) {
        Exit::Done => Ok(()),
        exit => Err(Stop::new(exit, ending(&operation, trouble.as_deref()))),
    }
}

async fn all(global: &Global, handle: &Handle, wait: bool) -> Result<(), Stop> {
    let unresolved = handle.unresolved_operations(u32::MAX).await?;
    let mut settled = Vec::with_capacity(unresolved.len());
    let mut told = Ok(());
    // The oldest first; the worker reads for the others meanwhile.
    for operation in &unresolved {
        let (operation, trouble) = settle(handle, operation, wait).await?;
        if let Some(trouble) = trouble {
            say(&format!("{}: {trouble}", operation.id.short()));
        }
        if !global.json && told.is_ok() {
            told = print(&line(&operation));
        }
        settled.push(operation);
    }
    if global.json {
        told = print(&operation_json::several(&settled, false).to_string());
    } else if settled.is_empty() {
        told = print("no operation is unresolved");
    }
    still(told);
    let left = settled.iter().filter(|operation| !operation.state.is_final()).count();
    if left == 0 {
        return Ok(());
    }
    Err(Stop::new(
        Exit::Unknown,
        format!("{left} of {} still without a final state; do not repeat them", settled.len()),
    ))
}

/// Reads for one operation, once or until it is final or escalated. A read that fails leaves it as it stands in the
/// ledger, and comes with the reason.
async fn settle(handle: &Handle, operation: &Operation, wait: bool) -> Result<(Operation, Option<String>), Stop> {
    let mut updates = handle.updates();
    let beginning = Instant::now() + BEGINNING;
    let mut last = operation.clone();
    loop {
        let trouble = match handle.resolve(operation.id).await {
            Ok(read) => {
                last = read;
                None
            }
            Err(error @ (DeskError::Unread(_) | DeskError::Gateway(_) | DeskError::Resting(_))) => {
                last = known(handle, &last).await?;
                Some(error.to_string())
            }
            // That nothing was sent just now says nothing about what this operation sent.
            Err(DeskError::Ledger(reason)) => {
                let short = operation.id.short();
                let what =
                    format!("the ledger cannot be used: {reason}; operation {short} is as it was, do not repeat it");
                return Err(Stop::new(Exit::Unknown, what));
            }
            Err(error) => return Err(error.into()),
        };
        let again = match last.state {
            // The worker reads only for what it has called unknown, which it does for the last run's when it begins.
            State::Prepared | State::Sent => wait || Instant::now() < beginning,
            State::Unknown => wait,
            _ => false,
        };
        if !again {
            return Ok((last, trouble));
        }
        told_of(&mut updates, operation.id, Instant::now() + LOOK).await?;
    }
}

/// Waits until something is told of an operation, or until `deadline`.
async fn told_of(
    updates: &mut tokio::sync::broadcast::Receiver<Update>,
    operation: OperationId,
    deadline: Instant,
) -> Result<(), Stop> {
    loop {
        match timeout_at(deadline, updates.recv()).await {
            Ok(Ok(Update::Operation { id, .. })) if id == operation => return Ok(()),
            Ok(Ok(_)) => {}
            Err(_) | Ok(Err(RecvError::Lagged(_))) => return Ok(()),
            Ok(Err(RecvError::Closed)) => return Err(DeskError::Gone.into()),
        }
    }
}

/// The operation as it stands in the ledger.
async fn known(handle: &Handle, operation: &Operation) -> Result<Operation, Stop> {
    let detail = handle.detail(operation.record).await?;
    Ok(detail.operations.into_iter().find(|found| found.id == operation.id).unwrap_or_else(|| operation.clone()))
}

async fn decide(
    global: &Global,
    handle: &Handle,
    name: &OperationName,
    applied: bool,
    reason: Reason,
    consent: &Consent,
) -> Result<(), Stop> {
    let operation = name.find(handle).await?;
    if operation.state != State::Escalated {
        return Err(Stop::refused(Refusal::NotEscalated(operation.state)));
    }
    let record = handle.detail(operation.record).await?.record;
    consent.fits(Step::Decide, record.order_id.as_ref())?;
    say(&line(&operation));
    let what = if applied { "took effect" } else { "had no effect" };
    let about = handle.about();
    say(&format!(
        "{} · merchant {} · {}: it will stand that it {what}, because: {reason}",
        about.profile,
        about.merchant,
        about.environment.word()
    ));
    let amount = operation.amount.unwrap_or(record.amount);
    consent.given(Step::Decide, about.environment, record.order_id.as_ref(), amount).await?;
    let decided = handle.decide(operation.id, Decision { applied, reason, who: user() }).await?;
    // It stands in the journal, whether or not anybody hears of it.
    still(tell(global, handle, &decided).await);
    Ok(())
}

/// Who sits at the terminal, as far as the environment knows.
fn user() -> String {
    ["USER", "LOGNAME", "USERNAME"]
        .into_iter()
        .find_map(|name| std::env::var(name).ok().filter(|value| !value.trim().is_empty()))
        .unwrap_or_else(|| "unknown".to_owned())
}

/// The state, and what it rests on.
async fn tell(global: &Global, handle: &Handle, operation: &Operation) -> Result<(), Stop> {
    let detail = handle.detail(operation.record).await?;
    if global.json {
        return print(&operation_json::one(operation, Some(&detail)).to_string());
    }
    print(&line(operation))?;
    for line in rests_on(operation, &detail, handle.about().zone) {
        print(&line)?;
    }
    Ok(())
}

/// An operation in one line.
fn line(operation: &Operation) -> String {
    let amount = operation.amount.map_or_else(String::new, |amount| format!(" of {amount}"));
    let note = if operation.note.is_empty() { String::new() } else { format!(" · {}", operation.note) };
    format!(
        "{}  {}{amount} on {} {}: {}{note}",
        operation.id.short(),
        operation.intent.word(),
        operation.record_kind.word(),
        operation.record_name,
        operation.state.word()
    )
}

/// The steps and the exchanges that it rests on, in the order of time.
fn rests_on(operation: &Operation, detail: &Detail, zone: chrono_tz::Tz) -> Vec<String> {
    let steps = detail
        .events
        .iter()
        .filter(|event| event.operation == Some(operation.id))
        .map(|event| (event.at, event.text.clone()));
    let exchanges = detail
        .exchanges
        .iter()
        .filter(|exchange| exchange.operation == Some(operation.id))
        .map(|exchange| (exchange.at, format!("{}: {}", exchange.call, exchange.outcome)));
    let mut lines: Vec<_> = steps.chain(exchanges).collect();
    lines.sort_by_key(|(at, _)| *at);
    lines.into_iter().map(|(at, text)| format!("  {}  {text}", local(at, zone))).collect()
}

/// What is said of an operation that is not confirmed.
fn ending(operation: &Operation, trouble: Option<&str>) -> String {
    let short = operation.id.short();
    let word = operation.state.word();
    match (operation.state, trouble) {
        (State::Escalated, _) => format!(
            "operation {short} is escalated: look at the gateway, then `tolem resolve {short} --applied` or `--not-applied`, with --reason"
        ),
        (state, _) if state.is_final() => format!("operation {short} is {word}"),
        (_, Some(trouble)) => format!("operation {short} is {word}: {trouble}; do not repeat it"),
        (_, None) => format!("operation {short} is {word}: do not repeat it; --wait reads until it is settled"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::tests_support::operation;
    use clap::Parser as _;

    #[derive(Debug, clap::Parser)]
    struct Line {
        #[command(flatten)]
        args: Args,
    }

    fn task(words: &[&str]) -> Result<Task, Stop> {
        Line::try_parse_from(["resolve"].iter().chain(words)).unwrap().args.task()
    }

    #[test]
    fn one_operation_or_all_and_a_decision_only_with_its_reason() {
        let name = || OperationName::read("2233aabb").unwrap();
        assert_eq!(task(&["2233aabb"]).unwrap(), Task::One(name()));
        assert_eq!(task(&["--all", "--wait"]).unwrap(), Task::All);
        let reason = || Reason::new("seen at the bank").unwrap();
        let decided = |flag| task(&["2233aabb", flag, "--reason", "seen at the bank"]).unwrap();
        assert_eq!(decided("--applied"), Task::Decide(name(), true, reason()));
        assert_eq!(decided("--not-applied"), Task::Decide(name(), false, reason()));
        for wrong in [
            &[][..],
            &["2233aabb", "--all"],
            &["last"],
            &["--all", "--applied", "--reason", "seen at the bank"],
            &["2233aabb", "--applied"],
            &["2233aabb", "--applied", "--reason", "ok"],
            &["2233aabb", "--applied", "--not-applied", "--reason", "seen at the bank"],
            &["2233aabb", "--reason", "seen at the bank"],
            &["2233aabb", "--expect-order", "A-1001"],
            &["2233aabb", "--applied", "--reason", "seen at the bank", "--wait"],
        ] {
            let stop = task(wrong).unwrap_err();
            assert_eq!(stop.exit, Exit::Usage, "{wrong:?}");
            assert!(stop.line.contains("nothing was done"), "{}", stop.line);
        }
    }

    #[test]
    fn what_is_not_settled_is_never_called_a_failure_and_says_not_to_repeat_it() {
        for state in State::ALL {
            let said = ending(&operation(state), None);
            assert!(!said.contains("fail"), "{said}");
            if matches!(state, State::Unknown | State::Sent | State::Prepared) {
                assert!(said.contains("do not repeat it"), "{said}");
                assert!(ending(&operation(state), Some("no answer")).contains("do not repeat it"));
            }
        }
    }
}
