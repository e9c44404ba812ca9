//! The values of a filter: exact numbers, lengths of time, comparisons.

/// How an amount is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Operator {
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `=`
    Equal,
    /// `>=`
    AtLeast,
    /// `>`
    More,
}

impl Operator {
    /// All operators.
    pub const ALL: [Self; 5] = [Self::Less, Self::AtMost, Self::Equal, Self::AtLeast, Self::More];

    /// As it is typed.
    #[must_use]
    pub const fn sign(self) -> &'static str {
        match self {
            Self::Less => "<",
            Self::AtMost => "<=",
            Self::Equal => "=",
            Self::AtLeast => ">=",
            Self::More => ">",
        }
    }

    /// Whether `left` stands in this relation to `right`.
    #[must_use]
    pub const fn holds(self, left: i64, right: i64) -> bool {
        match self {
            Self::Less => left < right,
            Self::AtMost => left <= right,
            Self::Equal => left == right,
            Self::AtLeast => left >= right,
            Self::More => left > right,
        }
    }
}

/// A number of major units, exact to the thousandth: as fine as the finest currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Decimal(i64);

impl Decimal {
    /// The largest that a filter compares with: far above every amount, and exact in every currency.
    pub const MAX: Self = Self(1_000_000_000_000_000);

    /// From thousandths.
    #[must_use]
    pub fn from_thousandths(thousandths: i64) -> Self {
        Self(thousandths.clamp(0, Self::MAX.0))
    }

    /// In thousandths of a major unit.
    #[must_use]
    pub const fn thousandths(self) -> i64 {
        self.0
    }
}

impl std::fmt::Display for Decimal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (whole, fraction) = (self.0 / 1_000, self.0 % 1_000);
        match (fraction % 100, fraction % 10) {
            _ if fraction == 0 => write!(f, "{whole}"),
            // Whole hundredths are written as most currencies write them.
            (_, 0) => write!(f, "{whole}.{:02}", fraction / 10),
            (_, _) => write!(f, "{whole}.{fraction:03}"),
        }
    }
}

/// What an amount is compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Comparison {
    /// One number.
    With(Operator, Decimal),
    /// From the first to the second, both included.
    Within(Decimal, Decimal),
}

impl Comparison {
    /// Whether an amount in thousandths passes.
    #[must_use]
    pub const fn holds(self, thousandths: i64) -> bool {
        match self {
            Self::With(operator, number) => operator.holds(thousandths, number.0),
            Self::Within(from, to) => from.0 <= thousandths && thousandths <= to.0,
        }
    }
}

/// Which time of a record tells how old it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Clock {
    /// Since it was created.
    Age,
    /// Since it changed.
    Changed,
    /// Since it was read.
    Read,
}

/// Younger or older.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Than {
    /// `<`: less time ago.
    Less,
    /// `>`: more time ago.
    More,
}

/// A unit of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Unit {
    /// `m`
    Minute,
    /// `h`
    Hour,
    /// `d`: 24 hours.
    Day,
    /// `w`: seven of those.
    Week,
}

impl Unit {
    /// All units.
    pub const ALL: [Self; 4] = [Self::Minute, Self::Hour, Self::Day, Self::Week];

    /// Its letter.
    #[must_use]
    pub const fn letter(self) -> char {
        match self {
            Self::Minute => 'm',
            Self::Hour => 'h',
            Self::Day => 'd',
            Self::Week => 'w',
        }
    }

    const fn millis(self) -> i64 {
        match self {
            Self::Minute => 60_000,
            Self::Hour => 3_600_000,
            Self::Day => 86_400_000,
            Self::Week => 604_800_000,
        }
    }
}

/// A length of time as it was typed, such as `2d`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Span {
    /// How many.
    pub count: u32,
    /// Of what.
    pub unit: Unit,
}

impl Span {
    /// In milliseconds.
    #[must_use]
    pub const fn millis(self) -> i64 {
        // At most 2^32 weeks, which fits.
        (self.count as i64).saturating_mul(self.unit.millis())
    }
}

impl std::fmt::Display for Span {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}{}", self.count, self.unit.letter())
    }
}
