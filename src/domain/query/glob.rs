//! Patterns: `*` stands for anything.

/// Whether a text is as a pattern says.
pub(super) fn fits(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(first) = parts.next() else { return false };
    let Some(mut rest) = text.strip_prefix(first) else { return false };
    let Some(last) = parts.next_back() else { return rest.is_empty() };
    for part in parts {
        let Some(at) = rest.find(part) else { return false };
        rest = rest.get(at + part.len()..).unwrap_or_default();
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn a_star_stands_for_anything_and_everything_else_for_itself() {
        for (pattern, text) in [
            ("a-1", "a-1"),
            ("a*", "a-1"),
            ("a*", "a"),
            ("*1", "a-1"),
            ("a*b*c", "axbxbxc"),
            ("*", ""),
            ("**", "x"),
            ("a*a", "aa"),
            ("[?]*", "[?]x"),
        ] {
            assert!(fits(pattern, text), "{pattern} {text}");
        }
        for (pattern, text) in [("a", "ab"), ("a*a", "a"), ("b*", "ab"), ("*b*c", "acb"), ("", "x")] {
            assert!(!fits(pattern, text), "{pattern} {text}");
        }
    }
}
