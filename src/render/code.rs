//! Preformatted code -> markup with classes for what each piece is.

use std::sync::LazyLock;

use syntect::html::{ClassStyle, ClassedHTMLGenerator};
use syntect::parsing::SyntaxSet;
use syntect::util::LinesWithEndings;

use super::escape::escape;

static SYNTAXES: LazyLock<SyntaxSet> = LazyLock::new(SyntaxSet::load_defaults_newlines);

/// Returns code as markup, highlighted where the language is known.
pub(super) fn highlighted(text: &str, language: Option<&str>) -> String {
    language.and_then(|language| classed(text, language)).unwrap_or_else(|| {
        let mut out = String::new();
        escape(text, &mut out);
        out
    })
}

fn classed(text: &str, language: &str) -> Option<String> {
    let syntax = SYNTAXES.find_syntax_by_token(language)?;
    let style = ClassStyle::SpacedPrefixed { prefix: "k-s-" };
    let mut generator = ClassedHTMLGenerator::new_with_class_style(syntax, &SYNTAXES, style);
    let ended = if text.ends_with('\n') { text.to_owned() } else { format!("{text}\n") };
    for line in LinesWithEndings::from(&ended) {
        generator.parse_html_for_line_which_includes_newline(line).ok()?;
    }
    // Quotation marks need no escape in text; the guard would take it off.
    Some(generator.finalize().replace("&quot;", "\""))
}
