//! The gateway: its name, a connection, TLS, its clock, and whether it takes the secrets.

use secrecy::SecretString;

use super::Check;
use crate::config::{Profile, Store};
use crate::domain::Environment;
use crate::vault::SecretName;
use crate::vault::environment::variable_of;
use crate::worker::greeting::{Answer, greet};
use crate::worker::proof::{Proof, prove};

/// More seconds apart than this is a warning: orders with a lifetime would end early or late.
const APART: u64 = 30;

/// With more than this, dates in reports and settling times cannot be compared any more.
const FAR_APART: u64 = 300;

/// Whether the gateway is reached, and what was found on the way.
pub(super) async fn check(profile: &Profile) -> (bool, Vec<Check>) {
    let host = profile.host.host_str().unwrap_or_default();
    let greeting = greet(profile).await;
    let mut checks = Vec::new();
    if let Some(name) = greeting.name {
        checks.push(match name {
            Ok(1) => Check::ok("name", format!("{host} has one address")),
            Ok(count) => Check::ok("name", format!("{host} has {count} addresses")),
            Err(why) => Check::bad(
                "name",
                format!("{host} is not found: {why}"),
                "check host of the profile, and the name server",
            ),
        });
    }
    if let Some(connection) = greeting.connection {
        checks.push(match connection {
            Ok(took) => Check::ok("connection", format!("{host} answers after {} ms", took.as_millis())),
            Err(why) => Check::bad(
                "connection",
                format!("{host} cannot be reached: {why}"),
                "check the network and its firewall; proxies are not used",
            ),
        });
    }
    let reached = matches!(greeting.answer, Some(Ok(_)));
    if let Some(answer) = greeting.answer {
        checks.extend(of_answer(profile, answer));
    }
    (reached, checks)
}

fn of_answer(profile: &Profile, answer: Result<Answer, String>) -> Vec<Check> {
    let tls = profile.host.scheme() == "https";
    match answer {
        Ok(answer) => {
            let text = if tls { "the certificate is trusted" } else { "not in use on this machine's own address" };
            vec![Check::ok("tls", text), clock(profile.environment.into(), answer)]
        }
        Err(why) if tls => {
            let mend = "check the certificates of this machine (Debian: apt install ca-certificates) and its clock";
            vec![Check::bad("tls", why, mend)]
        }
        Err(why) => vec![Check::bad("connection", why, "is `tolem sandbox` still running?")],
    }
}

fn clock(environment: Environment, answer: Answer) -> Check {
    let Some(ahead) = answer.ahead else {
        return if environment == Environment::Sandbox {
            Check::ok("clock", "a sandbox on this machine has this machine's clock")
        } else {
            Check::warn("clock", "the answer had no time in it, so the clocks were not compared", "see `timedatectl`")
        };
    };
    let apart = ahead.unsigned_abs();
    let text = match ahead {
        0 => "as the gateway's".to_owned(),
        1.. => format!("{apart} s ahead of the gateway's"),
        _ => format!("{apart} s behind the gateway's"),
    };
    let mend = "set this machine's clock (timedatectl set-ntp true)";
    if apart <= APART {
        Check::ok("clock", text)
    } else if apart <= FAR_APART {
        Check::warn("clock", text, mend)
    } else {
        Check::bad("clock", text, mend)
    }
}

/// Tries every secret that is there with a read of what cannot exist.
pub(super) async fn proofs(name: &str, profile: &Profile, secrets: &[(SecretName, SecretString)]) -> Vec<Check> {
    let mut proofs = Vec::new();
    for (which, secret) in secrets {
        proofs.push((*which, prove(profile, *which, secret).await));
    }
    of_proofs(name, profile, &proofs)
}

