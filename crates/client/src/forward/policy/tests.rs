use super::*;

fn policy(loopback: bool, allowed: &[&str]) -> TargetPolicy {
    let allowed = allowed.iter().map(|text| text.parse().unwrap()).collect();
    TargetPolicy { loopback, allowed, own: Some(SocketAddr::from(([127, 0, 0, 1], 7878))) }
}

#[track_caller]
fn why(policy: &TargetPolicy, url: &str) -> String {
    policy.check_url(&Url::parse(url).unwrap()).expect_err(url).to_string()
}

#[test]
fn a_relay_on_this_machine_forwards_to_programs_on_it() {
    let local = policy(true, &[]);
    for url in ["http://localhost:5000/a", "http://127.0.0.1:5000", "http://127.9.9.9:1", "http://[::1]:80"] {
        assert_eq!(local.check_url(&Url::parse(url).unwrap()), Ok(()), "{url}");
    }
    assert!(local.check("app", 80, IpAddr::from([127, 0, 0, 1])).is_ok(), "a name may be this machine's");
    for url in ["http://10.0.0.7", "http://192.168.1.1:80", "https://8.8.8.8", "http://[2001:db8::1]"] {
        assert!(why(&local, url).contains("--allow-target"), "{url}");
    }
    let Err(Refusal::NotAllowed { target, .. }) = local.check_url(&Url::parse("http://10.0.0.7").unwrap()) else {
        panic!("it can be allowed")
    };
    assert_eq!(target, "10.0.0.7:80");
    let away = local.check("app.example", 80, IpAddr::from([10, 0, 0, 7])).unwrap_err().to_string();
    assert!(away.contains("app.example:80 (10.0.0.7)"), "{away}");
}

#[test]
fn any_other_forwards_to_what_it_was_allowed_alone() {
    let wide = policy(false, &["localhost:5000", "app.internal", "10.0.0.7:80", "[::1]:5000"]);
    for url in ["http://localhost:5000", "http://APP.internal:1", "http://app.internal.", "http://10.0.0.7"] {
        let url = if url.ends_with('.') { format!("{url}:80") } else { url.to_owned() };
        assert_eq!(wide.check_url(&Url::parse(&url).unwrap()), Ok(()), "{url}");
    }
    assert_eq!(wide.check("[::1]".trim_matches(['[', ']']), 5000, IpAddr::from(Ipv6Addr::LOCALHOST)), Ok(()));
    for url in ["http://localhost:5001", "http://127.0.0.1:5000", "http://10.0.0.7:81", "http://evil.example"] {
        assert!(why(&wide, url).contains("--allow-target"), "{url}");
    }
    assert!(wide.check("app.internal", 1, IpAddr::from([172, 18, 0, 2])).is_ok());
    let rebound = wide.check("app.internal", 1, IpAddr::from([127, 0, 0, 1])).unwrap_err().to_string();
    assert!(rebound.contains("app.internal:1 (127.0.0.1)"), "{rebound}");
}

#[test]
fn odd_forms_of_addresses_are_refused() {
    for relay in [policy(true, &[]), policy(false, &["localhost"])] {
        for host in ["2130706433", "0x7f000001", "0x7f.0.0.1", "127.1", "0177.0.0.1", "127.0.0.1.", "1.2.3.4.5"] {
            assert!(why(&relay, &format!("http://{host}:80")).contains("odd form"), "{host}");
        }
    }
}

#[test]
fn an_address_inside_another_is_looked_at() {
    let (local, wide) = (policy(true, &[]), policy(false, &["app.internal"]));
    assert!(why(&wide, "http://[::ffff:127.0.0.1]:80").contains("--allow-target"));
    for host in ["[::ffff:169.254.169.254]", "[::ffff:a9fe:a9fe]", "[64:ff9b::169.254.169.254]"] {
        for relay in [&local, &wide] {
            assert!(why(relay, &format!("http://{host}:80")).contains("link-local"), "{host}");
        }
    }
    assert!(why(&local, "http://[::127.0.0.1]:80").contains("no address of a program"));
}

#[test]
fn what_is_nobodys_address_is_refused_even_when_it_is_allowed() {
    for host in ["0.0.0.0", "[::]", "255.255.255.255", "224.0.0.1", "[ff02::1]", "0.1.2.3"] {
        let bare = host.trim_matches(['[', ']']);
        for relay in [policy(true, &[]), policy(false, &[bare])] {
            assert!(why(&relay, &format!("http://{host}:80")).contains("no address of a program"), "{host}");
        }
    }
}

#[test]
fn metadata_of_a_cloud_is_reached_by_its_own_address_only() {
    let metadata = IpAddr::from([169, 254, 169, 254]);
    for relay in [policy(true, &[]), policy(false, &["meta.example"])] {
        assert!(why(&relay, "http://169.254.169.254/latest").contains("link-local"));
        assert!(relay.check("meta.example", 80, metadata).unwrap_err().to_string().contains("link-local"));
    }
    assert!(why(&policy(true, &[]), "http://[fe80::1]:80").contains("link-local"));
    assert!(why(&policy(true, &[]), "http://[fd00:ec2::254]:80").contains("link-local"));
    assert_eq!(policy(false, &["169.254.169.254"]).check("169.254.169.254", 80, metadata), Ok(()));
}

#[test]
fn a_relay_does_not_forward_to_itself() {
    let mut local = policy(true, &[]);
    assert!(why(&local, "http://127.0.0.1:7878/webhook/b").contains("this relay itself"));
    assert!(local.check("localhost", 7878, IpAddr::from([127, 0, 0, 1])).is_err());
    local.own = Some(SocketAddr::from(([0, 0, 0, 0], 7878)));
    assert!(why(&local, "http://127.0.0.2:7878").contains("this relay itself"));
}

#[test]
fn allowed_targets_are_hosts_and_ports() {
    for text in ["app.internal:3000", "app", "10.0.0.7", "[::1]:80", "::1", "localhost:1"] {
        let allowed: AllowedTarget = text.parse().unwrap();
        assert_eq!(allowed.to_string(), text);
    }
    for text in ["", ":80", "app:", "app:0", "app:65536", "http://app", "a b", "app:x", "[::1", "127.1", "*", "a/b"] {
        assert!(text.parse::<AllowedTarget>().is_err(), "{text}");
    }
}
