//! Words of the interface that stand inside what an author wrote.

use super::escape::{append, attribute, escape};
use crate::locale::{Direction, Lang, Strings, fill};
use crate::page::edits::Format;
use crate::page::elide::Elision;
use crate::page::formats::{FormatEntry, Hand, Shows, Told};
use crate::page::view::DateView;
use crate::page::{About, SectionNote};

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

    /// Returns the words that stand for what is left out.
    pub(super) fn elision(&self) -> Elision<'a> {
        if self.attributes.is_empty() { Elision::of(self.strings) } else { Elision::among_others(self.strings) }
    }

    /// Returns the words of a key with one value filled in.
    pub(super) fn with(&self, key: &'a str, name: &str, value: &str) -> String {
        fill(self.text(key), &[(name, value)])
    }

    /// Writes the words of a key for screen readers alone.
    pub(super) fn hidden(&self, key: &'a str, out: &mut String) {
        self.span("k-hidden", key, out);
    }

    /// Returns the words of a key as a note of a class, a link where it leads anywhere.
    pub(super) fn note(&self, class: &str, key: &'a str, href: Option<&str>) -> String {
        let mut out = format!("<small class=\"{class}\"{}>", self.attributes);
        if let Some(href) = href {
            out.push_str("<a");
            attribute("href", href, &mut out);
            out.push('>');
        }
        escape(self.text(key), &mut out);
        out.push_str(if href.is_some() { "</a></small> " } else { "</small> " });
        out
    }

    /// Returns what became of a mark in words: for all to see where they need them, else for screen readers alone; `alone` tells
    /// that nothing else changed beside it.
    pub(super) fn format(&self, format: &Format<'_>, shows: Shows, alone: bool) -> String {
        let address = |target: &str| format!("<span dir=\"ltr\">{}</span>", escaped(target));
        let hand = Hand { words: &escaped, address: &address };
        let Told { words, shown } = FormatEntry::of(format).told((shows, alone), self.strings, &hand);
        let (tag, class) = if shown { ("small", "k-format-note") } else { ("span", "k-hidden") };
        format!("<{tag} class=\"{class}\"{}> {words}</{tag}>", self.attributes)
    }

    /// Writes the words of a key as a span of a class.
    pub(super) fn span(&self, class: &str, key: &'a str, out: &mut String) {
        append(["<span class=\"", class, "\"", &self.attributes, ">"], out);
        escape(self.text(key), out);
        out.push_str("</span>");
    }

    /// Returns what is said at a section of a translation.
    pub(super) fn section(&self, note: &SectionNote) -> String {
        let open = |state: &str| format!("<p class=\"k-behind\" data-translation=\"{state}\"{}>", self.attributes);
        match &note.about {
            About::Extra => {
                let mut out = open("partial");
                escape(self.text("section_extra"), &mut out);
                out + "</p>\n"
            }
            About::Suspect { since, href, lang } => {
                let mut out = open("suspect");
                self.dated("section_suspect", since, &mut out);
                out.push_str(" <a");
                attribute("href", href, &mut out);
                attribute("hreflang", &lang.tag, &mut out);
                out.push('>');
                escape(self.text("read_governing_section"), &mut out);
                out + "</a></p>\n"
            }
            About::Redacted { date, ground, lang } => {
                let mut out = format!("<p class=\"k-behind\"{}>", self.attributes);
                self.dated("section_redacted", date, &mut out);
                out.push_str(" <span");
                if let Some(lang) = lang {
                    attribute("lang", &lang.tag, &mut out);
                    attribute("dir", direction(lang.dir), &mut out);
                }
                out.push('>');
                escape(ground, &mut out);
                out + "</span></p>\n"
            }
        }
    }

    /// Writes the words of a key with a date in them.
    fn dated(&self, key: &str, date: &DateView, out: &mut String) {
        let sentence = self.text(key);
        let (before, after) = sentence.split_once("{date}").unwrap_or((sentence, ""));
        escape(before, out);
        out.push_str("<time");
        if let Some(iso) = date.iso {
            attribute("datetime", &iso.to_string(), out);
        }
        out.push('>');
        escape(&date.text, out);
        out.push_str("</time>");
        escape(after, out);
    }

    /// Returns the words of a key as a paragraph of a class.
    pub(super) fn paragraph(&self, class: &str, key: &'a str) -> String {
        let mut out = format!("<p class=\"{class}\"{}>", self.attributes);
        escape(self.text(key), &mut out);
        out.push_str("</p>\n");
        out
    }
}

fn escaped(text: &str) -> String {
    let mut out = String::new();
    escape(text, &mut out);
    out
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
