//! An exchange as a `curl` line without secrets: what was hidden is a variable that the reader sets. The line is the request
//! that was made, body and all, or there is none: texts of others are in it, and no reading of them by `curl` (`@file`,
//! `<file`, `;type=`) may make another of it.

use crate::domain::text::{clean, holds_card_number};

/// Words in the names of members that sign, charge or open something. The ledger holds them masked; that they are left out
/// here as well does not rest on that.
const SECRETS: [&str; 12] = [
    "sig",
    "token",
    "cvc",
    "cvv",
    "secret",
    "otp",
    "passw",
    "profile",
    "card_id",
    "hhash",
    "approval",
    "authorization",
];

/// Why there is no line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gap {
    /// Nothing was sent.
    Unsent,
    /// What was kept of the request does not tell how its body was written.
    Untold,
}

/// How a body was written.
#[derive(Debug, Clone, Copy)]
enum Body {
    Urlencoded,
    Multipart,
    Json,
}

/// A part of a word of the shell.
enum Part {
    Text(String),
    Variable(String),
}

/// The line for a masked request at a host.
pub fn line(host: &str, request: &str) -> Result<String, Gap> {
    let mut lines = request.lines();
    let (method, path) = lines.next().and_then(|head| head.split_once(' ')).ok_or(Gap::Unsent)?;
    let scheme = if is_loopback(host) { "http" } else { "https" };
    let url = clean(&format!("{scheme}://{host}{path}"));
    let mut out = format!("curl -X {} {}", quoted(&clean(method)), quoted(&url));
    if url.contains(['[', ']', '{', '}']) {
        // Else they were a list of addresses.
        out.push_str(" --globoff");
    }
    let mut body = None;
    let mut members = Vec::new();
    for line in lines {
        let (name, value) = line.split_once(": ").filter(|(name, _)| is_name(name)).ok_or(Gap::Untold)?;
        match body {
            Some(_) => members.push((name, value)),
            None if name == "Content-Type" => {
                let known = known(value).ok_or(Gap::Untold)?;
                if matches!(known, Body::Json) {
                    out.push_str(" -H 'Content-Type: application/json'");
                }
                body = Some(known);
            }
            None => option(&mut out, "-H", vec![Part::Text(format!("{name}: ")), part(name, value)]),
        }
    }
    match body {
        Some(Body::Urlencoded) => pairs(&mut out, "--data-urlencode", &members),
        Some(Body::Multipart) => pairs(&mut out, "--form-string", &members),
        Some(Body::Json) => option(&mut out, "--data-raw", json(&members)),
        None if method == "GET" => {}
        None => return Err(Gap::Untold),
    }
    Ok(out)
}

fn known(kind: &str) -> Option<Body> {
    match kind {
        "application/x-www-form-urlencoded" => Some(Body::Urlencoded),
        "multipart/form-data" => Some(Body::Multipart),
        "application/json" => Some(Body::Json),
        _ => None,
    }
}

/// Whether it can be the name of a member or of a header; anything else could mean something to `curl`.
fn is_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || "_-.[]".contains(c))
}

fn pairs(out: &mut String, name: &str, members: &[(&str, &str)]) {
    for (member, value) in members {
        option(out, name, vec![Part::Text(format!("{member}=")), part(member, value)]);
    }
}

/// The body as it was written: its members in their order, those with a dot in their names inside of others.
fn json(members: &[(&str, &str)]) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut text = "{".to_owned();
    let mut open: Vec<&str> = Vec::new();
    for (name, value) in members {
        let (holders, last) = name.rsplit_once('.').unwrap_or(("", name));
        let holders: Vec<&str> = holders.split('.').filter(|holder| !holder.is_empty()).collect();
        let shared = open.iter().zip(&holders).take_while(|(one, other)| one == other).count();
        text.push_str(&"}".repeat(open.len() - shared));
        if !text.ends_with('{') {
            text.push(',');
        }
        for holder in holders.iter().skip(shared) {
            for piece in ["\"", holder, "\":{"] {
                text.push_str(piece);
            }
        }
        open = holders;
        for piece in ["\"", last, "\":"] {
            text.push_str(piece);
        }
        let (quote, inside) = match value.strip_prefix('"').and_then(|value| value.strip_suffix('"')) {
            Some(inside) => ("\"", inside),
            None => ("", *value),
        };
        text.push_str(quote);
        match part(name, inside) {
            Part::Text(inside) => text.push_str(&inside),
            Part::Variable(name) => {
                parts.push(Part::Text(std::mem::take(&mut text)));
                parts.push(Part::Variable(name));
            }
        }
        text.push_str(quote);
    }
    text.push_str(&"}".repeat(open.len() + 1));
    parts.push(Part::Text(text));
    parts
}

