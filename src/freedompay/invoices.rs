//! Invoices that a payer pays by QR code or saved card. Replies carry no signature, so that they count only once
//! `get_status3.php` has proved them: a paid invoice is a payment. Source: `spec/payout-invoice-gateway.md` 2.1,
//! `spec/README.md` decisions 6 and 7.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use url::Url;

use super::call::{BodyForm, Call, EncodeError, Merchant, ReplyError, Unproven};
use super::document::unsigned_ok;
use super::encode::Member;
use super::request::JsonCall;
use super::signature::Fields;
use super::transport::{WireReply, WireRequest};
use super::{fields, jws, request};
use crate::domain::code::Failure;
use crate::domain::ids::UserId;
use crate::domain::intent::{CardToken, NewOrder};
use crate::domain::text::{clean, holds_card_number};
use crate::domain::{GatewayId, Money, OrderId};

/// `invoice/init`: an invoice with a QR code.
#[derive(Debug, Clone)]
pub struct InvoiceInit {
    /// The order; its description has at most 1024 characters.
    pub order: NewOrder,
}

/// `invoice/pay`: pays an invoice with a saved card.
#[derive(Debug, Clone)]
pub struct InvoicePay {
    /// The invoice's `customer`, from [`InvoiceReply::customer`].
    pub customer: String,
    /// Whose card.
    pub user: UserId,
    /// Which card.
    pub token: CardToken,
}

/// `invoice/info`: an invoice by its customer. INFERRED: only the name is published, so that it can be switched off
/// (`wire.invoice_reads`). Source: `spec/payout-invoice-gateway.md` 2.1.2.
#[derive(Debug, Clone)]
pub struct InvoiceInfo {
    /// The invoice's `customer`.
    pub customer: String,
}

/// `invoice/status`: how an invoice stands, by either id. INFERRED like [`InvoiceInfo`]. Source: 2.1.4.
#[derive(Debug, Clone)]
pub struct InvoiceStatus {
    /// The provider's id.
    pub invoice: Option<GatewayId>,
    /// The merchant's order number.
    pub order: Option<OrderId>,
}

/// The state of an invoice, as its own calls tell it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InvoiceWord {
    /// Created.
    New,
    /// Waits for the payer or the payment system.
    Process,
    /// Paid, says the reply.
    Ok,
    /// Not paid, says the reply.
    Failed,
    /// Its lifetime ended.
    Incomplete,
    /// A word that nobody documented: pending, never failed.
    Other(String),
}

impl InvoiceWord {
    fn read(word: &str) -> Self {
        match word {
            "new" => Self::New,
            "process" => Self::Process,
            "ok" => Self::Ok,
            "failed" => Self::Failed,
            "incomplete" => Self::Incomplete,
            other => Self::Other(clean(other)),
        }
    }
}

/// What `invoice/init` and `invoice/pay` answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvoiceReply {
    /// The invoice's state.
    pub word: InvoiceWord,
    /// The provider's id: a payment id, by which the status is read and refunds are made.
    pub gateway_id: Option<GatewayId>,
    /// The merchant's order number.
    pub order_id: Option<OrderId>,
    /// What `invoice/pay` takes to pay it.
    pub customer: Option<String>,
    /// The page of the payer, where the QR code holds a link.
    pub page: Option<Url>,
    /// The amount.
    pub amount: Option<Money>,
    /// The card's mask.
    pub card: Option<String>,
    /// Why it was not paid.
    pub failure: Option<Failure>,
}

impl InvoiceReply {
    fn read(fields: &Fields, merchant: &Merchant) -> Result<Self, ReplyError> {
        let currency = fields::currency(fields, "currency", merchant.settings.currency)?;
        let qr = fields::one(fields, "invoice_methods")?.and_then(|methods| fields::text(methods, "qr"));
        let (customer, page) = qr.map_or((None, None), customer_and_page);
        Ok(Self {
            word: InvoiceWord::read(fields::required(fields, "invoice_status")?),
            gateway_id: fields::gateway_id(fields, "invoice_id")?,
            order_id: fields::order_id(fields, "order_id"),
            customer,
            page,
            amount: fields::unsigned_amount(fields, "amount", currency)?,
            card: fields::text(fields, "card_pan").map(clean),
            failure: fields::failure(fields, &["error_code"], &["error_description"]),
        })
    }
}