/// What answers is a gateway once it has judged one signature. Before that a merchant secret that is not proven means that
/// nothing can be read or sent: any web server, or a captive portal, answers something.
fn of_proofs(name: &str, profile: &Profile, proofs: &[(SecretName, Proof)]) -> Vec<Check> {
    let is_gateway = proofs.iter().any(|(_, proof)| *proof == Proof::Right || proof.is_wrong());
    let check = |(which, proof): &(SecretName, Proof)| of_proof(name, profile, *which, proof, is_gateway);
    proofs.iter().map(check).collect()
}

fn of_proof(name: &str, profile: &Profile, which: SecretName, proof: &Proof, is_gateway: bool) -> Check {
    let words = proof.words(which, profile);
    match proof {
        Proof::Right => Check::ok("proof", words),
        Proof::WrongSecret(_) => {
            let mend = match (profile.secrets, &profile.secrets_env) {
                (Store::Environment, Some(variable)) => {
                    format!("set {} to the secret of the merchant's cabinet", variable_of(variable, which))
                }
                (_, _) => format!("tolem login --profile {name}, with the secret of the merchant's cabinet"),
            };
            Check::bad("proof", words, mend)
        }
        Proof::WrongMerchant(_) => Check::bad("proof", words, "correct merchant_id of the profile"),
        Proof::NotProven(_) if which == SecretName::Merchant && !is_gateway => {
            Check::bad("proof", words, "is host of the profile the gateway's? If it is, try again in a while")
        }
        Proof::NotProven(_) => Check::warn("proof", words, "try again; `tolem explain CODE` explains a code"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::Health;
    use super::*;

    #[test]
    fn clocks_may_be_half_a_minute_apart_and_not_five() {
        let health = |ahead| clock(Environment::Live, Answer { ahead }).health;
        for ahead in [0, 30, -30] {
            assert_eq!(health(Some(ahead)), Health::Ok, "{ahead}");
        }
        for ahead in [31, -31, 300, -300] {
            assert_eq!(health(Some(ahead)), Health::Warn, "{ahead}");
        }
        for ahead in [301, -301, i64::MIN] {
            assert_eq!(health(Some(ahead)), Health::Bad, "{ahead}");
        }
        assert_eq!(health(None), Health::Warn);
        assert_eq!(clock(Environment::Sandbox, Answer { ahead: None }).health, Health::Ok);
        assert_eq!(clock(Environment::Live, Answer { ahead: Some(-40) }).text, "40 s behind the gateway's");
    }

    fn profile(environment: &str, host: &str) -> Profile {
        let text = format!("environment = \"{environment}\"\nhost = \"{host}\"\nmerchant_id = \"51\"\n");
        toml_edit::de::from_str(&text).unwrap()
    }

    #[test]
    fn a_merchant_secret_that_nothing_judged_is_bad_and_a_lost_read_of_a_gateway_a_warning() {
        let shop = profile("live", "https://api.freedompay.kz");
        let health = |proofs: &[(SecretName, Proof)]| -> Vec<Health> {
            of_proofs("shop", &shop, proofs).iter().map(|check| check.health).collect()
        };
        let lost = || Proof::NotProven("no believable answer, HTTP 302".to_owned());
        let (merchant, payout) = (SecretName::Merchant, SecretName::Payout);
        assert_eq!(health(&[(merchant, lost())]), [Health::Bad]);
        assert_eq!(health(&[(merchant, lost()), (payout, lost())]), [Health::Bad, Health::Warn]);
        assert_eq!(health(&[(merchant, lost()), (payout, Proof::Right)]), [Health::Warn, Health::Ok]);
        assert_eq!(health(&[(payout, lost())]), [Health::Warn]);
    }

    #[test]
    fn what_does_not_answer_is_named_after_what_it_was_asked_over() {
        let of = |environment: &str, host: &str| {
            of_answer(&profile(environment, host), Err("the connection ended".to_owned())).remove(0)
        };
        assert_eq!(
            of("sandbox", "http://127.0.0.1:9"),
            Check::bad("connection", "the connection ended", "is `tolem sandbox` still running?")
        );
        assert_eq!(of("live", "https://api.freedompay.kz").name, "tls");
    }
}
