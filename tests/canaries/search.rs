//! Looking for a canary in bytes, however it is written.

use std::fs;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};

/// A value that must be nowhere.
#[derive(Clone)]
pub struct Canary {
    /// What to call it in a failure.
    pub name: &'static str,
    value: String,
}

impl Canary {
    pub fn new(name: &'static str, value: &str) -> Self {
        assert!(value.len() >= 12, "{name} is too short to be found without doubt");
        Self { name, value: value.to_owned() }
    }

    pub fn value(&self) -> &str {
        &self.value
    }

    /// The spellings that keep their letters' cases.
    fn exact(&self) -> Vec<Vec<u8>> {
        let mut all = vec![self.value.clone().into_bytes(), self.value.bytes().rev().collect()];
        let json = serde_json::Value::from(self.value.as_str()).to_string();
        all.push(json.trim_matches('"').as_bytes().to_vec());
        all.push(self.value.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;").into_bytes());
        all.push(format!("{:?}", self.value).trim_matches('"').as_bytes().to_vec());
        // In base64 of a longer text the value stands at one of three places; its first and last letters are lost there.
        for before in 0..3 {
            let text = [&vec![b'x'; before][..], self.value.as_bytes()].concat();
            for coded in [STANDARD_NO_PAD.encode(&text), URL_SAFE_NO_PAD.encode(&text)] {
                let from = if before == 0 { 0 } else { before + 1 };
                let until = coded.len() - 1;
                all.push(coded.as_bytes()[from..until].to_vec());
            }
        }
        all
    }

    /// The spellings whose case does not matter.
    fn caseless(&self) -> Vec<Vec<u8>> {
        let bytes = self.value.as_bytes();
        let each = bytes.iter().map(|byte| format!("%{byte:02x}")).collect::<Vec<_>>().concat();
        let form: String = url::form_urlencoded::byte_serialize(bytes).collect();
        vec![
            self.value.to_lowercase().into_bytes(),
            hex::encode(bytes).into_bytes(),
            hex::encode(bytes.iter().rev().copied().collect::<Vec<_>>()).into_bytes(),
            each.into_bytes(),
            form.to_lowercase().into_bytes(),
            form.replace('+', "%20").to_lowercase().into_bytes(),
        ]
    }

    /// Where it stands in these bytes: what is around it.
    fn found_in(&self, bytes: &[u8]) -> Option<String> {
        let small = bytes.to_ascii_lowercase();
        let grouped = self.value.bytes().all(|byte| byte.is_ascii_digit()).then(|| {
            let digits: Vec<u8> =
                bytes.iter().copied().filter(|byte| !matches!(byte, b' ' | b'-' | 0xc2 | 0xa0 | 0xb7)).collect();
            (digits, vec![self.value.clone().into_bytes()])
        });
        let searches = [(bytes.to_vec(), self.exact()), (small, self.caseless())];
        for (bytes, needles) in searches.into_iter().chain(grouped) {
            for needle in needles {
                if let Some(at) = position(&bytes, &needle) {
                    let around = &bytes[at.saturating_sub(80)..(at + needle.len() + 40).min(bytes.len())];
                    return Some(String::from_utf8_lossy(around).into_owned());
                }
            }
        }
        None
    }
}

fn position(bytes: &[u8], needle: &[u8]) -> Option<usize> {
    let first = *needle.first()?;
    let mut from = 0;
    while let Some(at) = bytes[from..].iter().position(|byte| *byte == first).map(|at| at + from) {
        if bytes[at..].starts_with(needle) {
            return Some(at);
        }
        from = at + 1;
    }
    None
}

/// Fails when one of the canaries stands in these bytes.
pub fn assert_silent(what: &str, bytes: &[u8], canaries: &[Canary]) {
    for canary in canaries {
        if let Some(around) = canary.found_in(bytes) {
            panic!("{what} holds the {}: …{around}…", canary.name);
        }
    }
}

/// Fails when one of the canaries stands in a file of the folder or in its name; answers how many files there are.
pub fn assert_folder_silent(what: &str, folder: &Path, canaries: &[Canary]) -> usize {
    let mut files = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        assert_silent(what, path.to_string_lossy().as_bytes(), canaries);
        if path.is_dir() {
            files += assert_folder_silent(what, &path, canaries);
        } else {
            assert_silent(&format!("{what}, {}", path.display()), &fs::read(&path).unwrap(), canaries);
            files += 1;
        }
    }
    files
}

#[test]
fn the_search_finds_a_canary_in_every_spelling() {
    let secret = Canary::new("secret", "canary<&\"Zt9-qX4/k");
    let pan = Canary::new("card number", "4405645000006150");
    let found = |canary: &Canary, text: &str| canary.found_in(format!("before {text} after").as_bytes()).is_some();
    for text in [
        "canary<&\"Zt9-qX4/k",
        "CANARY<&\"ZT9-QX4/K",
        "k/4Xq-9tZ\"&<yranac",
        r#"canary<&\"Zt9-qX4/k"#,
        "canary&lt;&amp;&quot;Zt9-qX4/k",
        "canary%3C%26%22Zt9-qX4%2Fk",
        "63616E6172793c2622",
    ] {
        assert_eq!(found(&secret, text), !text.starts_with("63616E"), "{text}");
    }
    assert!(found(&secret, &hex::encode_upper(secret.value())));
    for before in ["", "a", "ab", "abc"] {
        let text = STANDARD_NO_PAD.encode(format!("{before}{}xyz", secret.value()));
        assert!(found(&secret, &text), "{before} {text}");
    }
    for text in ["4405645000006150", "4405 6450 0000 6150", "4405-6450-0000-6150", "4405\u{a0}6450\u{a0}0000\u{a0}6150"]
    {
        assert!(found(&pan, text), "{text}");
    }
    assert!(!found(&pan, "440564XXXXXX6150") && !found(&secret, "canary"));
}
