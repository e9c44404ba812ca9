//! The columns of the lists of records: which are shown, in which order, how wide, and which of them find room.
//!
//! Columns leave by priority when it gets narrow: what a person decides on stays. A column that the operator asked for
//! ([`Choice::pinned`]) comes before those that nobody asked for, and is shown even where it is empty.

use crate::domain::query::{Column, Sort};

/// What was chosen for one column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Choice {
    /// Which column.
    pub column: Column,
    /// Whether it is shown, where there is room.
    pub shown: bool,
    /// Whether the operator asked for it.
    pub pinned: bool,
    /// Its width, when the operator set one.
    pub width: Option<u16>,
}

/// The columns of one list, in the order of the screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Columns {
    choices: Vec<Choice>,
}

/// A column that found room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Placed {
    /// Which column.
    pub column: Column,
    /// Its width.
    pub width: usize,
    /// Whether its text stands at the right.
    pub right: bool,
}

/// Why a list of columns in a file of views is none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown column `{found}`{}", .nearest.map(|word| format!(": did you mean `{word}`?")).unwrap_or_default())]
pub struct Unknown {
    found: String,
    nearest: Option<&'static str>,
}

/// Widths that can be set.
const WIDTHS: std::ops::RangeInclusive<u16> = 4..=60;

/// The order of the screen, before anybody changed it.
const ORDER: [Column; 13] = [
    Column::Stage,
    Column::Order,
    Column::Gateway,
    Column::Description,
    Column::Customer,
    Column::Currency,
    Column::Amount,
    Column::Cleared,
    Column::Refunded,
    Column::Code,
    Column::Created,
    Column::Changed,
    Column::Read,
];

/// Columns that are shown only when they are asked for.
const fn is_extra(column: Column) -> bool {
    match column {
        Column::Gateway | Column::Customer | Column::Currency | Column::Changed | Column::Read => true,
        Column::Stage
        | Column::Order
        | Column::Description
        | Column::Amount
        | Column::Cleared
        | Column::Refunded
        | Column::Code
        | Column::Created => false,
    }
}

/// Whether a column's text stands at the right.
const fn is_right(column: Column) -> bool {
    match column {
        Column::Stage | Column::Order | Column::Gateway | Column::Description | Column::Customer | Column::Currency => {
            false
        }
        Column::Amount
        | Column::Cleared
        | Column::Refunded
        | Column::Code
        | Column::Created
        | Column::Changed
        | Column::Read => true,
    }
}

/// The order in which a column is sorted when it is first chosen: amounts and times begin with the largest.
pub const fn first_order(column: Column) -> Sort {
    Sort { column, descending: is_right(column) }
}

impl Default for Columns {
    fn default() -> Self {
        let choice = |column| Choice { column, shown: !is_extra(column), pinned: false, width: None };
        Self { choices: ORDER.into_iter().map(choice).collect() }
    }
}

impl Columns {
    /// Every column, in the order of the screen.
    pub fn choices(&self) -> &[Choice] {
        &self.choices
    }

    /// Shows a column, or hides it; the last one cannot be hidden.
    pub fn toggle(&mut self, at: usize) {
        let shown = self.choices.iter().filter(|choice| choice.shown).count();
        if let Some(choice) = self.choices.get_mut(at)
            && (shown > 1 || !choice.shown)
        {
            choice.shown = !choice.shown;
            choice.pinned = choice.shown;
        }
    }

    /// Moves a column by one place. Answers where it is then.
    pub fn shift(&mut self, at: usize, right: bool) -> usize {
        let to = if right { at + 1 } else { at.saturating_sub(1) };
        if at < self.choices.len() && to < self.choices.len() {
            self.choices.swap(at, to);
            return to;
        }
        at
    }

    /// Makes a column wider or narrower, from the width that it has on screen now.
    pub fn widen(&mut self, at: usize, by: i16, now: usize) {
        if let Some(choice) = self.choices.get_mut(at) {
            let now = choice.width.unwrap_or_else(|| u16::try_from(now).unwrap_or(*WIDTHS.end()));
            choice.width = Some(now.saturating_add_signed(by).clamp(*WIDTHS.start(), *WIDTHS.end()));
        }
    }

    /// The shown columns as they are kept: `order`, `order=20`, `cleared!` for one that was asked for.
    pub fn words(&self) -> Vec<String> {
        let word = |choice: &Choice| {
            let width = choice.width.map(|width| format!("={width}")).unwrap_or_default();
            format!("{}{width}{}", choice.column.word(), if choice.pinned { "!" } else { "" })
        };
        self.choices.iter().filter(|choice| choice.shown).map(word).collect()
    }

