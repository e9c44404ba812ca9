//! Rows of the database as values, and back.

use std::borrow::Cow;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use sqlx::Row as _;
use sqlx::sqlite::SqliteRow;

use super::{Event, EventKind, Exchange, LedgerError, Operation};
use crate::domain::code::Failure;
use crate::domain::reading::Baseline;
use crate::domain::{
    Currency, Era, ExchangeId, GatewayId, IntentKind, Money, OperationId, OrderId, Record, RecordId, RecordKind,
    RequestId, Stage, State, Steady, Timestamp,
};

/// The columns of a record, in the order that [`record`] reads by name.
macro_rules! record_columns {
    () => {
        "id, kind, gateway_id, order_id, stage, word, currency, amount, cleared, refunded, refund_count, failure_code, \
         failure_text, description, created_at, changed_at, read_at, watched, confirmable, page, customer, request_id, \
         facts"
    };
}
/// The same columns as one text, which [`whole_record`] reads: a long list goes from thread to thread, and would be copied and
/// locked value by value.
macro_rules! record_as_text {
    () => {
        concat!("json_array(", record_columns!(), ") AS whole")
    };
}
/// Operations with what their record is called.
macro_rules! operation_select {
    ($($rest:expr),+) => {
        concat!(
            "SELECT o.id, o.record, o.intent, o.currency, o.amount, o.request_id, o.baseline, o.state, o.note, \
             o.created_at, o.sent_at, o.changed_at, o.page, o.lost_era, o.lost_ms, o.ended_era, o.ended_ms, r.kind AS record_kind, \
             COALESCE(r.order_id, r.gateway_id, r.id) AS record_name \
             FROM operations o JOIN records r ON r.id = o.record ",
            $($rest),+
        )
    };
}
/// The record `$1` and those that are the same payment at the gateway: a paid invoice is followed as a payment as well
/// (`spec/README.md`, decision 6), and one payment may be followed twice.
macro_rules! same_payment {
    () => {
        "(SELECT $1 UNION SELECT twin.id FROM records AS one JOIN records AS twin ON twin.gateway_id = one.gateway_id \
         AND twin.kind IN ('payment', 'invoice', 'card', 'payout') AND (twin.kind = one.kind \
         OR (twin.kind IN ('payment', 'invoice') AND one.kind IN ('payment', 'invoice'))) WHERE one.id = $1)"
    };
}
pub(super) use {operation_select, record_as_text, record_columns, same_payment};

fn parsed<T>(what: &'static str, value: Option<T>) -> Result<T, LedgerError> {
    value.ok_or_else(|| LedgerError::unreadable(what))
}

fn text(row: &SqliteRow, column: &'static str) -> Result<String, LedgerError> {
    Ok(row.try_get::<String, _>(column)?)
}

fn optional(row: &SqliteRow, column: &'static str) -> Result<Option<String>, LedgerError> {
    Ok(row.try_get::<Option<String>, _>(column)?)
}

fn time(row: &SqliteRow, column: &'static str) -> Result<Timestamp, LedgerError> {
    Ok(Timestamp::from_millis(row.try_get(column)?))
}

fn optional_time(row: &SqliteRow, column: &'static str) -> Result<Option<Timestamp>, LedgerError> {
    Ok(row.try_get::<Option<i64>, _>(column)?.map(Timestamp::from_millis))
}

/// A record as it is kept, in the order of `record_columns!`.
#[derive(Deserialize)]
struct KeptRecord<'a> {
    #[serde(borrow)]
    id: Cow<'a, str>,
    #[serde(borrow)]
    kind: Cow<'a, str>,
    gateway_id: Option<String>,
    order_id: Option<String>,
    #[serde(borrow)]
    stage: Cow<'a, str>,
    word: String,
    #[serde(borrow)]
    currency: Cow<'a, str>,
    amount: i64,
    cleared: i64,
    refunded: i64,
    refund_count: i64,
    failure_code: Option<i64>,
    failure_text: Option<String>,
    description: String,
    created_at: i64,
    changed_at: i64,
    read_at: Option<i64>,
    watched: i64,
    confirmable: i64,
    page: Option<String>,
    customer: Option<String>,
    request_id: Option<String>,
    #[serde(borrow)]
    facts: Cow<'a, str>,
}

