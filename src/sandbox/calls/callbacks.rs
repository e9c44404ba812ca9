//! Where and how a request wants its callbacks. Source: `spec/merchant.md` 2.1, 4.1.

use url::Url;

use super::Call;
use crate::sandbox::callback::CallbackMethod;
use crate::sandbox::codes::Refused;
use crate::sandbox::hooks::Hooks;

/// The longest address that is taken.
const MAX_URL: usize = 255;

/// An address of the merchant.
pub(super) fn parse_url(name: &str, text: &str) -> Result<Url, Refused> {
    let url = Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
    match url {
        Some(url) if text.chars().count() <= MAX_URL => Ok(url),
        _ => Err(Refused::invalid(format!("{name} has to be an address with http or https of at most 255 characters"))),
    }
}

pub(super) fn parse_method(name: &str, word: &str) -> Result<CallbackMethod, Refused> {
    CallbackMethod::parse(word).ok_or_else(|| Refused::invalid(format!("{name} has to be GET, POST or XML")))
}

/// An optional address.
pub(super) fn url(call: &Call<'_>, name: &'static str) -> Result<Option<Url>, Refused> {
    call.text(name).map(|text| parse_url(name, text)).transpose()
}

/// The hooks of a payment.
pub(super) fn hooks(call: &Call<'_>) -> Result<Hooks, Refused> {
    const METHOD: &str = "pg_request_method";
    let own = |name: &str| !name.starts_with("pg_") || matches!(name, "pg_param1" | "pg_param2" | "pg_param3");
    Ok(Hooks {
        check_url: url(call, "pg_check_url")?,
        result_url: url(call, "pg_result_url")?,
        method: call.text(METHOD).map(|word| parse_method(METHOD, word)).transpose()?.unwrap_or_default(),
        echoed: call.fields.iter().filter(|field| own(&field.name)).cloned().collect(),
        phone: call.text("pg_user_phone").map(str::to_owned),
        email: call.text("pg_user_contact_email").or_else(|| call.text("pg_user_email")).map(str::to_owned),
        ..Hooks::default()
    })
}
