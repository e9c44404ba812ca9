//! Windows, filters and totals, held against the domain's own word on each record.

use std::cmp::Ordering;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use super::super::plan::{Driver, driver, index, plan as plan_of, walk as walk_by};
use super::*;
use crate::domain::query::tests_support::{NOW, any_filter, any_record, any_sort};
use crate::domain::query::{Column, Key};
use crate::domain::record::tests_support::record;
use crate::domain::{Currency, GatewayId, Money, Stage, Timestamp};
use crate::ledger::{Amendment, Sum, Totals};

const PAYMENT: RecordKind = RecordKind::Payment;

fn moment() -> Moment {
    Moment { now: Timestamp::from_millis(NOW), zone: chrono_tz::Asia::Almaty }
}

fn filter(text: &str) -> Filter {
    Filter::parse(text).unwrap()
}

async fn ledger_with(rows: Vec<Record>) -> (tempfile::TempDir, Ledger) {
    let folder = tempfile::tempdir().unwrap();
    let ledger = Ledger::open(&folder.path().join("test.db")).await.unwrap();
    ledger.import(rows.into_iter().map(|row| (row, None)), |_, _| {}).await.unwrap();
    (folder, ledger)
}

/// Records that share each moment by threes, so that something has to break ties.
async fn ledger_of(count: u32) -> (tempfile::TempDir, Ledger) {
    let rows = (0..count).map(|index| {
        let mut row = record(PAYMENT, Stage::Cleared, 100);
        row.id = RecordId::from_uuid(uuid::Uuid::from_u128(u128::from(index) + 1));
        row.gateway_id = GatewayId::new(format!("7{index}")).ok();
        row.created_at = Timestamp::from_millis(i64::from(index / 3));
        row
    });
    ledger_with(rows.collect()).await
}

fn numbers(page: &Page<Record>) -> Vec<u128> {
    page.rows.iter().map(|row| row.id.uuid().as_u128()).collect()
}

/// All rows of a list, from its first to its last by pages of `limit`, or the other way round.
async fn walk(ledger: &Ledger, query: &Query, limit: u32, backwards: bool) -> Vec<Record> {
    let mut seen: Vec<Record> = Vec::new();
    let mut from = if backwards { From::Last } else { From::First };
    loop {
        let page = ledger.page(PAYMENT, query, &moment(), from, limit).await.unwrap();
        let edge = if backwards { page.rows.first() } else { page.rows.last() };
        let Some(cursor) = edge.map(|row| row.cursor(query.sort)) else { return seen };
        if backwards {
            seen.splice(0..0, page.rows);
            from = From::Before(cursor);
        } else {
            seen.extend(page.rows);
            from = From::After(cursor);
        }
    }
}

#[tokio::test]
async fn walking_down_and_up_by_key_meets_every_row_once() {
    let (_folder, ledger) = ledger_of(20).await;
    let query = Query::default();
    let seen: Vec<_> = walk(&ledger, &query, 7, false).await.iter().map(|row| row.id.uuid().as_u128()).collect();
    assert_eq!(seen, (1..=20).rev().collect::<Vec<_>>());
    let back: Vec<_> = walk(&ledger, &query, 7, true).await.iter().map(|row| row.id.uuid().as_u128()).collect();
    assert_eq!(back, seen);
}

#[tokio::test]
async fn a_window_is_read_again_from_its_own_first_row() {
    let (_folder, ledger) = ledger_of(20).await;
    let page = async |from, limit| ledger.page(PAYMENT, &Query::default(), &moment(), from, limit).await.unwrap();
    let first = page(From::First, 5).await;
    assert_eq!((first.above, first.total), (Some(0), Some(20)));
    let again = page(From::At(first.rows[2].cursor(Sort::default())), 3).await;
    assert_eq!(numbers(&again), numbers(&first)[2..].to_vec());
    let oldest = page(From::Last, 5).await;
    assert_eq!((numbers(&oldest), oldest.above), (vec![5, 4, 3, 2, 1], Some(15)));
    let none = ledger.page(RecordKind::Card, &Query::default(), &moment(), From::First, 5).await.unwrap();
    assert_eq!(none.rows, []);
}

#[tokio::test]
async fn records_are_told_by_their_ids_in_the_order_in_which_they_are_asked() {
    let (_folder, ledger) = ledger_of(5).await;
    let id = |number| RecordId::from_uuid(uuid::Uuid::from_u128(number));
    let told = ledger.records(&[id(4), id(99), id(2)]).await.unwrap();
    assert_eq!(told.iter().map(|row| row.id).collect::<Vec<_>>(), [id(4), id(2)]);
    assert_eq!(ledger.records(&[]).await.unwrap(), []);
}

