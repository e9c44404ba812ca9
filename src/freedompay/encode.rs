//! Bodies of requests: URL-encoded forms, multipart forms and JSON, all deterministic. Source: `spec/merchant.md` 0.2.

use serde::ser::SerializeMap as _;
use serde::{Serialize, Serializer};
use serde_json::value::RawValue;

use super::call::EncodeError;

/// A body with its type.
#[derive(Clone, PartialEq, Eq)]
pub struct Body {
    /// The `Content-Type`.
    pub content_type: String,
    /// The bytes.
    pub bytes: Vec<u8>,
}

/// A form in `application/x-www-form-urlencoded`.
#[must_use]
pub fn urlencoded(fields: &[(&'static str, String)]) -> Body {
    let mut form = url::form_urlencoded::Serializer::new(String::new());
    for (name, value) in fields {
        form.append_pair(name, value);
    }
    Body { content_type: "application/x-www-form-urlencoded".to_owned(), bytes: form.finish().into_bytes() }
}

/// A form in `multipart/form-data`. The boundary comes from the salt, so that the same call makes the same bytes; it
/// grows until no value contains it.
#[must_use]
pub fn multipart<N: AsRef<str>>(fields: &[(N, String)], salt: &str) -> Body {
    let mut boundary = format!("tolem-{salt}");
    while fields.iter().any(|(_, value)| value.contains(&boundary)) {
        boundary.push('x');
    }
    let mut text = String::new();
    for (name, value) in fields {
        text.push_str("--");
        text.push_str(&boundary);
        text.push_str("\r\nContent-Disposition: form-data; name=\"");
        text.push_str(name.as_ref());
        text.push_str("\"\r\n\r\n");
        text.push_str(value);
        text.push_str("\r\n");
    }
    text.push_str("--");
    text.push_str(&boundary);
    text.push_str("--\r\n");
    Body { content_type: format!("multipart/form-data; boundary={boundary}"), bytes: text.into_bytes() }
}

/// A member of a JSON object.
#[derive(Clone, PartialEq, Eq)]
pub enum Member {
    /// A string.
    Text(String),
    /// A number, written digit by digit as given: an amount never becomes a float.
    Number(String),
    /// A yes or no.
    Bool(bool),
    /// Nested members.
    Object(Vec<(&'static str, Member)>),
}

impl Member {
    /// The leaves below it, each with its whole name (`from.card.token`) and its text without JSON's quotes.
    #[must_use]
    pub fn leaves(&self, name: &str) -> Vec<(String, String)> {
        match self {
            Self::Text(text) | Self::Number(text) => vec![(name.to_owned(), text.clone())],
            Self::Bool(yes) => vec![(name.to_owned(), yes.to_string())],
            Self::Object(members) => {
                members.iter().flat_map(|(inner, member)| member.leaves(&format!("{name}.{inner}"))).collect()
            }
        }
    }
}

/// Members hold tokens and codes: only their shape is printed.
impl std::fmt::Debug for Member {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Text(_) => "Text(…)",
            Self::Number(_) => "Number(…)",
            Self::Bool(_) => "Bool(…)",
            Self::Object(_) => "Object(…)",
        })
    }
}

/// Compact JSON with the members in the order given.
pub fn json<N: AsRef<str>>(members: &[(N, Member)]) -> Result<Body, EncodeError> {
    Ok(Body { content_type: "application/json".to_owned(), bytes: json_text(members)?.into_bytes() })
}

/// See [`json`].
pub fn json_text<N: AsRef<str>>(members: &[(N, Member)]) -> Result<String, EncodeError> {
    serde_json::to_string(&Object(members)).map_err(|_| EncodeError::Number)
}

struct Object<'a, N>(&'a [(N, Member)]);

impl<N: AsRef<str>> Serialize for Object<'_, N> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, member) in self.0 {
            let name = name.as_ref();
            match member {
                Member::Bool(yes) => map.serialize_entry(name, yes)?,
                Member::Object(members) => map.serialize_entry(name, &Object(members))?,
                Member::Text(text) => map.serialize_entry(name, text)?,
                Member::Number(digits) => {
                    if !digits.starts_with(|c: char| c.is_ascii_digit()) {
                        return Err(serde::ser::Error::custom("not a number"));
                    }
                    let number = RawValue::from_string(digits.clone()).map_err(serde::ser::Error::custom)?;
                    map.serialize_entry(name, &number)?;
                }
            }
        }
        map.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_percent_encoded() {
        let body = urlencoded(&[("a", "Чай & ко=фе".to_owned()), ("b", String::new())]);
        assert_eq!(body.content_type, "application/x-www-form-urlencoded");
        assert_eq!(String::from_utf8(body.bytes).unwrap(), "a=%D0%A7%D0%B0%D0%B9+%26+%D0%BA%D0%BE%3D%D1%84%D0%B5&b=");
    }

    #[test]
    fn a_multipart_form_is_the_same_for_the_same_salt() {
        let body = multipart(&[("pg_merchant_id", "9970".to_owned()), ("pg_salt", "abc".to_owned())], "abc");
        assert_eq!(body.content_type, "multipart/form-data; boundary=tolem-abc");
        assert_eq!(
            String::from_utf8(body.bytes).unwrap(),
            "--tolem-abc\r\nContent-Disposition: form-data; name=\"pg_merchant_id\"\r\n\r\n9970\r\n\
             --tolem-abc\r\nContent-Disposition: form-data; name=\"pg_salt\"\r\n\r\nabc\r\n--tolem-abc--\r\n"
        );
    }

    #[test]
    fn a_value_cannot_end_a_multipart_form_early() {
        let body = multipart(&[("a", "x\r\n--tolem-abc--\r\n".to_owned())], "abc");
        assert_eq!(body.content_type, "multipart/form-data; boundary=tolem-abcx");
    }

    #[test]
    fn members_nest_and_tell_their_leaves() {
        let card = Member::Object(vec![("token", Member::Text("t".to_owned()))]);
        let from = Member::Object(vec![("type", Member::Text("saved".to_owned())), ("card", card)]);
        assert_eq!(
            from.leaves("from"),
            [("from.type", "saved"), ("from.card.token", "t")].map(|(a, b)| (a.to_owned(), b.to_owned()))
        );
        let members = [("from", from), ("auto", Member::Bool(false))];
        assert_eq!(json_text(&members).unwrap(), r#"{"from":{"type":"saved","card":{"token":"t"}},"auto":false}"#);
    }

    #[test]
    fn json_keeps_order_and_exact_numbers() {
        let members = [
            ("z", Member::Text("Счет \"1\"".to_owned())),
            ("amount", Member::Number("20.50".to_owned())),
            ("a", Member::Text("20".to_owned())),
        ];
        assert_eq!(json_text(&members).unwrap(), r#"{"z":"Счет \"1\"","amount":20.50,"a":"20"}"#);
        for digits in ["", "-", "1,2", "true", "{}", "01", "1 2"] {
            assert_eq!(json_text(&[("a", Member::Number(digits.to_owned()))]), Err(EncodeError::Number), "{digits}");
        }
    }
}
