//! Where the provider's documents contradict each other, and which reading the gateway takes, as far as reads of what
//! cannot exist tell. What only a call that creates or pays would tell is not tried. Source: `spec/README.md`, decisions
//! 7 and 12.

use std::sync::Arc;

use secrecy::{ExposeSecret as _, SecretString};
use uuid::Uuid;

use super::clock::Mint;
use super::desk;
use super::proof::{nobodys_order, nobodys_request};
use crate::config::Profile;
use crate::domain::{ExchangeId, GatewayId};
use crate::freedompay::{
    Call, CallError, CardAuth, CardRequestStatus, CardTransactionInfo, Client, InvoiceStatus, Merchant, Secret,
    Secrets, Transport, UriMember,
};
use crate::vault::SecretName;

/// What is known of one setting of `wire` after asking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The setting.
    pub setting: &'static str,
    /// What was asked.
    pub asked: String,
    /// What came back, and what follows from it.
    pub came: String,
    /// The value that this proves, if it proves one.
    pub settled: Option<Value>,
}

/// A value of a setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Value {
    /// A word.
    Word(&'static str),
    /// Yes or no.
    Flag(bool),
}

/// What the gateway did with one reading.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Heard {
    /// It took the signature and looked for what does not exist.
    Taken(String),
    /// It refused the signature.
    Refused(String),
    /// It has no such call.
    Absent(String),
    /// Anything else.
    Unclear(String),
}

impl Heard {
    fn words(&self) -> &str {
        match self {
            Self::Taken(said) | Self::Refused(said) | Self::Absent(said) | Self::Unclear(said) => said,
        }
    }
}

/// Asks about every setting that a read can settle.
pub async fn settle(profile: &Profile, secrets: &[(SecretName, SecretString)]) -> Result<Vec<Finding>, String> {
    let transport = desk::transport(profile).await?;
    let of = |wanted| {
        let found = secrets.iter().find(|(name, _)| *name == wanted);
        found.map(|(_, secret)| Secret::new(secret.expose_secret()))
    };
    let secrets = Secrets { merchant: of(SecretName::Merchant), payout: None, card_api: of(SecretName::CardApi) };
    let mut merchant = desk::merchant(profile, secrets)?;
    // What is switched off is asked all the same: that is the question.
    merchant.settings.invoice_reads = true;
    merchant.settings.card_info = true;
    let mut findings = invoices(&transport, &merchant).await;
    findings.extend(cards(&transport, &merchant).await);
    Ok(findings)
}

async fn invoices(transport: &Arc<dyn Transport>, merchant: &Merchant) -> Vec<Finding> {
    let (read, order) = (InvoiceStatus::NAME, nobodys_order());
    let status = InvoiceStatus { invoice: None, order };
    let with = |member| {
        let mut merchant = merchant.clone();
        merchant.settings.jws_uri_member = member;
        Client::new(merchant, Arc::clone(transport))
    };
    let path = hear(&with(UriMember::Path), &status).await;
    let uri = hear(&with(UriMember::Uri), &status).await;
    let (settled, follows) = either("path", &path, "uri", &uri);
    let came = format!("path: {}; uri: {}; {follows}", path.words(), uri.words());
    let member = Finding {
        setting: "jws_uri_member",
        asked: format!("{read} of an order that does not exist, signed with either member"),
        came,
        settled,
    };
    let (settled, came) = match (&path, &uri) {
        (Heard::Taken(said), _) | (_, Heard::Taken(said)) => (Some(Value::Flag(true)), format!("{said}: it is there")),
        (Heard::Absent(said), Heard::Absent(_)) => (Some(Value::Flag(false)), format!("{said}: it is not there")),
        (other, _) => (None, format!("{}: nothing follows from that", other.words())),
    };
    let asked = format!("{read} of an order that does not exist");
    let reads = Finding { setting: "invoice_reads", asked, came, settled };
    let untried = |setting, call| Finding {
        setting,
        asked: "nothing".to_owned(),
        came: format!("only {call} itself would tell, and that is no harmless read: it stays as it is"),
        settled: None,
    };
    vec![
        member,
        reads,
        untried("invoice_pay_body", "invoice/pay, which takes money,"),
        untried("invoice_init_body", "invoice/init, which makes an invoice,"),
    ]
}

