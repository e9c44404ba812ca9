//! Detached JSON web signatures: what is signed, and why a token does not match.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};

use super::super::signature::{Fields, Value};
use super::super::{json, xml};

pub use super::super::jws::Algorithm;
use super::token_mistakes::{Change, groups};
use super::{Candidate, Finding, MASK, harmless, tries};
use crate::domain::text::clean;

/// What a family of calls documents for its header. Sources: `spec/card-partner.md` 1.2 and 5.0,
/// `spec/payout-invoice-gateway.md` 2.1, 2.2 and 6.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Family {
    /// The algorithm.
    pub algorithm: Algorithm,
    /// The member with the merchant's or partner's number.
    pub id: &'static str,
    /// Whether prose and sample token disagree about `uri` or `path`, and text or number.
    pub disputed: bool,
}

/// The family of a path, where it is documented.
#[must_use]
pub fn family(path: &str) -> Option<Family> {
    let newer = Family { algorithm: Algorithm::Hs256, id: "auth_id", disputed: false };
    if path.starts_with("/v5/card-api/") {
        Some(Family { algorithm: Algorithm::Hs512, ..newer })
    } else if path == "/v5/merchant/invoice/create" || path.starts_with("/v5/g2g/") || path.contains("/v5/partner/") {
        Some(newer)
    } else if path.starts_with("/v5/merchant/invoice/") {
        Some(Family { algorithm: Algorithm::Hs512, id: "merchant_id", disputed: true })
    } else {
        None
    }
}

/// The path of a URL, without its query.
#[must_use]
pub fn path_of(url: &str) -> &str {
    let rest =
        url.split_once("://").map_or(url, |(_, rest)| rest.find('/').map_or("", |at| rest.get(at..).unwrap_or("")));
    rest.split(['?', '#']).next().unwrap_or_default()
}

/// A way to sign a body.
#[derive(Debug, Clone)]
pub struct Token {
    /// The header's JSON.
    pub header: String,
    /// The bytes that are signed as the body.
    pub body: Vec<u8>,
    /// The algorithm.
    pub algorithm: Algorithm,
    pub(super) secret: String,
    pub(super) input: Input,
}

/// How header and body make the input of the signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Input {
    /// `base64url(header).base64url(body)`: the right one.
    Standard,
    /// The body not encoded.
    RawBody,
    /// Standard base64 with padding.
    Padded,
    /// The body alone, encoded.
    BodyAlone,
    /// The body alone, as it is.
    BareBody,
    /// Header and body, neither encoded.
    Raw,
}

impl Token {
    /// The documented way.
    #[must_use]
    pub fn right(header: &str, body: &[u8], algorithm: Algorithm, secret: &super::super::secret::Secret) -> Self {
        Self {
            header: header.to_owned(),
            body: body.to_vec(),
            algorithm,
            secret: secret.expose().to_owned(),
            input: Input::Standard,
        }
    }

    /// The value of the signature header: `header..signature`.
    #[must_use]
    pub fn detached(&self) -> String {
        format!("{}..{}", URL_SAFE_NO_PAD.encode(&self.header), URL_SAFE_NO_PAD.encode(self.mac()))
    }

    pub(super) fn mac(&self) -> Vec<u8> {
        let (header, body) = (self.header.as_bytes(), self.body.as_slice());
        let input = match self.input {
            Input::Standard => {
                format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(body)).into_bytes()
            }
            Input::RawBody => [URL_SAFE_NO_PAD.encode(header).as_bytes(), b".", body].concat(),
            Input::Padded => format!("{}.{}", STANDARD.encode(header), STANDARD.encode(body)).into_bytes(),
            Input::BodyAlone => URL_SAFE_NO_PAD.encode(body).into_bytes(),
            Input::BareBody => body.to_vec(),
            Input::Raw => [header, b".", body].concat(),
        };
        self.algorithm.mac(&self.secret, &input)
    }

    /// What is signed, as text for people.
    #[must_use]
    pub fn shown(&self) -> String {
        let body = String::from_utf8_lossy(&self.body);
        let input = match self.input {
            Input::Standard => format!("base64url({}) . base64url({body})", self.header),
            Input::RawBody => format!("base64url({}) . {body}", self.header),
            Input::Padded => format!("base64({}) . base64({body})", self.header),
            Input::BodyAlone => format!("base64url({body})"),
            Input::BareBody => body.into_owned(),
            Input::Raw => format!("{} . {body}", self.header),
        };
        format!("{}(secret {MASK}, {})", self.algorithm.word(), harmless(&input))
    }
}

/// A token that was read.
struct Read {
    header: String,
    members: Fields,
    algorithm: Option<Algorithm>,
    signature: Vec<u8>,
    /// What is wrong with its writing.
    mistakes: Vec<String>,
}

