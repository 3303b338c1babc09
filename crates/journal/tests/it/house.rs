//! An office with a branch, two districts of which one is closed, people with each role, and a second office in the same database.

use std::sync::LazyLock;

use base::secret::Key;
use base::{Actor, Role, Tx, sql};
use board::accounts::{self, AddAccount};
use board::office::{self, CreateOffice};
use board::orgs::{self, CloseOrg, FoundOrg, Org};
use board::{BoardError, OrgKind, passwords};
use journal::actions::{self, Correct, Recorded};
use journal::import::{self, Corrections, Import, Outcome};
use journal::model::{Code, Content, Line, Record};
use journal::{JournalError, JournalSources, rules};
use kit::{App, Limits, Settings};
use ledger::{Ask, Figure, metrics};
use norms::{Day, Period};
use sheet::{Context, Profile};
use testkit::{Client, TestDb};
use uuid::Uuid;

pub const PASSWORD: &str = "梅雨季节的十个字";
static HASH: LazyLock<String> = LazyLock::new(|| passwords::hash_password(PASSWORD).unwrap());

/// One database with an office in it.
pub struct House {
    pub test: TestDb,
    /// The program.
    pub by: Actor,
    /// The office itself, 第一党支部, 临湖区, and 旧桥区, which was closed on 30 June 2022.
    pub orgs: Vec<Org>,
    pub key: Key,
    /// The folder of evidence.
    evidence: tempfile::TempDir,
    router: axum::Router,
}

pub fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// The ten months of the sample.
pub fn ten_months() -> Period {
    Period::new(day("2022-01-01"), day("2022-10-31")).unwrap()
}

/// The same house on each database.
pub async fn houses() -> Vec<House> {
    let mut all = Vec::new();
    for test in testkit::databases(&[board::MIGRATIONS, ledger::MIGRATIONS, journal::MIGRATIONS]).await {
        all.push(House::build(test).await);
    }
    all
}

async fn found(tx: &mut Tx, by: &Actor, period: &Period) -> Result<Vec<Org>, BoardError> {
    let made = office::create(tx, by, &CreateOffice { name: "云州团市委".into(), code: "yz".into(), period: *period }).await?;
    let mut all = vec![orgs::get(tx, made.root).await?];
    for (name, kind) in [("第一党支部", OrgKind::Branch), ("临湖区", OrgKind::District), ("旧桥区", OrgKind::District)] {
        all.push(orgs::found(tx, by, &FoundOrg::new(name, kind, Some(made.root))).await?);
    }
    let closing = CloseOrg { org: all[3].id, day: day("2022-06-30") };
    all[3] = orgs::close(tx, by, &closing).await?;
    Ok(all)
}

impl House {
    async fn build(test: TestDb) -> House {
        let by = Actor::system(test.db.new_tenant().await.unwrap(), "系统");
        let orgs = test.db.write(&by, &ten_months(), found).await.unwrap();
        let key = Key::random();
        let evidence = tempfile::tempdir().unwrap();
        let settings = Settings { evidence: Some(evidence.path().to_owned()), ..Settings::default() };
        let app = App::new(test.db.clone(), key.clone(), Limits::default(), settings);
        let house = House { router: kit::router(app, vec![journal::module()]), evidence, test, by, orgs, key };
        house.account("zhou", "周明", Role::Officer, 0).await;
        house.account("wu", "吴静", Role::Officer, 0).await;
        house.account("liu", "刘登记", Role::Recorder, 1).await;
        house.account("du", "杜阅", Role::Reader, 0).await;
        house
    }

    async fn account(&self, user: &str, name: &str, role: Role, org: usize) {
        let grants = vec![(role, self.orgs[org].id)];
        let (user, name, hash) = (user.to_owned(), name.to_owned(), Some(HASH.clone()));
        let ask = AddAccount { user, name, person: None, hash, must_change: false, grants };
        self.test.db.write(&self.by, &ask, accounts::add).await.unwrap();
    }

    /// How many files lie in the folder of evidence.
    pub fn kept_files(&self) -> usize {
        fn lying(folder: &std::path::Path) -> usize {
            let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
            entries.map(|path| if path.is_dir() { lying(&path) } else { 1 }).sum()
        }
        lying(self.evidence.path())
    }

    /// A browser at which nobody has signed in.
    pub fn nobody(&self) -> Client {
        Client::new(self.router.clone())
    }

    /// A browser at which somebody has signed in.
    pub async fn browser(&self, user: &str) -> Client {
        let mut client = self.nobody();
        client.sign_in(user, PASSWORD).await;
        client
    }

    /// A record of so much of a metric on a day, by an org of [`House::orgs`].
    pub fn content(&self, code: &str, org: usize, on: &str, quantity: i64) -> Content {
        let metric = metrics::by_code(code).unwrap();
        Content {
            org: self.orgs[org].id,
            day: day(on),
            until: None,
            day_assumed: false,
            title: "走访企业".into(),
            place: String::new(),
            remarks: String::new(),
            people: Vec::new(),
            lines: vec![Line { metric: Code(metric), quantity, subjects: Vec::new(), cell: None, declared_from: None }],
            reported: None,
        }
    }

    pub async fn record(&self, content: Content) -> Result<Record, JournalError> {
        let ask = Recorded { id: base::id::new_id(self.test.db.clock().now()), content };
        self.test.db.write(&self.by, &ask, actions::record).await
    }

