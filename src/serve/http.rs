//! Requests -> pages, and the stream of events.

use std::convert::Infallible;
use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{self, HeaderName, HeaderValue};
use axum::http::{Method, StatusCode, Uri};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use percent_encoding::percent_decode_str;

use super::dress::{self, Scene};
use super::stage::{Shown, Stage};
use super::subject::subject;
use crate::locale::Date;
use crate::page::{Address, PageId, address};
use crate::pipeline::{Hidden, Loaded, RenderError, Whole};
use crate::tree::Unreadable;

const SCRIPT: &str = include_str!("serve.js");
/// Names the page without its bar, so that a browser knows whether it has changed.
const PAGE: HeaderName = HeaderName::from_static("x-kaitei-page");
const ROBOTS: HeaderName = HeaderName::from_static("x-robots-tag");
/// How often a silent stream says that it is still there.
const ALIVE: Duration = Duration::from_secs(15);

/// What every request needs.
#[derive(Clone)]
struct Desk {
    stage: Arc<Stage>,
    /// Whether only this machine may ask.
    loopback: bool,
}

/// Answers requests until the process is told to end; `told` is called when the first can come.
pub(super) fn serve(listener: TcpListener, stage: Arc<Stage>, loopback: bool, told: impl Fn()) -> std::io::Result<()> {
    listener.set_nonblocking(true)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let served = runtime.block_on(async {
        let listener = tokio::net::TcpListener::from_std(listener)?;
        let end = end()?;
        let router = Router::new().fallback(answer).with_state(Desk { stage, loopback });
        told();
        tokio::select! {
            served = axum::serve(listener, router) => served,
            () = end => Ok(()),
        }
    });
    // A page that is still being rendered is waited for by nobody.
    runtime.shutdown_background();
    served
}

/// Returns what waits for Ctrl-C, or for the request to end that systems send to services.
#[cfg(unix)]
fn end() -> std::io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => (),
            _ = terminate.recv() => (),
        }
    })
}

#[cfg(not(unix))]
fn end() -> std::io::Result<impl Future<Output = ()>> {
    Ok(async {
        // Where the signal cannot be waited for, it ends the process by itself.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    })
}

async fn answer(State(desk): State<Desk>, request: Request) -> Response {
    if desk.loopback && !is_own(&request) {
        return plain(StatusCode::FORBIDDEN, "this site is served to this machine only");
    }
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return plain(StatusCode::METHOD_NOT_ALLOWED, "this server only shows pages");
    }
    let uri = request.uri().clone();
    match uri.path() {
        "/.kaitei/live" => live(&desk.stage).into_response(),
        // Browsers ask for it by themselves, and complain.
        "/favicon.ico" => finished(StatusCode::NO_CONTENT, "image/x-icon", Vec::new()),
        "/.kaitei/serve.js" => finished(StatusCode::OK, "text/javascript; charset=utf-8", SCRIPT.as_bytes().to_vec()),
        _ => {
            let made = tokio::task::spawn_blocking(move || page(&desk.stage, &uri)).await;
            made.unwrap_or_else(|_| {
                plain(StatusCode::INTERNAL_SERVER_ERROR, "kaitei failed on this page; please report it")
            })
        }
    }
}

/// Returns whether a request was meant for this machine: a page elsewhere may have its own name lead here
/// (DNS rebinding), and must not read drafts.
fn is_own(request: &Request) -> bool {
    let header = request.headers().get(header::HOST).and_then(|host| host.to_str().ok());
    let Some(host) = header.or_else(|| request.uri().authority().map(|authority| authority.as_str())) else {
        return false;
    };
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    name.eq_ignore_ascii_case("localhost") || name.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

/// Returns the stream of states: the one that is, then each that comes.
fn live(stage: &Stage) -> impl IntoResponse + use<> {
    let mut follow = stage.follow();
    follow.mark_changed();
    let events = stream::unfold(follow, |mut follow| async move {
        follow.changed().await.ok()?;
        let state = follow.borrow_and_update().clone();
        Some((Ok::<_, Infallible>(Event::default().id(state.build.to_string()).data(state.event())), follow))
    });
    Sse::new(events).keep_alive(KeepAlive::new().interval(ALIVE))
}

fn page(stage: &Stage, uri: &Uri) -> Response {
    let Some(address) = wanted(uri.path()) else {
        return plain(StatusCode::BAD_REQUEST, "this is no address of a site");
    };
    let shown = stage.shown();
    let Some(usual) = shown.whole.clone() else {
        return html(StatusCode::INTERNAL_SERVER_ERROR, "", dress::bare(&shown, stage));
    };
    let asked = uri.query().and_then(as_of);
    let whole = match asked.map(|day| stage.on(day)) {
        None => usual,
        Some(Ok(Some(whole))) => whole,
        Some(Ok(None)) => usual,
        Some(Err(unreadable)) => return unread(&unreadable),
    };
    if !exists(&whole, &address) && exists(&whole, &directory(&address)) {
        return moved(uri);
    }
    if exists(&whole, &address) {
        return made(stage, (&shown, &whole), &address, asked, None);
    }
    let mut response = made(stage, (&shown, &whole), &address::not_found(), asked, hidden(&whole, &address));
    *response.status_mut() = StatusCode::NOT_FOUND;
    response
}

fn exists(whole: &Whole, address: &Address) -> bool {
    whole.loaded.plan.outputs.contains_key(address) || whole.loaded.theme.assets.contains_key(&address.file_path())
}

/// Returns the revision at whose address nothing is shown yet.
fn hidden<'a>(whole: &'a Whole, address: &Address) -> Option<&'a Hidden> {
    let Loaded { site, hidden, .. } = &whole.loaded;
    let is_at = |hidden: &&Hidden| {
        let at = |lang| address::dated(lang, &hidden.document, &hidden.revision);
        site.config.languages.iter().any(|lang| directory(address).as_str().starts_with(at(lang).as_str()))
    };
    hidden.iter().find(is_at)
}