impl KeptRecord<'_> {
    fn read(self) -> Result<Record, LedgerError> {
        let currency = parsed("currency", Currency::from_code(&self.currency))?;
        let failure = match self.failure_code {
            Some(code) => Some(Failure {
                code: parsed("failure code", u32::try_from(code).ok())?,
                text: self.failure_text.unwrap_or_default(),
            }),
            None => None,
        };
        Ok(Record {
            id: parsed("record id", RecordId::parse(&self.id))?,
            kind: parsed("kind", RecordKind::from_word(&self.kind))?,
            gateway_id: match self.gateway_id {
                Some(id) => Some(parsed("gateway id", GatewayId::new(id).ok())?),
                None => None,
            },
            order_id: match self.order_id {
                Some(id) => Some(parsed("order id", OrderId::new(id).ok())?),
                None => None,
            },
            stage: parsed("stage", Stage::from_word(&self.stage))?,
            word: self.word,
            amount: Money::from_minor(self.amount, currency),
            cleared: Money::from_minor(self.cleared, currency),
            refunded: Money::from_minor(self.refunded, currency),
            refund_count: parsed("refund count", u32::try_from(self.refund_count).ok())?,
            failure,
            description: self.description,
            created_at: Timestamp::from_millis(self.created_at),
            changed_at: Timestamp::from_millis(self.changed_at),
            read_at: self.read_at.map(Timestamp::from_millis),
            watched: self.watched != 0,
            confirmable: self.confirmable != 0,
            page: self.page,
            customer: self.customer,
            request_id: match self.request_id {
                Some(id) => Some(parsed("request id", RequestId::parse(&id))?),
                None => None,
            },
            facts: parsed("facts", serde_json::from_str(&self.facts).ok())?,
        })
    }
}

pub(super) fn record(row: &SqliteRow) -> Result<Record, LedgerError> {
    let text = |column| Ok::<_, LedgerError>(Cow::Borrowed(row.try_get::<&str, _>(column)?));
    let kept = KeptRecord {
        id: text("id")?,
        kind: text("kind")?,
        gateway_id: row.try_get("gateway_id")?,
        order_id: row.try_get("order_id")?,
        stage: text("stage")?,
        word: row.try_get("word")?,
        currency: text("currency")?,
        amount: row.try_get("amount")?,
        cleared: row.try_get("cleared")?,
        refunded: row.try_get("refunded")?,
        refund_count: row.try_get("refund_count")?,
        failure_code: row.try_get("failure_code")?,
        failure_text: row.try_get("failure_text")?,
        description: row.try_get("description")?,
        created_at: row.try_get("created_at")?,
        changed_at: row.try_get("changed_at")?,
        read_at: row.try_get("read_at")?,
        watched: row.try_get("watched")?,
        confirmable: row.try_get("confirmable")?,
        page: row.try_get("page")?,
        customer: row.try_get("customer")?,
        request_id: row.try_get("request_id")?,
        facts: text("facts")?,
    };
    kept.read()
}

/// A record that was read as one text.
pub(super) fn whole_record(row: &SqliteRow) -> Result<Record, LedgerError> {
    let kept: Option<KeptRecord<'_>> = serde_json::from_str(row.try_get::<&str, _>("whole")?).ok();
    parsed("record", kept)?.read()
}

pub(super) fn operation(row: &SqliteRow) -> Result<Operation, LedgerError> {
    let amount = match (optional(row, "currency")?, row.try_get::<Option<i64>, _>("amount")?) {
        (Some(code), Some(minor)) => Some(Money::from_minor(minor, parsed("currency", Currency::from_code(&code))?)),
        (None | Some(_), None) | (None, Some(_)) => None,
    };
    Ok(Operation {
        id: parsed("operation id", OperationId::parse(&text(row, "id")?))?,
        record: parsed("record id", RecordId::parse(&text(row, "record")?))?,
        record_kind: parsed("kind", RecordKind::from_word(&text(row, "record_kind")?))?,
        record_name: text(row, "record_name")?,
        intent: parsed("intent", IntentKind::from_word(&text(row, "intent")?))?,
        amount,
        request_id: parsed("request id", RequestId::parse(&text(row, "request_id")?))?,
        baseline: parsed("baseline", read_baseline(&text(row, "baseline")?))?,
        state: parsed("state", State::from_word(&text(row, "state")?))?,
        note: text(row, "note")?,
        created_at: time(row, "created_at")?,
        sent_at: optional_time(row, "sent_at")?,
        changed_at: time(row, "changed_at")?,
        page: optional(row, "page")?,
        lost: match (optional(row, "lost_era")?, row.try_get::<Option<i64>, _>("lost_ms")?) {
            (Some(era), Some(millis)) => Some(steady(&era, millis)?),
            (None | Some(_), None) | (None, Some(_)) => None,
        },
    })
}

