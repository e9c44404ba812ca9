//! Every call of the room with a genuine reply of its own.

use std::fmt::Debug;
use std::sync::Arc;

use async_trait::async_trait;
use uuid::Uuid;

use super::super::card_reads::{LimitsOf, Span};
use super::super::gateway_async::Source;
use super::super::gift_cards::GiftCardConfirm;
use super::super::status::Lookup;
use super::super::tests_support::{
    card_token, gateway_id, kzt, merchant, new_order, order_id, reply, request_id, user_id,
};
use super::super::*;
use crate::domain::{Currency, ExchangeId};

/// What the exchange of every hostile reply is kept under.
pub(super) const EXCHANGE: ExchangeId =
    ExchangeId::from_uuid(Uuid::from_u128(0x0192_f0c1_2233_7abc_8def_0011_22ee_aa01));

/// What a call makes of a reply: the typed reply as text, or the error.
type Reading<R, E> = Box<dyn Fn(R) -> Result<String, E>>;

/// A call with a genuine reply to it.
pub(super) struct Case {
    /// The call's type.
    pub(super) kind: &'static str,
    /// The call's name.
    pub(super) name: &'static str,
    /// A genuine reply.
    pub(super) genuine: String,
    /// Sends the call over a transport that answers this.
    pub(super) answer: Reading<WireReply, CallError>,
    /// Everything that is kept and told of a reply: the masked exchange and the outcome, as text.
    pub(super) kept: Box<dyn Fn(WireReply) -> String>,
    /// Decodes a reply alone, without the masked account of it: for replies of a megabyte.
    pub(super) decode: Reading<WireReply, ReplyError>,
}

struct Canned(WireReply);

#[async_trait]
impl Transport for Canned {
    async fn send(&self, _: WireRequest) -> Result<WireReply, TransportError> {
        Ok(self.0.clone())
    }
}

fn case<C>(call: C, genuine: &str) -> Case
where
    C: Call + 'static,
    C::Reply: Debug,
{
    let kind = std::any::type_name::<C>().rsplit("::").next().unwrap();
    let call = Arc::new(call);
    let same = Arc::clone(&call);
    let decode = move |reply: WireReply| same.decode(&merchant(), &reply).map(|reply| format!("{reply:?}"));
    let sending = Arc::clone(&call);
    let send = move |reply| {
        let client = Client::new(merchant(), Arc::new(Canned(reply)));
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(client.call(&*sending, "abc", EXCHANGE))
    };
    let send = Arc::new(send);
    let again = Arc::clone(&send);
    let answer = move |reply| send(reply).outcome.map(|reply| format!("{reply:?}"));
    let kept = move |reply| format!("{:?}", again(reply));
    Case {
        kind,
        name: C::NAME,
        genuine: genuine.to_owned(),
        answer: Box::new(answer),
        kept: Box::new(kept),
        decode: Box::new(decode),
    }
}

impl Case {
    /// What the genuine reply tells.
    pub(super) fn told(&self) -> String {
        (self.answer)(reply(200, &self.genuine)).unwrap_or_else(|error| panic!("{}: {error}", self.kind))
    }
}

macro_rules! golden {
    ($name:literal) => {
        include_str!(concat!("../../../tests/golden/", $name))
    };
}

