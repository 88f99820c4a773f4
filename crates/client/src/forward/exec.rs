//! An attempt by a command: the body is its input, its end is the outcome, its output the answer.

use std::ffi::OsString;
use std::process::Stdio;
use std::time::Duration;

use bytes::Bytes;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWriteExt as _};
use tokio::process::{Child, Command};
use tokio::time::timeout;
use wire::{ATTEMPT_BODY_BYTES, Body, Delivery};

use super::outcome::{Outcome, Verdict};

/// What a command keeps of this process's environment: where programs, homes and temporary files
/// are, and the language. Secrets that the forwarder was started with are not the command's.
const KEPT: [&str; 8] = ["PATH", "HOME", "USER", "LANG", "LC_ALL", "TZ", "TMPDIR", "SystemRoot"];
/// Status recorded of a command that ended well.
const OK: u16 = 200;

/// Runs of one command.
#[derive(Clone, Debug)]
pub(super) struct Exec {
    pub(super) command: String,
    pub(super) timeout: Duration,
}

impl Exec {
    /// Runs the command once for an event.
    pub(super) async fn attempt(&self, delivery: &Delivery, number: u32, body: Bytes) -> Outcome {
        let mut command = shell(&self.command);
        command.env_clear().envs(KEPT.iter().filter_map(|name| Some((*name, std::env::var_os(name)?))));
        command.envs(variables(delivery, number));
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).kill_on_drop(true);
        let child = match command.spawn() {
            Ok(child) => child,
            Err(e) => return Outcome::failed(Verdict::Again(None), format!("the command cannot be started: {e}")),
        };
        // Dropped in any way, it takes its children with it.
        let mut group = Group::of(child);
        match timeout(self.timeout, run(&mut group.child, body)).await {
            Ok(Ok((status, output))) => outcome(status, &output),
            Ok(Err(e)) => Outcome::failed(Verdict::Again(None), format!("the command cannot be run: {e}")),
            Err(_) => {
                let why = format!("the command did not end within {} s and was killed", self.timeout.as_secs_f64());
                Outcome::failed(Verdict::Again(None), why)
            }
        }
    }
}

#[cfg(unix)]
fn shell(line: &str) -> Command {
    let mut command = Command::new("sh");
    // A group of its own, to be killed with its children.
    command.arg("-c").arg(line).process_group(0);
    command
}

#[cfg(not(unix))]
fn shell(line: &str) -> Command {
    let mut command = Command::new("cmd");
    command.arg("/C").arg(line);
    command
}

/// A command and its children. Killed when dropped.
struct Group {
    child: Child,
    #[cfg(unix)]
    leader: Option<nix::unistd::Pid>,
}

impl Group {
    fn of(child: Child) -> Self {
        Self {
            #[cfg(unix)]
            leader: child.id().and_then(|id| i32::try_from(id).ok()).map(nix::unistd::Pid::from_raw),
            child,
        }
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        #[cfg(unix)]
        if let Some(leader) = self.leader {
            // It may have ended, and its children with it.
            let _ = nix::sys::signal::killpg(leader, nix::sys::signal::Signal::SIGKILL);
        }
        let _ = self.child.start_kill();
    }
}

/// Feeds the command, reads what it says, and waits for its end.
async fn run(child: &mut Child, body: Bytes) -> std::io::Result<(std::process::ExitStatus, Vec<u8>)> {
    let (stdin, stdout) = (child.stdin.take(), child.stdout.take());
    let feed = async {
        if let Some(mut stdin) = stdin {
            // It may end without having read all of it.
            let _ = stdin.write_all(&body).await;
        }
    };
    let ((), output) = tokio::join!(feed, read(stdout));
    Ok((child.wait().await?, output?))
}

/// The first bytes of an output that is read to its end.
async fn read(output: Option<impl AsyncRead + Unpin>) -> std::io::Result<Vec<u8>> {
    let Some(output) = output else { return Ok(Vec::new()) };
    let mut output = output.take(ATTEMPT_BODY_BYTES as u64);
    let mut kept = Vec::new();
    output.read_to_end(&mut kept).await?;
    tokio::io::copy(&mut output.into_inner(), &mut tokio::io::sink()).await?;
    Ok(kept)
}

fn outcome(status: std::process::ExitStatus, output: &[u8]) -> Outcome {
    let body = Some(Body::whole(output));
    if status.success() {
        return Outcome { verdict: Verdict::Final, status: Some(OK), body, ..Outcome::default() };
    }
    let why = match status.code() {
        Some(code) => format!("the command ended with {code}"),
        None => format!("the command was ended: {status}"),
    };
    Outcome { body, ..Outcome::failed(Verdict::Again(None), why) }
}

/// The event, in variables.
fn variables(delivery: &Delivery, number: u32) -> Vec<(String, OsString)> {
    let event = &*delivery.event;
    let text = |name: &str, value: &str| (format!("GANCHO_{name}"), OsString::from(value));
    let mut variables = vec![
        text("EVENT_ID", &event.id),
        text("SEQ", &event.seq.to_string()),
        text("CHANNEL", event.channel.as_str()),
        text("ATTEMPT", &number.to_string()),
        text("METHOD", &event.method),
        text("PATH", &event.path),
        text("QUERY", event.query.as_deref().unwrap_or_default()),
        text("REMOTE", &event.remote),
        text("RECEIVED_AT", &event.received_at.to_string()),
        text("SIZE", &event.size.to_string()),
        text("SHA256", &event.sha256.to_string()),
    ];
    if delivery.replay {
        variables.push(text("REPLAY", "1"));
    }
    for (name, value) in [("PROVIDER", &event.provider), ("EVENT", &event.event)] {
        variables.extend(value.as_ref().map(|value| text(name, value)));
    }
    for (name, value) in &event.headers.0 {
        let allowed = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' };
        let name = format!("GANCHO_HEADER_{}", name.chars().map(allowed).collect::<String>());
        let value = os_string(value.as_bytes());
        match variables.iter_mut().find(|(other, _)| *other == name) {
            // As HTTP joins them (RFC 9110, section 5.3).
            Some((_, before)) => {
                before.push(", ");
                before.push(value);
            }
            None => variables.push((name, value)),
        }
    }
    // No variable has a NUL in it; only an import has such a thing.
    variables.retain(|(_, value)| !value.as_encoded_bytes().contains(&0));
    variables
}

#[cfg(unix)]
fn os_string(bytes: &[u8]) -> OsString {
    std::os::unix::ffi::OsStringExt::from_vec(bytes.to_vec())
}

#[cfg(not(unix))]
fn os_string(bytes: &[u8]) -> OsString {
    String::from_utf8_lossy(bytes).into_owned().into()
}
