//! Pasted messages in, proposed records out.

use std::io::Write;
use std::process::Stdio;

use serde_json::{Value, json};

use crate::house::{House, Ran, ended};

/// Feeds exactly these bytes, with a database that does not exist: none is needed.
fn fed(args: &[&str], bytes: &[u8]) -> Ran {
    let house = House::sqlite();
    let mut command = house.command(args);
    command.env("YIPANQI_DATABASE_URL", "sqlite://nowhere/no.db").stdin(Stdio::piped());
    let mut child = command.spawn().unwrap();
    // It may stop reading before the end.
    child.stdin.take().unwrap().write_all(bytes).ok();
    let ran = ended(child.wait_with_output().unwrap());
    assert!(!house.file("nowhere").exists());
    ran
}

fn lines(ran: &Ran) -> Vec<Value> {
    ran.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn a_message_becomes_records_without_a_database() {
    for args in
        [&["propose", "-", "--today", "2021-04-14", "--format", "json"][..], &["propose", "--today", "2021-04-14", "--format", "json"]]
    {
        let said = fed(args, "周二二支部上党课，25人听讲".as_bytes()).expect(0).json();
        let record = &said["records"][0];
        assert_eq!((&record["metric"], &record["day"]), (&json!("life.party_lecture"), &json!("2021-04-13")));
        assert_eq!((&record["org"], &record["quantity"], &record["unit"]), (&json!("二支部"), &json!(1), &json!("次")));
        assert_eq!(said["ignored"], json!([]));
    }
    let house = House::sqlite();
    std::fs::write(house.file("message.txt"), "3.30禾木环保、青杉印务上门问需\n收到").unwrap();
    let said = house.json(["propose", "message.txt", "--today", "2021-04-14"]);
    assert_eq!(said["records"][0]["enterprises"], json!(["禾木环保", "青杉印务"]));
    assert_eq!(said["ignored"], json!([{"start": 18, "end": 20, "why": "reply"}]));
    let text = house.run(["propose", "message.txt", "--today", "2021-04-14"]).expect(0).out;
    assert!(text.contains("2021-03-30 assist.service 1 场次") && text.contains("passed over (reply): 收到"), "{text}");
}

#[test]
fn a_batch_gives_a_line_for_each_line_and_tells_the_bad_ones() {
    let input = "\u{feff}{\"id\":\"a\",\"text\":\"太湖新城上月服务企业17家\",\"today\":\"2021-04-14\"}\n\
        这一行不是JSON\n\
        {\"id\":7,\"text\":\"@所有人 明早九点义务植树，接龙 1.钟可\",\"today\":\"2021-04-14\"}\r\n\
        {\"id\":\"b\",\"today\":\"2021-04-14\"}\n\
        {\"id\":\"c\",\"text\":\"收到\",\"today\":\"2021-13-01\"}\n\
        {\"text\":\"昨天一支部支委会\"}";
    let ran = fed(&["propose", "-", "--batch", "--today", "2021-04-20"], input.as_bytes()).expect(1);
    let out = lines(&ran);
    assert_eq!(out.len(), 6);
    assert_eq!(
        (&out[0]["id"], &out[0]["records"][0]["quantity"], &out[0]["records"][0]["day"]),
        (&json!("a"), &json!(17), &json!("2021-03-31"))
    );
    assert_eq!(out[1]["id"], Value::Null);
    assert!(out[1]["error"].as_str().unwrap().contains("JSON"));
    assert_eq!((&out[2]["id"], &out[2]["records"], &out[2]["ignored"][0]["why"]), (&json!(7), &json!([]), &json!("plan")));
    assert!(out[3]["error"].as_str().unwrap().contains("text") && out[3]["id"] == "b");
    assert!(out[4]["error"].as_str().unwrap().contains("2021-13-01") && out[4]["id"] == "c");
    assert_eq!((&out[5]["id"], &out[5]["records"][0]["day"]), (&Value::Null, &json!("2021-04-19")));
    let good = fed(&["propose", "--batch"], "{\"id\":1,\"text\":\"\"}\n".as_bytes()).expect(0);
    assert_eq!(lines(&good), [json!({"id": 1, "records": [], "ignored": []})]);
    assert_eq!(fed(&["propose", "--batch"], b"").expect(0).out, "");
}

#[test]
fn bytes_that_are_no_text_are_told() {
    assert!(fed(&["propose", "-"], b"\xff\xfe\x00").expect(2).sentence().contains("UTF-8"));
    let ran = fed(&["propose", "-", "--batch"], b"\xff\xfe\n{\"id\":2,\"text\":\"x\"}\n").expect(1);
    assert_eq!((lines(&ran)[0]["id"].clone(), lines(&ran)[1]["id"].clone()), (Value::Null, json!(2)));
    assert!(fed(&["propose", "-"], "好".repeat(400_000).as_bytes()).expect(2).sentence().contains("parts"));
}
