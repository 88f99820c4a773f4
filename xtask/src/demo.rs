//! `demo`: from a clone to the page on screen.
//!
//! Everything is built, then this process *becomes* the relay (on Unix): Ctrl-C, signals, the terminal and the exit code
//! are the relay's own, with nothing in between. What is left to do, saying that it is ready and opening the browser, is
//! done by a second xtask beside it, which ends at once.

use std::{
    env,
    io::{Read, Write},
    net::{SocketAddr, TcpListener, TcpStream, ToSocketAddrs},
    process::{Child, Command, Stdio},
    thread::sleep,
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use anyhow::{Context, Result, ensure};

use crate::{
    browser, page,
    shell::{self, say, step, took},
    tools::Tools,
    workspace::Workspace,
};

/// The task that the second xtask is started with.
pub(crate) const ANNOUNCE: &str = "announce-demo";

const DEFAULT: &str = "127.0.0.1:7878";

pub(crate) fn run(ws: &Workspace, args: &[String]) -> Result<()> {
    let start = SystemTime::now();
    let quiet = args.iter().any(|arg| arg == "--no-open") || env::var_os("CI").is_some();
    let options: Vec<_> = args.iter().filter(|arg| *arg != "--no-open" && *arg != "--").collect();
    let address = listen(args, env::var("GANCHO_LISTEN").ok().as_deref());
    if let Some(address) = address {
        // Now, not after minutes of building.
        ensure!(
            address.port() == 0 || TcpListener::bind(address).is_ok(),
            "cannot listen on {address}: another program does, perhaps an earlier demo. End it, or choose another \
             address: cargo xtask demo --listen 127.0.0.1:7879"
        );
    }

    let ahead = build_sqlite_ahead(ws);
    page::build_with(ws, &Tools::ready(ws)?)?;
    if let Some(mut ahead) = ahead {
        // Whatever came of it: the relay's build does what is left, and tells what is wrong.
        let _ = ahead.wait();
    }
    // As `cargo run` and the tests build it: it is there sooner, and they find it.
    step("Building the relay", || shell::run(ws.cargo().args(["build", "--package", "gancho"])))?;

    if let Some(address) = address.filter(|address| address.port() != 0) {
        start_announcer(address, start, quiet)?;
    }
    let mut relay = ws.cargo();
    // From the caller's folder, so that `--data file` means what it says.
    relay.current_dir(env::current_dir().context("the current folder is gone")?);
    relay.args(["run", "--quiet", "--package", "gancho"]);
    relay.arg("--manifest-path").arg(ws.path("Cargo.toml"));
    relay.args(["--", "serve"]).args(options);
    shell::become_it(relay)
}

/// Compiles SQLite, from the start and with the lowest priority: it is C that one core takes half a minute for, Cargo begins it
/// late, and building the tools and the page leaves a core idle now and then. None where there is no `nice`: then it is left to
/// the relay's build.
fn build_sqlite_ahead(ws: &Workspace) -> Option<Child> {
    let mut nice = Command::new("nice");
    nice.current_dir(ws.root()).args(["-n", "19"]).arg(ws.cargo().get_program());
    nice.args(["build", "--package", "rusqlite"]);
    nice.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().ok()
}

/// The address the relay will listen on, as far as its options tell: none when they are wrong, which the relay explains
/// better.
fn listen(args: &[String], variable: Option<&str>) -> Option<SocketAddr> {
    let mut given = None;
    for (index, arg) in args.iter().enumerate() {
        match arg.strip_prefix("--listen") {
            Some("") => given = args.get(index + 1).map(String::as_str),
            Some(rest) => given = rest.strip_prefix('='),
            None => {}
        }
    }
    let mut address = given.or(variable).unwrap_or(DEFAULT).to_socket_addrs().ok()?.next()?;
    if address.ip().is_unspecified() {
        // Listening everywhere includes here.
        address.set_ip(if address.is_ipv4() { [127, 0, 0, 1].into() } else { std::net::Ipv6Addr::LOCALHOST.into() });
    }
    Some(address)
}

fn start_announcer(address: SocketAddr, start: SystemTime, quiet: bool) -> Result<()> {
    let xtask = env::current_exe().context("cannot find this program's own file")?;
    let mut announcer = if cfg!(unix) {
        // Through a shell that ends at once: the announcer is then nobody's child, and leaves the relay no zombie.
        let mut shell = Command::new("sh");
        shell.args(["-c", "\"$@\" &", "sh"]).arg(xtask);
        shell
    } else {
        Command::new(xtask)
    };
    let since = start.duration_since(UNIX_EPOCH).unwrap_or_default().as_millis();
    announcer.args([ANNOUNCE, &address.to_string(), &since.to_string(), if quiet { "quiet" } else { "open" }]);
    let mut child = announcer.spawn().context("cannot start a second xtask")?;
    if cfg!(unix) {
        child.wait().context("cannot start a second xtask")?;
    }
    Ok(())
}

/// The second xtask: waits until the relay is ready, says so, and shows the page.
pub(crate) fn announce(args: &[String]) -> Result<()> {
    let [address, since, open] = args else { anyhow::bail!("this task is for `demo` alone") };
    let address: SocketAddr = address.parse()?;
    let start = UNIX_EPOCH + Duration::from_millis(since.parse()?);
    let limit = Instant::now() + Duration::from_secs(10);
    while status(address, "/readyz") != Some(200) {
        if Instant::now() > limit {
            return Ok(()); // The relay has said why, or does so soon.
        }
        sleep(Duration::from_millis(50));
    }
    say(&format!("Ready in {}", took(start.elapsed().unwrap_or_default())));
    // By the name the relay itself uses.
    let url = if address.ip().is_loopback() {
        format!("http://localhost:{}/", address.port())
    } else {
        format!("http://{address}/")
    };
    if status(address, "/") == Some(401) {
        say("Open the relay's own link above: it carries the token");
    } else if open == "open" && browser::open(&url) {
        say(&format!("Opening {url}"));
    } else {
        say(&format!("Open {url} in a browser"));
    }
    Ok(())
}

/// What the relay there answers to a GET; none when there is no answer.
fn status(address: SocketAddr, path: &str) -> Option<u16> {
    let timeout = Duration::from_secs(1);
    let mut stream = TcpStream::connect_timeout(&address, timeout).ok()?;
    stream.set_read_timeout(Some(timeout)).ok()?;
    write!(stream, "GET {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n").ok()?;
    let mut start = [0; "HTTP/1.1 200".len()];
    stream.read_exact(&mut start).ok()?;
    std::str::from_utf8(start.strip_prefix(b"HTTP/1.1 ")?).ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(args: &str, variable: Option<&str>) -> Option<String> {
        let args: Vec<_> = args.split_whitespace().map(str::to_owned).collect();
        listen(&args, variable).map(|address| address.to_string())
    }

    #[test]
    fn the_address_is_found_as_the_relay_finds_it() {
        assert_eq!(address("", None).unwrap(), DEFAULT);
        assert_eq!(address("", Some("127.0.0.1:1")).unwrap(), "127.0.0.1:1");
        assert_eq!(address("--open --listen 127.0.0.1:2", Some("127.0.0.1:1")).unwrap(), "127.0.0.1:2");
        assert_eq!(address("--listen=[::1]:3 --no-open", None).unwrap(), "[::1]:3");
        assert_eq!(address("--listen 0.0.0.0:4", None).unwrap(), "127.0.0.1:4");
    }

    #[test]
    fn a_wrong_address_is_left_to_the_relay() {
        assert_eq!(address("--listen nonsense", None), None);
        assert_eq!(address("--listen", None).unwrap(), DEFAULT);
    }
}
