//! Which codes and status words a reply names: found in its masked text, so that an exchange can be explained as it is
//! kept.

/// A code or word, and the member that carried it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// The member's name.
    pub member: String,
    /// Its value.
    pub key: String,
}

/// Members whose values are codes or status words. The first ones say most.
const MEMBERS: [&str; 17] = [
    "pg_failure_code",
    "pg_error_code",
    "error_code",
    "code",
    "Cd",
    "pg_payment_status",
    "pg_transaction_status",
    "pg_refund_status",
    "pg_result",
    "pg_captured",
    "invoice_status",
    "request_status",
    "TxSts",
    "GrpSts",
    "card_status",
    "status",
    "pg_status",
];

/// Longest code or word.
const LONGEST: usize = 24;

/// What a reply names, in XML or JSON: errors first, each pair once. A zero in an error member means that there was no
/// error and is left out.
#[must_use]
pub fn mentions(reply: &str) -> Vec<Mention> {
    let mut found: Vec<Mention> = Vec::new();
    for member in MEMBERS {
        for value in values(reply, member) {
            let mention = Mention { member: member.to_owned(), key: value.to_owned() };
            let no_error = member.ends_with("_code") && value == "0";
            if !no_error && !found.contains(&mention) {
                found.push(mention);
            }
        }
    }
    found
}

/// The plain values of a member: between its tags, or after its quoted name.
fn values<'a>(reply: &'a str, member: &str) -> Vec<&'a str> {
    let mut found = Vec::new();
    for (start, end) in [(format!("<{member}>"), '<'), (format!("\"{member}\":"), ',')] {
        for (at, _) in reply.match_indices(&start) {
            let Some(rest) = reply.get(at + start.len()..) else { continue };
            let rest = rest.split([end, '}', '\n']).next().unwrap_or_default();
            let value = rest.trim().trim_matches('"');
            if !value.is_empty() && value.len() <= LONGEST && !value.contains(['<', '{', '[', '"']) {
                found.push(value);
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(reply: &str) -> Vec<(String, String)> {
        mentions(reply).into_iter().map(|mention| (mention.member, mention.key)).collect()
    }

    fn expected(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|(member, key)| ((*member).to_owned(), (*key).to_owned())).collect()
    }

    #[test]
    fn codes_come_before_words_and_each_pair_once() {
        let reply = "<response>\n <pg_status>ok</pg_status><pg_payment_status>error</pg_payment_status>\
                     <pg_failure_code>10009</pg_failure_code><pg_error_code>0</pg_error_code>\
                     <pg_refund_payments><pg_payment_status>error</pg_payment_status></pg_refund_payments></response>";
        assert_eq!(
            pairs(reply),
            expected(&[("pg_failure_code", "10009"), ("pg_payment_status", "error"), ("pg_status", "ok")])
        );
    }

    #[test]
    fn json_reads_like_xml() {
        let reply = r#"{"status":"error","error":{"code":"9403","description":"bad"},"request_status": "process"}"#;
        assert_eq!(pairs(reply), expected(&[("code", "9403"), ("request_status", "process"), ("status", "error")]));
    }

    #[test]
    fn what_is_nested_long_or_cut_off_is_no_code() {
        for reply in
            ["<pg_error_code><x>1</x></pg_error_code>", "{\"status\":{\"a\":1}}", "<pg_status>", "", "{\"status\":"]
        {
            assert_eq!(pairs(reply), vec![], "{reply}");
        }
        assert_eq!(pairs(&format!("<pg_status>{}</pg_status>", "x".repeat(80))), vec![]);
    }
}