    /// Reads [`Columns::words`] back; columns that are not named are hidden.
    pub fn from_words(words: &[String]) -> Result<Self, Unknown> {
        let mut choices: Vec<Choice> = Vec::new();
        for word in words {
            let (rest, pinned) = word.strip_suffix('!').map_or((word.as_str(), false), |rest| (rest, true));
            let (name, width) = rest.split_once('=').unwrap_or((rest, ""));
            let column = Column::from_word(name).ok_or_else(|| unknown(name))?;
            let width = width.parse::<u16>().ok().map(|width| width.clamp(*WIDTHS.start(), *WIDTHS.end()));
            if choices.iter().all(|choice| choice.column != column) {
                choices.push(Choice { column, shown: true, pinned, width });
            }
        }
        if choices.is_empty() {
            return Ok(Self::default());
        }
        // A hidden column stands behind the one that it stood behind at first.
        let mut before = None;
        for column in ORDER {
            if choices.iter().all(|choice| choice.column != column) {
                let at = choices.iter().position(|choice| Some(choice.column) == before).map_or(0, |at| at + 1);
                choices.insert(at, Choice { column, shown: false, pinned: false, width: None });
            }
            before = Some(column);
        }
        Ok(Self { choices })
    }

    /// Gives room to columns by priority. `content` is the widest text of a column, `head` the width of its title.
    pub fn place(&self, room: usize, content: impl Fn(Column) -> usize, head: impl Fn(Column) -> usize) -> Vec<Placed> {
        let whole = room;
        let mut room = Room { left: room, spare: room, widths: Vec::new() };
        let shown: Vec<Choice> = self.choices.iter().copied().filter(|choice| choice.shown).collect();
        let of = |column| shown.iter().copied().find(|choice| choice.column == column);
        let fixed = |choice: Choice, or: usize| choice.width.map_or(or, usize::from);
        // What every decision needs. An amount is never cut: the others give way first.
        if let Some(amount) = of(Column::Amount) {
            room.must(amount, fixed(amount, content(Column::Amount).max(10)));
        }
        if let Some(stage) = of(Column::Stage) {
            let wide = if whole < 58 { 13 } else { content(Column::Stage).max(17) };
            room.must(stage, fixed(stage, wide));
        }
        if let Some(order) = of(Column::Order) {
            room.must(order, fixed(order, 10));
        }
        for choice in shown.iter().copied().filter(|choice| choice.pinned && !is_flexible(choice.column)) {
            room.may(choice, fixed(choice, content(choice.column).max(head(choice.column))));
        }
        for (column, least) in
            [(Column::Created, 50), (Column::Refunded, 60), (Column::Code, 60), (Column::Cleared, 70)]
        {
            let wide = content(column);
            let choice = of(column).filter(|choice| !choice.pinned && whole >= least && wide > 0);
            if let Some(choice) = choice {
                room.may(choice, fixed(choice, wide.max(head(column))));
            }
        }
        for choice in shown.iter().copied().filter(|choice| is_extra(choice.column) && !choice.pinned) {
            room.may(choice, fixed(choice, content(choice.column).max(head(choice.column))));
        }
        room.share(of(Column::Order), of(Column::Description));
        let placed = |choice: &Choice| {
            let (_, width) = *room.widths.iter().find(|(column, width)| *column == choice.column && *width > 0)?;
            Some(Placed { column: choice.column, width, right: is_right(choice.column) })
        };
        shown.iter().filter_map(placed).collect()
    }
}

/// Columns that get what is left.
const fn is_flexible(column: Column) -> bool {
    matches!(column, Column::Stage | Column::Order | Column::Description | Column::Amount)
}

fn unknown(found: &str) -> Unknown {
    let nearest = Column::ALL.into_iter().map(Column::word).min_by_key(|word| strsim::levenshtein(word, found));
    let near = |word: &&str| strsim::levenshtein(word, found) <= 3;
    Unknown { found: found.chars().take(40).collect(), nearest: nearest.filter(near) }
}

/// Room that is being given away.
struct Room {
    /// Columns of the screen that one more column could take.
    left: usize,
    /// Columns of the screen that the others could be wider by.
    spare: usize,
    widths: Vec<(Column, usize)>,
}

impl Room {
    fn give(&mut self, column: Column, width: usize) {
        self.widths.push((column, width));
        // One column stays free between two, and none behind the last.
        self.spare = self.left.saturating_sub(width);
        self.left = self.left.saturating_sub(width + 1);
    }