/// A moment of the steady clock, kept as its era and milliseconds.
pub(super) fn steady(era: &str, millis: i64) -> Result<Steady, LedgerError> {
    let era = parsed("era", Era::parse(era))?;
    Ok(Steady::new(era, Duration::from_millis(u64::try_from(millis).unwrap_or(0))))
}

/// The milliseconds of [`steady`].
pub(super) fn steady_millis(steady: Steady) -> i64 {
    i64::try_from(steady.elapsed().as_millis()).unwrap_or(i64::MAX)
}

pub(super) fn event(row: &SqliteRow) -> Result<Event, LedgerError> {
    Ok(Event {
        at: time(row, "at")?,
        kind: parsed("event kind", EventKind::from_word(&text(row, "kind")?))?,
        operation: optional(row, "operation")?.and_then(|id| OperationId::parse(&id)),
        text: text(row, "text")?,
    })
}

pub(super) fn exchange(row: &SqliteRow) -> Result<Exchange, LedgerError> {
    let id = text(row, "id")?;
    Ok(Exchange {
        id: ExchangeId::parse(&id)
            .ok_or_else(|| LedgerError(format!("the ledger holds an exchange without an id: {id:?}")))?,
        at: time(row, "at")?,
        call: text(row, "call")?,
        operation: optional(row, "operation")?.and_then(|id| OperationId::parse(&id)),
        took_ms: u64::try_from(row.try_get::<i64, _>("took_ms")?).unwrap_or(0),
        status: row.try_get::<Option<i64>, _>("status")?.and_then(|status| u16::try_from(status).ok()),
        request: text(row, "request")?,
        reply: optional(row, "reply")?,
        outcome: text(row, "outcome")?,
    })
}

/// The baseline as it is kept: one JSON object, amounts in minor units.
#[derive(Serialize, Deserialize)]
struct KeptBaseline {
    stage: String,
    currency: String,
    amount: i64,
    cleared: i64,
    refunded: i64,
    refund_count: u32,
}

/// What is kept of the baseline of a creation.
const ABSENT: &str = "\"absent\"";

pub(super) fn write_baseline(baseline: &Baseline) -> String {
    match baseline {
        Baseline::Absent => ABSENT.to_owned(),
        Baseline::Stood { stage, amount, cleared, refunded, refund_count } => {
            let kept = KeptBaseline {
                stage: stage.word().to_owned(),
                currency: amount.currency().code().to_owned(),
                amount: amount.minor(),
                cleared: cleared.minor(),
                refunded: refunded.minor(),
                refund_count: *refund_count,
            };
            // Plain integers and strings always serialise.
            serde_json::to_string(&kept).unwrap_or_default()
        }
    }
}

fn read_baseline(text: &str) -> Option<Baseline> {
    if text == ABSENT {
        return Some(Baseline::Absent);
    }
    let kept: KeptBaseline = serde_json::from_str(text).ok()?;
    let currency = Currency::from_code(&kept.currency)?;
    Some(Baseline::Stood {
        stage: Stage::from_word(&kept.stage)?,
        amount: Money::from_minor(kept.amount, currency),
        cleared: Money::from_minor(kept.cleared, currency),
        refunded: Money::from_minor(kept.refunded, currency),
        refund_count: kept.refund_count,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_baseline_reads_back() {
        let kwd = |minor| Money::from_minor(minor, Currency::Kwd);
        let stood = Baseline::Stood {
            stage: Stage::PartlyRefunded,
            amount: kwd(5_000),
            cleared: kwd(4_000),
            refunded: kwd(1),
            refund_count: 1,
        };
        for baseline in [Baseline::Absent, stood] {
            assert_eq!(read_baseline(&write_baseline(&baseline)), Some(baseline));
        }
        assert_eq!(read_baseline("{}"), None);
    }
}
