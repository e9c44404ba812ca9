//! Where a profile works: with real money or without.

/// The three kinds of environment. Live and sandbox never mix.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Environment {
    /// The embedded gateway, or one served by `tolem sandbox`: no money.
    Sandbox,
    /// The provider's test host: no money.
    Test,
    /// Real money.
    Live,
}

impl Environment {
    /// The word in the configuration and on screen.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Sandbox => "sandbox",
            Self::Test => "test",
            Self::Live => "live",
        }
    }
}
