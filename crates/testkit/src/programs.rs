//! Doubles of programs that are started by name: shell scripts in a folder that comes first in `PATH`.

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use tempfile::TempDir;

/// A folder of such scripts; gone when dropped.
pub struct Programs(TempDir);

impl Default for Programs {
    fn default() -> Self {
        Self(tempfile::tempdir().unwrap())
    }
}

impl Programs {
    /// Runs until [`Self::touch`] is called with `end`, or who started it is gone.
    pub const RUNS: &str = "while [ ! -e end ] && kill -0 $PPID 2>&-; do sleep 0.05; done; rm -f end";

    /// A program of this name, which notes each start and its arguments. It runs in the folder.
    pub fn add(&self, name: &str, body: &str) {
        let path = self.folder().join(name);
        let folder = self.folder().display();
        let script = format!("#!/bin/sh\ncd '{folder}'\necho \"$@\" >> starts\necho $$ > pid\n{body}\n");
        std::fs::write(&path, script).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    }

    /// The arguments of each start so far.
    #[must_use]
    pub fn starts(&self) -> Vec<String> {
        let starts = std::fs::read_to_string(self.folder().join("starts")).unwrap_or_default();
        starts.lines().map(str::to_owned).collect()
    }

    /// Makes an empty file for a script to see.
    pub fn touch(&self, name: &str) {
        std::fs::write(self.folder().join(name), "").unwrap();
    }

    /// `PATH`, with the folder first.
    #[must_use]
    pub fn path(&self) -> String {
        format!("{}:/usr/bin:/bin", self.folder().display())
    }

    #[must_use]
    pub fn folder(&self) -> &Path {
        self.0.path()
    }
}
