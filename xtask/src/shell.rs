//! Running other programs, and saying what is going on.

use std::{
    env,
    ffi::OsStr,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};

/// Runs a program to its end, its output going where ours goes.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| format!("cannot start `{}`", line(command)))?;
    ensure!(status.success(), "`{}` failed ({status}); its own message stands above", line(command));
    Ok(())
}

/// Ends by becoming another program, so that Ctrl-C, signals, the terminal and the exit code are its own, with nothing
/// in between. Where a process cannot do that (Windows), runs it and passes its exit code on.
#[cfg(unix)]
pub(crate) fn become_it(mut command: Command) -> Result<()> {
    use std::os::unix::process::CommandExt;
    let error = command.exec(); // returns only when it failed
    Err(error).with_context(|| format!("cannot start `{}`", line(&command)))
}

#[cfg(not(unix))]
pub(crate) fn become_it(mut command: Command) -> Result<()> {
    let status = command.status().with_context(|| format!("cannot start `{}`", line(&command)))?;
    std::process::exit(status.code().unwrap_or(1))
}

/// What a program prints on its standard output; `None` when it is missing or fails.
pub(crate) fn ask(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| text.trim().to_owned())
}

/// The command as a person would type it.
pub(crate) fn line(command: &Command) -> String {
    let program = Path::new(command.get_program());
    let mut line = program.file_stem().unwrap_or(program.as_os_str()).to_string_lossy().into_owned();
    for arg in command.get_args() {
        line.push(' ');
        line.push_str(&arg.to_string_lossy());
    }
    line
}

/// Every program of this name on PATH, in the order in which a shell would try them.
pub(crate) fn on_path(name: &str) -> impl Iterator<Item = PathBuf> {
    let file = format!("{name}{}", env::consts::EXE_SUFFIX);
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path)
        .map(move |dir| dir.join(&file))
        .filter(|file| file.is_file())
        .collect::<Vec<_>>()
        .into_iter()
}

/// PATH with these folders put in front.
pub(crate) fn path_with<'a>(first: impl IntoIterator<Item = &'a Path>) -> Result<impl AsRef<OsStr>> {
    let path = env::var_os("PATH").unwrap_or_default();
    let dirs = first.into_iter().map(Path::to_owned).chain(env::split_paths(&path));
    env::join_paths(dirs).context("a folder of PATH has a character that PATH cannot hold")
}

/// Says what begins, does it, and says how long it took.
pub(crate) fn step<T>(what: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    say(&format!("{what}…"));
    let start = Instant::now();
    let result = work().with_context(|| format!("{what}: failed after {}", took(start.elapsed())))?;
    say(&format!("{what}: done in {}", took(start.elapsed())));
    Ok(result)
}

/// A line of ours, apart from the output of the programs we run.
pub(crate) fn say(text: &str) {
    eprintln!("── {text}");
}

/// A duration as people say it: `0.4 s`, `38 s`, `4 min 12 s`.
pub(crate) fn took(time: Duration) -> String {
    let seconds = time.as_secs();
    match seconds {
        0..10 => format!("{:.1} s", time.as_secs_f64()),
        10..60 => format!("{seconds} s"),
        _ => format!("{} min {} s", seconds / 60, seconds % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_read_as_people_say_them() {
        assert_eq!(took(Duration::from_millis(440)), "0.4 s");
        assert_eq!(took(Duration::from_millis(38_900)), "38 s");
        assert_eq!(took(Duration::from_secs(252)), "4 min 12 s");
    }

    #[test]
    fn a_command_is_shown_as_typed() {
        let mut command = Command::new("/some folder/cargo");
        command.args(["test", "--workspace"]);
        assert_eq!(line(&command), "cargo test --workspace");
    }
}
