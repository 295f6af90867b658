//! A view and the theme -> bytes; what authors wrote -> markup and plain text.
//!
//! Everything an author wrote goes one way: blocks become nodes that know what is marked in each leaf (`node`), nodes become
//! markup (`html`, `blocks`, `table`, `leaf`, `code`), and the finished piece passes the last guard (`guard`).

mod blocks;
mod code;
mod elements;
mod escape;
pub mod fill;
mod grid;
pub mod guard;
pub mod html;
mod leaf;
mod node;
mod notes;
pub mod plain;
pub mod redline;
#[cfg(test)]
mod samples;
pub mod summary;
pub mod svg;
mod table;
pub mod theme;
mod weave;
mod words;

pub use escape::escaped;
pub use words::Words;

use tera::Context;

use crate::diagnostic::{Code, Diagnostic};
use crate::page::json::{self, ChangesFile};
use crate::page::view::View;
use crate::page::{Page, Reason, Skin};
use crate::source::Place;
use theme::Theme;

/// Returns a page as HTML.
///
/// # Errors
/// Where the theme's template fails; nothing about the content does.
pub fn page(page: &Page, theme: &Theme, theme_name: &str) -> Result<Vec<u8>, Diagnostic> {
    let template = template(page);
    let fail = |error: tera::Error| {
        let place = Place::file(format!("themes/{theme_name}/templates/{template}"));
        Diagnostic::new(Code::Theme, place).arg("message", error)
    };
    let words = words(&theme.skin, page);
    let view = fill::fill(page, words);
    let mut context = Context::from_serialize(&view).map_err(fail)?;
    context.insert("frame", &page.frame);
    context.insert("s", words.entries());
    if matches!(page.view, View::Review(_)) {
        context.insert("style", &theme.style());
    }
    theme.tera.render(template, &context).map(String::into_bytes).map_err(fail)
}

/// Returns a summary as data, with its reasons (in the order of its rows) as HTML.
pub fn changes(mut file: ChangesFile, reasons: &[Reason], skin: &Skin) -> Vec<u8> {
    let words = skin.words.get(&file.language).expect("a theme is loaded for every language of the site");
    for (row, reason) in file.rows.iter_mut().flatten().zip(reasons) {
        row.reason = fill::reason_html(reason, words);
    }
    json::bytes(&file)
}

fn words<'a>(skin: &'a Skin, page: &Page) -> &'a crate::locale::Strings {
    skin.words.get(&page.lang).expect("a theme is loaded for every language of the site")
}

fn template(page: &Page) -> &'static str {
    if page.frame.is_fragment {
        return "fragment.html";
    }
    match page.view {
        View::Root(_) => "root.html",
        View::Home(_) => "home.html",
        View::Text(_) => "text.html",
        View::Changes(_) => "changes.html",
        View::Redline(_) => "redline.html",
        View::History(_) => "history.html",
        View::Review(_) => "review.html",
        View::NotFound(_) => "404.html",
    }
}
