//! Ids: UUIDv7 for what is recorded, so that they sort by time; dense numbers only inside the ledger's rows.

use std::fmt;
use std::str::FromStr;

use norms::Instant;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// An office: the number of its row, the first column of every key that grows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TenantId(pub i64);

/// What an id names.
pub type Id = Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => { $(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { self.0.fmt(f) }
        }
        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, uuid::Error> { text.parse().map($name) }
        }
    )* };
}

ids! {
    /// An org of the tree.
    OrgId;
    /// A person of the roster.
    PersonId;
    /// An account that signs in.
    AccountId;
}

/// A UUIDv7 of this instant.
pub fn new_id(now: Instant) -> Uuid {
    let millis = u64::try_from(now.micros() / 1000).unwrap_or(0);
    uuid::Builder::from_unix_timestamp_millis(millis, &rand::random::<[u8; 10]>()).into_uuid()
}
