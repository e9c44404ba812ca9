//! Filters as text: what [`super::Filter::parse`] reads back.

use std::fmt::{self, Display, Formatter};

use super::filter::{Filter, Sum, Term, Test};
use super::values::{Clock, Comparison, Than};
use crate::domain::Stage;
use crate::domain::text::{holds_card_number, mask_pans};

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

impl Filter {
    /// Whether what would be printed holds a card number, in one term or across several.
    pub(super) fn holds_card_number(&self) -> bool {
        holds_card_number(&self.joined())
    }

    fn joined(&self) -> String {
        self.terms.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
    }
}

impl Display for Filter {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let text = self.joined();
        // No filter is read or built with a card number, but a term that is taken away may bring the halves of one together.
        if holds_card_number(&text) { f.write_str(&mask_pans(&text)) } else { f.write_str(&text) }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_filter_prints_a_card_number_however_it_was_built() {
        let text = |text: &str| Term::from(Test::Text(text.to_owned()));
        let card = text("4405645000006150");
        assert_eq!(Filter::default().with(card), Filter::default());
        let parted = Filter::parse("4405 6450 tea 0000 6150").unwrap();
        assert_eq!(parted.to_string(), "4405 6450 tea 0000 6150");
        assert_eq!(parted.without(2).to_string(), "4405 64XX XXXX 6150");
        let halves = Filter::parse("4405 6450 0000").unwrap();
        assert_eq!(halves.with(text("6150")), halves);
    }
}
