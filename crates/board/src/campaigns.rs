//! 专项行动, 专题, 品牌: named on the board with org, days, goal and targets. A record may belong to several, chosen by a person or joined
//! by a rule; rooms say which records fit, the ledger counts what belongs.

use base::{Actor, DbError, Note, OrgId, Scope, Tx, Value, secret, sql};
use norms::Day;
use serde::{Deserialize, Serialize};
use serde_json::json;
use sqlx::types::Json;
use uuid::Uuid;

use crate::{BoardError, access, names, orgs};

/// Most campaigns whose rules look at new records.
const MOST_RULES: i64 = 200;

/// What sort of grouping it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CampaignKind {
    /// 专项行动
    Action,
    /// 专题
    Topic,
    /// 品牌
    Brand,
}

impl CampaignKind {
    /// All, in the order of a choice.
    pub const ALL: [CampaignKind; 3] = [CampaignKind::Action, CampaignKind::Topic, CampaignKind::Brand];

    /// Name in the database.
    pub fn code(self) -> &'static str {
        match self {
            CampaignKind::Action => "action",
            CampaignKind::Topic => "topic",
            CampaignKind::Brand => "brand",
        }
    }

    /// Name on pages.
    pub fn chinese(self) -> &'static str {
        match self {
            CampaignKind::Action => "专项行动",
            CampaignKind::Topic => "专题",
            CampaignKind::Brand => "品牌",
        }
    }

    /// The kind of this code.
    pub fn from_code(code: &str) -> Option<CampaignKind> {
        CampaignKind::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// Which records join by themselves: those that fit all that is set. An empty rule fits none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Rule {
    /// Codes of metrics, one of which the record must count for.
    pub metrics: Vec<String>,
    /// Words, one of which its text must hold.
    pub words: Vec<String>,
    /// The org to which, or to one below it, it must belong.
    pub org: Option<OrgId>,
}

impl Rule {
    /// Whether nothing is set.
    pub fn is_empty(&self) -> bool {
        self.metrics.is_empty() && self.words.is_empty()
    }
}

/// What is to be reached: a metric's code, and how much in its scale.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Target {
    /// Code of the metric.
    pub metric: String,
    /// How much.
    pub quantity: i64,
}

/// What a campaign says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CampaignEntry {
    /// Whose it is.
    pub org: OrgId,
    /// What sort.
    pub kind: CampaignKind,
    /// Its name, at most 60 characters; no other of the office has it.
    pub name: String,
    /// 目标, at most 2,000 characters.
    pub goal: String,
    /// 方案 or 安排, at most 8,000 characters.
    pub plan: String,
    /// First day.
    pub since: Day,
    /// Last day; none while it goes on.
    pub until: Option<Day>,
    /// Which records join by themselves.
    pub rule: Rule,
    /// What is to be reached.
    pub targets: Vec<Target>,
}

/// A campaign.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Campaign {
    /// Its id.
    pub id: Uuid,
    /// What it says.
    pub entry: CampaignEntry,
    /// Goes up with each change.
    pub revision: i64,
    /// Who changed it last.
    pub who: String,
}

/// Asks for a campaign, or for a change of one.
#[derive(Clone, Debug)]
pub struct SaveCampaign {
    /// Made by the form, so that a repeat makes no second.
    pub id: Uuid,
    /// The revision that the form showed; 0 for a new one.
    pub revision: i64,
    /// What it shall say.
    pub entry: CampaignEntry,
}

/// Campaigns that one question names.
const MOST_AT_ONCE: usize = 500;

type Row = (Uuid, Uuid, String, String, String, String, i64, Option<i64>, Option<Json<Rule>>, Json<Vec<Target>>, i64, String);
const COLUMNS: &str =
    "SELECT c.id, c.org, c.kind, c.name, c.goal, c.plan, c.since, c.until, c.rule, c.targets, c.revision, c.who FROM campaign c";

fn read((id, org, kind, name, goal, plan, since, until, rule, targets, revision, who): Row) -> Result<Campaign, DbError> {
    let corrupt = |what: String| DbError::Corrupt(what);
    let day = |number: i64| Day::from_number(number).map_err(|e| corrupt(e.to_string()));
    let kind = CampaignKind::from_code(&kind).ok_or_else(|| corrupt(format!("{kind} is no kind of campaign")))?;
    let rule = rule.map(|rule| rule.0).unwrap_or_default();
    let entry = CampaignEntry {
        org: OrgId(org),
        kind,
        name,
        goal,
        plan,
        since: day(since)?,
        until: until.map(day).transpose()?,
        rule,
        targets: targets.0,
    };
    Ok(Campaign { id, entry, revision, who })
}

