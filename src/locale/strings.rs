//! The words of the interface: TOML files per language, in layers, into one table for a language.

use std::collections::BTreeMap;

use super::Lang;

/// Texts by key.
pub type Entries = BTreeMap<String, String>;

/// The words of the interface in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Strings {
    /// The language asked for.
    pub lang: Lang,
    /// The language that the words are in: the one asked for, else the nearest of its fallbacks that has any, else English.
    pub spoken: Lang,
    entries: Entries,
}

impl Strings {
    /// Reads a TOML file of texts; keys in tables are joined by dots (`[state]`, `in-force = …` is `state.in-force`). The error
    /// says what is wrong, for the theme's author.
    pub fn read(toml_text: &str) -> Result<Entries, String> {
        let table: toml::Table = toml_text.parse().map_err(|error: toml::de::Error| error.to_string())?;
        let mut entries = Entries::new();
        flatten("", table, &mut entries)?;
        Ok(entries)
    }

    /// Returns the words for a language: each key's text is taken from the language itself, else from the nearest of its
    /// fallbacks that has it, else from a form of the same language (Brazilian for Portuguese), else from English; within one language a
    /// later layer (a site's theme) overrides an earlier one.
    pub fn for_lang(lang: &Lang, layers: &[BTreeMap<Lang, Entries>]) -> Self {
        let english = Lang::parse("en").expect("`en` is canonical");
        let mut chain = vec![lang.clone()];
        chain.extend(lang.fallbacks());
        let bare = |lang: &Lang| lang.as_str().split('-').next().map(str::to_owned);
        if !chain.iter().any(|lang| layers.iter().any(|layer| layer.contains_key(lang))) {
            let known = layers.iter().flat_map(BTreeMap::keys);
            chain.extend(known.filter(|other| bare(other) == bare(lang)).take(1).cloned());
        }
        if !chain.contains(&english) {
            chain.push(english.clone());
        }
        let has_any = |lang: &&Lang| layers.iter().any(|layer| layer.contains_key(*lang));
        let spoken = chain.iter().find(has_any).cloned().unwrap_or(english);
        let mut entries = Entries::new();
        for lang in chain.iter().rev() {
            for layer in layers {
                entries.extend(layer.get(lang).into_iter().flatten().map(|(key, text)| (key.clone(), text.clone())));
            }
        }
        Self { lang: lang.clone(), spoken, entries }
    }

    /// Returns the text of a key.
    pub fn text(&self, key: &str) -> Option<&str> {
        self.entries.get(key).map(String::as_str)
    }

    /// Returns every key with its text.
    pub fn entries(&self) -> &Entries {
        &self.entries
    }
}

fn flatten(prefix: &str, table: toml::Table, entries: &mut Entries) -> Result<(), String> {
    for (key, value) in table {
        let key = if prefix.is_empty() { key } else { format!("{prefix}.{key}") };
        match value {
            toml::Value::String(text) => {
                entries.insert(key, text);
            }
            toml::Value::Table(inner) => flatten(&key, inner, entries)?,
            other => return Err(format!("`{key}` is {} where a text is expected", other.type_str())),
        }
    }
    Ok(())
}

/// Returns a template with each `{name}` replaced by its value, once, from left to right; names without a value stay.
pub fn fill(template: &str, values: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let named = after.split_once('}').and_then(|(name, tail)| {
            let (_, value) = values.iter().find(|(known, _)| *known == name)?;
            Some((value, tail))
        });
        match named {
            Some((value, tail)) => {
                out.push_str(value);
                rest = tail;
            }
            None => {
                out.push('{');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layer(files: &[(&str, &str)]) -> BTreeMap<Lang, Entries> {
        let file = |(tag, text): &(&str, &str)| {
            (Lang::parse(tag).expect("a tag"), Strings::read(text).expect("valid TOML of texts"))
        };
        files.iter().map(file).collect()
    }

    #[test]
    fn the_own_language_beats_the_layer() {
        let layers = [
            layer(&[("en", "home = 'Home'\nold = 'before'"), ("pt", "home = 'Início'"), ("pt-BR", "old = 'antes'")]),
            layer(&[("en", "home = 'Start'\nnew = 'after'"), ("pt", "home = 'Casa'")]),
        ];
        let strings = Strings::for_lang(&Lang::parse("pt-BR").expect("a tag"), &layers);
        let texts: Vec<_> = ["home", "old", "new", "none"].iter().map(|key| strings.text(key)).collect();
        assert_eq!(texts, [Some("Casa"), Some("antes"), Some("after"), None]);
        assert_eq!(strings.spoken.as_str(), "pt-BR");
        let finnish = Strings::for_lang(&Lang::parse("fi").expect("a tag"), &layers);
        assert_eq!((finnish.text("home"), finnish.spoken.as_str()), (Some("Start"), "en"));
    }

    #[test]
    fn files_hold_texts_only() {
        let entries = Strings::read("a = 'x'\n[state]\nin-force = 'y'").expect("valid");
        assert_eq!(entries.get("state.in-force").map(String::as_str), Some("y"));
        assert_eq!(Strings::read("a = 1").expect_err("a number"), "`a` is integer where a text is expected");
        assert!(Strings::read("a = ").is_err());
    }

    #[test]
    fn a_value_with_braces_is_not_filled_again() {
        assert_eq!(fill("{a} → {b} {c} {", &[("a", "{b}"), ("b", "2")]), "{b} → 2 {c} {");
    }
}
