//! Which replies are believed. A success has to be signed; an error is believed without a signature, because the
//! provider does not sign errors of merchants that it could not identify. Source: `spec/merchant.md` 1.5,
//! `spec/README.md` decision 2.

use super::call::{Call, EncodeError, Merchant, ReplyError};
use super::secret::Secret;
use super::signature::{self, Fields, Value, Verified};
use super::transport::WireReply;
use super::{fields, json, xml};
use crate::domain::code::Failure;
use crate::domain::text::clean;

/// What a reply is by its content; the `Content-Type` header is not trusted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Document {
    /// XML or JSON.
    Fields(Fields),
    /// An HTML page.
    Html(String),
}

/// Whether a text is an HTML page.
#[must_use]
pub fn is_html(text: &str) -> bool {
    let text = text.trim_start_matches('\u{feff}').trim_start();
    ["<!doctype html", "<html"].iter().any(|start| {
        let found = text.get(..start.len()).is_some_and(|found| found.eq_ignore_ascii_case(start));
        // The name ends here: `<htmlish>` is no page.
        found && text.get(start.len()..).is_some_and(|rest| rest.starts_with(['>', ' ', '\t', '\r', '\n']))
    })
}

/// Reads a reply. HTTP statuses other than 2xx and 4xx are never answers of the provider's application.
pub fn read(reply: &WireReply) -> Result<Document, ReplyError> {
    if !matches!(reply.status, 200..=299 | 400..=499) {
        return Err(lost(format!("HTTP {}", reply.status)));
    }
    let text = std::str::from_utf8(&reply.body).map_err(|_| lost("the reply is not UTF-8"))?;
    if is_html(text) {
        return Ok(Document::Html(text.to_owned()));
    }
    let content = text.trim_start_matches('\u{feff}').trim_start();
    if content.is_empty() {
        return Err(lost(format!("HTTP {} with an empty reply", reply.status)));
    }
    let read = match content.bytes().next() {
        Some(b'{') => json::read(content),
        _ => xml::read_str(content),
    };
    let fields = read.map_err(|what| lost(clean(&what)))?;
    match twice(&fields) {
        Some(name) => Err(lost(format!("{} is there twice", clean(name)))),
        None => Ok(Document::Fields(fields)),
    }
}

/// A name that is there twice with a text, on any level: readers disagree about which of the two counts. Groups of
/// members, such as `<card>`, may come more than once.
fn twice(fields: &Fields) -> Option<&str> {
    let mut leaves = Vec::with_capacity(fields.len());
    for (name, value) in fields {
        let inner = match value {
            Value::Text(_) => {
                leaves.push(name.as_str());
                None
            }
            Value::Map(members) => twice(members),
            Value::List(items) => items.iter().find_map(|item| match item {
                Value::Map(members) => twice(members),
                Value::Text(_) | Value::List(_) => None,
            }),
        };
        if inner.is_some() {
            return inner;
        }
    }
    repeated(&leaves)
}

/// A name that is there twice. A few are compared with each other, which costs less than to sort them; many are sorted.
fn repeated<'a>(names: &[&'a str]) -> Option<&'a str> {
    if names.len() <= 32 {
        let mut seen = 0_u64;
        return names.iter().enumerate().find_map(|(at, name)| {
            let last = name.as_bytes().last().copied().unwrap_or(0);
            let bit = 1_u64 << ((name.len().wrapping_mul(7) ^ usize::from(last)) % 64);
            let maybe = seen & bit != 0;
            seen |= bit;
            (maybe && names.iter().take(at).any(|known| known == name)).then_some(*name)
        });
    }
    let mut sorted = names.to_vec();
    sorted.sort_unstable();
    sorted.windows(2).find_map(|two| match two {
        [one, other] if one == other => Some(*one),
        _ => None,
    })
}

/// Reads a reply that has to be XML or JSON.
pub fn members(reply: &WireReply) -> Result<Fields, ReplyError> {
    match read(reply)? {
        Document::Fields(fields) => Ok(fields),
        Document::Html(_) => Err(lost(format!("HTTP {} with an HTML page", reply.status))),
    }
}

/// The members of a signed success; an error becomes [`ReplyError::Refused`], everything else is lost.
pub fn signed(reply: &WireReply, scripts: &[&str], secret: &Secret) -> Result<Fields, ReplyError> {
    let fields = members(reply)?;
    verified(reply, fields, scripts, secret)
}

