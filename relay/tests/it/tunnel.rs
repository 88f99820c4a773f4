//! `--tunnel` with doubles of the programs: shell scripts of their names.

use std::path::Path;
use std::process::Stdio;

use testkit::Programs;
use tokio::process::Command;
use wire::{PublicStatus, ServerMsg};

use crate::support::{Process, gancho, own_address, until, within};

const RUNS: &str = Programs::RUNS;

fn command(programs: &Programs, args: &[&str]) -> (Command, String) {
    let address = own_address();
    let mut command = gancho(&["--data", ":memory:", "--listen", &address.to_string()]);
    command.args(args).env("PATH", programs.path());
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
            "http --log stdout --log-format json http://127.0.0.1:PORT",
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
        let programs = Programs::default();
        programs.add(name, &format!("{prints}\n{RUNS}"));
        let (mut command, port) = command(&programs, &["--tunnel", tunnel]);
        command.stderr(Stdio::null());
        let mut relay = Process::spawn(command).await;
        assert!(relay.welcome.contains(&format!("Webhook  {url}/webhook")), "{}", relay.welcome);
        assert!(relay.welcome.contains("?token="), "the world reaches it: {}", relay.welcome);
        assert!(programs.starts()[0].contains(&arguments.replace("PORT", &port)), "{:?}", programs.starts());
        // It is started again when it ends.
        programs.touch("end");
        until("it to come back", async || programs.starts().len() == 2).await;
        relay.signal("-TERM").await;
        assert!(relay.exit().await.success());
        let pid = std::fs::read_to_string(programs.folder().join("pid")).unwrap();
        until("its end", async || !Path::new("/proc").join(pid.trim()).exists()).await;
    }
}

#[tokio::test]
async fn its_end_and_its_return_at_another_address_are_told() {
    let programs = Programs::default();
    // Each start prints another port of this machine, at which nobody listens. The second waits.
    let prints = "n=$(wc -l < starts); [ $n = 1 ] || while [ ! -e again ] && kill -0 $PPID 2>&-; do sleep 0.05; done\n\
                  echo \"https://127.0.0.1:$n\"";
    programs.add("ssh", &format!("{prints}\n{RUNS}"));
    let (mut command, _) = command(&programs, &["--tunnel", "ssh:h.example", "--open"]);
    command.stderr(Stdio::null());
    let relay = Process::spawn(command).await;
    let status = async || relay.get("/api/public").await.json::<PublicStatus>();
    let mut live = relay.live("").await;
    let mut told = async || {
        loop {
            match live.next().await {
                ServerMsg::Hello(hello) => break hello.webhook_url,
                ServerMsg::Public { url } => break url,
                _ => {}
            }
        }
    };
    assert_eq!(told().await, "https://127.0.0.1:1/webhook");
    let found = status().await;
    assert_eq!((found.tunnel.as_deref(), found.tunnel_error), (Some("ssh:h.example"), None));
    assert!(found.reachable == Some(false) && found.error.is_some(), "nobody listens there");

    programs.touch("end");
    assert_eq!(told().await, "https://127.0.0.1:1", "what it was");
    let found = status().await;
    assert!(found.tunnel_error.unwrap().contains("it ended"));
    assert_eq!((found.reachable, found.checked_at), (Some(false), None), "nobody is asked");

    programs.touch("again");
    assert_eq!(told().await, "https://127.0.0.1:2");
    let found = status().await;
    assert_eq!(found.url.as_deref(), Some("https://127.0.0.1:2"));
    assert_eq!((found.tunnel.as_deref(), found.tunnel_error), (Some("ssh:h.example"), None));
    // Who comes now is greeted with it, and what it signs and exports has it too.
    let ServerMsg::Hello(hello) = relay.live("").await.next().await else { panic!("a hello comes first") };
    assert_eq!(hello.webhook_url, "https://127.0.0.1:2/webhook");
}

#[tokio::test]
async fn the_page_is_for_the_host_of_the_address_of_now() {
    let programs = Programs::default();
    programs.add("ssh", &format!("n=$(wc -l < starts); echo \"https://host-$n.example\"\n{RUNS}"));
    let (mut command, _) = command(&programs, &["--tunnel", "ssh:h", "--open"]);
    command.stderr(Stdio::null());
    let relay = Process::spawn(command).await;
    let status = async |host: &str| relay.with("GET", "/api/channels", "host", host).await.status;
    assert_eq!((status("host-1.example").await, status("host-2.example").await), (200, 403));
    programs.touch("end");
    until("the other address", async || status("host-2.example").await == 200).await;
    assert_eq!(status("host-1.example").await, 403, "it may be another's by now");
}

#[tokio::test]
async fn what_keeps_it_from_an_address_is_said() {
    let programs = Programs::default();
    let fails = async |args: &[&str], words: &str| {
        let (mut command, _) = command(&programs, args);
        command.env("PATH", programs.folder());
        let output = within("its end", command.output()).await.unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(!output.status.success() && said.contains(words), "{args:?}: {said}");
        assert!(!said.contains('\u{1b}'), "{args:?}: {said:?}");
    };
    fails(&["--tunnel", "ngrok"], "ngrok.com/download").await;
    fails(&["--tunnel", "cloudflared"], "it is not installed").await;
    fails(&["--tunnel", "ssh:-oProxyCommand=x"], "give a host").await;
    fails(&["--tunnel", "other"], "give ngrok, cloudflared or ssh:HOST").await;
    fails(&["--tunnel", "ngrok", "--public-url", "https://x.example"], "cannot be used with").await;
    programs.add("ngrok", r#"echo nonsense; echo '{"lvl":"crit","err":"no authtoken"}'"#);
    fails(&["--tunnel", "ngrok"], "no authtoken").await;
    // Nonsense is no address, and what it has in it does not reach the terminal.
    programs.add("cloudflared", r"printf '\377\376 https:// \033[2J https://a b \0\n'; exit 7");
    fails(&["--tunnel", "cloudflared"], "it ended and gave no address; it said last:").await;
}

#[tokio::test]
async fn it_leads_to_where_the_relay_listens() {
    for (tunnel, name, url) in
        [("cloudflared", "cloudflared", "https://a.trycloudflare.com"), ("ssh:h.example", "ssh", "https://a.lhr.life")]
    {
        let programs = Programs::default();
        programs.add(name, &format!("echo 'tunneled, {url}'\n{RUNS}"));
        let mut command = gancho(&["--data", ":memory:", "--listen", "127.0.0.2:0", "--tunnel", tunnel]);
        command.env("PATH", programs.path()).stderr(Stdio::null());
        let mut relay = Process::spawn(command).await;
        assert!(programs.starts()[0].contains("127.0.0.2:"), "{:?}", programs.starts());
        relay.signal("-TERM").await;
        assert!(relay.exit().await.success());
    }
}
