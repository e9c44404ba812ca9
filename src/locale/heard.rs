//! What was said while a test listened: so a test can tell the words of the program from data.

use std::cell::RefCell;

thread_local! {
    static HEARD: RefCell<Option<Vec<(String, String)>>> = const { RefCell::new(None) };
}

/// Somebody said a text.
pub fn note(key: &str, text: &str) {
    HEARD.with_borrow_mut(|heard| {
        if let Some(heard) = heard {
            heard.push((key.to_owned(), text.to_owned()));
        }
    });
}

/// What this thread said meanwhile, with its keys.
pub fn listen<T>(to: impl FnOnce() -> T) -> (T, Vec<(String, String)>) {
    HEARD.set(Some(Vec::new()));
    let done = to();
    (done, HEARD.take().unwrap_or_default())
}
