//! The filters of the list of records.

use journal::actions::{self, Filter, RecordPage, Withdraw};
use journal::model::{Content, Record};

use crate::house::houses;

#[tokio::test]
async fn whose_which_and_withdrawn_are_asked_apart_and_old_links_keep_their_meaning() {
    for house in houses().await {
        let mut zhou = house.browser("zhou").await;
        let withdraw = |record: &Record| Withdraw { id: record.id, revision: 1, reason: "重复".into() };
        let (mine, theirs, gone) = ("我的走访", "别人的走访", "撤回的走访");
        let org = house.orgs[1].id.to_string();
        for title in [mine, gone] {
            zhou.get("/journal/new").await.expect(200);
            let fields =
                [("title", title), ("day", "2022-05-04"), ("org", org.as_str()), ("metric-0", "assist.event"), ("quantity-0", "1")];
            zhou.submit("/journal/new", &fields).await.expect(200);
        }
        house.record(Content { title: theirs.into(), ..house.content("assist.event", 1, "2022-05-04", 1) }).await.unwrap();
        house.record(crate::declared::total(&house, 3)).await.unwrap();
        let ask = RecordPage { filter: Filter { words: vec![gone.into()], ..Filter::default() }, after: None, limit: 5 };
        let found = house.test.db.read(&house.by, &ask, actions::list).await.unwrap();
        house.test.db.write(&house.by, &withdraw(&found.records[0]), actions::withdraw).await.unwrap();
        for (query, shown) in [
            ("who=mine", vec![mine]),
            ("state=mine", vec![mine]),
            ("who=mine&state=withdrawn", vec![gone]),
            ("state=withdrawn", vec![gone]),
            ("who=mine&part=declared", vec![]),
        ] {
            let page = zhou.get(&format!("/journal?{query}")).await.expect(200);
            for title in [mine, theirs, gone] {
                assert_eq!(page.has(title), shown.contains(&title), "{query} {title}");
            }
        }
        for query in ["part=declared", "state=declared"] {
            let page = zhou.get(&format!("/journal?{query}")).await.expect(200).shows("共 1 条");
            assert!(page.has("<option value=\"declared\" selected>") && !page.has(mine), "{query}");
        }
    }
}
