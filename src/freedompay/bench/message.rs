//! Reading what was sent: fields of the command line, a form, a multipart body or an XML document.

use super::super::signature::{Fields, Value};
use super::super::xml;
use crate::domain::text::clean;

/// Most members of a message.
const MAX_MEMBERS: usize = 2_000;

/// Reads a body by its content: XML, JSON, multipart, or else a form. `Err` says in one line what is wrong.
pub fn read(body: &[u8]) -> Result<Fields, String> {
    if body.len() > xml::MAX_BYTES {
        return Err(format!("the message has more than {} bytes: nothing was checked", xml::MAX_BYTES));
    }
    let text = std::str::from_utf8(body)
        .map_err(|_| "the message is not UTF-8: convert it, because the gateway signs UTF-8 bytes".to_owned())?;
    let text = text.trim_start_matches('\u{feff}').trim();
    let fields = match text.bytes().next() {
        None => return Err("the message is empty: nothing was checked".to_owned()),
        Some(b'<') => xml::read(text.as_bytes()).map_err(|error| clean(&error.to_string()))?,
        Some(b'{') => super::super::json::read(text).map_err(|error| clean(&error))?,
        Some(b'-') if text.starts_with("--") => pairs(multipart(text)?)?,
        Some(_) => pairs(form(text))?,
    };
    // A whole document may travel in one field.
    match fields.as_slice() {
        [(name, Value::Text(document))] if name == "pg_xml" => {
            xml::read(document.as_bytes()).map_err(|error| clean(&error.to_string()))
        }
        _ => Ok(fields),
    }
}

/// Members from `name=value` pairs; `name[0][part]` nests as it does in a form.
pub fn pairs(pairs: Vec<(String, String)>) -> Result<Fields, String> {
    if pairs.len() > MAX_MEMBERS {
        return Err(format!("the message has more than {MAX_MEMBERS} members: nothing was checked"));
    }
    let mut fields = Fields::new();
    for (name, value) in pairs {
        if name.is_empty() {
            return Err("a member has no name: write name=value".to_owned());
        }
        let mut keys = name.split('[').map(|key| key.trim_end_matches(']').to_owned());
        let first = keys.next().unwrap_or_default();
        let rest: Vec<String> = keys.collect();
        if rest.len() >= xml::MAX_DEPTH {
            return Err(format!("a member is nested more than {} deep: nothing was checked", xml::MAX_DEPTH));
        }
        put(&mut fields, first, &rest, value);
    }
    Ok(fields)
}

/// Puts a value at its place. An index makes a list, a word a member.
fn put(fields: &mut Fields, name: String, rest: &[String], value: String) {
    let Some((key, deeper)) = rest.split_first() else {
        fields.push((name, Value::Text(value)));
        return;
    };
    let at = fields.iter().position(|(known, value)| *known == name && !matches!(value, Value::Text(_)));
    let is_index = key.is_empty() || key.bytes().all(|byte| byte.is_ascii_digit());
    let at = at.unwrap_or_else(|| {
        fields.push((name, if is_index { Value::List(Vec::new()) } else { Value::Map(Fields::new()) }));
        fields.len() - 1
    });
    match fields.get_mut(at).map(|(_, value)| value) {
        Some(Value::Map(members)) => put(members, key.clone(), deeper, value),
        Some(Value::List(items)) => {
            let at = key.parse::<usize>().unwrap_or(items.len()).min(items.len());
            match (items.get_mut(at), deeper.split_first()) {
                (Some(Value::Map(members)), Some((key, deeper))) => put(members, key.clone(), deeper, value),
                (_, Some((key, deeper))) => {
                    let mut members = Fields::new();
                    put(&mut members, key.clone(), deeper, value);
                    items.push(Value::Map(members));
                }
                (_, None) => items.push(Value::Text(value)),
            }
        }
        Some(Value::Text(_)) | None => {}
    }
}

fn form(text: &str) -> Vec<(String, String)> {
    url::form_urlencoded::parse(text.as_bytes()).into_owned().collect()
}

/// The text parts of a multipart body; its boundary is its own first line.
fn multipart(text: &str) -> Result<Vec<(String, String)>, String> {
    let broken = || "the multipart body is broken: a part has no name or no end".to_owned();
    let boundary = text.lines().next().unwrap_or_default().trim_end();
    let mut found = Vec::new();
    for part in text.split(boundary).skip(1) {
        if part.trim_start().starts_with("--") {
            return Ok(found);
        }
        let (head, value) = part.split_once("\r\n\r\n").or_else(|| part.split_once("\n\n")).ok_or_else(broken)?;
        let name = head.split_once("name=\"").and_then(|(_, rest)| rest.split_once('"')).map(|(name, _)| name);
        let value = value.strip_suffix("\r\n").or_else(|| value.strip_suffix('\n')).unwrap_or(value);
        found.push((name.ok_or_else(broken)?.to_owned(), value.to_owned()));
    }
    // The last line may have lost its two dashes on the way through a terminal.
    if found.is_empty() { Err(broken()) } else { Ok(found) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn text(name: &str, value: &str) -> (String, Value) {
        (name.to_owned(), Value::Text(value.to_owned()))
    }

    #[test]
    fn every_form_of_a_message_reads_alike() {
        let expected = Ok(vec![text("pg_a", "1 2"), text("pg_b", "ч")]);
        assert_eq!(read("pg_a=1+2&pg_b=%D1%87".as_bytes()), expected);
        assert_eq!(read("<response><pg_a>1 2</pg_a><pg_b>ч</pg_b></response>".as_bytes()), expected);
        assert_eq!(read(r#"{"pg_a":"1 2","pg_b":"ч"}"#.as_bytes()), expected);
        let part = |name: &str, value: &str| {
            format!("--B\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
        };
        assert_eq!(read(format!("{}{}--B--\r\n", part("pg_a", "1 2"), part("pg_b", "ч")).as_bytes()), expected);
        let document = "pg_xml=%3Crequest%3E%3Cpg_a%3E1+2%3C/pg_a%3E%3Cpg_b%3Eч%3C/pg_b%3E%3C/request%3E";
        assert_eq!(read(document.as_bytes()), expected);
    }

    #[test]
    fn brackets_nest() {
        let fields = read(b"p[0][count]=1&p[0][name]=Tea&p[1][count]=2&m[x]=y&l[]=1&l[]=2").unwrap();
        let item = |members: Vec<(String, Value)>| Value::Map(members);
        assert_eq!(
            fields,
            vec![
                (
                    "p".to_owned(),
                    Value::List(vec![
                        item(vec![text("count", "1"), text("name", "Tea")]),
                        item(vec![text("count", "2")])
                    ])
                ),
                ("m".to_owned(), Value::Map(vec![text("x", "y")])),
                ("l".to_owned(), Value::List(vec![Value::Text("1".to_owned()), Value::Text("2".to_owned())])),
            ]
        );
    }

    #[test]
    fn what_cannot_be_read_is_told_in_one_line() {
        let deep = format!("a{}=1", "[x]".repeat(40));
        for body in
            [&b""[..], b"  ", b"\xff", b"<response>", b"{", b"--B\r\n", b"=1", deep.as_bytes(), &vec![b'a'; 2_000_000]]
        {
            let reason = read(body).unwrap_err();
            assert!(!reason.contains('\n') && !reason.is_empty(), "{reason}");
        }
    }

    proptest! {
        #[test]
        fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            let _ = read(&bytes);
        }

        #[test]
        fn no_form_panics(text in "([a-c]|\\[|\\]|=|&|[0-9]|--|\r\n){0,60}") {
            let _ = read(text.as_bytes());
        }
    }
}
