//! Labels with a word: `Article 3`, `§ 3`, 第3条の2, 제3조, المادة 3, 附則.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use super::cursor::Cursor;
use super::label::{Found, Key, style};
use super::numeral::{Enclosure, Form, digits, kanji, opens_bracket, roman};
use crate::model::LabelKind::{Article, Bare, Chapter, Division, Part, Section, Supplement};
use crate::model::{LabelKind, LabelStyle};

/// Words in front of a number, in lower case; a label begins with a capital where the script has them.
const BEFORE: [(&str, LabelKind); 69] = [
    ("article", Article),
    ("artikel", Article),
    ("artículo", Article),
    ("articulo", Article),
    ("articolo", Article),
    ("artigo", Article),
    ("articol", Article),
    ("artykuł", Article),
    ("artikla", Article),
    ("art", Article),
    ("článek", Article),
    ("čl", Article),
    ("madde", Article),
    ("pasal", Article),
    ("cikk", Article),
    ("điều", Article),
    ("статья", Article),
    ("стаття", Article),
    ("член", Article),
    ("ст", Article),
    ("άρθρο", Article),
    ("المادة", Article),
    ("مادة", Article),
    ("ماده", Article),
    ("סעיף", Article),
    ("ข้อ", Article),
    ("มาตรา", Article),
    ("अनुच्छेद", Article),
    ("অনুচ্ছেদ", Article),
    ("section", Section),
    ("sec", Section),
    ("sección", Section),
    ("sezione", Section),
    ("seção", Section),
    ("sectie", Section),
    ("abschnitt", Section),
    ("clause", Section),
    ("cláusula", Section),
    ("clausola", Section),
    ("klausel", Section),
    ("ziffer", Section),
    ("paragraph", Section),
    ("раздел", Section),
    ("пункт", Section),
    ("mục", Section),
    ("धारा", Section),
    ("ধারা", Section),
    ("§", Section),
    ("chapter", Chapter),
    ("kapitel", Chapter),
    ("chapitre", Chapter),
    ("capítulo", Chapter),
    ("capitolo", Chapter),
    ("hoofdstuk", Chapter),
    ("rozdział", Chapter),
    ("bab", Chapter),
    ("chương", Chapter),
    ("глава", Chapter),
    ("หมวด", Chapter),
    ("الفصل", Chapter),
    ("الباب", Chapter),
    ("অধ্যায়", Chapter),
    ("part", Part),
    ("partie", Part),
    ("parte", Part),
    ("teil", Part),
    ("часть", Part),
    ("phần", Part),
    ("ส่วนที่", Part),
];

/// Signs behind a number that 第 or 제 introduces.
const BEHIND: [(&str, LabelKind); 22] = [
    ("編", Part),
    ("编", Part),
    ("편", Part),
    ("章", Chapter),
    ("장", Chapter),
    ("節", Division),
    ("节", Division),
    ("절", Division),
    ("款", Division),
    ("목", Division),
    ("目", Division),
    ("관", Division),
    ("条", Article),
    ("條", Article),
    ("조", Article),
    ("項", Bare),
    ("项", Bare),
    ("항", Bare),
    ("号", Bare),
    ("號", Bare),
    ("호", Bare),
    ("", Bare),
];

/// Titles of supplementary provisions; a blank stands for any white space or none.
const SUPPLEMENTS: [&str; 7] = [
    "附 則",
    "附 则",
    "부 칙",
    "supplementary provisions",
    "supplementary provision",
    "أحكام تكميلية",
    "الأحكام التكميلية",
];

/// The words with which a label may begin, by the first character, as given and as a capital; most lines of a text begin
/// with none of them.
static BY_FIRST: LazyLock<BTreeMap<char, Words>> = LazyLock::new(|| {
    let mut found: BTreeMap<char, Words> = BTreeMap::new();
    let spellings = |word: &str| {
        let first = word.chars().next();
        first.into_iter().flat_map(|c| c.to_uppercase().chain([c])).collect::<BTreeSet<char>>()
    };
    for title in SUPPLEMENTS {
        spellings(title).into_iter().for_each(|c| found.entry(c).or_default().supplements.push(title));
    }
    for entry in BEFORE {
        spellings(entry.0).into_iter().for_each(|c| found.entry(c).or_default().before.push(entry));
    }
    ['第', '제'].into_iter().for_each(|c| _ = found.entry(c).or_default());
    found
});

