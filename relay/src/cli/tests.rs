//! What the arguments of the server become.

use super::*;

fn parse(line: &str) -> Result<Serve> {
    let args = std::iter::once("gancho").chain(line.split_whitespace());
    let cli = Cli::try_parse_from(args)?;
    Ok(match cli.command {
        Some(Command::Serve(serve)) => serve,
        _ => cli.serve,
    })
}

#[test]
fn the_definition_is_consistent() {
    use clap::CommandFactory as _;
    Cli::command().debug_assert();
}

#[test]
fn the_disk_has_no_limit_unless_it_is_given() {
    let limit = |line| parse(line).unwrap().options().unwrap().defaults.max_disk;
    assert_eq!(limit("--data :memory:"), None);
    assert_eq!(limit("--data :memory: --max-disk 2GiB"), Some(2 << 30));
}

#[test]
fn serve_may_be_left_out() {
    assert_eq!(parse("--listen 127.0.0.1:1").unwrap().listen.port(), 1);
    assert_eq!(parse("serve --listen 127.0.0.1:2").unwrap().listen.port(), 2);
    assert_eq!(parse("").unwrap().listen, SocketAddr::from(([127, 0, 0, 1], 7878)));
}

#[test]
fn sizes() {
    for (text, bytes) in
        [("0", 0), ("12", 12), ("5MiB", 5 << 20), ("2 kb", 2000), ("1GiB", 1 << 30), ("1.5MiB", 3 << 19)]
    {
        assert_eq!(size(text).unwrap(), bytes, "{text}");
    }
    for text in ["", "MiB", "-1", "5 miles", "NaN", "99999999999999999999", "9223372036854775808"] {
        assert!(size(text).is_err(), "{text}");
    }
}

#[test]
fn beyond_this_machine_a_token_is_demanded_unless_open() {
    let options = |line| parse(line).unwrap().options().unwrap();
    assert_eq!(options("--data :memory:").token, None);
    assert!(options("--data :memory: --listen 0.0.0.0:0").token.is_some_and(|t| t.len() == 32));
    assert_eq!(options("--data :memory: --listen 0.0.0.0:0 --open").token, None);
    assert!(options("--data :memory: --public-url https://h.example").token.is_some(), "a tunnel is the world");
    assert_eq!(options("--data :memory: --public-url https://h.example --open").token, None);
    assert_eq!(options("--data :memory: --token abcdefgh").token.as_deref(), Some("abcdefgh"));
    assert!(parse("--token short").is_err());
    assert!(parse("--data :memory: --open --token abcdefgh").unwrap().options().is_err());
}

#[test]
fn a_bots_token_is_read_by_the_relay_alone_and_never_shown() {
    let token = "123456789:AAFabcdefghijklmnopqrstuvwxyz012345";
    let serve = parse(&format!("--data :memory: --telegram-token {token}")).unwrap();
    let options = serve.options().unwrap();
    assert_eq!(options.telegram.as_ref().map(|bot| &*bot.api_base), Some("https://api.telegram.org"));
    assert!(!format!("{serve:?}{options:?}").contains("AAFabc"));
    let why = format!("{:#}", parse("--data :memory: --telegram-token 1:ZZshort").unwrap().options().unwrap_err());
    assert!(why.contains("TELEGRAM_TOKEN") && why.contains("@BotFather") && !why.contains("ZZ"), "{why}");
    assert!(parse("--data :memory:").unwrap().options().unwrap().telegram.is_none());
}

#[test]
fn bad_arguments_are_refused_with_words() {
    for (line, words) in [
        ("--listen nowhere", "'nowhere' for '--listen <"),
        ("--max-body x", "give bytes, or a unit as in 512KiB or 5MiB"),
        ("--max-events 0", "'0' for '--max-events <"),
        ("--max-channels 0", "'0' for '--max-channels <"),
        ("--max-disk 63MiB", "at least 64MiB"),
        ("--max-disk all", "give bytes, or a unit as in 512KiB or 5MiB"),
        ("--public-url hooks.example.com/a", "give scheme, host and, where a proxy"),
        ("--trusted-proxy localhost", "give an address or a network, as in 127.0.0.1 or 10.0.0.0/8"),
        ("--token short", "a token has at least 8 letters"),
        ("--nope", "unexpected argument '--nope'"),
    ] {
        let told = parse(line).map(drop).expect_err(line).to_string();
        assert!(told.contains(words), "{line}: {told}");
    }
    let public_url = parse("--public-url https://h.example/").unwrap().public_url;
    assert_eq!(public_url.as_ref().map(PublicUrl::as_str), Some("https://h.example"));
}
