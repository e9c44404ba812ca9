//! Exact money: integer minor units of one currency, never a float.

use std::fmt::{self, Write as _};

/// A currency that the provider settles in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Currency {
    /// Kazakhstani tenge.
    Kzt,
    /// United States dollar.
    Usd,
    /// Euro.
    Eur,
    /// Kyrgyzstani som.
    Kgs,
    /// Uzbekistani sum.
    Uzs,
    /// Russian rouble.
    Rub,
    /// Japanese yen, which has no minor unit.
    Jpy,
    /// Kuwaiti dinar, which has a thousand minor units.
    Kwd,
}

impl Currency {
    /// Every currency, in the order of the enum.
    pub const ALL: [Self; 8] = [Self::Kzt, Self::Usd, Self::Eur, Self::Kgs, Self::Uzs, Self::Rub, Self::Jpy, Self::Kwd];

    /// The ISO 4217 code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Kzt => "KZT",
            Self::Usd => "USD",
            Self::Eur => "EUR",
            Self::Kgs => "KGS",
            Self::Uzs => "UZS",
            Self::Rub => "RUB",
            Self::Jpy => "JPY",
            Self::Kwd => "KWD",
        }
    }

    /// How many decimal digits the minor unit takes (ISO 4217).
    #[must_use]
    pub const fn digits(self) -> u32 {
        match self {
            Self::Kzt | Self::Usd | Self::Eur | Self::Kgs | Self::Uzs | Self::Rub => 2,
            Self::Jpy => 0,
            Self::Kwd => 3,
        }
    }

    /// Minor units in one major unit.
    const fn scale(self) -> i64 {
        10_i64.pow(self.digits())
    }

    /// Reads an ISO 4217 code in any case; `None` for a currency that the desk does not keep.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|currency| currency.code().eq_ignore_ascii_case(code.trim()))
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// Why a text is not an amount. Each message ends in what to type instead.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AmountError {
    /// Nothing was typed. A blank amount never means "all".
    #[error("no amount: type a number such as 1500.50")]
    Empty,
    /// A decimal comma.
    #[error("use a dot, not a comma: 1500.50")]
    Comma,
    /// A sign in front.
    #[error("no sign: type the amount as a positive number")]
    Sign,
    /// An exponent, spaces between digits, letters: anything but digits and one dot.
    #[error("digits and one dot only, such as 1500.50")]
    NotANumber,
    /// More digits after the dot than the currency has.
    #[error("{currency} has {digits} digits after the dot, not {got}")]
    TooPrecise {
        /// The currency the amount was read for.
        currency: Currency,
        /// Digits that it has.
        digits: u32,
        /// Digits that were typed.
        got: usize,
    },
    /// Zero is no amount to move.
    #[error("the amount is zero: type what is to be moved")]
    Zero,
    /// More than the provider's largest amount of 99 999 999 major units (`spec/merchant.md` 2.1), or than fits.
    #[error("too large: the provider takes at most 99999999")]
    TooLarge,
    /// More than [`Money::LARGEST`] in a reply.
    #[error("larger than any amount that is kept ({} minor units)", Money::LARGEST)]
    Unbelievable,
}

/// An amount in minor units of one currency.
///
/// Amounts may be negative only as differences; what an operator types and what is sent is always positive. What comes
/// from outside is [`Money::LARGEST`] at most, so that sums of thousands of the largest amounts still fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Money {
    currency: Currency,
    minor: i64,
}

/// Largest amount of a purchase in major units. Source: `spec/merchant.md` 2.1.
const MAX_MAJOR: i64 = 99_999_999;

impl Money {
    /// The most minor units of an amount from outside, with either sign: ten thousand times what the provider takes.
    pub const LARGEST: i64 = 1_000_000_000_000_000;

    /// An amount of `minor` minor units.
    #[must_use]
    pub const fn from_minor(minor: i64, currency: Currency) -> Self {
        Self { currency, minor }
    }

    /// Nothing, in `currency`.
    #[must_use]
    pub const fn zero(currency: Currency) -> Self {
        Self { currency, minor: 0 }
    }

