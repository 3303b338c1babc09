//! The audit chain as its users check it: rows changed by hand, cut off, held against a checkpoint.

use std::os::unix::fs::PermissionsExt;

use base::{Actor, Clock, Db, DbError, Options, TenantId, Tx, sql};
use serde_json::json;

use crate::house::{House, PASSWORD, ended};

/// What somebody does who can write to the database.
async fn by_hand(house: &House, text: &str) {
    let db = Db::open(&house.url.parse().unwrap(), &[], Clock::System, Options::default()).await.unwrap();
    let act = async |tx: &mut Tx, _: &Actor, text: &String| Ok::<u64, DbError>(tx.run(sql(text).scratch()).await?);
    let rows = db.write(&Actor::system(TenantId(1), "somebody"), &text.to_owned(), act).await.unwrap();
    assert!(rows > 0, "{text}");
    db.close().await;
}

#[tokio::test]
async fn a_row_changed_by_hand_and_a_last_row_cut_off_are_named() {
    for house in House::all().await {
        house.import_sample();
        let whole = house.json(["audit", "verify"]);
        assert_eq!(whole["broken"], json!([]));
        let rows = whole["rows"].as_i64().unwrap();
        assert!(rows > 10, "the import, and the orgs and people that it made: {rows}");
        assert_eq!(house.run(["audit", "verify"]).expect(0).out.trim(), format!("the audit chain of {rows} rows is whole"));

        by_hand(&house, "UPDATE audit SET content = replace(content, '云州', '江州') WHERE number = 2").await;
        let ran = house.run(["audit", "verify"]).expect(1);
        assert_eq!(ran.out.trim(), "row 2 was changed: it does not have the digest of what it says");
        by_hand(&house, "UPDATE audit SET content = replace(content, '江州', '云州') WHERE number = 2").await;
        house.run(["audit", "verify"]).expect(0);

        by_hand(&house, &format!("DELETE FROM audit WHERE number = {rows}")).await;
        let broken = house.run(["audit", "verify", "--format", "json"]).expect(1).json();
        assert_eq!(broken["broken"][0]["number"], json!(rows));
        assert_eq!(broken["broken"][0]["flaw"], json!("missing"));
    }
}

#[tokio::test]
async fn a_checkpoint_kept_elsewhere_tells_a_database_that_was_set_back() {
    let house = House::sqlite();
    let (now, earlier) = (house.file("office.db"), house.file("earlier.db"));
    let set_back = |from: &std::path::Path, to: &std::path::Path| {
        for end in ["db", "db-wal", "db-shm"] {
            drop(std::fs::remove_file(to.with_extension(end)));
            if from.with_extension(end).exists() {
                std::fs::copy(from.with_extension(end), to.with_extension(end)).unwrap();
            }
        }
    };
    set_back(&now, &earlier);
    house.fed(["user", "add", "lin", "--name", "林小禾", "--role", "reader", "--password-stdin"], PASSWORD).expect(0);
    house.run(["audit", "checkpoint", "kept.json"]).expect(0);
    set_back(&earlier, &now);
    house.run(["audit", "verify"]).expect(0);
    let ran = house.run(["audit", "verify", "--checkpoint", "kept.json"]).expect(1);
    assert!(ran.out.contains("is not the one of the checkpoint"), "{}", ran.out);
}

#[tokio::test]
async fn a_checkpoint_is_written_read_back_and_refused_when_it_is_none() {
    for house in House::all().await {
        let file = house.file("checkpoint.json");
        let name = file.to_str().unwrap();
        house.run(["audit", "checkpoint", name]).expect(0);
        house.fed(["user", "add", "lin", "--name", "林小禾", "--role", "reader", "--password-stdin"], PASSWORD).expect(0);
        house.run(["audit", "verify", "--checkpoint", name]).expect(0);
        assert!(house.run(["audit", "checkpoint"]).expect(0).out.contains("seal"));

        let text = std::fs::read_to_string(&file).unwrap();
        std::fs::write(&file, text.replace("\"number\":", "\"number\":1")).unwrap();
        let ran = house.run(["audit", "verify", "--checkpoint", name]).expect(1);
        assert!(ran.out.contains("does not carry the seal of this key"), "{}", ran.out);
        std::fs::write(&file, "{}").unwrap();
        assert!(house.run(["audit", "verify", "--checkpoint", name]).expect(2).sentence().contains("no checkpoint"));
        assert!(house.run(["audit", "verify", "--checkpoint", "nowhere.json"]).expect(2).sentence().contains("nowhere.json"));
    }
}

#[tokio::test]
async fn the_key_lies_outside_the_database_for_its_owner_only_and_another_is_found() {
    let house = House::sqlite();
    let key = house.file("office.audit-key");
    assert_eq!(std::fs::metadata(&key).unwrap().permissions().mode() & 0o777, 0o600);
    assert_ne!(std::fs::read(&key).unwrap(), std::fs::read(house.file("office.key")).unwrap());
    std::fs::remove_file(&key).unwrap();
    let ran = house.run(["audit", "verify"]).expect(1);
    assert!(ran.out.contains("or the key file is another"), "{}", ran.out);
}

#[tokio::test]
async fn processes_that_write_at_once_make_one_chain() {
    for house in House::all().await {
        let before = house.json(["audit", "verify"])["rows"].as_i64().unwrap();
        let started: Vec<_> = (0..6)
            .map(|i| {
                let user = format!("user{i}");
                let mut command = house.command(["user", "add", &user, "--name", "林小禾", "--role", "reader"]);
                command.spawn().unwrap()
            })
            .collect();
        for child in started {
            ended(child.wait_with_output().unwrap()).expect(0);
        }
        let after = house.json(["audit", "verify"]);
        assert_eq!(after["broken"], json!([]));
        assert_eq!(after["rows"].as_i64().unwrap(), before + 18, "an account, its grant and its code each");
    }
}
