//! 后台任务: what is done later, how far it has come, why it failed, for administrators of the whole office.

use axum::response::Response;
use base::jobs::{self, Counts, Filter, Listed, State};
use base::{Actor, Id, Right, Role, Tx};
use board::orgs::ROOT;
use board::{BoardError, access};
use norms::Instant;

use crate::form::button;
use crate::table::Mark;
use crate::{Cell, Choice, Column, Cursor, Failure, Field, Form, Input, Markup, Page, Row, Staff, Table};

/// 后台任务: over the whole office.
pub static JOBS: Right = Right { code: "kit.jobs", name: "查看、重试和取消后台任务", roles: &[Role::Administrator] };

const PATH: &str = "/settings/jobs";
/// The kinds of jobs, with their names.
const KINDS: [(&str, &str); 3] = [(outbox::MAIL, "邮件"), (outbox::ROBOT, "群机器人"), (crate::remind::DIGEST, "每日待办")];
/// Rows of a page.
const ROWS: i64 = 50;

/// The queue is the whole office's, so the right is asked at the root.
fn allowed(by: &Actor) -> Result<(), BoardError> {
    Ok(access::require(by, &JOBS, &format!("/{ROOT}/"))?)
}

async fn list(tx: &mut Tx, by: &Actor, filter: &Filter) -> Result<(Vec<Listed>, Counts), BoardError> {
    allowed(by)?;
    Ok((jobs::list(tx, filter, ROWS + 1).await?, jobs::counts(tx).await?))
}

async fn try_again(tx: &mut Tx, by: &Actor, id: &Id) -> Result<bool, BoardError> {
    allowed(by)?;
    Ok(jobs::retry(tx, *id).await?)
}

async fn call_off(tx: &mut Tx, by: &Actor, id: &Id) -> Result<bool, BoardError> {
    allowed(by)?;
    Ok(jobs::cancel(tx, *id).await?)
}

fn filter(staff: &Staff) -> Filter {
    let cursor = Cursor::of(&staff.address, 2);
    let after = cursor.and_then(|cursor| Some((Instant::from_micros(cursor.key(0)?), cursor.key(1)?)));
    Filter {
        state: staff.address.get("state").and_then(State::from_code),
        kind: staff.address.get("kind").filter(|kind| KINDS.iter().any(|known| known.0 == *kind)).map(str::to_owned),
        after,
    }
}

/// GET /settings/jobs
pub(super) async fn show(staff: Staff) -> Result<Response, Failure> {
    let (mut all, counts) = staff.read(&filter(&staff), list).await?;
    let more = all.len() > usize::try_from(ROWS).unwrap_or(usize::MAX);
    all.truncate(usize::try_from(ROWS).unwrap_or(usize::MAX));
    let next = all.last().filter(|_| more).map(|last| Cursor::after([last.changed.micros().to_string(), last.id.to_string()]).code());
    let states = State::ALL.into_iter().map(|state| Choice::new(state.code(), format!("{}（{}）", state.chinese(), counts.of(state))));
    let kinds = KINDS.map(|(code, name)| Choice::new(code, name));
    let filters = Form::filters(&staff.address, [Field::select("state", "状态", states), Field::select("kind", "种类", kinds)]);
    let columns = vec![
        Column::words("title", "任务"),
        Column::short("state", "状态"),
        Column::number("tries", "已试").unit("次"),
        Column::short("due", "下次执行"),
        Column::short("changed", "最近变动"),
        Column::words("reason", "上次未成的原因"),
        Column::short("acts", "操作"),
    ];
    let table = Table::new("后台任务", columns)
        .rows(all.iter().map(|job| row(&staff, job)))
        .address(&staff.address)
        .next(next)
        .empty(Markup::text("没有符合条件的任务。"));
    let page = Page::new("后台任务")
        .sub("邮件、消息等稍后执行的工作。失败的会自动重试，间隔越来越长，八次不成记为失败。")
        .back("设置", "/settings/accounts")
        .body(filters.render(staff.token()))
        .body(table.render());
    staff.page(page)
}

fn row(staff: &Staff, job: &Listed) -> Row {
    let mark = match job.state {
        State::Failed => Mark::Late,
        State::Waiting if job.tries > 0 => Mark::Due,
        _ => Mark::Plain,
    };
    let id = job.id.to_string();
    let act = |path: &str, label: &str| button(staff.token(), path, label, &[("job", &id)]);
    let again = || act("/settings/jobs/retry", if job.state == State::Waiting { "现在执行" } else { "重试" });
    let acts = match job.state {
        State::Waiting => again().and(act("/settings/jobs/cancel", "取消")),
        State::Failed | State::Cancelled => again(),
        State::Running | State::Done => Markup::empty(),
    };
    Row::new(vec![
        Cell::text(&job.title),
        Cell::Tag(job.state.chinese().to_owned(), mark),
        Cell::number(job.tries),
        Cell::text(job.due.filter(|_| job.state == State::Waiting).map(Instant::chinese).unwrap_or_default()),
        Cell::text(job.changed.chinese()),
        Cell::text(job.reason.clone().unwrap_or_default()),
        Cell::Page(acts),
    ])
}

fn id(input: &Input) -> Result<Id, Failure> {
    input.parsed("job").ok_or_else(|| Failure::missing("没有这个任务。"))
}

/// POST /settings/jobs/retry
pub(super) async fn retry(staff: Staff, input: Input) -> Result<Response, Failure> {
    let done = staff.write(&id(&input)?, try_again).await?;
    Ok(staff.said(PATH, if done { "任务已排到最前，马上执行。" } else { "这个任务现在不能重试：它正在执行或已经完成。" }))
}

/// POST /settings/jobs/cancel
pub(super) async fn cancel(staff: Staff, input: Input) -> Result<Response, Failure> {
    let done = staff.write(&id(&input)?, call_off).await?;
    Ok(staff.said(PATH, if done { "任务已取消。" } else { "这个任务现在不能取消：它正在执行或已经结束。" }))
}