/// What a campaign says, as the audit keeps it: long texts as digests.
fn said(entry: &CampaignEntry) -> serde_json::Value {
    let digest = |text: &str| secret::hex(&secret::sm3(text.as_bytes()));
    json!({
        "name": entry.name, "org": entry.org, "kind": entry.kind.code(), "since": entry.since.to_string(),
        "until": entry.until.map(|day| day.to_string()), "goal_digest": digest(&entry.goal), "plan_digest": digest(&entry.plan),
        "rule": entry.rule, "targets": entry.targets,
    })
}

fn value(value: &impl Serialize) -> Result<Value, DbError> {
    serde_json::to_value(value).map(Value::from).map_err(|e| DbError::Corrupt(e.to_string()))
}

/// One campaign.
///
/// # Errors
/// [`BoardError::NoCampaign`].
pub async fn get(tx: &mut Tx, id: Uuid) -> Result<Campaign, BoardError> {
    let query = sql(COLUMNS).with(" WHERE c.tenant = ?", tx.tenant()).with(" AND c.id = ?", id);
    let row = tx.optional::<Row>(query).await?.ok_or(BoardError::NoCampaign)?;
    Ok(read(row)?)
}

/// The campaigns with these ids; what is not there is left out.
pub async fn many(tx: &mut Tx, ids: &[Uuid]) -> Result<Vec<Campaign>, BoardError> {
    let mut found = Vec::new();
    for chunk in ids.chunks(MOST_AT_ONCE) {
        let query = sql(COLUMNS).with(" WHERE c.tenant = ?", tx.tenant()).push(" AND c.id IN").list(chunk.iter().copied());
        let rows = tx.all::<Row>(query).await?.into_iter().map(read);
        found.extend(rows.collect::<Result<Vec<_>, _>>()?);
    }
    Ok(found)
}

/// The campaigns of a scope: those that go on first, the newest before the older.
pub async fn list(tx: &mut Tx, scope: &Scope) -> Result<Vec<Campaign>, BoardError> {
    let today = tx.today();
    let query = access::within(sql(COLUMNS).with(" WHERE c.tenant = ?", scope.tenant), scope, "c.org");
    let query =
        query.with(" ORDER BY CASE WHEN c.until IS NULL OR c.until >= ?", today).push(" THEN 0 ELSE 1 END, c.since DESC, c.id DESC");
    Ok(tx.all::<Row>(query.push(" LIMIT 500")).await?.into_iter().map(read).collect::<Result<_, _>>()?)
}

/// Makes or changes a campaign.
///
/// # Errors
/// [`BoardError::CampaignTaken`], [`BoardError::CampaignChanged`], [`BoardError::EndBeforeStart`], [`BoardError::OrgClosed`] of a new one.
pub async fn save(tx: &mut Tx, by: &Actor, ask: &SaveCampaign) -> Result<Campaign, BoardError> {
    let name = names::clean(&ask.entry.name, 60)?;
    if ask.entry.until.is_some_and(|until| until < ask.entry.since) {
        return Err(BoardError::EndBeforeStart);
    }
    let query = sql("SELECT c.revision FROM campaign c").with(" WHERE c.tenant = ?", tx.tenant()).with(" AND c.id = ?", ask.id);
    let there: Option<(i64,)> = tx.optional(query).await?;
    match there {
        // A repeat of the form that made it.
        Some((1,)) if ask.revision == 0 => return get(tx, ask.id).await,
        Some((revision,)) if revision != ask.revision => return Err(BoardError::CampaignChanged),
        None if ask.revision > 0 => return Err(BoardError::NoCampaign),
        None => {
            orgs::get(tx, ask.entry.org).await?.standing()?;
        }
        Some(_) => {}
    }
    let query = sql("SELECT c.id FROM campaign c").with(" WHERE c.tenant = ?", tx.tenant()).with(" AND c.name = ?", name.as_str());
    if tx.optional::<(Uuid,)>(query.with(" AND c.id <> ?", ask.id)).await?.is_some() {
        return Err(BoardError::CampaignTaken(name));
    }
    let (entry, now) = (&ask.entry, tx.now());
    let rule = if entry.rule.is_empty() { Value::Json(None) } else { value(&entry.rule)? };
    let text = "INSERT INTO campaign(tenant, id, org, kind, name, goal, plan, since, until, rule, targets, revision, who, at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) ON CONFLICT(tenant, id) DO UPDATE SET org = excluded.org, \
         kind = excluded.kind, name = excluded.name, goal = excluded.goal, plan = excluded.plan, since = excluded.since, until = excluded.until, \
         rule = excluded.rule, targets = excluded.targets, revision = excluded.revision, who = excluded.who, at = excluded.at";
    let statement = sql(text).bind(tx.tenant()).bind(ask.id).bind(entry.org).bind(entry.kind.code()).bind(&name).bind(entry.goal.trim());
    let statement = statement.bind(entry.plan.trim()).bind(entry.since).bind(entry.until).bind(rule).bind(value(&entry.targets)?);
    let before = match there {
        Some(_) => Some(get(tx, ask.id).await?),
        None => None,
    };
    tx.run(statement.bind(ask.revision + 1).bind(by.name.as_str()).bind(now)).await?;
    let after = get(tx, ask.id).await?;
    let note = Note::new(if before.is_some() { "campaign.change" } else { "campaign.make" }).on("campaign", ask.id);
    let before = before.map_or_else(|| json!({}), |before| said(&before.entry));
    tx.note(note.with("title", after.entry.name.as_str()).change(before, said(&after.entry)));
    Ok(after)
}

