//! The programs that receive: what each must do whatever language it is in. That they run, and what they let in, is tested
//! with the languages themselves (`foreign`).

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use codegen::{Framework, receiver};
use providers::Provider;

use crate::{scheme, signers};

/// The frameworks, and how each compares in constant time, with Ed25519 in second place.
const FRAMEWORKS: [(Framework, [&str; 2]); 3] = [
    (Framework::Flask, ["hmac.compare_digest(", "KEY.verify("]),
    (Framework::Express, ["crypto.timingSafeEqual(", "crypto.verify("]),
    (Framework::Axum, [".verify_slice(", ".verify_strict("]),
];

#[test]
fn every_receiver_reads_raw_bytes_compares_in_constant_time_and_answers_401() {
    for (framework, compares) in FRAMEWORKS {
        for name in signers() {
            let text = receiver(framework, &name);
            let about = format!("{framework:?} {name}\n{text}");
            let compares = compares.iter().chain(["ct_eq("].iter());
            assert!(compares.clone().any(|compare| text.contains(compare)), "{about}");
            let says = |word: &str| assert!(text.contains(word), "{word}: {about}");
            says("WEBHOOK_SECRET");
            says("3000");
            says("/webhook");
            assert!(["401", "UNAUTHORIZED"].iter().any(|word| text.contains(word)), "{about}");
            let outline = Provider::from_name(&name).unwrap().scheme();
            if let Some(outline) = outline.as_ref().and_then(providers::Scheme::summary) {
                says(outline.names.signature);
                if let Some(header) = outline.names.timestamp {
                    says(header);
                }
                if let Some(member) = outline.body_stamp {
                    says(&format!("[\"{member}\"]"));
                    let after = ["verified(body) and fresh(body)", " || !fresh(body)", ".is_none() || !fresh(&body)"];
                    assert!(after.iter().any(|check| text.contains(check)), "{about}");
                }
            }
        }
    }
}

/// Only in the scheme's own number of seconds: Linear's are 60.
#[test]
fn a_stamp_is_held_against_the_tolerance_of_its_scheme() {
    const LINES: [(Framework, &str); 3] = [
        (Framework::Flask, "TOLERANCE = {}  # seconds\n"),
        (Framework::Express, "const tolerance = {}; // seconds\n"),
        (Framework::Axum, "const TOLERANCE_S: u64 = {}"),
    ];
    for (framework, line) in LINES {
        for name in signers() {
            let text = receiver(framework, &name);
            let scheme = scheme(Provider::from_name(&name).unwrap()).unwrap();
            let outline = scheme.summary().unwrap();
            let is_stamped = outline.names.timestamp.is_some()
                || outline.body_stamp.is_some()
                || matches!(outline.shape, providers::Shape::Pairs { .. });
            // GitLab's signing tokens sign a stamp, and its secret tokens none.
            let is_stamped = is_stamped || name == "gitlab";
            let mut line = line.replace("{}", &outline.tolerance_s.to_string());
            if outline.body_stamp.is_some() {
                // Milliseconds in JSON are read as a float.
                line = line.replace("u64", "f64");
            }
            assert_eq!(text.contains(&line), is_stamped, "{line}{text}");
        }
    }
}

/// By a secret token, which is sent, or by a signing token: the secret tells which it is.
#[test]
fn gitlab_is_checked_by_the_token_that_there_is() {
    for (framework, compares) in FRAMEWORKS {
        let text = receiver(framework, "gitlab");
        let header = |name: &str| text.to_lowercase().contains(name);
        assert!(header("x-gitlab-token") && header("webhook-signature"), "{text}");
        assert!(text.contains("whsec_") && text.contains(compares[0]), "{text}");
    }
}

/// Python stops at a nesting of its own choice, with an error that is no `ValueError`.
#[test]
fn python_takes_json_nested_too_deep_for_no_json() {
    assert!(receiver(Framework::Flask, "linear").contains("RecursionError"));
}

#[test]
fn who_does_not_sign_is_received_with_a_word_on_what_protects_it() {
    for (framework, _) in FRAMEWORKS {
        for (name, word) in [("pix", "mutual TLS"), ("vindi", "basic authentication")] {
            let text = receiver(framework, name);
            assert!(text.contains(word) && !text.contains("WEBHOOK_SECRET"), "{text}");
        }
    }
}

/// The tests with the compiler compile them all at once, and would not see a crate that one of them forgot.
#[test]
fn in_rust_each_says_just_what_it_depends_on() {
    const CRATES: [&str; 11] = [
        "axum",
        "tokio",
        "hmac",
        "sha1",
        "sha2",
        "hex",
        "base64",
        "subtle",
        "ed25519-dalek",
        "form_urlencoded",
        "serde_json",
    ];
    for provider in Provider::ALL {
        let text = receiver(Framework::Axum, provider.name());
        for name in CRATES {
            let said = text.lines().any(|line| line.starts_with(&format!("// {name} = ")));
            let used = text.contains(&format!("{}::", name.replace('-', "_")));
            assert_eq!(said, used, "{name}: {text}");
        }
    }
}

#[test]
fn they_are_short_and_nobody_has_none() {
    for (framework, _) in FRAMEWORKS {
        for provider in Provider::ALL {
            let text = receiver(framework, provider.name());
            assert!(text.ends_with('\n') && text.lines().count() <= 100, "{text}");
            assert!(text.lines().all(|line| line.chars().count() <= 130), "{text}");
        }
        assert_eq!(receiver(framework, "nobody"), "");
    }
}
