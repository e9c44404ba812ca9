//! Hostile replies to every call of the room: each is an error with its type, and nothing is ever read in two ways.

mod cases;
mod mutants;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use proptest::prelude::*;

use self::cases::{Case, EXCHANGE, all};
use self::mutants::{Genuine, place};
use super::signature::Value;
use super::tests_support::reply;
use super::transport::WireReply;
use super::{CallError, ReplyError, json, mask, xml};

/// Asserts that a reply is lost, in one line that names call and exchange.
fn is_lost(case: &Case, what: &str, outcome: &Result<String, CallError>) {
    let Err(CallError::Lost(unread)) = outcome else { panic!("{}, {what}: {outcome:?}", case.kind) };
    assert_eq!((unread.call, unread.exchange), (case.name, EXCHANGE));
    let line = CallError::Lost(unread.clone()).to_string();
    assert!(line.starts_with(&format!("outcome unknown: {}: ", case.name)), "{line}");
    assert!(line.ends_with(&format!(" (exchange {})", EXCHANGE.short())), "{line}");
    assert!(!line.contains(['\n', '\r', '\u{1b}']) && line.len() < 1_000, "{line}");
}

#[test]
fn every_call_of_the_room_is_here_with_a_genuine_reply() {
    fn calls(folder: &Path, found: &mut BTreeSet<String>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                calls(&path, found);
            } else if !path.to_string_lossy().contains("tests") {
                let text = fs::read_to_string(&path).unwrap();
                let names = text.lines().filter_map(|line| line.strip_prefix("impl Call for "));
                found.extend(names.filter_map(|name| name.strip_suffix(" {")).map(str::to_owned));
            }
        }
    }
    let mut known = BTreeSet::new();
    calls(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src/freedompay")), &mut known);
    let here: BTreeSet<String> = all().iter().map(|case| case.kind.to_owned()).collect();
    assert_eq!(here, known);
    for case in all() {
        case.told();
    }
}

