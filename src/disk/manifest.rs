//! The list of the files that kaitei wrote into an output folder: only these are ever deleted.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::act;
use super::failure::Failure;

/// The manifest's name in the output folder.
pub(super) const NAME: &str = ".kaitei-manifest.json";

/// Where files wait before they are moved into place.
pub(super) const STAGING: &str = ".kaitei-staging";

/// The files of one build.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Manifest {
    /// The version of this form.
    pub(super) format: u32,
    /// Whether the site shows what readers are not shown today, drafts or a later day; then it must not be published.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) preview: bool,
    /// SHA-256 in lower-case hexadecimal, by path below the output folder.
    pub(super) files: BTreeMap<String, String>,
}

/// The version that this program reads and writes.
pub(super) const FORMAT: u32 = 1;

impl Manifest {
    /// Returns the manifest of an output folder, or `None` where it has none.
    pub(super) fn read(out: &Path) -> Result<Option<Self>, Failure> {
        let path = out.join(NAME);
        let Some(bytes) = act::read(&path)? else { return Ok(None) };
        let manifest: Option<Self> = serde_json::from_slice(&bytes).ok();
        match manifest.filter(|manifest| manifest.format == FORMAT && manifest.files.keys().all(|path| is_below(path)))
        {
            Some(manifest) => Ok(Some(manifest)),
            None => {
                Err(Failure::refused("read", &path, "this is not a manifest that this version of kaitei understands"))
            }
        }
    }

    /// Writes it, whole or not at all.
    pub(super) fn write(&self, out: &Path) -> Result<(), Failure> {
        let bytes = serde_json::to_vec_pretty(self).expect("a map of strings is JSON");
        act::create_folder(&out.join(STAGING))?;
        act::replace(&out.join(NAME), &bytes, &out.join(STAGING).join("manifest"))
    }
}

/// Returns whether a path names a file below the output folder on every system: no `..`, no root, no drive, no backslash, and
/// none of kaitei's own files.
pub(super) fn is_below(path: &str) -> bool {
    let plain = |name: &str| !matches!(name, "" | "." | "..") && !name.contains(['\\', '\0', ':']);
    path.split('/').all(plain) && !path.starts_with(".kaitei-")
}

#[cfg(test)]
mod tests {
    use super::is_below;

    #[test]
    fn only_paths_below_the_folder_are_taken() {
        assert!(["index.html", "ja/プライバシー/index.html", "..a/b..c", ".well-known/x"].into_iter().all(is_below));
        for path in ["", "/", "/etc/passwd", "a/../../b", "..", "a//b", "./a", "a\\b", "C:/a", "a/", ".kaitei-lock"] {
            assert!(!is_below(path), "{path}");
        }
    }
}
