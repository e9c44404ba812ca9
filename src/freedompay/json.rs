//! JSON as members of a message. Numbers stay the exact text that was sent: no value passes through a float.

use std::fmt;

use serde::Deserializer as _;
use serde::de::{MapAccess, Visitor};
use serde_json::value::RawValue;

use super::signature::{Fields, Value};
use super::xml::{MAX_BYTES, MAX_DEPTH, MAX_NODES};

/// Reads a JSON object; `Err` says in one line what is wrong. `null` reads as an empty text, and a name that is there
/// twice in one object is an error, because readers disagree about which of the two counts.
pub fn read(text: &str) -> Result<Fields, String> {
    if text.len() > MAX_BYTES {
        return Err(format!("the JSON is broken: more than {MAX_BYTES} bytes"));
    }
    let mut nodes = 0;
    match value(text, 0, &mut nodes) {
        Ok(Value::Map(members)) => Ok(members),
        Ok(Value::Text(_) | Value::List(_)) => Err("the JSON is not an object".to_owned()),
        Err(what) => Err(format!("the JSON is broken: {what}")),
    }
}

fn value(text: &str, depth: usize, nodes: &mut usize) -> Result<Value, String> {
    *nodes += 1;
    if depth >= MAX_DEPTH || *nodes > MAX_NODES {
        return Err(format!("nested more than {MAX_DEPTH} deep or more than {MAX_NODES} values"));
    }
    let text = text.trim();
    let error = |error: serde_json::Error| error.to_string();
    match text.bytes().next() {
        Some(b'{') => {
            let mut members = Vec::new();
            for (name, raw) in object(text).map_err(error)? {
                if members.iter().any(|(known, _)| *known == name) {
                    return Err("a name is there twice".to_owned());
                }
                let value = value(raw.get(), depth + 1, nodes)?;
                members.push((name, value));
            }
            Ok(Value::Map(members))
        }
        Some(b'[') => {
            let items: Vec<&RawValue> = serde_json::from_str(text).map_err(error)?;
            items.into_iter().map(|raw| value(raw.get(), depth + 1, nodes)).collect::<Result<_, _>>().map(Value::List)
        }
        Some(b'"') => serde_json::from_str(text).map(Value::Text).map_err(error),
        _ => {
            let raw: &RawValue = serde_json::from_str(text).map_err(error)?;
            Ok(Value::Text(if raw.get() == "null" { String::new() } else { raw.get().to_owned() }))
        }
    }
}

/// The members of an object in its order.
fn object(text: &str) -> Result<Vec<(String, &RawValue)>, serde_json::Error> {
    struct Members;

    impl<'de> Visitor<'de> for Members {
        type Value = Vec<(String, &'de RawValue)>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let mut members = Vec::new();
            while let Some(member) = map.next_entry()? {
                members.push(member);
            }
            Ok(members)
        }
    }

    let mut reader = serde_json::Deserializer::from_str(text);
    let members = reader.deserialize_map(Members)?;
    reader.end()?;
    Ok(members)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn numbers_keep_their_text_and_members_their_order() {
        let text = |name: &str, text: &str| (name.to_owned(), Value::Text(text.to_owned()));
        assert_eq!(
            read(r#" {"b": 0.10, "a": "x\u0041", "n": null, "t": true, "l": [1, {"k": -20.50}]} "#),
            Ok(vec![
                text("b", "0.10"),
                text("a", "xA"),
                text("n", ""),
                text("t", "true"),
                ("l".to_owned(), Value::List(vec![Value::Text("1".to_owned()), Value::Map(vec![text("k", "-20.50")])])),
            ])
        );
    }

    #[test]
    fn what_is_no_single_object_is_an_error() {
        for broken in ["", "[]", "1", "{", "{}x", r#"{"a":1,"a":2}"#, r#"{"a":01}"#, "{'a':1}"] {
            assert!(read(broken).is_err(), "{broken}");
        }
        assert!(read(&format!("{}{}", r#"{"a":"#.repeat(40), "}".repeat(40))).is_err());
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "([\\[\\]{}:,\"\\\\ 0-9a-z.-]|null){0,60}") {
            let _ = read(&text);
        }
    }
}
