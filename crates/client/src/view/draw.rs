//! Drawing of the model: header, list or detail, and a line below.

use jiff::tz::TimeZone;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier, Style};
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr as _;
use wire::AttemptResult;

use super::document::Style as Kind;
use super::model::{Content, Link, Model, Route, TargetState};
use super::row::{Delivery, Row};
use super::text;
use super::wrap::{clip, fit};
use crate::terminal::visible;

/// Columns from which on a row has its request beside what is known of it.
const WIDE: usize = 120;
/// Columns of the request in a wide row.
const REQUEST: usize = 44;

/// How things look.
#[derive(Clone, Debug)]
pub(super) struct Look {
    /// Without it there is bold, dim and reverse only.
    pub(super) colours: bool,
    /// Times of the list are those of this zone.
    pub(super) zone: TimeZone,
}

impl Look {
    fn colour(&self, colour: Color) -> Style {
        if self.colours { Style::new().fg(colour) } else { Style::new() }
    }

    fn good(&self) -> Style {
        self.colour(Color::Green)
    }

    fn middling(&self) -> Style {
        self.colour(Color::Yellow)
    }

    fn bad(&self) -> Style {
        self.colour(Color::Red).add_modifier(Modifier::BOLD)
    }
}

const DIM: Style = Style::new().add_modifier(Modifier::DIM);
const BOLD: Style = Style::new().add_modifier(Modifier::BOLD);

/// Draws everything.
pub(super) fn draw(frame: &mut Frame<'_>, model: &mut Model, look: &Look) {
    let area = frame.area();
    let header = header(model, look, area.width.into());
    // A terminal of a line or two has a list still.
    let above = header.len().min(usize::from(area.height).saturating_sub(2));
    let height = usize::from(area.height).saturating_sub(above + 1);
    let body = if model.detail.is_some() {
        detail(model, look, area.width.into(), height)
    } else {
        list(model, look, area.width.into(), height)
    };
    let below = footer(model, look, area.width.into());
    let lines = header.into_iter().take(above).chain(padded(body, height)).chain([below]);
    for (y, line) in (0..area.height).zip(lines) {
        frame.render_widget(line, Rect { y: area.y + y, height: 1, ..area });
    }
}

fn padded(lines: Vec<Line<'static>>, height: usize) -> impl Iterator<Item = Line<'static>> {
    lines.into_iter().chain(std::iter::repeat(Line::default())).take(height)
}

/// The relay and the stream; a line for each target.
fn header(model: &Model, look: &Look, width: usize) -> Vec<Line<'static>> {
    let link = worst(&model.routes);
    let link_style = match link {
        Link::Live => look.good(),
        Link::Connecting => DIM,
        Link::Away(_) => look.bad(),
    };
    let mut channels: Vec<&str> = model.routes.iter().map(|route| route.channel.as_str()).collect();
    channels.dedup();
    let mut spans = vec![
        Span::styled("Gancho  ", BOLD),
        Span::raw(format!("{}  ", visible(&model.relay))),
        Span::styled(format!("{}  ", channels.join(", ")), BOLD),
        Span::styled(format!("{}  ", visible(&text::link(model.lang, link))), link_style),
    ];
    if let Some(held) = &model.held {
        spans.push(Span::styled(format!("{}  ", text::paused(model.lang, held.len())), look.middling()));
    }
    if model.filtering.is_on() {
        let shown = model.rows.iter().filter(|row| row.found).count();
        let filter = visible(model.filtering.text());
        let filtered = text::filtered(model.lang, &filter, shown, model.rows.len());
        spans.push(Span::styled(filtered, look.middling()));
    }
    let mut lines = vec![clipped(spans, width)];
    lines.extend(model.routes.iter().filter_map(|route| target(model, look, route, width)));
    lines.push(Line::styled("─".repeat(width), DIM));
    lines
}

fn worst(routes: &[Route]) -> &Link {
    let away = routes.iter().map(|route| &route.link).find(|link| **link != Link::Live);
    away.unwrap_or(&Link::Live)
}

fn target(model: &Model, look: &Look, route: &Route, width: usize) -> Option<Line<'static>> {
    let (target, _) = route.target.as_ref()?;
    let style = match &route.state {
        TargetState::Unknown => DIM,
        TargetState::Answers(200..=399) => look.good(),
        TargetState::Answers(400..=499) | TargetState::Waiting(_) => look.middling(),
        TargetState::Answers(_) | TargetState::Fails(_) => look.bad(),
    };
    let mut spans = vec![Span::raw("→ ")];
    if model.routes.len() > 1 {
        spans.push(Span::styled(format!("{}  ", route.channel), BOLD));
    }
    spans.push(Span::raw(format!("{}  ", visible(target))));
    // Before the state, whose reason may be long.
    if let Some((waiting, dead)) = route.lag {
        let style = if dead > 0 { look.bad() } else { Style::new() };
        spans.push(Span::styled(format!("{}  ", text::lag(model.lang, waiting, dead)), style));
    }
    spans.push(Span::styled(text::target(model.lang, &route.state), style));
    Some(clipped(spans, width))
}

fn list(model: &mut Model, look: &Look, width: usize, height: usize) -> Vec<Line<'static>> {
    model.height = height;
    let shown = model.shown();
    if shown.is_empty() {
        let why = match model.routes.iter().find_map(|route| route.webhook_url.as_deref()) {
            _ if model.filtering.is_on() => text::nothing_found(model.lang).to_owned(),
            Some(url) => text::nothing_yet(model.lang, &visible(url)),
            None => String::new(),
        };
        return vec![Line::default(), Line::styled(clip(&why, width), DIM)];
    }
    let place = model.place(&shown);
    // The selection is on the screen, and no room at the end is left empty.
    let least = (place + 1).saturating_sub(height);
    model.top = model.top.clamp(least.min(place), place).min(shown.len().saturating_sub(height)).max(least);
    let names_channels = model.routes.iter().any(|route| route.channel != model.routes[0].channel);
    let rows = shown.iter().enumerate().skip(model.top).take(height);
    rows.map(|(at, &index)| row(model, look, &model.rows[index], (width, names_channels, at == place))).collect()
}

