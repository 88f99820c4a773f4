//! `--tunnel` with doubles of the programs: shell scripts of their names.

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Stdio;

use tokio::process::Command;

use crate::support::{Process, gancho, own_address, until, within};

/// A program of this name in the folder, which notes each start and its arguments.
fn double(folder: &Path, name: &str, body: &str) {
    let path = folder.join(name);
    let script = format!("#!/bin/sh\ncd '{}'\necho \"$@\" >> starts\necho $$ > pid\n{body}\n", folder.display());
    std::fs::write(&path, script).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
}

/// Runs until the file `end` is there.
const RUNS: &str = "while [ ! -e end ]; do sleep 0.05; done; rm end";

fn starts(folder: &Path) -> Vec<String> {
    let starts = std::fs::read_to_string(folder.join("starts")).unwrap_or_default();
    starts.lines().map(str::to_owned).collect()
}

fn command(folder: &Path, args: &[&str]) -> (Command, String) {
    let address = own_address();
    let mut command = gancho(&["--data", ":memory:", "--listen", &address.to_string()]);
    command.args(args).env("PATH", format!("{}:/usr/bin:/bin", folder.display()));
    (command, address.port().to_string())
}

#[tokio::test]
async fn each_program_gives_the_page_its_public_address() {
    for (tunnel, name, prints, url, arguments) in [
        (
            "ngrok",
            "ngrok",
            r#"echo '{"lvl":"info","msg":"started tunnel","url":"https://abc.ngrok.example"}'"#,
            "https://abc.ngrok.example",
            "http --log stdout --log-format json PORT",
        ),
        (
            "cloudflared",
            "cloudflared",
            "echo 'INF |  https://one-two.trycloudflare.com  |' >&2",
            "https://one-two.trycloudflare.com",
            "--url http://127.0.0.1:PORT",
        ),
        (
            "ssh:me@localhost.run",
            "ssh",
            "echo 'abc.lhr.life tunneled with tls termination, https://abc.lhr.life'",
            "https://abc.lhr.life",
            "-R 80:127.0.0.1:PORT -- me@localhost.run",
        ),
    ] {
        let folder = tempfile::tempdir().unwrap();
        double(folder.path(), name, &format!("{prints}\n{RUNS}"));
        let (mut command, port) = command(folder.path(), &["--tunnel", tunnel]);
        command.stderr(Stdio::null());
        let mut relay = Process::spawn(command).await;
        assert!(relay.welcome.contains(&format!("Webhook  {url}/webhook")), "{}", relay.welcome);
        assert!(relay.welcome.contains("?token="), "the world reaches it: {}", relay.welcome);
        assert!(starts(folder.path())[0].contains(&arguments.replace("PORT", &port)), "{:?}", starts(folder.path()));
        // It is started again when it ends.
        std::fs::write(folder.path().join("end"), "").unwrap();
        until("it to come back", async || starts(folder.path()).len() == 2).await;
        relay.signal("-TERM").await;
        assert!(relay.exit().await.success());
        let pid = std::fs::read_to_string(folder.path().join("pid")).unwrap();
        until("its end", async || !Path::new("/proc").join(pid.trim()).exists()).await;
    }
}

#[tokio::test]
async fn what_keeps_it_from_an_address_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let fails = async |args: &[&str], words: &str| {
        let (mut command, _) = command(folder.path(), args);
        command.env("PATH", folder.path());
        let output = within("its end", command.output()).await.unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(!output.status.success() && said.contains(words), "{args:?}: {said}");
    };
    fails(&["--tunnel", "ngrok"], "ngrok.com/download").await;
    fails(&["--tunnel", "cloudflared"], "it is not installed").await;
    fails(&["--tunnel", "ssh:-oProxyCommand=x"], "give a host").await;
    fails(&["--tunnel", "other"], "give ngrok, cloudflared or ssh:HOST").await;
    fails(&["--tunnel", "ngrok", "--public-url", "https://x.example"], "cannot be used with").await;
    double(folder.path(), "ngrok", r#"echo nonsense; echo '{"lvl":"crit","err":"no authtoken"}'"#);
    fails(&["--tunnel", "ngrok"], "no authtoken").await;
}
