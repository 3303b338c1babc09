//! 专项行动, 专题, 品牌: their list, and a page each with goal, plan, progress, figures, records and papers, ready to print.

mod form;
mod join;

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use board::access;
use board::campaigns::{Campaign, Target};
use board::orgs::Org;
use kit::table::Mark;
use kit::{Cell, Column, Failure, Markup, Page, Routes, Row, Staff, Table};
use ledger::metrics::{self, Kind, Metric};
use ledger::{Citation, Figure};
use norms::Day;
use uuid::Uuid;

use super::list;
use crate::actions::{self, CampaignView};
use crate::rights::{self, CAMPAIGN, READ};

/// The routes of the campaigns.
pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .get("/campaigns", &READ, index)
        .get("/campaigns/new", &CAMPAIGN, form::new)
        .post("/campaigns/new", &CAMPAIGN, form::create)
        .get("/campaigns/{id}", &READ, show)
        .get("/campaigns/{id}/edit", &CAMPAIGN, form::edit)
        .post("/campaigns/{id}/edit", &CAMPAIGN, form::save)
        .get("/campaigns/{id}/join", &CAMPAIGN, join::form)
        .post("/campaigns/{id}/join", &CAMPAIGN, join::join)
        .post("/campaigns/{id}/leave", &CAMPAIGN, join::leave)
        .post("/journal/{id}/campaign", &CAMPAIGN, join::one)
}

fn href(id: Uuid) -> String {
    format!("/campaigns/{id}")
}

/// 2022年4月1日至今
fn days(since: Day, until: Option<Day>) -> String {
    match until {
        Some(until) => format!("{}至{}", since.chinese(), until.chinese()),
        None => format!("{}至今", since.chinese()),
    }
}

/// GET /campaigns
async fn index(staff: Staff) -> Result<Response, Failure> {
    let found = staff.read(&(), actions::campaigns).await?;
    let today = staff.today();
    let columns = vec![
        Column::words("name", "名称"),
        Column::short("kind", "类型"),
        Column::short("org", "单位"),
        Column::short("days", "时间"),
        Column::short("state", "状态"),
    ];
    let row = |(campaign, org): &(Campaign, Org)| {
        let entry = &campaign.entry;
        let (state, mark) = match entry.until {
            Some(until) if until < today => ("已结束", Mark::Plain),
            _ if entry.since > today => ("未开始", Mark::Plain),
            _ => ("进行中", Mark::Done),
        };
        Row::new(vec![
            Cell::link(entry.name.as_str(), href(campaign.id)),
            Cell::text(entry.kind.chinese()),
            Cell::text(org.name.as_str()),
            Cell::text(days(entry.since, entry.until)),
            Cell::Tag(state.to_owned(), mark),
        ])
    };
    let empty = Markup::text("还没有专项。把一项行动、专题或品牌建在这里，它的目标、进展、数据、记录和报告就在一页上。");
    let page = Page::new("专项").sub("专项行动、专题和品牌").style("journal.css");
    let page = if staff.may(&CAMPAIGN) { page.main_act("新建专项", "/campaigns/new") } else { page };
    staff.page(page.body(Table::new("专项", columns).rows(found.iter().map(row)).empty(empty).render()))
}

struct Progress {
    name: &'static str,
    target: String,
    now: String,
    rest: String,
    share: i64,
}

#[derive(Template)]
#[template(path = "journal/campaign.html")]
struct CampaignHtml<'a> {
    goal: Vec<&'a str>,
    plan: Vec<&'a str>,
    progress: Vec<Progress>,
    figures: Markup,
    records: Markup,
    more: Option<(String, i64)>,
    cites: Vec<(String, String)>,
    rule: String,
}

