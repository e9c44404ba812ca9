//! Replies that are not as the gateway made them.

use crate::sandbox::http::Response;

fn edited(mut response: Response, edit: impl FnOnce(&mut String)) -> Response {
    let mut text = String::from_utf8_lossy(&response.body).into_owned();
    edit(&mut text);
    response.body = text.into_bytes();
    response
}

/// Another digit in `pg_sig`. A reply that carries none stays as it is.
pub(super) fn wrong_signature(response: Response) -> Response {
    edited(response, |text| *text = forge(text))
}

/// Another digit in the `pg_sig` of a document, a form, an address or a document within a form.
pub(super) fn forge(text: &str) -> String {
    for mark in ["<pg_sig>", "pg_sig=", "%3Cpg_sig%3E"] {
        if let Some((before, after)) = text.split_once(mark) {
            let digit = if after.starts_with('0') { '1' } else { '0' };
            let rest: String = after.chars().skip(1).collect();
            return format!("{before}{mark}{digit}{rest}");
        }
    }
    text.to_owned()
}

/// Neither `pg_salt` nor `pg_sig`.
pub(super) fn unsigned(response: Response) -> Response {
    edited(response, |text| {
        for name in ["pg_salt", "pg_sig"] {
            let (open, close) = (format!("<{name}>"), format!("</{name}>"));
            if let Some((before, rest)) = text.split_once(&open)
                && let Some((_, after)) = rest.split_once(&close)
            {
                *text = format!("{before}{after}");
            }
        }
    })
}

/// Without the last closing tag.
pub(super) fn broken_xml(response: Response) -> Response {
    edited(response, |text| {
        if let Some(at) = text.rfind("</") {
            text.truncate(at);
        }
    })
}

/// The beginning of a gzip stream that holds the whole body, cut in the middle of it. The one block is a stored one, so
/// what is there is right; RFC 1951, 3.2.4, and RFC 1952, 2.3.
pub(super) fn truncated_gzip(mut response: Response) -> Response {
    let length = u16::try_from(response.body.len()).unwrap_or(u16::MAX);
    let mut out = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff, 1];
    out.extend(length.to_le_bytes());
    out.extend((!length).to_le_bytes());
    out.extend(response.body.iter().take(response.body.len() / 2));
    response.body = out;
    response.headers.push(("content-encoding", "gzip".to_owned()));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reply() -> Response {
        let document = "<response><pg_status>ok</pg_status><pg_salt>aB</pg_salt><pg_sig>0fa1</pg_sig></response>";
        Response::xml(200, document.to_owned())
    }

    fn text(response: Response) -> String {
        String::from_utf8(response.body).unwrap()
    }

    #[test]
    fn each_way_spoils_one_thing() {
        let whole = text(reply());
        assert_eq!(text(wrong_signature(reply())), whole.replace("0fa1", "1fa1"));
        assert_eq!(text(wrong_signature(wrong_signature(reply()))), whole);
        assert_eq!(forge("pg_xml=%3Cpg_sig%3E0f%3C%2Fpg_sig%3E"), "pg_xml=%3Cpg_sig%3E1f%3C%2Fpg_sig%3E");
        assert_eq!(text(unsigned(reply())), "<response><pg_status>ok</pg_status></response>");
        assert_eq!(text(broken_xml(reply())), whole.trim_end_matches("</response>"));
    }

    #[test]
    fn a_truncated_stream_announces_more_than_it_holds() {
        let whole = reply().body;
        let cut = truncated_gzip(reply());
        assert_eq!(cut.headers, [("content-encoding", "gzip".to_owned())]);
        assert_eq!(cut.body[..3], [0x1f, 0x8b, 8]);
        let announced = usize::from(u16::from_le_bytes([cut.body[11], cut.body[12]]));
        assert_eq!(announced, whole.len());
        assert_eq!(cut.body[15..], whole[..whole.len() / 2]);
    }
}
