//! The name of a file or directory -> whether it can stand in an address and on every disk.

/// Returns whether one name of a path can be used: not empty, no control characters, none of `/ \\ ? # :`.
///
/// A colon is a part of no file name on Windows, where it leads to another drive or stream.
pub fn is_usable_name(name: &str) -> bool {
    !name.is_empty() && !name.contains(|c: char| c.is_control() || matches!(c, '/' | '\\' | '?' | '#' | ':'))
}

/// No disk takes a longer name, in bytes.
pub const LONGEST_NAME: usize = 255;

/// Returns whether a path typed by the author, with or without slashes at its ends, leads from the site's root to a place
/// below it, and not to one of kaitei's own files.
pub fn is_usable_path(path: &str) -> bool {
    let path = path.trim_matches('/');
    let usable = |name: &str| is_usable_name(name) && !matches!(name, "." | "..") && name.len() <= LONGEST_NAME;
    path.len() <= 4 * LONGEST_NAME && path.split('/').all(usable) && !path.starts_with(".kaitei")
}

#[cfg(test)]
mod tests {
    use super::is_usable_path;

    #[test]
    fn a_path_stays_below_the_root() {
        let long = "あ".repeat(86);
        for path in ["privacy", "/privacy.html", "old/privacy/", "旧 規約", "..a", "a..b", ".well-known/x", "v1.0"] {
            assert!(is_usable_path(path), "{path}");
        }
        for path in [
            "",
            "/",
            "..",
            "../x",
            "a/./b",
            "a/../../b",
            "a//b",
            "https://a.example/x",
            "a\\b",
            "C:/x",
            "x?y",
            "x#y",
            "x\0",
            &long,
        ] {
            assert!(!is_usable_path(path), "{path}");
        }
    }
}
