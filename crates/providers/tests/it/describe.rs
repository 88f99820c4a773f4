//! Who sent it, and what it is about.

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use std::collections::HashSet;

use providers::{Description, Provider};

use crate::{Owned, secret};

fn described(provider: Provider, request: &Owned) -> Description {
    request.with(|request| provider.describe(request))
}

#[test]
fn names_are_the_contract() {
    let expected = "standard github stripe slack shopify telegram gitlab twilio discord mercadopago paddle linear zoom \
                    vindi pix meta custom";
    let names: HashSet<&str> = Provider::ALL.iter().map(|provider| provider.name()).collect();
    assert_eq!(names, expected.split_whitespace().collect());
    for provider in Provider::ALL {
        assert_eq!(Provider::from_name(provider.name()), Some(*provider));
        assert!(!provider.title().is_empty());
    }
    assert_eq!(Provider::from_name("GitHub"), None);
    let unsigned: Vec<&str> = Provider::ALL.iter().filter(|p| p.scheme().is_none()).map(|p| p.name()).collect();
    assert_eq!(unsigned, ["pix", "vindi", "custom"]);
}

#[test]
fn every_sample_is_recognised_and_describes_itself() {
    for provider in Provider::ALL {
        let events: HashSet<&str> = provider.samples().iter().map(|sample| sample.event).collect();
        assert!(events.len() >= 2 && events.len() == provider.samples().len(), "{}", provider.name());
        for sample in provider.samples() {
            let mut requests = vec![Owned::sample(sample)];
            if let Some(scheme) = provider.scheme() {
                requests.push(requests[0].signed(&scheme, secret(&scheme)));
            }
            for request in requests {
                let who = request.with(Provider::recognise);
                let expected = if *provider == Provider::Custom { None } else { Some(*provider) };
                assert_eq!(who, expected, "{} {}", provider.name(), sample.event);
                let description = described(*provider, &request);
                assert_eq!(description.event.as_deref(), Some(sample.event), "{}", provider.name());
                assert!(description.summary.is_some(), "{} {}", provider.name(), sample.event);
            }
        }
    }
}

#[test]
fn no_sample_carries_a_signature() {
    for provider in Provider::ALL {
        let Some(scheme) = provider.scheme() else { continue };
        for sample in provider.samples() {
            let request = Owned::sample(sample);
            for (name, _) in request.with(|r| scheme.sign(secret(&scheme), r, 0, "id")).unwrap() {
                assert!(!request.headers.iter().any(|(other, _)| other.eq_ignore_ascii_case(&name)), "{name}");
            }
        }
    }
}

#[test]
fn summaries() {
    let summary = |provider: Provider| -> Vec<String> {
        provider.samples().iter().map(|s| described(provider, &Owned::sample(s)).summary.unwrap()).collect()
    };
    let expected: [(Provider, &[&str]); 17] = [
        (
            Provider::Github,
            &[
                "push to main by ana · Preço do pão de queijo",
                "PR #12 opened: Aceita Pix no balcão",
                "issue #9 opened: O Pix não cai na sexta à noite",
                "Keep it logically awesome.",
                "comment on #9 by ana: É o fuso: o relógio da loja está em UTC.",
            ],
        ),
        (
            Provider::Stripe,
            &[
                "R$ 129,90 · ana@exemplo.com.br",
                "R$ 49,00 · joao@exemplo.com.br",
                "cus_RtB7nqY1pLwZ3e",
                "cus_RtB7nqY1pLwZ3e",
            ],
        ),
        (
            Provider::Slack,
            &["Bom dia! O pedido da mesa 7 já saiu? · U2147483697 · C024BE91L", "/deploy prod agora · ana"],
        ),
        (
            Provider::Telegram,
            &["Ana: Oi! Tem pão de queijo \"quentinho\"? 🧀", "Ana: qtd:12", "Ana: Oi! Tem pão de queijo e café?"],
        ),
        (Provider::Shopify, &["#1042 · R$ 129,90 · Ana Souza", "#1042 · R$ 129,90 · Ana Souza"]),
        (Provider::Mercadopago, &["payment 104318276543", "payment 104318276543"]),
        (Provider::Pix, &["R$ 129,90 · pix · Pedido 1042", "R$ 129,90 · pix"]),
        (Provider::Vindi, &["R$ 129,90 · Ana Souza", "Clube do Pão · Ana Souza"]),
        (Provider::Twilio, &["+5531988887777: Oi, meu pedido já saiu?", "+551150390000 · +5531988887777"]),
        (Provider::Discord, &["/pedido 7 · anasouza", "entregar:1042 · anasouza", "discord"]),
        (
            Provider::Gitlab,
            &["push to main by marina · Rota mais curta até a Savassi", "MR !12 open: Avisa o cliente pelo WhatsApp"],
        ),
        (Provider::Meta, &["Ana Souza: Bom dia! Vocês entregam na Savassi?", "delivered · 5531988887777"]),
        (
            Provider::Paddle,
            &["R$ 129,90 · txn_01jnzr8m2t4c6w9y0x3v5b7n1q · completed", "sub_01jnzr8s6a8b0c2d4e6f8g0h2j · active"],
        ),
        (
            Provider::Linear,
            &[
                "PAD-42 create: Pix não confirma depois das 20 h",
                "PAD-42 create: É o fuso: o relógio da loja está em UTC.",
            ],
        ),
        (Provider::Zoom, &["Reunião da padaria", "Reunião da padaria · Ana Souza"]),
        (Provider::Standard, &["Ana Souza · ana@exemplo.com.br", "Seu pedido saiu · ana@exemplo.com.br"]),
        (
            Provider::Custom,
            &["currency BRL · customer Ana Souza · order 1042", "carrier Correios · customer Ana Souza · order 1042"],
        ),
    ];
    for (provider, expected) in expected {
        assert_eq!(summary(provider), expected, "{}", provider.name());
    }
}

