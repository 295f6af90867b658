//! Bytes into a source text; what is not UTF-8 is told with the encoding that it probably is in.

use memchr::{memchr, memchr_iter};

use encoding_rs::{BIG5, EUC_JP, EUC_KR, Encoding, GBK, ISO_2022_JP, SHIFT_JIS, UTF_16BE, UTF_16LE, WINDOWS_1252};

use crate::diagnostic::{Code, Diagnostic};
use crate::source::{Place, Source};

/// Returns the source of a file's bytes, or the diagnostic that says from which byte on (0-based) it is not UTF-8.
pub fn decode(path: &str, bytes: &[u8]) -> Result<Source, Diagnostic> {
    let offset = match std::str::from_utf8(bytes) {
        Ok(text) => match first_sign_of_another_encoding(bytes) {
            None => return Ok(Source::new(path, text)),
            Some(offset) => offset,
        },
        Err(error) => error.valid_up_to(),
    };
    let line = bytes[..offset].iter().filter(|byte| **byte == b'\n').count() + 1;
    let diagnostic = Diagnostic::new(Code::InvalidUtf8, Place::file(path)).arg("offset", offset).arg("line", line);
    Err(match probable_encoding(bytes) {
        Some(encoding) => diagnostic.arg("encoding", encoding.name()).help("encoding"),
        None => diagnostic,
    })
}

/// UTF-16 of Latin text and ISO-2022-JP consist of bytes below 0x80 and so would pass for UTF-8.
fn first_sign_of_another_encoding(bytes: &[u8]) -> Option<usize> {
    let is_shift = |at: &usize| matches!(&bytes[*at..], [_, b'$', b'B' | b'@', ..]);
    memchr(0, bytes).or_else(|| memchr_iter(0x1b, bytes).find(is_shift))
}

fn probable_encoding(bytes: &[u8]) -> Option<&'static Encoding> {
    let marked = Encoding::for_bom(bytes).map(|(encoding, _)| encoding);
    let nuls = |parity| bytes.iter().skip(parity).step_by(2).filter(|byte| **byte == 0).count() * 5 > bytes.len();
    if let Some(encoding) = marked.filter(|encoding| *encoding != encoding_rs::UTF_8) {
        return Some(encoding);
    }
    if bytes.contains(&0) {
        return if nuls(1) { Some(UTF_16LE) } else { nuls(0).then_some(UTF_16BE) };
    }
    let reads = |encoding: &'static Encoding, is_its_text: fn(&str) -> bool| {
        encoding.decode_without_bom_handling_and_without_replacement(bytes).is_some_and(|text| is_its_text(&text))
    };
    if let Some(encoding) = [ISO_2022_JP, SHIFT_JIS, EUC_JP].into_iter().find(|encoding| reads(encoding, is_japanese)) {
        return Some(encoding);
    }
    if !stand_alone(bytes) {
        if reads(EUC_KR, |text| mostly(text, is_hangul)) {
            return Some(EUC_KR);
        }
        if let Some(encoding) = [GBK, BIG5].into_iter().find(|encoding| reads(encoding, |text| mostly(text, is_han))) {
            return Some(encoding);
        }
    }
    reads(WINDOWS_1252, |text| mostly(text, is_western)).then_some(WINDOWS_1252)
}

/// Whether most bytes above 0x7f stand among ASCII, as the accented letters of one-byte encodings do.
fn stand_alone(bytes: &[u8]) -> bool {
    let runs = || bytes.chunk_by(|a, b| a.is_ascii() == b.is_ascii()).filter(|run| !run[0].is_ascii());
    runs().filter(|run| run.len() == 1).count() * 2 > runs().count()
}

/// Whether most of a text's characters outside ASCII are of a kind.
fn mostly(text: &str, kind: fn(char) -> bool) -> bool {
    let foreign = text.chars().filter(|c| !c.is_ascii()).count();
    foreign > 0 && text.chars().filter(|c| !c.is_ascii() && kind(*c)).count() * 10 >= foreign * 6
}

fn is_japanese(text: &str) -> bool {
    text.contains(is_kana) && mostly(text, |c| is_kana(c) || is_han(c))
}

fn is_kana(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{30ff}')
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}' | '\u{3000}'..='\u{303f}' | '\u{ff01}'..='\u{ff5e}')
}

fn is_hangul(c: char) -> bool {
    matches!(c, '\u{ac00}'..='\u{d7a3}')
}

fn is_western(c: char) -> bool {
    c.is_alphabetic() || "–—‘’“”„…€£§©®°«»".contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], expected: &str) {
        let found = match decode("a.md", bytes) {
            Ok(source) => format!("text {}", source.text),
            Err(diagnostic) => diagnostic.args.iter().map(|(_, value)| value.as_str()).collect::<Vec<_>>().join(" "),
        };
        assert_eq!(found, expected);
    }

    #[test]
    fn names_the_encoding_it_probably_is() {
        let text = "a\nこの規約は、利用者と当社の間の条件を定めます。";
        check(text.as_bytes(), &format!("text {text}"));
        for encoding in [SHIFT_JIS, EUC_JP] {
            check(&encoding.encode(text).0, &format!("2 2 {}", encoding.name()));
        }
        check(&ISO_2022_JP.encode(text).0, "2 2 ISO-2022-JP");
        check(&EUC_KR.encode("이 약관은 이용자와 회사의 조건을 정합니다.").0, "0 1 EUC-KR");
        check(&GBK.encode("本条款规定用户与公司之间的条件。").0, "0 1 GBK");
        check(&WINDOWS_1252.encode("Règles d’utilisation").0, "1 1 windows-1252");
        let utf16: Vec<u8> = "a = 1".encode_utf16().flat_map(u16::to_le_bytes).collect();
        check(&utf16, "1 1 UTF-16LE");
        check(&[&[0xff, 0xfe], utf16.as_slice()].concat(), "0 1 UTF-16LE");
        check(b"ok\xff\xff", "2 1 windows-1252");
    }
}
