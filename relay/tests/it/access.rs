//! Options of access on the command line: tokens, origins, warnings; and secrets that no message
//! repeats.

use crate::support::{Process, gancho, run};

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[tokio::test]
async fn who_opens_it_to_everybody_is_warned_where_they_look() {
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("log");
    let start = async |args: &[&str]| {
        let mut command = gancho(&[&["--data", ":memory:", "--open"], args].concat());
        command.stderr(std::fs::File::create(&log).unwrap());
        let mut relay = Process::spawn(command).await;
        relay.signal("-TERM").await;
        relay.exit().await;
        (relay.welcome.clone(), std::fs::read_to_string(&log).unwrap())
    };
    for wide in [&["--listen", "0.0.0.0:0"][..], &["--listen", "127.0.0.1:0", "--public-url", "https://h.example"]] {
        let (welcome, log) = start(wide).await;
        assert!(welcome.contains("Warning  --open: everybody"), "{welcome}");
        assert!(log.contains("WARN") && log.contains("--open: everybody"), "{log}");
    }
    let (welcome, log) = start(&["--listen", "127.0.0.1:0"]).await;
    assert!(!welcome.contains("Warning") && !log.contains("WARN"), "to this machine it always is: {welcome}{log}");
}

#[tokio::test]
async fn a_token_is_read_from_a_file_and_its_faults_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("token");
    let file = path.to_str().unwrap();
    std::fs::write(&path, "  from-a-file\n").unwrap();
    let as_flag = gancho(&["--listen", "127.0.0.1:0", "--data", ":memory:", "--token-file", file]);
    let mut as_variable = gancho(&["--listen", "127.0.0.1:0", "--data", ":memory:"]);
    as_variable.env("GANCHO_TOKEN_FILE", file);
    for command in [as_flag, as_variable] {
        let relay = Process::spawn(command).await;
        relay.get("/api/channels").await.problem(401, "unauthorized");
        assert_eq!(relay.get("/api/channels?token=from-a-file").await.status, 200);
        // Clients read it, too.
        let relay_url = format!("http://{}", relay.address);
        let listed = run(&["events", "list", "--relay", &relay_url, "--token-file", file]).await;
        assert_eq!(listed.status.code(), Some(0), "{}", text(&listed.stderr));
    }
    std::fs::write(&path, "s3cr3t").unwrap();
    for (args, part) in [
        (&["--token-file", file][..], "at least 8"),
        (&["--token-file", "/nonexistent/token"], "cannot read the token"),
        (&["--token-file", "/dev/null"], "no token in it"),
        (&["events", "list", "--token-file", file], "at least 8"),
        (&["race", "--token-file", "/nonexistent/token"], "cannot read the token"),
    ] {
        let output = run(args).await;
        let told = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        assert!(told.contains(part) && !told.contains("s3cr3t"), "{args:?}: {told}");
    }
    std::fs::write(&path, "from-a-file").unwrap();
    let both = run(&["--data", ":memory:", "--listen", "127.0.0.1:0", "--open", "--token-file", file]).await;
    assert!(text(&both.stderr).contains("choose one"), "{}", text(&both.stderr));
    let two = run(&["--token-file", file, "--token", "abcdefgh"]).await;
    assert!(text(&two.stderr).contains("cannot be used with"), "{}", text(&two.stderr));
}

#[tokio::test]
async fn a_secret_that_is_typed_where_none_belongs_is_not_repeated() {
    for args in [
        &["events", "list", "--relay", "http://user:s3cr3t-one@localhost:1"][..],
        &["events", "list", "--relay", "http://localhost:1/?token=s3cr3t-one"],
        &["race", "http://user:s3cr3t-one@localhost:1"],
        &["send", "http://user:s3cr3t-one@localhost:1/webhook", "--body", "x"],
        &["--public-url", "https://user:s3cr3t-one@h.example"],
        &["--token", "s3cr3t one"],
        &["events", "list", "--token", "s3cr3t one"],
        &["race", "--token", "s3cr3t one"],
    ] {
        let output = run(args).await;
        let told = text(&output.stderr) + &text(&output.stdout);
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        assert!(told.contains("invalid value for") && !told.contains("s3cr3t"), "{args:?}: {told}");
    }
    // Nor by the help, which shows what the environment says.
    for args in [&["events", "list", "--help"][..], &["race", "--help"], &["--help"]] {
        let mut command = gancho(args);
        command.env("GANCHO_RELAY", "http://u:s3cr3t-one@h").env("GANCHO_TOKEN", "s3cr3t-one");
        command.env("GANCHO_PUBLIC_URL", "https://u:s3cr3t-one@h");
        let help = text(&command.output().await.unwrap().stdout);
        assert!(help.contains("GANCHO_TOKEN_FILE") && !help.contains("s3cr3t"), "{help}");
    }
}

#[tokio::test]
async fn wrong_tokens_are_in_the_log_with_who_showed_them() {
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("log");
    let mut command = gancho(&["--listen", "127.0.0.1:0", "--data", ":memory:"]);
    command.env("GANCHO_TOKEN", "abcdefgh").stderr(std::fs::File::create(&log).unwrap());
    let relay = Process::spawn(command).await;
    relay.get("/api/channels?token=s3cr3t-guess").await.problem(401, "unauthorized");
    let log = std::fs::read_to_string(log).unwrap();
    let line = log.lines().find(|line| line.contains("wrong token")).expect("a line of the wrong token");
    assert!(line.contains("WARN") && line.contains("address=127.0.0.1"), "{line}");
    assert!(!log.contains("s3cr3t-guess") && !log.contains("abcdefgh"), "{log}");
}

#[tokio::test]
async fn who_may_read_and_send_is_said_by_flag_or_by_variable() {
    let mut command =
        gancho(&["--listen", "127.0.0.1:0", "--data", ":memory:", "--allow-origin", "http://localhost:3000"]);
    command.env("GANCHO_ALLOW_WEBHOOK_ORIGIN", "https://a.example,https://b.example");
    let relay = Process::spawn(command).await;
    let with =
        async |method: &str, target: &str, origin: &str| relay.with(method, target, "origin", origin).await.status;
    for (origin, reads, sends) in [
        ("http://localhost:3000", 200, 403),
        ("https://a.example", 403, 200),
        ("https://b.example", 403, 200),
        ("https://c.example", 403, 403),
    ] {
        assert_eq!(with("GET", "/api/channels", origin).await, reads, "{origin}");
        assert_eq!(with("POST", "/webhook", origin).await, sends, "{origin}");
    }
    for (args, part) in [
        (["--allow-origin", "localhost:3000"], "http://localhost:3000"),
        (["--allow-origin", "http://localhost:3000/app"], "http://localhost:3000"),
        (["--allow-origin", "*"], "scheme, host and port"),
        (["--allow-origin", "null"], "scheme, host and port"),
        (["--allow-webhook-origin", "evil.example"], "or * for any"),
    ] {
        let told = text(&run(&args).await.stderr);
        assert!(told.contains("invalid value") && told.contains(part), "{args:?}: {told}");
    }
}