/// The pages describe `invoice_methods.qr` both as the customer itself and as a link in base64: all readings are
/// tried, and what fits none is no customer.
fn customer_and_page(qr: &str) -> (Option<String>, Option<Url>) {
    let decoded = || {
        let bytes = STANDARD.decode(qr).or_else(|_| URL_SAFE_NO_PAD.decode(qr)).ok()?;
        fields::link(std::str::from_utf8(&bytes).ok()?.trim())
    };
    let plausible = |text: &str| {
        (1..=100).contains(&text.len())
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
            && !holds_card_number(text)
    };
    match fields::link(qr).or_else(decoded) {
        Some(page) => {
            let customer = page.query_pairs().find(|(name, _)| name == "customer").map(|(_, value)| value.into_owned());
            (customer.filter(|customer| plausible(customer)), Some(page))
        }
        None if plausible(qr) => (Some(qr.to_owned()), None),
        None => (None, None),
    }
}

impl Call for InvoiceInit {
    type Reply = Unproven<InvoiceReply>;
    const NAME: &'static str = "invoice/init";
    const WRITES: bool = true;

    fn encode(&self, merchant: &Merchant, salt: &str) -> Result<WireRequest, EncodeError> {
        let members = [
            ("order_id", Member::Text(self.order.order_id.to_string())),
            ("merchant_id", Member::Number(merchant.id.to_string())),
            ("amount", Member::Number(request::amount(self.order.amount)?)),
            ("description", Member::Text(request::description(&self.order, 1_024)?)),
            ("invoice_method", Member::Text("qr".to_owned())),
            ("currency", Member::Text(self.order.amount.currency().code().to_owned())),
        ];
        invoice::<Self>(merchant, &members, merchant.settings.invoice_init_body, salt)
    }

    fn decode(&self, merchant: &Merchant, reply: &WireReply) -> Result<Self::Reply, ReplyError> {
        let fields = unsigned_ok(reply)?;
        fields::same(&fields, "order_id", self.order.order_id.as_str())?;
        InvoiceReply::read(&fields, merchant).map(Unproven::new)
    }
}

impl Call for InvoicePay {
    type Reply = Unproven<InvoiceReply>;
    const NAME: &'static str = "invoice/pay";
    const WRITES: bool = true;

    fn encode(&self, merchant: &Merchant, salt: &str) -> Result<WireRequest, EncodeError> {
        let members = [
            ("customer", Member::Text(self.customer.clone())),
            ("user_id", Member::Text(self.user.to_string())),
            ("card_token", Member::Text(self.token.expose().to_owned())),
        ];
        invoice::<Self>(merchant, &members, merchant.settings.invoice_pay_body, salt)
    }

    fn decode(&self, merchant: &Merchant, reply: &WireReply) -> Result<Self::Reply, ReplyError> {
        InvoiceReply::read(&unsigned_ok(reply)?, merchant).map(Unproven::new)
    }
}

impl Call for InvoiceInfo {
    type Reply = Unproven<InvoiceReply>;
    const NAME: &'static str = "invoice/info";
    const WRITES: bool = false;

    fn encode(&self, merchant: &Merchant, salt: &str) -> Result<WireRequest, EncodeError> {
        switched_on::<Self>(merchant)?;
        let members = [
            ("merchant_id", Member::Number(merchant.id.to_string())),
            ("customer", Member::Text(self.customer.clone())),
        ];
        invoice::<Self>(merchant, &members, merchant.settings.invoice_init_body, salt)
    }

    fn decode(&self, merchant: &Merchant, reply: &WireReply) -> Result<Self::Reply, ReplyError> {
        InvoiceReply::read(&unsigned_ok(reply)?, merchant).map(Unproven::new)
    }
}

impl Call for InvoiceStatus {
    type Reply = Unproven<InvoiceReply>;
    const NAME: &'static str = "invoice/status";
    const WRITES: bool = false;

    fn encode(&self, merchant: &Merchant, salt: &str) -> Result<WireRequest, EncodeError> {
        switched_on::<Self>(merchant)?;
        let mut members = vec![("merchant_id", Member::Number(merchant.id.to_string()))];
        members.extend(self.invoice.as_ref().map(|id| ("invoice_id", Member::Text(id.to_string()))));
        members.extend(self.order.as_ref().map(|order| ("order_id", Member::Text(order.to_string()))));
        if members.len() == 1 {
            return Err(EncodeError::Empty("the invoice's id or order number"));
        }
        invoice::<Self>(merchant, &members, merchant.settings.invoice_init_body, salt)
    }

