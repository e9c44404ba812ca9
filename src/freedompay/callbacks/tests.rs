//! Callbacks against captured shapes, and everything that must not pass for one.

use proptest::prelude::*;

use super::super::tests_support::{MERCHANT_SECRET, PAYOUT_SECRET, card_token, gateway_id, kzt, merchant, order_id};
use super::super::{encode, signature};
use super::*;
use crate::domain::code::Failure;
use crate::domain::ids::UserId;
use crate::domain::intent::CardToken;

const FORM: &str = "application/x-www-form-urlencoded";

macro_rules! golden {
    ($name:literal) => {
        include_str!(concat!("../../../tests/golden/callback_", $name))
    };
}

fn received(golden: &'static str) -> Received<'static> {
    let (head, body) = golden.split_once("\n\n").unwrap();
    let (method, url) = head.lines().next().unwrap().split_once(' ').unwrap();
    let content_type = head.lines().find_map(|line| line.strip_prefix("Content-Type: "));
    Received { method, url, content_type, body: body.as_bytes() }
}

fn read<C: Callback>(golden: &'static str) -> Genuine<C> {
    receive(&merchant(), &received(golden)).unwrap()
}

/// The body of a form with these members, signed for a script.
fn form(script: &str, members: &[(&'static str, &str)], secret: &str) -> Vec<u8> {
    let mut members: Vec<(&'static str, String)> =
        members.iter().chain(&[("pg_salt", "s1")]).map(|(name, value)| (*name, (*value).to_owned())).collect();
    let fields = members.iter().map(|(name, value)| ((*name).to_owned(), Value::Text(value.clone()))).collect();
    members.push((signature::SIGNATURE, signature::sign(script, &fields, &Secret::new(secret))));
    encode::urlencoded(&members).bytes
}

fn posted<C: Callback>(url: &str, body: &[u8]) -> Result<Genuine<C>, CallbackError> {
    receive(&merchant(), &Received { method: "POST", url, content_type: Some(FORM), body })
}

const RESULT: [(&str, &str); 5] = [
    ("pg_order_id", "A-1001"),
    ("pg_payment_id", "700001"),
    ("pg_amount", "20"),
    ("pg_currency", "KZT"),
    ("pg_result", "1"),
];

/// The members of [`RESULT`], some of them changed, left out (`None`) or added.
fn result_with(changes: &[(&'static str, Option<&'static str>)]) -> Result<Genuine<ResultNotify>, CallbackError> {
    let mut members: Vec<_> = RESULT.into_iter().filter(|(name, _)| !changes.iter().any(|(n, _)| n == name)).collect();
    members.extend(changes.iter().filter_map(|(name, value)| Some((*name, (*value)?))));
    posted("/pay/result", &form("result", &members, MERCHANT_SECRET))
}

#[test]
fn a_check_request_is_read_with_the_parameters_of_the_merchant() {
    let genuine = read::<CheckRequest>(golden!("check_form.txt"));
    assert_eq!(
        genuine.callback,
        CheckRequest {
            gateway_id: gateway_id("700001"),
            order_id: order_id(),
            amount: kzt(150_050),
            own: vec![("session".to_owned(), "c0ffee".to_owned())],
        }
    );
    assert_eq!((genuine.script.as_str(), genuine.salt.as_str()), ("check", "Ab3dEf6hIj9kLm2n"));
    assert_eq!(genuine.signed, SignedPart::Message);
}

#[test]
fn a_result_is_read_from_a_form_and_from_xml_with_its_secrets_masked() {
    for golden in [golden!("result_form.txt"), golden!("result_xml.txt")] {
        let genuine = read::<ResultNotify>(golden);
        let result = &genuine.callback;
        assert_eq!((&result.gateway_id, &result.order_id), (&gateway_id("700001"), &order_id()));
        assert_eq!((result.amount, result.net), (kzt(150_050), Some(kzt(146_299))));
        assert_eq!((&result.word, result.captured, result.can_reject), (&ResultWord::Succeeded, Some(false), true));
        assert_eq!((&result.failure, result.profile.as_ref().map(Secret::expose)), (&None, Some("10055120")));
        assert!(result.facts.contains(&("card".to_owned(), "5483-18XX-XXXX-0293".to_owned())));
        let kept = format!("{:?} {:?}", genuine.shown, genuine.callback);
        for secret in ["ef741cfc", "10055120", "778899001", "77001234567"] {
            assert!(!kept.contains(secret), "{secret}");
        }
        assert_eq!(genuine.signed, SignedPart::Message);
    }
    assert_eq!(read::<ResultNotify>(golden!("result_form.txt")).callback.own, [("x".to_owned(), "1".to_owned())]);
}

#[test]
fn a_failed_result_comes_by_get_and_cannot_be_rejected() {
    let result = read::<ResultNotify>(golden!("result_get.txt")).callback;
    assert_eq!((&result.word, result.net, result.captured), (&ResultWord::Failed, Some(kzt(0)), None));
    assert_eq!(result.failure, Some(Failure { code: 10_009, text: "Not enough money".to_owned() }));
    assert_eq!(result.reject("sold out"), Err(CallbackError::NotRejectable));
    let silent = result_with(&[("pg_can_reject", None)]).unwrap().callback;
    assert_eq!(silent.reject("sold out"), Err(CallbackError::NotRejectable));
}

#[test]
fn a_payout_is_told_in_either_form_under_the_payout_secret() {
    for golden in [golden!("payout_form.txt"), golden!("payout_multipart.txt")] {
        assert_eq!(
            read::<PayoutNotify>(golden).callback,
            PayoutNotify {
                gateway_id: gateway_id("700001"),
                order_id: Some(order_id()),
                word: PayoutWord::Paid,
                amount: Some(kzt(150_050)),
                total: Some(kzt(151_550)),
                balance: Some(kzt(14_849_950)),
                card: Some("5483-18XX-XXXX-0293".to_owned()),
                paid: Some("2026-11-20 12:00:05".to_owned()),
            }
        );
    }
    let mut poor = merchant();
    poor.secrets.payout = None;
    let outcome = receive::<PayoutNotify>(&poor, &received(golden!("payout_form.txt")));
    assert_eq!(outcome.unwrap_err(), CallbackError::MissingSecret("payout"));
}

#[test]
fn a_payout_has_open_words_and_one_merchant() {
    let read = |members: &[(&'static str, &str)]| {
        let id = [("pg_payment_id", "700001")];
        let members: Vec<_> = id.iter().chain(members).copied().collect();
        posted::<PayoutNotify>("/post", &form("post", &members, PAYOUT_SECRET)).map(|genuine| genuine.callback.word)
    };
    assert_eq!(read(&[("pg_status", "error")]), Ok(PayoutWord::Failed));
    assert_eq!(read(&[("pg_status", "process")]), Ok(PayoutWord::Open("process".to_owned())));
    assert_eq!(read(&[]), Ok(PayoutWord::Open(String::new())));
    assert!(matches!(read(&[("pg_merchant_id", "654321")]), Err(CallbackError::Odd(_))));
    assert!(matches!(read(&[("pg_to_pay", "1,5")]), Err(CallbackError::Odd(_))));
}

#[test]
fn a_saved_card_brings_its_token_and_hides_it() {
    let genuine = read::<CardStored>(golden!("card_xml.txt"));
    let card = &genuine.callback;
    assert_eq!((card.gateway_id.as_str(), card.word.as_str(), &card.order_id), ("700001", "success", &None));
    assert_eq!(card.token.as_ref().map(CardToken::expose), Some(card_token().expose()));
    assert_eq!((card.user.as_ref().map(UserId::as_str), card.facts.len()), (Some("u1"), 6));
    assert!(!format!("{genuine:?}").contains("ef741cfc"));
}

#[test]
fn the_query_of_a_posted_callback_may_be_signed_or_not() {
    let alone = form("result", &RESULT, MERCHANT_SECRET);
    let both: Vec<_> = RESULT.into_iter().chain([("pg_salt", "s1"), ("x", "1")]).collect();
    let fields = both.iter().map(|(name, value)| ((*name).to_owned(), Value::Text((*value).to_owned()))).collect();
    let signature = signature::sign("result", &fields, &Secret::new(MERCHANT_SECRET));
    let mut members: Vec<_> = both.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
    members.retain(|(name, _)| *name != "x");
    members.push((signature::SIGNATURE, signature));
    let with_query = encode::urlencoded(&members).bytes;
    let read = |body: &[u8]| posted::<ResultNotify>("/pay/result?x=1", body).map(|genuine| genuine.signed);
    assert_eq!(read(&alone), Ok(SignedPart::Message));
    assert_eq!(read(&with_query), Ok(SignedPart::MessageAndQuery));
    let other = posted::<ResultNotify>("/pay/result?x=2", &with_query);
    assert_eq!(other.unwrap_err(), CallbackError::WrongSignature);
    let unsigned_query = posted::<ResultNotify>("/pay/result?x=1", &alone).unwrap();
    assert!(unsigned_query.callback.own.is_empty());
}

#[test]
fn the_url_that_was_called_is_part_of_the_signature() {
    let body = form("result", &RESULT, MERCHANT_SECRET);
    assert!(posted::<ResultNotify>("/elsewhere/result", &body).is_ok());
    let other = posted::<ResultNotify>("/pay/check", &body);
    assert_eq!(other.unwrap_err(), CallbackError::WrongSignature);
    assert!(posted::<ResultNotify>("/pay/", &form("", &RESULT, MERCHANT_SECRET)).is_ok());
}

#[test]
fn words_of_a_result_stay_open_and_what_is_missing_is_named() {
    let word = |text| result_with(&[("pg_result", Some(text))]).unwrap().callback.word;
    assert_eq!((word("0"), word("1")), (ResultWord::Failed, ResultWord::Succeeded));
    assert_eq!((word("2"), word("yes")), (ResultWord::Open("2".to_owned()), ResultWord::Open("yes".to_owned())));
    for (name, _) in RESULT {
        assert_eq!(result_with(&[(name, None)]).unwrap_err(), CallbackError::Missing(name));
    }
    for (name, value) in [
        ("pg_amount", "1,5"),
        ("pg_amount", "-1"),
        ("pg_net_amount", "x"),
        ("pg_currency", "XAU"),
        ("pg_captured", "2"),
        ("pg_can_reject", "maybe"),
        ("pg_merchant_id", "654321"),
        ("pg_order_id", "A\u{202e}1"),
    ] {
        assert!(matches!(result_with(&[(name, Some(value))]), Err(CallbackError::Odd(_))), "{name} {value}");
    }
}

#[test]
fn what_is_not_signed_right_or_cannot_be_read_is_refused_in_one_line() {
    let signed = form("result", &RESULT, MERCHANT_SECRET);
    let outcome = |method, content_type: Option<&str>, body: &[u8]| {
        let received = Received { method, url: "/pay/result", content_type, body };
        receive::<ResultNotify>(&merchant(), &received).map(|_| ()).unwrap_err()
    };
    let broken = |what: &str| CallbackError::Broken(what.to_owned());
    assert_eq!(outcome("POST", None, b"pg_result=1&pg_payment_id=1"), CallbackError::Unsigned);
    assert_eq!(outcome("GET", Some(FORM), &signed), CallbackError::Unsigned);
    assert_eq!(outcome("POST", None, &[&signed, b"&y=1".as_slice()].concat()), CallbackError::WrongSignature);
    let payout = form("result", &RESULT, PAYOUT_SECRET);
    assert_eq!(outcome("POST", None, &payout), CallbackError::WrongSignature);
    assert_eq!(outcome("PUT", None, &signed), broken("its method is \"PUT\""));
    assert_eq!(outcome("POST", Some("text/plain"), &signed), broken("its content type is \"text/plain\""));
    assert_eq!(outcome("POST", Some("multipart/form-data"), &signed), broken("it names no boundary"));
    assert_eq!(outcome("POST", None, b"pg_xml=1&pg_xml=2"), broken("pg_xml is there twice"));
    let xml = outcome("POST", None, b"pg_xml=%3Crequest%3E%3Ca%3E%0A");
    assert!(matches!(&xml, CallbackError::Broken(what) if what.starts_with("the XML is broken: ")), "{xml}");
    assert!(!xml.to_string().contains('\n'));
    assert_eq!(outcome("POST", None, &vec![b'a'; 2 << 20]), CallbackError::TooLarge);
    let twice = form("result", &[RESULT.as_slice(), &[("pg_result", "0")]].concat(), MERCHANT_SECRET);
    assert_eq!(outcome("POST", None, &twice), broken("pg_result is there twice"));
}

#[test]
fn members_beside_the_xml_count_only_when_they_are_signed() {
    let golden = received(golden!("result_xml.txt"));
    let body = [golden.body, b"&pg_captured=1&own=1"].concat();
    let genuine = posted::<ResultNotify>(golden.url, &body).unwrap();
    assert_eq!((genuine.callback.captured, genuine.callback.own.len()), (Some(false), 0));
}

#[test]
fn answers_are_signed_over_what_they_say_and_repeat_the_salt() {
    let check = read::<CheckRequest>(golden!("check_form.txt"));
    let secret = Secret::new(MERCHANT_SECRET);
    let answer = |answer: &Answer| sign_reply(&check.script, &check.salt, answer, &secret);
    let ok = Answer::Ok { description: "Taken".to_owned(), timeout: Some(3_600) };
    assert_eq!(answer(&ok), golden!("reply_ok.xml").trim_end());
    let rejected = Answer::Rejected(check.callback.reject("Tea & bread are sold out"));
    assert_eq!(answer(&rejected), golden!("reply_rejected.xml").trim_end());
    let error = Answer::Error { description: "The order is unknown".to_owned() };
    assert_eq!(answer(&error), golden!("reply_error.xml").trim_end());
    let result = read::<ResultNotify>(golden!("result_form.txt")).callback;
    assert_eq!(result.reject("Tea & bread are sold out").map(Answer::Rejected), Ok(rejected));
}

proptest! {
    #[test]
    fn no_call_of_the_url_panics_or_passes(
        method in "GET|POST|PUT", url in "/[a-z]{0,4}[?a-z=&%#]{0,12}", kind in "[a-z/;= X-]{0,30}",
        body in prop::collection::vec(any::<u8>(), 0..120), xml in any::<bool>(),
    ) {
        let body = if xml { [b"pg_xml=".as_slice(), &body].concat() } else { body };
        for content_type in [None, Some(FORM), Some("multipart/form-data; boundary=X"), Some(&kind)] {
            let received = Received { method: &method, url: &url, content_type, body: &body };
            prop_assert!(receive::<ResultNotify>(&merchant(), &received).is_err());
        }
    }

    #[test]
    fn every_answer_reads_back_with_a_right_signature(text in any::<String>(), salt in "[A-Za-z0-9]{1,16}") {
        let secret = Secret::new("s");
        let answer = Answer::Error { description: text };
        let reply = sign_reply("result", &salt, &answer, &secret);
        let fields = super::super::xml::read(reply.as_bytes()).unwrap();
        prop_assert_eq!(signature::verify(&["result"], &fields, &secret), signature::Verified::Valid);
    }
}
