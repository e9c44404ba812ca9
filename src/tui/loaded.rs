//! What is known in full of one record or operation: asked for one at a time, kept until another is asked for.

/// What was loaded last of its sort: one thing at a time.
#[derive(Debug)]
pub struct Loaded<K, T> {
    /// Of which record or operation.
    pub of: Option<K>,
    /// What came.
    pub answer: Option<Result<Box<T>, String>>,
    /// Which one is being asked for.
    pub waiting: Option<K>,
    /// Whether it has changed since.
    pub stale: bool,
}

impl<K, T> Default for Loaded<K, T> {
    fn default() -> Self {
        Self { of: None, answer: None, waiting: None, stale: false }
    }
}

impl<K: Copy + PartialEq, T: PartialEq> Loaded<K, T> {
    /// What is to be asked for so that this can be shown; `None` when it is here or under way.
    pub fn ask(&mut self, wanted: K) -> Option<K> {
        if self.waiting.is_some() || (self.of == Some(wanted) && !self.stale) {
            return None;
        }
        self.waiting = Some(wanted);
        self.stale = false;
        Some(wanted)
    }

    /// Takes an answer. Answers whether it changed anything.
    pub fn take(&mut self, of: K, answer: Result<Box<T>, String>) -> bool {
        if self.waiting != Some(of) {
            return false;
        }
        self.waiting = None;
        let same = self.of == Some(of) && self.answer.as_ref() == Some(&answer);
        self.of = Some(of);
        self.answer = Some(answer);
        !same
    }

    /// It may have changed.
    pub fn touch(&mut self, id: K) {
        if self.of == Some(id) || self.waiting == Some(id) {
            self.stale = true;
        }
    }

    /// What came of this one, or why nothing did.
    pub fn get(&self, id: K) -> Option<Result<&T, &str>> {
        let answer = self.answer.as_ref().filter(|_| self.of == Some(id))?;
        Some(answer.as_ref().map(AsRef::as_ref).map_err(String::as_str))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_thing_is_asked_for_at_a_time_and_again_when_it_changed() {
        let mut loaded: Loaded<u8, &str> = Loaded::default();
        assert_eq!((loaded.ask(1), loaded.ask(1), loaded.ask(2)), (Some(1), None, None));
        assert!(!loaded.take(2, Ok(Box::new("of another"))), "nobody asked for it");
        assert!(loaded.take(1, Ok(Box::new("one"))));
        assert_eq!((loaded.get(1), loaded.get(2)), (Some(Ok(&"one")), None));
        assert_eq!(loaded.ask(1), None);
        loaded.touch(2);
        assert_eq!(loaded.ask(1), None);
        loaded.touch(1);
        assert_eq!(loaded.ask(1), Some(1));
        assert!(!loaded.take(1, Ok(Box::new("one"))), "it is the same");
        assert_eq!(loaded.ask(2), Some(2));
        assert!(loaded.take(2, Err("gone".to_owned())));
        assert_eq!((loaded.get(1), loaded.get(2)), (None, Some(Err("gone"))));
    }
}
