//! An attempt by a command: the body is its input, its end is the outcome, its output the answer.

use std::ffi::OsString;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use bytes::Bytes;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use tokio::time::timeout;
use wire::{ATTEMPT_BODY_BYTES, Body, Delivery};

use super::outcome::{Outcome, Verdict};

/// What a command keeps of this process's environment: where programs, homes and temporary files
/// are, and the language. Secrets that the forwarder was started with are not the command's.
const KEPT: [&str; 8] = ["PATH", "HOME", "USER", "LANG", "LC_ALL", "TZ", "TMPDIR", "SystemRoot"];
/// How long is read on when the command has ended: what it left behind may keep its output open.
const READ_ON: Duration = Duration::from_millis(250);
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
        match run(&mut Group(child), body, self.timeout).await {
            Ok(Some((status, output))) => outcome(status, &output),
            Err(e) => Outcome::failed(Verdict::Again(None), format!("the command cannot be run: {e}")),
            Ok(None) => {
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

/// A command and its children. Killed when dropped before its end; what one leaves behind that has
/// ended by itself is its own affair.
struct Group(Child);

impl Drop for Group {
    fn drop(&mut self) {
        // None once it was waited for: its number may be another's by now.
        let Some(id) = self.0.id() else { return };
        #[cfg(unix)]
        if let Ok(leader) = i32::try_from(id) {
            let leader = nix::unistd::Pid::from_raw(leader);
            let _ = nix::sys::signal::killpg(leader, nix::sys::signal::Signal::SIGKILL);
        }
        let _ = self.0.start_kill();
    }
}

/// Feeds the command, waits for its end, and keeps what it said until then. None when it did not end
/// in time.
async fn run(
    Group(child): &mut Group,
    body: Bytes,
    longest: Duration,
) -> std::io::Result<Option<(ExitStatus, Vec<u8>)>> {
    let (stdin, stdout) = (child.stdin.take(), child.stdout.take());
    let mut output = Vec::new();
    let status = {
        let talk = async { tokio::join!(feed(stdin, &body), read(stdout, &mut output)).1 };
        tokio::pin!(talk);
        let ended = timeout(longest, async {
            tokio::select! {
                status = child.wait() => Ok((status?, false)),
                said = &mut talk => said.and(Ok((child.wait().await?, true))),
            }
        });
        let Ok(ended) = ended.await else { return Ok(None) };
        let (status, all_said) = ended?;
        if !all_said && let Ok(said) = timeout(READ_ON, &mut talk).await {
            said?;
        }
        status
    };
    Ok(Some((status, output)))
}

async fn feed(stdin: Option<ChildStdin>, body: &[u8]) {
    if let Some(mut stdin) = stdin {
        // It may end without having read all of it.
        let _ = stdin.write_all(body).await;
    }
}

/// Reads an output to its end, and keeps the first bytes.
async fn read(output: Option<ChildStdout>, kept: &mut Vec<u8>) -> std::io::Result<()> {
    let Some(output) = output else { return Ok(()) };
    let mut output = output.take(ATTEMPT_BODY_BYTES as u64);
    output.read_to_end(kept).await?;
    tokio::io::copy(&mut output.into_inner(), &mut tokio::io::sink()).await?;
    Ok(())
}

fn outcome(status: ExitStatus, output: &[u8]) -> Outcome {
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
