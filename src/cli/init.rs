//! `kaitei init`: a working site to start from.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use super::console::{Console, Stream};
use super::stop::Stop;
use crate::disk::Failure;

/// The arguments of `init`.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The folder to make the site in
    #[arg(value_name = "DIR", default_value = ".")]
    folder: PathBuf,
}

/// The site: a policy of an invented company, in Japanese and English, with two revisions.
const FILES: [(&str, &str); 6] = [
    ("site.toml", include_str!("init/site.toml")),
    ("content/privacy/document.toml", include_str!("init/document.toml")),
    ("content/privacy/2024-04-01/ja.md", include_str!("init/2024-04-01.ja.md")),
    ("content/privacy/2024-04-01/en.md", include_str!("init/2024-04-01.en.md")),
    ("content/privacy/2025-10-01/ja.md", include_str!("init/2025-10-01.ja.md")),
    ("content/privacy/2025-10-01/en.md", include_str!("init/2025-10-01.en.md")),
];

/// Writes the site, unless one of its files exists.
pub(super) fn execute(arguments: &Arguments, console: &Console) -> Result<(), Stop> {
    let folder = &arguments.folder;
    let existing = FILES.iter().map(|(path, _)| folder.join(path)).find(|path| path.symlink_metadata().is_ok());
    if let Some(existing) = existing {
        let existing = existing.display();
        let japanese = format!("{existing} は既にあります。何も書き込みませんでした");
        return Err(Stop::Usage(console.either(japanese, format!("{existing} exists already; nothing was written"))));
    }
    for (path, text) in FILES {
        write(&folder.join(path), text)?;
        let path = plain(&folder.join(path));
        console.note(&format!("{} {path}", console.either("作成:", "created")))?;
    }
    let next = if console.is_japanese() { next_in_japanese } else { next };
    console.write(Stream::Out, &next(folder))
}

fn write(path: &Path, text: &str) -> Result<(), Failure> {
    let parent = path.parent().expect("the site's files lie in a folder");
    fs::create_dir_all(parent).map_err(|cause| Failure::new("create", parent, cause))?;
    let file = OpenOptions::new().write(true).create_new(true).open(path);
    file.and_then(|mut file| file.write_all(text.as_bytes())).map_err(|cause| Failure::new("write", path, cause))
}

fn enter(folder: &Path) -> String {
    if folder == Path::new(".") { String::new() } else { format!("  cd {}\n", plain(folder)) }
}

fn next_in_japanese(folder: &Path) -> String {
    let enter = enter(folder);
    let serve = if cfg!(feature = "serve") {
        "  kaitei serve            ブラウザーで表示し、保存するたびに表示し直します\n"
    } else {
        ""
    };
    format!(
        "次の手順:\n{enter}{serve}  kaitei build            サイトを public/ に作成します。public/index.html をブラウザーで開いてください\n  \
         kaitei check            問題があればすべて表示します\n  \
         kaitei diff privacy     新旧の違いを表示します\n  \
         kaitei revise privacy   次の改定の案を作成します\n  \
         kaitei status           施行中・施行前・案の一覧を表示します\n\
         その後、site.toml と content/ の本文を書き換えてください\n"
    )
}

fn next(folder: &Path) -> String {
    let enter = enter(folder);
    let serve = if cfg!(feature = "serve") {
        "  kaitei serve            shows the site in the browser, and again whenever a file is saved\n"
    } else {
        ""
    };
    format!(
        "next:\n{enter}{serve}  kaitei build            writes the site into public/; open public/index.html in a browser\n  \
         kaitei check            reports every problem of the content\n  \
         kaitei diff privacy     shows what the last revision changed\n  \
         kaitei revise privacy   starts the next one\n  \
         kaitei status           lists what is in force, upcoming and drafted\n\
         then change site.toml and the texts in content/ to your own\n"
    )
}

fn plain(path: &Path) -> String {
    path.strip_prefix(".").unwrap_or(path).display().to_string()
}
