//! What the server counts of itself, for whoever watches over it. No label says who or what: a door is named as it was declared.

use std::time::Duration;

/// Requests that were answered, by method, route and status.
const REQUESTS: &str = "yipanqi_requests_total";
/// How long they took, by route.
pub const SECONDS: &str = "yipanqi_request_seconds";
/// Connections that are open.
const CONNECTIONS: &str = "yipanqi_connections";

/// Says what each figure means.
pub fn describe() {
    metrics::describe_counter!(REQUESTS, "Requests that were answered.");
    metrics::describe_histogram!(SECONDS, metrics::Unit::Seconds, "How long they took.");
    metrics::describe_gauge!(CONNECTIONS, "Connections that are open.");
}

/// The route behind an answer, as it was declared.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Route(pub &'static str);

/// A request that led to no route.
pub(crate) const NONE: Route = Route("none");

pub(crate) fn answered(method: &axum::http::Method, route: Route, status: u16, took: Duration) {
    let (method, status) = (method.to_string(), status.to_string());
    metrics::counter!(REQUESTS, "method" => method, "route" => route.0, "status" => status).increment(1);
    metrics::histogram!(SECONDS, "route" => route.0).record(took.as_secs_f64());
}

/// A connection that is open, until this is dropped.
pub(crate) struct Open;

impl Open {
    pub(crate) fn begin() -> Open {
        metrics::gauge!(CONNECTIONS).increment(1.0);
        Open
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        metrics::gauge!(CONNECTIONS).decrement(1.0);
    }
}
