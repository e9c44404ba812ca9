//! The proof of a secret: one harmless signed read of something that cannot exist.
//!
//! The gateway checks who asks before it looks anything up. Whoever is told "there is no such order" has signed with the
//! right secret; whoever is refused for the signature has not. Nothing is kept, and nothing can be changed by it.

use std::sync::Arc;

use secrecy::{ExposeSecret as _, SecretString};
use uuid::Uuid;

use super::clock::Mint;
use super::desk;
use crate::config::Profile;
use crate::domain::code::Failure;
use crate::domain::{ExchangeId, OrderId, RequestId};
use crate::freedompay::document::WRONG_SIGNATURE;
use crate::freedompay::{
    Call, CallError, CardRequestStatus, Client, Lookup, PayoutStatus, Secret, Secrets, Status, Transport,
};
use crate::vault::SecretName;

/// What the read said of a secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Proof {
    /// The gateway took the signature and looked for what does not exist.
    Right,
    /// The gateway refused the signature.
    WrongSecret(String),
    /// The gateway does not know the merchant.
    WrongMerchant(String),
    /// Nobody knows: no answer, or one that speaks of something else.
    NotProven(String),
}

impl Proof {
    /// Whether the gateway refused what was tried.
    pub const fn is_wrong(&self) -> bool {
        match self {
            Self::WrongSecret(_) | Self::WrongMerchant(_) => true,
            Self::Right | Self::NotProven(_) => false,
        }
    }

    /// The result in words, in one line.
    pub fn words(&self, name: SecretName, profile: &Profile) -> String {
        let (which, read) = (name.word(), read_of(name));
        match self {
            Self::Right => {
                format!("the {which} is right: {read} took its signature, and knows no such order, as it should")
            }
            Self::WrongSecret(said) => format!(
                "the {which} is wrong, or belongs to another merchant than {}: {read} refused its signature ({said})",
                desk::entry(profile, name).merchant
            ),
            Self::WrongMerchant(said) => format!(
                "{} does not know merchant {}: check the number ({said})",
                profile.host,
                desk::entry(profile, name).merchant
            ),
            Self::NotProven(why) => format!("the {which} is not proven: {why}"),
        }
    }
}

/// The read that proves a secret. Each is documented, and signed with the secret alone.
const fn read_of(name: SecretName) -> &'static str {
    match name {
        SecretName::Merchant => Status::NAME,
        SecretName::Payout => PayoutStatus::NAME,
        SecretName::CardApi => CardRequestStatus::NAME,
    }
}

/// Tries a secret with one read, whether it is saved or not.
pub async fn prove(profile: &Profile, name: SecretName, secret: &SecretString) -> Proof {
    match desk::transport(profile).await {
        Ok(transport) => prove_over(transport, profile, name, secret).await,
        Err(why) => Proof::NotProven(why),
    }
}

/// [`prove`] over a transport.
async fn prove_over(
    transport: Arc<dyn Transport>,
    profile: &Profile,
    name: SecretName,
    secret: &SecretString,
) -> Proof {
    let secret = Secret::new(secret.expose_secret());
    let mut secrets = Secrets::default();
    match name {
        SecretName::Merchant => secrets.merchant = Some(secret),
        SecretName::Payout => secrets.payout = Some(secret),
        SecretName::CardApi => secrets.card_api = Some(secret),
    }
    let merchant = match desk::merchant(profile, secrets) {
        Ok(merchant) => merchant,
        Err(why) => return Proof::NotProven(why),
    };
    let client = Client::new(merchant, transport);
    let Some(order) = nobodys_order() else { return Proof::NotProven("no order number could be made".to_owned()) };
    match name {
        SecretName::Merchant => judge(ask(&client, &Status { by: Lookup::Order(order) }).await),
        SecretName::Payout => judge(ask(&client, &PayoutStatus { payment: None, order }).await),
        SecretName::CardApi => judge(ask(&client, &CardRequestStatus { request: nobodys_request() }).await),
    }
}

/// An order number that no merchant has given out. It has no digits, so that it looks like no card number.
pub(super) fn nobodys_order() -> Option<OrderId> {
    let random = Uuid::new_v4().simple().to_string();
    let letters = random.bytes().map(|byte| if byte.is_ascii_digit() { byte - b'0' + b'g' } else { byte });
    OrderId::new(letters.map(char::from).collect::<String>()).ok()
}

/// The id of a request that nobody made.
pub(super) fn nobodys_request() -> RequestId {
    RequestId::from_uuid(Uuid::new_v4())
}

/// Makes one read, of which nothing is kept.
pub(super) async fn ask<C: Call>(client: &Client, call: &C) -> Result<(), CallError> {
    let salt = Mint::new(None).salt();
    client.call(call, &salt, ExchangeId::from_uuid(Uuid::new_v4())).await.outcome.map(|_| ())
}

fn judge(outcome: Result<(), CallError>) -> Proof {
    match outcome {
        // Something answers for what nobody made: strange, but it was signed or the signature was taken.
        Ok(()) => Proof::Right,
        Err(CallError::Refused(failure)) => of_refusal(&failure),
        // The gateway signs with the secret that it knows; this one does not fit.
        Err(CallError::Lost(unread)) if unread.what == WRONG_SIGNATURE => {
            Proof::WrongSecret("its reply is signed with another secret".to_owned())
        }
        Err(CallError::NeverSent(why)) => Proof::NotProven(format!("nothing was sent, {why}")),
        Err(CallError::Lost(unread)) => Proof::NotProven(format!("no believable answer, {}", unread.what)),
    }
}

fn of_refusal(failure: &Failure) -> Proof {
    match failure.code {
        // Decision 3 of the specification: the newer and the old number for each.
        9_997 | 101 => Proof::WrongMerchant(failure.to_string()),
        _ if failure.is_signature() => Proof::WrongSecret(failure.to_string()),
        _ if failure.is_not_found() => Proof::Right,
        0 => Proof::NotProven("the gateway answers an error without a code, which no document explains".to_owned()),
        _ => Proof::NotProven(format!("the gateway answers {failure}, which says nothing about the secret")),
    }
}

#[cfg(test)]
#[path = "proof_tests.rs"]
mod tests;
