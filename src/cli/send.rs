//! What moves money, from the profile to the exit code: read-only and consent before anything is opened, the request as it
//! would be sent, the question, the one sending, the outcome. Each command has only its own intent to add.

use std::time::Duration;

use tracing_appender::non_blocking::WorkerGuard;

use super::consent::{Consent, Step};
use super::lookup::{Name, OperationName, desk};
use super::signals::Interrupt;
use super::{Exit, Global, Stop, log, operation_json, print, say, still};
use crate::config::{Paths, Profile};
use crate::domain::guard::{self, Refusal};
use crate::domain::intent::NewOrder;
use crate::domain::reading::Baseline;
use crate::domain::{Intent, OperationId, Record, RecordId, State, Timestamp};
use crate::ledger::Operation;
use crate::worker::desk::about;
use crate::worker::{About, Clock as _, Handle, Outcome, Sought, Submission, SystemClock, Update};

/// The merchant that a command is about.
pub(super) struct Chosen {
    paths: Paths,
    name: String,
    profile: Profile,
    pub(super) about: About,
    /// When the command was given: what happens from now on, whoever gave it does not know.
    given_at: Timestamp,
}

impl Chosen {
    /// Reads the profile. Nothing is opened.
    pub(super) fn find(global: &Global) -> Result<Self, Stop> {
        let given_at = SystemClock::default().now();
        let paths = global.paths()?;
        let (name, profile) = global.chosen(&paths)?;
        let about = about(&name, &profile, global.read_only);
        Ok(Self { paths, name, profile, about, given_at })
    }

    /// Refuses what is known already not to be sent. Nothing is opened.
    pub(super) fn may_send(&self, consent: &Consent) -> Result<(), Stop> {
        if self.about.read_only {
            return Err(Stop::refused(Refusal::ReadOnly));
        }
        consent.possible(Step::Send, self.about.environment)
    }

    /// Opens the desk, if anything may be sent.
    pub(super) async fn desk(self, global: &Global, consent: &Consent) -> Result<Desk, Stop> {
        self.may_send(consent)?;
        let log = log::start(&self.paths, global.verbose);
        let interrupt = Interrupt::listen();
        let handle = interrupt.before_sending(desk(global, &self.paths, &self.name, &self.profile)).await?;
        Ok(Desk { handle, about: self.about, given_at: self.given_at, interrupt, _log: log })
    }
}

/// An open desk that may send.
pub(super) struct Desk {
    handle: Handle,
    about: About,
    given_at: Timestamp,
    interrupt: Interrupt,
    _log: Option<WorkerGuard>,
}

impl Desk {
    /// The record, read now at the gateway, and the order that was expected. Of two commands at once one is refused.
    pub(super) async fn fresh(&self, name: &Name, consent: &Consent) -> Result<Record, Stop> {
        let reading = async {
            let record = name.find(&self.handle).await?;
            Ok(self.handle.read_to_decide(record, self.given_at).await?)
        };
        let fresh: Record = self.interrupt.before_sending(reading).await?;
        consent.fits(Step::Send, fresh.order_id.as_ref())?;
        Ok(fresh)
    }

    /// Asks, and changes a record that was just read. `remark` stands behind the amount. Nobody is asked about what would
    /// do once more what went through without an answer, unless `again` names that: whoever was told "unknown" and
    /// repeats the command, as a script in a loop does, wants it done once.
    pub(super) async fn change(
        &self,
        fresh: &Record,
        intent: Intent,
        remark: &str,
        again: Option<&OperationName>,
        consent: &Consent,
    ) -> Result<Outcome, Stop> {
        let decided_on = Baseline::of(fresh);
        // Nobody is asked about what would be refused anyway; before it is sent, the worker checks once more.
        guard::check(&intent, fresh, &decided_on).map_err(Stop::refused)?;
        let mut submission = Submission { record: Some(fresh.id), intent, decided_on, again: None };
        let asking = async {
            let planned = self.handle.preview(submission.clone()).await?;
            submission.again = planned.repeats.filter(|before| again.is_some_and(|again| again.fits(*before)));
            if let (Some(before), None) = (planned.repeats, submission.again) {
                let (intent, operation) = (submission.intent.kind(), before.short());
                return Err(Stop::refused(Refusal::Repeats { intent, operation }));
            }
            self.show(&submission.intent, remark, &standing(fresh), &planned.fields);
            let amount = submission.intent.amount().unwrap_or(fresh.amount);
            consent.given(Step::Send, self.about.environment, fresh.order_id.as_ref(), amount).await
        };
        self.interrupt.before_sending(asking).await?;
        self.submit(submission).await
    }

