//! 待办提醒: how one is told of what waits.

use axum::response::Response;
use base::{AccountId, Actor, DbError, Tx};
use board::reminders::{self, Reminder, Way};
use outbox::mail;

use super::account::own;
use crate::{Choice, Failure, Field, Form, Input, Page, Staff};

const PATH: &str = "/account/reminders";
const OFF: &str = "off";
const MAIL: &str = "mail";

async fn load(tx: &mut Tx, _: &Actor, account: &AccountId) -> Result<Reminder, DbError> {
    reminders::get(tx, *account).await
}

async fn save(tx: &mut Tx, _: &Actor, (account, reminder): &(AccountId, Reminder)) -> Result<(), DbError> {
    reminders::save(tx, *account, reminder).await
}

fn hours() -> impl Iterator<Item = Choice> {
    (0..24).map(|hour| Choice::new(hour, format!("{hour}:00")))
}

fn form(staff: &Staff) -> Form {
    let settings = &staff.app.settings;
    let mail = settings.mail.then(|| Choice::new(MAIL, "邮件"));
    let robots = settings.robots.iter().map(|name| Choice::new(format!("robot:{name}"), format!("群机器人 {name}（全群可见，只报件数）")));
    let ways = [Choice::new(OFF, "不提醒")].into_iter().chain(mail).chain(robots);
    let mut form = Form::new(PATH).submit("保存").cancel("/account").field(Field::radio("way", "方式", ways).required());
    if settings.mail {
        form = form.field(Field::text("address", "邮箱").max(254).help("选“邮件”时填写。请用单位邮箱。").autocomplete("email"));
    }
    form.field(Field::select("hour", "每天几点", hours()).required().help("一天最多一次，没有待办就不发。"))
        .field(Field::select("quiet_from", "免打扰从", hours()).required())
        .field(Field::select("quiet_to", "到", hours()).required().help("这段时间不发；两个时间相同即不设免打扰。"))
        .field(Field::tick("weekends", "周末也提醒"))
}

fn filled(form: Form, reminder: &Reminder) -> Form {
    let (way, address) = match &reminder.way {
        Way::Off => (OFF.to_owned(), ""),
        Way::Mail(address) => (MAIL.to_owned(), address.as_str()),
        Way::Robot(name) => (format!("robot:{name}"), ""),
    };
    let form = form.set("way", way).set("address", address).set("hour", reminder.hour);
    let form = form.set("quiet_from", reminder.quiet_from).set("quiet_to", reminder.quiet_to);
    if reminder.weekends { form.set("weekends", "1") } else { form }
}

fn page(staff: &Staff, form: &Form) -> Page {
    let sub = "把等您处理的事每天汇总成一条消息。";
    Page::new("待办提醒").sub(sub).back("本人账号", "/account").body(form.render(staff.token()))
}

/// GET /account/reminders
pub(super) async fn show(staff: Staff) -> Result<Response, Failure> {
    let reminder = staff.read(&own(&staff)?, load).await?;
    staff.page(page(&staff, &filled(form(&staff), &reminder)))
}

/// POST /account/reminders
pub(super) async fn send(staff: Staff, input: Input) -> Result<Response, Failure> {
    let mut form = form(&staff).read(&input);
    if let Some(reminder) = read(&mut form).filter(|_| form.valid()) {
        staff.write(&(own(&staff)?, reminder), save).await?;
        return Ok(staff.said("/account", "待办提醒已保存。"));
    }
    staff.page(page(&staff, &form).invalid())
}

fn read(form: &mut Form) -> Option<Reminder> {
    let way = match form.text("way") {
        OFF => Way::Off,
        MAIL => match mail::address(form.text("address")) {
            Ok(address) => Way::Mail(address),
            Err(_) => {
                form.fail("address", "请填写一个邮箱，例如 lin@example.cn。");
                return None;
            }
        },
        other => Way::Robot(other.strip_prefix("robot:")?.to_owned()),
    };
    let hour = |name: &str| form.parsed::<i64>(name).filter(|hour| (0..24).contains(hour));
    let (hour, quiet_from, quiet_to) = (hour("hour")?, hour("quiet_from")?, hour("quiet_to")?);
    let reminder = Reminder { way, hour, quiet_from, quiet_to, weekends: form.ticked("weekends") };
    if reminder.quiet(hour) {
        form.fail("hour", "这个时间在免打扰时段里，收不到提醒。请换一个时间，或改免打扰时段。");
        return None;
    }
    Some(reminder)
}
