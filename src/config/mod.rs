//! Profiles and settings: `config.toml`. Never a secret.
//!
//! Start with [`profile`] for what a profile is, [`mod@file`] for how the file is read, [`mod@edit`] for how it is changed.

pub mod edit;
pub mod edition;
pub mod file;
mod host;
pub mod interface;
mod lock;
pub mod paths;
pub mod profile;
pub mod store;

pub use file::{Config, ConfigError, line_of, nearest, read_toml};
pub use interface::Interface;
pub use paths::Paths;
pub use profile::{Profile, Settling, Wire};
pub use store::Store;
