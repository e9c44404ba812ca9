//! Exports over a real ledger, and over one that fails.

use std::future::pending;
use std::os::unix::fs::PermissionsExt as _;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use tokio::sync::oneshot;

use super::*;
use crate::domain::query::tests_support::{NOW, any_filter, any_record, any_sort};
use crate::domain::query::{Filter, Moment, Sort};
use crate::domain::record::tests_support::record;
use crate::domain::{Currency, Environment, Stage, Timestamp};
use crate::ledger::{Amendment, Ledger, LedgerError};
use crate::worker::handle::Ends;
use crate::worker::{About, Request};

const PAYMENT: RecordKind = RecordKind::Payment;

fn about() -> About {
    About {
        profile: "tea-shop".to_owned(),
        environment: Environment::Sandbox,
        merchant: "552170".to_owned(),
        host: "127.0.0.1:8080".to_owned(),
        currency: Currency::Kzt,
        zone: chrono_tz::Asia::Almaty,
        read_only: false,
    }
}

fn moment() -> Moment {
    Moment { now: Timestamp::from_millis(NOW), zone: chrono_tz::Asia::Almaty }
}

/// Answers as the worker does, from a ledger.
async fn serve(ledger: Ledger, mut ends: Ends) {
    while let Some(request) = ends.requests.recv().await {
        match request {
            Request::Stream { kind, query, windows } => ledger.stream(kind, &query, &moment(), windows).await,
            Request::Records { ids, reply } => {
                let _ = reply.send(ledger.records(&ids).await.map_err(Into::into));
            }
            other => panic!("{other:?}"),
        }
    }
}

async fn desk(folder: &Path, rows: Vec<Record>) -> Handle {
    let (handle, ends) = Handle::pair(about());
    tokio::spawn(serve(ledger(folder, rows).await, ends));
    handle
}

async fn ledger(folder: &Path, rows: Vec<Record>) -> Ledger {
    let ledger = Ledger::open(&folder.join("test.db")).await.unwrap();
    ledger.import(rows.into_iter().map(|row| (row, None)), |_, _| {}).await.unwrap();
    ledger
}

fn rows(count: u128) -> Vec<Record> {
    let row = |number: u128| {
        let mut row = record(PAYMENT, Stage::Cleared, 100 + i64::try_from(number).unwrap());
        row.id = RecordId::from_uuid(uuid::Uuid::from_u128(number));
        row.gateway_id = crate::domain::GatewayId::new(format!("7{number}")).ok();
        // Threes share a moment, so that ties lie across the ends of windows.
        row.created_at = Timestamp::from_millis(i64::try_from(number / 3).unwrap());
        row
    };
    (1..=count).map(row).collect()
}

fn all(format: Format, path: PathBuf) -> Export {
    Export {
        kind: PAYMENT,
        wanted: Wanted::Passing(Query::default()),
        columns: vec![Column::Gateway, Column::Amount],
        format,
        path,
    }
}

/// The names of what a folder holds, beside the ledger.
fn left(folder: &Path) -> Vec<String> {
    let names = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.filter(|name| !name.starts_with("test.")).collect();
    names.sort();
    names
}

fn ids(lines: &str) -> Vec<String> {
    let id = |line: &str| serde_json::from_str::<serde_json::Value>(line).unwrap()["id"].as_str().unwrap().to_owned();
    lines.lines().map(id).collect()
}

#[tokio::test]
async fn a_list_of_several_windows_is_written_whole_and_only_for_its_owner() {
    let folder = tempfile::tempdir().unwrap();
    let handle = desk(folder.path(), rows(1_101)).await;
    let path = folder.path().join("all.csv");
    let mut heard = Vec::new();
    let written = export(&handle, all(Format::Csv, path.clone()), |rows| heard.push(rows), pending()).await;
    assert_eq!(written, Ok(Written { rows: 1_101, path: path.clone() }));
    assert_eq!(heard, [500, 1_000, 1_101]);
    let row = |n: u32| {
        format!(
            "7{n},KZT,{}.{:02}
",
            (100 + n) / 100,
            (100 + n) % 100
        )
    };
    let expected = (1..=1_101).rev().map(row).collect::<Vec<_>>().concat();
    assert_eq!(std::fs::read_to_string(&path).unwrap(), format!("gateway_id,currency,amount\n{expected}"));
    assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(left(folder.path()), ["all.csv"]);
}