/// Words with one first character, each kind in order.
#[derive(Default)]
struct Words {
    supplements: Vec<&'static str>,
    before: Vec<(&'static str, LabelKind)>,
}

/// Reads a label that has a word.
pub(super) fn read(start: Cursor<'_>) -> Option<Found<'_>> {
    let words = BY_FIRST.get(&start.peek()?)?;
    supplement(start, words).or_else(|| behind(start)).or_else(|| before(start, words))
}

fn supplement<'a>(start: Cursor<'a>, words: &Words) -> Option<Found<'a>> {
    words.supplements.iter().find_map(|title| {
        let mut cursor = start;
        for word in title.split(' ') {
            cursor.spaces();
            if !cursor.eat_word(word) && !eat_capitalised(&mut cursor, word) {
                return None;
            }
        }
        let key = Key { form: Form::Unnumbered, enclosure: Enclosure::Open, depth: 0, word: "附則" };
        let found =
            Found { kind: Supplement, style: LabelStyle::Other, number: Vec::new(), key, weak: false, end: cursor };
        ends(&cursor).then_some(found)
    })
}

fn behind(start: Cursor<'_>) -> Option<Found<'_>> {
    let mut cursor = start;
    cursor.eat_if(|c| c == '第' || c == '제')?;
    cursor.spaces();
    let (value, form) = east_asian_number(&mut cursor)?;
    BEHIND.iter().find_map(|(word, kind)| {
        let mut end = cursor;
        if !word.is_empty() {
            end.spaces();
        }
        end.eat_word(word).then(|| unit(value, form, (word, *kind), end)).flatten()
    })
}

/// Reads what follows the sign of 第3条.
fn unit<'a>(value: u32, form: Form, (word, kind): (&'static str, LabelKind), mut end: Cursor<'a>) -> Option<Found<'a>> {
    let mut number = vec![value];
    while let Some(branch) = branch(&mut end) {
        number.push(branch);
    }
    if word.is_empty() {
        end.eat_if(|c| c == '.' || c == '、');
    }
    separator(&mut end);
    let key = Key { form, enclosure: Enclosure::Open, depth: 1, word: if word.is_empty() { "第" } else { word } };
    let found = Found { kind, style: style(form, Enclosure::Open), number, key, weak: false, end };
    ends(&end).then_some(found)
}

fn east_asian_number(cursor: &mut Cursor<'_>) -> Option<(u32, Form)> {
    digits(cursor).or_else(|| kanji(cursor).map(|value| (value, Form::Kanji)))
}

/// Reads the の2 of 第3条の2.
fn branch(cursor: &mut Cursor<'_>) -> Option<u32> {
    let mut ahead = *cursor;
    ahead.spaces();
    ahead.eat_if(|c| "の之의ノ".contains(c))?;
    ahead.spaces();
    let (value, _) = east_asian_number(&mut ahead)?;
    *cursor = ahead;
    Some(value)
}

fn before<'a>(start: Cursor<'a>, words: &Words) -> Option<Found<'a>> {
    words.before.iter().find_map(|&(word, kind)| {
        let mut cursor = start;
        if !eat_capitalised(&mut cursor, word) || cursor.peek().is_some_and(char::is_alphabetic) {
            return None;
        }
        cursor.eat('.');
        cursor.spaces();
        numbered(cursor, word, kind)
    })
}

/// Reads a word of [`BEFORE`]: with a capital where its script has them.
fn eat_capitalised(cursor: &mut Cursor<'_>, word: &str) -> bool {
    let capital = cursor.peek().is_some_and(|c| !c.is_lowercase());
    capital && cursor.eat_word(word)
}

