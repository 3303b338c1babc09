//! Backups as an office makes and needs them: under load, after a loss, damaged, on the wrong machine.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use base::{Actor, Clock, Db, DbError, Options, TenantId, Tx, sql};

use crate::house::{House, ended, sample};
use crate::server::{Server, Writers, nothing_lost, recorded};

impl House {
    fn backup(&self, name: &str) -> PathBuf {
        let file = self.file(name);
        self.run([OsStr::new("backup"), file.as_os_str()]).expect(0);
        file
    }

    fn restore(&self, file: &Path) -> crate::house::Ran {
        self.run([OsStr::new("restore"), file.as_os_str(), OsStr::new("--yes")])
    }

    fn sqlite_here(&self) -> bool {
        self.url.starts_with("sqlite")
    }

    /// The folder of the files that records refer to.
    fn evidence(&self) -> PathBuf {
        if self.sqlite_here() { self.file("evidence") } else { self.file("data/evidence") }
    }

    /// Loses everything but the key.
    fn destroy(&self) {
        drop(fs::remove_dir_all(self.evidence()));
        if self.sqlite_here() {
            for name in ["office.db", "office.db-wal", "office.db-shm"] {
                drop(fs::remove_file(self.file(name)));
            }
        } else {
            let statements = "DROP SCHEMA public CASCADE; CREATE SCHEMA public";
            assert!(Command::new("psql").arg(&self.url).args(["-qc", statements]).stderr(Stdio::null()).status().unwrap().success());
        }
    }

