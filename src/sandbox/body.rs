//! The fields of a request, whichever of the documented forms it came in: query, `urlencoded`, `multipart/form-data`,
//! a single `pg_xml`, or JSON. Source: `spec/merchant.md` 0.2, `spec/payout-invoice-gateway.md` 0.

use super::field::{self, Field};
use super::http::Request;
use super::{json, multipart, xml};

/// All fields in the order of arrival, those of the query first: every one of them takes part in the signature.
pub(super) fn fields(request: &Request) -> Result<Vec<Field>, &'static str> {
    let mut pairs = urlencoded(request.query.as_bytes())?;
    let kind = request.content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let mut nested = Vec::new();
    match kind.as_str() {
        _ if request.body.is_empty() => {}
        "multipart/form-data" => pairs.extend(multipart::parse(&request.content_type, &request.body)?),
        "application/json" => nested = json::fields(&request.body)?,
        "application/x-www-form-urlencoded" | "" => pairs.extend(urlencoded(&request.body)?),
        _ => return Err("send multipart/form-data, application/x-www-form-urlencoded or application/json"),
    }
    if let [(name, document)] = pairs.as_slice()
        && name == "pg_xml"
        && nested.is_empty()
    {
        return xml::fields(document);
    }
    let mut fields = Vec::new();
    for (name, value) in pairs {
        field::insert(&mut fields, &name, value);
    }
    fields.extend(nested);
    Ok(fields)
}

fn urlencoded(bytes: &[u8]) -> Result<Vec<(String, String)>, &'static str> {
    if std::str::from_utf8(bytes).is_err() {
        return Err("the form is not UTF-8");
    }
    Ok(url::form_urlencoded::parse(bytes).map(|(name, value)| (name.into_owned(), value.into_owned())).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(content_type: &str, query: &str, body: &str) -> Result<Vec<Field>, &'static str> {
        fields(&Request {
            content_type: content_type.to_owned(),
            query: query.to_owned(),
            body: body.as_bytes().to_vec(),
            ..Request::default()
        })
    }

    #[test]
    fn every_documented_form_gives_the_same_fields() {
        let expected = Ok(vec![Field::text("a", "1 2"), Field::text("b", "ә")]);
        assert_eq!(read("", "a=1+2&b=%D3%99", ""), expected);
        assert_eq!(read("application/x-www-form-urlencoded; charset=utf-8", "", "a=1%202&b=ә"), expected);
        assert_eq!(read("application/json", "", r#"{"a":"1 2","b":"ә"}"#), expected);
        let part = |name: &str, value: &str| {
            format!("--B\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
        };
        let form = format!("{}{}--B--\r\n", part("a", "1 2"), part("b", "ә"));
        assert_eq!(read("multipart/form-data; boundary=B", "", &form), expected);
        let xml = "pg_xml=%3Crequest%3E%3Ca%3E1+2%3C/a%3E%3Cb%3Eә%3C/b%3E%3C/request%3E";
        assert_eq!(read("application/x-www-form-urlencoded", "", xml), expected);
    }

    #[test]
    fn another_type_is_refused() {
        assert!(read("text/plain", "", "a=1").is_err());
        assert!(read("application/json", "", "a=1").is_err());
    }
}