#[tokio::test]
async fn chosen_records_are_written_in_their_order_without_those_that_are_gone() {
    let folder = tempfile::tempdir().unwrap();
    let handle = desk(folder.path(), rows(400)).await;
    let path = folder.path().join("some.jsonl");
    // More than a window of ids that there are not comes first.
    let chosen: Vec<RecordId> = (1_000..2_100_u128)
        .chain([7, 400, 1])
        .map(|number| RecordId::from_uuid(uuid::Uuid::from_u128(number)))
        .collect();
    let wanted = Wanted::These(chosen.clone());
    let written = export(&handle, Export { wanted, ..all(Format::Lines, path.clone()) }, |_| {}, pending()).await;
    assert_eq!(written.map(|written| written.rows), Ok(3));
    let expected: Vec<String> = chosen[1_100..].iter().map(ToString::to_string).collect();
    assert_eq!(ids(&std::fs::read_to_string(path).unwrap()), expected);
}

#[tokio::test]
async fn a_file_that_is_there_stays_as_it_is_also_when_it_came_meanwhile() {
    let folder = tempfile::tempdir().unwrap();
    let handle = desk(folder.path(), rows(10)).await;
    let path = folder.path().join("all.json");
    std::fs::write(&path, "mine").unwrap();
    let refused = Err(ExportError::Exists(path.clone()));
    assert_eq!(export(&handle, all(Format::Json, path.clone()), |_| {}, pending()).await, refused);
    std::fs::remove_file(&path).unwrap();
    let comes = |_| std::fs::write(&path, "theirs").unwrap();
    assert_eq!(export(&handle, all(Format::Json, path.clone()), comes, pending()).await, refused);
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "theirs");
    assert_eq!(left(folder.path()), ["all.json"]);
}

#[tokio::test]
async fn a_folder_that_there_is_not_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let handle = desk(folder.path(), rows(1)).await;
    let path = folder.path().join("nowhere/all.csv");
    let refused = export(&handle, all(Format::Csv, path.clone()), |_| {}, pending()).await;
    assert!(matches!(refused, Err(ExportError::Unwritable { path: at, .. }) if at == path));
    assert_eq!(left(folder.path()), Vec::<String>::new());
}

#[tokio::test]
async fn called_off_or_failed_it_leaves_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    let handle = desk(folder.path(), rows(9_000)).await;
    let (stop, stopped) = oneshot::channel();
    let mut stop = Some(stop);
    let progress = |_| {
        let _ = stop.take().map(|stop| stop.send(()));
    };
    let unwanted = async { stopped.await.unwrap() };
    let path = folder.path().join("all.csv");
    let cancelled = export(&handle, all(Format::Csv, path.clone()), progress, unwanted).await;
    assert_eq!(cancelled, Err(ExportError::Cancelled));
    let (handle, mut ends) = Handle::pair(about());
    let fails = async {
        for end in [Some(Err(LedgerError::made_up("disk I/O error"))), None] {
            let Some(Request::Stream { windows, .. }) = ends.requests.recv().await else { panic!() };
            windows.send(Ok(rows(3))).await.unwrap();
            if let Some(end) = end {
                windows.send(end).await.unwrap();
            }
        }
    };
    let exports = async {
        let failed = export(&handle, all(Format::Csv, path.clone()), |_| {}, pending()).await;
        assert_eq!(failed, Err(ExportError::Unread("disk I/O error".to_owned())));
        let broken_off = export(&handle, all(Format::Csv, path), |_| {}, pending()).await;
        assert_eq!(broken_off, Err(ExportError::Gone), "a worker that ended is not the end of the list");
    };
    tokio::join!(exports, fails);
    assert_eq!(left(folder.path()), Vec::<String>::new());
}