/// A value, or the variable that stands for it.
fn part(name: &str, value: &str) -> Part {
    if is_hidden(name, value) { Part::Variable(variable(name)) } else { Part::Text(clean(value)) }
}

/// Adds an option with one word.
fn option(out: &mut String, name: &str, parts: Vec<Part>) {
    for piece in [" ", name, " "] {
        out.push_str(piece);
    }
    let mut text = String::new();
    for part in parts {
        match part {
            Part::Text(more) => text.push_str(&more),
            Part::Variable(name) => {
                if !text.is_empty() {
                    out.push_str(&quoted(&std::mem::take(&mut text)));
                }
                for piece in ["\"$", &name, "\""] {
                    out.push_str(piece);
                }
            }
        }
    }
    if !text.is_empty() {
        out.push_str(&quoted(&text));
    }
}

/// Whether the line must not hold a value: it is masked, at least in part, or it could be a secret.
fn is_hidden(name: &str, value: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let masked = value.contains('•') || value.contains('…') || value.contains("XXXX");
    masked || SECRETS.iter().any(|word| name.contains(word)) || holds_card_number(value)
}

fn is_loopback(host: &str) -> bool {
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    matches!(name, "localhost" | "[::1]") || name.starts_with("127.")
}

/// The variable of a member: `$TOLEM_PG_SIG`.
fn variable(name: &str) -> String {
    let letters = name.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' });
    format!("TOLEM_{}", letters.collect::<String>())
}

