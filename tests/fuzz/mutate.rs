//! Mutations: what a broken network, a clumsy proxy or an attacker makes of a document.

use rand::rngs::StdRng;
use rand::seq::IndexedRandom as _;
use rand::{Rng as _, SeedableRng as _};

/// Pieces that readers stumble over.
const PIECES: &[&[u8]] = &[
    b"<response>",
    b"</response>",
    b"<root>",
    b"<pg_status>ok</pg_status>",
    b"<pg_amount>",
    b"<![CDATA[",
    b"]]>",
    b"<!--",
    b"-->",
    b"<!DOCTYPE r [<!ENTITY a \"aa\">]>",
    b"&a;",
    b"&#0;",
    b"&#x110000;",
    b"&amp;",
    b"<?xml",
    b"\xef\xbb\xbf",
    b"\xff",
    b"\x00",
    b"{",
    b"}",
    b"[",
    b"]",
    b"\"",
    b"\\u0000",
    b"\\ud800",
    b"null",
    b"1e999",
    b"-9223372036854775809",
    b"NaN",
    b"0.",
    b"=",
    b"&",
    b"%",
    b"%zz",
    b"%00",
    b"[0]",
    b"[a][b]",
    b"[",
    b"pg_sig=",
    b"pg_xml=",
    b"--B\r\n",
    b"--B--\r\n",
    b"\r\n\r\n",
    b"Content-Disposition: form-data; name=\"",
    b"filename=\"",
    b";",
    b"\n",
    b"99999999999999999999",
    b"..",
    b"?",
];

/// Longest input, in bytes: far beyond every document, short enough to be quick.
const LONGEST: usize = 16_384;

/// Makes inputs from a corpus, the same ones for the same seed.
pub struct Mutator {
    rng: StdRng,
    corpus: Vec<Vec<u8>>,
}

impl Mutator {
    pub fn new(seed: u64, corpus: Vec<Vec<u8>>) -> Self {
        Self { rng: StdRng::seed_from_u64(seed), corpus }
    }

    /// The next input: a document of the corpus with one to eight mutations.
    pub fn next(&mut self) -> Vec<u8> {
        let mut bytes = self.corpus.choose(&mut self.rng).unwrap().clone();
        for _ in 0..self.rng.random_range(1..=8) {
            self.mutate(&mut bytes);
            bytes.truncate(LONGEST);
        }
        bytes
    }

    fn mutate(&mut self, bytes: &mut Vec<u8>) {
        let at = self.rng.random_range(0..=bytes.len());
        let end = (at + self.rng.random_range(0..64)).min(bytes.len());
        match self.rng.random_range(0..9) {
            0 if at < bytes.len() => bytes[at] ^= 1 << self.rng.random_range(0..8),
            1 if at < bytes.len() => bytes[at] = self.rng.random(),
            2 => bytes.truncate(at),
            3 => drop(bytes.drain(at..end)),
            // A part twice, or many times: nesting, lists, duplicates.
            4 => {
                let part = bytes[at..end].to_vec().repeat(self.rng.random_range(1..40));
                bytes.splice(at..at, part);
            }
            5 | 6 => {
                let piece = *PIECES.choose(&mut self.rng).unwrap();
                bytes.splice(at..end.min(at + usize::from(self.rng.random::<bool>()) * 8), piece.iter().copied());
            }
            // The rest of another document.
            7 => {
                let other = self.corpus.choose(&mut self.rng).unwrap();
                let from = self.rng.random_range(0..=other.len());
                bytes.truncate(at);
                bytes.extend_from_slice(&other[from..]);
            }
            // A part of the same document somewhere else.
            _ => {
                let part = bytes[at..end].to_vec();
                let to = self.rng.random_range(0..=bytes.len());
                bytes.splice(to..to, part);
            }
        }
    }
}