fn row(
    model: &Model,
    look: &Look,
    row: &Row,
    (width, names_channels, is_selected): (usize, bool, bool),
) -> Line<'static> {
    let wide = width >= WIDE;
    let time = time(look, row.received_at.0, wide);
    let (delivery, style) = delivery(model, look, row.delivery.as_ref());
    let channel = if names_channels { format!("{}  ", row.at.channel) } else { String::new() };
    let start = format!("{:>6}  {time}  {channel}", row.at.seq);
    let room = width.saturating_sub(start.width() + delivery.width() + 2);
    let (request, known) = match (wide, row.known.is_empty()) {
        (true, _) => (fit(&row.request, REQUEST.min(room)) + "  ", row.known.as_str()),
        (false, true) => (String::new(), row.request.as_str()),
        (false, false) => (String::new(), row.known.as_str()),
    };
    let known = fit(known, room.saturating_sub(request.width()));
    let known_style = if row.forged { look.bad() } else { Style::new() };
    let line = Line::from(vec![
        Span::styled(start, DIM),
        Span::raw(request),
        Span::styled(known, known_style),
        Span::raw("  "),
        Span::styled(delivery, style),
    ]);
    // The whole width: what is selected is seen without colours too.
    if is_selected { line.style(Style::new().add_modifier(Modifier::REVERSED)) } else { line }
}

/// Status, time and attempt, in columns.
fn delivery(model: &Model, look: &Look, delivery: Option<&Delivery>) -> (String, Style) {
    if model.routes.iter().all(|route| route.target.is_none()) && delivery.is_none() {
        return (String::new(), DIM);
    }
    let Some(delivery) = delivery else { return (fit("", 22), DIM) };
    let status = match (delivery.status, delivery.result) {
        (Some(status), _) => status.to_string(),
        (None, AttemptResult::Failed) => "…".into(),
        (None, _) => "✗".into(),
    };
    let style = match (delivery.result, delivery.status) {
        (AttemptResult::Dead, _) => look.bad(),
        (AttemptResult::Ok, Some(200..=399)) => look.good(),
        _ => look.middling(),
    };
    let ms = model.lang.decimal(delivery.ms, if delivery.ms < 100.0 { 1 } else { 0 });
    let number = format!("#{}", delivery.number);
    (fit(&format!("{status:<4} {ms:>8} ms  {number}"), 22), style)
}

fn time(look: &Look, micros: i64, wide: bool) -> String {
    let Ok(moment) = jiff::Timestamp::from_microsecond(micros) else { return String::new() };
    let local = moment.to_zoned(look.zone.clone());
    let seconds = format!("{:02}:{:02}:{:02}", local.hour(), local.minute(), local.second());
    if wide { format!("{seconds}.{:03}", local.millisecond()) } else { seconds }
}

fn detail(model: &mut Model, look: &Look, width: usize, height: usize) -> Vec<Line<'static>> {
    let words = text::words(model.lang);
    let Some(detail) = &mut model.detail else { return Vec::new() };
    detail.height = height;
    let document = match &mut detail.content {
        Content::Loading => return vec![Line::styled(words.loading, DIM)],
        Content::Failed(why) => return vec![Line::styled(clip(&visible(why), width), look.bad())],
        Content::Ready(document) => document,
    };
    if document.lay_out(width) {
        // Other lines than those that were scrolled through.
        detail.top = detail.top.min(document.len().saturating_sub(height));
    }
    let style = |kind| match kind {
        Kind::Heading => BOLD.add_modifier(Modifier::UNDERLINED),
        Kind::Fact => DIM,
        Kind::Good => look.good(),
        Kind::Bad => look.bad(),
        Kind::Plain => Style::new(),
    };
    let lines = document.lines(detail.top).take(height);
    lines.map(|(kind, text)| Line::styled(text.to_owned(), style(kind))).collect()
}

/// The filter as it is typed, a notice, or what keys do.
fn footer(model: &Model, look: &Look, width: usize) -> Line<'static> {
    if model.ending {
        return clipped(vec![Span::styled(text::ending(model.lang), look.middling())], width);
    }
    if let Some(prompt) = &model.prompt {
        let help = format!("  {}", text::prompt_help(model.lang));
        return clipped(vec![Span::raw(format!("/{}█", visible(prompt))), Span::styled(help, DIM)], width);
    }
    if let Some(notice) = &model.notice {
        // A notice has one line, and a relay's answer may have several.
        let notice = notice.split_whitespace().collect::<Vec<_>>().join(" ");
        return clipped(vec![Span::styled(visible(&notice).into_owned(), look.middling())], width);
    }
    let help = if model.detail.is_some() { text::detail_help(model.lang) } else { text::list_help(model.lang) };
    let spans = help.iter().flat_map(|(key, does)| [Span::styled(*key, BOLD), Span::styled(format!(" {does}  "), DIM)]);
    clipped(spans.collect(), width)
}

/// A line in so many columns.
fn clipped(spans: Vec<Span<'static>>, width: usize) -> Line<'static> {
    let (mut line, mut left) = (Vec::new(), width);
    for span in spans {
        if span.content.width() > left {
            line.push(Span::styled(clip(&span.content, left), span.style));
            break;
        }
        left -= span.content.width();
        line.push(span);
    }
    Line::from(line)
}
