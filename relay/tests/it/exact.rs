//! Bytes are sacred, whatever they are: through the store, the API, and the stream.

use proptest::collection::vec;
use proptest::prelude::*;
use wire::{Event, ServerMsg};

use crate::support::{Http, Live, TestRelay};

#[derive(Clone, Debug)]
struct Sent {
    method: String,
    target: String,
    headers: Vec<(String, Vec<u8>)>,
    body: Vec<u8>,
}

fn anything() -> impl Strategy<Value = Sent> {
    // What HTTP lets through in each place, and nothing less.
    let target =
        r#"(/([a-zA-Z0-9._~!$&'()*+,;=:@%|{}"\[\]-]|ã|🎣){0,8}){0,4}(\?([a-zA-Z0-9/?&=+%:;,.~|{}\[\]-]|é){0,20})?"#;
    let byte = prop_oneof![8 => 0x21_u8..0x7f, 1 => 0x80_u8..=0xff];
    // White space at the ends of a value is not part of it (RFC 9110, section 5.5).
    let value = (vec(byte, 0..20), any::<bool>()).prop_map(|(mut value, spaced)| {
        if spaced && value.len() > 2 {
            value[1] = b'\t';
        }
        value
    });
    let headers = vec(("x-[a-d]", value), 0..6);
    let body = prop_oneof![vec(any::<u8>(), 0..400), ".{0,100}".prop_map(String::into_bytes)];
    ("[A-Z]{1,12}", target, headers, body).prop_map(|(method, target, headers, body)| {
        let target = format!("/webhook/default{target}");
        Sent { method: format!("X{method}"), target, headers, body }
    })
}

impl Sent {
    async fn send(&self, http: &mut Http) -> u16 {
        let mut bytes = format!("{} {} HTTP/1.1\r\nHost: h\r\n", self.method, self.target).into_bytes();
        for (name, value) in &self.headers {
            bytes.extend_from_slice(format!("{name}: ").as_bytes());
            bytes.extend_from_slice(value);
            bytes.extend_from_slice(b"\r\n");
        }
        bytes.extend_from_slice(format!("Content-Length: {}\r\n\r\n", self.body.len()).as_bytes());
        bytes.extend_from_slice(&self.body);
        http.write(&bytes).await;
        http.answer(false).await.status
    }

    fn compare(&self, event: &Event) -> Result<(), TestCaseError> {
        let target = event.query.as_ref().map_or(event.path.clone(), |query| format!("{}?{query}", event.path));
        prop_assert_eq!((&event.method, &target), (&self.method, &self.target));
        prop_assert_eq!(event.body.as_bytes(), &self.body[..]);
        // Of one name, in the order sent.
        for name in ["x-a", "x-b", "x-c", "x-d"] {
            let came: Vec<_> = event.headers.0.iter().filter(|(n, _)| n == name).map(|(_, v)| v.as_bytes()).collect();
            let went: Vec<_> = self.headers.iter().filter(|(n, _)| n == name).map(|(_, v)| &v[..]).collect();
            prop_assert_eq!(came, went);
        }
        Ok(())
    }
}

#[test]
fn what_is_sent_is_what_is_read() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let (relay, http, live) = runtime.block_on(async {
        let relay = TestRelay::start().await;
        let http = relay.connect().await;
        let mut live: Live = relay.live("").await;
        live.hello().await;
        (relay, http, live)
    });
    let (http, live) = (tokio::sync::Mutex::new(http), tokio::sync::Mutex::new(live));
    proptest!(ProptestConfig::with_cases(400), |(sent in anything())| {
        runtime.block_on(async {
            prop_assert_eq!(sent.send(&mut *http.lock().await).await, 200);
            let ServerMsg::Event { event, .. } = live.lock().await.next().await else { panic!("an event") };
            sent.compare(&event)?;
            sent.compare(&relay.event(event.seq).await)?;
            let raw = relay.get(&format!("/api/channels/default/events/{}/body", event.seq)).await;
            prop_assert_eq!(&raw.body, &sent.body);
            Ok(())
        })?;
    });
}
