//! Status reads: the only proof. One in flight per record, saved with what they changed.

use std::future::{Future, pending};
use std::pin::{Pin, pin};
use std::sync::PoisonError;

use super::core::{Core, Made};
use super::limits::Priority;
use super::rhythm;
use super::{DeskError, Update};
use crate::domain::code::Failure;
use crate::domain::reading::Baseline;
use crate::domain::{Money, OperationId, OrderId, Reading, Record, RecordId, RecordKind, Stage, Timestamp};
use crate::freedompay::{Balance, CallError, PayoutBalance, ReplyError};
use crate::freedompay::{CardRequestStatus, Lookup, PayoutStatus, RequestOutcome, Status};
use crate::ledger::{Amendment, Event, EventKind, Exchange, Version};

/// Ends when nobody waits for a read any more.
pub(super) type Unwanted<'a> = Pin<&'a mut (dyn Future<Output = ()> + Send)>;

/// What a status read found.
pub(super) enum Found {
    /// The record, as the gateway sees it.
    Reading(Reading),
    /// The gateway does not know it.
    Absent(Failure),
}

/// A read that was made.
pub(super) struct Read {
    pub(super) found: Result<Found, DeskError>,
    pub(super) exchange: Option<Exchange>,
}

impl Read {
    fn unmade(error: DeskError) -> Self {
        Self { found: Err(error), exchange: None }
    }

    fn of<R>(made: Made<R>, reading: impl FnOnce(R) -> Result<Reading, ReplyError>) -> Self {
        let found = match made.outcome {
            Ok(reply) => match reading(reply) {
                Ok(reading) => Ok(Found::Reading(reading)),
                Err(ReplyError::Refused(failure)) => Err(DeskError::Gateway(failure)),
                Err(ReplyError::Lost(reason)) => Err(DeskError::Unread(reason)),
            },
            Err(CallError::Refused(failure)) if failure.is_not_found() => Ok(Found::Absent(failure)),
            Err(CallError::Refused(failure)) => Err(DeskError::Gateway(failure)),
            Err(CallError::NeverSent(reason)) => Err(DeskError::Unread(reason)),
            Err(CallError::Lost(unread)) => Err(DeskError::Unread(unread.to_string())),
        };
        Self { found, exchange: Some(made.exchange) }
    }
}

impl Core {
    /// Reads a record's status once. Nothing is saved.
    pub(super) async fn read(&self, record: &Record, priority: Priority, operation: Option<OperationId>) -> Read {
        match record.kind {
            // A paid invoice is a payment (spec/README.md, decision 6).
            RecordKind::Payment | RecordKind::Invoice => {
                let by = match (&record.gateway_id, &record.order_id) {
                    (Some(id), _) => Lookup::Payment(id.clone()),
                    (None, Some(order)) => Lookup::Order(order.clone()),
                    (None, None) => return Read::unmade(unreadable("it has neither a payment id nor an order id")),
                };
                self.read_status(by, priority, operation).await
            }
            RecordKind::Payout => match &record.order_id {
                Some(order) => self.read_payout(record, order, priority, operation).await,
                None => Read::unmade(unreadable("the payout's order id is needed for its status")),
            },
            RecordKind::Card => self.read_card(record, priority, operation).await,
        }
    }

    /// Looks an order up that is about to be created.
    pub(super) async fn read_order(&self, kind: RecordKind, order: &OrderId) -> Read {
        match kind {
            RecordKind::Payment | RecordKind::Invoice => {
                self.read_status(Lookup::Order(order.clone()), Priority::Now, None).await
            }
            RecordKind::Payout => {
                let call = PayoutStatus { payment: None, order: order.clone() };
                if let Err(error) = self.turn(Priority::Now).await {
                    return Read::unmade(error);
                }
                let made = self.call(&call, &self.mint.salt(), None).await;
                let at = self.now();
                Read::of(made, |reply| reply.reading(at))
            }
            RecordKind::Card => Read::unmade(unreadable("creating card transactions is not documented")),
        }
    }

    async fn read_status(&self, by: Lookup, priority: Priority, operation: Option<OperationId>) -> Read {
        if let Err(error) = self.turn(priority).await {
            return Read::unmade(error);
        }
        let made = self.call(&Status { by }, &self.mint.salt(), operation).await;
        let at = self.now();
        Read::of(made, |reply| reply.reading(at))
    }

