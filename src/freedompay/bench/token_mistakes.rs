//! The known ways to sign a JSON body wrongly, in groups: of a group at most one is made at a time.

use std::collections::BTreeMap;

use serde_json::value::RawValue;

use super::Candidate;
use super::token::{Input, Token};

/// One mistake.
pub(super) struct Change {
    /// What is said of it.
    pub(super) says: String,
    /// Makes it.
    pub(super) make: Box<dyn Fn(&mut Token)>,
}

fn change(says: impl Into<String>, make: impl Fn(&mut Token) + 'static) -> Change {
    Change { says: says.into(), make: Box::new(make) }
}

/// All groups for a token as it was sent.
pub(super) fn groups(sent: &Token, path: &str, secrets: &[Candidate]) -> Vec<Vec<Change>> {
    vec![algorithms(sent), headers(&sent.header, path), bodies(&sent.body), keys(secrets), inputs()]
}

fn algorithms(sent: &Token) -> Vec<Change> {
    let (claimed, used) = (sent.algorithm, sent.algorithm.other());
    vec![change(format!("the header says {}, but it was signed with {}", claimed.word(), used.word()), move |token| {
        token.algorithm = used;
    })]
}

/// Headers that differ from the one that was sent.
fn headers(header: &str, path: &str) -> Vec<Change> {
    let mut all = Vec::new();
    let mut swap = |from: &str, to: &str, says: &str| {
        if header.contains(from) {
            let other = header.replacen(from, to, 1);
            all.push(change(says, move |token| token.header.clone_from(&other)));
        }
    };
    swap(
        "\"uri\":",
        "\"path\":",
        "the header was signed with `path` and sent with `uri`: sign the header that is sent",
    );
    swap(
        "\"path\":",
        "\"uri\":",
        "the header was signed with `uri` and sent with `path`: sign the header that is sent",
    );
    swap(
        "\"auth_id\":",
        "\"merchant_id\":",
        "the header was signed with `merchant_id` and sent with `auth_id`: sign the header that is sent",
    );
    swap(
        "\"merchant_id\":",
        "\"auth_id\":",
        "the header was signed with `auth_id` and sent with `merchant_id`: sign the header that is sent",
    );
    swap("HS512", "HS256", "the header was signed with alg HS256 and sent with HS512: sign the header that is sent");
    swap("HS256", "HS512", "the header was signed with alg HS512 and sent with HS256: sign the header that is sent");
    swap(",\"params\":\"\"", "", "the header was signed without `params`: sign the header that is sent");
    swap(
        path,
        path.trim_start_matches('/'),
        "the path was signed without its leading slash: sign the header that is sent",
    );
    for name in ["merchant_id", "auth_id"] {
        let Some((before, value)) = header.split_once(&format!("\"{name}\":")) else { continue };
        let end = value.find([',', '}']).unwrap_or(value.len());
        let (id, rest) = value.split_at(end);
        let text = id.starts_with('"');
        let other = if text { id.trim_matches('"').to_owned() } else { format!("\"{id}\"") };
        let (signed, sent) = if text { ("a number", "text") } else { ("text", "a number") };
        let other = format!("{before}\"{name}\":{other}{rest}");
        all.push(change(
            format!("`{name}` was signed as {signed} and sent as {sent}: sign the header that is sent"),
            move |token| token.header.clone_from(&other),
        ));
    }
    for (style, what) in STYLES {
        if let Some(other) = restyle(header.as_bytes(), style).and_then(|bytes| String::from_utf8(bytes).ok()) {
            all.push(change(format!("the header was signed {what}: sign the header that is sent"), move |token| {
                token.header.clone_from(&other);
            }));
        }
    }
    all
}

/// Bodies that differ from the bytes that were sent.
fn bodies(body: &[u8]) -> Vec<Change> {
    let mut all = Vec::new();
    let mut add = |says: String, other: Option<Vec<u8>>| {
        if let Some(other) = other.filter(|other| other != body) {
            all.push(change(says, move |token| token.body.clone_from(&other)));
        }
    };
    for (style, what) in STYLES {
        add(
            format!("the body was signed {what}, and other bytes were sent: sign the bytes that are sent"),
            restyle(body, style),
        );
    }
    add("the body was signed with its members sorted: sign the bytes that are sent".to_owned(), sorted(body));
    add(
        "the body was signed with a line break at its end: sign the bytes that are sent".to_owned(),
        Some([body, b"\n"].concat()),
    );
    add(
        "the body was signed without the white space around it: sign the bytes that are sent".to_owned(),
        Some(body.trim_ascii().to_vec()),
    );
    add("an empty body was signed: sign the bytes that are sent".to_owned(), Some(Vec::new()));
    let text = String::from_utf8_lossy(body);
    let slashes = text.replace("\\/", "/");
    add(
        "the body was signed with slashes escaped as `\\/`: sign the bytes that are sent".to_owned(),
        Some(slashes.replace('/', "\\/").into_bytes()),
    );
    add(
        "the body was signed with plain slashes and sent with `\\/`: sign the bytes that are sent".to_owned(),
        Some(slashes.clone().into_bytes()),
    );
    let escaped: String = text.chars().map(escape).collect();
    add(
        "the body was signed with characters as `\\uXXXX` and sent as UTF-8: sign the bytes that are sent".to_owned(),
        Some(escaped.clone().into_bytes()),
    );
    add(
        "the body was signed as PHP's json_encode writes it (`\\uXXXX` and `\\/`): sign the bytes that are sent"
            .to_owned(),
        Some(escaped.replace("\\/", "/").replace('/', "\\/").into_bytes()),
    );
    all
}

