//! `[anchors]` of `document.toml` -> what is wrong with it.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic};
use crate::model::Anchor;
use crate::source::{Place, Spanned};

/// Likeness of names (Jaro and Winkler) from which one is offered for the other.
const NEAR: f64 = 0.8;

/// Reports every name in `[anchors]` that no revision has; `known` are the anchors of all revisions, `path` the file.
pub fn unknown(
    redirects: &[(Spanned<Anchor>, Spanned<Anchor>)],
    known: &BTreeSet<Anchor>,
    path: &Arc<str>,
) -> Vec<Diagnostic> {
    let names = redirects.iter().flat_map(|(old, new)| [old, new]);
    names.filter(|name| !known.contains(&name.value)).map(|name| diagnostic(name, known, path)).collect()
}

fn diagnostic(name: &Spanned<Anchor>, known: &BTreeSet<Anchor>, path: &Arc<str>) -> Diagnostic {
    let place = Place { path: path.clone(), span: name.span.clone() };
    let likeness = |anchor: &Anchor| strsim::jaro_winkler(anchor.as_str(), name.value.as_str());
    let nearest = known.iter().max_by(|a, b| likeness(a).total_cmp(&likeness(b))).filter(|near| likeness(near) >= NEAR);
    let diagnostic = Diagnostic::new(Code::UnknownAnchor, place).arg("anchor", &name.value);
    match nearest {
        Some(near) => diagnostic.arg("near", near).help("near"),
        None => diagnostic,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_no_revision_has_are_reported() {
        let anchor = |name: &str| Anchor::new(name).expect("a good name");
        let known: BTreeSet<Anchor> = ["article-3", "article-12", "fees"].map(anchor).into();
        let spanned = |name: &str, at: usize| Spanned::new(anchor(name), at..at + 1);
        let redirects = [(spanned("artcle-12", 1), spanned("fees", 2)), (spanned("article-3", 3), spanned("zzz", 4))];
        let found = unknown(&redirects, &known, &"content/terms/document.toml".into());
        let told: Vec<_> = found.iter().map(|one| (one.place.span.start, one.help, one.args.last())).collect();
        let arg = |name, value: &str| (name, value.to_owned());
        assert_eq!(
            told,
            [(1, Some("near"), Some(&arg("near", "article-12"))), (4, Some(""), Some(&arg("anchor", "zzz")))]
        );
    }
}
