//! A text -> how its sections and clauses are cited in its language: 第9条第1項第1号, Section 9(1)(a).
//!
//! Only the usual ways of a language are put into words; what is numbered in another way is cited by its labels as printed.

use std::collections::BTreeMap;

use crate::locale::{Lang, Strings, fill};
use crate::model::{Anchor, Block, Body, Kind, Label, LabelKind, LabelStyle, Section, Text};

/// How what is inside of a section is cited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Style {
    /// 第1項第1号イ.
    Japanese,
    /// 제1항제1호.
    Korean,
    /// (1)(a).
    Brackets,
    /// Abs. 1 Nr. 1 lit. a.
    German,
    /// By words before a number and before a letter: `, point 1`.
    Words(&'static str, &'static str),
}

impl Style {
    fn of(lang: &Lang) -> Self {
        match lang.as_str().split('-').next().unwrap_or_default() {
            "ja" => Self::Japanese,
            "ko" => Self::Korean,
            "de" => Self::German,
            "fr" => Self::Words("point", "point"),
            "es" => Self::Words("apartado", "letra"),
            "it" => Self::Words("punto", "lettera"),
            "pt" => Self::Words("n.º", "alínea"),
            _ => Self::Brackets,
        }
    }
}

/// Returns how each section and each numbered clause of a text is cited, by anchor; `strings` are the words of its language.
pub(super) fn citations(text: &Text, lang: &Lang, strings: &Strings) -> BTreeMap<Anchor, String> {
    let mut scribe = Scribe { style: Style::of(lang), strings, out: BTreeMap::new() };
    let mut above: Vec<(u8, Option<String>)> = Vec::new();
    for section in &text.sections {
        above.retain(|(level, _)| *level < section.level);
        let outer = above.iter().rev().find_map(|(_, cited)| cited.as_deref());
        let cited = scribe.section(section, outer);
        // Chapters and parts hold articles that are numbered throughout.
        let holds = section
            .label
            .as_ref()
            .is_some_and(|label| matches!(label.kind, LabelKind::Article | LabelKind::Section | LabelKind::Bare));
        above.push((section.level, holds.then(|| cited.clone())));
        scribe.inside(section, &cited);
        scribe.out.extend(section.anchor.clone().map(|anchor| (anchor, cited)));
    }
    scribe.out
}

struct Scribe<'s> {
    style: Style,
    strings: &'s Strings,
    out: BTreeMap<Anchor, String>,
}

impl Scribe<'_> {
    fn words(&self, key: &'static str, name: &'static str, value: &str) -> String {
        fill(self.strings.text(key).unwrap_or(key), &[(name, value)])
    }

    fn section(&self, section: &Section, outer: Option<&str>) -> String {
        let Some(label) = &section.label else {
            return match section.title.text.trim() {
                "" => self.strings.text("preamble").unwrap_or_default().to_owned(),
                title => self.words("cite_title", "title", title),
            };
        };
        match (label.kind, outer) {
            (LabelKind::Bare, Some(outer)) if label.number.len() == 1 => self.below(outer, label, 0),
            (LabelKind::Bare, _) => self.words("cite_section", "number", core(label)),
            _ => label.printed.trim().trim_end_matches(['.', ':']).to_owned(),
        }
    }

    /// Cites what is inside of a section.
    fn inside(&mut self, section: &Section, cited: &str) {
        let second = section.blocks.iter().position(|block| {
            let label = block.label.as_ref().filter(|_| self.style == Style::Japanese && cited.contains('条'));
            label.is_some_and(|label| label.style == LabelStyle::Arabic && label.number == [2])
        });
        // The first paragraph of an article prints no number, and is its first all the same.
        let (first, rest) = section.blocks.split_at(second.unwrap_or(0));
        if first.iter().any(|block| block.label.as_ref().is_some_and(|label| label.style == LabelStyle::Arabic)) {
            return self.blocks(&section.blocks, cited, 0);
        }
        let one = match cited.chars().find(|c| c.is_numeric()) {
            Some('０'..='９') => "１",
            Some(c) if !c.is_ascii() => "一",
            _ => "1",
        };
        let paragraph = format!("{cited}第{one}項");
        let opening = first.first().filter(|block| block.label.is_none()).and_then(|block| block.anchor.clone());
        self.out.extend(opening.map(|anchor| (anchor, paragraph.clone())));
        self.blocks(first, &paragraph, 1);
        self.blocks(rest, cited, 0);
    }

    fn blocks(&mut self, blocks: &[Block], outer: &str, depth: usize) {
        for block in blocks {
            let label = block.label.as_ref().filter(|label| is_cited(block, label));
            let cited = label.map(|label| self.below(outer, label, depth));
            if let (Some(cited), Some(anchor)) = (&cited, &block.anchor) {
                self.out.insert(anchor.clone(), cited.clone());
            }
            if let Body::Blocks(inner) = &block.body {
                let deeper = depth + usize::from(cited.is_some());
                self.blocks(inner, cited.as_deref().unwrap_or(outer), deeper);
            }
        }
    }

    /// Cites something with a label inside of something that is cited.
    fn below(&self, outer: &str, label: &Label, depth: usize) -> String {
        use LabelStyle as L;
        let core = core(label);
        if label.number.len() > 1 {
            return self.words("cite_section", "number", core);
        }
        let letter = matches!(
            label.style,
            L::Lower | L::LowerHalfParenthesis | L::LowerParentheses | L::Upper | L::UpperParentheses
        );
        let number = matches!(label.style, L::Arabic | L::ArabicHalfParenthesis | L::ArabicParentheses | L::Circled);
        match (self.style, label.style) {
            (Style::Japanese, L::Arabic) if depth == 0 && outer.contains('条') => format!("{outer}第{core}項"),
            (Style::Japanese, L::ArabicParentheses | L::Kanji | L::KanjiParentheses) if outer.contains('条') => {
                format!("{outer}第{core}号")
            }
            (Style::Japanese, L::Katakana | L::Iroha) => format!("{outer}{core}"),
            (Style::Japanese, _) => format!("{outer}{}", label.printed.trim()),
            (Style::Korean, L::Circled) if outer.contains('조') => format!("{outer}제{}항", label.number[0]),
            (Style::Korean, L::Arabic) if outer.contains('조') => format!("{outer}제{core}호"),
            (Style::German, L::ArabicParentheses) => format!("{outer} Abs. {core}"),
            (Style::German, L::Arabic) => format!("{outer} Nr. {core}"),
            (Style::German, _) if letter => format!("{outer} lit. {core}"),
            (Style::Words(word, _), _) if number => format!("{outer}, {word} {core}"),
            (Style::Words(_, word), _) if letter => format!("{outer}, {word} {core}"),
            _ => format!("{outer}({core})"),
        }
    }
}

