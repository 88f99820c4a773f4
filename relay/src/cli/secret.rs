//! Arguments that are secrets, or may have one in them.

use std::ffi::OsStr;
use std::fmt;
use std::fs::File;
use std::io::Read as _;

use anyhow::{Result, anyhow, bail};
use clap::builder::TypedValueParser;
use clap::error::ErrorKind;
use clap::{Arg, Command};

/// Longest token file read, in bytes: a file that has no end must not be read to it.
const MAX_FILE: u64 = 4096;

/// Parses a value, and keeps it out of the message when it is wrong: messages are copied into logs
/// and reports.
#[derive(Clone)]
pub(super) struct Unshown<F>(pub(super) F);

impl<F, T, E> TypedValueParser for Unshown<F>
where
    F: Fn(&str) -> Result<T, E> + Clone + Send + Sync + 'static,
    T: Clone + Send + Sync + 'static,
    E: fmt::Display,
{
    type Value = T;

    fn parse_ref(&self, command: &Command, arg: Option<&Arg>, value: &OsStr) -> Result<T, clap::Error> {
        let refused = |why: &dyn fmt::Display| {
            let name = arg.map(ToString::to_string).unwrap_or_default();
            clap::Error::raw(ErrorKind::ValueValidation, format!("invalid value for '{name}': {why}\n"))
                .with_cmd(command)
        };
        let text = value.to_str().ok_or_else(|| refused(&"it is not UTF-8"))?;
        self.0(text).map_err(|why| refused(&why))
    }
}

/// A token goes into a cookie and a link as it is.
pub(super) fn token(text: &str) -> Result<String> {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-_.~".contains(&b);
    if text.len() >= 8 && text.bytes().all(plain) {
        Ok(text.into())
    } else {
        bail!("a token has at least 8 letters, digits, '-', '_', '.' or '~'")
    }
}

/// The token in a file, without the space around it.
pub(super) fn token_file(path: &str) -> Result<String> {
    let mut text = String::new();
    let read = File::open(path).and_then(|file| file.take(MAX_FILE).read_to_string(&mut text));
    read.map_err(|e| anyhow!("cannot read the token: {e}"))?;
    match text.trim() {
        "" => bail!("there is no token in it: write one line, as from 'openssl rand -hex 16'"),
        text => token(text).map_err(|why| anyhow!("what is in it is no token: {why}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_file_is_trimmed_and_its_faults_are_told_without_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("token");
        let path = path.to_str().unwrap();
        let with = |text: &[u8]| {
            std::fs::write(path, text).unwrap();
            token_file(path)
        };
        assert_eq!(with(b"  abcdefgh-1234\r\n\n").unwrap(), "abcdefgh-1234");
        for (text, part) in [
            (&b""[..], "no token in it"),
            (b" \n", "no token in it"),
            (b"s3cr3t", "at least 8"),
            (b"s3cr3t-one\ns3cr3t-two", "no token"),
            (b"\xff\xfe\xfd\xfc\xfb\xfa\xf9\xf8", "cannot read"),
        ] {
            let why = with(text).unwrap_err().to_string();
            assert!(why.contains(part) && !why.contains("s3cr3t"), "{why}");
        }
        assert!(token_file("/nonexistent/token").unwrap_err().to_string().contains("No such file"));
        assert!(token_file("/dev/zero").unwrap_err().to_string().contains("no token"), "and it ends");
    }
}
