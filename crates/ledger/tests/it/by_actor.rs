//! What somebody did: the records that they made, and those that name them.

use base::{Actor, Tx};
use board::OrgKind::District;
use ledger::{ByActor, Cause, Fact, LedgerError, SourceRef, SubjectKind, figures_by};
use uuid::Uuid;

use crate::house::{House, KIND, houses, id, named, period};

impl House {
    /// Saves a record as somebody else than the house.
    async fn note_as(&self, who: &str, id: Uuid, cause: Cause, facts: Vec<Fact>) {
        let by = Actor::system(self.by.tenant, who);
        let act = async |tx: &mut Tx, by: &Actor, (cause, id, facts): &(Cause, Uuid, Vec<Fact>)| {
            ledger::record(tx, by, cause, &[(SourceRef::new(KIND, *id), facts.clone())]).await
        };
        let posted: Result<_, LedgerError> = self.test.db.write(&by, &(cause, id, facts), act).await;
        posted.unwrap();
    }

    async fn by(&self, who: &str) -> ByActor {
        let ask = who.to_owned();
        let act = async |tx: &mut Tx, _: &Actor, who: &String| figures_by(tx, who, period("2022-01-01", "2022-06-30")).await;
        let found: Result<_, LedgerError> = self.test.db.read(&self.by, &ask, act).await;
        found.unwrap()
    }
}

#[tokio::test]
async fn what_somebody_recorded_is_theirs_and_what_stands_of_it_counts() {
    for house in houses(&[(District, 0)]).await {
        let own = |n| Cause::new(KIND, id(n));
        let firm = |n: &str, on: &str| named(house.fact("assist.enterprise_covered", 1, on, 1), SubjectKind::Enterprise, n);
        let first = vec![house.fact("assist.service", 1, "2022-03-05", 2), firm("甲", "2022-03-05"), firm("乙", "2022-03-05")];
        house.note_as("周明", id(1), own(1), first).await;
        house.note_as("周明", id(2), own(2), vec![house.fact("assist.service", 1, "2022-04-05", 1), firm("甲", "2022-04-05")]).await;
        // Another corrects it: it stays the work of who made it, and counts as it stands.
        house.note_as("吴静", id(2), own(2), vec![house.fact("assist.service", 1, "2022-04-05", 4), firm("甲", "2022-04-05")]).await;
        // Taken back, of other days, of another's hand, or out of a workbook.
        house.note_as("周明", id(3), own(3), vec![house.fact("assist.service", 1, "2022-04-06", 9)]).await;
        house.note_as("周明", id(3), own(3), vec![]).await;
        house.note_as("周明", id(4), own(4), vec![house.fact("assist.service", 1, "2022-07-01", 9)]).await;
        house.note_as("吴静", id(5), own(5), vec![house.fact("assist.service", 1, "2022-05-01", 9)]).await;
        house.note_as("周明", id(6), Cause::import("test.batch", id(60)), vec![house.fact("assist.service", 1, "2022-05-01", 9)]).await;
        let found = house.by("周明").await;
        let figures: Vec<_> = found.figures.iter().map(|(metric, of)| (metric.code, of.records, of.quantity)).collect();
        assert_eq!(figures, [("assist.service", 2, 6), ("assist.enterprise_covered", 2, 2)]);
        let made: Vec<_> = found.made.iter().map(|record| (record.source.id, record.day.to_string(), record.quantities.len())).collect();
        assert_eq!(made, [(id(1), "2022-03-05".to_owned(), 2), (id(2), "2022-04-05".to_owned(), 2)]);
        assert!(found.named.is_empty());
        assert_eq!(house.by("没有此人").await, ByActor::default());
    }
}

#[tokio::test]
async fn what_names_somebody_is_found_whoever_recorded_it() {
    for house in houses(&[(District, 0)]).await {
        let guest = |n: &str| named(house.fact("station.guest", 1, "2022-03-05", 1), SubjectKind::Person, n);
        house.note_as("吴静", id(1), Cause::new(KIND, id(1)), vec![guest("周明"), guest("何清")]).await;
        let found = house.by("名周明").await;
        assert_eq!((found.made.len(), found.named.len(), found.named[0].source.id), (0, 1, id(1)));
        assert_eq!(
            found.named[0].quantities.iter().map(|(metric, quantity)| (metric.code, *quantity)).collect::<Vec<_>>(),
            [("station.guest", 1)]
        );
    }
}
