//! An exchange as a `curl` line without secrets: what was hidden is a variable that the reader sets.

use crate::domain::text::{clean, holds_card_number};

/// Words in the names of members that sign, charge or open something. The ledger holds them masked; that they are left out
/// here as well does not rest on that.
const SECRETS: [&str; 11] =
    ["sig", "token", "cvc", "cvv", "secret", "otp", "passw", "profile", "card_id", "hhash", "approval"];

/// The line for a masked request at a host; `None` when nothing was sent.
pub fn line(host: &str, request: &str) -> Option<String> {
    let mut lines = request.lines();
    let (method, path) = lines.next()?.split_once(' ')?;
    let scheme = if is_loopback(host) { "http" } else { "https" };
    let mut out = format!("curl -X {} {}", quoted(&clean(method)), quoted(&clean(&format!("{scheme}://{host}{path}"))));
    for member in lines {
        let Some((name, value)) = member.split_once(": ").or_else(|| member.split_once('=')) else { continue };
        let name = clean(name);
        out.push_str(" -F ");
        if is_hidden(&name, value) {
            out.push_str(&quoted(&format!("{name}=")));
            out.push_str("\"$");
            out.push_str(&variable(&name));
            out.push('"');
        } else {
            out.push_str(&quoted(&format!("{name}={}", clean(value))));
        }
    }
    Some(out)
}

/// Whether the line must not hold a value: it is masked, at least in part, or it could be a secret.
fn is_hidden(name: &str, value: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let masked = value.contains('•') || value.contains('…') || value.contains("XXXX");
    masked || SECRETS.iter().any(|word| name.contains(word)) || holds_card_number(value)
}

fn is_loopback(host: &str) -> bool {
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    matches!(name, "localhost" | "[::1]") || name.starts_with("127.")
}

/// The variable of a member: `$TOLEM_PG_SIG`.
fn variable(name: &str) -> String {
    let letters = name.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' });
    format!("TOLEM_{}", letters.collect::<String>())
}

/// A text as one word of a shell.
fn quoted(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=@%+,".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_request_is_a_line_that_a_shell_reads_as_it_was() {
        let request = "POST /g2g/refund\npg_merchant_id: 552170\npg_description: Чай & 'хлеб'\npg_sig: •••";
        assert_eq!(
            line("api.freedompay.kz", request).as_deref(),
            Some(
                "curl -X POST https://api.freedompay.kz/g2g/refund -F pg_merchant_id=552170 \
                 -F 'pg_description=Чай & '\\''хлеб'\\''' -F pg_sig=\"$TOLEM_PG_SIG\""
            )
        );
        assert_eq!(line("127.0.0.1:8080", "GET /status").as_deref(), Some("curl -X GET http://127.0.0.1:8080/status"));
        assert_eq!(line("h", ""), None);
    }

    #[test]
    fn what_is_masked_in_part_or_looks_like_a_secret_is_a_variable() {
        for member in [
            "pg_user_phone: •••4567",
            "pg_card_pan: 440564XXXXXX6150",
            "note: 4405645000006150",
            "pg_card_token: abc",
            "from.card.cvc: 123",
            "Client-Secret: klmn",
        ] {
            let shown = line("h", &format!("POST /x\n{member}")).unwrap();
            let value = member.split_once(": ").unwrap().1;
            assert!(shown.contains("\"$TOLEM_") && !shown.contains(value), "{shown}");
        }
    }

    proptest! {
        #[test]
        fn no_secret_leaves_and_no_text_leaves_its_quotes(
            secret in "[a-f0-9]{12,32}", name in "(pg_sig|sig|pg_card_token|cvc|secret_key|token_[a-z]{2})", text in "\\PC{0,30}",
        ) {
            let shown = line("h", &format!("POST /x\nnote: {text}\n{name}: {secret}\nlast: •••")).unwrap();
            prop_assert!(!shown.contains(&secret) || text.contains(&secret));
            let outside: String = shown.replace(r"'\''", "").split('\'').step_by(2).collect();
            prop_assert!(!outside.contains(['$', '`', ';', '&', '|', '<', '>', '(']) || outside.contains("\"$TOLEM_"));
            prop_assert!(!outside.replace("\"$TOLEM_", "").contains(['$', '`', ';', '&', '|', '<', '>', '(']));
        }
    }
}
