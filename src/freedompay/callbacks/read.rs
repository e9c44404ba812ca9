//! From the bytes of a call of the merchant's URL to members, and which of them are signed.

use std::collections::BTreeSet;

use super::super::forms;
use super::super::secret::Secret;
use super::super::signature::{self, Fields, Value, Verified};
use super::super::xml::{self, MAX_BYTES};
use super::CallbackError;
use crate::domain::text::clean;

/// The single form member that may hold the whole message as XML.
const XML: &str = "pg_xml";

/// A call of one of the merchant's URLs, as it arrived.
#[derive(Clone, Copy)]
pub struct Received<'a> {
    /// `GET` or `POST`.
    pub method: &'a str,
    /// Path and query of the merchant's own URL, exactly as it was called.
    pub url: &'a str,
    /// The `Content-Type` header; without one the body is read as a URL-encoded form.
    pub content_type: Option<&'a str>,
    /// The body.
    pub body: &'a [u8],
}

impl std::fmt::Debug for Received<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Received")
            .field("method", &self.method)
            .field("bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}

/// Which members the signature covers. Whether the query of a URL that is posted to is signed is not documented, so
/// both readings are tried. Source: `spec/merchant.md` 1.6.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignedPart {
    /// The members of the message alone.
    Message,
    /// Those and the members that stand beside it: of the query, or of the form around the XML.
    MessageAndQuery,
}

/// A message that was read and is not verified yet.
pub(super) struct Unverified {
    /// The last path segment of the URL.
    pub(super) script: String,
    members: Fields,
    /// Members of the query, or of the form around the XML, that the message itself does not have.
    beside: Fields,
}

/// Reads a call of the merchant's URL.
pub(super) fn message(received: &Received<'_>) -> Result<Unverified, CallbackError> {
    if received.url.len() > MAX_BYTES {
        return Err(CallbackError::TooLarge);
    }
    let query = received.url.split('#').next().and_then(|url| url.split_once('?')).map_or("", |(_, query)| query);
    let query = forms::urlencoded(query.as_bytes())?;
    let (form, mut beside) = match received.method {
        "GET" => (query, Fields::new()),
        "POST" => (posted(received)?, query),
        other => return Err(CallbackError::Broken(format!("its method is {:?}", clean(other)))),
    };
    let (mut documents, form): (Fields, Fields) = form.into_iter().partition(|(name, _)| name == XML);
    let members = match (documents.pop(), documents.is_empty()) {
        (None, _) => form,
        (Some((_, Value::Text(document))), true) => {
            beside.extend(form);
            xml::read(document.as_bytes()).map_err(|error| CallbackError::Broken(clean(&error.to_string())))?
        }
        (Some(_), _) => return Err(CallbackError::Broken(format!("{XML} is there twice"))),
    };
    let known: BTreeSet<&str> = members.iter().map(|(name, _)| name.as_str()).collect();
    beside.retain(|(name, _)| !known.contains(name.as_str()));
    Ok(Unverified { script: signature::script_name(received.url).to_owned(), members, beside })
}

fn posted(received: &Received<'_>) -> Result<Fields, CallbackError> {
    let form = match received.content_type {
        None => forms::urlencoded(received.body),
        Some(header) => match header.split(';').next().unwrap_or_default().trim().to_ascii_lowercase().as_str() {
            "application/x-www-form-urlencoded" => forms::urlencoded(received.body),
            "multipart/form-data" => forms::multipart(header, received.body),
            other => return Err(CallbackError::Broken(format!("its content type is {:?}", clean(other)))),
        },
    };
    Ok(form?)
}

impl Unverified {
    /// The members that are signed. Nothing else of the message may be believed.
    pub(super) fn verified(&self, secret: &Secret) -> Result<(Fields, SignedPart), CallbackError> {
        let all = || self.members.iter().chain(&self.beside).cloned().collect::<Fields>();
        let check = |fields: &Fields| signature::verify(&[&self.script], fields, secret);
        let (fields, part) = match check(&self.members) {
            Verified::Valid => (self.members.clone(), SignedPart::Message),
            Verified::Unsigned | Verified::Wrong if self.beside.is_empty() => return Err(self.not_verified()),
            Verified::Unsigned | Verified::Wrong => match all() {
                fields if check(&fields) == Verified::Valid => (fields, SignedPart::MessageAndQuery),
                _ => return Err(self.not_verified()),
            },
        };
        // Members are looked up by name: with two of one name a reader could take the one that another does not.
        let mut names: Vec<_> = fields.iter().map(|(name, _)| name).filter(|name| name.starts_with("pg_")).collect();
        names.sort_unstable();
        match names.windows(2).find_map(|pair| match pair {
            [one, other] if one == other => Some(clean(one)),
            _ => None,
        }) {
            Some(name) => Err(CallbackError::Broken(format!("{name} is there twice"))),
            None => Ok((fields, part)),
        }
    }

    fn not_verified(&self) -> CallbackError {
        let signed = self.members.iter().chain(&self.beside).any(|(name, _)| name == signature::SIGNATURE);
        if signed { CallbackError::WrongSignature } else { CallbackError::Unsigned }
    }
}
