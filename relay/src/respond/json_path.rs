//! Finds values in a JSON text and leaves them as they were written: numbers of any length and
//! escapes come out as they came in.
//!
//! All paths are looked for in one pass over the text, which a sender may make megabytes long.
//! `serde_json` has no way to tell where a value stands without reading it once more at each level.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;
use std::time::Instant;

use serde_json::value::RawValue;

/// There was no time to come to the end.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct OutOfTime;

/// The values at some paths of names and indices, in the order of the paths; `None` where there is
/// no such value. Of a name that an object has twice the last counts, as in JavaScript.
///
/// # Errors
/// [`OutOfTime`] when the deadline has passed on the way.
pub(super) fn find<'d>(
    json: &'d RawValue,
    paths: &[&[&str]],
    deadline: Instant,
) -> Result<Vec<Option<&'d str>>, OutOfTime> {
    let mut tree = Tree::of(paths);
    let mut walk = Walk { json: json.get(), at: 0, deadline, steps: 0 };
    walk.space();
    walk.value(&mut tree, ROOT)?;
    Ok(paths.iter().map(|path| tree.span(path).map(|span| &json.get()[span])).collect())
}

/// What a value puts into a template: a string without its quotes, anything else as it is.
pub(super) fn text(json: &str, raw: bool) -> Cow<'_, str> {
    if !json.starts_with('"') {
        return json.into();
    }
    match serde_json::from_str::<Cow<'_, str>>(json) {
        Ok(text) if raw => text,
        // It is JSON already, with the escapes that its sender chose.
        Ok(_) => json[1..json.len() - 1].into(),
        // Half of a surrogate pair is no text.
        Err(_) => "".into(),
    }
}

const ROOT: usize = 0;

/// The paths as a tree: what they begin with in common is there once.
struct Tree<'p>(Vec<Node<'p>>);

#[derive(Default)]
struct Node<'p> {
    names: BTreeMap<&'p str, usize>,
    /// Those names that are an index too.
    indices: BTreeMap<usize, usize>,
    /// Where the last value of this name stands.
    span: Option<Range<usize>>,
}

impl<'p> Tree<'p> {
    fn of(paths: &[&[&'p str]]) -> Self {
        let mut tree = Self(vec![Node::default()]);
        for path in paths {
            path.iter().fold(ROOT, |node, name| tree.child(node, name));
        }
        tree
    }

    fn child(&mut self, node: usize, name: &'p str) -> usize {
        if let Some(child) = self.0[node].names.get(name) {
            return *child;
        }
        let child = self.0.len();
        self.0.push(Node::default());
        self.0[node].names.insert(name, child);
        let canonical = name == "0" || !name.starts_with(['0', '+']);
        if let Some(index) = name.parse().ok().filter(|_| canonical) {
            self.0[node].indices.insert(index, child);
        }
        child
    }

    fn is_end(&self, node: usize) -> bool {
        self.0[node].names.is_empty()
    }

    /// Where the value at a path stands.
    fn span(&self, path: &[&str]) -> Option<Range<usize>> {
        let mut node = &self.0[ROOT];
        let mut span = node.span.clone()?;
        for name in path {
            node = &self.0[*node.names.get(name)?];
            // What stands before the last value of the name above it was in an earlier one.
            span = node.span.clone().filter(|inner| inner.start >= span.start)?;
        }
        Some(span)
    }
}

/// How many names, strings and brackets are passed between two looks at the clock.
const STEPS: u32 = 4096;

/// A way through a text that is known to be JSON.
struct Walk<'d> {
    json: &'d str,
    at: usize,
    deadline: Instant,
    steps: u32,
}

impl<'d> Walk<'d> {
    /// Passes the value that begins here, and notes where it stands and what is looked for in it.
    /// Goes no deeper than the tree.
    fn value(&mut self, tree: &mut Tree<'_>, node: usize) -> Result<(), OutOfTime> {
        let start = self.at;
        match self.byte() {
            Some(b'{') if !tree.is_end(node) => self.object(tree, node)?,
            Some(b'[') if !tree.is_end(node) => self.array(tree, node)?,
            _ => self.skip()?,
        }
        tree.0[node].span = Some(start..self.at);
        Ok(())
    }

    fn object(&mut self, tree: &mut Tree<'_>, node: usize) -> Result<(), OutOfTime> {
        self.pass();
        while let Some(b'"') = self.byte() {
            let name = self.name()?;
            // The colon.
            self.pass();
            match tree.0[node].names.get(&*name).copied() {
                Some(child) => self.value(tree, child)?,
                None => self.skip()?,
            }
            self.space();
            // A comma, or the end.
            if self.byte() == Some(b',') {
                self.pass();
            }
        }
        self.at += 1;
        Ok(())
    }

    fn array(&mut self, tree: &mut Tree<'_>, node: usize) -> Result<(), OutOfTime> {
        self.pass();
        let mut index = 0;
        while !matches!(self.byte(), Some(b']') | None) {
            match tree.0[node].indices.get(&index).copied() {
                Some(child) => self.value(tree, child)?,
                None => self.skip()?,
            }
            index += 1;
            self.space();
            if self.byte() == Some(b',') {
                self.pass();
            }
        }
        self.at += 1;
        Ok(())
    }

    /// A name of an object, and the space behind it.
    fn name(&mut self) -> Result<Cow<'d, str>, OutOfTime> {
        let start = self.at;
        self.string()?;
        let quoted = &self.json[start..self.at];
        self.space();
        let plain = &quoted[1..quoted.len() - 1];
        if !plain.contains('\\') {
            return Ok(plain.into());
        }
        // A name with half of a surrogate pair in it is none that a template can have.
        Ok(serde_json::from_str::<String>(quoted).map_or_else(|_| plain.into(), Cow::Owned))
    }

    /// Passes any value.
    fn skip(&mut self) -> Result<(), OutOfTime> {
        let mut depth = 0_usize;
        loop {
            match self.byte() {
                Some(b'"') => self.string()?,
                Some(b'{' | b'[') => {
                    depth += 1;
                    self.at += 1;
                    self.step()?;
                }
                Some(b'}' | b']') => {
                    depth = depth.saturating_sub(1);
                    self.at += 1;
                }
                Some(_) if depth == 0 => {
                    // A number or a word.
                    let ends = |byte: &u8| matches!(byte, b',' | b'}' | b']') || byte.is_ascii_whitespace();
                    let rest = &self.json.as_bytes()[self.at..];
                    self.at += rest.iter().position(ends).unwrap_or(rest.len());
                }
                Some(_) => self.at += 1,
                None => return Ok(()),
            }
            if depth == 0 {
                return Ok(());
            }
        }
    }

    /// Passes a string with its quotes.
    fn string(&mut self) -> Result<(), OutOfTime> {
        self.at += 1;
        loop {
            match self.byte() {
                Some(b'"') => break,
                // Whatever is escaped, it is not the end.
                Some(b'\\') => self.at += 2,
                Some(_) => self.at += 1,
                None => return Ok(()),
            }
        }
        self.at += 1;
        self.step()
    }

    /// Passes one byte and the space behind it.
    fn pass(&mut self) {
        self.at += 1;
        self.space();
    }

    fn space(&mut self) {
        while self.byte().is_some_and(|byte| byte.is_ascii_whitespace()) {
            self.at += 1;
        }
    }

    fn byte(&self) -> Option<u8> {
        self.json.as_bytes().get(self.at).copied()
    }

    fn step(&mut self) -> Result<(), OutOfTime> {
        self.steps += 1;
        if self.steps.is_multiple_of(STEPS) && Instant::now() >= self.deadline {
            return Err(OutOfTime);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
