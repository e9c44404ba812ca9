//! A bounded reader of forms as the provider posts them: `application/x-www-form-urlencoded` and
//! `multipart/form-data`. Values stay byte for byte what was sent, because the signature covers them. Source:
//! `spec/merchant.md` 0.2, RFC 7578.

use super::signature::{Fields, Value};
use super::xml::{MAX_BYTES, MAX_NODES};

/// Why a form is not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FormError {
    /// More bytes or members than are read.
    #[error("the form is too large: at most {MAX_BYTES} bytes and {MAX_NODES} members are read")]
    TooLarge,
    /// It is no form.
    #[error("the form is broken: {0}")]
    Broken(&'static str),
}

/// Reads `a=1&b=2`, of a body or of a query. Bytes that are no UTF-8 are replaced; such a form cannot be signed right.
pub fn urlencoded(bytes: &[u8]) -> Result<Fields, FormError> {
    check_size(bytes)?;
    let mut fields = Fields::new();
    for (name, value) in url::form_urlencoded::parse(bytes) {
        push(&mut fields, name.into_owned(), value.into_owned())?;
    }
    Ok(fields)
}

/// Reads the named parts of a multipart body, whose boundary is in the content type.
pub fn multipart(content_type: &str, body: &[u8]) -> Result<Fields, FormError> {
    check_size(body)?;
    let boundary = parameter(content_type, "boundary").ok_or(FormError::Broken("it names no boundary"))?;
    if !(1..=70).contains(&boundary.len()) {
        return Err(FormError::Broken("its boundary does not have 1 to 70 characters"));
    }
    let delimiter = format!("\r\n--{boundary}").into_bytes();
    // Only the first delimiter may stand without a line break before it.
    let mut rest = match delimiter.get(2..).and_then(|opening| body.strip_prefix(opening)) {
        Some(rest) => rest,
        None => split(body, &delimiter).ok_or(FormError::Broken("its boundary does not occur"))?.1,
    };
    let mut fields = Fields::new();
    while !rest.starts_with(b"--") {
        let (part, next) = split(rest, &delimiter).ok_or(FormError::Broken("it has no end"))?;
        let (_, part) = split(part, b"\r\n").ok_or(FormError::Broken("a boundary is followed by no line break"))?;
        let (name, value) = named(part)?;
        push(&mut fields, name, value)?;
        rest = next;
    }
    Ok(fields)
}

fn check_size(bytes: &[u8]) -> Result<(), FormError> {
    if bytes.len() > MAX_BYTES { Err(FormError::TooLarge) } else { Ok(()) }
}

fn push(fields: &mut Fields, name: String, value: String) -> Result<(), FormError> {
    if fields.len() >= MAX_NODES {
        return Err(FormError::TooLarge);
    }
    fields.push((name, Value::Text(value)));
    Ok(())
}

/// Name and value of one part.
fn named(part: &[u8]) -> Result<(String, String), FormError> {
    let (head, value) = split(part, b"\r\n\r\n").ok_or(FormError::Broken("a part has no empty line after its head"))?;
    let text = |bytes| std::str::from_utf8(bytes).map_err(|_| FormError::Broken("it is not UTF-8"));
    let name = text(head)?
        .split("\r\n")
        .filter_map(|line| line.split_once(':'))
        .find(|(header, _)| header.trim().eq_ignore_ascii_case("content-disposition"))
        .and_then(|(_, value)| parameter(value, "name"))
        .ok_or(FormError::Broken("a part has no name"))?;
    Ok((name.to_owned(), text(value)?.to_owned()))
}

/// A parameter of a header, quoted or not.
fn parameter<'a>(header: &'a str, name: &str) -> Option<&'a str> {
    let mut rest = header.split_once(';')?.1;
    loop {
        let (key, value) = rest.split_once('=')?;
        let (value, next) = match value.trim_start().strip_prefix('"') {
            Some(quoted) => quoted.split_once('"')?,
            None => value.split_at(value.find(';').unwrap_or(value.len())),
        };
        if key.trim_matches([';', ' ', '\t']).eq_ignore_ascii_case(name) {
            return Some(value.trim());
        }
        rest = next;
    }
}

