//! Every door, for nobody and for the wrong person.

use testkit::doors::{self, Door};
use uuid::Uuid;

use crate::house::{houses, pack};

fn all(id: &str) -> Vec<Door> {
    let routes = inspect::module().routes.table();
    doors::of(routes.iter().map(|route| (route.method, route.path)), &[("{id}", id), ("{file}", &Uuid::nil().to_string())])
}

#[tokio::test]
async fn nobody_is_led_to_the_sign_in_and_a_form_without_its_token_is_refused() {
    for house in houses().await {
        let id = Uuid::nil().to_string();
        doors::lead_nobody_in(&mut house.nobody(), &all(&id)).await;
        doors::refuse_without_a_token(&mut house.browser("zhou").await, &all(&id)).await;
    }
}

#[tokio::test]
async fn a_strangers_pack_is_not_there_at_any_of_its_addresses_and_a_reader_changes_nothing() {
    for house in houses().await {
        let mut zhou = house.browser("zhou").await;
        let at = pack(&mut zhou, "党建考核").await;
        let id = at.rsplit('/').next().unwrap().to_owned();
        let line = crate::house::line(&mut zhou, &at, "01-01").await.rsplit('/').next().unwrap().to_owned();
        let (mut wai, mut du) = (house.browser("wai").await, house.browser("du").await);
        assert!(!wai.get("/inspect").await.expect(200).has("党建考核"));
        for id in [id, line, Uuid::nil().to_string()] {
            for door in all(&id).iter().filter(|door| door.path.contains(&id)) {
                wai.get("/inspect").await.expect(200);
                let fields = [("kind", "notes.note"), ("source", id.as_str()), ("title", "x"), ("revision", "1")];
                let with_files = door.writes() && door.path.ends_with("/evidence");
                let answer = if with_files { wai.upload(&door.path, &[], &[]).await } else { wai.knock(door, &fields).await };
                assert_eq!(answer.status.as_u16(), 404, "{door}: {}", answer.text());
                assert!(!answer.has("党建考核"));
                if door.writes() {
                    du.get("/inspect").await.expect(200);
                    assert_eq!(du.knock(door, &fields).await.status.as_u16(), 403, "{door}");
                }
            }
        }
        du.get(&at).await.expect(200).shows("党建考核");
        du.get(&format!("{at}/zip")).await.expect(200);
    }
}
