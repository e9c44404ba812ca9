//! The README's picture is drawn by the program: `UPDATE_PICTURE=1 cargo test --test picture` draws it anew.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::expect_used, reason = "tests")]

use tolem::domain::query::Sort;
use tolem::domain::{Currency, Environment, OperationId, Record, RecordId, RecordKind, Stage, Timestamp};
use tolem::ledger::{Detail, Event, EventKind};
use tolem::sandbox::{Config, Gateway};
use tolem::tui::{picture, preview};
use tolem::worker::About;

const PATH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/dashboard.svg");

/// 2026-11-20 15:00 in Almaty.
const NOW: Timestamp = Timestamp::from_millis(1_795_168_800_000);

fn payments() -> Vec<Record> {
    let gateway = Gateway::new(&Config { seed: 1, records: 90, currency: Currency::Kzt, ..Config::default() }, NOW);
    let mut rows: Vec<Record> = gateway
        .seeded()
        .into_iter()
        .filter(|seeded| seeded.kind == RecordKind::Payment)
        .enumerate()
        .map(|(number, seeded)| {
            let id = RecordId::from_uuid(uuid::Uuid::from_u128(number as u128 + 1));
            let mut record = Record::new(id, seeded.kind, seeded.reading.amount.unwrap(), seeded.created_at);
            record.description = seeded.description;
            record.take(&seeded.reading);
            record
        })
        .collect();
    rows.sort_by_key(|row| std::cmp::Reverse(row.cursor(Sort::default())));
    rows
}

#[test]
fn the_readme_shows_the_screen_as_it_is() {
    let rows = payments();
    let record = rows.iter().find(|row| row.stage == Stage::PartlyRefunded).unwrap().clone();
    let operation = OperationId::parse("0192f0c1-2233-7abc-8def-00112233aabb").unwrap();
    let event = |minutes: i64, kind, text: &str| Event {
        at: Timestamp::from_millis(NOW.millis() - minutes * 60_000),
        kind,
        operation: (kind == EventKind::Operation).then_some(operation),
        text: text.to_owned(),
    };
    let detail = Detail {
        record: record.clone(),
        events: vec![
            event(2, EventKind::Operation, "refund 2233aabb: confirmed"),
            event(3, EventKind::Operation, "refund 2233aabb: unknown · no answer within 25 s"),
            event(3, EventKind::Operation, "refund 2233aabb: sent"),
            event(3, EventKind::Operation, "refund 2233aabb: prepared"),
            event(95, EventKind::Read, "was held, is cleared (success, captured=1)"),
        ],
        exchanges: Vec::new(),
        operations: Vec::new(),
    };
    let about = About {
        profile: "demo".to_owned(),
        environment: Environment::Sandbox,
        merchant: "510001".to_owned(),
        host: "127.0.0.1:8099".to_owned(),
        currency: Currency::Kzt,
        zone: chrono_tz::Asia::Almaty,
        read_only: false,
    };
    let total = rows.len() as u64;
    let frame = preview::bench_model(about, NOW, RecordKind::Payment, rows, total).with_detail(detail).frame(140, 32);
    let drawn = picture::svg(&frame);
    if std::env::var_os("UPDATE_PICTURE").is_some() {
        std::fs::write(PATH, &drawn).unwrap();
    }
    let shown = std::fs::read_to_string(PATH).unwrap_or_default();
    assert!(shown == drawn, "the picture is old: UPDATE_PICTURE=1 cargo test --test picture draws it anew");
}
