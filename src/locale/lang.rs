//! Languages: BCP 47 tags in canonical form, their direction, names and fallbacks.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use icu_locale::fallback::LocaleFallbacker;
use icu_locale::names::{DisplayNamesPreferences, LanguageIdentifierDisplayName, LanguageIdentifierDisplayNameOptions};
use icu_locale::subtags::{Language, Script, script};
use icu_locale::{LanguageIdentifier, Locale, LocaleCanonicalizer, LocaleDirectionality, LocaleExpander};

/// Language subtags that the IANA registry deprecates in favour of another.
const DEPRECATED: [&str; 5] = ["in", "iw", "ji", "jw", "mo"];

/// Codes of countries that name no language, and the language that people mean by them.
const COUNTRIES: [(&str, &str); 9] = [
    ("cn", "zh"),
    ("cz", "cs"),
    ("dk", "da"),
    ("gb", "en"),
    ("gr", "el"),
    ("jp", "ja"),
    ("ua", "uk"),
    ("us", "en"),
    ("vn", "vi"),
];

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
    /// Reads a tag of language, script, region and variants that is already in canonical form, upper and lower case included,
    /// so that one language has one directory name.
    ///
    /// Subtags need not be known to CLDR; the code of a country that is no code of a language is refused. Extensions (`-u-…`, `-x-…`) are refused: a tag names a language here, not a
    /// calendar.
    pub fn parse(text: &str) -> Result<Self, NoLang> {
        let country = text.to_ascii_lowercase();
        if let Some((_, lang)) = COUNTRIES.iter().find(|(code, _)| *code == country) {
            return Err(NoLang { meant: Some(Self((*lang).into())) });
        }
        match canonical(text) {
            Some(id) if id.to_string() == text => Ok(Self::from_id(&id)),
            Some(id) => Err(NoLang { meant: Some(Self::from_id(&id)) }),
            None => Err(NoLang { meant: canonical(&text.trim().replace('_', "-")).map(|id| Self::from_id(&id)) }),
        }
    }

    /// Returns the tag.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the direction of the script that the language is (most likely) written in; left to right where unknown.
    pub fn direction(&self) -> Direction {
        match LocaleDirectionality::new_extended().get(&self.id()) {
            Some(icu_locale::Direction::RightToLeft) => Direction::Rtl,
            _ => Direction::Ltr,
        }
    }

    /// Returns the language's name in itself (CLDR), or the tag where CLDR has none.
    pub fn autonym(&self) -> String {
        thread_local! {
            /// CLDR is asked once for each language: every page names all languages of its site.
            static AUTONYMS: RefCell<BTreeMap<Lang, String>> = const { RefCell::new(BTreeMap::new()) };
        }
        AUTONYMS.with_borrow_mut(|known| {
            if let Some(name) = known.get(self) {
                return name.clone();
            }
            let name = self.name_in(self);
            known.insert(self.clone(), name.clone());
            name
        })
    }

    /// Returns the language's name in another language (CLDR), or the tag where CLDR has none.
    pub fn name_in(&self, other: &Self) -> String {
        let subject = self.cldr().id;
        let name = display_name(&subject, other);
        // CLDR puts the bare subtag where it knows no name, and still names the region behind it.
        let bare = LanguageIdentifier { language: subject.language, ..LanguageIdentifier::UNKNOWN };
        let known = |name: &String| *name != subject.language.to_string();
        if display_name(&bare, other).filter(known).is_none() {
            return self.to_string();
        }
        name.unwrap_or_else(|| self.to_string())
    }

    /// Returns the languages whose words may stand in for this one's, nearest first: the parents of CLDR (UTS #35, 4.1), the
    /// language in its likely script where that is worth naming, the bare language. Never the tag itself.
    pub fn fallbacks(&self) -> Vec<Self> {
        let id = self.id();
        let mut tags = parents(&id);
        let bare = LanguageIdentifier { language: id.language, ..LanguageIdentifier::UNKNOWN };
        let (likely, usual) = (likely_script(&id), likely_script(&bare));
        if let Some(likely) = likely
            // Chinese is filed under `zh-Hans` as often as under `zh`.
            && (Some(likely) != usual || likely == script!("Hans"))
        {
            let written = LanguageIdentifier { script: Some(likely), ..bare.clone() }.to_string();
            let before_bare = tags.iter().position(|tag| *tag == bare.to_string()).unwrap_or(tags.len());
            if !tags.contains(&written) {
                tags.insert(before_bare, written);
            }
        }
        if !tags.contains(&bare.to_string()) {
            tags.push(bare.to_string());
        }
        tags.into_iter().filter(|tag| *tag != *self.0).map(|tag| Self(tag.into())).collect()
    }

    fn from_id(id: &LanguageIdentifier) -> Self {
        Self(id.to_string().into())
    }

    fn id(&self) -> LanguageIdentifier {
        self.0.parse().expect("a tag is only made from a language identifier")
    }

    /// Returns the locale under which CLDR files the language's data (`fil` for `tl`).
    pub(super) fn cldr(&self) -> Locale {
        let mut locale = Locale::from(self.id());
        LocaleCanonicalizer::new_extended().canonicalize(&mut locale);
        locale
    }
}

