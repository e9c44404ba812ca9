//! `tolem sign`, `tolem verify` and `tolem explain` as integrators use them: the real binary, offline, no profile.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::expect_used, reason = "tests")]

use std::io::Write as _;
use std::process::{Command, Stdio};

const SECRET: &str = "merchant-canary-key";
const PAYOUT: &str = "payout-canary-key";

/// Runs the program away from every profile and keyring; answers exit code, stdout and stderr.
fn tolem(arguments: &[&str], input: &[u8]) -> (i32, String, String) {
    let home = tempfile::tempdir().unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_tolem"))
        .args(arguments)
        .env_clear()
        .env("HOME", home.path())
        .env("SHOP_SECRET", SECRET)
        .env("PAYOUT_SECRET", PAYOUT)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A command that needs no input may have ended before it is written.
    let _ = child.stdin.take().unwrap().write_all(input);
    let output = child.wait_with_output().unwrap();
    let (out, err) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
    for text in [&out, &err] {
        assert!(!text.contains("canary"), "a secret is shown: {text}");
    }
    // What the parser of the command line says has its own form.
    assert!(err.lines().count() <= 1 || err.contains("--help"), "more than one line: {err}");
    (output.status.code().unwrap(), out, err)
}

/// What `tolem sign` makes of these arguments.
fn signature(arguments: &[&str]) -> String {
    let (code, out, err) = tolem(&[&["sign", "--secret", "env:SHOP_SECRET"], arguments].concat(), b"");
    assert_eq!(code, 0, "{err}");
    out.lines().last().unwrap().split_whitespace().last().unwrap().to_owned()
}

#[test]
fn sign_prints_the_string_with_the_secret_masked_and_the_signature() {
    let fields =
        ["--url", "https://api.example/init_payment.php?x=1", "pg_salt=abc", "pg_amount=20.00", "pg_order_id=A-1"];
    let (code, out, _) = tolem(&[&["sign", "--secret", "env:SHOP_SECRET"], &fields[..]].concat(), b"");
    assert_eq!(code, 0);
    // printf '%s' 'init_payment.php;20.00;A-1;abc;merchant-canary-key' | md5sum
    let expected = "signed  init_payment.php;20.00;A-1;abc;••••\npg_sig  ad15aa2493619ee1cf74995cb78439a6\n";
    assert_eq!(out, expected);
    let (code, out, _) = tolem(
        &["sign", "--script", "init_payment.php", "--secret", "env:SHOP_SECRET", "--stdin", "--json"],
        b"pg_salt=abc&pg_amount=20.00&pg_order_id=A-1",
    );
    assert_eq!(code, 0);
    let json: serde_json::Value = serde_json::from_str(&out).unwrap();
    let expected = serde_json::json!({
        "schema": "tolem.signature/1",
        "signed": "init_payment.php;20.00;A-1;abc;••••",
        "member": "pg_sig",
        "signature": signature(&fields),
        "secret": "merchant",
    });
    assert_eq!(json, expected);
}

#[test]
fn a_published_vector_is_signed_by_the_binary() {
    // Source: spec/merchant.md 1.7, V7.
    let (code, out, _) = tolem(
        &[
            "sign",
            "--script",
            "add",
            "--secret",
            "stdin",
            "pg_back_link=http://site.kz/back",
            "pg_merchant_id=123456",
            "pg_post_link=http://site.kz/post",
            "pg_salt=some random string",
            "pg_user_id=1234",
        ],
        b"test_secret_key\n",
    );
    assert_eq!(code, 0);
    assert!(out.ends_with("pg_sig  337282103cc59ce0ecd3e21b8942ce06\n"), "{out}");
}

#[test]
fn a_published_token_is_signed_and_verified_by_the_binary() {
    // Source: spec/card-partner.md 1.2.
    let token = "eyJ1cmkiOiIvdjUvY2FyZC1hcGkvcmVxdWVzdC9zdGF0dXMiLCJhdXRoX2lkIjoiMTIzNDU2IiwibWV0aG9kIjoiUE9TVCIsInBhcmFtcyI6IiIsImFsZyI6IkhTNTEyIn0..f1sQoeIpX_ZjOaykQzSeylvvKaVrEQV4gNM2ACFbEMkFDUV9Zk5WO1yQGEWez-vnQMVHodLBDVEyh5Xm2-3MjQ";
    let body = br#"{"request_id":"828cf71d-a447-4a67-a149-c1df8bc197ca"}"#;
    let url = "https://api.freedompay.kz/v5/card-api/request/status";
    let input = [b"secret\n", &body[..]].concat();
    let (code, out, err) =
        tolem(&["sign", "--jws", "--id", "123456", "--url", url, "--stdin", "--secret", "stdin"], &input);
    assert_eq!(code, 0, "{err}");
    assert!(out.ends_with(&format!("X-JWS-Signature  {token}\n")), "{out}");
    let (code, out, _) = tolem(&["verify", "--token", token, "--url", url, "--stdin", "--secret", "stdin"], &input);
    assert_eq!((code, out.lines().next()), (0, Some("valid")));
    let pretty = b"secret\n{\n  \"request_id\": \"828cf71d-a447-4a67-a149-c1df8bc197ca\"\n}";
    let (code, out, _) = tolem(&["verify", "--token", token, "--url", url, "--stdin", "--secret", "stdin"], pretty);
    assert_eq!(code, 1);
    assert!(out.contains("mistake   the body was signed compact"), "{out}");
}

