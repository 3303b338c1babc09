//! 登记人员 and 更正.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use base::{OrgId, PersonId};
use board::BoardError;
use board::people::{Entry, LeagueStatus, PartyStatus, Person, Sealed, Sex};
use kit::{Choice, Failure, Field, Form, Input, Page, Staff};
use norms::name::PersonName;

use crate::actions::people::{self, Add, Correct};
use crate::pages::{fields, refuse};
use crate::{rights, rules};

fn form(staff: &Staff, action: &str, orgs: &fields::Orgs) -> Form {
    let today = staff.today();
    let sexes = Sex::ALL.iter().map(|sex| Choice::new(sex.code(), sex.chinese()));
    let parties = PartyStatus::ALL.iter().map(|status| Choice::new(status.code(), status.chinese()));
    let leagues = LeagueStatus::ALL.iter().map(|status| Choice::new(status.code(), status.chinese()));
    Form::new(action)
        .field(Field::text("name", "姓名").required().max(50).help("少数民族姓名用间隔号“·”，生僻字可直接输入。").focus())
        .field(orgs.field("org", "所在组织").required())
        .field(Field::radio("sex", "性别", sexes))
        .field(Field::select("party", "政治面貌", parties).required().value(PartyStatus::None.code()))
        .field(fields::past_day("joined_party", "入党日期", today).help("支部大会通过接收为预备党员之日。"))
        .field(fields::past_day("converted", "转正日期", today))
        .field(Field::radio("league", "团员", leagues).required().value(LeagueStatus::None.code()))
        .field(fields::past_day("joined_league", "入团日期", today))
        .field(fields::past_day("birth", "出生日期", today))
        .field(Field::text("citizen_id", "身份证号").max(40).help("加密保存，页面上只显示打码形式，查看原号要写明原因并留下记录。"))
        .field(Field::text("phone", "手机号").max(40).help("同样加密保存。"))
}

/// What the form says, or what is wrong with it.
fn entry(staff: &Staff, person: PersonId, form: &Form) -> Result<Entry, BoardError> {
    let sealed_id = |text: &str| Sealed::citizen_id(&staff.app.key, person, text, staff.today());
    let sealed_phone = |text: &str| Sealed::phone(&staff.app.key, person, text);
    Ok(Entry {
        sex: Sex::from_code(form.text("sex")),
        party: PartyStatus::from_code(form.text("party")).unwrap_or(PartyStatus::None),
        league: LeagueStatus::from_code(form.text("league")).unwrap_or(LeagueStatus::None),
        joined_party: form.day("joined_party"),
        converted: form.day("converted"),
        joined_league: form.day("joined_league"),
        birth: form.day("birth"),
        citizen_id: form.some("citizen_id").map(sealed_id).transpose()?,
        phone: form.some("phone").map(sealed_phone).transpose()?,
        // The org is found by the act, from what the field says.
        ..Entry::new(PersonName::new(form.text("name"))?, OrgId(uuid::Uuid::nil()))
    })
}

/// A day that status asks for.
fn consistent(form: &mut Form) {
    let party = PartyStatus::from_code(form.text("party"));
    let joined = form.some("joined_party").is_some();
    if joined && !matches!(party, Some(PartyStatus::Probationary | PartyStatus::Member)) {
        form.fail("party", "填写了入党日期，政治面貌应为预备党员或党员；否则请清空入党日期。");
    }
    if form.some("converted").is_some() && party != Some(PartyStatus::Member) {
        form.fail("party", "填写了转正日期，政治面貌应为党员；否则请清空转正日期。");
    }
}

fn show(staff: &Staff, title: &str, back: (&str, &str), form: &Form, status: StatusCode) -> Result<Response, Failure> {
    staff.page(Page::new(title).back(back.0, back.1).body(form.render(staff.token())).status(status))
}

fn add_form(staff: &Staff, orgs: &fields::Orgs) -> Form {
    form(staff, "/people/new", orgs).submit("登记").cancel("/people").for_record(staff.new_id())
}

/// GET /people/new
pub(in crate::pages) async fn add_page(staff: Staff) -> Result<Response, Failure> {
    let orgs = fields::Orgs::of(&staff, &rights::PEOPLE_WRITE).await?;
    let mut form = add_form(&staff, &orgs);
    if let Some(value) = staff.address.get("org").and_then(|id| orgs.value_of(id)) {
        form = form.set("org", value);
    }
    show(&staff, "登记人员", ("人员", "/people"), &form, StatusCode::OK)
}

