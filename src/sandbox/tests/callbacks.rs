//! Callbacks of a gateway without a socket. Signatures are checked and made here by the rule alone.

use md5::{Digest as _, Md5};
use url::Url;

use super::calls::{golden, world};
use super::merchant::{CARD, after, call, code, form, told};
use crate::sandbox::control::House;
use crate::sandbox::field::{self, Field};
use crate::sandbox::outbox::Standing;
use crate::sandbox::{
    Callback, CallbackAnswer, CallbackKind, Config, EffectKind, Fault, FaultKind, Gateway, Request, xml,
};

type Pairs = Vec<(String, String)>;

/// The MD5 of a message, from nothing but the rule.
fn signature(script: &str, pairs: &[(String, String)], secret: &str) -> String {
    let mut sorted: Vec<_> = pairs.iter().filter(|(name, _)| name != "pg_sig").collect();
    sorted.sort_by(|a, b| a.0.cmp(&b.0));
    let values: Vec<&str> = sorted.iter().map(|(_, value)| value.as_str()).collect();
    hex::encode(Md5::digest(format!("{script};{};{secret}", values.join(";"))))
}

fn value<'a>(pairs: &'a [(String, String)], name: &str) -> Option<&'a str> {
    pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
}

/// What a callback tells, whichever way it travels; its signature has to be right.
fn read(callback: &Callback, secret: &str) -> Pairs {
    verified(callback, secret).unwrap_or_else(|| panic!("{callback:?}"))
}

/// As above; `None` when the signature is wrong.
fn verified(callback: &Callback, secret: &str) -> Option<Pairs> {
    let url = Url::parse(&callback.url).unwrap();
    let parse = |text: &str| -> Pairs { url::form_urlencoded::parse(text.as_bytes()).into_owned().collect() };
    let mut pairs = if callback.method == "GET" { parse(url.query().unwrap()) } else { parse(&callback.body) };
    if let Some(document) = value(&pairs, "pg_xml") {
        let fields = xml::fields(document).unwrap();
        pairs = fields
            .iter()
            .map(|field| (field.name.clone(), field::text(&fields, &field.name).unwrap().to_owned()))
            .collect();
    }
    let script = url.path().rsplit('/').next().unwrap();
    (value(&pairs, "pg_sig") == Some(signature(script, &pairs, secret).as_str())).then_some(pairs)
}

/// A signed answer of the merchant.
fn answer(script: &str, status: &str, reason: &str) -> CallbackAnswer {
    let mut pairs: Pairs = [("pg_status", status), ("pg_description", reason), ("pg_salt", "s4lt")]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .to_vec();
    pairs.push(("pg_sig".to_owned(), signature(script, &pairs, "test_secret_key")));
    let fields: Vec<Field> = pairs.iter().map(|(name, value)| Field::text(name, value)).collect();
    CallbackAnswer::Replied { status: 200, body: xml::document("response", &fields).into_bytes() }
}

fn http(status: u16) -> CallbackAnswer {
    CallbackAnswer::Replied { status, body: Vec::new() }
}

fn silent() -> CallbackAnswer {
    CallbackAnswer::NoAnswer("nobody listens there".to_owned())
}

/// A new payment of 1000 that has hooks; held when it is paid.
fn created(gateway: &mut Gateway, hooks: &[(&str, &str)]) -> String {
    let mut fields = vec![("pg_amount", "1000"), ("pg_description", "Tea"), ("pg_auto_clearing", "0")];
    fields.extend(hooks);
    let reply = call(gateway, "/init_payment.php", &fields);
    told(&reply, "pg_payment_id").unwrap_or_else(|| panic!("{reply:?}"))
}

fn take(gateway: &mut Gateway) -> Vec<Callback> {
    gateway.take_callbacks(gateway.now())
}

fn tell(gateway: &mut Gateway, callback: &Callback, answer: &CallbackAnswer) {
    gateway.callback_answered(callback.id, answer, gateway.now());
}

/// A hold whose result is on its way.
fn held(hooks: &[(&str, &str)]) -> (Gateway, String, Callback) {
    let mut gateway = world();
    let mut all = vec![("pg_result_url", "http://127.0.0.1:9/pay/result")];
    all.extend(hooks);
    let id = created(&mut gateway, &all);
    gateway.pay(&id, CARD).unwrap();
    let mut callbacks = take(&mut gateway);
    assert_eq!(callbacks.len(), 1);
    (gateway, id, callbacks.remove(0))
}