#[test]
fn verify_says_valid_or_names_the_mistake() {
    let url = "https://api.example/get_status3.php";
    let right = signature(&["--url", url, "pg_payment_id=1", "pg_salt=abc"]);
    let verify = |signature: &str, more: &[&str]| {
        let signed = format!("pg_sig={signature}");
        let base = ["verify", "--url", url, "--secret", "env:SHOP_SECRET", "pg_payment_id=1", "pg_salt=abc", &signed];
        tolem(&[&base[..], more].concat(), b"")
    };
    assert_eq!(verify(&right, &[]).0, 0);
    let wrong = signature(&["--script", "get_status.php", "pg_payment_id=1", "pg_salt=abc"]);
    let (code, out, err) = verify(&wrong, &[]);
    assert_eq!((code, err.as_str()), (1, "tolem: the signature is wrong: its mistake is named\n"));
    assert!(out.contains("signed is `get_status.php`: sign `get_status3.php`"), "{out}");
    let payout = tolem(
        &["sign", "--url", url, "--secret", "env:PAYOUT_SECRET", "pg_payment_id=1", "pg_salt=abc", "--json"],
        b"",
    );
    let payout: serde_json::Value = serde_json::from_str(&payout.1).unwrap();
    let (_, out, _) = verify(payout["signature"].as_str().unwrap(), &["--other-secret", "env:PAYOUT_SECRET", "--json"]);
    let json: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!((&json["schema"], &json["result"]), (&"tolem.verification/1".into(), &"wrong".into()));
    assert!(json["mistakes"][0].as_str().unwrap().contains("signed with the payout secret"), "{out}");
    let (code, out, _) = verify(&"0".repeat(32), &[]);
    assert_eq!(code, 1);
    assert!(out.contains("none of them fits"), "{out}");
}

#[test]
fn a_whole_reply_is_verified_from_standard_input() {
    let reply = include_str!("golden/revoke_ok.xml");
    let input = format!("test_secret_key\n{reply}");
    let verify = ["verify", "--script", "revoke.php", "--stdin", "--secret", "stdin"];
    assert_eq!(tolem(&verify, input.as_bytes()).0, 0);
    let changed = input.replace("<pg_status>ok", "<pg_status>error");
    assert_eq!(tolem(&verify, changed.as_bytes()).0, 1);
}

#[test]
fn wrong_use_is_told_in_one_line_and_nothing_is_repeated_that_may_be_a_secret() {
    let long = vec![b'a'; 3_000_000];
    let cases: [(&[&str], &[u8], i32, &str); 11] = [
        (
            &["sign", "--script", "x", "--secret", "my-canary-secret", "a=1"],
            b"",
            2,
            "never from the command line itself",
        ),
        (&["sign", "--script", "x", "--secret", "env:NO_SUCH", "a=1"], b"", 2, "NO_SUCH is not set"),
        (&["sign", "--script", "x", "--secret", "env:SHOP_SECRET"], b"", 2, "there is no message"),
        (
            &["sign", "--script", "x", "--secret", "env:SHOP_SECRET", "my-canary"],
            b"",
            2,
            "argument 1 is no FIELD=VALUE",
        ),
        (
            &["sign", "--script", "x", "--secret", "env:SHOP_SECRET", "secret_key=my-canary"],
            b"",
            2,
            "secret_key looks like a secret",
        ),
        (&["sign", "--script", "x", "--secret", "stdin", "a=1"], b"", 2, "secret is empty"),
        (&["sign", "--script", "x", "--secret", "env:SHOP_SECRET", "--stdin"], b"", 1, "the message is empty"),
        (&["sign", "--script", "x", "--secret", "env:SHOP_SECRET", "--stdin"], b"\xff\xfe", 1, "not UTF-8"),
        (
            &["sign", "--script", "x", "--secret", "env:SHOP_SECRET", "--stdin"],
            b"<response><a>1</response>",
            1,
            "the XML is broken",
        ),
        (&["sign", "--script", "x", "--secret", "env:SHOP_SECRET", "--stdin"], &long, 1, "more than 1048576 bytes"),
        (&["verify", "--script", "x", "--secret", "prompt", "a=1"], b"", 2, "no terminal to ask on"),
    ];
    for (arguments, input, code, says) in cases {
        let (found, out, err) = tolem(arguments, input);
        assert_eq!((found, out.as_str()), (code, ""), "{arguments:?}: {err}");
        assert!(err.contains(says), "{says}: {err}");
    }
    assert_eq!(tolem(&["sign", "a=1", "--secret", "env:SHOP_SECRET"], b"").0, 2, "neither URL nor script name");
    let (code, _, err) =
        tolem(&["verify", "--token", "a..b", "--script", "x", "--secret", "env:SHOP_SECRET", "--stdin"], b"{}");
    assert_eq!(code, 2);
    assert!(err.contains("give --url"), "{err}");
    let (code, _, err) = tolem(&["sign", "--script", "x", "a=1"], b"");
    assert_eq!(code, 6, "{err}");
}

