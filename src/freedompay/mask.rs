//! What of a message may be shown and kept: everything but signatures, card tokens, card numbers, approval codes and
//! all of a phone number but its last four digits.

use super::document::is_html;
use super::secret::Secret;
use super::spelling;
use crate::domain::text::{clean, clean_document};

/// What stands in the place of a hidden value.
pub const HIDDEN: &str = "•••";

/// The longest text that is kept of a reply, in bytes.
pub const MAX_KEPT: usize = 64 * 1024;

/// Members whose values charge a card or sign a message. Recurring profiles and the old card ids charge like tokens.
const NAMES: [&str; 13] = [
    "pg_sig",
    "pg_card_token",
    "pg_card_token_to",
    "pg_card_id",
    "pg_card_id_to",
    "pg_card_hhash",
    "pg_recurring_profile",
    "pg_recurring_profile_id",
    "pg_approval_code",
    "card_token",
    "token",
    "otp",
    "profile_id",
];

/// Last words of members whose values are a card's verification code. The provider documents one, in requests
/// (`from.card.cvc`); a reply that repeats it may call it what it likes.
const CODES: [&str; 4] = ["cvc", "cvv", "cvc2", "cvv2"];

fn is_secret(name: &str) -> bool {
    NAMES.contains(&name) || CODES.contains(&name.rsplit('_').next().unwrap_or(name).to_ascii_lowercase().as_str())
}

/// Members whose values are a person's phone number.
const PHONES: [&str; 2] = ["pg_user_phone", "pg_abonent_phone"];

/// What stands in the place of a member's value; `None` when all of it may be shown.
#[must_use]
pub fn member(name: &str, value: &str) -> Option<String> {
    if PHONES.contains(&name) { Some(phone(value)) } else { is_secret(name).then(|| HIDDEN.to_owned()) }
}

/// A phone number as it may be shown: its last four digits.
#[must_use]
pub fn phone(number: &str) -> String {
    let digits: Vec<char> = number.chars().filter(char::is_ascii_digit).collect();
    let last = digits.len().checked_sub(4).filter(|hidden| *hidden >= 4).and_then(|hidden| digits.get(hidden..));
    last.into_iter().flatten().fold(HIDDEN.to_owned(), |mut shown, digit| {
        shown.push(*digit);
        shown
    })
}

/// A reply's body as it may be shown and kept, at most 64 KiB. It need not be well-formed: a broken reply is the one
/// that a person has to look at. HTML pages are named only; they may hold a payer's form.
#[must_use]
pub fn reply(body: &[u8], hidden: &[Secret]) -> String {
    let text = String::from_utf8_lossy(body);
    if is_html(&text) {
        return format!("(an HTML page of {} bytes)", body.len());
    }
    let mut kept = clean_document(&values(&named(&spelling::plain(&text)), hidden), MAX_KEPT);
    if kept.len() > MAX_KEPT {
        kept.truncate(kept.floor_char_boundary(MAX_KEPT - '…'.len_utf8()));
        kept.push('…');
    }
    kept
}

/// Hides the given values wherever they stand, however they are written.
#[must_use]
pub fn values(text: &str, hidden: &[Secret]) -> String {
    hidden.iter().flat_map(spelling::all).fold(spelling::plain(text).into_owned(), |text, spelt| {
        if text.contains(&spelt) { text.replace(&spelt, HIDDEN) } else { text }
    })
}

/// The provider's words about a failure as they may be shown: they may repeat what was sent.
#[must_use]
pub fn words(text: &str, hidden: &[Secret]) -> String {
    clean(&named(&values(text, hidden)))
}

/// Whether a text repeats one of the given values, however it is written. Values that are so short that they could
/// stand there by chance, such as a one-time code in an id, are not looked for.
#[must_use]
pub fn repeats(text: &str, hidden: &[Secret]) -> bool {
    let text = spelling::plain(text);
    let telling = hidden.iter().filter(|secret| secret.expose().len() >= TELLING);
    telling.flat_map(spelling::all).any(|spelt| text.contains(&spelt))
}

/// Secrets and tokens have at least this length, in bytes; codes, phone numbers and ids of saved cards are not.
const TELLING: usize = 13;

/// Hides the values of secret members, whether XML, JSON or `name=value`.
#[must_use]
pub fn named(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, name, after)) = next_name(rest) {
        out.push_str(before);
        out.push_str(name);
        let (kept, value, tail) = split_value(out.strip_suffix(name).and_then(|out| out.chars().last()), after);
        out.push_str(kept);
        if !value.is_empty() {
            out.push_str(&member(name, value).unwrap_or_default());
        }
        rest = tail;
    }
    out.push_str(rest);
    out
}

