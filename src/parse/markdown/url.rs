//! Addresses of links and images -> those that a page may carry.

/// Returns an address without the white space and control characters that browsers skip, where its scheme is allowed: `http`,
/// `https`, `mailto` and `tel`, or none (an address within the site).
pub(super) fn allowed(address: &str) -> Option<String> {
    let trimmed = address.trim_matches(|c: char| c.is_whitespace() || c.is_control());
    let cleaned: String = trimmed.chars().filter(|c| !c.is_control()).collect();
    let is_allowed = scheme(&cleaned)
        .is_none_or(|scheme| ["http", "https", "mailto", "tel"].iter().any(|known| scheme.eq_ignore_ascii_case(known)));
    is_allowed.then_some(cleaned)
}

/// Returns what stands before the first colon, if that is no part of a path, query or fragment. White space in it is skipped, as
/// careless readers do.
fn scheme(address: &str) -> Option<String> {
    let end = address.find([':', '/', '?', '#']).filter(|at| address[*at..].starts_with(':'))?;
    let scheme: String = address[..end].chars().filter(|c| !c.is_whitespace() && !is_invisible(*c)).collect();
    let is_scheme = |c: char| c.is_ascii_alphanumeric() || "+-.".contains(c);
    (scheme.starts_with(|c: char| c.is_ascii_alphabetic()) && scheme.chars().all(is_scheme)).then_some(scheme)
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2064}' | '\u{feff}' | '\u{fffd}')
}

#[cfg(test)]
mod tests {
    use super::allowed;

    #[test]
    fn schemes_are_on_a_list() {
        for address in [
            "https://a.example/b",
            "HTTP://a",
            "mailto:a@b.example",
            "tel:+81",
            "privacy#s1",
            "../a:b",
            "#:",
            "",
            "第1条:a",
        ] {
            assert_eq!(allowed(address).as_deref(), Some(address));
        }
        for address in [
            "javascript:a",
            " jAva\tscript\n:a",
            "java\u{0}script:a",
            "data:,a",
            "file:///a",
            "vbscript:a",
            "java\u{200b}script:a",
            "x:",
        ] {
            assert_eq!(allowed(address), None, "{address:?}");
        }
        assert_eq!(allowed(" https://a.ex\nample ").as_deref(), Some("https://a.example"));
    }
}
