//! 移动, 撤销, 恢复, 合并.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use board::orgs::CloseOrg;
use kit::{Cell, Column, Failure, Field, Form, Input, Markup, Page, Row, Staff, Table};

use crate::actions::orgs::{self, Impact, Merge, Move, OrgView};
use crate::pages::{fields, refuse};
use crate::rights;

fn move_form(staff: &Staff, view: &OrgView, parents: &fields::Orgs) -> Form {
    Form::new(format!("{}/move", super::href(&view.org)))
        .submit("移动")
        .cancel(&super::href(&view.org))
        .field(parents.field("parent", "移到哪个组织之下").required().focus())
        .field(
            fields::past_day("since", "自哪一天起", staff.today())
                .required()
                .help("这一天（含）以后的数据计入新的上级，此前的仍归原上级。")
                .value(staff.today()),
        )
}

fn show(staff: &Staff, view: &OrgView, title: &str, body: Markup, status: StatusCode) -> Result<Response, Failure> {
    let page = Page::new(format!("{title}：{}", view.org.name)).back(&view.org.name, &super::href(&view.org));
    staff.page(page.body(body).style("org.css").status(status))
}

fn now_below(view: &OrgView) -> Markup {
    let names: Vec<&str> = view.above.iter().map(|(org, _)| org.name.as_str()).collect();
    let text =
        if names.is_empty() { "现在不在任何组织之下。".to_owned() } else { format!("现在位于：{}", names.join(" › ")) };
    Markup::trusted("<p class=\"hint apart\">").and(Markup::text(&text)).and(Markup::trusted("</p>"))
}

/// GET /orgs/{id}/move
pub(in crate::pages) async fn move_page(staff: Staff, Path(id): Path<String>) -> Result<Response, Failure> {
    let view = super::managed(&staff, &id).await?;
    super::standing(&view)?;
    let parents = fields::Orgs::of(&staff, &rights::MANAGE).await?.without(&view.org);
    let form = move_form(&staff, &view, &parents);
    show(&staff, &view, "移动", now_below(&view).and(form.render(staff.token())), StatusCode::OK)
}

/// POST /orgs/{id}/move
pub(in crate::pages) async fn move_send(staff: Staff, Path(id): Path<String>, input: Input) -> Result<Response, Failure> {
    let view = super::managed(&staff, &id).await?;
    super::standing(&view)?;
    // What stands below the org today is offered no longer, but a circle on another day is the board's to refuse.
    let parents = fields::Orgs::of(&staff, &rights::MANAGE).await?;
    let mut form = move_form(&staff, &view, &parents).read(&input);
    let mut status = StatusCode::UNPROCESSABLE_ENTITY;
    if let Some(since) = form.day("since").filter(|_| form.valid()) {
        let ask = Move { org: view.org.id, since, above: form.text("parent").to_owned() };
        match staff.write_long(&ask, orgs::move_org).await {
            Ok((org, above, moved)) => {
                let message = if moved {
                    format!("已移动：自{}起，“{}”在“{}”之下，有关数据已重新归属。", since.chinese(), org.name, above.name)
                } else {
                    format!("“{}”在{}已位于“{}”之下，没有改动。", org.name, since.chinese(), above.name)
                };
                return Ok(staff.said(&super::href(&org), &message));
            }
            Err(error) => status = refuse(&mut form, error, &[("org", "parent"), ("day", "since")])?,
        }
    }
    show(&staff, &view, "移动", now_below(&view).and(form.render(staff.token())), status)
}

fn close_form(staff: &Staff, view: &OrgView) -> Form {
    Form::new(format!("{}/close", super::href(&view.org))).submit("撤销这个组织").quiet().cancel(&super::href(&view.org)).field(
        fields::past_day("day", "撤销日期", staff.today())
            .required()
            .help("最后一天。已登记的工作和数据都保留；之后不能再为它登记。撤错了可以恢复。")
            .value(staff.today()),
    )
}

/// GET /orgs/{id}/close
pub(in crate::pages) async fn close_page(staff: Staff, Path(id): Path<String>) -> Result<Response, Failure> {
    let view = super::managed(&staff, &id).await?;
    super::standing(&view)?;
    show(&staff, &view, "撤销", close_form(&staff, &view).render(staff.token()), StatusCode::OK)
}

