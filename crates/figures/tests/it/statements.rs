//! Set by set, never one by one: how many statements a page takes, however much there is. (How long they take is measured by the bench.)

use board::OrgKind;
use board::orgs::{self, FoundOrg};

use crate::house::{House, houses};

/// Statements of a whole page, those of the session and the office among them.
const MOST: i64 = 26;

async fn many(house: &House) {
    for i in 0..30 {
        let act = async |tx: &mut base::Tx, by: &base::Actor, ask: &FoundOrg| orgs::found(tx, by, ask).await;
        let ask = FoundOrg { code: Some(format!("m{i}")), ..FoundOrg::new(&format!("第{i}片区"), OrgKind::District, None) };
        let org: Result<board::Org, board::BoardError> = house.test.db.write(&house.by, &ask, act).await;
        let metric = ledger::metrics::by_code("assist.service").unwrap();
        let fact = |month: i64| ledger::Fact {
            metric,
            org: org.as_ref().unwrap().id,
            day: norms::Day::new(2022, month, 5).unwrap(),
            quantity: 1,
            subject: None,
            declared: None,
        };
        house.note(500 + i, (1..=10).map(fact).collect()).await;
    }
}

#[tokio::test]
async fn a_page_takes_few_statements_however_many_orgs_months_and_records_it_shows() {
    for house in houses().await {
        house.work().await;
        many(&house).await;
        let mut zhou = house.client("zhou").await;
        for path in [
            "/",
            "/figures",
            "/figures?months=on",
            "/ask?q=%E5%8A%A9%E4%BC%81%E6%9C%8D%E5%8A%A1%20%E5%88%86%E6%9D%BF%E5%9D%97",
            "/ask?q=%E5%8A%A9%E4%BC%81",
            "/given",
            "/figures/assist.service?from=2022-01-01&to=2022-12-31",
            "/figures/assist.enterprise_covered?from=2022-01-01&to=2022-12-31",
            "/figures/assist.service/facts",
            "/figures/assist.services_per_enterprise",
        ] {
            house.test.db.faults().fail_at(MOST);
            let page = zhou.get(path).await;
            assert!(house.test.db.faults().clear(), "{path} takes {MOST} statements or more");
            assert!(page.expect(200).bytes.len() < 100_000, "{path}");
        }
    }
}
