//! Starting: what is printed, what is refused with words, and what the command line answers.

use std::net::TcpListener;
use std::path::Path;

use tokio::process::Command;

use crate::support::{Process, gancho, run};

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[tokio::test]
async fn the_welcome_has_lines_to_paste_and_they_work() {
    let folder = tempfile::tempdir().unwrap();
    let relay = Process::start(&folder.path().join("events.db"), &[]).await;
    let port = relay.address.port();
    assert!(relay.welcome.contains(&format!("http://localhost:{port}/\n")), "{}", relay.welcome);
    assert!(relay.welcome.contains(&format!("http://localhost:{port}/webhook\n")), "{}", relay.welcome);
    let curl = relay.welcome.lines().find(|line| line.trim().starts_with("curl ")).unwrap();
    let output = Command::new("sh").args(["-c", &format!("{curl} -s")]).output().await.unwrap();
    assert!(text(&output.stdout).contains("\"seq\":1"), "{curl}: {output:?}");
    assert_eq!(relay.event(1).await.body.as_text(), Some("{\"oi\":1}"));
}

#[tokio::test]
async fn its_address_shows_the_page_that_was_built_into_it_or_how_to_build_one() {
    let relay = crate::support::TestRelay::start().await;
    let answer = relay.get("/").await;
    let (kind, words) = match gancho::http::ui::Page::embedded().is_built() {
        true => ("text/html; charset=utf-8", "<!DOCTYPE html>"),
        false => ("text/plain; charset=utf-8", "cargo xtask demo"),
    };
    assert_eq!((answer.status, answer.header("content-type")), (200, Some(kind)));
    assert!(answer.text().to_lowercase().contains(&words.to_lowercase()), "{}", answer.text());
}

#[tokio::test]
async fn a_taken_port_is_told_with_the_flag_to_use() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let output = run(&["--data", ":memory:", "--listen", &address]).await;
    let told = text(&output.stderr);
    assert_eq!(output.status.code(), Some(1));
    assert!(told.contains("--listen 127.0.0.1:0") && told.contains("taken"), "{told}");
    assert!(output.stdout.is_empty(), "no welcome");
}

#[tokio::test]
async fn a_second_relay_on_one_data_file_says_so_and_stops() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("events.db");
    let mut first = Process::start(&data, &[]).await;
    let output = run(&["--listen", "127.0.0.1:0", "--data", data.to_str().unwrap()]).await;
    let told = text(&output.stderr);
    assert_eq!(output.status.code(), Some(1));
    assert!(told.contains("another gancho already uses") && told.contains("--data"), "{told}");
    assert!(output.stdout.is_empty(), "no welcome");
    first.post("/webhook", b"the first goes on").await;
    // However a process ends, its lock ends with it.
    first.kill().await;
    assert_eq!(Process::start(&data, &[]).await.page("").await.head, 1);
}

#[tokio::test]
async fn it_runs_from_any_folder_and_keeps_events_in_the_data_folder() {
    let home = tempfile::tempdir().unwrap();
    let start = async |folder: &Path| {
        let mut command = gancho(&["--listen", "127.0.0.1:0"]);
        command.env("HOME", home.path().join("with a space")).current_dir(folder);
        Process::spawn(command).await
    };
    let mut relay = start(Path::new("/")).await;
    relay.post("/webhook", b"x").await;
    relay.signal("-TERM").await;
    assert!(relay.exit().await.success());
    let other = tempfile::tempdir().unwrap();
    let relay = start(other.path()).await;
    assert_eq!(relay.page("").await.head, 1);
    assert!(relay.welcome.contains("with a space/"), "{}", relay.welcome);
    assert_eq!(
        std::fs::read_dir(other.path()).unwrap().count(),
        0,
        "nothing is left in the folder it was started from"
    );
}

#[tokio::test]
async fn beyond_this_machine_a_link_with_a_token_is_printed() {
    let mut command = gancho(&["--listen", "0.0.0.0:0", "--data", ":memory:"]);
    command.env("GANCHO_MAX_BODY", "10");
    let relay = Process::spawn(command).await;
    let link = relay.welcome.lines().find(|line| line.contains("Page")).unwrap();
    let (_, target) = link.split_once("/?token=").expect("a token");
    relay.get("/api/channels").await.problem(401, "unauthorized");
    assert_eq!(relay.get(&format!("/api/channels?token={}", target.trim())).await.status, 200);
    relay.request("POST", "/webhook", &[], b"01234567890").await.problem(413, "body-too-large");

    let open = Process::spawn(gancho(&["--listen", "0.0.0.0:0", "--data", ":memory:", "--open"])).await;
    assert!(!open.welcome.contains("token="), "{}", open.welcome);
    assert_eq!(open.get("/api/channels").await.status, 200);
}

#[tokio::test]
async fn log_lines_can_be_json_and_are_not_in_the_welcome() {
    let mut command = gancho(&["--listen", "127.0.0.1:0", "--data", ":memory:", "--log-format", "json"]);
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("log");
    command.stderr(std::fs::File::create(&log).unwrap());
    let mut relay = Process::spawn(command).await;
    relay.signal("-INT").await;
    assert!(relay.exit().await.success());
    let lines: Vec<serde_json::Value> =
        std::fs::read_to_string(log).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let messages: Vec<_> = lines.iter().filter_map(|line| line["message"].as_str()).collect();
    assert_eq!(messages, ["listening", "stopping"]);
    assert_eq!(lines[0]["level"], "INFO");
}

#[tokio::test]
async fn the_command_line_teaches() {
    let help = text(&run(&["--help"]).await.stdout);
    for flag in [
        "listen",
        "data",
        "max-body",
        "token",
        "token-file",
        "open",
        "public-url",
        "allow-origin",
        "allow-webhook-origin",
        "log-format",
    ] {
        let variable = format!("GANCHO_{}", flag.to_uppercase().replace('-', "_"));
        assert!(help.contains(&format!("--{flag}")) && help.contains(&variable), "{flag}");
    }
    let help_on_token = &help[help.find("--token <TOKEN>").unwrap()..help.find("--token-file <FILE>").unwrap()];
    assert!(help_on_token.contains("--token-file") && help_on_token.contains("other users"), "{help_on_token}");
    assert!(help.contains("curl -d") && help.contains("Examples:"), "{help}");
    for shell in ["bash", "zsh", "fish"] {
        assert!(text(&run(&["completions", shell]).await.stdout).contains("gancho"), "{shell}");
    }
    let wrong = run(&["--lisen", "x"]).await;
    assert_eq!(wrong.status.code(), Some(2));
    assert!(text(&wrong.stderr).contains("--listen"), "it guesses what was meant: {}", text(&wrong.stderr));
    assert!(text(&run(&["--version"]).await.stdout).contains(gancho::VERSION));
}
