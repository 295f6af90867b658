//! What holds of every input, however hostile.

use proptest::prelude::*;

use super::*;

use crate::model::{Anchor, Body as Inside, Leaf, Lines};

use super::leaf::is_point;

/// Pieces of Markdown and HTML that meet in every order.
const SOUP: &[&str] = &[
    "\n",
    "\n\n",
    "\r\n",
    " ",
    "    ",
    "\t",
    "> ",
    "- ",
    "* ",
    "1. ",
    "07) ",
    "# ",
    "### ",
    "\n===\n",
    "---\n",
    "```\n",
    "~~~",
    "`",
    "``",
    "*",
    "**",
    "_",
    "__",
    "~",
    "~~",
    "[",
    "]",
    "](",
    ")",
    "![",
    "[^1]",
    "[^1]: ",
    "|",
    "|-|\n",
    ": ",
    "\\",
    "<!--",
    "-->",
    "<?",
    "<![CDATA[",
    "&amp;",
    "&#1;",
    "&nbsp;",
    "{#id}",
    "{: #a .b}\n",
    "{:#c}",
    "{{ x_y }}",
    "{{",
    "}}",
    "漢字",
    "「",
    "」",
    "。",
    "、",
    "（注）",
    "한국어",
    "ข้อ",
    "\u{2028}",
    "\u{0}",
    "\u{1}",
    "\u{3}\u{3}x\u{4}\u{4}",
    "\u{e0ff}",
    "\u{feff}",
    "𠮷",
    "1",
    "a",
    "word ",
    "<p>",
    "</p>",
    "<div dir=rtl>",
    "</div>",
    "<b>",
    "</b>",
    "<i>",
    "</i>",
    "<a name=n>",
    "</a>",
    "<a href='javascript:x'>",
    "<ul>",
    "</ul>",
    "<ol start=9 type=i>",
    "</ol>",
    "<li>",
    "</li>",
    "<table>",
    "</table>",
    "<tr>",
    "</tr>",
    "<td colspan=0>",
    "</td>",
    "<th>",
    "<dl>",
    "<dt>",
    "<dd>",
    "</dl>",
    "<pre>",
    "</pre>",
    "<h2 id=h>",
    "</h2>",
    "<br>",
    "</br>",
    "<hr>",
    "<ruby>",
    "</ruby>",
    "<rt>",
    "</rt>",
    "<rp>",
    "</rp>",
    "<script>",
    "</script>",
    "<form>",
    "</form>",
    "<blockquote>",
    "</blockquote>",
    "<img alt='x' src=y>",
    "<unknown>",
    "<span\n",
    "<",
    ">",
    "> [!NOTE]\n",
];

fn soup() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(SOUP), 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    #[test]
    fn any_soup_becomes_a_sound_text(markdown in soup(), keep: bool, variables: bool) {
        assert_sound(&markdown, keep, variables);
    }

    #[test]
    fn any_string_becomes_a_sound_text(markdown in any::<String>(), keep: bool) {
        assert_sound(&markdown, keep, true);
    }

    /// Whatever signs and tags stand around a word, it is read, unless it stands in what is dropped.
    #[test]
    fn no_word_is_lost(pieces in prop::collection::vec(prop::sample::select(SOUP), 0..60)) {
        let hides = |piece: &str| piece.contains(['[', ']', '{', '|', '`', '~', '?', '!', '(', ')', '\'']) || LOSING.contains(&piece);
        let shown = pieces.into_iter().filter(|piece| !hides(piece)).enumerate();
        let markdown: String = shown.map(|(at, piece)| format!("{piece}w{at}x")).collect();
        let text = format!("{:?}", read(&markdown).text);
        for word in markdown.split('w').skip(1).filter_map(|rest| rest.split_once('x')) {
            prop_assert!(text.contains(&format!("w{}x", word.0)), "w{}x of {:?}", word.0, markdown);
        }
    }

    #[test]
    fn ids_change_nothing_but_ids(titles in prop::collection::vec("[a-z漢。*]{1,6}", 1..5), items in prop::collection::vec("[a-z漢]{1,6}", 1..5)) {
        let source = |pinned: bool| {
            let id = |sign: &str, at: usize| if pinned { sign.replace('N', &at.to_string()) } else { String::new() };
            let heading = |(at, title): (usize, &String)| format!("## {title}{}\ntext{}\n\n", id(" {#sN}", at), id("\n{: #pN}", at));
            let item = |(at, item): (usize, &String)| format!("- {}{item}\n", id("{:#iN} ", at));
            titles.iter().enumerate().map(heading).chain(items.iter().enumerate().map(item)).collect::<String>()
        };
        let (plain, pinned) = (read(&source(false)), read(&source(true)));
        prop_assert_eq!(&plain.published, &pinned.published);
        prop_assert_eq!(without_ids(&plain.text), without_ids(&pinned.text));
    }
}

/// Pieces that rightly take text away.
const LOSING: &[&str] =
    &["-->", "<span\n", "<", ">", "<rp>", "</rp>", "<script>", "</script>", "<form>", "</form>", "word "];

