//! Wrong use: one sentence, exit code 2, nothing done.

use crate::house::{House, PASSWORD};

#[tokio::test]
async fn wrong_use_is_told_in_one_sentence_that_says_what_to_do() {
    let house = House::sqlite();
    for (args, words) in [
        (vec!["figurs"], "figures"),
        (vec!["figures", "--year", "2022"], "--year"),
        (vec!["figures", "--metric", "assist.nothing"], "assist.nothing"),
        (vec!["figures", "--from", "2022-02-30"], "2022-02-30"),
        (vec!["figures", "--from", "1899-01-01", "--to", "1899-12-31"], "1899"),
        (vec!["figures", "--to", "2199-12-31", "--from", "2199-01-01"], "2199"),
        (vec!["figures", "--from", "2022-03-01", "--to", "2022-01-01"], "ends"),
        (vec!["figures", "--org", "没有这个"], "没有这个"),
        (vec!["figures", "--as-of", "yesterday"], "yesterday"),
        (vec!["facts"], "--metric"),
        (vec!["facts", "--metric", "assist.service", "--limit", "0"], "0"),
        (vec!["facts", "--metric", "assist.service", "--after", "nonsense"], "nonsense"),
        (vec!["import"], "FILE"),
        (vec!["import", "nowhere.xlsx"], "nowhere.xlsx"),
        (vec!["import", "undo", "3"], "3"),
        (vec!["user", "add", "lin", "--name", "林", "--role", "emperor", "--password-stdin"], "emperor"),
        (vec!["propose", "nowhere.txt"], "nowhere.txt"),
        (vec!["propose", "."], "text file"),
        (vec!["propose", "--today", "2021-02-30"], "2021-02-30"),
        (vec!["user", "reset", "nobody"], "nobody"),
        (vec!["demo", "--listen", "0.0.0.0:7100"], "this machine"),
        (vec!["figures", "--database", "mysql://u:geheim@h/db"], "sqlite://"),
        (vec!["figures", "--config", "none.toml"], "none.toml"),
    ] {
        let ran = house.run(&args);
        assert_eq!(ran.code, 2, "{args:?}: {} {}", ran.out, ran.err);
        assert!(ran.sentence().contains(words) && !ran.err.contains("geheim"), "{args:?}: {}", ran.err);
        assert_eq!(ran.out, "", "{args:?}");
    }
}

#[tokio::test]
async fn every_command_helps_with_an_example() {
    let house = House::sqlite();
    for args in [
        vec!["demo"],
        vec!["serve"],
        vec!["init"],
        vec!["user", "add"],
        vec!["user", "disable"],
        vec!["user", "reset"],
        vec!["import"],
        vec!["import", "undo"],
        vec!["figures"],
        vec!["facts"],
        vec!["propose"],
        vec!["report", "templates"],
        vec!["report", "new"],
        vec!["report", "list"],
        vec!["report", "show"],
        vec!["report", "sign"],
        vec!["report", "diff"],
        vec!["report", "export"],
        vec!["report", "verify"],
        vec!["ledger", "verify"],
        vec!["audit", "verify"],
        vec!["audit", "checkpoint"],
    ] {
        let ran = house.run(args.iter().copied().chain(["--help"])).expect(0);
        assert!(ran.out.contains("Example: yipanqi ") || ran.out.contains("| yipanqi "), "{args:?}: {}", ran.out);
    }
}

#[tokio::test]
async fn a_slip_in_the_database_s_name_makes_no_database() {
    let house = House::sqlite();
    let slip = house.file("ofice.db");
    let ran = house.run(["figures", "--database", &format!("sqlite://{}", slip.display())]).expect(2);
    assert!(ran.sentence().contains("ofice.db"));
    assert!(!slip.exists());
}

#[tokio::test]
async fn an_office_is_made_once_and_with_a_password_worth_the_name() {
    for house in House::all().await {
        let again = house.fed(["init", "--org", "别的团市委", "--admin", "lin", "--password-stdin"], PASSWORD).expect(2);
        assert!(again.sentence().contains("already"), "{}", again.err);
    }
    let house = House::sqlite();
    let fresh = format!("sqlite://{}", house.file("fresh.db").display());
    for weak in ["", "short", "qin"] {
        let args = ["init", "--org", "云州团市委", "--admin", "qin", "--password-stdin", "--database", &fresh];
        house.fed(args, weak).expect(2).sentence();
    }
    assert!(house.run(["user", "list", "--database", &fresh]).expect(1).sentence().contains("init"));
}

#[tokio::test]
async fn a_file_that_is_not_ours_is_left_alone() {
    let house = House::sqlite();
    let text = house.file("notes.db");
    std::fs::write(&text, "no database at all, just some notes that somebody keeps in a file of this name").unwrap();
    let before = std::fs::read(&text).unwrap();
    for args in [vec!["figures"], vec!["init", "--org", "云州团市委", "--admin", "qin", "--password-stdin"]] {
        let database = format!("sqlite://{}", text.display());
        house.fed(args.iter().copied().chain(["--database", database.as_str()]), PASSWORD).expect(1).sentence();
    }
    assert_eq!(std::fs::read(&text).unwrap(), before);
}

#[tokio::test]
async fn accounts_are_added_listed_disabled_and_reset() {
    for house in House::all().await {
        house.fed(["user", "add", "lin", "--name", "林登", "--role", "recorder", "--password-stdin"], PASSWORD).expect(0);
        let code = house.run(["user", "reset", "lin"]).expect(0).out;
        assert!(code.contains("/reset: "), "{code}");
        house.run(["user", "disable", "lin"]).expect(0);
        let list = house.json(["user", "list"]);
        let lin = list["accounts"].as_array().unwrap().iter().find(|account| account["user"] == "lin").unwrap().clone();
        assert_eq!((&lin["disabled"], &lin["grants"][0]["role"]), (&serde_json::json!(true), &serde_json::json!("recorder")));
        house.run(["user", "enable", "lin"]).expect(0);
        house.fed(["user", "add", "lin", "--name", "林登", "--role", "recorder", "--password-stdin"], PASSWORD).expect(2).sentence();
    }
}

#[tokio::test]
async fn limits_are_set_in_the_configuration_and_a_slip_in_it_is_named() {
    let house = House::sqlite();
    let workbook = crate::house::sample();
    let import = [std::ffi::OsStr::new("import"), workbook.as_os_str()];
    std::fs::write(house.file("yipanqi.toml"), "[limits]\nupload_bytes = 1000\n").unwrap();
    assert!(house.run(import).expect(1).sentence().contains("larger"));
    std::fs::write(house.file("yipanqi.toml"), "[limits]\nunpacked_bytes = 1000\n").unwrap();
    house.run(import).expect(1).sentence();
    std::fs::write(house.file("yipanqi.toml"), "[limits]\nuplod_bytes = 1000\n").unwrap();
    assert!(house.run(import).expect(2).sentence().contains("uplod_bytes"));
    std::fs::write(house.file("yipanqi.toml"), "listen = \"127.0.0.1:7100\"\n").unwrap();
    house.run(import).expect(0);
}
