//! Languages: BCP 47 tags in canonical form, their direction, names and fallbacks.

use std::fmt;
use std::sync::Arc;

/// A language: a BCP 47 tag in canonical form (RFC 5646, 4.5), such as `ja`, `pt-BR` or `zh-Hans`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Lang(Arc<str>);

/// Why a text is no canonical language tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoLang {
    /// The canonical tag that was probably meant, where there is one.
    pub meant: Option<Lang>,
}

impl Lang {
    /// Returns the tag.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl serde::Serialize for Lang {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

/// The direction in which a script runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// Left to right.
    Ltr,
    /// Right to left.
    Rtl,
}

impl Lang {
    /// Returns a tag as it is; for the stand-in of the parser.
    pub(super) fn standin(tag: &str) -> Self {
        Self(tag.into())
    }
}
