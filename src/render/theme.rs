//! The files of a theme -> templates, words and assets, ready for pages.
//!
//! The default theme is compiled in. A site overrides it file by file, and extends its templates by their full name
//! (`{% extends "builtin/text.html" %}`).

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;
use sha2::{Digest, Sha256};
use tera::{Kwargs, State, Tera, TeraResult, Value};

use crate::diagnostic::{Checked, Code, Diagnostic};
use crate::locale::{self, Entries, Lang, Strings};
use crate::page::{Skin, address};
use crate::source::Place;

/// A file of the default theme: its path below the theme, its bytes.
type Builtin = (&'static str, &'static [u8]);

macro_rules! builtin {
    ($($path:literal),* $(,)?) => {
        [$(($path, include_bytes!(concat!("../../themes/default/", $path)) as &[u8])),*]
    };
}

const DEFAULT: [Builtin; 15] = builtin![
    "templates/404.html",
    "templates/banners.html",
    "templates/base.html",
    "templates/bilingual.html",
    "templates/changes.html",
    "templates/components.html",
    "templates/fragment.html",
    "templates/history.html",
    "templates/home.html",
    "templates/redline.html",
    "templates/review.html",
    "templates/root.html",
    "templates/text.html",
    "static/kaitei.css",
    "static/kaitei.js",
];

macro_rules! spoken {
    ($($lang:literal),* $(,)?) => {
        [$(($lang, include_bytes!(concat!("../../themes/default/strings/", $lang, ".toml")) as &[u8])),*]
    };
}

/// The words of the default theme, by language; those of languages that a site has not are not even read.
const SPOKEN: [Builtin; 22] = spoken![
    "ar", "de", "en", "es", "fa", "fr", "he", "hi", "id", "it", "ja", "ko", "nl", "pl", "pt-BR", "ru", "th", "tr",
    "uk", "vi", "zh-Hans", "zh-Hant",
];

/// A theme, loaded.
#[derive(Debug)]
pub struct Theme {
    /// The templates.
    pub tera: Tera,
    /// What pages take from it.
    pub skin: Skin,
    /// The words of the interface as templates see them, for every language of the site.
    pub words: BTreeMap<Lang, Value>,
    /// Its static files, by the path below the output under which they are served.
    pub assets: BTreeMap<String, Arc<[u8]>>,
}

impl Theme {
    /// Returns the style sheet as it may stand inside of a page: nothing in it ends the element around it.
    pub fn style(&self) -> String {
        let bytes = self.assets.get(&self.skin.stylesheet.file_path());
        bytes.map(|bytes| String::from_utf8_lossy(bytes).replace("</", "<\\/")).unwrap_or_default()
    }
}

/// Loads the theme of a name for a site's languages. `files` are those below `themes/<name>/`, by their path there.
///
/// Templates that do not parse, and words that are no table of texts, are errors with their file.
pub fn load(name: &str, files: &BTreeMap<String, Vec<u8>>, languages: &[Lang]) -> Checked<Theme> {
    let mut found = Vec::new();
    let place = |path: &str| Place::file(format!("themes/{name}/{path}"));
    let mut statics: BTreeMap<String, Arc<[u8]>> = BTreeMap::new();
    let mut templates = Vec::new();
    let mut words: [BTreeMap<Lang, Entries>; 2] = Default::default();
    for (tag, bytes) in SPOKEN.iter().filter(|(tag, _)| is_wanted(tag, languages)) {
        let read = std::str::from_utf8(bytes).map_err(|error| error.to_string());
        let (lang, entries) =
            read.and_then(|text| read_words(&format!("{tag}.toml"), text)).expect("the words are sound");
        words[0].insert(lang, entries);
    }
    let builtin = DEFAULT.iter().map(|(path, bytes)| (*path, *bytes, 0));
    let own = files.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice(), 1));
    for (path, bytes, layer) in builtin.chain(own) {
        let text = || std::str::from_utf8(bytes).map_err(|error| error.to_string());
        let result = if let Some(name) = path.strip_prefix("templates/") {
            let prefix = ["builtin/", "theme/"][layer];
            text().map(|text| templates.push((format!("{prefix}{name}"), text.to_owned())))
        } else if let Some(name) = path.strip_prefix("strings/") {
            text().and_then(|text| read_words(name, text)).map(|(lang, entries)| {
                words[layer].insert(lang, entries);
            })
        } else {
            if let Some(name) = path.strip_prefix("static/") {
                statics.insert(name.to_owned(), Arc::from(bytes));
            }
            Ok(())
        };
        if let Err(message) = result {
            found.push(Diagnostic::new(Code::Theme, place(path)).arg("message", message));
        }
    }
    let tera = tera(templates).unwrap_or_else(|message| {
        found.push(Diagnostic::new(Code::Theme, place("templates")).arg("message", message));
        Tera::new()
    });
    let (skin, assets) = skin(statics, &words, languages);
    let seen = |(lang, words): (&Lang, &Strings)| (lang.clone(), Value::from_serializable(&nested(words.entries())));
    let words = skin.words.iter().map(seen).collect();
    Checked { value: Theme { tera, skin, words, assets }, diagnostics: found }
}

