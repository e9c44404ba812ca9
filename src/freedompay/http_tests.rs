//! The HTTP transport against a tiny server on the loopback address.

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

use super::super::call::Call as _;
use super::super::payments::Cancel;
use super::super::tests_support::{gateway_id, merchant};
use super::*;

fn limits() -> Limits {
    Limits {
        connect: Duration::from_millis(200),
        first_byte: Duration::from_millis(200),
        total: Duration::from_millis(400),
        max_body: 1_000,
    }
}

fn request(authority: &str) -> WireRequest {
    let mut merchant = merchant();
    merchant.host = Url::parse(&format!("http://{authority}")).unwrap();
    Cancel { payment: gateway_id("700001") }.encode(&merchant, "abc").unwrap()
}

/// Answers one connection with these bytes, then keeps it open; gives the address and what was received.
async fn server(answer: String) -> (String, tokio::task::JoinHandle<String>) {
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
        stream.write_all(answer.as_bytes()).await.unwrap();
        // Until the other side has had enough of it.
        while stream.read(&mut buffer).await.is_ok_and(|count| count > 0) {}
        String::from_utf8(received).unwrap()
    });
    (authority, task)
}

async fn answer(answer: &str) -> Result<WireReply, TransportError> {
    let (authority, _task) = server(answer.to_owned()).await;
    HttpTransport::new(limits(), vec![authority.clone()]).unwrap().send(request(&authority)).await
}

#[tokio::test]
async fn a_request_goes_out_whole_and_its_reply_comes_back() {
    let (authority, task) =
        server("HTTP/1.1 200 OK\r\ncontent-type: text/xml\r\ndate: today\r\ncontent-length: 2\r\n\r\nok".to_owned())
            .await;
    let transport = HttpTransport::new(limits(), vec![authority.clone()]).unwrap();
    let reply = transport.send(request(&authority)).await;
    assert_eq!(
        reply,
        Ok(WireReply {
            status: 200,
            content_type: Some("text/xml".to_owned()),
            date: Some("today".to_owned()),
            retry_after: None,
            body: b"ok".to_vec(),
        })
    );
    drop(transport);
    let received = task.await.unwrap();
    assert!(received.starts_with("POST /cancel.php HTTP/1.1\r\n"), "{received}");
    assert!(received.contains("content-type: application/x-www-form-urlencoded\r\n"), "{received}");
    assert!(received.contains("pg_merchant_id=123456&pg_payment_id=700001&pg_salt=abc&pg_sig="), "{received}");
}

#[tokio::test]
async fn a_refused_connection_never_sent_anything() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let authority = listener.local_addr().unwrap().to_string();
    drop(listener);
    let outcome = HttpTransport::new(limits(), vec![authority.clone()]).unwrap().send(request(&authority)).await;
    assert_eq!(outcome, Err(TransportError::NeverSent(format!("the connection was refused by {authority}"))));
}

#[tokio::test]
async fn a_host_that_is_not_on_the_list_is_never_called() {
    let (authority, task) = server(String::new()).await;
    let port = authority.split_once(':').unwrap().1;
    for allowed in ["127.0.0.1", "127.0.0.1:1", "gateway.example", "", port] {
        let transport = HttpTransport::new(limits(), vec![allowed.to_owned()]).unwrap();
        let outcome = transport.send(request(&authority)).await;
        let what = format!("{authority} is not a host of this profile");
        assert_eq!(outcome, Err(TransportError::NeverSent(what)));
    }
    assert!(!task.is_finished());
}

#[tokio::test]
async fn plain_http_beyond_loopback_and_credentials_in_the_address_are_refused() {
    let allowed = vec!["gateway.example".to_owned(), "127.0.0.1:9".to_owned()];
    let transport = HttpTransport::new(limits(), allowed).unwrap();
    let refused = |what: &str| Err(TransportError::NeverSent(what.to_owned()));
    assert_eq!(transport.send(request("gateway.example")).await, refused("the address is not https"));
    let what = "the address carries a user name or password";
    assert_eq!(transport.send(request("user:word@127.0.0.1:9")).await, refused(what));
}

#[tokio::test]
async fn without_certificates_nothing_is_sent_to_https() {
    let transport = HttpTransport::plain(limits(), vec!["127.0.0.1:9".to_owned()]).unwrap();
    let mut encrypted = request("127.0.0.1:9");
    encrypted.url.set_scheme("https").unwrap();
    let what = "the address is https, and this desk was opened without certificates";
    assert_eq!(transport.send(encrypted).await, Err(TransportError::NeverSent(what.to_owned())));
}

#[tokio::test]
async fn a_redirect_is_lost_and_not_followed() {
    for status in [301, 302, 303, 307, 308] {
        let reply = format!("HTTP/1.1 {status} Moved\r\nlocation: http://127.0.0.1:1/x\r\ncontent-length: 0\r\n\r\n");
        let what = format!("HTTP {status}: redirects are not followed");
        assert_eq!(answer(&reply).await, Err(TransportError::Lost(what)));
    }
}

#[tokio::test]
async fn an_over_long_reply_is_lost() {
    let reply = format!("HTTP/1.1 200 OK\r\ncontent-length: 1001\r\n\r\n{}", "x".repeat(1_001));
    let what = "the reply is longer than 1000 bytes";
    assert_eq!(answer(&reply).await, Err(TransportError::Lost(what.to_owned())));
    let whole = format!("HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n{}", "x".repeat(1_000));
    assert_eq!(answer(&whole).await.map(|reply| reply.body.len()), Ok(1_000));
}

#[tokio::test]
async fn stalled_headers_and_a_stalled_body_are_lost() {
    let lost = |what: &str| Err(TransportError::Lost(what.to_owned()));
    assert_eq!(answer("HTTP/1.1 200 OK\r\nx: ").await, lost("no answer within 200ms"));
    let stalled = "HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nx";
    assert_eq!(answer(stalled).await, lost("no complete answer within 400ms"));
}

#[tokio::test]
async fn a_connection_that_breaks_after_the_request_is_lost() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let authority = listener.local_addr().unwrap().to_string();
    let accepted = tokio::spawn(async move {
        let mut accepted = 0;
        while let Ok(Ok((mut stream, _))) = timeout(Duration::from_millis(300), listener.accept()).await {
            accepted += 1;
            let _ = stream.read(&mut [0_u8; 4_096]).await;
        }
        accepted
    });
    let outcome = HttpTransport::new(limits(), vec![authority.clone()]).unwrap().send(request(&authority)).await;
    assert!(matches!(outcome, Err(TransportError::Lost(_))), "{outcome:?}");
    assert_eq!(accepted.await.unwrap(), 1, "a request is never sent twice");
}