fn numbered<'a>(cursor: Cursor<'a>, word: &'static str, kind: LabelKind) -> Option<Found<'a>> {
    let mut end = cursor;
    let (value, form) = digits(&mut end).or_else(|| roman(&mut end)).or_else(|| capital(&mut end))?;
    let mut number = vec![value];
    further(&mut end, &mut number);
    let closed = end.eat_if(|c| c == '.' || c == ')').is_some() | separator(&mut end);
    let space = end;
    let found = Found {
        kind,
        style: style(form, Enclosure::Open),
        number,
        key: Key { form, enclosure: Enclosure::Open, depth: 1, word },
        weak: false,
        end,
    };
    // "Section 3 applies to …" is a sentence.
    let sentence = !closed && space.rest().trim_start().starts_with(char::is_lowercase);
    (ends(&end) && !sentence).then_some(found)
}

fn capital(cursor: &mut Cursor<'_>) -> Option<(u32, Form)> {
    let letter = cursor.eat_if(|c| c.is_ascii_uppercase())?;
    Some((u32::from(letter) - u32::from('A') + 1, Form::Upper))
}

/// Reads what follows the first number at once: `3.2`, `3-2`, `3a`, `3 bis`, `1er`, `3º`.
fn further(cursor: &mut Cursor<'_>, number: &mut Vec<u32>) {
    for ordinal in ["er", ".º", ".°", "º", "°", "ª"] {
        cursor.eat_word(ordinal);
    }
    loop {
        let mut ahead = *cursor;
        if ahead.eat_if(|c| ".-–".contains(c)).is_none() {
            break;
        }
        let Some((next, _)) = digits(&mut ahead) else { break };
        number.push(next);
        *cursor = ahead;
    }
    let mut ahead = *cursor;
    if let Some(letter) = ahead.eat_if(|c| c.is_ascii_lowercase())
        && !ahead.peek().is_some_and(char::is_alphanumeric)
    {
        number.push(u32::from(letter) - u32::from('a') + 1);
        *cursor = ahead;
        return;
    }
    for (latin, value) in [("bis", 2), ("ter", 3), ("quater", 4)] {
        let mut ahead = *cursor;
        ahead.spaces();
        if ahead.eat_word(latin) && !ahead.peek().is_some_and(char::is_alphanumeric) {
            number.push(value);
            *cursor = ahead;
            return;
        }
    }
}

/// Reads a colon or dash between label and title; returns whether there was one.
fn separator(cursor: &mut Cursor<'_>) -> bool {
    let mut ahead = *cursor;
    let spaced = ahead.spaces() > 0;
    let Some(sign) = ahead.eat_if(|c| ":-–—―".contains(c)) else { return false };
    let follows = ahead.peek().is_none_or(char::is_whitespace) || sign == ':';
    let separates = follows && (spaced || sign == ':' || !ahead.is_end());
    if separates {
        *cursor = ahead;
    }
    separates
}

/// Returns whether a label may end here: before a space, a bracket or the end, or behind its separator.
fn ends(cursor: &Cursor<'_>) -> bool {
    let open = |c: char| c.is_whitespace() || opens_bracket(c);
    let before = cursor.typed_before();
    cursor.peek_typed().is_none_or(open) || before.is_some_and(|c| ":：、".contains(c))
}

#[cfg(test)]
mod tests {
    use crate::parse::label::split;

    fn check(cases: &[(&str, &str)]) {
        for (text, expected) in cases {
            let shown = split(text).map_or_else(
                || "-".to_owned(),
                |(label, end)| format!("{}|{} {:?} {:?}", label.printed, &text[end..], label.kind, label.number),
            );
            assert_eq!(shown, *expected, "{text}");
        }
    }

