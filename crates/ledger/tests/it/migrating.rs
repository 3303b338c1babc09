//! Yesterday's data under today's tables.

use base::{Db, Options};
use board::OrgKind::{Branch, District};
use ledger::SubjectKind;

use crate::house::{House, MIGRATIONS, houses, id, named, period};

/// Makes the database as it was before sets were kept by day.
const BACK: &[&str] = &[
    "DELETE FROM reach WHERE at > 999999",
    "ALTER TABLE reach RENAME COLUMN at TO month",
    "DELETE FROM schema_step WHERE room = 'ledger' AND step > 1",
];

#[tokio::test]
async fn what_was_recorded_before_sets_were_kept_by_day_has_them_afterwards() {
    for mut house in houses(&[(District, 0), (Branch, 1), (Branch, 1)]).await {
        let firm = |house: &House, org: usize, on: &str, key: &str| {
            named(house.fact("assist.enterprise_covered", org, on, 1), SubjectKind::Enterprise, key)
        };
        let first = |house: &House| {
            let facts = [(2, "2022-03-05", "a"), (2, "2022-03-05", "b"), (3, "2022-03-05", "a"), (3, "2022-03-20", "c")];
            facts.map(|(org, on, key)| firm(house, org, on, key)).to_vec()
        };
        house.note(id(1), first(&house)).await.unwrap();
        house.note(id(2), vec![firm(&house, 2, "2022-03-06", "d")]).await.unwrap();
        house.note(id(2), vec![]).await.unwrap();
        for text in BACK {
            house.tamper(text).await;
        }
        house.test.db.close().await;
        let (url, clock) = (house.test.db.url().clone(), house.test.db.clock().clone());
        house.test.db = Db::open(&url, MIGRATIONS, clock, Options::default()).await.unwrap();
        assert_eq!(house.differences().await, vec![]);
        let odd = async |house: &House, org| house.figure("assist.enterprise_covered", org, period("2022-02-10", "2022-03-10")).await.value;
        assert_eq!([odd(&house, 0).await, odd(&house, 2).await, odd(&house, 3).await], [2, 2, 1]);
        // What the migration wrote can be added to and taken from like any other set.
        let mut facts = first(&house);
        facts[1] = firm(&house, 2, "2022-03-05", "e");
        facts.push(firm(&house, 2, "2022-03-05", "f"));
        facts.remove(0);
        house.note(id(1), facts).await.unwrap();
        assert_eq!([odd(&house, 0).await, odd(&house, 2).await, odd(&house, 3).await], [3, 2, 1]);
        assert_eq!(house.differences().await, vec![]);
        house.test.db.close().await;
    }
}