fn kinds(gateway: &Gateway) -> Vec<EffectKind> {
    gateway.effects().iter().map(|effect| effect.kind).collect()
}

fn status(gateway: &mut Gateway, id: &str, name: &str) -> Option<String> {
    told(&call(gateway, "/get_status3.php", &[("pg_payment_id", id)]), name)
}

#[test]
fn a_result_travels_in_each_of_the_three_ways() {
    for (method, http, in_document) in [("GET", "GET", false), ("POST", "POST", false), ("XML", "POST", true)] {
        let hooks = [
            ("pg_result_url", "http://127.0.0.1:9/pay/result?x=1"),
            ("pg_request_method", method),
            ("pg_param1", "one"),
            ("session", "c0ffee & more"),
        ];
        let mut gateway = world();
        let id = created(&mut gateway, &hooks);
        gateway.pay(&id, CARD).unwrap();
        let callback = take(&mut gateway).remove(0);
        assert_eq!((callback.method, callback.kind, callback.attempt), (http, CallbackKind::Result, 1));
        assert_eq!(callback.body.starts_with("pg_xml="), in_document);
        let pairs = read(&callback, "test_secret_key");
        for (name, expected) in [
            ("pg_payment_id", id.as_str()),
            ("pg_amount", "1000"),
            ("pg_net_amount", "975"),
            ("pg_result", "1"),
            ("pg_captured", "0"),
            ("pg_can_reject", "1"),
            ("pg_param1", "one"),
            ("session", "c0ffee & more"),
            ("x", "1"),
        ] {
            assert_eq!(value(&pairs, name), Some(expected), "{method} {name}");
        }
        assert!(take(&mut gateway).is_empty(), "it is under way");
    }
}

#[test]
fn a_result_tells_the_members_of_the_golden_one() {
    let golden = include_str!("../../../tests/golden/callback_result_form.txt").split_once("\n\n").unwrap().1;
    let golden: Pairs = url::form_urlencoded::parse(golden.trim().as_bytes()).into_owned().collect();
    let hooks = [
        ("pg_user_phone", "77001234567"),
        ("pg_user_contact_email", "a@b.kz"),
        ("pg_recurring_start", "1"),
        ("x", "1"),
    ];
    let (_, _, callback) = held(&hooks);
    let pairs = read(&callback, "test_secret_key");
    let missing: Vec<&str> =
        golden.iter().map(|(name, _)| name.as_str()).filter(|name| value(&pairs, name).is_none()).collect();
    // The payment was made on the page, with a card that is not saved, and the sandbox gives no discount.
    assert_eq!(missing, ["pg_card_id", "pg_card_token", "pg_discount_percent", "pg_discount_amount"]);
    let more: Vec<&str> =
        pairs.iter().map(|(name, _)| name.as_str()).filter(|name| value(&golden, name).is_none()).collect();
    assert!(more.is_empty(), "{more:?}");
}

#[test]
fn a_result_is_delivered_five_times_in_two_hours_and_each_time_signed_anew() {
    let (mut gateway, id, first) = held(&[]);
    let begun = gateway.now();
    let mut salts = vec![value(&read(&first, "test_secret_key"), "pg_salt").unwrap().to_owned()];
    tell(&mut gateway, &first, &http(500));
    assert_eq!(status(&mut gateway, &id, "pg_can_reject").as_deref(), Some("0"));
    for attempt in 2..=5 {
        after(&mut gateway, 1_799);
        assert!(take(&mut gateway).is_empty(), "half an hour is not over");
        after(&mut gateway, 1);
        let callback = take(&mut gateway).remove(0);
        assert_eq!((callback.id, callback.attempt), (first.id, attempt));
        let pairs = read(&callback, "test_secret_key");
        assert_eq!(value(&pairs, "pg_can_reject"), Some("0"), "after a failed first call");
        salts.push(value(&pairs, "pg_salt").unwrap().to_owned());
        tell(&mut gateway, &callback, &silent());
    }
    assert_eq!(gateway.now().since(begun).as_secs(), 7_200);
    after(&mut gateway, 86_400);
    assert!(take(&mut gateway).is_empty());
    salts.sort();
    salts.dedup();
    assert_eq!(salts.len(), 5);
    let letter = &gateway.outbox.all()[0];
    assert_eq!((letter.standing, letter.attempts.len()), (Standing::Done, 5));
    assert_eq!(letter.attempts[0].outcome.as_deref(), Some("failed: HTTP 500"));
}

