//! The sentences of the diagnostics, per language.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::Diagnostic;

/// What a diagnostic says in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// The problem, lower case, without a full stop.
    pub message: String,
    /// What to type.
    pub help: Option<String>,
    /// The explanation of each second place, in the order of the diagnostic's notes.
    pub notes: Vec<String>,
}

/// Sentences by code word, then by part (`message`, `help`, `help-<variant>`, `note-<name>`).
type Catalog = BTreeMap<String, BTreeMap<String, String>>;

static ENGLISH: LazyLock<Catalog> = LazyLock::new(|| read(include_str!("messages/en.toml")));
static JAPANESE: LazyLock<Catalog> = LazyLock::new(|| read(include_str!("messages/ja.toml")));

fn read(text: &str) -> Catalog {
    toml::from_str(text).expect("the catalogues are compiled in and read by a test")
}

/// Returns whether messages in a language (a BCP 47 tag) are the Japanese ones; otherwise they are the English ones.
pub fn is_japanese(lang: &str) -> bool {
    lang == "ja" || lang.starts_with("ja-")
}

/// Returns what a diagnostic says in a language (a BCP 47 tag); Japanese for `ja`, otherwise English.
pub fn words(diagnostic: &Diagnostic, lang: &str) -> Words {
    let catalog = if is_japanese(lang) { &*JAPANESE } else { &*ENGLISH };
    let part = |name: &str| sentence(catalog, diagnostic, name);
    Words {
        message: part("message").unwrap_or_else(|| diagnostic.code.word().to_owned()),
        help: diagnostic.help.and_then(|variant| match variant {
            "" => part("help"),
            variant => {
                let help = part(&format!("help-{variant}"));
                debug_assert!(help.is_some(), "[{}] lacks help-{variant}", diagnostic.code.word());
                help
            }
        }),
        notes: diagnostic
            .notes
            .iter()
            .map(|(name, _)| part(&format!("note-{name}")).unwrap_or_else(|| (*name).to_owned()))
            .collect(),
    }
}

fn sentence(catalog: &Catalog, diagnostic: &Diagnostic, part: &str) -> Option<String> {
    catalog.get(diagnostic.code.word())?.get(part).map(|template| fill(template, &diagnostic.args))
}

/// Replaces each `{name}` once, from left to right, so that a value holding braces is never filled again.
fn fill(template: &str, args: &[(&'static str, String)]) -> String {
    let mut out = String::with_capacity(template.len());
    let mut rest = template;
    while let Some(open) = rest.find('{') {
        out.push_str(&rest[..open]);
        let after = &rest[open + 1..];
        let known = after.find('}').and_then(|close| {
            let value = args.iter().find(|(name, _)| *name == &after[..close])?;
            Some((close, value))
        });
        match known {
            Some((close, (_, value))) => {
                out.push_str(value);
                rest = &after[close + 1..];
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
    use crate::diagnostic::Code;
    use crate::source::Place;

    fn placeholders(text: &str) -> std::collections::BTreeSet<&str> {
        text.split('{').skip(1).filter_map(|part| part.split_once('}')).map(|(name, _)| name).collect()
    }

    #[test]
    fn every_code_speaks_both_languages_with_the_same_parts() {
        for code in Code::ALL {
            let word = code.word();
            let english = ENGLISH.get(word).unwrap_or_else(|| panic!("messages/en.toml lacks [{word}]"));
            let japanese = JAPANESE.get(word).unwrap_or_else(|| panic!("messages/ja.toml lacks [{word}]"));
            assert!(english.contains_key("message"), "messages/en.toml: [{word}] lacks `message`");
            for (part, text) in english {
                let other = japanese.get(part).unwrap_or_else(|| panic!("messages/ja.toml: [{word}] lacks `{part}`"));
                assert_eq!(placeholders(text), placeholders(other), "[{word}] {part}");
            }
        }
        let words: Vec<_> = Code::ALL.iter().map(|code| code.word()).collect();
        for word in ENGLISH.keys().chain(JAPANESE.keys()) {
            assert!(words.contains(&word.as_str()), "no code is called {word}");
        }
    }

    #[test]
    fn a_value_with_braces_is_not_filled_again() {
        let diagnostic = Diagnostic::new(Code::UnknownKey, Place::file("a.md"))
            .arg("key", "{near}")
            .arg("near", "title")
            .arg("fixed", "title = 1")
            .help("near-line");
        assert_eq!(words(&diagnostic, "en").message, "unknown key `{near}`");
        assert_eq!(words(&diagnostic, "en").help.as_deref(), Some("did you mean `title`? then type `title = 1`"));
    }
}
