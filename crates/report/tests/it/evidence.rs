//! 佐证材料 of reports.

use base::{Actor, Tx};
use testkit::evidence::{self, Doors};
use uuid::Uuid;

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

#[tokio::test]
async fn a_signed_report_is_handed_on_as_it_was_signed_and_a_draft_is_no_paper_yet() {
    for house in houses().await {
        house.note(1, house.facts("assist.service", 1, "2022-06-03", 726)).await;
        let signed = house.signed("# 工作情况\n数据截至{截止日}，开展助企服务{assist.service 余}。").await;
        let draft = house.begin("zhou", "summary").await;
        let records = report::module().records.remove(0);
        let look = async |tx: &mut Tx, by: &Actor, ids: &Vec<Uuid>| {
            let known = records.known(tx, by, ids).await?;
            Ok::<_, base::DbError>((known.len(), records.texts(tx, ids).await?))
        };
        let ids = vec![signed.id, draft.id, Uuid::nil()];
        let (seen, texts) = house.test.db.read(&house.actor("du").await, &ids, look).await.unwrap();
        assert_eq!((seen, texts.len()), (2, 1));
        assert!(texts[&signed.id].contains("开展助企服务"), "{texts:?}");
        let (seen, _) = house.test.db.read(&house.actor("wai").await, &ids, look).await.unwrap();
        assert_eq!(seen, 0);
    }
}
