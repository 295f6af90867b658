//! What is wrong with an author's text: stable code, severity, place, and the words to say it in.
//!
//! A step never fails on bad input: it returns its value and its diagnostics ([`Checked`]). A diagnostic carries a
//! [`Code`] and named arguments, not a sentence; the sentences stand per language in `messages/<lang>.toml`, so that
//! every message can be told in the editor's language. `report` puts the two together.

mod catalog;
mod code;
mod record;

pub use catalog::{Words, is_japanese, words};
pub use code::Code;
pub use record::Record;

use std::sync::Arc;

use crate::source::Place;

/// How grave a diagnostic is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth a look; the site is built.
    Warning,
    /// Nothing is written.
    Error,
}

/// One problem of the content, with place and cure. It is cheap to clone: a site may have thousands, and a server tells them with every save.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Diagnostic {
    /// The stable code word.
    pub code: Code,
    /// Error or warning; the code's own unless lowered for a draft.
    pub severity: Severity,
    /// Where the author must look.
    pub place: Place,
    /// Values for the `{name}` placeholders of message, help and notes, in the order they were given.
    pub args: Arc<Vec<(&'static str, String)>>,
    /// Which help of the code's is shown: `help`, or `help-<variant>`; `None` shows none.
    pub help: Option<&'static str>,
    /// Second places, each with the `note-<name>` text that explains it.
    pub notes: Arc<Vec<(&'static str, Place)>>,
}

impl Diagnostic {
    /// Returns a diagnostic of the code's own severity that shows the code's default help where it has one.
    pub fn new(code: Code, place: Place) -> Self {
        let (args, notes) = Default::default();
        Self { code, severity: code.severity(), place, args, help: Some(""), notes }
    }

    /// Returns it with the value of a placeholder.
    pub fn arg(mut self, name: &'static str, value: impl ToString) -> Self {
        Arc::make_mut(&mut self.args).push((name, value.to_string()));
        self
    }

    /// Returns it with the help `help-<variant>` in place of the default one.
    pub fn help(mut self, variant: &'static str) -> Self {
        self.help = Some(variant);
        self
    }

    /// Returns it without any help.
    pub fn no_help(mut self) -> Self {
        self.help = None;
        self
    }

    /// Returns it with a second place, explained by the text `note-<name>`.
    pub fn note(mut self, name: &'static str, place: Place) -> Self {
        Arc::make_mut(&mut self.notes).push((name, place));
        self
    }

    /// Returns it as a warning, whatever its code says (problems of a draft).
    pub fn lowered(mut self) -> Self {
        self.severity = Severity::Warning;
        self
    }
}

/// A step's result: its value, and everything that was found wrong on the way.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Checked<T> {
    /// The value; where errors were found, as good as it could be made.
    pub value: T,
    /// What was found, in the order of discovery.
    pub diagnostics: Vec<Diagnostic>,
}

impl<T> Checked<T> {
    /// Returns a value with nothing found wrong.
    pub fn clean(value: T) -> Self {
        Self { value, diagnostics: Vec::new() }
    }

    /// Returns another value made of this one, with the same found wrong.
    pub fn map<U>(self, make: impl FnOnce(T) -> U) -> Checked<U> {
        Checked { value: make(self.value), diagnostics: self.diagnostics }
    }

    /// Returns the value and appends what was found to a list.
    pub fn into(self, found: &mut Vec<Diagnostic>) -> T {
        found.extend(self.diagnostics);
        self.value
    }

    /// Returns whether any of the diagnostics is an error.
    pub fn has_errors(&self) -> bool {
        has_errors(&self.diagnostics)
    }
}

/// Returns whether any of the diagnostics is an error.
pub fn has_errors(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
}