    /// Asks, and creates an order.
    pub(super) async fn create(&self, order: &NewOrder, intent: Intent, consent: &Consent) -> Result<Outcome, Stop> {
        consent.fits(Step::Send, Some(&order.order_id))?;
        let submission = Submission { record: None, intent, decided_on: Baseline::Absent, again: None };
        let asking = async {
            self.is_new(order, &submission.intent).await?;
            let planned = self.handle.preview(submission.clone()).await?;
            let standing = format!("  order   {} · {}", order.order_id, order.description);
            self.show(&submission.intent, "", &[standing], &planned.fields);
            consent.given(Step::Send, self.about.environment, Some(&order.order_id), order.amount).await
        };
        self.interrupt.before_sending(asking).await?;
        self.submit(submission).await
    }

    /// Refuses an order that the ledger knows already, before anybody is shown its request and asked. What only the gateway
    /// knows is found before it is sent.
    async fn is_new(&self, order: &NewOrder, intent: &Intent) -> Result<(), Stop> {
        let Some(kind) = intent.kind().creates() else { return Ok(()) };
        let sought = Sought { kind, gateway_id: None, order_id: Some(order.order_id.clone()) };
        for record in self.handle.find(sought).await? {
            let stands = if record.gateway_id.is_some() {
                format!(" for {} and is {}", record.amount, record.stage.word())
            } else if self.handle.detail(record.id).await?.operations.iter().any(may_have_created) {
                " in this ledger".to_owned()
            } else {
                continue;
            };
            return Err(Stop::refused(Refusal::Exists(format!("order {} exists already{stands}", order.order_id))));
        }
        Ok(())
    }

    /// What stands there and what would be sent, on standard error.
    fn show(&self, intent: &Intent, remark: &str, standing: &[String], request: &[(String, String)]) {
        let amount = intent.amount().map_or_else(String::new, |amount| format!(" of {amount}"));
        say(&format!("{}{amount}{remark}", intent.kind().word()));
        let about = &self.about;
        say(&format!(
            "  at      {} · merchant {} · {} · {}",
            about.profile,
            about.merchant,
            about.environment.word(),
            about.host
        ));
        for line in standing {
            say(line);
        }
        for (at, (name, value)) in request.iter().enumerate() {
            say(&format!("  {:<7} {name} = {value}", if at == 0 { "sends" } else { "" }));
        }
    }

    /// Sends it. Ctrl-C or SIGTERM ends the waiting, not what is under way.
    async fn submit(&self, submission: Submission) -> Result<Outcome, Stop> {
        self.interrupt.before_sending(async { Ok(()) }).await?;
        let mut updates = self.handle.updates();
        let (record, intent) = (submission.record, submission.intent.clone());
        tokio::select! {
            biased;
            outcome = self.handle.submit(submission) => Ok(outcome?),
            () = self.interrupt.heard() => {
                let told = journalled(&mut updates, record);
                let mine = async {
                    match (record, intent.new_order()) {
                        (None, Some(order)) => creation(&self.handle, told, order, &intent).await,
                        (_, _) => told.first().copied(),
                    }
                };
                // A ledger that does not answer must not keep anybody waiting.
                Err(interrupted(tokio::time::timeout(A_MOMENT, mine).await.unwrap_or_default()))
            }
        }
    }

