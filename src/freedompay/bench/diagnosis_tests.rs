//! Every known mistake is named, and every published vector verifies.

use md5::{Digest as _, Md5};
use sha2::Sha256;

use super::super::super::secret::Secret;
use super::super::super::{json, tests_support};
use super::super::message;
use super::*;

const URL: &str = "https://gateway.example/v1/x/get_status3.php?lang=ru";
const KEY: &str = "merchant-canary-key";

fn secrets() -> Vec<Candidate> {
    [("merchant", KEY), ("payout", "payout-canary-key")]
        .map(|(name, secret)| Candidate { name: name.to_owned(), secret: Secret::new(secret) })
        .to_vec()
}

fn md5(text: &str) -> String {
    hex::encode(Md5::digest(text))
}

/// The message of the tests, in an order that is not sorted.
const FORM: &str = "pg_salt=abc&pg_amount=20&pg_description=Чай+%26+мёд&pg_empty=&pg_merchant_id=510001\
                    &pg_need_email_notification=1&pg_need_phone_notification=0&session=s1&shop=s2&pg_order_id=A-1";

fn signed(signature: &str) -> Fields {
    message::read(format!("{FORM}&pg_sig={signature}").as_bytes()).unwrap()
}

fn named(signature: &str) -> Vec<String> {
    match diagnose(URL, &signed(signature), &secrets()) {
        Finding::Mistaken { mistakes, expected, .. } => {
            assert_eq!(expected, "get_status3.php;20;Чай & мёд;;510001;1;0;A-1;abc;s1;s2;••••");
            mistakes
        }
        other => panic!("{other:?}"),
    }
}

/// What is right, with the secret: the mistakes of the table are made in it by hand.
const RIGHT: &str = "get_status3.php;20;Чай & мёд;;510001;1;0;A-1;abc;s1;s2;merchant-canary-key";

#[test]
fn a_right_signature_is_valid_and_the_published_vectors_are() {
    assert!(matches!(diagnose(URL, &signed(&md5(RIGHT)), &secrets()), Finding::Valid { .. }));
    let vectors = tests_support::vectors();
    for vector in vectors["pg_sig"].as_array().unwrap() {
        let mut fields = json::read(&vector["fields"].to_string()).unwrap();
        fields.push((SIGNATURE.to_owned(), Value::Text(vector["pg_sig"].as_str().unwrap().to_owned())));
        let secret = Candidate { name: "s".to_owned(), secret: Secret::new(vector["secret"].as_str().unwrap()) };
        let found = diagnose(vector["script"].as_str().unwrap(), &fields, &[secret]);
        assert!(matches!(found, Finding::Valid { .. }), "{found:?}");
    }
}

#[test]
fn every_known_mistake_is_named() {
    let windows: Vec<u8> =
        b"get_status3.php;20;\xd7\xe0\xe9 & \xec\xb8\xe4;;510001;1;0;A-1;abc;s1;s2;merchant-canary-key".to_vec();
    let with = |from: &str, to: &str| md5(&RIGHT.replacen(from, to, 1));
    let table: Vec<(String, &str)> = vec![
        // The script name.
        (with("get_status3.php", "get_status.php"), "signed is `get_status.php`: sign `get_status3.php`"),
        (with("get_status3.php", "add2"), "signed is `add2`"),
        (with("get_status3.php", ""), "signed is empty"),
        (with("get_status3.php", "/v1/x/get_status3.php"), "signed is `/v1/x/get_status3.php`"),
        (with("get_status3.php", "get_status3.php?lang=ru"), "signed is `get_status3.php?lang=ru`"),
        (with("get_status3.php", URL), "signed is `https://"),
        (with("get_status3.php", "get_status3"), "signed is `get_status3`"),
        (with("get_status3.php", "/get_status3.php"), "signed is `/get_status3.php`"),
        (with("get_status3.php;", ""), "no script name was signed"),
        // Members.
        (md5("get_status3.php;abc;20;Чай & мёд;;510001;1;0;s1;s2;A-1;merchant-canary-key"), "were not sorted"),
        (
            md5("get_status3.php;;0;1;20;510001;A-1;abc;s1;s2;Чай & мёд;merchant-canary-key"),
            "values themselves were sorted",
        ),
        (with(";;", ";"), "pg_empty was left out"),
        (with(";s1;s2", ""), "without `pg_` were left out"),
        (with(";1;0", ""), "pg_need_phone_notification and"),
        (with(";abc", ""), "pg_salt was left out"),
        (with(";A-1", ""), "pg_order_id was left out"),
        (with(";s1;s2", ";;s1;s2"), "pg_sig was signed too"),
        // Numbers.
        (with(";20;", ";20.00;"), "pg_amount was signed as `20.00` and sent as `20`"),
        (with(";20;", ";20.0;"), "pg_amount was signed as `20.0`"),
        (with(";20;", ";20,00;"), "pg_amount was signed as `20,00`"),
        (with(";20;", ";2000;"), "pg_amount was signed as `2000`"),
        // Encodings.
        (hex::encode(Md5::digest(windows)), "windows-1251"),
        (with("Чай & мёд", "%D0%A7%D0%B0%D0%B9%20%26%20%D0%BC%D1%91%D0%B4"), "percent-encoded"),
        (with("Чай & мёд", "%D0%A7%D0%B0%D0%B9+%26+%D0%BC%D1%91%D0%B4"), "as a form encodes them"),
        (with("Чай & мёд", "Чай &amp; мёд"), "HTML entities"),
        (with("Чай & мёд", "\\u0427\\u0430\\u0439 & \\u043c\\u0451\\u0434"), "JSON escapes"),
        // Secrets.
        (md5(&format!("{RIGHT} ")), "a space at its end"),
        (md5(&format!("{RIGHT}\n")), "a line break at its end"),
        (md5(&format!("{RIGHT}\r\n")), "a Windows line break at its end"),
        (with(KEY, "\"merchant-canary-key\""), "quotes around it"),
        (with(KEY, "payout-canary-key"), "signed with the payout secret: this call is signed with the merchant secret"),
        // How it is joined and written.
        (
            md5(
                "get_status3.php;pg_amount=20;pg_description=Чай & мёд;pg_empty=;pg_merchant_id=510001;pg_need_email_notification=1;pg_need_phone_notification=0;pg_order_id=A-1;pg_salt=abc;session=s1;shop=s2;merchant-canary-key",
            ),
            "names were signed too, as `name=value`",
        ),
        (md5(&RIGHT.replace(';', ",")), "joined by commas"),
        (md5(&RIGHT.replace(';', "")), "joined by nothing"),
        (with(&format!(";{KEY}"), ""), "no secret was signed"),
        (md5(&format!("{KEY};{}", RIGHT.replace(&format!(";{KEY}"), ""))), "the secret was signed first"),
        (md5(RIGHT).to_uppercase(), "upper case"),
        (hex::encode(Sha256::digest(RIGHT)), "SHA-256"),
    ];
    for (signature, says) in table {
        let mistakes = named(&signature);
        assert_eq!(mistakes.len(), 1, "{says}: {mistakes:?}");
        assert!(mistakes[0].contains(says), "{says}: {mistakes:?}");
    }
}

