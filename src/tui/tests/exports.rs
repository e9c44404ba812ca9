//! What is shown is what is written: the box in which a file is chosen, and the work in the real loop.

use std::path::Path;
use std::time::Duration;

use crossterm::event::{Event, KeyCode};

use super::super::activity::Work;
use super::super::hits::Target;
use super::super::lists::Popup;
use super::super::model::Model;
use super::super::msg::{Effect, Msg};
use super::super::shell::Input;
use super::super::update::update;
use super::harness::Harness;
use super::lists::click;
use super::support::{NOW, char, frame, listed, many, page, press, show, speaking, write};
use crate::domain::query::{Column, Filter, Query, Sort};
use crate::domain::{Record, RecordKind};
use crate::ledger::{LedgerError, Windows};
use crate::locale::Language;
use crate::worker::export::{Export, ExportError, Format, Wanted, Written};
use crate::worker::{DeskError, Request};

const KIND: RecordKind = RecordKind::Payment;

fn payments(width: u16, height: u16) -> Model {
    listed(width, height, many(KIND, 54))
}

/// The export that was begun, and its number.
fn begun(effects: Vec<Effect>) -> (u64, Export, Option<u64>) {
    let work = effects.into_iter().find_map(|effect| match effect {
        Effect::Work(id, Work::Export(export, count)) => Some((id, *export, count)),
        _ => None,
    });
    work.expect("an export")
}

#[test]
fn the_filter_the_order_and_the_columns_of_the_list_are_what_is_written() {
    let mut model = payments(80, 24);
    char(&mut model, '/');
    write(&mut model, "stage:held");
    press(&mut model, KeyCode::Enter);
    char(&mut model, 's');
    press(&mut model, KeyCode::Down);
    press(&mut model, KeyCode::Enter);
    show(&mut model, KIND, many(KIND, 9), 9);
    char(&mut model, 'E');
    press(&mut model, KeyCode::End);
    let (_, export, count) = begun(press(&mut model, KeyCode::Enter));
    let filter = Filter::parse("stage:held").unwrap();
    let sort = Sort { column: Column::Changed, descending: true };
    assert_eq!(model.lists.sheet(KIND).shape.query, Query { filter, sort });
    let wanted = Wanted::Passing(model.lists.sheet(KIND).shape.query.clone());
    let columns = vec![
        Column::Stage,
        Column::Order,
        Column::Description,
        Column::Currency,
        Column::Amount,
        Column::Cleared,
        Column::Refunded,
        Column::Code,
        Column::Created,
    ];
    let path = "payment-2026-11-21.csv".into();
    assert_eq!(export, Export { kind: KIND, wanted, columns, format: Format::Csv, path });
    assert_eq!((count, model.lists.popup.is_none()), (None, true), "it is not counted yet");
}

#[test]
fn selected_rows_are_written_alone_and_in_the_order_of_the_list() {
    let mut model = payments(80, 24);
    for key in ['j', ' ', 'g', 'g', ' '] {
        char(&mut model, key);
    }
    char(&mut model, 'E');
    assert!(frame(&mut model).contains("2 rows: those that are selected"), "{}", frame(&mut model));
    let (_, export, count) = begun(press(&mut model, KeyCode::Enter));
    let rows = many(KIND, 2);
    assert_eq!((export.wanted, count), (Wanted::These(rows.iter().map(|row| row.id).collect()), Some(2)));
}

#[test]
fn selected_rows_that_share_a_value_and_a_moment_are_in_one_order_however_they_were_selected() {
    let mut rows = many(KIND, 3);
    let (amount, at) = (rows[0].amount, rows[0].created_at);
    for row in &mut rows {
        (row.amount, row.created_at) = (amount, at);
    }
    rows.sort_by_key(|row| std::cmp::Reverse(row.id.uuid()));
    let ids: Vec<_> = rows.iter().map(|row| row.id).collect();
    for keys in ["j  gg ", "gg   "] {
        let mut model = listed(80, 24, rows.clone());
        keys.chars().for_each(|key| drop(char(&mut model, key)));
        char(&mut model, 'E');
        let (_, export, _) = begun(press(&mut model, KeyCode::Enter));
        assert_eq!(export.wanted, Wanted::These(ids.clone()), "{keys:?}");
    }
}

