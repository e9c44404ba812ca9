//! `pg_sig`: the MD5 signature of every `pg_*` message, in both directions. Source: `spec/merchant.md` 1.

use md5::{Digest as _, Md5};
use subtle::{Choice, ConstantTimeEq as _};

use super::secret::Secret;

/// One value of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A leaf, exactly as it travels: the signature covers these bytes.
    Text(String),
    /// Values of one name, in the order of the message.
    List(Vec<Value>),
    /// Nested members.
    Map(Fields),
}

/// The members of a message in its order. A name may be there more than once.
pub type Fields = Vec<(String, Value)>;

/// The member that carries the signature.
pub const SIGNATURE: &str = "pg_sig";

/// The script name that a URL signs with: its last path segment, cut at `?`; empty for a URL without a path or with
/// one that ends in `/`. Source: `spec/merchant.md` 1.3, `spec/README.md` decision 1.
#[must_use]
pub fn script_name(url: &str) -> &str {
    let url = url.split(['?', '#']).next().unwrap_or_default();
    let path = match url.split_once("://") {
        Some((_, rest)) => rest.split_once('/').map_or("", |(_, path)| path),
        None => url,
    };
    path.rsplit('/').next().unwrap_or_default()
}

/// The signature: 32 lower-case hexadecimal digits over script name, values ordered by name, and secret, joined by
/// semicolons. A `pg_sig` among the fields is left out. Source: `spec/merchant.md` 1.1.
#[must_use]
pub fn sign(script: &str, fields: &Fields, secret: &Secret) -> String {
    let mut message = Message::of(script);
    message.members(fields.iter().filter(|(name, _)| name != SIGNATURE));
    text(message.digest(secret))
}

/// The same for members that are all leaves, without a copy of them.
#[must_use]
pub fn sign_form(script: &str, form: &[(&'static str, String)], secret: &Secret) -> String {
    let mut message = Message::of(script);
    let mut sorted: Vec<_> = form.iter().filter(|(name, _)| *name != SIGNATURE).collect();
    sorted.sort_by_key(|(name, _)| *name);
    for (_, value) in sorted {
        message.leaf(value);
    }
    text(message.digest(secret))
}

/// The first sixteen bytes of a name as a number of the same order: most names differ there, and numbers compare faster.
fn head(name: &str) -> u128 {
    let mut bytes = [0; 16];
    for (to, from) in bytes.iter_mut().zip(name.bytes()) {
        *to = from;
    }
    u128::from_be_bytes(bytes)
}

/// 32 hexadecimal digits.
fn text(digits: [u8; 32]) -> String {
    String::from_utf8_lossy(&digits).into_owned()
}

/// What is signed, up to the secret: script name and values, joined by semicolons. The secret never gets into it.
struct Message(Vec<u8>);

impl Message {
    fn of(script: &str) -> Self {
        let mut bytes = Vec::with_capacity(512);
        bytes.extend_from_slice(script.as_bytes());
        Self(bytes)
    }

    fn members<'a>(&mut self, members: impl Iterator<Item = &'a (String, Value)>) {
        let mut sorted: Vec<_> = members.map(|member| (head(&member.0), member)).collect();
        // The sort is stable: members of one name keep the order of the message, as rule 2b asks.
        sorted.sort_by(|(one, (a, _)), (other, (b, _))| one.cmp(other).then_with(|| a.cmp(b)));
        for (_, (_, value)) in sorted {
            self.value(value);
        }
    }

    fn value(&mut self, value: &Value) {
        match value {
            Value::Text(text) => self.leaf(text),
            Value::List(items) => items.iter().for_each(|item| self.value(item)),
            Value::Map(members) => self.members(members.iter()),
        }
    }

    fn leaf(&mut self, text: &str) {
        self.0.push(b';');
        self.0.extend_from_slice(text.as_bytes());
    }

    /// The digest in lower-case hexadecimal digits.
    fn digest(self, secret: &Secret) -> [u8; 32] {
        let mut digest = Md5::new();
        digest.update(self.0);
        digest.update(b";");
        digest.update(secret.expose());
        let mut digits = [0; 32];
        // Sixteen bytes always fill thirty-two digits.
        let _ = hex::encode_to_slice(digest.finalize(), &mut digits);
        digits
    }
}

/// What the signature of a message is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verified {
    /// It is right.
    Valid,
    /// There is none.
    Unsigned,
    /// There is one, and it is wrong.
    Wrong,
}

/// Checks the signature of a message under any of the script names, in constant time.
#[must_use]
pub fn verify(scripts: &[&str], fields: &Fields, secret: &Secret) -> Verified {
    let mut signatures = fields.iter().filter(|(name, _)| name == SIGNATURE).map(|(_, value)| value);
    let given = match (signatures.next(), signatures.next()) {
        (None, _) => return Verified::Unsigned,
        (Some(Value::Text(text)), None) if text.is_empty() => return Verified::Unsigned,
        (Some(Value::Text(text)), None) => text,
        (Some(_), _) => return Verified::Wrong,
    };
    let valid = scripts.iter().fold(Choice::from(0), |valid, script| {
        let mut message = Message::of(script);
        message.members(fields.iter().filter(|(name, _)| name != SIGNATURE));
        valid | message.digest(secret).ct_eq(given.as_bytes())
    });
    if valid.into() { Verified::Valid } else { Verified::Wrong }
}

