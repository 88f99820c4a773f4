//! The meaning of a key. Pure, so that every combination can be tested.

use crate::model::tab::Tab;

/// A command of the keyboard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    /// Down (+) or up (−) the list.
    Move(i32),
    /// Into the inspector.
    Open,
    /// Into the filter.
    Filter,
    /// Fire the form.
    Fire,
    /// Send the event to this relay again.
    Replay,
    /// Copy the event as curl.
    CopyCurl,
    /// To the first sender that waits for an answer by hand.
    Held,
    /// Pause or go on.
    TogglePause,
    /// Pull asks less often (true) or more.
    Interval(bool),
    /// A tab of the inspector.
    Tab(Tab),
    /// Show or hide the help.
    ToggleHelp,
    /// Close what lies on top.
    Escape,
}

/// A key as the browser tells it.
#[derive(Clone, Copy, Debug)]
pub struct Press<'a> {
    /// `KeyboardEvent.key`.
    pub key: &'a str,
    /// Control, Alt or Meta is held: the key is the browser's.
    pub modified: bool,
    /// The focus is where text is written.
    pub typing: bool,
    /// The focus is on something that Enter and arrows mean something to.
    pub on_control: bool,
    /// A dialog is open: nothing is moved or fired under it.
    pub under_dialog: bool,
}

/// The command of a key press. `letters`: single-letter keys are enabled (WCAG 2.1.4).
#[must_use]
pub fn command(press: Press<'_>, letters: bool) -> Option<Command> {
    if press.modified {
        return None;
    }
    match press.key {
        "Escape" => return Some(Command::Escape),
        _ if press.typing => return None,
        _ if press.under_dialog && press.key != "?" => return None,
        "ArrowDown" if !press.on_control => return Some(Command::Move(1)),
        "ArrowUp" if !press.on_control => return Some(Command::Move(-1)),
        "Enter" if !press.on_control => return Some(Command::Open),
        _ if !letters => return None,
        _ => {}
    }
    Some(match press.key {
        "j" => Command::Move(1),
        "k" => Command::Move(-1),
        "/" => Command::Filter,
        "f" => Command::Fire,
        "r" => Command::Replay,
        "c" => Command::CopyCurl,
        "h" => Command::Held,
        "p" => Command::TogglePause,
        "[" => Command::Interval(false),
        "]" => Command::Interval(true),
        "?" => Command::ToggleHelp,
        digit => {
            let nth = digit.parse::<usize>().ok()?.checked_sub(1)?;
            Command::Tab(*Tab::ALL.get(nth)?)
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const FREE: Press<'_> =
        Press { key: "", modified: false, typing: false, on_control: false, under_dialog: false };

    #[test]
    fn letters_can_be_switched_off_and_never_disturb_typing() {
        for key in ["j", "k", "/", "f", "r", "c", "h", "p", "[", "]", "1", "4", "?"] {
            assert!(command(Press { key, ..FREE }, true).is_some(), "{key}");
            assert_eq!(command(Press { key, ..FREE }, false), None);
            assert_eq!(command(Press { key, typing: true, ..FREE }, true), None);
            assert_eq!(command(Press { key, modified: true, ..FREE }, true), None);
        }
    }

    #[test]
    fn under_a_dialog_only_what_closes_it_and_the_help_are_commands() {
        let under = |key| command(Press { key, under_dialog: true, ..FREE }, true);
        for key in ["j", "k", "/", "f", "r", "c", "h", "p", "[", "]", "1", "ArrowDown", "Enter"] {
            assert_eq!(under(key), None, "{key}");
        }
        assert_eq!(under("Escape"), Some(Command::Escape));
        assert_eq!(under("?"), Some(Command::ToggleHelp));
    }

    #[test]
    fn arrows_and_enter_work_without_letters_but_leave_controls_alone() {
        assert_eq!(command(Press { key: "ArrowDown", ..FREE }, false), Some(Command::Move(1)));
        assert_eq!(command(Press { key: "Enter", on_control: true, ..FREE }, true), None);
        assert_eq!(
            command(Press { key: "Escape", typing: true, ..FREE }, false),
            Some(Command::Escape)
        );
    }

    #[test]
    fn digits_are_tabs() {
        assert_eq!(command(Press { key: "4", ..FREE }, true), Some(Command::Tab(Tab::Body)));
        assert_eq!(command(Press { key: "8", ..FREE }, true), Some(Command::Tab(Tab::Compare)));
        for key in ["0", "9", "x", "10"] {
            assert_eq!(command(Press { key, ..FREE }, true), None);
        }
    }
}
