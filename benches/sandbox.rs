//! How many signed status reads the sandbox answers in a second over loopback HTTP, client included:
//! `cargo bench --bench sandbox`. Each connection sends, reads the whole reply, and sends again.
#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a benchmark that cannot be set up has nothing to report"
)]

use std::net::{Ipv4Addr, SocketAddr};
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tolem::domain::RecordKind;
use tolem::freedompay::Secret;
use tolem::freedompay::signature::{Fields, Value, sign};
use tolem::sandbox::{Config, Sandbox};

const CONNECTIONS: usize = 16;
/// Unoptimised builds only show that the benchmark runs.
const RUN: Duration = if cfg!(debug_assertions) { Duration::from_millis(100) } else { Duration::from_secs(3) };

/// A signed `get_status3.php` as bytes on the wire.
fn request(host: &str, merchant: &str, secret: &str, payment: &str) -> Vec<u8> {
    let pairs = [("pg_merchant_id", merchant), ("pg_payment_id", payment), ("pg_salt", "LNTZ7ciT1xjwzCFr")];
    let fields: Fields =
        pairs.iter().map(|(name, value)| ((*name).to_owned(), Value::Text((*value).to_owned()))).collect();
    let signature = sign("get_status3.php", &fields, &Secret::new(secret));
    let form = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(pairs)
        .append_pair("pg_sig", &signature)
        .finish();
    let length = form.len();
    format!(
        "POST /get_status3.php HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/x-www-form-urlencoded\r\n\
         Content-Length: {length}\r\n\r\n{form}"
    )
    .into_bytes()
}

/// Where the reply ends, once its head is there.
fn length(reply: &[u8]) -> Option<usize> {
    let head = reply.windows(4).position(|four| four == b"\r\n\r\n")? + 4;
    let text = std::str::from_utf8(&reply[..head]).expect("a head of text").to_ascii_lowercase();
    let body = text.split("content-length: ").nth(1).and_then(|rest| rest.split("\r\n").next()).expect("a length");
    Some(head + body.parse::<usize>().expect("a length"))
}

/// Asks until the time is up; answers how often.
async fn ask(address: SocketAddr, request: Vec<u8>, until: Instant) -> u64 {
    let mut stream = TcpStream::connect(address).await.expect("a connection");
    stream.set_nodelay(true).expect("an option");
    let (mut count, mut reply) = (0, Vec::with_capacity(4_096));
    while Instant::now() < until {
        stream.write_all(&request).await.expect("a write");
        reply.clear();
        while length(&reply).is_none_or(|length| reply.len() < length) {
            assert!(stream.read_buf(&mut reply).await.expect("a read") > 0, "the sandbox hung up");
        }
        let text = String::from_utf8_lossy(&reply);
        assert!(text.contains("<pg_status>ok</pg_status>"), "{text}");
        count += 1;
    }
    count
}

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let config = Config { seed: 1, records: 100, ..Config::default() };
        let sandbox = Sandbox::start(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)), config).await.expect("a sandbox");
        let credentials = sandbox.credentials();
        let seeded = sandbox.seeded();
        let payments: Vec<String> = seeded
            .iter()
            .filter(|seeded| seeded.kind == RecordKind::Payment)
            .filter_map(|seeded| seeded.reading.gateway_id.as_ref().map(ToString::to_string))
            .collect();
        let url = sandbox.url();
        let host = format!("{}:{}", url.host_str().unwrap(), url.port().unwrap());
        let address: SocketAddr = host.parse().expect("an address");
        let began = Instant::now();
        let asking: Vec<_> = payments
            .iter()
            .cycle()
            .take(CONNECTIONS)
            .map(|id| {
                let request = request(&host, &credentials.merchant_id, &credentials.secret_key, id);
                tokio::spawn(ask(address, request, began + RUN))
            })
            .collect();
        let mut count = 0;
        for one in asking {
            count += one.await.expect("a connection that ends well");
        }
        let millis = began.elapsed().as_millis();
        println!(
            "{count} signed status reads over {CONNECTIONS} connections in {millis} ms: {} a second",
            u128::from(count) * 1_000 / millis
        );
        sandbox.stop().await;
    });
}
