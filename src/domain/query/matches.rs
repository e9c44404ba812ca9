//! Whether one record passes: what the ledger's answers are held against.

use chrono::{Days, NaiveDate, NaiveTime, TimeZone as _};
use chrono_tz::Tz;

use super::filter::{Filter, Sum, Term, Test};
use super::glob;
use super::sort::folded;
use super::values::{Clock, Span, Than};
use super::words::{hold, searched, words};
use crate::domain::{GatewayId, OrderId, Record, Timestamp};

/// When and where a filter is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// Ages are counted from here.
    pub now: Timestamp,
    /// Days are the merchant's.
    pub zone: Tz,
}

impl Moment {
    /// The moment that lay this long ago.
    #[must_use]
    pub const fn ago(&self, span: Span) -> Timestamp {
        Timestamp::from_millis(self.now.millis().saturating_sub(span.millis()))
    }

    /// When a day begins.
    #[must_use]
    pub fn begins(&self, day: NaiveDate) -> Timestamp {
        let midnight = day.and_time(NaiveTime::MIN);
        // Where clocks are put forward at midnight, the day begins when they have been.
        let begins = (0..24).find_map(|half_hours| {
            let at = midnight + chrono::Duration::minutes(30 * half_hours);
            self.zone.from_local_datetime(&at).earliest()
        });
        Timestamp::from_millis(begins.map_or(midnight.and_utc().timestamp_millis(), |at| at.timestamp_millis()))
    }

    /// When the day after this one begins.
    #[must_use]
    pub fn ends(&self, day: NaiveDate) -> Timestamp {
        day.checked_add_days(Days::new(1)).map_or(Timestamp::from_millis(i64::MAX), |next| self.begins(next))
    }
}

impl Filter {
    /// Whether every term holds of a record.
    #[must_use]
    pub fn matches(&self, record: &Record, moment: &Moment) -> bool {
        self.terms.iter().all(|term| term.matches(record, moment))
    }
}

impl Term {
    /// Whether it holds of a record.
    #[must_use]
    pub fn matches(&self, record: &Record, moment: &Moment) -> bool {
        self.test.matches(record, moment) != self.negated
    }
}

impl Test {
    fn matches(&self, record: &Record, moment: &Moment) -> bool {
        match self {
            Self::Stage(stages) => stages.contains(&record.stage),
            Self::Sum(sum, comparison) => {
                let money = match sum {
                    Sum::Amount => record.amount,
                    Sum::Cleared => record.cleared,
                    Sum::Refunded => record.refunded,
                };
                comparison.holds(money.thousandths())
            }
            Self::Currency(currencies) => currencies.contains(&record.amount.currency()),
            Self::Order(pattern) => fits(pattern, record.order_id.as_ref().map(OrderId::as_str)),
            Self::Id(pattern) => fits(pattern, record.gateway_id.as_ref().map(GatewayId::as_str)),
            Self::Customer(pattern) => fits(pattern, record.customer.as_deref()),
            Self::AnyCode => record.failure.is_some(),
            Self::Code(codes) => record.failure.as_ref().is_some_and(|failure| codes.contains(&failure.code)),
            Self::Since(clock, than, span) => {
                let at = match clock {
                    Clock::Age => Some(record.created_at),
                    Clock::Changed => Some(record.changed_at),
                    Clock::Read => record.read_at,
                };
                at.is_some_and(|at| match than {
                    Than::Less => at > moment.ago(*span),
                    Than::More => at < moment.ago(*span),
                })
            }
            Self::Created(from, to) => {
                record.created_at >= moment.begins(*from) && record.created_at < moment.ends(*to)
            }
            Self::Watched(watched) => record.watched == *watched,
            Self::Text(sought) => hold(&searched(record), &words(sought)),
        }
    }
}

fn fits(pattern: &str, text: Option<&str>) -> bool {
    // The ledger tells no text from an empty one.
    text.filter(|text| !text.is_empty()).is_some_and(|text| glob::fits(&folded(pattern), &folded(text)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_the_merchants_even_where_clocks_are_put_forward_at_midnight() {
        let day = NaiveDate::from_ymd_opt(2026, 11, 20).unwrap();
        let moment = Moment { now: Timestamp::from_millis(0), zone: chrono_tz::Asia::Almaty };
        let midnight = chrono::DateTime::parse_from_rfc3339("2026-11-20T00:00:00+05:00").unwrap();
        assert_eq!(moment.begins(day).millis(), midnight.timestamp_millis());
        assert_eq!(moment.ends(day).millis(), midnight.timestamp_millis() + 86_400_000);
        let beirut = Moment { zone: chrono_tz::Asia::Beirut, ..moment };
        let forward = NaiveDate::from_ymd_opt(2024, 3, 31).unwrap();
        let one = chrono::DateTime::parse_from_rfc3339("2024-03-31T01:00:00+03:00").unwrap();
        assert_eq!(beirut.begins(forward).millis(), one.timestamp_millis());
    }
}
