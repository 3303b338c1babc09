//! The list of accounts, and 开设账号.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use base::{PersonId, Role};
use board::accounts::{Account, Granted};
use kit::table::File;
use kit::table::Mark;
use kit::{Cell, Column, Failure, Field, Form, Input, Markup, Page, Row, Staff, Table};

use super::{roles, tabs};
use crate::actions::accounts::{self, Listed, OpenAccount};
use crate::pages::{fields, refuse};
use crate::rights;

/// 管理员（全单位），登记员（第一党支部）
pub(super) fn granted(grants: &[Granted]) -> String {
    let one = |grant: &Granted| format!("{}（{}）", grant.role.chinese(), grant.org_name);
    grants.iter().map(one).collect::<Vec<String>>().join("，")
}

/// What state an account is in, in words.
pub(super) fn state(account: &Account) -> (&'static str, Mark) {
    match (account.disabled, account.must_change) {
        (true, _) => ("已停用", Mark::Late),
        (false, true) => ("待本人设置密码", Mark::Due),
        (false, false) => ("正常", Mark::Plain),
    }
}

fn columns() -> Vec<Column> {
    vec![
        Column::words("name", "姓名"),
        Column::short("user", "用户名"),
        Column::words("roles", "角色（组织及其下级）"),
        Column::short("state", "状态"),
        Column::short("second", "两步验证"),
        Column::number("devices", "登录中的设备").unit("台"),
        Column::short("seen", "最近使用"),
    ]
}

fn row(listed: &Listed) -> Row {
    let account = &listed.account;
    let (word, mark) = state(account);
    let (devices, seen) = listed.sessions.map_or((0, String::new()), |(count, seen)| (count, seen.chinese()));
    Row::new(vec![
        Cell::link(&account.name, href(account)),
        Cell::text(&account.user),
        Cell::text(granted(&listed.grants)),
        Cell::Tag(word.to_owned(), mark),
        Cell::text(account.second.map_or("未启用", |second| second.chinese())),
        Cell::number(devices),
        Cell::text(seen),
    ])
}

/// The page of an account.
pub(super) fn href(account: &Account) -> String {
    format!("/settings/accounts/{}", account.id)
}

/// GET /settings/accounts
pub(in crate::pages) async fn page(staff: Staff) -> Result<Response, Failure> {
    let all = staff.read(&(), accounts::list).await?;
    let wanted = staff.address.get("q").map(str::to_lowercase);
    let fits = |listed: &&Listed| {
        let text = format!("{} {} {}", listed.account.user, listed.account.name, granted(&listed.grants)).to_lowercase();
        wanted.as_ref().is_none_or(|wanted| text.contains(wanted))
    };
    let rows: Vec<Row> = all.iter().filter(fits).map(row).collect();
    let filters = Form::filters(&staff.address, [Field::search("q", "姓名、用户名、角色或组织")]);
    let table = Table::new("账号", columns())
        .count(i64::try_from(rows.len()).unwrap_or(i64::MAX))
        .rows(rows)
        .address(&staff.address)
        .export("下载 CSV", "/settings/accounts/list.csv")
        .export("下载 Excel", "/settings/accounts/list.xlsx")
        .empty(Markup::text("没有符合条件的账号。点“开设账号”为同事开设。"));
    let page = Page::new("设置").style("org.css").sub("角色授予在组织上，对该组织及其全部下级有效，对旁边的组织无效。");
    let page = if staff.may(&rights::ACCOUNTS) { page.main_act("开设账号", "/settings/accounts/new") } else { page };
    let page = page.body(tabs(&staff, "/settings/accounts")).body(filters.render(staff.token())).body(table.render());
    staff.page(page)
}

/// GET /settings/accounts/list.csv and /settings/accounts/list.xlsx
pub(in crate::pages) async fn file(staff: Staff, file: File) -> Result<Response, Failure> {
    let all = staff.read(&(), accounts::list).await?;
    let table = Table::new("账号", columns()).rows(all.iter().map(row));
    file.answer(&format!("账号 {} {}导出", staff.today(), staff.actor.name), table).await
}

