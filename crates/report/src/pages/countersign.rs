//! 会签: who is asked, what they answered, and the forms to ask, answer, settle and replace.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use base::{AccountId, Actor, OrgId};
use kit::table::Mark;
use kit::{Cell, Choice, Column, Failure, Field, Form, Input, Markup, Page, Row, Staff, Table};
use uuid::Uuid;

use crate::actions::{self, AnswerAsk, AskParty, Countersigned, Excuse, Offers, Replace, Settle, View};
use crate::countersign::{Answer, Party, Said, Standing, may_ask, may_replace, may_settle};
use crate::model::{State, Step};
use crate::pages::document;
use crate::{ReportError, rights};

/// How one who is asked stands, in words and colour.
fn word(asked: &Countersigned) -> (&'static str, Mark) {
    match asked.one.answer.as_ref().map(|answer| &answer.what) {
        None if asked.left() => (if matches!(asked.one.party, Party::Org(_)) { "无人办理" } else { "已离任" }, Mark::Late),
        None => ("待会签", Mark::Due),
        Some(Said::Agree) => ("同意", Mark::Done),
        Some(Said::Opinion { settled: None, .. }) => ("有意见", Mark::Late),
        Some(Said::Opinion { .. }) => ("意见已处理", Mark::Done),
    }
}

/// What is to be said beside the word.
fn words(asked: &Countersigned) -> String {
    match &asked.one.answer {
        None if asked.left() => "账号已停用或不再有会签权限，请另请他人".to_owned(),
        None => match asked.one.party {
            Party::Org(_) => format!("由{}办理", actions::names(&asked.able)),
            Party::Person(_) => String::new(),
        },
        Some(Answer { what: Said::Agree, by, at }) => format!("{by} {}", at.day().chinese()),
        Some(Answer { what: Said::Opinion { words, settled }, by, at }) => {
            let settled = settled.as_ref().map(|s| format!("处理：{}（{} {}）", s.words, s.by, s.at.day().chinese())).unwrap_or_default();
            format!("{words}（{by} {}）{settled}", at.day().chinese())
        }
    }
}

/// 3家会签，还有1家未办.
pub(super) fn tally(view: &View) -> String {
    match view.countersigns.iter().filter(|asked| asked.one.open()).count() {
        0 => format!("{}家已办", view.countersigns.len()),
        open => format!("{}家，{open}家未办", view.countersigns.len()),
    }
}

/// Who is missing, and what is to be done about it.
pub(super) fn left(view: &View) -> Option<String> {
    let names: Vec<&str> = view.countersigns.iter().filter(|asked| asked.left()).map(|asked| asked.one.name.as_str()).collect();
    let waits = matches!(view.report.state.next(), Some(Step::Countersign));
    (waits && !names.is_empty())
        .then(|| format!("{}现在不能会签：账号已停用，或不再有会签权限。请拟稿人或核稿人另请他人。", names.join("、")))
}

/// One who has left and whom this person may replace.
pub(super) fn to_replace(staff: &Staff, view: &View) -> Option<i64> {
    let may = may_replace(&view.report.state, standing(staff, view), true);
    view.countersigns.iter().find(|asked| may && asked.left()).map(|asked| asked.one.number)
}

/// The 会签 that is this person's to answer next.
pub(super) fn mine(by: &Actor, view: &View) -> Option<i64> {
    let own = |asked: &&Countersigned| asked.one.unanswered() && asked.able.iter().any(|taker| Some(taker.account) == by.account);
    view.countersigns.iter().find(own).map(|asked| asked.one.number)
}

fn standing(staff: &Staff, view: &View) -> Standing {
    let may = |right| view.may(&staff.actor, right);
    Standing { drafts: may(&rights::DRAFT), checks: may(&rights::CHECK) }
}

#[derive(Template)]
#[template(path = "report/countersigns.html")]
struct Card {
    rows: Vec<CardRow>,
    all: String,
    may_ask: bool,
}

