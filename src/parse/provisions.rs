//! Prose into numbered provisions: labels leave titles, numbered lines become articles and clauses.
//!
//! A number counts only if its neighbours count with it, so prose that happens to begin with one stays prose.

use std::collections::BTreeMap;

use super::label::{Reading, readings};
use super::{articles, clauses, leaf};
use crate::model::{LabelKind, Section, Text};

/// Splits labels off titles, makes sections of articles that were typed as plain paragraphs, and clauses of numbered lines.
/// No character that is not white space is lost, added, or moved but for a caption, which follows the label of its article.
///
/// Soft line breaks must still stand in the leaves as U+2028. Nothing is ever wrong here: what does not count is prose.
pub fn arrange(text: &mut Text) {
    label_titles(&mut text.sections);
    text.sections = articles::arrange(std::mem::take(&mut text.sections));
    for section in &mut text.sections {
        let article = section.label.as_ref().is_some_and(|label| label.kind == LabelKind::Article);
        section.blocks = clauses::arrange(std::mem::take(&mut section.blocks), article);
    }
}

fn label_titles(sections: &mut [Section]) {
    let titles: Vec<_> = sections.iter().map(|section| (section.level, readings(&section.title.text))).collect();
    let mut before: BTreeMap<u8, Option<Reading>> = BTreeMap::new();
    for (at, section) in sections.iter_mut().enumerate() {
        before.retain(|level, _| *level <= section.level);
        let chosen = choose(&titles, at, before.get(&section.level).and_then(Option::as_ref));
        before.insert(section.level, chosen.cloned());
        if let Some(reading) = chosen {
            section.title = leaf::slice(&section.title, 0, reading.end..section.title.text.len());
            section.label = Some(reading.label.clone());
        }
    }
}