    async fn read_payout(
        &self,
        record: &Record,
        order: &OrderId,
        priority: Priority,
        operation: Option<OperationId>,
    ) -> Read {
        if let Err(error) = self.turn(priority).await {
            return Read::unmade(error);
        }
        let call = PayoutStatus { payment: record.gateway_id.clone(), order: order.clone() };
        let made = self.call(&call, &self.mint.salt(), operation).await;
        let at = self.now();
        Read::of(made, |reply| reply.reading(at))
    }

    /// The Card API documents no transaction status, only the status of a request; amounts are the ledger's own.
    async fn read_card(&self, record: &Record, priority: Priority, operation: Option<OperationId>) -> Read {
        let Some(request) = record.request_id else {
            return Read::unmade(unreadable(
                "the Card API documents no status of a transaction, and the request that made this one is not known",
            ));
        };
        if let Err(error) = self.turn(priority).await {
            return Read::unmade(error);
        }
        let made = self.call(&CardRequestStatus { request }, &self.mint.salt(), operation).await;
        let at = self.now();
        Read::of(made, |reply| Ok(card_reading(record, &reply, at)))
    }

    /// Reads now and saves; answers with the record as it stands.
    pub(super) async fn refresh(&self, id: RecordId, priority: Priority) -> Result<Record, DeskError> {
        self.refresh_while_wanted(id, priority, pin!(pending())).await
    }

    /// [`Core::refresh`] that is given up when `unwanted` ends while the gateway is asked. What the gateway has answered
    /// is saved all the same.
    pub(super) async fn refresh_while_wanted(
        &self,
        id: RecordId,
        priority: Priority,
        mut unwanted: Unwanted<'_>,
    ) -> Result<Record, DeskError> {
        let lock = self.lock_of(id);
        let _held = match priority {
            Priority::Now | Priority::Proof => lock.lock().await,
            Priority::Background => match lock.try_lock() {
                Ok(held) => held,
                Err(_) => return self.known(id).await,
            },
        };
        self.refresh_locked(id, priority, unwanted.as_mut()).await.map(|(record, _)| record)
    }

    /// [`Core::refresh`] for a caller that holds the record's lock.
    pub(super) async fn refresh_locked(
        &self,
        id: RecordId,
        priority: Priority,
        mut unwanted: Unwanted<'_>,
    ) -> Result<(Record, Version), DeskError> {
        for _ in 0..READS_IN_A_ROW {
            let (record, version) = self.versioned(id).await?;
            self.asked.lock().unwrap_or_else(PoisonError::into_inner).insert(id, self.now());
            let Read { found, exchange } = tokio::select! {
                biased;
                read = self.read(&record, priority, None) => read,
                () = unwanted.as_mut() => return Err(DeskError::Unread("the read was cancelled".to_owned())),
            };
            match found {
                Ok(Found::Reading(reading)) => match self.take(id, version, &reading).await {
                    Ok(Some((record, version, changed))) => {
                        if let Some(exchange) = exchange.filter(|_| changed || priority == Priority::Now) {
                            self.keep(Some(id), &exchange).await;
                        }
                        return Ok((record, version));
                    }
                    // An operation took a step while the read was under way: what it told may be older than that.
                    Ok(None) => {}
                    Err(error) => {
                        self.put_off(&record, exchange, priority).await?;
                        return Err(error);
                    }
                },
                Ok(Found::Absent(failure)) => {
                    self.put_off(&record, exchange, priority).await?;
                    return Err(DeskError::Gateway(failure));
                }
                Err(DeskError::Resting(why)) => {
                    self.put_off(&record, exchange, priority).await?;
                    return Err(DeskError::Resting(format!("{why}{}", self.age(&record))));
                }
                Err(error) => {
                    self.put_off(&record, exchange, priority).await?;
                    return Err(error);
                }
            }
        }
        Err(DeskError::Unread("it is being changed by another operation all the time".to_owned()))
    }

    /// Reads what is left to pay out.
    pub(super) async fn balance(&self) -> Result<Money, DeskError> {
        self.turn(Priority::Now).await?;
        let made = self.call(&PayoutBalance { currency: self.about.currency }, &self.mint.salt(), None).await;
        self.keep(None, &made.exchange).await;
        match made.outcome {
            Ok(Balance(money)) => Ok(money),
            Err(CallError::Refused(failure)) => Err(DeskError::Gateway(failure)),
            Err(CallError::NeverSent(reason)) => Err(DeskError::Unread(reason)),
            Err(CallError::Lost(unread)) => Err(DeskError::Unread(unread.to_string())),
        }
    }

