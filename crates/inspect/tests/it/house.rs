//! An office with a branch and a district, people with each role, and a room of notes that stands for all other rooms.

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex};

use base::secret::Key;
use base::{Actor, Right, Role, Tx};
use board::accounts::{self, AddAccount};
use board::office::{self, CreateOffice};
use board::orgs::{self, FoundOrg, Org};
use board::{BoardError, OrgKind, access, passwords};
use kit::records::{evidenced, unboard};
use kit::{App, Find, Known, Limits, Module, RecordKind, Records, Routes, Settings, Staff};
use ledger::Later;
use norms::{Day, Instant, Period};
use testkit::{Answer, Client, TestDb};
use uuid::Uuid;

pub const PASSWORD: &str = "梅雨季节的十个字";
static HASH: LazyLock<String> = LazyLock::new(|| passwords::hash_password(PASSWORD).unwrap());

pub static READ: Right =
    Right { code: "notes.read", name: "看笔记", roles: &[Role::Administrator, Role::Officer, Role::Recorder, Role::Reader] };
pub static WRITE: Right = Right { code: "notes.write", name: "写笔记", roles: &[Role::Officer, Role::Recorder] };

/// What the notes of all tests say: by id, whose, its title, and whether it was withdrawn.
static NOTES: LazyLock<Mutex<HashMap<Uuid, Note>>> = LazyLock::new(Mutex::default);

#[derive(Clone)]
struct Note {
    org: base::OrgId,
    title: String,
    withdrawn: Option<Instant>,
}

/// Records of a room that is not here.
pub struct Notes;
static ALL_NOTES: Notes = Notes;

async fn known(tx: &mut Tx, by: &Actor, found: Vec<(Uuid, Note)>) -> Result<Vec<Known>, base::DbError> {
    let ids: Vec<base::OrgId> = found.iter().map(|(_, note)| note.org).collect();
    let orgs = orgs::many(tx, &ids).await.map_err(unboard)?;
    let one = |(id, note): (Uuid, Note)| {
        let org = orgs.get(&note.org).filter(|org| access::require(by, &READ, &org.path).is_ok())?.clone();
        Some(Known {
            id,
            title: note.title,
            href: format!("/notes/{id}"),
            org,
            day: Some("2022-05-04".parse().unwrap()),
            told: vec![("地点".into(), "青年之家".into())],
            gone: note.withdrawn.map(|at| format!("{}撤回", at.chinese())),
        })
    };
    Ok(found.into_iter().filter_map(one).collect())
}

impl Records for Notes {
    fn kind(&self) -> RecordKind {
        RecordKind { code: "notes.note", name: "笔记", path: "/notes/{id}", read: &READ, change: &WRITE }
    }

    fn known<'a>(&'a self, tx: &'a mut Tx, by: &'a Actor, ids: &'a [Uuid]) -> Later<'a, Vec<Known>> {
        let found = ids.iter().filter_map(|id| Some((*id, NOTES.lock().unwrap().get(id)?.clone()))).collect();
        Box::pin(known(tx, by, found))
    }

    fn texts<'a>(&'a self, _: &'a mut Tx, ids: &'a [Uuid]) -> Later<'a, HashMap<Uuid, String>> {
        Box::pin(async move { Ok(ids.iter().map(|id| (*id, "第一段。\n第二段 <b>。".to_owned())).collect()) })
    }

    fn find<'a>(&'a self, tx: &'a mut Tx, by: &'a Actor, ask: &'a Find) -> Later<'a, Vec<Known>> {
        Box::pin(async move {
            if ask.evidenced {
                return evidenced(self, tx, by, ask).await;
            }
            let holds = |note: &Note| ask.words.iter().all(|word| note.title.contains(word.as_str())) && note.withdrawn.is_none();
            let all = NOTES.lock().unwrap().clone();
            known(tx, by, all.into_iter().filter(|(_, note)| holds(note)).collect()).await
        })
    }
}

/// A module whose pages do not exist, only its records and their files.
fn notes() -> Module {
    async fn page(staff: Staff) -> Result<axum::response::Response, kit::Failure> {
        staff.page(kit::Page::new("笔记"))
    }
    Module::new("notes", "笔记").routes(Routes::new().get("/notes/{id}", &READ, page)).records(&ALL_NOTES)
}

pub struct House {
    pub test: TestDb,
    /// The program.
    pub by: Actor,
    /// The office, 第一党支部, 临湖区.
    pub orgs: Vec<Org>,
    pub files: tempfile::TempDir,
    people: HashMap<&'static str, base::AccountId>,
    router: axum::Router,
}

