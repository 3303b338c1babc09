//! GET /ask: 报数, a figure by a few words; POST /ask writes down that it was given out.

use askama::Template;
use axum::response::Response;
use base::id;
use kit::form::RECORD;
use kit::{Address, Cell, Choice, Column, Failure, Field, Form, Input, Markup, Page, Row, Staff, Table};
use ledger::{Figure, Metric};
use norms::{Day, Period};
use uuid::Uuid;

use crate::actions::{self, Answer, AskFor, Asked, Earlier, Found, Give, MOST_MONTHS, Parts, PartsRow};
use crate::ask::{MOST_CHARS, Split, What};
use crate::given::{Given, Means};
use crate::pages::{filters, metric, words};
use crate::targets::{self, Measured};
use crate::{FiguresError, rules};

/// Questions to begin with.
const EXAMPLES: [&str; 5] =
    ["上半年 助企服务 分板块", "截至6月底 驿站 多少家", "今年以来 主题党日 分支部", "1-10月 覆盖企业 按月", "去年 谈心谈话"];

#[derive(Template)]
#[template(path = "figures/ask.html")]
struct Html<'a> {
    words: &'a str,
    focus: bool,
    chips: Vec<Chip>,
    unknown: Vec<String>,
    body: Markup,
}

/// A part of the question as it was understood.
struct Chip {
    what: &'static str,
    means: String,
    words: Option<String>,
}