/// Makes what lies at an address where something does.
fn made(
    stage: &Stage,
    (shown, whole): (&Shown, &Whole),
    address: &Address,
    asked: Option<Date>,
    hidden: Option<&Hidden>,
) -> Response {
    let site = &whole.loaded.site;
    let today = stage.today(whole);
    let id = whole.loaded.plan.outputs.get(address);
    let subject = |id: Option<&PageId>| id.map(|id| subject(site, id)).unwrap_or_default();
    let scene = Scene { subject: subject(id), site: Some(site), asked, today: Some(today), hidden };
    // What a translation does not follow yet is a matter of the workshop: the published page does not have it.
    let page = whole.for_translators(address).unwrap_or_else(|| whole.page(address).expect("it exists"));
    let made = match page {
        Ok(made) => made,
        Err(RenderError::Unreadable(unreadable)) => return unread(&unreadable),
        Err(RenderError::Theme(found)) => {
            let failing = stage.failing(shown, &found);
            return html(StatusCode::INTERNAL_SERVER_ERROR, "", dress::bare(&failing, stage));
        }
        Err(RenderError::Put(never)) => match never {},
    };
    match content_type(&made.path) {
        HTML => {
            let digest = dress::digest(&made.bytes);
            html(StatusCode::OK, &digest, dress::dressed(made.bytes, &digest, shown, stage, &scene))
        }
        kind => finished(StatusCode::OK, kind, made.bytes),
    }
}

/// Returns the address that a path asks for; `None` where it would lead out of the site or is no text.
fn wanted(path: &str) -> Option<Address> {
    let path = path.strip_prefix('/')?;
    let names: Vec<String> = path.split('/').map(name).collect::<Option<_>>()?;
    let (last, folders) = names.split_last()?;
    if folders.iter().any(String::is_empty) {
        return None;
    }
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    Some(if last.is_empty() { Address::directory(&names) } else { Address::file(&names) })
}

/// Returns one name of a path, decoded.
fn name(encoded: &str) -> Option<String> {
    let name = percent_decode_str(encoded).decode_utf8().ok()?.into_owned();
    let leads_on = name.contains(['/', '\\', '\0']) || matches!(name.as_str(), "." | "..");
    (!leads_on).then_some(name)
}

/// Returns the address of the directory of the same name.
fn directory(address: &Address) -> Address {
    Address::directory(&[&address.file_path()])
}

