//! Whole replies, reviewed like code.

use std::fmt::Write as _;

use super::merchant::{CARD, after, body, call, created, gateway, invoice, json, paid, told};
use crate::sandbox::field::{self, Field};
use crate::sandbox::{Request, pg_sig, xml};

fn lines(text: &str) -> String {
    text.replace("><", ">\n<")
}

#[test]
fn a_status_reply_lists_what_the_specification_lists() {
    let mut gateway = gateway(0);
    let id = created(&mut gateway, "A-1", true);
    after(&mut gateway, 30);
    gateway.pay(&id, CARD).unwrap();
    call(&mut gateway, "/do_capture.php", &[("pg_payment_id", &id), ("pg_clearing_amount", "900.50")]);
    call(&mut gateway, "/revoke.php", &[("pg_payment_id", &id), ("pg_refund_amount", "100.5")]);
    let status = call(&mut gateway, "/get_status3.php", &[("pg_order_id", "A-1")]);
    insta::assert_snapshot!(lines(&body(&status)));
}

#[test]
fn every_signed_reply_verifies_with_the_script_of_the_call() {
    let mut gateway = gateway(0);
    let secret = gateway.credentials().secret_key.clone();
    let id = paid(&mut gateway, "A-1", false);
    for (path, script) in
        [("/get_status3.php", "get_status3.php"), ("/cancel.php", "cancel.php"), ("/revoke", "revoke")]
    {
        let reply = call(&mut gateway, path, &[("pg_payment_id", &id)]);
        let fields: Vec<Field> = xml::fields(&body(&reply)).unwrap();
        assert!(field::text(&fields, "pg_salt").is_some());
        assert!(pg_sig::verify(script, &fields, &secret), "{path}");
    }
}

#[test]
fn replies_of_the_other_families_read_like_their_pages() {
    let mut gateway = gateway(0);
    let mut out = String::new();
    let mut note = |title: &str, reply: &crate::sandbox::Response| {
        writeln!(out, "## {title} {} {}\n{}", reply.status, reply.content_type, lines(&body(reply))).unwrap();
    };
    note("no such payment", &call(&mut gateway, "/get_status3.php", &[("pg_payment_id", "1")]));
    note("not valid", &call(&mut gateway, "/revoke.php", &[("pg_payment_id", "x")]));
    let (id, customer) = invoice(&mut gateway, "I-1");
    note("open invoice", &call(&mut gateway, "/get_status3.php", &[("pg_payment_id", &id)]));
    let card = gateway.saved_cards().remove(3);
    let pay = Request {
        method: "POST".to_owned(),
        path: "/v5/merchant/invoice/pay".to_owned(),
        content_type: "multipart/form-data; boundary=B".to_owned(),
        body: [("customer", &customer), ("user_id", &card.user_id), ("card_token", &card.token)]
            .iter()
            .map(|(name, value)| format!("--B\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"))
            .chain(["--B--\r\n".to_owned()])
            .collect::<String>()
            .into_bytes(),
        ..Request::default()
    };
    note("invoice pay, no money", &gateway.handle(&pay));
    let fields = [
        ("pg_order_id", "P-1"),
        ("pg_amount", "150.25"),
        ("pg_description", "x"),
        ("pg_order_time_limit", "2030-01-01 00:00:00"),
        ("pg_back_link", "http://shop/back"),
        ("pg_post_link", "http://shop/post"),
    ];
    let payout = call(&mut gateway, "/api/reg2nonreg", &fields);
    note("payout", &payout);
    let id = told(&payout, "pg_payment_id").unwrap();
    gateway.pay(&id, "4556046085041740").unwrap();
    note(
        "payout status",
        &call(&mut gateway, "/api/payment_status", &[("pg_payment_id", &id), ("pg_order_id", "P-1")]),
    );
    note("payout status 2", &call(&mut gateway, "/api/payment_status2", &[("pg_order_id", "P-1")]));
    note("balance", &call(&mut gateway, "/api/balance_status", &[]));
    note("no such request", &json(&mut gateway, "/v5/card-api/request/status", r#"{"request_id":"x"}"#));
    insta::assert_snapshot!(out);
}
