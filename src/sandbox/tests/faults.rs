//! Every kind of fault, met without a socket: what the client gets, and what the true ledger says.

use std::time::Duration;

use super::merchant::{after, body, code, created, form, gateway, jws, paid, told};
use crate::sandbox::{Delivery, EffectKind, Fault, FaultKind, Faults, Gateway, Request};

const SECONDS: Duration = Duration::from_secs(30);

fn refund(gateway: &Gateway, id: &str, amount: &str) -> Request {
    form(gateway.credentials(), "/revoke.php", &[("pg_payment_id", id), ("pg_refund_amount", amount)])
}

fn status(gateway: &Gateway, id: &str) -> Request {
    form(gateway.credentials(), "/get_status3.php", &[("pg_payment_id", id)])
}

fn refunds(gateway: &Gateway, id: &str) -> usize {
    gateway.effects().iter().filter(|effect| effect.kind == EffectKind::Refund && effect.gateway_id == id).count()
}

fn one(call: &str, kind: FaultKind) -> Faults {
    let mut faults = Faults::default();
    faults.plan(Fault::once(call, kind));
    faults
}

/// The words of a delivery: what comes, and a piece of it.
fn met(delivery: &Delivery) -> String {
    match delivery {
        Delivery::Reply(response) => format!("{} {}", response.status, body(response)),
        Delivery::Late(after, response) => format!("{after:?} {}", response.status),
        Delivery::Dropped { applied } => format!("dropped {applied}"),
        Delivery::Reset { after_bytes, .. } => format!("reset {after_bytes}"),
        Delivery::Refused => "refused".to_owned(),
    }
}

#[test]
fn every_kind_is_applied_or_not_as_its_name_says() {
    for (kind, applied, expected) in [
        (FaultKind::RefuseConnection(SECONDS), false, "refused"),
        (FaultKind::DropRequest, false, "dropped false"),
        (FaultKind::ApplyThenDropReply, true, "dropped true"),
        (FaultKind::ApplyThenResetMidBody(10), true, "reset 10"),
        (FaultKind::DelayReply(SECONDS), true, "30s 200"),
        (FaultKind::Error500Before, false, "500 <html>"),
        (FaultKind::Error500After, true, "500 <html>"),
        (FaultKind::WrongSignature, true, "200 <?xml"),
        (FaultKind::UnsignedOk, true, "200 <?xml"),
        (FaultKind::BrokenXml, true, "200 <?xml"),
        (FaultKind::TruncatedGzip, true, ""),
        (FaultKind::TooManyRequests(SECONDS), false, "429 <html>"),
        (FaultKind::ErrorCode(9_999), false, "200 <?xml"),
    ] {
        let mut gateway = gateway(0);
        let id = paid(&mut gateway, "A-1", false);
        let request = refund(&gateway, &id, "100");
        let mut faults = one("*", kind);
        let delivery = faults.deliver(&mut gateway, &request);
        if kind != FaultKind::TruncatedGzip {
            assert!(met(&delivery).starts_with(expected), "{kind:?}: {}", met(&delivery));
        }
        assert_eq!(refunds(&gateway, &id), usize::from(applied), "{kind:?}");
        assert!(faults.planned().is_empty(), "{kind:?} was planned once");
        after(&mut gateway, 60);
        assert!(met(&faults.deliver(&mut gateway, &request)).contains("<pg_status>ok"), "{kind:?}: the next is whole");
    }
}

#[test]
fn what_is_spoilt_is_spoilt_in_one_way() {
    let spoilt = |kind| {
        let mut gateway = gateway(0);
        let id = paid(&mut gateway, "A-1", false);
        let request = refund(&gateway, &id, "100");
        match one("revoke.php", kind).deliver(&mut gateway, &request) {
            Delivery::Reply(response) => response,
            other => panic!("{other:?}"),
        }
    };
    let whole = spoilt(FaultKind::ErrorCode(9_999));
    assert_eq!((code(&whole), told(&whole, "pg_status").as_deref()), (9_999, Some("error")));
    assert!(told(&whole, "pg_sig").is_some(), "an error is signed as always");
    let (wrong, unsigned) = (spoilt(FaultKind::WrongSignature), spoilt(FaultKind::UnsignedOk));
    assert_eq!(told(&wrong, "pg_status"), told(&unsigned, "pg_status"));
    assert_eq!(told(&wrong, "pg_sig").map(|sig| sig.len()), Some(32));
    assert_eq!((told(&unsigned, "pg_sig"), told(&unsigned, "pg_salt")), (None, None));
    assert!(!body(&spoilt(FaultKind::BrokenXml)).contains("</response>"));
    let busy = spoilt(FaultKind::TooManyRequests(SECONDS));
    assert_eq!(busy.headers, [("retry-after", "30".to_owned())]);
}

#[test]
fn a_wrong_signature_verifies_for_nobody_and_a_right_one_does() {
    let mut gateway = gateway(0);
    let id = paid(&mut gateway, "A-1", false);
    let request = refund(&gateway, &id, "100");
    let secret = gateway.credentials().secret_key.clone();
    let mut faults = one("revoke.php", FaultKind::WrongSignature);
    let verifies = [(), ()].map(|()| match faults.deliver(&mut gateway, &request) {
        Delivery::Reply(response) => {
            let fields = crate::sandbox::xml::fields(&body(&response)).unwrap();
            crate::sandbox::pg_sig::verify("revoke.php", &fields, &secret)
        }
        other => panic!("{other:?}"),
    });
    assert_eq!(verifies, [false, true]);
}

