//! Recording and reading: one thing each.

use base::{Actor, Tx};
use board::OrgKind::{Branch, District, Station};
use ledger::{Ask, Fact, FactLine, Figure, LedgerError, Page, SourceRef, SubjectKind, metrics};

use crate::house::{House, KIND, day, houses, id, named, period, year};

const ORGS: &[(board::OrgKind, usize)] = &[(District, 0), (District, 0), (Branch, 1)];

fn firm(house: &House, org: usize, on: &str, key: &str) -> Fact {
    named(house.fact("assist.enterprise_covered", org, on, 1), SubjectKind::Enterprise, key)
}

#[tokio::test]
async fn a_correction_posts_only_the_difference_a_retry_nothing_and_a_withdrawal_takes_all_back() {
    for house in houses(ORGS).await {
        let first =
            vec![house.fact("assist.event", 3, "2022-03-05", 2), firm(&house, 3, "2022-03-05", "a"), firm(&house, 3, "2022-03-05", "b")];
        assert_eq!(house.note(id(1), first.clone()).await.unwrap(), Some(1));
        assert_eq!(house.note(id(1), first.clone()).await.unwrap(), None);
        assert_eq!(house.figure("assist.event", 0, year()).await, Figure { value: 2, declared: 0, facts: 1 });
        assert_eq!(house.figure("assist.enterprise_covered", 1, year()).await, Figure { value: 2, declared: 0, facts: 2 });
        let corrected = vec![house.fact("assist.event", 3, "2022-03-05", 5), firm(&house, 3, "2022-03-05", "a")];
        assert_eq!(house.note(id(1), corrected).await.unwrap(), Some(2));
        assert_eq!(house.figure("assist.event", 0, year()).await, Figure { value: 5, declared: 0, facts: 1 });
        assert_eq!(house.figure("assist.enterprise_covered", 0, year()).await.value, 1);
        let then = Ask { as_of: Some(1), ..house.asks("assist.event", 0, year()) };
        assert_eq!(house.ask(&then).await, Figure { value: 2, declared: 0, facts: 1 });
        assert_eq!(house.note(id(1), vec![]).await.unwrap(), Some(3));
        for code in ["assist.event", "assist.enterprise_covered"] {
            assert_eq!(house.figure(code, 0, year()).await, Figure::default(), "{code}");
        }
        assert_eq!(house.differences().await, vec![]);
    }
}

#[tokio::test]
async fn declared_totals_stand_apart_in_a_distinct_count_and_count_in_a_flow() {
    for house in houses(ORGS).await {
        let total = |code: &str, quantity| Fact { declared: Some(day("2022-03-01")), ..house.fact(code, 1, "2022-03-31", quantity) };
        house.note(id(1), vec![firm(&house, 1, "2022-03-05", "a")]).await.unwrap();
        house.note(id(2), vec![total("assist.enterprise_covered", 38), total("assist.service", 40)]).await.unwrap();
        house.note(id(3), vec![house.fact("assist.service", 1, "2022-03-05", 1)]).await.unwrap();
        assert_eq!(house.figure("assist.enterprise_covered", 0, year()).await, Figure { value: 1, declared: 38, facts: 2 });
        assert_eq!(house.figure("assist.service", 0, year()).await, Figure { value: 41, declared: 40, facts: 2 });
        let before_its_last_day = period("2022-03-01", "2022-03-30");
        assert_eq!(house.figure("assist.service", 0, before_its_last_day).await, Figure { value: 1, declared: 0, facts: 1 });
    }
}

#[tokio::test]
async fn a_stock_stands_from_its_day_to_its_end_and_a_distinct_count_counts_each_once() {
    for house in houses(ORGS).await {
        house
            .note(id(1), vec![house.fact("station.bed", 2, "2021-05-01", 12), house.fact("station.bed", 2, "2022-06-15", -12)])
            .await
            .unwrap();
        let stands = async |to: &str| house.figure("station.bed", 0, period("2022-01-01", to)).await.value;
        assert_eq!((stands("2022-06-14").await, stands("2022-06-15").await), (12, 0));
        house
            .note(id(2), vec![firm(&house, 1, "2022-01-31", "a"), firm(&house, 3, "2022-02-01", "a"), firm(&house, 2, "2022-02-10", "a")])
            .await
            .unwrap();
        let covered = async |org, from: &str, to: &str| house.figure("assist.enterprise_covered", org, period(from, to)).await.value;
        assert_eq!((covered(0, "2022-01-01", "2022-12-31").await, covered(1, "2022-01-15", "2022-02-05").await), (1, 1));
        assert_eq!((covered(1, "2022-02-02", "2022-12-31").await, covered(2, "2022-02-01", "2022-02-28").await), (0, 1));
    }
}

