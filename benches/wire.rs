//! The wire against its bare limits, in one run: signing and encoding against MD5 and a form encoder over the same bytes,
//! reading and verifying against an XML reader that builds nothing. `cargo bench --bench wire`.
#![allow(clippy::expect_used, reason = "a benchmark that cannot be set up has nothing to report")]

use divan::Bencher;
use md5::{Digest, Md5};
use tolem::domain::intent::NewOrder;
use tolem::domain::{Currency, GatewayId, MerchantId, Money, OrderId, RequestId};
use tolem::freedompay::signature::{Fields, Value, sign};
use tolem::freedompay::{Call, InitPayment, Lookup, Merchant, Secret, Secrets, Settings, Status, WireReply};

fn main() {
    divan::main();
}

const SECRET: &str = "a-secret-of-32-characters-length";
const SALT: &str = "LNTZ7ciT1xjwzCFr";
const ID: &str = "0192f0c1-2233-7abc-8def-00112233aabb";

fn merchant() -> Merchant {
    Merchant {
        host: "https://gateway.example/".parse().expect("an address"),
        id: MerchantId::new("510001").expect("a merchant id"),
        card_auth_id: None,
        secrets: Secrets { merchant: Some(Secret::new(SECRET)), ..Secrets::default() },
        settings: Settings::default(),
    }
}

fn init() -> InitPayment {
    InitPayment {
        order: NewOrder {
            order_id: OrderId::new("A-10017").expect("an order id"),
            amount: Money::from_minor(1_250_050, Currency::Kzt),
            description: "Чай, хлеб и доставка".to_owned(),
        },
        lifetime: None,
        auto_clearing: true,
        idempotency: RequestId::parse(ID).expect("a request id"),
        testing: true,
    }
}

/// The members of the request, in the order in which it has them.
const NAMES: [&str; 10] = [
    "pg_merchant_id",
    "pg_order_id",
    "pg_amount",
    "pg_description",
    "pg_currency",
    "pg_auto_clearing",
    "pg_testing_mode",
    "pg_idempotency_key",
    "pg_lifetime",
    "pg_salt",
];

/// The request as the gateway receives it.
fn form() -> Vec<(String, String)> {
    let request = init().encode(&merchant(), SALT).expect("a request");
    url::form_urlencoded::parse(&request.body).into_owned().collect()
}

mod request {
    use tolem::freedompay::encode::urlencoded;
    use tolem::freedompay::signature::sign_form;

    use super::{Bencher, Call, Digest, Md5, NAMES, SALT, SECRET, Secret, form, init, merchant};

