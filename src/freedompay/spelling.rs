//! The ways in which a value may be written in a message: escaped for XML, JSON or a form, in base64 or in hex.

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};

use super::secret::Secret;

/// Every spelling of a value, itself first. A short one is looked for as it is: its codings stand anywhere by chance.
pub fn all(secret: &Secret) -> Vec<String> {
    let value = secret.expose();
    if value.is_empty() {
        return Vec::new();
    }
    let mut all = vec![value.to_owned()];
    if value.len() >= 8 {
        let hex = hex::encode(value);
        let json = serde_json::Value::from(value).to_string();
        all.extend([
            value.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;"),
            value.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;"),
            json.trim_matches('"').to_owned(),
            json.trim_matches('"').replace('/', "\\/"),
            url::form_urlencoded::byte_serialize(value.as_bytes()).collect(),
            percent(value),
            percent(value).to_lowercase(),
            STANDARD_NO_PAD.encode(value),
            URL_SAFE_NO_PAD.encode(value),
            hex.to_uppercase(),
            hex,
        ]);
        all.sort_by_key(|spelt| std::cmp::Reverse(spelt.len()));
        all.dedup();
    }
    all
}

/// Percent-encoded like a part of a path.
fn percent(value: &str) -> String {
    value.bytes().fold(String::new(), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push('%');
            out.push_str(&hex::encode_upper([byte]));
        }
        out
    })
}

/// The text with letters and digits in place of references to them (`&#52;`, `&#x34;`, `\u0034`), behind which a value
/// could hide. Nobody has a reason to write them so.
pub fn plain(text: &str) -> Cow<'_, str> {
    if !text.contains("&#") && !text.contains("\\u00") {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['&', '\\']) {
        let (before, reference) = rest.split_at(at);
        out.push_str(before);
        if let Some((c, after)) = refers_to(reference) {
            out.push(c);
            rest = after;
        } else {
            let (mark, after) = reference.split_at(1);
            out.push_str(mark);
            rest = after;
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// The letter or digit that a reference at the start of the text stands for, and what follows.
fn refers_to(text: &str) -> Option<(char, &str)> {
    let (number, after) = if let Some(escape) = text.strip_prefix("\\u") {
        let (digits, after) = escape.split_at_checked(4)?;
        (u32::from_str_radix(digits, 16).ok()?, after)
    } else {
        let (digits, after) = text.strip_prefix("&#")?.split_once(';')?;
        let number = match digits.strip_prefix(['x', 'X']) {
            Some(digits) => u32::from_str_radix(digits, 16),
            None => digits.parse(),
        };
        (number.ok()?, after)
    };
    char::from_u32(number).filter(char::is_ascii_alphanumeric).map(|c| (c, after))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_value_is_found_in_every_coding() {
        let all = all(&Secret::new("k<&\"/ ы-secret"));
        for spelt in [
            "k<&\"/ ы-secret",
            "k&lt;&amp;\"/ ы-secret",
            "k&lt;&amp;&quot;/ ы-secret",
            "k<&\\\"/ ы-secret",
            "k<&\\\"\\/ ы-secret",
            "k%3C%26%22%2F+%D1%8B-secret",
            "k%3C%26%22%2F%20%D1%8B-secret",
            "azwmIi8g0Ystc2VjcmV0",
            "6b3c26222f20d18b2d736563726574",
            "6B3C26222F20D18B2D736563726574",
        ] {
            assert!(all.iter().any(|known| known == spelt), "{spelt} in {all:?}");
        }
        assert_eq!(super::all(&Secret::new("077587")), ["077587"]);
        assert!(super::all(&Secret::new("")).is_empty());
    }

    #[test]
    fn references_to_letters_and_digits_are_read_and_all_others_stay() {
        for (text, read) in [
            ("&#52;&#x34;0\\u0035", "4405"),
            ("&#60;&amp;\\u001b&#;&#x;&#9999999999;\\u00", "&#60;&amp;\\u001b&#;&#x;&#9999999999;\\u00"),
            ("\\\\u0041 \\u00é1 &#65", "\\A \\u00é1 &#65"),
        ] {
            assert_eq!(plain(text), read);
        }
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "[&#x0-9;\\\\uaé]{0,30}") {
            let _ = plain(&text);
        }
    }
}
