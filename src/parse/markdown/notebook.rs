//! What is noted down on the way through a body: problems, explicit ids, uses of variables.
//!
//! Here a *range* is bytes of the body, a *span* bytes of the whole file.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::diagnostic::{Code, Diagnostic};
use crate::model::Anchor;
use crate::source::{Source, Span, Spanned};

use super::variables::Variable;

/// The notes on one body.
#[derive(Debug)]
pub(super) struct Notebook<'s> {
    source: &'s Source,
    /// Where the body begins in the file.
    base: usize,
    /// The body.
    pub(super) text: &'s str,
    found: Vec<Diagnostic>,
    warned: BTreeSet<String>,
    ids: Vec<Spanned<Anchor>>,
    /// The variables that are written, by where they begin.
    written: BTreeMap<usize, Variable>,
    used: Vec<Variable>,
}

impl<'s> Notebook<'s> {
    /// Opens a notebook on the body that lies at a span of a file.
    pub(super) fn open(source: &'s Source, span: Span, variables: Vec<Variable>) -> Self {
        Self {
            source,
            base: span.start,
            text: &source.text[span],
            found: Vec::new(),
            warned: BTreeSet::new(),
            ids: Vec::new(),
            written: variables.into_iter().map(|variable| (variable.range.start, variable)).collect(),
            used: Vec::new(),
        }
    }

    /// Returns the span of a range, on character boundaries and without white space at its end.
    pub(super) fn span(&self, range: Range<usize>) -> Span {
        let start = self.text.floor_char_boundary(range.start.min(self.text.len()));
        let end = self.text.ceil_char_boundary(range.end.clamp(start, self.text.len()));
        let length = self.text[start..end].trim_ascii_end().len();
        self.base + start..self.base + start + length
    }

    /// Returns a diagnostic of a code at a range, to be completed and noted.
    pub(super) fn problem(&self, code: Code, range: Range<usize>) -> Diagnostic {
        Diagnostic::new(code, self.source.place(self.span(range)))
    }

    /// Returns a diagnostic of a code at a span, to be completed and noted.
    pub(super) fn problem_at(&self, code: Code, span: Span) -> Diagnostic {
        Diagnostic::new(code, self.source.place(span))
    }

    /// Notes a problem.
    pub(super) fn note(&mut self, diagnostic: Diagnostic) {
        self.found.push(diagnostic);
    }

    /// Notes a problem unless one of the same key was noted before.
    pub(super) fn note_once(&mut self, key: String, diagnostic: Diagnostic) {
        if self.warned.insert(key) {
            self.note(diagnostic);
        }
    }

    /// Returns the anchor of a written id, or notes that it can be none.
    pub(super) fn id(&mut self, name: &str, range: Range<usize>) -> Option<Spanned<Anchor>> {
        let Some(anchor) = Anchor::new(name) else {
            let problem = self.problem(Code::WrongId, range).arg("id", name);
            self.note(if name.starts_with("k-") { problem.help("reserved") } else { problem });
            return None;
        };
        let id = Spanned::new(anchor, self.span(range));
        self.ids.push(id.clone());
        Some(id)
    }

    /// Notes the use of the variable of a name that is written first in a range; returns whether there is one.
    pub(super) fn use_variable(&mut self, name: &str, range: Range<usize>) -> bool {
        let within = self.written.range(range).find(|(_, variable)| variable.name == name);
        let Some(start) = within.map(|(start, _)| *start) else { return false };
        self.used.extend(self.written.remove(&start));
        true
    }

    /// Returns the used variables and the diagnostics, each in the order of the file.
    pub(super) fn close(mut self) -> (Vec<Variable>, Vec<Diagnostic>) {
        self.note_duplicates();
        self.found.sort_by_key(|diagnostic| diagnostic.place.span.start);
        self.used.sort_by_key(|variable| variable.range.start);
        (self.used, self.found)
    }

    fn note_duplicates(&mut self) {
        self.ids.sort_by_key(|id| id.span.start);
        let mut first: BTreeMap<&Anchor, &Span> = BTreeMap::new();
        let mut found = Vec::new();
        for id in &self.ids {
            match first.get(&id.value) {
                Some(span) => found.push(
                    Diagnostic::new(Code::DuplicateId, self.source.place(id.span.clone()))
                        .arg("id", &id.value)
                        .note("first", self.source.place((*span).clone())),
                ),
                None => _ = first.insert(&id.value, &id.span),
            }
        }
        self.found.extend(found);
    }
}