async fn cards(transport: &Arc<dyn Transport>, merchant: &Merchant) -> Vec<Finding> {
    let with = |auth| {
        let mut merchant = merchant.clone();
        merchant.settings.card_auth = auth;
        Client::new(merchant, Arc::clone(transport))
    };
    let request = || CardRequestStatus { request: nobodys_request() };
    let jws = hear(&with(CardAuth::Jws), &request()).await;
    let sign = hear(&with(CardAuth::Sign), &request()).await;
    let (settled, follows) = either("jws", &jws, "sign", &sign);
    let auth = Finding {
        setting: "card_auth",
        asked: format!("{} of a request that nobody made, signed either way", CardRequestStatus::NAME),
        came: format!("jws: {}; sign: {}; {follows}", jws.words(), sign.words()),
        settled,
    };
    let by = match settled {
        Some(Value::Word("jws")) => CardAuth::Jws,
        Some(Value::Word("sign")) => CardAuth::Sign,
        Some(_) | None => merchant.settings.card_auth,
    };
    let transaction = nobodys_order().and_then(|order| GatewayId::new(order.as_str()).ok());
    let heard = match transaction {
        Some(transaction) => hear(&with(by), &CardTransactionInfo { transaction, order: None }).await,
        None => Heard::Unclear("no number could be made".to_owned()),
    };
    let (settled, came) = match &heard {
        Heard::Taken(said) => (Some(Value::Flag(true)), format!("{said}: it is there")),
        Heard::Absent(said) => (Some(Value::Flag(false)), format!("{said}: it is not there")),
        Heard::Refused(said) | Heard::Unclear(said) => (None, format!("{said}: nothing follows from that")),
    };
    let asked = format!("{} of a transaction that does not exist", CardTransactionInfo::NAME);
    vec![auth, Finding { setting: "card_info", asked, came, settled }]
}

/// Which of two readings the gateway takes: settled when it takes one and refuses the other's signature.
fn either(first: &'static str, one: &Heard, second: &'static str, other: &Heard) -> (Option<Value>, &'static str) {
    match (one, other) {
        (Heard::Taken(_), Heard::Refused(_)) => (Some(Value::Word(first)), "one is taken, the other refused"),
        (Heard::Refused(_), Heard::Taken(_)) => (Some(Value::Word(second)), "one is taken, the other refused"),
        (Heard::Taken(_), Heard::Taken(_)) => (None, "both are taken, so it stays as it is"),
        (Heard::Refused(_), Heard::Refused(_)) => (None, "both are refused: is the secret right? It stays as it is"),
        (_, _) => (None, "nothing follows from that, so it stays as it is"),
    }
}

/// Makes one read, of which nothing is kept.
async fn hear<C: Call>(client: &Client, call: &C) -> Heard {
    let sent = client.call(call, &Mint::new(None).salt(), ExchangeId::from_uuid(Uuid::new_v4())).await;
    judge(sent.exchange.status, sent.outcome.map(|_| ()))
}

fn judge(status: Option<u16>, outcome: Result<(), CallError>) -> Heard {
    match outcome {
        Ok(()) => Heard::Taken("an answer".to_owned()),
        Err(CallError::Refused(failure)) if failure.is_signature() => Heard::Refused(failure.to_string()),
        Err(CallError::Refused(failure)) if failure.is_not_found() => Heard::Taken(failure.to_string()),
        // 9992: the method is not enabled for the shop; 2999: there is no such method.
        Err(CallError::Refused(failure)) if matches!(failure.code, 9_992 | 2_999) => Heard::Absent(failure.to_string()),
        Err(CallError::Refused(failure)) => Heard::Unclear(failure.to_string()),
        // A proxy or a wrong host says 404 to everything; only the gateway's own words switch a read off.
        Err(CallError::Lost(unread)) => {
            let status = status.map(|status| format!("HTTP {status}, ")).unwrap_or_default();
            Heard::Unclear(format!("no believable answer ({status}{})", unread.what))
        }
        Err(CallError::NeverSent(why)) => Heard::Unclear(format!("nothing was sent ({why})")),
    }
}

#[cfg(test)]
#[path = "contradictions_tests.rs"]
mod tests;
