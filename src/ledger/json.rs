//! Records and operations as JSON: the schemas `tolem.record/1` and `tolem.operation/1` (docs/json.md), for whoever prints
//! or copies them.

use std::collections::BTreeMap;

use chrono::{Datelike as _, Timelike as _};
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::Operation;
use crate::domain::{GatewayId, Money, OrderId, Record, Timestamp};

/// RFC 3339 in UTC, with milliseconds.
pub fn time(at: Timestamp) -> String {
    let at = chrono::DateTime::from_timestamp_millis(at.millis()).unwrap_or_default();
    let Some(year) = u32::try_from(at.year()).ok().filter(|year| *year <= 9_999) else {
        return at.to_rfc3339_opts(chrono::SecondsFormat::Millis, true);
    };
    // A million of them are written in a second or two, so this takes no detour over a format.
    let mut text = String::with_capacity(24);
    for (mark, number, digits) in [
        (None, year, 4),
        (Some('-'), at.month(), 2),
        (Some('-'), at.day(), 2),
        (Some('T'), at.hour(), 2),
        (Some(':'), at.minute(), 2),
        (Some(':'), at.second(), 2),
        (Some('.'), at.timestamp_subsec_millis(), 3),
    ] {
        text.extend(mark);
        for place in (0..digits).rev() {
            text.extend(char::from_digit(number / 10_u32.pow(place) % 10, 10));
        }
    }
    text.push('Z');
    text
}

/// The members of an operation. Amounts are texts, so that no reader makes a float of them.
pub fn operation_members(operation: &Operation) -> Map<String, Value> {
    let record = json!({
        "id": operation.record.to_string(),
        "kind": operation.record_kind.word(),
        "name": operation.record_name,
    });
    let members = [
        ("id", json!(operation.id.to_string())),
        ("request_id", json!(operation.request_id.to_string())),
        ("intent", json!(operation.intent.word())),
        ("amount", json!(operation.amount.map(Money::plain))),
        ("currency", json!(operation.amount.map(|amount| amount.currency().code()))),
        ("record", record),
        ("state", json!(operation.state.word())),
        ("final", json!(operation.state.is_final())),
        ("note", json!(operation.note)),
        ("page", json!(operation.page)),
        ("created_at", json!(time(operation.created_at))),
        ("sent_at", json!(operation.sent_at.map(time))),
        ("changed_at", json!(time(operation.changed_at))),
    ];
    members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// An operation: `tolem.operation/1`.
pub fn operation(operation: &Operation) -> Value {
    let mut object = operation_members(operation);
    object.insert("schema".to_owned(), json!("tolem.operation/1"));
    Value::Object(object)
}

/// A record: `tolem.record/1`.
pub fn record(record: &Record) -> Value {
    // Texts and numbers always serialise.
    serde_json::to_value(Shape::of(record)).unwrap_or_default()
}

/// Writes [`record`] behind a text, without making a value of it.
pub fn write_record(record: &Record, text: &mut Vec<u8>) -> Result<(), String> {
    serde_json::to_writer(text, &Shape::of(record)).map_err(|error| error.to_string())
}

/// The members of a record, in the order of their names, as a value has them.
#[derive(Serialize)]
struct Shape<'a> {
    amount: String,
    changed_at: String,
    cleared: String,
    created_at: String,
    currency: &'static str,
    customer: Option<&'a str>,
    description: &'a str,
    facts: BTreeMap<&'a str, &'a str>,
    failure: Option<Why<'a>>,
    gateway_id: Option<&'a str>,
    id: String,
    kind: &'static str,
    order_id: Option<&'a str>,
    page: Option<&'a str>,
    read_at: Option<String>,
    refund_count: u32,
    refunded: String,
    request_id: Option<String>,
    schema: &'static str,
    stage: &'static str,
    word: &'a str,
}

#[derive(Serialize)]
struct Why<'a> {
    code: u32,
    text: &'a str,
}

impl<'a> Shape<'a> {
    fn of(record: &'a Record) -> Self {
        Self {
            amount: record.amount.plain(),
            changed_at: time(record.changed_at),
            cleared: record.cleared.plain(),
            created_at: time(record.created_at),
            currency: record.amount.currency().code(),
            customer: record.customer.as_deref(),
            description: &record.description,
            facts: record.facts.iter().map(|(label, value)| (label.as_str(), value.as_str())).collect(),
            failure: record.failure.as_ref().map(|failure| Why { code: failure.code, text: &failure.text }),
            gateway_id: record.gateway_id.as_ref().map(GatewayId::as_str),
            id: record.id.to_string(),
            kind: record.kind.word(),
            order_id: record.order_id.as_ref().map(OrderId::as_str),
            page: record.page.as_deref(),
            read_at: record.read_at.map(time),
            refund_count: record.refund_count,
            refunded: record.refunded.plain(),
            request_id: record.request_id.map(|id| id.to_string()),
            schema: "tolem.record/1",
            stage: record.stage.word(),
            word: &record.word,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::record::tests_support::record as made;
    use crate::domain::{RecordKind, Stage};

    #[test]
    fn a_record_has_exact_amounts_and_utc_times() {
        let mut one = made(RecordKind::Payment, Stage::Failed, 150_050);
        one.created_at = Timestamp::from_millis(1_769_832_000_123);
        one.failure = Some(crate::domain::code::Failure { code: 10_009, text: "no money".to_owned() });
        let value = record(&one);
        assert_eq!((&value["schema"], &value["amount"]), (&json!("tolem.record/1"), &json!("1500.50")));
        assert_eq!(value["created_at"], "2026-01-31T04:00:00.123Z");
        assert_eq!(value["failure"], json!({ "code": 10_009, "text": "no money" }));
        assert_eq!(value["read_at"], one.read_at.map(time).map_or(Value::Null, Value::String));
    }

    #[test]
    fn times_are_written_as_the_standard_says_in_every_year() {
        for (millis, text) in [
            (0, "1970-01-01T00:00:00.000Z"),
            (951_827_696_789, "2000-02-29T12:34:56.789Z"),
            (-1, "1969-12-31T23:59:59.999Z"),
            (253_402_300_799_999, "9999-12-31T23:59:59.999Z"),
            (253_402_300_800_000, "+10000-01-01T00:00:00.000Z"),
        ] {
            assert_eq!(time(Timestamp::from_millis(millis)), text);
        }
    }

    #[test]
    fn a_record_that_is_written_is_the_value() {
        let mut text = Vec::new();
        let one = made(RecordKind::Invoice, Stage::Cleared, 5);
        write_record(&one, &mut text).unwrap();
        assert_eq!(String::from_utf8(text).unwrap(), record(&one).to_string());
    }
}
