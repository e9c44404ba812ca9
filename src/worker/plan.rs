//! From an intent to the one call that carries it out, and from its reply to what that means.

use std::time::Duration;

use super::DeskError;
use super::core::{Core, Made};
use crate::domain::guard::Refusal;
use crate::domain::{GatewayId, Intent, OperationId, Record, RecordKind, RequestId};
use crate::freedompay::{Call, CallError, Client, EncodeError};
use crate::freedompay::{
    Cancel, Capture, CardClearing, CardInit, CardPay, CardPayReply, CardRefund, HostedPage, InitPayment, InvoiceInit,
    InvoicePay, PayoutPage, Revoke,
};

/// The call of one intent.
pub(super) enum Plan {
    Revoke(Revoke),
    Capture(Capture),
    Cancel(Cancel),
    CardClearing(CardClearing),
    CardRefund(CardRefund),
    CardPay(CardPay),
    InvoicePay(InvoicePay),
    InitPayment(InitPayment),
    CardInit(CardInit),
    InvoiceInit(InvoiceInit),
    PayoutPage(PayoutPage),
}

/// What a reply brought beside "done".
#[derive(Debug, Default)]
pub(super) struct Gains {
    pub(super) gateway_id: Option<GatewayId>,
    pub(super) page: Option<String>,
    pub(super) customer: Option<String>,
}

/// What a reply means.
pub(super) enum Answer {
    /// Done, and the reply proves it.
    Done(Gains),
    /// It says done, but nothing signs it: a read has to prove it.
    Unproven(Gains),
    /// A page where the payer goes on.
    PayerPage(String),
}

/// Runs the same expression over whichever call a plan holds.
macro_rules! each {
    ($plan:expr, $call:ident => $body:expr) => {
        match $plan {
            Plan::Revoke($call) => $body,
            Plan::Capture($call) => $body,
            Plan::Cancel($call) => $body,
            Plan::CardClearing($call) => $body,
            Plan::CardRefund($call) => $body,
            Plan::CardPay($call) => $body,
            Plan::InvoicePay($call) => $body,
            Plan::InitPayment($call) => $body,
            Plan::CardInit($call) => $body,
            Plan::InvoiceInit($call) => $body,
            Plan::PayoutPage($call) => $body,
        }
    };
}

impl Core {
    /// The call that carries an intent out. `record` is `None` for a creation.
    pub(super) fn plan(&self, intent: &Intent, record: Option<&Record>, request: RequestId) -> Result<Plan, Refusal> {
        let gateway_id = || {
            record
                .and_then(|record| record.gateway_id.clone())
                .ok_or(Refusal::Missing("the gateway's id of it is not known yet; read it first (u)"))
        };
        let is_card = record.is_some_and(|record| record.kind == RecordKind::Card);
        Ok(match intent {
            Intent::Refund { amount } if is_card => Plan::CardRefund(CardRefund {
                request,
                transaction: gateway_id()?,
                amount: *amount,
                description: "Refund".to_owned(),
            }),
            Intent::Refund { amount } => Plan::Revoke(Revoke { payment: gateway_id()?, amount: *amount }),
            Intent::Clear { amount } if is_card => {
                Plan::CardClearing(CardClearing { request, transaction: gateway_id()?, amount: *amount })
            }
            Intent::Clear { amount } => Plan::Capture(Capture { payment: gateway_id()?, amount: *amount }),
            Intent::Cancel => Plan::Cancel(Cancel { payment: gateway_id()? }),
            Intent::Confirm => Plan::CardPay(CardPay { payment: gateway_id()? }),
            Intent::PayInvoice { user, token } => Plan::InvoicePay(InvoicePay {
                customer: record
                    .and_then(|record| record.customer.clone())
                    .ok_or(Refusal::Missing("the invoice's customer is not known"))?,
                user: user.clone(),
                token: token.clone(),
            }),
            Intent::CreatePayment { order, lifetime } => Plan::InitPayment(InitPayment {
                order: order.clone(),
                lifetime: *lifetime,
                auto_clearing: true,
                idempotency: request,
                testing: self.about.environment == crate::domain::Environment::Test,
            }),
            Intent::ChargeCard { order, user, token } => Plan::CardInit(CardInit {
                order: order.clone(),
                user: user.clone(),
                token: token.clone(),
                idempotency: request,
            }),
            Intent::CreateInvoice(order) => Plan::InvoiceInit(InvoiceInit { order: order.clone() }),
            Intent::CreatePayout(order) => Plan::PayoutPage(PayoutPage {
                order: order.clone(),
                time_limit: self.local_time(PAYOUT_LIFETIME),
                back_link: link(self.settings.back_link.as_ref())?,
                post_link: link(self.settings.post_link.as_ref())?,
            }),
        })
    }