    #[test]
    fn words_before_a_number() {
        check(&[
            ("Article 3", "Article 3| Article [3]"),
            ("Article 3. Fees", "Article 3.|Fees Article [3]"),
            ("Article 3: Fees", "Article 3:|Fees Article [3]"),
            ("Article 3 - Fees", "Article 3 -|Fees Article [3]"),
            ("Article 3 — Fees", "Article 3 —|Fees Article [3]"),
            ("Article 3 Fees", "Article 3|Fees Article [3]"),
            ("Article 3 (Fees)", "Article 3|(Fees) Article [3]"),
            ("Article 3-2 (Fees)", "Article 3-2|(Fees) Article [3, 2]"),
            ("ARTICLE IV", "ARTICLE IV| Article [4]"),
            ("Article 1er", "Article 1er| Article [1]"),
            ("Section 3.2 Fees", "Section 3.2|Fees Section [3, 2]"),
            ("Section A. Fees", "Section A.|Fees Section [1]"),
            ("Clause 3", "Clause 3| Section [3]"),
            ("Part II", "Part II| Part [2]"),
            ("Chapter 1 General", "Chapter 1|General Chapter [1]"),
            ("§ 3 Entgelte", "§ 3|Entgelte Section [3]"),
            ("§3a Entgelte", "§3a|Entgelte Section [3, 1]"),
            ("Art. 3 Entgelte", "Art. 3|Entgelte Article [3]"),
            ("Art. 3bis Entgelte", "Art. 3bis|Entgelte Article [3, 2]"),
            ("Artikel 3", "Artikel 3| Article [3]"),
            ("Artículo 3.º Tarifas", "Artículo 3.º|Tarifas Article [3]"),
            ("Articolo 3", "Articolo 3| Article [3]"),
            ("المادة 3 الرسوم", "المادة 3|الرسوم Article [3]"),
            ("المادة ٣", "المادة ٣| Article [3]"),
            ("Статья 3. Цены", "Статья 3.|Цены Article [3]"),
            ("ข้อ 3 ค่าบริการ", "ข้อ 3|ค่าบริการ Article [3]"),
            ("ข้อ ๓", "ข้อ ๓| Article [3]"),
            ("หมวด 1", "หมวด 1| Chapter [1]"),
            ("Điều 3. Phí", "Điều 3.|Phí Article [3]"),
            ("ＡＲＴＩＣＬＥ ３", "ＡＲＴＩＣＬＥ ３| Article [3]"),
        ]);
    }

    #[test]
    fn numbers_between_signs() {
        check(&[
            ("第3条", "第3条| Article [3]"),
            ("第三条", "第三条| Article [3]"),
            ("第十二条の二", "第十二条の二| Article [12, 2]"),
            ("第３条の２", "第３条の２| Article [3, 2]"),
            ("第3条の2の3 料金", "第3条の2の3|料金 Article [3, 2, 3]"),
            ("第三条之二 费用", "第三条之二|费用 Article [3, 2]"),
            ("第 1 条（目的）", "第 1 条|（目的） Article [1]"),
            ("第1条（目的）", "第1条|（目的） Article [1]"),
            ("第１条　目的", "第１条|目的 Article [1]"),
            ("第1条：目的", "第1条：|目的 Article [1]"),
            ("第1章 総則", "第1章|総則 Chapter [1]"),
            ("第二節", "第二節| Division [2]"),
            ("第一編　総則", "第一編|総則 Part [1]"),
            ("第１　目的", "第１|目的 Bare [1]"),
            ("第１", "第１| Bare [1]"),
            ("附則", "附則| Supplement []"),
            ("附　則", "附　則| Supplement []"),
            ("附 則（令和五年）", "附 則|（令和五年） Supplement []"),
            ("Supplementary Provisions", "Supplementary Provisions| Supplement []"),
            ("부칙", "부칙| Supplement []"),
            ("제3조(목적)", "제3조|(목적) Article [3]"),
            ("제3조의2 (목적)", "제3조의2|(목적) Article [3, 2]"),
            ("제1장 총칙", "제1장|총칙 Chapter [1]"),
        ]);
    }

    #[test]
    fn references_and_sentences_are_no_labels() {
        for text in [
            "第3条の規定により",
            "第3条の2の規定により",
            "第3条第2項に定める",
            "第3条に定める",
            "第三者提供",
            "第1回の改定",
            "附則第3条",
            "Article 3 applies to all",
            "Article 3, paragraph 2",
            "Articles of association",
            "article 3",
            "Part of this policy",
            "Section headings",
            "Artificial 3",
            "제3조에 따라",
            "Art 3rd",
        ] {
            check(&[(text, "-")]);
        }
    }
}