struct CardRow {
    tag: Markup,
    name: String,
    words: String,
    href: Option<String>,
}

/// The card beside the document; nothing where nobody is asked and nobody may ask.
pub(super) fn card(staff: &Staff, view: &View) -> Result<Markup, Failure> {
    let all = format!("{}/countersign", super::href(view.report.id));
    let may_ask = may_ask(&view.report.state, standing(staff, view)) && !view.report.deleted;
    if view.countersigns.is_empty() && !may_ask {
        return Ok(Markup::empty());
    }
    let row = |asked: &Countersigned| {
        let (word, mark) = word(asked);
        let href = (!view.report.signed()).then(|| format!("{all}/{}", asked.one.number));
        CardRow { tag: document::tag(mark, word), name: asked.one.name.clone(), words: words(asked), href }
    };
    Markup::of(&Card { rows: view.countersigns.iter().map(row).collect(), may_ask, all: all.clone() })
}

/// All of them as a table, for the pages of 会签 and 签发.
pub(super) fn table(view: &View) -> Markup {
    if view.countersigns.is_empty() {
        return Markup::empty();
    }
    let columns = vec![
        Column::words("name", "会签"),
        Column::short("state", "办理"),
        Column::words("words", "意见和处理"),
        Column::short("asked", "由谁请"),
    ];
    let row = |asked: &Countersigned| {
        let (word, mark) = word(asked);
        let href = format!("{}/countersign/{}", super::href(view.report.id), asked.one.number);
        let name = if view.report.signed() { Cell::text(asked.one.name.as_str()) } else { Cell::link(asked.one.name.as_str(), href) };
        let by = format!("{} {}", asked.one.asked_by, asked.one.asked_at.day().chinese());
        Row::new(vec![name, Cell::Tag(word.to_owned(), mark), Cell::text(words(asked)), Cell::text(by)])
    };
    Table::new("会签", columns).rows(view.countersigns.iter().map(row)).render()
}

async fn load(staff: &Staff, id: Uuid) -> Result<View, Failure> {
    Ok(staff.read(&id, actions::view).await?)
}

fn choices(offers: &Offers) -> Vec<Choice> {
    let orgs = offers.orgs.iter().map(|(id, name)| Choice::new(format!("o:{id}"), name.clone()));
    let people = offers.people.iter().map(|taker| Choice::new(format!("p:{}", taker.account), format!("{}（个人）", taker.name)));
    orgs.chain(people).collect()
}

fn party(form: &Form) -> Option<Party> {
    match form.text("party").split_once(':')? {
        ("o", id) => Some(Party::Org(id.parse::<OrgId>().ok()?)),
        ("p", id) => Some(Party::Person(id.parse::<AccountId>().ok()?)),
        _ => None,
    }
}

fn ask_form(id: Uuid, offers: &Offers) -> Form {
    let field = Field::select("party", "请谁会签", choices(offers)).required();
    let field = field.help("可以请部门或下级组织，由该组织的人员办理；也可以请个人。列表中只有现在能办理的。");
    Form::new(format!("/reports/{id}/countersign")).submit("请会签").field(field)
}

/// GET /reports/{id}/countersign
pub(super) async fn list(staff: Staff, Path(id): Path<Uuid>) -> Result<Response, Failure> {
    let view = load(&staff, id).await?;
    let page = list_page(&staff, &view, None).await?;
    staff.page(page)
}

async fn list_page(staff: &Staff, view: &View, form: Option<Form>) -> Result<Page, Failure> {
    let id = view.report.id;
    let page = Page::new("会签").sub(&view.report.title).back("返回报告", &super::href(id)).style("report.css");
    let mut page = page.body(table(view));
    if may_ask(&view.report.state, standing(staff, view)) {
        let form = match form {
            Some(form) => form,
            None => ask_form(id, &staff.read(&id, actions::offers).await?),
        };
        page = page.body(form.render(staff.token()));
    } else if view.countersigns.is_empty() {
        page = page.body(Markup::trusted("<p class=\"card pad\">没有请其他部门或人员会签。</p>"));
    }
    Ok(page)
}

