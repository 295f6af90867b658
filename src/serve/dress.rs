//! A page of the site -> the same page with the bar of `serve` at its end. What `build` writes never holds it.

use std::hash::{DefaultHasher, Hash, Hasher};

use super::stage::{Shown, Stage};
use super::subject::Subject;
use super::words::Words;
use crate::locale::Date;
use crate::model::{Site, State};
use crate::pipeline::Hidden;
use crate::render::escaped;

const STYLE: &str = include_str!("serve.css");
const MARK: &str = include_str!("mark.css");

/// Returns a number that stands for the bytes of a page: a browser that has the same page need not load it again.
pub(super) fn digest(bytes: &[u8]) -> String {
    let mut hasher = DefaultHasher::new();
    bytes.hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}

/// What a page shows, for its bar.
pub(super) struct Scene<'a> {
    /// The page.
    pub(super) subject: Subject<'a>,
    /// The site as of the day that is shown; `None` where there is none.
    pub(super) site: Option<&'a Site>,
    /// The day that was asked for with the address.
    pub(super) asked: Option<Date>,
    /// Today.
    pub(super) today: Option<Date>,
    /// The revision that was asked for and that nobody may see yet.
    pub(super) hidden: Option<&'a Hidden>,
}

/// Returns a page with its bar; a fragment, which has no body of its own, as it is.
pub(super) fn dressed(page: Vec<u8>, digest: &str, shown: &Shown, stage: &Stage, scene: &Scene<'_>) -> Vec<u8> {
    let Some(at) = end_of_body(&page) else { return page };
    let bar = bar(digest, shown, stage.words(), scene);
    let mut out = Vec::with_capacity(page.len() + bar.len());
    out.extend_from_slice(&page[..at]);
    out.extend_from_slice(bar.as_bytes());
    out.extend_from_slice(&page[at..]);
    out
}

/// Returns where a page's body ends; a page may leave out the tag that ends it.
fn end_of_body(page: &[u8]) -> Option<usize> {
    let find = |tag: &[u8]| page.windows(tag.len()).rposition(|window| window.eq_ignore_ascii_case(tag));
    find(b"</body").or_else(|| find(b"<body").map(|_| page.len()))
}

/// Returns a page that holds nothing but the bar and the overlay, for a site that was never without errors.
pub(super) fn bare(shown: &Shown, stage: &Stage) -> Vec<u8> {
    let words = stage.words();
    let scene = Scene { subject: Subject::default(), site: None, asked: None, today: None, hidden: None };
    let page = format!(
        "<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"robots\" content=\"noindex\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<title>{}</title>\n</head>\n<body style=\"margin:0;min-height:100vh\">\n\
         <main><h1 style=\"margin:1rem;font:1rem system-ui,sans-serif\">{}</h1></main>\n{}</body>\n</html>\n",
        words.lang(),
        words.bar(),
        words.bar(),
        bar("", shown, words, &scene),
    );
    page.into_bytes()
}

fn bar(digest: &str, shown: &Shown, words: &Words, scene: &Scene<'_>) -> String {
    let sources: Vec<String> = scene.subject.sources.iter().map(|path| escaped(path)).collect();
    let asked = scene.asked.map(|day| day.to_string()).unwrap_or_default();
    let mut ribbon: String =
        ribbon(words, scene).iter().map(|text| format!("<p class=\"ribbon\">{}</p>", escaped(text))).collect();
    if let Some(hidden) = scene.hidden {
        ribbon.push_str(&unseen(hidden, words));
    }
    let files = sources.iter().take(1).map(|path| format!("<p class=\"file\"><code dir=\"ltr\">{path}</code></p>"));
    let (hidden, overlay) = if shown.overlay.is_empty() { (" hidden", "") } else { ("", shown.overlay.as_str()) };
    format!(
        "<style>{MARK}</style><kaitei-bar lang=\"{lang}\" dir=\"ltr\" data-build=\"{build}\" data-page=\"{digest}\" \
         data-as-of=\"{asked}\" data-sources=\"{sources}\"><template shadowrootmode=\"open\"><style>{STYLE}</style>\
         <section class=\"overlay\" aria-label=\"{errors}\"{hidden}><div class=\"sheet\"><button type=\"button\" class=\"close\">{close}</button>\
         <div class=\"errors\" role=\"alert\">{overlay}</div></div></section>\
         <section class=\"bar\" aria-label=\"{title}\"><details class=\"panel\"><summary>{summary}</summary><div class=\"lists\" tabindex=\"0\">{panel}</div></details>\
         {ribbon}{files}{form}</section></template></kaitei-bar><script src=\"/.kaitei/serve.js\"></script>\n",
        lang = words.lang(),
        build = shown.build,
        sources = sources.join("&#10;"),
        title = words.bar(),
        errors = words.errors(),
        close = words.close(),
        summary = escaped(&shown.summary),
        panel = shown.panel,
        files = files.collect::<String>(),
        form = scene.site.map(|site| form(site, scene, words)).unwrap_or_default(),
    )
}

/// Returns the input of the day.
fn form(site: &Site, scene: &Scene<'_>, words: &Words) -> String {
    let back = match scene.asked {
        Some(_) => format!("<a class=\"today\" href=\"?\">{}</a>", words.today()),
        None => String::new(),
    };
    format!(
        "<form method=\"get\"><label>{} <input type=\"date\" name=\"as-of\" value=\"{}\"></label> \
         <button type=\"submit\">{}</button>{back}</form>",
        words.day(),
        site.as_of,
        words.show(),
    )
}

/// Returns that the revision is not shown, with the way to the day on which it is.
fn unseen(hidden: &Hidden, words: &Words) -> String {
    let text = escaped(&words.hidden(&hidden.revision, hidden.announced));
    match hidden.announced {
        Some(day) => format!("<p class=\"ribbon\"><a href=\"?as-of={day}\">{text}</a></p>"),
        None => format!("<p class=\"ribbon\">{text}</p>"),
    }
}

/// Returns what a reader of the published site does not see, or not yet.
fn ribbon(words: &Words, scene: &Scene<'_>) -> Vec<String> {
    let mut said = Vec::new();
    if let (Some(site), Some(today)) = (scene.site, scene.today) {
        match site.as_of.cmp(&today) {
            std::cmp::Ordering::Greater => said.push(words.later(site.as_of)),
            std::cmp::Ordering::Less => said.push(words.earlier(site.as_of)),
            std::cmp::Ordering::Equal => {}
        }
    }
    match scene.subject.revision.map(|revision| (revision.state, revision.effective)) {
        Some((State::Draft, _)) => said.push(words.draft().to_owned()),
        Some((State::Upcoming, from)) => said.push(words.upcoming(from)),
        Some((State::Withdrawn, _)) => said.push(words.withdrawn().to_owned()),
        Some((State::InForce | State::Superseded, _)) | None => {}
    }
    if scene.subject.lists_drafts {
        said.push(words.with_drafts().to_owned());
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bar_stands_at_the_end_of_the_body() {
        for (page, at) in [
            ("<body>a</body></html>", Some(7)),
            ("<BODY>&lt;/body&gt;</BODY >", Some(19)),
            ("<body>a", Some(7)),
            ("<article>a</article>", None),
        ] {
            assert_eq!(end_of_body(page.as_bytes()), at, "{page}");
        }
    }
}
