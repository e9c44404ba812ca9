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
        let part = |part: Option<&std::ffi::OsStr>| part.and_then(|part| part.to_str()).unwrap_or_default().to_owned();
        let (stem, kind) = (part(path.file_stem()), part(path.extension()));
        match corpus {
            Corpus::Xml => kind == "xml",
            Corpus::Json => kind == "json" && !stem.contains("vectors"),
            Corpus::Requests => kind == "txt" && stem.ends_with("_request"),
            Corpus::Callbacks => kind == "txt" && stem.starts_with("callback_"),
        }
    };
    paths.iter().filter(|path| fits(path)).map(|path| fs::read(path).unwrap()).collect()
}