#[cfg(test)]
mod tests {
    use super::super::{json, tests_support, xml};
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_published_vector_is_recomputed() {
        let vectors = tests_support::vectors();
        let vectors = vectors["pg_sig"].as_array().unwrap();
        assert_eq!(vectors.len(), 6);
        for vector in vectors {
            let fields = json::read(&vector["fields"].to_string()).unwrap();
            let secret = Secret::new(vector["secret"].as_str().unwrap());
            let signature = sign(vector["script"].as_str().unwrap(), &fields, &secret);
            assert_eq!(signature, vector["pg_sig"].as_str().unwrap(), "{}", vector["name"]);
        }
    }

    #[test]
    fn xml_elements_sign_like_fields() {
        let fields = xml::read(b"<response><pg_description>test</pg_description></response>").unwrap();
        let secret = Secret::new("rofoneqaxujagexi");
        assert_eq!(sign("test.php", &fields, &secret), "7e3123d36e6aa859f40dbe4d7eff7c34");
    }

    #[test]
    fn the_script_name_is_the_last_path_segment_up_to_the_question_mark() {
        for (url, script) in [
            ("https://gateway.example/get_status3.php", "get_status3.php"),
            ("https://gateway.example/v1/merchant/123456/card/pay?x=/1", "pay"),
            ("https://shop.example/pay/result?x=1", "result"),
            ("https://gateway.example", ""),
            ("https://gateway.example/", ""),
            ("/api/reg2nonreg", "reg2nonreg"),
        ] {
            assert_eq!(script_name(url), script, "{url}");
        }
    }

    #[test]
    fn missing_wrong_and_doubled_signatures_are_told_apart() {
        let secret = Secret::new("test_secret_key");
        let mut fields = vec![("pg_status".to_owned(), Value::Text("ok".to_owned()))];
        assert_eq!(verify(&["init"], &fields, &secret), Verified::Unsigned);
        let signature = Value::Text(sign("", &fields, &secret));
        fields.push((SIGNATURE.to_owned(), signature.clone()));
        assert_eq!(verify(&["init", ""], &fields, &secret), Verified::Valid);
        assert_eq!(verify(&["init"], &fields, &secret), Verified::Wrong);
        assert_eq!(verify(&["init", ""], &fields, &Secret::new("other")), Verified::Wrong);
        fields.push((SIGNATURE.to_owned(), signature));
        assert_eq!(verify(&["init", ""], &fields, &secret), Verified::Wrong);
    }

    fn distinct_fields() -> impl Strategy<Value = Fields> {
        prop::collection::btree_map("[a-z_]{1,8}", ".{0,12}", 1..8)
            .prop_map(|map| map.into_iter().map(|(name, text)| (name, Value::Text(text))).collect())
    }

    proptest! {
        #[test]
        fn a_form_signs_like_the_same_fields(values in prop::collection::vec(".{0,12}", 0..6), turn in 0_usize..6) {
            let names = ["pg_b", "pg_a", "pg_c", "pg_a", SIGNATURE, "x"];
            let mut form: Vec<(&'static str, String)> = names.into_iter().zip(values).collect();
            if !form.is_empty() {
                let turn = turn % form.len();
                form.rotate_left(turn);
            }
            let fields = form.iter().map(|(name, value)| ((*name).to_owned(), Value::Text(value.clone()))).collect();
            let secret = Secret::new("s");
            prop_assert_eq!(sign_form("x", &form, &secret), sign("x", &fields, &secret));
        }

        #[test]
        fn the_order_of_different_names_does_not_matter(fields in distinct_fields(), turn in 0_usize..8) {
            let secret = Secret::new("s");
            let mut other = fields.clone();
            other.rotate_left(turn % fields.len());
            prop_assert_eq!(sign("x", &fields, &secret), sign("x", &other, &secret));
        }

        #[test]
        fn a_change_of_any_value_changes_the_signature(fields in distinct_fields(), at in 0_usize..8, new in ".{0,12}") {
            let secret = Secret::new("s");
            let mut other = fields.clone();
            let at = at % fields.len();
            other[at].1 = Value::Text(new);
            prop_assert_eq!(sign("x", &fields, &secret) == sign("x", &other, &secret), fields == other);
        }

        #[test]
        fn a_signature_among_the_fields_is_not_signed(fields in distinct_fields(), text in ".{0,12}") {
            let secret = Secret::new("s");
            let mut other = fields.clone();
            other.push((SIGNATURE.to_owned(), Value::Text(text)));
            prop_assert_eq!(sign("x", &fields, &secret), sign("x", &other, &secret));
        }
    }
}