#[tokio::test]
async fn districts_are_covered_where_a_station_stands_on_the_last_day() {
    for house in houses(&[(District, 0), (District, 0), (Station, 1), (Station, 0)]).await {
        let covered = async |org, to: &str| house.figure("station.district_covered", org, period("2022-01-01", to)).await;
        house
            .note(id(1), vec![house.fact("station.site", 3, "2022-01-10", 1), house.fact("station.site", 3, "2022-08-01", -1)])
            .await
            .unwrap();
        house
            .note(id(2), vec![house.fact("station.site", 2, "2022-03-01", 1), house.fact("station.site", 4, "2022-03-01", 1)])
            .await
            .unwrap();
        assert_eq!(covered(0, "2022-02-28").await, Figure { value: 1, declared: 0, facts: 1 });
        assert_eq!(
            covered(0, "2022-03-01").await,
            Figure { value: 2, declared: 0, facts: 3 },
            "a station outside all districts covers none"
        );
        assert_eq!((covered(0, "2022-08-01").await.value, covered(1, "2022-08-01").await.value), (1, 0));
    }
}

async fn all_of(tx: &mut Tx, _: &Actor, ask: &Ask) -> Result<(Vec<FactLine>, String), LedgerError> {
    let (mut lines, mut after): (Vec<FactLine>, Option<String>) = (Vec::new(), None);
    loop {
        let Page { rows, next } = ledger::proof(tx, ask, after.as_deref(), 2).await?;
        assert!(rows.len() <= 2);
        lines.extend(rows);
        match next {
            Some(next) => after = Some(next),
            None => return Ok((lines, ledger::digest(tx, ask).await?)),
        }
    }
}

#[tokio::test]
async fn the_facts_of_a_proof_add_up_to_the_figure_page_by_page_with_record_and_posting() {
    for house in houses(ORGS).await {
        for n in 0..5_i64 {
            house.note(id(n as u128), vec![house.fact("assist.event", 1 + n as usize % 3, "2022-03-05", 1 + n)]).await.unwrap();
        }
        house.note(id(0), vec![house.fact("assist.event", 1, "2022-03-05", 7)]).await.unwrap();
        house.note(id(4), vec![]).await.unwrap();
        let ask = house.asks("assist.event", 0, year());
        let (lines, _) = house.test.db.read(&house.by, &ask, all_of).await.unwrap();
        let figure = house.ask(&ask).await;
        assert_eq!((lines.len() as i64, lines.iter().map(|line| line.quantity).sum::<i64>()), (figure.facts, figure.value));
        let corrected = lines.iter().find(|line| line.source == SourceRef::new(KIND, id(0))).unwrap();
        assert_eq!((corrected.quantity, corrected.posting, corrected.posted_by.as_str(), corrected.late), (7, 6, "测试", false));
        let of = async |tx: &mut Tx, _: &Actor, source: &SourceRef| ledger::lines_of(tx, source).await;
        let own = house.test.db.read(&house.by, &SourceRef::new(KIND, id(0)), of).await.unwrap();
        assert_eq!(own, std::slice::from_ref(corrected), "the record shows the same line");
        let ids: std::collections::BTreeSet<&String> = lines.iter().map(|line| &line.id).collect();
        assert_eq!(ids.len(), lines.len());
        let ratio = house.asks("station.nights_per_guest", 0, year());
        let guest = |code: &str| named(house.fact(code, 1, "2022-04-01", 1), SubjectKind::Person, "p");
        house.note(id(9), vec![guest("station.guest"), guest("station.night")]).await.unwrap();
        let (lines, _) = house.test.db.read(&house.by, &ratio, all_of).await.unwrap();
        assert_eq!((lines.len(), house.ask(&ratio).await.value), (2, 100), "what is derived opens to its parts");
        assert_eq!(lines[0].subject.as_ref().map(|s| s.name.as_str()), Some("名p"));
    }
}