/// POST /people/new
pub(in crate::pages) async fn add_send(staff: Staff, input: Input) -> Result<Response, Failure> {
    let orgs = fields::Orgs::of(&staff, &rights::PEOPLE_WRITE).await?;
    let mut form = add_form(&staff, &orgs).read(&input);
    consistent(&mut form);
    let mut status = StatusCode::UNPROCESSABLE_ENTITY;
    if form.valid() {
        let id = PersonId(form.record().unwrap_or_else(|| staff.new_id()));
        let org = form.text("org").to_owned();
        let answer = match entry(&staff, id, &form) {
            Ok(entry) => staff.write(&Add { id, org, entry }, people::add).await,
            Err(error) => Err(error.into()),
        };
        match answer {
            Ok(person) => {
                let message = format!("已登记{}。可以接着登记任职，或登记下一位。", person.entry.name);
                return Ok(staff.said(&super::href(&person), &message));
            }
            Err(error) => status = refuse(&mut form, error, &[])?,
        }
    }
    show(&staff, "登记人员", ("人员", "/people"), &form, status)
}

fn correct_form(staff: &Staff, person: &Person, orgs: &fields::Orgs) -> Form {
    let href = super::href(person);
    form(staff, &format!("{href}/correct"), orgs).submit("保存更正").cancel(&href).hidden("seen", &rules::fingerprint(person))
}

/// The form with what the roster says now. The numbers that are kept masked stand beside their empty fields.
fn filled(form: Form, person: &Person, org: String) -> Form {
    let entry = &person.entry;
    let day = |day: Option<norms::Day>| day.map(|day| day.to_string()).unwrap_or_default();
    form.set("name", &entry.name)
        .set("org", org)
        .set("sex", entry.sex.map_or("", |sex| sex.code()))
        .set("party", entry.party.code())
        .set("joined_party", day(entry.joined_party))
        .set("converted", day(entry.converted))
        .set("league", entry.league.code())
        .set("joined_league", day(entry.joined_league))
        .set("birth", day(entry.birth))
}

fn kept_numbers(person: &Person) -> String {
    let of = |label: &str, sealed: &Option<Sealed>| sealed.as_ref().map(|sealed| format!("{label} {}", sealed.masked));
    let kept: Vec<String> = [of("身份证号", &person.entry.citizen_id), of("手机号", &person.entry.phone)].into_iter().flatten().collect();
    if kept.is_empty() { String::new() } else { format!("已留存：{}。两项不填则保持不变。", kept.join("，")) }
}

/// GET /people/{id}/correct
pub(in crate::pages) async fn correct_page(staff: Staff, Path(id): Path<String>) -> Result<Response, Failure> {
    let view = super::kept(&staff, &id).await?;
    let orgs = fields::Orgs::of(&staff, &rights::PEOPLE_WRITE).await?.with(&view.org);
    let form = filled(correct_form(&staff, &view.person, &orgs), &view.person, orgs.value(&view.org));
    show_correct(&staff, &view.person, &form, StatusCode::OK)
}

fn show_correct(staff: &Staff, person: &Person, form: &Form, status: StatusCode) -> Result<Response, Failure> {
    let (title, href) = (format!("更正：{}", person.entry.name), super::href(person));
    let page = Page::new(title).back(person.entry.name.as_str(), &href).sub(&kept_numbers(person));
    staff.page(page.body(form.render(staff.token())).status(status))
}

/// POST /people/{id}/correct
pub(in crate::pages) async fn correct_send(staff: Staff, Path(id): Path<String>, input: Input) -> Result<Response, Failure> {
    let view = super::kept(&staff, &id).await?;
    let orgs = fields::Orgs::of(&staff, &rights::PEOPLE_WRITE).await?.with(&view.org);
    let mut form = correct_form(&staff, &view.person, &orgs).read(&input);
    consistent(&mut form);
    let mut status = StatusCode::UNPROCESSABLE_ENTITY;
    if form.valid() {
        let (org, seen) = (form.text("org").to_owned(), form.text("seen").to_owned());
        let answer = match entry(&staff, view.person.id, &form) {
            Ok(entry) => staff.write(&Correct { person: view.person.id, org, entry, seen }, people::correct).await,
            Err(error) => Err(error.into()),
        };
        match answer {
            Ok(person) => return Ok(staff.said(&super::href(&person), "已更正。")),
            Err(error) => status = refuse(&mut form, error, &[])?,
        }
    }
    if status == StatusCode::CONFLICT {
        // Who looked at what stands there now and still wants this may send it again.
        form = form.set("seen", rules::fingerprint(&view.person));
    }
    show_correct(&staff, &view.person, &form, status)
}
