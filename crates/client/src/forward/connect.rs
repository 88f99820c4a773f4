//! Connections to a target that a policy has a word in: the name is resolved, every address that it
//! has is looked at, and one of these very addresses is connected to. So a name that changes between
//! the look and the connection changes nothing.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::task::{Context, Poll};

use futures_util::future::BoxFuture;
use hyper::Uri;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tower_service::Service;

use super::policy::{NOT_ALLOWED, TargetPolicy};
use crate::connection;

/// Resolves a name and a port.
type Resolve = Arc<dyn Fn(String, u16) -> BoxFuture<'static, io::Result<Vec<SocketAddr>>> + Send + Sync>;

/// Connects to targets.
#[derive(Clone)]
pub(super) enum TargetConnector {
    /// Anywhere: the target is the choice of the person at the terminal.
    Anywhere(HttpConnector),
    /// Where a policy allows it.
    Guarded(Guarded),
}

/// Connects where a policy allows it.
#[derive(Clone)]
pub(super) struct Guarded {
    policy: Arc<TargetPolicy>,
    resolve: Resolve,
}

impl TargetConnector {
    /// With no policy, anywhere.
    pub(super) fn new(policy: Option<Arc<TargetPolicy>>) -> Self {
        match policy {
            Some(policy) => Self::Guarded(Guarded { policy, resolve: Arc::new(by_the_system) }),
            None => {
                let mut http = HttpConnector::new();
                http.set_nodelay(true);
                http.enforce_http(false);
                Self::Anywhere(http)
            }
        }
    }
}

fn by_the_system(host: String, port: u16) -> BoxFuture<'static, io::Result<Vec<SocketAddr>>> {
    Box::pin(async move { Ok(tokio::net::lookup_host((host, port)).await?.collect()) })
}

impl Service<Uri> for TargetConnector {
    type Response = TokioIo<TcpStream>;
    type Error = Box<dyn std::error::Error + Send + Sync>;
    type Future = BoxFuture<'static, Result<Self::Response, Self::Error>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        match self {
            Self::Anywhere(http) => http.poll_ready(cx).map_err(Into::into),
            Self::Guarded(_) => Poll::Ready(Ok(())),
        }
    }

    fn call(&mut self, uri: Uri) -> Self::Future {
        match self {
            Self::Anywhere(http) => {
                let connecting = http.call(uri);
                Box::pin(async move { Ok(connecting.await?) })
            }
            Self::Guarded(guarded) => {
                let guarded = guarded.clone();
                Box::pin(async move { Ok(TokioIo::new(guarded.connect(&uri).await?)) })
            }
        }
    }
}

impl Guarded {
    async fn connect(&self, uri: &Uri) -> io::Result<TcpStream> {
        let host = uri.host().unwrap_or_default().trim_matches(['[', ']']).to_owned();
        let port = uri.port_u16().unwrap_or(if uri.scheme_str() == Some("https") { 443 } else { 80 });
        let addresses = match host.parse::<IpAddr>() {
            Ok(ip) => vec![SocketAddr::new(ip, port)],
            Err(_) => (self.resolve)(host.clone(), port).await?,
        };
        for address in &addresses {
            let refused = |why| io::Error::other(format!("{NOT_ALLOWED}{why}"));
            self.policy.check(&host, port, address.ip()).map_err(refused)?;
        }
        connection::to_any(&host, addresses).await
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use tokio::net::TcpListener;

    use super::*;

    /// Gives one answer after the other, and counts how often it was asked.
    fn resolving(answers: &[&[[u8; 4]]]) -> (Guarded, Arc<AtomicUsize>) {
        let answers: Vec<Vec<[u8; 4]>> = answers.iter().map(|answer| answer.to_vec()).collect();
        let (asked, count) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let counted = count.clone();
        let resolve: Resolve = Arc::new(move |_, port| {
            let at = asked.fetch_add(1, Ordering::SeqCst).min(answers.len() - 1);
            counted.fetch_add(1, Ordering::SeqCst);
            let found = answers[at].iter().map(|ip| SocketAddr::from((*ip, port))).collect();
            Box::pin(async move { Ok(found) })
        });
        let policy = TargetPolicy { loopback: true, ..TargetPolicy::default() };
        (Guarded { policy: Arc::new(policy), resolve }, count)
    }

    fn uri(port: u16) -> Uri {
        format!("http://app.example:{port}/").parse().unwrap()
    }

    #[tokio::test]
    async fn the_address_that_was_looked_at_is_the_one_that_is_connected_to() {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (guarded, asked) = resolving(&[&[[127, 0, 0, 1]], &[[169, 254, 169, 254]]]);
        let stream = guarded.connect(&uri(port)).await.unwrap();
        assert_eq!(stream.peer_addr().unwrap().ip(), IpAddr::from([127, 0, 0, 1]));
        assert_eq!(asked.load(Ordering::SeqCst), 1, "it is not resolved again");
        let why = guarded.connect(&uri(port)).await.unwrap_err().to_string();
        assert!(why.contains("link-local"), "the next connection looks anew: {why}");
    }

    #[tokio::test]
    async fn one_address_that_is_refused_refuses_all_of_a_name() {
        let (guarded, _) = resolving(&[&[[127, 0, 0, 1], [10, 0, 0, 7]]]);
        let why = guarded.connect(&uri(1)).await.unwrap_err().to_string();
        assert!(why.contains("app.example:1 (10.0.0.7)"), "{why}");
        let (guarded, _) = resolving(&[&[]]);
        assert!(guarded.connect(&uri(1)).await.unwrap_err().to_string().contains("no address"));
    }

    #[tokio::test]
    async fn a_literal_address_passes_no_resolver_and_is_looked_at_all_the_same() {
        let (guarded, asked) = resolving(&[&[[127, 0, 0, 1]]]);
        let literal = |text: &str| text.parse::<Uri>().unwrap();
        for url in ["http://169.254.169.254/", "http://[::ffff:169.254.169.254]:80/", "http://0.0.0.0:80/"] {
            assert!(guarded.connect(&literal(url)).await.is_err(), "{url}");
        }
        assert_eq!(asked.load(Ordering::SeqCst), 0);
    }
}