    /// The merchant's local time `ahead` from now, as the provider writes it. Source: `spec/README.md`, decision 11.
    fn local_time(&self, ahead: Duration) -> String {
        self.local(self.now().plus(ahead)).format("%Y-%m-%d %H:%M:%S").to_string()
    }
}

/// How long a payout page stays open.
const PAYOUT_LIFETIME: Duration = Duration::from_secs(24 * 3_600);

impl Plan {
    /// The body exactly as it will be sent with this salt.
    pub(super) fn body(&self, client: &Client, salt: &str) -> Result<Vec<u8>, DeskError> {
        each!(self, call => call.encode(client.merchant(), salt))
            .map(|request| request.body)
            .map_err(|error| setup(&error))
    }

    /// The fields as they will be sent, secrets masked.
    pub(super) fn preview(&self, client: &Client) -> Result<Vec<(String, String)>, DeskError> {
        each!(self, call => client.preview(call)).map_err(|error| setup(&error))
    }

    /// Sends it, once.
    pub(super) async fn send(&self, core: &Core, salt: &str, operation: OperationId) -> Made<Answer> {
        /// One call of each kind, so that the replies meet as one type.
        async fn run<C: Call>(
            core: &Core,
            call: &C,
            salt: &str,
            operation: OperationId,
            meaning: impl FnOnce(C::Reply) -> Result<Answer, CallError>,
        ) -> Made<Answer> {
            let Made { outcome, exchange } = core.call(call, salt, Some(operation)).await;
            Made { outcome: outcome.and_then(meaning), exchange }
        }
        let done = || Answer::Done(Gains::default());
        match self {
            Self::Revoke(call) => run(core, call, salt, operation, |_| Ok(done())).await,
            Self::Capture(call) => run(core, call, salt, operation, |_| Ok(done())).await,
            Self::Cancel(call) => run(core, call, salt, operation, |_| Ok(done())).await,
            Self::CardClearing(call) => {
                run(core, call, salt, operation, |_| Ok(Answer::Unproven(Gains::default()))).await
            }
            Self::CardRefund(call) => {
                run(core, call, salt, operation, |_| Ok(Answer::Unproven(Gains::default()))).await
            }
            Self::CardPay(call) => {
                run(core, call, salt, operation, |reply| {
                    Ok(match reply {
                        CardPayReply::Page(html) => Answer::PayerPage(html),
                        // "ok" says that the request was taken, not that the payer paid.
                        CardPayReply::Xml { .. } => Answer::Unproven(Gains::default()),
                    })
                })
                .await
            }
            Self::InvoicePay(call) => {
                run(core, call, salt, operation, |_| Ok(Answer::Unproven(Gains::default()))).await
            }
            Self::InitPayment(call) => run(core, call, salt, operation, |reply| Ok(hosted(reply))).await,
            Self::CardInit(call) => {
                run(core, call, salt, operation, |reply| {
                    Ok(Answer::Done(Gains { gateway_id: Some(reply.gateway_id), page: None, customer: None }))
                })
                .await
            }
            Self::InvoiceInit(call) => {
                run(core, call, salt, operation, |reply| {
                    let reply = reply.into_claim();
                    Ok(Answer::Unproven(Gains {
                        gateway_id: reply.gateway_id,
                        page: reply.page.map(String::from),
                        customer: reply.customer,
                    }))
                })
                .await
            }
            Self::PayoutPage(call) => run(core, call, salt, operation, |reply| Ok(hosted(reply))).await,
        }
    }
}

/// A page was made, where the payer or recipient goes on.
fn hosted(reply: HostedPage) -> Answer {
    Answer::Done(Gains { gateway_id: Some(reply.gateway_id), page: Some(reply.page.into()), customer: None })
}

fn link(link: Option<&String>) -> Result<String, Refusal> {
    link.cloned()
        .ok_or(Refusal::Missing("a payout page needs back_link and post_link in the profile (config.toml); set them"))
}

fn setup(error: &EncodeError) -> DeskError {
    DeskError::Setup(error.to_string())
}
