//! How requests are put together: the two ways of signing, and the checks that every request passes.

use sha2::{Digest as _, Sha256};

use super::call::{BodyForm, Call, EncodeError, Merchant};
use super::encode::{self, Body, Member};
use super::jws;
use super::mask;
use super::secret::Secret;
use super::signature;
use super::transport::{Method, WireRequest};
use crate::domain::Money;
use crate::domain::intent::NewOrder;
use crate::domain::text::clean;

/// Members of a form in the order they are written.
pub(super) type Form = Vec<(&'static str, String)>;

/// How a `pg_*` form is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FormKind {
    /// `application/x-www-form-urlencoded`: what runs against the live `*.php` calls used.
    Urlencoded,
    /// `multipart/form-data`: what the pages of the other calls print.
    Multipart,
}

/// A `pg_*` request: adds merchant, salt and signature to the members.
pub(super) fn pg<C: Call>(
    merchant: &Merchant,
    path: &str,
    secret: &Secret,
    mut form: Form,
    salt: &str,
    kind: FormKind,
) -> Result<WireRequest, EncodeError> {
    check_salt(salt)?;
    form.insert(0, ("pg_merchant_id", merchant.id.to_string()));
    form.push(("pg_salt", salt.to_owned()));
    form.push((signature::SIGNATURE, signature::sign_form(signature::script_name(path), &form, secret)));
    let body = match kind {
        FormKind::Urlencoded => encode::urlencoded(&form),
        FormKind::Multipart => encode::multipart(&form, salt),
    };
    wire::<C>(merchant, path, Vec::new(), body, form.iter().map(|(name, value)| (*name, value.as_str())))
}

/// A `pg_*` request as a multipart form to `/{NAME}` at the host's root.
pub(super) fn multipart<C: Call>(
    merchant: &Merchant,
    secret: &Secret,
    form: Form,
    salt: &str,
) -> Result<WireRequest, EncodeError> {
    pg::<C>(merchant, &format!("/{}", C::NAME), secret, form, salt, FormKind::Multipart)
}

/// A request whose body is signed by a detached JWS.
pub(super) struct JsonCall<'a> {
    pub(super) path: &'a str,
    pub(super) header: jws::Header,
    pub(super) secret: &'a Secret,
    /// Headers besides the signature.
    pub(super) more: Vec<(&'static str, String)>,
    pub(super) form: BodyForm,
}

impl JsonCall<'_> {
    /// Signs and encodes these members.
    pub(super) fn post<C: Call, N: AsRef<str>>(
        self,
        merchant: &Merchant,
        members: &[(N, Member)],
        salt: &str,
    ) -> Result<WireRequest, EncodeError> {
        check_salt(salt)?;
        let leaves: Vec<_> = members.iter().flat_map(|(name, member)| member.leaves(name.as_ref())).collect();
        let body = match self.form {
            BodyForm::Json => encode::json(members)?,
            BodyForm::Multipart => encode::multipart(&leaves, salt),
        };
        let mut headers = self.more;
        headers.insert(0, (jws::HEADER, jws::sign(&self.header, &body.bytes, self.secret)));
        let shown = leaves.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        wire::<C>(merchant, self.path, headers, body, shown)
    }

    /// Signs a request without a body.
    pub(super) fn get<C: Call>(self, merchant: &Merchant, salt: &str) -> Result<WireRequest, EncodeError> {
        check_salt(salt)?;
        let mut headers = self.more;
        headers.insert(0, (jws::HEADER, jws::sign(&self.header, b"", self.secret)));
        let nothing = Body { content_type: String::new(), bytes: Vec::new() };
        Ok(WireRequest { method: Method::Get, ..wire::<C>(merchant, self.path, headers, nothing, std::iter::empty())? })
    }
}