#[test]
fn two_mistakes_at_once_are_both_named() {
    let wrong = RIGHT.replace("get_status3.php", "get_status.php").replace(";20;", ";20.00;");
    let mistakes = named(&md5(&wrong));
    assert_eq!(mistakes.len(), 2, "{mistakes:?}");
    let wrong = format!("{}\n", RIGHT.replace(";;", ";"));
    assert_eq!(named(&md5(&wrong)).len(), 2);
}

#[test]
fn stray_white_space_of_the_given_secret_is_told() {
    let secrets = [Candidate { name: "merchant".to_owned(), secret: Secret::new(format!("{KEY}\n")) }];
    match diagnose(URL, &signed(&md5(RIGHT)), &secrets) {
        Finding::Mistaken { mistakes, .. } => assert!(mistakes[0].contains("that was given here has white space")),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_missing_signature_and_one_that_nothing_explains_are_told_apart() {
    let unsigned = message::read(FORM.as_bytes()).unwrap();
    assert!(matches!(diagnose(URL, &unsigned, &secrets()), Finding::Unsigned { .. }));
    match diagnose(URL, &signed(&"0".repeat(32)), &secrets()) {
        Finding::Unexplained { tried, .. } => assert!((1_000..=tries(1)).contains(&tried), "{tried}"),
        other => panic!("{other:?}"),
    }
}

#[test]
fn no_result_holds_a_secret() {
    for signature in
        [md5(RIGHT), md5(&format!("{RIGHT} ")), md5(&RIGHT.replace(KEY, "payout-canary-key")), "0".repeat(32)]
    {
        let found = format!("{:?}", diagnose(URL, &signed(&signature), &secrets()));
        assert!(!found.contains("canary"), "{found}");
    }
}

#[test]
fn the_order_of_the_php_sample_is_told_for_long_lists() {
    let mut form = String::from("pg_salt=abc");
    form.extend((0..12).map(|at| format!("&pg_receipt_positions[{at}][count]={at}")));
    let helper = "script.php;0;10;1;11;2;3;4;5;6;7;8;9;abc;merchant-canary-key";
    let fields = message::read(format!("{form}&pg_sig={}", md5(helper)).as_bytes()).unwrap();
    match diagnose("script.php", &fields, &secrets()) {
        Finding::Mistaken { mistakes, .. } => assert!(mistakes[0].contains("PHP sample"), "{mistakes:?}"),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_long_message_is_tried_in_fewer_ways() {
    let mut form: String = (0..5_000).map(|at| format!("pg_m{at}=123456789&")).collect::<Vec<_>>().concat();
    form.extend(["pg_sig=", "0".repeat(32).as_str()]);
    let fields = message::read(form.as_bytes()).unwrap();
    match diagnose("x.php", &fields, &secrets()) {
        Finding::Unexplained { tried, expected } => {
            assert!(tried <= 1_100, "{tried}");
            assert!(expected.ends_with(";••••"), "the string is shown whole");
        }
        other => panic!("{other:?}"),
    }
}
