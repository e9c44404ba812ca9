//! JSON bodies as fields, with numbers kept as the text that was sent: `10.10` never becomes a float.

use std::collections::BTreeMap;

use serde_json::value::RawValue;

use super::field::{Field, MAX_DEPTH, Value};

/// How a leaf was written, since some calls want a string and others a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Leaf {
    /// A JSON string.
    Text(String),
    /// A JSON number, as it was written.
    Number(String),
    /// `null`, a boolean, an object or a list.
    Other,
}

/// The members of a JSON object with their raw text.
pub(super) struct Object(BTreeMap<String, Box<RawValue>>);

impl Object {
    pub(super) fn parse(body: &[u8]) -> Result<Self, &'static str> {
        serde_json::from_slice(body).map(Self).map_err(|_| "the body is not a JSON object")
    }

    /// A nested object.
    pub(super) fn object(&self, name: &str) -> Option<Self> {
        Self::parse(self.0.get(name)?.get().as_bytes()).ok()
    }

    /// The member; `None` when it is absent or `null`.
    pub(super) fn leaf(&self, name: &str) -> Option<Leaf> {
        let raw = self.0.get(name)?.get();
        (raw != "null").then(|| leaf(raw))
    }
}

fn leaf(raw: &str) -> Leaf {
    match raw.as_bytes().first() {
        Some(b'"') => serde_json::from_str(raw).map_or(Leaf::Other, Leaf::Text),
        Some(byte) if *byte == b'-' || byte.is_ascii_digit() => Leaf::Number(raw.to_owned()),
        _ => Leaf::Other,
    }
}

/// A JSON object as fields; lists become fields of the same name.
pub(super) fn fields(body: &[u8]) -> Result<Vec<Field>, &'static str> {
    let Object(members) = Object::parse(body)?;
    object(&members, 1)
}

fn object(members: &BTreeMap<String, Box<RawValue>>, depth: usize) -> Result<Vec<Field>, &'static str> {
    let mut out = Vec::new();
    for (name, raw) in members {
        if raw.get().starts_with('[') {
            let items: Vec<Box<RawValue>> = serde_json::from_str(raw.get()).map_err(|_| "a JSON list is broken")?;
            for item in items {
                out.push(Field { name: name.clone(), value: value(item.get(), depth)? });
            }
        } else {
            out.push(Field { name: name.clone(), value: value(raw.get(), depth)? });
        }
    }
    Ok(out)
}

fn value(raw: &str, depth: usize) -> Result<Value, &'static str> {
    if depth > MAX_DEPTH {
        return Err("the JSON is nested too deeply");
    }
    if raw.starts_with('{') {
        let members = serde_json::from_str(raw).map_err(|_| "a JSON object is broken")?;
        return object(&members, depth + 1).map(Value::Group);
    }
    Ok(Value::Text(match leaf(raw) {
        Leaf::Text(text) | Leaf::Number(text) => text,
        Leaf::Other if raw == "null" => String::new(),
        Leaf::Other => raw.to_owned(),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_their_digits() {
        let body = br#"{"amount":10.10,"big":123456789012345678.01,"text":"20.00","none":null}"#;
        let object = Object::parse(body).unwrap();
        assert_eq!(object.leaf("amount"), Some(Leaf::Number("10.10".to_owned())));
        assert_eq!(object.leaf("text"), Some(Leaf::Text("20.00".to_owned())));
        assert_eq!(object.leaf("none"), None);
        let all = fields(body).unwrap();
        assert_eq!(super::super::field::text(&all, "big"), Some("123456789012345678.01"));
    }

    #[test]
    fn nesting_is_kept_and_bounded() {
        let nested = fields(br#"{"a":{"b":["1",2]}}"#).unwrap();
        assert_eq!(nested, [Field::group("a", vec![Field::text("b", "1"), Field::text("b", "2")])]);
        let deep = format!("{}1{}", "{\"a\":".repeat(20), "}".repeat(20));
        assert!(fields(deep.as_bytes()).is_err());
        assert!(fields(b"[1]").is_err());
    }
}
