//! Faults on request: a test asks that the n-th statement from now fails, and looks whether all or nothing was kept.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// How many more statements succeed before one fails. Unset, nothing fails.
#[derive(Clone, Debug)]
pub struct Faults(Arc<AtomicI64>);

impl Default for Faults {
    fn default() -> Faults {
        Faults(Arc::new(AtomicI64::new(-1)))
    }
}

impl Faults {
    /// The `n`-th statement from now (1 is the next) fails, once.
    pub fn fail_at(&self, n: i64) {
        self.0.store(n, Ordering::SeqCst);
    }

    /// Takes the request back; true when it was still waiting, so that no statement has failed.
    pub fn clear(&self) -> bool {
        self.0.swap(-1, Ordering::SeqCst) > 0
    }

    pub(crate) fn strikes(&self) -> bool {
        self.0.load(Ordering::Relaxed) > 0 && self.0.fetch_sub(1, Ordering::SeqCst) == 1
    }
}
