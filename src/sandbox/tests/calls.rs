//! Every `pg_*` call, asked with its golden request and compared with its golden reply: neither was made here.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::merchant::{CARD, START, after, body, call, code, told};
use crate::domain::Money;
use crate::sandbox::cards::SavedCard;
use crate::sandbox::field::{self, Field, Value};
use crate::sandbox::{Config, EffectKind, Gateway, Request, Response, pg_sig, xml};

const TOKEN: &str = "ef741cfc-f85e-41a0-84e6-2ba964912182";

/// The world of the golden documents: its merchant, its secrets, its user's card, its first number.
pub(super) fn world() -> Gateway {
    let config = Config { seed: 7, records: 0, merchant_id: "123456".to_owned(), ..Config::default() };
    let mut gateway = Gateway::new(&config, START);
    gateway.credentials.secret_key = "test_secret_key".to_owned();
    gateway.credentials.payout_secret_key = "test_payout_key".to_owned();
    let card = SavedCard {
        token: TOKEN.to_owned(),
        profile: Some("10055120".to_owned()),
        ..SavedCard::new(7, 900, "u1", CARD, START)
    };
    gateway.keep_card(card, START);
    gateway.count_from(700_001);
    gateway
}

fn document(name: &str) -> String {
    std::fs::read_to_string(format!("{}/tests/golden/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

/// A golden request as a form.
pub(super) fn golden(slug: &str) -> Request {
    let text = document(&format!("{slug}_request.txt"));
    let (head, members) = text.split_once("\n\n").unwrap();
    let pairs = members.lines().map(|line| line.split_once('=').unwrap());
    let form = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
    let (method, path) = head.lines().next().unwrap().split_once(' ').unwrap();
    Request {
        method: method.to_owned(),
        path: path.to_owned(),
        content_type: "application/x-www-form-urlencoded".to_owned(),
        body: form.into_bytes(),
        ..Request::default()
    }
}

/// What is done before a call is asked: golden requests by slug, or a payer's card.
fn prepare(gateway: &mut Gateway, steps: &str) {
    for step in steps.split_whitespace() {
        if step == "PAY" {
            gateway.pay("700001", CARD).unwrap();
        } else {
            let reply = gateway.handle(&golden(step));
            assert_eq!((reply.status, code(&reply)), (200, 0), "{step}: {}", body(&reply));
        }
    }
}

/// The paths of all members of a document.
fn names(text: &str) -> BTreeSet<String> {
    fn walk(fields: &[Field], above: &str, out: &mut BTreeSet<String>) {
        for field in fields {
            let path = format!("{above}/{}", field.name);
            if let Value::Group(group) = &field.value {
                walk(group, &path, out);
            }
            out.insert(path);
        }
    }
    let mut out = BTreeSet::new();
    walk(&xml::fields(text.trim_start()).unwrap(), "", &mut out);
    out
}

/// Call, what is done before, golden reply, and the members that only one of the two has.
const CALLS: [(&str, &str, &str, &str); 29] = [
    ("init_payment", "", "init_payment_ok", ""),
    ("mobile_init", "", "mobile_init_ok", ""),
    ("mfs_pay", "mobile_init", "mfs_pay_need_approve", ""),
    ("do_capture", "init_payment PAY", "do_capture_ok", ""),
    ("revoke", "init_payment PAY do_capture", "revoke_ok", ""),
    // Beyond its status nothing is documented of this reply.
    ("cancel", "init_payment PAY", "cancel_ok", "/pg_payment_id"),
    ("card_init", "", "card_init_ok", ""),
    ("card_direct", "card_init", "card_direct_ok", ""),
    ("card_direct", "card_init card_direct", "card_direct_repeated", ""),
    ("cardstorage_add", "", "cardstorage_add_ok", ""),
    ("cardstorage_list", "", "cardstorage_list_one", ""),
    ("cardstorage_list", "cardstorage_remove", "cardstorage_list_empty", ""),
    ("cardstorage_remove", "", "cardstorage_remove_ok", ""),
    ("cardstoragepayout_add", "", "cardstoragepayout_add_ok", ""),
    ("make_recurring_payment", "", "make_recurring_payment_ok", ""),
    ("reg2nonreg", "", "reg2nonreg_ok", ""),
    ("reg2reg", "", "reg2reg_ok", ""),
    ("to_iban", "", "to_iban_ok", ""),
    ("payment_status", "reg2reg", "payment_status_ok", ""),
    ("payment_status2", "reg2reg", "payment_status2_success", ""),
    ("get_status2", "reg2reg", "get_status2_ok", ""),
    ("balance_status", "", "balance_status_ok", ""),
    ("g2g_refund", "init_payment PAY do_capture", "g2g_refund_ok", ""),
    ("g2g_clearing", "init_payment PAY", "g2g_clearing_ok", ""),
    ("g2g_cancel", "init_payment PAY", "g2g_cancel_ok", ""),
    ("g2g_recurrent", "", "g2g_recurrent_ok", ""),
    ("g2g_payout_status2", "reg2reg", "g2g_payout_status2_ok", ""),
    ("g2g_balance_status", "", "g2g_balance_status_ok", ""),
    // No request of this payment named a phone.
    ("g2g_status_v2", "card_init card_direct g2g_refund", "g2g_status_v2_ok", "/pg_user_phone"),
];

#[test]
fn every_golden_request_is_answered_with_the_members_of_the_golden_reply() {
    let mut wrong = String::new();
    for (slug, before, reply, differences) in CALLS {
        let mut gateway = world();
        prepare(&mut gateway, before);
        let request = golden(slug);
        let told = body(&gateway.handle(&request));
        let differing: Vec<_> =
            names(&told).symmetric_difference(&names(&document(&format!("{reply}.xml")))).cloned().collect();
        if differing != differences.split_whitespace().collect::<Vec<_>>() {
            writeln!(wrong, "{slug} after {before:?}: {differing:?} in\n{told}").unwrap();
        }
        let payout = document(&format!("{slug}_request.txt")).contains("secret: payout");
        let secret = if payout { "test_payout_key" } else { "test_secret_key" };
        assert!(pg_sig::verify(request.script(), &xml::fields(&told).unwrap(), secret), "{slug}: {told}");
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn every_golden_request_is_refused_when_a_member_is_changed() {
    let slugs: BTreeSet<_> =
        CALLS.iter().map(|(slug, ..)| *slug).chain(["card_pay", "get_status3", "mfs_approve"]).collect();
    for slug in slugs {
        let mut request = golden(slug);
        request.body.extend_from_slice(b"&extra=1");
        let mut gateway = world();
        let reply = gateway.handle(&request);
        let expected = match request.path.as_str() {
            path if path.starts_with("/v1/") => (401, 1_100),
            path if path.starts_with("/g2g/") => (200, 1_100),
            _ => (200, 9_998),
        };
        assert_eq!((reply.status, code(&reply)), expected, "{slug}");
        assert_eq!(told(&reply, "pg_sig"), None, "{slug}: unsigned");
        assert!(gateway.effects().is_empty());
    }
}

#[test]
fn a_payment_or_payout_that_does_not_exist_is_11068_without_a_signature() {
    for slug in ["get_status3", "g2g_status_v2", "g2g_refund", "get_status2", "payment_status2", "g2g_payout_status2"] {
        let reply = world().handle(&golden(slug));
        assert_eq!((code(&reply), told(&reply, "pg_sig")), (11_068, None), "{slug}");
    }
}

#[test]
fn a_call_is_taken_in_every_documented_form_with_and_without_php() {
    let form = golden("cancel");
    let text = String::from_utf8(form.body.clone()).unwrap();
    let query = Request {
        method: "GET".to_owned(),
        query: text.clone(),
        content_type: String::new(),
        body: Vec::new(),
        ..form.clone()
    };
    let pairs: Vec<(String, String)> = url::form_urlencoded::parse(&form.body).into_owned().collect();
    let part = |(name, value): &(String, String)| {
        format!("--B\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    };
    let parts = pairs.iter().map(part).collect::<String>() + "--B--\r\n";
    let multipart = Request {
        content_type: "multipart/form-data; boundary=B".to_owned(),
        body: parts.into_bytes(),
        ..form.clone()
    };
    let fields: Vec<Field> = pairs.iter().map(|(name, value)| Field::text(name, value)).collect();
    let xml = [("pg_xml", xml::document("request", &fields))];
    let xml = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(xml).finish();
    let xml = Request { body: xml.into_bytes(), ..form.clone() };
    for request in [form, query, multipart, xml] {
        let mut gateway = world();
        prepare(&mut gateway, "init_payment PAY");
        assert_eq!(code(&gateway.handle(&request)), 0, "{request:?}");
        assert_eq!(gateway.effects().last().unwrap().kind, EffectKind::Reverse);
    }
    for (path, expected) in [("/make_recurring_payment", 9_403), ("/get_status2", 11_068)] {
        let mut gateway = world();
        assert_eq!(code(&call(&mut gateway, path, &[("pg_order_id", "x")])), expected, "{path}");
    }
}

#[test]
fn replies_have_the_other_root_when_that_is_asked_for() {
    let root = |reply: &Response| body(reply).contains("<root>") && !body(reply).contains("<response>");
    let mut asked = golden("init_payment");
    asked.headers.push(("x-sandbox-root".to_owned(), "root".to_owned()));
    assert!(root(&world().handle(&asked)));
    assert!(!root(&world().handle(&golden("init_payment"))));
    let mut rooted = world();
    rooted.config.rooted = true;
    assert!(root(&rooted.handle(&golden("init_payment"))));
    asked.body.push(b'x');
    assert!(root(&world().handle(&asked)), "an unsigned error as well");
}

#[test]
fn a_charge_without_cvc_moves_money_once() {
    let mut gateway = world();
    prepare(&mut gateway, "card_init card_direct");
    let repeated = gateway.handle(&golden("card_direct"));
    assert_eq!(told(&repeated, "pg_error_code").as_deref(), Some("120"));
    assert_eq!(gateway.effects().len(), 1);
    let mut gateway = world();
    prepare(&mut gateway, "card_init card_pay");
    assert_eq!(code(&gateway.handle(&golden("card_direct"))), 120, "the payer has the page open");
    let mut gateway = world();
    prepare(&mut gateway, "card_init cardstorage_remove");
    assert_eq!(code(&gateway.handle(&golden("card_direct"))), 10_032);
    assert!(gateway.effects().is_empty());
}

#[test]
fn a_card_is_saved_on_its_page_and_then_pays_and_is_paid_out_to() {
    let mut gateway = world();
    let added = gateway.handle(&golden("cardstorage_add"));
    let id = told(&added, "pg_payment_id").unwrap();
    let address = told(&added, "pg_redirect_url").unwrap();
    let (path, query) = address.split_once("127.0.0.1").unwrap().1.split_once('?').unwrap();
    let view =
        Request { method: "GET".to_owned(), path: path.to_owned(), query: query.to_owned(), ..Request::default() };
    assert!(body(&gateway.handle(&view)).contains("waiting"));
    assert!(gateway.pay(&id, "4111111111111111").unwrap_err().contains("refuses"), "an unknown card");
    gateway.pay(&id, "5367654276102126").unwrap();
    assert!(gateway.pay(&id, "5367654276102126").is_err(), "a page takes one card");
    assert!(body(&gateway.handle(&view)).contains("saved"));
    let card = gateway.saved_cards().pop().unwrap();
    assert_eq!((card.user_id.as_str(), card.mask.as_str()), ("u1", "5367-65XX-XXXX-2126"));
    let list = gateway.handle(&golden("cardstorage_list"));
    assert_eq!(body(&list).matches("<card>").count(), 2);
    let fields = [
        ("pg_order_id", "B-1"),
        ("pg_amount", "10"),
        ("pg_description", "x"),
        ("pg_user_id", "u1"),
        ("pg_card_token", card.token.as_str()),
    ];
    assert_eq!(code(&call(&mut gateway, "/v1/merchant/123456/card/init", &fields)), 0);
}

#[test]
fn a_card_saved_for_payouts_buys_nothing() {
    let mut gateway = world();
    let added = gateway.handle(&golden("cardstoragepayout_add"));
    after(&mut gateway, 3_000);
    assert!(gateway.pay(&told(&added, "pg_payment_id").unwrap(), CARD).is_err(), "its user came by himself");
    let token = gateway.saved_cards().pop().unwrap().token;
    let fields = [
        ("pg_order_id", "B-1"),
        ("pg_amount", "10"),
        ("pg_description", "x"),
        ("pg_user_id", "u1"),
        ("pg_card_token", token.as_str()),
        ("pg_card_token_to", token.as_str()),
        ("pg_post_link", "http://shop/post"),
        ("pg_order_time_limit", "2030-01-01 00:00:00"),
    ];
    assert_eq!(code(&call(&mut gateway, "/v1/merchant/123456/card/init", &fields)), 10_032);
    assert_eq!(told(&call(&mut gateway, "/api/reg2reg", &fields), "pg_status").as_deref(), Some("ok"));
    let reply = call(&mut gateway, "/v1/merchant/123456/cardstoragepayout/add2", &[]);
    assert_eq!(reply.status, 404);
}

#[test]
fn a_recurring_profile_comes_from_a_payment_and_ends() {
    let mut gateway = world();
    let fields = [
        ("pg_order_id", "R-1"),
        ("pg_amount", "100"),
        ("pg_description", "x"),
        ("pg_recurring_start", "1"),
        ("pg_recurring_lifetime", "2"),
    ];
    let id = told(&call(&mut gateway, "/init_payment.php", &fields), "pg_payment_id").unwrap();
    gateway.pay(&id, CARD).unwrap();
    let profile = gateway.payments.get(id.parse().unwrap()).unwrap().profile.clone().unwrap();
    let mut charge = |order: &str, profile: &str, days: u64| {
        after(&mut gateway, days * 86_400);
        let fields = [
            ("pg_order_id", order),
            ("pg_amount", "55.50"),
            ("pg_description", "x"),
            ("pg_recurring_profile", profile),
        ];
        (code(&call(&mut gateway, "/make_recurring_payment.php", &fields)), gateway.effects().len())
    };
    assert_eq!(charge("R-2", &profile, 1), (0, 2));
    assert_eq!(charge("R-2", &profile, 1), (9_991, 2));
    assert_eq!(charge("R-3", "1", 1), (9_403, 2));
    assert_eq!(charge("R-4", &profile, 60), (365, 2));
}

#[test]
fn payouts_without_a_page_leave_the_balance_once() {
    let money = |minor| Money::from_minor(minor, crate::domain::Currency::Kzt);
    let mut gateway = world();
    let full = gateway.payouts.balance;
    prepare(&mut gateway, "reg2reg");
    assert_eq!(full.minus(gateway.payouts.balance), Some(money(150_050)));
    assert_eq!(code(&gateway.handle(&golden("to_iban"))), 9_991, "the order is taken");
    let mut gateway = world();
    let reply = gateway.handle(&golden("to_iban"));
    assert_eq!(told(&reply, "pg_status").as_deref(), Some("process"));
    assert!(gateway.effects().is_empty(), "a transfer takes its time");
    after(&mut gateway, 1_000);
    let status = gateway.handle(&golden("get_status2"));
    assert_eq!(told(&status, "pg_transaction_status").as_deref(), Some("ok"));
    let effect = gateway.effects().last().unwrap();
    assert_eq!((effect.kind, effect.request.as_deref()), (EffectKind::Payout, Some("to_iban")));
    let mut gateway = world();
    gateway.payouts.balance = money(100);
    assert_eq!(code(&gateway.handle(&golden("reg2reg"))), 8_888);
    assert_eq!(gateway.payouts.balance, money(100));
}

#[test]
fn the_gateway_api_moves_the_same_money_by_the_same_rules() {
    let mut gateway = world();
    prepare(&mut gateway, "init_payment PAY");
    assert_eq!(code(&gateway.handle(&golden("g2g_refund"))), 10_034, "a hold");
    prepare(&mut gateway, "g2g_clearing");
    assert_eq!(code(&gateway.handle(&golden("g2g_cancel"))), 9_013);
    prepare(&mut gateway, "g2g_refund g2g_refund");
    assert_eq!(code(&gateway.handle(&golden("g2g_refund"))), 10_020, "70 less 50 is less than 25");
    let status = gateway.handle(&golden("g2g_status_v2"));
    assert_eq!(told(&status, "pg_refund_amount").as_deref(), Some("-50"));
    assert_eq!(told(&gateway.handle(&golden("get_status3")), "pg_refund_amount").as_deref(), Some("-50"));
    let kinds: Vec<_> = gateway.effects().iter().map(|effect| effect.kind).collect();
    assert_eq!(kinds, [EffectKind::Hold, EffectKind::Clear, EffectKind::Refund, EffectKind::Refund]);
    let salted = xml::fields(&body(&status)).unwrap();
    assert!(field::text(&salted, "pg_salt").is_some());
}
