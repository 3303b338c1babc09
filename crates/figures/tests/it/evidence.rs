//! 佐证材料 of targets and of figures that were given out.

use board::targets::{SaveTarget, TargetEntry};
use testkit::evidence::{self, Doors};
use uuid::Uuid;

use crate::house::{FIRST, House, ROOT, houses};

async fn target(house: &House, id: u128, org: usize) -> String {
    let period = crate::house::period("2022-01-01", "2022-12-31");
    let entry = TargetEntry { org: house.orgs[org], metric: "assist.service".into(), period, quantity: 5, paper: String::new() };
    let ask = SaveTarget { id: Uuid::from_u128(id), revision: 0, entry };
    let made = house.test.db.write(&house.by, &ask, figures::actions::save_target).await.unwrap();
    format!("/targets/{}", made.id)
}

#[tokio::test]
async fn files_are_kept_with_a_target_and_with_a_figure_that_was_given_out() {
    for house in houses().await {
        let (record, other) = (target(&house, 7, FIRST).await, target(&house, 8, ROOT).await);
        let (mut zhou, mut du, mut wai) = (house.client("zhou").await, house.client("du").await, house.client("wai").await);
        let page = format!("{record}/evidence");
        for page in [&record, &page] {
            let (keeper, stranger) = (&mut zhou, &mut wai);
            evidence::kept(Doors { record: &record, page, other: &other, keeper, reader: Some(&mut du), stranger }).await;
        }
        du.get("/targets").await.expect(200).shows(&page);

        house.work().await;
        let given = crate::given::given(&mut zhou, "市委办").await;
        let clock = house.test.db.clock();
        clock.set(clock.now().plus_micros(60_000_000));
        let other = crate::given::given(&mut zhou, "统计局").await;
        let (keeper, stranger) = (&mut zhou, &mut wai);
        evidence::kept(Doors { record: &given, page: &given, other: &other, keeper, reader: None, stranger }).await;
    }
}
