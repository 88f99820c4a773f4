//! Compressed bodies, as senders and proxies label them.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::{DeflateEncoder, ZlibEncoder};
use testkit::{brotli, gzip};

use super::*;

const BODY: &[u8] = br#"{"ref":"refs/heads/main","pusher":{"name":"ana"},"n":"agulhapalheiro"}"#;
/// How many bytes of ASCII the zstd frame holds.
const ZSTD_MAX: usize = 255;

fn zlib(plain: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(plain).unwrap();
    encoder.finish().unwrap()
}

fn deflate(plain: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(plain).unwrap();
    encoder.finish().unwrap()
}

/// A frame of one block that is not compressed (RFC 8878): its size in one byte, the last block, raw.
fn zstd(plain: &[u8]) -> Vec<u8> {
    assert!(plain.len() <= ZSTD_MAX);
    let block = ((plain.len() as u32) << 3 | 1).to_le_bytes();
    [b"\x28\xb5\x2f\xfd\x20", &[plain.len() as u8][..], &block[..3], plain].concat()
}

#[tokio::test]
async fn compressed_bodies_are_read_whatever_their_label() {
    let answer = json!({"body": "[{{body.ref}}]"});
    let relay = relay(&json!({"provider": "github", "answer": answer})).await;
    let twice = gzip(&zlib(BODY));
    let members = [gzip(&BODY[..10]), gzip(&BODY[10..])].concat();
    for (n, (coding, body)) in [
        ("gzip", gzip(BODY)),
        ("X-GZIP", gzip(BODY)),
        ("\"gzip\"", gzip(BODY)),
        ("gzip;q=1.0", gzip(BODY)),
        ("gzip", members),
        ("gzip", zlib(BODY)),
        ("deflate", zlib(BODY)),
        ("deflate", deflate(BODY)),
        ("deflate", gzip(BODY)),
        ("br", brotli(BODY)),
        ("zstd", zstd(BODY)),
        ("deflate, gzip", twice),
        ("gzip, br", brotli(&gzip(BODY))),
        ("identity", BODY.into()),
        // No coding at all, whatever the header says.
        ("gzip", BODY.into()),
        ("br", BODY.into()),
        ("utf-8", BODY.into()),
        ("aws-chunked", BODY.into()),
    ]
    .into_iter()
    .enumerate()
    {
        let headers = [("content-type", JSON), ("content-encoding", coding), ("x-github-event", "push")];
        let (text, event) = send(&relay, &headers, &body).await;
        assert_eq!(text, "[refs/heads/main]", "{n} {coding}");
        assert_eq!(event.summary.as_deref(), Some("push to main by ana"), "{n} {coding}");
        let found: EventsPage = relay.get("/api/channels/c/events?q=AGULHApalheiro").await.json();
        assert_eq!(found.events.len(), n + 1, "{coding}");
    }
}

#[tokio::test]
async fn a_signature_from_before_compression_has_a_cause_of_its_own_with_every_provider() {
    let relay = relay(&json!({"provider": "github", "secret": "k"})).await;
    for (coding, body) in [("gzip", gzip(BODY)), ("br", brotli(BODY)), ("zstd", zstd(BODY)), ("deflate", zlib(BODY))] {
        for (signed, expected) in [
            (&body[..], (true, None)),
            (BODY, (false, Some("signed_uncompressed"))),
            (b"other", (false, Some("mismatch"))),
        ] {
            let signature = format!("sha256={}", hex_sha256("k", signed));
            let headers =
                [("content-encoding", coding), ("x-github-event", "push"), ("x-hub-signature-256", &*signature)];
            assert_eq!(verdict(&send(&relay, &headers, &body).await.1), expected, "{coding}");
        }
    }
    set(&relay, "c", &json!({"provider": "stripe", "secret": "whsec_k"})).await;
    let now = now();
    let signature = hex_sha256("whsec_k", &[format!("{now}.").as_bytes(), BODY].concat());
    let stripe = format!("t={now},v1={signature}");
    let headers = [("content-encoding", "gzip"), ("stripe-signature", &*stripe)];
    assert_eq!(verdict(&send(&relay, &headers, &gzip(BODY)).await.1), (false, Some("signed_uncompressed")));
}

#[tokio::test]
async fn a_handshake_in_a_compressed_or_marked_body_is_answered() {
    let relay = relay(&json!({"handshakes": true})).await;
    let asks = r#"{"type":"url_verification","challenge":"3eZ"}"#;
    let utf_16: Vec<u8> = asks.encode_utf16().flat_map(u16::to_le_bytes).collect();
    for (kind, coding, body) in [
        (JSON, "identity", format!("\u{feff}{asks}").into_bytes()),
        (JSON, "gzip", gzip(asks.as_bytes())),
        ("application/json; charset=utf-16", "br", brotli(&utf_16)),
    ] {
        let headers = [("content-type", kind), ("content-encoding", coding)];
        assert_eq!(send(&relay, &headers, &body).await.0, "3eZ", "{coding}");
    }
}
