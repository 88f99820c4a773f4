//! Keys, and what they do to the model.

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

use super::model::{Content, Detail, Effect, Model};

/// What a key asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Action {
    /// Moves by so many lines.
    Move(isize),
    /// Moves by so many screens.
    Page(isize),
    First,
    Last,
    Open,
    Back,
    /// Goes to the next part of a detail: request, answers.
    NextPart,
    Resend,
    Filter,
    Browser,
    Pause,
    Quit,
}

/// The action of a key, but while a filter is typed.
pub(super) fn action(key: KeyEvent, in_detail: bool) -> Option<Action> {
    let control = key.modifiers.contains(KeyModifiers::CONTROL);
    Some(match key.code {
        KeyCode::Char('c') if control => Action::Quit,
        KeyCode::Char('d') if control => Action::Page(1),
        KeyCode::Char('u') if control => Action::Page(-1),
        _ if control => return None,
        KeyCode::Char('j') | KeyCode::Down => Action::Move(1),
        KeyCode::Char('k') | KeyCode::Up => Action::Move(-1),
        KeyCode::PageDown | KeyCode::Char(' ') => Action::Page(1),
        KeyCode::PageUp => Action::Page(-1),
        KeyCode::Char('g') | KeyCode::Home => Action::First,
        KeyCode::Char('G') | KeyCode::End => Action::Last,
        KeyCode::Tab if in_detail => Action::NextPart,
        KeyCode::Esc | KeyCode::Backspace | KeyCode::Left | KeyCode::Char('q' | 'h') if in_detail => Action::Back,
        KeyCode::Enter | KeyCode::Right | KeyCode::Char('l') if !in_detail => Action::Open,
        KeyCode::Char('/') if !in_detail => Action::Filter,
        KeyCode::Char('p') if !in_detail => Action::Pause,
        KeyCode::Char('r') => Action::Resend,
        KeyCode::Char('o') => Action::Browser,
        KeyCode::Char('q') => Action::Quit,
        // Takes back what is in the way, the newest first.
        KeyCode::Esc => Action::Back,
        _ => return None,
    })
}

impl Model {
    /// Takes a key; returns what is to be done.
    pub(super) fn press(&mut self, key: KeyEvent) -> Vec<Effect> {
        if key.kind == KeyEventKind::Release {
            return Vec::new();
        }
        let is_interrupt = key.code == KeyCode::Char('c') && key.modifiers.contains(KeyModifiers::CONTROL);
        if let Some(prompt) = self.prompt.take().filter(|_| !is_interrupt) {
            return self.typed(prompt, key);
        }
        let Some(action) = action(key, self.detail.is_some()) else { return Vec::new() };
        self.notice = None;
        match action {
            Action::Quit => return vec![Effect::Quit],
            Action::Resend => {
                let Some(at) = self.current() else { return Vec::new() };
                let route = self.routes.iter().find(|route| route.channel == at.channel);
                let consumer = route.and_then(|route| route.target.as_ref()).map(|(_, name)| name.clone());
                return vec![Effect::Resend(at, consumer)];
            }
            Action::Browser => return self.current().map(Effect::Open).into_iter().collect(),
            Action::Filter => self.prompt = Some(self.filtering.text().to_owned()),
            Action::Pause if self.held.is_some() => self.resume(),
            Action::Pause => self.held = Some(Vec::new()),
            Action::Open => {
                let Some(at) = self.current() else { return Vec::new() };
                // The list does not move on below.
                self.selected = Some(at.clone());
                self.detail = Some(Detail { at: at.clone(), content: Content::Loading, top: 0, height: 1 });
                return vec![Effect::Fetch(at)];
            }
            Action::Back if self.detail.is_some() => self.detail = None,
            Action::Back if self.filtering.is_on() => return self.filter(""),
            Action::Back => self.selected = None,
            Action::NextPart => self.next_part(),
            Action::Move(by) => self.go(by),
            Action::Page(by) => {
                let height = self.detail.as_ref().map_or(self.height, |detail| detail.height);
                self.go(by * isize::try_from(height.saturating_sub(1).max(1)).unwrap_or(1));
            }
            Action::First => self.go(isize::MIN / 2),
            Action::Last => self.go(isize::MAX / 2),
        }
        Vec::new()
    }

    /// A key while a filter is typed.
    fn typed(&mut self, mut prompt: String, key: KeyEvent) -> Vec<Effect> {
        let control = key.modifiers.contains(KeyModifiers::CONTROL);
        match key.code {
            KeyCode::Enter => return self.filter(&prompt),
            KeyCode::Esc => return Vec::new(),
            KeyCode::Char('u') if control => prompt.clear(),
            KeyCode::Char('w') if control => prompt.truncate(prompt.trim_end().rfind(' ').map_or(0, |at| at + 1)),
            KeyCode::Backspace => drop(prompt.pop()),
            KeyCode::Char(c) if !control && !c.is_control() => prompt.push(c),
            _ => {}
        }
        self.prompt = Some(prompt);
        Vec::new()
    }

    /// Moves the selection, or scrolls the detail.
    fn go(&mut self, by: isize) {
        if let Some(detail) = &mut self.detail {
            let Content::Ready(document) = &detail.content else { return };
            // The last line stays at the bottom, unless a part was gone to that begins below.
            let end = document.len().saturating_sub(detail.height).max(detail.top);
            detail.top = detail.top.saturating_add_signed(by).min(end);
            return;
        }
        let shown = self.shown();
        let last = shown.len().saturating_sub(1);
        let place = self.place(&shown).saturating_add_signed(by).min(last);
        // At the end it goes on with what comes.
        self.selected = (place < last).then(|| self.rows[shown[place]].at.clone());
    }

    fn next_part(&mut self) {
        if let Some(Detail { content: Content::Ready(document), top, .. }) = &mut self.detail {
            *top = document.next_heading(*top);
        }
    }
}
