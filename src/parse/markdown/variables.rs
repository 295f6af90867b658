//! A body -> the variables in it: `{{ name }}`.

use std::ops::Range;

use memchr::memmem::Finder;

/// A place where a variable is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Variable {
    /// The bytes of the body, braces included.
    pub(super) range: Range<usize>,
    /// The name.
    pub(super) name: String,
}

/// Returns every `{{ name }}` of a body in order, whether it stands in text or in code; a backslash before it makes it text.
pub(super) fn find(text: &str) -> Vec<Variable> {
    let mut found: Vec<Variable> = Vec::new();
    for at in Finder::new("{{").find_iter(text.as_bytes()) {
        let free = found.last().is_none_or(|last| last.range.end <= at);
        if free && !text[..at].ends_with('\\') {
            found.extend(variable(text, at));
        }
    }
    found
}

fn variable(text: &str, at: usize) -> Option<Variable> {
    let inner = text[at + 2..].trim_start_matches([' ', '\t']);
    let length = inner.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '-')).unwrap_or(inner.len());
    let name = &inner[..length];
    let rest = inner[length..].trim_start_matches([' ', '\t']).strip_prefix("}}")?;
    let begins = name.starts_with(|c: char| c.is_alphabetic() || c == '_');
    begins.then(|| Variable { range: at..text.len() - rest.len(), name: name.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_variable_is_a_name_in_double_braces() {
        let names = |text| find(text).into_iter().map(|variable| (variable.range, variable.name)).collect::<Vec<_>>();
        assert_eq!(names("{{a_b-1}} {{ c }}"), [(0..9, "a_b-1".to_owned()), (10..17, "c".to_owned())]);
        assert_eq!(names(r"{{ 1 }} {{ a b }} \{{ a }} {% a %} {{"), []);
        assert_eq!(names("{{会社名}}"), [(0..13, "会社名".to_owned())]);
        assert_eq!(names("{{{a}}}"), []);
    }
}
