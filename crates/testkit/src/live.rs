//! A server that runs in a process of its own, as a router: so that a [`crate::Client`] speaks to it as to one in memory.

use std::net::SocketAddr;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

/// The status with which a request is answered here that got no answer there: the server is gone.
pub const GONE: StatusCode = StatusCode::BAD_GATEWAY;

/// What listens at this address. Every request has a connection of its own.
pub fn at(address: SocketAddr) -> Router {
    Router::new().fallback(move |request: Request| async move {
        match ask(address, request).await {
            Ok(response) => response,
            Err(error) => (GONE, error.to_string()).into_response(),
        }
    })
}

async fn ask(address: SocketAddr, request: Request) -> Result<Response, Box<dyn std::error::Error + Send + Sync>> {
    let stream = TcpStream::connect(address).await?;
    let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await?;
    let driving = tokio::spawn(connection);
    let response = sender.send_request(request).await?;
    let (head, body) = response.into_parts();
    let body = http_body_util::BodyExt::collect(body).await?.to_bytes();
    drop(sender);
    drop(driving.await);
    Ok(Response::from_parts(head, Body::from(body)))
}
