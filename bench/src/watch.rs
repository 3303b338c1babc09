//! The watch, and the middle of several runs.

use std::time::{Duration, Instant};

/// Begins to count.
#[expect(clippy::disallowed_methods, reason = "measuring is what this crate is for")]
pub fn start() -> Instant {
    Instant::now()
}

/// How long something takes, with what it gives.
pub async fn time<T>(work: impl Future<Output = T>) -> (Duration, T) {
    let began = start();
    let done = work.await;
    (began.elapsed(), done)
}

/// The middle of some times.
pub fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times.get(times.len() / 2).copied().unwrap_or_default()
}
