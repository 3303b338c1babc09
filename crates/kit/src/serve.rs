//! The server: limits on heads and connections, and an end that lets running requests finish.

use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::Request;
use futures_util::FutureExt;
use hyper::body::Incoming;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tower::ServiceExt;

use crate::Limits;
use crate::measure::Open;
use crate::tls::Tls;

/// The other end of a connection.
#[derive(Clone, Copy, Debug)]
pub struct Peer(pub SocketAddr);

/// How long a browser may take to send a request's head.
const HEAD_TIME: Duration = Duration::from_secs(15);
/// How long running requests have when the server ends.
const LAST_TIME: Duration = Duration::from_secs(10);

/// Serves pages, by https where there is a certificate, until `shutdown` comes, then lets running requests finish (10 s at most).
///
/// # Errors
/// Only when the listener itself is lost.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    limits: &Limits,
    tls: Option<Tls>,
    shutdown: impl Future<Output = ()>,
) -> std::io::Result<()> {
    let places = Arc::new(Semaphore::new(limits.connections));
    let door = Door { router, limits, tls, graceful: GracefulShutdown::new(), places };
    let mut shutdown = std::pin::pin!(shutdown);
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = &mut shutdown => break,
        };
        match accepted {
            Ok((stream, peer)) => door.take(stream, peer).await,
            // Out of file handles, or a connection that went before it was taken: the next may succeed.
            Err(error) => {
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
    }
    // Whoever had connected by now is still served: only then nobody new gets in.
    while let Some(Ok((stream, peer))) = listener.accept().now_or_never() {
        door.take(stream, peer).await;
    }
    drop(listener);
    if tokio::time::timeout(LAST_TIME, door.graceful.shutdown()).await.is_err() {
        tracing::warn!("some requests had not finished when the server ended");
    }
    Ok(())
}

/// What every connection of a server needs.
struct Door<'a> {
    router: Router,
    limits: &'a Limits,
    tls: Option<Tls>,
    graceful: GracefulShutdown,
    places: Arc<Semaphore>,
}

impl Door<'_> {
    async fn take(&self, stream: TcpStream, peer: SocketAddr) {
        // Waiting here leaves further connections to the system's queue.
        let Ok(place) = Arc::clone(&self.places).acquire_owned().await else { return };
        let _ = stream.set_nodelay(true);
        let (router, tls, watcher) = (self.router.clone(), self.tls.clone(), self.graceful.watcher());
        let service = hyper::service::service_fn(move |request: hyper::Request<Incoming>| {
            let mut request: Request = request.map(axum::body::Body::new);
            request.extensions_mut().insert(Peer(peer));
            router.clone().oneshot(request)
        });
        let mut http = hyper::server::conn::http1::Builder::new();
        http.timer(TokioTimer::new())
            .header_read_timeout(HEAD_TIME)
            .max_buf_size(self.limits.header_bytes)
            .max_headers(self.limits.headers);
        tokio::spawn(async move {
            let (_place, _open) = (place, Open::begin());
            let ended = match tls {
                None => watcher.watch(http.serve_connection(TokioIo::new(stream), service)).await,
                Some(tls) => match tokio::time::timeout(HEAD_TIME, tls.accept(stream)).await {
                    Ok(Ok(stream)) => watcher.watch(http.serve_connection(TokioIo::new(stream), service)).await,
                    // Somebody who speaks plain http, looks for open ports, or does not trust the certificate.
                    Ok(Err(error)) => return tracing::debug!(%error, "no https was agreed upon"),
                    Err(_) => return,
                },
            };
            if let Err(error) = ended {
                tracing::debug!(%error, "a connection ended");
            }
        });
    }
}