/// A text as one word of a shell.
fn quoted(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=@%+,".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const FORM: &str = "multipart/form-data";
    const ENCODED: &str = "application/x-www-form-urlencoded";

    fn sent(kind: &str, members: &str) -> String {
        line("h", &format!("POST /x\nContent-Type: {kind}\n{members}")).unwrap()
    }

    #[test]
    fn a_request_is_a_line_that_a_shell_reads_as_it_was() {
        let request = "POST /g2g/refund\nContent-Type: multipart/form-data\npg_merchant_id: 552170\n\
                       pg_description: Чай & 'хлеб'\npg_sig: •••";
        assert_eq!(
            line("api.freedompay.kz", request).as_deref(),
            Ok("curl -X POST https://api.freedompay.kz/g2g/refund --form-string pg_merchant_id=552170 \
                --form-string 'pg_description=Чай & '\\''хлеб'\\''' --form-string pg_sig=\"$TOLEM_PG_SIG\"")
        );
        assert_eq!(line("127.0.0.1:8080", "GET /status").as_deref(), Ok("curl -X GET http://127.0.0.1:8080/status"));
        assert_eq!(
            line("h", "GET /v5/x\nX-JWS-Signature: •••").as_deref(),
            Ok("curl -X GET https://h/v5/x -H 'X-JWS-Signature: '\"$TOLEM_X_JWS_SIGNATURE\"")
        );
    }

    #[test]
    fn json_is_json_again_with_its_numbers_its_texts_and_what_is_inside_of_what() {
        let request = "POST /v5/pay\nX-JWS-Signature: •••\nX-Request-Id: 7\nContent-Type: application/json\n\
                       from.type: \"saved\"\nfrom.card.token: \"•••\"\nfrom.card.last: 4\nto.name: \"O'Hara \\\"x\\\"\"\n\
                       amount: 20.50\nauto: false";
        assert_eq!(
            line("h", request).as_deref(),
            Ok("curl -X POST https://h/v5/pay -H 'X-JWS-Signature: '\"$TOLEM_X_JWS_SIGNATURE\" -H 'X-Request-Id: 7' \
                -H 'Content-Type: application/json' --data-raw '{\"from\":{\"type\":\"saved\",\"card\":{\"token\":\"'\
                \"$TOLEM_FROM_CARD_TOKEN\"'\",\"last\":4}},\"to\":{\"name\":\"O'\\''Hara \\\"x\\\"\"},\"amount\":20.50,\
                \"auto\":false}'")
        );
    }

    #[test]
    fn a_text_that_names_a_file_or_a_type_stays_a_text() {
        for value in ["@/home/ann/.ssh/id", "<secret.txt", "x;type=text/html", "@-", "<", "a;filename=/etc/hosts"] {
            let (form, encoded) = (sent(FORM, &format!("note: {value}")), sent(ENCODED, &format!("note: {value}")));
            let word = quoted(&format!("note={value}"));
            assert_eq!(form, format!("curl -X POST https://h/x --form-string {word}"));
            assert_eq!(encoded, format!("curl -X POST https://h/x --data-urlencode {word}"));
            let json = sent("application/json", &format!("note: \"{value}\""));
            assert!(json.ends_with(&format!("--data-raw '{{\"note\":\"{value}\"}}'")), "{json}");
        }
    }

    #[test]
    fn what_does_not_tell_how_it_was_written_is_no_line() {
        for (request, gap) in [
            ("", Gap::Unsent),
            ("POST /x\npg_amount: 15", Gap::Untold),
            ("POST /x\nContent-Type: text/xml\na: 1", Gap::Untold),
            ("POST /x\nContent-Type: multipart/form-data\n@file: 1", Gap::Untold),
            ("POST /x\n@file: 1\nContent-Type: multipart/form-data", Gap::Untold),
            ("POST /x\nContent-Type: multipart/form-data\nno member", Gap::Untold),
        ] {
            assert_eq!(line("h", request), Err(gap), "{request}");
        }
    }

    #[test]
    fn what_is_masked_in_part_or_looks_like_a_secret_is_a_variable() {
        for member in [
            "pg_user_phone: •••4567",
            "pg_card_pan: 440564XXXXXX6150",
            "note: 4405645000006150",
            "pg_card_token: abc",
            "from.card.cvc: 123",
            "Client-Secret: klmn",
        ] {
            for kind in [FORM, ENCODED, "application/json"] {
                let shown = sent(kind, member);
                let value = member.split_once(": ").unwrap().1;
                assert!(shown.contains("\"$TOLEM_") && !shown.contains(value), "{shown}");
            }
        }
    }

    /// What a shell hands to `curl`, word by word, and what `curl` sends: nothing of it is ours.
    #[cfg(unix)]
    #[test]
    fn a_shell_takes_the_line_apart_as_it_was_put_together() {
        let line = sent(FORM, "note: it's; `x` $(y) \"z\" @a\nlast: <b");
        let words = format!("curl() {{ for word; do printf '%s\\n' \"$word\"; done; }}\n{line}");
        let out = std::process::Command::new("sh").args(["-c", &words]).output().unwrap();
        assert_eq!(
            String::from_utf8(out.stdout).unwrap(),
            "-X\nPOST\nhttps://h/x\n--form-string\nnote=it's; `x` $(y) \"z\" @a\n--form-string\nlast=<b\n"
        );
    }

    proptest! {
        #[test]
        fn no_secret_leaves_and_no_text_leaves_its_quotes(
            secret in "[a-f0-9]{12,32}", name in "(pg_sig|sig|pg_card_token|cvc|secret_key|token_[a-z]{2})", text in "\\PC{0,30}",
            kind in "(multipart/form-data|application/json|application/x-www-form-urlencoded)",
        ) {
            let shown = sent(&kind, &format!("note: {text}\n{name}: {secret}\nlast: •••"));
            prop_assert!(!shown.contains(&secret) || text.contains(&secret));
            let outside: String = shown.replace(r"'\''", "").split('\'').step_by(2).collect();
            prop_assert!(!outside.replace("\"$TOLEM_", "").contains(['$', '`', ';', '&', '|', '<', '>', '(']));
        }
    }
}
