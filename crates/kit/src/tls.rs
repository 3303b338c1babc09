//! https from certificate and key in files, for an office without a proxy.

use std::io;
use std::path::Path;
use std::sync::Arc;

use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::{self, ServerConfig};

/// Why https cannot be spoken.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// A file cannot be read, or holds something else.
    #[error("{path} holds no {what} in PEM form: {cause}")]
    File {
        /// Which file.
        path: String,
        /// What it should hold.
        what: &'static str,
        /// What is wrong.
        cause: String,
    },
    /// They do not belong together, or are of a kind that nobody should use.
    #[error("certificate and key cannot be used: {0}")]
    Refused(#[from] rustls::Error),
}

/// What speaks https on a connection.
#[derive(Clone)]
pub struct Tls(TlsAcceptor);

impl Tls {
    /// Reads a chain of certificates and its key, both as PEM.
    ///
    /// # Errors
    /// A sentence that names the file.
    pub fn read(certificate: &Path, key: &Path) -> Result<Tls, TlsError> {
        let fault = |path: &Path, what, cause: String| TlsError::File { path: path.display().to_string(), what, cause };
        let chain = CertificateDer::pem_file_iter(certificate).and_then(Iterator::collect::<Result<Vec<_>, _>>);
        let chain = chain.map_err(|error| fault(certificate, "certificate", error.to_string()))?;
        if chain.is_empty() {
            return Err(fault(certificate, "certificate", "it is empty".into()));
        }
        let secret = PrivateKeyDer::from_pem_file(key).map_err(|error| fault(key, "private key", error.to_string()))?;
        let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider())).with_safe_default_protocol_versions()?;
        let mut config = config.with_no_client_auth().with_single_cert(chain, secret)?;
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Tls(TlsAcceptor::from(Arc::new(config))))
    }

    pub(crate) async fn accept(&self, stream: tokio::net::TcpStream) -> io::Result<tokio_rustls::server::TlsStream<tokio::net::TcpStream>> {
        self.0.accept(stream).await
    }
}
