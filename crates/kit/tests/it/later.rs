//! What comes later: the daily digest, the calendar, the page of jobs.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use base::jobs::{self, Filter, Listed, State, Worker};
use base::{Actor, DbError, Role, Tx};
use board::accounts::{self, AddAccount};
use board::{BoardError, orgs};
use kit::{AllTodos, App, Event, Limits, Module, Settings, Todo};
use ledger::Later;
use norms::Period;
use outbox::{MailServer, Tls};
use testkit::{Client, noon};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;

use crate::world::{PASSWORD, World, worlds};

/// A room in which two things wait for whoever is no reader, and in which all meet on Monday.
fn room() -> Module {
    Module::new("desk", "案头").todos(todos).events(events)
}

fn todos<'a>(_: &'a mut Tx, by: &'a Actor) -> Later<'a, Vec<Todo>> {
    let reads = by.grants.iter().all(|grant| grant.role == Role::Reader);
    let all = vec![Todo::new("核稿", "第三季度报告", "/reports/1", None), Todo::new("签发", "简报", "/reports/2", None)];
    Box::pin(async move { Ok(if reads { Vec::new() } else { all }) })
}

fn events<'a>(_: &'a mut Tx, by: &'a Actor, period: Period) -> Later<'a, Vec<Event>> {
    let about = format!("{}看得到", by.name);
    let day = "2022-11-07".parse().unwrap();
    assert!(period.from < day && day < period.to);
    let event =
        Event { id: "plan-1".into(), day, minutes: Some(540), title: "例会".into(), place: "一楼".into(), about, href: "/plan".into() };
    Box::pin(async move { Ok(vec![event]) })
}

/// A world with that room, an administrator, and a way to send mail.
async fn houses() -> Vec<World> {
    let mut all = Vec::new();
    for world in worlds().await {
        let by = Actor::system(world.test.db.first_tenant().await.unwrap(), "测试");
        world.test.db.write(&by, &(), administrator).await.unwrap();
        let settings = Settings { mail: true, robots: vec!["office".into()], ..Settings::default() };
        let app = App::new(world.test.db.clone(), base::secret::Key::random(), Limits::default(), settings);
        let router = kit::router(app, vec![crate::room::module(), room()]);
        all.push(World { router, ..world });
    }
    all
}

async fn administrator(tx: &mut Tx, by: &Actor, (): &()) -> Result<(), BoardError> {
    let grants = vec![(Role::Administrator, orgs::root(tx).await?.id)];
    let hash = Some(board::passwords::hash_password(PASSWORD)?);
    let ask = AddAccount { user: "zhou".into(), name: "周管".into(), person: None, hash, must_change: false, grants };
    accounts::add(tx, by, &ask).await?;
    Ok(())
}

async fn list(tx: &mut Tx, _: &Actor, (): &()) -> Result<Vec<Listed>, DbError> {
    jobs::list(tx, &Filter::default(), 100).await
}

impl World {
    async fn jobs(&self) -> Vec<Listed> {
        let by = Actor::system(self.test.db.first_tenant().await.unwrap(), "测试");
        self.test.db.read(&by, &(), list).await.unwrap()
    }

    /// Looks at the clock as the server does each minute, and does what is due.
    async fn minute(&self, at: &str, mail: SocketAddr) {
        self.test.db.clock().set(at.parse().unwrap());
        let server =
            MailServer { host: mail.ip().to_string(), port: mail.port(), tls: Tls::None, login: None, from: "board@example.cn".into() };
        let allow = vec!["127.0.0.0/8".parse().unwrap()];
        let outgoing = outbox::Settings { mail: Some(server), allow, ..outbox::Settings::default() };
        let worker = outbox::handlers(Worker::new(self.test.db.clone()), outgoing, self.test.db.clock().clone());
        let todos = AllTodos::of(&[room()]);
        let worker = kit::remind::handlers(worker, self.test.db.clone(), todos, Some("https://board.test".into()));
        kit::remind::tick(&self.test.db).await.unwrap();
        kit::remind::tick(&self.test.db).await.unwrap();
        worker.run_due().await.unwrap();
    }
}

/// A mail server and the mails that it took.
async fn mail_server() -> (SocketAddr, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (at, mails) = (listener.local_addr().unwrap(), Arc::<Mutex<Vec<String>>>::default());
    let kept = mails.clone();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let (read, mut write) = stream.into_split();
            let (mut lines, mut data, mut said) = (BufReader::new(read).lines(), false, String::new());
            drop(write.write_all(b"220 test\r\n").await);
            while let Ok(Some(line)) = lines.next_line().await {
                said.push_str(&line);
                said.push('\n');
                let answer = match line.as_str() {
                    "." => {
                        kept.lock().unwrap().push(said.clone());
                        "250 taken\r\n"
                    }
                    _ if data => continue,
                    "DATA" => "354 go on\r\n",
                    _ => "250 ok\r\n",
                };
                data = line == "DATA";
                drop(write.write_all(answer.as_bytes()).await);
            }
        }
    });
    (at, mails)
}

