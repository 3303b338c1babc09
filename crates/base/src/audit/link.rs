//! One row of the chain, the bytes that are digested, and the seals.

use norms::Instant;
use serde::{Deserialize, Serialize};

use super::AuditKey;
use crate::secret;
use crate::{AccountId, TenantId};

/// A row of the chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its place, from 1.
    pub number: i64,
    /// When.
    pub at: Instant,
    /// The account of who acted; none: the program itself, or nobody signed in.
    pub account: Option<AccountId>,
    /// The name of who acted.
    pub who: String,
    /// From which address; empty on the command line.
    pub address: String,
    /// What was done: `journal.correct`.
    pub act: String,
    /// What it was done to: `journal.record`.
    pub kind: String,
    /// Its id.
    pub subject: String,
    /// JSON: what the act says of itself, masked.
    pub content: String,
    /// The digest of the row before; 32 zeros before the first.
    pub previous: Vec<u8>,
    /// SM3 of all that stands above, with the office.
    pub digest: Vec<u8>,
}

impl Entry {
    /// The digest that this row must have. Every field is preceded by its length, so that no two rows give the same bytes.
    pub(crate) fn expected(&self, tenant: TenantId) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(320 + self.content.len());
        let mut put = |field: &[u8]| {
            bytes.extend_from_slice(&(field.len() as u64).to_be_bytes());
            bytes.extend_from_slice(field);
        };
        put(b"yipanqi audit 1");
        put(&self.previous);
        put(&tenant.0.to_be_bytes());
        put(&self.number.to_be_bytes());
        put(&self.at.micros().to_be_bytes());
        put(self.account.as_ref().map_or(&[], |account| account.0.as_bytes().as_slice()));
        for text in [&self.who, &self.address, &self.act, &self.kind, &self.subject, &self.content] {
            put(text.as_bytes());
        }
        secret::sm3(&bytes)
    }
}

/// The end of the chain as the tenant's row has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Head {
    pub(crate) number: i64,
    pub(crate) at: Instant,
    pub(crate) digest: Vec<u8>,
    pub(crate) seal: Vec<u8>,
}

/// The tenant's row, as far as it is the head: number, instant, digest, seal.
pub(crate) type HeadRow = (i64, i64, Option<Vec<u8>>, Option<Vec<u8>>);

impl Head {
    /// Before the first row.
    pub(crate) fn none() -> Head {
        Head { number: 0, at: Instant::from_micros(0), digest: Vec::new(), seal: Vec::new() }
    }

    pub(crate) fn of((number, at, digest, seal): HeadRow) -> Head {
        Head { number, at: Instant::from_micros(at), digest: digest.unwrap_or_default(), seal: seal.unwrap_or_default() }
    }

    /// Whether this key sealed it.
    pub(crate) fn fits(&self, key: &AuditKey, tenant: TenantId) -> bool {
        self.number > 0 && self.seal == seal_of(key, "audit.head", tenant, self.number, &self.digest, "")
    }
}

/// HMAC-SM3 over a place in the chain.
pub(crate) fn seal_of(key: &AuditKey, purpose: &str, tenant: TenantId, number: i64, digest: &[u8], more: &str) -> Vec<u8> {
    key.digest(purpose, &format!("{} {number} {} {more}", tenant.0, secret::hex(digest)))
}

/// 校验点: where the chain stood at an instant, sealed; to be printed or sent to the superior body and held against the chain later.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checkpoint {
    /// The office's number.
    pub office: i64,
    /// The last row's number.
    pub number: i64,
    /// Its digest, in hex.
    pub digest: String,
    /// When it was made, RFC 3339.
    pub at: String,
    /// HMAC-SM3 over these by the key outside the database, in hex.
    pub seal: String,
}

impl Checkpoint {
    pub(crate) fn new(key: &AuditKey, tenant: TenantId, head: &Head, at: Instant) -> Checkpoint {
        let at = at.to_string();
        let seal = secret::hex(&seal_of(key, "audit.checkpoint", tenant, head.number, &head.digest, &at));
        Checkpoint { office: tenant.0, number: head.number, digest: secret::hex(&head.digest), at, seal }
    }

    /// Whether this key sealed it.
    pub(crate) fn fits(&self, key: &AuditKey) -> bool {
        let digest = secret::from_hex(&self.digest).unwrap_or_default();
        self.seal == secret::hex(&seal_of(key, "audit.checkpoint", TenantId(self.office), self.number, &digest, &self.at))
    }
}
