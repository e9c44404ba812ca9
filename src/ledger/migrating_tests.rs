//! Ledgers of earlier versions.

use sqlx::migrate::Migrator;

use super::*;
use crate::domain::query::{Column, Filter, Moment, Query, Sort};
use crate::domain::{RecordKind, Timestamp};
use crate::ledger::{From, Page};

/// A ledger as the version that knew `version` migrations made and left it.
async fn old_ledger(path: &Path, version: i64, rows: &str) {
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .pragma("application_id", APPLICATION_ID.to_string());
    let mut connection = SqliteConnection::connect_with(&options).await.unwrap();
    let known = MIGRATIONS.iter().filter(|migration| migration.version <= version).cloned().collect();
    Migrator::with_migrations(known).run_direct(None, &mut connection, false).await.unwrap();
    sqlx::raw_sql(sqlx::AssertSqlSafe(rows.to_owned())).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
}

const ROWS: &str = "
    INSERT INTO records VALUES
        ('00000000-0000-0000-0000-000000000002', 'payment', '72', 'A-2', 'failed', 'error', 'JPY', 500, 0, 0, 0, 10009,
         'Недостаточно средств', 'Хлеб', 2000, 2500, NULL, 0, 0, NULL, NULL, NULL, '[]', NULL, 3),
        ('00000000-0000-0000-0000-000000000001', 'payment', '71', 'A-1', 'partly refunded', 'success', 'KZT', 20000,
         20000, 100, 1, NULL, NULL, 'Чай', 1000, 3000, 4000, 1, 0, NULL, NULL, NULL, '[[\"rrn\",\"7\"]]', 9000, 0);
    UPDATE tallies SET total = 2 WHERE list = 'payment';
    INSERT INTO events VALUES
        ('e', '00000000-0000-0000-0000-000000000001', 1000, 'tracked', NULL, 'followed');
    INSERT INTO exchanges VALUES
        ('00000000-0000-0000-0000-0000000000ee', '00000000-0000-0000-0000-000000000002', 1000, 'status', NULL, 5, 200,
         'asked', 'told', 'read');";

#[tokio::test]
async fn an_old_ledger_keeps_its_records_and_gets_lists_in_any_order_and_full_text() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shop.db");
    old_ledger(&path, 2, ROWS).await;
    let ledger = Ledger::open(&path).await.unwrap();
    let moment = Moment { now: Timestamp::from_millis(10_000), zone: chrono_tz::UTC };
    let names = async |text: &str, column: Column| {
        let query = Query { filter: Filter::parse(text).unwrap(), sort: Sort { column, descending: true } };
        let Page { rows, .. } = ledger.page(RecordKind::Payment, &query, &moment, From::First, 9).await.unwrap();
        rows.iter().map(crate::domain::Record::name).collect::<Vec<_>>()
    };
    assert_eq!(names("", Column::Created).await, ["A-2", "A-1"]);
    assert_eq!(names("", Column::Amount).await, ["A-2", "A-1"], "500 yen are more of a number than 200 tenge");
    assert_eq!(names("stage:partly-refunded", Column::Read).await, ["A-1"]);
    assert_eq!(names("недост хлеб", Column::Created).await, ["A-2"]);
    let kept: Vec<(i64, String)> = sqlx::query_as("SELECT rowid, words FROM search ORDER BY rowid")
        .fetch_all(&mut ledger.writer.lock().await.connection)
        .await
        .unwrap();
    assert_eq!(kept, [(1, "1 71 a чай".to_owned()), (2, "2 72 a недостаточно средств хлеб".to_owned())]);
    let id = |number| crate::domain::RecordId::from_uuid(Uuid::from_u128(number));
    let kept = ledger.detail(id(1)).await.unwrap().unwrap();
    assert_eq!(kept.record.facts, [("rrn".to_owned(), "7".to_owned())]);
    assert_eq!((kept.record.watched, kept.events.len()), (true, 1));
    assert_eq!(ledger.detail(id(2)).await.unwrap().unwrap().exchanges.len(), 1);
    assert_eq!(ledger.next_due().await.unwrap(), Some(Timestamp::from_millis(9_000)));
    let connection = &mut ledger.writer.lock().await.connection;
    let astray = sqlx::query("PRAGMA foreign_key_check").fetch_all(&mut *connection).await.unwrap();
    assert!(astray.is_empty(), "what referred to the records still does");
    let orphan = "INSERT INTO events VALUES ('f', 'nobody', 1, 'read', NULL, '')";
    assert!(sqlx::query(orphan).execute(&mut *connection).await.is_err(), "and must");
}

#[tokio::test]
async fn words_of_another_edition_are_written_anew_once() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shop.db");
    old_ledger(&path, 2, ROWS).await;
    Ledger::open(&path).await.unwrap().close().await;
    let words = async |statement: &str| {
        let ledger = Ledger::open(&path).await.unwrap();
        let connection = &mut ledger.writer.lock().await.connection;
        let found: Vec<(String,)> =
            sqlx::query_as("SELECT words FROM search WHERE rowid = 1").fetch_all(&mut *connection).await.unwrap();
        sqlx::raw_sql(sqlx::AssertSqlSafe(statement.to_owned())).execute(&mut *connection).await.unwrap();
        found
    };
    words("UPDATE search SET words = 'other' WHERE rowid = 1").await;
    assert_eq!(words("PRAGMA user_version = 0").await, [("other".to_owned(),)], "of this edition they are left alone");
    assert_eq!(words("").await, [("1 71 a чай".to_owned(),)]);
}