async fn choose(client: &mut Client, changes: &[(&str, &str)]) -> testkit::Answer {
    client.get("/account/reminders").await.expect(200);
    let mut all = vec![("way", "mail"), ("address", "lin@example.cn"), ("hour", "10"), ("quiet_from", "20"), ("quiet_to", "8")];
    all.retain(|field| !changes.iter().any(|change| change.0 == field.0));
    all.extend(changes);
    client.post("/account/reminders", &all).await
}

#[tokio::test]
async fn a_digest_comes_once_a_day_to_whom_chose_it_and_has_something_waiting() {
    for world in houses().await {
        let (mut lin, mut gu) = (world.signed_in("lin").await, world.signed_in("gu").await);
        choose(&mut lin, &[]).await.expect(200).shows("待办提醒已保存");
        choose(&mut gu, &[("address", "gu@example.cn")]).await.expect(200);
        let (at, mails) = mail_server().await;
        world.minute("2022-10-31T09:59:00+08:00", at).await;
        assert!(mails.lock().unwrap().is_empty(), "not before its hour");
        for time in ["10:00", "10:01", "15:00"] {
            world.minute(&format!("2022-10-31T{time}:00+08:00"), at).await;
        }
        assert_eq!(mails.lock().unwrap().len(), 1, "once, and nothing to whom nothing waits for");
        assert!(mails.lock().unwrap()[0].contains("RCPT TO:<lin@example.cn>"));
        world.minute("2022-11-01T10:00:00+08:00", at).await;
        assert_eq!(mails.lock().unwrap().len(), 2, "the next day");
        world.minute("2022-11-05T10:00:00+08:00", at).await;
        assert_eq!(mails.lock().unwrap().len(), 2, "a Saturday");
        // Their session of a week ago is over.
        let mut lin = world.signed_in("lin").await;
        choose(&mut lin, &[("way", "off")]).await.expect(200).shows("待办提醒已保存");
        world.minute("2022-11-07T10:00:00+08:00", at).await;
        assert_eq!(mails.lock().unwrap().len(), 2, "no more");
        assert!(world.jobs().await.iter().all(|job| !job.title.contains('@') && job.state == State::Done), "{:?}", world.jobs().await);
    }
}

#[tokio::test]
async fn what_was_late_into_the_quiet_hours_waits_for_their_end_or_is_left_out() {
    for world in houses().await {
        let mut lin = world.signed_in("lin").await;
        choose(&mut lin, &[("quiet_from", "12"), ("quiet_to", "14")]).await.expect(200);
        let (at, mails) = mail_server().await;
        world.minute("2022-10-31T12:30:00+08:00", at).await;
        world.minute("2022-10-31T13:59:00+08:00", at).await;
        assert!(mails.lock().unwrap().is_empty());
        world.minute("2022-10-31T14:00:00+08:00", at).await;
        world.minute("2022-10-31T14:01:00+08:00", at).await;
        assert_eq!(mails.lock().unwrap().len(), 1);
        choose(&mut lin, &[("quiet_from", "20"), ("quiet_to", "8")]).await.expect(200);
        world.minute("2022-11-01T21:00:00+08:00", at).await;
        world.minute("2022-11-02T00:30:00+08:00", at).await;
        assert_eq!(mails.lock().unwrap().len(), 1, "of yesterday nothing is said by night");
    }
}

#[tokio::test]
async fn a_choice_that_cannot_work_is_refused_beside_its_field() {
    for world in houses().await {
        let mut lin = world.signed_in("lin").await;
        for (changes, words) in [
            (("address", "lin"), "请填写一个邮箱"),
            (("address", "lin@example.cn,all@example.cn"), "请填写一个邮箱"),
            (("address", ""), "请填写一个邮箱"),
            (("hour", "7"), "免打扰时段"),
            (("hour", "99"), ""),
            (("way", "robot:strange"), ""),
        ] {
            choose(&mut lin, &[changes]).await.expect(422).shows(words);
        }
        choose(&mut lin, &[("way", "robot:office")]).await.expect(200);
    }
}

/// The path of the address that a page shows once.
fn path_of(page: &testkit::Answer) -> String {
    let text = page.text();
    let rest = text.split_once("/calendar/").unwrap().1;
    format!("/calendar/{}", rest.split('<').next().unwrap().trim())
}