    fn decode(&self, merchant: &Merchant, reply: &WireReply) -> Result<Self::Reply, ReplyError> {
        let fields = unsigned_ok(reply)?;
        if let Some(invoice) = &self.invoice {
            fields::same(&fields, "invoice_id", invoice.as_str())?;
        }
        if let Some(order) = &self.order {
            fields::same(&fields, "order_id", order.as_str())?;
        }
        InvoiceReply::read(&fields, merchant).map(Unproven::new)
    }
}

fn switched_on<C: Call>(merchant: &Merchant) -> Result<(), EncodeError> {
    if merchant.settings.invoice_reads {
        return Ok(());
    }
    let instead = "a paid invoice is read as a payment, with get_status3.php";
    Err(EncodeError::Off { call: C::NAME, setting: "wire.invoice_reads", instead })
}

/// An invoice request. A form carries the signature too, over its own bytes: the page of `pay` prints none, the
/// section's overview asks for it, and a header more than needed does no harm.
fn invoice<C: Call>(
    merchant: &Merchant,
    members: &[(&'static str, Member)],
    form: BodyForm,
    salt: &str,
) -> Result<WireRequest, EncodeError> {
    let path = format!("/v5/merchant/{}", C::NAME);
    let secret = merchant.merchant_secret()?;
    let header = jws::Header::invoice(merchant.settings.jws_uri_member, &path, merchant.id.as_str())?;
    let call = JsonCall { path: &path, header, secret, more: Vec::new(), form };
    call.post::<C, _>(merchant, members, salt)
}

#[cfg(test)]
mod tests {
    use super::super::secret::Secret;
    use super::super::tests_support::{
        card_token, gateway_id, kzt, merchant, new_order, order_id, reply, sends, sends_json, user_id, vectors,
    };
    use super::*;

    fn init() -> InvoiceInit {
        InvoiceInit { order: new_order(10_000) }
    }

    fn pay() -> InvoicePay {
        InvoicePay { customer: "kzobd2vgp17214143761774775392946".to_owned(), user: user_id(), token: card_token() }
    }

    #[test]
    fn the_published_example_is_reproduced_byte_by_byte() {
        let vector = vectors()["detached_jws"][1].clone();
        let mut merchant = merchant();
        merchant.secrets.merchant = Some(Secret::new("secret_key"));
        let call = InvoiceInit {
            order: NewOrder {
                order_id: OrderId::new("828cf71d-a447-4a67-a149-c1df8bc197ca").unwrap(),
                amount: kzt(10_000),
                description: "Счет за услуги".to_owned(),
            },
        };
        let request = call.encode(&merchant, "abc").unwrap();
        assert_eq!(request.url.as_str(), "https://gateway.example/v5/merchant/invoice/init");
        assert_eq!(String::from_utf8(request.body).unwrap(), vector["body"].as_str().unwrap());
        let token = vector["x_jws_signature"].as_str().unwrap().to_owned();
        assert_eq!(request.headers, vec![("X-JWS-Signature", token)]);
        assert_eq!(request.content_type, "application/json");
    }

    #[test]
    fn an_invoice_is_asked_for_with_every_member_of_its_table() {
        sends_json(&init(), include_str!("../../tests/golden/invoice_init_request.txt"));
    }

    #[test]
    fn an_invoice_is_paid_by_the_form_of_its_page() {
        // The golden signature covers the bytes of this multipart form: a form has no other canonical text.
        let golden = include_str!("../../tests/golden/invoice_pay_request.txt");
        let request = sends(&pay(), golden);
        assert_eq!(request.content_type, "multipart/form-data; boundary=tolem-abc");
        let (name, token) = &request.headers[0];
        assert!(golden.contains(&format!("\n{name}: {token}\n")), "{token}");
        let mut as_json = merchant();
        as_json.settings.invoice_pay_body = BodyForm::Json;
        let request = pay().encode(&as_json, "abc").unwrap();
        assert_eq!(
            String::from_utf8(request.body).unwrap(),
            r#"{"customer":"kzobd2vgp17214143761774775392946","user_id":"u1","card_token":"ef741cfc-f85e-41a0-84e6-2ba964912182"}"#
        );
    }

    #[test]
    fn a_created_invoice_tells_its_customer() {
        let body = include_str!("../../tests/golden/invoice_init_ok.json");
        let created = InvoiceReply {
            word: InvoiceWord::New,
            gateway_id: Some(gateway_id("7999007876")),
            order_id: None,
            customer: Some("kzobd2vgp17214143761774775392946".to_owned()),
            page: None,
            amount: None,
            card: None,
            failure: None,
        };
        assert_eq!(init().decode(&merchant(), &reply(200, body)), Ok(Unproven::new(created)));
    }

    #[test]
    fn a_paid_invoice_is_read_from_the_xml_of_its_page() {
        let body = include_str!("../../tests/golden/invoice_pay_ok.xml");
        let paid = InvoiceReply {
            word: InvoiceWord::Ok,
            gateway_id: Some(gateway_id("7999007876")),
            order_id: Some(order_id()),
            customer: None,
            page: None,
            amount: Some(kzt(10_000)),
            card: Some("5483-18XX-XXXX-0293".to_owned()),
            failure: None,
        };
        assert_eq!(pay().decode(&merchant(), &reply(200, body)), Ok(Unproven::new(paid)));
    }

    #[test]
    fn invoices_are_read_by_customer_or_by_either_id_unless_that_is_switched_off() {
        let info = InvoiceInfo { customer: "kzobd2vgp17214143761774775392946".to_owned() };
        let status = InvoiceStatus { invoice: Some(gateway_id("7999007876")), order: Some(order_id()) };
        sends_json(&info, include_str!("../../tests/golden/invoice_info_request.txt"));
        sends_json(&status, include_str!("../../tests/golden/invoice_status_request.txt"));
        let body = include_str!("../../tests/golden/invoice_status_ok.json");
        let told = status.decode(&merchant(), &reply(200, body)).unwrap().into_claim();
        assert_eq!((told.word, told.amount), (InvoiceWord::Ok, Some(kzt(10_000))));
        assert!(info.decode(&merchant(), &reply(200, body)).is_ok());
        let other = InvoiceStatus { invoice: Some(gateway_id("1")), order: None };
        assert!(matches!(other.decode(&merchant(), &reply(200, body)), Err(ReplyError::Lost(_))));
        let mut off = merchant();
        off.settings.invoice_reads = false;
        for error in [info.encode(&off, "abc").unwrap_err(), status.encode(&off, "abc").unwrap_err()] {
            assert!(error.to_string().contains("switched off by wire.invoice_reads"), "{error}");
            assert!(error.to_string().contains("get_status3.php"), "{error}");
        }
        let neither = InvoiceStatus { invoice: None, order: None };
        assert!(matches!(neither.encode(&merchant(), "abc"), Err(EncodeError::Empty(_))));
    }

    #[test]
    fn the_qr_member_is_understood_in_every_documented_reading() {
        let page = "https://customer.gateway.example/pay.html?customer=c0ffee";
        let parsed = Url::parse(page).ok();
        let customer = Some("c0ffee".to_owned());
        assert_eq!(customer_and_page("kzobd2vgp1"), (Some("kzobd2vgp1".to_owned()), None));
        assert_eq!(customer_and_page(page), (customer.clone(), parsed.clone()));
        assert_eq!(customer_and_page(&STANDARD.encode(page)), (customer, parsed));
        assert_eq!(customer_and_page("javascript:alert(1)"), (None, None));
        assert_eq!(customer_and_page("data:image/png;base64,AAAA"), (None, None));
    }

    #[test]
    fn errors_are_refused_and_everything_unclear_is_lost() {
        let read = |status, body: &str| pay().decode(&merchant(), &reply(status, body)).map(|_| ());
        let refused = |code, text: &str| Err(ReplyError::Refused(Failure { code, text: text.to_owned() }));
        let error = "<root><status>error</status><error_code>11068</error_code><error_description>No invoice</error_description></root>";
        assert_eq!(read(200, error), refused(11_068, "No invoice"));
        assert!(matches!(read(500, error), Err(ReplyError::Lost(_))));
        let lost =
            ["<root><status>ok</status></root>", "<root><status>ok", "", "{}", "<root><status>string</status></root>"];
        for body in lost {
            assert!(matches!(read(200, body), Err(ReplyError::Lost(_))), "{body}");
        }
        let other = r#"{"status":"ok","invoice_status":"new","order_id":"B-1"}"#;
        assert!(matches!(init().decode(&merchant(), &reply(200, other)), Err(ReplyError::Lost(_))));
    }

    #[test]
    fn a_failed_payment_keeps_its_reason_and_unknown_words_stay_open() {
        let body = r#"{"status":"ok","invoice_status":"failed","error_code":10009,"error_description":"no money"}"#;
        let failed = pay().decode(&merchant(), &reply(200, body)).unwrap().into_claim();
        assert_eq!(failed.word, InvoiceWord::Failed);
        assert_eq!(failed.failure, Some(Failure { code: 10_009, text: "no money".to_owned() }));
        assert_eq!(InvoiceWord::read("frozen"), InvoiceWord::Other("frozen".to_owned()));
    }
}