#[test]
fn a_result_that_is_answered_is_not_delivered_again() {
    for reply in [answer("result", "ok", ""), answer("result", "error", "what?"), http(200)] {
        let (mut gateway, _, callback) = held(&[]);
        tell(&mut gateway, &callback, &reply);
        after(&mut gateway, 86_400);
        assert!(take(&mut gateway).is_empty(), "{reply:?}");
        assert_eq!(kinds(&gateway), [EffectKind::Hold]);
    }
}

#[test]
fn a_hold_that_the_merchant_rejects_is_reversed_once() {
    let (mut gateway, id, callback) = held(&[]);
    assert_eq!(status(&mut gateway, &id, "pg_can_reject").as_deref(), Some("1"));
    tell(&mut gateway, &callback, &answer("result", "rejected", "sold out"));
    tell(&mut gateway, &callback, &answer("result", "rejected", "sold out"));
    assert_eq!(kinds(&gateway), [EffectKind::Hold, EffectKind::Reverse]);
    assert_eq!(gateway.effects()[1].request.as_deref(), Some("result_url"));
    assert_eq!(status(&mut gateway, &id, "pg_payment_status").as_deref(), Some("revoked"));
}

#[test]
fn a_rejection_that_is_forged_late_or_of_debited_money_changes_nothing() {
    let rejected = answer("result", "rejected", "sold out");
    let CallbackAnswer::Replied { body, .. } = &rejected else { panic!("{rejected:?}") };
    let text = String::from_utf8(body.clone()).unwrap();
    let unsigned = text.replace("pg_sig", "pg_gis");
    let edited = text.replace("sold out", "sold up");
    for forged in [unsigned, edited, "rejected".to_owned()] {
        let (mut gateway, _, callback) = held(&[]);
        tell(&mut gateway, &callback, &CallbackAnswer::Replied { status: 200, body: forged.into_bytes() });
        assert_eq!(kinds(&gateway), [EffectKind::Hold]);
    }
    let (mut gateway, _, callback) = held(&[]);
    tell(&mut gateway, &callback, &answer("other", "rejected", ""));
    assert_eq!(kinds(&gateway), [EffectKind::Hold], "signed with another script name");
    let (mut gateway, _, callback) = held(&[]);
    tell(&mut gateway, &callback, &silent());
    after(&mut gateway, 1_800);
    let again = take(&mut gateway).remove(0);
    tell(&mut gateway, &again, &rejected);
    assert_eq!(kinds(&gateway), [EffectKind::Hold], "after a failed first call");
    let (mut gateway, id, callback) = held(&[]);
    assert_eq!(code(&call(&mut gateway, "/do_capture.php", &[("pg_payment_id", &id)])), 0);
    tell(&mut gateway, &callback, &rejected);
    assert_eq!(kinds(&gateway), [EffectKind::Hold, EffectKind::Clear]);
    let (mut gateway, _, callback) = held(&[("pg_auto_clearing", "1"), ("pg_order_id", "x")]);
    tell(&mut gateway, &callback, &rejected);
    assert!(!kinds(&gateway).contains(&EffectKind::Refund));
}

#[test]
fn a_payment_that_fails_or_expires_is_told_as_well() {
    let mut gateway = world();
    let hooks = [("pg_result_url", "http://127.0.0.1:9/result"), ("pg_lifetime", "300")];
    let (declined, expired) = (created(&mut gateway, &hooks), created(&mut gateway, &hooks));
    gateway.pay(&declined, "4111111111111111").unwrap();
    let pairs = read(&take(&mut gateway)[0], "test_secret_key");
    assert_eq!((value(&pairs, "pg_result"), value(&pairs, "pg_failure_code")), (Some("0"), Some("99999")));
    assert_eq!((value(&pairs, "pg_net_amount"), value(&pairs, "pg_ps_amount")), (Some("0.00"), None));
    gateway.schedule = crate::sandbox::schedule::Schedule::default();
    gateway.schedule.add(gateway.now(), crate::sandbox::schedule::Event::Expires(expired.parse().unwrap()));
    let pairs = read(&take(&mut gateway)[0], "test_secret_key");
    assert_eq!((value(&pairs, "pg_payment_id"), value(&pairs, "pg_failure_code")), (Some(&*expired), Some("10018")));
}

/// A payment whose merchant is being asked.
fn asked() -> (Gateway, String, Callback) {
    let mut gateway = world();
    let id = created(&mut gateway, &[("pg_check_url", "http://127.0.0.1:9/pay/check")]);
    gateway.pay(&id, CARD).unwrap();
    let callback = take(&mut gateway).remove(0);
    (gateway, id, callback)
}

