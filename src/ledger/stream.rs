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
