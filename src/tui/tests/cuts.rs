//! Texts that were cut while a test watched, with the columns of them that were left.

use std::cell::RefCell;

thread_local! {
    static CUTS: RefCell<Option<Vec<(String, usize)>>> = const { RefCell::new(None) };
}

/// A text was cut to so many columns.
pub fn note(text: &str, left: usize) {
    CUTS.with_borrow_mut(|cuts| {
        if let Some(cuts) = cuts {
            cuts.push((text.to_owned(), left));
        }
    });
}

/// What this thread cut meanwhile.
pub fn watch<T>(this: impl FnOnce() -> T) -> (T, Vec<(String, usize)>) {
    CUTS.set(Some(Vec::new()));
    let done = this();
    (done, CUTS.take().unwrap_or_default())
}
