//! Addresses: where each page and file of the output lies, as URL path and as file.
//!
//! The functions of this file are the whole of the address space (product.md, section 4); nothing else puts paths together.

use std::fmt;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use crate::locale::{Lang, nfc};

/// All but the unreserved characters of RFC 3986, 2.3.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A path below the site's root, without a leading slash.
///
/// Invariant: segments are NFC and percent-encoded, none is empty, `.` or `..`; the address of a page that is a directory
/// ends in `/` (the root is the empty text); anything else is a file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Address(String);

impl Address {
    /// Returns the address of a directory's page; names may hold `/`.
    pub fn directory(names: &[&str]) -> Self {
        let mut path = join(names);
        if !path.is_empty() {
            path.push('/');
        }
        Self(path)
    }

    /// Returns the address of a file; names may hold `/`.
    pub fn file(names: &[&str]) -> Self {
        Self(join(names))
    }

    /// Returns the address as it stands in URLs, relative to the root.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the absolute address below a base URL that ends in `/`.
    pub fn absolute(&self, base_url: &str) -> String {
        format!("{base_url}{}", self.0)
    }

    /// Returns the file that a server finds for this address: names decoded, `index.html` behind a directory.
    pub fn file_path(&self) -> String {
        let path = percent_decode_str(&self.0).decode_utf8_lossy();
        if path.is_empty() || path.ends_with('/') { format!("{path}index.html") } else { path.into_owned() }
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn join(names: &[&str]) -> String {
    let mut path = String::with_capacity(names.iter().map(|name| name.len() + 1).sum());
    for name in names.iter().flat_map(|name| name.split('/')).filter(|name| !matches!(*name, "" | "." | "..")) {
        if !path.is_empty() {
            path.push('/');
        }
        if name.bytes().all(is_unreserved) {
            path.push_str(name);
        } else {
            path.extend(utf8_percent_encode(&nfc(name), RESERVED));
        }
    }
    path
}

/// Returns whether a byte is one of the unreserved characters of RFC 3986, 2.3: they are in NFC, and stand as they are.
fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~')
}

/// Returns the shortest relative reference from one page to another; never empty.
pub fn relative(from: &Address, to: &Address) -> String {
    let (from, to) = (from.0.as_str(), to.0.as_str());
    let alike = from.bytes().zip(to.bytes()).take_while(|(one, other)| one == other).count();
    let shared = from.as_bytes()[..alike].iter().rposition(|byte| *byte == b'/').map_or(0, |at| at + 1);
    let up = from[shared..].matches('/').count();
    let mut path = String::with_capacity(3 * up + to.len() - shared);
    (0..up).for_each(|_| path.push_str("../"));
    path.push_str(&to[shared..]);
    if path.is_empty() { "./".to_owned() } else { path }
}

/// `/`: languages and documents.
pub fn root() -> Address {
    Address::directory(&[])
}

/// `/<doc>/`: the language-neutral address of a document.
pub fn neutral(document: &str) -> Address {
    Address::directory(&[document])
}

/// `/_redirects`: rules for hosts that forward by them.
pub fn redirects() -> Address {
    Address::file(&["_redirects"])
}

/// `/<lang>/`: all documents in a language.
pub fn home(lang: &Lang) -> Address {
    Address::directory(&[lang.as_str()])
}

/// `/<lang>/<doc>/`: the text in force.
pub fn current(lang: &Lang, document: &str) -> Address {
    Address::directory(&[lang.as_str(), document])
}

/// `/<lang>/<doc>/<rev>/`: a revision for ever.
pub fn dated(lang: &Lang, document: &str, revision: &str) -> Address {
    Address::directory(&[lang.as_str(), document, revision])
}

/// `/<lang>/<doc>/<rev>/changes/`: the summary against the revision before.
pub fn changes(lang: &Lang, document: &str, revision: &str) -> Address {
    Address::directory(&[lang.as_str(), document, revision, "changes"])
}

/// `/<lang>/<doc>/<rev>/redline/`: the redline against the revision before.
pub fn redline(lang: &Lang, document: &str, revision: &str) -> Address {
    Address::directory(&[lang.as_str(), document, revision, "redline"])
}

/// `/<lang>/<doc>/bilingual/<other>/`: two languages side by side.
pub fn bilingual(lang: &Lang, document: &str, other: &Lang) -> Address {
    Address::directory(&[lang.as_str(), document, "bilingual", other.as_str()])
}

/// `/<lang>/<doc>/compare/<old>..<new>/`: the summary of two revisions.
pub fn compare(lang: &Lang, document: &str, (old, new): (&str, &str)) -> Address {
    Address::directory(&[lang.as_str(), document, "compare", &format!("{old}..{new}")])
}

/// `/<lang>/<doc>/compare/<old>..<new>/redline/`: the redline of two revisions.
pub fn compare_redline(lang: &Lang, document: &str, (old, new): (&str, &str)) -> Address {
    Address::directory(&[lang.as_str(), document, "compare", &format!("{old}..{new}"), "redline"])
}

/// `/<lang>/<doc>/compare/<old>..<new>/changes.json`: the summary of two revisions as data.
pub fn compare_json(lang: &Lang, document: &str, (old, new): (&str, &str)) -> Address {
    Address::file(&[lang.as_str(), document, "compare", &format!("{old}..{new}"), "changes.json"])
}

/// `fragment.html` in the directory of a text or summary: the page without what is around it.
pub fn fragment(page: &Address) -> Address {
    Address(format!("{}fragment.html", page.0))
}

/// `/<lang>/<doc>/history/`: all revisions.
pub fn history(lang: &Lang, document: &str) -> Address {
    Address::directory(&[lang.as_str(), document, "history"])
}

/// `/<lang>/<doc>/<rev>/index.md`: the text as hashed.
pub fn markdown(lang: &Lang, document: &str, revision: &str) -> Address {
    Address::file(&[lang.as_str(), document, revision, "index.md"])
}

/// `/<lang>/<doc>/<rev>/index.txt`: the text as plain text.
pub fn plain(lang: &Lang, document: &str, revision: &str) -> Address {
    Address::file(&[lang.as_str(), document, revision, "index.txt"])
}

/// `/<lang>/<doc>/<rev>/changes.json`: the summary as data.
pub fn changes_json(lang: &Lang, document: &str, revision: &str) -> Address {
    Address::file(&[lang.as_str(), document, revision, "changes.json"])
}

/// `/<doc>/versions.json`: all revisions as data.
pub fn versions_json(document: &str) -> Address {
    Address::file(&[document, "versions.json"])
}

/// `/policies.json`: the state of all documents as data.
pub fn policies_json() -> Address {
    Address::file(&["policies.json"])
}

/// `/seal.txt`: the record of what was approved.
pub fn seal_record() -> Address {
    Address::file(&["seal.txt"])
}

/// `/seal.json`: the same as data.
pub fn seal_json() -> Address {
    Address::file(&["seal.json"])
}

/// `/seal.tsr`: the answer of a time-stamping authority about the record.
pub fn seal_timestamp() -> Address {
    Address::file(&["seal.tsr"])
}

/// `/404.html`.
pub fn not_found() -> Address {
    Address::file(&["404.html"])
}

/// `/<lang>/<doc>/<rev>/<name>`: a file that lies beside a revision's texts.
pub fn asset(lang: &Lang, document: &str, revision: &str, name: &str) -> Address {
    Address::file(&[lang.as_str(), document, revision, name])
}

/// `/assets/<name>`: a file of the theme; the name carries a hash of its content.
pub fn theme_asset(name: &str) -> Address {
    Address::file(&["assets", name])
}

/// An old address of a document, as its author wrote it: with or without slashes at its ends; a last name with a dot in it is a
/// file (`privacy.html`), any other a directory.
pub fn alias(written: &str) -> Address {
    let decoded = percent_decode_str(written.trim_matches('/')).decode_utf8_lossy();
    let is_file = !written.ends_with('/') && decoded.rsplit('/').next().is_some_and(|name| name.contains('.'));
    if is_file { Address::file(&[&decoded]) } else { Address::directory(&[&decoded]) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relative_references_lead_from_any_page_to_any_other() {
        let ja = Lang::parse("ja").expect("a tag");
        let dated = dated(&ja, "jobs/privacy", "2023-04-19");
        for (from, to, expected) in [
            (&dated, &root(), "../../../../"),
            (&dated, &dated, "./"),
            (&dated, &current(&ja, "jobs/privacy"), "../"),
            (&dated, &changes(&ja, "jobs/privacy", "2023-04-19"), "changes/"),
            (&dated, &plain(&ja, "jobs/privacy", "2023-04-19"), "index.txt"),
            (&root(), &root(), "./"),
            (&not_found(), &home(&ja), "ja/"),
            (&root(), &theme_asset("a.css"), "assets/a.css"),
            (&changes(&ja, "a", "1"), &super::dated(&ja, "b", "2"), "../../../b/2/"),
            (&dated, &compare(&ja, "jobs/privacy", ("1", "2023-04-19")), "../compare/1..2023-04-19/"),
            (&compare_redline(&ja, "a", ("1", "2")), &compare_json(&ja, "a", ("1", "2")), "../changes.json"),
            (&dated, &fragment(&dated), "fragment.html"),
        ] {
            assert_eq!(relative(from, to), expected, "{from} -> {to}");
        }
    }

    #[test]
    fn addresses_are_encoded_and_files_are_not() {
        let ja = Lang::parse("ja").expect("a tag");
        let address = current(&ja, "個人か\u{3099}た: a%b");
        assert_eq!(address.as_str(), "ja/%E5%80%8B%E4%BA%BA%E3%81%8C%E3%81%9F%3A%20a%25b/");
        assert_eq!(address.file_path(), "ja/個人がた: a%b/index.html");
        assert_eq!(root().file_path(), "index.html");
        assert_eq!(address.absolute("https://example.com/x/"), format!("https://example.com/x/{address}"));
    }

    #[test]
    fn aliases_are_files_or_directories() {
        for (written, expected) in [
            ("/privacy.html", "privacy.html"),
            ("old/privacy", "old/privacy/"),
            ("/v1.0/", "v1.0/"),
            ("%E5%80%8B", "%E5%80%8B/"),
            ("a/../b", "a/b/"),
        ] {
            assert_eq!(alias(written).as_str(), expected);
        }
    }
}