/// What stands before and after the first occurrence.
fn split<'a>(bytes: &'a [u8], needle: &[u8]) -> Option<(&'a [u8], &'a [u8])> {
    let at = bytes.windows(needle.len()).position(|window| window == needle)?;
    let (before, rest) = bytes.split_at_checked(at)?;
    rest.strip_prefix(needle).map(|rest| (before, rest))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::encode;
    use super::*;

    const TYPE: &str = "multipart/form-data; charset=utf-8; boundary=\"XX\"";

    fn fields(members: &[(&str, &str)]) -> Fields {
        members.iter().map(|(name, value)| ((*name).to_owned(), Value::Text((*value).to_owned()))).collect()
    }

    #[test]
    fn a_urlencoded_form_is_read_in_its_order_with_repeated_names() {
        let read = urlencoded("b=1+2&a=%D0%A7%26&b=&c".as_bytes());
        assert_eq!(read, Ok(fields(&[("b", "1 2"), ("a", "Ч&"), ("b", ""), ("c", "")])));
        assert_eq!(urlencoded(b""), Ok(Vec::new()));
    }

    #[test]
    fn parts_are_read_byte_for_byte() {
        let body = "--XX\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n2 \r\n--XX  \r\n\
                    content-disposition: form-data; filename=f; name=b\r\nContent-Type: text/plain\r\n\r\nсчет\r\n--XX\r\n\
                    Content-Disposition: form-data; name=\"c\"\r\n\r\n\r\n--XX--\r\n";
        let expected = fields(&[("a", "1\r\n2 "), ("b", "счет"), ("c", "")]);
        assert_eq!(multipart(TYPE, body.as_bytes()), Ok(expected.clone()));
        assert_eq!(multipart(TYPE, format!("preamble\r\n{body}").as_bytes()), Ok(expected));
        assert_eq!(multipart(TYPE, b"--XX--\r\n"), Ok(Vec::new()));
    }

    #[test]
    fn what_is_no_form_is_refused_in_words() {
        let broken = |content_type: &str, body: &[u8]| match multipart(content_type, body) {
            Err(FormError::Broken(what)) => what,
            other => panic!("{other:?}"),
        };
        assert_eq!(broken("multipart/form-data", b""), "it names no boundary");
        assert_eq!(broken("multipart/form-data; boundary=\"\"", b""), "its boundary does not have 1 to 70 characters");
        assert_eq!(broken(TYPE, b""), "its boundary does not occur");
        assert_eq!(broken(TYPE, b"--XX\r\nContent-Disposition: form-data; name=a\r\n\r\n1"), "it has no end");
        assert_eq!(broken(TYPE, b"--XXx\r\n--XX--"), "a boundary is followed by no line break");
        assert_eq!(broken(TYPE, b"--XX\r\nno empty line\r\n--XX--"), "a part has no empty line after its head");
        assert_eq!(broken(TYPE, b"--XX\r\nA: b\r\n\r\n1\r\n--XX--"), "a part has no name");
        let latin = b"--XX\r\nContent-Disposition: form-data; name=a\r\n\r\n\xff\r\n--XX--";
        assert_eq!(broken(TYPE, latin), "it is not UTF-8");
    }

    #[test]
    fn what_is_too_large_is_not_read() {
        let long = vec![b'a'; MAX_BYTES + 1];
        assert_eq!(urlencoded(&long), Err(FormError::TooLarge));
        assert_eq!(multipart(TYPE, &long), Err(FormError::TooLarge));
        assert_eq!(urlencoded("a&".repeat(MAX_NODES + 1).as_bytes()), Err(FormError::TooLarge));
        assert!(urlencoded("a&".repeat(MAX_NODES).as_bytes()).is_ok());
    }

    proptest! {
        #[test]
        fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..300), content_type in "[a-z/; =\"X]{0,40}") {
            let _ = urlencoded(&bytes);
            let _ = multipart(&content_type, &bytes);
            let _ = multipart(TYPE, &bytes);
            let mut framed = b"--XX\r\n".to_vec();
            framed.extend(bytes);
            let _ = multipart(TYPE, &framed);
        }

        #[test]
        fn what_this_room_writes_is_read_back(a in ".{0,20}", b in "(?s).{0,20}") {
            let members = [("a", a.clone()), ("b", b.clone())];
            let expected = fields(&[("a", &a), ("b", &b)]);
            prop_assert_eq!(urlencoded(&encode::urlencoded(&members).bytes), Ok(expected.clone()));
            let body = encode::multipart(&members, "abc");
            prop_assert_eq!(multipart(&body.content_type, &body.bytes), Ok(expected));
        }
    }
}
