//! One relay for one data file.

use std::fs::{File, TryLockError};
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use file_id::FileId;

use super::{beside, error_text};
use crate::StoreError;

/// How long a lock that another has is tried for. Each program that a process begins has copies of the process's open
/// files until it is executed: a lock may be held for a moment after it was released.
const PATIENCE: Duration = Duration::from_millis(250);
const PAUSE: Duration = Duration::from_millis(10);

/// Data files that this process has open: to open one a second time and close it again would drop
/// SQLite's own locks.
static OPEN: Mutex<Vec<FileId>> = Mutex::new(Vec::new());

/// Held until SQLite has closed the file; the system releases it when the process ends, however it
/// ends.
pub(super) struct Lock {
    id: FileId,
    /// Of the lock file: what earlier versions look at, and the only lock where there is none on
    /// the data file.
    _beside: File,
    /// The data file itself, which a link or a deleted lock file cannot evade.
    #[cfg(target_os = "linux")]
    _data: File,
}

/// Refuses a file that this process has open already.
pub(super) fn not_open_here(path: &Path) -> Result<(), StoreError> {
    let open = OPEN.lock().unwrap_or_else(PoisonError::into_inner);
    match file_id::get_file_id(path) {
        Ok(id) if open.contains(&id) => Err(in_use(path)),
        _ => Ok(()),
    }
}

impl Lock {
    /// Takes the locks of a data file that is there. `path` has its links resolved. To be called
    /// before SQLite opens it.
    ///
    /// # Errors
    /// [`StoreError::InUse`] when another keeps it, [`StoreError::Engine`] when the file cannot be
    /// written.
    pub(super) fn take(path: &Path) -> Result<Self, StoreError> {
        let until = Instant::now() + PATIENCE;
        loop {
            match Self::try_take(path) {
                Err(StoreError::InUse(_)) if Instant::now() < until => thread::sleep(PAUSE),
                taken => return taken,
            }
        }
    }

    fn try_take(path: &Path) -> Result<Self, StoreError> {
        let failed = |e: std::io::Error| StoreError::Engine(error_text::cannot_use(path, e));
        let id = file_id::get_file_id(path).map_err(failed)?;
        let mut open = OPEN.lock().unwrap_or_else(PoisonError::into_inner);
        if open.contains(&id) {
            return Err(in_use(path));
        }
        let mut options = File::options();
        options.create(true).truncate(false).write(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let beside = options.open(beside(path, ".lock")).map_err(failed)?;
        match beside.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(in_use(path)),
            Err(TryLockError::Error(e)) => return Err(failed(e)),
        }
        #[cfg(target_os = "linux")]
        let data = lock_itself(path)?;
        open.push(id);
        Ok(Self {
            id,
            _beside: beside,
            #[cfg(target_os = "linux")]
            _data: data,
        })
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        OPEN.lock().unwrap_or_else(PoisonError::into_inner).retain(|id| *id != self.id);
    }
}

/// Locks one byte of the data file, far from the bytes that SQLite locks and from any data.
///
/// It is a lock of the open file description (Linux): unlike an ordinary one it does not end when
/// SQLite closes another descriptor of the file, and unlike `flock` it does not cover the bytes
/// that SQLite locks where the file is on NFS.
#[cfg(target_os = "linux")]
fn lock_itself(path: &Path) -> Result<File, StoreError> {
    use nix::errno::Errno;
    use nix::fcntl::{FcntlArg, fcntl};
    use nix::libc;

    /// 2^62: beyond the largest file.
    const AT: i64 = 1 << 62;

    let data = File::options().read(true).write(true).open(path);
    let data = data.map_err(|e| StoreError::Engine(error_text::cannot_use(path, e)))?;
    let lock = libc::flock {
        l_type: libc::F_WRLCK as libc::c_short,
        l_whence: libc::SEEK_SET as libc::c_short,
        l_start: AT,
        l_len: 1,
        l_pid: 0,
    };
    match fcntl(&data, FcntlArg::F_OFD_SETLK(&lock)) {
        Ok(_) => {}
        Err(Errno::EAGAIN | Errno::EACCES) => return Err(in_use(path)),
        // A file system that knows no such locks: the lock file is what is left.
        Err(e) => tracing::warn!("{} itself cannot be locked ({e}): only its lock file guards it", path.display()),
    }
    Ok(data)
}

fn in_use(path: &Path) -> StoreError {
    StoreError::InUse(path.display().to_string())
}
