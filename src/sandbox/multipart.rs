//! `multipart/form-data`, as far as form fields need it. Source: RFC 7578.

/// The named text parts of a body; `Err` says what is wrong with it.
pub(super) fn parse(content_type: &str, body: &[u8]) -> Result<Vec<(String, String)>, &'static str> {
    let boundary = boundary(content_type).ok_or("multipart/form-data without a boundary")?;
    let opening = format!("--{boundary}").into_bytes();
    let delimiter = format!("\r\n--{boundary}").into_bytes();
    // The first delimiter has no line break in front when there is no preamble.
    let mut rest = match body.strip_prefix(opening.as_slice()) {
        Some(rest) => rest,
        None => after(body, &delimiter).ok_or("the multipart boundary does not occur")?.1,
    };
    let mut parts = Vec::new();
    loop {
        if rest.starts_with(b"--") {
            return Ok(parts);
        }
        let (part, next) = after(rest, &delimiter).ok_or("the multipart body has no end")?;
        let (_, part) = after(part, b"\r\n").ok_or("a multipart boundary is followed by no line break")?;
        parts.extend(field(part)?);
        rest = next;
    }
}

/// One part as name and value; `None` for a part without a name.
fn field(part: &[u8]) -> Result<Option<(String, String)>, &'static str> {
    let (head, value) = match part.strip_prefix(b"\r\n".as_slice()) {
        Some(value) => (&b""[..], value),
        None => after(part, b"\r\n\r\n").ok_or("a multipart part has no empty line after its headers")?,
    };
    let head = std::str::from_utf8(head).map_err(|_| "a multipart header is not UTF-8")?;
    let name = head
        .split("\r\n")
        .filter_map(|line| line.split_once(':'))
        .find(|(header, _)| header.trim().eq_ignore_ascii_case("content-disposition"))
        .and_then(|(_, value)| parameter(value, "name"));
    let value = std::str::from_utf8(value).map_err(|_| "a multipart value is not UTF-8")?;
    Ok(name.map(|name| (name, value.to_owned())))
}

fn boundary(content_type: &str) -> Option<String> {
    parameter(content_type, "boundary").filter(|text| !text.is_empty() && text.len() <= 70)
}

/// A parameter of a header, quoted or not.
fn parameter(header: &str, name: &str) -> Option<String> {
    let mut rest = header;
    while let Some((_, tail)) = rest.split_once(';') {
        let tail = tail.trim_start();
        let (key, value) = tail.split_once('=')?;
        let (value, next) = match value.strip_prefix('"') {
            Some(quoted) => quoted.split_once('"')?,
            None => value.split_at(value.find(';').unwrap_or(value.len())),
        };
        if key.trim().eq_ignore_ascii_case(name) {
            // Browsers write a quotation mark within a name as %22.
            return Some(value.trim().replace("%22", "\""));
        }
        rest = next;
    }
    None
}

/// What stands before and after the first occurrence.
fn after<'a>(bytes: &'a [u8], needle: &[u8]) -> Option<(&'a [u8], &'a [u8])> {
    let at = bytes.windows(needle.len()).position(|window| window == needle)?;
    let (before, rest) = bytes.split_at_checked(at)?;
    rest.strip_prefix(needle).map(|rest| (before, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TYPE: &str = "multipart/form-data; boundary=\"XX\"";

    #[test]
    fn parts_are_read_byte_for_byte() {
        let body = "--XX\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n2\r\n--XX\r\n\
                    content-disposition: form-data; filename=f; name=b\r\nContent-Type: text/plain\r\n\r\nсчет\r\n--XX\r\n\
                    Content-Disposition: form-data; name=\"c\"\r\n\r\n\r\n--XX--\r\n";
        let expected = [("a", "1\r\n2"), ("b", "счет"), ("c", "")].map(|(k, v)| (k.to_owned(), v.to_owned()));
        assert_eq!(parse(TYPE, body.as_bytes()), Ok(expected.to_vec()));
        assert_eq!(parse(TYPE, format!("preamble\r\n{body}").as_bytes()), Ok(expected.to_vec()));
    }

    #[test]
    fn a_broken_body_is_refused_in_words() {
        assert!(parse("multipart/form-data", b"").is_err());
        assert!(parse(TYPE, b"").is_err());
        assert!(parse(TYPE, b"--XX\r\nContent-Disposition: form-data; name=a\r\n\r\n1").is_err());
        assert!(parse(TYPE, b"--XX\r\nno empty line\r\n--XX--").is_err());
    }

    #[test]
    fn an_empty_form_has_no_fields() {
        assert_eq!(parse(TYPE, b"--XX--\r\n"), Ok(Vec::new()));
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_panic(body in proptest::collection::vec(proptest::num::u8::ANY, 0..200)) {
            let _ = parse(TYPE, &body);
            let mut framed = b"--XX\r\n".to_vec();
            framed.extend(body);
            let _ = parse(TYPE, &framed);
        }
    }
}
