//! The fields of a message, nested or flat, exactly as they were received: signatures cover the raw text.

/// What a field holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value {
    /// A text.
    Text(String),
    /// Fields of its own.
    Group(Vec<Field>),
}

/// One field. Several may have the same name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Field {
    pub(super) name: String,
    pub(super) value: Value,
}

impl Field {
    pub(super) fn text(name: impl Into<String>, value: impl Into<String>) -> Self {
        Self { name: name.into(), value: Value::Text(value.into()) }
    }

    pub(super) fn group(name: impl Into<String>, fields: Vec<Self>) -> Self {
        Self { name: name.into(), value: Value::Group(fields) }
    }
}

/// The text of the first field of that name.
pub(super) fn text<'a>(fields: &'a [Field], name: &str) -> Option<&'a str> {
    fields.iter().find(|field| field.name == name).and_then(|field| match &field.value {
        Value::Text(text) => Some(text.as_str()),
        Value::Group(_) => None,
    })
}

/// Adds a field whose name may be in PHP's bracket notation: `a[0][b]` becomes `b` within `0` within `a`.
/// Source: `spec/merchant.md` 0.2.
pub(super) fn insert(fields: &mut Vec<Field>, name: &str, value: String) {
    let (head, mut rest) = match name.find('[') {
        Some(at) if at > 0 && name.ends_with(']') => name.split_at(at),
        _ => (name, ""),
    };
    let mut path = vec![head];
    while let Some((key, tail)) = rest.strip_prefix('[').and_then(|inner| inner.split_once(']')) {
        path.push(key);
        rest = tail;
    }
    if rest.is_empty() && path.len() <= MAX_DEPTH {
        put(fields, &path, value);
    } else {
        fields.push(Field::text(name, value));
    }
}

/// Deepest nesting that is taken apart.
pub(super) const MAX_DEPTH: usize = 8;

fn put(fields: &mut Vec<Field>, path: &[&str], value: String) {
    let Some((head, rest)) = path.split_first() else { return };
    if rest.is_empty() {
        fields.push(Field::text(*head, value));
        return;
    }
    let group = fields.iter_mut().find_map(|field| match &mut field.value {
        Value::Group(group) if field.name == *head => Some(group),
        Value::Group(_) | Value::Text(_) => None,
    });
    if let Some(group) = group {
        put(group, rest, value);
    } else {
        let mut group = Vec::new();
        put(&mut group, rest, value);
        fields.push(Field::group(*head, group));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bracket_names_become_groups_and_odd_ones_stay_as_they_are() {
        let mut fields = Vec::new();
        for (name, value) in [("p[0][b]", "1"), ("p[0][a]", "2"), ("p[1][a]", "3"), ("q[", "4"), ("r", "5")] {
            insert(&mut fields, name, value.to_owned());
        }
        let expected = vec![
            Field::group(
                "p",
                vec![
                    Field::group("0", vec![Field::text("b", "1"), Field::text("a", "2")]),
                    Field::group("1", vec![Field::text("a", "3")]),
                ],
            ),
            Field::text("q[", "4"),
            Field::text("r", "5"),
        ];
        assert_eq!(fields, expected);
        assert_eq!(text(&fields, "r"), Some("5"));
        assert_eq!(text(&fields, "p"), None);
    }
}
