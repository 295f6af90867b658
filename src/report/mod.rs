//! Diagnostics and comparisons -> what a person reads in a terminal or browser, and what a program reads on a line.
//!
//! Nothing is printed here: every function returns text.

mod excerpt;
mod html;
mod json;
mod status;
mod summary;
mod terminal;

use std::collections::BTreeMap;
use std::sync::Arc;

pub use excerpt::visible;
pub use html::html;
pub use json::json;
pub use status::{StatusWords, owed, status, status_json};
pub use summary::summary;
pub use terminal::{Options, tally, terminal};

use crate::diagnostic::Diagnostic;

/// Gives the text of a file by its path below the root, for excerpts; `None` where there is none to show.
pub type Texts<'a> = &'a dyn Fn(&str) -> Option<Arc<str>>;

/// Returns the diagnostics in the order of their places, each once.
fn in_order<'a>(diagnostics: impl IntoIterator<Item = &'a Diagnostic>) -> Vec<&'a Diagnostic> {
    let mut sorted: Vec<_> = diagnostics.into_iter().collect();
    sorted.sort_by_key(|found| (&found.place, found.code, &found.args));
    sorted.dedup();
    sorted
}

/// So many texts are held at once; diagnostics come in the order of their places.
const TEXTS: usize = 32;

/// Texts looked up, mostly, once each.
struct Shelf<'a> {
    texts: Texts<'a>,
    known: BTreeMap<Arc<str>, Option<Arc<str>>>,
}

impl<'a> Shelf<'a> {
    fn new(texts: Texts<'a>) -> Self {
        Self { texts, known: BTreeMap::new() }
    }

    fn text(&mut self, path: &Arc<str>) -> Option<Arc<str>> {
        if self.known.len() >= TEXTS && !self.known.contains_key(path) {
            self.known.clear();
        }
        let texts = self.texts;
        self.known.entry(path.clone()).or_insert_with(|| texts(path)).clone()
    }
}