/// GET /campaigns/{id}
async fn show(staff: Staff, Path(id): Path<Uuid>) -> Result<Response, Failure> {
    let view = staff.read(&id, actions::campaign_view).await?;
    let entry = &view.campaign.entry;
    let sub =
        format!("{} · {} · {}，数据截至{}", entry.kind.chinese(), view.org.name, days(entry.since, entry.until), view.period.to.chinese());
    let mut page = Page::new(entry.name.as_str()).sub(&sub).back("专项", "/campaigns").style("journal.css");
    page = page.audited(&staff, [id]);
    if access::require(&staff.actor, &rights::CAMPAIGN, &view.org.path).is_ok() {
        page = page.act("修改", &format!("{}/edit", href(id))).main_act("加入记录", &format!("{}/join", href(id)));
    }
    let lines = |text: &'_ str| text.lines().filter(|line| !line.trim().is_empty()).map(str::to_owned).collect::<Vec<_>>();
    let (goal, plan) = (lines(&entry.goal), lines(&entry.plan));
    let html = CampaignHtml {
        goal: goal.iter().map(String::as_str).collect(),
        plan: plan.iter().map(String::as_str).collect(),
        progress: entry.targets.iter().filter_map(|target| progress(target, &view)).collect(),
        figures: figures(&view),
        records: list::table(list::rows(&view.latest)).empty(Markup::text("还没有记录加入。")).render(),
        more: (view.latest.total > 0).then(|| (format!("/journal?campaign={id}"), view.latest.total)),
        cites: view.cites.iter().map(cited).collect(),
        rule: rule(&view),
    };
    staff.page(kit::evidence::on(page.template(&html)?, &staff, &crate::records::CAMPAIGNS, id).await?)
}

/// What a figure says: both parts where a total was reported without a list.
fn said(metric: &Metric, figure: &Figure) -> String {
    let number = format!("{} {}", metric.plain(figure.value), metric.unit);
    match (figure.declared, metric.kind) {
        (0, _) => number,
        (_, Kind::Reach) => figure.parts(metric),
        _ => format!("{number}（{}）", figure.parts(metric)),
    }
}

fn progress(target: &Target, view: &CampaignView) -> Option<Progress> {
    let metric = metrics::by_code(&target.metric)?;
    let now = view.figures.iter().find(|(of, _)| *of == metric).map(|(_, figure)| *figure).unwrap_or_default();
    let rest = match target.quantity - now.value {
        rest if rest > 0 => format!("还差 {} {}", metric.plain(rest), metric.unit),
        _ => "已达到".to_owned(),
    };
    let share = now.value.saturating_mul(100) / target.quantity.max(1);
    Some(Progress {
        name: metric.name,
        target: format!("{} {}", metric.plain(target.quantity), metric.unit),
        now: said(metric, &now),
        rest,
        share,
    })
}

fn figures(view: &CampaignView) -> Markup {
    let columns = vec![Column::words("metric", "数据"), Column::words("value", "数量"), Column::number("facts", "明细").unit("条")];
    let row = |(metric, figure): &(&'static Metric, Figure)| {
        let list = format!("/journal?campaign={}&metric={}", view.campaign.id, metric.code);
        Row::new(vec![Cell::link(metric.name, list), Cell::text(said(metric, figure)), Cell::number(figure.facts)])
    };
    Table::new("专项数据", columns).rows(view.figures.iter().map(row)).empty(Markup::text("加入的记录还没有数据。")).render()
}

fn cited(citation: &Citation) -> (String, String) {
    let metric = citation.metric;
    let said = format!("{}：{} {} {}", citation.period.chinese(), metric.name, metric.plain(citation.value), metric.unit);
    (format!("/reports/{}/figures/{}", citation.report, citation.key), said)
}

/// 自动加入：助企服务、助企活动；含“惠企”；临湖区及下级
fn rule(view: &CampaignView) -> String {
    let rule = &view.campaign.entry.rule;
    if rule.is_empty() {
        return String::new();
    }
    let names: Vec<&str> = rule.metrics.iter().filter_map(|code| metrics::by_code(code)).map(|metric| metric.name).collect();
    let words: Vec<String> = rule.words.iter().map(|word| format!("“{word}”")).collect();
    let mut parts = Vec::new();
    if !names.is_empty() {
        parts.push(format!("类别是{}", names.join("、")));
    }
    if !words.is_empty() {
        parts.push(format!("文字含{}", words.join("或")));
    }
    parts.extend(view.rule_org.iter().map(|org| format!("单位是{org}或其下级")));
    format!("符合条件的新记录自动加入：{}。", parts.join("，"))
}