    /// Minor units (tiyn, cents).
    #[must_use]
    pub const fn minor(self) -> i64 {
        self.minor
    }

    /// The amount in thousandths of a major unit, in which amounts of all currencies compare. One that is too large for
    /// that counts as the largest.
    #[must_use]
    pub const fn thousandths(self) -> i64 {
        let largest = i64::MAX / 1_000;
        let minor = match self.minor {
            minor if minor > largest => largest,
            minor if minor < -largest => -largest,
            minor => minor,
        };
        minor * (1_000 / self.currency.scale())
    }

    /// The currency.
    #[must_use]
    pub const fn currency(self) -> Currency {
        self.currency
    }

    /// Whether this is more than nothing.
    #[must_use]
    pub const fn is_positive(self) -> bool {
        self.minor > 0
    }

    /// Whether this is nothing.
    #[must_use]
    pub const fn is_zero(self) -> bool {
        self.minor == 0
    }

    /// Reads what an operator typed: digits, at most one dot, no more decimals than the currency has, not zero.
    ///
    /// ```
    /// use tolem::domain::{Currency, Money};
    ///
    /// assert_eq!(Money::parse("1500.50", Currency::Kzt).map(Money::minor), Ok(150_050));
    /// assert!(Money::parse("1,5", Currency::Kzt).is_err());
    /// assert!(Money::parse("1.005", Currency::Kzt).is_err());
    /// ```
    pub fn parse(text: &str, currency: Currency) -> Result<Self, AmountError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(AmountError::Empty);
        }
        if text.contains(',') {
            return Err(AmountError::Comma);
        }
        if text.starts_with(['-', '+', '−']) {
            return Err(AmountError::Sign);
        }
        let money = Self::exact(text, currency, false)?;
        if money.is_zero() {
            return Err(AmountError::Zero);
        }
        if money.minor > MAX_MAJOR.saturating_mul(currency.scale()) {
            return Err(AmountError::TooLarge);
        }
        Ok(money)
    }

    /// Reads an amount of a reply. A leading minus is kept (refunds come back negative), and zeros beyond the
    /// currency's digits are accepted, because they say nothing. Source: `spec/README.md`, decision 4.
    pub fn from_wire(text: &str, currency: Currency) -> Result<Self, AmountError> {
        let text = text.trim();
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        if digits.is_empty() {
            return Err(AmountError::Empty);
        }
        let money = Self::exact(digits, currency, true).map_err(|error| match error {
            AmountError::TooLarge => AmountError::Unbelievable,
            error => error,
        })?;
        if money.minor > Self::LARGEST {
            return Err(AmountError::Unbelievable);
        }
        Ok(if negative { Self { minor: -money.minor, ..money } } else { money })
    }

    fn exact(text: &str, currency: Currency, trailing_zeros: bool) -> Result<Self, AmountError> {
        let (whole, fraction) = match text.split_once('.') {
            Some((_, "")) => return Err(AmountError::NotANumber),
            Some(parts) => parts,
            None => (text, ""),
        };
        let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || !all_digits(whole) || !all_digits(fraction) {
            return Err(AmountError::NotANumber);
        }
        let digits = currency.digits();
        let fraction = if trailing_zeros { fraction.trim_end_matches('0') } else { fraction };
        let padding = (digits as usize).checked_sub(fraction.len()).ok_or(AmountError::TooPrecise {
            currency,
            digits,
            got: fraction.len(),
        })?;
        let zeros = u32::try_from(padding).map_err(|_| AmountError::TooLarge)?;
        let whole: i64 = whole.parse().map_err(|_| AmountError::TooLarge)?;
        let fraction: i64 =
            if fraction.is_empty() { 0 } else { fraction.parse().map_err(|_| AmountError::TooLarge)? };
        whole
            .checked_mul(currency.scale())
            .zip(fraction.checked_mul(10_i64.pow(zeros)))
            .and_then(|(major, minor)| major.checked_add(minor))
            .map(|minor| Self { currency, minor })
            .ok_or(AmountError::TooLarge)
    }

    /// The amount as it is sent: major units with a dot, decimals only when there are any (`20`, `20.50`).
    /// The same text is signed, because the signature covers the exact string. Source: `spec/merchant.md` 1.1.
    #[must_use]
    pub fn wire(self) -> String {
        let plain = self.plain();
        match plain.split_once('.') {
            Some((whole, fraction)) if fraction.bytes().all(|byte| byte == b'0') => whole.to_owned(),
            _ => plain,
        }
    }

    /// The amount with all of its currency's decimals and no grouping: `1500.50`. [`Money::parse`] reads it back.
    #[must_use]
    pub fn plain(self) -> String {
        let (sign, whole, fraction) = self.parts();
        if self.currency.digits() == 0 {
            return format!("{sign}{whole}");
        }
        let width = self.currency.digits() as usize;
        format!("{sign}{whole}.{fraction:0width$}")
    }

    /// The amount for reading: groups of three and the decimals, without the currency: `12 500.50`.
    #[must_use]
    pub fn grouped(self) -> String {
        let (sign, whole, fraction) = self.parts();
        let digits = whole.to_string();
        let mut text = String::from(sign);
        for (index, digit) in digits.chars().enumerate() {
            if index > 0 && (digits.len() - index).is_multiple_of(3) {
                text.push(' ');
            }
            text.push(digit);
        }
        if self.currency.digits() > 0 {
            let width = self.currency.digits() as usize;
            // Writing to a `String` cannot fail.
            let _ = write!(text, ".{fraction:0width$}");
        }
        text
    }

    fn parts(self) -> (&'static str, u64, u64) {
        let scale = self.currency.scale().unsigned_abs();
        let minor = self.minor.unsigned_abs();
        (if self.minor < 0 { "-" } else { "" }, minor / scale, minor % scale)
    }

    /// The sum, unless the currencies differ or it does not fit.
    #[must_use]
    pub fn plus(self, other: Self) -> Option<Self> {
        (self.currency == other.currency)
            .then(|| self.minor.checked_add(other.minor))
            .flatten()
            .map(|minor| Self { minor, ..self })
    }

    /// The difference, unless the currencies differ or it does not fit. May be negative.
    #[must_use]
    pub fn minus(self, other: Self) -> Option<Self> {
        (self.currency == other.currency)
            .then(|| self.minor.checked_sub(other.minor))
            .flatten()
            .map(|minor| Self { minor, ..self })
    }

    /// The absolute value: refund amounts come back negative (`spec/README.md`, decision 4).
    #[must_use]
    pub const fn abs(self) -> Self {
        Self { minor: self.minor.saturating_abs(), ..self }
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.grouped(), self.currency)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn kzt(minor: i64) -> Money {
        Money::from_minor(minor, Currency::Kzt)
    }

    #[test]
    fn typed_amounts_are_exact_or_refused() {
        let cases: &[(&str, Result<i64, AmountError>)] = &[
            ("1500.50", Ok(150_050)),
            ("1500.5", Ok(150_050)),
            (" 20 ", Ok(2_000)),
            ("0.01", Ok(1)),
            ("99999999", Ok(9_999_999_900)),
            ("", Err(AmountError::Empty)),
            ("   ", Err(AmountError::Empty)),
            ("1,5", Err(AmountError::Comma)),
            ("-1", Err(AmountError::Sign)),
            ("+1", Err(AmountError::Sign)),
            ("1e3", Err(AmountError::NotANumber)),
            ("1 000", Err(AmountError::NotANumber)),
            (".5", Err(AmountError::NotANumber)),
            ("5.", Err(AmountError::NotANumber)),
            ("1.2.3", Err(AmountError::NotANumber)),
            ("٣", Err(AmountError::NotANumber)),
            ("NaN", Err(AmountError::NotANumber)),
            ("0", Err(AmountError::Zero)),
            ("0.00", Err(AmountError::Zero)),
            ("1.005", Err(AmountError::TooPrecise { currency: Currency::Kzt, digits: 2, got: 3 })),
            ("1.000", Err(AmountError::TooPrecise { currency: Currency::Kzt, digits: 2, got: 3 })),
            ("100000000", Err(AmountError::TooLarge)),
            ("99999999999999999999", Err(AmountError::TooLarge)),
        ];
        for (text, expected) in cases {
            assert_eq!(Money::parse(text, Currency::Kzt).map(Money::minor), *expected, "{text:?}");
        }
        assert_eq!(Money::parse("7", Currency::Jpy).map(Money::minor), Ok(7));
        assert!(matches!(Money::parse("7.0", Currency::Jpy), Err(AmountError::TooPrecise { .. })));
        assert_eq!(Money::parse("7.125", Currency::Kwd).map(Money::minor), Ok(7_125));
    }

    #[test]
    fn amounts_of_replies_keep_their_sign_and_drop_empty_precision() {
        assert_eq!(Money::from_wire("-10", Currency::Kzt), Ok(kzt(-1_000)));
        assert_eq!(Money::from_wire("482.5", Currency::Kzt), Ok(kzt(48_250)));
        assert_eq!(Money::from_wire("20.0000", Currency::Kzt), Ok(kzt(2_000)));
        assert!(Money::from_wire("20.001", Currency::Kzt).is_err());
        assert!(Money::from_wire("--1", Currency::Kzt).is_err());
        assert!(Money::from_wire("", Currency::Kzt).is_err());
    }

    #[test]
    fn no_reply_brings_an_amount_of_which_thousands_do_not_add_up() {
        assert_eq!(Money::from_wire("10000000000000", Currency::Kzt), Ok(kzt(Money::LARGEST)));
        assert_eq!(Money::from_wire("-10000000000000.00", Currency::Kzt), Ok(kzt(-Money::LARGEST)));
        for text in ["10000000000000.01", "-10000000000000.01", "92233720368547758.07", "99999999999999999999"] {
            assert_eq!(Money::from_wire(text, Currency::Kzt), Err(AmountError::Unbelievable), "{text}");
        }
        assert!(Money::LARGEST.checked_mul(9_000).is_some());
        for currency in Currency::ALL {
            assert!(MAX_MAJOR * currency.scale() < Money::LARGEST, "whatever may be typed is below it");
        }
    }

    #[test]
    fn an_amount_is_sent_without_empty_decimals_and_shown_in_groups() {
        assert_eq!(kzt(2_000).wire(), "20");
        assert_eq!(kzt(2_050).wire(), "20.50");
        assert_eq!(kzt(123_456_789).to_string(), "1 234 567.89 KZT");
        assert_eq!(Money::from_minor(-1_500, Currency::Jpy).to_string(), "-1 500 JPY");
        assert_eq!(Money::from_minor(5, Currency::Kwd).plain(), "0.005");
    }

    #[test]
    fn currencies_never_mix() {
        assert_eq!(kzt(1).plus(Money::from_minor(1, Currency::Usd)), None);
        assert_eq!(kzt(i64::MAX).plus(kzt(1)), None);
    }

    fn any_currency() -> impl Strategy<Value = Currency> {
        prop::sample::select(Currency::ALL.to_vec())
    }

    proptest! {
        #[test]
        fn what_is_printed_reads_back_exactly(minor in 1_i64..=9_999_999_900, currency in any_currency()) {
            let money = Money::from_minor(minor, currency);
            if minor <= MAX_MAJOR * currency.scale() {
                prop_assert_eq!(Money::parse(&money.plain(), currency), Ok(money));
                prop_assert_eq!(Money::parse(&money.wire(), currency), Ok(money));
            }
            prop_assert_eq!(Money::from_wire(&money.wire(), currency), Ok(money));
        }

        #[test]
        fn no_text_panics_and_whatever_is_read_is_positive(text in "\\PC{0,24}", currency in any_currency()) {
            if let Ok(money) = Money::parse(&text, currency) {
                prop_assert!(money.is_positive());
            }
            let _ = Money::from_wire(&text, currency);
        }

        #[test]
        fn adding_then_taking_away_changes_nothing(a in -1_000_000_i64..1_000_000, b in -1_000_000_i64..1_000_000) {
            prop_assert_eq!(kzt(a).plus(kzt(b)).and_then(|sum| sum.minus(kzt(b))), Some(kzt(a)));
        }
    }
}
