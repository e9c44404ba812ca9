//! The fields of a merchant: which there are, what stands in them, and how they are typed into.

use std::collections::BTreeMap;

use secrecy::zeroize::Zeroizing;

use crate::config::Store;
use crate::config::edition::EDITIONS;
use crate::config::profile::EnvironmentName;
use crate::domain::text::has_hostile;

/// A field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Name {
    /// The country's edition, or another host.
    Country,
    /// The host, when it is another.
    Host,
    /// Sandbox, test or live.
    Environment,
    /// What the profile is called.
    Profile,
    /// The merchant's number.
    Merchant,
    /// The Card API's auth id; empty when the product is not enabled.
    CardId,
    /// Whether payouts are enabled.
    Payouts,
    /// The most that one operation may move.
    AtOnce,
    /// The most that may be moved in a day.
    ADay,
    /// Where the secrets go.
    Store,
    /// The merchant's secret.
    MerchantSecret,
    /// The payouts' secret.
    PayoutSecret,
    /// The Card API's secret.
    CardSecret,
    /// The environment variable of the merchant's secret.
    Variable,
    /// The passphrase of a file.
    Passphrase,
    /// The same again, when the file is to be made: a slip of a finger would lock it for good.
    Again,
}

impl Name {
    const ALL: [Self; 16] = [
        Self::Country,
        Self::Host,
        Self::Environment,
        Self::Profile,
        Self::Merchant,
        Self::CardId,
        Self::Payouts,
        Self::AtOnce,
        Self::ADay,
        Self::Store,
        Self::MerchantSecret,
        Self::PayoutSecret,
        Self::CardSecret,
        Self::Variable,
        Self::Passphrase,
        Self::Again,
    ];

    /// Whether what is typed is never shown.
    pub const fn is_secret(self) -> bool {
        matches!(self, Self::MerchantSecret | Self::PayoutSecret | Self::CardSecret | Self::Passphrase | Self::Again)
    }

    /// Whether one of several is chosen, and how many there are.
    pub const fn choices(self) -> Option<usize> {
        match self {
            Self::Country => Some(EDITIONS.len() + 1),
            Self::Environment => Some(ENVIRONMENTS.len()),
            Self::Payouts => Some(2),
            Self::Store => Some(STORES.len()),
            Self::Host
            | Self::Profile
            | Self::Merchant
            | Self::CardId
            | Self::AtOnce
            | Self::ADay
            | Self::MerchantSecret
            | Self::PayoutSecret
            | Self::CardSecret
            | Self::Variable
            | Self::Passphrase
            | Self::Again => None,
        }
    }
}

/// The environments, in the order in which they are offered.
pub const ENVIRONMENTS: [EnvironmentName; 3] = [EnvironmentName::Live, EnvironmentName::Test, EnvironmentName::Sandbox];

/// The stores, in the order in which they are offered. Environment variables are given from outside, and only named here.
pub const STORES: [Store; 3] = [Store::Keyring, Store::File, Store::Environment];

/// The longest text of a field.
const LONGEST: usize = 255;

/// What stands in the fields.
pub struct Form {
    texts: BTreeMap<Name, Zeroizing<String>>,
    chosen: BTreeMap<Name, usize>,
    /// Which field is typed into, of those that are there; one further is the button.
    pub(super) focus: usize,
    /// What is wrong with a field, by the key of its text.
    pub(super) faults: BTreeMap<Name, &'static str>,
    /// What is wrong with all of it, in one line.
    pub(super) failed: Option<String>,
    /// What there is already.
    pub(super) known: Known,
}

/// What there is before the first start, such as from profiles that were removed.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// The names of profiles that there are.
    pub taken: Vec<String>,
    /// Whether there is a file of secrets, which has its passphrase.
    pub has_file: bool,
}

impl Form {
    pub(super) fn new(known: Known) -> Self {
        let mut form = Self {
            texts: BTreeMap::new(),
            chosen: BTreeMap::new(),
            focus: 0,
            faults: BTreeMap::new(),
            failed: None,
            known,
        };
        form.texts.insert(Name::Profile, Zeroizing::new("shop".to_owned()));
        form
    }

