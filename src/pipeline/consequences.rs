//! Everything that was found -> what is worth telling: without what merely follows from a line that could not be read.
//!
//! A date that is mistyped is no date, so its revision seems to lack one; told of both, an author would mend the wrong one.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic};

/// That a line of the front matter, or a file, is not understood.
const CAUSES: [Code; 9] = [
    Code::EmptyFile,
    Code::MissingKey,
    Code::Syntax,
    Code::UnclosedFrontMatter,
    Code::UnknownKey,
    Code::UnknownSection,
    Code::WrongDate,
    Code::WrongType,
    Code::WrongValue,
];

/// That something is not stated.
const LACKS: [Code; 5] =
    [Code::MissingReason, Code::NoEffectiveDate, Code::NoNotice, Code::ShortNotice, Code::UnequalStructure];

/// Takes out that a whole file lacks something, where lines of that file are not understood.
pub(super) fn drop_consequences(found: &mut Vec<Diagnostic>) {
    let causes = found.iter().filter(|one| CAUSES.contains(&one.code));
    let misread: BTreeSet<Arc<str>> = causes.map(|one| one.place.path.clone()).collect();
    let follows =
        |one: &Diagnostic| LACKS.contains(&one.code) && one.place.span == (0..0) && misread.contains(&one.place.path);
    found.retain(|one| !follows(one));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Place;

    #[test]
    fn what_follows_from_a_misread_line_is_not_told() {
        let whole = |code, path: &str| Diagnostic::new(code, Place::file(path));
        let part = |code, path: &str| Diagnostic::new(code, Place { path: path.into(), span: 3..5 });
        let mut found = vec![
            whole(Code::ShortNotice, "a.md"),
            part(Code::WrongDate, "a.md"),
            part(Code::AnnouncedLate, "a.md"),
            part(Code::ShortNotice, "a.md"),
            whole(Code::ShortNotice, "b.md"),
        ];
        let kept = found[1..].to_vec();
        drop_consequences(&mut found);
        assert_eq!(found, kept);
    }
}