#[test]
fn a_json_family_refuses_with_any_code_in_its_own_words() {
    let mut gateway = gateway(8);
    let path = "/v5/card-api/transaction/refund";
    let request = jws(gateway.credentials(), path, r#"{"request_id":"r1","order_id":"nobody"}"#);
    let mut faults = one("transaction/refund", FaultKind::ErrorCode(10_034));
    let Delivery::Reply(response) = faults.deliver(&mut gateway, &request) else { panic!() };
    assert_eq!((code(&response), told(&response, "status").as_deref()), (10_034, Some("error")));
    let Delivery::Reply(response) = faults.deliver(&mut gateway, &request) else { panic!() };
    assert_eq!(code(&response), 11_068, "the request id was not used up");
}

#[test]
fn a_status_that_lags_tells_the_past_and_then_the_truth() {
    let mut gateway = gateway(0);
    let id = created(&mut gateway, "A-1", true);
    let mut faults = Faults::default();
    faults.plan(Fault { left: 3, ..Fault::once("get_status3.php", FaultKind::StatusLag(Duration::from_secs(10))) });
    faults.note(&gateway);
    after(&mut gateway, 5);
    gateway.pay(&id, super::merchant::CARD).unwrap();
    faults.note(&gateway);
    let clear = form(gateway.credentials(), "/do_capture.php", &[("pg_payment_id", &id)]);
    after(&mut gateway, 5);
    faults.deliver(&mut gateway, &clear);
    let asked = status(&gateway, &id);
    let mut captured = |seconds| {
        after(&mut gateway, seconds);
        let Delivery::Reply(response) = faults.deliver(&mut gateway, &asked) else { panic!() };
        (told(&response, "pg_payment_status").unwrap(), told(&response, "pg_captured").unwrap())
    };
    let told = |word: &str, captured: &str| (word.to_owned(), captured.to_owned());
    assert_eq!(captured(0), told("new", "0"), "10 s ago nobody had paid");
    assert_eq!(captured(6), told("success", "0"), "then it was held");
    assert_eq!(captured(4), told("success", "1"), "and now it is cleared, 10 s later");
    assert_eq!(captured(0), told("success", "1"));
    assert!(faults.planned().is_empty());
}

#[test]
fn a_refused_connection_is_refused_until_its_time_is_over() {
    let mut gateway = gateway(0);
    let id = paid(&mut gateway, "A-1", false);
    let request = refund(&gateway, &id, "100");
    let mut faults = Faults::default();
    faults.plan(Fault { after: 1, ..Fault::once("*", FaultKind::RefuseConnection(SECONDS)) });
    let mut deliver = |seconds| {
        after(&mut gateway, seconds);
        met(&faults.deliver(&mut gateway, &request))
    };
    assert!(deliver(0).starts_with("200"));
    assert_eq!(deliver(0), "refused");
    assert_eq!(deliver(29), "refused");
    assert!(deliver(1).starts_with("200"));
    assert_eq!(refunds(&gateway, &id), 2);
}

#[test]
fn a_magic_order_spoils_its_first_write_and_reads_show_the_truth() {
    let mut gateway = gateway(0);
    let mut faults = Faults::default();
    let init = |gateway: &Gateway, order: &str, amount: &str| {
        let fields = [("pg_order_id", order), ("pg_amount", amount), ("pg_description", "Tea")];
        form(gateway.credentials(), "/init_payment.php", &fields)
    };
    let request = init(&gateway, "A-1--drop-reply", "1000");
    assert_eq!(faults.deliver(&mut gateway, &request), Delivery::Dropped { applied: true });
    let asked = form(gateway.credentials(), "/get_status3.php", &[("pg_order_id", "A-1--drop-reply")]);
    assert!(met(&faults.deliver(&mut gateway, &asked)).contains("<pg_status>ok"));
    let request = init(&gateway, "A-2--code-10009", "1000");
    let Delivery::Reply(refused) = faults.deliver(&mut gateway, &request) else { panic!() };
    assert_eq!(code(&refused), 10_009);
    assert!(met(&faults.deliver(&mut gateway, &request)).contains("<pg_status>ok"), "once");
}

#[test]
fn a_magic_amount_spoils_the_first_call_that_names_it() {
    let mut gateway = gateway(0);
    let mut faults = Faults::default();
    let id = paid(&mut gateway, "A-1", false);
    let request = refund(&gateway, &id, "10.66");
    assert_eq!(faults.deliver(&mut gateway, &request), Delivery::Dropped { applied: true });
    assert!(met(&faults.deliver(&mut gateway, &request)).starts_with("200"));
    assert_eq!(refunds(&gateway, &id), 2);
    let request = refund(&gateway, &id, "10.61");
    assert_eq!(faults.deliver(&mut gateway, &request), Delivery::Dropped { applied: false });
    assert_eq!(refunds(&gateway, &id), 2);
}

#[test]
fn nothing_that_the_sandbox_makes_up_is_magic() {
    let mut gateway = gateway(400);
    for record in gateway.seeded() {
        let hundredths = record.reading.amount.unwrap().minor() % 100;
        assert!(!(60..70).contains(&hundredths), "{record:?}");
        assert!(!record.reading.order_id.unwrap().to_string().contains("--"));
    }
    after(&mut gateway, 1);
}
