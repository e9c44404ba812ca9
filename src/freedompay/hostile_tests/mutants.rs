//! Genuine replies with one member changed, signed again where they were signed: what is refused must be refused for
//! that member, not for its signature.

use super::super::secret::Secret;
use super::super::signature::{self, Fields, SIGNATURE, Value, Verified};
use super::super::tests_support::{MERCHANT_SECRET, PAYOUT_SECRET};
use super::super::{json, xml};

/// A reply's members with what is needed to write them again.
pub(super) struct Genuine {
    /// The members.
    pub(super) members: Fields,
    is_json: bool,
    seal: Option<(&'static str, &'static str)>,
}

impl Genuine {
    /// Reads a genuine reply of a call.
    pub(super) fn read(call: &'static str, text: &str) -> Self {
        let is_json = text.trim_start().starts_with('{');
        let members = if is_json { json::read(text) } else { xml::read(text.as_bytes()).map_err(|e| e.what) }.unwrap();
        let script = signature::script_name(call);
        let scripts = [script, ""].into_iter();
        let mut seals = scripts.flat_map(|script| [MERCHANT_SECRET, PAYOUT_SECRET].map(|secret| (script, secret)));
        let seal = seals
            .find(|(script, secret)| signature::verify(&[script], &members, &Secret::new(*secret)) == Verified::Valid);
        let signed = members.iter().any(|(name, _)| name == SIGNATURE);
        assert_eq!(signed, seal.is_some(), "the golden reply of {call} is signed by nobody");
        Self { members, is_json, seal }
    }

    /// Whether replies of this call are signed.
    pub(super) const fn is_signed(&self) -> bool {
        self.seal.is_some()
    }

    /// The reply with other members.
    pub(super) fn with(&self, mut members: Fields) -> String {
        if let Some((script, secret)) = self.seal {
            members.retain(|(name, _)| name != SIGNATURE);
            let signature = signature::sign(script, &members, &Secret::new(secret));
            members.push((SIGNATURE.to_owned(), Value::Text(signature)));
        }
        if self.is_json { object(&members) } else { format!("<response>{}</response>", elements(&members)) }
    }

    /// Every place of a leaf in the members, as the indices that lead to it. Signature and salt are left out.
    pub(super) fn leaves(&self) -> Vec<Vec<usize>> {
        fn walk(value: &Value, at: &[usize], found: &mut Vec<Vec<usize>>) {
            let inner: Vec<&Value> = match value {
                Value::Text(_) => return found.push(at.to_vec()),
                Value::List(items) => items.iter().collect(),
                Value::Map(members) => members.iter().map(|(_, value)| value).collect(),
            };
            for (index, value) in inner.into_iter().enumerate() {
                walk(value, &[at, &[index]].concat(), found);
            }
        }
        let mut found = Vec::new();
        for (at, (name, value)) in self.members.iter().enumerate() {
            if !matches!(name.as_str(), "pg_sig" | "pg_salt") {
                walk(value, &[at], &mut found);
            }
        }
        found
    }
}

/// The group that holds a leaf, with the leaf's index in it; `None` for an item of a list.
pub(super) fn place<'a>(members: &'a mut Fields, at: &[usize]) -> Option<(&'a mut Fields, usize)> {
    match at {
        [] => None,
        [last] => Some((members, *last)),
        [first, rest @ ..] => {
            let mut value = &mut members.get_mut(*first)?.1;
            let mut rest = rest;
            loop {
                match value {
                    Value::Text(_) => return None,
                    Value::Map(inner) => return place(inner, rest),
                    Value::List(items) => {
                        let (index, tail) = rest.split_first()?;
                        value = items.get_mut(*index)?;
                        rest = tail;
                    }
                }
            }
        }
    }
}

fn elements(members: &Fields) -> String {
    let escaped = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;");
    let element = |(name, value): &(String, Value)| match value {
        Value::Text(text) => format!("<{name}>{}</{name}>", escaped(text)),
        Value::Map(inner) => format!("<{name}>{}</{name}>", elements(inner)),
        Value::List(items) => items.iter().map(|item| elements(&vec![(name.clone(), item.clone())])).collect(),
    };
    members.iter().map(element).collect()
}

fn object(members: &Fields) -> String {
    fn written(value: &Value) -> String {
        match value {
            Value::Text(text) => serde_json::Value::from(text.as_str()).to_string(),
            Value::Map(members) => object(members),
            Value::List(items) => format!("[{}]", items.iter().map(written).collect::<Vec<_>>().join(",")),
        }
    }
    let parts: Vec<String> = members.iter().map(|(name, value)| format!("\"{name}\":{}", written(value))).collect();
    format!("{{{}}}", parts.join(","))
}
