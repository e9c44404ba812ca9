//! Where a profile's gateway may be: by its scheme, name and port alone, and never a sandbox elsewhere or a merchant here.

use std::net::Ipv4Addr;

use url::{Host, Url};

use super::edition::test_hosts;
use crate::domain::Environment;

/// What is wrong with a host, in one line that says how to mend it and repeats no password.
pub(super) fn problem(host: &Url, environment: Environment) -> Option<String> {
    let sandbox = environment == Environment::Sandbox;
    // First of all, because the other lines show the host, and nobody may see a password.
    let is_bare = host.username().is_empty()
        && host.password().is_none()
        && host.path() == "/"
        && host.query().is_none()
        && host.fragment().is_none();
    let name = match host.host() {
        Some(name) if is_bare && matches!(host.scheme(), "http" | "https") => name,
        Some(_) => {
            return Some("host takes http or https, name and port only, such as https://api.freedompay.kz".to_owned());
        }
        None => return Some("host has no name: write it as https://api.freedompay.kz".to_owned()),
    };
    if sandbox && !is_loopback(&name) {
        return Some(format!("environment sandbox needs a loopback host, not {host}: live and sandbox never mix"));
    }
    if !sandbox && is_here(&name) {
        return Some(format!("{host} is this machine: only environment sandbox may use it"));
    }
    // Elsewhere a charge, a refund or a payout moves money, whatever the profile calls it.
    if environment == Environment::Test && !test_hosts().any(|test| host.host_str() == Some(test)) {
        let known = test_hosts().collect::<Vec<_>>().join(", ");
        return Some(format!(
            "environment test is for the provider's test hosts ({known}); {host} may move real money: write environment live"
        ));
    }
    if !sandbox && host.scheme() != "https" {
        return Some(format!("host {host} is not https: secrets would travel in the open"));
    }
    None
}

/// Whether a sandbox may be there.
fn is_loopback(name: &Host<&str>) -> bool {
    match name {
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
        Host::Domain(name) => *name == "localhost",
    }
}

/// Whether a connection ends on this machine, also by an address that is no usual word for it.
fn is_here(name: &Host<&str>) -> bool {
    let is_here_4 = |address: &Ipv4Addr| address.is_loopback() || address.is_unspecified();
    match name {
        Host::Ipv4(address) => is_here_4(address),
        Host::Ipv6(address) => {
            let mapped = address.to_ipv4_mapped();
            address.is_loopback() || address.is_unspecified() || mapped.is_some_and(|address| is_here_4(&address))
        }
        Host::Domain(name) => {
            let name = name.trim_end_matches('.');
            name == "localhost" || name.ends_with(".localhost")
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::config::Profile;

    fn problem(environment: &str, host: &str) -> Option<String> {
        let text = format!("environment = \"{environment}\"\nhost = \"{host}\"\nmerchant_id = \"51\"\n");
        toml_edit::de::from_str::<Profile>(&text).unwrap().problem()
    }

    #[test]
    fn a_host_has_no_name_password_path_query_or_fragment_and_none_of_them_is_repeated() {
        let refusal = "host takes http or https, name and port only, such as https://api.freedompay.kz";
        for host in [
            "https://:canary@api.freedompay.kz",
            "https://canary@api.freedompay.kz",
            "http://:canary@api.freedompay.kz",
            "https://:canary@127.0.0.1",
            "https://api.freedompay.kz/canary",
            "https://api.freedompay.kz?canary",
            "https://api.freedompay.kz/#canary",
            "ftp://api.freedompay.kz",
        ] {
            for environment in ["live", "test", "sandbox"] {
                assert_eq!(problem(environment, host).as_deref(), Some(refusal), "{environment} {host}");
            }
        }
        assert_eq!(problem("live", "https://api.freedompay.kz:8443/"), None);
    }

    #[test]
    fn this_machine_is_no_merchant_by_any_of_its_addresses() {
        for name in [
            "127.0.0.1",
            "127.1",
            "localhost",
            "LOCALHOST.",
            "pay.localhost",
            "0.0.0.0",
            "[::1]",
            "[::]",
            "[::ffff:127.0.0.1]",
            "[::ffff:0.0.0.0]",
        ] {
            let refusal = problem("live", &format!("https://{name}")).unwrap_or_default();
            assert!(refusal.ends_with(" is this machine: only environment sandbox may use it"), "{name}: {refusal}");
        }
        for (name, may) in
            [("127.0.0.1", true), ("localhost", true), ("[::1]", true), ("0.0.0.0", false), ("[::]", false)]
        {
            assert_eq!(problem("sandbox", &format!("http://{name}:9")).is_none(), may, "{name}");
        }
    }
}
