//! Reads of the Partner API against golden documents.

use super::super::pain002::{GroupStatus, TransactionStatus};
use super::super::tests_support::{kzt, merchant, reply, sends_json};
use super::*;
use crate::domain::code::Failure;

fn payment() -> AccountPaymentStatus {
    AccountPaymentStatus { instruction: "INSTR-1".to_owned() }
}

fn batch() -> AccountBatchStatuses {
    AccountBatchStatuses { message: "MSG-1".to_owned() }
}

#[test]
fn a_rejected_payment_tells_its_reason() {
    sends_json(&payment(), include_str!("../../tests/golden/account_payment_status_request.txt"));
    let body = include_str!("../../tests/golden/account_payment_status_ok.json");
    let report = payment().decode(&merchant(), &reply(200, body)).unwrap();
    assert_eq!(report.message, "REPLY-20250611-0001");
    assert_eq!(report.group, Some(GroupStatus::Partly));
    let told = &report.transactions[0];
    assert_eq!((told.status.clone(), told.reason.as_deref()), (TransactionStatus::Rejected, Some("AC01")));
    assert_eq!(told.reason_text.as_deref(), Some("Incorrect account number"));
    let other = AccountPaymentStatus { instruction: "INSTR-2".to_owned() };
    assert!(matches!(other.decode(&merchant(), &reply(200, body)), Err(ReplyError::Lost(_))));
}

#[test]
fn a_batch_tells_every_payment() {
    sends_json(&batch(), include_str!("../../tests/golden/account_batch_statuses_request.txt"));
    let body = include_str!("../../tests/golden/account_batch_statuses_ok.json");
    let report = batch().decode(&merchant(), &reply(200, body)).unwrap();
    let told: Vec<_> = report.transactions.iter().map(|payment| payment.status.clone()).collect();
    assert_eq!(told, [TransactionStatus::Rejected, TransactionStatus::Accepted, TransactionStatus::Pending]);
    assert_eq!(report.transactions[1].bank_reference.as_deref(), Some("BANKREF-2"));
    assert_eq!(report.transactions[2].instruction, None);
    assert_eq!(report.transactions[0].batch.as_deref(), Some("PMT-1"));
    let other = AccountBatchStatuses { message: "MSG-2".to_owned() };
    assert!(matches!(other.decode(&merchant(), &reply(200, body)), Err(ReplyError::Lost(_))));
}

#[test]
fn an_id_that_does_not_belong_into_a_path_is_never_sent() {
    for id in ["", "a/b", "../x", "a b", "ы", &"x".repeat(36)] {
        let refused = AccountBatchStatuses { message: id.to_owned() }.encode(&merchant(), "abc").unwrap_err();
        assert_eq!(refused, EncodeError::PathId("OrgnlMsgId"));
        assert!(AccountPaymentStatus { instruction: id.to_owned() }.encode(&merchant(), "abc").is_err());
    }
}

#[test]
fn only_success_without_a_code_is_believed() {
    let read = |body: &str| batch().decode(&merchant(), &reply(200, body));
    let error = r#"{"status":"error","error_code":1001,"error_description":"too many"}"#;
    assert_eq!(read(error), Err(ReplyError::Refused(Failure { code: 1_001, text: "too many".to_owned() })));
    for body in [
        r#"{"status":"success","error_code":9999,"document_type":"iso20022","document_body":"<Document/>"}"#,
        r#"{"status":"ok","document_type":"iso20022","document_body":"<Document/>"}"#,
        r#"{"status":"success","document_type":"pdf","document_body":"x"}"#,
        r#"{"status":"success","document_type":"iso20022"}"#,
        r#"{"status":"success","document_type":"iso20022","document_body":"<Document>"}"#,
        "",
        "{}",
    ] {
        assert!(matches!(read(body), Err(ReplyError::Lost(_))), "{body}");
    }
}

#[test]
fn a_wallet_tells_its_operations() {
    let span = Span { start: "2026-11-01T00:00:00+05:00".to_owned(), end: "2026-11-20T23:59:59+05:00".to_owned() };
    let call = WalletStatement { identifier: "w-1".to_owned(), span: Some(span) };
    sends_json(&call, include_str!("../../tests/golden/wallet_statement_request.txt"));
    let body = include_str!("../../tests/golden/wallet_statement_ok.json");
    let lines = call.decode(&merchant(), &reply(200, body)).unwrap();
    assert_eq!((lines[0].kind.as_str(), lines[0].amount), ("emoney_sale", kzt(500_000)));
}