/// POST /reports/{id}/countersign
pub(super) async fn ask(staff: Staff, Path(id): Path<Uuid>, input: Input) -> Result<Response, Failure> {
    let view = load(&staff, id).await?;
    let mut form = ask_form(id, &staff.read(&id, actions::offers).await?).read(&input);
    if let (true, Some(party)) = (form.valid(), party(&form)) {
        match staff.write(&AskParty { id, party }, actions::ask).await {
            Ok(_) => return Ok(staff.said(&format!("/reports/{id}/countersign"), "已列入会签，核稿通过后即可办理。可以再请一家。")),
            Err(error @ (ReportError::NotNow(_) | ReportError::Signed)) => return Ok(staff.said(&super::href(id), &error.chinese())),
            Err(error) => form.refuse(error.into())?,
        }
    }
    let page = list_page(&staff, &view, Some(form)).await?;
    staff.page(page.invalid())
}

fn answer_form(at: &str) -> Form {
    let answers = [Choice::new("agree", "同意"), Choice::new("opinion", "有意见")];
    Form::new(format!("{at}/answer")).legend("会签").submit("会签").field(Field::radio("answer", "意见", answers).required()).field(
        Field::lines("opinion", "意见内容").max(500).help("选“有意见”时写明。拟稿人或核稿人处理后才能签发；需要改稿的，请用“退回”。"),
    )
}

fn settle_form(at: &str) -> Form {
    let words = Field::lines("reason", "怎样处理").required().max(500).help("写明采纳情况，签发人会看到。需要改稿的，请先退回。");
    Form::new(format!("{at}/settle")).legend("处理意见").submit("意见已处理").field(words)
}

/// Chosen in place of a name: nobody is asked instead.
const NOBODY: &str = "nobody";

fn replace_form(at: &str, offers: &Offers) -> Form {
    let mut choices = choices(offers);
    choices.push(Choice::new(NOBODY, "不再另请，免于会签"));
    Form::new(format!("{at}/replace"))
        .legend("另请他人")
        .submit("确定")
        .quiet()
        .field(Field::select("party", "改请谁会签", choices).required())
        .field(Field::text("reason", "原因").required().max(500).help("会记入办理经过，签发人会看到。"))
}

/// The forms of the page of one who is asked.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Which {
    Answer,
    Settle,
    Replace,
}

/// GET /reports/{id}/countersign/{number}
pub(super) async fn one(staff: Staff, Path((id, number)): Path<(Uuid, i64)>) -> Result<Response, Failure> {
    let view = load(&staff, id).await?;
    let page = one_page(&staff, &view, number, None).await?;
    staff.page(page)
}

/// The page of one who is asked: every form that this person may send about it. One that was refused comes back as it was typed.
async fn one_page(staff: &Staff, view: &View, number: i64, refused: Option<(Which, Form)>) -> Result<Page, Failure> {
    let asked = view.countersigns.iter().find(|asked| asked.one.number == number).ok_or(ReportError::NoCountersign)?;
    let (id, state, standing) = (view.report.id, &view.report.state, standing(staff, view));
    let at = at(id, number);
    let (word, mark) = word(asked);
    let head = Markup::trusted("<p class=\"lead-in\">").and(document::tag(mark, word)).and(Markup::text(&format!(" {}", words(asked))));
    let mut page = Page::new(format!("会签：{}", asked.one.name))
        .sub(&view.report.title)
        .back("全部会签", &format!("/reports/{id}/countersign"))
        .style("report.css")
        .body(head.and(Markup::trusted("</p>")));
    let mut forms = Vec::new();
    let own = asked.able.iter().any(|taker| Some(taker.account) == staff.actor.account);
    if own && asked.one.unanswered() && matches!(state, State::Countersigning { .. }) {
        forms.push((Which::Answer, answer_form(&at)));
    }
    if asked.one.unsettled() && may_settle(state, standing) {
        forms.push((Which::Settle, settle_form(&at)));
    }
    if asked.one.unanswered() && may_replace(state, standing, asked.left()) {
        forms.push((Which::Replace, replace_form(&at, &staff.read(&id, actions::offers).await?)));
    }
    for (which, form) in &forms {
        let typed = refused.as_ref().filter(|(of, _)| of == which).map(|(_, typed)| typed);
        page = page.body(typed.unwrap_or(form).render(staff.token()));
    }
    Ok(if refused.is_some() { page.invalid() } else { page })
}

