//! The programs that receive: what each must do whatever language it is in. That they run, and what they let in, is tested
//! with the languages themselves (`foreign`).

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use codegen::{Framework, receiver};
use providers::Provider;

use crate::signers;

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
                    says("300");
                }
            }
        }
    }
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
    const CRATES: [&str; 10] =
        ["axum", "tokio", "hmac", "sha1", "sha2", "hex", "base64", "subtle", "ed25519-dalek", "form_urlencoded"];
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
