//! Magic values: an order id or an amount that brings its own fault, for tests that can reach nothing but the gateway.
//! They work on the first write that touches the order, once, so that everything after it shows what really happened.

use std::collections::BTreeSet;
use std::time::Duration;

use serde_json::{Value, json};

use super::kind::FaultKind;
use super::paths;
use crate::sandbox::field::{self, Field};
use crate::sandbox::gateway::Gateway;
use crate::sandbox::http::Request;
use crate::sandbox::{body, codes};

/// What an order id holds, the fraction that an amount ends in, and what they bring.
const ROWS: [(&str, &str, FaultKind); 10] = [
    ("--too-many-requests", "60", FaultKind::TooManyRequests(Duration::from_secs(2))),
    ("--drop-request", "61", FaultKind::DropRequest),
    ("--reset-reply", "62", FaultKind::ApplyThenResetMidBody(40)),
    ("--late-reply", "63", FaultKind::DelayReply(Duration::from_secs(60))),
    ("--error-before", "64", FaultKind::Error500Before),
    ("--error-after", "65", FaultKind::Error500After),
    ("--drop-reply", "66", FaultKind::ApplyThenDropReply),
    ("--wrong-signature", "67", FaultKind::WrongSignature),
    ("--unsigned-reply", "68", FaultKind::UnsignedOk),
    ("--broken-reply", "69", FaultKind::BrokenXml),
];

/// Followed by a code of the provider: the write is refused with it.
const CODE: &str = "--code-";

/// Which orders have had their magic.
#[derive(Clone, Default)]
pub(super) struct Magic(BTreeSet<(String, &'static str)>);

impl Magic {
    /// The fault that a write brings with it.
    pub(super) fn take(&mut self, gateway: &Gateway, request: &Request) -> Option<FaultKind> {
        if paths::is_read(&request.path) {
            return None;
        }
        let fields = body::fields(request).ok()?;
        let order = order(gateway, &fields)?;
        let kind = by_order(&order).or_else(|| by_amount(&fields))?;
        let fits = kind.fits(&request.path).is_ok();
        (fits && self.0.insert((order, kind.word()))).then_some(kind)
    }
}

fn first<'a>(fields: &'a [Field], names: &[&str]) -> Option<&'a str> {
    names.iter().find_map(|name| field::text(fields, name)).filter(|text| !text.is_empty())
}

/// The order that a call is about, else the id that it names.
fn order(gateway: &Gateway, fields: &[Field]) -> Option<String> {
    if let Some(order) = first(fields, &["pg_order_id", "order_id"]) {
        return Some(order.to_owned());
    }
    let id = first(fields, &["pg_payment_id", "payment_id", "transaction_id", "customer"])?;
    let number = id.parse().ok().or_else(|| gateway.payments.of_customer(id));
    let payment = number.and_then(|id| gateway.payments.get(id)).and_then(|payment| payment.order_id.clone());
    let payout = || number.and_then(|id| gateway.payouts.get(id)).map(|payout| payout.order_id.clone());
    let card = || gateway.cards.get(id).map(|card| card.order_id.clone());
    payment.or_else(payout).or_else(card).or_else(|| Some(id.to_owned()))
}

fn by_order(order: &str) -> Option<FaultKind> {
    if let Some((_, rest)) = order.split_once(CODE) {
        let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
        return digits.parse().ok().filter(|code| codes::is_known(*code)).map(FaultKind::ErrorCode);
    }
    ROWS.iter().find(|(word, ..)| order.contains(word)).map(|(.., kind)| *kind)
}

fn by_amount(fields: &[Field]) -> Option<FaultKind> {
    let amount = first(fields, &["pg_refund_amount", "pg_clearing_amount", "pg_amount", "amount"])?;
    let (_, fraction) = amount.split_once('.')?;
    let fraction = format!("{:0<2}", fraction.trim_end_matches('0'));
    ROWS.iter().find(|(_, ending, _)| *ending == fraction).map(|(.., kind)| *kind)
}

/// Whether this many hundredths are magic. What the sandbox makes up itself never is.
pub(in crate::sandbox) fn is_magic(hundredths: u64) -> bool {
    (60..70).contains(&hundredths)
}

/// The table, for the control call.
pub(in crate::sandbox) fn table() -> Value {
    let mut rows: Vec<Value> = ROWS
        .iter()
        .map(|(word, fraction, kind)| {
            let mut row = json!({ "order_id_contains": word, "amount_ends_in": format!(".{fraction}") });
            if let Some(row) = row.as_object_mut() {
                row.extend(super::words_of(*kind));
            }
            row
        })
        .collect();
    rows.push(json!({ "order_id_contains": format!("{CODE}10009"), "fault": "error_code", "code": 10_009 }));
    Value::Array(rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_has_its_own_word_and_its_own_fraction() {
        let words: BTreeSet<_> =
            ROWS.iter().map(|(word, ..)| by_order(&format!("A-1{word}")).unwrap().word()).collect();
        assert_eq!(words.len(), ROWS.len());
        for (_, fraction, kind) in ROWS {
            let by = |amount: &str| by_amount(&[Field::text("pg_amount", amount)]);
            assert_eq!(by(&format!("10.{fraction}")), Some(kind));
            assert_eq!(by(&format!("10.{fraction}0")), Some(kind), "three digits");
            assert_eq!(by(&format!("10.{fraction}1")), None);
            assert_eq!(by(&format!("{fraction}.00")), None);
            assert!(is_magic(fraction.parse().unwrap()));
        }
        assert_eq!(by_amount(&[Field::text("pg_amount", "10.6")]).map(FaultKind::word), Some("too_many_requests"));
    }

    #[test]
    fn a_code_in_an_order_id_has_to_be_one_of_the_provider() {
        assert_eq!(by_order("A--code-10009"), Some(FaultKind::ErrorCode(10_009)));
        assert_eq!(by_order("A--code-10009-2"), Some(FaultKind::ErrorCode(10_009)));
        assert_eq!(by_order("A--code-7"), None);
        assert_eq!(by_order("A-1"), None);
    }
}
