//! Numbers as glyphs: bars and columns of block characters. Pure, whole numbers only.

/// The eighths of a cell, from none to full, growing upwards.
const UP: [char; 9] = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// The eighths of a cell, growing to the right.
const RIGHT: [char; 9] = [' ', '▏', '▎', '▍', '▌', '▋', '▊', '▉', '█'];

/// Columns of a height in rows, from the top row down; the largest value fills it. What is not nothing is seen.
pub fn columns(values: &[u64], height: usize) -> Vec<String> {
    let largest = values.iter().copied().max().unwrap_or(0);
    let levels: Vec<usize> = values.iter().map(|value| level(*value, largest, height * 8)).collect();
    (0..height)
        .rev()
        .map(|row| levels.iter().map(|level| glyph(&UP, level.saturating_sub(row * 8))).collect())
        .collect()
}

/// A bar to the right, of at most this many cells.
pub fn bar(value: u64, largest: u64, cells: usize) -> String {
    let level = level(value, largest, cells * 8);
    (0..cells).map(|cell| glyph(&RIGHT, level.saturating_sub(cell * 8))).collect::<String>().trim_end().to_owned()
}

fn glyph(eighths: &[char; 9], level: usize) -> char {
    eighths.get(level.min(8)).copied().unwrap_or(' ')
}

/// Which of so many levels a value reaches: none only for nothing, all only for the largest.
fn level(value: u64, largest: u64, levels: usize) -> usize {
    if value == 0 || largest == 0 {
        return 0;
    }
    let scaled = u128::from(value.min(largest)) * (levels as u128) / u128::from(largest);
    usize::try_from(scaled).unwrap_or(levels).max(1).min(levels)
}

/// A share in tenths of a percent; `None` of nothing.
pub fn permille(part: u64, whole: u64) -> Option<u64> {
    let scaled = (u128::from(part) * 1_000).checked_div(u128::from(whole))?;
    u64::try_from(scaled).ok()
}

/// Tenths of a percent as a percentage: `93.4 %`.
pub fn percent(permille: u64) -> String {
    format!("{}.{} %", permille / 10, permille % 10)
}

/// A large number in few letters: `999`, `1.2k`, `34k`, `5.6M`. Cut, never rounded up.
pub fn brief(number: u64) -> String {
    let (unit, sign) = match number {
        0..1_000 => return number.to_string(),
        1_000..1_000_000 => (1_000, "k"),
        1_000_000..1_000_000_000 => (1_000_000, "M"),
        1_000_000_000..1_000_000_000_000 => (1_000_000_000, "G"),
        _ => (1_000_000_000_000, "T"),
    };
    let (whole, tenth) = (number / unit, number % unit * 10 / unit);
    if whole < 10 { format!("{whole}.{tenth}{sign}") } else { format!("{whole}{sign}") }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn columns_grow_by_eighths_and_the_largest_fills_the_chart() {
        assert_eq!(columns(&[0, 1, 2, 3, 4, 5, 6, 7, 8], 1), [" ▁▂▃▄▅▆▇█"]);
        assert_eq!(columns(&[0, 1, 500, 1_000], 2), ["   █", " ▁██"]);
        assert_eq!(columns(&[0, 0], 2), ["  ", "  "]);
        assert_eq!(columns(&[], 1), [""]);
        assert_eq!(columns(&[u64::MAX, 1], 1), ["█▁"]);
        assert!(columns(&[1], 0).is_empty());
    }

    #[test]
    fn bars_grow_to_the_right() {
        for (value, shown) in [(0, ""), (1, "▏"), (16, "██"), (8, "█"), (9, "█▏"), (99, "██")] {
            assert_eq!(bar(value, 16, 2), shown, "{value}");
        }
        assert_eq!((bar(5, 0, 3), bar(5, 5, 0)), (String::new(), String::new()));
    }

    #[test]
    fn shares_and_large_numbers_are_cut_and_not_rounded_up() {
        assert_eq!(
            [permille(1, 3), permille(0, 5), permille(5, 5), permille(0, 0)],
            [Some(333), Some(0), Some(1_000), None]
        );
        assert_eq!([934, 1_000, 7].map(percent), ["93.4 %", "100.0 %", "0.7 %"]);
        for (number, shown) in [
            (999, "999"),
            (1_000, "1.0k"),
            (1_999, "1.9k"),
            (34_567, "34k"),
            (999_999, "999k"),
            (5_600_000, "5.6M"),
            (7_000_000_000, "7.0G"),
            (u64::MAX, "18446744T"),
        ] {
            assert_eq!(brief(number), shown);
        }
    }

    proptest! {
        #[test]
        fn a_chart_has_its_size_and_shows_whatever_is_not_nothing(
            values in prop::collection::vec(any::<u64>(), 0..40), height in 1_usize..9,
        ) {
            let rows = columns(&values, height);
            prop_assert_eq!(rows.len(), height);
            prop_assert!(rows.iter().all(|row| row.chars().count() == values.len()));
            let lowest: Vec<char> = rows.last().unwrap().chars().collect();
            for (value, glyph) in values.iter().zip(lowest) { prop_assert_eq!(*value == 0, glyph == ' '); }
        }
    }
}
