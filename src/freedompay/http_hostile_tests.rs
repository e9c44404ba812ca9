//! Hostile servers on the loopback address: replies without end, in disguise or broken off.

use std::sync::Arc;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use uuid::Uuid;

use super::super::call::Merchant;
use super::super::client::{CallError, Client, Sent};
use super::super::status::{Lookup, Status, StatusReply};
use super::super::tests_support::{gateway_id, merchant};
use super::*;
use crate::domain::ExchangeId;

const MEGABYTE: usize = 1 << 20;
/// What a hostile server would like to send.
const ENDLESS: usize = 100 * MEGABYTE;
/// What the buffers of both ends of a loopback connection may hold besides the reply.
const BUFFERS: usize = 24 * MEGABYTE;
const EXCHANGE: ExchangeId = ExchangeId::from_uuid(Uuid::from_u128(0x0192_f0c1_2233_7abc_8def_0011_22ee_aa01));
const GENUINE: &str = include_str!("../../tests/golden/get_status3_held.xml");

/// Answers one connection with `head` and then with `part` until `most` bytes are written or nobody takes any more;
/// gives the address and how many bytes it could write.
async fn pour(head: Vec<u8>, part: Vec<u8>, most: usize) -> (String, JoinHandle<usize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let authority = listener.local_addr().unwrap().to_string();
    let task = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut received = Vec::new();
        let mut buffer = [0_u8; 4_096];
        while !String::from_utf8_lossy(&received).contains("pg_sig") {
            let count = stream.read(&mut buffer).await.unwrap();
            received.extend_from_slice(&buffer[..count]);
        }
        let mut written = 0;
        let mut next = head.as_slice();
        while stream.write_all(next).await.is_ok() {
            written += next.len();
            if written >= most || part.is_empty() {
                break;
            }
            next = part.as_slice();
        }
        drop(stream.shutdown().await);
        written
    });
    (authority, task)
}

/// Reads a status from a server; what was sent, and how many bytes the server could write.
async fn sent(head: impl Into<Vec<u8>>, part: &[u8], most: usize) -> (Sent<StatusReply>, usize) {
    let (authority, task) = pour(head.into(), part.to_vec(), most).await;
    let limits = Limits {
        connect: Duration::from_secs(5),
        first_byte: Duration::from_secs(5),
        total: Duration::from_secs(30),
        max_body: MEGABYTE,
    };
    let transport = HttpTransport::new(limits, vec![authority.clone()]).unwrap();
    let host = Url::parse(&format!("http://{authority}")).unwrap();
    let client = Client::new(Merchant { host, ..merchant() }, Arc::new(transport));
    let status = Status { by: Lookup::Payment(gateway_id("700001")) };
    let sent = client.call(&status, "abc", EXCHANGE).await;
    (sent, task.await.unwrap())
}

/// The outcome of a whole reply.
async fn outcome(reply: impl Into<Vec<u8>>) -> Result<StatusReply, CallError> {
    sent(reply, b"", 0).await.0.outcome
}

/// Asserts that a read is lost for this reason, told in one line with call and exchange.
fn is_lost(outcome: &Result<StatusReply, CallError>, reason: &str) {
    let Err(error @ CallError::Lost(unread)) = outcome else { panic!("{reason}: {outcome:?}") };
    assert!(unread.what.contains(reason), "{reason}: {error}");
    assert!(error.to_string().starts_with("outcome unknown: get_status3.php: "), "{error}");
    assert!(error.to_string().ends_with(&format!("(exchange {})", EXCHANGE.short())), "{error}");
}

/// A whole reply with these headers, each ended by a line break.
fn whole(status: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let head = format!("HTTP/1.1 {status}\r\n{headers}content-length: {}\r\n\r\n", body.len());
    [head.as_bytes(), body].concat()
}

#[tokio::test]
async fn a_body_without_end_is_cut_at_the_limit_and_the_server_is_left_alone() {
    let part = vec![b'x'; 65_536];
    let chunk = [b"10000\r\n".as_slice(), &part, b"\r\n"].concat();
    let announced = format!("HTTP/1.1 200 OK\r\ncontent-length: {ENDLESS}\r\n\r\n");
    for (head, part) in [
        (announced.as_str(), &part),
        ("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n", &chunk),
        ("HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n", &part),
    ] {
        let (sent, written) = sent(head, part, ENDLESS).await;
        is_lost(&sent.outcome, "the reply is longer than 1048576 bytes");
        assert!(written < BUFFERS, "{head}: the server could write {written} bytes");
    }
}