    /// A record as it stands now.
    pub async fn opened(&self, id: Uuid) -> Record {
        self.test.db.read(&self.by, &id, actions::open).await.unwrap().0
    }

    pub async fn correct(&self, record: &Record, content: Content) -> Result<Record, JournalError> {
        let ask = Correct { id: record.id, revision: record.revision, content, reason: "核对".into() };
        self.test.db.write(&self.by, &ask, actions::correct).await
    }

    /// The import of a workbook, with everything that is not asked for as the command line has it.
    pub fn import(&self, file: &str, bytes: &[u8]) -> Import {
        let book = sheet::read(bytes, file, &sheet::Limits::default()).unwrap();
        let context = import::context(file, self.test.db.clock().today());
        Import {
            id: base::id::new_id(self.test.db.clock().now()),
            file: file.into(),
            digest: sheet::digest(bytes),
            recognition: sheet::recognise(&book, None, &context),
            org: self.orgs[0].id,
            make_missing: None,
            again: false,
            correct: Corrections::No,
            strict: false,
            rehearse: false,
            cells: import::cells_to_keep(&book, &self.key, self.test.db.clock().today()).unwrap(),
            remap: false,
            key: self.key.clone(),
        }
    }

    /// What asks to apply another mapping to what was kept of an import.
    pub async fn remap(&self, batch: Uuid, profile: &Profile) -> Import {
        let of = self.test.db.read(&self.by, &batch, import::batch).await.unwrap();
        let cells = self.test.db.read(&self.by, &batch, import::kept_cells).await.unwrap().unwrap();
        let recognition = sheet::recognise(&sheet::kept(&cells).unwrap(), Some(profile), &Context::default());
        let (org, digest, key) = (of.org, of.digest, self.key.clone());
        Import { id: batch, file: of.file, digest, recognition, org, key, remap: true, ..self.import("无.csv", "无\n".as_bytes()) }
    }

    pub async fn run(&self, ask: &Import) -> Result<Outcome, JournalError> {
        self.test.db.write_long(&self.by, ask, import::import).await
    }

    pub async fn undo(&self, batch: Uuid) -> Result<usize, JournalError> {
        Ok(self.test.db.write_long(&self.by, &batch, import::undo).await?.withdrawn)
    }

    pub async fn figure(&self, code: &str, org: usize) -> Figure {
        let ask = Ask { metric: metrics::by_code(code).unwrap(), org: self.orgs[org].id, period: ten_months(), as_of: None };
        self.test.db.read(&self.by, &ask, async |tx: &mut Tx, _: &Actor, ask: &Ask| ledger::figure(tx, ask).await).await.unwrap()
    }

    /// Every figure of the whole office.
    pub async fn figures(&self) -> Vec<Figure> {
        let ask = |metric| Ask { metric, org: self.orgs[0].id, period: ten_months(), as_of: None };
        let asks: Vec<Ask> = metrics::ALL.iter().copied().map(ask).collect();
        let act = async |tx: &mut Tx, _: &Actor, asks: &Vec<Ask>| ledger::figures(tx, asks).await;
        self.test.db.read(&self.by, &asks, act).await.unwrap()
    }

    /// The ledger recomputed from the journal's records finds nothing.
    pub async fn assert_clean(&self) {
        let act = async |tx: &mut Tx, _: &Actor, (): &()| ledger::verify(tx, &JournalSources).await;
        assert_eq!(self.test.db.read(&self.by, &(), act).await.unwrap(), vec![]);
    }

    /// How many rows stand in the tables that an act of this room may write.
    pub async fn rows(&self) -> Vec<i64> {
        let mut counts = Vec::new();
        for table in [
            "record",
            "record_line",
            "record_version",
            "batch",
            "batch_cells",
            "declared",
            "replacement",
            "changed_row",
            "profile",
            "posting",
            "fact",
            "subject",
            "org",
            "person",
        ] {
            let query = format!("SELECT count(*) FROM {table} WHERE tenant = {}", self.by.tenant.0);
            let count = async |tx: &mut Tx, _: &Actor, query: &String| tx.one::<(i64,)>(sql(query)).await;
            counts.push(self.test.db.read(&self.by, &query, count).await.unwrap().0);
        }
        counts
    }

    pub async fn period(&self) -> Period {
        let act = async |tx: &mut Tx, _: &Actor, (): &()| Ok::<_, BoardError>(office::load(tx).await?.period);
        self.test.db.read(&self.by, &(), act).await.unwrap()
    }

    /// A record of another office in the same database.
    pub async fn foreign_record(&self) -> Record {
        let by = Actor::system(self.test.db.new_tenant().await.unwrap(), "别处");
        let ask = CreateOffice { name: "北山团县委".into(), code: "bs".into(), period: ten_months() };
        let root = self.test.db.write(&by, &ask, office::create).await.unwrap().root;
        let content = Content { org: root, ..self.content("assist.event", 0, "2022-05-04", 1) };
        let ask = Recorded { id: base::id::new_id(self.test.db.clock().now()), content };
        self.test.db.write(&by, &ask, actions::record).await.unwrap()
    }
}

/// With firms that it names.
pub fn with_firms(mut content: Content, firms: &[&str]) -> Content {
    let about = |name: &&str| rules::about(ledger::SubjectKind::Enterprise, name, "");
    content.lines[0].subjects = firms.iter().map(about).collect();
    content
}
