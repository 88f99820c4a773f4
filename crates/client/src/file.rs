//! Files that are for their owner alone: events carry secrets, and what people wrote.

use std::fs::{File, OpenOptions};
use std::io;
use std::path::Path;

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
