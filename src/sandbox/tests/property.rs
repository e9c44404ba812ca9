//! Invariants under any sequence of calls.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::merchant::{START, after, body, call, json};
use crate::domain::RecordKind;
use crate::sandbox::field::Field;
use crate::sandbox::payout::PayoutState;
use crate::sandbox::{CallbackAnswer, CallbackKind, Config, EffectKind, Gateway, SavedCard, pg_sig, xml};

/// One step of a random day.
#[derive(Debug, Clone)]
enum Step {
    Init { hold: bool, amount: u32 },
    Pay { which: usize, good: bool },
    Call { path: &'static str, which: usize, amount: Option<u32> },
    Card { refund: bool, which: usize, amount: Option<u32>, request: u8 },
    Payout { iban: bool, which: usize, amount: u32 },
    Recur { gateway_api: bool, which: usize, amount: u32 },
    Mobile { right: bool, amount: u32 },
    Hear { reject: bool },
    Wait(u64),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let amount = || prop::option::of(1_u32..60_000);
    let path = prop::sample::select(vec![
        "/do_capture.php",
        "/revoke.php",
        "/cancel.php",
        "/get_status3.php",
        "/g2g/refund",
        "/g2g/clearing",
        "/g2g/cancel",
    ]);
    let step = prop_oneof![
        2 => (any::<bool>(), 1_u32..50_000).prop_map(|(hold, amount)| Step::Init { hold, amount }),
        2 => (0_usize..40, prop::bool::weighted(0.8)).prop_map(|(which, good)| Step::Pay { which, good }),
        5 => (path, 0_usize..40, amount()).prop_map(|(path, which, amount)| Step::Call { path, which, amount }),
        3 => (any::<bool>(), 0_usize..3, amount(), any::<u8>())
            .prop_map(|(refund, which, amount, request)| Step::Card { refund, which, amount, request }),
        1 => (any::<bool>(), 0_usize..9, 1_u32..900_000_000)
            .prop_map(|(iban, which, amount)| Step::Payout { iban, which, amount }),
        1 => (any::<bool>(), 0_usize..9, 1_u32..50_000)
            .prop_map(|(gateway_api, which, amount)| Step::Recur { gateway_api, which, amount }),
        1 => (prop::bool::weighted(0.7), 1_u32..50_000).prop_map(|(right, amount)| Step::Mobile { right, amount }),
        2 => any::<bool>().prop_map(|reject| Step::Hear { reject }),
        1 => (1_u64..200_000).prop_map(Step::Wait),
    ];
    prop::collection::vec(step, 1..60)
}

fn plain(minor: u32) -> String {
    format!("{}.{:02}", minor / 100, minor % 100)
}

/// One of the latest few, so that several calls meet on the same one.
fn recent(ids: &[String], which: usize) -> String {
    ids[ids.len() - 1 - which % ids.len().min(4)].clone()
}

/// A payout that needs no page.
fn pay_out(gateway: &mut Gateway, iban: bool, order: &str, amount: &str, card: &SavedCard) -> String {
    let fields = [
        ("pg_order_id", order),
        ("pg_amount", amount),
        ("pg_description", "x"),
        ("pg_post_link", "http://shop/post"),
        ("pg_order_time_limit", "2030-01-01 00:00:00"),
        ("pg_user_id", &card.user_id),
        ("pg_card_token_to", &card.token),
        ("pg_recipient_iban", "KZ123412341234123412"),
        ("pg_recipient_iin", "761223455678"),
        ("pg_recipient_kbe", "19"),
        ("pg_recipient_name", "IVANOV IVAN"),
        ("pg_knp", "119"),
        ("pg_bank_bik", "KZZSAE"),
    ];
    body(&call(gateway, if iban { "/api/to_iban" } else { "/api/reg2reg" }, &fields))
}

/// A payment from a phone, approved with the right code or a wrong one.
fn from_phone(gateway: &mut Gateway, order: &str, amount: &str, right: bool) -> (String, Option<String>) {
    let fields = [
        ("pg_order_id", order),
        ("pg_amount", amount),
        ("pg_description", "x"),
        ("pg_payment_method", "mobile_commerce"),
    ];
    let created = call(gateway, "/init_payment.php", &fields);
    let id = super::merchant::told(&created, "pg_payment_id");
    let named = id.clone().unwrap_or_default();
    let phone = [("pg_payment_id", named.as_str()), ("pg_abonent_phone", "77017777777")];
    let code = [("pg_payment_id", named.as_str()), ("pg_approval_code", if right { "111111" } else { "0" })];
    let replies = [created, call(gateway, "/mfs/pay", &phone), call(gateway, "/mfs/approve", &code)];
    (replies.iter().map(body).collect(), id)
}

/// The merchant answers every callback that is due with this word.
fn hear(gateway: &mut Gateway, word: &str) -> String {
    let callbacks = gateway.take_callbacks(gateway.now());
    let secret = gateway.credentials().secret_key.clone();
    for callback in &callbacks {
        let script = if callback.kind == CallbackKind::Check { "check" } else { "result" };
        let mut fields = vec![Field::text("pg_salt", "s"), Field::text("pg_status", word)];
        fields.push(Field::text("pg_sig", pg_sig::sign(script, &fields, &secret)));
        let body = xml::document("response", &fields).into_bytes();
        gateway.callback_answered(callback.id, &CallbackAnswer::Replied { status: 200, body }, START);
    }
    format!("{callbacks:?}")
}

/// Plays a day; answers the gateway and all bytes that it replied.
fn play(steps: &[Step]) -> (Gateway, String) {
    let url = |text: &str| Some(url::Url::parse(text).unwrap());
    let config = Config {
        seed: 11,
        records: 24,
        check_url: url("http://127.0.0.1/check").filter(|_| steps.len() % 2 == 1),
        result_url: url("http://127.0.0.1/result"),
        ..Config::default()
    };
    let mut gateway = Gateway::new(&config, START);
    let seeded = gateway.seeded();
    let ids = |card: bool| -> Vec<String> {
        let wanted = seeded.iter().filter(|record| (record.kind == RecordKind::Card) == card);
        wanted.map(|record| record.reading.gateway_id.clone().unwrap().to_string()).collect()
    };
    let (mut payments, cards) = (ids(false), ids(true));
    let mut replies = String::new();
    for (number, step) in steps.iter().enumerate() {
        let reply = match step {
            Step::Init { hold, amount } => {
                let (order, amount) = (format!("R-{number}"), plain(*amount));
                let clearing = if *hold { "0" } else { "1" };
                let fields = [
                    ("pg_order_id", order.as_str()),
                    ("pg_amount", &amount),
                    ("pg_description", "x"),
                    ("pg_auto_clearing", clearing),
                ];
                let reply = call(&mut gateway, "/init_payment.php", &fields);
                payments.extend(super::merchant::told(&reply, "pg_payment_id"));
                body(&reply)
            }
            Step::Pay { which, good } => {
                let card = if *good { super::merchant::CARD } else { "4111111111111111" };
                format!("{:?}", gateway.pay(&recent(&payments, *which), card))
            }
            Step::Call { path, which, amount } => {
                let id = recent(&payments, *which);
                let amount = amount.map(plain);
                let mut fields = vec![("pg_payment_id", id.as_str())];
                if let Some(amount) = &amount {
                    let name = match *path {
                        "/revoke.php" => "pg_refund_amount",
                        "/g2g/refund" => "pg_amount",
                        _ => "pg_clearing_amount",
                    };
                    fields.push((name, amount));
                }
                body(&call(&mut gateway, path, &fields))
            }
            Step::Card { refund, which, amount, request } => {
                let id = &cards[which % cards.len()];
                let (call, quote) = if *refund { ("refund", "") } else { ("clearing", "\"") };
                let amount =
                    amount.map(|minor| format!(",\"amount\":{quote}{}{quote}", plain(minor))).unwrap_or_default();
                let text = format!("{{\"request_id\":\"r{request}\",\"transaction_id\":\"{id}\"{amount}}}");
                body(&json(&mut gateway, &format!("/v5/card-api/transaction/{call}"), &text))
            }
            Step::Payout { iban, which, amount } => {
                let cards = gateway.saved_cards();
                let card = &cards[which % cards.len()];
                pay_out(&mut gateway, *iban, &format!("O-{number}"), &plain(*amount), card)
            }
            Step::Recur { gateway_api, which, amount } => {
                let profiles: Vec<String> = gateway.profiles.keys().cloned().collect();
                let (order, amount) = (format!("R-{number}"), plain(*amount));
                let fields = [
                    ("pg_order_id", order.as_str()),
                    ("pg_amount", &amount),
                    ("pg_description", "x"),
                    ("pg_recurring_profile", &profiles[which % profiles.len()]),
                ];
                let path = if *gateway_api { "/g2g/recurrent" } else { "/make_recurring_payment.php" };
                let reply = call(&mut gateway, path, &fields);
                payments.extend(super::merchant::told(&reply, "pg_payment_id"));
                body(&reply)
            }
            Step::Mobile { right, amount } => {
                let (reply, id) = from_phone(&mut gateway, &format!("R-{number}"), &plain(*amount), *right);
                payments.extend(id);
                reply
            }
            Step::Hear { reject } => hear(&mut gateway, if *reject { "rejected" } else { "ok" }),
            Step::Wait(seconds) => {
                after(&mut gateway, *seconds);
                String::new()
            }
        };
        replies.push_str(&reply);
    }
    (gateway, replies)
}

/// The sums of the true ledger by subject: debited, returned, held at most once.
fn check(gateway: &Gateway) {
    let mut debited: BTreeMap<&str, i64> = BTreeMap::new();
    let mut returned: BTreeMap<&str, i64> = BTreeMap::new();
    let mut authorised: BTreeMap<&str, u32> = BTreeMap::new();
    let mut paid_out = 0;
    for effect in gateway.effects() {
        assert!(effect.amount.is_positive());
        let (id, minor) = (effect.gateway_id.as_str(), effect.amount.minor());
        match effect.kind {
            EffectKind::Pay => {
                *debited.entry(id).or_default() += minor;
                *authorised.entry(id).or_default() += 1;
            }
            EffectKind::Hold => *authorised.entry(id).or_default() += 1,
            EffectKind::Clear | EffectKind::AutoClear => *debited.entry(id).or_default() += minor,
            EffectKind::Refund => *returned.entry(id).or_default() += minor,
            EffectKind::Reverse => {}
            EffectKind::Payout => paid_out += minor,
        }
    }
    assert!(authorised.values().all(|times| *times == 1), "nobody pays twice");
    let payments = gateway.payments.all().map(|payment| (payment.id.to_string(), &payment.charge));
    let cards = gateway.cards.all().map(|transaction| (transaction.id.clone(), &transaction.charge));
    for (id, charge) in payments.chain(cards) {
        assert!(charge.refunded().minor() <= charge.cleared().minor(), "{id}");
        assert!(charge.cleared().minor() <= charge.amount().minor(), "{id}");
        assert_eq!(debited.remove(id.as_str()).unwrap_or_default(), charge.cleared().minor(), "{id} cleared");
        assert_eq!(returned.remove(id.as_str()).unwrap_or_default(), charge.refunded().minor(), "{id} refunded");
    }
    assert!(debited.is_empty() && returned.is_empty(), "the ledger knows no subject that the books do not");
    let sum = |state| -> i64 {
        gateway.payouts.all().filter(|payout| payout.state == state).map(|payout| payout.amount.minor()).sum()
    };
    assert_eq!(paid_out, sum(PayoutState::Paid));
    let whole = gateway.payouts.balance.minor() + paid_out + sum(PayoutState::Processing);
    assert_eq!(whole, 25_000_000 * 100, "no tiyn of the balance is lost");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(120))]

    #[test]
    fn refunds_never_exceed_the_debit_nor_the_debit_the_amount(steps in steps()) {
        let (gateway, _) = play(&steps);
        check(&gateway);
    }

    #[test]
    fn the_same_calls_give_the_same_bytes(steps in steps()) {
        let (first, replies) = play(&steps);
        let (second, again) = play(&steps);
        prop_assert_eq!(replies, again);
        prop_assert_eq!(first.effects(), second.effects());
    }
}