fn escape(c: char) -> String {
    if c.is_ascii() {
        return c.to_string();
    }
    super::encoding::escaped(c)
}

fn keys(secrets: &[Candidate]) -> Vec<Change> {
    type Stray = fn(&str) -> String;
    const STRAY: [(&str, Stray); 6] = [
        ("a space at its end", |secret| format!("{secret} ")),
        ("a space at its beginning", |secret| format!(" {secret}")),
        ("a line break at its end", |secret| format!("{secret}\n")),
        ("a Windows line break at its end", |secret| format!("{secret}\r\n")),
        ("quotes around it", |secret| format!("\"{secret}\"")),
        ("a byte order mark before it", |secret| format!("\u{feff}{secret}")),
    ];
    let mut all = Vec::new();
    let wanted = secrets.first().map_or("", |first| first.name.as_str());
    for (at, candidate) in secrets.iter().enumerate() {
        let (name, text) = (&candidate.name, candidate.secret.expose().to_owned());
        if at > 0 {
            let text = text.clone();
            let says = format!("it was signed with the {name} secret: this call is signed with the {wanted} secret");
            all.push(change(says, move |token| token.secret.clone_from(&text)));
        }
        if text.trim() != text {
            let trimmed = text.trim().to_owned();
            let says = format!("the {name} secret that was given here has white space around it: save it without");
            all.push(change(says, move |token| token.secret.clone_from(&trimmed)));
        }
        for (what, stray) in STRAY {
            let changed = stray(&text);
            let says = format!("it was signed with the {name} secret and {what}: sign with exactly the secret");
            all.push(change(says, move |token| token.secret.clone_from(&changed)));
        }
    }
    all
}

fn inputs() -> Vec<Change> {
    [
        (Input::RawBody, "the body was signed without base64url: sign base64url(header).base64url(body)"),
        (Input::Padded, "standard base64 with padding was signed: sign base64url without padding"),
        (Input::BodyAlone, "only the body was signed: sign base64url(header).base64url(body)"),
        (Input::BareBody, "only the plain body was signed: sign base64url(header).base64url(body)"),
        (Input::Raw, "header and body were signed without base64url: sign base64url(header).base64url(body)"),
    ]
    .into_iter()
    .map(|(input, says)| change(says, move |token| token.input = input))
    .collect()
}

/// A way to lay out JSON.
#[derive(Clone, Copy)]
enum Style {
    Compact,
    Spaced,
    Indented { by: &'static str, line: &'static str },
}

const STYLES: [(Style, &str); 7] = [
    (Style::Compact, "compact, without spaces"),
    (Style::Spaced, "with a space after commas and colons"),
    (Style::Indented { by: "  ", line: "\n" }, "pretty-printed with 2 spaces"),
    (Style::Indented { by: "    ", line: "\n" }, "pretty-printed with 4 spaces"),
    (Style::Indented { by: "\t", line: "\n" }, "pretty-printed with tabs"),
    (Style::Indented { by: "  ", line: "\r\n" }, "pretty-printed with 2 spaces and Windows line breaks"),
    (Style::Indented { by: "    ", line: "\r\n" }, "pretty-printed with 4 spaces and Windows line breaks"),
];

/// The same JSON laid out differently; `None` when it is no JSON. Strings and numbers keep their bytes.
fn restyle(body: &[u8], style: Style) -> Option<Vec<u8>> {
    let _: &RawValue = serde_json::from_slice(body).ok()?;
    let mut out = Vec::with_capacity(body.len() * 2);
    let (mut depth, mut in_string, mut escaped) = (0_usize, false, false);
    let mut bytes = body
        .iter()
        .copied()
        .filter({
            let (mut in_string, mut escaped) = (false, false);
            move |byte| {
                let keep = in_string || !byte.is_ascii_whitespace();
                (in_string, escaped) = next_state(*byte, in_string, escaped);
                keep
            }
        })
        .peekable();
    let line = |out: &mut Vec<u8>, depth: usize| {
        if let Style::Indented { by, line } = style {
            out.extend_from_slice(line.as_bytes());
            out.extend_from_slice(by.repeat(depth).as_bytes());
        }
    };
    while let Some(byte) = bytes.next() {
        let outside = !in_string;
        (in_string, escaped) = next_state(byte, in_string, escaped);
        match byte {
            b'{' | b'[' if outside => {
                out.push(byte);
                depth += 1;
                if !matches!(bytes.peek(), Some(b'}' | b']')) {
                    line(&mut out, depth);
                }
            }
            b'}' | b']' if outside => {
                depth = depth.saturating_sub(1);
                if !matches!(out.last(), Some(b'{' | b'[')) {
                    line(&mut out, depth);
                }
                out.push(byte);
            }
            b',' if outside => {
                out.push(byte);
                match style {
                    Style::Compact => {}
                    Style::Spaced => out.push(b' '),
                    Style::Indented { .. } => line(&mut out, depth),
                }
            }
            b':' if outside => {
                out.push(byte);
                if !matches!(style, Style::Compact) {
                    out.push(b' ');
                }
            }
            _ => out.push(byte),
        }
    }
    Some(out)
}

/// Whether the next byte is inside a string, and escaped.
const fn next_state(byte: u8, in_string: bool, escaped: bool) -> (bool, bool) {
    match byte {
        b'"' if !escaped => (!in_string, false),
        b'\\' if in_string && !escaped => (in_string, true),
        _ => (in_string, false),
    }
}

/// The members of the object sorted by name, compact; `None` when it is no object.
fn sorted(body: &[u8]) -> Option<Vec<u8>> {
    let members: BTreeMap<String, Box<RawValue>> = serde_json::from_slice(body).ok()?;
    serde_json::to_vec(&members).ok()
}
