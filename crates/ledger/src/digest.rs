//! The digest of the facts behind a figure, which a signed report keeps: whether the same facts stand behind it today.

use base::{Tx, secret};
use sm3::{Digest, Sm3};

use crate::figure::{Ask, evidence};
use crate::{LedgerError, proof};

/// So many facts are held at once.
const PAGE: usize = 5000;

/// SM3 (hex) over the unreversed facts behind a figure, a line each in the order of metric, day, record, org and subject:
/// metric code, record, org number, day, subject number, declared period, quantity.
///
/// It stays the same while the same facts stand behind the figure: over a rename, over a move inside the org, over a retry, over a
/// correction that was taken back, over the erasure of a name. It changes with any quantity, day, org, subject or record, so also with a
/// merger and when a move takes facts in or out.
///
/// # Errors
/// [`LedgerError::NoOrg`], and the database's.
pub async fn digest(tx: &mut Tx, ask: &Ask) -> Result<String, LedgerError> {
    let mut hash = Sm3::new();
    for span in evidence(tx, ask).await? {
        let mut after = None;
        loop {
            let nets = proof::page(tx, &span, after.as_ref(), PAGE).await?;
            let sources = proof::sources(tx, nets.iter().map(|net| net.source).collect()).await?;
            for net in &nets {
                let source = sources.get(&net.source).map(|source| format!("{}/{}", source.kind, source.id)).unwrap_or_default();
                let (metric, org, day) = (span.metric.code, net.org, net.day);
                hash.update(format!("{metric}\t{source}\t{org}\t{day}\t{}\t{}\t{}\n", net.subject, net.declared, net.quantity));
            }
            let full = nets.len() == PAGE;
            after = nets.into_iter().next_back();
            if !full {
                break;
            }
        }
    }
    Ok(secret::hex(&hash.finalize()))
}
