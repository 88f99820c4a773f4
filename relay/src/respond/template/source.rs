//! What templates take from the parts of an event that have to be looked through: its body and its
//! query, each once.

use std::borrow::Cow;
use std::collections::HashMap;
use std::slice;
use std::time::Instant;

use decode::Decoded;
use gancho_store::Record;
use serde_json::value::RawValue;

use super::{Template, What};
use crate::readable;
use crate::respond::json_path::{self, OutOfTime};

/// Values by the names under which templates ask for them.
pub(super) type Fields<'n> = HashMap<&'n str, String>;

pub(super) struct Source<'s> {
    pub is_json: bool,
    /// Of a JSON body, in the order of the templates.
    pub json: Vec<Option<&'s str>>,
    /// All of a body that is not JSON.
    pub text: &'s str,
    /// Of a form.
    pub form: Fields<'s>,
    /// Of JSON in a field of a form, as it is written: `payload.ref` where GitHub puts its JSON into
    /// the field `payload`.
    pub form_json: Fields<'s>,
    pub query: Fields<'s>,
}

impl<'s> Source<'s> {
    pub(super) fn of(
        templates: &'s [&Template<'_>],
        record: &'s Record,
        decoded: &'s Decoded<'_>,
        deadline: Instant,
    ) -> Result<Self, OutOfTime> {
        let values = || templates.iter().flat_map(|template| template.values());
        let (mut paths, mut fields): (Vec<&[&str]>, Vec<&str>) = (Vec::new(), Vec::new());
        for what in values() {
            if let What::Body { path, field } = what {
                // A name may have dots in it too: `{"hub.challenge":…}`.
                paths.extend([path, slice::from_ref(field)]);
                fields.push(field);
            }
        }
        let text = decoded.text().unwrap_or_default().trim_start_matches('\u{feff}');
        let json = serde_json::from_str::<&RawValue>(text).ok().filter(|_| !paths.is_empty());
        let (mut form, mut form_json) = (Fields::new(), Fields::new());
        if json.is_none() {
            form = self::form(record, decoded, &fields, deadline)?;
            form_json = json_in_fields(&form, values(), deadline)?;
        }
        let names = values().filter_map(|what| if let What::Query(Some(name)) = what { Some(*name) } else { None });
        let query = form_urlencoded::parse(record.event.query.as_deref().unwrap_or_default().as_bytes());
        let query = query.map(|(name, value)| (name, || Some(value.into_owned())));
        let found = json.map_or(Ok(Vec::new()), |json| json_path::find(json, &paths, deadline))?;
        Ok(Self {
            is_json: json.is_some(),
            json: found.chunks(2).zip(&fields).map(|(two, field)| one_of(two, field)).collect(),
            text,
            form,
            form_json,
            query: first_of_each(query, names, deadline)?,
        })
    }
}

/// The value at a path, or else that of a name; of all of a body there is no name.
fn one_of<'s>(found: &[Option<&'s str>], field: &str) -> Option<&'s str> {
    let named = found.get(1).copied().flatten().filter(|_| !field.is_empty());
    found.first().copied().flatten().or(named)
}

/// The fields of a form with these names, or with their first steps. A file that is no text has no
/// value.
fn form<'n>(
    record: &Record,
    decoded: &Decoded<'_>,
    names: &[&'n str],
    deadline: Instant,
) -> Result<Fields<'n>, OutOfTime> {
    let declared = readable::declared(&record.event.headers);
    let first_step = |name: &'n str| name.split_once('.').map(|(first, _)| first);
    let names = names.iter().flat_map(|name| [Some(*name), first_step(name)]).flatten();
    let names = names.filter(|name| !name.is_empty());
    if declared.is_form() {
        let fields = decode::form::fields(&decoded.bytes);
        let fields = fields.map(|(name, value)| (name, || Some(value.into_owned())));
        first_of_each(fields, names, deadline)
    } else if declared.is_multipart() {
        let parts = decode::multipart::parts(&declared, &decoded.bytes);
        let parts = parts.map(|part| (part.name.clone(), move || part.text().map(Cow::into_owned)));
        first_of_each(parts, names, deadline)
    } else {
        Ok(Fields::new())
    }
}

/// What is asked for below a field whose value is JSON, where no field has all of the name.
fn json_in_fields<'s>(
    form: &Fields<'_>,
    values: impl Iterator<Item = &'s What<'s>>,
    deadline: Instant,
) -> Result<Fields<'s>, OutOfTime> {
    let mut below: HashMap<&str, Vec<(&'s str, &'s [&'s str])>> = HashMap::new();
    for what in values {
        if let What::Body { path, field } = what
            && let [first, rest @ ..] = path.as_slice()
            && !rest.is_empty()
            && !form.contains_key(field)
        {
            below.entry(first).or_default().push((field, rest));
        }
    }
    let mut found = Fields::new();
    for (first, asked) in below {
        let Some(json) = form.get(first).and_then(|text| serde_json::from_str::<&RawValue>(text).ok()) else {
            continue;
        };
        let paths: Vec<_> = asked.iter().map(|(_, path)| *path).collect();
        let values = json_path::find(json, &paths, deadline)?;
        let named = asked.iter().zip(values).filter_map(|((field, _), value)| Some((*field, value?.to_owned())));
        found.extend(named);
    }
    Ok(found)
}

/// The first field of each of these names, whose values are made only when they are wanted.
fn first_of_each<'n, 'f>(
    fields: impl Iterator<Item = (Cow<'f, str>, impl FnOnce() -> Option<String>)>,
    names: impl Iterator<Item = &'n str>,
    deadline: Instant,
) -> Result<Fields<'n>, OutOfTime> {
    let mut wanted: HashMap<&str, Option<String>> = names.map(|name| (name, None)).collect();
    if !wanted.is_empty() {
        for (n, (name, value)) in fields.enumerate() {
            if let Some(none @ None) = wanted.get_mut(&*name) {
                *none = value();
            }
            if n % 1024 == 1023 && Instant::now() >= deadline {
                return Err(OutOfTime);
            }
        }
    }
    Ok(wanted.into_iter().filter_map(|(name, value)| Some((name, value?))).collect())
}
