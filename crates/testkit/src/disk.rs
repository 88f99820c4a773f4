//! A disk that is small enough to fill.

use std::path::Path;
use std::process::{Command, Stdio};

/// A file system in memory, of a few mebibytes; unmounted when dropped.
pub struct SmallDisk {
    folder: tempfile::TempDir,
}

impl SmallDisk {
    /// One of so many mebibytes. `None`, and said on standard error, where none can be mounted:
    /// that takes root on Linux.
    pub fn mount(test: &str, mebibytes: u32) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let size = format!("size={mebibytes}m");
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", &size, "tmpfs"]).arg(folder.path());
        let mounted = mount.stdout(Stdio::null()).stderr(Stdio::null()).status();
        if mounted.is_ok_and(|status| status.success()) {
            return Some(Self { folder });
        }
        eprintln!("NOT TESTED: {test}: no small disk can be mounted here");
        None
    }

    /// Where it is mounted.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Fills it to its last byte, with the file `fill`.
    pub fn fill(&self) {
        use std::io::Write as _;
        let path = self.folder.path().join("fill");
        let mut file = std::fs::File::options().create(true).append(true).open(path).unwrap();
        for size in [64 * 1024, 4096, 1] {
            while file.write_all(&vec![b'x'; size]).is_ok() {}
        }
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.folder.path()).status();
    }
}
