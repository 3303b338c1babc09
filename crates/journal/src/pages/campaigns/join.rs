//! Records join a campaign: in bulk with a preview, by the rule or by search, or one from its own page; and leave it.

use axum::extract::Path;
use axum::response::Response;
use board::access;
use kit::{Address, Failure, Field, Form, Input, Markup, Page, Staff};
use uuid::Uuid;

use super::href;
use crate::actions::{self, Filter, Join, Listed, RecordPage};
use crate::pages::{list, words};
use crate::rights;

/// Records that one preview shows.
const ROWS: usize = 200;

/// GET /campaigns/{id}/join: what the rule proposes; with a search what that finds.
pub(super) async fn form(staff: Staff, Path(id): Path<Uuid>, address: Address) -> Result<Response, Failure> {
    let (campaign, org) = staff.read(&id, actions::campaign).await?;
    access::require(&staff.actor, &rights::CAMPAIGN, &org.path)?;
    let all = staff.read(&(), list::orgs_to_read).await?;
    let searched = ["q", "metric", "org", "from", "to"].iter().any(|name| address.get(name).is_some());
    let mut found = if searched || campaign.entry.rule.is_empty() {
        let entry = &campaign.entry;
        let asked = list::filter(&address, &all, &staff);
        let filter =
            Filter { from: asked.from.or(Some(entry.since)), to: asked.to.or(entry.until), outside: Some(id), withdrawn: false, ..asked };
        staff.read(&RecordPage { filter, after: None, limit: ROWS as i64 }, actions::list).await?
    } else {
        staff.read(&id, actions::proposed).await?
    };
    let by_rule = !searched && !campaign.entry.rule.is_empty();
    let total = found.total;
    found.records.truncate(ROWS);
    let filters = Form::filters(
        &address,
        [
            Field::search("q", "搜索"),
            Field::select("metric", "类别", words::filter_choices()),
            Field::select("org", "单位（含下级）", list::org_choices(&all)),
            Field::day("from", "自"),
            Field::day("to", "至"),
        ],
    );
    let which = if by_rule { "按自动加入的条件找到" } else { "找到" };
    let page =
        Page::new("加入记录").sub(&format!("{}：{which} {total} 条还没有加入的记录。", campaign.entry.name)).back("返回专项", &href(id));
    let page = page.style("journal.css").body(filters.render(staff.token()));
    staff.page(page.body(ticked(&staff, id, &found, by_rule.then_some(total))))
}

/// The records in a form: the ticked ones join, or all that the rule proposes.
fn ticked(staff: &Staff, id: Uuid, found: &Listed, by_rule: Option<i64>) -> Markup {
    if found.records.is_empty() {
        return Markup::trusted("<p class=\"hint\">没有可以加入的记录。</p>");
    }
    let action = staff.action(&format!("{}/join", href(id)));
    let whole = match by_rule {
        Some(total) => format!("<button class=\"btn\" name=\"rule\" value=\"1\">按条件全部加入（{total} 条）</button>"),
        None => String::new(),
    };
    Markup::trusted(format!(
        "<form method=\"post\" action=\"{action}\"><p class=\"to-write\"><button class=\"btn main\">加入勾选的</button> {whole}</p>"
    ))
    .and(list::table(list::rows(found)).ticks("id").render())
    .and(Markup::trusted("</form>"))
}

/// POST /campaigns/{id}/join
pub(super) async fn join(staff: Staff, Path(id): Path<Uuid>, input: Input) -> Result<Response, Failure> {
    let records = if input.get("rule").is_empty() {
        input.all("id").into_iter().filter_map(|id| id.parse().ok()).collect()
    } else {
        let found = staff.read(&id, actions::proposed).await?;
        found.records.into_iter().map(|record| record.id).collect::<Vec<Uuid>>()
    };
    if records.is_empty() {
        return Ok(staff.said(&format!("{}/join", href(id)), "请先勾选要加入的记录。"));
    }
    let joined = staff.write(&Join { campaign: id, records, leave: false }, actions::join).await?;
    Ok(staff.said(&href(id), &format!("{joined} 条记录已加入。")))
}

/// POST /campaigns/{id}/leave
pub(super) async fn leave(staff: Staff, Path(id): Path<Uuid>, input: Input) -> Result<Response, Failure> {
    let records: Vec<Uuid> = input.all("id").into_iter().filter_map(|id| id.parse().ok()).collect();
    let back = match records.as_slice() {
        [one] => crate::pages::href(*one),
        _ => href(id),
    };
    let left = staff.write(&Join { campaign: id, records, leave: true }, actions::join).await?;
    Ok(staff.said(&back, &format!("{left} 条记录已移出专项。")))
}

/// POST /journal/{id}/campaign
pub(super) async fn one(staff: Staff, Path(id): Path<Uuid>, input: Input) -> Result<Response, Failure> {
    let back = crate::pages::href(id);
    let Some(campaign) = input.parsed("campaign") else { return Ok(staff.said(&back, "请选择一个专项。")) };
    match staff.write(&Join { campaign, records: vec![id], leave: false }, actions::join).await? {
        0 => Err(Failure::missing("没有这条记录，或您无权查看。")),
        _ => Ok(staff.said(&back, "已加入专项。")),
    }
}