#[test]
fn the_name_follows_the_format_as_long_as_it_ends_like_it() {
    let mut model = payments(80, 24);
    char(&mut model, 'E');
    let mut seen = Vec::new();
    for key in [KeyCode::Tab, KeyCode::Tab, KeyCode::Tab, KeyCode::BackTab] {
        press(&mut model, key);
        let Some(Popup::Export(open)) = &model.lists.popup else { panic!() };
        seen.push((open.format, open.field.value().to_owned()));
    }
    let name = |ending: &str| format!("payment-2026-11-21.{ending}");
    assert_eq!(
        seen,
        [
            (Format::Lines, name("jsonl")),
            (Format::Json, name("json")),
            (Format::Csv, name("csv")),
            (Format::Json, name("json"))
        ]
    );
    write(&mut model, ".old");
    press(&mut model, KeyCode::Tab);
    let (_, export, _) = begun(press(&mut model, KeyCode::Enter));
    assert_eq!((export.format, export.path), (Format::Csv, "payment-2026-11-21.json.old".into()));
}

#[test]
fn a_click_chooses_a_format_and_a_file_without_a_name_is_not_begun() {
    let mut model = payments(80, 24);
    char(&mut model, 'E');
    frame(&mut model);
    click(&mut model, Target::Choice(1));
    let Some(Popup::Export(open)) = &mut model.lists.popup else { panic!() };
    assert_eq!(open.format, Format::Lines);
    open.field.set("  ");
    assert!(press(&mut model, KeyCode::Enter).is_empty() && model.lists.popup.is_some());
    assert!(frame(&mut model).contains("the file needs a name: nothing was written"), "{}", frame(&mut model));
    press(&mut model, KeyCode::Esc);
    assert!(model.lists.popup.is_none());
    let mut empty = listed(80, 24, Vec::new());
    char(&mut empty, 'E');
    assert!(empty.lists.popup.is_none() && frame(&mut empty).contains("there is nothing to write"));
}

#[test]
fn an_export_of_rows_that_are_not_counted_shows_what_is_done_and_tells_its_end_itself() {
    let mut model = payments(100, 24);
    char(&mut model, '/');
    write(&mut model, "stage:held");
    press(&mut model, KeyCode::Enter);
    show(&mut model, KIND, many(KIND, 9), 9);
    char(&mut model, 'E');
    let (id, ..) = begun(press(&mut model, KeyCode::Enter));
    update(&mut model, Msg::Tick(NOW.plus(Duration::from_secs(2))));
    update(&mut model, Msg::Progress(id, 600));
    assert!(frame(&mut model).contains("writing rows 600 300/s X cancels"), "{}", frame(&mut model));
    let effects = char(&mut model, 'X');
    assert!(effects.iter().any(|effect| matches!(effect, Effect::CallOffWork(called) if *called == id)), "{effects:?}");
    assert!(model.toasts.is_empty(), "it may yet be written");
    let written = Written { rows: 601, path: "/home/ann/all.csv".into() };
    update(&mut model, Msg::Exported(id, Ok(written)));
    assert!(frame(&mut model).contains("601 rows were written to /home/ann/all.csv"), "{}", frame(&mut model));
    update(&mut model, Msg::Exported(id, Err(ExportError::Cancelled)));
    assert!(frame(&mut model).contains("the export was cancelled: no file was written"), "{}", frame(&mut model));
}

#[test]
fn the_box_in_every_size_and_language() {
    let mut looks = Vec::new();
    for language in Language::ALL {
        for (width, height) in [(80, 24), (40, 10)] {
            let mut model = speaking(language, || payments(width, height));
            char(&mut model, 'E');
            looks.push(format!("{} {width}×{height}\n{}\n", language.code(), frame(&mut model)));
        }
    }
    let mut model = payments(80, 24);
    char(&mut model, ' ');
    char(&mut model, 'E');
    press(&mut model, KeyCode::Tab);
    looks.push(frame(&mut model));
    insta::assert_snapshot!("export", looks.concat());
}

