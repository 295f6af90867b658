//! A change of marks -> the words for it: "emphasis added", "link changed: old address → new address".

use super::edits::Format;
use crate::compare::FormatKind;
use crate::locale::{Strings, fill};
use crate::model::MarkKind;

/// Of which text a view shows the words that are marked differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Shows {
    /// The text before.
    Before,
    /// The text after, beside the one before.
    After,
    /// Both in one.
    #[default]
    Both,
}

/// How the words are put together.
pub struct Hand<'h> {
    /// Makes words of the interface ready to be written.
    pub words: &'h dyn Fn(&str) -> String,
    /// Makes the address that a link leads to ready to be written.
    pub address: &'h dyn Fn(&str) -> String,
}

/// What is said of a change of marks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// The words.
    pub words: String,
    /// Whether a reader who sees the words marked needs them too: where a link leads, or where nothing can be seen to be marked.
    pub shown: bool,
}

/// Returns what is said of a change of marks.
pub fn told(format: &Format<'_>, shows: Shows, strings: &Strings, hand: &Hand<'_>) -> Told {
    let words = |key: &str| (hand.words)(strings.text(key).unwrap_or(key));
    let (was, is) = (address(format.was), address(format.is));
    let template = match (was, is, shows) {
        (Some(was), Some(is), _) if was == is => None,
        (Some(_), Some(_), Shows::Both) => Some("link_changed"),
        (Some(_), Some(_), _) => Some("link_to"),
        (Some(_), None, Shows::Before | Shows::Both) => Some("link_removed"),
        (None, Some(_), Shows::After | Shows::Both) => Some("link_added"),
        _ => None,
    };
    if let Some(key) = template {
        let (old, new) = (was.map(hand.address).unwrap_or_default(), is.map(hand.address).unwrap_or_default());
        let target = if shows == Shows::Before || new.is_empty() { &old } else { &new };
        return Told { words: fill(&words(key), &[("old", &old), ("new", &new), ("target", target)]), shown: true };
    }
    let what = words(&format!("mark_{}", format.kind.word()));
    let words = fill(&words(&format!("format_{}", happened(format))), &[("what", &what)]);
    let is_there = match shows {
        Shows::Before => format.was.is_some(),
        Shows::After => format.is.is_some(),
        Shows::Both => true,
    };
    Told { words, shown: is_there && (format.bytes.is_empty() || format.kind == FormatKind::Image) }
}

/// Returns what happened to the mark, as in data files: `added`, `removed`, `changed`.
pub fn happened(format: &Format<'_>) -> &'static str {
    match (format.was, format.is) {
        (None, Some(_)) => "added",
        (Some(_), None) => "removed",
        _ => "changed",
    }
}

/// Returns where a link leads.
pub fn address(mark: Option<&MarkKind>) -> Option<&str> {
    match mark {
        Some(MarkKind::Link(link)) => Some(&link.target),
        _ => None,
    }
}