/// What a list comes to, by the domain's own word.
fn totals_of(rows: &[Record], filter: &Filter) -> Totals {
    let mut totals = Totals::default();
    let mut currencies = Currency::ALL;
    currencies.sort_by_key(|currency| currency.code());
    for currency in currencies {
        let mut sum = Sum {
            currency,
            count: 0,
            amount: Money::zero(currency),
            cleared: Money::zero(currency),
            refunded: Money::zero(currency),
        };
        for row in rows.iter().filter(|row| row.amount.currency() == currency && filter.matches(row, &moment())) {
            sum.count += 1;
            sum.amount = sum.amount.plus(row.amount).unwrap();
            sum.cleared = sum.cleared.plus(row.cleared).unwrap();
            sum.refunded = sum.refunded.plus(row.refunded).unwrap();
        }
        if sum.count > 0 {
            totals.count += sum.count;
            totals.sums.push(sum);
        }
    }
    totals
}

/// A filter, an order and the rows of a page.
fn any_question() -> impl Strategy<Value = (Query, u32)> {
    let query = (any_filter(), any_sort()).prop_map(|(filter, sort)| Query { filter, sort });
    (query, 1_u32..20)
}

#[test]
fn the_ledger_and_the_domain_agree_on_random_records_filters_and_orders() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let records = (1..=40).map(any_record).collect::<Vec<_>>();
    let questions = prop::collection::vec(any_question(), 30);
    let mut runner = TestRunner::new(Config { cases: 12, failure_persistence: None, ..Config::default() });
    let agree = |(rows, questions): (Vec<Record>, Vec<(Query, u32)>)| {
        runtime.block_on(async {
            let (_folder, ledger) = ledger_with(rows.clone()).await;
            for (query, limit) in questions {
                let mut expected: Vec<_> =
                    rows.iter().filter(|row| query.filter.matches(row, &moment())).map(|row| row.id).collect();
                expected.sort_unstable_by_key(|id| id.uuid());
                let down = walk(&ledger, &query, limit, false).await;
                let mut found: Vec<_> = down.iter().map(|row| row.id).collect();
                found.sort_unstable_by_key(|id| id.uuid());
                prop_assert_eq!(&found, &expected, "{}", query.filter);
                prop_assert_eq!(&walk(&ledger, &query, limit, true).await, &down, "{:?}", query);
                let ordered = |pair: &[Record]| {
                    let order = Key::of(&pair[0], query.sort.column).cmp(&Key::of(&pair[1], query.sort.column));
                    order != if query.sort.descending { Ordering::Less } else { Ordering::Greater }
                };
                prop_assert!(down.windows(2).all(ordered), "{:?}", query);
                prop_assert_eq!(&in_order(&ledger, &query).await, &down, "{:?}", query);
                let by_index = words_by_index(&ledger, &query).await;
                prop_assert!(by_index.is_none_or(|found| found == down), "{}", query.filter);
                for driver in query.filter.terms().iter().filter_map(driver) {
                    for plan in [Plan::Fetch(driver), Plan::Sift(walk_by(&query.filter, query.sort), driver)] {
                        prop_assert_eq!(&planned(&ledger, &query, plan).await, &down, "{:?} {:?}", plan, query);
                    }
                }
                let totals = ledger.totals(PAYMENT, &query.filter, &moment()).await.unwrap();
                prop_assert_eq!(totals, Some(totals_of(&rows, &query.filter)), "{}", query.filter);
            }
            Ok(())
        })
    };
    runner.run(&(records, questions), agree).unwrap();
}

