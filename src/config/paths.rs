//! Where files live: the XDG folders.

use std::path::PathBuf;

use etcetera::BaseStrategy as _;

/// The folders of one user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paths {
    /// `config.toml`.
    pub config: PathBuf,
    /// The folder of `<profile>.db`.
    pub data: PathBuf,
    /// The folder of logs, and of what is kept of the lists.
    pub state: PathBuf,
}

impl Paths {
    /// The folders that the environment names; `config` replaces the file of settings.
    pub fn find(config: Option<PathBuf>) -> anyhow::Result<Self> {
        let base = etcetera::choose_base_strategy()
            .map_err(|_| anyhow::anyhow!("no home folder is known: set HOME, nothing was read"))?;
        Ok(Self {
            config: config.unwrap_or_else(|| base.config_dir().join("tolem/config.toml")),
            data: base.data_dir().join("tolem"),
            state: base.state_dir().unwrap_or_else(|| base.data_dir()).join("tolem"),
        })
    }

    /// The ledger of a profile.
    pub fn ledger(&self, profile: &str) -> PathBuf {
        self.data.join(format!("{profile}.db"))
    }

    /// The secrets of those profiles that say `secrets = "file"`.
    pub fn secrets(&self) -> PathBuf {
        self.data.join("secrets.age")
    }

    /// How the lists of a profile were left, and their saved views.
    pub fn views(&self, profile: &str) -> PathBuf {
        self.state.join(profile).join("views.toml")
    }
}
