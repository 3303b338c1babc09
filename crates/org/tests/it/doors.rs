//! Every door, for nobody and for the wrong person.

use testkit::doors::{self, Door};
use uuid::Uuid;

use crate::{House, houses};

/// Every door of the room, with ids of nothing.
fn all() -> Vec<Door> {
    let id = Uuid::nil().to_string();
    doors::of(
        org::module().routes.table().iter().map(|route| (route.method, route.path)),
        &[("{id}", &id), ("{term}", &id), ("{other}", &id), ("{number}", "citizen_id")],
    )
}

#[tokio::test]
async fn nobody_is_led_to_the_sign_in_from_every_page() {
    for house in houses().await {
        doors::lead_nobody_in(&mut house.nobody(), &all()).await;
    }
}

#[tokio::test]
async fn a_reader_can_change_nothing() {
    for house in houses().await {
        let mut reader = house.browser("reader").await;
        // What everybody may ask about themselves is their own.
        for door in all().iter().filter(|door| door.writes() && !door.path.starts_with("/about-me")) {
            reader.get("/orgs").await.expect(200);
            let answer = reader.knock(door, &[]).await;
            // A handover is signed by whoever has a part in it, whatever their role; one of others is not there.
            if door.path.contains("/handovers/") && door.path.contains("/sign") {
                answer.expect(404);
            } else {
                answer.expect(403).shows("您的账号没有");
            }
        }
    }
}

#[tokio::test]
async fn what_is_not_there_is_a_404_with_a_page_and_never_an_error_of_ours() {
    for house in houses().await {
        house.account("officer", "周明", base::Role::Officer, house.root.id).await;
        let (mut admin, mut officer) = (house.browser("admin").await, house.browser("officer").await);
        for door in all().iter().filter(|door| door.path.contains("0000")) {
            // Who administers opens no numbers.
            let who = if door.path.contains("/reveal/") { &mut officer } else { &mut admin };
            // A page of an error carries no token.
            who.get("/orgs").await.expect(200);
            // A form that brings files is refused for its format before anybody looks for the record.
            let with_files = door.writes() && door.path.ends_with("/evidence");
            let answer = if with_files { who.upload(&door.path, &[], &[]).await } else { who.knock(door, &[]).await };
            assert_eq!(answer.status.as_u16(), 404, "{door}: {}", answer.text());
        }
        for path in ["/orgs/x", "/people/%F0%9F%98%80", "/settings/accounts/1", "/people/1/terms/2"] {
            admin.get(path).await.expect(404);
        }
    }
}

#[tokio::test]
async fn a_form_without_its_token_is_refused() {
    for house in houses().await {
        let mut admin = house.browser("admin").await;
        doors::refuse_without_a_token(&mut admin, &all()).await;
        let path = format!("/orgs/{}/close", house.first.id);
        admin.post_without_token(&path, &[("day", "2022-10-01")]).await.expect(403);
        assert!(house.org(house.first.id).await.stands());
    }
}

#[tokio::test]
async fn an_id_of_another_office_is_not_there() {
    for house in houses().await {
        let (by, root) = crate::office(house.db(), "青州团市委", "qz").await;
        let entry = board::people::Entry::new(norms::name::PersonName::new("外单位").unwrap(), root.id);
        let person = house.db().write(&by, &board::people::AddPerson { id: None, entry }, board::people::add).await.unwrap().id;
        let mut admin = house.browser("admin").await;
        for path in [format!("/orgs/{}", root.id), format!("/orgs/{}/move", root.id), format!("/people/{person}")] {
            admin.get(&path).await.expect(404);
        }
        admin.get("/orgs").await.expect(200);
        assert!(!admin.get("/orgs?q=青州").await.has("青州团市委"));
        assert!(!admin.get("/people?q=外单位").await.has(">外单位<"));
        // Nor can a form name it.
        let path = format!("/orgs/{}/move", house.first.id);
        admin.get(&path).await.expect(200);
        admin.submit(&path, &[("parent", &root.id.to_string()), ("since", "2022-05-01")]).await.expect(422).shows("请在列出的选项中选择");
    }
}

#[tokio::test]
async fn every_route_asks_for_a_right_of_this_room() {
    let module = org::module();
    for route in module.routes.table() {
        let kit::Door::Right(right) = route.door else { panic!("{} asks for no right", route.path) };
        assert!(module.rights.contains(&right), "{}", route.path);
    }
}

#[tokio::test]
async fn who_has_a_branch_sees_the_branch_and_nothing_beside_or_above() {
    for house in houses().await {
        let House { root, general, first, second, district, .. } = &house;
        let mut recorder = house.browser("first").await;
        let list = recorder.get("/orgs?closed=1").await.expect(200).shows("第一党支部");
        for other in ["第二党支部", "临湖区"] {
            assert!(!list.has(other), "{other}");
        }
        recorder.get(&format!("/orgs/{}", first.id)).await.expect(200).shows("机关党总支");
        for other in [root, general, second, district] {
            recorder.get(&format!("/orgs/{}", other.id)).await.expect(404);
        }
        let hidden = house.person("王二", second.id).await;
        let own = house.person("李一", first.id).await;
        recorder.get(&format!("/people/{own}")).await.expect(200);
        recorder.get(&format!("/people/{hidden}")).await.expect(404);
        let people = recorder.get("/people").await.expect(200).shows("李一");
        assert!(!people.has("王二"));
        for path in ["/people/list.csv", "/people/list.csv?q=王", "/orgs/list.csv?q=第二"] {
            let file = recorder.get(path).await.expect(200);
            assert!(!file.has("王二") && !file.has("第二党支部"), "{path}");
        }
        // A filter by an org out of reach finds no org, and nobody.
        let list = recorder.get(&format!("/people?org={}", second.id)).await.expect(422);
        assert!(!list.has("王二"));
        // A branch's secretary keeps its roster and nothing else.
        recorder.get(&format!("/orgs/{}/move", first.id)).await.expect(403);
        recorder.get("/settings").await.expect(403);
        let mut reader = house.browser("reader").await;
        reader.get(&format!("/orgs/{}", second.id)).await.expect(200);
        reader.get("/people").await.expect(403);
        reader.get(&format!("/people/{own}")).await.expect(403);
    }
}