    /// What the office looks like: its records and its figures.
    fn face(&self) -> (Vec<String>, serde_json::Map<String, serde_json::Value>) {
        (recorded(self), self.figures())
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_a_loss_everything_acknowledged_before_the_backup_is_there_again() {
    for house in House::all().await {
        house.import_sample();
        fs::create_dir_all(house.evidence().join("3f")).unwrap();
        fs::write(house.evidence().join("3f/a1"), "照片").unwrap();
        let mut server = Server::start(&house);
        let writers = Writers::begin(&server, 4, "丙").await;
        writers.until(20).await;
        let before = writers.acknowledged();
        let file = house.backup("office.zip");
        let at_least = writers.acknowledged().len();
        writers.until(at_least + 4).await;
        let all = writers.end().await;
        assert!(server.stop() && all.len() > before.len());
        nothing_lost(&house, &all);
        house.destroy();

        let ran = house.restore(&file).expect(0);
        assert!(ran.out.contains("the ledger is clean"), "{}", ran.out);
        // What it holds was acknowledged or under way: the ledger adds up, and each act of it stands in the chain.
        house.verify();
        nothing_lost(&house, &before);
        let there = recorded(&house);
        assert!(all.iter().filter(|title| there.iter().any(|one| one.contains(title.as_str()))).count() >= before.len());
        assert_eq!(fs::read_to_string(house.evidence().join("3f/a1")).unwrap(), "照片");
        // And it works on.
        let mut server = Server::start(&house);
        server.recorder().await.get("/").await.expect(200);
        assert!(server.stop());
    }
}

#[tokio::test]
async fn a_restore_goes_back_to_the_backup_and_keeps_what_was_there() {
    for house in House::all().await {
        let file = house.backup("empty.zip");
        let empty = house.face();
        house.import_sample();
        let full = house.face();
        assert_ne!(empty, full);
        let done = house.json([OsStr::new("restore"), file.as_os_str(), OsStr::new("--yes")]);
        assert_eq!(house.face(), empty);
        let kept = done["kept"].as_str().unwrap().to_owned();
        if house.sqlite_here() {
            // Under another name it looks for its keys beside itself.
            for ending in ["key", "vault"] {
                let key = house.file("office.db").with_extension(ending);
                fs::copy(key, std::path::Path::new(&kept).with_extension(ending)).unwrap();
            }
            let kept = format!("sqlite://{kept}");
            let figures = house.json(["figures", "--from", "2022-01-01", "--to", "2022-10-31", "--database", &kept]);
            assert_eq!(figures["figures"].as_array().unwrap().len(), full.1.len());
        } else {
            // A backup after that does not drag the former one along.
            let (first, second) = (fs::metadata(&file).unwrap().len(), fs::metadata(house.backup("second.zip")).unwrap().len());
            assert!(second < first + first / 5, "{first} {second}");
        }
    }
}

#[tokio::test]
async fn a_damaged_backup_is_refused_and_the_target_stays_as_it_was() {
    for house in House::all().await {
        house.import_sample();
        let face = house.face();
        let whole = fs::read(house.backup("office.zip")).unwrap();
        let damaged = house.file("damaged.zip");
        let mut state = 20221031_u64;
        let mut draw = |below: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as usize % below
        };
        for round in 0..20 {
            let mut bytes = whole.clone();
            bytes[draw(whole.len())] ^= 1 << draw(8);
            fs::write(&damaged, bytes).unwrap();
            let ran = house.restore(&damaged).expect(1);
            assert!(ran.sentence().contains("damaged"), "{round}: {}", ran.err);
        }
        for length in [0, 100, whole.len() / 2, whole.len() - 1] {
            fs::write(&damaged, &whole[..length]).unwrap();
            house.restore(&damaged).expect(1).sentence();
        }
        assert_eq!(house.face(), face);
        let names: Vec<String> =
            fs::read_dir(house.folder.path()).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
        assert!(names.iter().all(|name| !name.contains(".new-") && !name.contains(".kept-")), "{names:?}");
    }
}

#[tokio::test]
async fn a_backup_goes_to_its_own_kind_of_database_with_its_own_key_and_only_when_that_is_meant() {
    let houses = House::all().await;
    let files: Vec<PathBuf> = houses.iter().map(|house| house.backup("office.zip")).collect();
    if let [sqlite, postgres] = &houses[..] {
        assert!(sqlite.restore(&files[1]).expect(2).sentence().contains("PostgreSQL"));
        assert!(postgres.restore(&files[0]).expect(2).sentence().contains("SQLite"));
    }
    let house = &houses[0];
    let ran = house.run([OsStr::new("restore"), files[0].as_os_str()]).expect(2);
    assert!(ran.sentence().contains("replaces") && ran.err.contains("--yes"), "{}", ran.err);
    let key = house.file("office.key");
    let own = fs::read_to_string(&key).unwrap();
    fs::write(&key, "0".repeat(64)).unwrap();
    assert!(house.restore(&files[0]).expect(1).sentence().contains("office.key is not"));
    fs::remove_file(&key).unwrap();
    assert!(house.restore(&files[0]).expect(1).sentence().contains("office.key is missing"));
    assert!(!key.exists(), "no other key was made in its place");
    fs::write(&key, own).unwrap();
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(&key, fs::Permissions::from_mode(0o600)).unwrap();
    house.restore(&files[0]).expect(0);
    assert!(house.restore(&sample()).expect(1).sentence().contains("backup"));
}

#[tokio::test]
async fn nothing_is_put_in_place_of_a_database_that_is_in_use() {
    for house in House::all().await {
        let file = house.backup("office.zip");
        let mut server = Server::start(&house);
        server.recorder().await;
        let ran = house.restore(&file).expect(1);
        assert!(ran.sentence().contains("in use") && ran.err.contains("stop"), "{}", ran.err);
        server.recorder().await.get("/").await.expect(200);
        assert!(server.stop());
        house.restore(&file).expect(0);
    }
}

const PHRASE: &str = "太湖石上三枝梅花二〇二二";

/// The key files of an office.
fn key_files(house: &House) -> Vec<PathBuf> {
    let key = house.file(if house.sqlite_here() { "office.key" } else { "data/yipanqi.key" });
    vec![key.clone(), key.with_extension("vault"), key.with_extension("audit-key")]
}

#[tokio::test]
async fn keys_travel_in_a_backup_under_a_pass_phrase_and_come_out_under_no_other() {
    use std::os::unix::fs::PermissionsExt;
    for house in House::all().await {
        house.import_sample();
        let face = house.face();
        let file = house.file("whole.zip");
        let made = [OsStr::new("backup"), file.as_os_str(), OsStr::new("--with-keys"), OsStr::new("--phrase-stdin")];
        assert!(house.fed(made, "太短的口令").expect(2).sentence().contains("12 characters"));
        assert!(!file.exists());
        assert!(house.fed(made, PHRASE).expect(0).out.contains("under the pass phrase"));
        let keys: Vec<String> = key_files(&house).iter().map(|path| fs::read_to_string(path).unwrap()).collect();
        let without = house.backup("without.zip");

        house.destroy();
        for path in key_files(&house) {
            fs::remove_file(path).unwrap();
        }
        let lost = house.restore(&file).expect(1);
        assert!(lost.sentence().contains("is missing") && lost.err.contains("--with-keys"), "{}", lost.err);
        let with = |file: &Path, phrase: &str| {
            let args = ["restore".as_ref(), file.as_os_str(), "--yes".as_ref(), "--with-keys".as_ref(), "--phrase-stdin".as_ref()];
            house.fed(args, phrase)
        };
        assert!(with(&file, "太湖石上三枝梅花二〇二三").expect(1).sentence().contains("another one"));
        assert!(with(&without, PHRASE).expect(2).sentence().contains("holds no keys"));
        assert!(key_files(&house).iter().all(|path| !path.exists()), "nothing was made in their place");
        assert!(with(&file, PHRASE).expect(0).out.contains("comes out of the backup"));
        for (path, text) in key_files(&house).iter().zip(&keys) {
            assert_eq!(fs::read_to_string(path).unwrap(), *text, "{}", path.display());
            assert_eq!(fs::metadata(path).unwrap().permissions().mode() & 0o777, 0o600);
        }
        assert_eq!(house.face(), face);
        house.verify();

        // A key file that is there stays, also when it is a wrong one.
        let [key, vault, _] = &key_files(&house)[..] else { panic!("three files") };
        for (path, wrong) in [(key, "0".repeat(64)), (vault, "1 00112233445566778899aabbccddeeff\n".into())] {
            let right = fs::read_to_string(path).unwrap();
            fs::write(path, &wrong).unwrap();
            assert!(with(&file, PHRASE).expect(1).sentence().contains("is not the"), "{}", path.display());
            assert_eq!(fs::read_to_string(path).unwrap(), wrong);
            fs::write(path, right).unwrap();
        }
        with(&file, PHRASE).expect(0);
    }
}

#[tokio::test]
async fn a_restore_says_what_it_will_replace_before_anybody_agrees() {
    for house in House::all().await {
        let file = house.backup("empty.zip");
        house.import_sample();
        fs::create_dir_all(house.evidence().join("3f")).unwrap();
        fs::write(house.evidence().join("3f/a1"), "照片").unwrap();
        let acts = house.json(["audit", "verify"])["rows"].as_i64().unwrap();
        let asked = house.run([OsStr::new("restore"), file.as_os_str()]).expect(2);
        let said = asked.sentence();
        assert!(said.contains("1 files of evidence") && !said.contains(": 0 postings"), "{said}");
        let since: i64 = said.split("; ").nth(1).unwrap().split(' ').next().unwrap().parse().unwrap();
        assert!(since > 0 && since < acts, "{said}");
        let done = house.json([OsStr::new("restore"), file.as_os_str(), OsStr::new("--yes")]);
        assert_eq!(done["replaced"]["acts_since"], since);
        // What cannot be read any more is what backups are for.
        if house.sqlite_here() {
            for ending in ["db-wal", "db-shm"] {
                drop(fs::remove_file(house.file("office.db").with_extension(ending)));
            }
            let mut bytes = fs::read(house.file("office.db")).unwrap();
            bytes[4_096..].fill(7);
            fs::write(house.file("office.db"), bytes).unwrap();
            house.run(["figures"]).expect(1);
            assert!(house.restore(&file).expect(0).out.contains("cannot be read"));
            house.verify();
        }
    }
}

/// What the database itself says: a text and a number of each row.
async fn asked(house: &House, text: &'static str) -> Vec<(String, i64)> {
    let db = Db::open(&house.url.parse().unwrap(), &[], Clock::System, Options::default()).await.unwrap();
    let by = Actor::system(TenantId(1), "test");
    let rows: Result<Vec<(String, i64)>, DbError> =
        db.read(&by, &(), async |tx: &mut Tx, _: &Actor, (): &()| tx.all(sql(text)).await).await;
    db.close().await;
    rows.unwrap()
}

#[tokio::test]
async fn who_was_erased_after_a_backup_does_not_come_back_with_it() {
    for house in House::all().await {
        house.import_sample();
        let figures = house.figures();
        let file = house.backup("office.zip");
        let everybody = "SELECT CAST(id AS TEXT), coalesce(erased, 0) FROM person ORDER BY id";
        let hex = "SELECT lower(hex(id)), coalesce(erased, 0) FROM person ORDER BY id";
        let text = if house.sqlite_here() { hex } else { everybody };
        let before = asked(&house, text).await;
        assert!(before.iter().all(|(_, erased)| *erased == 0));
        let person = uuid::Uuid::parse_str(&before[0].0).unwrap();
        let line =
            serde_json::json!({ "id": uuid::Uuid::from_u128(7), "tenant": 1, "person": person, "why": "request", "at": i64::MAX / 2 });
        let list = house.file(if house.sqlite_here() { "office.erasures" } else { "data/yipanqi.erasures" });
        fs::write(&list, format!("{line}\n")).unwrap();
        let ran = house.restore(&file).expect(0);
        assert!(ran.out.contains("1 people who had been erased since were erased again"), "{}", ran.out);
        let after = asked(&house, text).await;
        assert_eq!(after.iter().filter(|(_, erased)| *erased != 0).count(), 1);
        assert!(after[0].1 != 0);
        assert_eq!(house.figures(), figures, "what counts stays");
        house.verify();
        // A list that cannot be read stops a restore; nothing is touched.
        fs::write(&list, format!("no erasure\n{line}\n{line}\n")).unwrap();
        assert!(house.restore(&file).expect(1).sentence().contains("list of erasures"));
        assert_eq!(asked(&house, text).await, after);
    }
}

/// What the server has begun outlives psql for a moment; who reads at the very moment of its commit may see new tables still empty.
async fn ended_on_the_server(house: &House) {
    if !house.sqlite_here() {
        let url = base::DatabaseUrl::Postgres(house.url.clone());
        while base::whole::others(&url).await.unwrap() > 0 {
            tokio::task::yield_now().await;
        }
    }
}

#[tokio::test]
async fn a_restore_that_is_killed_leaves_the_old_or_the_new_and_nothing_between() {
    for house in House::all().await {
        let file = house.backup("empty.zip");
        let empty = house.face();
        house.import_sample();
        let full = house.face();
        // The moment of the kill is what is tried.
        for after in [40, 90, 140, 200, 300, 450] {
            let args = [OsStr::new("restore"), file.as_os_str(), OsStr::new("--yes")];
            // A power cut takes the tools that it has begun with it.
            let mut child = house.command(args).stdout(Stdio::null()).process_group(0).spawn().unwrap();
            std::thread::sleep(std::time::Duration::from_millis(after));
            Command::new("kill").args(["-KILL", "--", &format!("-{}", child.id())]).status().unwrap();
            child.wait().unwrap();
            ended_on_the_server(&house).await;
            let face = house.face();
            let shown = || format!("after {after} ms: {} records, {:?}", face.0.len(), face.1);
            assert!(face == empty || face == full, "{} {}", house.url, shown());
            house.verify();
            if face == empty {
                house.import_sample();
            }
        }
    }
}

#[tokio::test]
async fn a_backup_that_finds_no_room_leaves_nothing_and_a_former_one_as_it_was() {
    let house = House::sqlite();
    let file = house.backup("office.zip");
    let former = fs::read(&file).unwrap();
    house.import_sample();
    let script = "trap '' XFSZ; ulimit -f 100; exec \"$0\" backup \"$1\"";
    let mut command = Command::new("bash");
    command.current_dir(house.folder.path()).env("YIPANQI_DATABASE_URL", &house.url).stdin(Stdio::null());
    let ran = ended(command.arg("-c").arg(script).arg(env!("CARGO_BIN_EXE_yipanqi")).arg(&file).output().unwrap()).expect(1);
    ran.sentence();
    assert_eq!(fs::read(&file).unwrap(), former);
    let names: Vec<String> = fs::read_dir(house.folder.path()).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    assert!(names.iter().all(|name| !name.starts_with('.')), "{names:?}");
}
