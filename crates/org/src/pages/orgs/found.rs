//! 新建组织.

use axum::http::StatusCode;
use axum::response::Response;
use base::OrgId;
use board::orgs::MOST_NAME;
use board::{Line, OrgKind};
use kit::{Choice, Failure, Field, Form, Input, Page, Staff};

use crate::actions::orgs::{self, Found};
use crate::pages::{fields, refuse};
use crate::rights;

/// Below no org of the office.
const OUTSIDE: &str = "outside";
/// The line that is usual for the kind.
const USUAL: &str = "usual";
/// Short forms are written in one line, parted by any of these.
const PARTS: [char; 6] = ['、', ',', '，', ';', '；', '\n'];

fn form(staff: &Staff, parents: &fields::Orgs) -> Form {
    Form::new("/orgs/new")
        .submit("建立")
        .cancel("/orgs")
        .field(Field::text("name", "名称").required().max(MOST_NAME).help("全称，如“第一党支部”。").focus())
        .field(Field::select("kind", "类别", fields::kinds()).required())
        .field(parents.field_or("parent", "上级组织", Choice::new(OUTSIDE, "（在本单位之外：上级党组织，如机关工委）")))
        .field(Field::select("line", "条线", [Choice::new(USUAL, "按类别确定")].into_iter().chain(fields::lines())).required().value(USUAL))
        .field(Field::text("aliases", "简称").max(500).help("台账里可能出现的写法，多个用顿号隔开，导入时也能认出。"))
        .field(fields::past_day("founded", "成立日期", staff.today()))
        .field(Field::text("code", "编码").max(40).help("英文字母、数字、点、横线；不填时自动编排。"))
}

fn show(staff: &Staff, form: &Form, status: StatusCode) -> Result<Response, Failure> {
    staff.page(Page::new("新建组织").back("组织", "/orgs").body(form.render(staff.token())).status(status))
}

/// GET /orgs/new
pub(in crate::pages) async fn page(staff: Staff) -> Result<Response, Failure> {
    let parents = fields::Orgs::of(&staff, &rights::MANAGE).await?;
    let mut form = form(&staff, &parents).for_record(staff.new_id());
    if let Some(value) = staff.address.get("parent").and_then(|id| parents.value_of(id)) {
        form = form.set("parent", value);
    }
    show(&staff, &form, StatusCode::OK)
}

/// POST /orgs/new
pub(in crate::pages) async fn send(staff: Staff, input: Input) -> Result<Response, Failure> {
    let parents = fields::Orgs::of(&staff, &rights::MANAGE).await?;
    let mut form = form(&staff, &parents).for_record(staff.new_id()).read(&input);
    let kind = OrgKind::from_code(form.text("kind"));
    let inside = !matches!(form.text("parent"), "" | OUTSIDE);
    match kind {
        Some(OrgKind::Superior) if inside => form.fail("parent", "上级党组织在本单位之外，请选择“在本单位之外”，或改选类别。"),
        Some(kind) if kind != OrgKind::Superior && !inside => form.fail("parent", "请选择上级组织；只有上级党组织在本单位之外。"),
        _ => {}
    }
    let mut status = StatusCode::UNPROCESSABLE_ENTITY;
    if let Some(kind) = kind.filter(|_| form.valid()) {
        match staff.write(&ask(&staff, &form, kind), orgs::found).await {
            Ok(org) => {
                let message = format!("已建立“{}”。可以继续登记人员，或为账号授予它的角色。", org.name);
                return Ok(staff.said(&super::href(&org), &message));
            }
            Err(error) => status = refuse(&mut form, error, &[("org", "parent"), ("day", "founded")])?,
        }
    }
    show(&staff, &form, status)
}

fn ask(staff: &Staff, form: &Form, kind: OrgKind) -> Found {
    let parts = form.text("aliases").split(PARTS).map(str::trim).filter(|part| !part.is_empty());
    Found {
        id: OrgId(form.record().unwrap_or_else(|| staff.new_id())),
        name: form.text("name").to_owned(),
        kind,
        line: Line::from_code(form.text("line")).unwrap_or_else(|| kind.usual_line()),
        code: form.some("code").map(str::to_owned),
        above: form.text("parent").to_owned(),
        founded: form.day("founded"),
        aliases: parts.map(str::to_owned).collect(),
    }
}
