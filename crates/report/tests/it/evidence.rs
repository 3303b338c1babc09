//! 佐证材料 of reports.

use testkit::evidence::{self, Doors};

use crate::house::houses;

#[tokio::test]
async fn files_are_kept_with_a_report() {
    for house in houses().await {
        let report = format!("/reports/{}", house.begin("zhou", "summary").await.id);
        let other = format!("/reports/{}", house.begin("wu", "summary").await.id);
        let (mut zhou, mut du, mut wai) = (house.client("zhou").await, house.client("du").await, house.client("wai").await);
        let (keeper, stranger) = (&mut zhou, &mut wai);
        evidence::kept(Doors { record: &report, page: &report, other: &other, keeper, reader: Some(&mut du), stranger }).await;
    }
}
