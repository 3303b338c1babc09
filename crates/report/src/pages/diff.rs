//! GET /reports/{id}/diff: what of a signed report differs today.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use kit::table::Mark;
use kit::{Cell, Column, Failure, Markup, Page, Row, Staff, Table};
use uuid::Uuid;

use crate::actions::{self, DiffAsk};
use crate::pages::document::Links;
use crate::pages::show;

#[derive(Template)]
#[template(path = "report/diff.html")]
struct DiffHtml {
    lines: Vec<DiffRow>,
}

struct DiffRow {
    name: String,
    said: String,
    signed: String,
    corrected: Option<String>,
    today: String,
    today_said: String,
    differs: bool,
    href: String,
    late: Markup,
}

/// GET /reports/{id}/diff
pub(super) async fn diff(staff: Staff, Path(id): Path<Uuid>) -> Result<Response, Failure> {
    let diff = staff.read(&DiffAsk { id, sources: super::sources(&staff) }, actions::diff).await?;
    let (view, differing) = show::load(&staff, id).await?;
    let lines = diff.figures.iter().map(|line| DiffRow {
        name: line.name.clone(),
        said: line.signed_said.clone(),
        signed: format!("{}{}", line.signed, line.unit),
        corrected: line.corrected.as_ref().map(|one| format!("更正{}改为 {}{}，写作“{}”", one.number, one.value, line.unit, one.said)),
        today: format!("{}{}", line.today, line.unit),
        today_said: line.today_said.clone(),
        differs: line.differs,
        href: format!("/reports/{id}/figures/{}", line.key),
        late: late(line),
    });
    let sub = format!("{} · {}签发，之后台账的变化如下。报告仍按签发时的数字。", view.report.title, diff.signed_at.day().chinese());
    let page = Page::new("今天会有何不同").sub(&sub).back("报告", &super::href(id)).style("report.css");
    let correct = show::correctable(&staff, &view, &Links::of(&view, &differing, None));
    let page = if correct { page.main_act("拟更正", &format!("/reports/{id}/corrections/new")) } else { page };
    staff.page(page.template(&DiffHtml { lines: lines.collect() })?)
}

fn late(line: &actions::DiffLine) -> Markup {
    let columns = vec![
        Column::words("title", "事项"),
        Column::number("quantity", "数量变化").unit(line.unit.as_str()),
        Column::short("late", "说明"),
        Column::short("who", "登记人"),
        Column::short("at", "登记时间"),
    ];
    let row = |late: &actions::Late| {
        let title = match &late.href {
            Some(href) => Cell::link(late.title.as_str(), href.as_str()),
            None => Cell::text(late.title.as_str()),
        };
        let quantity = late.quantity.to_string();
        let signed = if quantity.starts_with('-') { quantity.replacen('-', "−", 1) } else { format!("+{quantity}") };
        let said = if late.late {
            Cell::Tag(if quantity.starts_with('-') { "签发后更正" } else { "签发后补登" }.to_owned(), Mark::Due)
        } else {
            Cell::Empty
        };
        Row::new(vec![title, Cell::text(signed), said, Cell::text(late.who.as_str()), Cell::text(late.at.chinese())])
    };
    Table::new(format!("{}：签发后的变化", line.name), columns).rows(line.late.iter().map(row)).render()
}
