//! The catalogue: every code and status word of the provider, explained offline in English, Russian and Kazakh.
//!
//! The texts are data (`assets/catalog/*.toml`), compiled in. Start with [`entry`] (what an explanation consists of),
//! then [`shelf`] (all of them: by code, by word, by what a reply names) and [`mod@print`] (as text or JSON). The codes that
//! rules depend on are not here but in [`crate::domain::code`]: the catalogue informs people and decides nothing.

pub mod entry;
pub mod labels;
mod mention;
pub mod print;
mod search;
pub mod shelf;

pub use entry::{Actor, Entry, Group, Kind, Reading, Retry, Text};
pub use mention::{Mention, mentions};
pub use shelf::{Catalog, CatalogError, catalog};
