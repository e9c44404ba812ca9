//! The contract with the client, without its code: golden requests are taken, and replies have exactly the members of
//! the golden replies. The client is held to the same documents on its own.

use std::collections::BTreeSet;
use std::path::Path;

use super::merchant::START;
use crate::sandbox::{Config, Gateway, Request, Response};

/// A gateway whose merchant is the one of the golden documents.
pub(super) fn golden_gateway() -> Gateway {
    let mut gateway = Gateway::new(&Config { seed: 7, records: 0, ..Config::default() }, START);
    gateway.credentials.merchant_id = "123456".to_owned();
    gateway.credentials.secret_key = "test_secret_key".to_owned();
    gateway.credentials.payout_secret_key = "test_payout_key".to_owned();
    gateway.credentials.card_api_auth_id = "654321".to_owned();
    gateway.credentials.card_api_secret = "test_card_key".to_owned();
    if let Some(card) = gateway.saved.get_mut(0) {
        card.user_id = "u1".to_owned();
        card.token = "ef741cfc-f85e-41a0-84e6-2ba964912182".to_owned();
    }
    gateway
}

pub(super) fn golden(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// A golden request as it would arrive. Forms are sent URL-encoded.
pub(super) fn request(slug: &str) -> Request {
    let document = golden(&format!("{slug}_request.txt"));
    let (head, body) = document.split_once("\n\n").unwrap();
    let mut lines = head.lines();
    let (method, path) = lines.next().unwrap().split_once(' ').unwrap();
    let headers: Vec<(String, String)> = lines
        .filter_map(|line| line.split_once(": "))
        .filter(|(name, _)| *name != "secret")
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    let body = body.trim_end();
    let is_json = body.starts_with('{') || body.is_empty();
    let sent = if is_json {
        body.to_owned()
    } else {
        let pairs = body.lines().map(|line| line.split_once('=').unwrap());
        url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
    };
    Request {
        method: method.to_owned(),
        path: path.to_owned(),
        content_type: if is_json { "application/json" } else { "application/x-www-form-urlencoded" }.to_owned(),
        headers,
        body: sent.into_bytes(),
        ..Request::default()
    }
}

/// The names of all members, nested ones with their path; items of lists share one.
pub(super) fn members(document: &str) -> BTreeSet<String> {
    fn walk(value: &serde_json::Value, path: &str, into: &mut BTreeSet<String>) {
        match value {
            serde_json::Value::Object(members) => {
                for (name, value) in members {
                    let path = format!("{path}/{name}");
                    into.insert(path.clone());
                    walk(value, &path, into);
                }
            }
            serde_json::Value::Array(items) => items.iter().for_each(|item| walk(item, path, into)),
            _ => {}
        }
    }
    let mut found = BTreeSet::new();
    if document.trim_start().starts_with('{') {
        walk(&serde_json::from_str(document).unwrap(), "", &mut found);
        return found;
    }
    let mut open: Vec<String> = Vec::new();
    for part in document.split('<').skip(1) {
        let tag = part.split('>').next().unwrap();
        if let Some(_closed) = tag.strip_prefix('/') {
            open.pop();
        } else if !tag.starts_with(['?', '!']) {
            open.push(tag.trim_end_matches('/').to_owned());
            found.insert(open.get(1..).unwrap().iter().flat_map(|name| ["/", name.as_str()]).collect());
            if tag.ends_with('/') {
                open.pop();
            }
        }
    }
    found.remove("");
    found
}

/// Compares the members of a reply with those of a golden one.
pub(super) fn same_members(response: &Response, golden_name: &str) {
    let told = String::from_utf8(response.body.clone()).unwrap();
    assert_eq!(response.status, 200, "{golden_name}: {told}");
    let (told_members, wanted) = (members(&told), members(&golden(golden_name)));
    let missing: Vec<_> = wanted.difference(&told_members).collect();
    let more: Vec<_> = told_members.difference(&wanted).collect();
    assert!(missing.is_empty() && more.is_empty(), "{golden_name}: missing {missing:?}, more {more:?} in {told}");
}