/// A signed reply of a call that signs with its own script name, about this merchant.
pub(super) fn answer<C: Call>(
    merchant: &Merchant,
    reply: &WireReply,
    secret: Result<&Secret, EncodeError>,
) -> Result<Fields, ReplyError> {
    let secret = secret.map_err(|error| lost(error.to_string()))?;
    let fields = signed(reply, &[signature::script_name(C::NAME)], secret)?;
    fields::same(&fields, "pg_merchant_id", merchant.id.as_str())?;
    Ok(fields)
}

/// What is said of a reply that is signed with another secret.
pub const WRONG_SIGNATURE: &str = "the signature of the reply is wrong";

/// Like [`signed`], for members that were read already.
pub fn verified(reply: &WireReply, fields: Fields, scripts: &[&str], secret: &Secret) -> Result<Fields, ReplyError> {
    let says_error = fields::text(&fields, "pg_status") == Some("error");
    match signature::verify(scripts, &fields, secret) {
        Verified::Wrong => Err(lost(WRONG_SIGNATURE)),
        Verified::Valid | Verified::Unsigned if says_error => Err(ReplyError::Refused(refusal(&fields))),
        Verified::Unsigned => Err(lost("the reply is not signed and does not say \"error\"")),
        Verified::Valid => success_status(reply).map(|()| fields),
    }
}

/// The members, if they say `ok` in `pg_status`.
pub fn ok(fields: Fields) -> Result<Fields, ReplyError> {
    match fields::required(&fields, "pg_status")? {
        "ok" => Ok(fields),
        other => Err(lost(format!("pg_status is {:?}", clean(other)))),
    }
}

/// The members of an unsigned reply that does not report an error, whatever else it says: for replies that document no
/// `status` of the call itself.
pub fn answered(reply: &WireReply) -> Result<Fields, ReplyError> {
    let fields = members(reply)?;
    let said = fields::text(&fields, "status");
    match nested_error(&fields) {
        // A failed payment tells its error beside its id; an error that stands alone is the call's own.
        Some(error) if fields::text(&fields, "id").is_none() => Err(ReplyError::Refused(refusal(error))),
        None if said == Some("error") && fields::text(&fields, "id").is_none() => Err(refused(&fields)),
        Some(_) | None => success_status(reply).map(|()| fields),
    }
}

/// The members of an error that is a group of its own.
fn nested_error(fields: &Fields) -> Option<&Fields> {
    fields.iter().find_map(|(name, value)| match value {
        Value::Map(members) if name == "error" => Some(members),
        Value::Map(_) | Value::List(_) | Value::Text(_) => None,
    })
}

/// The refusal that these members tell of.
pub fn refused(fields: &Fields) -> ReplyError {
    ReplyError::Refused(refusal(fields))
}

/// The members of a success of a family without reply signatures. `status` has to say `ok`.
pub fn unsigned_ok(reply: &WireReply) -> Result<Fields, ReplyError> {
    let fields = members(reply)?;
    let nested = nested_error(&fields);
    match (fields::text(&fields, "status"), nested) {
        (Some("ok"), _) => success_status(reply).map(|()| fields),
        (Some("error") | None, Some(error)) => Err(ReplyError::Refused(refusal(error))),
        (Some("error"), None) => Err(ReplyError::Refused(refusal(&fields))),
        (Some(other), _) => Err(lost(format!("status is {:?}", clean(other)))),
        (None, None) => Err(lost("status is missing")),
    }
}

fn success_status(reply: &WireReply) -> Result<(), ReplyError> {
    if (200..300).contains(&reply.status) {
        Ok(())
    } else {
        Err(lost(format!("HTTP {} with a reply that does not say \"error\"", reply.status)))
    }
}

/// The code and words of an error reply; code 0 when it has none.
fn refusal(members: &Fields) -> Failure {
    fields::failure(
        members,
        &["pg_error_code", "pg_failure_code", "error_code", "code"],
        &["pg_error_description", "pg_failure_description", "error_description", "description", "message"],
    )
    .unwrap_or(Failure { code: 0, text: String::new() })
}

/// A reply that proves nothing.
pub fn lost(what: impl Into<String>) -> ReplyError {
    ReplyError::Lost(what.into())
}

#[cfg(test)]
mod tests {
    use super::super::tests_support::{MERCHANT_SECRET, html, reply};
    use super::*;