#[tokio::test]
async fn headers_without_end_are_lost() {
    for part in ["x-a: b\r\n".repeat(8_192), "x".repeat(65_536)] {
        let (sent, written) = sent("HTTP/1.1 200 OK\r\nx-first: ", part.as_bytes(), ENDLESS).await;
        is_lost(&sent.outcome, "the connection broke");
        assert!(written < BUFFERS, "the server could write {written} bytes");
    }
}

#[tokio::test]
async fn a_reply_that_breaks_off_is_lost() {
    for head in [
        format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{GENUINE}", GENUINE.len() + 1),
        format!("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n{:x}\r\n{GENUINE}\r\n", GENUINE.len()),
        format!("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n{GENUINE}"),
        format!("HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n{GENUINE}"),
        "HTTP/1.1 20".to_owned(),
        "ICY 200 OK\r\n\r\n".to_owned(),
        String::new(),
    ] {
        is_lost(&outcome(head).await, "the connection broke");
    }
}

#[tokio::test]
async fn a_body_that_no_reader_should_trust_is_lost() {
    let laughs =
        "<!DOCTYPE l [<!ENTITY a \"haha\"><!ENTITY b \"&a;&a;\">]><response><pg_status>&b;</pg_status></response>";
    let deep = "<a>".repeat(100_000);
    let bytes = b"<response><pg_status>\xff</pg_status></response>";
    // The first bytes of a compressed reply; compression is never asked for and never undone.
    let gzip = [0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x03, 0xb3, 0x29];
    for (headers, body, reason) in [
        ("", laughs.as_bytes(), "a document type"),
        ("", format!("<response>{deep}").as_bytes(), "nested more than 16 deep"),
        ("", bytes, "the reply is not UTF-8"),
        ("content-encoding: gzip\r\n", &gzip, "the reply is not UTF-8"),
        ("content-type: application/json\r\n", b"", "an empty reply"),
    ] {
        is_lost(&outcome(whole("200 OK", headers, body)).await, reason);
    }
    let body = GENUINE.as_bytes();
    is_lost(&outcome(whole("302 Found", "location: /status\r\n", body)).await, "redirects are not followed");
    is_lost(&outcome(whole("500 Error", "", body)).await, "HTTP 500");
}

#[tokio::test]
async fn the_content_type_is_a_hint_and_the_content_decides() {
    for kind in ["application/json", "text/html", "image/png", "", "text/xml; charset=utf-16"] {
        let reply = whole("200 OK", &format!("content-type: {kind}\r\n"), GENUINE.as_bytes());
        assert_eq!(outcome(reply).await.map(|reply| reply.gateway_id), Ok(gateway_id("700001")), "{kind}");
    }
}

#[tokio::test]
async fn a_pause_that_is_asked_for_is_told_in_either_notation_and_proves_nothing() {
    let date = "date: Fri, 20 Nov 2026 12:00:00 GMT\r\n";
    for (headers, pause) in [
        ("retry-after: 7\r\n".to_owned(), Some(7)),
        (format!("{date}retry-after: Fri, 20 Nov 2026 12:01:30 GMT\r\n"), Some(90)),
        (format!("{date}retry-after: Fri, 20 Nov 2026 11:00:00 GMT\r\n"), None),
        ("retry-after: Fri, 20 Nov 2026 12:01:30 GMT\r\n".to_owned(), None),
        ("retry-after: -1\r\n".to_owned(), None),
        ("retry-after: soon\r\n".to_owned(), None),
        ("retry-after: 99999999999999999999\r\n".to_owned(), None),
        (String::new(), None),
    ] {
        let reply = whole("429 Too Many Requests", &headers, GENUINE.as_bytes());
        let (sent, _) = sent(reply, b"", 0).await;
        assert_eq!(sent.exchange.retry_after, pause.map(Duration::from_secs), "{headers}");
        is_lost(&sent.outcome, "HTTP 429");
    }
}