/// Words by key; those that depend on a number by plural category below it.
#[derive(Serialize)]
#[serde(untagged)]
enum Nested<'a> {
    Words(&'a str),
    Plurals(BTreeMap<&'a str, &'a str>),
}

fn nested(entries: &Entries) -> BTreeMap<&str, Nested<'_>> {
    let mut nested = BTreeMap::new();
    for (key, words) in entries {
        match key.split_once('.') {
            None => drop(nested.insert(key.as_str(), Nested::Words(words))),
            Some((key, category)) => {
                let plurals = nested.entry(key).or_insert_with(|| Nested::Plurals(BTreeMap::new()));
                if let Nested::Plurals(plurals) = plurals {
                    plurals.insert(category, words);
                }
            }
        }
    }
    nested
}

/// Returns whether a site of these languages may speak one: a form of the same language, or English where nothing else is there.
fn is_wanted(tag: &str, languages: &[Lang]) -> bool {
    let bare = |tag: &'_ str| tag.split('-').next().unwrap_or_default().to_owned();
    tag == "en" || languages.iter().any(|lang| bare(lang.as_str()) == bare(tag))
}

fn read_words(name: &str, text: &str) -> Result<(Lang, Entries), String> {
    let tag = name.strip_suffix(".toml").ok_or("words stand in `strings/<language>.toml`")?;
    let lang = Lang::parse(tag).map_err(|_| format!("`{tag}` is no language tag"))?;
    Ok((lang, Strings::read(text)?))
}

fn tera(templates: Vec<(String, String)>) -> Result<Tera, String> {
    let mut tera = Tera::new();
    tera.set_fallback_prefixes(["theme/", "builtin/"]).map_err(|error| error.to_string())?;
    tera.register_filter("fill", fill);
    tera.register_filter("plural", plural);
    tera.add_raw_templates(templates).map_err(|error| error.to_string())?;
    Ok(tera)
}

/// The filter `fill`: replaces each `{name}` of a sentence by a value. Text is escaped; what a component returned is kept.
fn fill(sentence: &str, values: Kwargs, _: &State) -> Value {
    let mut out = String::with_capacity(sentence.len() + 96);
    let mut rest = sentence;
    while let Some(open) = rest.find('{') {
        let Some(close) = rest[open..].find('}').map(|length| open + length) else { break };
        escape(&rest[..open], &mut out);
        let name = &rest[open + 1..close];
        let value = values.iter().find(|(key, _)| key.as_str() == Some(name)).map(|(_, value)| value);
        match value {
            Some(value) => fill_in(value, &mut out),
            None => escape(&rest[open..=close], &mut out),
        }
        rest = &rest[close + 1..];
    }
    escape(rest, &mut out);
    Value::safe_string(&out)
}

/// The filter `plural`: of words that depend on a number, those for `count` in the language `lang`, with the number filled in.
fn plural(words: Value, values: Kwargs, _: &State) -> TeraResult<Value> {
    let count: usize = values.must_get("count")?;
    let lang: &str = values.must_get("lang")?;
    let category = Lang::parse(lang).map_or("other", |lang| locale::plural(count, &lang));
    // A theme may have one text for every number.
    let own = || words.get_from_path(category).or_else(|| words.get_from_path("other"))?.as_str();
    let sentence = words.as_str().or_else(own).unwrap_or_default();
    Ok(Value::from(sentence.replace("{count}", &count.to_string())))
}

fn fill_in(value: &Value, out: &mut String) {
    let text = value.as_str().map_or_else(|| Cow::Owned(value.to_string()), Cow::Borrowed);
    if value.is_safe() { out.push_str(&text) } else { escape(&text, out) }
}

fn escape(text: &str, out: &mut String) {
    let mut written = 0;
    for (at, sign) in text.bytes().enumerate() {
        let escaped = match sign {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            _ => continue,
        };
        out.push_str(&text[written..at]);
        out.push_str(escaped);
        written = at + 1;
    }
    out.push_str(&text[written..]);
}

