//! Making and changing a campaign.

use axum::extract::Path;
use axum::response::Response;
use base::{Actor, OrgId, Tx};
use board::campaigns::{CampaignEntry, CampaignKind, Rule, SaveCampaign, Target};
use board::orgs::Org;
use board::{OrgFilter, access, orgs};
use kit::{Choice, Failure, Field, Form, Input, Page, Staff};
use ledger::metrics;
use norms::Day;
use uuid::Uuid;

use super::href;
use crate::pages::list::org_choices;
use crate::pages::words;
use crate::{JournalError, actions, rights, rules};

async fn orgs_to_manage(tx: &mut Tx, by: &Actor, (): &()) -> Result<Vec<Org>, JournalError> {
    let filter = OrgFilter { limit: Some(2_000), ..OrgFilter::default() };
    Ok(orgs::list(tx, &access::scope(by, &rights::CAMPAIGN), &filter).await?)
}

fn build(action: &str, orgs: &[Org]) -> Form {
    let kinds = CampaignKind::ALL.map(|kind| Choice::new(kind.code(), kind.chinese()));
    let first = Day::new(1921, 1, 1).unwrap_or(Day::first());
    Form::new(action)
        .submit("保存")
        .cancel("/campaigns")
        .field(Field::text("name", "名称").required().max(60).focus().help("例如：团建助企、建团百年。"))
        .field(Field::select("kind", "类型", kinds).required())
        .field(Field::select("org", "单位", org_choices(orgs)).required())
        .field(Field::day("since", "从哪天开始").required().between(first, Day::last()))
        .field(Field::day("until", "到哪天结束").between(first, Day::last()).help("还在进行的不填。"))
        .field(Field::lines("goal", "目标").rows(3).max(2_000))
        .field(Field::lines("plan", "方案或安排").rows(6).max(8_000))
        .field(Field::lines("targets", "指标").rows(3).max(2_000).help("每行一项：数据名称和数量，例如“覆盖非公企业 500”。"))
        .field(
            Field::lines("words", "自动加入：文字里含有")
                .rows(2)
                .max(1_000)
                .help("每行一个，含其中一个即可。登记、更正和导入时自动加入，人工加入的不受影响。"),
        )
        .field(Field::select("rule_org", "自动加入：只限这个单位和下级", org_choices(orgs)))
        .field(Field::checks("metrics", "自动加入：只限这些类别", words::choices()))
        .hidden("revision", "0")
        .hidden(kit::form::RECORD, "")
}

fn filled(form: Form, entry: &CampaignEntry, revision: i64) -> Form {
    let target = |target: &Target| {
        let metric = metrics::by_code(&target.metric)?;
        Some(format!("{} {}", metric.name, metric.plain(target.quantity)))
    };
    form.set("name", &entry.name)
        .set("kind", entry.kind.code())
        .set("org", entry.org)
        .set("since", entry.since)
        .set("until", entry.until.map(|day| day.to_string()).unwrap_or_default())
        .set("goal", &entry.goal)
        .set("plan", &entry.plan)
        .set("targets", entry.targets.iter().filter_map(target).collect::<Vec<_>>().join("\n"))
        .set("words", entry.rule.words.join("\n"))
        .set("rule_org", entry.rule.org.map(|org| org.to_string()).unwrap_or_default())
        .set_all("metrics", &entry.rule.metrics)
        .set("revision", revision)
}

/// What the form says, when it can be kept.
fn entry(form: &mut Form, orgs: &[Org]) -> Option<CampaignEntry> {
    let targets = targets(form);
    let org = |id: &str| orgs.iter().find(|org| org.id.to_string() == id).map(|org| org.id);
    let rule = Rule {
        metrics: form.all("metrics").into_iter().map(str::to_owned).collect(),
        words: rules::names(form.text("words")),
        org: form.some("rule_org").and_then(org),
    };
    if rule.org.is_some() && rule.is_empty() {
        form.fail("words", "只限单位还不够，请再写明类别或文字。");
    }
    let (kind, of, since) = (CampaignKind::from_code(form.text("kind")), org(form.text("org")), form.day("since"));
    if form.valid() && form.day("until").zip(since).is_some_and(|(until, since)| until < since) {
        form.fail("until", "结束日期早于开始日期。");
    }
    let text = |name: &str| form.text(name).trim().to_owned();
    let entry = CampaignEntry {
        org: of.unwrap_or(OrgId(Uuid::nil())),
        kind: kind?,
        name: text("name"),
        goal: text("goal"),
        plan: text("plan"),
        since: since?,
        until: form.day("until"),
        rule,
        targets,
    };
    form.valid().then_some(entry)
}

