//! A revision -> one file for whoever approves it: nothing lies beside it, nothing is requested.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;

use super::diff::{self, DiffError};
use super::load::Loaded;
use super::render;
use crate::diagnostic::Diagnostic;
use crate::locale::{Date, Lang};
use crate::model::{Document, Revision};
use crate::page::{self, Aspect, PageId, address};
use crate::tree::{Tree, Unreadable};

/// Why there is no file.
#[derive(Debug)]
pub enum ReviewError {
    /// A name that stands for nothing.
    Unknown(DiffError),
    /// A file cannot be read.
    Unreadable(Unreadable),
    /// The theme is wrong.
    Theme(Diagnostic),
}

impl From<Unreadable> for ReviewError {
    fn from(error: Unreadable) -> Self {
        Self::Unreadable(error)
    }
}

/// Returns the document and the revision that are meant: of no name, the revision that is being written (a draft, or one not yet
/// announced), else the newest that stands.
///
/// # Errors
/// Where a name stands for nothing.
pub fn chosen<'a>(
    loaded: &'a Loaded,
    document: &str,
    revision: Option<&str>,
    today: Date,
) -> Result<(&'a Document, &'a Revision), ReviewError> {
    let document = diff::document(&loaded.site, document).map_err(ReviewError::Unknown)?;
    let stands = |revision: &&Revision| revision.withdrawn.is_none();
    let newest = |is: &dyn Fn(&Revision) -> bool| document.revisions.iter().rev().filter(stands).find(|one| is(one));
    let revision = match revision {
        Some(id) => Some(&document.revisions[diff::revision(document, id).map_err(ReviewError::Unknown)?]),
        None => newest(&|one| one.draft || one.announced > today).or_else(|| newest(&|_| true)),
    };
    Ok((document, revision.unwrap_or(&document.revisions[document.current])))
}

/// Returns the file of a revision of a document, in a language of the site; without one in the language that governs it.
///
/// # Errors
/// Where a name stands for nothing, a file cannot be read, or the theme's template fails.
pub fn review(
    tree: &Tree,
    loaded: &Loaded,
    document: &str,
    revision: &str,
    lang: Option<&Lang>,
) -> Result<Vec<u8>, ReviewError> {
    let document = diff::document(&loaded.site, document).map_err(ReviewError::Unknown)?;
    let index = diff::revision(document, revision).map_err(ReviewError::Unknown)?;
    let languages = &loaded.site.config.languages;
    let lang = lang.unwrap_or(&document.revisions[index].governing);
    let known = || languages.iter().map(Lang::to_string).collect();
    let listed = languages.iter().find(|listed| *listed == lang);
    let lang = listed.ok_or_else(|| ReviewError::Unknown(DiffError::unknown("language", lang.as_str(), known())))?;
    let at = loaded.site.documents.iter().position(|other| other.id == document.id).expect("it was found there");
    let texts = render::texts(tree, loaded, document)?;
    let pair = page::pair(document, &PageId::Changes(at, index, lang.clone(), Aspect::Summary));
    let comparison = pair.map(|pair| render::compared(document, &texts, &pair).comparison);
    let page = page::review(&loaded.site, &loaded.theme.skin, &texts, comparison.as_ref(), (at, index, lang));
    let name = &loaded.site.config.theme;
    let html = crate::render::page(page, &loaded.theme, name).map_err(ReviewError::Theme)?;
    Ok(with_pictures(tree, loaded, document, String::from_utf8_lossy(&html).into_owned())?.into_bytes())
}

/// Puts the pictures of a document into a page, in place of their addresses.
fn with_pictures(tree: &Tree, loaded: &Loaded, document: &Document, mut html: String) -> Result<String, Unreadable> {
    for revision in &document.revisions {
        for asset in &revision.assets {
            let Some(media) = media_type(&asset.name) else { continue };
            for lang in &loaded.site.config.languages {
                let address = address::asset(lang, &document.id, &revision.id, &asset.name);
                let written = format!("src=\"{}\"", address.absolute(&loaded.site.config.base_url));
                if html.contains(&written) {
                    let read = (tree.reader)(&asset.path);
                    let bytes = read.map_err(|cause| Unreadable { path: asset.path.clone(), cause })?;
                    let bytes = if media == "image/svg+xml" { crate::render::svg::clean(&bytes) } else { bytes };
                    html = html.replace(&written, &format!("src=\"data:{media};base64,{}\"", BASE64.encode(&bytes)));
                }
            }
        }
    }
    Ok(html)
}

/// Returns the media type of a picture by its name.
fn media_type(name: &str) -> Option<&'static str> {
    let (_, ending) = name.rsplit_once('.')?;
    Some(match ending.to_ascii_lowercase().as_str() {
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "avif" => "image/avif",
        _ => return None,
    })
}