fn as_of(query: &str) -> Option<Date> {
    query.split('&').find_map(|pair| pair.strip_prefix("as-of="))?.parse().ok()
}

fn moved(uri: &Uri) -> Response {
    let query = uri.query().map(|query| format!("?{query}")).unwrap_or_default();
    let to = format!("{}/{query}", uri.path());
    let mut response = plain(StatusCode::PERMANENT_REDIRECT, &to);
    // A path of a request is ASCII already.
    if let Ok(to) = HeaderValue::from_str(&to) {
        response.headers_mut().insert(header::LOCATION, to);
    }
    response
}

const HTML: &str = "text/html; charset=utf-8";

/// Returns the media type of a file of the site (RFC 6838) by its name.
fn content_type(path: &str) -> &'static str {
    let ending =
        path.rsplit('/').next().and_then(|name| name.rsplit_once('.')).map(|(_, ending)| ending.to_ascii_lowercase());
    match ending.as_deref() {
        Some("html") => HTML,
        Some("css") => "text/css; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("json") => "application/json",
        Some("md") => "text/markdown; charset=utf-8",
        Some("txt") => "text/plain; charset=utf-8",
        Some("xml") => "application/xml",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("jpg" | "jpeg") => "image/jpeg",
        Some("gif") => "image/gif",
        Some("webp") => "image/webp",
        Some("avif") => "image/avif",
        Some("ico") => "image/x-icon",
        Some("pdf") => "application/pdf",
        Some("woff2") => "font/woff2",
        Some("woff") => "font/woff",
        Some("ttf") => "font/ttf",
        Some("otf") => "font/otf",
        _ => "application/octet-stream",
    }
}

fn plain(status: StatusCode, text: &str) -> Response {
    finished(status, "text/plain; charset=utf-8", format!("{text}\n").into_bytes())
}

fn unread(unreadable: &Unreadable) -> Response {
    plain(StatusCode::INTERNAL_SERVER_ERROR, &unreadable.to_string())
}

fn html(status: StatusCode, digest: &str, page: Vec<u8>) -> Response {
    let mut response = finished(status, HTML, page);
    if let Ok(digest) = HeaderValue::from_str(digest) {
        response.headers_mut().insert(PAGE, digest);
    }
    response
}

/// Returns a response that no browser keeps, guesses about, or lists.
fn finished(status: StatusCode, kind: &'static str, bytes: Vec<u8>) -> Response {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (ROBOTS, HeaderValue::from_static("noindex")),
    ];
    (status, headers, Body::from(bytes)).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_leads_to_an_address_or_nowhere() {
        let check = |path: &str, expected: Option<&str>| {
            assert_eq!(wanted(path).as_ref().map(Address::as_str), expected, "{path}");
        };
        check("/", Some(""));
        check("/ja/privacy/", Some("ja/privacy/"));
        check("/ja/privacy", Some("ja/privacy"));
        check("/ja/%E8%A6%8F%E7%B4%84/", Some("ja/%E8%A6%8F%E7%B4%84/"));
        check("/ja/%e3%81%8b%e3%82%99", Some("ja/%E3%81%8C"));
        for path in
            ["/..", "/ja/../../etc/passwd", "/%2e%2e/x", "/a%2f..%2fb", "/a%5Cb", "//etc/passwd", "/%ff", "/a%00", ""]
        {
            check(path, None);
        }
    }

    #[test]
    fn only_this_machine_is_answered() {
        let check = |host: &str, expected: bool| {
            let request = Request::builder().uri("/").header("host", host).body(Body::empty()).expect("a request");
            assert_eq!(is_own(&request), expected, "{host}");
        };
        for host in ["localhost", "LOCALHOST:4000", "127.0.0.1:4000", "127.9.9.9", "[::1]:4000"] {
            check(host, true);
        }
        for host in ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "[::2]", "10.0.0.1", ""] {
            check(host, false);
        }
        assert!(!is_own(&Request::builder().uri("/").body(Body::empty()).expect("a request")));
    }

    #[test]
    fn the_day_is_read_from_the_query() {
        assert_eq!(as_of("x=1&as-of=2027-01-01"), "2027-01-01".parse().ok());
        assert_eq!(as_of("as-of=tomorrow"), None);
        assert_eq!(as_of(""), None);
    }
}
