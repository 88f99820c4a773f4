//! The terminal while the view fills it: given back however the view ends, by a panic too.

use std::ops::{Deref, DerefMut};

use anyhow::{Context as _, Result};
use ratatui::DefaultTerminal;

/// The screen. It is given back when dropped.
pub(super) struct Screen(DefaultTerminal);

impl Screen {
    /// Takes the screen: raw mode, the alternate screen, and a panic hook that gives both back
    /// before it says anything, in whichever thread.
    ///
    /// # Errors
    /// When it is no terminal that can be drawn on.
    pub(super) fn take() -> Result<Self> {
        ratatui::try_init().map(Self).context("cannot draw on this terminal: --plain prints lines")
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        ratatui::restore();
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