/// The next name of a secret or a phone that stands as a word of its own.
fn next_name(text: &str) -> Option<(&str, &str, &str)> {
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let mut from = 0;
    loop {
        let start = from + text.get(from..)?.find(is_word)?;
        let (before, rest) = text.split_at(start);
        let (word, after) = rest.split_at(rest.find(|c| !is_word(c)).unwrap_or(rest.len()));
        if is_secret(word) || PHONES.contains(&word) {
            return Some((before, word, after));
        }
        from = start + word.len();
    }
}

/// Splits what follows a name into what is kept, the value, and the rest.
fn split_value(before: Option<char>, after: &str) -> (&str, &str, &str) {
    let nothing = ("", "", after);
    let cut = |from: usize, until: &dyn Fn(&str) -> usize| {
        let (kept, rest) = after.split_at(from);
        let (value, tail) = rest.split_at(until(rest));
        (kept, value, tail)
    };
    let spaces = |text: &str| text.len() - text.trim_start().len();
    if before == Some('<') {
        return match after.find('>') {
            Some(end) if !after.split_at(end).0.ends_with('/') => {
                cut(end + 1, &|rest| rest.find("</").unwrap_or(rest.len()))
            }
            Some(_) | None => nothing,
        };
    }
    let unquoted = after.strip_prefix(['"', '\'']).unwrap_or(after).trim_start();
    if let Some(value) = unquoted.strip_prefix(':') {
        let from = after.len() - value.len() + spaces(value);
        return match after.split_at(from).1.strip_prefix('"') {
            Some(_) => cut(from + 1, &end_of_string),
            None => cut(from, &|rest| rest.find([',', '}', ']', '\n']).unwrap_or(rest.len())),
        };
    }
    if let Some(value) = unquoted.strip_prefix('=') {
        let from = after.len() - value.trim_start_matches(['"', '\'']).len();
        return cut(from, &|rest| rest.find(['&', '"', '\'', '<', '>', ' ', '\n', ';']).unwrap_or(rest.len()));
    }
    nothing
}

/// Where a JSON string ends whose opening quote was passed.
fn end_of_string(text: &str) -> usize {
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'"' if !escaped => return at,
            b'\\' => escaped = !escaped,
            _ => escaped = false,
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn tokens_and_signatures_are_hidden_in_every_notation() {
        for (text, masked) in [
            ("<pg_card_token>abc</pg_card_token>", "<pg_card_token>•••</pg_card_token>"),
            ("<pg_sig a='1'><![CDATA[abc]]></pg_sig>", "<pg_sig a='1'>•••</pg_sig>"),
            ("<pg_sig/><b>1</b>", "<pg_sig/><b>1</b>"),
            ("<pg_sig>abc", "<pg_sig>•••"),
            (r#"{"card_token": "a\"bc", "x": 1}"#, r#"{"card_token": "•••", "x": 1}"#),
            (r#"{"pg_card_id":12345,"x":1}"#, r#"{"pg_card_id":•••,"x":1}"#),
            ("https://x/?a=1&pg_sig=abc&b=2", "https://x/?a=1&pg_sig=•••&b=2"),
            ("<pg_approval_code>077587</pg_approval_code>", "<pg_approval_code>•••</pg_approval_code>"),
            ("<pg_user_phone>+7 700 123-45-67</pg_user_phone>", "<pg_user_phone>•••4567</pg_user_phone>"),
            (r#"{"pg_abonent_phone":77001234567}"#, r#"{"pg_abonent_phone":•••4567}"#),
            ("<pg_user_phone>1234567</pg_user_phone>", "<pg_user_phone>•••</pg_user_phone>"),
            ("<pg_card_cvc>653</pg_card_cvc>", "<pg_card_cvc>•••</pg_card_cvc>"),
            (r#"{"cvc": "653", "CVV2":653}"#, r#"{"cvc": "•••", "CVV2":•••}"#),
            ("<pg_signature>abc</pg_signature>", "<pg_signature>abc</pg_signature>"),
            ("token", "token"),
        ] {
            assert_eq!(named(text), masked);
        }
    }

    #[test]
    fn a_kept_reply_holds_no_card_number_no_escape_and_no_repeated_token() {
        let hidden = [Secret::new("ef741cfc")];
        assert_eq!(
            reply(b"<e>no card ef741cfc \x1b[2J 4405645000006150</e>", &hidden),
            "<e>no card ••• ·[2J 440564XXXXXX6150</e>"
        );
        assert_eq!(reply(b"<!DOCTYPE html><form>", &[]), "(an HTML page of 21 bytes)");
        let long = "ы".repeat(MAX_KEPT);
        assert!(reply(long.as_bytes(), &[]).len() <= MAX_KEPT);
    }

    proptest! {
        #[test]
        fn no_text_panics_and_no_element_value_survives(text in "[<>/\"':={}, a\\\\é]{0,20}", value in "[0-9a-f]{24}") {
            let _ = named(&text);
            let masked = named(&format!("{text}<pg_sig>{value}</pg_sig>"));
            prop_assert!(!masked.contains(&value));
        }
    }
}
