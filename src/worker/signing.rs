//! The signature bench for the command line: plain words in, plain words out. The secrets come from the caller or from
//! the profile's vault, and never go anywhere else.

use std::sync::Arc;

use secrecy::ExposeSecret as _;

use crate::config::Profile;
use crate::freedompay::Secret;
use crate::freedompay::bench::{self, diagnosis, message, recipe, token};
use crate::freedompay::signature::Value;

pub use crate::freedompay::signature::Fields;
use crate::vault::{SecretName, Vault, VaultError, fetch};

use super::desk;

pub use bench::Finding;
pub use token::Algorithm;

/// A secret by the name under which a person knows it.
pub type Candidate = bench::Candidate;

/// What was signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    /// What is signed, the secret masked.
    pub signed: String,
    /// The signature: `pg_sig`, or the value of `X-JWS-Signature`.
    pub signature: String,
}

/// How a token is made.
#[derive(Debug, Clone)]
pub struct TokenPlan {
    /// The path that is called.
    pub path: String,
    /// The merchant's or partner's number.
    pub id: String,
    /// The algorithm; the documented one of the path when absent.
    pub algorithm: Option<Algorithm>,
    /// Whether the header has `path` and a number, as the sample token of invoices; otherwise `uri` and text.
    pub as_sample: bool,
    /// `POST` or `GET`.
    pub method: String,
}

/// A named secret.
#[must_use]
pub fn candidate(name: &str, secret: &str) -> Candidate {
    Candidate { name: name.to_owned(), secret: Secret::new(secret) }
}

/// The short name of a secret, as sentences use it.
#[must_use]
pub const fn name_of(secret: SecretName) -> &'static str {
    match secret {
        SecretName::Merchant => "merchant",
        SecretName::Payout => "payout",
        SecretName::CardApi => "Card API",
    }
}

/// The secret that signs a call: the Card API's and the partners' calls, payouts, or everything else. Source:
/// `spec/README.md` decision 9, `spec/merchant.md` 1.4.
#[must_use]
pub fn signs(target: &str) -> SecretName {
    let path = token::path_of(target);
    let script = crate::freedompay::signature::script_name(target);
    if path.starts_with("/v5/card-api/") || path.starts_with("/v5/cards/") || path.contains("/v5/partner/") {
        SecretName::CardApi
    } else if path.starts_with("/api/")
        || matches!(script, "reg2reg" | "reg2nonreg" | "to_iban" | "balance_status" | "get_status2.php")
        || matches!(script, "payment_status" | "payment_status2" | "payout_status2" | "p2p2nonreg")
    {
        SecretName::Payout
    } else {
        SecretName::Merchant
    }
}

/// The secrets of a profile that are in the vault, this one first.
pub async fn of_vault(
    vault: Arc<dyn Vault>,
    profile: &Profile,
    first: SecretName,
) -> Result<Vec<Candidate>, VaultError> {
    let mut names = vec![first];
    names.extend(SecretName::ALL.into_iter().filter(|name| *name != first));
    let found = fetch(vault, names.iter().map(|name| desk::entry(profile, *name)).collect()).await?;
    let named = names.into_iter().zip(found);
    Ok(named.filter_map(|(name, secret)| Some(candidate(name_of(name), secret?.expose_secret()))).collect())
}

/// Members from a body by its content: a form, multipart, XML or JSON.
pub fn read(body: &[u8]) -> Result<Fields, String> {
    message::read(body)
}

/// Members from names and values.
pub fn members(pairs: Vec<(String, String)>) -> Result<Fields, String> {
    message::nest(pairs.into_iter().map(|(name, value)| (name, Value::Text(value))).collect())
}

/// Signs members for a script name or the URL that is called.
#[must_use]
pub fn sign(target: &str, fields: &Fields, secret: &Candidate) -> Signed {
    let recipe = recipe::Recipe::right(crate::freedompay::signature::script_name(target), fields, &secret.secret);
    Signed { signed: recipe.shown(), signature: recipe.signature() }
}

/// Signs a body as a detached JWS. `Err` says in one line what is missing.
pub fn sign_token(plan: &TokenPlan, body: &[u8], secret: &Candidate) -> Result<Signed, String> {
    let family = token::family(&plan.path);
    let algorithm = plan.algorithm.or(family.map(|family| family.algorithm)).ok_or_else(|| {
        format!("{} is no documented path of a signed JSON call: say --alg hs256 or hs512", plan.path)
    })?;
    let id = family.map_or("auth_id", |family| family.id);
    if plan.as_sample && !plan.id.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err("the sample token writes the merchant's number as a number: give digits as --id".to_owned());
    }
    let text = |text: &str| serde_json::Value::from(text).to_string();
    let number = if plan.as_sample { plan.id.clone() } else { text(&plan.id) };
    let header = format!(
        "{{\"{}\":{},\"{id}\":{number},\"method\":{},\"params\":\"\",\"alg\":\"{}\"}}",
        if plan.as_sample { "path" } else { "uri" },
        text(&plan.path),
        text(&plan.method),
        algorithm.word(),
    );
    let token = token::Token::right(&header, body, algorithm, &secret.secret);
    Ok(Signed { signed: token.shown(), signature: token.detached() })
}

/// The path of a URL.
#[must_use]
pub fn path_of(url: &str) -> &str {
    token::path_of(url)
}

/// Why the signature of members does not match, if it does not.
#[must_use]
pub fn verify(target: &str, fields: &Fields, secrets: &[Candidate]) -> Finding {
    diagnosis::diagnose(target, fields, secrets)
}

/// Why a token does not match a body, if it does not. `Err` says in one line why nothing could be checked.
pub fn verify_token(token: &str, url: &str, body: &[u8], secrets: &[Candidate]) -> Result<Finding, String> {
    token::diagnose(token, url, body, secrets)
}
