//! `figures`: periods, orgs, metrics and instants.

use serde_json::{Value, json};

use crate::house::House;

fn value(answer: &Value, metric: &str) -> Value {
    answer["figures"].as_array().unwrap().iter().find(|figure| figure["metric"] == metric).unwrap()["value"].clone()
}

#[tokio::test]
async fn an_empty_office_has_every_code_and_no_number() {
    for house in House::all().await {
        let all = house.json(["figures", "--from", "2022-01-01", "--to", "2022-06-30"]);
        assert_eq!(all["period"], json!({"from": "2022-01-01", "to": "2022-06-30"}));
        assert_eq!(all["org"], "office");
        let figures = all["figures"].as_array().unwrap();
        assert!(figures.len() > 40);
        for figure in figures {
            let keys: Vec<&str> = figure.as_object().unwrap().keys().map(String::as_str).collect();
            assert_eq!(
                (keys, &figure["value"], &figure["facts"]),
                (vec!["facts", "metric", "name", "unit", "value"], &json!(0), &json!(0))
            );
        }
    }
}

#[tokio::test]
async fn districts_add_up_to_the_office_for_what_may_be_added() {
    for house in House::all().await {
        house.import_sample();
        let mut sums = (0, 0);
        for district in ["张家港市", "常熟市", "太仓市", "昆山市", "吴江区", "吴中区", "相城区", "姑苏区", "工业园区", "高新区"]
        {
            let part = house.json([
                "figures",
                "--from",
                "2022-01-01",
                "--to",
                "2022-10-31",
                "--org",
                district,
                "--metric",
                "assist.service",
                "station.bed",
            ]);
            assert_eq!(part["figures"].as_array().unwrap().len(), 2);
            sums.0 += value(&part, "assist.service").as_i64().unwrap();
            sums.1 += value(&part, "station.bed").as_i64().unwrap();
        }
        assert_eq!(sums, (726, 1007));
    }
}

#[tokio::test]
async fn stock_and_reach_stand_on_the_last_day_and_flow_only_within_the_period() {
    for house in House::all().await {
        house.import_sample();
        let october = house.json(["figures", "--from", "2022-10-01", "--to", "2022-10-31"]);
        assert_eq!(value(&october, "station.bed"), 1007);
        let (first, rest) = (
            house.json(["figures", "--from", "2022-01-01", "--to", "2022-06-30", "--metric", "assist.service"]),
            house.json(["figures", "--from", "2022-07-01", "--to", "2022-10-31", "--metric", "assist.service"]),
        );
        let sum = value(&first, "assist.service").as_i64().unwrap() + value(&rest, "assist.service").as_i64().unwrap();
        assert_eq!(sum, 726);
        assert!(value(&october, "assist.service").as_i64().unwrap() < 726);
    }
}

#[tokio::test]
async fn as_of_shows_what_was_known_then() {
    for house in House::all().await {
        let before = "2022-12-31";
        house.import_sample();
        let ask = |as_of: &str| {
            value(
                &house.json(["figures", "--from", "2022-01-01", "--to", "2022-10-31", "--metric", "assist.service", "--as-of", as_of]),
                "assist.service",
            )
        };
        assert_eq!(ask(before), 0);
        assert_eq!(ask("2022-12-31T08:00:00Z"), 0);
        assert_eq!(ask("2099-12-31"), 726);
    }
}
