//! The workflow in `docs/ci.md` does what is said of it.

use std::os::unix::fs::symlink;

use tokio::process::Command;

use crate::support::{gancho, own_address, within};

const DOCUMENT: &str = include_str!("../../../docs/ci.md");

/// The last script of the workflow.
fn script() -> String {
    let workflow = DOCUMENT.split("```yaml\n").nth(1).and_then(|rest| rest.split("```").next()).expect("a workflow");
    let script = workflow.rsplit("run: |\n").next().expect("a script");
    script.lines().map(|line| line.strip_prefix("          ").unwrap_or(line)).collect::<Vec<_>>().join("\n")
}

/// Runs it as a runner does, at a port of its own.
async fn run(script: &str, secret: &str) -> (bool, String) {
    let folder = tempfile::tempdir().unwrap();
    symlink(gancho(&[]).as_std().get_program(), folder.path().join("gancho")).unwrap();
    let address = own_address();
    let script = script.replace("localhost:7878", &address.to_string());
    let path = format!("{}:{}", folder.path().display(), std::env::var("PATH").unwrap());
    let mut command = Command::new("bash");
    command.args(["--noprofile", "--norc", "-eo", "pipefail", "-c", &script]).current_dir(folder.path()).env_clear();
    command.env("PATH", path).env("HOME", folder.path()).env("WEBHOOK_SECRET", secret).kill_on_drop(true);
    command.env("GANCHO_LISTEN", address.to_string()).env("GANCHO_RELAY", format!("http://{address}"));
    let output = within("the script", command.output()).await.unwrap();
    let said = [&output.stdout[..], &output.stderr].concat();
    (output.status.success(), String::from_utf8(said).unwrap())
}

#[tokio::test]
async fn its_workflow_finds_what_it_fires() {
    let script = script();
    assert!(script.contains("gancho wait"), "{script}");
    let (well, said) = run(&script, "whsec_for_a_test_of_the_document").await;
    assert!(well, "{said}");
    // And it can fail: another event is not the one that is waited for.
    let other = script.replace("--event invoice.paid", "--event checkout.session.completed").replace("30s", "200ms");
    let (well, said) = run(&other, "whsec_for_a_test_of_the_document").await;
    assert!(!well && said.contains("Time is over") && said.contains("checkout.session.completed"), "{said}");
}
