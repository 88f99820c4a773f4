use std::collections::BTreeSet;

use super::*;
use crate::respond::template::{BadTemplate, Fault};

/// One of each kind. `n` makes everything in it different from what another `n` makes.
fn samples(n: u16) -> Vec<Failure> {
    use Failure as F;
    let (size, seq) = (usize::from(n) + 70_000, u64::from(n) + 80_000);
    let channel = || Channel::new(&format!("channel{n}")).unwrap();
    let name = || ConsumerName::new(&format!("consumer{n}")).unwrap();
    let text = |what: &str| format!("<{what} {n}>");
    vec![
        F::BadChannel(BadChannel),
        F::UnknownChannel(channel()),
        F::UnknownEvent(channel(), seq),
        F::UnknownAnswer(channel(), seq),
        F::NotHeld(channel(), seq),
        F::AnsweredAlready(channel(), seq),
        F::UnknownConsumer(channel(), name()),
        F::TakenOver(channel(), name()),
        F::AnsweringTaken(channel(), name()),
        F::TooManyConsumers(channel()),
        F::NoConsumer(channel()),
        F::TooManyResends(channel()),
        F::TooManyPinned(channel()),
        F::TooMuchPinned(channel(), seq),
        F::CannotSign(channel(), text("why")),
        F::BadRequest(text("why")),
        F::BodyTooLarge(size),
        F::ImportTooLarge(size),
        F::BodyUnread(text("why")),
        F::HeadersTooLarge(size),
        F::NotHttp,
        F::TargetTooLong,
        F::HeadTooLong,
        F::ForbiddenHost(text("host")),
        F::ForbiddenOrigin(text("origin")),
        F::ForbiddenSite,
        F::ForbiddenSender(Some(text("origin"))),
        F::Unauthorized,
        F::NotFound(text("path")),
        F::MethodNotAllowed(text("method"), text("path")),
        F::NotAWebSocket(text("why")),
        F::Asked(503, channel(), seq),
        F::AnswerTooLong(channel(), seq),
        F::AnswerTooSlow(channel(), seq),
        F::Busy,
        F::TooManyChannels(StoreError::TooManyChannels(seq)),
        F::DiskBudget(StoreError::Full(seq)),
        F::FileGone(StoreError::FileGone(text("why"))),
        F::DiskFull(StoreError::DiskFull(text("why"))),
        F::Damaged(StoreError::Damaged(channel(), seq)),
        F::Store(StoreError::Engine(text("why"))),
        F::Unreadable(StoreError::Unreadable(text("why"))),
        F::Stopping,
        F::Invalid(Invalid::Parameter {
            name: if n == 1 { "after" } else { "before" },
            value: text("value"),
            expected: text("expected"),
        }),
        F::Invalid(Invalid::SearchTooLong { words: size, bytes: size + 1000 }),
        F::Invalid(Invalid::FilterTooLong { terms: size, bytes: size + 1000 }),
        F::Invalid(Invalid::TooManyRanges(size)),
        F::Invalid(Invalid::ConsumerName),
        F::Invalid(Invalid::BeyondHead { head: seq }),
        F::Invalid(Invalid::Acknowledgement(text("why"))),
        F::Invalid(Invalid::Resend(text("why"))),
        F::Invalid(Invalid::HandAnswer(text("why"))),
        F::Invalid(Invalid::WhichConsumer(text("names"))),
        F::Invalid(Invalid::Filter(text("why"))),
        F::Invalid(Invalid::Settings(text("why"))),
        F::Invalid(Invalid::ForwardUrl(text("why"))),
        F::Invalid(Invalid::ForwardNotAllowed { target: text("target"), why: text("why") }),
        F::Invalid(Invalid::NoteTooLong { limit: size, length: size + 1000 }),
        F::Invalid(Invalid::Line(size, text("why"))),
        F::Invalid(Invalid::TooManyLines(size)),
        F::Invalid(Invalid::TemplateTooLong(size)),
        template(n, Fault::NotClosed { open: "{{", close: "}}" }),
        template(n, Fault::TooManyValues),
        template(n, Fault::Filter(text("filter"))),
        template(n, Fault::Nothing),
        template(n, Fault::TooDeep(text("name"))),
        template(n, Fault::EmptyStep(text("name"))),
        template(n, Fault::NoHeader),
        template(n, Fault::NoParameter),
        template(n, Fault::Unknown(text("name"))),
    ]
}

