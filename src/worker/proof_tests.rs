use std::net::{Ipv4Addr, SocketAddr};

use async_trait::async_trait;

use super::*;
use crate::config::Config;
use crate::freedompay::{TransportError, WireReply, WireRequest};
use crate::sandbox::{Config as SandboxConfig, Sandbox};

async fn sandbox() -> Sandbox {
    let config = SandboxConfig { records: 4, ..SandboxConfig::default() };
    Sandbox::start(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)), config).await.unwrap()
}

fn profile(host: &str, merchant: &str, card_auth_id: &str) -> Profile {
    let text = format!(
        "[profiles.shop]\nenvironment = \"sandbox\"\nhost = \"{host}\"\nmerchant_id = \"{merchant}\"\ncard_auth_id = \"{card_auth_id}\"\n"
    );
    Config::parse(&text, std::path::Path::new("config.toml")).unwrap().profiles.remove("shop").unwrap()
}

#[tokio::test]
async fn each_secret_is_proven_right_or_wrong_by_a_read_that_moves_nothing() {
    let sandbox = sandbox().await;
    let credentials = sandbox.credentials();
    let effects = sandbox.effects().len();
    let profile = profile(sandbox.url().as_str(), &credentials.merchant_id, &credentials.card_api_auth_id);
    for (name, secret) in [
        (SecretName::Merchant, &credentials.secret_key),
        (SecretName::Payout, &credentials.payout_secret_key),
        (SecretName::CardApi, &credentials.card_api_secret),
    ] {
        assert_eq!(prove(&profile, name, &SecretString::from(secret.as_str())).await, Proof::Right, "{name:?}");
        let wrong = prove(&profile, name, &SecretString::from("canary")).await;
        assert!(matches!(wrong, Proof::WrongSecret(_)) && wrong.is_wrong(), "{name:?}: {wrong:?}");
        let words = wrong.words(name, &profile);
        assert!(words.contains("is wrong") && !words.contains("canary") && !words.contains('\n'), "{words}");
    }
    let swapped = SecretString::from(credentials.payout_secret_key.as_str());
    assert!(prove(&profile, SecretName::Merchant, &swapped).await.is_wrong(), "the payout secret is another");
    assert_eq!(sandbox.effects().len(), effects);
}

#[tokio::test]
async fn a_merchant_that_the_gateway_does_not_know_is_told_apart_from_a_wrong_secret() {
    let sandbox = sandbox().await;
    let profile = profile(sandbox.url().as_str(), "999999", "1");
    let secret = SecretString::from(sandbox.credentials().secret_key);
    let proof = prove(&profile, SecretName::Merchant, &secret).await;
    assert!(matches!(proof, Proof::WrongMerchant(_)), "{proof:?}");
    assert!(proof.words(SecretName::Merchant, &profile).contains("does not know merchant 999999"));
}

#[tokio::test]
async fn without_an_answer_nothing_is_proven() {
    let proof = prove(&profile("http://127.0.0.1:1", "510001", "1"), SecretName::Merchant, &"x".into()).await;
    assert!(matches!(&proof, Proof::NotProven(why) if why.starts_with("nothing was sent")), "{proof:?}");
    assert!(!proof.is_wrong());
}

struct Canned(&'static str);

#[async_trait]
impl Transport for Canned {
    async fn send(&self, _: WireRequest) -> Result<WireReply, TransportError> {
        Ok(WireReply { status: 200, body: self.0.as_bytes().to_vec(), ..WireReply::default() })
    }
}

#[tokio::test]
async fn every_number_that_the_documents_have_for_it_is_understood() {
    let profile = profile("http://127.0.0.1:1", "510001", "1");
    let answer = async |body: &'static str| {
        prove_over(Arc::new(Canned(body)), &profile, SecretName::Merchant, &"secret".into()).await
    };
    macro_rules! refused {
        ($code:literal) => {
            answer(concat!(
                "<response><pg_status>error</pg_status><pg_error_code>",
                $code,
                "</pg_error_code><pg_error_description>words</pg_error_description></response>"
            ))
            .await
        };
    }
    assert_eq!((refused!("11068"), refused!("340")), (Proof::Right, Proof::Right));
    for wrong in [refused!("9998"), refused!("1100"), refused!("100")] {
        assert!(matches!(wrong, Proof::WrongSecret(_)), "{wrong:?}");
    }
    for unknown in [refused!("9997"), refused!("101")] {
        assert!(matches!(unknown, Proof::WrongMerchant(_)), "{unknown:?}");
    }
    for open in [refused!("9999"), refused!("10000"), answer("<html>down for maintenance</html>").await] {
        assert!(matches!(open, Proof::NotProven(_)), "{open:?}");
    }
    let forged = answer("<response><pg_status>ok</pg_status><pg_salt>a</pg_salt><pg_sig>00</pg_sig></response>").await;
    assert_eq!(forged, Proof::WrongSecret("its reply is signed with another secret".to_owned()));
}