#[derive(Template)]
#[template(path = "figures/ask_start.html")]
struct Start {
    lost: bool,
    examples: Vec<(&'static str, String)>,
}

#[derive(Template)]
#[template(path = "figures/ask_choose.html")]
struct Choose {
    title: &'static str,
    choices: Vec<Shown>,
}

struct Shown {
    name: String,
    beside: String,
    href: String,
    figure: Option<(String, &'static str)>,
}

#[derive(Template)]
#[template(path = "figures/ask_answer.html")]
struct AnswerHtml {
    warnings: Vec<Told>,
    of: String,
    facts: String,
    value: String,
    unit: &'static str,
    cut_off: String,
    count: i64,
    parts: String,
    last_year: Option<(String, String)>,
    target: Option<String>,
    said: String,
    counts: &'static str,
    adds: &'static str,
    card: String,
    told: Vec<Told>,
    split: &'static str,
    table: Option<Markup>,
    notes: Vec<String>,
    form: Option<Markup>,
    near: Vec<(&'static str, String)>,
}

/// What was given out before, in a sentence.
struct Told {
    words: String,
    href: String,
}

/// GET /ask
pub(super) async fn page(staff: Staff) -> Result<Response, Failure> {
    let of = |name: &str| staff.address.get(name).map(str::to_owned);
    let ask = AskFor { words: of("q").unwrap_or_default(), metric: of("metric"), org: of("org") };
    if ask.words.is_empty() && ask.metric.is_none() {
        let start = Html { words: "", focus: true, chips: Vec::new(), unknown: Vec::new(), body: Markup::of(&start(false))? };
        return staff.page(shell().template(&start)?);
    }
    let asked = staff.read(&ask, actions::ask).await?;
    let form = form(&ask).for_record(staff.new_id());
    staff.page(shown(&staff, &ask, &asked, form)?)
}

fn shell() -> Page {
    let register = Markup::text("查到的数，答复对方以后登记一下。").and(Markup::link("/given", "报数登记"));
    Page::new("报数").style("figures.css").script("ask.js").sub_markup(register)
}

fn start(lost: bool) -> Start {
    let example = |words: &'static str| (words, Address::new("/ask").with("q", words).to_string());
    Start { lost, examples: EXAMPLES.map(example).to_vec() }
}

/// Whom, how, and the question that it answers; the figure itself is added by [`with_figure`].
fn form(ask: &AskFor) -> Form {
    let means = Means::ALL.map(|means| Choice::new(means.code(), means.chinese()));
    Form::new("/ask")
        .legend("登记这次报数")
        .submit("登记")
        .field(Field::text("to_whom", "报给谁（单位或姓名）").required().max(60))
        .field(Field::radio("means", "方式", means).required().value(Means::Phone.code()))
        .field(Field::text("note", "备注").max(300))
        .hidden("q", &ask.words)
        .hidden("metric", ask.metric.as_deref().unwrap_or_default())
        .hidden("org", ask.org.as_deref().unwrap_or_default())
}

/// What the page shows, so that another number is never written down unseen.
const FIGURE: [&str; 6] = ["of", "at", "from", "to", "value", "declared"];

fn with_figure(form: Form, asked: &Asked, answer: &Answer) -> Form {
    let Asked { org, period, .. } = asked;
    let values = [
        answer.metric.code.to_owned(),
        org.code.clone(),
        period.from.to_string(),
        period.to.to_string(),
        answer.figure.value.to_string(),
        answer.figure.declared.to_string(),
    ];
    FIGURE
        .iter()
        .zip(values)
        .fold(form, |form, (name, value)| if form.find(name).is_some() { form.set(name, value) } else { form.hidden(name, &value) })
}

fn shown(staff: &Staff, ask: &AskFor, asked: &Asked, form: Form) -> Result<Page, Failure> {
    let body = match &asked.found {
        Found::Nothing => Markup::of(&start(true))?,
        Found::Orgs(orgs) => {
            let one = |same: &actions::SameName| Shown {
                name: same.org.name.clone(),
                beside: same.above.clone().unwrap_or_default(),
                href: link(ask, None, Some(&same.org.code)),
                figure: None,
            };
            Markup::of(&Choose { title: "有几个单位叫这个名称", choices: orgs.iter().map(one).collect() })?
        }
        Found::Several(metrics) => {
            let one = |(metric, figure): &(&'static Metric, Figure)| Shown {
                name: metric.name.to_owned(),
                beside: figure.parts(metric),
                href: link(ask, Some(metric.code), None),
                figure: Some((metric.plain(figure.value), metric.unit)),
            };
            Markup::of(&Choose { title: "这几项都合适", choices: metrics.iter().map(one).collect() })?
        }
        Found::One(answer) => {
            let form = answer.may_give.then(|| with_figure(form, asked, answer).render(staff.token()));
            Markup::of(&html(ask, asked, answer, form))?
        }
    };
    let focus = matches!(asked.found, Found::Nothing);
    let html = Html { words: &ask.words, focus, chips: chips(asked), unknown: asked.reading.unknown.clone(), body };
    shell().template(&html)
}

/// The same question with a metric or an org chosen.
fn link(ask: &AskFor, metric: Option<&str>, org: Option<&str>) -> String {
    let to = Address::new("/ask").with("q", &ask.words);
    let to = to.with("metric", metric.or(ask.metric.as_deref()).unwrap_or_default());
    to.with("org", org.or(ask.org.as_deref()).unwrap_or_default()).to_string()
}

fn chips(asked: &Asked) -> Vec<Chip> {
    let reading = &asked.reading;
    let chip = |what: &'static str, kind: What, means: String| Chip { what, means, words: reading.words(kind).map(str::to_owned) };
    let mut chips = Vec::new();
    match &asked.found {
        Found::One(answer) => chips.push(chip("指标", What::Metric, answer.metric.name.to_owned())),
        Found::Several(metrics) => chips.push(chip("指标", What::Metric, format!("有 {} 项合适", metrics.len()))),
        Found::Nothing | Found::Orgs(_) => {}
    }
    chips.push(chip("时段", What::Period, asked.period.chinese()));
    if !matches!(asked.found, Found::Orgs(_)) {
        chips.push(chip("单位", What::Org, asked.org.name.clone()));
    }
    chips.extend(reading.split.map(|split| chip("怎样分", What::Split, split.chinese().to_owned())));
    chips
}

fn html(ask: &AskFor, asked: &Asked, answer: &Answer, form: Option<Markup>) -> AnswerHtml {
    let Answer { metric, figure, last_year, .. } = answer;
    let Asked { org, period, .. } = asked;
    let facts = |period: Period| {
        let to = Address::new(format!("/figures/{}/facts", metric.code)).with("org", &org.code);
        filters::within(to, period).to_string()
    };
    let (mut warnings, mut told) = (Vec::new(), Vec::new());
    for earlier in &answer.earlier {
        match earlier {
            Earlier::Contradicts(given) => warnings.push(clash(given, figure)),
            Earlier::Told(given) => {
                told.push(Told { words: format!("上次 {}，数字相同。", gave(given)), href: super::entry::href(given.id) })
            }
            Earlier::OtherDays(given) => {
                let words = format!("此前 {}：{}。", gave(given), given.said.trim_end_matches('。'));
                told.push(Told { words, href: super::entry::href(given.id) });
            }
        }
    }
    let table = answer.parts.as_ref().filter(|parts| !parts.rows.is_empty()).map(|parts| table(asked, answer, parts));
    AnswerHtml {
        warnings,
        of: format!("{}，{}，{}", org.name, period.chinese(), metric.name),
        facts: facts(*period),
        value: metric.plain(figure.value),
        unit: metric.unit,
        cut_off: period.to.chinese(),
        count: figure.facts,
        parts: figure.parts(metric),
        last_year: (last_year.facts > 0).then(|| (words::amount(metric, last_year.value), facts(rules::year_before(*period)))),
        target: answer.target.as_ref().map(|target| against(metric, target)),
        said: answer.said.clone(),
        counts: metric.card.counts,
        adds: metric.card.adds,
        card: format!("/metrics/{}", metric.code),
        told,
        split: answer.parts.as_ref().map_or("", |parts| parts.split.chinese()),
        notes: notes(asked, answer),
        table,
        form,
        near: asked.reading.near.iter().map(|near| (near.name, link(ask, Some(near.code), None))).collect(),
    }
}

/// 2022年目标 900场次，完成率 77.78%，时间进度 83.29%，滞后
fn against(metric: &Metric, target: &Measured) -> String {
    let time = target.time.map(|time| format!("，时间进度 {}", targets::said(time))).unwrap_or_default();
    let (days, goal) = (target.period.chinese(), words::amount(metric, target.quantity));
    format!("{days}目标 {goal}，完成率 {}{time}，{}", targets::said(target.rate), target.pace.chinese())
}

/// 10月3日 已报给市委办（电话）
fn gave(given: &Given) -> String {
    format!("{} 已报给{}（{}）", given.at.day().chinese(), given.to_whom, given.means.chinese())
}

fn clash(given: &Given, now: &Figure) -> Told {
    let of = |figure: &Figure| words::whole(given.metric, figure);
    let words = format!("{} 同一个数 {}，现在是 {}。请先核对，再答复。", gave(given), of(&given.figure), of(now));
    Told { words, href: super::entry::href(given.id) }
}

fn notes(asked: &Asked, answer: &Answer) -> Vec<String> {
    let Some(parts) = &answer.parts else { return Vec::new() };
    let mut notes: Vec<String> = rules::adding_note(answer.metric).map(str::to_owned).into_iter().collect();
    match parts.split {
        Split::Months if parts.more => notes.push(format!("时段超过 {MOST_MONTHS} 个月，没有逐月列出。请缩短时段。")),
        _ if parts.more => notes.push("下级单位很多，只列前面的。其余的请问到具体单位。".to_owned()),
        split if parts.rows.is_empty() => notes.push(format!("{}下面没有可以{}列出的单位。", asked.org.name, split.chinese())),
        _ => {}
    }
    notes
}

fn table(asked: &Asked, answer: &Answer, parts: &Parts) -> Markup {
    let metric = answer.metric;
    let months: Vec<Period> = parts.rows.iter().map(|row| row.period).collect();
    let by_month = parts.split == Split::Months;
    let any_parts = parts.rows.iter().any(|row| row.figure.declared != 0) || answer.figure.declared != 0;
    let mut columns =
        vec![Column::words("part", if by_month { "月份" } else { "单位" }), Column::number("value", metric.name).unit(metric.unit)];
    if any_parts {
        columns.push(Column::short("parts", "构成"));
    }
    let name = |row: &PartsRow| match &row.org {
        _ if by_month => words::month(&months, row.period),
        Some(org) => org.name.clone(),
        None => "本级及其他".to_owned(),
    };
    let cells = |first: Cell, figure: &Figure, code: Option<&str>, period: Period| {
        let to = Address::new(format!("/figures/{}/facts", metric.code));
        let number = match code {
            Some(code) => words::proven(metric, figure, &filters::within(to.with("org", code), period)),
            None => Cell::scaled(figure.value, metric.scale),
        };
        let mut cells = vec![first, number];
        if any_parts {
            cells.push(Cell::text(figure.parts(metric)));
        }
        cells
    };
    let code = |row: &PartsRow| if by_month { Some(asked.org.code.clone()) } else { row.org.as_ref().map(|org| org.code.clone()) };
    let rows = parts.rows.iter().map(|row| Row::new(cells(Cell::text(name(row)), &row.figure, code(row).as_deref(), row.period)));
    let title = format!("{}{}，截至{}", metric.name, parts.split.chinese(), asked.period.to.chinese());
    let total = cells(Cell::Empty, &answer.figure, Some(&asked.org.code), asked.period);
    Table::new(title, columns).rows(rows).total(total).render()
}

/// POST /ask
pub(super) async fn send(staff: Staff, input: Input) -> Result<Response, Failure> {
    let some = |name: &str| Some(input.get(name)).filter(|text| !text.is_empty()).map(str::to_owned);
    let cut: String = input.get("q").chars().take(2 * MOST_CHARS).collect();
    let ask = AskFor { words: cut, metric: some("metric"), org: some("org") };
    let id = input.parsed(RECORD).unwrap_or_else(|| id::new_id(staff.app.db.clock().now()));
    let mut form = form(&ask).for_record(id).read(&input);
    let give = give(&input, &form, id)?;
    if form.valid() {
        match register(&staff, &give).await {
            Ok(given) => {
                let words = format!(
                    "已登记：{} {}，{}。可以接着问下一个数。",
                    gave(&given),
                    words::amount(given.metric, given.figure.value),
                    given.metric.name
                );
                return Ok(staff.said("/ask", &words));
            }
            Err(error) => form.refuse(error.into())?,
        }
    }
    // The figure as it stands is shown anew, of what was asked: the metric and org of the refused answer are chosen.
    let chosen = AskFor { words: ask.words, metric: Some(give.metric.code.to_owned()), org: Some(give.org.clone()) };
    let asked = staff.read(&chosen, actions::ask).await?;
    staff.page(shown(&staff, &chosen, &asked, form)?.invalid())
}

async fn register(staff: &Staff, give: &Give) -> Result<Given, FiguresError> {
    let proof = staff.read(give, actions::prove).await?;
    staff.write(&(give.clone(), proof), actions::give).await
}

/// What the form says; what the page put into it and nobody types must be readable.
fn give(input: &Input, form: &Form, id: Uuid) -> Result<Give, Failure> {
    let torn = || Failure::invalid("这张登记表不完整，请回到报数页重新查数。");
    let day = |name: &str| input.parsed::<Day>(name).ok_or_else(torn);
    let number = |name: &str| input.parsed::<i64>(name).ok_or_else(torn);
    Ok(Give {
        id,
        metric: metric(input.get("of"))?,
        org: input.get("at").to_owned(),
        period: Period::new(day("from")?, day("to")?).ok_or_else(torn)?,
        shown: (number("value")?, number("declared")?),
        to_whom: form.text("to_whom").to_owned(),
        means: Means::from_code(form.text("means")).unwrap_or(Means::Other),
        note: form.text("note").to_owned(),
    })
}