    /// As wide as it wants, or as there is room.
    fn must(&mut self, choice: Choice, wanted: usize) {
        self.give(choice.column, wanted.min(self.left));
    }

    /// As wide as it wants, or not at all.
    fn may(&mut self, choice: Choice, wanted: usize) {
        if wanted > 0 && wanted <= self.left && !self.widths.iter().any(|(column, _)| *column == choice.column) {
            self.give(choice.column, wanted);
        }
    }

    /// The rest goes to the order number and to what it is for.
    fn share(&mut self, order: Option<Choice>, description: Option<Choice>) {
        let order = order.filter(|order| order.width.is_none());
        let least = if description.is_some_and(|choice| choice.pinned) { 8 } else { 24 };
        let for_it = match (order, description) {
            (_, Some(Choice { width: Some(width), .. })) if usize::from(width) <= self.left => usize::from(width),
            (Some(_), Some(_)) if self.left >= least => (self.left - self.left / 3).saturating_sub(1),
            (None, Some(_)) if self.left >= 8 => self.left,
            (_, _) => 0,
        };
        if for_it > 0 {
            self.give(Column::Description, for_it);
        }
        if let Some((_, width)) = self.widths.iter_mut().find(|(column, _)| order.is_some() && *column == Column::Order)
        {
            *width += self.spare;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn content(column: Column) -> usize {
        match column {
            Column::Amount => 12,
            Column::Created => 6,
            Column::Refunded => 10,
            Column::Code => 5,
            Column::Customer => 0,
            _ => 8,
        }
    }

    fn head(column: Column) -> usize {
        column.word().len()
    }

    fn placed(columns: &Columns, room: usize) -> Vec<(&'static str, usize)> {
        columns.place(room, content, head).into_iter().map(|placed| (placed.column.word(), placed.width)).collect()
    }

    #[test]
    fn columns_leave_by_priority() {
        let columns = Columns::default();
        assert_eq!(placed(&columns, 38), [("stage", 13), ("order", 11), ("amount", 12)]);
        assert_eq!(
            placed(&columns, 78),
            [
                ("stage", 17),
                ("order", 13),
                ("amount", 12),
                ("cleared", 8),
                ("refunded", 10),
                ("code", 5),
                ("created", 7)
            ]
        );
        let wide: Vec<_> = placed(&columns, 120).into_iter().map(|(word, _)| word).collect();
        assert_eq!(
            wide,
            ["stage", "order", "description", "amount", "cleared", "refunded", "code", "created"],
            "what it is for comes with room"
        );
    }

    #[test]
    fn what_the_operator_asked_for_comes_first_and_may_be_empty() {
        let mut columns = Columns::default();
        let at = columns.choices().iter().position(|choice| choice.column == Column::Customer).unwrap();
        columns.toggle(at);
        let words: Vec<_> = placed(&columns, 60).into_iter().map(|(word, _)| word).collect();
        assert_eq!(words, ["stage", "order", "customer", "amount", "created"]);
    }

    #[test]
    fn the_last_column_cannot_be_hidden() {
        let mut columns = Columns::default();
        for at in 0..ORDER.len() {
            let shown = columns.choices().get(at).is_some_and(|choice| choice.shown);
            if shown {
                columns.toggle(at);
            }
        }
        assert_eq!(columns.words().len(), 1);
    }

    #[test]
    fn a_column_that_nobody_knows_is_named_with_the_nearest() {
        let words = ["stage".to_owned(), "amuont=20".to_owned()];
        assert_eq!(
            Columns::from_words(&words).map_err(|error| error.to_string()),
            Err("unknown column `amuont`: did you mean `amount`?".to_owned())
        );
    }

    proptest! {
        #[test]
        fn placed_columns_fit_and_come_back_from_their_words(
            deeds in prop::collection::vec((0_usize..13, 0_u8..5), 0..30),
            room in 20_usize..220,
        ) {
            let mut columns = Columns::default();
            for (at, deed) in deeds {
                match deed {
                    0 => columns.toggle(at),
                    1 => { columns.shift(at, true); }
                    2 => { columns.shift(at, false); }
                    3 => columns.widen(at, 3, 10),
                    _ => columns.widen(at, -3, 10),
                }
            }
            let placed = columns.place(room, content, head);
            let used: usize = placed.iter().map(|placed| placed.width + 1).sum();
            prop_assert!(!placed.is_empty() && used <= room + 1, "{placed:?} in {room}");
            let again = Columns::from_words(&columns.words()).unwrap();
            prop_assert_eq!(again.words(), columns.words());
            prop_assert_eq!(again.place(room, content, head), placed);
        }
    }
}
