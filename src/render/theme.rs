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

const DEFAULT: [Builtin; 19] = builtin![
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
    "strings/ar.toml",
    "strings/de.toml",
    "strings/en.toml",
    "strings/ja.toml",
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
    let sentence = words.get_from_path(category).or_else(|| words.get_from_path("other"));
    let sentence = sentence.and_then(Value::as_str).unwrap_or_default();
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