#[test]
fn the_merchant_is_asked_before_money_is_taken() {
    let (mut gateway, id, callback) = asked();
    assert_eq!(callback.kind, CallbackKind::Check);
    let pairs = read(&callback, "test_secret_key");
    for name in ["pg_order_id", "pg_amount", "pg_currency", "pg_ps_amount", "pg_ps_currency", "pg_ps_full_amount"] {
        assert!(value(&pairs, name).is_some(), "{name}");
    }
    assert!(gateway.effects().is_empty());
    assert_eq!(status(&mut gateway, &id, "pg_payment_status").as_deref(), Some("process"));
    gateway.pay(&id, CARD).unwrap();
    assert!(gateway.effects().is_empty() && take(&mut gateway).is_empty(), "asked once");
    tell(&mut gateway, &callback, &answer("check", "ok", ""));
    assert_eq!(kinds(&gateway), [EffectKind::Hold]);
    after(&mut gateway, 60);
    assert_eq!(status(&mut gateway, &id, "pg_payment_status").as_deref(), Some("success"));
}

#[test]
fn a_merchant_who_refuses_or_keeps_silent_gets_no_money() {
    let CallbackAnswer::Replied { body, .. } = answer("check", "ok", "") else { panic!() };
    let unsigned = String::from_utf8(body).unwrap().replace("pg_sig", "pg_gis").into_bytes();
    for (reply, text) in [
        (answer("check", "rejected", "sold out"), "sold out"),
        (answer("check", "error", ""), "support"),
        (answer("result", "ok", ""), "support"),
        (CallbackAnswer::Replied { status: 200, body: unsigned }, "support"),
        (http(500), "support"),
        (silent(), "support"),
        (CallbackAnswer::NotSent("a stranger".to_owned()), "support"),
    ] {
        let (mut gateway, id, callback) = asked();
        tell(&mut gateway, &callback, &reply);
        assert_eq!(status(&mut gateway, &id, "pg_failure_code").as_deref(), Some("10016"), "{reply:?}");
        assert!(status(&mut gateway, &id, "pg_failure_description").unwrap().contains(text), "{reply:?}");
        assert!(gateway.effects().is_empty());
    }
    let (mut gateway, id, callback) = asked();
    after(&mut gateway, 29);
    assert_eq!(status(&mut gateway, &id, "pg_payment_status").as_deref(), Some("process"));
    after(&mut gateway, 1);
    assert_eq!(status(&mut gateway, &id, "pg_payment_status").as_deref(), Some("error"));
    tell(&mut gateway, &callback, &answer("check", "ok", ""));
    assert!(gateway.effects().is_empty(), "too late");
}

#[test]
fn addresses_come_from_the_configuration_when_a_request_names_none() {
    let url = |text: &str| Some(Url::parse(text).unwrap());
    let config = Config {
        seed: 7,
        records: 40,
        check_url: url("http://127.0.0.1:9/c"),
        result_url: url("http://127.0.0.1:9/r"),
        ..Config::default()
    };
    let mut gateway = Gateway::new(&config, super::merchant::START);
    let secret = gateway.credentials().secret_key.clone();
    assert!(take(&mut gateway).is_empty(), "nobody is told of what was before the start");
    let id = created(&mut gateway, &[("pg_result_url", "http://127.0.0.1:9/own")]);
    gateway.pay(&id, CARD).unwrap();
    let check = take(&mut gateway).remove(0);
    assert!(check.url.ends_with("/c"));
    read(&check, &secret);
    tell(&mut gateway, &check, &silent());
    assert!(take(&mut gateway)[0].url.ends_with("/own"));
    let wrong = [("pg_amount", "1"), ("pg_description", "x"), ("pg_result_url", "ftp://shop/r")];
    assert_eq!(code(&call(&mut gateway, "/init_payment.php", &wrong)), 9_403);
}