#[tokio::test]
async fn the_digest_of_a_figure_changes_with_its_facts_and_only_with_them() {
    for house in houses(ORGS).await {
        let ask = house.asks("assist.event", 0, year());
        let digest = async || house.test.db.read(&house.by, &ask, all_of).await.unwrap().1;
        house.note(id(1), vec![house.fact("assist.event", 3, "2022-03-05", 2)]).await.unwrap();
        let signed = digest().await;
        house.note(id(2), vec![house.fact("station.site", 3, "2022-03-05", 2)]).await.unwrap();
        house.note(id(1), vec![house.fact("assist.event", 3, "2022-03-06", 2)]).await.unwrap();
        assert_ne!(digest().await, signed, "another day");
        house.note(id(1), vec![house.fact("assist.event", 3, "2022-03-05", 2)]).await.unwrap();
        let moved = async |tx: &mut Tx, by: &Actor, house: &(base::OrgId, base::OrgId)| {
            ledger::move_org(tx, by, house.0, day("2022-01-01"), house.1).await
        };
        house.test.db.write(&house.by, &(house.orgs[3], house.orgs[2]), moved).await.unwrap();
        assert_eq!(digest().await, signed, "taken back, and moved inside the org");
        let then = Ask { as_of: Some(1), ..ask };
        assert_eq!(house.test.db.read(&house.by, &then, all_of).await.unwrap().1, signed);
    }
}

#[tokio::test]
async fn facts_that_cannot_be_are_refused_in_a_sentence_and_nothing_is_kept() {
    for house in houses(ORGS).await {
        let person = |fact| named(fact, SubjectKind::Person, "p");
        let reach = house.fact("assist.enterprise_covered", 1, "2022-03-05", 1);
        let bad = [
            house.fact("station.district_covered", 1, "2022-03-05", 1),
            house.fact("station.nights_per_guest", 1, "2022-03-05", 1),
            reach.clone(),
            person(reach.clone()),
            Fact { quantity: 2, ..firm(&house, 1, "2022-03-05", "a") },
            Fact { declared: Some(day("2022-03-06")), ..reach.clone() },
            Fact { declared: Some(day("2022-03-01")), ..firm(&house, 1, "2022-03-05", "a") },
            person(house.fact("assist.event", 1, "2022-03-05", 1)),
            house.fact("assist.event", 1, "2022-03-05", ledger::MOST + 1),
            Fact { org: base::OrgId(id(77)), ..house.fact("assist.event", 1, "2022-03-05", 1) },
        ];
        for fact in bad {
            let good = house.fact("assist.event", 1, "2022-03-05", 1);
            let refused = house.note(id(1), vec![good, fact.clone()]).await.unwrap_err();
            assert!(refused.chinese().ends_with('。') && refused.to_string().is_ascii(), "{refused}");
        }
        assert_eq!(house.figure("assist.event", 0, year()).await, Figure::default());
    }
}

async fn number_at(tx: &mut Tx, _: &Actor, at: &norms::Instant) -> Result<i64, LedgerError> {
    ledger::number_at(tx, *at).await
}

#[tokio::test]
async fn an_instant_becomes_the_last_posting_made_until_then() {
    for house in houses(ORGS).await {
        for (n, at) in ["2022-11-01T01:00:00Z", "2022-11-03T01:00:00Z"].into_iter().enumerate() {
            house.set_clock(at);
            house.note(id(n as u128), vec![house.fact("assist.event", 1, "2022-03-05", 1)]).await.unwrap();
        }
        let mut numbers = Vec::new();
        for at in ["2022-11-01T00:59:59Z", "2022-11-01T01:00:00Z", "2022-11-02T00:00:00Z", "2030-01-01T00:00:00Z"] {
            numbers.push(house.test.db.read(&house.by, &at.parse().unwrap(), number_at).await.unwrap());
        }
        assert_eq!(numbers, [0, 1, 1, 2]);
    }
}

#[tokio::test]
async fn a_clock_that_goes_backwards_puts_no_posting_before_an_earlier_one() {
    for house in houses(ORGS).await {
        let at = async |instant: &str| house.test.db.read(&house.by, &instant.parse().unwrap(), number_at).await.unwrap();
        house.set_clock("2022-06-01T08:00:00Z");
        house.note(id(1), vec![house.fact("assist.event", 1, "2022-05-04", 1)]).await.unwrap();
        house.set_clock("2022-05-31T08:00:00Z");
        house.note(id(2), vec![house.fact("assist.event", 1, "2022-05-04", 1)]).await.unwrap();
        house.note(id(1), vec![house.fact("assist.event", 1, "2022-05-04", 3)]).await.unwrap();
        // Whoever signed at the first instant's number finds the same postings behind it ever after.
        assert_eq!((at("2022-05-31T09:00:00Z").await, at("2022-06-01T08:00:00Z").await), (0, 3));
        house.set_clock("2022-06-02T08:00:00Z");
        house.note(id(3), vec![house.fact("assist.event", 1, "2022-05-04", 1)]).await.unwrap();
        assert_eq!((at("2022-06-01T08:00:00Z").await, at("2022-06-02T08:00:00Z").await), (3, 4));
        assert_eq!(house.differences().await, []);
    }
}