#[tokio::test]
async fn called_off_after_the_last_record_it_leaves_nothing_behind_either() {
    let folder = tempfile::tempdir().unwrap();
    let handle = desk(folder.path(), rows(3)).await;
    let mut asked = 0;
    let unwanted = std::future::poll_fn(move |_| {
        asked += 1;
        // Wanted while rows are waited for; no longer when the file is whole and not yet in its place.
        if asked > 2 { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
    });
    let mut heard = 0;
    let cancelled =
        export(&handle, all(Format::Csv, folder.path().join("all.csv")), |rows| heard = rows, unwanted).await;
    assert_eq!((cancelled, heard), (Err(ExportError::Cancelled), 3));
    assert_eq!(left(folder.path()), Vec::<String>::new());
}

#[tokio::test]
async fn a_list_is_written_as_it_stood_even_by_a_column_that_changes_meanwhile() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = ledger(folder.path(), rows(6_000)).await;
    let by_change = Query { filter: Filter::default(), sort: Sort { column: Column::Changed, descending: true } };
    let (windows, mut came) = tokio::sync::mpsc::channel(1);
    let reading = ledger.clone();
    let stream = tokio::spawn(async move { reading.stream(PAYMENT, &by_change, &moment(), windows).await });
    let mut seen: Vec<RecordId> = came.recv().await.unwrap().unwrap().iter().map(|row| row.id).collect();
    // One that was met goes to the end of the list, and one that was not to its top.
    for (id, at) in [(seen[0], -1), (rows(1)[0].id, 9_000_000_000_000)] {
        let changed = ledger.amend(id, None, |row| {
            row.changed_at = Timestamp::from_millis(at);
            Amendment { due_at: None, event: None }
        });
        changed.await.unwrap().unwrap();
    }
    while let Some(window) = came.recv().await {
        let window = window.unwrap();
        if window.is_empty() {
            break;
        }
        seen.extend(window.iter().map(|row| row.id));
    }
    stream.await.unwrap();
    assert_eq!(seen.len(), 6_000);
    seen.sort_unstable_by_key(|id| id.uuid());
    seen.dedup();
    assert_eq!(seen.len(), 6_000, "each once");
}

/// More records than a window, some of them at random.
fn any_rows() -> impl Strategy<Value = Vec<Record>> {
    (1..=12_u128).map(any_record).collect::<Vec<_>>().prop_map(|some| {
        let again = |n: u128| {
            let mut row = some[usize::try_from(n).unwrap() % some.len()].clone();
            row.id = RecordId::from_uuid(uuid::Uuid::from_u128(n + 1));
            row.gateway_id = crate::domain::GatewayId::new(format!("1A{n}")).ok();
            row
        };
        (0..650).map(again).collect()
    })
}

#[test]
fn exported_rows_are_the_rows_of_the_filter_in_the_order_of_the_list() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let mut runner = TestRunner::new(Config { cases: 6, failure_persistence: None, ..Config::default() });
    let queries = prop::collection::vec((any_filter(), any_sort()), 1..6);
    let tried = runner.run(&(any_rows(), queries), |(rows, queries)| {
        let folder = tempfile::tempdir().unwrap();
        runtime.block_on(async {
            let handle = desk(folder.path(), rows.clone()).await;
            let everything = (Filter::default(), Sort::default());
            for (at, (filter, sort)) in queries.into_iter().chain([everything]).enumerate() {
                let path = folder.path().join(at.to_string());
                let wanted = Wanted::Passing(Query { filter: filter.clone(), sort });
                let written =
                    export(&handle, Export { wanted, ..all(Format::Lines, path.clone()) }, |_| {}, pending()).await;
                let exported = ids(&std::fs::read_to_string(path).unwrap());
                let mut expected: Vec<&Record> = rows.iter().filter(|row| filter.matches(row, &moment())).collect();
                prop_assert_eq!(written.map(|written| written.rows), Ok(expected.len() as u64));
                let keys = |row: &Record| (crate::domain::query::Key::of(row, sort.column), row.created_at);
                let find = |id: &String| rows.iter().find(|row| row.id.to_string() == *id).map(keys);
                let order: Vec<_> = exported.iter().filter_map(find).collect();
                let in_order = |one: &_, other: &_| if sort.descending { one >= other } else { one <= other };
                prop_assert!(order.is_sorted_by(in_order), "by {}", sort.column.word());
                expected.sort_by_key(|row| row.id.to_string());
                let mut exported = exported;
                exported.sort();
                prop_assert_eq!(exported, expected.iter().map(|row| row.id.to_string()).collect::<Vec<_>>());
            }
            Ok(())
        })
    });
    tried.unwrap();
}
