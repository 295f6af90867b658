//! Classes of characters that the Markdown of scripts without spaces turns on.

/// Returns whether a character belongs to a script written without spaces or to its full-width punctuation: Han, kana,
/// Bopomofo, full-width forms. Hangul does not, since Korean puts spaces between words.
pub(super) fn is_wide(c: char) -> bool {
    matches!(c,
        '\u{2e80}'..='\u{312f}' | '\u{31a0}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
        | '\u{fe10}'..='\u{fe1f}' | '\u{fe30}'..='\u{fe4f}' | '\u{ff01}'..='\u{ff9f}' | '\u{ffe0}'..='\u{ffe6}'
        | '\u{1b000}'..='\u{1b16f}' | '\u{20000}'..='\u{3ffff}')
}

/// Returns whether a character is punctuation that is wide beside wide characters and narrow beside Latin ones.
pub(super) fn is_ambiguous(c: char) -> bool {
    matches!(c, '‘' | '’' | '“' | '”' | '—' | '―' | '…' | '‥' | '·' | '※')
}

/// Returns whether a character is punctuation of CJK text, three bytes long in UTF-8.
pub(super) fn is_cjk_punctuation(c: char) -> bool {
    matches!(c,
        '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{205e}' | '\u{3001}'..='\u{3004}' | '\u{3008}'..='\u{3020}'
        | '\u{3030}' | '\u{303d}' | '\u{30a0}' | '\u{30fb}' | '\u{fe10}'..='\u{fe19}' | '\u{fe30}'..='\u{fe6f}'
        | '\u{ff01}'..='\u{ff0f}' | '\u{ff1a}'..='\u{ff20}' | '\u{ff3b}'..='\u{ff40}' | '\u{ff5b}'..='\u{ff65}'
        | '\u{ffe0}'..='\u{ffe6}')
}

/// Returns whether a character opens a bracket or quotation.
pub(super) fn opens(c: char) -> bool {
    "([{<（［｛＜「『【〔〖〘〚《〈“‘｢｟〝".contains(c)
}

/// Returns whether a character closes a bracket, quotation, sentence or part of one.
pub(super) fn closes(c: char) -> bool {
    ")]}>）］｝＞」』】〕〗〙〛》〉”’｣｠〟、。，．！？：；｡､,.!?:;".contains(c)
}
