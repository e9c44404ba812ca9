//! What happens without a call: payers, banks, recipients, and the passing of time.

use super::merchant::{START, after, call, created, gateway, invoice, paid, told};
use crate::sandbox::{Config, EffectKind, Gateway};

fn word(gateway: &mut Gateway, path: &str, id: &str, name: &str) -> String {
    let response = call(gateway, path, &[("pg_payment_id", id)]);
    told(&response, name).unwrap()
}

#[test]
fn a_hold_is_cleared_by_itself_after_five_days() {
    let mut gateway = gateway(0);
    paid(&mut gateway, "A-1", true);
    after(&mut gateway, 5 * 86_400 - 1);
    assert_eq!(gateway.effects().len(), 1);
    after(&mut gateway, 1);
    let kinds: Vec<_> = gateway.effects().iter().map(|effect| effect.kind).collect();
    assert_eq!(kinds, [EffectKind::Hold, EffectKind::AutoClear]);
}

#[test]
fn payers_mostly_pay_some_are_declined_and_some_never_come() {
    let mut gateway = gateway(0);
    let ids: Vec<_> = (0..200).map(|n| created(&mut gateway, &format!("A-{n}"), false)).collect();
    assert!(gateway.effects().is_empty(), "nobody pays before time passes");
    after(&mut gateway, 90_000);
    let mut counts = std::collections::BTreeMap::new();
    for id in &ids {
        let status = call(&mut gateway, "/get_status3.php", &[("pg_payment_id", id)]);
        *counts.entry(told(&status, "pg_failure_code").unwrap_or_default()).or_insert(0) += 1;
    }
    assert!(counts[""] > 120, "{counts:?}");
    assert!(counts["10018"] > 5, "{counts:?}");
    assert!(counts["10009"] > 3, "{counts:?}");
    assert_eq!(gateway.effects().len(), counts[""]);
}

#[test]
fn a_lively_sandbox_moves_within_minutes() {
    let mut gateway = Gateway::new(&Config { seed: 3, records: 60, lively: true, ..Config::default() }, START);
    let before = gateway.effects().len();
    after(&mut gateway, 600);
    assert!(gateway.effects().len() > before + 5);
}

#[test]
fn payout_test_cards_do_what_the_documentation_says() {
    let mut gateway = gateway(0);
    let balance = |gateway: &mut Gateway| told(&call(gateway, "/api/balance_status", &[]), "pg_balance").unwrap();
    let full = balance(&mut gateway);
    for (n, card, at_once, later, left) in [
        (1, "5325349472901311", "error", "error", "25000000"),
        (2, "5507841999732294", "process", "success", "24999900"),
        (3, "4532676596620704", "process", "error", "24999900"),
        (4, "4671593866478252", "success", "success", "24999800"),
    ] {
        let order = format!("P-{n}");
        let fields = [
            ("pg_order_id", order.as_str()),
            ("pg_amount", "100"),
            ("pg_description", "x"),
            ("pg_order_time_limit", "2030-01-01 00:00:00"),
            ("pg_back_link", "http://shop/back"),
            ("pg_post_link", "http://shop/post"),
        ];
        let id = told(&call(&mut gateway, "/api/reg2nonreg", &fields), "pg_payment_id").unwrap();
        assert_eq!(word(&mut gateway, "/api/payment_status", &id, "pg_status"), "new");
        gateway.pay(&id, card).unwrap();
        assert!(gateway.pay(&id, card).is_err(), "a page takes one card");
        assert_eq!(word(&mut gateway, "/api/payment_status2", &id, "pg_payment_status"), at_once, "{card}");
        after(&mut gateway, 1_000);
        assert_eq!(word(&mut gateway, "/api/payment_status2", &id, "pg_payment_status"), later, "{card}");
        assert_eq!(balance(&mut gateway), left, "{full} before");
    }
}

#[test]
fn the_steps_in_which_time_passes_do_not_matter() {
    let config = Config { seed: 5, records: 40, lively: true, ..Config::default() };
    let mut whole = Gateway::new(&config, START);
    let mut steps = Gateway::new(&config, START);
    for gateway in [&mut whole, &mut steps] {
        invoice(gateway, "I-1");
    }
    after(&mut whole, 3_600);
    for _ in 0..360 {
        after(&mut steps, 10);
        call(&mut steps, "/get_status3.php", &[("pg_order_id", "I-1")]);
    }
    assert_eq!(whole.effects(), steps.effects());
    whole.advance_to(START);
    assert_eq!(whole.now(), steps.now(), "time does not go back");
}

#[test]
fn a_slow_bank_settles_an_invoice_later() {
    let mut gateway = gateway(0);
    let (id, customer) = invoice(&mut gateway, "I-1");
    let card = gateway.saved_cards().remove(1);
    let pay = format!(r#"{{"customer":"{customer}","user_id":"{}","card_token":"{}"}}"#, card.user_id, card.token);
    let reply = super::merchant::json(&mut gateway, "/v5/merchant/invoice/pay", &pay);
    assert_eq!(told(&reply, "invoice_status").as_deref(), Some("process"));
    assert_eq!(word(&mut gateway, "/get_status3.php", &id, "pg_payment_status"), "process");
    after(&mut gateway, 60);
    assert_eq!(word(&mut gateway, "/get_status3.php", &id, "pg_captured"), "1");
    assert_eq!(gateway.effects().len(), 1);
}
