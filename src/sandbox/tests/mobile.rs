//! Payments from the balance of a phone.

use super::calls::{golden, world};
use super::merchant::{CARD, call, code, told};
use crate::sandbox::{EffectKind, Gateway};

fn pay(gateway: &mut Gateway, phone: &str) -> u32 {
    code(&call(gateway, "/mfs/pay", &[("pg_payment_id", "700001"), ("pg_abonent_phone", phone)]))
}

fn approve(gateway: &mut Gateway, sms: &str) -> u32 {
    code(&call(gateway, "/mfs/approve", &[("pg_payment_id", "700001"), ("pg_approval_code", sms)]))
}

fn begun() -> Gateway {
    let mut gateway = world();
    assert_eq!(code(&gateway.handle(&golden("mobile_init"))), 0);
    gateway
}

#[test]
fn the_code_of_the_sms_debits_the_phone() {
    let mut gateway = begun();
    assert_eq!(approve(&mut gateway, "111111"), 120, "no phone yet");
    assert_eq!(pay(&mut gateway, "+77017777777"), 0);
    assert_eq!(approve(&mut gateway, "111111"), 0);
    let status = gateway.handle(&golden("get_status3"));
    for (name, value) in [
        ("pg_payment_method", "mobile_commerce"),
        ("pg_user_phone", "77017777777"),
        ("pg_payment_status", "success"),
        ("pg_captured", "1"),
    ] {
        assert_eq!(told(&status, name).as_deref(), Some(value), "{name}");
    }
    assert_eq!(told(&status, "pg_card_pan"), None);
    assert_eq!(approve(&mut gateway, "111111"), 10_011);
    assert_eq!(code(&gateway.handle(&golden("revoke"))), 0);
    let kinds: Vec<_> = gateway.effects().iter().map(|effect| effect.kind).collect();
    assert_eq!(kinds, [EffectKind::Pay, EffectKind::Refund]);
}

#[test]
fn the_third_wrong_code_ends_the_payment() {
    let mut gateway = begun();
    assert_eq!(code(&gateway.handle(&golden("mfs_pay"))), 0);
    assert_eq!(code(&gateway.handle(&golden("mfs_approve"))), 11_002);
    assert_eq!(approve(&mut gateway, "222222"), 11_002);
    assert_eq!(pay(&mut gateway, "77017777777"), 0, "the code is sent again");
    assert_eq!(approve(&mut gateway, "333333"), 11_010);
    assert_eq!(approve(&mut gateway, "111111"), 120);
    let status = gateway.handle(&golden("get_status3"));
    assert_eq!(told(&status, "pg_failure_code").as_deref(), Some("11010"));
    assert!(gateway.effects().is_empty());
}

#[test]
fn wrong_phones_operators_and_cards_are_refused() {
    let mut gateway = begun();
    for phone in ["7701777777", "87017777777", "7701777777x"] {
        assert_eq!(pay(&mut gateway, phone), 11_004, "{phone}");
    }
    let fields =
        [("pg_payment_id", "700001"), ("pg_abonent_phone", "77017777777"), ("pg_payment_system_code", "NOBODYKZT")];
    assert_eq!(code(&call(&mut gateway, "/mfs/pay", &fields)), 11_023);
    assert!(gateway.pay("700001", CARD).is_err());
    let mut other = world();
    assert_eq!(code(&other.handle(&golden("init_payment"))), 0);
    assert_eq!(pay(&mut other, "77017777777"), 120, "a payment by card");
}
