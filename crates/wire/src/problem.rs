//! An error of the HTTP interface.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// An error (RFC 9457, `application/problem+json`).
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// Stable name of the kind of error, a URI reference: `/problems/…`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The kind in a few words, the same each time.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What happened this time, and what to do. English.
    pub detail: String,
    /// Everything in `detail` that changes from one time to the next, by name: with `type` it is
    /// enough to say the same in another language. Left out when there is none.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub values: BTreeMap<String, ProblemValue>,
}

/// A value of a [`Problem`]: a JSON number or string.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum ProblemValue {
    /// A limit in bytes, a count, a position.
    Number(u64),
    /// A name, or a reason in English.
    Text(String),
}

impl std::fmt::Display for ProblemValue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Number(number) => number.fmt(f),
            Self::Text(text) => text.fmt(f),
        }
    }
}

impl From<u64> for ProblemValue {
    fn from(number: u64) -> Self {
        Self::Number(number)
    }
}

impl From<usize> for ProblemValue {
    fn from(number: usize) -> Self {
        Self::Number(number as u64)
    }
}

impl From<&str> for ProblemValue {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for ProblemValue {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn json_is_the_documented_shape() {
        let mut problem = Problem {
            kind: "/problems/x".into(),
            title: "X".into(),
            status: 413,
            detail: "over 5 of 'a'".into(),
            values: BTreeMap::new(),
        };
        let mut shape = json!({
            "type": "/problems/x", "title": "X", "status": 413, "detail": "over 5 of 'a'",
        });
        assert_eq!(serde_json::to_value(&problem).unwrap(), shape);
        assert_eq!(serde_json::from_value::<Problem>(shape.clone()).unwrap(), problem);
        problem.values = [("limit".into(), 5_u64.into()), ("channel".into(), "a".into())].into();
        shape["values"] = json!({"limit": 5, "channel": "a"});
        assert_eq!(serde_json::to_value(&problem).unwrap(), shape);
        assert_eq!(serde_json::from_value::<Problem>(shape).unwrap(), problem);
    }
}
