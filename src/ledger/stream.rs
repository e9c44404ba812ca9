//! A whole list, for files and scripts: every row that passes, as they stood when the first was read.

use futures::TryStreamExt as _;
use sqlx::{Connection as _, SqliteConnection};
use tokio::sync::mpsc;

use super::connections::STEPS;
use super::lists::Window;
use super::sql::{record_as_text, record_columns, whole_record};
use super::{From, Ledger, LedgerError};
use crate::domain::query::{Moment, Query};
use crate::domain::{Record, RecordKind};

/// Rows that are handed on together.
const TOGETHER: usize = 500;

/// Where windows of records go. An empty one says that it was the last.
pub type Windows = mpsc::Sender<Result<Vec<Record>, LedgerError>>;

impl Ledger {
    /// Reads all records of a kind that pass a filter, in an order, and hands them on, until the last or until nobody
    /// takes them. One statement reads them, so that what changes meanwhile is neither missed nor met twice; and it has a
    /// connection of its own, so that nobody waits for it.
    pub async fn stream(&self, kind: RecordKind, query: &Query, moment: &Moment, windows: Windows) {
        let ended = async {
            let mut connection = self.adder.connect_for_many(TOGETHER).await?;
            let taker = windows.clone();
            connection.lock_handle().await?.set_progress_handler(STEPS, move || !taker.is_closed());
            hand_on(&mut connection, kind, query, moment, &windows).await?;
            connection.close().await?;
            Ok(Vec::new())
        };
        // Whoever does not listen any more has heard enough.
        let _ = windows.send(ended.await).await;
    }
}

async fn hand_on(
    connection: &mut SqliteConnection,
    kind: RecordKind,
    query: &Query,
    moment: &Moment,
    windows: &Windows,
) -> Result<(), LedgerError> {
    let Query { filter, sort } = query;
    let all = Window { kind, filter, sort: *sort, from: &From::First, seq: 0, limit: u32::MAX, moment };
    let mut sql = all.statement(record_as_text!(), all.plan(connection).await?);
    let mut rows = sql.build().fetch(connection);
    let mut window = Vec::with_capacity(TOGETHER);
    while let Some(row) = rows.try_next().await? {
        window.push(whole_record(&row)?);
        if window.len() == TOGETHER {
            let full = std::mem::replace(&mut window, Vec::with_capacity(TOGETHER));
            if windows.send(Ok(full)).await.is_err() {
                return Ok(());
            }
        }
    }
    if !window.is_empty() {
        let _ = windows.send(Ok(window)).await;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::code::Failure;
    use crate::domain::record::tests_support::record;
    use crate::domain::{Currency, GatewayId, Money, RecordId, RequestId, Stage, Timestamp};

    #[tokio::test]
    async fn every_member_of_a_record_arrives_as_it_is_kept() {
        let sum = |minor| Money::from_minor(minor, Currency::Kwd);
        let id = |number| uuid::Uuid::from_u128(number);
        let mut full = record(RecordKind::Payment, Stage::PartlyRefunded, 5);
        full.id = RecordId::from_uuid(id(1));
        full.word = "ok, \"captured\" 1".to_owned();
        (full.amount, full.cleared, full.refunded) = (sum(i64::MAX), sum(i64::MIN), sum(7));
        full.refund_count = u32::MAX;
        full.failure = Some(Failure { code: u32::MAX, text: "a\\b\n\u{1f375}".to_owned() });
        full.description = "Чай \\u0041 'и' \"хлеб\"\t".to_owned();
        full.created_at = Timestamp::from_millis(3);
        full.changed_at = Timestamp::from_millis(4);
        full.read_at = Some(Timestamp::from_millis(5));
        (full.watched, full.confirmable) = (true, false);
        full.page = Some("https://pay/?a=1".to_owned());
        full.customer = Some("77".to_owned());
        full.request_id = Some(RequestId::from_uuid(id(9)));
        full.facts = vec![("rrn".to_owned(), "\"1\"".to_owned()), ("card".to_owned(), String::new())];
        let mut bare = record(RecordKind::Payment, Stage::New, 1);
        bare.id = RecordId::from_uuid(id(2));
        bare.gateway_id = GatewayId::new("7").ok();
        bare.order_id = None;
        bare.created_at = Timestamp::from_millis(2);
        bare.confirmable = true;

        let folder = tempfile::tempdir().unwrap();
        let ledger = Ledger::open(&folder.path().join("shop.db")).await.unwrap();
        ledger.import([full.clone(), bare.clone()].into_iter().map(|row| (row, None)), |_, _| {}).await.unwrap();
        let (windows, mut rows) = mpsc::channel(2);
        let moment = Moment { now: Timestamp::from_millis(9), zone: chrono_tz::UTC };
        ledger.stream(RecordKind::Payment, &Query::default(), &moment, windows).await;
        assert_eq!(rows.recv().await, Some(Ok(vec![full, bare])));
        assert_eq!(rows.recv().await, Some(Ok(Vec::new())), "an empty window says that it was the last");
    }
}
