//! What became of sections that one text has and the other has not, where they did not simply come or go.

use std::collections::BTreeMap;

use crate::model::Anchor;

/// How sections of two texts belong together beyond having the same anchor: those that came out of another one, and those
/// that another one took in. Decided on the governing texts (`pair`), so it is the same in every language.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Lineage {
    /// Sections of the new text that came out of one of the old text: by the new anchor, the old one.
    pub split: BTreeMap<Anchor, Anchor>,
    /// Sections of the old text that ended in one of the new text: by the old anchor, the new one.
    pub merged: BTreeMap<Anchor, Anchor>,
}
