//! The identity of a section, clause or paragraph.

use std::fmt;
use std::sync::Arc;

/// The identity of a section, clause or paragraph across the revisions and languages of a document; its `id` on pages.
///
/// Invariant: NFC, not empty, no white space or control character, none of `"#%&'<>?/\`, and does not begin with `k-`, which
/// the theme keeps for its own ids.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Anchor(Arc<str>);

impl Anchor {
    /// Returns the anchor of that name, or `None` where the name breaks the invariant.
    pub fn new(name: &str) -> Option<Self> {
        let bad = |c: char| c.is_whitespace() || c.is_control() || "\"#%&'<>?/\\`".contains(c);
        (!name.is_empty() && !name.starts_with("k-") && !name.contains(bad)).then(|| Self(name.into()))
    }

    /// Returns the name, without `#`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Anchor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl serde::Serialize for Anchor {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}
