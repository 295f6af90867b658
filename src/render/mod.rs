//! A view and the theme -> bytes; what authors wrote -> markup and plain text.
//!
//! Everything an author wrote goes one way: blocks become nodes that know what is marked in each leaf (`node`), nodes become
//! markup (`html`, `blocks`, `table`, `leaf`, `code`), and the finished piece passes the last guard (`guard`).

mod bilingual;
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

use tera::{Context, Value};

use crate::diagnostic::{Code, Diagnostic};
use crate::locale::{Lang, Strings};
use crate::page::json::{self, ChangesFile};
use crate::page::view::View;
use crate::page::{Page, Reason, Skin};
use crate::source::Place;
use theme::Theme;

/// Returns a page as HTML.
///
/// # Errors
/// Where the theme's template fails; nothing about the content does.
pub fn page(mut page: Page, theme: &Theme, theme_name: &str) -> Result<Vec<u8>, Diagnostic> {
    let template = template(&page);
    let fail = |error: tera::Error| {
        let place = Place::file(format!("themes/{theme_name}/templates/{template}"));
        Diagnostic::new(Code::Theme, place).arg("message", error)
    };
    let words = words(&theme.skin, &page.lang);
    fill::fill(&mut page, words);
    let mut context = Context::from_serialize(&page.view).map_err(fail)?;
    context.insert_value("frame", Value::try_from_serializable(&page.frame).map_err(fail)?);
    context.insert_value("s", theme.words[&page.lang].clone());
    if matches!(page.view, View::Review(_)) {
        context.insert("style", &theme.style());
    }
    let mut out = Vec::with_capacity(written(&page.view) + FRAME);
    theme.tera.render_to(template, &context, &mut out).map_err(fail)?;
    Ok(out)
}

/// About as many bytes as a template writes round what is in the view.
const FRAME: usize = 12 << 10;

/// Returns how much markup a view brings.
fn written(view: &View) -> usize {
    let length = |html: &Option<String>| html.as_ref().map_or(0, String::len);
    match view {
        View::Text(view) => view.body_html.len(),
        View::Redline(view) => view.body_html.len(),
        View::Bilingual(view) => view.body_html.len(),
        View::Changes(view) => view
            .rows
            .iter()
            .map(|row| length(&row.before_html) + length(&row.after_html) + length(&row.reason_html))
            .sum(),
        _ => 0,
    }
}

/// Returns a summary as data, with its reasons (in the order of its rows) as HTML.
pub fn changes(mut file: ChangesFile, reasons: &[Reason], skin: &Skin) -> Vec<u8> {
    let words = words(skin, &file.language);
    for (row, reason) in file.rows.iter_mut().flatten().zip(reasons) {
        row.reason = fill::reason_html(reason, words);
    }
    json::bytes(&file)
}

fn words<'a>(skin: &'a Skin, lang: &Lang) -> &'a Strings {
    skin.words.get(lang).expect("a theme is loaded for every language of the site")
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
        View::Bilingual(_) => "bilingual.html",
        View::Review(_) => "review.html",
        View::NotFound(_) => "404.html",
    }
}