#[tokio::test]
async fn the_ledger_and_the_domain_agree_at_every_edge() {
    let day = 86_400_000;
    let amounts = [
        (Currency::Kzt, 9_999),
        (Currency::Kzt, 10_000),
        (Currency::Kzt, 10_001),
        (Currency::Jpy, 99),
        (Currency::Jpy, 100),
        (Currency::Kwd, 99_999),
        (Currency::Kwd, 100_000),
        (Currency::Kwd, 100_001),
    ];
    let times = [NOW - day - 1, NOW - day, NOW - day + 1, NOW, NOW + 1];
    let orders = ["A-1", "a-10", "B-1", "A-[1", "A-?", "\u{431}-1"];
    let mut rows = Vec::new();
    for (number, (currency, minor)) in (1_u128..).zip(amounts) {
        let at = |skip: usize| Timestamp::from_millis(times[(number as usize + skip) % times.len()]);
        let mut row = record(PAYMENT, Stage::Cleared, 0);
        row.id = RecordId::from_uuid(uuid::Uuid::from_u128(number));
        row.gateway_id = None;
        row.order_id = orders.get(number as usize - 1).and_then(|order| crate::domain::OrderId::new(*order).ok());
        (row.amount, row.cleared) = (Money::from_minor(minor, currency), Money::from_minor(0, currency));
        row.refunded = row.amount;
        (row.created_at, row.changed_at) = (at(0), at(1));
        row.read_at = (number != 3).then(|| at(2));
        rows.push(row);
    }
    let (_folder, ledger) = ledger_with(rows.clone()).await;
    let mut asked: Vec<String> =
        ["order:a-1", "order:A-1*", "order:*", "order:*1", "order:A-[*", "order:a-?", "order:\u{431}*"]
            .map(str::to_owned)
            .into();
    asked.extend(
        ["amount:100..100", "refunded:99.99..100.01", "cleared=0", "watched:no", "id:*", "code:*"].map(str::to_owned),
    );
    asked.extend(["<", "<=", "=", ">=", ">"].map(|sign| format!("amount{sign}100")));
    for field in ["age", "changed", "read"] {
        // 3000 weeks ago was before 1970.
        asked.extend(["<1d", ">1d", "<0m", ">0m", "<3000w", ">3000w"].map(|rest| format!("{field}{rest}")));
    }
    for text in asked.iter().flat_map(|text| [text.clone(), format!("-{text}")]) {
        let query = Query { filter: filter(&text), sort: Sort::default() };
        let expected = rows.iter().filter(|row| query.filter.matches(row, &moment())).count();
        assert_eq!(walk(&ledger, &query, 3, false).await.len(), expected, "{text}");
        assert_eq!(in_order(&ledger, &query).await.len(), expected, "{text}");
    }
}

/// The whole list in its own order, which small ledgers need for few filters.
async fn in_order(ledger: &Ledger, query: &Query) -> Vec<Record> {
    planned(ledger, query, Plan::Walk(walk_by(&query.filter, query.sort))).await
}

/// The whole list by a plan, which the size of the ledger would decide.
async fn planned(ledger: &Ledger, query: &Query, plan: Plan) -> Vec<Record> {
    let moment = moment();
    rows(ledger, &mut whole(query, &moment).select(record_columns!(), plan, Terms::All, 1_000)).await
}

fn whole<'a>(query: &'a Query, moment: &'a Moment) -> Window<'a> {
    let Query { filter, sort } = query;
    Window { kind: PAYMENT, filter, sort: *sort, from: &From::First, seq: 0, limit: 1_000, moment }
}

async fn rows(ledger: &Ledger, sql: &mut Sql) -> Vec<Record> {
    let mut reader = ledger.readers.lend().await.unwrap();
    let rows = sql.build().fetch_all(reader.get().unwrap()).await.unwrap();
    rows.iter().map(|row| super::record(row).unwrap()).collect()
}

/// The whole list by the index of full text, which small ledgers never need.
async fn words_by_index(ledger: &Ledger, query: &Query) -> Option<Vec<Record>> {
    let moment = moment();
    let mut sql = whole(query, &moment).select_by_words(record_columns!(), &search(&query.filter)?);
    Some(rows(ledger, &mut sql).await)
}