fn template(n: u16, fault: Fault) -> Failure {
    let (line, column) = (usize::from(n) + 70_000, usize::from(n) + 80_000);
    let field = format!("answer.headers.x-{n}");
    Failure::Invalid(Invalid::Template { field, bad: BadTemplate { line, column, fault } })
}

/// `type`, status and names of values as clients know them. A new variant does not compile until it
/// is here: add it to `samples` too. What was released does not change.
fn released(failure: &Failure) -> (&'static str, u16, &'static [&'static str]) {
    use Failure as F;
    match failure {
        F::BadChannel(_) => ("bad-channel", 400, &[]),
        F::UnknownChannel(_) => ("unknown-channel", 404, &["channel"]),
        F::UnknownEvent(..) => ("unknown-event", 404, &["channel", "seq"]),
        F::UnknownAnswer(..) => ("unknown-answer", 404, &["channel", "seq"]),
        F::NotHeld(..) => ("not-held", 404, &["channel", "seq"]),
        F::AnsweredAlready(..) => ("already-answered", 409, &["channel", "seq"]),
        F::UnknownConsumer(..) => ("unknown-consumer", 404, &["channel", "consumer"]),
        F::TakenOver(..) => ("taken-over", 409, &["channel", "consumer"]),
        F::AnsweringTaken(..) => ("answering-taken", 409, &["channel", "consumer"]),
        F::TooManyConsumers(_) => ("too-many-consumers", 409, &["channel", "limit"]),
        F::NoConsumer(_) => ("no-consumer", 409, &["channel"]),
        F::TooManyResends(_) => ("too-many-resends", 409, &["channel", "limit"]),
        F::TooManyPinned(_) => ("too-many-pinned", 409, &["channel", "limit"]),
        F::TooMuchPinned(..) => ("too-much-pinned", 409, &["channel", "limit"]),
        F::CannotSign(..) => ("cannot-sign", 409, &["channel", "reason"]),
        F::BadRequest(_) => ("bad-request", 400, &["reason"]),
        F::BodyTooLarge(_) => ("body-too-large", 413, &["limit"]),
        F::ImportTooLarge(_) => ("import-too-large", 413, &["limit"]),
        F::BodyUnread(_) => ("body-unread", 400, &["reason"]),
        F::HeadersTooLarge(_) => ("headers-too-large", 431, &["limit"]),
        F::NotHttp => ("not-http", 400, &[]),
        F::TargetTooLong => ("target-too-long", 414, &["limit"]),
        F::HeadTooLong => ("head-too-long", 431, &["bytes", "fields"]),
        F::ForbiddenHost(_) => ("forbidden-host", 403, &["host"]),
        F::ForbiddenOrigin(_) => ("forbidden-origin", 403, &["origin"]),
        F::ForbiddenSite => ("forbidden-site", 403, &[]),
        F::ForbiddenSender(_) => ("forbidden-sender", 403, &["origin"]),
        F::Unauthorized => ("unauthorized", 401, &[]),
        F::NotFound(_) => ("not-found", 404, &["path"]),
        F::MethodNotAllowed(..) => ("method-not-allowed", 405, &["method", "path"]),
        F::NotAWebSocket(_) => ("websocket-needed", 426, &["reason"]),
        F::Asked(..) => ("asked-for", 503, &["channel", "seq"]),
        F::AnswerTooLong(..) => ("answer-too-long", 500, &["channel", "limit", "seq"]),
        F::AnswerTooSlow(..) => ("answer-too-slow", 500, &["channel", "limit", "seq"]),
        F::Busy => ("busy", 503, &[]),
        F::TooManyChannels(_) => ("too-many-channels", 507, &["limit"]),
        F::DiskBudget(_) => ("disk-budget", 507, &["reason"]),
        F::Unreadable(_) => ("store-unreadable", 503, &["reason"]),
        F::Stopping => ("stopping", 503, &[]),
        F::FileGone(_) => ("data-file-gone", 503, &["reason"]),
        F::DiskFull(_) => ("disk-full", 503, &["reason"]),
        F::Damaged(_) => ("damaged-event", 500, &["channel", "seq"]),
        F::Store(_) => ("store-unavailable", 503, &["reason"]),
        F::Invalid(invalid) => match invalid {
            Invalid::Parameter { .. } => ("bad-parameter", 400, &["expected", "name", "value"]),
            Invalid::SearchTooLong { .. } => ("search-too-long", 400, &["bytes", "words"]),
            Invalid::FilterTooLong { .. } => ("filter-too-long", 400, &["bytes", "terms"]),
            Invalid::TooManyRanges(_) => ("too-many-ranges", 400, &["limit"]),
            Invalid::ConsumerName => ("bad-consumer", 400, &[]),
            Invalid::BeyondHead { .. } => ("beyond-head", 400, &["head"]),
            Invalid::Acknowledgement(_) => ("bad-acknowledgement", 400, &["reason"]),
            Invalid::HandAnswer(_) => ("bad-answer", 400, &["reason"]),
            Invalid::Resend(_) => ("bad-resend", 400, &["reason"]),
            Invalid::WhichConsumer(_) => ("which-consumer", 400, &["consumers"]),
            Invalid::Filter(_) => ("bad-filter", 400, &["reason"]),
            Invalid::Settings(_) => ("bad-settings", 400, &["reason"]),
            Invalid::TemplateTooLong(_) => ("template-too-long", 400, &["field", "length", "limit"]),
            Invalid::Template { bad, .. } => match bad.fault {
                Fault::NotClosed { .. } => ("template-not-closed", 400, &["close", "column", "field", "line", "open"]),
                Fault::TooManyValues => ("template-too-many-values", 400, &["column", "field", "limit", "line"]),
                Fault::Filter(_) => ("template-bad-filter", 400, &["column", "field", "filter", "line"]),
                Fault::Nothing => ("template-names-nothing", 400, &["column", "field", "line"]),
                Fault::TooDeep(_) => ("template-too-deep", 400, &["column", "field", "limit", "line", "name"]),
                Fault::EmptyStep(_) => ("template-empty-step", 400, &["column", "field", "line", "name"]),
                Fault::NoHeader => ("template-no-header", 400, &["column", "field", "line"]),
                Fault::NoParameter => ("template-no-parameter", 400, &["column", "field", "line"]),
                Fault::Unknown(_) => ("template-unknown-name", 400, &["column", "field", "line", "name"]),
            },
            Invalid::ForwardUrl(_) => ("bad-forward-url", 400, &["reason"]),
            Invalid::ForwardNotAllowed { .. } => ("forward-not-allowed", 400, &["reason", "target"]),
            Invalid::NoteTooLong { .. } => ("note-too-long", 400, &["length", "limit"]),
            Invalid::Line(..) => ("bad-import-line", 400, &["line", "reason"]),
            Invalid::TooManyLines(_) => ("too-many-lines", 400, &["limit"]),
        },
    }
}

#[test]
fn every_problem_has_its_type_and_all_that_its_words_are_made_of() {
    let mut kinds = BTreeSet::new();
    for (one, other) in samples(1).iter().zip(&samples(2)) {
        let (kind, status, names) = released(one);
        assert!(kinds.insert(kind), "{kind} is the type of two");
        let problem = describe::problem(one);
        assert_eq!((&*problem.kind, problem.status), (&*format!("/problems/{kind}"), status));
        assert_eq!(problem.values.keys().map(String::as_str).collect::<Vec<_>>(), names, "{kind}");
        for (name, value) in &problem.values {
            assert!(problem.detail.contains(&value.to_string()), "{kind}: {name} is not in its words");
        }
        // With a blank for each value, the words are the same whatever the values.
        assert_eq!(blanked(&problem), blanked(&describe::problem(other)), "{kind}");
    }
    // Every problem there is has a sample: the table above has as many lines.
    let table = include_str!("tests.rs").split("fn released").nth(1).unwrap();
    let lines = table.split("#[test]").next().unwrap().matches("=> (\"").count();
    assert_eq!(kinds.len(), lines, "a problem of the table has no sample");
}

/// The words with the name of each value in its place, the longest first: one may stand in another.
fn blanked(problem: &wire::Problem) -> String {
    let mut values: Vec<_> = problem.values.iter().map(|(n, v)| (n, v.to_string())).collect();
    values.sort_by_key(|(_, value)| std::cmp::Reverse(value.len()));
    values.iter().fold(problem.detail.clone(), |words, (name, value)| words.replace(value, &format!("{{{name}}}")))
}