    /// How old is what is shown of a record.
    fn age(&self, record: &Record) -> String {
        let Some(read_at) = record.read_at else { return "; it was never read".to_owned() };
        let seconds = self.now().since(read_at).as_secs();
        let (count, unit) = match seconds {
            0..120 => (seconds, "s"),
            120..7_200 => (seconds / 60, "min"),
            7_200..172_800 => (seconds / 3_600, "h"),
            _ => (seconds / 86_400, "days"),
        };
        format!("; what is shown was read {count} {unit} ago")
    }

    /// The read brought nothing: the next one waits. What the background asks in vain is not kept.
    async fn put_off(&self, record: &Record, exchange: Option<Exchange>, priority: Priority) -> Result<(), DeskError> {
        if let Some(exchange) = exchange.filter(|_| priority == Priority::Now) {
            self.keep(Some(record.id), &exchange).await;
        }
        let now = self.now();
        let due = rhythm::interval(record, now, false).map(|calm| {
            let calm = self.mint.jitter(u64::try_from(calm.as_millis()).unwrap_or(u64::MAX));
            now.plus(std::time::Duration::from_millis(calm)).max(self.quiet_until())
        });
        self.ledger.put_off_record(record.id, due).await?;
        Ok(())
    }

    /// Takes a reading over into the ledger and tells of what changed. `None` when the record is of another version by
    /// now than the one that the read was made for.
    pub(super) async fn take(
        &self,
        id: RecordId,
        seen: Version,
        reading: &Reading,
    ) -> Result<Option<(Record, Version, bool)>, DeskError> {
        let mut changed = false;
        let mut ended = false;
        let event_id = self.mint.uuid(reading.at);
        let taken = self
            .ledger
            .amend(id, Some(seen), |record| {
                let before = record.clone();
                changed = record.take(reading);
                ended = record.watched && before.stage.is_moving() && !record.stage.is_moving();
                let event = changed.then(|| Event {
                    at: reading.at,
                    kind: EventKind::Read,
                    operation: None,
                    text: change_text(&before, record),
                });
                Amendment { due_at: self.due(record), event: event.map(|event| (event_id, event)) }
            })
            .await?;
        let Some((record, version)) = taken else { return Ok(None) };
        if changed {
            self.tell(Update::Record { id, kind: record.kind });
        }
        if ended {
            self.tell(Update::Ended { id, kind: record.kind, name: record.name(), stage: record.stage });
        }
        Ok(Some((record, version, changed)))
    }

    /// When a record is to be read next.
    pub(super) fn due(&self, record: &Record) -> Option<Timestamp> {
        let now = self.now();
        rhythm::interval(record, now, false).map(|interval| now.plus(interval))
    }

    pub(super) async fn known(&self, id: RecordId) -> Result<Record, DeskError> {
        self.versioned(id).await.map(|(record, _)| record)
    }

    pub(super) async fn versioned(&self, id: RecordId) -> Result<(Record, Version), DeskError> {
        self.ledger.versioned(id).await?.ok_or_else(|| DeskError::NotFound(format!("record {id}")))
    }
}

/// How often a record is read anew because an operation took a step meanwhile.
const READS_IN_A_ROW: u32 = 3;

fn unreadable(why: &str) -> DeskError {
    DeskError::Unread(why.to_owned())
}

/// What the status of a transaction's own request says about the transaction.
fn card_reading(record: &Record, outcome: &RequestOutcome, at: Timestamp) -> Reading {
    let (stage, word) = match outcome {
        RequestOutcome::Done { .. } => (Stage::Held, "success"),
        RequestOutcome::Processing => (Stage::Processing, "process"),
        RequestOutcome::Failed => (Stage::Failed, "error"),
    };
    // The request that made the transaction cannot undo what was done with it since.
    let stage = match record.stage {
        Stage::New | Stage::Processing => stage,
        further => further,
    };
    Reading {
        at,
        gateway_id: None,
        order_id: None,
        stage,
        word: word.to_owned(),
        amount: None,
        cleared: None,
        refunded: None,
        refund_count: 0,
        failure: None,
        facts: Vec::new(),
    }
}

fn change_text(before: &Record, after: &Record) -> String {
    let what = Baseline::of(before).difference(&Baseline::of(after));
    let failure = after.failure.as_ref().map_or_else(String::new, |failure| format!(" · code {failure}"));
    match what {
        Some(what) => format!("{what} ({}){failure}", after.word),
        None => format!("{}{failure}", after.word),
    }
}
