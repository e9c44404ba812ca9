//! The overview: how much, how well, how fast. It reads hourly sums that triggers keep (`buckets`), so that what it costs
//! grows with the hours that are looked at and not with the records.
//!
//! A record counts in the hour in which it was made, with what has become of it since. An invoice that is followed as a
//! payment as well counts as both.

use chrono::{DateTime, Days};
use sqlx::{Row as _, SqliteConnection};

use super::{Ledger, LedgerError};
use crate::domain::query::Moment;
use crate::domain::{Currency, RecordKind, Stage, Timestamp};

/// How far the overview looks back, and in which steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Span {
    /// 24 hours, this one included.
    #[default]
    Hours,
    /// 30 days of the merchant's, today included.
    Days,
}

/// Hours and days that are looked back.
const HOURS: i64 = 24;
const DAYS: u64 = 30;

/// Milliseconds of an hour.
const HOUR: i64 = 3_600_000;

/// Codes that are told.
const CODES: i64 = 10;

/// Exchanges that the latency is told of.
const EXCHANGES: i64 = 500;

/// What the overview shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Overview {
    /// When each step of the span began, oldest first.
    pub slots: Vec<Timestamp>,
    /// By currency, the one with most records first.
    pub currencies: Vec<Volumes>,
    /// The most frequent failure codes and how many records have them, most frequent first.
    pub codes: Vec<(u32, u64)>,
    /// How fast the gateway answered lately.
    pub latency: Latency,
}

/// The volumes of one currency. Amounts are minor units of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Volumes {
    /// Which.
    pub currency: Currency,
    /// Payments, invoices and card transactions, step by step.
    pub slots: Vec<Slot>,
    /// The same in all.
    pub incoming: Totals,
    /// Payouts in all.
    pub payouts: Totals,
}

/// What was made in one step of the span.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Slot {
    /// Records.
    pub records: u64,
    /// Debited of them so far.
    pub cleared: i64,
}

/// Sums over the span.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Totals {
    /// Records.
    pub records: u64,
    /// What was asked for.
    pub amount: i64,
    /// What was debited; of payouts: paid.
    pub cleared: i64,
    /// What was returned.
    pub refunded: i64,
    /// How many returns there were.
    pub refunds: u64,
    /// Records that ended well: debited, whatever was returned later.
    pub well: u64,
    /// Records that failed or expired. Holds that were let go count as neither.
    pub badly: u64,
    /// Records that have not ended.
    pub moving: u64,
}

/// How long the last exchanges took, in milliseconds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Latency {
    /// Exchanges that were looked at.
    pub exchanges: u64,
    /// Those that had no reply.
    pub unanswered: u64,
    /// Half of the answers took no longer.
    pub p50: u64,
    /// Nine of ten took no longer.
    pub p90: u64,
    /// 99 of 100 took no longer.
    pub p99: u64,
}

impl Totals {
    fn add(&mut self, stage: Stage, sums: &Sums) {
        self.records += sums.records;
        self.amount = self.amount.saturating_add(sums.amount);
        self.cleared = self.cleared.saturating_add(sums.cleared);
        self.refunded = self.refunded.saturating_add(sums.refunded);
        self.refunds += sums.refunds;
        match stage {
            Stage::New | Stage::Processing | Stage::Held => self.moving += sums.records,
            Stage::Cleared | Stage::PartlyRefunded | Stage::Refunded => self.well += sums.records,
            Stage::Failed | Stage::Expired => self.badly += sums.records,
            Stage::Reversed => {}
        }
    }
}

struct Sums {
    records: u64,
    amount: i64,
    cleared: i64,
    refunded: i64,
    refunds: u64,
}

