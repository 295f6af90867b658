//! A change of marks -> the words for it: "emphasis added", "link changed: old address → new address".

use serde::Serialize;

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
    /// Whether a reader who sees the words marked needs them too: where a link leads, unless it is within the text and follows
    /// other changes, or where nothing can be seen to be marked.
    pub shown: bool,
}

/// A change of marks, as data: what `changes.json` says of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FormatEntry {
    /// What kind of mark; `block` for the kind of block in which the text stands.
    pub kind: FormatKind,
    /// `added`, `removed` or `changed`.
    pub change: &'static str,
    /// Where a link led, the file of an image, a reading; null for other marks and where there was none.
    pub old: Option<String>,
    /// The same after.
    pub new: Option<String>,
    /// Whether it is no mark on words, but a point behind them.
    #[serde(skip)]
    pub point: bool,
}

impl FormatEntry {
    /// Returns a change of marks as data.
    pub fn of(format: &Format<'_>) -> Self {
        let value = |mark: Option<&MarkKind>| match mark? {
            MarkKind::Link(link) => Some(link.target.clone()),
            MarkKind::Image { source, .. } => Some(source.clone()),
            MarkKind::Ruby(reading) => Some(reading.clone()),
            _ => None,
        };
        let change = match (format.was, format.is) {
            (None, Some(_)) => "added",
            (Some(_), None) => "removed",
            _ => "changed",
        };
        let point = format.bytes.is_empty();
        Self { kind: format.kind, change, old: value(format.was), new: value(format.is), point }
    }

    /// Returns what is said of the change in a view; `alone` tells that nothing else changed beside it.
    pub fn told(&self, (shows, alone): (Shows, bool), strings: &Strings, hand: &Hand<'_>) -> Told {
        let words = |key: &str| (hand.words)(strings.text(key).unwrap_or(key));
        if let Some(key) = self.link(shows) {
            let address = |address: &Option<String>| address.as_deref().map(hand.address).unwrap_or_default();
            let (old, new) = (address(&self.old), address(&self.new));
            let target = if shows == Shows::Before || self.new.is_none() { &old } else { &new };
            let words = fill(&words(key), &[("old", &old), ("new", &new), ("target", target)]);
            let leaves = |address: &Option<String>| address.as_ref().is_some_and(|address| !address.starts_with('#'));
            return Told { words, shown: alone || leaves(&self.old) || leaves(&self.new) };
        }
        let what = words(&format!("mark_{}", self.kind.word()));
        let words = fill(&words(&format!("format_{}", self.change)), &[("what", &what)]);
        let is_there = match shows {
            Shows::Before => self.change != "added",
            Shows::After => self.change != "removed",
            Shows::Both => true,
        };
        let unseen = match self.kind {
            FormatKind::Level => shows != Shows::Before,
            kind => self.point || kind == FormatKind::Image,
        };
        Told { words, shown: is_there && unseen }
    }

    /// Returns the key of the words for a link that leads elsewhere; `None` where there is no link to show.
    fn link(&self, shows: Shows) -> Option<&'static str> {
        if self.kind != FormatKind::Link {
            return None;
        }
        match (&self.old, &self.new) {
            (Some(old), Some(new)) if old == new => None,
            (Some(_), Some(_)) if shows == Shows::Both => Some("link_changed"),
            (Some(_), Some(_)) => Some("link_to"),
            (Some(_), None) if shows != Shows::After => Some("link_removed"),
            (None, Some(_)) if shows != Shows::Before => Some("link_added"),
            _ => None,
        }
    }
}
