//! The golden documents as seeds.

use std::fs;
use std::path::Path;

/// Which documents a target begins with.
#[derive(Debug, Clone, Copy)]
pub enum Corpus {
    /// XML replies.
    Xml,
    /// JSON replies.
    Json,
    /// Requests: members of forms, or JSON.
    Requests,
    /// Callbacks.
    Callbacks,
}

/// The documents of a corpus, by name.
pub fn of(corpus: Corpus) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let fits = |path: &Path| {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        match corpus {
            Corpus::Xml => name.ends_with(".xml"),
            Corpus::Json => name.ends_with(".json") && !name.contains("vectors"),
            Corpus::Requests => name.ends_with("_request.txt"),
            Corpus::Callbacks => name.starts_with("callback_") && name.ends_with(".txt"),
        }
    };
    paths.iter().filter(|path| fits(path)).map(|path| fs::read(path).unwrap()).collect()
}
