//! The main job: the office's workbook in, figures with proofs out, and back again.

use std::ffi::OsStr;

use serde_json::json;

use crate::house::{House, sample, truth};

#[tokio::test]
async fn the_office_s_workbook_reaches_its_totals_and_every_figure_its_cell() {
    for house in House::all().await {
        let done = house.json([OsStr::new("import"), sample().as_os_str()]);
        let sheets = done["sheets"].as_array().unwrap();
        let state = |name: &str| sheets.iter().find(|sheet| sheet["name"] == name).unwrap()["state"].clone();
        assert_eq!((state("填表说明"), state("助企服务"), state("旧表（作废）")), (json!("notes"), json!("recognised"), json!("hidden")));
        let stays = sheets.iter().find(|sheet| sheet["name"] == "驿站入住").unwrap();
        assert_eq!(stays["metrics"], json!(["station.guest", "station.night"]));
        assert_eq!((&stays["rows"], &stays["accepted"], &stays["rejected"]), (&json!(454), &json!(454), &json!([])));
        assert!(stays["columns"].as_object().unwrap().values().all(|column| column.as_str().is_some_and(|c| c.len() == 1)));
        assert!(sheets.iter().flat_map(|sheet| sheet["totals"].as_array().unwrap()).all(|total| total["agrees"] == true));
        assert_eq!(house.differing(), []);
        house.verify();

        let facts = house.json(["facts", "--metric", "station.guest", "--from", "2022-01-01", "--to", "2022-10-31", "--limit", "1"]);
        let fact = &facts["facts"][0];
        let keys: Vec<&str> = fact.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(keys, ["day", "id", "late", "org", "posted_at", "posting", "quantity", "source", "subject"]);
        assert_eq!((&fact["source"]["file"], &fact["source"]["sheet"]), (&json!("2022-ledgers.xlsx"), &json!("驿站入住")));
        assert!(fact["source"]["cell"].as_str().unwrap().len() >= 2);
        assert!(fact["subject"].as_str().unwrap().ends_with('*'), "persons are masked: {fact}");
        assert!(facts["next"].is_string());
    }
}

#[tokio::test]
async fn pages_of_facts_add_up_to_the_figure() {
    for house in House::all().await {
        house.import_sample();
        let (mut after, mut seen) = (None::<String>, 0);
        loop {
            let mut ask = vec!["facts", "--metric", "station.night", "--from", "2022-01-01", "--to", "2022-10-31", "--limit", "1000"];
            if let Some(next) = &after {
                ask.extend(["--after", next]);
            }
            let page = house.json(&ask);
            seen += page["facts"].as_array().unwrap().iter().map(|fact| fact["quantity"].as_i64().unwrap()).sum::<i64>();
            after = page["next"].as_str().map(str::to_owned);
            if after.is_none() {
                break;
            }
        }
        assert_eq!(json!(seen), truth()["station.night"]);
    }
}

#[tokio::test]
async fn a_mapping_is_applied_to_an_earlier_import_and_taken_back() {
    for house in House::all().await {
        let batch = house.import_sample();
        let own = house.run([OsStr::new("import"), OsStr::new("profile"), sample().as_os_str()]).expect(0).out;
        let (same, other) = (house.file("same.toml"), house.file("other.toml"));
        std::fs::write(&same, &own).unwrap();
        let told = house.json(["import", "remap", &batch, "--profile", same.to_str().unwrap()]);
        assert_eq!((&told["recorded"], &told["corrected"], &told["remapped"]["withdrawn"]), (&json!(0), &json!(0), &json!(0)), "{told}");
        assert_eq!(house.differing(), []);

        // Whole sheets left out are withdrawn; the mapping of before brings them back.
        let without = format!("{own}\n").replace("name = \"助企服务\"", "name = \"助企服务\"\nignore = true");
        std::fs::write(&other, without).unwrap();
        let told = house.json(["import", "remap", &batch, "--profile", other.to_str().unwrap(), "--dry-run"]);
        assert!(told["remapped"]["withdrawn"].as_u64().unwrap() > 0 && told.get("batch").is_none(), "{told}");
        assert_eq!(house.differing(), []);
        house.json(["import", "remap", &batch, "--profile", other.to_str().unwrap()]);
        assert!(house.differing().iter().any(|(code, ..)| code == "assist.service"));
        house.verify();
        house.json(["import", "remap", &batch, "--profile", same.to_str().unwrap()]);
        assert_eq!(house.differing(), []);
        house.verify();

        house.run(["import", "undo", &batch]).expect(0);
        house.run(["import", "remap", &batch, "--profile", same.to_str().unwrap()]).expect(1).sentence();
        house.run(["import", "remap", &batch, "--profile", "nowhere.toml"]).expect(2).sentence();
    }
}

#[tokio::test]
async fn a_dry_run_tells_the_same_and_keeps_nothing() {
    for house in House::all().await {
        let told = house.json([OsStr::new("import"), sample().as_os_str(), OsStr::new("--dry-run")]);
        assert!(told.get("batch").is_none_or(serde_json::Value::is_null), "{}", told["batch"]);
        assert_eq!(told["sheets"].as_array().unwrap().len(), 17);
        assert!(house.figures().values().all(|value| *value == 0));
        house.verify();
        house.import_sample();
        assert_eq!(house.differing(), []);
    }
}

#[tokio::test]
async fn a_workbook_goes_in_once_and_can_be_taken_back() {
    for house in House::all().await {
        let batch = house.import_sample();
        let again = house.run([OsStr::new("import"), sample().as_os_str()]).expect(1);
        assert!(again.sentence().contains(&batch), "{}", again.err);
        let forced = house.run([OsStr::new("import"), sample().as_os_str(), OsStr::new("--again"), OsStr::new("--format=json")]);
        let forced = forced.expect(0).json();
        assert_eq!(house.differing(), []);

        house.run(["import", "undo", forced["batch"].as_str().unwrap()]).expect(0);
        assert_eq!(house.differing(), [], "the second import brought nothing that could go");
        house.run(["import", "undo", &batch]).expect(0);
        assert!(house.figures().values().all(|value| *value == 0), "{:?}", house.figures());
        house.verify();
        assert!(house.run(["import", "undo", &batch]).expect(1).sentence().contains("undone before"));
        house.run(["import", "undo", "01980c3e-0000-7000-8000-000000000000"]).expect(1).sentence();
        house.import_sample();
        assert_eq!(house.differing(), []);
        house.verify();
    }
}

#[tokio::test]
async fn a_profile_leads_to_the_same_totals() {
    let house = House::sqlite();
    let profile = house.run([OsStr::new("import"), OsStr::new("profile"), sample().as_os_str()]).expect(0).out;
    std::fs::write(house.file("office.toml"), profile).unwrap();
    house.run([OsStr::new("import"), sample().as_os_str(), OsStr::new("--profile"), OsStr::new("office.toml")]).expect(0);
    assert_eq!(house.differing(), []);
}

#[tokio::test]
async fn internal_matter_is_warned_of_and_refused_by_the_strict() {
    let house = House::sqlite();
    let refused = house.run([OsStr::new("import"), sample().as_os_str(), OsStr::new("--strict")]).expect(1);
    assert!(refused.sentence().contains("内部资料"), "{}", refused.err);
    assert!(house.figures().values().all(|value| *value == 0));
    let done = house.json([OsStr::new("import"), sample().as_os_str()]);
    assert!(done["warnings"].to_string().contains("内部资料"), "{}", done["warnings"]);
}