pub fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// The same house on each database.
pub async fn houses() -> Vec<House> {
    let mut all = Vec::new();
    for test in testkit::databases(&[board::MIGRATIONS, ledger::MIGRATIONS, inspect::MIGRATIONS]).await {
        let by = Actor::system(test.db.new_tenant().await.unwrap(), "系统");
        let orgs = test.db.write(&by, &(), found).await.unwrap();
        let files = testkit::evidence::folder();
        let settings = Settings { evidence: Some(files.path().to_owned()), ..Settings::default() };
        let app = App::new(test.db.clone(), Key::random(), Limits::default(), settings);
        let router = kit::router(app, vec![inspect::module(), notes()]);
        let mut house = House { router, test, by, orgs, files, people: HashMap::new() };
        for (user, name, role, org) in [
            ("zhou", "周明", Role::Officer, 0),
            ("liu", "刘登记", Role::Recorder, 1),
            ("du", "杜阅", Role::Reader, 0),
            ("wai", "外板块", Role::Officer, 2),
        ] {
            let hash = Some(HASH.clone());
            let ask = AddAccount {
                user: user.into(),
                name: name.into(),
                person: None,
                hash,
                must_change: false,
                grants: vec![(role, house.orgs[org].id)],
            };
            let made = house.test.db.write(&house.by, &ask, accounts::add).await.unwrap();
            house.people.insert(user, made.id);
        }
        all.push(house);
    }
    all
}

async fn found(tx: &mut Tx, by: &Actor, (): &()) -> Result<Vec<Org>, BoardError> {
    let period = Period::new(day("2022-01-01"), day("2022-10-31")).unwrap();
    let made = office::create(tx, by, &CreateOffice { name: "云州团市委".into(), code: "yz".into(), period }).await?;
    let mut all = vec![orgs::get(tx, made.root).await?];
    for (name, kind) in [("第一党支部", OrgKind::Branch), ("临湖区", OrgKind::District)] {
        all.push(orgs::found(tx, by, &FoundOrg::new(name, kind, Some(made.root))).await?);
    }
    Ok(all)
}

/// A scoring table as it is pasted.
pub const TABLE: &str = "序号,考核项目,考核内容,评分标准,分值,所需材料\n\
    1,组织建设,按期换届,未换届不得分,10,换届请示和批复\n2,,三会一课,少一次扣1分,20,会议记录\n3,党员教育,主题党日,每月一次,10,照片\n";

impl House {
    pub fn nobody(&self) -> Client {
        Client::new(self.router.clone())
    }

    pub async fn browser(&self, user: &str) -> Client {
        let mut client = self.nobody();
        client.sign_in(user, PASSWORD).await;
        client
    }

    /// Somebody as they act.
    pub async fn actor(&self, user: &str) -> Actor {
        let act = async |tx: &mut Tx, _: &Actor, id: &base::AccountId| accounts::actor(tx, *id).await;
        self.test.db.read(&self.by, &self.people[user], act).await.unwrap().unwrap()
    }

    /// A note of one of the orgs; its id.
    pub fn note(&self, org: usize, title: &str) -> Uuid {
        let id = base::id::new_id(self.test.db.clock().now());
        NOTES.lock().unwrap().insert(id, Note { org: self.orgs[org].id, title: title.into(), withdrawn: None });
        id
    }

    pub fn withdraw(&self, id: Uuid) {
        NOTES.lock().unwrap().get_mut(&id).unwrap().withdrawn = Some(self.test.db.clock().now());
    }

    pub fn forget(&self, id: Uuid) {
        NOTES.lock().unwrap().remove(&id);
    }
}

/// Uploads a table; the page on which it is checked.
pub async fn upload(client: &mut Client, name: &str, bytes: &[u8]) -> Answer {
    client.get("/inspect/new").await.expect(200);
    client.upload("/inspect/new", &[("text", "")], &[("file", name, bytes)]).await
}

/// A pack of [`TABLE`]; its address.
pub async fn pack(client: &mut Client, title: &str) -> String {
    let page = upload(client, "评分表.csv", TABLE.as_bytes()).await.expect(200);
    assert_eq!(page.path, "/inspect/preview");
    client.press("/inspect/make", &[("title", title)]).await.expect(200).shows("已建立").path
}

/// Where the line of this number stands.
pub async fn line(client: &mut Client, pack: &str, number: &str) -> String {
    let text = client.get(pack).await.expect(200).text();
    let at = text.find(&format!(">{number}</a>")).unwrap();
    let href = text[..at].rsplit("href=\"").next().unwrap();
    href.split('"').next().unwrap().to_owned()
}

/// Lets a note answer a line.
pub async fn attach(client: &mut Client, line: &str, note: Uuid) -> Answer {
    client.get(line).await.expect(200);
    client.post(&format!("{line}/attach"), &[("kind", "notes.note"), ("source", &note.to_string())]).await
}
