//! Files that are for their owner alone: events carry secrets, and what people wrote.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use uuid::Uuid;

/// A file that takes its place when it is whole: until then, what was there before stays. A pipe or a
/// device is written to at once. Removed when dropped before its end.
pub(crate) struct Replacement {
    pub(crate) file: File,
    /// Where it is now, and where it is to be; none when it is there.
    places: Option<(PathBuf, PathBuf)>,
}

impl Replacement {
    /// Creates it beside the file that it is to replace.
    ///
    /// # Errors
    /// When it cannot be created.
    pub(crate) fn of(path: &Path) -> io::Result<Self> {
        if fs::metadata(path).is_ok_and(|there| !there.is_file()) {
            return Ok(Self { file: create_private(path)?, places: None });
        }
        // A link stays one: what it leads to is replaced.
        let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let mut name = OsString::from(".");
        name.push(path.file_name().unwrap_or_default());
        name.push(format!(".{}.part", Uuid::new_v4().simple()));
        let beside = path.with_file_name(name);
        Ok(Self { file: create_private(&beside)?, places: Some((beside, path)) })
    }

    /// Puts it in its place.
    ///
    /// # Errors
    /// When it cannot be put there.
    pub(crate) fn finish(mut self) -> io::Result<()> {
        if let Some((beside, path)) = &self.places {
            fs::rename(beside, path)?;
        }
        self.places = None;
        Ok(())
    }
}

impl Drop for Replacement {
    fn drop(&mut self) {
        if let Some((beside, _)) = &self.places {
            // Whoever removed it has done what was to be done.
            let _ = fs::remove_file(beside);
        }
    }
}

/// Creates a file, or empties one, that only its owner may read and write (mode 0600). A pipe or a
/// device, as `/dev/null`, keeps its mode.
///
/// # Errors
/// When it cannot be created, or is another's.
pub(crate) fn create_private(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(path)?;
    // One that was there before has its old mode still.
    #[cfg(unix)]
    if file.metadata()?.is_file() {
        file.set_permissions(std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
    }
    Ok(file)
}
