//! Promises about an office.

use base::{Actor, Tx};
use board::BoardError;
use board::office::{self, CreateOffice};
use norms::Period;

use crate::{day, houses};

#[tokio::test]
async fn an_office_is_made_once_and_its_period_switched() {
    for house in houses().await {
        let load = async |tx: &mut Tx, _: &Actor, (): &()| office::load(tx).await;
        let there = house.db().read(&house.by, &(), load).await.unwrap();
        assert_eq!((there.name.as_str(), there.root), ("云州团市委", house.root.id));
        assert_eq!((house.root.number, house.root.path.as_str(), house.root.parent), (1, "/1/", None));
        let again = CreateOffice { name: "云州团市委".into(), code: "yz2".into(), period: there.period };
        assert_eq!(house.db().write(&house.by, &again, office::create).await, Err(BoardError::OfficeExists));
        let period = Period::new(day("2022-01-01"), day("2022-10-31")).unwrap();
        house.db().write(&house.by, &period, office::set_period).await.unwrap();
        assert_eq!(house.db().read(&house.by, &(), load).await.unwrap().period, period);
    }
}

#[tokio::test]
async fn offices_of_an_installation_are_kept_apart() {
    for house in houses().await {
        let tenant = house.db().new_tenant().await.unwrap();
        let by = Actor::system(tenant, "测试");
        let load = async |tx: &mut Tx, _: &Actor, (): &()| office::load(tx).await;
        assert_eq!(house.db().read(&by, &(), load).await, Err(BoardError::NoOffice));
        let period = Period::new(day("2022-01-01"), day("2022-06-30")).unwrap();
        // The same code in another office is no conflict.
        let ask = CreateOffice { name: "云溪团县委".into(), code: "yz".into(), period };
        house.db().write(&by, &ask, office::create).await.unwrap();
        let all = office::offices(house.db()).await.unwrap();
        assert_eq!(all.iter().map(|office| office.name.as_str()).collect::<Vec<_>>(), ["云州团市委", "云溪团县委"]);
        assert_eq!(office::first_tenant(house.db()).await, Ok(house.by.tenant));
        let get = async |tx: &mut Tx, _: &Actor, id: &base::OrgId| board::orgs::get(tx, *id).await;
        assert_eq!(house.db().read(&by, &house.root.id, get).await, Err(BoardError::NoOrg), "another office's org is not there");
    }
}

#[tokio::test]
async fn before_an_office_is_made_the_program_says_so() {
    for test in testkit::databases(&[board::MIGRATIONS]).await {
        assert_eq!(office::first_tenant(&test.db).await, Err(BoardError::NoOffice));
    }
}
