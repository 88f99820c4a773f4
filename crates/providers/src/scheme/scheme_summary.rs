//! A scheme as it is told to who writes its check in another language.

use super::{
    Scheme,
    content::Content,
    signature_spec::{Kind, Names, Shape},
    timestamp::StampFormat,
};

/// How a scheme signs, as data. Schemes whose content is made by code say so by having no template.
#[derive(Clone, Copy, Debug)]
pub struct SchemeSummary<'a> {
    /// Its headers.
    pub names: Names<'a>,
    /// The same headers under the names they had before.
    pub alias: Option<Names<'a>>,
    /// How the value of the signature's header is built.
    pub shape: Shape<'a>,
    /// How the signature is made.
    pub kind: Kind,
    /// What is signed, of `{body}`, `{timestamp}` and `{id}`. None: what the provider's documentation says in words.
    pub template: Option<&'a str>,
    /// The stamp may also count milliseconds.
    pub milliseconds: bool,
    /// The member of the body's JSON that holds the stamp, in milliseconds, where no header does.
    pub body_stamp: Option<&'a str>,
    /// How far the stamp may be from now, in seconds, either way.
    pub tolerance_s: i64,
}

impl Scheme {
    /// How it signs. None: it does not.
    pub fn summary(&self) -> Option<SchemeSummary<'_>> {
        let spec = self.spec()?;
        Some(SchemeSummary {
            names: spec.names,
            alias: spec.alias,
            shape: spec.shape,
            kind: spec.kind,
            template: match spec.content {
                Content::Template(template) => Some(template),
                Content::Made(_) => None,
            },
            body_stamp: spec.body_stamp,
            tolerance_s: spec.tolerance_s,
            milliseconds: spec.stamp != StampFormat::Seconds,
        })
    }
}
