//! What must hold of reading, pairing, comparing and showing any two texts, on random Markdown and random edits of it.
//!
//! `PROPTEST_CASES` sets the number of cases of each property; the fuzz target (`fuzz/`) calls the same entry point for hours.

#[path = "../common/built.rs"]
mod common;
#[path = "../common/entry.rs"]
mod entry;
#[path = "../common/invariants.rs"]
mod invariants;
#[path = "../common/markup.rs"]
mod markup;
#[path = "../common/views.rs"]
mod views;

mod documents;

use kaitei::compare::{self, Lineage};
use kaitei::model::{Anchor, Block, Body, Kind, Leaf, Lines, Section, Text};
use proptest::prelude::*;
use proptest::sample::{Index, select};

use common::Files;
use documents::{Document, Style, documents, edits, styles};

/// Two documents of which the second is an edit of the first; now and then, one that has nothing to do with it.
fn pairs() -> impl Strategy<Value = (Document, Document)> {
    let edited = (documents(), edits()).prop_map(|(old, edits)| (old.clone(), old.edited(&edits)));
    prop_oneof![9 => edited, 1 => (documents(), documents())]
}

/// Markdown whose second text was typed over: characters gone, pieces put in, wherever it is.
fn typed_over() -> impl Strategy<Value = (String, String)> {
    let hole = (any::<[Index; 2]>(), "\\PC{0,6}|[-#*>|`_~\\[\\]()<>{}!\n \\\\]{1,4}");
    (pairs(), styles(), prop::collection::vec(hole, 0..4)).prop_map(|((old, new), style, holes)| {
        let mut new = new.written(&style);
        for ([from, length], put) in holes {
            let from = new.floor_char_boundary(from.index(new.len() + 1));
            let to = new.floor_char_boundary((from + length.index(12)).min(new.len()));
            new.replace_range(from..to, &put);
        }
        (old.written(&Style::default()), new)
    })
}

fn site(old: &str, new: &str) -> Files {
    let site = "title = \"T\"\nbase_url = \"https://legal.example/\"\ntimezone = \"Asia/Tokyo\"\nlanguages = [\"en\"]\n\
                governing = \"en\"\n";
    let text = |body: &str| format!("+++\ntitle = \"Terms\"\n+++\n\n{body}").into_bytes();
    Files::from([
        ("site.toml".to_owned(), site.as_bytes().to_vec()),
        ("content/terms/2024-04-01/en.md".to_owned(), text(old)),
        ("content/terms/2025-04-01/en.md".to_owned(), text(new)),
    ])
}

/// I4 and I9; says whether the pair has pages, since an author may be told to mend something first.
fn shown_soundly(old: &str, new: &str) -> Result<bool, TestCaseError> {
    let Ok(output) = common::try_build(&site(old, new), Some("2026-11-23"), false) else { return Ok(false) };
    let (_, wrong) = views::wrong(&output, "en/terms/2025-04-01/changes.json");
    prop_assert!(wrong.is_empty(), "{:#?}\nof {}\n----\n{}", wrong, old, new);
    Ok(true)
}

/// Passages of signs that meet in unlucky ways: parts of grapheme clusters, directions, widths, numbers cut in two.
fn passages() -> impl Strategy<Value = Vec<String>> {
    let parts = "the |user|s may| not| |  |\u{3000}|\n|. |, |(|)|“|’|é|e\u{301}|\u{301}|会員|は|が|か\u{3099}|\u{3099}|ﾊﾞ|\
                 、|。|「|」|（|利用|します|ません|㈱|株式会社|第|6|７|条|の2|2023年|4月19日|1,000|-|https://a.example/b|info@|\
                 ข้อมูล|ส่วน|ำ|שלום|\u{200f}|\u{202b}|\u{202c}|\u{2067}|\u{2069}|개인|정보|👩|\u{200d}|👨‍👩‍👧|🇯|🇵|\u{1f3fd}|\
                 क\u{94d}|षि|\u{ad}|个人信息|應當|المادة|سياسة";
    let parts: Vec<String> = parts.split('|').map(str::to_owned).collect();
    prop::collection::vec(prop_oneof![15 => select(parts), 1 => any::<char>().prop_map(String::from)], 0..24)
}

/// Returns the text that holds one passage.
fn of_passage(words: &str) -> Text {
    let kind = Kind::Paragraph;
    let body = Body::Leaf(Leaf::plain(words));
    let block = Block { kind, label: None, id: None, anchor: None, direction: None, span: 0..0, body };
    let anchor = Anchor::new("a");
    let (title, blocks) = (Leaf::default(), vec![block]);
    Text { title: None, sections: vec![Section { level: 2, id: None, anchor, label: None, title, blocks, span: 0..0 }] }
}

