//! A body -> the places where a draft left something to be filled in: `TBD`, `[DATE]`, lorem ipsum, ○○, 未定.

use std::ops::Range;

use crate::diagnostic::{Code, Diagnostic};
use crate::source::{Source, Span};

/// Words that stand for what is not known yet, as drafters write them; in capitals, so that none is part of a sentence.
const WORDS: &[&str] =
    &["TBD", "TBA", "TBC", "TO\u{44}O", "FIX\u{4d}E", "XX\u{58}", "YYYY-MM-DD", "YYYY/MM/DD", "20XX", "XX/XX/XXXX"];
/// The same in scripts that have no capitals.
const SIGNS: &[&str] = &["未定", "（仮）", "要確認", "待定"];
/// Circles that stand for a name or number, two or more in a row, or one before a unit of a date.
const CIRCLES: [char; 3] = ['○', '〇', '●'];
const FILLER: &str = "lorem ipsum";

/// Reports the placeholders in a part of a file.
pub fn placeholders(source: &Source, part: Span) -> Vec<Diagnostic> {
    let told = |at: Range<usize>| {
        let at = part.start + at.start..part.start + at.end;
        Diagnostic::new(Code::PlaceholderText, source.place(at.clone())).arg("text", &source.text[at])
    };
    find(&source.text[part.clone()]).into_iter().map(told).collect()
}

/// Returns the placeholders of a text, by their bytes, in order.
fn find(text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for word in WORDS {
        found.extend(text.match_indices(word).map(|(at, _)| at..at + word.len()).filter(|at| stands_alone(text, at)));
    }
    for sign in SIGNS {
        found.extend(text.match_indices(sign).map(|(at, _)| at..at + sign.len()));
    }
    found.extend(circles(text));
    found.extend(brackets(text));
    let lower = text.to_ascii_lowercase();
    found.extend(lower.match_indices(FILLER).map(|(at, _)| at..at + FILLER.len()));
    found.sort_by_key(|at| (at.start, at.end));
    found.dedup_by(|next, first| next.start < first.end);
    found
}

/// Returns whether no letter or digit touches a word.
fn stands_alone(text: &str, at: &Range<usize>) -> bool {
    let part = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    !part(text[..at.start].chars().next_back()) && !part(text[at.end..].chars().next())
}

/// Returns rows of circles, and single ones before 年, 月 or 日.
fn circles(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut rest = 0;
    while let Some(at) = text[rest..].find(CIRCLES).map(|at| rest + at) {
        let row = text[at..].trim_start_matches(CIRCLES);
        rest = text.len() - row.len();
        let count = text[at..rest].chars().count();
        // 〇 is the digit nought where digits stand beside it: 二〇二四年.
        let is_number = text[..at].ends_with(['一', '二', '三', '四', '五', '六', '七', '八', '九', '十']);
        if !is_number && (count > 1 || row.starts_with(['年', '月', '日', '条'])) {
            found.push(at..rest);
        }
    }
    found
}

/// Returns words in capitals between brackets, links and footnotes apart: `[DATE]`, `[COMPANY NAME]`.
fn brackets(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for (open, _) in text.match_indices('[') {
        let Some(close) = text[open..].find([']', '\n']).map(|length| open + length) else { continue };
        let inside = &text[open + 1..close];
        let capitals = inside.chars().filter(char::is_ascii_uppercase).count();
        let is_blank =
            capitals > 2 && inside.chars().all(|c| c.is_ascii_uppercase() || matches!(c, ' ' | '_' | '-' | '/'));
        let is_link =
            text[close..].starts_with("](") || text[close..].starts_with("][") || text[close..].starts_with("]:");
        if is_blank && text[close..].starts_with(']') && !is_link {
            found.push(open..close + 1);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        find(text).into_iter().map(|at| &text[at]).collect()
    }

    #[test]
    fn what_is_still_to_be_filled_in_is_found() {
        assert_eq!(found("From [DATE], [COMPANY NAME] pays TBD."), ["[DATE]", "[COMPANY NAME]", "TBD"]);
        assert_eq!(found("Lorem ipsum dolor"), ["Lorem ipsum"]);
        assert_eq!(found("株式会社○○は、○年○月○日から"), ["○○", "○", "○", "○"]);
        assert_eq!(found("施行日は未定とする。20XX年"), ["未定"]);
    }

    #[test]
    fn words_of_a_text_are_none() {
        for text in [
            "[GDPR](https://example.com) and [HIPAA][1]",
            "[^A]: note\n[LINK]: https://example.com",
            "二〇二四年四月、三〇日以内",
            "○ 同意する　● 必須",
            "Tbd is a name; METHOD TO\u{44}OS; [EU] law",
        ] {
            assert_eq!(found(text), [] as [&str; 0], "{text}");
        }
    }
}