#[test]
fn a_token_is_of_the_body_that_standard_input_has_said_or_not() {
    let url = "https://api.example/v5/card-api/request/status";
    let sign = ["sign", "--jws", "--id", "123456", "--url", url, "--secret", "env:SHOP_SECRET", "--json"];
    let (code, out, err) = tolem(&sign, br#"{"request_id":"1"}"#);
    assert_eq!(code, 0, "{err}");
    let signed: serde_json::Value = serde_json::from_str(&out).unwrap();
    let token = signed["signature"].as_str().unwrap();
    let verify = ["verify", "--url", url, "--token", token, "--secret", "env:SHOP_SECRET"];
    assert_eq!(tolem(&verify, br#"{"request_id":"1"}"#).0, 0);
    for other in [&br#"{"request_id":"2"}"#[..], b""] {
        assert_eq!(tolem(&verify, other).0, 1, "{}", String::from_utf8_lossy(other));
    }
}

#[test]
fn an_unsigned_message_is_told_apart_from_a_wrong_one() {
    let (code, out, err) = tolem(&["verify", "--script", "x", "--secret", "env:SHOP_SECRET", "pg_salt=a"], b"");
    assert_eq!((code, out.lines().next()), (1, Some("unsigned")));
    assert!(err.contains("has no signature"));
}

#[test]
fn explain_answers_offline_by_code_or_by_words_in_three_languages() {
    let (code, out, err) = tolem(&["explain", "10009", "--lang", "kk"], b"");
    assert_eq!((code, err.as_str()), (0, ""));
    assert!(out.starts_with("10009 · Қаражат жеткіліксіз · payment\n  Картада қаражат жеткіліксіз."), "{out}");
    let (_, out, _) = tolem(&["explain", "10009", "--lang", "ru"], b"");
    assert!(out.contains("Недостаточно средств на карте."), "{out}");
    let (code, out, err) = tolem(&["explain", "insufficient", "funds"], b"");
    assert_eq!(code, 0);
    assert!(out.lines().any(|line| line.starts_with("10009 ")), "{out}");
    assert!(err.contains("`tolem explain CODE`"), "{err}");
    let (code, out, _) = tolem(&["explain", "need", "data"], b"");
    assert_eq!((code, out.lines().next()), (0, Some("need data · Status · payment")));
    let (code, out, _) = tolem(&["explain", "-8"], b"");
    assert_eq!((code, out.lines().next()), (0, Some("-8 · Gift card · gift_card")));
}

#[test]
fn explain_shows_both_readings_and_every_place_of_a_code() {
    let (_, out, _) = tolem(&["explain", "9998"], b"");
    assert!(out.contains("reading 1 (SDK-2023)") && out.contains("reading 2 (docs)"), "{out}");
    let (_, out, _) = tolem(&["explain", "120", "--json"], b"");
    let json: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(json["schema"], "tolem.explanations/1");
    let all = json["explanations"].as_array().unwrap();
    let families: Vec<_> = all.iter().map(|entry| entry["family"].as_str().unwrap()).collect();
    assert_eq!(families, ["request", "legacy"]);
    assert_eq!(all[0]["readings"][0]["retry"], "read_first");
}

#[test]
fn explain_says_what_nobody_has_published_and_still_tells_the_rest() {
    let (code, out, err) = tolem(&["explain", "42"], b"");
    assert_eq!((code, out.as_str()), (6, ""));
    assert!(err.starts_with("tolem: 42 is not in the catalogue"), "{err}");
    let (code, out, err) = tolem(&["explain", "10009", "42"], b"");
    assert_eq!(code, 6);
    assert!(out.contains("Insufficient funds") && err.contains("42 is not"), "{out} {err}");
    let (code, out, err) = tolem(&["explain", "zebra", "crossing"], b"");
    assert_eq!((code, out.as_str()), (6, ""));
    assert!(err.contains("\"zebra crossing\""), "{err}");
    let (code, out, _) = tolem(&["explain", "42", "--json"], b"");
    let none = serde_json::json!({ "schema": "tolem.explanations/1", "explanations": [] });
    assert_eq!((code, serde_json::from_str::<serde_json::Value>(&out).unwrap()), (6, none));
    assert_eq!(tolem(&["explain", "10009", "--lang", "de"], b"").0, 2);
    assert_eq!(tolem(&["explain"], b"").0, 2);
}