fn read(token: &str) -> Result<Read, String> {
    let mut mistakes = Vec::new();
    let token = token.trim();
    let segments: Vec<&str> = token.split('.').collect();
    let [header, payload, signature] = segments.as_slice() else {
        return Err("the token has to be `header..signature`, with two dots: nothing was checked".to_owned());
    };
    if !payload.is_empty() {
        mistakes.push("the payload was not taken out of the token: send `header..signature`".to_owned());
    }
    let mut decode = |what: &str, text: &str| -> Result<Vec<u8>, String> {
        if let Ok(bytes) = URL_SAFE_NO_PAD.decode(text) {
            return Ok(bytes);
        }
        let padded = text.trim_end_matches('=').replace('+', "-").replace('/', "_");
        if let Ok(bytes) = URL_SAFE_NO_PAD.decode(&padded) {
            mistakes.push(format!(
                "the {what} is in base64 with padding or with `+` and `/`: use base64url without padding"
            ));
            return Ok(bytes);
        }
        Err(format!("the token's {what} is not base64url: nothing was checked"))
    };
    let header = decode("header", header)?;
    let signature = decode("signature", signature)?;
    let header =
        String::from_utf8(header).map_err(|_| "the token's header is not UTF-8: nothing was checked".to_owned())?;
    let members = json::read(&header)
        .map_err(|what| format!("the token's header is no JSON object ({}): nothing was checked", clean(&what)))?;
    let algorithm = member(&members, "alg").and_then(Algorithm::read);
    Ok(Read { header, members, algorithm, signature, mistakes })
}

fn member<'a>(members: &'a Fields, name: &str) -> Option<&'a str> {
    members.iter().find(|(known, _)| known == name).and_then(|(_, value)| match value {
        Value::Text(text) => Some(text.as_str()),
        Value::List(_) | Value::Map(_) => None,
    })
}

/// Checks a token over a body. The first secret is the one that this call is signed with. `Err` says in one line why
/// nothing could be checked.
pub fn diagnose(token: &str, url: &str, body: &[u8], secrets: &[Candidate]) -> Result<Finding, String> {
    if body.len() > xml::MAX_BYTES {
        return Err(format!("the body has more than {} bytes: nothing was checked", xml::MAX_BYTES));
    }
    let Some(first) = secrets.first() else { return Err("no secret was given: nothing was checked".to_owned()) };
    let Read { header, members, algorithm, signature, mistakes } = read(token)?;
    let path = path_of(url);
    let family = family(path);
    let wanted = family.map(|family| family.algorithm).or(algorithm).unwrap_or(Algorithm::Hs512);
    let sent = Token::right(&header, body, algorithm.unwrap_or(wanted), &first.secret);
    let (about_header, notes) = check_header(&members, path, family, algorithm);
    let expected = Token { algorithm: wanted, ..sent.clone() }.shown();
    let finding = |token: &Token, more: &[&Change]| {
        let mut all = mistakes.clone();
        all.extend(more.iter().map(|change| change.says.clone()));
        all.extend(about_header.iter().cloned());
        if all.is_empty() {
            Finding::Valid { signed: token.shown(), notes: notes.clone() }
        } else {
            Finding::Mistaken { mistakes: all, signed: token.shown(), expected: expected.clone() }
        }
    };
    if sent.mac() == signature {
        return Ok(finding(&sent, &[]));
    }
    let groups = groups(&sent, path, secrets);
    let mut tried = 1;
    let mut fits = |changes: &[&Change]| {
        let mut token = sent.clone();
        for change in changes {
            (change.make)(&mut token);
        }
        tried += 1;
        (token.mac() == signature).then(|| finding(&token, changes))
    };
    for change in groups.iter().flatten() {
        if let Some(found) = fits(&[change]) {
            return Ok(found);
        }
    }
    let mut left = tries(body.len());
    for (at, group) in groups.iter().enumerate() {
        for other in groups.iter().skip(at + 1) {
            for one in group {
                for two in other {
                    left = left.saturating_sub(1);
                    if left == 0 {
                        return Ok(Finding::Unexplained { expected, tried });
                    }
                    if let Some(found) = fits(&[one, two]) {
                        return Ok(found);
                    }
                }
            }
        }
    }
    Ok(Finding::Unexplained { expected, tried })
}

/// What is wrong with a header for the URL that was called, and what is only worth knowing.
fn check_header(
    members: &Fields,
    path: &str,
    family: Option<Family>,
    algorithm: Option<Algorithm>,
) -> (Vec<String>, Vec<String>) {
    let (mut wrong, mut notes) = (Vec::new(), Vec::new());
    if algorithm.is_none() {
        wrong.push("the header's `alg` is neither HS256 nor HS512".to_owned());
    }
    let Some(family) = family else {
        notes.push(format!("{path} is no documented path of a signed JSON call, so its header could not be checked"));
        return (wrong, notes);
    };
    if algorithm.is_some_and(|algorithm| algorithm != family.algorithm) {
        wrong.push(format!("the header's `alg` is not {}: this call is signed with it", family.algorithm.word()));
    }
    let (uri, other) = (member(members, "uri"), member(members, "path"));
    match (uri, other) {
        (Some(given), _) | (None, Some(given)) if given != path => {
            wrong.push(format!("the header names the path `{}`, the URL has `{path}`", clean(given)));
        }
        (None, Some(_)) if !family.disputed => {
            wrong.push("the header has `path`: this call documents `uri`".to_owned());
        }
        (Some(_), _) | (None, Some(_)) => {}
        (None, None) => wrong.push("the header names no path: it needs `uri`".to_owned()),
    }
    if family.disputed {
        let which = if uri.is_some() {
            "`uri`, as the prose says; the sample token has `path`"
        } else {
            "`path`, as the sample token has it; the prose says `uri`"
        };
        notes.push(format!("the header has {which}: which one the gateway wants is not known"));
    }
    if member(members, family.id).is_none() {
        wrong.push(format!("the header has no `{}`", family.id));
    }
    for name in ["method", "params"] {
        if member(members, name).is_none() {
            wrong.push(format!("the header has no `{name}`"));
        }
    }
    (wrong, notes)
}

#[cfg(test)]
#[path = "token_tests.rs"]
mod tests;
