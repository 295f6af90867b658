//! Events of the system, or a clock where it tells of nothing -> hints that somebody saved something, after a quiet moment.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use super::kind;

/// So long nothing must happen before the disk is looked at: an editor's save is several acts.
pub(super) const QUIET: Duration = Duration::from_millis(40);
/// Where it never gets quiet, the disk is looked at all the same after this time.
pub(super) const PATIENCE: Duration = Duration::from_secs(1);
/// How often the disk is looked at where nothing tells of changes.
const INTERVAL: Duration = Duration::from_millis(500);

/// Where a change may be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hints {
    /// Anywhere.
    Anywhere,
    /// At these paths.
    At(BTreeSet<PathBuf>),
}

impl Hints {
    /// Returns both hints in one.
    #[must_use]
    pub fn joined(self, other: Self) -> Self {
        match (self, other) {
            (Self::At(mut paths), Self::At(more)) => {
                paths.extend(more);
                Self::At(paths)
            }
            _ => Self::Anywhere,
        }
    }
}

/// How one learns of changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mode {
    /// The system tells.
    Told,
    /// By looking again and again.
    Asking {
        /// The file system that tells of nothing, or what the system said; `None` where it was asked for.
        why: Option<String>,
    },
}

/// What a watcher says.
enum Said {
    Hint(Hints),
    /// It can watch no more.
    Deaf(String),
}

/// Something that waits for changes below a site's root.
#[derive(Debug)]
pub struct Watch {
    root: PathBuf,
    mode: Mode,
    watcher: Option<RecommendedWatcher>,
    said: Receiver<Said>,
    /// Keeps the channel open where no watcher does.
    _open: Sender<Said>,
}

impl Watch {
    /// Begins to watch a site's root: by the system's events, unless they do not reach here or `asking` is wanted.
    pub fn start(root: &Path, asking: bool) -> Self {
        let root = root.canonicalize().unwrap_or_else(|_| root.to_owned());
        let (open, said) = channel();
        let mut watch = Self { mode: Mode::Asking { why: None }, watcher: None, said, _open: open.clone(), root };
        if asking {
            return watch;
        }
        if let Some(kind) = watch.folders().iter().find_map(|folder| kind::silent(folder)) {
            watch.mode = Mode::Asking { why: Some(kind) };
            return watch;
        }
        match watcher(&watch.root, open).and_then(|watcher| watch.listen(watcher)) {
            Ok(()) => watch.mode = Mode::Told,
            Err(error) => watch.mode = Mode::Asking { why: Some(plain(&error)) },
        }
        watch
    }

    /// Returns how it learns of changes.
    pub fn mode(&self) -> &Mode {
        &self.mode
    }

    /// Waits until something may have changed and it has been quiet since; `None` if nothing did for the time given.
    pub fn wait(&mut self, at_most: Duration) -> Option<Hints> {
        if matches!(self.mode, Mode::Asking { .. }) {
            std::thread::sleep(INTERVAL.min(at_most));
            return Some(Hints::Anywhere);
        }
        let mut hints = match self.said.recv_timeout(at_most) {
            Ok(said) => self.take(said),
            Err(_) => return None,
        };
        let start = Instant::now();
        while start.elapsed() < PATIENCE {
            match self.said.recv_timeout(QUIET) {
                Ok(said) => hints = hints.joined(self.take(said)),
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => break,
            }
        }
        self.renew(&hints);
        Some(hints)
    }

    fn take(&mut self, said: Said) -> Hints {
        match said {
            Said::Hint(hints) => hints,
            Said::Deaf(why) => {
                self.watcher = None;
                self.mode = Mode::Asking { why: Some(why) };
                Hints::Anywhere
            }
        }
    }

    /// Returns the folders that hold everything: the root itself, without what lies below it, and the folders of sources.
    fn folders(&self) -> Vec<PathBuf> {
        let sources = ["content", "themes"].map(|name| self.root.join(name));
        std::iter::once(self.root.clone()).chain(sources.into_iter().filter(|folder| folder.is_dir())).collect()
    }

    fn listen(&mut self, mut watcher: RecommendedWatcher) -> notify::Result<()> {
        for folder in self.folders() {
            let mode = if folder == self.root { RecursiveMode::NonRecursive } else { RecursiveMode::Recursive };
            watcher.watch(&folder, mode)?;
        }
        self.watcher = Some(watcher);
        Ok(())
    }

    /// Watches the folders of sources anew where one of them came, went, or was replaced.
    fn renew(&mut self, hints: &Hints) {
        let moved = |folder: &PathBuf| match hints {
            Hints::Anywhere => true,
            Hints::At(paths) => paths.contains(folder),
        };
        let folders: Vec<PathBuf> =
            ["content", "themes"].map(|name| self.root.join(name)).into_iter().filter(moved).collect();
        let Some(watcher) = &mut self.watcher else { return };
        for folder in folders {
            // It may not have been watched, or not be there any more.
            let _ = watcher.unwatch(&folder);
            if folder.is_dir()
                && let Err(error) = watcher.watch(&folder, RecursiveMode::Recursive)
            {
                self.mode = Mode::Asking { why: Some(plain(&error)) };
            }
        }
    }
}

fn watcher(root: &Path, said: Sender<Said>) -> notify::Result<RecommendedWatcher> {
    let root = root.to_owned();
    notify::recommended_watcher(move |event: notify::Result<Event>| {
        let says = match event {
            Ok(event) => hint(&root, event).map(Said::Hint),
            Err(error) if matches!(error.kind, notify::ErrorKind::MaxFilesWatch) => Some(Said::Deaf(plain(&error))),
            // What could not be watched has gone, mostly.
            Err(_) => Some(Said::Hint(Hints::Anywhere)),
        };
        if let Some(says) = says {
            // Nobody listens any more when the program ends.
            let _ = said.send(says);
        }
    })
}

/// Returns what an event hints at; `None` for mere reading, our own too, and for what lies beside the sources.
fn hint(root: &Path, event: Event) -> Option<Hints> {
    if matches!(event.kind, EventKind::Access(_)) {
        return None;
    }
    if event.need_rescan() || event.paths.is_empty() {
        return Some(Hints::Anywhere);
    }
    let among = |path: &PathBuf| {
        let first = path.strip_prefix(root).ok().and_then(|below| below.iter().next());
        // A path that is not below the root is the other end of a link.
        first.is_none_or(|name| {
            ["content", "themes", "site.toml", "seal.toml"].iter().any(|known| name == *known)
                || Path::new(name).extension().is_some_and(|end| end == "tsr")
        })
    };
    let paths: BTreeSet<PathBuf> = event.paths.into_iter().filter(among).collect();
    (!paths.is_empty()).then_some(Hints::At(paths))
}

fn plain(error: &notify::Error) -> String {
    match &error.kind {
        notify::ErrorKind::MaxFilesWatch => "inotify max_user_watches".to_owned(),
        _ => error.to_string(),
    }
}
