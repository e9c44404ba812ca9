use std::collections::BTreeMap;

use chrono_tz::Asia::{Almaty, Kolkata};
use proptest::prelude::*;

use super::*;
use crate::domain::code::Failure;
use crate::domain::record::tests_support::record;
use crate::domain::{ExchangeId, GatewayId, Money, Record, RecordId};
use crate::ledger::{Amendment, Exchange};

/// 21 November 2026, 10:00 in Almaty.
const NOW: Timestamp = Timestamp::from_millis(1_795_237_200_000);

async fn empty() -> (tempfile::TempDir, Ledger) {
    let folder = tempfile::tempdir().unwrap();
    let ledger = Ledger::open(&folder.path().join("test.db")).await.unwrap();
    (folder, ledger)
}

/// A record of so many minutes ago.
fn made(number: u128, minutes: i64, kind: RecordKind, stage: Stage, currency: Currency, minor: i64) -> Record {
    let mut one = record(kind, stage, minor);
    let money = |minor| Money::from_minor(minor, currency);
    one.id = RecordId::from_uuid(uuid::Uuid::from_u128(number + 1));
    one.gateway_id = GatewayId::new(format!("7{number}")).ok();
    one.created_at = Timestamp::from_millis(NOW.millis() - minutes * 60_000);
    let (cleared, refunded) = match stage {
        Stage::New | Stage::Processing | Stage::Held | Stage::Reversed | Stage::Failed | Stage::Expired => (0, 0),
        Stage::Cleared => (minor, 0),
        Stage::PartlyRefunded => (minor, minor / 2),
        Stage::Refunded => (minor, minor),
    };
    (one.amount, one.cleared, one.refunded) = (money(minor), money(cleared), money(refunded));
    one.refund_count = u32::from(refunded > 0);
    one.failure = (stage == Stage::Failed)
        .then(|| Failure { code: 10_000 + u32::try_from(minor % 4).unwrap(), text: "no".to_owned() });
    one
}

async fn import(ledger: &Ledger, records: &[Record]) {
    ledger.import(records.iter().map(|record| (record.clone(), None)), |_, _| {}).await.unwrap();
}

/// What the overview has to be, counted one by one.
fn counted(records: &[Record], span: Span, now: Timestamp, zone: chrono_tz::Tz) -> Overview {
    let (slots, end) = slots(span, now, zone);
    let inside: Vec<&Record> =
        records.iter().filter(|record| slots[0] <= record.created_at && record.created_at < end).collect();
    let mut currencies: Vec<Volumes> = Vec::new();
    let mut codes: BTreeMap<u32, u64> = BTreeMap::new();
    for record in inside {
        let currency = record.amount.currency();
        if !currencies.iter().any(|volumes| volumes.currency == currency) {
            let (incoming, payouts) = (Totals::default(), Totals::default());
            currencies.push(Volumes { currency, slots: vec![Slot::default(); slots.len()], incoming, payouts });
        }
        let volumes = currencies.iter_mut().find(|volumes| volumes.currency == currency).unwrap();
        let place = slots.iter().rposition(|slot| *slot <= record.created_at).unwrap();
        let totals = if record.kind == RecordKind::Payout { &mut volumes.payouts } else { &mut volumes.incoming };
        totals.records += 1;
        totals.amount += record.amount.minor();
        totals.cleared += record.cleared.minor();
        totals.refunded += record.refunded.minor();
        totals.refunds += u64::from(record.refund_count);
        match record.stage {
            Stage::New | Stage::Processing | Stage::Held => totals.moving += 1,
            Stage::Failed | Stage::Expired => totals.badly += 1,
            Stage::Reversed => {}
            _ => totals.well += 1,
        }
        if record.kind != RecordKind::Payout {
            volumes.slots[place].records += 1;
            volumes.slots[place].cleared += record.cleared.minor();
        }
        if let Some(failure) = &record.failure {
            *codes.entry(failure.code).or_default() += 1;
        }
    }
    currencies.sort_by_key(|volumes| {
        (u64::MAX - volumes.incoming.records - volumes.payouts.records, volumes.currency.code() != "KZT")
    });
    let mut codes: Vec<_> = codes.into_iter().collect();
    codes.sort_by_key(|(code, records)| (u64::MAX - records, *code));
    Overview { slots, currencies, codes, latency: Latency::default() }
}

