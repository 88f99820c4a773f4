//! What templates that make no sense say of themselves.

use axum::http::StatusCode;

use super::describe::Described;
use crate::respond::template::{BadTemplate, Fault, MAX_STEPS, MAX_VALUES};

/// A fault in the template of this field.
pub(super) fn describe(field: &str, bad: &BadTemplate) -> Described {
    let BadTemplate { line, column, fault } = bad;
    let (kind, title) = match fault {
        Fault::NotClosed { .. } => ("template-not-closed", "Value not closed"),
        Fault::TooManyValues => ("template-too-many-values", "Too many values"),
        Fault::Filter(_) => ("template-bad-filter", "Bad filter in a template"),
        Fault::Nothing => ("template-names-nothing", "Value without a name"),
        Fault::TooDeep(_) => ("template-too-deep", "Too many steps"),
        Fault::EmptyStep(_) => ("template-empty-step", "Empty step"),
        Fault::NoHeader => ("template-no-header", "Header without a name"),
        Fault::NoParameter => ("template-no-parameter", "Parameter without a name"),
        Fault::Unknown(_) => ("template-unknown-name", "Unknown name"),
    };
    let detail = format!("the settings were not changed: {field}, {bad}");
    let described = Described::new(StatusCode::BAD_REQUEST, kind, title, detail)
        .with("field", field)
        .with("line", *line)
        .with("column", *column);
    match fault {
        Fault::NotClosed { open, close } => described.with("open", *open).with("close", *close),
        Fault::TooManyValues => described.with("limit", MAX_VALUES),
        Fault::Filter(filter) => described.with("filter", filter.as_str()),
        Fault::TooDeep(name) => described.with("name", name.as_str()).with("limit", MAX_STEPS),
        Fault::EmptyStep(name) | Fault::Unknown(name) => described.with("name", name.as_str()),
        Fault::Nothing | Fault::NoHeader | Fault::NoParameter => described,
    }
}
