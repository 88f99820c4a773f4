//! What is fired is what was asked for: right, or wrong in just that way.

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use page_worker::{FaultInjection, Plan, Request, Scheme, sample};
use providers::Provider;
use wire::Secret;

use crate::{NOW, cause, fired, scheme, signers};

/// The first sample of a provider, fired.
fn first(provider: &str, faults: &[FaultInjection]) -> Vec<Request> {
    fired(sample(provider, 0).unwrap(), scheme(provider, NOW), faults)
}

/// The provider's signatures have a time.
fn is_stamped(provider: &str) -> bool {
    let outline = |provider: Provider| provider.scheme()?.summary().map(|it| format!("{:?}{:?}", it.shape, it.names));
    let outline = outline(Provider::from_name(provider).unwrap()).unwrap_or_default();
    // Linear stamps the body.
    outline.contains("Pairs") || outline.contains("timestamp: Some") || provider == "linear"
}

fn stamp(provider: &str, request: &Request) -> i64 {
    if provider == "linear" {
        let body: serde_json::Value = serde_json::from_slice(&request.body.0).unwrap();
        return body["webhookTimestamp"].as_i64().unwrap() / 1000;
    }
    let scheme = Provider::from_name(provider).unwrap().scheme().unwrap();
    let name = scheme.summary().unwrap().names;
    let name = name.timestamp.unwrap_or(name.signature);
    let (_, value) = request.headers.iter().find(|(other, _)| other == name).unwrap();
    let digits: String = value.chars().skip_while(|c| !c.is_ascii_digit()).take_while(char::is_ascii_digit).collect();
    digits.parse().unwrap()
}

#[test]
fn every_sample_fired_is_valid() {
    let mut checked = 0;
    for provider in page_worker::providers().iter().filter(|provider| provider.signs) {
        for event in 0..provider.events.len() {
            let [request] = &*fired(sample(&provider.name, event).unwrap(), scheme(&provider.name, NOW), &[]) else {
                panic!()
            };
            assert_eq!(cause(&provider.name, request), "", "{} {event}", provider.name);
            checked += 1;
        }
    }
    assert!(checked >= 30, "{checked} samples");
}

#[test]
fn who_does_not_sign_is_fired_as_it_stands() {
    for provider in page_worker::providers().iter().filter(|provider| !provider.signs) {
        let request = sample(&provider.name, 0).unwrap();
        assert_eq!(first(&provider.name, &[FaultInjection::Signature]), std::slice::from_ref(&request));
        assert_eq!(page_worker::check(&request, &scheme(&provider.name, NOW)), Ok(None));
    }
    let mut unsigned = scheme("github", NOW);
    unsigned.secret = Secret::new(String::new());
    assert_eq!(fired(sample("github", 0).unwrap(), unsigned, &[]), [sample("github", 0).unwrap()]);
}

#[test]
fn a_wrong_signature_is_a_mismatch_and_nothing_else() {
    for provider in signers() {
        let [request] = &*first(&provider, &[FaultInjection::Signature]) else { panic!() };
        assert_eq!(cause(&provider, request), "mismatch", "{provider}");
        let [right] = &*first(&provider, &[]) else { panic!() };
        assert_eq!((&request.path, &request.body), (&right.path, &right.body));
    }
}

#[test]
fn an_old_signature_is_stale_where_there_is_a_time() {
    let mut stamped = 0;
    for provider in signers() {
        let [request] = &*first(&provider, &[FaultInjection::Old]) else { panic!() };
        let expected = if is_stamped(&provider) { "stale_timestamp" } else { "" };
        assert_eq!(cause(&provider, request), expected, "{provider}");
        stamped += usize::from(is_stamped(&provider));
    }
    assert!(stamped >= 7, "{stamped} schemes with a time");
}

#[test]
fn a_duplicate_is_the_same_twice_and_a_storm_ten_times() {
    for provider in signers() {
        for (fault, copies) in [(FaultInjection::Duplicate, 2), (FaultInjection::Storm, 10)] {
            let requests = first(&provider, &[fault]);
            assert_eq!(requests.len(), copies, "{provider}");
            assert!(requests.iter().all(|request| *request == requests[0]), "{provider}");
            assert_eq!(cause(&provider, &requests[0]), "", "{provider}");
        }
    }
}

/// A provider's pair, out of order.
fn out_of_order(provider: &str, faults: &[FaultInjection]) -> Option<Vec<Request>> {
    let (earlier, later) = page_worker::providers().into_iter().find(|it| it.name == provider)?.pair?;
    let plan = Plan {
        request: sample(provider, later).unwrap(),
        scheme: scheme(provider, NOW),
        nonce: "n".into(),
        faults: faults.into(),
        earlier: sample(provider, earlier).ok(),
        signed: vec![],
    };
    Some(page_worker::plan(&plan).unwrap())
}

