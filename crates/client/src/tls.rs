//! TLS as every client speaks it: by rustls, with ring's cryptography.

use std::error::Error;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use rustls::{CertificateError, ClientConfig, RootCertStore};

mod insecure;

use insecure::AnyCertificate;

/// Whose certificates a client trusts, beside those that this machine trusts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trust {
    /// File of certificates of further authorities, in PEM.
    pub ca_file: Option<PathBuf>,
    /// Trust any certificate: whoever stands between can read and change everything.
    pub insecure: bool,
}

/// Why TLS cannot be spoken.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// The file of `--ca-file`.
    #[error("cannot read the certificates in {}: {why}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// The cause.
        why: String,
    },
    /// The machine has no file of authorities, as in a bare container.
    #[error(
        "this machine trusts no certificate authority: install its package 'ca-certificates', or give your own \
         authority's certificate with --ca-file"
    )]
    NoAuthorities,
}

/// Makes ring the one provider of cryptography of this process. Called once, when it starts.
pub fn install_provider() {
    // An error says that there is one already.
    let _ = rustls::crypto::ring::default_provider().install_default();
}

impl Trust {
    /// How TLS is spoken with an address: of `http://` ones, not at all.
    pub(crate) fn config(&self, base: &str) -> Result<ClientConfig, TlsError> {
        let builder = ClientConfig::builder();
        if self.insecure {
            let any = Arc::new(AnyCertificate::new(builder.crypto_provider()));
            return Ok(builder.dangerous().with_custom_certificate_verifier(any).with_no_client_auth());
        }
        // Reading the machine's authorities takes milliseconds: only for who needs them.
        let roots = if base.starts_with("https://") { self.roots()? } else { RootCertStore::empty() };
        Ok(builder.with_root_certificates(roots).with_no_client_auth())
    }

    fn roots(&self) -> Result<RootCertStore, TlsError> {
        let mut roots = RootCertStore::empty();
        // One that cannot be read is not trusted; the others are.
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        if let Some(path) = &self.ca_file {
            let failed = |why: String| TlsError::File { path: path.clone(), why };
            let before = roots.len();
            for certificate in CertificateDer::pem_file_iter(path).map_err(|e| failed(pem(e)))? {
                let certificate = certificate.map_err(|e| failed(pem(e)))?;
                roots.add(certificate).map_err(|e| failed(e.to_string()))?;
            }
            if roots.len() == before {
                return Err(failed("there is none in it; it is to be a PEM file, -----BEGIN CERTIFICATE-----".into()));
            }
        }
        if roots.is_empty() { Err(TlsError::NoAuthorities) } else { Ok(roots) }
    }
}

fn pem(error: rustls::pki_types::pem::Error) -> String {
    match error {
        rustls::pki_types::pem::Error::Io(e) => e.to_string(),
        other => format!("it is no PEM file ({other})"),
    }
}

/// Connects to `http` and `https` addresses.
pub(crate) fn connector(tls: ClientConfig) -> HttpsConnector<HttpConnector> {
    let mut http = HttpConnector::new();
    http.set_nodelay(true);
    http.enforce_http(false);
    over(http, tls)
}

/// The same, over connections of another kind.
pub(crate) fn over<C>(http: C, tls: ClientConfig) -> HttpsConnector<C> {
    HttpsConnectorBuilder::new().with_tls_config(tls).https_or_http().enable_http1().wrap_connector(http)
}

/// The innermost cause, in words: "Connection refused" rather than "client error (Connect)".
pub(crate) fn cause(error: &(dyn Error + 'static)) -> String {
    if let Some(words) = find(error).and_then(words) {
        return words;
    }
    let mut error = error;
    while let Some(source) = error.source() {
        error = source;
    }
    error.to_string()
}

/// The error of rustls among the causes of another; the standard library's own errors hide theirs.
fn find<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a rustls::Error> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(found) = error.downcast_ref() {
            return Some(found);
        }
        let hidden: Option<&'a (dyn Error + 'static)> = match error.downcast_ref::<io::Error>() {
            Some(io) => io.get_ref().map(|inner| inner as _),
            None => None,
        };
        next = hidden.or_else(|| error.source());
    }
    None
}

/// What rustls has against the other side's certificate; `None` of other errors.
pub(crate) fn certificate(error: &(dyn Error + 'static)) -> Option<String> {
    match find(error)? {
        rustls::Error::InvalidCertificate(why) => Some(why.to_string()),
        _ => None,
    }
}

fn words(error: &rustls::Error) -> Option<String> {
    let why = match error {
        rustls::Error::InvalidCertificate(why) => why,
        rustls::Error::InvalidMessage(_) => {
            return Some("it does not speak TLS there: is it http:// and not https://?".into());
        }
        _ => return None,
    };
    Some(match why {
        CertificateError::UnknownIssuer => "its certificate is of an authority that this machine does not trust: give \
            the authority's certificate with --ca-file FILE, or trust any with --insecure"
            .into(),
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            "its certificate is for another name: use the name that is in it, or trust any with --insecure".into()
        }
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => "its certificate has expired".into(),
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            "its certificate is not valid yet: is this machine's clock right?".into()
        }
        other => format!(
            "its certificate is not accepted ({other}): give its authority's with --ca-file FILE, or trust any with --insecure"
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_without_certificates_is_refused_in_words() {
        let trust = |path: &str| Trust { ca_file: Some(path.into()), insecure: false };
        let why = |path| trust(path).config("https://x").unwrap_err().to_string();
        assert!(why("/nonexistent/ca.pem").contains("cannot read the certificates in /nonexistent/ca.pem: No such"));
        assert!(why("/dev/null").contains("there is none in it"), "{}", why("/dev/null"));
        assert!(trust("/nonexistent").config("http://x").is_ok(), "read for https only");
    }

    #[test]
    fn an_error_of_tls_is_found_where_it_hides() {
        let inner = rustls::Error::InvalidCertificate(CertificateError::UnknownIssuer);
        let error = io::Error::other(io::Error::other(inner));
        assert!(cause(&error).contains("--ca-file"), "{}", cause(&error));
        assert_eq!(cause(&io::Error::other("plain")), "plain");
    }
}
