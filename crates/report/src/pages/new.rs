//! GET and POST /reports/new

use axum::response::Response;
use base::{Actor, OrgId, Tx};
use board::{Org, OrgFilter, access, orgs};
use kit::{Address, Choice, Failure, Field, Form, Input, Page, Staff};
use norms::Period;
use uuid::Uuid;

use crate::actions::{self, Begin, Create, ListAsk, Listed, Offered};
use crate::{ReportError, rights};

/// What the form offers.
struct Offer {
    orgs: Vec<Org>,
    last: Vec<Listed>,
    templates: Vec<Offered>,
}

async fn offer(tx: &mut Tx, by: &Actor, (): &()) -> Result<Offer, ReportError> {
    let orgs = orgs::list(tx, &access::scope(by, &rights::DRAFT), &OrgFilter::default()).await?;
    let last = actions::list(tx, by, &ListAsk { limit: 30, ..ListAsk::default() }).await?.reports;
    let templates = actions::all_templates(tx, by, &()).await?;
    Ok(Offer { orgs, last, templates })
}

fn build(offer: &Offer) -> Form {
    let named = |one: &Offered| Choice::new(format!("t:{}", one.template.name), one.template.label.clone());
    let templates = offer.templates.iter().map(named);
    let last = offer.last.iter().map(|report| Choice::new(format!("r:{}", report.id), format!("以《{}》为底稿", report.title)));
    let orgs = offer.orgs.iter().map(|org| Choice::new(org.id, org.name.clone()));
    Form::new("/reports/new")
        .submit("开始拟稿")
        .cancel("/reports")
        .field(
            Field::select("begin", "从哪里开始", templates.chain(last))
                .required()
                .help("选模板，或以上期报告为底稿：文字照搬，数字按新的统计期重取。个人总结写入您本人登记的和名单中有您的记录。"),
        )
        .field(Field::select("org", "报告单位", orgs).required().help("数字包括本单位及其下级。"))
        .field(Field::day("from", "统计期起").required())
        .field(Field::day("to", "统计期止").required())
        .field(Field::day("cut_off", "数据截止日").help("不填则为统计期末；统计期还没有结束时为今天。"))
        .field(Field::hidden(kit::form::RECORD))
}

fn page(staff: &Staff, form: &Form) -> Page {
    Page::new("新拟报告").sub("选好后进入编辑页，数字已经取好。").back("报告", "/reports").body(form.render(staff.token()))
}

pub(super) async fn form(staff: Staff, address: Address) -> Result<Response, Failure> {
    let offer = staff.read(&(), offer).await?;
    let begin = match address.get("like").and_then(|id| id.parse::<Uuid>().ok()) {
        Some(id) => format!("r:{id}"),
        None => "t:half-year".to_owned(),
    };
    let first = offer.orgs.iter().min_by_key(|org| org.level()).map(|org| org.id.to_string()).unwrap_or_default();
    let period = staff.office.period;
    let form = build(&offer).set("begin", begin).set("org", first).set("from", period.from).set("to", period.to);
    let form = form.set(kit::form::RECORD, staff.new_id());
    staff.page(page(&staff, &form))
}

pub(super) async fn create(staff: Staff, input: Input) -> Result<Response, Failure> {
    let offer = staff.read(&(), offer).await?;
    let mut form = build(&offer).read(&input);
    if let (true, Some(ask)) = (form.valid(), ask(&mut form)) {
        match staff.write(&Begin { create: ask, sources: super::sources(&staff) }, actions::begin).await {
            Ok(report) => return Ok(staff.said(&format!("{}/edit", super::href(report.id)), "已开始拟稿。请修改文字，数字随台账更新。")),
            Err(error) => form.refuse(error.into())?,
        }
    }
    staff.page(page(&staff, &form).invalid())
}

fn ask(form: &mut Form) -> Option<Create> {
    let Some(period) = Period::new(form.day("from")?, form.day("to")?) else {
        form.fail("to", "统计期止不能早于统计期起，请修改其中一个。");
        return None;
    };
    let begin = form.text("begin");
    Some(Create {
        id: form.record(),
        template: begin.strip_prefix("t:").unwrap_or_default().to_owned(),
        org: Some(form.parsed::<OrgId>("org")?),
        period,
        cut_off: form.day("cut_off"),
        like: begin.strip_prefix("r:").and_then(|id| id.parse().ok()),
    })
}