/// POST /orgs/{id}/close
pub(in crate::pages) async fn close_send(staff: Staff, Path(id): Path<String>, input: Input) -> Result<Response, Failure> {
    let view = super::managed(&staff, &id).await?;
    super::standing(&view)?;
    let mut form = close_form(&staff, &view).read(&input);
    let mut status = StatusCode::UNPROCESSABLE_ENTITY;
    if let Some(day) = form.day("day").filter(|_| form.valid()) {
        match staff.write(&CloseOrg { org: view.org.id, day }, orgs::close).await {
            Ok(org) => return Ok(staff.said(&super::href(&org), &format!("“{}”已于{}撤销。数据仍可查询。", org.name, day.chinese()))),
            Err(error) => status = refuse(&mut form, error, &[("until", "day")])?,
        }
    }
    show(&staff, &view, "撤销", form.render(staff.token()), status)
}

/// POST /orgs/{id}/reopen
pub(in crate::pages) async fn reopen(staff: Staff, Path(id): Path<String>) -> Result<Response, Failure> {
    let view = super::managed(&staff, &id).await?;
    super::standing(&view)?;
    let org = staff.write(&view.org.id, orgs::reopen).await?;
    Ok(staff.said(&super::href(&org), &format!("“{}”已恢复，可以继续登记。", org.name)))
}

#[derive(Template)]
#[template(path = "org/merge.html")]
struct MergeHtml<'a> {
    impact: &'a Impact,
    figures: Markup,
    form: Markup,
}

fn merge_form(view: &OrgView, into: &str) -> Form {
    Form::new(format!("{}/merge", super::href(&view.org)))
        .submit("确认合并")
        .cancel(&super::href(&view.org))
        .hidden("into", into)
        .field(Field::tick("sure", "我已核对：这是同一个组织，合并后不能拆开").required())
}

fn figures(impact: &Impact) -> Markup {
    let columns = vec![
        Column::words("metric", "指标"),
        Column::number("value", "数量"),
        Column::short("unit", "单位"),
        Column::number("facts", "明细").unit("条"),
    ];
    let row = |(metric, figure): &(&'static ledger::Metric, ledger::Figure)| {
        let cells =
            [Cell::text(metric.name), Cell::scaled(figure.value, metric.scale), Cell::text(metric.unit), Cell::number(figure.facts)];
        Row::new(cells.to_vec())
    };
    let empty = Markup::text("它名下还没有数据，合并不影响任何数据。");
    Table::new("将改归的数据", columns).rows(impact.figures.iter().map(row)).empty(empty).render()
}

/// The page with what a merger would change.
fn preview(staff: &Staff, view: &OrgView, impact: &Impact, form: &Form, status: StatusCode) -> Result<Response, Failure> {
    let html = MergeHtml { figures: figures(impact), form: form.render(staff.token()), impact };
    show(staff, view, "合并", Markup::of(&html)?, status)
}

/// GET /orgs/{id}/merge: first the org to merge into is chosen, then what would change is shown.
pub(in crate::pages) async fn merge_page(staff: Staff, Path(id): Path<String>) -> Result<Response, Failure> {
    let view = super::managed(&staff, &id).await?;
    super::standing(&view)?;
    let others = fields::Orgs::of(&staff, &rights::MANAGE).await?.without(&view.org);
    let mut form = Form::filters(&staff.address, [others.field("into", "并入哪个组织").required()]).submit("查看会改动什么");
    let mut status = StatusCode::OK;
    if let Some(into) = staff.address.get("into") {
        let ask = Merge { from: view.org.id, into: into.to_owned() };
        match staff.read(&ask, orgs::impact).await {
            Ok(impact) => return preview(&staff, &view, &impact, &merge_form(&view, into), StatusCode::OK),
            Err(error) => status = refuse(&mut form, error, &[("org", "into"), ("parent", "into")])?,
        }
    }
    let hint = "<p class=\"hint apart\">用于一个组织被录成了两个（如写错名称）：它的记录、数据、人员、任职和权限全部归到另一个组织，原名称仍能找到。</p>";
    show(&staff, &view, "合并", Markup::trusted(hint).and(form.render(staff.token())), status)
}

/// POST /orgs/{id}/merge
pub(in crate::pages) async fn merge_send(staff: Staff, Path(id): Path<String>, input: Input) -> Result<Response, Failure> {
    let view = super::managed(&staff, &id).await?;
    let mut form = merge_form(&view, "").read(&input);
    let ask = Merge { from: view.org.id, into: form.text("into").to_owned() };
    let mut status = StatusCode::UNPROCESSABLE_ENTITY;
    if form.valid() {
        match staff.write_long(&ask, orgs::merge).await {
            Ok(into) => {
                let message = format!("“{}”已并入“{}”，数据已改归；按原名称仍能找到。", view.org.name, into.name);
                return Ok(staff.said(&super::href(&into), &message));
            }
            Err(error) => status = refuse(&mut form, error, &[])?,
        }
    }
    let impact = staff.read(&ask, orgs::impact).await?;
    preview(&staff, &view, &impact, &form, status)
}