/// Documents that are no answer to any call, each with a name.
fn documents() -> Vec<(&'static str, Vec<u8>)> {
    let text = |text: &str| text.as_bytes().to_vec();
    let entity = |name: char, of: char| format!("<!ENTITY {name} \"{}\">", format!("&{of};").repeat(10));
    let entities: Vec<String> = ('b'..='z').zip('a'..).map(|(name, of)| entity(name, of)).collect();
    let laughs = format!(
        "<!DOCTYPE l [<!ENTITY a \"ha\">{}]><response><pg_status>&z;</pg_status></response>",
        entities.concat()
    );
    let deep_xml = format!("<response>{}{}</response>", "<a>".repeat(10_000), "</a>".repeat(10_000));
    let deep_json = format!("{}1{}", r#"{"a":"#.repeat(10_000), "}".repeat(10_000));
    let deep_list = format!(r#"{{"status":"ok","a":{}{}}}"#, "[".repeat(10_000), "]".repeat(10_000));
    vec![
        ("nothing", text("")),
        ("white space", text(" \r\n\t ")),
        ("a lone byte order mark", text("\u{feff}")),
        ("a word", text("ok")),
        ("a list", text(r#"[{"status":"ok"}]"#)),
        ("a number", text("1e999")),
        ("a nul byte", text("\0")),
        ("half of a JSON object", text(r#"{"status":"ok","request_status":"#)),
        ("two JSON objects", text(r#"{"status":"ok"}{"status":"ok"}"#)),
        ("JSON with a member twice", text(r#"{"status":"ok","status":"error"}"#)),
        ("JSON with NaN", text(r#"{"status":"ok","amount":NaN}"#)),
        ("JSON with an infinity", text(r#"{"status":"ok","amount":Infinity}"#)),
        ("deep JSON", deep_json.into_bytes()),
        ("deep lists", deep_list.into_bytes()),
        ("long JSON", format!(r#"{{"status":"ok","a":"{}"}}"#, "x".repeat(xml::MAX_BYTES)).into_bytes()),
        ("half of an XML document", text("<response><pg_status>ok</pg_status>")),
        ("two XML documents", text("<response/><response/>")),
        ("XML with another root", text("<html2><pg_status>ok</pg_status></html2>")),
        ("XML with a member twice", text("<response><pg_status>error</pg_status><pg_status>ok</pg_status></response>")),
        ("an empty XML document", text("<response/>")),
        ("a document type", text("<!DOCTYPE response SYSTEM \"file:///etc/passwd\"><response/>")),
        ("an outer entity", text("<!DOCTYPE r [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><response>&x;</response>")),
        ("a billion laughs", laughs.into_bytes()),
        ("an entity that nobody defined", text("<response><pg_status>&lol;</pg_status></response>")),
        ("deep XML", deep_xml.into_bytes()),
        ("wide XML", format!("<response>{}</response>", "<a/>".repeat(xml::MAX_NODES)).into_bytes()),
        ("long XML", format!("<response>{}</response>", "x".repeat(xml::MAX_BYTES)).into_bytes()),
        ("no UTF-8 in XML", b"<response><pg_status>\xff\xfe</pg_status></response>".to_vec()),
        ("no UTF-8 in JSON", b"{\"status\":\"\xc3\x28\"}".to_vec()),
        ("UTF-16", "<response/>".encode_utf16().flat_map(u16::to_le_bytes).collect()),
        ("compressed bytes", vec![0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x03, 0xb3, 0x29]),
        ("terminal commands", text("<response><\u{1b}[2J>\u{202e}</response>")),
    ]
}

#[test]
fn what_is_no_answer_is_lost_for_every_call() {
    let cases = all();
    for (what, body) in documents() {
        for case in &cases {
            let reply = WireReply { status: 200, body: body.clone(), ..WireReply::default() };
            if body.len() > mask::MAX_KEPT {
                let outcome = (case.decode)(reply);
                assert!(matches!(outcome, Err(ReplyError::Lost(_))), "{}, {what}", case.kind);
                continue;
            }
            let outcome = (case.answer)(reply);
            match case.kind {
                // To these reads a document without members is the documented answer that there is nothing.
                "AsyncRead" | "AsyncRequestStatus" if what == "an empty XML document" => {
                    assert_eq!(outcome.as_deref(), Ok("None"));
                }
                _ => is_lost(case, what, &outcome),
            }
        }
    }
}

#[test]
fn a_genuine_reply_under_another_http_status_is_lost_for_every_call() {
    for case in all() {
        for status in [100, 199, 300, 301, 302, 304, 307, 308, 404, 409, 429, 500, 502, 503, 504, 599, 999] {
            is_lost(&case, &status.to_string(), &(case.answer)(reply(status, &case.genuine)));
        }
    }
}

#[test]
fn a_forged_or_stripped_signature_is_lost_for_every_signed_call() {
    let mut signed = 0;
    for case in all() {
        let genuine = Genuine::read(case.name, &case.genuine);
        if !genuine.is_signed() {
            continue;
        }
        signed += 1;
        let start = case.genuine.find("<pg_sig>").unwrap() + "<pg_sig>".len();
        let end = case.genuine.find("</pg_sig>").unwrap();
        let (head, tail) = (&case.genuine[..start], &case.genuine[end..]);
        for forged in ["", "0123456789abcdef0123456789abcdef", "<x>1</x>"] {
            is_lost(&case, forged, &(case.answer)(reply(200, &format!("{head}{forged}{tail}"))));
        }
    }
    assert_eq!(signed, 30);
}

#[test]
fn a_member_that_is_there_twice_is_lost_for_every_call_wherever_it_stands() {
    for case in all() {
        let genuine = Genuine::read(case.name, &case.genuine);
        for at in genuine.leaves() {
            let mut members = genuine.members.clone();
            let Some((group, index)) = place(&mut members, &at) else { continue };
            let (name, _) = group[index].clone();
            group.push((name.clone(), Value::Text("1".to_owned())));
            is_lost(&case, &format!("{name} twice"), &(case.answer)(reply(200, &genuine.with(members))));
        }
    }
}

/// Calls that give the members of their reply as they come, because the names are not published.
const RAW: [&str; 3] = ["InvoiceCreate", "CardTransactionInfo", "CardLimits"];

#[test]
fn no_amount_that_is_not_exact_is_ever_believed() {
    let amounts = [
        "9223372036854775808",
        "-9223372036854775809",
        "92233720368547758.08",
        "340282366920938463463374607431768211456",
        "NaN",
        "Infinity",
        "-Infinity",
        "1e3",
        "1E-2",
        "0x10",
        "1_000",
        "1 000",
        "1,5",
        "1.005",
        ".5",
        "5.",
        "--1",
        "+1",
        "\u{661}",
        "true",
    ];
    let strange = || {
        [
            Value::List(vec![Value::Text("1".to_owned()), Value::Text("2".to_owned())]),
            Value::Map(vec![("v".to_owned(), Value::Text("1".to_owned()))]),
        ]
    };
    let mut lost = 0;
    for case in all().into_iter().filter(|case| !RAW.contains(&case.kind)) {
        let (genuine, told) = (Genuine::read(case.name, &case.genuine), case.told());
        for at in genuine.leaves() {
            let values = amounts.iter().map(|amount| Value::Text((*amount).to_owned())).chain(strange());
            for value in values {
                let mut members = genuine.members.clone();
                let Some((group, index)) = place(&mut members, &at) else { continue };
                let name = group[index].0.clone();
                if !["amount", "balance", "commission"].iter().any(|word| name.contains(word)) {
                    continue;
                }
                group[index].1 = value.clone();
                match (case.answer)(reply(200, &genuine.with(members))) {
                    // A member that the call does not read changes nothing.
                    Ok(other) => assert_eq!(other, told, "{}, {name} is {value:?}", case.kind),
                    outcome => {
                        is_lost(&case, &name, &outcome);
                        assert!(format!("{outcome:?}").contains(&name), "{outcome:?} does not name {name}");
                        lost += 1;
                    }
                }
            }
        }
    }
    assert!(lost > 400, "only {lost} amounts were read at all");
}

#[test]
fn a_reply_without_one_of_its_members_is_lost_where_the_call_needs_it_and_never_panics() {
    for case in all() {
        let genuine = Genuine::read(case.name, &case.genuine);
        for at in genuine.leaves() {
            let mut members = genuine.members.clone();
            let Some((group, index)) = place(&mut members, &at) else { continue };
            let (name, _) = group.remove(index);
            let outcome = (case.answer)(reply(200, &genuine.with(members)));
            let word = at.len() == 1 && matches!(name.as_str(), "status" | "pg_status");
            // The asynchronous family has no status of the call itself, and invoice/create documents no reply.
            let silent = case.name.starts_with("gateway.") || case.kind == "InvoiceCreate";
            match outcome {
                Ok(told) => assert!(!word || silent, "{} without {name}: {told}", case.kind),
                // What is left may be the documented form of an error, which names no payment.
                Err(CallError::Refused(_)) => assert!(case.genuine.contains("error"), "{} without {name}", case.kind),
                outcome => is_lost(&case, &name, &outcome),
            }
        }
    }
}

#[test]
fn the_written_mutants_are_read_like_the_genuine_replies() {
    for case in all() {
        let genuine = Genuine::read(case.name, &case.genuine);
        let again = genuine.with(genuine.members.clone());
        assert_eq!((case.answer)(reply(200, &again)).ok(), Some(case.told()), "{}", case.kind);
        assert!(json::read(&again).is_ok() || xml::read(again.as_bytes()).is_ok());
    }
}

/// A card number of any length that passes the Luhn check, as a scheme would issue it.
fn pans() -> impl Strategy<Value = String> {
    let beginnings =
        prop::sample::select(vec![("4", 13), ("4", 16), ("4", 19), ("5203", 16), ("37", 15), ("8600", 16)]);
    (beginnings, prop::collection::vec(0_u32..10, 20)).prop_map(|((beginning, length), more)| {
        let mut digits: Vec<u32> =
            beginning.chars().filter_map(|c| c.to_digit(10)).chain(more).take(length - 1).collect();
        let sum: u32 = digits
            .iter()
            .rev()
            .enumerate()
            .map(|(at, digit)| {
                let doubled = digit * 2;
                if at % 2 == 1 {
                    *digit
                } else if doubled > 9 {
                    doubled - 9
                } else {
                    doubled
                }
            })
            .sum();
        digits.push((10 - sum % 10) % 10);
        digits.iter().map(|digit| char::from_digit(*digit, 10).unwrap()).collect()
    })
}

/// The ways in which a person or a program writes a card number into a text.
fn written(pan: &str, way: usize) -> String {
    let grouped = |by: &str| {
        let groups: Vec<&str> = pan.as_bytes().chunks(4).map(|group| std::str::from_utf8(group).unwrap()).collect();
        groups.join(by)
    };
    match way {
        0 => pan.to_owned(),
        1 => grouped(" "),
        2 => grouped("-"),
        3 => grouped("\u{a0}"),
        4 => format!("card {pan}, 12/28"),
        5 => format!("{pan} 12 28 653"),
        6 => format!("https://shop.example/?pan={pan}&a=1"),
        7 => format!("2026-11-21 {pan}"),
        _ => grouped("\u{200b}"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(12) })]

    #[test]
    fn no_card_number_survives_from_any_member_of_any_reply(pan in pans(), way in 0_usize..9) {
        for case in all() {
            let genuine = Genuine::read(case.name, &case.genuine);
            for at in genuine.leaves() {
                let mut members = genuine.members.clone();
                let Some((group, index)) = place(&mut members, &at) else { continue };
                let name = group[index].0.clone();
                if ["amount", "balance", "commission"].iter().any(|word| name.contains(word)) {
                    // What reads as an amount is one; anything else makes the reply unbelievable (see above).
                    continue;
                }
                group[index].1 = Value::Text(written(&pan, way));
                group.push((format!("unknown_{name}"), Value::Text(written(&pan, way))));
                let kept = (case.kept)(reply(200, &genuine.with(members)));
                // These give the members as they come; what is kept of the exchange is masked all the same.
                let kept = if RAW.contains(&case.kind) { kept.split("outcome: ").next().unwrap() } else { &kept };
                let digits: String = kept.chars().filter(|c| !matches!(c, ' ' | '-' | '·' | '\u{a0}')).collect();
                prop_assert!(!digits.contains(&pan), "{}, {name}: {kept}", case.kind);
            }
        }
    }
}
