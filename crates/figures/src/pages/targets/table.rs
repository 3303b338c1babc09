//! /targets/table: a table of metrics and numbers, pasted from WPS or Excel, becomes the targets of one org and period.

use axum::response::Response;
use board::Org;
use kit::{Address, Failure, Field, Form, Input, Page, Staff};

use super::form::{begun, days, paper, whose};
use crate::actions::{self, TargetTable};
use crate::targets;

/// Sentences about lines that cannot be read; the rest is of the same kind.
const MOST_WRONG: usize = 8;

fn build(staff: &Staff, orgs: &[Org]) -> Form {
    let help = "从 WPS 或 Excel 里复制两列粘贴在这里：指标名称（或代码）、目标数，每行一项，名称与数据总表一致。表头可以一起粘贴。";
    whose(staff, Form::new("/targets/table").submit("导入目标").cancel("/targets"), orgs)
        .field(paper())
        .field(Field::lines("table", "目标表").rows(10).required().help(help))
        .field(Field::tick("replace", "已有的目标按表更新"))
}

fn shown(staff: &Staff, form: &Form) -> Page {
    let page = Page::new("粘贴导入目标").style("figures.css").back("目标任务", "/targets");
    page.sub("一张表一次导入一个单位、一个时段；有一行看不懂，就一行也不导入。").body(form.render(staff.token()))
}

/// GET /targets/table
pub(in crate::pages) async fn form(staff: Staff) -> Result<Response, Failure> {
    let orgs = staff.read(&(), actions::orgs_to_target).await?;
    let form = begun(&staff, build(&staff, &orgs), &orgs);
    staff.page(shown(&staff, &form))
}

/// POST /targets/table
pub(in crate::pages) async fn send(staff: Staff, input: Input) -> Result<Response, Failure> {
    let orgs = staff.read(&(), actions::orgs_to_target).await?;
    let mut form = build(&staff, &orgs).read(&input);
    let read = targets::pasted(form.text("table"));
    if form.valid() && !read.wrong.is_empty() {
        let more = read.wrong.len().saturating_sub(MOST_WRONG);
        let rest = if more > 0 { format!("另有 {more} 行。") } else { String::new() };
        form.fail("table", format!("{}{rest}", read.wrong.iter().take(MOST_WRONG).cloned().collect::<String>()));
    } else if form.valid() && read.lines.is_empty() {
        form.fail("table", "表里没有一行目标，请把指标和目标数两列粘贴进来。");
    }
    if let (true, Some(period)) = (form.valid(), days(&form)) {
        let (org, paper) = (form.text("org").to_owned(), form.text("paper").to_owned());
        let ask = TargetTable { org, period, paper, lines: read.lines, replace: form.ticked("replace") };
        match staff.write(&ask, actions::set_targets).await {
            Ok(told) => {
                let to = Address::new("/targets").with("org", &ask.org).with(super::YEAR, &period.from.year().to_string());
                let words = format!("已导入：新增 {} 项，更新 {} 项，{} 项没有变化。", told.new, told.changed, told.same);
                return Ok(staff.said(&to.to_string(), &words));
            }
            Err(error) => form.refuse(error.into())?,
        }
    }
    staff.page(shown(&staff, &form).invalid())
}
