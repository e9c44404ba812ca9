use std::net::{Ipv4Addr, SocketAddr};

use super::*;
use crate::config::Config;
use crate::domain::code::Failure;
use crate::freedompay::Unread;
use crate::sandbox::{Config as SandboxConfig, Sandbox};

fn taken() -> Heard {
    Heard::Taken("11068".to_owned())
}

fn refused() -> Heard {
    Heard::Refused("1100".to_owned())
}

#[test]
fn a_reading_is_settled_only_when_the_other_is_refused() {
    let (absent, unclear) = (Heard::Absent("HTTP 404".to_owned()), Heard::Unclear("down".to_owned()));
    let word = |one: &Heard, other: &Heard| either("jws", one, "sign", other).0;
    assert_eq!(word(&taken(), &refused()), Some(Value::Word("jws")));
    assert_eq!(word(&refused(), &taken()), Some(Value::Word("sign")));
    for (one, other) in [
        (&taken(), &taken()),
        (&refused(), &refused()),
        (&taken(), &unclear),
        (&unclear, &taken()),
        (&absent, &taken()),
        (&refused(), &absent),
    ] {
        assert_eq!(word(one, other), None, "{one:?} {other:?}");
    }
}

#[test]
fn an_answer_is_taken_refused_absent_or_unclear() {
    let of = |code, status| {
        let failure = Failure { code, text: String::new() };
        judge(Some(status), Err(CallError::Refused(failure)))
    };
    assert!(matches!((of(11_068, 200), of(340, 404)), (Heard::Taken(_), Heard::Taken(_))));
    assert!(matches!((of(1_100, 401), of(9_998, 200)), (Heard::Refused(_), Heard::Refused(_))));
    assert!(matches!((of(9_992, 200), of(2_999, 200)), (Heard::Absent(_), Heard::Absent(_))));
    assert!(matches!((of(9_999, 200), of(0, 200)), (Heard::Unclear(_), Heard::Unclear(_))));
    let lost = |status| {
        let exchange = ExchangeId::from_uuid(Uuid::nil());
        let unread = Unread { call: "invoice/status", what: "an HTML page".to_owned(), exchange };
        judge(status, Err(CallError::Lost(unread)))
    };
    assert!(matches!(lost(Some(404)), Heard::Unclear(_)), "a proxy says that of everything");
    assert!(matches!(
        (lost(Some(200)), lost(Some(503)), lost(None)),
        (Heard::Unclear(_), Heard::Unclear(_), Heard::Unclear(_))
    ));
}

#[tokio::test]
async fn the_sandbox_takes_every_documented_reading_and_nothing_happens_there() {
    let config = SandboxConfig { records: 4, ..SandboxConfig::default() };
    let sandbox = Sandbox::start(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)), config).await.unwrap();
    let credentials = sandbox.credentials();
    let text = format!(
        "[profiles.shop]\nenvironment = \"sandbox\"\nhost = \"{}\"\nmerchant_id = \"{}\"\ncard_auth_id = \"{}\"\n\
         [profiles.shop.wire]\ninvoice_reads = false\n",
        sandbox.url(),
        credentials.merchant_id,
        credentials.card_api_auth_id
    );
    let profile = Config::parse(&text, std::path::Path::new("config.toml")).unwrap().profiles.remove("shop").unwrap();
    let secrets = [
        (SecretName::Merchant, credentials.secret_key.as_str().into()),
        (SecretName::CardApi, credentials.card_api_secret.as_str().into()),
    ];
    let effects = sandbox.effects().len();
    let findings = settle(&profile, &secrets).await.unwrap();
    let settled: Vec<_> = findings.iter().map(|finding| (finding.setting, finding.settled)).collect();
    assert_eq!(
        settled,
        [
            ("jws_uri_member", None),
            ("invoice_reads", Some(Value::Flag(true))),
            ("invoice_pay_body", None),
            ("invoice_init_body", None),
            ("card_auth", None),
            ("card_info", Some(Value::Flag(true))),
        ],
        "{findings:?}"
    );
    assert!(findings[0].came.ends_with("both are taken, so it stays as it is"), "{}", findings[0].came);
    let wrong = settle(&profile, &[(SecretName::Merchant, "canary".into())]).await.unwrap();
    assert!(wrong.iter().all(|finding| finding.settled.is_none()), "{wrong:?}");
    assert!(wrong[0].came.contains("both are refused"), "{}", wrong[0].came);
    assert!(wrong[4].came.contains("nothing was sent"), "there is no Card API secret: {}", wrong[4].came);
    assert!(!format!("{wrong:?}").contains("canary"));
    assert_eq!(sandbox.effects().len(), effects);
}
