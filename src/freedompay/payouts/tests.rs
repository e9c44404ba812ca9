//! Payout calls against captured shapes, and the stage of every word.

use url::Url;

use super::super::call::EncodeError;
use super::super::payments::HostedPage;
use super::super::tests_support::{
    card_token, gateway_id, kzt, merchant, new_order, order_id, refuses_what_is_not_believable, reply, sends,
    signed_payout_reply, user_id,
};
use super::*;
use crate::domain::code::Failure;
use crate::domain::{Reading, Stage, Timestamp};

fn status() -> PayoutStatus {
    PayoutStatus { payment: Some(gateway_id("700001")), order: order_id() }
}

fn by_id() -> PayoutStatusById {
    PayoutStatusById { payment: Some(gateway_id("700001")), order: order_id() }
}

fn payout_page() -> PayoutPage {
    PayoutPage {
        order: new_order(150_050),
        time_limit: "2026-12-31 12:00:00".to_owned(),
        back_link: "https://shop.example/back".to_owned(),
        post_link: "https://shop.example/post".to_owned(),
    }
}

#[test]
fn a_payout_page_is_asked_with_every_member_of_its_table() {
    sends(&payout_page(), include_str!("../../../tests/golden/reg2nonreg_request.txt"));
    let body = include_str!("../../../tests/golden/reg2nonreg_ok.xml");
    assert_eq!(
        payout_page().decode(&merchant(), &reply(200, body)),
        Ok(HostedPage {
            gateway_id: gateway_id("700001"),
            page: Url::parse("https://customer.gateway.example/payout?id=c0ffee").unwrap(),
        })
    );
    refuses_what_is_not_believable(&payout_page());
    let endless = PayoutPage { back_link: "x".repeat(256), ..payout_page() };
    assert!(matches!(endless.encode(&merchant(), "abc"), Err(EncodeError::Link(_))));
}

#[test]
fn payouts_sign_with_the_payout_secret() {
    let mut poor = merchant();
    poor.secrets.payout = None;
    assert_eq!(status().encode(&poor, "abc").unwrap_err(), EncodeError::MissingSecret("payout"));
    poor = merchant();
    poor.secrets.merchant = None;
    assert!(status().encode(&poor, "abc").is_ok());
}

#[test]
fn the_current_status_reads_in_full() {
    sends(&status(), include_str!("../../../tests/golden/payment_status2_request.txt"));
    let body = include_str!("../../../tests/golden/payment_status2_success.xml");
    let read = status().decode(&merchant(), &reply(200, body)).unwrap();
    assert_eq!(
        read.reading(Timestamp::from_millis(5)),
        Ok(Reading {
            at: Timestamp::from_millis(5),
            gateway_id: Some(gateway_id("700001")),
            order_id: Some(order_id()),
            stage: Stage::Cleared,
            word: "success".to_owned(),
            amount: Some(kzt(10_000)),
            cleared: Some(kzt(10_000)),
            refunded: None,
            refund_count: 0,
            failure: None,
            facts: Vec::new(),
        })
    );
    refuses_what_is_not_believable(&status());
}

#[test]
fn the_deprecated_status_takes_its_word_from_pg_status() {
    sends(&by_id(), include_str!("../../../tests/golden/payment_status_request.txt"));
    let body = include_str!("../../../tests/golden/payment_status_ok.xml");
    let read = by_id().decode(&merchant(), &reply(200, body)).unwrap();
    assert_eq!((read.stage, read.word.as_str(), read.amount), (Stage::Cleared, "ok", None));
    refuses_what_is_not_believable(&by_id());
}

#[test]
fn every_word_has_its_stage_and_unknown_words_are_pending() {
    let old = |word: &str| {
        let members = format!("<pg_status>{word}</pg_status><pg_payment_id>700001</pg_payment_id>");
        by_id().decode(&merchant(), &signed_payout_reply("payment_status", &members)).unwrap().stage
    };
    for (word, stage) in [
        ("new", Stage::New),
        ("ok", Stage::Cleared),
        ("revoked", Stage::Reversed),
        ("failed", Stage::Failed),
        ("incomplete", Stage::Expired),
        ("pending", Stage::Processing),
        ("partial", Stage::Processing),
        ("whatever", Stage::Processing),
    ] {
        assert_eq!(old(word), stage, "{word}");
    }
    let current = |word: &str| {
        let members = format!(
            "<pg_status>ok</pg_status><pg_payment_id>700001</pg_payment_id><pg_payment_status>{word}</pg_payment_status>\
             <pg_error_code>8888</pg_error_code>"
        );
        status().decode(&merchant(), &signed_payout_reply("payment_status2", &members)).unwrap()
    };
    for (word, stage) in [("success", Stage::Cleared), ("process", Stage::Processing), ("odd", Stage::Processing)] {
        assert_eq!(current(word).stage, stage, "{word}");
    }
    let failed = current("error");
    assert_eq!((failed.stage, failed.failure), (Stage::Failed, Some(Failure { code: 8_888, text: String::new() })));
}

