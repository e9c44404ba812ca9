//! The merchant's signed answer to a callback. Source: `spec/merchant.md` 1.6, 4.2, 4.3.

use quick_xml::escape::escape;

use super::super::secret::Secret;
use super::super::signature::{self, Value};
use crate::domain::text::clean;

/// A refusal with its reason. Only a callback that may be refused makes one:
/// [`super::CheckRequest::reject`], [`super::ResultNotify::reject`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejection(String);

impl Rejection {
    pub(super) fn new(reason: &str) -> Self {
        Self(reason.to_owned())
    }
}

/// What the merchant answers. Descriptions are made harmless and have at most 1000 characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// Agreed or taken.
    Ok {
        /// In the merchant's words.
        description: String,
        /// For a check request: how many seconds the order stays payable.
        timeout: Option<u32>,
    },
    /// Refused.
    Rejected(Rejection),
    /// Not understood.
    Error {
        /// In the merchant's words.
        description: String,
    },
}

/// The answer as XML, signed with the callback's script name and secret. It repeats the callback's salt, which satisfies
/// both readings of the documents.
#[must_use]
pub fn sign_reply(script: &str, salt: &str, answer: &Answer, secret: &Secret) -> String {
    let mut members = match answer {
        Answer::Ok { description, timeout } => {
            let timeout = timeout.map(|seconds| ("pg_timeout", seconds.to_string()));
            [("pg_status", "ok".to_owned()), ("pg_description", clean(description))]
                .into_iter()
                .chain(timeout)
                .collect()
        }
        Answer::Rejected(Rejection(reason)) => {
            vec![("pg_status", "rejected".to_owned()), ("pg_description", clean(reason))]
        }
        Answer::Error { description } => vec![
            ("pg_status", "error".to_owned()),
            ("pg_description", clean(description)),
            ("pg_error_description", clean(description)),
        ],
    };
    members.push(("pg_salt", salt.to_owned()));
    let fields = members.iter().map(|(name, value)| ((*name).to_owned(), Value::Text(value.clone()))).collect();
    members.push((signature::SIGNATURE, signature::sign(script, &fields, secret)));
    let mut xml = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<response>".to_owned();
    for (name, value) in &members {
        for part in ["<", name, ">", &escape(value.as_str()), "</", name, ">"] {
            xml.push_str(part);
        }
    }
    xml.push_str("</response>");
    xml
}