fn targets(form: &mut Form) -> Vec<Target> {
    let mut out: Vec<Target> = Vec::new();
    let lines: Vec<String> = form.text("targets").lines().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect();
    for line in lines {
        let split = line.rsplit_once(|c: char| c.is_whitespace() || c == '：' || c == ':');
        let parsed = split.and_then(|(name, number)| {
            let name = name.trim().trim_end_matches(['：', ':']);
            let metric = metrics::by_code(name).or_else(|| metrics::ALL.iter().copied().find(|metric| metric.name == name))?;
            let number: f64 = number.trim().parse().ok().filter(|n: &f64| (0.0..1e9).contains(n))?;
            Some(Target { metric: metric.code.to_owned(), quantity: (number * metric.scale as f64).round() as i64 })
        });
        match parsed {
            Some(target) if target.quantity > 0 && out.iter().all(|known| known.metric != target.metric) => out.push(target),
            Some(_) => form.fail("targets", format!("“{line}”的数量应大于 0，每项数据写一行。")),
            None => form.fail("targets", format!("“{line}”看不懂，请写成“数据名称 数量”，名称与数据总表一致。")),
        }
    }
    out
}

fn page(staff: &Staff, title: &str, form: &Form) -> Page {
    Page::new(title).back("专项", "/campaigns").style("journal.css").body(form.render(staff.token()))
}

/// GET /campaigns/new
pub(super) async fn new(staff: Staff) -> Result<Response, Failure> {
    let orgs = staff.read(&(), orgs_to_manage).await?;
    let own = orgs.iter().min_by_key(|org| org.level()).map(|org| org.id.to_string()).unwrap_or_default();
    let form = build("/campaigns/new", &orgs).set(kit::form::RECORD, staff.new_id()).set("org", own).set("since", staff.today());
    staff.page(page(&staff, "新建专项", &form))
}

/// POST /campaigns/new
pub(super) async fn create(staff: Staff, input: Input) -> Result<Response, Failure> {
    let orgs = staff.read(&(), orgs_to_manage).await?;
    let mut form = build("/campaigns/new", &orgs).read(&input);
    let id = form.record().unwrap_or_else(|| staff.new_id());
    if let Some(entry) = entry(&mut form, &orgs) {
        match staff.write(&SaveCampaign { id, revision: 0, entry }, actions::save_campaign).await {
            Ok(made) => return Ok(staff.said(&href(made.id), "已新建。可以把以前的记录加入进来。")),
            Err(error) => form.refuse(error.into())?,
        }
    }
    staff.page(page(&staff, "新建专项", &form).invalid())
}

/// GET /campaigns/{id}/edit
pub(super) async fn edit(staff: Staff, Path(id): Path<Uuid>) -> Result<Response, Failure> {
    let (campaign, org) = staff.read(&id, actions::campaign).await?;
    access::require(&staff.actor, &rights::CAMPAIGN, &org.path)?;
    let orgs = staff.read(&(), orgs_to_manage).await?;
    let form = filled(build(&format!("{}/edit", href(id)), &orgs), &campaign.entry, campaign.revision);
    staff.page(page(&staff, "修改专项", &form))
}

/// POST /campaigns/{id}/edit
pub(super) async fn save(staff: Staff, Path(id): Path<Uuid>, input: Input) -> Result<Response, Failure> {
    let (_, org) = staff.read(&id, actions::campaign).await?;
    access::require(&staff.actor, &rights::CAMPAIGN, &org.path)?;
    let orgs = staff.read(&(), orgs_to_manage).await?;
    let mut form = build(&format!("{}/edit", href(id)), &orgs).read(&input);
    if let Some(entry) = entry(&mut form, &orgs) {
        let revision = input.parsed("revision").unwrap_or(0).max(1);
        match staff.write(&SaveCampaign { id, revision, entry }, actions::save_campaign).await {
            Ok(_) => return Ok(staff.said(&href(id), "已保存。新的条件只管以后的记录；以前的可以批量加入。")),
            Err(error) => form.refuse(error.into())?,
        }
    }
    staff.page(page(&staff, "修改专项", &form).invalid())
}