#[test]
fn money_in_every_size_and_currency() {
    let pix = |amount: &str| {
        let body = format!(r#"{{"pix":[{{"endToEndId":"E1","valor":{amount}}}]}}"#);
        described(Provider::Pix, &Owned::json(&body)).summary.unwrap()
    };
    assert_eq!(pix(r#""1234567.8""#), "R$ 1.234.567,80 · pix");
    assert_eq!(pix("110.00"), "R$ 110,00 · pix");
    assert_eq!(pix(r#""0""#), "R$ 0,00 · pix");
    assert_eq!(pix(r#""-1""#), "pix");
    assert_eq!(pix(r#""1,50""#), "pix");
    assert_eq!(pix(r#""99999999999999999999.00""#), "pix");
    let stripe = |amount: &str, currency: &str| {
        let body =
            format!(r#"{{"type":"x","data":{{"object":{{"id":"ch_1","amount":{amount},"currency":"{currency}"}}}}}}"#);
        described(Provider::Stripe, &Owned::json(&body)).summary.unwrap()
    };
    assert_eq!(stripe("1205", "usd"), "USD 12.05 · ch_1");
    assert_eq!(stripe("1205", "jpy"), "JPY 1205 · ch_1");
    assert_eq!(stripe("-5", "brl"), "ch_1");
}

/// By header before body, and by body only what nobody else sends.
#[test]
fn recognised_by_what_is_there() {
    let who = |request: &Owned| request.with(Provider::recognise).map(Provider::name);
    let telegram_shaped = r#"{"update_id":1,"message":{"text":"oi"}}"#;
    let mut request = Owned::json(telegram_shaped);
    assert_eq!(who(&request), Some("telegram"));
    request.set("X-GitHub-Event", "push");
    assert_eq!(who(&request), Some("github"));
    assert_eq!(who(&Owned::json(r#"{"update_id":"1"}"#)), None);
    assert_eq!(who(&Owned::json(r#"{"pix":[]}"#)), None);
    assert_eq!(who(&Owned::json(r#"{"object":"page","entry":[]}"#)), Some("meta"));
    assert_eq!(who(&Owned::json(r#"{"event":{"type":"bill_paid"}}"#)), None);
    assert_eq!(who(&Owned::post(b"")), None);
}

/// Whatever stands in a request: no panic, one line, bounded.
#[test]
fn hostile_bodies() {
    let deep = |open: &str, close: &str| format!("{{\"update_id\":{}1{}}}", open.repeat(10_000), close.repeat(10_000));
    let long = format!(r#"{{"update_id":1,"message":{{"text":"{}\n\u0007\u202e fim"}}}}"#, "é\\n🧀 ".repeat(50_000));
    let types =
        r#"{"type":{"a":1},"event":[1],"pix":{"0":1},"data":null,"object":7,"entry":"x","ref":[],"action":1e999}"#;
    let numbers = r#"{"type":"x","data":{"object":{"amount":99999999999999999999999,"currency":"brl"}},"pix":[{"valor":1e308,"endToEndId":1}]}"#;
    let mut bodies: Vec<Vec<u8>> = [deep("[", "]"), deep("{\"a\":", "}"), long, types.into(), numbers.into()]
        .into_iter()
        .map(String::into_bytes)
        .collect();
    bodies.extend([b"".to_vec(), b"{".to_vec(), b"null".to_vec(), vec![0xff; 4096], b"{}".to_vec(), b"[[[".to_vec()]);
    bodies.push(b"&&=%zz&command=&payload=%7B&Body=%00%ff".to_vec());
    bodies.push([b"{\"a\":\"".as_slice(), &vec![b'x'; 2 << 20], b"\"}"].concat());
    for body in bodies {
        let mut request = Owned::post(&body);
        request.headers.push(("X-GitHub-Event".to_owned(), b"\xff\x00".to_vec()));
        request.set("X-Gitlab-Event", &"evento ".repeat(1000));
        request.set("X-Shopify-Topic", "a\tb\r\n");
        request.query = Some("data.id=%00%ff&&&=".to_owned());
        request.with(Provider::recognise);
        for provider in Provider::ALL {
            let Description { event, summary } = described(*provider, &request);
            for text in [event, summary].into_iter().flatten() {
                assert!(text.chars().count() <= 120 && !text.is_empty(), "{}: {text}", provider.name());
                assert!(!text.chars().any(|c| c.is_control() || c == '\u{202e}'), "{}: {text}", provider.name());
            }
        }
    }
}

#[test]
fn a_long_line_ends_with_dots() {
    let say = |text: &str| {
        let body = format!(r#"{{"update_id":1,"message":{{"text":"{text}"}}}}"#);
        described(Provider::Telegram, &Owned::json(&body)).summary
    };
    assert_eq!(say(&"a".repeat(120)), Some("a".repeat(120)));
    assert_eq!(say(&"a".repeat(121)), Some(format!("{}…", "a".repeat(119))));
    assert_eq!(say("  a \\n\\t b  "), Some("a b".to_owned()));
    assert_eq!(say("a\\u202eb\\ufeff"), Some("ab".to_owned()), "nothing that turns the line around");
    assert_eq!(say("\\n"), None);
    assert_eq!(say(&" ".repeat(2 << 20)), None, "what is larger than is worth it is not read");
    let large = format!(r#"{{"update_id":1,"message":{{"text":"oi"}},"z":"{}"}}"#, "z".repeat(1 << 20));
    assert_eq!(described(Provider::Telegram, &Owned::json(&large)), Description::default());
}

/// GitHub's and Slack's forms carry the JSON in a field: it is told as if it had come alone.
#[test]
fn json_in_the_field_of_a_form() {
    let form = |json: &str| -> String {
        let encoded: String = json.bytes().map(|byte| format!("%{byte:02X}")).collect();
        format!("payload={encoded}")
    };
    for sample in Provider::Github.samples() {
        let alone = Owned::sample(sample);
        let mut request = alone.clone();
        request.body = form(sample.body).into_bytes();
        for content_type in ["application/x-www-form-urlencoded", "Application/X-WWW-Form-Urlencoded; charset=utf-8"] {
            request.set("Content-Type", content_type);
            assert_eq!(described(Provider::Github, &request), described(Provider::Github, &alone), "{}", sample.event);
        }
    }
    let pressed = r#"{"type":"block_actions","user":{"username":"ana"},"actions":[{"action_id":"entregar","value":"50% + mais & menos"}]}"#;
    let mut request = Owned::post(form(pressed).as_bytes());
    request.set("Content-Type", "application/x-www-form-urlencoded");
    let description = described(Provider::Slack, &request);
    assert_eq!(description.event.as_deref(), Some("block_actions"));
    assert_eq!(description.summary.as_deref(), Some("entregar · 50% + mais & menos · ana"));
    // By the body alone, too.
    request.body = form(r#"{"update_id":1,"message":{"text":"oi"}}"#).into_bytes();
    assert_eq!(request.with(Provider::recognise), Some(Provider::Telegram));
    request.body = b"payload=%7B&payload=x".to_vec();
    assert_eq!(request.with(Provider::recognise), None);
}

/// SharePoint, PowerShell and editors on Windows write one.
#[test]
fn json_behind_a_byte_order_mark() {
    for provider in Provider::ALL {
        for sample in provider.samples().iter().filter(|sample| sample.body.starts_with('{')) {
            let alone = Owned::sample(sample);
            let marked = Owned { body: [b"\xef\xbb\xbf", sample.body.as_bytes()].concat(), ..alone.clone() };
            assert_eq!(described(*provider, &marked), described(*provider, &alone), "{}", provider.name());
            assert_eq!(marked.with(Provider::recognise), alone.with(Provider::recognise), "{}", provider.name());
        }
    }
}
