//! The country editions of the gateway. Source: `spec/card-partner.md` 1.1 to 1.3.

use super::Profile;

/// A country's edition: its name, its host, and its host for tests where one is documented.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Edition {
    /// The country.
    pub country: &'static str,
    /// The gateway.
    pub host: &'static str,
    /// The gateway for tests.
    pub test_host: Option<&'static str>,
}

/// Those that the provider documents.
pub const EDITIONS: [Edition; 3] = [
    Edition { country: "Kazakhstan", host: "api.freedompay.kz", test_host: Some("test-api.freedompay.kz") },
    Edition { country: "Kyrgyzstan", host: "api.freedompay.kg", test_host: None },
    Edition { country: "Uzbekistan", host: "api.freedompay.uz", test_host: None },
];

/// The hosts where nothing is real money.
pub fn test_hosts() -> impl Iterator<Item = &'static str> {
    EDITIONS.into_iter().filter_map(|edition| edition.test_host)
}

impl Profile {
    /// The edition whose host the profile names, if it is a documented one.
    pub fn edition(&self) -> Option<Edition> {
        let host = self.host.host_str()?;
        EDITIONS.into_iter().find(|edition| edition.host == host || edition.test_host == Some(host))
    }
}
