//! The status read against captured shapes, and the stage of every combination that matters.

use super::super::tests_support::{
    gateway_id, kzt, merchant, order_id, refuses_what_is_not_believable, reply, sends, signed_reply,
};
use super::*;

fn by_payment() -> Status {
    Status { by: Lookup::Payment(gateway_id("700001")) }
}

fn at() -> Timestamp {
    Timestamp::from_millis(5)
}

fn read(body: &str) -> Result<Reading, ReplyError> {
    by_payment().decode(&merchant(), &reply(200, body)).and_then(|status| status.reading(at()))
}

/// Stage, cleared, refunded (minor units) and count of a reply with these members.
fn brief(members: &str) -> Result<(Stage, i64, i64, u32), ReplyError> {
    let members = format!("<pg_status>ok</pg_status><pg_payment_id>700001</pg_payment_id>{members}");
    let reading = by_payment()
        .decode(&merchant(), &signed_reply("get_status3.php", &members))
        .and_then(|status| status.reading(at()))?;
    let minor = |money: Option<Money>| money.unwrap().minor();
    Ok((reading.stage, minor(reading.cleared), minor(reading.refunded), reading.refund_count))
}

#[test]
fn a_status_is_asked_by_one_id() {
    sends(&by_payment(), include_str!("../../tests/golden/get_status3_request.txt"));
    let by_order = Status { by: Lookup::Order(order_id()) };
    sends(&by_order, include_str!("../../tests/golden/get_status3_by_order_request.txt"));
    refuses_what_is_not_believable(&by_payment());
}

#[test]
fn a_partly_refunded_payment_reads_in_full() {
    let fact = |label: &str, value: &str| (label.to_owned(), value.to_owned());
    assert_eq!(
        read(include_str!("../../tests/golden/get_status3_partly_refunded.xml")),
        Ok(Reading {
            at: at(),
            gateway_id: Some(gateway_id("700001")),
            order_id: Some(order_id()),
            stage: Stage::PartlyRefunded,
            word: "success, captured 1".to_owned(),
            amount: Some(kzt(10_000)),
            cleared: Some(kzt(10_000)),
            refunded: Some(kzt(3_050)),
            refund_count: 2,
            failure: None,
            facts: vec![
                fact("card", "5483-18XX-XXXX-0293"),
                fact("brand", "CA"),
                fact("RRN", "432112345678"),
                fact("auth code", "123456"),
                fact("method", "bankcard"),
                fact("paid", "2026-11-20 12:00:05 +05:00"),
                fact("created", "2026-11-20 12:00:00 +05:00"),
                fact("testing mode", "1"),
            ],
        })
    );
}

#[test]
fn captured_documents_read_to_their_stages() {
    for (body, stage, cleared) in [
        (include_str!("../../tests/golden/get_status3_held.xml"), Stage::Held, 0),
        (include_str!("../../tests/golden/get_status3_cleared.xml"), Stage::Cleared, 7_000),
    ] {
        let reading = read(body).unwrap();
        assert_eq!((reading.stage, reading.cleared), (stage, Some(kzt(cleared))));
    }
    let failed = read(include_str!("../../tests/golden/get_status3_failed.xml")).unwrap();
    assert_eq!(failed.stage, Stage::Failed);
    assert_eq!(failed.failure, Some(Failure { code: 10_009, text: "Not enough money".to_owned() }));
}

#[test]
fn every_word_has_its_stage_and_unknown_words_are_pending() {
    let amount = "<pg_amount>100</pg_amount>";
    let captured = "<pg_captured>1</pg_captured>";
    for (members, expected) in [
        ("new", (Stage::New, 0, 0, 0)),
        ("process", (Stage::Processing, 0, 0, 0)),
        ("waiting", (Stage::Processing, 0, 0, 0)),
        ("pending", (Stage::Processing, 0, 0, 0)),
        ("brand new word", (Stage::Processing, 0, 0, 0)),
        ("success", (Stage::Held, 0, 0, 0)),
        ("revoked", (Stage::Reversed, 0, 0, 0)),
        ("refunded", (Stage::Refunded, 0, 0, 0)),
        ("error", (Stage::Failed, 0, 0, 0)),
        ("FAILED", (Stage::Failed, 0, 0, 0)),
        ("incomplete", (Stage::Expired, 0, 0, 0)),
    ] {
        let word = format!("{amount}<pg_payment_status>{members}</pg_payment_status>");
        assert_eq!(brief(&word), Ok(expected), "{members}");
    }
    for (word, stage) in [("success", Stage::Held), ("revoked", Stage::Reversed), ("error", Stage::Failed)] {
        let hold = "<pg_captured>0</pg_captured><pg_clearing_amount>100</pg_clearing_amount>";
        let members = format!("{amount}{hold}<pg_payment_status>{word}</pg_payment_status>");
        assert_eq!(brief(&members), Ok((stage, 0, 0, 0)), "{word}, not captured");
    }
    for (word, expected) in [
        ("success", (Stage::Cleared, 10_000, 0, 0)),
        ("revoked", (Stage::Refunded, 10_000, 10_000, 1)),
        ("refunded", (Stage::Refunded, 10_000, 10_000, 1)),
        // A debit beside a word that excludes one proves nothing.
        ("new", (Stage::Processing, 10_000, 0, 0)),
        ("error", (Stage::Processing, 10_000, 0, 0)),
    ] {
        let members = format!("{amount}{captured}<pg_payment_status>{word}</pg_payment_status>");
        assert_eq!(brief(&members), Ok(expected), "{word}, captured");
    }
}

