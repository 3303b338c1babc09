//! https without a proxy.

use std::fs;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use kit::Limits;
use kit::tls::Tls;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};
use tokio_rustls::{TlsConnector, client::TlsStream};

/// A certificate with its key in files, and whoever trusts it.
struct Pair {
    folder: tempfile::TempDir,
    trusting: TlsConnector,
}

impl Pair {
    fn made() -> Pair {
        let made = rcgen::generate_simple_self_signed(vec!["ypq.test".to_owned()]).unwrap();
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("cert.pem"), made.cert.pem()).unwrap();
        fs::write(folder.path().join("key.pem"), made.signing_key.serialize_pem()).unwrap();
        let mut roots = RootCertStore::empty();
        roots.add(made.cert.der().clone()).unwrap();
        let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider())).with_safe_default_protocol_versions().unwrap();
        let config = config.with_root_certificates(roots).with_no_client_auth();
        Pair { folder, trusting: TlsConnector::from(Arc::new(config)) }
    }

    fn tls(&self) -> Tls {
        Tls::read(&self.folder.path().join("cert.pem"), &self.folder.path().join("key.pem")).unwrap()
    }

    async fn connect(&self, address: SocketAddr) -> std::io::Result<TlsStream<TcpStream>> {
        self.trusting.connect(ServerName::try_from("ypq.test").unwrap(), TcpStream::connect(address).await?).await
    }
}

#[tokio::test]
async fn pages_are_served_by_https_and_plain_http_is_not_answered() {
    let world = &crate::world::worlds().await[0];
    let pair = Pair::made();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (address, tls, router) = (listener.local_addr().unwrap(), pair.tls(), world.router.clone());
    let (end, ended) = tokio::sync::oneshot::channel::<()>();
    let serving =
        tokio::spawn(async move { kit::serve(listener, router, &Limits::default(), Some(tls), async { drop(ended.await) }).await });
    let mut secure = pair.connect(address).await.unwrap();
    secure.write_all(b"GET /healthz HTTP/1.1\r\nHost: ypq.test\r\nConnection: close\r\n\r\n").await.unwrap();
    let mut said = String::new();
    secure.read_to_string(&mut said).await.unwrap();
    assert!(said.starts_with("HTTP/1.1 200"), "{said}");
    let mut plain = TcpStream::connect(address).await.unwrap();
    plain.write_all(b"GET /healthz HTTP/1.1\r\nHost: ypq.test\r\n\r\n").await.unwrap();
    let mut said = Vec::new();
    drop(plain.read_to_end(&mut said).await);
    assert!(!String::from_utf8_lossy(&said).contains("200 OK"));
    assert!(Pair::made().connect(address).await.is_err(), "another office's certificate");
    end.send(()).unwrap();
    serving.await.unwrap().unwrap();
}

#[test]
fn files_that_are_no_certificate_or_key_are_named() {
    let (one, two) = (Pair::made(), Pair::made());
    let path = |pair: &Pair, name: &str| pair.folder.path().join(name);
    let refused = |certificate: PathBuf, key: PathBuf| Tls::read(&certificate, &key).err().unwrap().to_string();
    assert!(refused(path(&one, "none.pem"), path(&one, "key.pem")).contains("none.pem"));
    assert!(refused(path(&one, "cert.pem"), path(&one, "cert.pem")).contains("private key"));
    assert!(refused(path(&one, "cert.pem"), path(&two, "key.pem")).contains("cannot be used"));
}
