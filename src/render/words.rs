//! Words of the interface that stand inside what an author wrote.

use super::escape::{attribute, escape};
use crate::locale::{Direction, Lang, Strings, fill};

/// The words of the interface, with the `lang` and `dir` they need among words of a text.
#[derive(Debug, Clone)]
pub struct Words<'a> {
    strings: &'a Strings,
    /// ` lang="…" dir="…"` where the words are in another language than the text; else empty.
    pub(super) attributes: String,
}

impl<'a> Words<'a> {
    /// Returns the words for a text in a language (a BCP 47 tag).
    pub fn among(strings: &'a Strings, text_lang: &str) -> Self {
        let mut attributes = String::new();
        if strings.spoken.as_str() != text_lang {
            language(&strings.spoken, &mut attributes);
        }
        Self { strings, attributes }
    }

    /// Returns the words of a key; the key itself where the theme has none, so that its lack is seen.
    pub(super) fn text(&self, key: &'a str) -> &'a str {
        self.strings.text(key).unwrap_or(key)
    }

    /// Returns the words of a key with one value filled in.
    pub(super) fn with(&self, key: &'a str, name: &str, value: &str) -> String {
        fill(self.text(key), &[(name, value)])
    }

    /// Returns the words of a key for screen readers alone.
    pub(super) fn hidden(&self, key: &'a str) -> String {
        let mut out = format!("<span class=\"k-hidden\"{}>", self.attributes);
        escape(self.text(key), &mut out);
        out.push_str("</span>");
        out
    }

    /// Returns the words of a key as a paragraph of a class.
    pub(super) fn paragraph(&self, class: &str, key: &'a str) -> String {
        let mut out = format!("<p class=\"{class}\"{}>", self.attributes);
        escape(self.text(key), &mut out);
        out.push_str("</p>\n");
        out
    }
}

fn language(lang: &Lang, out: &mut String) {
    attribute("lang", lang.as_str(), out);
    attribute("dir", direction(lang.direction()), out);
}

/// Returns the value of `dir`.
pub(super) fn direction(direction: Direction) -> &'static str {
    match direction {
        Direction::Ltr => "ltr",
        Direction::Rtl => "rtl",
    }
}
