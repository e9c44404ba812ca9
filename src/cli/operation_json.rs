//! Operations as JSON: the schemas `tolem.operation/1` and `tolem.operations/1` (docs/json.md).

use serde_json::{Value, json};

use crate::ledger::json::{operation_members as members, time};
use crate::ledger::{Detail, Operation};

/// One operation as a command's whole output, with what its state rests on where that is asked for.
pub(super) fn one(operation: &Operation, detail: Option<&Detail>) -> Value {
    let mut object = members(operation);
    object.insert("schema".to_owned(), json!("tolem.operation/1"));
    if let Some(detail) = detail {
        object.insert("rests_on".to_owned(), rests_on(operation, detail));
    }
    Value::Object(object)
}

/// Several operations as a command's whole output. `more`: whether there are others that were left out.
pub(super) fn several(operations: &[Operation], more: bool) -> Value {
    json!({
        "schema": "tolem.operations/1",
        "operations": operations.iter().map(members).collect::<Vec<_>>(),
        "more": more,
    })
}

/// The steps and exchanges that a state rests on, oldest first.
fn rests_on(operation: &Operation, detail: &Detail) -> Value {
    let steps: Vec<_> = detail
        .events
        .iter()
        .rev()
        .filter(|event| event.operation == Some(operation.id))
        .map(|event| json!({ "at": time(event.at), "text": event.text }))
        .collect();
    let exchanges: Vec<_> = detail
        .exchanges
        .iter()
        .rev()
        .filter(|exchange| exchange.operation == Some(operation.id))
        .map(|exchange| {
            json!({
                "at": time(exchange.at),
                "call": exchange.call,
                "http_status": exchange.status,
                "outcome": exchange.outcome,
            })
        })
        .collect();
    json!({ "steps": steps, "exchanges": exchanges })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{IntentKind, State};
    use crate::ledger::tests_support::operation;

    #[test]
    fn an_operation_has_exact_amounts_whole_ids_and_utc_times() {
        let value = one(&operation(State::Unknown), None);
        assert_eq!(value["schema"], "tolem.operation/1");
        assert_eq!(value["id"], "0192f0c1-2233-7abc-8def-00112233aabb");
        assert_eq!((&value["amount"], &value["currency"]), (&json!("1500.50"), &json!("KZT")));
        assert_eq!(value["created_at"], "2026-01-31T04:00:00.123Z");
        assert_eq!(value["sent_at"], Value::Null);
        assert_eq!((&value["state"], &value["final"]), (&json!("unknown"), &json!(false)));
        assert!(value.get("rests_on").is_none());
    }

    #[test]
    fn an_amount_that_the_intent_does_not_name_is_null() {
        let cancel = Operation { intent: IntentKind::Cancel, amount: None, ..operation(State::Confirmed) };
        let value = several(&[cancel], true);
        assert_eq!(value["operations"][0]["amount"], Value::Null);
        assert_eq!(value["operations"][0]["currency"], Value::Null);
        assert_eq!(value["more"], true);
    }
}
