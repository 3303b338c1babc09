//! Every door of the room, for nobody, for the wrong person, and with ids of elsewhere.

use testkit::doors::{self, Door};
use uuid::Uuid;

use crate::house::houses;

/// Every door of the room with this id in it.
fn all(id: Uuid) -> Vec<Door> {
    doors::of(
        journal::module().routes.table().iter().map(|route| (route.method, route.path)),
        &[("{id}", &id.to_string()), ("{file}", &Uuid::nil().to_string())],
    )
}

#[tokio::test]
async fn nobody_is_led_to_the_sign_in_from_every_door() {
    for house in houses().await {
        doors::lead_nobody_in(&mut house.nobody(), &all(Uuid::nil())).await;
    }
}

#[tokio::test]
async fn a_form_without_its_token_is_refused_at_every_door() {
    for house in houses().await {
        doors::refuse_without_a_token(&mut house.browser("zhou").await, &all(Uuid::nil())).await;
    }
}

#[tokio::test]
async fn a_reader_reads_and_changes_nothing() {
    for house in houses().await {
        let record = house.record(house.content("assist.event", 2, "2022-05-04", 2)).await.unwrap();
        let (rows, mut du) = (house.rows().await, house.browser("du").await);
        du.get("/journal").await.expect(200).shows("走访企业");
        for door in &all(record.id) {
            du.get("/journal").await.expect(200);
            let answer = du.knock(door, &[]).await;
            assert!(!door.writes() || answer.status.as_u16() == 403, "{door}: {}", answer.status);
        }
        for path in ["/journal/new", "/import", "/import/preview", "/import/template.xlsx", &format!("/journal/{}/edit", record.id)] {
            du.get(path).await.expect(403);
        }
        assert_eq!(house.rows().await, rows);
    }
}

#[tokio::test]
async fn a_recorder_of_a_branch_sees_nothing_of_a_district_nor_of_another_office() {
    for house in houses().await {
        let theirs = house.record(house.content("assist.event", 2, "2022-05-04", 2)).await.unwrap();
        let foreign = house.foreign_record().await;
        let (rows, mut liu) = (house.rows().await, house.browser("liu").await);
        assert!(!liu.get("/journal").await.expect(200).has("走访企业"));
        for id in [theirs.id, foreign.id, Uuid::nil()] {
            for door in all(id).iter().filter(|door| door.path.contains(&id.to_string())) {
                liu.get("/journal").await.expect(200);
                // The forms with files; a plain one is refused for its format before anybody looks for the import.
                let with_file = door.writes() && (door.path.ends_with("/mapping") || door.path.ends_with("/evidence"));
                let answer = if with_file { liu.upload(&door.path, &[], &[]).await } else { liu.knock(door, &[]).await };
                // Campaigns are managed by officers: a recorder is stopped at the route, whatever stands there.
                let files = door.path.contains("/evidence") && !door.writes();
                let managed = door.path.ends_with("/campaign")
                    || door.path.starts_with("/campaigns/") && !door.path.ends_with(&id.to_string()) && !files;
                assert_eq!(answer.status.as_u16(), if managed { 403 } else { 404 }, "{door}: {}", answer.text());
                assert!(!answer.has("走访企业"));
            }
        }
        // An org of elsewhere in the form, or in the filter.
        liu.get("/journal/new").await.expect(200);
        let org = house.orgs[2].id.to_string();
        let fields =
            [("title", "越权登记"), ("day", "2022-05-04"), ("org", org.as_str()), ("metric-0", "assist.event"), ("quantity-0", "1")];
        liu.post("/journal/new", &fields).await.expect(422);
        liu.get(&format!("/journal?org={org}")).await.expect(200).shows("没有符合条件的记录");
        assert_eq!(house.rows().await, rows);
    }
}

#[tokio::test]
async fn what_no_id_can_be_is_a_page_and_never_an_error_of_ours() {
    for house in houses().await {
        let mut zhou = house.browser("zhou").await;
        for path in ["/journal/x", "/journal/%F0%9F%98%80", "/import/1", "/journal/%00", "/import/preview/sheet?n=99999999999999999999"] {
            let answer = zhou.get(path).await;
            assert!(answer.status.as_u16() < 500, "{path} {}", answer.status);
        }
        for path in ["/journal?after=x&n=-1&from=2022-02-30&metric=no&org=1", "/journal?q=%27%22%25_%5C", "/journal?batch=1"] {
            zhou.get(path).await.expect(200);
        }
    }
}