/// Whose an account is, as a field that names them.
pub(super) fn person_field() -> Field {
    Field::text("person", "对应花名册中的人员").max(200).help("可不填。写姓名；有同名的写“姓名/组织名称”。")
}

/// `orgs`: where the reader may give roles; none where somebody else gives them.
fn form(orgs: Option<&fields::Orgs>) -> Form {
    let user = Field::text("user", "用户名").required().max(40).help("登录时输入，2至40个字母、汉字、数字、点或横线，以后不能改。");
    let form = Form::new("/settings/accounts/new")
        .submit("开设账号")
        .cancel("/settings/accounts")
        .field(Field::text("name", "姓名").required().max(50).help("显示在页面和登记历史上。").focus())
        .field(user);
    let form = match orgs {
        Some(orgs) => form
            .field(Field::select("role", "角色", roles()).required().help("以后可以再加。各角色能做什么见“设置 › 本单位”。"))
            .field(orgs.field("org", "在哪个组织").required()),
        None => form,
    };
    form.field(person_field())
}

fn show(staff: &Staff, form: &Form, gives: bool, status: StatusCode) -> Result<Response, Failure> {
    let sub = if gives {
        "开设后会得到一个重置码，交给本人设置密码。"
    } else {
        "开设后会得到一个重置码，交给本人设置密码；角色由安全保密管理员授予。"
    };
    let page = Page::new("开设账号").back("账号", "/settings/accounts").sub(sub);
    staff.page(page.body(form.render(staff.token())).status(status))
}

/// Where this person may give roles now.
async fn orgs(staff: &Staff) -> Result<Option<fields::Orgs>, Failure> {
    if staff.read(&(), accounts::gives).await? { Ok(Some(fields::Orgs::of(staff, &rights::GRANTS).await?)) } else { Ok(None) }
}

/// GET /settings/accounts/new
pub(in crate::pages) async fn new(staff: Staff) -> Result<Response, Failure> {
    let orgs = orgs(&staff).await?;
    let mut form = form(orgs.as_ref());
    if let Some(person) = staff.address.get("person") {
        let (name, text) = staff.read(&crate::pages::id::<PersonId>(person)?, accounts::person_text).await?;
        form = form.set("name", name).set("person", text);
    }
    show(&staff, &form, orgs.is_some(), StatusCode::OK)
}

/// POST /settings/accounts/new
pub(in crate::pages) async fn open(staff: Staff, input: Input) -> Result<Response, Failure> {
    let orgs = orgs(&staff).await?;
    let mut form = form(orgs.as_ref()).read(&input);
    let mut status = StatusCode::UNPROCESSABLE_ENTITY;
    if form.valid() {
        let text = |name: &str| form.text(name).to_owned();
        let grant = orgs.as_ref().and_then(|_| Some((Role::from_code(form.text("role"))?, text("org"))));
        let ask = OpenAccount { user: text("user"), name: text("name"), person: text("person"), grant };
        match staff.write(&ask, accounts::open_account).await {
            Ok((account, code)) => return told(&staff, &account, &code, "已开设账号"),
            Err(error) => status = refuse(&mut form, error, &[])?,
        }
    }
    show(&staff, &form, orgs.is_some(), status)
}

#[derive(Template)]
#[template(path = "org/code.html")]
struct CodeHtml<'a> {
    account: &'a Account,
    code: &'a str,
    href: String,
}

/// The page that tells a one-time code: the only place where it ever stands.
pub(super) fn told(staff: &Staff, account: &Account, code: &str, title: &str) -> Result<Response, Failure> {
    let page = Page::new(format!("{title}：{}", account.name)).style("org.css").back("账号", "/settings/accounts");
    staff.page(page.template(&CodeHtml { account, code, href: href(account) })?)
}