#[test]
fn a_payout_is_told_once_and_signed_with_the_payout_secret() {
    let mut gateway = world();
    gateway.handle(&golden("reg2reg"));
    let callback = take(&mut gateway).remove(0);
    let names = include_str!("../../../tests/golden/callback_payout_form.txt").split_once("\n\n").unwrap().1;
    let names: Pairs = url::form_urlencoded::parse(names.trim().as_bytes()).into_owned().collect();
    let pairs = read(&callback, "test_payout_key");
    assert!(names.iter().all(|(name, _)| value(&pairs, name).is_some()) && names.len() == pairs.len(), "{pairs:?}");
    assert_eq!((value(&pairs, "pg_status"), value(&pairs, "pg_order_id")), (Some("ok"), Some("A-1001")));
    tell(&mut gateway, &callback, &http(500));
    after(&mut gateway, 86_400);
    assert!(take(&mut gateway).is_empty());
    let mut gateway = world();
    let id = told(&gateway.handle(&golden("reg2nonreg")), "pg_payment_id").unwrap();
    gateway.pay(&id, "4556046085041740").unwrap();
    assert_eq!(value(&read(&take(&mut gateway)[0], "test_payout_key"), "pg_status"), Some("error"));
}

#[test]
fn a_saved_card_is_told_as_a_document_in_a_form() {
    let mut gateway = world();
    let id = told(&gateway.handle(&golden("cardstorage_add")), "pg_payment_id").unwrap();
    gateway.pay(&id, CARD).unwrap();
    let callback = take(&mut gateway).remove(0);
    let pairs = read(&callback, "test_secret_key");
    assert!(callback.body.contains("%3Cresponse%3E"));
    assert_eq!(value(&pairs, "pg_card_token"), gateway.saved_cards().last().map(|card| card.token.as_str()));
    let golden = include_str!("../../../tests/golden/callback_card_xml.txt").split_once("pg_xml=").unwrap().1;
    for (name, _) in &pairs {
        assert!(golden.contains(&format!("%3C{name}%3E")), "{name}");
    }
}

#[test]
fn a_lost_callback_comes_again_and_a_forged_one_does_not_verify() {
    let start = super::merchant::START;
    let paid = |kind| {
        let mut house = House::new(Config { records: 0, ..Config::default() }, "http://127.0.0.1:1/", start);
        house.faults.plan(Fault::once("result", kind));
        let id =
            created(&mut house.gateway, &[("pg_result_url", "http://127.0.0.1:9/r"), ("pg_request_method", "XML")]);
        house.gateway.pay(&id, CARD).unwrap();
        house
    };
    let mut house = paid(FaultKind::DropCallback);
    assert!(house.take_callbacks(start).1.is_empty());
    let later = start.plus(std::time::Duration::from_mins(30));
    let (era, again) = house.take_callbacks(later);
    assert_eq!(again[0].attempt, 2);
    let secret = house.gateway.credentials().secret_key.clone();
    read(&again[0], &secret);
    let reset = Request { method: "POST".to_owned(), path: "/control/reset".to_owned(), ..Request::default() };
    assert_eq!(house.control(&reset, later).status, 200);
    let id = created(&mut house.gateway, &[("pg_result_url", "http://127.0.0.1:9/r")]);
    house.gateway.pay(&id, CARD).unwrap();
    let (_, new) = house.take_callbacks(later);
    house.callback_answered(era, new[0].id, &http(200), later);
    assert_eq!(house.gateway.outbox.all()[0].standing, Standing::UnderWay, "an answer of the time before the reset");
    let mut house = paid(FaultKind::ForgeCallback);
    let (_, forged) = house.take_callbacks(start);
    assert_eq!(verified(&forged[0], &secret), None);
    let mut house = paid(FaultKind::DuplicateCallback);
    assert_eq!(house.take_callbacks(start).1.len(), 2);
}

#[test]
fn the_list_of_callbacks_tells_every_delivery_and_no_token() {
    let mut house =
        House::new(Config { records: 0, ..Config::default() }, "http://127.0.0.1:1/", super::merchant::START);
    let id = created(&mut house.gateway, &[("pg_result_url", "http://127.0.0.1:9/r")]);
    house.gateway.pay(&id, CARD).unwrap();
    let (era, due) = house.take_callbacks(super::merchant::START);
    house.callback_answered(era, due[0].id, &silent(), super::merchant::START);
    let list = Request {
        method: "GET".to_owned(),
        path: "/control/callbacks".to_owned(),
        ..form(house.gateway.credentials(), "/x", &[])
    };
    let reply: serde_json::Value = serde_json::from_slice(&house.control(&list, super::merchant::START).body).unwrap();
    let expected = serde_json::json!([{
        "id": 1,
        "callback": "result",
        "gateway_id": id,
        "method": "POST",
        "url": "http://127.0.0.1:9/r",
        "state": "waiting",
        "attempts": [{ "at": "2026-01-31T04:00:00+00:00", "outcome": "failed: nobody listens there" }],
    }]);
    assert_eq!(reply, expected);
}
