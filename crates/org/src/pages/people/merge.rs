//! 合并重复登记: choose the other record, look at what is carried, merge; undo.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use base::PersonId;
use board::Org;
use board::people::Person;
use board::people::merge::Field;
use kit::form::button;
use kit::{Cell, Column, Failure, Form, Input, Markup, Page, Row, Staff, Table};

use crate::actions::merge::{self, Pair, Shown};
use crate::pages::{id as read_id, refuse};

fn pair(kept: &str, gone: &str) -> Result<Pair, Failure> {
    Ok(Pair { kept: read_id::<PersonId>(kept)?, gone: read_id::<PersonId>(gone)? })
}

/// GET /people/{id}/merge
pub(in crate::pages) async fn choose(staff: Staff, Path(id): Path<String>) -> Result<Response, Failure> {
    let (person, others) = staff.read(&read_id::<PersonId>(&id)?, merge::candidates).await?;
    let href = super::href(&person);
    let columns = vec![
        Column::words("org", "所在组织"),
        Column::short("masked", "身份证号"),
        Column::short("state", "状态"),
        Column::short("act", "操作"),
    ];
    let row = |(other, org): &(Person, Org)| {
        let masked = other.entry.citizen_id.as_ref().map_or("", |sealed| sealed.masked.as_str());
        let state = other.left.map_or_else(|| "在册".to_owned(), |day| format!("{} 调离", day.chinese()));
        let look = Markup::link(&format!("{href}/merge/{}", other.id), "看看会带过来什么");
        Row::new(vec![Cell::link(&org.name, super::href(other)), Cell::text(masked), Cell::text(&state), Cell::Page(look)])
    };
    let table = Table::new("同名的其他登记", columns).rows(others.iter().map(row));
    let table = table.empty(Markup::text("您维护的花名册里，没有与此人同名的其他登记。姓名写法不同的，请先更正一致。"));
    let page = Page::new(format!("合并重复登记：{}", person.entry.name)).back(person.entry.name.as_str(), &href);
    staff.page(page.sub("同一个人登记了两次时使用。选中的一条并入这一条，可以撤销。").body(table.render()))
}

fn confirm(shown: &Shown) -> Form {
    let (gone, kept) = (&shown.plan.gone, &shown.plan.kept);
    let href = super::href(kept);
    let form = Form::new(format!("{href}/merge/{}", gone.id)).submit("合并").quiet();
    form.cancel(&format!("{href}/merge")).hidden("seen", &shown.plan.state)
}

fn names(fields: &[Field]) -> String {
    if fields.is_empty() { "无".into() } else { fields.iter().map(|field| field.chinese()).collect::<Vec<_>>().join("、") }
}

fn list(shown: &Shown) -> Markup {
    let plan = &shown.plan;
    let terms = |terms: &[board::posts::Post]| {
        let titles: Vec<&str> = terms.iter().map(|term| term.title.as_str()).collect();
        if titles.is_empty() { "无".to_owned() } else { format!("{} 条（{}）", titles.len(), titles.join("、")) }
    };
    let lines = [
        ("并入的一条", format!("{}（{}）", plan.gone.entry.name, shown.from.name)),
        ("保留的一条", format!("{}（{}）", plan.kept.entry.name, shown.to.name)),
        ("带过来的内容", names(&plan.fields)),
        ("两条不一致、以保留的为准", names(&plan.differ)),
        ("带过来的任职", terms(&plan.terms)),
        ("两条都有、不重复带的任职", terms(&plan.doubled)),
    ];
    let pairs = lines.iter().map(|(name, value)| {
        let name = Markup::trusted("<dt>").and(Markup::text(name)).and(Markup::trusted("</dt><dd>"));
        name.and(Markup::text(value)).and(Markup::trusted("</dd>"))
    });
    let list = pairs.fold(Markup::trusted("<section class=\"card pad\"><dl class=\"facts\">"), Markup::and).and(Markup::trusted("</dl>"));
    let note =
        "账号、角色和查看原号的记录都不移动：合并不会让任何人看到原来看不到的内容。记录和数据不变。合并之后两条都没有改动时，可以撤销。";
    list.and(Markup::trusted("<p class=\"hint\">")).and(Markup::text(note)).and(Markup::trusted("</p></section>"))
}

fn show(staff: &Staff, shown: &Shown, form: &Form, status: StatusCode) -> Result<Response, Failure> {
    let name = shown.plan.kept.entry.name.as_str();
    let back = format!("{}/merge", super::href(&shown.plan.kept));
    let page = Page::new(format!("合并重复登记：{name}")).style("org.css").back("选择另一条", &back).status(status);
    staff.page(page.body(list(shown)).body(form.render(staff.token())))
}

/// GET /people/{id}/merge/{other}
pub(in crate::pages) async fn page(staff: Staff, Path((id, other)): Path<(String, String)>) -> Result<Response, Failure> {
    let shown = staff.read(&pair(&id, &other)?, merge::plan).await?;
    show(&staff, &shown, &confirm(&shown), StatusCode::OK)
}

/// POST /people/{id}/merge/{other}
pub(in crate::pages) async fn send(staff: Staff, Path((id, other)): Path<(String, String)>, input: Input) -> Result<Response, Failure> {
    let pair = pair(&id, &other)?;
    let shown = staff.read(&pair, merge::plan).await?;
    let mut form = confirm(&shown).read(&input);
    let ask = (pair, form.text("seen").to_owned(), staff.app.key.clone());
    match staff.write(&ask, merge::merge).await {
        Ok(plan) => Ok(staff.said(&super::href(&plan.kept), "已合并。两条都没有再改动时，可以在本页撤销合并。")),
        Err(error) => {
            let status = refuse(&mut form, error, &[])?;
            // What is shown again is what stands now, so it may be sent again.
            let form = form.set("seen", &shown.plan.state);
            show(&staff, &shown, &form, status)
        }
    }
}

/// POST /people/{id}/merge/{other}/undo
pub(in crate::pages) async fn undo(staff: Staff, Path((id, other)): Path<(String, String)>) -> Result<Response, Failure> {
    let pair = pair(&id, &other)?;
    staff.write(&(pair, staff.app.key.clone()), merge::undo).await?;
    Ok(staff.said(&format!("/people/{}", pair.kept), "已撤销合并，两条登记恢复原样。"))
}

/// What was merged into a record, with the way back; nothing where nothing was.
pub(super) fn merged(staff: &Staff, view: &crate::actions::people::PersonView) -> Markup {
    if view.merged.is_empty() {
        return Markup::empty();
    }
    let columns = vec![Column::short("at", "时间"), Column::short("who", "合并人"), Column::words("act", "操作")];
    let href = super::href(&view.person);
    let row = |one: &board::people::merge::Merged| {
        let look = Markup::link(&format!("/people/{}", one.gone), "看并入的一条").and(Markup::text(" "));
        let undo = button(staff.token(), &format!("{href}/merge/{}/undo", one.gone), "撤销合并", &[]);
        Row::new(vec![Cell::text(one.at.chinese()), Cell::text(&one.who), Cell::Page(look.and(undo))])
    };
    Table::new("合并进来的登记", columns).rows(view.merged.iter().map(row)).render()
}
