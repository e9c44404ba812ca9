//! Every mistake with a token is named, and every published token verifies.

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Sha256, Sha512};

use super::super::super::secret::Secret;
use super::super::super::tests_support;
use super::*;

const BODY: &str = r#"{"request_id":"828cf71d","amount":20.50,"note":"Чай / хлеб"}"#;
const URL: &str = "https://gateway.example/v5/card-api/transaction/refund?x=1";
const HEADER: &str =
    r#"{"uri":"/v5/card-api/transaction/refund","auth_id":"654321","method":"POST","params":"","alg":"HS512"}"#;

fn secrets() -> Vec<Candidate> {
    [("Card API", "card-canary-key"), ("merchant", "merchant-canary-key")]
        .map(|(name, secret)| Candidate { name: name.to_owned(), secret: Secret::new(secret) })
        .to_vec()
}

/// A token made with nothing of the code above but the primitives.
fn token(header: &str, signed_header: &str, signed_body: &str, alg: &str, key: &str) -> String {
    let input = format!("{}.{}", URL_SAFE_NO_PAD.encode(signed_header), URL_SAFE_NO_PAD.encode(signed_body));
    signature_over(header, &input, alg, key)
}

fn signature_over(header: &str, input: &str, alg: &str, key: &str) -> String {
    let mac = if alg == "HS512" {
        Hmac::<Sha512>::new_from_slice(key.as_bytes()).unwrap().chain_update(input).finalize().into_bytes().to_vec()
    } else {
        Hmac::<Sha256>::new_from_slice(key.as_bytes()).unwrap().chain_update(input).finalize().into_bytes().to_vec()
    };
    format!("{}..{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(mac))
}

fn named(token: &str, url: &str, body: &str) -> Vec<String> {
    match diagnose(token, url, body.as_bytes(), &secrets()).unwrap() {
        Finding::Mistaken { mistakes, .. } => mistakes,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_right_token_is_valid_and_the_published_ones_are() {
    let right = token(HEADER, HEADER, BODY, "HS512", "card-canary-key");
    assert!(
        matches!(diagnose(&right, URL, BODY.as_bytes(), &secrets()), Ok(Finding::Valid { notes, .. }) if notes.is_empty())
    );
    let vectors = tests_support::vectors();
    for vector in vectors["detached_jws"].as_array().unwrap() {
        let text = |name: &str| vector[name].as_str().unwrap().to_owned();
        let key = Candidate { name: "merchant".to_owned(), secret: Secret::new(text("key")) };
        let url = if text("header").contains("invoice") {
            "/v5/merchant/invoice/init"
        } else {
            "/v5/card-api/request/status"
        };
        let found = diagnose(&text("x_jws_signature"), url, text("body").as_bytes(), &[key]).unwrap();
        assert!(matches!(found, Finding::Valid { .. }), "{found:?}");
    }
}

#[test]
fn every_known_mistake_is_named() {
    let pretty2 = "{\n  \"request_id\": \"828cf71d\",\n  \"amount\": 20.50,\n  \"note\": \"Чай / хлеб\"\n}";
    let spaced = r#"{"request_id": "828cf71d", "amount": 20.50, "note": "Чай / хлеб"}"#;
    let sorted = r#"{"amount":20.50,"note":"Чай / хлеб","request_id":"828cf71d"}"#;
    let php = r#"{"request_id":"828cf71d","amount":20.50,"note":"\u0427\u0430\u0439 \/ \u0445\u043b\u0435\u0431"}"#;
    let number = HEADER.replace("\"654321\"", "654321");
    let path = HEADER.replace("\"uri\"", "\"path\"");
    let key = "card-canary-key";
    let table = [
        (token(HEADER, HEADER, pretty2, "HS512", key), "pretty-printed with 2 spaces"),
        (token(HEADER, HEADER, &pretty2.replace('\n', "\r\n"), "HS512", key), "Windows line breaks"),
        (token(HEADER, HEADER, spaced, "HS512", key), "a space after commas"),
        (token(HEADER, HEADER, sorted, "HS512", key), "members sorted"),
        (token(HEADER, HEADER, php, "HS512", key), "json_encode"),
        (token(HEADER, HEADER, &format!("{BODY}\n"), "HS512", key), "a line break at its end"),
        (token(HEADER, HEADER, BODY, "HS256", key), "says HS512, but it was signed with HS256"),
        (token(HEADER, &number, BODY, "HS512", key), "`auth_id` was signed as a number and sent as text"),
        (token(HEADER, &path, BODY, "HS512", key), "signed with `path` and sent with `uri`"),
        (token(HEADER, HEADER, BODY, "HS512", "merchant-canary-key"), "signed with the merchant secret"),
        (token(HEADER, HEADER, BODY, "HS512", "card-canary-key\n"), "a line break at its end"),
        (signature_over(HEADER, BODY, "HS512", key), "only the plain body"),
        (
            signature_over(HEADER, &format!("{}.{}", STANDARD.encode(HEADER), STANDARD.encode(BODY)), "HS512", key),
            "standard base64 with padding",
        ),
    ];
    for (token, says) in table {
        let mistakes = named(&token, URL, BODY);
        assert_eq!(mistakes.len(), 1, "{says}: {mistakes:?}");
        assert!(mistakes[0].contains(says), "{says}: {mistakes:?}");
    }
    let compact = token(HEADER, HEADER, BODY, "HS512", key);
    assert!(named(&compact, URL, pretty2)[0].contains("compact"));
}

#[test]
fn a_header_that_does_not_fit_the_call_is_named_though_its_signature_is_right() {
    let key = "card-canary-key";
    for (header, alg, says) in [
        (HEADER.replace("\"uri\"", "\"path\""), "HS512", "this call documents `uri`"),
        (HEADER.replace("HS512", "HS256"), "HS256", "`alg` is not HS512"),
        (HEADER.replace("auth_id", "merchant_id"), "HS512", "no `auth_id`"),
        (HEADER.replace("/v5/card-api", ""), "HS512", "the URL has `/v5/card-api/transaction/refund`"),
        (HEADER.replace(",\"params\":\"\"", ""), "HS512", "no `params`"),
    ] {
        let mistakes = named(&token(&header, &header, BODY, alg, key), URL, BODY);
        assert!(mistakes.iter().any(|mistake| mistake.contains(says)), "{says}: {mistakes:?}");
    }
}

#[test]
fn a_disputed_member_is_a_note_and_no_mistake() {
    let header = r#"{"uri":"/v5/merchant/invoice/pay","merchant_id":"1","method":"POST","params":"","alg":"HS512"}"#;
    let token = token(header, header, "{}", "HS512", "card-canary-key");
    match diagnose(&token, "/v5/merchant/invoice/pay", b"{}", &secrets()).unwrap() {
        Finding::Valid { notes, .. } => assert!(notes[0].contains("the sample token has `path`")),
        other => panic!("{other:?}"),
    }
}

#[test]
fn writing_mistakes_of_the_token_are_named() {
    let right = token(HEADER, HEADER, BODY, "HS512", "card-canary-key");
    let (head, signature) = right.split_once("..").unwrap();
    let whole = format!("{head}.{}.{signature}", URL_SAFE_NO_PAD.encode(BODY));
    assert!(named(&whole, URL, BODY)[0].contains("payload was not taken out"));
    let longer = HEADER.replace("654321", "6543210");
    let right = token(&longer, &longer, BODY, "HS512", "card-canary-key");
    let (_, signature) = right.split_once("..").unwrap();
    let padded = format!("{}..{signature}", STANDARD.encode(&longer));
    assert!(padded.contains('='), "the header has to need padding");
    assert!(named(&padded, URL, BODY)[0].contains("base64url without padding"));
}

#[test]
fn what_is_no_token_is_told_in_one_line() {
    for token in ["", "abc", "a.b", "!!..!!", "e30..", "YWJj..YWJj", "/w..YWJj"] {
        match diagnose(token, URL, b"{}", &secrets()) {
            Err(reason) => assert!(!reason.contains('\n'), "{reason}"),
            Ok(Finding::Unexplained { .. } | Finding::Mistaken { .. }) => assert_eq!(token, "e30.."),
            Ok(other) => panic!("{token}: {other:?}"),
        }
    }
    assert!(diagnose("e30..", URL, &vec![b'x'; 2_000_000], &secrets()).is_err());
}

#[test]
fn no_result_holds_a_secret() {
    let tokens = [
        token(HEADER, HEADER, BODY, "HS512", "card-canary-key"),
        token(HEADER, HEADER, BODY, "HS256", "merchant-canary-key"),
        token(HEADER, HEADER, BODY, "HS512", "another"),
    ];
    for token in tokens {
        let found = format!("{:?}", diagnose(&token, URL, BODY.as_bytes(), &secrets()));
        assert!(!found.contains("canary"), "{found}");
    }
}
