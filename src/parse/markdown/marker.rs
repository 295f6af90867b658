//! List markers as written -> labels.

use crate::model::{Label, LabelKind, LabelStyle};

/// The canonical bullet, whichever of `-`, `*` and `+` is typed.
const BULLET: &str = "•";

/// Returns the label of a Markdown list item that begins with its marker.
pub(super) fn of_markdown(item: &str) -> Label {
    let digits = item.find(|c: char| !c.is_ascii_digit()).unwrap_or(item.len());
    let Some(end) = item[digits..].chars().next().filter(|_| digits > 0) else { return bullet() };
    let style = if end == ')' { LabelStyle::ArabicHalfParenthesis } else { LabelStyle::Arabic };
    label(item[..digits + end.len_utf8()].to_owned(), style, item[..digits].parse().unwrap_or(u32::MAX))
}

/// Returns the label of a bulleted item.
pub(super) fn bullet() -> Label {
    Label { printed: BULLET.to_owned(), kind: LabelKind::Bare, style: LabelStyle::Bullet, number: Vec::new() }
}

/// Returns the label that a browser prints before an item of an HTML list numbered in a style (`<ol type>`).
pub(super) fn numbered(style: LabelStyle, number: u32) -> Label {
    let printed = match style {
        LabelStyle::Lower => letters(number, b'a'),
        LabelStyle::Upper => letters(number, b'A'),
        LabelStyle::RomanLower => roman(number).to_lowercase(),
        LabelStyle::RomanUpper => roman(number),
        _ => number.to_string(),
    };
    label(format!("{printed}."), style, number)
}

fn label(printed: String, style: LabelStyle, number: u32) -> Label {
    Label { printed, kind: LabelKind::Bare, style, number: vec![number] }
}

/// Counts a, b … z, aa, ab …
fn letters(number: u32, first: u8) -> String {
    let mut rest = number;
    let mut reversed = Vec::new();
    while rest > 0 {
        rest -= 1;
        reversed.push(char::from(first + (rest % 26) as u8));
        rest /= 26;
    }
    if reversed.is_empty() { number.to_string() } else { reversed.into_iter().rev().collect() }
}

fn roman(number: u32) -> String {
    const VALUES: [(u32, &str); 13] = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    if !(1..4000).contains(&number) {
        return number.to_string();
    }
    let mut rest = number;
    let mut out = String::new();
    for (value, sign) in VALUES {
        while rest >= value {
            out.push_str(sign);
            rest -= value;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_marker_is_printed_as_written() {
        let printed = |item| of_markdown(item).printed;
        assert_eq!((printed("07. x"), printed("3) x"), printed("* x")), ("07.".into(), "3)".into(), "•".into()));
        assert_eq!(of_markdown("999999999. x").number, [999_999_999]);
    }

    #[test]
    fn html_lists_count_in_their_style() {
        let printed = |style, number| numbered(style, number).printed;
        assert_eq!(printed(LabelStyle::Lower, 28), "ab.");
        assert_eq!(printed(LabelStyle::RomanUpper, 1994), "MCMXCIV.");
        assert_eq!(printed(LabelStyle::RomanLower, 0), "0.");
    }
}
