//! What the demonstration's office set out to reach in the year, as its plan at the year's end said, and what it asked of the districts.

use base::{Actor, OrgId, Tx};
use board::BoardError;
use board::targets::{SetTargets, Span, set};

use super::orgs::Orgs;
use crate::failure::Failure;

/// Of the office as a whole.
const OFFICE: &[(&str, i64)] = &[
    ("assist.service", 800),
    ("assist.enterprise_covered", 1_000),
    ("assist.event", 300),
    ("assist.team", 150),
    ("station.site", 65),
    ("station.guest", 500),
    ("study.centre_group", 12),
    ("life.theme_day", 36),
    ("integrity.class", 8),
];
/// Services of each district.
const DISTRICT: &[(&str, i64)] = &[("assist.service", 80), ("assist.enterprise_covered", 100)];
const PAPER: &str = "2022年工作要点";
/// Districts of the office.
const DISTRICTS: usize = 10;

/// Sets them, by whoever plans the work.
pub(super) async fn plan(db: &base::Db, by: &Actor, office: OrgId, orgs: &Orgs) -> Result<(), Failure> {
    let mut all = vec![asked(office, OFFICE)];
    all.extend((0..DISTRICTS).map(|n| asked(orgs.district(n).0, DISTRICT)));
    let all: Vec<SetTargets> = all.into_iter().flatten().collect();
    db.write(by, &all, set_all).await?;
    Ok(())
}

fn asked(org: OrgId, lines: &[(&str, i64)]) -> Option<SetTargets> {
    let lines = lines.iter().map(|(code, quantity)| ((*code).to_owned(), *quantity)).collect();
    Some(SetTargets { org, period: Span::Year.of(2022)?, paper: PAPER.to_owned(), lines })
}

async fn set_all(tx: &mut Tx, by: &Actor, all: &Vec<SetTargets>) -> Result<(), BoardError> {
    for one in all {
        set(tx, by, one).await?;
    }
    Ok(())
}