fn payments() -> Vec<Case> {
    let payment = || gateway_id("700001");
    let order = || new_order(150_050);
    let idempotency = request_id();
    let profile = || Secret::new("10055120");
    let phone = || Phone::new("77077777777").unwrap();
    let add = || CardAdd {
        user: user_id(),
        back_link: "https://shop.example/back".to_owned(),
        post_link: "https://shop.example/post".to_owned(),
    };
    vec![
        case(
            InitPayment { order: order(), lifetime: None, auto_clearing: false, idempotency, testing: true },
            golden!("init_payment_ok.xml"),
        ),
        case(
            Recurring { order: order(), profile: profile(), result_link: None },
            golden!("make_recurring_payment_ok.xml"),
        ),
        case(Capture { payment: payment(), amount: kzt(7_000) }, golden!("do_capture_ok.xml")),
        case(Revoke { payment: payment(), amount: kzt(2_050) }, golden!("revoke_ok.xml")),
        case(Cancel { payment: payment() }, golden!("cancel_ok.xml")),
        case(Status { by: Lookup::Payment(payment()) }, golden!("get_status3_partly_refunded.xml")),
        case(
            CardInit { order: order(), user: user_id(), token: card_token(), idempotency },
            golden!("card_init_ok.xml"),
        ),
        case(CardPay { payment: gateway_id("7999007876") }, golden!("card_pay_ok.xml")),
        case(CardDirect { payment: payment() }, golden!("card_direct_ok.xml")),
        case(add(), golden!("cardstorage_add_ok.xml")),
        case(PayoutCardAdd(add()), golden!("cardstoragepayout_add_ok.xml")),
        case(CardList { user: user_id() }, golden!("cardstorage_list_ok.xml")),
        case(CardRemove { user: user_id(), token: card_token() }, golden!("cardstorage_remove_ok.xml")),
        case(MobileInit { order: order(), phone: phone(), idempotency, testing: true }, golden!("mobile_init_ok.xml")),
        case(
            MobilePay { payment: payment(), phone: phone(), operator: Some(Operator::Tele2) },
            golden!("mfs_pay_ok.xml"),
        ),
        case(MobileApprove { payment: payment(), code: Secret::new("077587") }, golden!("mfs_approve_ok.xml")),
        case(GatewayStatus { payment: Some(payment()), order: order_id() }, golden!("g2g_status_v2_ok.xml")),
        case(GatewayRefund { payment: payment(), amount: kzt(2_500) }, golden!("g2g_refund_ok.xml")),
        case(GatewayCancel { payment: payment() }, golden!("g2g_cancel_ok.xml")),
        case(GatewayClearing { payment: payment(), amount: kzt(7_000) }, golden!("g2g_clearing_ok.xml")),
        case(GatewayRecurrent { order: order(), profile: profile() }, golden!("g2g_recurrent_ok.xml")),
    ]
}

fn payouts() -> Vec<Case> {
    let payment = || Some(gateway_id("700001"));
    let order = || new_order(150_050);
    let time_limit = || "2026-12-31 12:00:00".to_owned();
    let post_link = || "https://shop.example/post".to_owned();
    let back_link = "https://shop.example/back".to_owned();
    let iban = IbanPayout {
        order: order(),
        iban: "KZ123412341234123412".to_owned(),
        iin: "761223455678".to_owned(),
        name: "IVANOV IVAN".to_owned(),
        kbe: "19".to_owned(),
        knp: "119".to_owned(),
        bik: "KZZSAE".to_owned(),
        post_link: post_link(),
    };
    let token = TokenPayout {
        order: order(),
        time_limit: time_limit(),
        user: user_id(),
        token: card_token(),
        post_link: post_link(),
    };
    let page = PayoutPage { order: order(), time_limit: time_limit(), back_link, post_link: post_link() };
    vec![
        case(PayoutBalance { currency: Currency::Kzt }, golden!("balance_status_ok.xml")),
        case(page, golden!("reg2nonreg_ok.xml")),
        case(token, golden!("reg2reg_ok.xml")),
        case(iban, golden!("to_iban_ok.xml")),
        case(PayoutStatusById { payment: payment(), order: order_id() }, golden!("payment_status_ok.xml")),
        case(PayoutStatusByOrder { order: order_id() }, golden!("get_status2_ok.xml")),
        case(PayoutStatus { payment: payment(), order: order_id() }, golden!("payment_status2_success.xml")),
        case(GatewayPayoutStatus { payment: payment(), order: order_id() }, golden!("g2g_payout_status2_ok.xml")),
        case(GatewayPayoutBalance { currency: Currency::Kzt }, golden!("g2g_balance_status_ok.xml")),
    ]
}

