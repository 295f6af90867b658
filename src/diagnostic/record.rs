//! Diagnostics -> a form that can be kept on the disk, and back.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};

use super::{Code, Diagnostic, Severity};
use crate::source::Place;

/// A diagnostic as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    code: String,
    error: bool,
    place: Spot,
    args: Vec<(String, String)>,
    help: Option<String>,
    notes: Vec<(String, Spot)>,
}

/// A place as it is kept: path, first byte, byte behind the last.
type Spot = (String, usize, usize);

impl Record {
    /// Returns what is kept of a diagnostic.
    pub fn of(diagnostic: &Diagnostic) -> Self {
        let owned = |text: &str| text.to_owned();
        let spot = |place: &Place| (owned(&place.path), place.span.start, place.span.end);
        Self {
            code: owned(diagnostic.code.word()),
            error: diagnostic.severity == Severity::Error,
            place: spot(&diagnostic.place),
            args: diagnostic.args.iter().map(|(name, value)| (owned(name), value.clone())).collect(),
            help: diagnostic.help.map(owned),
            notes: diagnostic.notes.iter().map(|(name, place)| (owned(name), spot(place))).collect(),
        }
    }

    /// Returns the diagnostic; `None` where its code is none of this program's.
    pub fn diagnostic(&self) -> Option<Diagnostic> {
        let code = Code::ALL.iter().copied().find(|code| code.word() == self.code)?;
        let place = |(path, start, end): &Spot| Place { path: path.as_str().into(), span: *start..*end };
        Some(Diagnostic {
            code,
            severity: if self.error { Severity::Error } else { Severity::Warning },
            place: place(&self.place),
            args: self.args.iter().map(|(name, value)| (interned(name), value.clone())).collect::<Vec<_>>().into(),
            help: self.help.as_deref().map(interned),
            notes: self.notes.iter().map(|(name, spot)| (interned(name), place(spot))).collect::<Vec<_>>().into(),
        })
    }
}

/// Returns a name that lives as long as the program. The names in diagnostics are those of the placeholders in `messages/`, a few
/// dozen, and each is kept once.
fn interned(name: &str) -> &'static str {
    static NAMES: Mutex<BTreeSet<&'static str>> = Mutex::new(BTreeSet::new());
    let mut names = NAMES.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = names.get(name) {
        return known;
    }
    let kept: &'static str = Box::leak(name.to_owned().into_boxed_str());
    names.insert(kept);
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_comes_back() {
        let place = Place { path: "content/terms/2024-01-01/ja.md".into(), span: 3..9 };
        let found = Diagnostic::new(Code::UnknownKey, place)
            .arg("key", "effectve")
            .arg("near", "effective")
            .help("near")
            .note("first", Place::file("site.toml"));
        for found in [found.clone().lowered(), found.clone().no_help(), found] {
            assert_eq!(Record::of(&found).diagnostic(), Some(found));
        }
        let other = Record {
            code: "of-another-time".to_owned(),
            ..Record::of(&Diagnostic::new(Code::Syntax, Place::file("x")))
        };
        assert_eq!(other.diagnostic(), None);
    }
}
