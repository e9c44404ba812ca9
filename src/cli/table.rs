//! Tables on standard output: columns as wide as their widest cell on the screen, two blanks between them. On a terminal no
//! line is longer than that is wide, as far as columns can be spared: a value that goes on in the next line is misread.

use unicode_width::UnicodeWidthStr as _;

/// A table as a terminal shows it.
pub(super) struct Fitted {
    /// The heading, and a line for each row.
    pub(super) lines: Vec<String>,
    /// The headings of the columns for which there was no room.
    pub(super) left_out: Vec<String>,
}

/// [`lines`] in so many columns of the screen; everything where there is no terminal. The columns in `spare` are left out
/// one after another until the rest fits, and without a word where they hold nothing.
pub(super) fn fitted(
    heading: &[String],
    rows: &[Vec<String>],
    right: &[usize],
    spare: &[usize],
    room: Option<usize>,
) -> Fitted {
    let mut kept: Vec<usize> = (0..heading.len()).collect();
    let mut left_out = Vec::new();
    let table = |kept: &[usize]| {
        let of = |row: &[String]| kept.iter().filter_map(|at| row.get(*at).cloned()).collect::<Vec<_>>();
        let right: Vec<usize> =
            (0..kept.len()).filter(|at| kept.get(*at).is_some_and(|at| right.contains(at))).collect();
        lines(&of(heading), &rows.iter().map(|row| of(row)).collect::<Vec<_>>(), &right)
    };
    let is_empty = |at: usize| rows.iter().all(|row| row.get(at).is_none_or(String::is_empty));
    let (empty, full): (Vec<usize>, Vec<usize>) = spare.iter().partition(|at| is_empty(**at));
    let mut spared = empty.into_iter().chain(full);
    loop {
        let lines = table(&kept);
        let fits = room.is_none_or(|room| lines.iter().all(|line| line.width() <= room));
        let next = if fits { None } else { spared.next() };
        let Some(next) = next else { return Fitted { lines, left_out } };
        kept.retain(|at| *at != next);
        left_out.extend(heading.get(next).filter(|_| !is_empty(next)).cloned());
    }
}

/// A heading and a line for each row. The cells of the columns in `right` stand at their right edge. The last column is
/// as long as it is.
pub(super) fn lines(heading: &[String], rows: &[Vec<String>], right: &[usize]) -> Vec<String> {
    let widths: Vec<usize> = (0..heading.len())
        .map(|at| {
            let cells = rows.iter().filter_map(|row| row.get(at)).chain(heading.get(at));
            cells.map(|cell| cell.width()).max().unwrap_or(0)
        })
        .collect();
    std::iter::once(heading).chain(rows.iter().map(Vec::as_slice)).map(|row| line(row, &widths, right)).collect()
}

fn line(row: &[String], widths: &[usize], right: &[usize]) -> String {
    let mut line = String::new();
    for (at, (cell, width)) in row.iter().zip(widths).enumerate() {
        let blanks = std::iter::repeat_n(' ', width.saturating_sub(cell.width()));
        if right.contains(&at) {
            line.extend(blanks);
            line.push_str(cell);
        } else {
            line.push_str(cell);
            line.extend(blanks);
        }
        line.push_str("  ");
    }
    line.trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_as_wide_as_on_the_screen_and_sums_stand_at_the_right() {
        let row = |cells: [&str; 3]| cells.map(ToOwned::to_owned).to_vec();
        let lines =
            lines(&row(["ORDER", "AMOUNT", "FOR"]), &[row(["日本", "5", "чай"]), row(["A-1", "1 500.50", ""])], &[1]);
        assert_eq!(lines, ["ORDER    AMOUNT  FOR", "日本          5  чай", "A-1    1 500.50"]);
    }

    #[test]
    fn what_has_no_room_on_a_terminal_is_left_out_by_whole_columns_and_named() {
        let row = |cells: [&str; 4]| cells.map(ToOwned::to_owned).to_vec();
        let heading = row(["ORDER", "CODE", "AMOUNT", "FOR"]);
        let rows = [row(["A-1", "", "5", "tea and bread"]), row(["A-2", "", "1 500.50", "tea"])];
        let of = |room| {
            let Fitted { lines, left_out } = fitted(&heading, &rows, &[2], &[3, 1], room);
            (lines.join("\n"), left_out)
        };
        let all = "ORDER  CODE    AMOUNT  FOR\nA-1                 5  tea and bread\nA-2          1 500.50  tea";
        assert_eq!(of(None), (all.to_owned(), Vec::new()));
        assert_eq!(of(Some(36)), of(None));
        let narrower = "ORDER    AMOUNT  FOR\nA-1           5  tea and bread\nA-2    1 500.50  tea";
        assert_eq!(of(Some(35)), (narrower.to_owned(), Vec::new()), "no code is told of any");
        let least = "ORDER    AMOUNT\nA-1           5\nA-2    1 500.50";
        assert_eq!(of(Some(29)), (least.to_owned(), vec!["FOR".to_owned()]));
        assert_eq!(of(Some(3)), of(Some(29)), "the rest cannot be spared");
    }
}