fn unsigned() -> Vec<Case> {
    let request = request_id();
    let customer = || "kzobd2vgp17214143761774775392946".to_owned();
    let transaction = || gateway_id("trx-1");
    let span = || Span { start: "2026-11-01T00:00:00+05:00".to_owned(), end: "2026-11-20T23:59:59+05:00".to_owned() };
    let description = "Returned tea".to_owned();
    let created = InvoiceCreate {
        kind: "superapp".to_owned(),
        state_callback: None,
        back_url: None,
        expires_at: None,
        more: Vec::new(),
        request,
    };
    vec![
        case(InvoiceInit { order: new_order(10_000) }, golden!("invoice_init_ok.json")),
        case(InvoicePay { customer: customer(), user: user_id(), token: card_token() }, golden!("invoice_pay_ok.xml")),
        case(InvoiceInfo { customer: customer() }, golden!("invoice_status_ok.json")),
        case(InvoiceStatus { invoice: None, order: Some(order_id()) }, golden!("invoice_status_ok.json")),
        case(created, r#"{"id":"b4c5c7de","status":"new"}"#),
        case(
            CardClearing { request, transaction: transaction(), amount: kzt(2_050) },
            golden!("card_api_process.json"),
        ),
        case(
            CardRefund { request, transaction: transaction(), amount: kzt(2_050), description },
            golden!("card_api_process.json"),
        ),
        case(CardRequestStatus { request }, golden!("request_status_done.json")),
        case(CardTransactionInfo { transaction: transaction(), order: None }, golden!("card_info_ok.json")),
        case(CardStatement { card: gateway_id("c-77"), span: None }, golden!("card_statement_ok.json")),
        case(
            CardStatementExtended { card: gateway_id("c-77"), span: span() },
            golden!("card_statement_extended_ok.json"),
        ),
        case(CardLimits { request, of: LimitsOf::Card, value: gateway_id("c-77") }, golden!("limits_list_ok.json")),
        case(GiftCardConfirm { otp: Secret::new("482913"), card: Some(77) }, golden!("activate_card_ok.json")),
        case(AccountPaymentStatus { instruction: "INSTR-1".to_owned() }, golden!("account_payment_status_ok.json")),
        case(AccountBatchStatuses { message: "MSG-1".to_owned() }, golden!("account_batch_statuses_ok.json")),
        case(WalletStatement { identifier: "w-1".to_owned(), span: None }, golden!("wallet_statement_ok.json")),
    ]
}

fn asynchronous() -> Vec<Case> {
    let request = request_id();
    let payment = || gateway_id("7b0e4c1a-91d2-4a53-9b8e-2f60c8d1a001");
    let earlier = crate::domain::RequestId::parse("0192f0c1-2233-7abc-8def-00112233ccdd").unwrap();
    let from = Source::Saved { user: user_id(), token: card_token() };
    vec![
        case(
            AsyncCreate { order: new_order(150_050), auto_clearing: false, from, request },
            golden!("async_create_ok.json"),
        ),
        case(AsyncRead { payment: Some(payment()), order: None, request }, golden!("async_read_ok.json")),
        case(AsyncRequestStatus { earlier, request }, golden!("async_request_ok.json")),
        case(AsyncRefund { payment: payment(), amount: kzt(10_000), request }, golden!("async_refund_ok.json")),
        case(AsyncReverse { payment: payment(), request }, golden!("async_reverse_ok.json")),
        case(AsyncClearing { payment: payment(), amount: kzt(150_050), request }, golden!("async_clearing_ok.json")),
    ]
}

/// All of them.
pub(super) fn all() -> Vec<Case> {
    [payments(), payouts(), unsigned(), asynchronous()].into_iter().flatten().collect()
}
