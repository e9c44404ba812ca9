//! The catalogue is whole: nothing of the specification is missing, and no explanation lacks a part.

use super::super::entry::Actor;
use super::super::{labels, print};
use super::*;

/// The provider's codes as the project knows them: code, group, meaning, evidence.
const CODES: &str = include_str!("../../tests/golden/error_codes.csv");

/// Every other key of the specification: member, keys.
const KEYS: [(&str, &str); 18] = [
    ("StsRsnInf/Rsn/Cd", "AC01 AM04 BE04 RC01"),
    ("GrpSts", "ACCP RJCT PART PDNG"),
    ("TxSts", "ACCP RJCT PDNG"),
    ("pg_status", "ok error rejected pending process need_approve success deleted"),
    ("pg_payment_status", "new process waiting success error failed revoked refunded"),
    ("pg_transaction_status", "partial pending ok failed revoked refunded incomplete"),
    ("pg_result", "0 1 2"),
    ("pg_captured", "0 1"),
    ("invoice_status", "new process ok failed incomplete"),
    ("request_status", "success process error 0 1 2"),
    ("card_status", "0 1 2 3 4 5"),
    ("status", "ok error process waiting_3ds approved success reversed process_clearing"),
    ("X-Request-Status", "success error"),
    ("pg_type", "init approve"),
    ("pg_redirect_url_type", "need data,payment system"),
    ("status", "0 -1 -2 -3 -4 -5 -6 -7 -8 -9 -10 -11"),
    ("error_code", "1001 1002 1003 1004 1005 1006 1007 1008"),
    ("error_code", "9403 9999"),
];

fn whole() -> &'static Catalog {
    catalog().unwrap()
}

#[test]
fn every_code_of_the_specification_is_explained_with_its_group_and_evidence() {
    let rows: Vec<&str> = CODES.lines().skip(1).collect();
    assert_eq!(rows.len(), 120);
    for row in rows {
        let code = row.split(',').next().unwrap();
        let group = row.split(',').nth(1).unwrap();
        let evidence = row.rsplit_once(if row.ends_with('"') { ",\"" } else { "," }).unwrap().1.trim_end_matches('"');
        let found = whole().explain(code);
        assert!(
            found.iter().any(|entry| entry.group == group && entry.evidence == evidence),
            "{code} of group {group} ({evidence}) is not in the catalogue: {found:?}"
        );
    }
}

#[test]
fn every_status_word_and_every_other_code_is_explained_where_it_stands() {
    for (member, keys) in KEYS {
        let keys: Vec<&str> = if keys.contains(',') { keys.split(',').collect() } else { keys.split(' ').collect() };
        for key in keys {
            assert!(
                whole().explain(key).iter().any(|entry| entry.stands_in(member)),
                "{key} in {member} is not in the catalogue"
            );
        }
    }
}

#[test]
fn no_explanation_lacks_a_part_in_any_language() {
    for entry in whole().entries() {
        let name = format!("{} in {}", entry.key, entry.field);
        assert!(!entry.readings.is_empty(), "{name} has no reading");
        assert!(!entry.field.is_empty() && !entry.family.is_empty() && !entry.evidence.is_empty(), "{name}");
        assert!(whole().group(entry).is_some(), "{name}: the group {} has no name", entry.group);
        for reading in &entry.readings {
            assert!(!reading.who.is_empty(), "{name} does not say who must act");
            assert!(!reading.who.contains(&Actor::Nobody) || reading.who.len() == 1, "{name}: nobody, and somebody");
            assert_eq!(reading.says.is_some(), entry.readings.len() > 1, "{name}: several readings name their sources");
            for language in Language::ALL {
                let text = reading.text(language);
                for part in [&text.meaning, &text.cause, &text.next] {
                    let length = part.chars().count();
                    assert!((4..=200).contains(&length), "{name}: {length} characters in {language:?}: {part}");
                    assert!(part.trim() == part && part.ends_with(['.', '!', '?']), "{name}: {part}");
                    assert!(!part.contains(char::is_control), "{name}: {part}");
                    let cyrillic = part.chars().any(|c| matches!(c, 'а'..='я' | 'А'..='Я' | 'ё' | 'Ё'));
                    assert_eq!(cyrillic, language != Language::En, "{name}: not in {language:?}: {part}");
                }
            }
        }
    }
}

#[test]
fn a_key_is_there_once_for_each_place() {
    let mut places: Vec<_> = whole().entries().iter().map(|entry| (&entry.key, &entry.field, &entry.family)).collect();
    let count = places.len();
    places.sort();
    places.dedup();
    assert_eq!(places.len(), count);
}

#[test]
fn kazakh_is_kazakh_and_not_a_copy_of_russian() {
    for entry in whole().entries() {
        for reading in &entry.readings {
            let (ru, kk) = (reading.text(Language::Ru), reading.text(Language::Kk));
            assert_ne!(ru.meaning, kk.meaning, "{}", entry.key);
            let all = format!("{}{}{}", kk.meaning, kk.cause, kk.next);
            assert!(all.contains(|c| "әғқңөұүһіӘҒҚҢӨҰҮҺІ".contains(c)), "{}: {all}", entry.key);
        }
    }
}

#[test]
fn codes_with_two_readings_show_both() {
    for code in ["9998", "10012", "11016", "101"] {
        let readings: usize = whole().explain(code).iter().map(|entry| entry.readings.len()).sum();
        assert!(readings >= 2, "{code} has {readings} reading");
    }
    assert_eq!(whole().explain("120").len(), 2);
}

#[test]
fn what_nobody_explains_is_not_found_and_not_guessed() {
    for key in ["", "42", "10002", "frozen", "1e4", "10009 "] {
        assert!(whole().explain(key).is_empty(), "{key}");
    }
    for language in Language::ALL {
        assert!(labels::unknown("42", language).contains("42"));
    }
}

#[test]
fn words_find_codes_in_every_language() {
    for query in ["insufficient funds", "Недостаточно средств", "қаражат жеткіліксіз", "10009"]
    {
        let found = whole().search(query);
        assert!(found.iter().take(5).any(|entry| entry.key == "10009"), "{query}: {:?}", keys(&found));
    }
    assert_eq!(whole().search("10009").first().unwrap().key, "10009");
    assert!(whole().search("zzz insufficient").is_empty());
    assert_eq!(whole().search(" ").len(), whole().entries().len());
}

fn keys(entries: &[&Entry]) -> Vec<String> {
    entries.iter().map(|entry| entry.key.clone()).collect()
}

#[test]
fn a_member_chooses_among_the_meanings_of_a_word() {
    let here = whole().explain_in("invoice_status", "ok", None);
    assert_eq!(here.len(), 1);
    assert!(here.iter().all(|entry| entry.stands_in("invoice_status")));
    assert!(whole().explain_in("no_such_member", "ok", None).len() > 1);
    let payout = whole().explain_in("pg_payment_status", "success", Some("payout"));
    assert_eq!(payout.iter().map(|entry| entry.family.as_str()).collect::<Vec<_>>(), ["payout"]);
}

#[test]
fn an_explanation_prints_every_part() {
    let entry = whole().explain("9998")[0];
    for language in Language::ALL {
        let text = print::text(whole(), entry, language);
        for reading in &entry.readings {
            let parts = reading.text(language);
            assert!([&parts.meaning, &parts.cause, &parts.next].iter().all(|part| text.contains(part.as_str())));
            assert!(text.contains(reading.retry.text(language)));
        }
        let json = print::json(whole(), entry, language);
        assert_eq!(json["readings"].as_array().unwrap().len(), entry.readings.len());
        assert_eq!(json["language"], language.code());
    }
}