    /// From the members of a request to its signature and its bytes.
    #[divan::bench(sample_count = 200, sample_size = 100)]
    fn sign_and_encode(bencher: Bencher) {
        let members: Vec<_> = form().into_iter().filter(|(name, _)| name != "pg_sig").collect();
        let names = NAMES.map(|name| (name, members.iter().find(|(known, _)| known == name)));
        let form: Vec<(&'static str, String)> =
            names.into_iter().filter_map(|(name, member)| Some((name, member?.1.clone()))).collect();
        assert_eq!(form.len(), members.len(), "a member is missing in NAMES");
        let secret = Secret::new(SECRET);
        bencher.bench(|| {
            let mut form = divan::black_box(&form).clone();
            form.push(("pg_sig", sign_form("init_payment.php", &form, &secret)));
            divan::black_box(urlencoded(&form).bytes.len())
        });
    }

    /// From the order to the signed bytes, the masked copy for the ledger included.
    #[divan::bench(sample_count = 200, sample_size = 100)]
    fn whole_call(bencher: Bencher) {
        let (merchant, call) = (merchant(), init());
        bencher.bench(|| {
            let request = divan::black_box(&call).encode(&merchant, SALT).expect("a request");
            divan::black_box(request.body.len())
        });
    }

    /// One MD5 over bytes that were joined before, one run of the form encoder over members that were made before.
    #[divan::bench(sample_count = 200, sample_size = 100)]
    fn bare_limit(bencher: Bencher) {
        let form = form();
        let mut sorted: Vec<_> = form.iter().filter(|(name, _)| name != "pg_sig").collect();
        sorted.sort();
        let values: Vec<&str> = sorted.into_iter().map(|(_, value)| value.as_str()).collect();
        let joined = format!("init_payment.php;{};{SECRET}", values.join(";"));
        bencher.bench(|| {
            let digest = hex::encode(Md5::digest(divan::black_box(&joined)));
            let mut encoder = url::form_urlencoded::Serializer::new(String::new());
            for (name, value) in divan::black_box(&form) {
                encoder.append_pair(name, value);
            }
            divan::black_box((digest.len(), encoder.finish().len()))
        });
    }
}

fn body() -> Vec<u8> {
    let pairs = [
        ("pg_status", "ok"),
        ("pg_payment_id", "1432343252"),
        ("pg_order_id", "A-10017"),
        ("pg_amount", "12500.50"),
        ("pg_currency", "KZT"),
        ("pg_payment_status", "success"),
        ("pg_captured", "1"),
        ("pg_clearing_amount", "12500.50"),
        ("pg_can_reject", "1"),
        ("pg_payment_method", "bankcard"),
        ("pg_card_pan", "5483-18XX-XXXX-0293"),
        ("pg_reference", "123456789012"),
        ("pg_create_date", "2026-11-20 10:00:00"),
        ("pg_salt", SALT),
    ];
    let fields: Fields =
        pairs.iter().map(|(name, value)| ((*name).to_owned(), Value::Text((*value).to_owned()))).collect();
    let signature = sign("get_status3.php", &fields, &Secret::new(SECRET));
    let members = pairs.map(|(name, value)| format!("<{name}>{value}</{name}>")).concat();
    format!("<?xml version=\"1.0\"?><response>{members}<pg_sig>{signature}</pg_sig></response>").into_bytes()
}

mod reply {
    use tolem::freedompay::document::signed;

    use super::{Bencher, Call, GatewayId, Lookup, SECRET, Secret, Status, WireReply, body, merchant};

    /// From bytes to members whose signature is right.
    #[divan::bench(sample_count = 200, sample_size = 100)]
    fn parse_and_verify(bencher: Bencher) {
        let reply = WireReply { status: 200, body: body(), ..WireReply::default() };
        let secret = Secret::new(SECRET);
        // What is made is dropped at once, as a desk does: replies are read one by one.
        bencher.bench(|| {
            let members = signed(divan::black_box(&reply), &["get_status3.php"], &secret);
            divan::black_box(members.expect("a believable reply").len())
        });
    }

    /// From bytes to a verified, typed status.
    #[divan::bench(sample_count = 200, sample_size = 100)]
    fn whole_call(bencher: Bencher) {
        let merchant = merchant();
        let reply = WireReply { status: 200, body: body(), ..WireReply::default() };
        let call = Status { by: Lookup::Payment(GatewayId::new("1432343252").expect("an id")) };
        bencher.bench(|| {
            let status = call.decode(&merchant, divan::black_box(&reply)).expect("a believable reply");
            divan::black_box(status.word.len())
        });
    }

    /// The same bytes through quick-xml, event by event, nothing kept.
    #[divan::bench(sample_count = 200, sample_size = 100)]
    fn bare_limit(bencher: Bencher) {
        let body = body();
        bencher.bench(|| {
            let text = std::str::from_utf8(divan::black_box(&body)).expect("UTF-8");
            let mut reader = quick_xml::Reader::from_str(text);
            let mut events = 0_u32;
            loop {
                match reader.read_event().expect("XML") {
                    quick_xml::events::Event::Eof => break events,
                    event => {
                        divan::black_box(&event);
                        events += 1;
                    }
                }
            }
        });
    }
}
