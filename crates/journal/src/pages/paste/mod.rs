//! 粘贴登记: GET /journal/paste takes a message, POST shows what it proposes, POST /journal/paste/confirm records what the person kept.

mod form;

use askama::Template;
use axum::response::Response;
use board::orgs::Org;
use heard::{Known, Proposal, Why};
use kit::{Address, Failure, Field, Form, Input, Markup, Page, Staff};
use norms::identifier::mask_text;
use uuid::Uuid;

use self::form::Card;
use crate::actions::{self, MOST_PROPOSED, Understood};
use crate::changes;

/// Characters of one message.
const MOST_CHARACTERS: usize = 100_000;

fn asking() -> Form {
    Form::new("/journal/paste")
        .submit("识别")
        .cancel("/journal")
        .field(Field::lines("text", "群消息、接龙或签到名单").rows(10).max(MOST_CHARACTERS).required().focus())
}

fn start(staff: &Staff, form: &Form) -> Page {
    Page::new("粘贴登记")
        .sub("从微信群复制一条或几条消息，粘贴在这里。系统提出要登记的内容，由您确认；消息本身不保存。")
        .back("工作台账", "/journal")
        .style("journal.css")
        .body(form.render(staff.token()))
}

/// GET /journal/paste
pub(in crate::pages) async fn form(staff: Staff) -> Result<Response, Failure> {
    staff.page(start(&staff, &asking()))
}

/// A message read, beside what the office knows.
struct Heard {
    text: String,
    proposal: Proposal,
    understood: Vec<Understood>,
    orgs: Vec<Org>,
}

async fn hear(staff: &Staff, text: String) -> Result<Heard, Failure> {
    let orgs = staff.read(&(), actions::orgs_to_record).await?;
    let known = Known { orgs: orgs.iter().map(|org| org.name.clone()).collect(), people: Vec::new() };
    let today = staff.today();
    let (text, proposal) = tokio::task::spawn_blocking(move || {
        let proposal = heard::propose(&text, today, &known);
        (text, proposal)
    })
    .await
    .map_err(Failure::cause)?;
    let understood = staff.read(&proposal, actions::understand).await?;
    Ok(Heard { text, proposal, understood, orgs })
}

/// POST /journal/paste
pub(in crate::pages) async fn propose(staff: Staff, input: Input) -> Result<Response, Failure> {
    let mut asked = asking().read(&input);
    if !asked.valid() {
        return staff.page(start(&staff, &asked).invalid());
    }
    let heard = hear(&staff, asked.text("text").to_owned()).await?;
    if heard.proposal.records.is_empty() {
        let why = heard.proposal.ignored.first().map_or("没有看出做了什么", |ignored| because(ignored.why));
        asked.fail("", format!("这条消息里没有可以登记的工作：{why}。如确有工作，请直接登记。"));
        let mut page = start(&staff, &asked).act("直接登记", "/journal/new");
        if let Some(plan) = heard.proposal.ignored.iter().find_map(|one| ignored(&heard, one).plan) {
            page = page.act("记入工作安排", &plan);
        }
        return staff.page(page);
    }
    let form = form::proposed(&heard, staff.today()).set(kit::form::RECORD, staff.new_id());
    staff.page(page(&staff, &heard, &form)?)
}

/// POST /journal/paste/confirm
pub(in crate::pages) async fn confirm(staff: Staff, input: Input) -> Result<Response, Failure> {
    let heard = hear(&staff, input.get("text").to_owned()).await?;
    let mut form = form::build(&heard, staff.today()).read(&input);
    let id = form.record().unwrap_or_else(|| staff.new_id());
    let asks = form::entries(&mut form, &heard, id, staff.today());
    if form.valid() && asks.is_empty() {
        form.fail("", "没有勾选任何一条。");
    }
    if form.valid() {
        match staff.write(&asks, actions::record_all).await {
            Ok(made) => {
                let to = if let [one] = made.as_slice() { super::href(one.id) } else { "/journal".to_owned() };
                return Ok(staff.said(&to, &format!("已登记 {} 条。", made.len())));
            }
            Err(error) => form.refuse(error.into())?,
        }
    }
    staff.page(page(&staff, &heard, &form)?.invalid())
}

#[derive(Template)]
#[template(path = "journal/paste.html")]
struct PasteHtml {
    action: String,
    hidden: Vec<(&'static str, String)>,
    errors: Markup,
    cards: Vec<Card>,
    more: usize,
    ignored: Vec<Ignored>,
    message: String,
    count: usize,
}

fn page(staff: &Staff, heard: &Heard, form: &Form) -> Result<Page, Failure> {
    let cards: Vec<Card> = (0..heard.understood.len()).map(|i| form::card(form, heard, i)).collect();
    let html = PasteHtml {
        action: staff.action("/journal/paste/confirm"),
        hidden: vec![("text", heard.text.clone()), (kit::form::RECORD, form.text(kit::form::RECORD).to_owned())],
        errors: form.render_errors(),
        count: cards.len(),
        cards,
        more: heard.proposal.records.len().saturating_sub(MOST_PROPOSED),
        ignored: heard.proposal.ignored.iter().take(40).map(|one| ignored(heard, one)).collect(),
        message: mask_text(&heard.text),
    };
    let page = Page::new("核对后登记").back("重新粘贴", "/journal/paste").style("journal.css").script("journal.js");
    page.sub("每一项下面是消息里的原话；不对的改，不要的取消勾选。").template(&html)
}

/// The characters of a stretch, in one line, at most 60.
fn quoted(text: &str, start: usize, end: usize) -> String {
    let line: String = text.chars().skip(start).take(end.saturating_sub(start).min(60)).collect();
    let line = line.split_whitespace().collect::<Vec<_>>().join(" ");
    if end.saturating_sub(start) > 60 { format!("{line}……") } else { line }
}

/// A stretch that is not proposed, why, and where a notice becomes a plan.
struct Ignored {
    said: String,
    why: &'static str,
    plan: Option<String>,
}

fn ignored(heard: &Heard, one: &heard::Ignored) -> Ignored {
    let whole: String = heard.text.chars().skip(one.start).take(one.end.saturating_sub(one.start).min(300)).collect();
    let plan = || Address::new("/journal/plan/new").with("text", &mask_text(&whole)).to_string();
    let said = mask_text(&quoted(&heard.text, one.start, one.end));
    Ignored { said, why: because(one.why), plan: (one.why == Why::Plan).then(plan) }
}

fn because(why: Why) -> &'static str {
    match why {
        Why::Plan => "是通知、报名或还没有做的事",
        Why::Greeting => "是问候",
        Why::Reply => "是回复",
        Why::Correction => "是对别的消息的更正，请在原记录上更正",
        Why::Question => "是提问",
        Why::Total => "说的是现有总数，不是新做的事",
        Why::Other => "没有看出做了什么",
    }
}

/// What stands already, in a few words.
fn there(understood: &Understood) -> Vec<(String, String)> {
    let one = |record: &crate::model::Record| {
        let counted: Vec<String> = record.content.lines.iter().map(|l| format!("{} {}", l.metric.0.name, changes::quantity(l))).collect();
        (super::href(record.id), format!("{}（{}）", record.content.title, counted.join("，")))
    };
    understood.there.iter().map(one).collect()
}

/// The id of the record at a place of the form: a repeat of the form is the same records.
fn id_at(form: Uuid, i: usize) -> Uuid {
    Uuid::from_u128(form.as_u128() ^ (i as u128))
}