impl Latency {
    /// Of exchanges, by how long they took and whether they were answered.
    pub fn of(exchanges: impl IntoIterator<Item = (u64, bool)>) -> Self {
        let (mut took, mut all) = (Vec::new(), 0);
        for (millis, answered) in exchanges {
            all += 1;
            if answered {
                took.push(millis);
            }
        }
        took.sort_unstable();
        // The nearest rank: the smallest value that so many percent do not exceed.
        let rank = |percent: usize| {
            let at = (took.len() * percent).div_ceil(100).saturating_sub(1);
            took.get(at).copied().unwrap_or(0)
        };
        let (p50, p90, p99) = (rank(50), rank(90), rank(99));
        Self { exchanges: all, unanswered: all - took.len() as u64, p50, p90, p99 }
    }
}

/// When each step of a span begins that ends now, and when the last one ends.
pub fn slots(span: Span, now: Timestamp, zone: chrono_tz::Tz) -> (Vec<Timestamp>, Timestamp) {
    let hour = now.millis().div_euclid(HOUR);
    let end = Timestamp::from_millis(hour.saturating_add(1).saturating_mul(HOUR));
    let hours = |back: i64| Timestamp::from_millis(hour.saturating_sub(back).saturating_mul(HOUR));
    match span {
        Span::Hours => ((0..HOURS).rev().map(hours).collect(), end),
        Span::Days => {
            let today = DateTime::from_timestamp_millis(now.millis()).unwrap_or_default().with_timezone(&zone);
            let moment = Moment { now, zone };
            let begins = |back| Some(moment.begins(today.date_naive().checked_sub_days(Days::new(back))?));
            ((0..DAYS).rev().filter_map(begins).collect(), end)
        }
    }
}

impl Ledger {
    /// The overview of a span that ends now.
    pub async fn overview(&self, span: Span, now: Timestamp, zone: chrono_tz::Tz) -> Result<Overview, LedgerError> {
        let (slots, end) = slots(span, now, zone);
        let begin = slots.first().copied().unwrap_or(end);
        self.pace(Box::pin(async {
            let mut reader = self.readers.lend().await?;
            let window = (begin.millis().div_euclid(HOUR), end.millis().div_euclid(HOUR));
            let mut currencies = volumes(reader.get()?, window, slots.len()).await?;
            steps(reader.get()?, window, &slots, &mut currencies).await?;
            // The order of the enum breaks ties, so that nothing jumps.
            currencies.sort_by_key(|volumes| {
                (std::cmp::Reverse(volumes.incoming.records + volumes.payouts.records), volumes.currency)
            });
            let codes = codes(reader.get()?, window).await?;
            let latency = latency(reader.get()?).await?;
            Ok(Overview { slots, currencies, codes, latency })
        }))
        .await
    }
}

/// Counts all records anew, when they were taken over without the triggers.
pub(super) async fn recount(connection: &mut SqliteConnection) -> Result<(), LedgerError> {
    sqlx::query("DELETE FROM buckets").execute(&mut *connection).await?;
    sqlx::query(
        "INSERT INTO buckets (hour, kind, currency, stage, code, records, amount, cleared, refunded, refund_count)
         SELECT created_at / 3600000, kind, currency, stage, COALESCE(failure_code, 0),
                COUNT(*), SUM(amount), SUM(cleared), SUM(refunded), SUM(refund_count)
         FROM records GROUP BY 1, 2, 3, 4, 5",
    )
    .execute(connection)
    .await?;
    Ok(())
}

fn count(value: i64) -> u64 {
    u64::try_from(value).unwrap_or(0)
}