#[test]
fn out_of_order_what_follows_comes_before_what_it_follows_from() {
    let mut pairs = 0;
    for provider in page_worker::providers() {
        let Some(fired) = out_of_order(&provider.name, &[FaultInjection::Order]) else {
            // The same event twice would be no matter of order.
            assert_eq!(first(&provider.name, &[FaultInjection::Order]).len(), 1, "{}", provider.name);
            continue;
        };
        let [newer, older] = &*fired else { panic!("{}", provider.name) };
        assert_ne!(newer.body, older.body);
        if !provider.signs {
            continue;
        }
        pairs += 1;
        for request in [newer, older] {
            assert_eq!(cause(&provider.name, request), "", "{}: both are right", provider.name);
        }
        if is_stamped(&provider.name) {
            assert!(stamp(&provider.name, older) < stamp(&provider.name, newer), "{}", provider.name);
        }
    }
    assert!(pairs >= 6, "{pairs} pairs");
}

#[test]
fn a_time_is_signed_where_one_is_found() {
    for provider in page_worker::providers() {
        assert_eq!(provider.signs_time, provider.signs && is_stamped(&provider.name), "{}", provider.name);
    }
}

#[test]
fn a_truncated_body_is_half_of_it_with_the_signature_of_all() {
    for provider in signers() {
        let whole = sample(&provider, 0).unwrap().body.0;
        let [request] = &*first(&provider, &[FaultInjection::Truncated]) else { panic!() };
        assert_eq!(request.body.0, whole[..whole.len() / 2], "{provider}");
        let covers_the_body = !matches!(&*provider, "telegram" | "gitlab" | "mercadopago");
        assert_eq!(cause(&provider, request).is_empty(), !covers_the_body, "{provider}");
    }
}

#[test]
fn wrongs_go_together() {
    let requests = out_of_order("zoom", &FaultInjection::ALL).unwrap();
    assert_eq!(requests.len(), 20);
    assert!(requests.iter().all(|request| cause("zoom", request) == "mismatch"));
    assert_eq!(requests[0], requests[9]);
    assert_ne!(requests[0], requests[10]);
}

#[test]
fn a_secret_that_is_none_is_said() {
    let mut scheme = scheme("discord", NOW);
    scheme.secret = Secret::new("não é uma chave".into());
    let plan = page_worker::Plan {
        request: sample("discord", 0).unwrap(),
        scheme,
        nonce: "n".into(),
        faults: vec![],
        earlier: None,
        signed: vec![],
    };
    assert!(page_worker::plan(&plan).unwrap_err().contains("64 bytes"));
}

#[test]
fn what_a_relay_signed_is_fired_and_wrong_where_it_should_be() {
    let plan = |faults: &[FaultInjection], signed: &[&str]| Plan {
        request: sample("stripe", 0).unwrap(),
        scheme: Scheme { secret: Secret::new(String::new()), ..scheme("stripe", NOW) },
        nonce: "n".into(),
        faults: faults.into(),
        earlier: sample("stripe", 1).ok(),
        signed: signed.iter().map(|headers| (*headers).to_owned()).collect(),
    };
    let answer = |name: &str| format!(r#"{{"headers":[["Stripe-Signature","t=1,v1={name}"]]}}"#);
    let (first, second) = (answer("aaaa"), answer("bbbb"));
    // What is asked is what the relay takes: at its time, under an id of its own.
    let asked = |faults: &[FaultInjection]| -> Vec<wire::ToSign> {
        page_worker::to_sign(&plan(faults, &[])).iter().map(|json| serde_json::from_str(json).unwrap()).collect()
    };
    let times = |faults: &[FaultInjection]| asked(faults).iter().map(|one| one.now.unwrap() - NOW).collect::<Vec<_>>();
    assert_eq!(
        (times(&[]), times(&[FaultInjection::Old]), times(&[FaultInjection::Order])),
        (vec![0], vec![-600], vec![0, -5])
    );
    let both = asked(&[FaultInjection::Order]);
    assert_ne!(both[0].id, both[1].id);
    assert_eq!(both[0].body.as_bytes(), &sample("stripe", 0).unwrap().body.0[..]);

    let signatures = |made: Vec<Request>| -> Vec<String> {
        let of = |request: Request| request.headers.into_iter().find(|(name, _)| name == "Stripe-Signature").unwrap().1;
        made.into_iter().map(of).collect()
    };
    let fired = |faults: &[FaultInjection], signed: &[&str]| page_worker::plan(&plan(faults, signed)).unwrap();
    assert_eq!(signatures(fired(&[], &[&first])), ["t=1,v1=aaaa"]);
    assert_ne!(signatures(fired(&[FaultInjection::Signature], &[&first])), ["t=1,v1=aaaa"]);
    let order = [FaultInjection::Order, FaultInjection::Duplicate];
    assert_eq!(
        signatures(fired(&order, &[&first, &second])),
        ["t=1,v1=aaaa", "t=1,v1=aaaa", "t=1,v1=bbbb", "t=1,v1=bbbb"]
    );
    let half = fired(&[FaultInjection::Truncated], &[&first]).remove(0);
    assert_eq!(half.body.0.len(), sample("stripe", 0).unwrap().body.0.len() / 2);
    assert!(page_worker::plan(&plan(&[], &["{"])).is_err());
}