/// Returns the canonical form of a tag, or `None` where it is not well-formed.
///
/// CLDR replaces more languages than the IANA registry does (`tl` by `fil`, `tw` by `ak`); a language that the registry keeps
/// is kept.
fn canonical(text: &str) -> Option<LanguageIdentifier> {
    let id: LanguageIdentifier = text.parse().ok()?;
    let mut whole = Locale::from(id.clone());
    LocaleCanonicalizer::new_extended().canonicalize(&mut whole);
    let (old, new) = (id.language.to_string(), whole.id.language.to_string());
    if old == new || DEPRECATED.contains(&old.as_str()) || (old.len() == 3 && new.len() == 2 && plain(&old)) {
        return Some(whole.id);
    }
    let mut rest = Locale::from(LanguageIdentifier { language: Language::UNKNOWN, ..id.clone() });
    LocaleCanonicalizer::new_extended().canonicalize(&mut rest);
    Some(LanguageIdentifier { language: id.language, ..rest.id })
}

/// Returns whether a three-letter code merely spells a two-letter one (`jpn`), rather than naming a variety (`prs`, `fa-AF`).
fn plain(code: &str) -> bool {
    let mut alone: Locale = code.parse().expect("the language of a well-formed tag");
    LocaleCanonicalizer::new_extended().canonicalize(&mut alone);
    alone.id.script.is_none() && alone.id.region.is_none()
}

fn parents(id: &LanguageIdentifier) -> Vec<String> {
    let fallbacker = LocaleFallbacker::new();
    let mut chain = fallbacker.for_config(Default::default()).fallback_for(id.clone().into());
    let mut tags = Vec::new();
    while !chain.get().is_unknown() {
        tags.push(chain.get().to_string());
        chain.step();
    }
    tags
}

fn likely_script(id: &LanguageIdentifier) -> Option<Script> {
    LocaleExpander::new_extended().get_likely_script(id)
}

fn display_name(subject: &LanguageIdentifier, other: &Lang) -> Option<String> {
    let preferences = DisplayNamesPreferences::from(other.cldr());
    let options = LanguageIdentifierDisplayNameOptions::default();
    let name = LanguageIdentifierDisplayName::try_new_heavy(preferences, subject.clone(), options).ok()?;
    Some(name.as_borrowed().to_string())
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

#[cfg(test)]
mod tests {
    use super::*;

    fn lang(tag: &str) -> Lang {
        Lang::parse(tag).unwrap_or_else(|_| panic!("{tag} is canonical"))
    }

    #[test]
    fn only_canonical_tags_are_languages() {
        for tag in ["ja", "pt-BR", "zh-Hans", "zh-TW", "tl-PH", "bn-IN", "fa-IR", "prs", "es-419", "xx", "de-1996"] {
            assert_eq!(lang(tag).as_str(), tag);
        }
        let meant = |text: &str| Lang::parse(text).expect_err(text).meant.map(|lang| lang.to_string());
        for (text, tag) in [
            ("ja_JP", "ja-JP"),
            ("JA", "ja"),
            ("iw", "he"),
            ("zh-hans", "zh-Hans"),
            ("en-UK", "en-GB"),
            ("jpn", "ja"),
            ("jp", "ja"),
            ("US", "en"),
            ("pt_br", "pt-BR"),
            ("tl-ph", "tl-PH"),
        ] {
            assert_eq!(meant(text).as_deref(), Some(tag), "{text}");
        }
        for text in ["", "english", "日本語", "x-lawyer", "ja-", "ja-u-ca-japanese"] {
            assert_eq!(meant(text), None, "{text}");
        }
    }

    #[test]
    fn the_direction_is_that_of_the_likely_script() {
        for tag in ["ar", "he", "fa-IR", "ur", "pa-PK", "az-Arab", "ckb"] {
            assert_eq!(lang(tag).direction(), Direction::Rtl, "{tag}");
        }
        for tag in ["ja", "en", "pa", "az", "xx"] {
            assert_eq!(lang(tag).direction(), Direction::Ltr, "{tag}");
        }
    }

    #[test]
    fn names_are_those_of_cldr_or_else_the_tag() {
        for (tag, name) in [
            ("ja", "日本語"),
            ("en", "English"),
            ("ar", "العربية"),
            ("de", "Deutsch"),
            ("pt-BR", "português (Brasil)"),
            ("zh-Hans", "简体中文"),
            ("xx", "xx"),
            ("xx-JP", "xx-JP"),
        ] {
            assert_eq!(lang(tag).autonym(), name, "{tag}");
        }
        assert_eq!(lang("ja").name_in(&lang("de")), "Japanisch");
        assert_eq!(lang("ja").name_in(&lang("xx")), "ja");
    }

    #[test]
    fn fallbacks_go_from_near_to_far() {
        for (tag, expected) in [
            ("pt-BR", "pt"),
            ("zh-TW", "zh-Hant zh"),
            ("zh-Hant", "zh"),
            ("zh-Hans", "zh"),
            ("zh-CN", "zh-Hans zh"),
            ("zh", "zh-Hans"),
            ("en-GB", "en-001 en"),
            ("sr-Latn", "sr"),
            ("ja", ""),
            ("xx-JP", "xx"),
        ] {
            let fallbacks: Vec<_> = lang(tag).fallbacks().iter().map(Lang::to_string).collect();
            assert_eq!(fallbacks.join(" "), expected, "{tag}");
        }
    }
}
