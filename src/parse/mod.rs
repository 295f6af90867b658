//! One file's text -> what it states and says: settings, front matter, Markdown, labels. It knows no other file.

pub mod label;
pub mod markdown;
pub mod provisions;

mod articles;
mod clauses;
mod config;
mod cursor;
mod cut;
mod decode;
mod folder;
mod front;
mod keys;
mod leaf;
mod names;
mod numeral;
mod placeholders;
mod reasons;
pub mod references;
mod seal;
mod settings;
mod table;
#[cfg(test)]
mod told;
mod typed;
mod words;

pub use config::config;
pub use decode::decode;
pub use folder::{MeantFolder, meant_folder};
pub use front::{Change, edited, front_matter, literal};
pub use placeholders::placeholders;
pub use reasons::reasons;
pub use seal::{seal, written as written_seal};
pub use settings::settings;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::diagnostic::Diagnostic;
    use crate::model::ChangeNote;
    use crate::parse::markdown::Options;
    use crate::source::Source;

    /// What files are made of, sound and broken.
    const PIECES: &[&str] = &[
        "+++\n",
        "---\n",
        "\n",
        "\r\n",
        " ",
        "\t",
        "=",
        "＝",
        ":",
        "：",
        "\"",
        "“",
        "”",
        "'",
        "\"\"\"",
        "'''",
        "[[changes]]\n",
        "[changes]\n",
        "[",
        "]",
        "{",
        "}",
        "，",
        ",",
        "title",
        "section",
        "reason",
        "施行日",
        "effective",
        "2023-04-19",
        "2023/2/30",
        "令和5年4月19日",
        "label: ",
        "- ",
        "#",
        "# ",
        "##",
        "＃",
        "~~~\n",
        "|\n",
        "&a ",
        "*a",
        "\\",
        "日本語",
        "\u{feff}",
        "\0",
        "{#x}",
        "[variables]\n",
        "languages",
        "ja_JP",
        "a.b.c",
        "\n[a.b]\n",
        "\n[[a]]\n",
        "1",
        "true",
        "x = 1\n",
        "title = \"x\"\n",
        "é",
    ];

    fn everything(source: &Source) -> (Vec<Diagnostic>, Vec<ChangeNote>) {
        let (front, body) = front_matter(source, Options::default());
        assert!(source.text.get(body.clone()).is_some(), "body {body:?}");
        let mut found = front.diagnostics;
        found.extend(config(source).diagnostics);
        found.extend(settings(source).diagnostics);
        // What comes out of an edit has been read again; that it comes out at all is not asked for here.
        let changes = [Change::Remove("title"), Change::Set("base", literal("2024-04-01")), Change::Stub("3")];
        if let Some(text) = edited(source, &changes) {
            assert!(text.ends_with(&source.text[body]), "{text:?}");
        }
        let mut notes = front.value.changes;
        notes.extend(reasons(source, Options::default()).into(&mut found));
        (found, notes)
    }

    fn holds(text: &str) {
        let source = Source::new("a.md", text);
        let (found, notes) = everything(&source);
        let of_notes = notes.iter().map(|note| &note.span);
        let places =
            found.iter().flat_map(|one| [&one.place].into_iter().chain(one.notes.iter().map(|(_, place)| place)));
        for span in places.map(|place| &place.span).chain(of_notes) {
            assert!(source.text.get(span.clone()).is_some(), "{span:?} in {text:?}");
        }
    }

    #[test]
    fn texts_that_once_made_a_panic() {
        holds("+++\nx = [");
        holds("---\n[：&a :x = 1\ntitle\n\"~~~\n[1,#- é\n---\n");
    }

    proptest! {
        #[test]
        fn no_text_makes_a_panic_or_a_place_outside_of_it(text in "\\PC{0,200}") {
            holds(&text);
        }

        #[test]
        fn no_broken_front_matter_does(
            pieces in proptest::collection::vec(proptest::sample::select(PIECES), 0..60),
            fence in proptest::sample::select(vec!["", "+++\n", "---\n"]),
        ) {
            holds(&format!("{fence}{}\n{fence}", pieces.concat()));
            holds(&format!("{fence}{}", pieces.concat()));
        }

        #[test]
        fn bytes_that_decode_are_the_text(bytes in proptest::collection::vec(any::<u8>(), 0..100)) {
            if let Ok(source) = decode("a.md", &bytes) {
                assert_eq!(source.text.as_bytes(), bytes);
            }
        }
    }
}