/// A desk in the real loop whose box names a file in a folder, and where the rows of the file go.
async fn writing(folder: &Path, name: &str) -> (Harness, Vec<Record>, Windows) {
    let rows = many(RecordKind::Invoice, 400);
    let mut desk = Harness::start();
    desk.open();
    desk.serve_until(&rows, "A-1000").await;
    desk.keys("E");
    desk.serve_until(&rows, "invoice-2026-11-21.csv").await;
    for _ in 0.."invoice-2026-11-21.csv".len() {
        desk.key(KeyCode::Backspace);
    }
    desk.input(Input::Event(Event::Paste(folder.join(name).display().to_string())));
    desk.key(KeyCode::Enter);
    let windows = loop {
        match desk.asked().await {
            Request::Stream { windows, .. } => break windows,
            Request::Page { reply, .. } => drop(reply.send(Ok(page(rows.clone(), 400)))),
            Request::Detail { reply, .. } => drop(reply.send(Err(DeskError::Gone))),
            other => panic!("{other:?}"),
        }
    };
    (desk, rows, windows)
}

/// Gives three quarters of the rows, and waits until they are written.
async fn give_some(desk: &mut Harness, rows: &[Record], windows: &Windows) {
    windows.send(Ok(rows[..300].to_vec())).await.unwrap();
    desk.serve_until(rows, "writing rows ███████████████░░░░░ 75 %").await;
}

fn left(folder: &Path) -> Vec<String> {
    std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap()).collect()
}

#[tokio::test(start_paused = true)]
async fn a_list_is_written_window_after_window_with_a_bar() {
    let folder = tempfile::tempdir().unwrap();
    let (mut desk, rows, windows) = writing(folder.path(), "all.csv").await;
    give_some(&mut desk, &rows, &windows).await;
    for window in [rows[300..].to_vec(), Vec::new()] {
        windows.send(Ok(window)).await.unwrap();
    }
    desk.serve_until(&rows, "400 rows were written to").await;
    assert_eq!(left(folder.path()), ["all.csv"]);
    let text = std::fs::read_to_string(folder.path().join("all.csv")).unwrap();
    assert_eq!(text.lines().count(), 401);
    desk.keys("q");
    desk.end().await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn an_export_that_is_called_off_leaves_nothing_behind_and_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let (mut desk, rows, windows) = writing(folder.path(), "all.csv").await;
    give_some(&mut desk, &rows, &windows).await;
    assert_eq!(left(folder.path()).len(), 1, "it is being written");
    desk.keys("X");
    desk.serve_until(&rows, "the export was cancelled: no file was written").await;
    assert!(windows.is_closed(), "nothing more is read for it");
    assert_eq!(left(folder.path()), Vec::<String>::new());
    desk.keys("q");
    desk.end().await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn an_export_that_fails_says_why_and_leaves_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    let (mut desk, rows, windows) = writing(folder.path(), "all.csv").await;
    give_some(&mut desk, &rows, &windows).await;
    windows.send(Err(LedgerError::made_up("disk I/O error"))).await.unwrap();
    desk.serve_until(&rows, "the ledger cannot be read: disk I/O error;").await;
    assert_eq!(left(folder.path()), Vec::<String>::new());
    desk.keys("q");
    desk.end().await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_file_that_is_there_is_not_written_over() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("all.csv");
    let (mut desk, rows, windows) = writing(folder.path(), "all.csv").await;
    give_some(&mut desk, &rows, &windows).await;
    std::fs::write(&path, "mine").unwrap();
    windows.send(Ok(Vec::new())).await.unwrap();
    desk.serve_until(&rows, "choose another name").await;
    assert_eq!(
        (left(folder.path()), std::fs::read_to_string(path).unwrap()),
        (vec!["all.csv".to_owned()], "mine".to_owned())
    );
    desk.keys("q");
    desk.end().await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn leaving_while_a_file_is_written_leaves_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    let (mut desk, rows, windows) = writing(folder.path(), "all.csv").await;
    give_some(&mut desk, &rows, &windows).await;
    desk.keys("q");
    desk.end().await.unwrap();
    assert_eq!(left(folder.path()), Vec::<String>::new());
}
