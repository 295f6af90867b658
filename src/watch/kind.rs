//! A folder -> whether its file system tells of changes made by others.

use std::path::{Path, PathBuf};

/// File systems that lie on another machine or outside of this one: what is changed there is told to nobody here.
const SILENT: [&str; 19] = [
    "9p",
    "afs",
    "ceph",
    "cifs",
    "drvfs",
    "fakeowner",
    "fuse",
    "glusterfs",
    "grpcfuse",
    "lustre",
    "nfs",
    "nfs4",
    "prl_fs",
    "smb3",
    "smbfs",
    "vboxsf",
    "virtiofs",
    "vmhgfs",
    "webdav",
];

/// Returns the name of a folder's file system if it is one that tells of nothing. Only Linux says.
pub(super) fn silent(folder: &Path) -> Option<String> {
    let mounts = std::fs::read_to_string("/proc/self/mountinfo").ok()?;
    let kind = kind(&mounts, folder)?;
    let family = kind.split('.').next().unwrap_or_default();
    (SILENT.contains(&kind) || SILENT.contains(&family)).then(|| kind.to_owned())
}

/// Returns the kind of the mount that a path lies on (proc_pid_mountinfo(5)); the last of those mounted at one place counts.
fn kind<'a>(mounts: &'a str, path: &Path) -> Option<&'a str> {
    let mount = |line: &'a str| {
        let (place, kind) = line.split_once(" - ")?;
        let place = PathBuf::from(unescaped(place.split(' ').nth(4)?));
        path.starts_with(&place).then(|| (place.components().count(), kind.split(' ').next().unwrap_or_default()))
    };
    mounts.lines().filter_map(mount).max_by_key(|(depth, _)| *depth).map(|(_, kind)| kind)
}

/// Returns a path of the list with its spaces: they are written as `\040`.
fn unescaped(path: &str) -> String {
    path.replace("\\040", " ").replace("\\011", "\t").replace("\\134", "\\")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_innermost_mount_decides() {
        let mounts = "\
22 1 8:1 / / rw,relatime - ext4 /dev/sda1 rw
30 22 0:30 / /mnt/c rw,noatime - 9p drvfs rw
31 22 0:31 / /mnt/my\\040share rw - fuse.sshfs host:/x rw
32 30 0:32 / /mnt/c/data rw - tmpfs tmpfs rw
";
        for (path, expected) in [
            ("/srv/site", "ext4"),
            ("/mnt/c/site", "9p"),
            ("/mnt/cc", "ext4"),
            ("/mnt/my share/a", "fuse.sshfs"),
            ("/mnt/c/data/x", "tmpfs"),
        ] {
            assert_eq!(kind(mounts, Path::new(path)), Some(expected), "{path}");
        }
    }
}
