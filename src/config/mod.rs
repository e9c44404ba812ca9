//! Profiles and settings: `config.toml`. Never a secret.
//!
//! Start with [`profile`] for what a profile is, [`mod@file`] for how the file is read and edited.

pub mod file;
pub mod paths;
pub mod profile;

pub use file::{Config, ConfigError, nearest, read_toml};
pub use paths::Paths;
pub use profile::{Profile, Settling, Wire};
