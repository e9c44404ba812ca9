//! Tables on standard output: columns as wide as their widest cell on the screen, two blanks between them.

use unicode_width::UnicodeWidthStr as _;

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
}