/// Returns the reading of a title: the one that follows on the heading before on the same level, else one that begins a run
/// which the next heading follows on, else the likeliest.
fn choose<'a>(titles: &'a [(u8, Vec<Reading>)], at: usize, before: Option<&Reading>) -> Option<&'a Reading> {
    let (level, own) = &titles[at];
    let next = titles[at + 1..].iter().find(|(other, _)| other <= level).filter(|(other, _)| other == level);
    let continued = |reading: &Reading| next.is_some_and(|(_, next)| next.iter().any(|next| next.continues(reading)));
    own.iter()
        .find(|reading| before.is_some_and(|before| reading.continues(before)))
        .or_else(|| own.iter().find(|reading| reading.last() == 1 && continued(reading)))
        .or_else(|| own.iter().find(|reading| !reading.weak))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Block, Body, Kind, Leaf, Mark, MarkKind};

    /// Reads a tiny dialect: `#` headings, paragraphs between blank lines, lists of `- ` and `1. ` lines.
    fn text(source: &str) -> Text {
        let block = |kind, body| Block { kind, label: None, id: None, anchor: None, direction: None, span: 0..0, body };
        let paragraph = |text: String| block(Kind::Paragraph, Body::Leaf(Leaf::plain(text)));
        let section = |level: usize, title: &str| Section {
            level: u8::try_from(level).expect("a level"),
            id: None,
            anchor: None,
            label: None,
            title: Leaf::plain(title),
            blocks: Vec::new(),
            span: 0..0,
        };
        let mut sections = vec![section(0, "")];
        for part in source.split("\n\n") {
            let lines: Vec<_> =
                part.lines().map(|line| line.trim_start_matches(' ')).filter(|line| !line.is_empty()).collect();
            let Some(first) = lines.first() else { continue };
            if first.starts_with('#') {
                let title = first.trim_start_matches('#');
                sections.push(section(first.len() - title.len(), title.trim()));
                continue;
            }
            let blocks = &mut sections.last_mut().expect("never empty").blocks;
            if first.starts_with("- ") {
                let item = |line: &&str| {
                    block(
                        Kind::Item,
                        Body::Blocks(vec![paragraph(line.strip_prefix("- ").unwrap_or(line).replace('/', "\u{2028}"))]),
                    )
                };
                let items = lines.iter().map(item).collect();
                blocks.push(block(Kind::List { ordered: false, tight: true }, Body::Blocks(items)));
            } else {
                blocks.push(paragraph(lines.join("\u{2028}")));
            }
        }
        if sections[0].blocks.is_empty() {
            sections.remove(0);
        }
        Text { title: None, sections }
    }

    fn print(text: &Text) -> String {
        let mut out = String::new();
        for section in &text.sections {
            let label = section.label.as_ref().map_or("", |label| &label.printed);
            out += &format!("{} {label}|{}\n", "#".repeat(section.level.into()), section.title.text);
            print_blocks(&section.blocks, 1, &mut out);
        }
        out
    }

    fn print_blocks(blocks: &[Block], depth: usize, out: &mut String) {
        for block in blocks {
            let indent = "  ".repeat(depth);
            match &block.body {
                Body::Leaf(leaf) => *out += &format!("{indent}{}\n", leaf.text.replace(['\u{2028}', '\n'], "/")),
                Body::Blocks(inner) => {
                    let label = block.label.as_ref().map_or("*", |label| &label.printed);
                    *out += &format!("{indent}{label}:\n");
                    print_blocks(inner, depth + 1, out);
                }
            }
        }
    }

    fn arranged(source: &str) -> Text {
        let mut text = text(source);
        arrange(&mut text);
        text
    }

    fn check(source: &str, expected: &str) {
        let shown = print(&arranged(source));
        let expected: String = expected
            .lines()
            .map(|line| line.strip_prefix("            ").unwrap_or(line))
            .fold(String::new(), |text, line| if line.is_empty() { text } else { text + line + "\n" });
        assert_eq!(shown, expected, "\n{shown}");
    }

    #[test]
    fn labels_leave_titles() {
        check(
            "# 1. Scope\n\nText.\n\n## 第2条（料金）\n\n## 15 years in business",
            "
            # 1.|Scope
              Text.
            ## 第2条|（料金）
            ## |15 years in business
            ",
        );
    }

    #[test]
    fn neighbours_decide_how_a_letter_is_read() {
        let numbers = |source: &str| {
            let text = arranged(source);
            let label = |section: &Section| section.label.clone().map(|label| label.number);
            text.sections.iter().map(label).collect::<Vec<_>>()
        };
        assert_eq!(numbers("# H. One\n\n# I. Two\n\n# J. Three"), [Some(vec![8]), Some(vec![9]), Some(vec![10])]);
        assert_eq!(numbers("# IV. One\n\n# V. Two"), [Some(vec![4]), Some(vec![5])]);
        assert_eq!(numbers("# 1 Scope\n\n## 3 parties\n\n# 2 Fees"), [Some(vec![1]), None, Some(vec![2])]);
        assert_eq!(numbers("# イ 範囲\n\n# ロ 料金"), [Some(vec![1]), Some(vec![2])]);
        assert_eq!(numbers("# ア 範囲\n\n# イ 料金"), [Some(vec![1]), Some(vec![2])]);
    }

    #[test]
    fn lines_in_sequence_are_clauses() {
        check(
            "# Use\n\nWe use it for:\n(a) billing\n(b) support, that is\nby mail\n(c) (1) tests\n\nEnd.",
            "
            # |Use
              We use it for:
              (a):
                billing
              (b):
                support, that is/by mail
              (c):
                (1) tests
              End.
            ",
        );
    }

    #[test]
    fn a_caption_takes_the_paragraphs_below_it() {
        check(
            "# 9. 通信\n\n(1) 当社は閲覧します。\n\na. 内容\n\n送受信される通信\n\nb. 主体\n\n当社\n\n(2) 撤回できます。\n\nなお書き。",
            "
            # 9.|通信
              (1):
                当社は閲覧します。
                a.:
                  内容
                  送受信される通信
                b.:
                  主体
                  当社
              (2):
                撤回できます。
              なお書き。
            ",
        );
    }

    #[test]
    fn the_second_paragraph_of_an_article_may_be_the_first_with_a_number() {
        check(
            "## 第1条（料金）\n\n料金は次のとおりとします。\n（１）基本料\n（２）従量料\n　イ　昼\n　ロ　夜\n２　前項の料金は税別です。\n\n## 第2条\n\n本文。\n\n2 前項は除きます。",
            "
            ## 第1条|（料金）
              料金は次のとおりとします。
              （１）:
                基本料
              （２）:
                従量料
                イ:
                  昼
                ロ:
                  夜
              ２:
                前項の料金は税別です。
            ## 第2条|
              本文。
              2:
                前項は除きます。
            ",
        );
    }

    #[test]
    fn a_number_alone_stays_prose() {
        for source in [
            "(1) once",
            "1. 目的",
            "2 weeks after\n3 weeks after",
            "We take (1) names and\n(2) addresses",
            "(2) two\n\n(3) three",
            "a. one\n\nc. three",
            "2023年に改定\n2024年に改定",
        ] {
            let before = text(source);
            assert_eq!(arranged(source), before, "{source}");
        }
    }

    #[test]
    fn other_scripts_count_too() {
        check(
            "# 요금\n\n① 회사는 다음을 정한다.\n1. 기본료\n가. 낮\n나. 밤\n2. 할인\n② 회사는 공지한다.",
            "
            # |요금
              ①:
                회사는 다음을 정한다.
                1.:
                  기본료
                  가.:
                    낮
                  나.:
                    밤
                2.:
                  할인
              ②:
                회사는 공지한다.
            ",
        );
        check("# أ\n\n١. رسوم\n٢. دفع", "\n# |أ\n  ١.:\n    رسوم\n  ٢.:\n    دفع\n");
        check("# ก\n\n๑. ราคา\n๒. ชำระ", "\n# |ก\n  ๑.:\n    ราคา\n  ๒.:\n    ชำระ\n");
    }

    #[test]
    fn bullets_need_no_number_and_roman_numerals_nest_in_letters() {
        check(
            "# 項目\n\n次のもの：\n・氏名\n・住所\n\n本文。\n\n(h) eight\n(i) nine\n\n(a) x\n(i) y\n(ii) z\n(b) w",
            "
            # |項目
              次のもの：
              ・:
                氏名
              ・:
                住所
              本文。
              (h) eight/(i) nine
              (a):
                x
                (i):
                  y
                (ii):
                  z
              (b):
                w
            ",
        );
    }

    #[test]
    fn a_remark_ends_its_paragraph() {
        let source = "# 窓口\n\n窓口係\n電話なし\n※返信は遅れます。";
        assert_eq!(arranged(source).sections[0].blocks, text(source).sections[0].blocks);
        check("# 料金\n\n※税別\n※送料別", "\n# |料金\n  ※:\n    税別\n  ※:\n    送料別\n");
    }

    #[test]
    fn lists_belong_to_the_clauses_that_introduce_them() {
        check(
            "# Use\n\n(1) one:\n\n- x\n- (a) p/(b) q\n\n(2) two\n\n- y",
            "
            # |Use
              (1):
                one:
                *:
                  *:
                    x
                  *:
                    (a):
                      p
                    (b):
                      q
              (2):
                two
                *:
                  *:
                    y
            ",
        );
    }

    #[test]
    fn plain_paragraphs_are_articles_where_their_numbers_run_in_order() {
        check(
            "前文です。\n\n第１条（目的）本規約は、利用条件を定めます。\n\n（定義）\n第２条　用語は次のとおりです。\n(1) 会員\n(2) 商品\n２　前項のほか定めません。\n\n第3条の規定により除きます。\n\n（料金）\n\n第３条 料金は別に定めます。\n\n第２条 に戻ります。\n\n附則\n\n第１条 施行します。",
            "
             |
              前文です。
            ## 第１条|（目的）
              本規約は、利用条件を定めます。
            ## 第２条|（定義）
              用語は次のとおりです。
              (1):
                会員
              (2):
                商品
              ２:
                前項のほか定めません。
              第3条の規定により除きます。
            ## 第３条|（料金）
              料金は別に定めます。
              第２条 に戻ります。
            ## 附則|
            ### 第１条|
              施行します。
            ",
        );
    }

    #[test]
    fn chapters_hold_their_articles() {
        check(
            "第1章 総則\n第1条 目的を定めます。\n第1条の2 読み替えます。\n第2章 料金\n第2条 払います。\n附　則\n施行します。",
            "
            ## 第1章|総則
            ### 第1条|
              目的を定めます。
            ### 第1条の2|
              読み替えます。
            ## 第2章|料金
            ### 第2条|
              払います。
            ## 附　則|
              施行します。
            ",
        );
    }

    #[test]
    fn a_title_stands_alone_behind_its_label() {
        check(
            "# Terms\n\nArticle 1. Purpose\n\nThese terms apply.\n\nArticle 2. Fees\nYou pay.\n\nArticle 4. Deleted",
            "
            # |Terms
            ## Article 1.|Purpose
              These terms apply.
            ## Article 2.|Fees
              You pay.
            ## Article 4.|
              Deleted
            ",
        );
        check(
            "§ 1 Geltung\nDiese Bedingungen gelten.\n\n§ 2 Entgelt\nSie zahlen.",
            "
            ## § 1|Geltung
              Diese Bedingungen gelten.
            ## § 2|Entgelt
              Sie zahlen.
            ",
        );
        check(
            "제1조(목적) 이 약관은 정한다.\n\n제2조에 따라 정한다.\n\n제2조 (정의)\n용어는 다음과 같다.",
            "
            ## 제1조|(목적)
              이 약관은 정한다.
              제2조에 따라 정한다.
            ## 제2조|(정의)
              용어는 다음과 같다.
            ",
        );
        check(
            "المادة 1: الغرض\n\nتنطبق.\n\nالمادة 2: الرسوم\n\nتدفع.\n\nข้อ 1 เดี่ยว",
            "
            ## المادة 1:|الغرض
              تنطبق.
            ## المادة 2:|الرسوم
              تدفع.
              ข้อ 1 เดี่ยว
            ",
        );
    }

    #[test]
    fn articles_that_do_not_run_in_order_stay_prose() {
        for source in [
            "第3条 だけです。",
            "第3条 です。\n\n第2条 です。",
            "# 第1条\n\n第1条 の説明\n\n# 第2条\n\n第5条 の説明",
            "Section 3 applies.\n\nSection 4 applies.",
        ] {
            let shown = arranged(source);
            let lines: usize = text(source).sections.len();
            assert_eq!(shown.sections.len(), lines, "{source}\n{}", print(&shown));
        }
    }

    fn block_words(block: &Block, out: &mut String) {
        out.extend(block.label.iter().map(|label| label.printed.as_str()));
        match &block.body {
            Body::Leaf(leaf) => out.push_str(&leaf.text),
            Body::Blocks(inner) => inner.iter().for_each(|inner| block_words(inner, out)),
        }
    }

    /// Returns the labels and texts in reading order, without white space.
    fn words(text: &Text) -> String {
        let mut out = String::new();
        for section in &text.sections {
            out.extend(section.label.iter().map(|label| label.printed.as_str()));
            out.push_str(&section.title.text);
            section.blocks.iter().for_each(|inner| block_words(inner, &mut out));
        }
        out.retain(|c| !c.is_whitespace());
        out
    }

    fn each_leaf(text: &mut Text, act: &mut impl FnMut(&mut Leaf)) {
        fn inside(blocks: &mut [Block], act: &mut impl FnMut(&mut Leaf)) {
            for block in blocks {
                match &mut block.body {
                    Body::Leaf(leaf) => act(leaf),
                    Body::Blocks(inner) => inside(inner, act),
                }
            }
        }
        for section in &mut text.sections {
            act(&mut section.title);
            inside(&mut section.blocks, act);
        }
    }

    fn pieces() -> impl proptest::strategy::Strategy<Value = String> {
        use proptest::prelude::*;
        let label = proptest::sample::select(vec![
            "(1) ",
            "(2) ",
            "（１）",
            "（２）",
            "① ",
            "②",
            "1. ",
            "2. ",
            "1.1 ",
            "1.2 ",
            "２　",
            "３　",
            "a. ",
            "b. ",
            "(i) ",
            "(ii) ",
            "ア　",
            "イ　",
            "ロ　",
            "・",
            "※",
            "第1条 ",
            "第2条（目的）",
            "第３条の２　",
            "第3条の",
            "Article 1. ",
            "Article 2: ",
            "附則",
            "第1章 ",
            "第2章 ",
            "§ 1 ",
            "§ 2 ",
            "제1조 ",
            "　",
            "",
            "",
            "",
        ]);
        let words =
            proptest::sample::select(vec!["text", "本文です。", "caption", "一 二", "", "as follows:", "(a) x"]);
        let end = proptest::sample::select(vec!["\n\n", "\n", "\n", "\n\n# ", "\n\n## ", "\n\n- "]);
        proptest::collection::vec((label, words, end), 0..24)
            .prop_map(|parts| parts.iter().map(|(label, words, end)| [*label, *words, *end].concat()).collect())
    }

    proptest::proptest! {
        #[test]
        fn nothing_is_lost_or_duplicated(source in pieces()) {
            let before = text(&source);
            proptest::prop_assert_eq!(words(&arranged(&source)), words(&before));
        }

        #[test]
        fn no_footnote_reference_is_lost(source in pieces()) {
            let mut text = text(&source);
            each_leaf(&mut text, &mut |leaf| {
                let point = |at| Mark { range: at..at, kind: MarkKind::FootnoteReference { name: "1".to_owned() } };
                let ends = leaf::lines(&leaf.text).map(|line| line.end);
                leaf.marks = ends.chain(leaf.text.find(' ')).filter(|at| *at > 0).map(point).collect();
            });
            let count = |text: &mut Text| {
                let mut count = 0;
                each_leaf(text, &mut |leaf| count += leaf.marks.len());
                count
            };
            let before = count(&mut text);
            arrange(&mut text);
            proptest::prop_assert_eq!(count(&mut text), before);
        }

        #[test]
        fn a_caption_moves_behind_the_label_only(source in pieces(), caption in "[（(]目的[）)]\n(\n)?") {
            let source = source.replace("第2条", &format!("{caption}第2条")).replace("第1条", &format!("{caption}第1条"));
            let sorted = |text: &Text| { let mut all: Vec<_> = words(text).chars().collect(); all.sort_unstable(); all };
            proptest::prop_assert_eq!(sorted(&arranged(&source)), sorted(&text(&source)));
        }

        #[test]
        fn no_text_panics(source in "([0-9()（）.・、第条章のア-オa-civ§附則 \u{3000}\n#-]{0,60})|\\PC{0,40}") {
            let before = text(&source);
            proptest::prop_assert_eq!(words(&arranged(&source)).len(), words(&before).len());
        }
    }
}