    /// What stands in a field.
    pub fn text(&self, name: Name) -> &str {
        self.texts.get(&name).map_or("", |text| text.trim())
    }

    /// Which of several is chosen.
    pub fn choice(&self, name: Name) -> usize {
        self.chosen.get(&name).copied().unwrap_or(0)
    }

    /// The environment that is chosen.
    pub fn environment(&self) -> EnvironmentName {
        ENVIRONMENTS.get(self.choice(Name::Environment)).copied().unwrap_or(EnvironmentName::Live)
    }

    /// The store that is chosen.
    pub fn store(&self) -> Store {
        STORES.get(self.choice(Name::Store)).copied().unwrap_or_default()
    }

    /// The fields that are there, which follows from what was chosen.
    pub fn fields(&self) -> Vec<Name> {
        Name::ALL.into_iter().filter(|name| self.has(*name)).collect()
    }

    fn has(&self, name: Name) -> bool {
        match name {
            Name::Host => self.choice(Name::Country) == EDITIONS.len(),
            Name::AtOnce | Name::ADay => self.environment() == EnvironmentName::Live,
            Name::MerchantSecret => self.store() != Store::Environment,
            Name::PayoutSecret => self.store() != Store::Environment && self.choice(Name::Payouts) == 1,
            Name::CardSecret => self.store() != Store::Environment && !self.text(Name::CardId).is_empty(),
            Name::Variable => self.store() == Store::Environment,
            Name::Passphrase => self.store() == Store::File,
            Name::Again => self.store() == Store::File && !self.known.has_file,
            Name::Country
            | Name::Environment
            | Name::Profile
            | Name::Merchant
            | Name::CardId
            | Name::Payouts
            | Name::Store => true,
        }
    }

    /// The field that is typed into; none on the button.
    pub fn focused(&self) -> Option<Name> {
        self.fields().get(self.focus).copied()
    }

    pub(super) fn walk(&mut self, forward: bool) {
        let count = self.fields().len() + 1;
        self.focus = (self.focus + if forward { 1 } else { count - 1 }) % count;
    }

    pub(super) fn go(&mut self, name: Name) {
        self.focus = self.fields().iter().position(|there| *there == name).unwrap_or(0);
    }

    /// Goes to what stands at a place, the button being behind the last field.
    pub(super) fn go_to(&mut self, at: usize) {
        self.focus = at.min(self.fields().len());
    }

    pub(super) fn turn(&mut self, forward: bool) {
        let Some((name, count)) = self.focused().and_then(|name| Some((name, name.choices()?))) else { return };
        let next = (self.choice(name) + if forward { 1 } else { count - 1 }) % count;
        self.chosen.insert(name, next);
        self.mended(name);
    }

    pub(super) fn type_in(&mut self, typed: &str) {
        let Some(name) = self.focused().filter(|name| name.choices().is_none()) else { return };
        let text = self.texts.entry(name).or_default();
        // A copy may end with a line break; what is hostile inside is no part of any value.
        let typed = typed.trim_matches(['\r', '\n']);
        if has_hostile(typed) || text.len() + typed.len() > LONGEST {
            self.faults.insert(name, crate::key!("setup-fault-typed"));
            return;
        }
        // Room for all of it at once, so that no copy of a secret is left behind where it grew out of.
        let room = LONGEST.saturating_sub(text.len());
        text.reserve(room);
        text.push_str(typed);
        self.mended(name);
    }

    pub(super) fn erase(&mut self, all: bool) {
        let Some(name) = self.focused() else { return };
        if let Some(text) = self.texts.get_mut(&name) {
            if all {
                text.clear();
            } else {
                text.pop();
            }
        }
        self.mended(name);
    }

    fn mended(&mut self, name: Name) {
        self.faults.remove(&name);
        self.failed = None;
    }
}
