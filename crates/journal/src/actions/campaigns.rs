//! 专项行动, 专题, 品牌 as the journal serves them: which records belong, by choice or by rule, and what a campaign's page shows.

use std::collections::HashMap;

use base::{Actor, OrgId, Tx};
use board::campaigns::{self, Campaign, SaveCampaign};
use board::orgs::Org;
use board::{access, orgs};
use ledger::metrics::{self, Metric};
use ledger::{Citation, Figure};
use norms::{Day, Period};
use uuid::Uuid;

use super::{Listed, RecordPage, list};
use crate::model::Record;
use crate::store::Filter;
use crate::{JournalError, RECORD, rights, rules, store};

/// Records that one preview of a rule looks at.
const MOST_LOOKED_AT: i64 = 5_000;

/// The campaigns that the reader may see, with their orgs.
pub async fn campaigns(tx: &mut Tx, by: &Actor, (): &()) -> Result<Vec<(Campaign, Org)>, JournalError> {
    let found = campaigns::list(tx, &access::scope(by, &rights::READ)).await?;
    let ids: Vec<OrgId> = found.iter().map(|campaign| campaign.entry.org).collect();
    let orgs = orgs::many(tx, &ids).await?;
    Ok(found.into_iter().filter_map(|campaign| orgs.get(&campaign.entry.org).cloned().map(|org| (campaign, org))).collect())
}

/// One campaign with its org; what the reader may not see is not there.
pub async fn campaign(tx: &mut Tx, by: &Actor, id: &Uuid) -> Result<(Campaign, Org), JournalError> {
    let campaign = campaigns::get(tx, *id).await?;
    let org = orgs::get(tx, campaign.entry.org).await?;
    access::require(by, &rights::READ, &org.path)?;
    Ok((campaign, org))
}

/// Makes or changes a campaign: the right is asked of its org, and of the one that it leaves.
pub async fn save_campaign(tx: &mut Tx, by: &Actor, ask: &SaveCampaign) -> Result<Campaign, JournalError> {
    access::require(by, &rights::CAMPAIGN, &orgs::get(tx, ask.entry.org).await?.path)?;
    if ask.revision > 0 {
        let (_, org) = campaign(tx, by, &ask.id).await?;
        access::require(by, &rights::CAMPAIGN, &org.path)?;
    }
    Ok(campaigns::save(tx, by, ask).await?)
}

