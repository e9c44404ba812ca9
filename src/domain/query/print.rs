//! Filters as text: what [`super::Filter::parse`] reads back.

use std::fmt::{self, Display, Formatter};

use super::filter::{Filter, Sum, Term, Test};
use super::values::{Clock, Comparison, Than};
use crate::domain::Stage;

/// A value that begins so could be read as something else.
const QUOTED: [char; 5] = ['"', ':', '<', '>', '='];

/// A stage as one word.
pub(super) const fn stage_word(stage: Stage) -> &'static str {
    match stage {
        Stage::PartlyRefunded => "partly-refunded",
        Stage::New
        | Stage::Processing
        | Stage::Held
        | Stage::Cleared
        | Stage::Refunded
        | Stage::Reversed
        | Stage::Failed
        | Stage::Expired => stage.word(),
    }
}

impl Display for Filter {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        for (index, term) in self.terms.iter().enumerate() {
            if index > 0 {
                f.write_str(" ")?;
            }
            term.fmt(f)?;
        }
        Ok(())
    }
}

impl Display for Term {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if self.negated {
            f.write_str("-")?;
        }
        self.test.fmt(f)
    }
}

impl Display for Test {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if let Some(field) = self.field() {
            f.write_str(field.word())?;
        }
        match self {
            Self::Stage(stages) => list(f, stages.iter().map(|stage| stage_word(*stage))),
            Self::Sum(Sum::Amount | Sum::Cleared | Sum::Refunded, Comparison::With(operator, number)) => {
                write!(f, "{}{number}", operator.sign())
            }
            Self::Sum(Sum::Amount | Sum::Cleared | Sum::Refunded, Comparison::Within(from, to)) => {
                write!(f, ":{from}..{to}")
            }
            Self::Currency(currencies) => list(f, currencies),
            Self::Order(value) | Self::Id(value) | Self::Customer(value) => {
                f.write_str(":")?;
                quoted(f, value, value.is_empty() || value.starts_with(QUOTED) || value.contains(char::is_whitespace))
            }
            Self::AnyCode => f.write_str(":*"),
            Self::Code(codes) => list(f, codes),
            Self::Since(Clock::Age | Clock::Changed | Clock::Read, than, span) => {
                let sign = match than {
                    Than::Less => '<',
                    Than::More => '>',
                };
                write!(f, "{sign}{span}")
            }
            Self::Created(from, to) if from == to => write!(f, ":{from}"),
            Self::Created(from, to) => write!(f, ":{from}..{to}"),
            Self::Watched(watched) => f.write_str(if *watched { ":yes" } else { ":no" }),
            Self::Text(text) => {
                let plain = !text.starts_with(['-', '"']) && !text.contains(super::lexer::SIGNS);
                quoted(f, text, !plain || text.is_empty() || text.contains(char::is_whitespace))
            }
        }
    }
}

fn list<T: Display>(f: &mut Formatter<'_>, values: impl IntoIterator<Item = T>) -> fmt::Result {
    for (index, value) in values.into_iter().enumerate() {
        write!(f, "{}{value}", if index == 0 { ':' } else { ',' })?;
    }
    Ok(())
}

fn quoted(f: &mut Formatter<'_>, text: &str, quote: bool) -> fmt::Result {
    if quote { write!(f, "\"{}\"", text.replace('"', "\"\"")) } else { f.write_str(text) }
}
