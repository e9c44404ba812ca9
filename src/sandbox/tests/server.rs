//! The shell over real loopback, with a client that speaks HTTP/1.1 by hand.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::merchant::{CARD, form};
use crate::sandbox::{Config, EffectKind, Request, Sandbox, StartError};

pub(super) async fn sandbox() -> Sandbox {
    let listen = "127.0.0.1:0".parse().unwrap();
    Sandbox::start(listen, Config { seed: 7, records: 8, ..Config::default() }).await.unwrap()
}

pub(super) fn address(sandbox: &Sandbox) -> SocketAddr {
    format!("127.0.0.1:{}", sandbox.url().port().unwrap()).parse().unwrap()
}

/// Everything that the server sends until it closes.
async fn raw(to: SocketAddr, head: &str, body: &[u8]) -> Vec<u8> {
    let mut stream = TcpStream::connect(to).await.unwrap();
    let head = format!("{head}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
    stream.write_all(head.as_bytes()).await.unwrap();
    // A server that refuses a long body may close before it has read all of it.
    let _ = stream.write_all(body).await;
    let mut out = Vec::new();
    let _ = stream.read_to_end(&mut out).await;
    out
}

pub(super) async fn send(sandbox: &Sandbox, request: &Request) -> Vec<u8> {
    let to = address(sandbox);
    let head =
        format!("{} {} HTTP/1.1\r\nHost: {to}\r\nContent-Type: {}", request.method, request.path, request.content_type);
    raw(to, &head, &request.body).await
}

pub(super) fn status(reply: &[u8]) -> u16 {
    let line = String::from_utf8_lossy(reply);
    line.split(' ').nth(1).unwrap_or_else(|| panic!("{line}")).parse().unwrap()
}

pub(super) async fn control(sandbox: &Sandbox, method: &str, path: &str, body: &str) -> (u16, Value) {
    let request = Request {
        method: method.to_owned(),
        path: format!("/control/{path}"),
        content_type: "application/json".to_owned(),
        body: body.as_bytes().to_vec(),
        ..Request::default()
    };
    let reply = send(sandbox, &request).await;
    let text = String::from_utf8(reply.clone()).unwrap();
    (status(&reply), serde_json::from_str(text.split_once("\r\n\r\n").unwrap().1).unwrap())
}

/// A debited payment, and the request that refunds 100 of it.
pub(super) fn refund(sandbox: &Sandbox, order: &str) -> (String, Request) {
    sandbox.with_gateway(|gateway| {
        let id = super::merchant::paid(gateway, order, false);
        let request =
            form(gateway.credentials(), "/revoke.php", &[("pg_payment_id", &id), ("pg_refund_amount", "100")]);
        (id, request)
    })
}

pub(super) fn refunds(sandbox: &Sandbox, id: &str) -> usize {
    let effects = sandbox.effects();
    effects.iter().filter(|effect| effect.kind == EffectKind::Refund && effect.gateway_id == id).count()
}

/// Waits until a refund took effect. Each look is a call of its own, so that looking gives way.
async fn applied(sandbox: &Sandbox, id: &str) {
    while refunds(sandbox, id) == 0 {
        assert_eq!(control(sandbox, "GET", "ledger", "").await.0, 200);
    }
}

#[tokio::test]
async fn a_call_is_answered_over_http_and_the_ready_line_tells_where() {
    let sandbox = sandbox().await;
    let ready: Value = serde_json::from_str(&sandbox.ready_line()).unwrap();
    assert_eq!(ready["url"], sandbox.url().as_str());
    assert_eq!(ready["control_url"], format!("{}control/", sandbox.url()));
    assert_eq!(ready["secret_key"].as_str().unwrap().len(), 16);
    assert_eq!(ready.as_object().unwrap().len(), 7);
    let (id, request) = refund(&sandbox, "A-1");
    let reply = String::from_utf8(send(&sandbox, &request).await).unwrap();
    assert!(reply.starts_with("HTTP/1.1 200") && reply.contains("<pg_status>ok</pg_status>"), "{reply}");
    assert_eq!(refunds(&sandbox, &id), 1);
    sandbox.stop().await;
}

#[tokio::test]
async fn a_dropped_reply_sends_no_byte_although_the_money_moved() {
    let sandbox = sandbox().await;
    let (id, request) = refund(&sandbox, "A-1");
    let planned = r#"{"call":"revoke.php","fault":"apply_then_drop_reply"}"#;
    assert_eq!(control(&sandbox, "POST", "faults", planned).await.0, 200);
    let (_, faults) = control(&sandbox, "GET", "faults", "").await;
    assert_eq!(faults, serde_json::json!([{ "call": "revoke.php", "fault": "apply_then_drop_reply", "times": 1 }]));
    assert_eq!(send(&sandbox, &request).await, b"", "not one byte");
    assert_eq!(refunds(&sandbox, &id), 1);
    assert_eq!(status(&send(&sandbox, &request).await), 200, "the fault was planned once");
    assert_eq!(refunds(&sandbox, &id), 2);
}

#[tokio::test]
async fn a_delayed_reply_is_applied_at_once_and_others_are_not_held_up() {
    let sandbox = sandbox().await;
    let (id, request) = refund(&sandbox, "A-1");
    let planned = r#"{"call":"revoke.php","fault":"delay_reply","seconds":3600}"#;
    assert_eq!(control(&sandbox, "POST", "faults", planned).await.0, 200);
    tokio::select! {
        _ = send(&sandbox, &request) => panic!("an hour is over"),
        () = applied(&sandbox, &id) => {}
    }
}

#[tokio::test]
async fn a_delayed_reply_comes_after_its_time() {
    let sandbox = sandbox().await;
    let (_, request) = refund(&sandbox, "A-1");
    let planned = r#"{"call":"revoke.php","fault":"delay_reply","seconds":1}"#;
    assert_eq!(control(&sandbox, "POST", "faults", planned).await.0, 200);
    let begun = Instant::now();
    assert_eq!(status(&send(&sandbox, &request).await), 200);
    assert!(begun.elapsed() >= Duration::from_secs(1));
}

#[tokio::test]
async fn control_calls_pay_move_time_reset_and_show_exact_amounts() {
    let sandbox = sandbox().await;
    let id = sandbox.with_gateway(|gateway| super::merchant::created(gateway, "A-1", true));
    let card = format!(r#"{{"card":"{CARD}"}}"#);
    let (code, _) = control(&sandbox, "POST", &format!("payments/{id}/pay"), &card).await;
    assert_eq!(code, 200);
    assert_eq!(control(&sandbox, "POST", &format!("payments/{id}/pay"), &card).await.0, 400, "paid already");
    assert_eq!(control(&sandbox, "POST", "advance", r#"{"seconds":432001}"#).await.0, 200);
    let (_, ledger) = control(&sandbox, "GET", "ledger", "").await;
    let mine: Vec<&Value> = ledger.as_array().unwrap().iter().filter(|effect| effect["gateway_id"] == id).collect();
    assert_eq!(mine[1]["kind"], "auto_clear");
    assert_eq!(
        (&mine[0]["amount"], &mine[0]["currency"], &mine[0]["minor"]),
        (&"1000.00".into(), &"KZT".into(), &100_000.into())
    );
    assert_eq!(control(&sandbox, "POST", "reset", "").await.0, 200);
    assert!(sandbox.effects().iter().all(|effect| effect.gateway_id != id));
}

#[tokio::test]
async fn wrong_control_bodies_are_told_what_is_expected() {
    let sandbox = sandbox().await;
    for (path, body, expected) in [
        ("advance", "", "seconds"),
        ("advance", r#"{"seconds":-1}"#, "seconds"),
        ("advance", r#"{"second":1}"#, "\"second\" is unknown"),
        ("payments/1/pay", r#"{"card":1}"#, "card"),
        ("payments/1/pay", r#"{"card":"4716047261941981"}"#, "no payment"),
        ("faults", r#"{"call":"revoke.php","fault":"explode"}"#, "delay_reply"),
        ("faults", r#"{"call":"revoke.php","fault":"delay_reply"}"#, "seconds"),
        ("faults", r#"{"call":"invoke.php","fault":"apply_then_drop_reply"}"#, "/revoke.php"),
        ("faults", r#"{"call":"revoke.php","fault":"apply_then_drop_reply","times":0}"#, "times"),
    ] {
        let (code, answer) = control(&sandbox, "POST", path, body).await;
        assert_eq!(code, 400, "{path} {body}");
        assert!(answer["error"].as_str().unwrap().contains(expected), "{answer}");
    }
    assert_eq!(control(&sandbox, "GET", "nothing", "").await.0, 404);
}

#[tokio::test]
async fn strangers_and_giants_are_refused() {
    let sandbox = sandbox().await;
    let to = address(&sandbox);
    let foreign = raw(to, "GET /status/healthcheck HTTP/1.1\r\nHost: evil.example", b"").await;
    assert_eq!(status(&foreign), 421);
    let origin = format!("POST /control/reset HTTP/1.1\r\nHost: {to}\r\nOrigin: https://evil.example");
    assert_eq!(status(&raw(to, &origin, b"").await), 403);
    let giant = Request {
        method: "POST".to_owned(),
        path: "/revoke.php".to_owned(),
        content_type: "application/x-www-form-urlencoded".to_owned(),
        body: vec![b'a'; (1 << 20) + 1],
        ..Request::default()
    };
    assert_eq!(status(&send(&sandbox, &giant).await), 413);
    let healthy = raw(to, &format!("GET /status/healthcheck HTTP/1.1\r\nHost: localhost:{}", to.port()), b"").await;
    assert_eq!(status(&healthy), 200);
}

#[tokio::test]
async fn a_taken_port_and_a_foreign_address_are_refused_in_one_line() {
    let sandbox = sandbox().await;
    let taken = address(&sandbox);
    assert_eq!(Sandbox::start(taken, Config::default()).await.err(), Some(StartError::InUse(taken)));
    let foreign = Sandbox::start("0.0.0.0:0".parse().unwrap(), Config::default()).await.err();
    assert_eq!(foreign, Some(StartError::NotLoopback("0.0.0.0:0".to_owned())));
}

#[tokio::test]
async fn stopping_does_not_wait_for_a_late_reply() {
    let sandbox = sandbox().await;
    let (id, request) = refund(&sandbox, "A-1");
    let planned = r#"{"call":"revoke.php","fault":"delay_reply","seconds":60}"#;
    assert_eq!(control(&sandbox, "POST", "faults", planned).await.0, 200);
    let to = address(&sandbox);
    let head = format!("POST /revoke.php HTTP/1.1\r\nHost: {to}\r\nContent-Type: {}", request.content_type);
    let waiting = tokio::spawn(async move { raw(to, &head, &request.body).await });
    applied(&sandbox, &id).await;
    sandbox.stop().await;
    assert_eq!(waiting.await.unwrap(), b"", "the reply had not been waited for");
    assert!(TcpStream::connect(to).await.is_err());
}

/// A merchant's server that answers one request with this body: its address, and what it was sent.
async fn merchant(answer: String) -> (SocketAddr, tokio::task::JoinHandle<String>) {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let server = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut got = Vec::new();
        let mut buffer = [0; 4_096];
        loop {
            let read = stream.read(&mut buffer).await.unwrap();
            got.extend_from_slice(&buffer[..read]);
            let text = String::from_utf8_lossy(&got).into_owned();
            let length = text
                .to_ascii_lowercase()
                .split_once("content-length: ")
                .map(|(_, rest)| rest.split_once("\r\n").unwrap().0.parse::<usize>().unwrap());
            if let (Some((_, body)), Some(length)) = (text.split_once("\r\n\r\n"), length)
                && body.len() >= length
            {
                let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", answer.len());
                stream.write_all(format!("{head}{answer}").as_bytes()).await.unwrap();
                return text;
            }
        }
    });
    (address, server)
}

/// A hold whose result goes to this address.
fn hold(sandbox: &Sandbox, order: &str, result_url: &str) -> String {
    sandbox.with_gateway(|gateway| {
        let fields = [
            ("pg_order_id", order),
            ("pg_amount", "100"),
            ("pg_description", "Tea"),
            ("pg_auto_clearing", "0"),
            ("pg_result_url", result_url),
        ];
        let reply = super::merchant::call(gateway, "/init_payment.php", &fields);
        let id = super::merchant::told(&reply, "pg_payment_id").unwrap();
        gateway.pay(&id, CARD).unwrap();
        id
    })
}

/// Waits until the callback of this payment is done. Answers what came of it.
async fn outcome(sandbox: &Sandbox, id: &str) -> String {
    loop {
        let (_, list) = control(sandbox, "GET", "callbacks", "").await;
        let mine = list.as_array().unwrap().iter().find(|callback| callback["gateway_id"] == id).cloned();
        if let Some(callback) = mine.filter(|callback| callback["attempts"][0]["outcome"].is_string()) {
            return callback["attempts"][0]["outcome"].as_str().unwrap().to_owned();
        }
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_result_reaches_the_merchant_whose_refusal_reverses_the_hold() {
    let sandbox = sandbox().await;
    let secret = sandbox.credentials().secret_key;
    let hashed = format!("result;sold out;s4lt;rejected;{secret}");
    let answer = format!(
        "<response><pg_status>rejected</pg_status><pg_description>sold out</pg_description>\
         <pg_salt>s4lt</pg_salt><pg_sig>{}</pg_sig></response>",
        hex::encode(<md5::Md5 as md5::Digest>::digest(hashed))
    );
    let (address, server) = merchant(answer).await;
    let id = hold(&sandbox, "A-1", &format!("http://{address}/pay/result"));
    let got = server.await.unwrap();
    assert!(got.starts_with("POST /pay/result HTTP/1.1") && got.contains(&format!("pg_payment_id={id}")), "{got}");
    assert_eq!(outcome(&sandbox, &id).await, "rejected: sold out");
    assert!(sandbox.effects().iter().any(|effect| effect.kind == EffectKind::Reverse && effect.gateway_id == id));
    sandbox.stop().await;
}

#[tokio::test]
async fn strangers_are_not_called_and_nobody_home_is_told() {
    let sandbox = sandbox().await;
    let stranger = hold(&sandbox, "A-1", "http://shop.example/pay/result");
    assert!(outcome(&sandbox, &stranger).await.starts_with("not sent: shop.example is not this machine"));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let nobody = hold(&sandbox, "A-2", &format!("http://{address}/pay/result"));
    assert_eq!(outcome(&sandbox, &nobody).await, "failed: nobody listens there");
    sandbox.stop().await;
}