#[test]
fn a_payment_whose_lifetime_ended_is_expired() {
    for code in [10_018, 360] {
        let members = format!(
            "<pg_payment_status>failed</pg_payment_status><pg_failure_code>{code}</pg_failure_code><pg_amount>1</pg_amount>"
        );
        assert_eq!(brief(&members), Ok((Stage::Expired, 0, 0, 0)));
    }
}

#[test]
fn success_without_captured_never_counts_as_debited() {
    let success = "<pg_payment_status>success</pg_payment_status><pg_amount>100</pg_amount>";
    assert_eq!(brief(success), Ok((Stage::Held, 0, 0, 0)));
    let clearing = format!("{success}<pg_clearing_amount>100</pg_clearing_amount>");
    assert_eq!(brief(&clearing), Ok((Stage::Processing, 10_000, 0, 0)));
}

#[test]
fn refunds_are_summed_over_the_lines_that_count() {
    let paid = "<pg_payment_status>success</pg_payment_status><pg_captured>1</pg_captured><pg_amount>100</pg_amount>";
    let line = |amount: &str, word: &str| {
        format!(
            "<pg_refund_payment><pg_amount>{amount}</pg_amount><pg_payment_status>{word}</pg_payment_status></pg_refund_payment>"
        )
    };
    let listed = |lines: &str| brief(&format!("{paid}<pg_refund_payments>{lines}</pg_refund_payments>"));
    assert_eq!(listed(&line("-40", "success")), Ok((Stage::PartlyRefunded, 10_000, 4_000, 1)));
    assert_eq!(listed(&line("-40", "error")), Ok((Stage::Cleared, 10_000, 0, 0)));
    assert_eq!(listed(&line("-40", "failed")), Ok((Stage::Cleared, 10_000, 0, 0)));
    let two = line("-40", "success") + &line("60.00", "process");
    assert_eq!(listed(&two), Ok((Stage::Refunded, 10_000, 10_000, 2)));
    assert_eq!(listed(""), Ok((Stage::Cleared, 10_000, 0, 0)));
    let fallback = |members: &str| brief(&format!("{paid}{members}"));
    assert_eq!(fallback("<pg_refund_amount>-10</pg_refund_amount>"), Ok((Stage::PartlyRefunded, 10_000, 1_000, 1)));
    assert_eq!(fallback("<pg_revoke_amount>100</pg_revoke_amount>"), Ok((Stage::Refunded, 10_000, 10_000, 1)));
    assert_eq!(fallback("<pg_refund_amount>0</pg_refund_amount>"), Ok((Stage::Cleared, 10_000, 0, 0)));
}

#[test]
fn an_amount_that_does_not_parse_is_lost_and_never_guessed() {
    for members in [
        "<pg_amount>1,5</pg_amount>",
        "<pg_amount>1e3</pg_amount>",
        "<pg_amount>-1</pg_amount>",
        "<pg_amount>1</pg_amount><pg_clearing_amount>x</pg_clearing_amount>",
        "<pg_amount>1</pg_amount><pg_refund_amount>1.005</pg_refund_amount>",
        "<pg_amount>1</pg_amount><pg_currency>XAU</pg_currency>",
        "<pg_amount>1</pg_amount><pg_refund_payments><pg_refund_payment><pg_reference>1</pg_reference></pg_refund_payment></pg_refund_payments>",
        "<pg_captured>yes</pg_captured>",
        "<pg_captured>1</pg_captured>",
    ] {
        let members = format!("<pg_payment_status>success</pg_payment_status>{members}");
        assert!(matches!(brief(&members), Err(ReplyError::Lost(_))), "{members}");
    }
    assert_eq!(brief("<pg_amount>1</pg_amount>"), Err(ReplyError::Lost("pg_payment_status is missing".to_owned())));
}

#[test]
fn a_reply_about_another_payment_or_none_is_not_this_payment() {
    let status = |members: &str| by_payment().decode(&merchant(), &signed_reply("get_status3.php", members));
    let other =
        "<pg_status>ok</pg_status><pg_payment_id>700002</pg_payment_id><pg_payment_status>new</pg_payment_status>";
    assert!(matches!(status(other), Err(ReplyError::Lost(_))));
    let none = "<pg_status>ok</pg_status><pg_payment_status>new</pg_payment_status>";
    assert_eq!(status(none), Err(ReplyError::Lost("pg_payment_id is missing".to_owned())));
    let by_order = Status { by: Lookup::Order(order_id()) };
    let zero = "<pg_status>ok</pg_status><pg_payment_id>0</pg_payment_id>";
    for call in [by_order, by_payment()] {
        let unknown = call.decode(&merchant(), &signed_reply("get_status3.php", zero));
        assert!(matches!(unknown, Err(ReplyError::Refused(failure)) if failure.is_not_found()));
    }
}

#[test]
fn a_card_number_in_a_fact_is_masked_and_a_token_is_no_fact() {
    let members = "<pg_status>ok</pg_status><pg_payment_id>700001</pg_payment_id><pg_payment_status>new</pg_payment_status>\
        <pg_card_pan>4405645000006150</pg_card_pan><pg_card_token>ef741cfc</pg_card_token>\
        <pg_payment_date>soon\u{202e}</pg_payment_date>";
    let status = by_payment().decode(&merchant(), &signed_reply("get_status3.php", members)).unwrap();
    let fact = |label: &str, value: &str| (label.to_owned(), value.to_owned());
    assert_eq!(status.facts, vec![fact("card", "440564XXXXXX6150"), fact("paid", "soon·")]);
}