/// Serves each static file under a name with its digest, so that it may be kept for ever.
fn skin(
    statics: BTreeMap<String, Arc<[u8]>>,
    words: &[BTreeMap<Lang, Entries>],
    languages: &[Lang],
) -> (Skin, BTreeMap<String, Arc<[u8]>>) {
    let hashed = |name: &str, bytes: &[u8]| {
        let digest: String = Sha256::digest(bytes).iter().take(6).map(|byte| format!("{byte:02x}")).collect();
        match name.rsplit_once('.') {
            Some((stem, ending)) => format!("{stem}.{digest}.{ending}"),
            None => format!("{name}.{digest}"),
        }
    };
    let address = |name: &str| {
        let bytes = statics.get(name).map_or(&[][..], |bytes| bytes);
        address::theme_asset(&hashed(name, bytes))
    };
    let words = languages.iter().map(|lang| (lang.clone(), Strings::for_lang(lang, words))).collect();
    let skin = Skin { words, stylesheet: address("kaitei.css"), script: address("kaitei.js") };
    let assets = statics
        .iter()
        .map(|(name, bytes)| (address::theme_asset(&hashed(name, bytes)).file_path(), bytes.clone()))
        .collect();
    (skin, assets)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn languages() -> Vec<Lang> {
        ["ja", "en"].iter().map(|tag| Lang::parse(tag).expect("a tag")).collect()
    }

    #[test]
    fn the_default_theme_loads() {
        let theme = load("default", &BTreeMap::new(), &languages());
        assert_eq!(theme.diagnostics, []);
        assert_eq!(theme.value.assets.len(), 2);
    }

    /// Returns the placeholders of a text, each once.
    fn placeholders(text: &str) -> BTreeSet<&str> {
        text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name).collect()
    }

    #[test]
    fn every_language_has_every_word_its_values_and_its_plurals() {
        let english = Strings::read(std::str::from_utf8(SPOKEN[2].1).expect("UTF-8")).expect("texts");
        let base = |key: &str| key.split('.').next().unwrap_or_default().to_owned();
        for (tag, bytes) in SPOKEN {
            let lang = Lang::parse(tag).expect("a tag");
            let words = Strings::read(std::str::from_utf8(bytes).expect("UTF-8")).expect("texts");
            let keys = |words: &Entries| words.keys().map(|key| base(key)).collect::<BTreeSet<_>>();
            assert_eq!(keys(&words), keys(&english), "{tag}");
            for (key, text) in &english {
                let Some((stem, _)) = key.split_once('.') else {
                    assert_eq!(placeholders(&words[key]), placeholders(text), "{tag}: {key}");
                    continue;
                };
                let own = words.iter().filter(|(key, _)| base(key) == stem);
                let categories: Vec<_> =
                    own.clone().filter_map(|(key, _)| key.split_once('.')).map(|(_, one)| one).collect();
                assert_eq!(categories, locale::plurals(&lang), "{tag}: {stem}");
                for (_, text) in own {
                    let known: BTreeSet<_> = placeholders(&english[&format!("{stem}.other")]);
                    assert!(placeholders(text).is_subset(&known), "{tag}: {stem}");
                }
            }
            let own: Vec<_> = words
                .iter()
                .filter(|(key, text)| {
                    text.is_empty() || (tag != "en" && key.starts_with("banner_") && english.get(*key) == Some(text))
                })
                .collect();
            assert!(own.is_empty(), "{tag}: {own:?}");
        }
    }

    #[test]
    fn a_language_speaks_its_nearest_kin() {
        let spoken = |tag: &str| {
            let lang = Lang::parse(tag).expect("a tag");
            let theme = load("default", &BTreeMap::new(), std::slice::from_ref(&lang));
            theme.value.skin.words[&lang].spoken.to_string()
        };
        for (tag, expected) in [
            ("pt-BR", "pt-BR"),
            ("pt-PT", "pt-BR"),
            ("pt", "pt-BR"),
            ("zh-CN", "zh-Hans"),
            ("zh", "zh-Hans"),
            ("zh-TW", "zh-Hant"),
            ("es-419", "es"),
            ("fi", "en"),
        ] {
            assert_eq!(spoken(tag), expected, "{tag}");
        }
    }

    #[test]
    fn a_site_overrides_one_file_and_extends_another() {
        let mut files = BTreeMap::new();
        files.insert(
            "templates/404.html".to_owned(),
            b"{% extends \"builtin/404.html\" %}{% block class %}mine{% endblock class %}".to_vec(),
        );
        files.insert("static/kaitei.css".to_owned(), b"p{}".to_vec());
        let theme = load("mine", &files, &languages());
        assert_eq!(theme.diagnostics, []);
        assert!(theme.value.assets.values().any(|bytes| bytes.as_ref() == b"p{}"));
    }

    #[test]
    fn a_broken_template_is_a_diagnostic() {
        let files = BTreeMap::from([("templates/text.html".to_owned(), b"{% if %}".to_vec())]);
        let theme = load("mine", &files, &languages());
        assert_eq!(theme.diagnostics.len(), 1);
        assert_eq!(theme.diagnostics[0].code, Code::Theme);
    }

    #[test]
    fn a_sentence_is_filled_with_text_or_markup() {
        let mut tera = Tera::new();
        tera.register_filter("fill", fill);
        tera.add_raw_templates([(
            "x.html",
            "{% component b() %}<b>1</b>{% endcomponent b %}{{ \"{a} & {c} {d}\" | fill(a=<b/>, c=\"<i>\") }}",
        )])
        .expect("a template");
        assert_eq!(tera.render("x.html", &tera::Context::new()).expect("rendered"), "<b>1</b> &amp; &lt;i&gt; {d}");
    }
}
