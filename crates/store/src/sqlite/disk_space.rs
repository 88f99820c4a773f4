//! DiskSpace on the disk: how much there is, and a little that is kept for deleting.
//!
//! To delete, SQLite must write to its log first, so on a disk that is full to the last byte
//! nothing could be deleted. Hence a reserve: a file beside the data file that is removed when
//! events are to be deleted and there is no room, and made again once there is.

use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use rusqlite::Connection;

use super::beside;

/// Bytes of the reserve: the log of a step of deletions ([`STEP`]) and the index of the log.
const RESERVE: usize = 512 * 1024;
/// Bytes of events that a full store deletes in one commit.
pub(super) const STEP: u64 = RESERVE as u64 / 4;
/// Bytes that the pages take which a commit changes besides its events: four pages.
pub(super) const SLACK: u64 = 64 * 1024;
/// Bytes free below which it is looked before each commit whether it fits.
const TIGHT: u64 = 512 * 1024 * 1024;

/// The disk that a data file is on.
pub(super) struct DiskSpace {
    #[cfg_attr(not(unix), allow(dead_code, reason = "the room is not asked for there"))]
    folder: PathBuf,
    reserve: PathBuf,
    log: PathBuf,
}

impl DiskSpace {
    /// That of a data file.
    pub(super) fn of(data: &Path) -> Self {
        let folder = data.parent().map(Path::to_owned).unwrap_or_default();
        Self { folder, reserve: beside(data, "-reserve"), log: beside(data, "-wal") }
    }

    /// Bytes that may still be written; `None` where it is not known.
    #[allow(clippy::useless_conversion, reason = "the types differ from system to system")]
    pub(super) fn available(&self) -> Option<u64> {
        #[cfg(unix)]
        return nix::sys::statvfs::statvfs(&self.folder)
            .ok()
            .map(|disk| u64::from(disk.blocks_available()).saturating_mul(u64::from(disk.fragment_size())));
        #[cfg(not(unix))]
        None
    }

    /// True when so little is left that each commit is looked at before it is made.
    pub(super) fn is_tight(&self) -> bool {
        self.available().is_some_and(|free| free < TIGHT)
    }

    /// Gives the reserve back before SQLite opens the file, when nothing else is left.
    pub(super) fn release_when_full(&self) {
        if self.available().is_some_and(|free| free < 2 * SLACK) {
            self.release();
        }
    }

    /// Gives the reserve back to the disk.
    pub(super) fn release(&self) {
        // It may be gone already.
        let _ = std::fs::remove_file(&self.reserve);
    }

    /// Makes the reserve when it is missing; false when there is no room for it.
    pub(super) fn keep_reserve(&self) -> bool {
        let held = length(&self.reserve);
        if held == RESERVE as u64 {
            return true;
        }
        // Not the last that there is: a reserve that leaves nothing would only be released again.
        if self.available().is_some_and(|free| free + held < RESERVE as u64 + SLACK) {
            return false;
        }
        self.hold_what_is_left();
        length(&self.reserve) == RESERVE as u64
    }

    /// Makes the reserve, or as much of it as there is room for: another program would take it.
    pub(super) fn hold_what_is_left(&self) {
        if length(&self.reserve) == RESERVE as u64 {
            return;
        }
        let hold = || -> std::io::Result<()> {
            // What is held already stays held.
            let mut file = File::options().create(true).append(true).open(&self.reserve)?;
            let page = [0; 4096];
            let mut held = file.metadata()?.len() as usize;
            while held < RESERVE {
                let some = page.len().min(RESERVE - held);
                file.write_all(&page[..some])?;
                held += some;
            }
            file.sync_all()
        };
        if let Err(e) = hold() {
            tracing::debug!("the reserve is not whole: {e}");
        }
    }

    /// Bytes of the log: room that it uses again once all of it is in the data file.
    pub(super) fn log(&self) -> u64 {
        length(&self.log)
    }

    /// True when there would be room for a whole reserve and so many bytes if the log were cut off.
    pub(super) fn would_fit(&self, bytes: u64) -> bool {
        let held = length(&self.reserve);
        self.available().is_none_or(|free| free + held + self.log() >= RESERVE as u64 + SLACK + bytes)
    }
}

/// Bytes of a file; 0 when there is none.
fn length(path: &Path) -> u64 {
    std::fs::metadata(path).map_or(0, |found| found.len())
}

/// True when so many bytes of events fit: into the file's free pages or the disk, and into the log
/// before.
pub(super) fn fits(connection: &Connection, room: Option<&DiskSpace>, bytes: u64) -> rusqlite::Result<bool> {
    let ask = |name: &str| connection.pragma_query_value(None, name, |row| row.get::<_, u64>(0));
    let page = ask("page_size")?;
    let free = ask("freelist_count")?.saturating_mul(page);
    let growth = ask("max_page_count")?.saturating_sub(ask("page_count")?).saturating_mul(page);
    // An event is a little more than its bytes, and its last page is seldom full.
    let bytes = bytes + bytes / 8 + SLACK;
    if bytes > free.saturating_add(growth) {
        return Ok(false);
    }
    let available = room.and_then(DiskSpace::available);
    Ok(available.is_none_or(|available| available >= bytes + bytes.saturating_sub(free)))
}
