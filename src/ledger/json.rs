//! Records and operations as JSON: the schemas `tolem.record/1` and `tolem.operation/1` (docs/json.md), for whoever prints
//! or copies them.

use serde_json::{Map, Value, json};

use super::Operation;
use crate::domain::{Money, Record, Timestamp};

/// RFC 3339 in UTC, with milliseconds.
pub fn time(at: Timestamp) -> String {
    chrono::DateTime::from_timestamp_millis(at.millis())
        .unwrap_or_default()
        .to_rfc3339_opts(chrono::SecondsFormat::Millis, true)
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
    let facts: Map<String, Value> = record.facts.iter().map(|(label, value)| (label.clone(), json!(value))).collect();
    json!({
        "schema": "tolem.record/1",
        "id": record.id.to_string(),
        "kind": record.kind.word(),
        "gateway_id": record.gateway_id.as_ref().map(ToString::to_string),
        "order_id": record.order_id.as_ref().map(ToString::to_string),
        "stage": record.stage.word(),
        "word": record.word,
        "currency": record.amount.currency().code(),
        "amount": record.amount.plain(),
        "cleared": record.cleared.plain(),
        "refunded": record.refunded.plain(),
        "refund_count": record.refund_count,
        "failure": record.failure.as_ref().map(|failure| json!({ "code": failure.code, "text": failure.text })),
        "description": record.description,
        "customer": record.customer,
        "request_id": record.request_id.map(|id| id.to_string()),
        "page": record.page,
        "facts": facts,
        "created_at": time(record.created_at),
        "changed_at": time(record.changed_at),
        "read_at": record.read_at.map(time),
    })
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
}
