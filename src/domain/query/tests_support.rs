//! Filters and records at random, for the tests of every room.

use chrono::{Days, NaiveDate};
use proptest::prelude::*;
use proptest::sample::select;

use super::{Clock, Column, Comparison, Decimal, Filter, Operator, Sort, Span, Sum, Term, Test, Than, Unit};
use crate::domain::code::Failure;
use crate::domain::{Currency, GatewayId, Money, OrderId, Record, RecordId, RecordKind, Stage, Timestamp};

/// The moment around which the random records were made.
pub(crate) const NOW: i64 = 1_795_000_000_000;

fn day() -> NaiveDate {
    chrono::DateTime::from_timestamp_millis(NOW).unwrap().date_naive()
}

/// Of few letters, so that texts hold each other. Some that are cut or folded in several ways elsewhere: composed of two,
/// marks of Devanagari, a capital that becomes two letters, a letter for private use, a digit that is none in ASCII.
fn text() -> impl Strategy<Value = String> {
    "[aAbяЯ1 *\"\u{2014}:-]{0,4}[aя1]|[aиИйi1\u{306}\u{301}İ\u{939}\u{93f}\u{928}\u{94d}\u{e000}² -]{0,5}[aя1]"
}

fn any_test() -> impl Strategy<Value = Test> {
    // Few numbers, so that what is compared is often the same.
    let decimal =
        || prop_oneof![(0_i64..5).prop_map(|n| n * 100), 0_i64..4_000_000].prop_map(Decimal::from_thousandths);
    let comparison = prop_oneof![
        (select(Operator::ALL.to_vec()), decimal()).prop_map(|(operator, number)| Comparison::With(operator, number)),
        (decimal(), decimal()).prop_map(|(one, other)| Comparison::Within(one.min(other), one.max(other))),
    ];
    let codes = prop::collection::hash_set(0_u32..4, 1..3).prop_map(|codes| codes.into_iter().collect());
    let span = (0_u32..5, select(Unit::ALL.to_vec())).prop_map(|(count, unit)| Span { count, unit });
    prop_oneof![
        prop::sample::subsequence(Stage::ALL.to_vec(), 1..4).prop_map(Test::Stage),
        (select(vec![Sum::Amount, Sum::Cleared, Sum::Refunded]), comparison).prop_map(|(sum, by)| Test::Sum(sum, by)),
        prop::sample::subsequence(Currency::ALL.to_vec(), 1..4).prop_map(Test::Currency),
        text().prop_map(Test::Order),
        "[a1*]{1,4}".prop_map(Test::Id),
        text().prop_map(Test::Customer),
        Just(Test::AnyCode),
        codes.prop_map(Test::Code),
        (select(vec![Clock::Age, Clock::Changed, Clock::Read]), select(vec![Than::Less, Than::More]), span)
            .prop_map(|(clock, than, span)| Test::Since(clock, than, span)),
        (0_u64..4, 0_u64..3).prop_map(|(back, long)| {
            let from = day() - Days::new(back);
            Test::Created(from, from + Days::new(long))
        }),
        any::<bool>().prop_map(Test::Watched),
        text().prop_map(Test::Text),
    ]
}

/// Some filter, mostly of few terms.
pub(crate) fn any_filter() -> impl Strategy<Value = Filter> {
    let term = (any::<bool>(), any_test()).prop_map(|(negated, test)| Term { negated, test });
    prop::collection::vec(term, 0..4)
        .prop_map(|terms| terms.into_iter().fold(Filter::default(), |filter, term| filter.with(term)))
}

/// Some order.
pub(crate) fn any_sort() -> impl Strategy<Value = Sort> {
    (select(Column::ALL.to_vec()), any::<bool>()).prop_map(|(column, descending)| Sort { column, descending })
}

/// Some record. Its id is `number`, and so is a part of its gateway id, of which no two records share one.
pub(crate) fn any_record(number: u128) -> impl Strategy<Value = Record> {
    // The largest that come from outside, so that sums of them are compared too.
    let money = || prop_oneof![3 => (0_i64..5).prop_map(|n| n * 10), 3 => 0_i64..400_000, 1 => Just(Money::LARGEST), 1 => Just(-5)];
    let stands = (select(Stage::ALL.to_vec()), select(Currency::ALL.to_vec()), money(), money(), money());
    let ago = || {
        let exactly = (0_u32..5, select(Unit::ALL.to_vec())).prop_map(|(count, unit)| -Span { count, unit }.millis());
        prop_oneof![exactly, -400_000_000_i64..1_000_000]
    };
    let times = (ago(), ago(), prop::option::of(ago()));
    let texts = (prop::option::of(text()), any::<bool>(), text(), prop::option::of(text()));
    let failure = prop::option::of((0_u32..4, text()));
    (stands, times, texts, failure, any::<bool>()).prop_map(move |(stands, times, texts, failure, watched)| {
        let (stage, currency, amount, cleared, refunded) = stands;
        let (created, changed, read) = times;
        let (order, has_id, description, customer) = texts;
        let at = |ago: i64| Timestamp::from_millis(NOW + ago);
        let money = |minor| Money::from_minor(minor, currency);
        let id = RecordId::from_uuid(uuid::Uuid::from_u128(number));
        let mut record = Record::new(id, RecordKind::Payment, money(amount), at(created));
        record.stage = stage;
        record.cleared = money(cleared);
        record.refunded = money(refunded);
        record.changed_at = at(changed);
        record.read_at = read.map(at);
        record.gateway_id = has_id.then(|| GatewayId::new(format!("1A{number}")).unwrap());
        record.order_id = order.and_then(|order| OrderId::new(order).ok());
        record.description = description;
        record.customer = customer;
        record.failure = failure.map(|(code, text)| Failure { code, text });
        record.watched = watched;
        record
    })
}
