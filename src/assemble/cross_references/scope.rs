//! A reference among its words -> whether it is about the text that it stands in.

use std::ops::Range;

/// What a reference is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scope {
    /// The own text, and says so: 本規約第3条, Section 3 of these Terms.
    Own,
    /// Nothing says otherwise.
    Silent,
    /// Another text, or perhaps one: 個人情報保護法第23条, Article 6 GDPR.
    Other,
}

/// Returns what a reference (its bytes, with what it names inside of a section) is about.
pub(super) fn of(text: &str, range: Range<usize>) -> Scope {
    let (before, after) = (&text[..range.start], &text[range.end..]);
    match text[range].chars().next() {
        Some('第') => han(before),
        Some('제') => hangul(before),
        // The number of a section that is one of several: its word decides.
        Some(c) if c.is_numeric() => Scope::Silent,
        _ => worded(before, after),
    }
}

/// Returns where the sentence ends in which a reference (its end) stands.
pub(super) fn sentence_end(text: &str, from: usize) -> usize {
    text[from..].find(['。', '\n', ';', '；']).map_or(text.len(), |length| from + length)
}

fn han(before: &str) -> Scope {
    let before = before.trim_end_matches([' ', '\u{3000}']);
    let (before, owned) = match before.strip_suffix('の').or_else(|| before.strip_suffix('的')) {
        Some(before) => (before, true),
        None => (before, false),
    };
    let is_noun = |c: char| c.is_alphanumeric() && !is_hiragana(c) || matches!(c, 'ー' | '・');
    let start =
        before.rfind(|c| !is_noun(c)).map_or(0, |at| at + before[at..].chars().next().map_or(0, char::len_utf8));
    let noun = &before[start..];
    if noun.starts_with(['本', '当']) && !noun.starts_with("当該")
        || before[..start].ends_with("この") && !noun.is_empty()
    {
        return Scope::Own;
    }
    match noun {
        "" if before.ends_with(['）', ')', '」', '』', '》', '】', '"', '”']) => Scope::Other,
        "" if owned => Scope::Other,
        "" | "乃至" | "至" | "或" | "及" | "和" | "与" | "與" | "和第" => Scope::Silent,
        _ => Scope::Other,
    }
}

fn is_hiragana(c: char) -> bool {
    ('\u{3041}'..='\u{309f}').contains(&c)
}

/// How the name of a law or of another agreement ends in Korean.
const KOREAN: [&str; 12] = ["법", "령", "칙", "약관", "규정", "조례", "협약", "규약", "방침", "계약", "법률", "」"];

fn hangul(before: &str) -> Scope {
    let before = before.trim_end();
    let mut words = before.rsplit(|c: char| c.is_whitespace() || ",.(".contains(c));
    let (last, one_before) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    if !KOREAN.iter().any(|end| last.ends_with(end)) {
        return Scope::Silent;
    }
    if ["본", "이"].contains(&one_before) || last.starts_with('본') { Scope::Own } else { Scope::Other }
}

/// Words by which another text is named, lower case: where one stands near, it is not ours to tell what is meant.
const LAWS: [&str; 66] = [
    "act",
    "acts",
    "law",
    "laws",
    "code",
    "statute",
    "regulation",
    "regulations",
    "directive",
    "treaty",
    "convention",
    "constitution",
    "ordinance",
    "usc",
    "cfr",
    "gesetz",
    "gesetzes",
    "verordnung",
    "richtlinie",
    "grundverordnung",
    "gesetzbuch",
    "gesetzbuches",
    "loi",
    "règlement",
    "directive",
    "code",
    "décret",
    "ordonnance",
    "ley",
    "reglamento",
    "directiva",
    "decreto",
    "código",
    "legge",
    "regolamento",
    "direttiva",
    "codice",
    "lei",
    "regulamento",
    "diretiva",
    "wet",
    "verordening",
    "richtlijn",
    "wetboek",
    "ustawa",
    "ustawy",
    "rozporządzenia",
    "rozporządzenie",
    "закон",
    "закона",
    "законом",
    "законе",
    "кодекс",
    "кодекса",
    "регламента",
    "закону",
    "кодексу",
    "قانون",
    "القانون",
    "نظام",
    "النظام",
    "لائحة",
    "اللائحة",
    "مرسوم",
    "luật",
    "พระราชบัญญัติ",
];
/// Words that say of what text a section is, before the name of that text.
const OF: [&str; 16] =
    ["of", "in", "des", "der", "du", "de", "del", "della", "dello", "do", "da", "dos", "van", "من", "của", "to"];
/// How the own text is pointed to.
const OWN: [&str; 22] = [
    "these",
    "this",
    "dieser",
    "diesen",
    "dieses",
    "diesem",
    "présentes",
    "présente",
    "présent",
    "presentes",
    "presente",
    "estos",
    "estas",
    "este",
    "esta",
    "questi",
    "questo",
    "deze",
    "هذه",
    "هذا",
    "nasze",
    "ourselves",
];
/// So many characters round a reference are searched for the name of another text.
const NEAR: usize = 90;

fn worded(before: &str, after: &str) -> Scope {
    let window_before = &before[before.char_indices().rev().nth(NEAR).map_or(0, |(at, _)| at)..];
    let window_after = &after[..after.char_indices().nth(NEAR).map_or(after.len(), |(at, _)| at)];
    if [window_before, window_after].iter().any(|window| words(window).any(names_a_text)) {
        return Scope::Other;
    }
    match following(after) {
        Scope::Silent if preceding(before) == Scope::Other => Scope::Other,
        scope => scope,
    }
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

/// Returns whether a word is the name of a law, or looks like an abbreviation of one: GDPR, BGB, UrhG.
fn names_a_text(word: &str) -> bool {
    let capitals = word.chars().filter(|c| c.is_uppercase()).count();
    capitals > 1 && word.chars().count() < 10 || LAWS.contains(&word.to_lowercase().as_str())
}

/// Returns what the words behind a reference say of it.
fn following(after: &str) -> Scope {
    let Some(rest) = after.strip_prefix([' ', '\u{a0}']) else { return Scope::Silent };
    let mut next = words(rest);
    let first = next.next().filter(|word| rest.starts_with(*word)).unwrap_or_default();
    if OF.contains(&first.to_lowercase().as_str()) {
        let own = next.next().is_some_and(|word| OWN.contains(&word.to_lowercase().as_str()));
        return if own { Scope::Own } else { Scope::Other };
    }
    if first.starts_with(char::is_uppercase) { Scope::Other } else { Scope::Silent }
}

/// Returns what the words before a reference say of it: behind a name it is of that.
fn preceding(before: &str) -> Scope {
    let bare = before.trim_end_matches([' ', '\u{a0}', ',']);
    if bare.len() == before.len() && !before.is_empty() && before.ends_with(char::is_alphanumeric) {
        return Scope::Other;
    }
    let start = bare
        .rfind(|c: char| !c.is_alphanumeric())
        .map_or(0, |at| at + bare[at..].chars().next().map_or(0, char::len_utf8));
    let opens = bare[..start].trim_end().chars().next_back().is_none_or(|c| ".:;!?(\n–—".contains(c));
    if bare[start..].starts_with(char::is_uppercase) && !opens { Scope::Other } else { Scope::Silent }
}