    fn outcome(status: u16, body: &str) -> Result<Fields, ReplyError> {
        signed(&reply(status, body), &["revoke.php"], &Secret::new(MERCHANT_SECRET)).and_then(ok)
    }

    #[test]
    fn an_unsigned_error_is_believed_below_500_only() {
        let body = include_str!("../../tests/golden/error_unsigned.xml");
        let failure = Failure { code: 9_998, text: "Incorrect signature of the request".to_owned() };
        for status in [200, 400, 401] {
            assert_eq!(outcome(status, body), Err(ReplyError::Refused(failure.clone())), "{status}");
        }
        for status in [100, 302, 500, 502, 504] {
            assert_eq!(outcome(status, body), Err(ReplyError::Lost(format!("HTTP {status}"))));
        }
    }

    #[test]
    fn a_success_is_believed_only_when_it_is_signed() {
        let signed = include_str!("../../tests/golden/revoke_ok.xml");
        assert!(outcome(200, signed).is_ok());
        let lost = |what: &str| Err(ReplyError::Lost(what.to_owned()));
        assert_eq!(outcome(404, signed), lost("HTTP 404 with a reply that does not say \"error\""));
        assert_eq!(outcome(200, &signed.replace("ok<", "OK<")), lost("the signature of the reply is wrong"));
        assert_eq!(
            outcome(200, "<response><pg_status>ok</pg_status></response>"),
            lost("the reply is not signed and does not say \"error\"")
        );
    }

    #[test]
    fn an_error_with_a_wrong_signature_is_not_believed() {
        let body =
            "<response><pg_status>error</pg_status><pg_error_code>120</pg_error_code><pg_sig>00</pg_sig></response>";
        assert_eq!(outcome(200, body), Err(ReplyError::Lost("the signature of the reply is wrong".to_owned())));
    }

    #[test]
    fn what_is_no_answer_is_lost_and_told_in_one_line() {
        for body in ["", "  ", "ok", &html(), "<response><pg_status>ok</response>", "{\"pg_status\":", "\u{feff}"] {
            match outcome(200, body) {
                Err(ReplyError::Lost(what)) => assert!(!what.contains('\n') && !what.is_empty(), "{what}"),
                other => panic!("{body:?}: {other:?}"),
            }
        }
    }

    #[test]
    fn a_member_that_is_there_twice_makes_the_reply_unbelievable() {
        let body = "<response><pg_status>ok</pg_status><pg_status>error</pg_status></response>";
        assert_eq!(outcome(200, body), Err(ReplyError::Lost("pg_status is there twice".to_owned())));
        let nested = "<response><l><a>1</a><a>1</a></l></response>";
        assert_eq!(outcome(200, nested), Err(ReplyError::Lost("a is there twice".to_owned())));
        let many: String =
            (0..3_000).map(|at| format!("<m{}>1</m{}>", at % 2_999, at % 2_999)).collect::<Vec<_>>().concat();
        let wide = format!("<response>{many}</response>");
        assert_eq!(outcome(200, &wide), Err(ReplyError::Lost("m0 is there twice".to_owned())));
        let groups = "<response><card><a>1</a></card><card><a>2</a></card></response>";
        assert!(matches!(members(&reply(200, groups)), Ok(fields) if fields.len() == 2));
    }

    #[test]
    fn json_is_read_by_content() {
        let body = r#"{"pg_status":"error","pg_error_code":11068,"pg_error_description":"Payment not found"}"#;
        let failure = Failure { code: 11_068, text: "Payment not found".to_owned() };
        assert_eq!(outcome(200, body), Err(ReplyError::Refused(failure)));
    }

    #[test]
    fn unsigned_families_tell_errors_in_either_shape() {
        let refused = |code, text: &str| Err(ReplyError::Refused(Failure { code, text: text.to_owned() }));
        let read = |status, body: &str| unsigned_ok(&reply(status, body));
        assert_eq!(read(422, r#"{"error":{"code":"9403","description":"Bad input"}}"#), refused(9_403, "Bad input"));
        assert_eq!(read(200, r#"{"status":"error"}"#), refused(0, ""));
        assert_eq!(read(200, r#"{"status":"done"}"#), Err(ReplyError::Lost("status is \"done\"".to_owned())));
        assert_eq!(read(200, "{}"), Err(ReplyError::Lost("status is missing".to_owned())));
        assert!(read(200, r#"{"status":"ok"}"#).is_ok());
    }
}
