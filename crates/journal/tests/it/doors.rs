//! Every door of the room, for nobody, for the wrong person, and with ids of elsewhere.

use kit::routes::Method;
use testkit::{Answer, Client};
use uuid::Uuid;

use crate::house::houses;

/// Every path of the room with this id in it.
fn paths(id: Uuid) -> Vec<(Method, String)> {
    let filled = |path: &str| path.replace("{id}", &id.to_string());
    journal::module().routes.table().into_iter().map(|route| (route.method, filled(route.path))).collect()
}

async fn call(client: &mut Client, method: Method, path: &str) -> Answer {
    match method {
        Method::Get => client.get_once(path).await,
        Method::Post => client.post_once(path, &[]).await,
    }
}

#[tokio::test]
async fn nobody_is_led_to_the_sign_in_from_every_door() {
    for house in houses().await {
        let mut nobody = house.nobody();
        for (method, path) in paths(Uuid::nil()) {
            let answer = call(&mut nobody, method, &path).await;
            assert_eq!(answer.status.as_u16(), 303, "{method} {path}");
            assert!(answer.header("location").starts_with("/sign-in"), "{method} {path}");
        }
    }
}

#[tokio::test]
async fn a_form_without_its_token_is_refused_at_every_door() {
    for house in houses().await {
        let mut zhou = house.browser("zhou").await;
        for (_, path) in paths(Uuid::nil()).into_iter().filter(|(method, _)| *method == Method::Post) {
            zhou.post_without_token(&path, &[]).await.expect(403);
        }
    }
}

#[tokio::test]
async fn a_reader_reads_and_changes_nothing() {
    for house in houses().await {
        let record = house.record(house.content("assist.event", 2, "2022-05-04", 2)).await.unwrap();
        let (rows, mut du) = (house.rows().await, house.browser("du").await);
        du.get("/journal").await.expect(200).shows("走访企业");
        for (method, path) in paths(record.id) {
            du.get("/journal").await.expect(200);
            let answer = call(&mut du, method, &path).await;
            if method == Method::Post {
                assert_eq!(answer.status.as_u16(), 403, "{path}");
            }
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
            for (method, path) in paths(id).into_iter().filter(|(_, path)| path.contains(&id.to_string())) {
                liu.get("/journal").await.expect(200);
                // The one form with a file; a plain one is refused for its format before anybody looks for the import.
                let with_file = method == Method::Post && path.ends_with("/mapping");
                let answer = if with_file { liu.upload(&path, &[], &[]).await } else { call(&mut liu, method, &path).await };
                assert_eq!(answer.status.as_u16(), 404, "{method} {path}: {}", answer.text());
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
