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

    /// The rows of cells that fit, with as much of a margin as fits. Each cell tells whether its upper and its lower
    /// module is dark. `None` when it does not fit.
    pub fn rows(&self, columns: usize, rows: usize) -> Option<Vec<Vec<(bool, bool)>>> {
        let fits = |quiet: &usize| self.size(*quiet).0 <= columns && self.size(*quiet).1 <= rows;
        let quiet = [QUIET, NARROW].into_iter().find(fits)?;
        let (wide, high) = self.size(quiet);
        let module = |x: usize, y: usize| {
            let (x, y) = (x.checked_sub(quiet)?, y.checked_sub(quiet)?);
            if x < self.width { self.dark.get(y * self.width + x).copied() } else { None }
        };
        let dark = |x, y| module(x, y).unwrap_or(false);
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
    fn a_narrow_margin_is_taken_before_nothing_is_shown() {
        let qr = Qr::of("https://pay.example/i/1").unwrap();
        assert_eq!(qr.needs(), (29, 15));
        assert_eq!(qr.rows(30, 15).unwrap().len(), 15);
        assert_eq!((qr.rows(28, 15), qr.rows(29, 14)), (None, None));
        assert_eq!(Qr::of(&"x".repeat(3_000)), None);
    }
}
