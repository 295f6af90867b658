//! What tests compare: diagnostics as lines of text.

use crate::diagnostic::{Diagnostic, words};
use crate::source::{Source, line_column};

/// Returns a line per diagnostic: `line:column code-word help-variant | the bytes meant | the corrected line`; and makes sure
/// that both languages have every sentence and fill in every placeholder.
pub(super) fn told(source: &Source, diagnostics: &[Diagnostic]) -> Vec<String> {
    diagnostics.iter().map(|diagnostic| line(source, diagnostic)).collect()
}

fn line(source: &Source, diagnostic: &Diagnostic) -> String {
    for lang in ["en", "ja"] {
        let words = words(diagnostic, lang);
        assert_ne!(words.message, diagnostic.code.word(), "{lang} lacks the message");
        assert_eq!(words.help.is_some(), diagnostic.help.is_some(), "{lang} lacks {diagnostic:?}");
        let all = [Some(words.message), words.help].into_iter().flatten().chain(words.notes);
        for sentence in all {
            let hole = sentence.split('{').skip(1).find(|part| {
                part.split('}')
                    .next()
                    .is_some_and(|name| !name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase()))
            });
            assert_eq!(hole, None, "{lang}: {sentence}");
        }
        for (name, _) in diagnostic.notes.iter() {
            assert!(!words_of_note(diagnostic, lang, name).is_empty());
        }
    }
    let (line, column) = line_column(&source.text, diagnostic.place.span.start);
    let value = |name: &str| diagnostic.args.iter().find(|(arg, _)| *arg == name).map(|(_, value)| value.as_str());
    let mut out = format!("{line}:{column} {} {}", diagnostic.code.word(), diagnostic.help.unwrap_or("no help"));
    out.truncate(out.trim_end().len());
    let meant = &source.text[diagnostic.place.span.clone()];
    for part in [Some(meant), value("fixed").or_else(|| value("near")).or_else(|| value("allowed"))]
        .into_iter()
        .flatten()
        .filter(|part| !part.is_empty())
    {
        out.push_str(" | ");
        out.push_str(&part.replace('\n', "⏎"));
    }
    out
}

fn words_of_note(diagnostic: &Diagnostic, lang: &str, name: &str) -> String {
    let at = diagnostic.notes.iter().position(|(note, _)| note == &name).unwrap_or(0);
    words(diagnostic, lang).notes.get(at).filter(|text| *text != name).cloned().unwrap_or_default()
}