fn config(divisor: u32) -> ProptestConfig {
    let cases = (ProptestConfig::default().cases / divisor).max(1);
    ProptestConfig { cases, failure_persistence: None, max_shrink_iters: 2_000, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(config(2))]

    /// I1, I2, I5 and I6 of words alone.
    #[test]
    fn words_are_compared_soundly(old in passages(), other in passages(), edits in prop::collection::vec(any::<[Index; 2]>(), 0..5)) {
        let mut new = old.clone();
        for [from, to] in &edits {
            let at = from.index(new.len() + 1);
            let end = (at + to.index(3)).min(new.len());
            new.splice(at..end, other.iter().take(to.index(3)).cloned());
        }
        let new = if edits.is_empty() { other } else { new };
        let (old, new) = (of_passage(&old.concat()), of_passage(&new.concat()));
        let broken = invariants::broken(&old, &new, &Lineage::default());
        prop_assert!(broken.is_empty(), "{:#?}", broken);
    }

    /// I1, I2, I3, I5, I6, and no panic.
    #[test]
    fn arbitrary_bytes_are_compared_soundly(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        entry::of_bytes(&bytes);
    }

    /// The same of any characters there are.
    #[test]
    fn arbitrary_characters_are_compared_soundly(old in any::<String>(), new in any::<String>(), at in any::<Index>()) {
        entry::hold(&old, &new);
        let at = old.floor_char_boundary(at.index(old.len() + 1));
        entry::hold(&old, &format!("{}{new}{}", &old[..at], &old[at..]));
    }

    /// The same of documents as people write them.
    #[test]
    fn documents_are_compared_soundly((old, new) in typed_over()) {
        entry::hold(&old, &new);
    }

    /// I2: the same document, written in another way, has no row.
    #[test]
    fn the_same_document_written_otherwise_has_no_change(document in documents(), style in styles(), pinned: bool) {
        let old = document.written(&Style::default());
        let named = entry::revisions(&old, &old, Lines::Join).old;
        let anchors = named.sections.iter().filter(|section| section.level > 0);
        let ids = anchors.map(|section| section.anchor.as_ref().expect("it was named").to_string());
        let ids: Vec<String> = if pinned { ids.collect() } else { Vec::new() };
        prop_assume!(ids.is_empty() || ids.len() == document.sections.len());
        let new = document.written(&Style { ids, ..style });
        let revisions = entry::revisions(&old, &new, Lines::Join);
        let changes = compare::texts(&revisions.old, &revisions.new, &revisions.lineage).changes;
        prop_assert!(changes.is_empty(), "{:?}\nof {}\n----\n{}", changes, old, new);
    }

    /// I7: the same texts give the same comparison, in any thread.
    #[test]
    fn the_same_texts_are_compared_the_same((old, new) in typed_over()) {
        let compared = || {
            let revisions = entry::revisions(&old, &new, Lines::Join);
            compare::texts(&revisions.old, &revisions.new, &revisions.lineage)
        };
        let there = std::thread::scope(|scope| scope.spawn(compared).join().expect("no panic"));
        prop_assert_eq!(compared(), there);
    }
}

proptest! {
    // A case builds a whole site.
    #![proptest_config(config(8))]

    /// I4 and I9 of documents.
    #[test]
    fn pages_tell_the_changes((old, new) in pairs(), style in styles()) {
        let shown = shown_soundly(&old.written(&Style::default()), &new.written(&style))?;
        prop_assert!(shown || new.sections.is_empty(), "refused: {:?}", new.written(&style));
    }

    /// I4 and I9 of documents that were typed over.
    #[test]
    fn pages_tell_the_changes_of_any_markdown((old, new) in typed_over()) {
        shown_soundly(&old, &new)?;
    }
}

/// Repetition, where nothing is the only one of its kind, is compared soundly; `benches/compare` tells in what time.
#[test]
fn hostile_repetition_is_compared_soundly() {
    let pieces = [
        "a",
        "あ",
        "か\u{3099}",
        "- x\n",
        "(1) x\n",
        "| a | b |\n|---|---|\n",
        "the user ",
        "会員は、",
        "\n\n## T\n\nx",
        "> ",
        "*a* ",
    ];
    for piece in pieces {
        let new = format!("{}{}y{}", piece.repeat(200), "z".repeat(60), piece.repeat(300));
        entry::hold(&piece.repeat(600), &new);
    }
}
