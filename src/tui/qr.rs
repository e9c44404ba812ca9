//! A page's address as a QR code: for a payer who stands before the desk.

use qrcode::{Color, EcLevel, QrCode};

/// A code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Qr {
    /// What it says.
    pub text: String,
    dark: Vec<bool>,
    width: usize,
}

/// The margin that scanners are promised, in modules.
const QUIET: usize = 4;

/// The margin that most are content with.
const NARROW: usize = 2;

impl Qr {
    /// The code of a text; `None` when no code holds it.
    pub fn of(text: &str) -> Option<Self> {
        let code = QrCode::with_error_correction_level(text, EcLevel::L).ok()?;
        let dark = code.to_colors().into_iter().map(|colour| colour == Color::Dark).collect();
        Some(Self { text: text.to_owned(), dark, width: code.width() })
    }

    /// Columns and rows with a margin: a cell holds two modules, one above the other.
    const fn size(&self, quiet: usize) -> (usize, usize) {
        let side = self.width + 2 * quiet;
        (side, side.div_ceil(2))
    }

    /// Columns and rows that it needs at least.
    pub const fn needs(&self) -> (usize, usize) {
        self.size(NARROW)
    }

    /// Columns and rows that [`Qr::blocks`] needs at least.
    pub const fn needs_of_blocks(&self) -> (usize, usize) {
        let side = self.width + 2 * NARROW;
        (side * 2, side)
    }

    /// The rows of modules that fit where each of them takes two columns, with as much of a margin as fits: whether it is
    /// dark. `None` when it does not fit.
    pub fn blocks(&self, columns: usize, rows: usize) -> Option<Vec<Vec<bool>>> {
        let side = |quiet: usize| self.width + 2 * quiet;
        let quiet = [QUIET, NARROW].into_iter().find(|quiet| side(*quiet) * 2 <= columns && side(*quiet) <= rows)?;
        Some((0..side(quiet)).map(|y| (0..side(quiet)).map(|x| self.is_dark(x, y, quiet)).collect()).collect())
    }

    /// Whether a module is dark; the margin is light.
    fn is_dark(&self, x: usize, y: usize, quiet: usize) -> bool {
        let place = x.checked_sub(quiet).filter(|x| *x < self.width).zip(y.checked_sub(quiet));
        place.and_then(|(x, y)| self.dark.get(y * self.width + x)).copied().unwrap_or(false)
    }

    /// The rows of cells that fit, with as much of a margin as fits. Each cell tells whether its upper and its lower
    /// module is dark. `None` when it does not fit.
    pub fn rows(&self, columns: usize, rows: usize) -> Option<Vec<Vec<(bool, bool)>>> {
        let fits = |quiet: &usize| self.size(*quiet).0 <= columns && self.size(*quiet).1 <= rows;
        let quiet = [QUIET, NARROW].into_iter().find(fits)?;
        let (wide, high) = self.size(quiet);
        let dark = |x, y| self.is_dark(x, y, quiet);
        Some((0..high).map(|row| (0..wide).map(|x| (dark(x, row * 2), dark(x, row * 2 + 1))).collect()).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_margin_is_light_and_the_corners_of_the_code_are_dark() {
        let qr = Qr::of("https://pay.example/i/1").unwrap();
        let rows = qr.rows(80, 24).unwrap();
        assert_eq!((rows[0].len(), rows.len()), (33, 17));
        assert!(rows[..2].iter().flatten().all(|cell| *cell == (false, false)));
        assert!(rows.iter().all(|row| row[..4].iter().all(|cell| *cell == (false, false))));
        assert_eq!((rows[2][4], rows[2][10], rows[2][5]), ((true, true), (true, true), (true, false)));
    }

    #[test]
    fn blocks_of_two_columns_are_the_same_code() {
        let qr = Qr::of("https://pay.example/i/1").unwrap();
        let halves = qr.rows(80, 24).unwrap();
        let blocks = qr.blocks(80, 40).unwrap();
        assert_eq!((blocks[0].len(), blocks.len()), (33, 33));
        for (y, row) in blocks.iter().enumerate() {
            let half = |cell: &(bool, bool)| if y % 2 == 0 { cell.0 } else { cell.1 };
            assert_eq!(*row, halves[y / 2].iter().map(half).collect::<Vec<_>>(), "{y}");
        }
        assert_eq!(qr.needs_of_blocks(), (58, 29));
        assert_eq!((qr.blocks(58, 29).unwrap().len(), qr.blocks(57, 29), qr.blocks(58, 28)), (29, None, None));
    }

    #[test]
    fn a_narrow_margin_is_taken_before_nothing_is_shown() {
        let qr = Qr::of("https://pay.example/i/1").unwrap();
        assert_eq!(qr.needs(), (29, 15));
        assert_eq!(qr.rows(30, 15).unwrap().len(), 15);
        assert_eq!((qr.rows(28, 15), qr.rows(29, 14)), (None, None));
        assert_eq!(Qr::of(&"x".repeat(3_000)), None);
    }
}