fn at(id: Uuid, number: i64) -> String {
    format!("/reports/{id}/countersign/{number}")
}

/// POST /reports/{id}/countersign/{number}/answer
pub(super) async fn answer(staff: Staff, Path((id, number)): Path<(Uuid, i64)>, input: Input) -> Result<Response, Failure> {
    let mut form = answer_form(&at(id, number)).read(&input);
    let objects = form.text("answer") == "opinion";
    if objects && form.text("opinion").is_empty() {
        form.fail("opinion", "请写明意见。");
    }
    if !form.valid() {
        return refused(&staff, id, number, Which::Answer, form).await;
    }
    let ask = AnswerAsk { id, number, opinion: objects.then(|| form.text("opinion").to_owned()) };
    let said = if objects { "意见已记入，待拟稿人或核稿人处理。" } else { "已会签。" };
    let done = staff.write(&ask, actions::answer).await.map(|_| said);
    told(&staff, (id, number), Which::Answer, form, done).await
}

/// POST /reports/{id}/countersign/{number}/settle
pub(super) async fn settle(staff: Staff, Path((id, number)): Path<(Uuid, i64)>, input: Input) -> Result<Response, Failure> {
    let form = settle_form(&at(id, number)).read(&input);
    if !form.valid() {
        return refused(&staff, id, number, Which::Settle, form).await;
    }
    let ask = Settle { id, number, words: form.text("reason").to_owned() };
    let done = staff.write(&ask, actions::settle).await.map(|_| "意见处理已记入。");
    told(&staff, (id, number), Which::Settle, form, done).await
}

/// POST /reports/{id}/countersign/{number}/replace
pub(super) async fn replace(staff: Staff, Path((id, number)): Path<(Uuid, i64)>, input: Input) -> Result<Response, Failure> {
    let mut form = replace_form(&at(id, number), &staff.read(&id, actions::offers).await?).read(&input);
    if !form.valid() {
        return refused(&staff, id, number, Which::Replace, form).await;
    }
    let reason = form.text("reason").to_owned();
    let done = if form.text("party") == NOBODY {
        staff.write(&Excuse { id, number, reason }, actions::excuse).await.map(|_| "已免于会签。")
    } else {
        let Some(party) = party(&form) else {
            form.fail("party", "请从列表中选择。");
            return refused(&staff, id, number, Which::Replace, form).await;
        };
        staff.write(&Replace { id, number, party, reason }, actions::replace).await.map(|_| "已另请会签。")
    };
    told(&staff, (id, number), Which::Replace, form, done).await
}

async fn refused(staff: &Staff, id: Uuid, number: i64, which: Which, form: Form) -> Result<Response, Failure> {
    let view = load(staff, id).await?;
    let page = one_page(staff, &view, number, Some((which, form))).await?;
    staff.page(page)
}

/// What became of a form: on to the report, or back to the form with what is to be mended.
async fn told(
    staff: &Staff,
    (id, number): (Uuid, i64),
    which: Which,
    mut form: Form,
    done: Result<&'static str, ReportError>,
) -> Result<Response, Failure> {
    match done {
        Ok(said) => Ok(staff.said(&super::href(id), said)),
        Err(error @ (ReportError::NotNow(_) | ReportError::Signed)) => Ok(staff.said(&super::href(id), &error.chinese())),
        Err(error) => {
            form.refuse(error.into())?;
            refused(staff, id, number, which, form).await
        }
    }
}