fn read(markdown: &str) -> Body {
    body(&Source::new("a.md", markdown), 0..markdown.len(), OPTIONS).value
}

const OPTIONS: Options = Options { lines: Lines::Join, variables: true };

fn without_ids(text: &Text) -> String {
    let lines = print::text(text);
    let lines =
        lines.lines().map(|line| line.split(' ').filter(|word| !word.starts_with('#')).collect::<Vec<_>>().join(" "));
    lines.collect::<Vec<_>>().join("\n")
}

fn assert_sound(markdown: &str, keep: bool, variables: bool) {
    let lines = if keep { Lines::Keep } else { Lines::Join };
    let front = "+++\n+++\n";
    let file = format!("{front}{markdown}");
    let source = Source::new("a.md", file.as_str());
    let checked = body(&source, front.len()..file.len(), Options { lines, variables });
    for found in &checked.diagnostics {
        assert_span(&file, &found.place.span);
    }
    for used in &checked.value.variables {
        assert_span(&file, &used.span);
        assert!(file[used.span.clone()].starts_with("{{"));
    }
    let text = &checked.value.text;
    text.title.iter().for_each(|title| assert_leaf(&file, title));
    for section in &text.sections {
        assert_span(&file, &section.span);
        assert_id(&file, section.id.as_ref());
        assert_leaf(&file, &section.title);
        assert_blocks(&file, &section.blocks, 0);
    }
}

fn assert_blocks(file: &str, blocks: &[Block], depth: usize) {
    assert!(depth < 100);
    for block in blocks {
        assert_span(file, &block.span);
        assert_id(file, block.id.as_deref());
        match &block.body {
            Inside::Leaf(leaf) => assert_leaf(file, leaf),
            Inside::Blocks(inner) => assert_blocks(file, inner, depth + 1),
        }
    }
}

fn assert_id(file: &str, id: Option<&Spanned<Anchor>>) {
    id.into_iter().for_each(|id| assert_span(file, &id.span));
}

fn assert_span(file: &str, span: &Span) {
    assert!(file.get(span.clone()).is_some(), "{span:?}");
    assert!(span.start >= "+++\n+++\n".len());
}

fn assert_leaf(file: &str, leaf: &Leaf) {
    let allowed = |c: char| c == '\n' || c == '\t' || !(c.is_control() || c == '\u{2028}' || c == '\u{2029}');
    assert!(leaf.text.chars().all(allowed), "{:?}", leaf.text);
    let mut open: Vec<Range<usize>> = Vec::new();
    for mark in &leaf.marks {
        assert!(leaf.text.get(mark.range.clone()).is_some(), "{leaf:?}");
        assert!(!mark.range.is_empty() || is_point(&mark.kind), "{leaf:?}");
        while open.last().is_some_and(|outer| outer.end <= mark.range.start && mark.range != *outer) {
            open.pop();
        }
        assert!(
            open.last().is_none_or(|outer| outer.start <= mark.range.start && mark.range.end <= outer.end),
            "{leaf:?}"
        );
        open.push(mark.range.clone());
        if let MarkKind::Link(link) = &mark.kind {
            assert_span(file, &link.span);
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "the corpora lie outside of the repository")]
fn read_file(path: &std::path::Path) -> String {
    std::fs::read_to_string(path).expect("the file is UTF-8")
}

/// The real policies of `KAITEI_CORPORA`, a directory of Markdown files.
#[test]
fn real_policies_become_sound_texts() {
    let Some(root) = std::env::var_os("KAITEI_CORPORA") else {
        println!("skipped: KAITEI_CORPORA is not set");
        return;
    };
    let mut counts = std::collections::BTreeMap::new();
    for entry in walkdir::WalkDir::new(root).into_iter().filter_map(Result::ok) {
        if entry.path().extension().is_none_or(|extension| extension != "md") {
            continue;
        }
        let file = read_file(entry.path());
        let front = file.strip_prefix("+++\n").and_then(|rest| rest.find("\n+++\n")).map_or(0, |at| at + 9);
        assert_sound(&file[front..], false, false);
        let checked =
            body(&Source::new("a.md", file.as_str()), front..file.len(), Options { variables: false, ..OPTIONS });
        for found in checked.diagnostics {
            *counts.entry(found.code.word()).or_insert(0) += 1;
        }
    }
    println!("{counts:?}");
}

/// Time grows with the length of the input, not with its square, or this test would take minutes.
#[test]
fn hostile_repetition_is_read_in_time() {
    for piece in [
        "*",
        "*a ",
        "[",
        "[a](",
        "![",
        "> ",
        "- ",
        "<div>",
        "<b>",
        "<b></i>",
        "<ul><li>",
        "<table><td>",
        "<rp>x</rp>",
        "<ruby>a<rt>b",
        "{{ a }}",
        "{:#a}",
        "{: #a}\n",
        "## a {#b}\n",
        "[^1]",
        "<a name=x>",
        "<form>",
        "<i> </i><br>",
        "**。**",
        "a\n: ",
        "    x\n\n",
    ] {
        let markdown = piece.repeat(20_000);
        body(&Source::new("a.md", markdown.as_str()), 0..markdown.len(), OPTIONS);
    }
}
