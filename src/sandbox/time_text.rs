//! Points in time as the gateway writes them.

use chrono::{DateTime, NaiveDateTime, TimeZone as _, Utc};
use chrono_tz::Asia::Almaty;
use chrono_tz::Tz;

use crate::domain::Timestamp;

const PLAIN: &str = "%Y-%m-%d %H:%M:%S";

fn almaty(at: Timestamp) -> DateTime<Tz> {
    DateTime::<Utc>::from_timestamp_millis(at.millis()).unwrap_or_default().with_timezone(&Almaty)
}

/// Local time without an offset: `2026-01-31 09:30:00`. Source: `spec/README.md`, decision 11.
pub(super) fn local(at: Timestamp) -> String {
    almaty(at).format(PLAIN).to_string()
}

/// RFC 3339 with the merchant's offset: `2026-01-31T09:30:00+05:00`.
pub(super) fn with_offset(at: Timestamp) -> String {
    almaty(at).format("%Y-%m-%dT%H:%M:%S%:z").to_string()
}

/// RFC 3339 in UTC, as `pg_datetime` of errors shows it. Source: `spec/payout-invoice-gateway.md` 0.
pub(super) fn utc(at: Timestamp) -> String {
    almaty(at).with_timezone(&Utc).format("%Y-%m-%dT%H:%M:%S%:z").to_string()
}

/// Reads [`local`] back.
pub(super) fn parse_local(text: &str) -> Option<Timestamp> {
    let naive = NaiveDateTime::parse_from_str(text.trim(), PLAIN).ok()?;
    let local = Almaty.from_local_datetime(&naive).earliest()?;
    Some(Timestamp::from_millis(local.timestamp_millis()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn local_time_is_almaty_and_reads_back() {
        let at = Timestamp::from_millis(1_769_832_000_000);
        assert_eq!(local(at), "2026-01-31 09:00:00");
        assert_eq!(with_offset(at), "2026-01-31T09:00:00+05:00");
        assert_eq!(utc(at), "2026-01-31T04:00:00+00:00");
        assert_eq!(parse_local("2026-01-31 09:00:00"), Some(at));
        assert_eq!(parse_local("31.01.2026"), None);
    }
}
