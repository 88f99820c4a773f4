//! The terminal while the view fills it: given back however the view ends, by a panic too.

use std::ops::{Deref, DerefMut};
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use anyhow::{Context as _, Result};
use ratatui::DefaultTerminal;

/// A view has the screen.
static IS_TAKEN: AtomicBool = AtomicBool::new(false);

/// Gives the screen back, where a view has it: for a process that ends without dropping it.
pub fn give_back() {
    if IS_TAKEN.swap(false, Relaxed) {
        ratatui::restore();
    }
}

/// The screen. It is given back when dropped.
pub(super) struct Screen(DefaultTerminal);

impl Screen {
    /// Takes the screen: raw mode, the alternate screen, and a panic hook that gives both back
    /// before it says anything, in whichever thread.
    ///
    /// # Errors
    /// When it is no terminal that can be drawn on.
    pub(super) fn take() -> Result<Self> {
        let terminal = ratatui::try_init().context("cannot draw on this terminal: --plain prints lines")?;
        IS_TAKEN.store(true, Relaxed);
        Ok(Self(terminal))
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        give_back();
    }
}

impl Deref for Screen {
    type Target = DefaultTerminal;

    fn deref(&self) -> &DefaultTerminal {
        &self.0
    }
}

impl DerefMut for Screen {
    fn deref_mut(&mut self) -> &mut DefaultTerminal {
        &mut self.0
    }
}
