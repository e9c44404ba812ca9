//! A way to make a `pg_sig`: the right one, or one of those that people get wrong.

use md5::{Digest as _, Md5};
use sha2::Sha256;

use super::super::signature::{Fields, SIGNATURE, Value};
use super::encoding::Encoding;
use super::{MASK, harmless};

/// In which order the values are joined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    /// By name: the right one.
    Names,
    /// As in the message.
    Message,
    /// By value.
    Values,
    /// By name, without regard to case.
    Folded,
    /// By name, list items as the provider's PHP sample orders more than ten of them: 0, 10, 1, 11, 2 …
    Helper,
}

/// What is joined of a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Parts {
    /// The value: the right one.
    Value,
    /// `name=value`.
    Pair,
    /// The name and the value as two parts.
    Both,
}

/// Where the secret stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// At the end: the right one.
    Last,
    /// Before everything.
    First,
    /// Nowhere.
    Nowhere,
    /// At the end, without a separator.
    Glued,
}

/// How the digest is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hash {
    /// MD5 in lower case: the right one.
    Md5,
    /// MD5 in upper case.
    Md5Upper,
    /// SHA-256.
    Sha256,
}

/// A way to sign a message.
#[derive(Debug, Clone)]
pub struct Recipe {
    pub(super) script: String,
    pub(super) fields: Fields,
    pub(super) order: Order,
    pub(super) parts: Parts,
    pub(super) separator: &'static str,
    pub(super) encoding: Encoding,
    pub(super) secret: String,
    pub(super) place: Place,
    pub(super) hash: Hash,
    /// Whether the script name is joined at all.
    pub(super) with_script: bool,
}

impl Recipe {
    /// The documented way. A `pg_sig` among the fields is left out.
    #[must_use]
    pub fn right(script: &str, fields: &Fields, secret: &super::super::secret::Secret) -> Self {
        Self {
            script: script.to_owned(),
            fields: fields.iter().filter(|(name, _)| name != SIGNATURE).cloned().collect(),
            order: Order::Names,
            parts: Parts::Value,
            separator: ";",
            encoding: Encoding::Utf8,
            secret: secret.expose().to_owned(),
            place: Place::Last,
            hash: Hash::Md5,
            with_script: true,
        }
    }

    /// The signature.
    #[must_use]
    pub fn signature(&self) -> String {
        let bytes = self.joined(self.secret.as_bytes());
        match self.hash {
            Hash::Md5 => hex::encode(Md5::digest(&bytes)),
            Hash::Md5Upper => hex::encode_upper(Md5::digest(&bytes)),
            Hash::Sha256 => hex::encode(Sha256::digest(&bytes)),
        }
    }

    /// What is hashed, with the secret masked: as text for people.
    #[must_use]
    pub fn shown(&self) -> String {
        harmless(&String::from_utf8_lossy(&self.joined(MASK.as_bytes())))
    }

    /// How many bytes are hashed.
    pub(super) fn size(&self) -> usize {
        self.joined(self.secret.as_bytes()).len()
    }

    fn joined(&self, secret: &[u8]) -> Vec<u8> {
        let mut parts: Vec<Vec<u8>> = Vec::with_capacity(self.fields.len() + 2);
        if self.place == Place::First {
            parts.push(secret.to_vec());
        }
        if self.with_script {
            parts.push(self.script.clone().into_bytes());
        }
        for (name, value) in self.leaves() {
            let value = self.encoding.bytes(value);
            match self.parts {
                Parts::Value => parts.push(value),
                Parts::Pair => parts.push([name.as_bytes(), b"=", &value].concat()),
                Parts::Both => parts.extend([name.as_bytes().to_vec(), value]),
            }
        }
        if self.place == Place::Last {
            parts.push(secret.to_vec());
        }
        let mut joined = parts.join(self.separator.as_bytes());
        if self.place == Place::Glued {
            joined.extend_from_slice(secret);
        }
        joined
    }

    /// Names and values in the order of this recipe.
    fn leaves(&self) -> Vec<(&str, &str)> {
        let mut leaves = Vec::new();
        collect(&self.fields, self.order, &mut leaves);
        if self.order == Order::Values {
            leaves.sort_by_key(|(_, value)| *value);
        }
        leaves
    }
}

fn collect<'a>(fields: &'a Fields, order: Order, into: &mut Vec<(&'a str, &'a str)>) {
    let mut members: Vec<&(String, Value)> = fields.iter().collect();
    match order {
        Order::Names => members.sort_by(|(one, _), (other, _)| one.cmp(other)),
        Order::Folded => members.sort_by_key(|(name, _)| name.to_lowercase()),
        Order::Helper => members.sort_by(|(one, _), (other, _)| one.cmp(other)),
        Order::Message | Order::Values => {}
    }
    for (name, value) in members {
        leaf(name, value, order, into);
    }
}

fn leaf<'a>(name: &'a str, value: &'a Value, order: Order, into: &mut Vec<(&'a str, &'a str)>) {
    match value {
        Value::Text(text) => into.push((name, text)),
        Value::Map(members) => collect(members, order, into),
        Value::List(items) => {
            let mut places: Vec<(usize, &Value)> = items.iter().enumerate().collect();
            if order == Order::Helper {
                // The sample joins index and three digits of position as text, and sorts that text.
                places.sort_by_key(|(at, _)| format!("{at}{:03}", at + 1));
            }
            for (_, item) in places {
                leaf(name, item, order, into);
            }
        }
    }
}