/// A JSON request under the header scheme that Kyrgyzstan's pages still print: `Sign` is the SHA-256 of the body with
/// the secret appended. No published digest verifies. Source: `spec/card-partner.md` 1.3.
pub(super) fn with_sign<C: Call>(
    merchant: &Merchant,
    path: &str,
    secret: &Secret,
    auth_id: &str,
    members: &[(&'static str, Member)],
    salt: &str,
) -> Result<WireRequest, EncodeError> {
    check_salt(salt)?;
    let body = encode::json(members)?;
    let sign = Sha256::new().chain_update(&body.bytes).chain_update(secret.expose()).finalize();
    let headers = vec![("Request-Id", salt.to_owned()), ("Auth-Id", auth_id.to_owned()), ("Sign", hex::encode(sign))];
    let leaves: Vec<_> = members.iter().flat_map(|(name, member)| member.leaves(name)).collect();
    wire::<C>(merchant, path, headers, body, leaves.iter().map(|(name, value)| (name.as_str(), value.as_str())))
}

fn wire<'a, C: Call>(
    merchant: &Merchant,
    path: &str,
    headers: Vec<(&'static str, String)>,
    body: Body,
    members: impl Iterator<Item = (&'a str, &'a str)>,
) -> Result<WireRequest, EncodeError> {
    let mut shown = Vec::new();
    let mut hidden = Vec::new();
    for (name, value) in members {
        // Nested members are hidden by their own name: `from.card.token` is a token.
        let masked = mask::member(name.rsplit('.').next().unwrap_or(name), value);
        if masked.is_some() {
            hidden.push(Secret::new(value));
        }
        shown.push((name.to_owned(), masked.unwrap_or_else(|| clean(value))));
    }
    Ok(WireRequest {
        call: C::NAME,
        method: Method::Post,
        url: merchant.url(path)?,
        headers,
        content_type: body.content_type,
        body: body.bytes,
        is_write: C::WRITES,
        shown,
        hidden,
    })
}

fn check_salt(salt: &str) -> Result<(), EncodeError> {
    let valid = (1..=64).contains(&salt.len()) && salt.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if valid { Ok(()) } else { Err(EncodeError::Salt) }
}

/// The amount as it is sent. It is always explicit and positive: an absent amount means "everything" to the provider.
pub(super) fn amount(money: Money) -> Result<String, EncodeError> {
    if money.is_positive() { Ok(money.wire()) } else { Err(EncodeError::Amount) }
}

/// Order number, amount and description of a new order, under the names of the `pg_*` calls.
pub(super) fn order(order: &NewOrder, max_description: usize) -> Result<Form, EncodeError> {
    Ok(vec![
        ("pg_order_id", order.order_id.to_string()),
        ("pg_amount", amount(order.amount)?),
        ("pg_description", description(order, max_description)?),
    ])
}

/// The description, if the provider takes its length.
pub(super) fn description(order: &NewOrder, max: usize) -> Result<String, EncodeError> {
    let got = order.description.chars().count();
    if order.description.trim().is_empty() || got > max {
        return Err(EncodeError::Description { got, max });
    }
    Ok(order.description.clone())
}

/// A link of the profile, if the provider takes its length. Source: `spec/merchant.md` 2.1.
pub(super) fn link(what: &'static str, text: &str) -> Result<String, EncodeError> {
    let fits = (1..=255).contains(&text.chars().count());
    if fits { Ok(text.to_owned()) } else { Err(EncodeError::Link(what)) }
}

/// A text that the provider requires and documents no limits of.
pub(super) fn filled(what: &'static str, text: &str) -> Result<String, EncodeError> {
    let text = text.trim();
    if text.is_empty() { Err(EncodeError::Empty(what)) } else { Ok(text.to_owned()) }
}

/// Refuses an order in another currency than the profile's, for calls that cannot name one.
pub(super) fn profile_currency(merchant: &Merchant, money: Money) -> Result<(), EncodeError> {
    let (order, profile) = (money.currency(), merchant.settings.currency);
    if order == profile { Ok(()) } else { Err(EncodeError::Currency { order, profile }) }
}

#[cfg(test)]
mod tests {
    use super::super::payments::Cancel;
    use super::super::tests_support::{gateway_id, merchant, new_order};
    use super::*;
    use crate::domain::Currency;

    #[test]
    fn a_salt_is_letters_and_digits() {
        for salt in ["", "a b", "a;b", "ы", "x\r\n", &"x".repeat(65)] {
            let cancel = Cancel { payment: gateway_id("1") };
            assert_eq!(cancel.encode(&merchant(), salt).unwrap_err(), EncodeError::Salt, "{salt:?}");
        }
    }

    #[test]
    fn no_amount_of_zero_and_no_endless_description_is_sent() {
        assert_eq!(amount(Money::zero(Currency::Kzt)), Err(EncodeError::Amount));
        assert_eq!(amount(Money::from_minor(-1, Currency::Kzt)), Err(EncodeError::Amount));
        let mut bad = new_order(100);
        bad.description = "x".repeat(256);
        assert_eq!(description(&bad, 255), Err(EncodeError::Description { got: 256, max: 255 }));
        bad.description = " ".to_owned();
        assert_eq!(description(&bad, 255), Err(EncodeError::Description { got: 1, max: 255 }));
    }
}
