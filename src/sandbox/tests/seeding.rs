//! The records of the start.

use std::collections::BTreeMap;

use super::merchant::{START, after, call, gateway, json, told};
use crate::domain::{Currency, RecordKind, Stage};
use crate::sandbox::{Config, Gateway};

#[test]
fn sixty_records_hold_every_kind_in_every_stage_that_it_has() {
    let gateway = gateway(60);
    let seeded = gateway.seeded();
    assert_eq!(seeded.len(), 60);
    let mut found: BTreeMap<(RecordKind, Stage), usize> = BTreeMap::new();
    for record in &seeded {
        *found.entry((record.kind, record.reading.stage)).or_default() += 1;
        let reading = &record.reading;
        assert!(reading.gateway_id.is_some() && reading.order_id.is_some() && !reading.word.is_empty());
        assert!(reading.amount.unwrap().is_positive() && !record.description.is_empty());
        assert!(record.created_at < START);
        assert_eq!(matches!(reading.stage, Stage::Failed | Stage::Expired), reading.failure.is_some());
        assert_eq!(record.kind == RecordKind::Card, record.request_id.is_some());
        assert_eq!(record.kind == RecordKind::Invoice, record.customer.is_some());
    }
    let count = |kind, stage| found.get(&(kind, stage)).copied().unwrap_or_default();
    assert!(count(RecordKind::Payment, Stage::Cleared) >= 3);
    assert!(count(RecordKind::Payment, Stage::Held) >= 1);
    assert!(count(RecordKind::Card, Stage::Held) >= 2);
    assert!(count(RecordKind::Invoice, Stage::New) >= 2);
    assert!(count(RecordKind::Payout, Stage::Processing) >= 2);
    for stage in Stage::ALL {
        assert!(RecordKind::ALL.iter().any(|kind| count(*kind, stage) > 0), "{stage:?}");
    }
    assert!(seeded.iter().any(|record| record.confirmable));
}

#[test]
fn what_a_desk_is_told_at_the_start_is_what_the_calls_tell() {
    let mut gateway = gateway(120);
    for record in gateway.seeded() {
        let id = record.reading.gateway_id.clone().unwrap().to_string();
        match record.kind {
            RecordKind::Payment | RecordKind::Invoice => {
                let status = call(&mut gateway, "/get_status3.php", &[("pg_payment_id", &id)]);
                assert_eq!(told(&status, "pg_clearing_amount").unwrap(), record.reading.cleared.unwrap().wire());
                assert!(record.reading.word.starts_with(&told(&status, "pg_payment_status").unwrap()));
            }
            RecordKind::Card => {
                let asked = format!(r#"{{"request_id":"{}"}}"#, record.request_id.unwrap());
                let status = json(&mut gateway, "/v5/card-api/request/status", &asked);
                assert_eq!(told(&status, "request_status").unwrap(), record.reading.word);
                assert_eq!(told(&status, "transaction_id").unwrap(), id);
            }
            RecordKind::Payout => {
                let status = call(&mut gateway, "/api/payment_status2", &[("pg_payment_id", &id)]);
                assert_eq!(told(&status, "pg_amount").unwrap(), record.reading.amount.unwrap().wire());
            }
        }
    }
}

#[test]
fn a_seed_gives_the_same_records_and_another_seed_others() {
    let make = |seed, currency| Gateway::new(&Config { seed, currency, ..Config::default() }, START);
    assert_eq!(make(1, Currency::Kzt).seeded(), make(1, Currency::Kzt).seeded());
    assert_ne!(make(1, Currency::Kzt).seeded(), make(2, Currency::Kzt).seeded());
    for currency in Currency::ALL {
        assert_eq!(make(1, currency).seeded().len(), 60, "{currency}");
    }
}

#[test]
fn the_ledger_of_the_start_is_in_the_order_of_time() {
    let mut gateway = gateway(200);
    after(&mut gateway, 86_400 * 8);
    let effects = gateway.effects();
    assert!(effects.windows(2).all(|pair| pair[0].at <= pair[1].at && pair[0].seq + 1 == pair[1].seq));
    assert!(gateway.seeded().iter().all(|record| !record.reading.stage.is_moving() || record.kind == RecordKind::Card));
}