#[test]
fn payment_id_zero_means_that_there_is_no_such_payout() {
    let members = "<pg_status>ok</pg_status><pg_payment_id>0</pg_payment_id><pg_order_id>A-1001</pg_order_id>";
    let new = status().decode(&merchant(), &signed_payout_reply("payment_status2", members));
    let old = by_id().decode(&merchant(), &signed_payout_reply("payment_status", members));
    for outcome in [new, old] {
        assert!(matches!(outcome, Err(ReplyError::Refused(failure)) if failure.is_not_found()));
    }
}

#[test]
fn a_reply_about_another_payout_is_lost() {
    let members =
        "<pg_status>ok</pg_status><pg_payment_id>700002</pg_payment_id><pg_payment_status>success</pg_payment_status>";
    let outcome = status().decode(&merchant(), &signed_payout_reply("payment_status2", members));
    assert!(matches!(outcome, Err(ReplyError::Lost(_))));
}

#[test]
fn the_balance_is_exact_and_in_the_currency_that_was_asked() {
    let call = PayoutBalance { currency: Currency::Kzt };
    sends(&call, include_str!("../../../tests/golden/balance_status_request.txt"));
    let body = include_str!("../../../tests/golden/balance_status_ok.xml");
    assert_eq!(call.decode(&merchant(), &reply(200, body)), Ok(Balance(kzt(15_000_050))));
    let dollars = PayoutBalance { currency: Currency::Usd };
    assert!(matches!(dollars.decode(&merchant(), &reply(200, body)), Err(ReplyError::Lost(_))));
    refuses_what_is_not_believable(&call);
}

fn token_payout() -> TokenPayout {
    TokenPayout {
        order: new_order(150_050),
        time_limit: "2026-12-31 12:00:00".to_owned(),
        user: user_id(),
        token: card_token(),
        post_link: "https://shop.example/post".to_owned(),
    }
}

fn iban_payout() -> IbanPayout {
    IbanPayout {
        order: new_order(150_050),
        iban: "KZ123412341234123412".to_owned(),
        iin: "761223455678".to_owned(),
        name: "IVANOV IVAN".to_owned(),
        kbe: "19".to_owned(),
        knp: "119".to_owned(),
        bik: "KZZSAE".to_owned(),
        post_link: "https://shop.example/post".to_owned(),
    }
}

fn sent(word: &str) -> PayoutSent {
    PayoutSent {
        gateway_id: gateway_id("700001"),
        order_id: Some(order_id()),
        word: word.to_owned(),
        amount: Some(kzt(150_050)),
    }
}

#[test]
fn a_payout_to_a_saved_card_hides_the_token_and_is_pending_until_the_word_is_ok() {
    let request = sends(&token_payout(), include_str!("../../../tests/golden/reg2reg_request.txt"));
    assert!(!format!("{:?} {request:?}", request.shown).contains("ef741cfc"));
    let read = |body: &str| token_payout().decode(&merchant(), &reply(200, body));
    let ok = read(include_str!("../../../tests/golden/reg2reg_ok.xml")).unwrap();
    assert_eq!((ok.is_ok(), ok), (true, sent("ok")));
    let process = read(include_str!("../../../tests/golden/reg2reg_process.xml")).unwrap();
    assert_eq!((process.is_ok(), process), (false, sent("process")));
    let refused = Failure { code: 8_888, text: "The balance for payouts is too low".to_owned() };
    assert_eq!(read(include_str!("../../../tests/golden/reg2reg_error.xml")), Err(ReplyError::Refused(refused)));
    for word in ["failed", "rejected", "whatever"] {
        let members = format!("<pg_status>{word}</pg_status><pg_payment_id>700001</pg_payment_id>");
        let odd = token_payout().decode(&merchant(), &signed_payout_reply("reg2reg", &members)).unwrap();
        assert_eq!((odd.word.as_str(), odd.is_ok()), (word, false));
    }
    refuses_what_is_not_believable(&token_payout());
}