/// The sums of each currency.
async fn volumes(
    connection: &mut SqliteConnection,
    (begin, end): (i64, i64),
    slots: usize,
) -> Result<Vec<Volumes>, LedgerError> {
    let rows = sqlx::query(
        "SELECT currency, kind, stage, SUM(records) AS records, SUM(amount) AS amount, SUM(cleared) AS cleared,
                SUM(refunded) AS refunded, SUM(refund_count) AS refunds
         FROM buckets WHERE hour >= $1 AND hour < $2 GROUP BY currency, kind, stage HAVING SUM(records) > 0",
    )
    .bind(begin)
    .bind(end)
    .fetch_all(connection)
    .await?;
    let mut found: Vec<Volumes> = Vec::new();
    for row in rows {
        let unreadable = LedgerError::unreadable;
        let currency = Currency::from_code(row.try_get("currency")?).ok_or_else(|| unreadable("currency"))?;
        let kind = RecordKind::from_word(row.try_get("kind")?).ok_or_else(|| unreadable("kind"))?;
        let stage = Stage::from_word(row.try_get("stage")?).ok_or_else(|| unreadable("stage"))?;
        let sums = Sums {
            records: count(row.try_get("records")?),
            amount: row.try_get("amount")?,
            cleared: row.try_get("cleared")?,
            refunded: row.try_get("refunded")?,
            refunds: count(row.try_get("refunds")?),
        };
        let at = found.iter().position(|volumes| volumes.currency == currency).unwrap_or_else(|| {
            found.push(Volumes {
                currency,
                slots: vec![Slot::default(); slots],
                incoming: Totals::default(),
                payouts: Totals::default(),
            });
            found.len() - 1
        });
        if let Some(volumes) = found.get_mut(at) {
            match kind {
                RecordKind::Payment | RecordKind::Invoice | RecordKind::Card => volumes.incoming.add(stage, &sums),
                RecordKind::Payout => volumes.payouts.add(stage, &sums),
            }
        }
    }
    Ok(found)
}

/// The sums of each step.
async fn steps(
    connection: &mut SqliteConnection,
    (begin, end): (i64, i64),
    slots: &[Timestamp],
    currencies: &mut [Volumes],
) -> Result<(), LedgerError> {
    let rows = sqlx::query(
        "SELECT hour, currency, SUM(records) AS records, SUM(cleared) AS cleared FROM buckets
         WHERE hour >= $1 AND hour < $2 AND kind <> 'payout' GROUP BY hour, currency",
    )
    .bind(begin)
    .bind(end)
    .fetch_all(connection)
    .await?;
    for row in rows {
        let code: &str = row.try_get("currency")?;
        let at = Timestamp::from_millis(row.try_get::<i64, _>("hour")?.saturating_mul(HOUR));
        // An hour belongs to the step in which it begins; before the first one that is the first.
        let place = slots.partition_point(|slot| *slot <= at).saturating_sub(1);
        let volumes = currencies.iter_mut().find(|volumes| volumes.currency.code() == code);
        if let Some(slot) = volumes.and_then(|volumes| volumes.slots.get_mut(place)) {
            slot.records += count(row.try_get("records")?);
            slot.cleared = slot.cleared.saturating_add(row.try_get("cleared")?);
        }
    }
    Ok(())
}

/// The most frequent codes.
async fn codes(connection: &mut SqliteConnection, (begin, end): (i64, i64)) -> Result<Vec<(u32, u64)>, LedgerError> {
    let rows: Vec<(i64, i64)> = sqlx::query_as(
        "SELECT code, SUM(records) FROM buckets WHERE hour >= $1 AND hour < $2 AND code <> 0
         GROUP BY code HAVING SUM(records) > 0 ORDER BY 2 DESC, code LIMIT $3",
    )
    .bind(begin)
    .bind(end)
    .bind(CODES)
    .fetch_all(connection)
    .await?;
    Ok(rows.into_iter().filter_map(|(code, records)| Some((u32::try_from(code).ok()?, count(records)))).collect())
}

/// How long the last exchanges took. Their ids grow with time, so the newest are found by them.
async fn latency(connection: &mut SqliteConnection) -> Result<Latency, LedgerError> {
    let rows: Vec<(i64, Option<i64>)> =
        sqlx::query_as("SELECT took_ms, status FROM exchanges ORDER BY id DESC LIMIT $1")
            .bind(EXCHANGES)
            .fetch_all(connection)
            .await?;
    Ok(Latency::of(rows.into_iter().map(|(took, status)| (count(took), status.is_some()))))
}

#[cfg(test)]
#[path = "overview_tests.rs"]
mod tests;