#[tokio::test]
async fn a_changed_record_is_found_by_its_new_words_and_not_by_its_old_ones_even_after_vacuum() {
    let (_folder, ledger) = ledger_of(9).await;
    let id = RecordId::from_uuid(uuid::Uuid::from_u128(4));
    ledger
        .amend(id, None, |row| {
            row.customer = Some("Айгүл".to_owned());
            Amendment::default()
        })
        .await
        .unwrap();
    let mut other = record(PAYMENT, Stage::New, 5);
    "Қарындаш".clone_into(&mut other.description);
    other.id = RecordId::from_uuid(uuid::Uuid::from_u128(77));
    other.gateway_id = None;
    // Cut and folded in several ways elsewhere.
    other.customer = Some("\u{939}\u{93f}\u{928}\u{94d}\u{926}\u{940} Чаи\u{306} İstanbul ²".to_owned());
    ledger.import([(other, None)].into_iter(), |_, _| {}).await.unwrap();
    sqlx::query("VACUUM").execute(&mut ledger.writer.lock().await.connection).await.unwrap();
    let found = async |text: &str| {
        let query = Query { filter: filter(text), sort: Sort::default() };
        let rows = words_by_index(&ledger, &query).await.unwrap();
        assert_eq!(walk(&ledger, &query, 3, false).await, rows, "{text}");
        rows.iter().map(|row| row.id.uuid().as_u128()).collect::<Vec<_>>()
    };
    assert_eq!(found("айг").await, [4]);
    assert_eq!(found("ҚАРЫН").await, [77]);
    for odd in ["\u{939}\u{93f}\u{928}\u{94d}\u{926}\u{940}", "чай", "ЧАИ\u{306}", "İst", "i\u{307}stan", "²"] {
        assert_eq!(found(odd).await, [77], "{odd}");
    }
    assert_eq!(found("tea 73").await, [4]);
    assert_eq!(found("bread").await.len(), 9);
    ledger
        .amend(id, None, |row| {
            row.customer = None;
            Amendment::default()
        })
        .await
        .unwrap();
    assert_eq!(found("айг").await, Vec::<u128>::new());
    sqlx::query("INSERT INTO search (search, rank) VALUES ('integrity-check', 1)")
        .execute(&mut ledger.writer.lock().await.connection)
        .await
        .unwrap();
}

/// How SQLite goes about a list.
async fn explained(ledger: &Ledger, query: &Query, from: &From) -> String {
    explained_by(ledger, query, from, Plan::Walk(walk_by(&query.filter, query.sort))).await
}

async fn explained_by(ledger: &Ledger, query: &Query, from: &From, plan: Plan) -> String {
    let mut reader = ledger.readers.lend().await.unwrap();
    let reader = reader.get().unwrap();
    let moment = moment();
    let Query { filter, sort } = query;
    let window = Window { kind: PAYMENT, filter, sort: *sort, from, seq: 3, limit: 150, moment: &moment };
    let sql = window.select(record_columns!(), plan, Terms::All, 150);
    let text = format!("EXPLAIN QUERY PLAN {}", sql.sql().as_str());
    // What is bound does not matter for that.
    let rows = sqlx::query(sqlx::AssertSqlSafe(text)).fetch_all(reader).await.unwrap();
    rows.iter().map(|row| row.get::<String, _>("detail")).collect::<Vec<_>>().join("; ")
}

#[tokio::test]
async fn every_order_and_every_page_of_it_is_read_from_an_index_without_sorting() {
    let (_folder, ledger) = ledger_of(3).await;
    let row = ledger.page(PAYMENT, &Query::default(), &moment(), From::First, 1).await.unwrap().rows.remove(0);
    for column in Column::ALL {
        for descending in [false, true] {
            let query = Query { filter: Filter::default(), sort: Sort { column, descending } };
            let index = index(column);
            let first = explained(&ledger, &query, &From::First).await;
            assert_eq!(first, format!("SEARCH records USING INDEX {index} (kind=?)"));
            let cursor = row.cursor(query.sort);
            let key = key(column);
            let keys = if is_tied(column) { format!("({key},created_at)") } else { key.to_owned() };
            let places = if is_tied(column) { "(?,?)" } else { "?" };
            for (from, sign) in [(From::After(cursor.clone()), '<'), (From::Before(cursor), '>')] {
                let sign = match (descending, sign) {
                    (true, sign) => sign,
                    (false, '<') => '>',
                    (false, _) => '<',
                };
                let page = explained(&ledger, &query, &from).await;
                assert_eq!(page, format!("SEARCH records USING INDEX {index} (kind=? AND {keys}{sign}{places})"));
            }
        }
    }
}

#[tokio::test]
async fn a_list_of_one_stage_or_code_is_read_from_its_index_without_sorting() {
    let (_folder, ledger) = ledger_of(3).await;
    let plan = async |text: &str| {
        let query = Query { filter: filter(text), sort: Sort::default() };
        explained(&ledger, &query, &From::First).await
    };
    assert_eq!(
        plan("stage:held amount>1000 age>3d").await,
        "SEARCH records USING INDEX records_by_stage (kind=? AND stage_key=? AND created_at<?)"
    );
    assert_eq!(plan("code:10009").await, "SEARCH records USING INDEX records_by_code (kind=? AND code_key=?)");
}