/// Returns whether a block is cited by its label: the sign of a list is none.
fn is_cited(block: &Block, label: &Label) -> bool {
    matches!(block.kind, Kind::Clause | Kind::Item) && label.style != LabelStyle::Bullet && !label.number.is_empty()
}

/// Returns a label without what is printed round it.
fn core(label: &Label) -> &str {
    label.printed.trim().trim_matches(['(', ')', '（', '）', '.', '．', '、', ':', '：', ' ', '\u{3000}'])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::markdown::{Options, body};
    use crate::source::Source;

    fn strings(lang: &Lang) -> Strings {
        let words = match lang.as_str() {
            "ja" => "cite_section = '{number}.'\ncite_title = '「{title}」'\npreamble = '前文'",
            "de" => "cite_section = 'Ziffer {number}'\ncite_title = '„{title}“'\npreamble = 'Einleitung'",
            _ => "cite_section = 'Section {number}'\ncite_title = '“{title}”'\npreamble = 'Opening'",
        };
        let layer = BTreeMap::from([(lang.clone(), Strings::read(words).expect("valid TOML"))]);
        Strings::for_lang(lang, &[layer])
    }

    /// Checks the citations of a text, in the order of the text.
    fn check(lang: &str, markdown: &str, expected: &[&str]) {
        let source = Source::new("a.md", markdown.to_owned());
        let mut text = body(&source, 0..source.text.len(), Options::default()).value.text;
        let mut number = 100;
        let mut next = || {
            number += 1;
            Anchor::new(&format!("a{number}"))
        };
        for section in &mut text.sections {
            section.anchor = next();
            section.each_provision(&mut |block| block.anchor = next());
        }
        let lang = Lang::parse(lang).expect("a tag");
        let cited: Vec<String> = citations(&text, &lang, &strings(&lang)).into_values().collect();
        assert_eq!(cited, expected, "{markdown}");
    }

    #[test]
    fn articles_are_cited_as_japanese_law_cites_them() {
        check(
            "ja",
            "## 第9条（違反）\n\n次の者は、退会とする。\n\n（1）偽った者\n\n（2）次のいずれかの者\n\nイ　甲\n\nロ　乙\n\n２　当社は、前項を通知する。\n\n## 第10条\n\n（1）費用\n\n（2）期間",
            &[
                "第9条",
                "第9条第1項",
                "第9条第1項第1号",
                "第9条第1項第2号",
                "第9条第1項第2号イ",
                "第9条第1項第2号ロ",
                "第9条第２項",
                "第10条",
                "第10条第1号",
                "第10条第2号",
            ],
        );
        check(
            "ja",
            "前書き\n\n## 3. 利用\n\n(1) 氏名\n\n(2) 住所\n\n## おわりに",
            &["前文", "3.", "3.(1)", "3.(2)", "「おわりに」"],
        );
    }

    #[test]
    fn sections_are_cited_in_brackets_or_words() {
        let text = "## 9. Fees\n\n(1) None:\n\n(a) users\n\n(b) members\n\n(2) Some.\n\n## Closing";
        check(
            "en",
            text,
            &["Section 9", "Section 9(1)", "Section 9(1)(a)", "Section 9(1)(b)", "Section 9(2)", "“Closing”"],
        );
        check("en", "## Article 3. Fees\n\n3.1 None.\n\n3.2 Some.", &["Article 3", "Section 3.1", "Section 3.2"]);
        check(
            "de",
            "## § 9 Entgelt\n\n(1) Keines:\n\n1. für Kunden\n\n2. für andere\n\na) Gäste\n\nb) Gruppen\n\n(2) Sonst eines",
            &[
                "§ 9",
                "§ 9 Abs. 1",
                "§ 9 Abs. 1 Nr. 1",
                "§ 9 Abs. 1 Nr. 2",
                "§ 9 Abs. 1 lit. a",
                "§ 9 Abs. 1 lit. b",
                "§ 9 Abs. 2",
            ],
        );
        check("fr", "## Article 9\n\n1. un\n\n2. deux", &["Article 9", "Article 9, point 1", "Article 9, point 2"]);
        check("ar", "## المادة 9\n\n(1) نص\n\n(2) نص", &["المادة 9", "المادة 9(1)", "المادة 9(2)"]);
        check("ko", "## 제9조 (요금)\n\n① 하나\n\n② 둘", &["제9조", "제9조제1항", "제9조제2항"]);
        check("zh", "## 第九条 费用\n\n（一）甲\n\n（二）乙", &["第九条", "第九条(一)", "第九条(二)"]);
    }
}
