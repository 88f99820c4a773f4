//! A fingerprint of files' contents: has anything changed since?
//!
//! Contents, not times: a clone, a checkout and a restored CI cache all touch files that they did not change.

use std::{
    fs,
    hash::{DefaultHasher, Hasher},
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};

/// The fingerprint of these files and folders under `root`; one that does not exist counts as such.
///
/// The hash is not cryptographic and may differ between Rust releases: the worst it can cost is a build too many.
pub(crate) fn of<'a>(root: &Path, entries: impl IntoIterator<Item = &'a str>) -> Result<String> {
    let mut files = Vec::new();
    for entry in entries {
        collect(&root.join(entry), &mut files)?;
    }
    files.sort();
    files.dedup();

    let mut hasher = DefaultHasher::new();
    for file in &files {
        let content = fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
        let name = file.strip_prefix(root).unwrap_or(file).to_string_lossy();
        for part in [name.as_bytes(), &content] {
            hasher.write_usize(part.len());
            hasher.write(part);
        }
    }
    Ok(format!("{:016x} {} files\n", hasher.finish(), files.len()))
}

fn collect(path: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    if path.is_file() {
        files.push(path.to_owned());
    } else if path.is_dir() {
        for entry in fs::read_dir(path).with_context(|| format!("cannot list {}", path.display()))? {
            collect(&entry?.path(), files)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder of our own, gone with the test.
    struct Folder(PathBuf);

    impl Folder {
        fn new(name: &str) -> Self {
            let path = std::env::temp_dir().join(format!("gancho xtask {name} {}", std::process::id()));
            fs::create_dir_all(path.join("src")).unwrap();
            Self(path)
        }

        fn write(&self, file: &str, content: &str) {
            fs::write(self.0.join(file), content).unwrap();
        }

        fn stamp(&self) -> String {
            of(&self.0, ["src", "index.html", "providers"]).unwrap()
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    #[test]
    fn it_follows_contents_and_names_and_nothing_else() {
        let folder = Folder::new("stamp");
        folder.write("index.html", "<p>");
        folder.write("src/a.rs", "a");
        let first = folder.stamp();

        folder.write("src/a.rs", "a"); // a new time, the same content
        folder.write("other", "not part of it");
        assert_eq!(folder.stamp(), first);

        folder.write("src/a.rs", "b");
        let changed = folder.stamp();
        assert_ne!(changed, first);

        fs::rename(folder.0.join("src/a.rs"), folder.0.join("src/b.rs")).unwrap();
        assert_ne!(folder.stamp(), changed);
    }
}