fn any_record() -> impl Strategy<Value = (i64, RecordKind, Stage, Currency, i64)> {
    (
        prop_oneof![-120_i64..1_600, -120_i64..50_000],
        prop::sample::select(RecordKind::ALL.to_vec()),
        prop::sample::select(Stage::ALL.to_vec()),
        prop::sample::select(vec![Currency::Kzt, Currency::Usd]),
        1_i64..1_000_000,
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn the_overview_is_what_counting_one_by_one_gives(
        specs in prop::collection::vec(any_record(), 0..60), changes in prop::collection::vec(any_record(), 0..20),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let (_folder, ledger) = empty().await;
            let mut records: Vec<Record> = specs
                .iter()
                .zip(0..)
                .map(|((minutes, kind, stage, currency, minor), number)| {
                    made(number, *minutes, *kind, *stage, *currency, *minor)
                })
                .collect();
            import(&ledger, &records).await;
            for ((_, _, stage, _, minor), at) in changes.iter().zip(0..) {
                let Some(known) = records.get_mut(at) else { break };
                let fresh = made(0, 0, known.kind, *stage, known.amount.currency(), *minor);
                let changed = Record {
                    id: known.id,
                    gateway_id: known.gateway_id.clone(),
                    created_at: known.created_at,
                    ..fresh
                };
                *known = changed.clone();
                ledger
                    .amend(changed.id, None, move |record| {
                        *record = changed;
                        Amendment::default()
                    })
                    .await
                    .unwrap();
            }
            for span in [Span::Hours, Span::Days] {
                let found = ledger.overview(span, NOW, Almaty).await.unwrap();
                assert_eq!(found, counted(&records, span, NOW, Almaty), "{span:?}");
            }
        });
    }
}

#[tokio::test]
async fn a_large_import_is_counted_too() {
    let (_folder, ledger) = empty().await;
    let stages = Stage::ALL.into_iter().cycle();
    let records: Vec<Record> = (0..5_000_u128)
        .zip(stages)
        .map(|(number, stage)| {
            let minutes = i64::try_from(number).unwrap();
            made(number, minutes, RecordKind::Payment, stage, Currency::Kzt, minutes + 1)
        })
        .collect();
    import(&ledger, &records).await;
    for span in [Span::Hours, Span::Days] {
        let found = ledger.overview(span, NOW, Almaty).await.unwrap();
        assert_eq!(found, counted(&records, span, NOW, Almaty), "{span:?}");
    }
}

#[tokio::test]
async fn an_empty_ledger_and_a_clock_that_is_far_off_have_an_overview() {
    let (_folder, ledger) = empty().await;
    for now in [NOW, Timestamp::default(), Timestamp::from_millis(i64::MAX), Timestamp::from_millis(i64::MIN)] {
        for span in [Span::Hours, Span::Days] {
            let found = ledger.overview(span, now, Almaty).await.unwrap();
            assert_eq!((found.currencies, found.codes, found.latency), (vec![], vec![], Latency::default()));
        }
    }
}

#[test]
fn days_are_those_of_the_merchant() {
    let (days, end) = slots(Span::Days, NOW, Almaty);
    assert_eq!(days.len(), 30);
    // Midnight in Almaty is 19:00 in Greenwich.
    assert_eq!(days.last().unwrap().millis(), 1_795_201_200_000);
    assert_eq!(days[28].millis() - days[27].millis(), 24 * HOUR);
    assert_eq!(end.millis(), 1_795_240_800_000);
    let (days, _) = slots(Span::Days, NOW, Kolkata);
    assert_eq!(days.last().unwrap().millis() % HOUR, HOUR / 2);
    assert_eq!(slots(Span::Hours, NOW, Almaty).0.len(), 24);
    // In Beirut the clocks went from midnight to one on the 31st of March 2024: a day that begins then is a day still.
    let instant = |text| Timestamp::from_millis(chrono::DateTime::parse_from_rfc3339(text).unwrap().timestamp_millis());
    let (days, _) = slots(Span::Days, instant("2024-04-01T12:00:00+03:00"), chrono_tz::Asia::Beirut);
    assert_eq!((days.len(), days[28]), (30, instant("2024-03-31T01:00:00+03:00")));
}

#[test]
fn percentiles_are_values_that_were_measured() {
    assert_eq!(Latency::of([]), Latency::default());
    assert_eq!(Latency::of([(7, true)]), Latency { exchanges: 1, unanswered: 0, p50: 7, p90: 7, p99: 7 });
    let hundred = (1..=100).rev().map(|millis| (millis, true)).chain([(30_000, false)]);
    assert_eq!(Latency::of(hundred), Latency { exchanges: 101, unanswered: 1, p50: 50, p90: 90, p99: 99 });
}

#[tokio::test]
async fn the_latency_is_that_of_the_newest_exchanges() {
    let (_folder, ledger) = empty().await;
    for number in 0..600_u32 {
        let exchange = Exchange {
            id: ExchangeId::from_uuid(uuid::Uuid::from_u128(u128::from(number))),
            at: NOW,
            call: "get_status3.php".to_owned(),
            operation: None,
            took_ms: u64::from(number),
            status: (number % 100 != 0).then_some(200),
            request: String::new(),
            reply: None,
            outcome: "ok".to_owned(),
        };
        ledger.add_exchange(None, &exchange).await.unwrap();
    }
    let found = ledger.overview(Span::Hours, NOW, Almaty).await.unwrap().latency;
    assert_eq!((found.exchanges, found.unanswered), (500, 5));
    assert!(found.p50 > 340 && found.p50 < 360 && found.p99 >= 590, "{found:?}");
}
