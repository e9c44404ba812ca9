//! The words on screen, in English, Russian and Kazakh, with their plurals. The texts are data (`assets/locales`), in
//! [Fluent](https://projectfluent.org), compiled in.
//!
//! [`say!`](crate::say) is the way in: `say!(language, "list-in-all", count = 3)`. [`key!`](crate::key) marks a key that is
//! said elsewhere. Both take the key as a literal, so that the tests find every one: no key is missing, and none is unused,
//! in any language. What a machine reads (JSON, the ledger, the log) is not translated.

mod bundle;
#[cfg(test)]
pub mod heard;
mod language;
#[cfg(test)]
mod tests;

pub use bundle::{Value, speak};
pub use language::Language;

/// A text in a language: `say!(language, "key")` or `say!(language, "key", name = value, …)`.
#[macro_export]
macro_rules! say {
    ($language:expr, $key:literal $(, $name:ident = $value:expr)* $(,)?) => {
        $crate::locale::speak($language, $key, &[$((stringify!($name), $crate::locale::Value::from($value))),*])
    };
}

/// The key of a text that is said elsewhere, with [`speak`].
#[macro_export]
macro_rules! key {
    ($key:literal) => {
        $key
    };
}