/// The campaigns whose rules look at records of these days.
pub async fn with_rules(tx: &mut Tx, first: Day, last: Day) -> Result<Vec<Campaign>, BoardError> {
    let query = sql(COLUMNS).with(" WHERE c.tenant = ?", tx.tenant()).with(" AND c.since <= ?", last);
    let query = query.push(" AND c.rule IS NOT NULL").with(" AND (c.until IS NULL OR c.until >= ?", first);
    let rows = tx.all::<Row>(query.with(") ORDER BY c.id LIMIT ?", MOST_RULES)).await?;
    Ok(rows.into_iter().map(read).collect::<Result<_, _>>()?)
}

/// Lets records of a room join; those that belong already stay as they came.
pub async fn join(tx: &mut Tx, campaign: Uuid, kind: &str, sources: &[Uuid], chosen: bool) -> Result<(), BoardError> {
    let tenant = tx.tenant();
    let rows = sources.iter().map(|id| vec![tenant.into(), campaign.into(), kind.into(), (*id).into(), chosen.into()]).collect();
    // What a person chose stays chosen, whatever a rule says later.
    let tail = if chosen {
        "ON CONFLICT(tenant, campaign, kind, source) DO UPDATE SET chosen = excluded.chosen"
    } else {
        "ON CONFLICT DO NOTHING"
    };
    tx.many("INSERT INTO campaign_member(tenant, campaign, kind, source, chosen)", rows, tail).await?;
    // What a rule brings in belongs to the act that wrote the record.
    if chosen {
        tx.note(members("campaign.join", campaign, sources));
    }
    Ok(())
}

/// Takes records out; with `by_rule` only what a rule had brought in.
pub async fn leave(tx: &mut Tx, campaign: Uuid, kind: &str, sources: &[Uuid], by_rule: bool) -> Result<(), BoardError> {
    for chunk in sources.chunks(200) {
        let query = sql("DELETE FROM campaign_member").with(" WHERE tenant = ?", tx.tenant()).with(" AND campaign = ?", campaign);
        let query = query.with(" AND kind = ?", kind).push(" AND source IN").list(chunk.iter().copied());
        let query = if by_rule { query.with(" AND chosen = ?", false) } else { query };
        tx.run(query).await?;
    }
    if !by_rule && !sources.is_empty() {
        tx.note(members("campaign.leave", campaign, sources));
    }
    Ok(())
}

fn members(act: &'static str, campaign: Uuid, sources: &[Uuid]) -> Note {
    let some: Vec<String> = sources.iter().take(500).map(Uuid::to_string).collect();
    Note::new(act).on("campaign", campaign).with("records", sources.len()).with("ids", some)
}

/// The campaigns to which a record belongs.
pub async fn of_source(tx: &mut Tx, kind: &str, source: Uuid) -> Result<Vec<Campaign>, BoardError> {
    let query = sql(COLUMNS).with(" JOIN campaign_member m ON m.tenant = c.tenant AND m.campaign = c.id WHERE m.tenant = ?", tx.tenant());
    let query = query.with(" AND m.kind = ?", kind).with(" AND m.source = ?", source).push(" ORDER BY c.since DESC, c.id");
    Ok(tx.all::<Row>(query).await?.into_iter().map(read).collect::<Result<_, _>>()?)
}
