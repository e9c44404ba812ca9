//! Ways in which values are written differently before they are signed.

/// How a value becomes bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encoding {
    /// UTF-8, as it travels: the right one.
    Utf8,
    /// The code page that old shops still store texts in.
    Windows1251,
    /// Percent-encoded, a space as `%20`.
    Percent,
    /// As in a form: percent-encoded, a space as `+`.
    Form,
    /// `&`, `<`, `>` and quotes as entities.
    Html,
    /// Characters beyond ASCII as `\uXXXX`.
    Json,
    /// White space at both ends cut off.
    Trimmed,
    /// Lower case.
    Lower,
}

impl Encoding {
    /// The wrong ones, with what is said of them.
    pub(super) const WRONG: [(Self, &'static str); 7] = [
        (Self::Windows1251, "the values were signed in windows-1251: sign their UTF-8 bytes"),
        (Self::Percent, "the values were signed percent-encoded: sign them decoded"),
        (Self::Form, "the values were signed as a form encodes them (`+` for a space): sign them decoded"),
        (Self::Html, "the values were signed with HTML entities such as `&amp;`: sign them as they are"),
        (Self::Json, "the values were signed with JSON escapes such as `\\u0437`: sign their UTF-8 bytes"),
        (Self::Trimmed, "the values were trimmed before they were signed: sign exactly what is sent"),
        (Self::Lower, "the values were lower-cased before they were signed: sign exactly what is sent"),
    ];

    /// The bytes of a value.
    pub(super) fn bytes(self, text: &str) -> Vec<u8> {
        match self {
            Self::Utf8 => text.as_bytes().to_vec(),
            Self::Windows1251 => text.chars().map(windows_1251).collect(),
            Self::Percent => percent(text, "%20"),
            Self::Form => percent(text, "+"),
            Self::Html => html(text).into_bytes(),
            Self::Json => json(text).into_bytes(),
            Self::Trimmed => text.trim().as_bytes().to_vec(),
            Self::Lower => text.to_lowercase().into_bytes(),
        }
    }
}

/// The letters of Russian and the number sign; `?` for what the code page lacks.
fn windows_1251(c: char) -> u8 {
    match c {
        '\0'..='\x7f' => u8::try_from(u32::from(c)).unwrap_or(b'?'),
        'А'..='я' => u8::try_from(u32::from(c) - u32::from('А') + 0xc0).unwrap_or(b'?'),
        'Ё' => 0xa8,
        'ё' => 0xb8,
        'І' => 0xb2,
        'і' => 0xb3,
        '№' => 0xb9,
        '«' => 0xab,
        '»' => 0xbb,
        '\u{a0}' => 0xa0,
        '–' => 0x96,
        '—' => 0x97,
        _ => b'?',
    }
}

fn percent(text: &str, space: &str) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len() * 3);
    for byte in text.bytes() {
        match byte {
            b' ' => out.extend_from_slice(space.as_bytes()),
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => out.push(byte),
            _ => out.extend_from_slice(format!("%{byte:02X}").as_bytes()),
        }
    }
    out
}

fn html(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// A character as `\uXXXX`, beyond the basic plane as two of them.
pub(super) fn escaped(c: char) -> String {
    let mut units = [0; 2];
    let units: Vec<String> = c.encode_utf16(&mut units).iter().map(|unit| format!("\\u{unit:04x}")).collect();
    units.concat()
}

/// As `json_encode` of PHP writes it.
fn json(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '/' => "\\/".to_owned(),
            '"' => "\\\"".to_owned(),
            '\\' => "\\\\".to_owned(),
            c if c.is_ascii() => c.to_string(),
            c => escaped(c),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_encoding_writes_what_its_programs_write() {
        let bytes = |encoding: Encoding, text: &str| encoding.bytes(text);
        assert_eq!(bytes(Encoding::Windows1251, "Чёрный №1"), b"\xd7\xb8\xf0\xed\xfb\xe9 \xb91");
        assert_eq!(bytes(Encoding::Percent, "a b/ч"), b"a%20b%2F%D1%87");
        assert_eq!(bytes(Encoding::Form, "a b"), b"a+b");
        assert_eq!(bytes(Encoding::Html, "a & \"b\" <c>"), b"a &amp; &quot;b&quot; &lt;c&gt;");
        assert_eq!(bytes(Encoding::Json, "ч/😀"), b"\\u0447\\/\\ud83d\\ude00");
        assert_eq!(bytes(Encoding::Trimmed, " a "), b"a");
        assert_eq!(bytes(Encoding::Utf8, "ч"), "ч".as_bytes());
    }
}
