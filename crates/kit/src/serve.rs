//! The server: limits on heads and connections, and an end that lets running requests finish.

use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::Request;
use hyper::body::Incoming;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tower::ServiceExt;

use crate::Limits;

/// The other end of a connection.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Peer(pub SocketAddr);

/// How long a browser may take to send a request's head.
const HEAD_TIME: Duration = Duration::from_secs(15);
/// How long running requests have when the server ends.
const LAST_TIME: Duration = Duration::from_secs(10);

/// Serves pages until `shutdown` comes, then lets running requests finish (10 s at most).
///
/// # Errors
/// Only when the listener itself is lost.
pub async fn serve(listener: TcpListener, router: Router, limits: &Limits, shutdown: impl Future<Output = ()>) -> std::io::Result<()> {
    let graceful = GracefulShutdown::new();
    let places = Arc::new(Semaphore::new(limits.connections));
    let mut shutdown = std::pin::pin!(shutdown);
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = &mut shutdown => break,
        };
        match accepted {
            Ok((stream, peer)) => take(stream, peer, &router, limits, &graceful, &places).await,
            // Out of file handles, or a connection that went before it was taken: the next may succeed.
            Err(error) => {
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
    }
    drop(listener);
    if tokio::time::timeout(LAST_TIME, graceful.shutdown()).await.is_err() {
        tracing::warn!("some requests had not finished when the server ended");
    }
    Ok(())
}

async fn take(stream: TcpStream, peer: SocketAddr, router: &Router, limits: &Limits, graceful: &GracefulShutdown, places: &Arc<Semaphore>) {
    // Waiting here leaves further connections to the system's queue.
    let Ok(place) = Arc::clone(places).acquire_owned().await else { return };
    let _ = stream.set_nodelay(true);
    let router = router.clone();
    let service = hyper::service::service_fn(move |request: hyper::Request<Incoming>| {
        let mut request: Request = request.map(axum::body::Body::new);
        request.extensions_mut().insert(Peer(peer));
        router.clone().oneshot(request)
    });
    let mut http = hyper::server::conn::http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(HEAD_TIME).max_buf_size(limits.header_bytes).max_headers(limits.headers);
    let connection = graceful.watch(http.serve_connection(TokioIo::new(stream), service));
    tokio::spawn(async move {
        let _place = place;
        if let Err(error) = connection.await {
            tracing::debug!(%error, "a connection ended");
        }
    });
}
