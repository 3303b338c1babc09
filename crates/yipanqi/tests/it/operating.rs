//! What those who run it ask: is it well, what does it log, what is wrong with the configuration.

use std::fs;

use crate::house::{House, ended};
use crate::server::{Server, Writers};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_says_that_it_is_alive_and_ready_and_what_it_counts() {
    for house in House::all().await {
        let server = Server::with(&house, &[("YIPANQI_METRICS_LISTEN", "127.0.0.1:0")]);
        let mut nobody = server.nobody();
        nobody.get_once("/healthz").await.expect(200).shows("ok");
        nobody.get_once("/readyz").await.expect(200).shows("ok");
        assert_ne!(nobody.get_once("/metrics").await.status.as_u16(), 200, "for whoever watches only");
        nobody.get_once("/nowhere/王芳").await;
        let mut watcher = testkit::Client::new(testkit::live::at(server.metrics.unwrap()));
        let page = watcher.get_once("/metrics").await.expect(200);
        page.clone().shows("yipanqi_database_up 1").shows("yipanqi_requests_total").shows("route=\"/readyz\"").shows("route=\"none\"");
        assert!(!page.has("王芳"));
        watcher.get_once("/").await.expect(404);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_log_tells_every_request_by_its_number_and_nothing_about_people() {
    let house = House::sqlite();
    let mut server = Server::with(&house, &[("YIPANQI_LOG__FORMAT", "json")]);
    let mut admin = server.recorder().await;
    let answer = admin.get_once("/journal?text=%E7%8E%8B%E8%8A%B3&person=11010119900307001X").await;
    let id = answer.header("x-request-id").to_owned();
    let writers = Writers::begin(&server, 1, "王芳").await;
    writers.until(2).await;
    writers.end().await;
    assert!(server.stop());
    let files: Vec<_> = fs::read_dir(house.file("logs")).unwrap().map(|entry| entry.unwrap().path()).collect();
    let text = fs::read_to_string(&files[0]).unwrap();
    let lines: Vec<serde_json::Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let line = lines.iter().find(|line| line["id"] == id.as_str()).unwrap();
    assert_eq!((&line["route"], &line["status"], &line["method"]), (&"/journal".into(), &200.into(), &"GET".into()));
    for never in ["王芳", "%E7%8E%8B", "11010119900307001X", "qin", crate::house::PASSWORD, "text="] {
        let line = text.lines().find(|line| line.contains(never));
        assert_eq!(line, None, "{never}");
    }
    use std::os::unix::fs::PermissionsExt;
    assert_eq!(fs::metadata(house.file("logs")).unwrap().permissions().mode() & 0o077, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn backups_are_made_by_themselves_and_only_so_many_kept() {
    for house in House::all().await {
        let text = "[backup]\nfolder = \"kept\"\nevery = \"1s\"\nkeep = 2\n";
        fs::write(house.file("yipanqi.toml"), text).unwrap();
        let mut server = Server::start(&house);
        let names = || -> std::collections::BTreeSet<String> {
            let entries = fs::read_dir(house.file("kept")).into_iter().flatten();
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).filter(|name| !name.starts_with('.')).collect()
        };
        let mut seen = std::collections::BTreeSet::new();
        while seen.len() < 4 {
            seen.extend(names());
            tokio::task::yield_now().await;
        }
        assert!(server.stop());
        let left = names();
        assert!(left.len() <= 3 && left.contains(seen.last().unwrap()), "{left:?}");
        let newest = house.file("kept").join(left.last().unwrap());
        house.run([std::ffi::OsStr::new("restore"), newest.as_os_str(), "--yes".as_ref()]).expect(0);
    }
}

#[tokio::test]
async fn a_configuration_is_checked_and_the_environment_goes_before_it() {
    let house = House::sqlite();
    house.run(["config", "check"]).expect(0);
    fs::write(house.file("yipanqi.toml"), "listen = \"nowhere\"\nrooms = [\"figures\", \"cellar\"]\npublic_url = \"ypq.cn\"\n").unwrap();
    let ran = house.run(["config", "check"]).expect(1);
    for wrong in ["nowhere", "cellar", "ypq.cn"] {
        assert!(ran.out.contains(wrong), "{wrong}: {}", ran.out);
    }
    let ran = ended(house.command(["config", "check"]).env("YIPANQI_LISTEN", "127.0.0.1:9").env("YIPANQI_LISTN", "x").output().unwrap());
    assert!(!ran.out.contains("nowhere") && ran.out.contains("YIPANQI_LISTN"), "{}", ran.out);
    fs::write(house.file("yipanqi.toml"), "[backup]\nevery = \"often\"\n").unwrap();
    assert!(house.run(["config", "check"]).expect(2).sentence().contains("often"));
}

#[tokio::test]
async fn the_doctor_names_what_is_wrong_and_what_to_do_in_both_languages() {
    for house in House::all().await {
        let states = |house: &House| -> std::collections::BTreeMap<String, String> {
            let all = ended(house.command(["doctor", "--format", "json"]).output().unwrap()).json();
            let text = |check: &serde_json::Value, name: &str| check[name].as_str().unwrap().to_owned();
            let checks = all["checks"].as_array().unwrap();
            assert!(checks.iter().all(|check| !text(check, "chinese").is_empty() && text(check, "english").is_ascii()), "{all}");
            checks.iter().map(|check| (text(check, "name"), text(check, "state"))).collect()
        };
        fs::write(house.file("yipanqi.toml"), "listen = \"127.0.0.1:0\"\n").unwrap();
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(house.folder.path(), fs::Permissions::from_mode(0o700)).unwrap();
        let well = states(&house);
        for name in ["database", "key", "rights", "disk", "clock", "port"] {
            assert_eq!(well[name], "good", "{name}: {well:?}");
        }
        assert_eq!(well["backups"], "warning");
        let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let text = format!("listen = \"{}\"\npublic_url = \"http://127.0.0.1:1\"\n", taken.local_addr().unwrap());
        fs::write(house.file("yipanqi.toml"), text).unwrap();
        let key = if house.url.starts_with("sqlite") { house.file("office.key") } else { house.file("data/yipanqi.key") };
        fs::write(&key, "no key").unwrap();
        let ill = states(&house);
        assert_eq!((ill["port"].as_str(), ill["key"].as_str(), ill["reach"].as_str()), ("warning", "bad", "bad"));
        house.run(["doctor"]).expect(1);
        let gone = if house.url.starts_with("sqlite") { "sqlite:///dev/null/none.db" } else { "postgres://nobody@127.0.0.1:1/none" };
        let ran = ended(house.command(["doctor", "--database", gone, "--format", "json"]).output().unwrap()).expect(1);
        assert!(ran.json()["checks"][0]["state"] == "bad", "{}", ran.out);
    }
}

#[tokio::test]
async fn the_doctor_sees_a_clock_that_went_backwards() {
    let house = House::sqlite();
    let script = "UPDATE tenant SET at = 4102444800000000";
    let db = base::Db::open(&house.url.parse().unwrap(), &[], base::Clock::System, base::Options::default()).await.unwrap();
    db.short(&(), async |tx: &mut base::Tx, (): &()| tx.run(base::sql(script)).await).await.unwrap();
    db.close().await;
    let ran = house.run(["doctor"]).expect(1);
    assert!(ran.out.contains("clock") && ran.out.contains("timedatectl"), "{}", ran.out);
}
