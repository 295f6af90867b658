//! A site on a loopback address, as its files are at every moment: pages are rendered when a browser asks for them, and browsers
//! are told when something changed.

#![expect(clippy::disallowed_methods, reason = "this is a room that touches the clock and the network")]

mod dress;
mod edited;
mod http;
mod panel;
mod stage;
mod subject;
mod words;

use std::collections::BTreeSet;
use std::io;
use std::net::{IpAddr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::diagnostic::Diagnostic;
use crate::disk::Failure;
use crate::pipeline::Request;
use crate::tree::Tree;
use crate::watch::{Mode, Sources, Watch};
use stage::Stage;
use words::Words;

/// What is served, where and to whom.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The site's folder.
    pub root: PathBuf,
    /// What is asked of the site; where it has no base address, it is that of the server.
    pub request: Request,
    /// The address to listen at; at one that is no loopback address, others can see the site too.
    pub host: IpAddr,
    /// The port to listen at, or the first free one after it; 0 for any.
    pub port: u16,
    /// Whether to look at the disk again and again, instead of being told by the system.
    pub poll: bool,
    /// The language of the messages, a BCP 47 tag.
    pub lang: String,
    /// The clock: seconds since 1970-01-01T00:00:00Z.
    pub now: fn() -> i64,
}

/// What happens while a site is served.
#[derive(Debug)]
pub enum Told<'a> {
    /// The files have been read, or have changed.
    Shown {
        /// Everything that is wrong with them.
        found: &'a [Diagnostic],
        /// The files.
        tree: &'a Tree,
        /// Those that changed; empty at the beginning.
        changed: &'a BTreeSet<Arc<str>>,
        /// How long it took.
        seconds: f64,
    },
    /// Browsers can come.
    Serving {
        /// The address of the site's root.
        url: &'a str,
        /// How changes are noticed.
        mode: &'a Mode,
    },
    /// The machine failed; the last pages stay.
    Failed(&'a str),
}

/// Takes what happens; called from several threads.
pub type Telling = Arc<dyn Fn(Told<'_>) + Send + Sync>;

/// Serves a site until the process is told to end (Ctrl-C).
///
/// # Errors
/// Where no port is free, or the site's folder cannot be read at the beginning.
pub fn run(settings: &Settings, tell: Telling) -> Result<(), Failure> {
    let listener = listen(settings.host, settings.port)?;
    let bound = listener.local_addr().map_err(|cause| refused(settings.host, settings.port, cause))?;
    let url = url(bound);
    let mut request = settings.request.clone();
    request.base_url.get_or_insert_with(|| url.clone());
    // Events are waited for before anything is read, so that nothing is missed in between.
    let watch = Watch::start(&settings.root, settings.poll);
    let mode = watch.mode().clone();
    let sources = Sources::read(&settings.root)?;
    let stage = Arc::new(Stage::new(request, Words::new(&settings.lang), tell.clone(), settings.now));
    stage.show(&sources, &BTreeSet::new());
    let keeper = stage.clone();
    // It ends with the process.
    std::thread::spawn(move || keeper.keep(sources, watch));
    let told = move || tell(Told::Serving { url: &url, mode: &mode });
    http::serve(listener, stage, settings.host.is_loopback(), told)
        .map_err(|cause| refused(settings.host, bound.port(), cause))
}

/// How many ports are tried, one after the other.
const PORTS: u16 = 50;

fn listen(host: IpAddr, port: u16) -> Result<TcpListener, Failure> {
    let last = port.saturating_add(if port == 0 { 0 } else { PORTS - 1 });
    let mut refusal = io::Error::from(io::ErrorKind::AddrInUse);
    for port in port..=last {
        match TcpListener::bind((host, port)) {
            Ok(listener) => return Ok(listener),
            Err(cause) if cause.kind() == io::ErrorKind::AddrInUse => refusal = cause,
            Err(cause) => return Err(refused(host, port, cause)),
        }
    }
    Err(refused(host, port, refusal))
}

fn refused(host: IpAddr, port: u16, cause: io::Error) -> Failure {
    Failure::new("listen at", Path::new(&SocketAddr::new(host, port).to_string()), cause)
}

/// Returns the address that a browser on this machine reaches the server at.
fn url(bound: SocketAddr) -> String {
    let host = match bound.ip() {
        ip if ip.is_unspecified() => "localhost".to_owned(),
        IpAddr::V6(ip) => format!("[{ip}]"),
        IpAddr::V4(ip) => ip.to_string(),
    };
    format!("http://{host}:{}/", bound.port())
}