#[tokio::test]
async fn tables_by_month_and_by_org_say_what_single_figures_say() {
    for house in houses(ORGS).await {
        house
            .note(id(1), vec![house.fact("assist.event", 3, "2022-01-31", 2), house.fact("assist.event", 2, "2022-02-01", 3)])
            .await
            .unwrap();
        let ask = house.asks("assist.event", 0, period("2022-01-01", "2022-02-15"));
        let read = async |tx: &mut Tx, _: &Actor, ask: &Ask| {
            Ok::<_, LedgerError>((ledger::by_month(tx, ask).await?, ledger::by_child(tx, ask).await?, ledger::table(tx, ask).await?))
        };
        let (months, children, table) = house.test.db.read(&house.by, &ask, read).await.unwrap();
        assert_eq!(months.iter().map(|(_, figure)| figure.value).collect::<Vec<_>>(), [2, 3]);
        assert_eq!(months[1].0, period("2022-02-01", "2022-02-15"));
        let value = |org: usize| children.iter().find(|(id, _)| *id == house.orgs[org]).unwrap().1.value;
        assert_eq!((children.len(), value(1), value(2)), (2, 2, 3));
        assert_eq!((table.rows.len(), table.rows[0].0, table.rows[0].2.value), (3, house.orgs[0], 5));
        assert!(table.rows.iter().all(|(_, months, whole)| months.iter().map(|f| f.value).sum::<i64>() == whole.value));
    }
}

#[tokio::test]
async fn checks_name_both_sides_of_what_cannot_be_and_of_what_stands_out() {
    for house in houses(ORGS).await {
        let guest = |key: &str| named(house.fact("station.guest", 1, "2022-03-05", 1), SubjectKind::Person, key);
        house.note(id(1), vec![guest("a"), guest("b"), house.fact("station.night", 1, "2022-03-05", 1)]).await.unwrap();
        house
            .note(id(2), vec![house.fact("station.bed", 1, "2022-02-10", -3), house.fact("station.bed", 1, "2022-04-02", 3)])
            .await
            .unwrap();
        let event = |month: usize, quantity| house.fact("assist.event", 1, &format!("2022-{month:02}-10"), quantity);
        house.note(id(3), (1..=7).map(|month| event(month, 4)).chain([event(8, 13)]).collect()).await.unwrap();
        let mut doubles = vec![firm(&house, 1, "2022-03-05", "x"), firm(&house, 1, "2022-03-05", "y")];
        doubles.iter_mut().for_each(|fact| fact.subject.as_mut().unwrap().name = "云州甲公司".into());
        house.note(id(4), doubles).await.unwrap();
        let ask = (house.orgs[0], period("2022-01-01", "2022-08-31"));
        let read = async |tx: &mut Tx, _: &Actor, ask: &(base::OrgId, norms::Period)| ledger::checks(tx, ask.0, ask.1, None).await;
        let found = house.test.db.read(&house.by, &ask, read).await.unwrap();
        let of = |rule: &str| found.iter().find(|finding| finding.rule == rule).unwrap_or_else(|| panic!("{rule}: {found:?}"));
        assert_eq!(
            of("nights_cover_guests").sentence,
            "免费住宿1晚少于服务来苏青年2人：每位入住青年至少住一晚，请核对住宿登记是否缺晚数。"
        );
        assert_eq!(of("nights_cover_guests").sides.iter().map(|side| side.value).collect::<Vec<_>>(), [1, 2]);
        assert!(of("stock_not_negative").wrong && of("stock_not_negative").sentence.contains("床位-3张"));
        assert_eq!(of("month_stands_out").sentence, "2022年8月助企主题活动13次，超过此前各月最多数4的3倍，请核对是否重复或写错。");
        assert!(of("same_name_twice").sentence.contains("云州甲公司（2个）"));
        assert!(of("guests_need_sites").sentence.contains("请补登"));
        assert_eq!(found.iter().filter(|f| f.rule == "stock_not_negative").count(), 2, "February and March, not April");
    }
}

#[test]
fn the_sample_reports_metrics_are_listed_and_what_is_derived_is_not() {
    let listed: Vec<&str> = metrics::listed().map(|metric| metric.code).collect();
    assert!(["station.district_covered", "study.centre_group", "voice.answer"].iter().all(|code| listed.contains(code)));
    assert!(!listed.contains(&"station.nights_per_guest") && metrics::by_code("station.nights_per_guest").is_some());
}