#[tokio::test]
async fn a_calendar_is_read_by_its_secret_address_until_it_is_taken_away() {
    for world in houses().await {
        let (mut lin, mut program) = (world.signed_in("lin").await, world.client());
        lin.get("/account/calendar").await.expect(200).shows("还没有订阅地址");
        let first = path_of(&lin.post("/account/calendar", &[]).await.expect(200).shows("只显示这一次"));
        let answer = program.get(&first).await.expect(200);
        assert_eq!(answer.header("content-type"), "text/calendar; charset=utf-8");
        assert_eq!(answer.header("cache-control"), "no-store");
        let text = answer.text().replace("\r\n ", "");
        for line in [
            "SUMMARY:例会",
            "DTSTART:20221107T010000Z",
            "DESCRIPTION:林小禾看得到",
            "SUMMARY:待办 2 件",
            "X-WR-CALNAME:青禾市团委 · 林小禾",
        ] {
            assert!(text.contains(&format!("{line}\r\n")), "{line}: {text}");
        }
        assert!(!lin.get("/account/calendar").await.text().contains(".ics"), "it is not shown again");
        let second = path_of(&lin.post("/account/calendar", &[]).await);
        program.get(&first).await.expect(404);
        program.get(&second).await.expect(200);
        lin.post("/account/calendar/revoke", &[]).await.expect(200).shows("已停用");
        program.get(&second).await.expect(404);
        for strange in ["/calendar/x.ics".to_owned(), format!("/calendar/{}.ics", "0".repeat(64)), second.replace(".ics", "")] {
            program.get(&strange).await.expect(404);
        }
    }
}

async fn disable(tx: &mut Tx, by: &Actor, user: &String) -> Result<(), BoardError> {
    let account = accounts::by_user(tx, user).await?.ok_or(BoardError::Db(DbError::Missing(user.clone())))?;
    accounts::disable(tx, by, &account.id).await?;
    Ok(())
}

#[tokio::test]
async fn who_may_not_sign_in_has_neither_calendar_nor_digest() {
    for world in houses().await {
        let mut lin = world.signed_in("lin").await;
        choose(&mut lin, &[]).await.expect(200);
        lin.get("/account/calendar").await;
        let path = path_of(&lin.post("/account/calendar", &[]).await);
        let by = Actor::system(world.test.db.first_tenant().await.unwrap(), "测试");
        world.test.db.write(&by, &"lin".to_owned(), disable).await.unwrap();
        world.client().get(&path).await.expect(404);
        let (at, mails) = mail_server().await;
        world.minute("2022-10-31T10:00:00+08:00", at).await;
        assert!(mails.lock().unwrap().is_empty());
    }
}

#[tokio::test]
async fn administrators_see_the_queue_try_again_and_call_off_and_others_do_not() {
    for world in houses().await {
        let (mut admin, mut lin) = (world.signed_in("zhou").await, world.signed_in("lin").await);
        choose(&mut lin, &[]).await.expect(200);
        kit::remind::tick(&world.test.db).await.unwrap();
        let job = world.jobs().await.remove(0);
        let id = job.id.to_string();
        admin.get("/settings/jobs").await.expect(200).shows("每日待办").shows("等待（1）");
        admin.post("/settings/jobs/cancel", &[("job", &id)]).await.expect(200).shows("任务已取消");
        assert_eq!(world.jobs().await[0].state, State::Cancelled);
        admin.post("/settings/jobs/cancel", &[("job", &id)]).await.expect(200).shows("不能取消");
        admin.get("/settings/jobs?kind=remind.digest").await.expect(200).shows("已取消（1）").shows("最近变动");
        admin.get("/settings/jobs?kind=outbox.mail").await.expect(200).shows("没有符合条件的任务");
        admin.get("/settings/jobs?state=waiting").await.expect(200).shows("没有符合条件的任务");
        admin.post("/settings/jobs/retry", &[("job", &id)]).await.expect(200).shows("马上执行");
        assert_eq!(world.jobs().await[0].due, Some(noon()));
        admin.post("/settings/jobs/retry", &[("job", "x")]).await.expect(404);
        lin.get("/account").await;
        for path in ["/settings/jobs/retry", "/settings/jobs/cancel"] {
            assert!(matches!(lin.post_once(path, &[("job", &id)]).await.status.as_u16(), 403 | 404));
        }
        assert!(matches!(lin.get_once("/settings/jobs").await.status.as_u16(), 403 | 404));
        assert_eq!(world.jobs().await[0].state, State::Waiting);
    }
}
