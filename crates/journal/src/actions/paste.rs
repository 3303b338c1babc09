//! What a proposal out of a pasted message means in this office: whose org a written name is, whom a name fits, what is recorded already.

use base::{Actor, Tx};
use board::orgs::Org;
use board::{OrgFilter, access, orgs, people};
use heard::Proposal;
use ledger::metrics;

use crate::model::Record;
use crate::store::Filter;
use crate::{JournalError, rights, rules, store};

/// Records that one message may propose; more are to be pasted in parts.
pub const MOST_PROPOSED: usize = 40;

/// A proposed record beside what the office knows.
#[derive(Clone, Debug, Default)]
pub struct Understood {
    /// The org that the written name means; `None`: none is written, none fits, or several do.
    pub org: Option<Org>,
    /// Names that fit several people of the roster: the name and where they are.
    pub twofold: Vec<(String, Vec<String>)>,
    /// Records of the same kind, org and day that stand already.
    pub there: Vec<Record>,
}

/// The orgs for which the person may record, for reading the message and for choosing.
pub async fn orgs_to_record(tx: &mut Tx, by: &Actor, (): &()) -> Result<Vec<Org>, JournalError> {
    let filter = OrgFilter { limit: Some(2_000), ..OrgFilter::default() };
    Ok(orgs::list(tx, &access::scope(by, &rights::WRITE), &filter).await?)
}

/// What each record of a proposal means here.
pub async fn understand(tx: &mut Tx, by: &Actor, proposal: &Proposal) -> Result<Vec<Understood>, JournalError> {
    let mut out = Vec::new();
    for record in proposal.records.iter().take(MOST_PROPOSED) {
        let org = match &record.org {
            Some(written) => org_of(tx, by, written).await?,
            None => None,
        };
        let there = match (record.metric.and_then(metrics::by_code), record.day, &org) {
            (Some(metric), Some(day), Some(org)) => {
                let filter = Filter {
                    metrics: vec![metric.number],
                    path: Some(org.path.clone()),
                    from: Some(day),
                    to: Some(day),
                    ..Filter::default()
                };
                store::list(tx, &access::scope(by, &rights::READ), &filter, None, 3).await?
            }
            _ => Vec::new(),
        };
        let mut twofold = Vec::new();
        for name in record.people.iter().take(200) {
            let fits = people::find_named(tx, None, name).await?;
            if fits.len() > 1 {
                let ids: Vec<_> = fits.iter().map(|person| person.entry.org).collect();
                let orgs = orgs::many(tx, &ids).await?;
                twofold.push((name.clone(), ids.iter().filter_map(|id| orgs.get(id).map(|org| org.name.clone())).collect()));
            }
        }
        out.push(Understood { org, twofold, there });
    }
    Ok(out)
}

/// The one standing org that a written name means and for which the person may record.
async fn org_of(tx: &mut Tx, by: &Actor, written: &str) -> Result<Option<Org>, JournalError> {
    for name in rules::ways_to_write(written) {
        let mut fits = orgs::find_named(tx, &name).await?;
        if fits.iter().filter(|org| org.name == name).count() == 1 {
            fits.retain(|org| org.name == name);
        }
        fits.retain(|org| access::require(by, &rights::WRITE, &org.path).is_ok());
        match fits.len() {
            0 => {}
            1 => return Ok(fits.pop()),
            _ => return Ok(None),
        }
    }
    Ok(None)
}