#[test]
fn a_payout_to_an_account_names_everything_that_its_table_asks_for() {
    sends(&iban_payout(), include_str!("../../../tests/golden/to_iban_request.txt"));
    let body = include_str!("../../../tests/golden/to_iban_ok.xml");
    assert_eq!(iban_payout().decode(&merchant(), &reply(200, body)), Ok(sent("ok")));
    refuses_what_is_not_believable(&iban_payout());
}

#[test]
fn a_payout_that_lacks_a_member_is_never_sent() {
    let error = |call: IbanPayout| call.encode(&merchant(), "abc").unwrap_err();
    let empty = String::new;
    assert_eq!(error(IbanPayout { iban: empty(), ..iban_payout() }), EncodeError::Empty("the recipient's IBAN"));
    assert_eq!(error(IbanPayout { iin: empty(), ..iban_payout() }), EncodeError::Empty("the recipient's IIN"));
    assert_eq!(error(IbanPayout { name: " ".to_owned(), ..iban_payout() }), EncodeError::Empty("the recipient's name"));
    assert_eq!(error(IbanPayout { kbe: empty(), ..iban_payout() }), EncodeError::Empty("the KBE"));
    assert_eq!(error(IbanPayout { knp: "11a".to_owned(), ..iban_payout() }), EncodeError::Digits("the KNP"));
    assert_eq!(error(IbanPayout { bik: empty(), ..iban_payout() }), EncodeError::Empty("the bank's BIK"));
    assert!(matches!(error(IbanPayout { post_link: empty(), ..iban_payout() }), EncodeError::Link(_)));
    assert_eq!(error(IbanPayout { order: new_order(0), ..iban_payout() }), EncodeError::Amount);
    let late = TokenPayout { time_limit: empty(), ..token_payout() };
    assert_eq!(late.encode(&merchant(), "abc").unwrap_err(), EncodeError::Empty("the payout's deadline"));
}

#[test]
fn a_sent_payout_without_id_or_with_an_odd_amount_or_order_is_lost() {
    let ok = "<pg_status>ok</pg_status>";
    for members in [
        ok.to_owned(),
        format!("{ok}<pg_payment_id>1</pg_payment_id><pg_payment_amount>1,5</pg_payment_amount>"),
        format!("{ok}<pg_payment_id>1</pg_payment_id><pg_payment_amount>-1</pg_payment_amount>"),
        format!("{ok}<pg_payment_id>1</pg_payment_id><pg_order_id>A-1002</pg_order_id>"),
        "<pg_payment_id>1</pg_payment_id>".to_owned(),
    ] {
        let read = token_payout().decode(&merchant(), &signed_payout_reply("reg2reg", &members));
        assert!(matches!(read, Err(ReplyError::Lost(_))), "{members}");
    }
}

#[test]
fn the_status_by_order_number_takes_its_word_from_the_transaction() {
    let call = PayoutStatusByOrder { order: order_id() };
    sends(&call, include_str!("../../../tests/golden/get_status2_request.txt"));
    let read = call.decode(&merchant(), &reply(200, include_str!("../../../tests/golden/get_status2_ok.xml"))).unwrap();
    assert_eq!((read.gateway_id, read.stage, read.word.as_str()), (gateway_id("700001"), Stage::Cleared, "ok"));
    for (word, stage) in [
        ("partial", Stage::New),
        ("pending", Stage::Processing),
        ("failed", Stage::Failed),
        ("revoked", Stage::Reversed),
        ("incomplete", Stage::Expired),
        ("whatever", Stage::Processing),
    ] {
        let members = format!(
            "<pg_status>ok</pg_status><pg_payment_id>1</pg_payment_id><pg_transaction_status>{word}</pg_transaction_status>"
        );
        let read = call.decode(&merchant(), &signed_payout_reply("get_status2.php", &members)).unwrap();
        assert_eq!(read.stage, stage, "{word}");
    }
    refuses_what_is_not_believable(&call);
}