/// What the page of a campaign shows.
#[derive(Clone, Debug)]
pub struct CampaignView {
    /// The campaign.
    pub campaign: Campaign,
    /// Whose it is.
    pub org: Org,
    /// Its days so far.
    pub period: Period,
    /// What its records count for.
    pub figures: Vec<(&'static Metric, Figure)>,
    /// The latest of its records that the reader may see.
    pub latest: Listed,
    /// Figures of signed reports that count its records.
    pub cites: Vec<Citation>,
    /// The org of its rule.
    pub rule_org: Option<String>,
}

/// A campaign with its figures, records and papers.
pub async fn campaign_view(tx: &mut Tx, by: &Actor, id: &Uuid) -> Result<CampaignView, JournalError> {
    let (campaign, org) = self::campaign(tx, by, id).await?;
    let entry = &campaign.entry;
    let to = entry.until.unwrap_or(Day::last()).min(tx.today()).max(entry.since);
    let period = Period { from: entry.since, to };
    let figures = ledger::campaign_figures(tx, *id, period).await?;
    let page = RecordPage { filter: Filter { campaign: Some(*id), ..Filter::default() }, after: None, limit: 12 };
    let latest = list(tx, by, &page).await?;
    let cites = ledger::campaign_citations(tx, *id).await?;
    let rule_org = match entry.rule.org {
        Some(org) => Some(orgs::get(tx, org).await?.name),
        None => None,
    };
    Ok(CampaignView { campaign, org, period, figures, latest, cites, rule_org })
}

/// The records that the campaign's rule would let join and that do not belong yet, of those that the person may change.
pub async fn proposed(tx: &mut Tx, by: &Actor, id: &Uuid) -> Result<Listed, JournalError> {
    let (campaign, _) = self::campaign(tx, by, id).await?;
    let entry = &campaign.entry;
    if entry.rule.is_empty() {
        return Ok(Listed { records: Vec::new(), orgs: HashMap::new(), total: 0, evidence: HashMap::new(), next: None });
    }
    let over = match entry.rule.org {
        Some(org) => Some(orgs::get(tx, org).await?.path),
        None => None,
    };
    let numbers = entry.rule.metrics.iter().filter_map(|code| metrics::by_code(code)).map(|metric| metric.number).collect();
    let filter =
        Filter { metrics: numbers, path: over.clone(), from: Some(entry.since), to: entry.until, outside: Some(*id), ..Filter::default() };
    let mut records = store::list(tx, &access::scope(by, &rights::WRITE), &filter, None, MOST_LOOKED_AT).await?;
    let ids: Vec<OrgId> = records.iter().map(|record| record.content.org).collect();
    let orgs = orgs::many(tx, &ids).await?;
    let path = |record: &Record| orgs.get(&record.content.org).map(|org| org.path.clone()).unwrap_or_default();
    records.retain(|record| rules::fits(entry, &record.content, &path(record), over.as_deref()));
    Ok(Listed { total: i64::try_from(records.len()).unwrap_or(i64::MAX), records, orgs, evidence: HashMap::new(), next: None })
}

/// Lets records join a campaign, or takes them out.
#[derive(Clone, Debug)]
pub struct Join {
    /// Which campaign.
    pub campaign: Uuid,
    /// Which records.
    pub records: Vec<Uuid>,
    /// Take them out instead.
    pub leave: bool,
}

/// Records join by a person's choice, or leave; how many. All or none.
pub async fn join(tx: &mut Tx, by: &Actor, ask: &Join) -> Result<usize, JournalError> {
    let (_, org) = campaign(tx, by, &ask.campaign).await?;
    access::require(by, &rights::CAMPAIGN, &org.path)?;
    let records = store::many(tx, &ask.records).await?;
    let ids: Vec<OrgId> = records.iter().map(|record| record.content.org).collect();
    let orgs = orgs::many(tx, &ids).await?;
    for record in &records {
        let org = orgs.get(&record.content.org).ok_or(JournalError::NotFound)?;
        access::require(by, &rights::READ, &org.path)?;
    }
    let known: Vec<Uuid> = records.iter().map(|record| record.id).collect();
    match ask.leave {
        true => campaigns::leave(tx, ask.campaign, RECORD, &known, false).await?,
        false => campaigns::join(tx, ask.campaign, RECORD, &known, true).await?,
    }
    Ok(known.len())
}

/// The campaigns to which a record belongs, of those that the reader may see.
pub async fn of_record(tx: &mut Tx, by: &Actor, id: &Uuid) -> Result<Vec<Campaign>, JournalError> {
    let mut out = Vec::new();
    for campaign in campaigns::of_source(tx, RECORD, *id).await? {
        let org = orgs::get(tx, campaign.entry.org).await?;
        if access::require(by, &rights::READ, &org.path).is_ok() {
            out.push(campaign);
        }
    }
    Ok(out)
}

/// Lets new and changed records join and leave by the campaigns' rules; what a person chose stays.
pub(crate) async fn enlist(tx: &mut Tx, records: &[Record]) -> Result<(), JournalError> {
    let days = records.iter().map(|record| record.content.day);
    let (Some(first), Some(last)) = (days.clone().min(), days.max()) else { return Ok(()) };
    let campaigns = campaigns::with_rules(tx, first, last).await?;
    if campaigns.is_empty() {
        return Ok(());
    }
    let ids: Vec<OrgId> =
        records.iter().map(|record| record.content.org).chain(campaigns.iter().filter_map(|c| c.entry.rule.org)).collect();
    let orgs = orgs::many(tx, &ids).await?;
    let path = |id: OrgId| orgs.get(&id).map(|org| org.path.clone());
    for campaign in campaigns {
        let over = campaign.entry.rule.org.and_then(path);
        let fits = |record: &&Record| {
            let path = path(record.content.org).unwrap_or_default();
            record.withdrawn.is_none() && rules::fits(&campaign.entry, &record.content, &path, over.as_deref())
        };
        let (stay, go): (Vec<&Record>, Vec<&Record>) = records.iter().partition(fits);
        campaigns::join(tx, campaign.id, RECORD, &stay.iter().map(|record| record.id).collect::<Vec<_>>(), false).await?;
        // A new record belongs nowhere yet.
        let old: Vec<Uuid> = go.iter().filter(|record| record.revision > 1).map(|record| record.id).collect();
        campaigns::leave(tx, campaign.id, RECORD, &old, true).await?;
    }
    Ok(())
}
