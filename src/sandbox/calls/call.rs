//! The members of a request as the calls ask for them: present or not, within their limits.

use crate::domain::{Currency, Money};
use crate::sandbox::codes::Refused;
use crate::sandbox::field::{self, Field};

/// A request whose signature is right.
pub(super) struct Call<'a> {
    pub(super) script: &'a str,
    pub(super) fields: Vec<Field>,
}

impl Call<'_> {
    /// The text of a field; an empty one counts as absent.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        field::text(&self.fields, name).filter(|text| !text.is_empty())
    }

    pub(super) fn required(&self, name: &str) -> Result<&str, Refused> {
        self.text(name).ok_or_else(|| Refused::invalid(format!("{name} is missing")))
    }

    /// A required text of at most `max` characters.
    pub(super) fn bounded(&self, name: &str, max: usize) -> Result<String, Refused> {
        let text = self.required(name)?;
        if text.chars().count() > max {
            return Err(Refused::invalid(format!("{name} is longer than {max} characters")));
        }
        Ok(text.to_owned())
    }

    /// A required amount that is more than nothing.
    pub(super) fn amount(&self, name: &str, currency: Currency) -> Result<Money, Refused> {
        let text = self.required(name)?;
        Money::parse(text, currency).map_err(|why| Refused::invalid(format!("{name}: {why}")))
    }

    /// An optional whole number within bounds.
    pub(super) fn number(&self, name: &str, from: u64, to: u64) -> Result<Option<u64>, Refused> {
        self.text(name)
            .map(|text| {
                text.parse()
                    .ok()
                    .filter(|number| (from..=to).contains(number))
                    .ok_or_else(|| Refused::invalid(format!("{name} has to be a number within {from} and {to}")))
            })
            .transpose()
    }

    /// An optional id of the gateway.
    pub(super) fn id(&self, name: &str) -> Result<Option<u64>, Refused> {
        let id = |text: &str| text.parse().map_err(|_| Refused::invalid(format!("{name} has to be a whole number")));
        self.text(name).map(id).transpose()
    }

    /// A currency, when it is given, has to be the merchant's.
    pub(super) fn check_currency(&self, currency: Currency) -> Result<(), Refused> {
        match self.text("pg_currency") {
            Some(code) if Currency::from_code(code) != Some(currency) => {
                Err(Refused::invalid(format!("pg_currency: this merchant takes {currency} only")))
            }
            _ => Ok(()),
        }
    }

    /// A required user id of the merchant's shop. Source: `spec/merchant.md` 3.4.
    pub(super) fn user_id(&self) -> Result<&str, Refused> {
        let user = self.required("pg_user_id")?;
        let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
        if user.len() > 50 || !user.chars().all(fits) {
            return Err(Refused::invalid("pg_user_id takes at most 50 Latin letters, digits, _ and -"));
        }
        Ok(user)
    }
}
