//! Figures of the running server for Prometheus, on a listener of their own: no page of the office shows them, and nobody signs in.

use axum::Router;
use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;
use axum::routing::get;
use base::{Clock, Db};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use norms::Instant;

use crate::failure::Failure;

/// Bounds of what a request may take, in seconds.
const SECONDS: [f64; 10] = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0, 30.0];

/// What is measured, and where it is asked.
#[derive(Clone)]
pub struct Measures {
    handle: PrometheusHandle,
    db: Db,
    since: Instant,
}

/// Begins to count.
pub fn begin(db: &Db) -> Result<Measures, Failure> {
    let builder = PrometheusBuilder::new().set_buckets_for_metric(Matcher::Full(kit::measure::SECONDS.into()), &SECONDS);
    let handle = builder.map_err(Failure::problem)?.install_recorder().map_err(Failure::problem)?;
    kit::measure::describe();
    metrics::gauge!("yipanqi_info", "version" => env!("CARGO_PKG_VERSION")).set(1.0);
    Ok(Measures { handle, db: db.clone(), since: Clock::System.now() })
}

impl Measures {
    /// GET /metrics, and nothing else.
    pub fn router(self) -> Router {
        Router::new().route("/metrics", get(show)).with_state(self)
    }
}

async fn show(State(of): State<Measures>) -> impl IntoResponse {
    let up = kit::alive(&of.db).await;
    metrics::gauge!("yipanqi_database_up").set(if up { 1.0 } else { 0.0 });
    let seconds = (Clock::System.now().micros() - of.since.micros()) / 1_000_000;
    metrics::gauge!("yipanqi_up_seconds").set(seconds as f64);
    of.handle.run_upkeep();
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], of.handle.render())
}
