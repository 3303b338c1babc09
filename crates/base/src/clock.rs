//! The clock: the system's, or one that a test or the demonstration holds in its hand. The only reader of the system's time.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use norms::{Day, Instant};

/// Where "now" comes from.
#[derive(Clone, Debug, Default)]
pub enum Clock {
    /// The machine's clock.
    #[default]
    System,
    /// A clock that stands until somebody sets it.
    Hand(Arc<AtomicI64>),
}

impl Clock {
    /// A clock in the hand, standing at `at`.
    pub fn hand(at: Instant) -> Clock {
        Clock::Hand(Arc::new(AtomicI64::new(at.micros())))
    }

    /// The present instant.
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the system's time")]
    pub fn now(&self) -> Instant {
        match self {
            Clock::System => {
                let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
                Instant::from_micros(i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
            }
            Clock::Hand(at) => Instant::from_micros(at.load(Ordering::SeqCst)),
        }
    }

    /// The day it is in Shanghai.
    pub fn today(&self) -> Day {
        self.now().day()
    }

    /// Sets a clock in the hand; the system's clock is left alone.
    pub fn set(&self, at: Instant) {
        if let Clock::Hand(hand) = self {
            hand.store(at.micros(), Ordering::SeqCst);
        }
    }
}
