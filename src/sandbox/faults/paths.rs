//! What a call's path tells about it: enough to know which faults it can meet.

use crate::sandbox::calls::PATHS;

fn script(path: &str) -> &str {
    let script = path.rsplit('/').next().unwrap_or_default();
    script.strip_suffix(".php").unwrap_or(script)
}

pub(super) fn is_health(path: &str) -> bool {
    script(path) == "healthcheck"
}

/// Whether it is a call at all rather than a payer's page or the health check.
pub(super) fn is_call(path: &str) -> bool {
    !is_health(path) && !matches!(script(path), "pay.html" | "view")
}

/// Whether it tells how something stands.
pub(super) fn is_status(path: &str) -> bool {
    let script = script(path);
    script.contains("status") || matches!(script, "info" | "read")
}

/// Whether it changes nothing.
pub(super) fn is_read(path: &str) -> bool {
    !is_call(path) || is_status(path) || script(path) == "list"
}

/// Whether its replies are signed with `pg_sig`: those of the JSON families and of the health check are not.
pub(super) fn signs_replies(path: &str) -> bool {
    !path.starts_with("/v5/") && is_call(path)
}

/// Whether its replies are XML documents. `invoice/pay` is the one call below `/v5/` that answers XML.
pub(super) fn answers_xml(path: &str) -> bool {
    signs_replies(path) || path == "/v5/merchant/invoice/pay"
}

/// Whether `call` names this path: whole segments at its end, with or without `.php`. `*` names every call, and
/// `{id}` in the path stands for any merchant.
pub(super) fn names(call: &str, path: &str) -> bool {
    if call == "*" {
        return is_call(path);
    }
    let bare = |text: &'_ str| text.trim_start_matches('/').trim_end_matches(".php").to_owned();
    let (call, path) = (bare(call), bare(path));
    let mut segments = path.rsplit('/');
    !call.is_empty()
        && call.rsplit('/').all(|wanted| segments.next().is_some_and(|found| found == wanted || found == "{id}"))
}

/// The known paths that `call` names.
pub(super) fn known(call: &str) -> Vec<&'static str> {
    PATHS.iter().copied().filter(|path| names(call, path)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_is_named_by_whole_segments_at_the_end_of_its_path() {
        assert!(names("transaction/refund", "/v5/card-api/transaction/refund"));
        assert!(!names("transaction/refund", "/v5/card-api/other-transaction/refund"));
        assert!(!names("action/refund", "/v5/card-api/transaction/refund"));
        assert!(!names("/v6/card-api/transaction/refund", "/v5/card-api/transaction/refund"));
        for call in ["revoke.php", "/revoke.php", "revoke"] {
            assert!(names(call, "/revoke.php") && names(call, "/revoke") && !names(call, "/g2g/revoked"), "{call}");
        }
        assert_eq!(known("/v1/merchant/510001/card/pay"), ["/v1/merchant/{id}/card/pay"]);
        assert!(names("*", "/revoke.php") && !names("*", "/pay.html") && !names("*", "/status/healthcheck"));
        assert!(known("invoke.php").is_empty() && known("").is_empty());
    }

    #[test]
    fn every_call_is_a_read_or_a_write_and_the_statuses_are_reads() {
        let reads: Vec<_> = PATHS.iter().filter(|path| is_read(path)).copied().collect();
        let statuses: Vec<_> = PATHS.iter().filter(|path| is_status(path)).copied().collect();
        assert!(statuses.iter().all(|path| reads.contains(path)));
        for path in ["/get_status3.php", "/api/payment_status2", "/v5/card-api/request/status"] {
            assert!(statuses.contains(&path), "{path}");
        }
        for path in ["/revoke.php", "/init_payment.php", "/v1/merchant/{id}/card/pay", "/v5/merchant/invoice/pay"] {
            assert!(!reads.contains(&path), "{path}");
        }
    }
}
