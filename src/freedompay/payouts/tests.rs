//! Payout calls against captured shapes, and the stage of every word.

use url::Url;

use super::super::tests_support::{
    form_of, gateway_id, kzt, merchant, new_order, order_id, page, refuses_what_is_not_believable, reply,
    signed_payout_reply,
};
use super::*;

fn status() -> PayoutStatus {
    PayoutStatus { payment: Some(gateway_id("700001")), order: order_id() }
}

fn by_id() -> PayoutStatusById {
    PayoutStatusById { payment: None, order: order_id() }
}

fn payout_page() -> PayoutPage {
    PayoutPage {
        order: new_order(10_000),
        time_limit: "2026-12-31 12:00:00".to_owned(),
        back_link: "https://shop.example/back".to_owned(),
        post_link: "https://shop.example/post".to_owned(),
    }
}

#[test]
fn a_payout_page_is_asked_with_every_member_of_its_table() {
    let request = payout_page().encode(&merchant(), "abc").unwrap();
    assert_eq!(request.url.as_str(), "https://gateway.example/api/reg2nonreg");
    assert!(request.is_write);
    assert_eq!(
        form_of(&request),
        page(&[
            ("pg_amount", "100"),
            ("pg_back_link", "https://shop.example/back"),
            ("pg_description", "Tea and bread"),
            ("pg_merchant_id", "123456"),
            ("pg_order_id", "A-1001"),
            ("pg_order_time_limit", "2026-12-31 12:00:00"),
            ("pg_post_link", "https://shop.example/post"),
            ("pg_salt", "abc"),
            ("pg_sig", ""),
        ])
    );
    let body = include_str!("../../tests/golden/reg2nonreg_ok.xml");
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
    let request = status().encode(&merchant(), "abc").unwrap();
    assert_eq!(request.url.as_str(), "https://gateway.example/api/payment_status2");
    assert_eq!(
        form_of(&request),
        page(&[
            ("pg_merchant_id", "123456"),
            ("pg_order_id", "A-1001"),
            ("pg_payment_id", "700001"),
            ("pg_salt", "abc"),
            ("pg_sig", ""),
        ])
    );
    let body = include_str!("../../tests/golden/payment_status2_success.xml");
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
    let request = by_id().encode(&merchant(), "abc").unwrap();
    assert_eq!(request.url.as_str(), "https://gateway.example/api/payment_status");
    assert_eq!(
        form_of(&request),
        page(&[("pg_merchant_id", "123456"), ("pg_order_id", "A-1001"), ("pg_salt", "abc"), ("pg_sig", "")])
    );
    let body = include_str!("../../tests/golden/payment_status_ok.xml");
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
    let request = call.encode(&merchant(), "abc").unwrap();
    assert_eq!(
        form_of(&request),
        page(&[("pg_currency", "KZT"), ("pg_merchant_id", "123456"), ("pg_salt", "abc"), ("pg_sig", "")])
    );
    let body = include_str!("../../tests/golden/balance_status_ok.xml");
    assert_eq!(call.decode(&merchant(), &reply(200, body)), Ok(Balance(kzt(15_000_050))));
    let dollars = PayoutBalance { currency: Currency::Usd };
    assert!(matches!(dollars.decode(&merchant(), &reply(200, body)), Err(ReplyError::Lost(_))));
    refuses_what_is_not_believable(&call);
}
