//! `pg_sig`, written from the rule alone: MD5 over script name, values in the order of their names, secret.
//! Source: `spec/merchant.md` 1.1.

use md5::{Digest as _, Md5};
use subtle::ConstantTimeEq as _;

use super::field::{Field, Value};

/// The text that is hashed.
fn signed_string(script: &str, fields: &[Field], secret: &str) -> String {
    let top: Vec<&Field> = fields.iter().filter(|field| field.name != "pg_sig").collect();
    let mut parts = vec![script];
    collect(top, &mut parts);
    parts.push(secret);
    parts.join(";")
}

/// Fields of the same name keep their order, so the sort has to be a stable one.
fn collect<'a>(mut fields: Vec<&'a Field>, parts: &mut Vec<&'a str>) {
    fields.sort_by(|a, b| a.name.as_bytes().cmp(b.name.as_bytes()));
    for field in fields {
        match &field.value {
            Value::Text(text) => parts.push(text),
            Value::Group(group) => collect(group.iter().collect(), parts),
        }
    }
}

/// The signature of a message: 32 lower-case hexadecimal digits.
pub(super) fn sign(script: &str, fields: &[Field], secret: &str) -> String {
    hex::encode(Md5::digest(signed_string(script, fields, secret)))
}

/// Whether the message carries its right signature.
pub(super) fn verify(script: &str, fields: &[Field], secret: &str) -> bool {
    super::field::text(fields, "pg_sig").is_some_and(|given| {
        let right = sign(script, fields, secret);
        bool::from(right.as_bytes().ct_eq(given.as_bytes()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(value: &serde_json::Value) -> Vec<Field> {
        let mut fields = Vec::new();
        for (name, value) in value.as_object().unwrap() {
            match value {
                serde_json::Value::Object(_) => fields.push(Field::group(name, self::fields(value))),
                serde_json::Value::Array(items) => {
                    fields.extend(items.iter().map(|item| Field::text(name, item.as_str().unwrap())));
                }
                other => fields.push(Field::text(name, other.as_str().unwrap())),
            }
        }
        fields
    }

    #[test]
    fn every_published_vector_is_met() {
        let vectors: serde_json::Value =
            serde_json::from_str(include_str!("../../tests/golden/sandbox_vectors.json")).unwrap();
        let vectors = vectors["pg_sig"].as_array().unwrap();
        assert_eq!(vectors.len(), 6);
        for vector in vectors {
            let mut message = fields(&vector["fields"]);
            let (script, secret) = (vector["script"].as_str().unwrap(), vector["secret"].as_str().unwrap());
            assert_eq!(signed_string(script, &message, secret), vector["signed_string"], "{}", vector["name"]);
            assert_eq!(sign(script, &message, secret), vector["pg_sig"], "{}", vector["name"]);
            message.push(Field::text("pg_sig", vector["pg_sig"].as_str().unwrap()));
            assert!(verify(script, &message, secret));
            assert!(!verify("other", &message, secret));
        }
    }

    #[test]
    fn an_empty_value_keeps_its_place_and_a_missing_signature_is_wrong() {
        let message = [Field::text("b", ""), Field::text("a", "1")];
        assert_eq!(signed_string("s", &message, "k"), "s;1;;k");
        assert!(!verify("s", &message, "k"));
    }
}
