//! From the fields to a profile and its secrets, or to what is wrong with each field.

use std::collections::BTreeMap;
use std::path::Path;

use secrecy::SecretString;
use toml_edit::{DocumentMut, InlineTable, Value};

use super::form::{Form, Name};
use crate::config::edit::add_profile;
use crate::config::edition::{EDITIONS, test_hosts};
use crate::config::file::check_name;
use crate::config::profile::EnvironmentName;
use crate::config::store::is_variable;
use crate::config::{Config, Profile, Store};
use crate::domain::{MerchantId, Money};
use crate::key;
use crate::vault::SecretName;

/// What is to be proven and saved.
pub struct Draft {
    /// The profile's name.
    pub name: String,
    /// The profile as it will be read.
    pub profile: Profile,
    /// Its members as they will stand in the file.
    pub members: Vec<(&'static str, Value)>,
    /// The secrets that it needs.
    pub wanted: Vec<SecretName>,
    /// Those that were typed; none when they are given from outside.
    pub secrets: Vec<(SecretName, SecretString)>,
    /// The passphrase, when they go into a file.
    pub passphrase: Option<SecretString>,
}

/// What is wrong: with which fields, or else with all of it, in one line.
pub(super) type Wrong = (BTreeMap<Name, &'static str>, Option<String>);

/// Reads the fields.
pub(super) fn read(form: &Form) -> Result<Draft, Wrong> {
    let mut faults = BTreeMap::new();
    for name in form.fields() {
        if let Some(fault) = fault(form, name) {
            faults.insert(name, fault);
        }
    }
    let host = match host(form) {
        Ok(host) => host,
        Err((name, fault)) => {
            faults.entry(name).or_insert(fault);
            String::new()
        }
    };
    if !faults.is_empty() {
        return Err((faults, None));
    }
    let members = members(form, &host);
    let name = form.text(Name::Profile).to_owned();
    let mut profile = parsed(&name, members.clone()).map_err(|error| (BTreeMap::new(), Some(error)))?;
    let profile = profile.profiles.remove(&name).ok_or_else(|| (BTreeMap::new(), None))?;
    let fields = form.fields();
    let products = [
        Some(SecretName::Merchant),
        (form.choice(Name::Payouts) == 1).then_some(SecretName::Payout),
        profile.card_auth_id.is_some().then_some(SecretName::CardApi),
    ];
    let wanted = products.into_iter().flatten().collect();
    let secret = |name, which| fields.contains(&name).then(|| (which, SecretString::from(form.text(name))));
    let secrets = [
        secret(Name::MerchantSecret, SecretName::Merchant),
        secret(Name::PayoutSecret, SecretName::Payout),
        secret(Name::CardSecret, SecretName::CardApi),
    ];
    let passphrase = fields.contains(&Name::Passphrase).then(|| SecretString::from(form.text(Name::Passphrase)));
    Ok(Draft { name, profile, members, wanted, secrets: secrets.into_iter().flatten().collect(), passphrase })
}

/// Reads the profile as the file will be read, so that nothing is saved that could not be read again.
fn parsed(name: &str, members: Vec<(&'static str, Value)>) -> Result<Config, String> {
    let mut document = DocumentMut::new();
    add_profile(&mut document, name, members)?;
    Config::parse(&document.to_string(), Path::new("config.toml")).map_err(|error| error.to_string())
}

fn fault(form: &Form, name: Name) -> Option<&'static str> {
    let text = form.text(name);
    match name {
        Name::Profile if check_name(text).is_err() => Some(key!("setup-fault-name")),
        Name::Profile if form.known.taken.iter().any(|taken| taken == text) => Some(key!("setup-fault-taken")),
        Name::Merchant if MerchantId::new(text).is_err() => Some(key!("setup-fault-merchant")),
        Name::CardId if !text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_') => {
            Some(key!("setup-fault-card-id"))
        }
        // Without limits a live profile moves no money, which may be what is wanted.
        Name::AtOnce | Name::ADay if !text.is_empty() && !is_amount(text) => Some(key!("setup-fault-amount")),
        Name::MerchantSecret | Name::PayoutSecret | Name::CardSecret if text.is_empty() => {
            Some(key!("setup-fault-secret"))
        }
        Name::Variable if !is_variable(text) => Some(key!("setup-fault-variable")),
        Name::Passphrase if form.known.has_file && text.is_empty() => Some(key!("setup-fault-locked")),
        Name::Passphrase if !form.known.has_file && text.chars().count() < 8 => Some(key!("setup-fault-passphrase")),
        Name::Again if text != form.text(Name::Passphrase) => Some(key!("setup-fault-again")),
        _ => None,
    }
}

fn is_amount(text: &str) -> bool {
    Money::parse(text, crate::domain::Currency::Kzt).is_ok_and(Money::is_positive)
}

/// The host of the country, or the one that was typed. A sandbox is on this machine, and nothing else is.
fn host(form: &Form) -> Result<String, (Name, &'static str)> {
    let Some(edition) = EDITIONS.get(form.choice(Name::Country)) else {
        let typed = form.text(Name::Host);
        let url: url::Url = typed.parse().map_err(|_| (Name::Host, key!("setup-fault-host")))?;
        let here = matches!(url.host_str(), Some("127.0.0.1" | "localhost" | "[::1]"));
        let sandbox = form.environment() == EnvironmentName::Sandbox;
        if form.environment() == EnvironmentName::Test && !test_hosts().any(|host| url.host_str() == Some(host)) {
            return Err((Name::Environment, key!("setup-fault-test-host")));
        }
        return match (sandbox, here, url.scheme()) {
            (true, false, _) => Err((Name::Host, key!("setup-fault-loopback"))),
            (false, true, _) => Err((Name::Environment, key!("setup-fault-here"))),
            (false, false, "https") | (true, true, "http" | "https") => Ok(typed.to_owned()),
            (_, _, _) => Err((Name::Host, key!("setup-fault-host"))),
        };
    };
    match (form.environment(), edition.test_host) {
        (EnvironmentName::Live, _) => Ok(format!("https://{}", edition.host)),
        (EnvironmentName::Test, Some(host)) => Ok(format!("https://{host}")),
        (EnvironmentName::Test, None) => Err((Name::Environment, key!("setup-fault-no-test"))),
        (EnvironmentName::Sandbox, _) => Err((Name::Environment, key!("setup-fault-sandbox"))),
    }
}

fn members(form: &Form, host: &str) -> Vec<(&'static str, Value)> {
    let environment: crate::domain::Environment = form.environment().into();
    let mut members: Vec<(&'static str, Value)> = vec![
        ("environment", environment.word().into()),
        ("host", host.into()),
        ("merchant_id", form.text(Name::Merchant).into()),
    ];
    if !form.text(Name::CardId).is_empty() {
        members.push(("card_auth_id", form.text(Name::CardId).into()));
    }
    if let Some((currency, zone)) = local(form.choice(Name::Country)) {
        members.push(("currency", currency.into()));
        members.push(("zone", zone.into()));
    }
    match form.store() {
        Store::Keyring => {}
        Store::File => members.push(("secrets", Store::File.word().into())),
        Store::Environment => {
            members.push(("secrets", Store::Environment.word().into()));
            members.push(("secrets_env", form.text(Name::Variable).into()));
        }
    }
    // Kyrgyzstan's pages still print the other way of signing the Card API. Source: `spec/card-partner.md` 1.3.
    if EDITIONS.get(form.choice(Name::Country)).is_some_and(|edition| edition.country == "Kyrgyzstan") {
        members.push(("wire", InlineTable::from_iter([("card_auth", "sign")]).into()));
    }
    let limits: InlineTable = [("per_operation", Name::AtOnce), ("per_day", Name::ADay)]
        .into_iter()
        .filter(|(_, name)| form.fields().contains(name) && !form.text(*name).is_empty())
        .map(|(key, name)| (key, form.text(name)))
        .collect();
    if !limits.is_empty() {
        members.push(("limits", limits.into()));
    }
    members
}

/// The currency and the time zone of an edition, where they are not the defaults.
fn local(country: usize) -> Option<(&'static str, &'static str)> {
    match EDITIONS.get(country).map(|edition| edition.country) {
        Some("Kyrgyzstan") => Some(("KGS", "Asia/Bishkek")),
        Some("Uzbekistan") => Some(("UZS", "Asia/Tashkent")),
        Some(_) | None => None,
    }
}
