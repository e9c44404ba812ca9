//! The faults below HTTP, proven on raw TCP.

use std::io::ErrorKind;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::server::{address, control, refund, refunds, sandbox, send, status};
use crate::sandbox::{Faults, Request, Sandbox};

async fn plan(sandbox: &Sandbox, body: &str) {
    let (code, answer) = control(sandbox, "POST", "faults", body).await;
    assert_eq!(code, 200, "{answer}");
}

/// Everything that came, and how it ended.
async fn read(sandbox: &Sandbox, request: &Request) -> (Vec<u8>, std::io::Result<usize>) {
    let to = address(sandbox);
    let mut stream = TcpStream::connect(to).await.unwrap();
    let head = format!(
        "POST {} HTTP/1.1\r\nHost: {to}\r\nContent-Type: {}\r\nContent-Length: {}\r\n\r\n",
        request.path,
        request.content_type,
        request.body.len()
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    stream.write_all(&request.body).await.unwrap();
    let mut out = Vec::new();
    let end = stream.read_to_end(&mut out).await;
    (out, end)
}

#[tokio::test]
async fn a_dropped_request_gets_no_byte_and_moves_no_money() {
    let sandbox = sandbox().await;
    let (id, request) = refund(&sandbox, "A-1");
    plan(&sandbox, r#"{"call":"revoke.php","fault":"drop_request"}"#).await;
    assert_eq!(read(&sandbox, &request).await.0, b"");
    assert_eq!(refunds(&sandbox, &id), 0);
    assert_eq!(status(&send(&sandbox, &request).await), 200);
    assert_eq!(refunds(&sandbox, &id), 1);
}

#[tokio::test]
async fn a_reset_comes_after_the_promised_bytes_of_the_body() {
    let sandbox = sandbox().await;
    let (id, request) = refund(&sandbox, "A-1");
    for bytes in [0_usize, 1, 40] {
        let before = refunds(&sandbox, &id);
        plan(&sandbox, &format!(r#"{{"call":"revoke.php","fault":"apply_then_reset_mid_body","bytes":{bytes}}}"#))
            .await;
        let (out, end) = read(&sandbox, &request).await;
        assert_eq!(end.unwrap_err().kind(), ErrorKind::ConnectionReset, "{bytes}");
        let text = String::from_utf8(out).unwrap();
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        assert_eq!(body.len(), bytes, "{text}");
        let announced = head.lines().find_map(|line| line.strip_prefix("content-length: ")).unwrap();
        assert!(announced.parse::<usize>().unwrap() > bytes);
        assert_eq!(refunds(&sandbox, &id), before + 1);
    }
}

#[tokio::test]
async fn a_refused_connection_meets_nobody_and_then_the_same_sandbox_again() {
    let sandbox = sandbox().await;
    let to = address(&sandbox);
    let (id, request) = refund(&sandbox, "A-1");
    plan(&sandbox, r#"{"fault":"refuse_connection","seconds":3600}"#).await;
    for _ in 0..2 {
        assert_eq!(TcpStream::connect(to).await.unwrap_err().kind(), ErrorKind::ConnectionRefused);
    }
    sandbox.with_faults(Faults::clear);
    sandbox.listening().await;
    assert_eq!(status(&send(&sandbox, &request).await), 200);
    assert_eq!(refunds(&sandbox, &id), 1);
}

#[tokio::test]
async fn a_refusal_ends_by_itself_and_may_begin_after_some_calls() {
    let sandbox = sandbox().await;
    let to = address(&sandbox);
    let (_, request) = refund(&sandbox, "A-1");
    plan(&sandbox, r#"{"fault":"refuse_connection","seconds":1,"after":1}"#).await;
    let reply = String::from_utf8(send(&sandbox, &request).await).unwrap();
    assert!(reply.starts_with("HTTP/1.1 200") && reply.contains("connection: close"), "{reply}");
    assert_eq!(TcpStream::connect(to).await.unwrap_err().kind(), ErrorKind::ConnectionRefused);
    sandbox.listening().await;
    assert_eq!(status(&send(&sandbox, &request).await), 200);
}

#[tokio::test]
async fn a_sandbox_that_refuses_connections_stops_at_once() {
    let sandbox = sandbox().await;
    plan(&sandbox, r#"{"fault":"refuse_connection","seconds":3600}"#).await;
    let begun = std::time::Instant::now();
    sandbox.stop().await;
    assert!(begun.elapsed() < std::time::Duration::from_secs(5));
}

#[tokio::test]
async fn headers_and_bodies_of_broken_replies_reach_the_wire() {
    let sandbox = sandbox().await;
    let (_, request) = refund(&sandbox, "A-1");
    for (fault, head, body) in [
        (r#""fault":"too_many_requests","seconds":7"#, "retry-after: 7", "429"),
        (r#""fault":"truncated_gzip""#, "content-encoding: gzip", "pg_status"),
        (r#""fault":"error_500_after""#, "HTTP/1.1 500", "<html>"),
    ] {
        plan(&sandbox, &format!(r#"{{"call":"revoke.php",{fault}}}"#)).await;
        let reply = String::from_utf8_lossy(&send(&sandbox, &request).await).into_owned();
        assert!(reply.contains(head) && reply.contains(body), "{reply}");
    }
}