#[tokio::test]
async fn thousands_of_records_with_one_code_are_sifted_and_what_other_terms_narrow_is_fetched() {
    let rows = (0..4_500_u32).map(|number| {
        let mut row = record(PAYMENT, Stage::Failed, i64::from(number % 700));
        row.id = RecordId::from_uuid(uuid::Uuid::from_u128(u128::from(number)));
        row.gateway_id = None;
        row.failure = Some(crate::domain::code::Failure { code: 10_009, text: String::new() });
        row
    });
    // So many that they are not taken over as an import into an empty ledger would be.
    let (_folder, ledger) = ledger_with(rows.collect()).await;
    let by_amount = Sort { column: Column::Amount, descending: true };
    let code = Driver::Column(Column::Code);
    for (text, sort, plan) in [
        ("code:10009", by_amount, Plan::Sift(Column::Amount, code)),
        ("code:10009 amount>=0", by_amount, Plan::Sift(Column::Amount, code)),
        ("code:10009 -watched:yes", by_amount, Plan::Fetch(code)),
        ("code:10009", Sort::default(), Plan::Walk(Column::Code)),
        ("code:10009,10010 -code:5", Sort::default(), Plan::Fetch(code)),
        ("code:7", by_amount, Plan::Fetch(code)),
        ("watched:yes code:10009", by_amount, Plan::Fetch(Driver::Watched)),
    ] {
        let query = Query { filter: filter(text), sort };
        let mut reader = ledger.readers.lend().await.unwrap();
        let found = plan_of(reader.get().unwrap(), PAYMENT, &query.filter, sort, &moment()).await;
        assert_eq!(found, Ok(plan), "{text}");
    }
    let query = Query { filter: filter("code:10009"), sort: by_amount };
    assert_eq!(
        explained_by(&ledger, &query, &From::First, Plan::Sift(Column::Amount, code)).await,
        "SEARCH records USING INDEX records_by_amount (kind=?); LIST SUBQUERY 1; \
         SEARCH records USING INDEX records_by_code (kind=? AND code_key=?); CREATE BLOOM FILTER"
    );
}

#[tokio::test]
async fn a_window_is_of_one_state_of_the_ledger_whatever_is_written_meanwhile() {
    let (_folder, ledger) = ledger_of(9).await;
    let called = async |name: Option<&'static str>| {
        let name = name.map(str::to_owned);
        let rename = move |row: &mut Record| {
            row.customer.clone_from(&name);
            Amendment::default()
        };
        ledger.amend(RecordId::from_uuid(uuid::Uuid::from_u128(4)), None, rename).await.unwrap();
    };
    called(Some("Айгүл")).await;
    let query = Query { filter: filter("айг"), sort: Sort::default() };
    let now = moment();
    let window = whole(&query, &now);
    let mut reader = ledger.readers.lend().await.unwrap();
    let mut state = reader.get().unwrap().begin().await.unwrap();
    let plan = plan_of(&mut state, PAYMENT, &query.filter, query.sort, &now).await.unwrap();
    let numbers = window.try_one_by_one(&mut state, plan).await.unwrap().unwrap();
    called(None).await;
    let shown = window.numbered(&mut state, &numbers).await.unwrap();
    assert_eq!(shown.len(), 1);
    assert!(shown.iter().all(|row| query.filter.matches(row, &now)), "no row is shown that does not pass");
    state.commit().await.unwrap();
    drop(reader);
    assert_eq!(ledger.page(PAYMENT, &query, &now, From::First, 20).await.unwrap().rows, []);
}

#[tokio::test]
async fn a_newer_question_for_totals_breaks_the_older_one_off() {
    let (_folder, ledger) = ledger_of(50).await;
    let all = Filter::default();
    let now = moment();
    let (older, newer) = tokio::join!(biased;
        ledger.totals(PAYMENT, &all, &now),
        ledger.totals(PAYMENT, &all, &now));
    assert_eq!(older.unwrap().map(|totals| totals.count), None);
    assert_eq!(newer.unwrap().map(|totals| totals.count), Some(50));
}

#[tokio::test]
async fn a_read_that_brings_nothing_new_writes_the_record_and_one_index_only() {
    let (folder, ledger) = ledger_of(50).await;
    sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(&mut ledger.writer.lock().await.connection).await.unwrap();
    let id = RecordId::from_uuid(uuid::Uuid::from_u128(4));
    ledger
        .amend(id, None, |row| {
            row.read_at = Some(Timestamp::from_millis(5_000));
            Amendment::default()
        })
        .await
        .unwrap();
    // The page of the row and the page of the index by time of reading, each with a header, after the file's own.
    let written = std::fs::metadata(folder.path().join("test.db-wal")).unwrap().len();
    assert_eq!(written, 32 + 2 * (24 + 4_096));
}