    /// Tells the outcome. From here on no trouble with telling it may look like another outcome.
    pub(super) async fn report(&self, global: &Global, outcome: &Outcome) -> Result<(), Stop> {
        let told = if global.json {
            match self.kept(outcome).await {
                Some(operation) => print(&operation_json::one(&operation, None).to_string()),
                None => Err(Stop::failure("the ledger cannot be read, so that there is no JSON")),
            }
        } else {
            in_words(outcome)
        };
        still(told);
        match Exit::of_state(outcome.state) {
            Exit::Done => Ok(()),
            exit => Err(Stop::new(exit, ending(outcome))),
        }
    }

    /// The operation as the ledger has it; when that lags behind, in the state that the outcome names.
    async fn kept(&self, outcome: &Outcome) -> Option<Operation> {
        let detail = self.handle.detail(outcome.record).await.ok()?;
        let operation = detail.operations.into_iter().find(|operation| operation.id == outcome.operation)?;
        let page = outcome.page.clone().or(operation.page);
        Some(Operation { state: outcome.state, page, ..operation })
    }
}

/// A creation that came to nothing may be tried again.
fn may_have_created(operation: &Operation) -> bool {
    operation.intent.creates().is_some() && (operation.state.is_unresolved() || operation.state == State::Confirmed)
}

/// How long it is looked for what an interrupted creation is called.
const A_MOMENT: Duration = Duration::from_secs(1);

/// How a record stands, in lines.
fn standing(record: &Record) -> [String; 2] {
    let order = record.order_id.as_ref().map_or("none", |order| order.as_str());
    let id = record.gateway_id.as_ref().map_or("not known", |id| id.as_str());
    [
        format!("  on      {} {id} · order {order}", record.kind.noun()),
        format!(
            "  stands  {} · amount {} · cleared {} · refunded {}",
            record.stage.word(),
            record.amount,
            record.cleared,
            record.refunded
        ),
    ]
}

/// What was done, and the page where the payer or recipient goes on.
fn in_words(outcome: &Outcome) -> Result<(), Stop> {
    if outcome.state == State::Confirmed {
        print(&format!("{} (operation {})", outcome.message, outcome.operation.short()))?;
    }
    outcome.page.as_deref().map_or(Ok(()), print)
}

/// The operations that were told of, of one record or of any, the newest first.
fn journalled(updates: &mut tokio::sync::broadcast::Receiver<Update>, on: Option<RecordId>) -> Vec<OperationId> {
    use tokio::sync::broadcast::error::TryRecvError;
    let mut found = Vec::new();
    loop {
        match updates.try_recv() {
            Ok(Update::Operation { id, record, .. }) if on.is_none_or(|on| on == record) => found.insert(0, id),
            Ok(_) | Err(TryRecvError::Lagged(_)) => {}
            Err(TryRecvError::Empty | TryRecvError::Closed) => return found,
        }
    }
}

/// Which of these operations creates the order: the worker may tell of others, that it reads for.
async fn creation(handle: &Handle, told: Vec<OperationId>, order: &NewOrder, intent: &Intent) -> Option<OperationId> {
    for id in told {
        let operation = handle.inquiry(id).await.ok()?.operation;
        if operation.intent == intent.kind() && operation.record_name == order.order_id.as_str() {
            return Some(id);
        }
    }
    None
}

/// Until the program has ended it may still be sent, so that nothing is promised even when no journal row was told of.
fn interrupted(operation: Option<OperationId>) -> Stop {
    let read = operation.map_or_else(
        || "`tolem operations --unresolved` shows whether it was begun".to_owned(),
        |id| format!("`tolem resolve {}` reads", id.short()),
    );
    Stop::new(Exit::Unknown, format!("outcome unknown: it may have been sent, do not repeat it; {read}"))
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
    use crate::domain::Currency;

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
        assert_eq!(found, [OperationId::from_uuid(id(0xaa))]);
        assert_eq!(journalled(&mut updates, Some(mine)), []);
        for stop in [interrupted(found.first().copied()), interrupted(None)] {
            assert_eq!(stop.exit, Exit::Unknown);
            assert!(stop.line.starts_with("outcome unknown: it may have been sent, do not repeat it; `tolem "));
        }
        assert!(interrupted(found.first().copied()).line.ends_with("`tolem resolve 000000aa` reads"));
    }
}
