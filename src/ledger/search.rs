//! The words of records as they are searched: cut by the domain, kept in the index of full text.

use sqlx::sqlite::SqliteRow;
use sqlx::{Connection as _, QueryBuilder, Row as _, Sqlite, SqliteConnection, Transaction};

use super::{BEGIN, LedgerError};
use crate::domain::Record;
use crate::domain::query::words::{distinct, searched};

/// The edition of the words in a ledger, kept in the header of its file. Another definition of a word is another edition:
/// then all words are written anew when the ledger is opened.
pub(super) const EDITION: i64 = 1;

/// Records whose words are written with one statement.
const BATCH: u32 = 500;

/// The columns of [`searched`], in its order.
macro_rules! searched_columns {
    () => {
        "order_id, gateway_id, description, customer, failure_text"
    };
}
pub(super) use searched_columns;

/// The texts of a row, from its column number 1 on.
pub(super) fn texts(row: &SqliteRow) -> Result<[&str; 5], LedgerError> {
    let mut texts = [""; 5];
    for (place, text) in (1_usize..).zip(&mut texts) {
        *text = row.try_get::<Option<&str>, _>(place)?.unwrap_or_default();
    }
    Ok(texts)
}

/// Keeps the words of new records.
pub(super) async fn insert_words<'r>(
    tx: &mut Transaction<'_, Sqlite>,
    records: impl IntoIterator<Item = &'r Record>,
) -> Result<(), LedgerError> {
    let mut sql = QueryBuilder::<Sqlite>::new("INSERT INTO search (rowid, words) SELECT seq, column2 FROM (");
    sql.push_values(records, |mut row, new| {
        row.push_bind(new.id.to_string()).push_bind(distinct(&searched(new)));
    });
    sql.push(") CROSS JOIN records ON id = column1");
    sql.build().execute(&mut **tx).await?;
    Ok(())
}

/// Keeps the words of a record whose texts may have changed, as they are in the ledger now.
pub(super) async fn update_words(tx: &mut Transaction<'_, Sqlite>, record: &Record) -> Result<(), LedgerError> {
    let row = sqlx::query(concat!("SELECT seq, ", searched_columns!(), " FROM records WHERE id = $1"))
        .bind(record.id.to_string())
        .fetch_one(&mut **tx)
        .await?;
    sqlx::query("UPDATE search SET words = $1 WHERE rowid = $2")
        .bind(distinct(&texts(&row)?))
        .bind(row.try_get::<i64, _>("seq")?)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Writes all words anew, unless they are of this edition. A ledger of a million takes half a minute, once.
pub(super) async fn renew(connection: &mut SqliteConnection) -> Result<(), LedgerError> {
    let (edition,): (i64,) = sqlx::query_as("PRAGMA user_version").fetch_one(&mut *connection).await?;
    if edition == EDITION {
        return Ok(());
    }
    let mut tx = connection.begin_with(BEGIN).await?;
    sqlx::query("DELETE FROM search").execute(&mut *tx).await?;
    let mut last = i64::MIN;
    loop {
        let rows = sqlx::query(concat!(
            "SELECT seq, ",
            searched_columns!(),
            " FROM records WHERE seq > $1 ORDER BY seq LIMIT $2"
        ))
        .bind(last)
        .bind(BATCH)
        .fetch_all(&mut *tx)
        .await?;
        let Some(end) = rows.last() else { break };
        last = end.try_get("seq")?;
        let mut kept = Vec::new();
        for row in &rows {
            kept.push((row.try_get::<i64, _>("seq")?, distinct(&texts(row)?)));
        }
        let mut sql = QueryBuilder::<Sqlite>::new("INSERT INTO search (rowid, words) ");
        sql.push_values(kept, |mut row, (seq, words)| {
            row.push_bind(seq).push_bind(words);
        });
        sql.build().execute(&mut *tx).await?;
    }
    let mark = format!("PRAGMA user_version = {EDITION}");
    sqlx::query(sqlx::AssertSqlSafe(mark)).execute(&mut *tx).await?;
    tx.commit().await?;
    Ok(())
}
