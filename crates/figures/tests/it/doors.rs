//! Every door, for nobody and for the wrong person; addresses that name nothing.

use testkit::doors::{self, Door};

use crate::house::{coded, houses};

/// The id of nothing.
const NONE: &str = "0192a3b4-0000-7000-8000-000000000000";

fn all() -> Vec<Door> {
    let routes = figures::module().routes.table();
    doors::of(routes.iter().map(|route| (route.method, route.path)), &[("{code}", "assist.service"), ("{id}", NONE)])
}

/// Whether a page takes an org in its address.
fn takes_org(door: &Door) -> bool {
    !door.writes() && !door.path.contains(NONE) && ["/figures", "/ask", "/given"].iter().any(|begin| door.path.starts_with(begin))
}

#[tokio::test]
async fn nobody_is_led_to_the_sign_in_from_every_page() {
    for house in houses().await {
        doors::lead_nobody_in(&mut house.nobody(), &all()).await;
    }
}

#[tokio::test]
async fn an_org_beside_ones_own_is_not_there_on_any_page_or_download() {
    for house in houses().await {
        house.work().await;
        let mut liu = house.client("liu").await;
        for Door { path, .. } in all().into_iter().filter(takes_org) {
            let and = if path == "/ask" { "?metric=assist.service&" } else { "?" };
            liu.get(&format!("{path}{and}org=b1")).await.expect(200);
            for org in ["b2", "d1", "gb", "yz", "nowhere", "%00", "1' OR '1'='1"] {
                let answer = liu.get(&coded(&format!("{path}{and}org={org}"))).await;
                assert_eq!(answer.status.as_u16(), 404, "{path}{and}org={org}: {}", answer.text());
                assert!(answer.has("没有找到"), "{path}: {}", answer.text());
            }
        }
        // Figures of what may be seen leave out what may not.
        let csv = liu.get("/figures/assist.service/facts.csv").await.expect(200).text();
        assert_eq!(csv.lines().count(), 1, "{csv}");
        let page = liu.get("/figures").await.expect(200);
        assert!(!page.has("东湖区") && !page.has("第二党支部"));
    }
}

#[tokio::test]
async fn whoever_has_no_grant_reads_no_figure() {
    for house in houses().await {
        let mut xin = house.client("xin").await;
        for door in all().iter().filter(|door| door.path != "/") {
            xin.get("/").await.expect(200);
            let answer = xin.knock(door, &[]).await;
            assert!([403, 404].contains(&answer.status.as_u16()), "{door}: {}", answer.status);
        }
    }
}

#[tokio::test]
async fn what_an_address_cannot_mean_is_told_with_the_right_status() {
    for house in houses().await {
        house.work().await;
        let mut zhou = house.client("zhou").await;
        let cases = [
            ("/figures/nope", 404, "没有这项指标"),
            ("/figures/nope/facts", 404, "没有这项指标"),
            ("/figures/nope/table.csv", 404, "没有这项指标"),
            ("/figures/nope/facts.xlsx", 404, "没有这项指标"),
            ("/metrics/%3Cscript%3E", 404, "没有这项指标"),
            ("/ask?metric=nope", 404, "没有这项指标"),
            ("/ask?q=x&org=nowhere", 404, "没有找到"),
            ("/given?org=nowhere", 404, "没有找到"),
            ("/given/x", 404, "没有找到这次报数"),
            ("/given/0192a3b4-0000-7000-8000-000000000000", 404, "没有找到这次报数"),
            ("/given/0192a3b4-0000-7000-8000-000000000000/withdraw", 404, "没有找到这次报数"),
            ("/figures/summary?metrics=assist.service,nope", 404, "没有这项指标"),
            ("/figures/summary?from=x", 422, "“x”不是"),
            ("/views/x", 404, "没有找到这个视图"),
            ("/views/0192a3b4-0000-7000-8000-000000000000", 404, "没有找到这个视图"),
            ("/figures?org=nowhere", 404, "没有找到"),
            ("/figures?from=2022-02-30", 422, "“2022-02-30”不是"),
            ("/figures?from=2199-01-01", 422, "“2199-01-01”不是"),
            ("/figures?from=2022-05-01&to=2022-04-01", 422, "结束日期不能早于开始日期2022年5月1日"),
            ("/figures/assist.service?as_of=x", 422, "“x”不是"),
            ("/figures/assist.service/facts?to=1899-01-01", 422, "“1899-01-01”不是"),
            ("/figures/list.csv?from=x", 422, "“x”不是"),
            ("/figures/assist.service/facts.xlsx?from=x", 422, "“x”不是"),
        ];
        for (path, status, words) in cases {
            let answer = zhou.get(path).await;
            assert_eq!(answer.status.as_u16(), status, "{path}: {}", answer.text());
            answer.shows(words);
        }
        // A page told of a wrong day keeps the rest of what was asked.
        let page = zhou.get("/figures?from=x&org=d1&q=%E5%8A%A9%E4%BC%81").await.expect(422);
        page.shows("name=\"org\" value=\"d1\"").shows("name=\"q\" value=\"助企\"");
    }
}

#[tokio::test]
async fn a_place_in_a_list_that_is_none_is_refused_and_never_a_fault() {
    for house in houses().await {
        house.work().await;
        let mut zhou = house.client("zhou").await;
        for after in ["x", "1", "-1", "99999999999999999999", "%F0%9F%98%80"] {
            let answer = zhou.get(&format!("/figures/assist.service/facts?{}={after}&n=18446744073709551615", kit::Cursor::NAME)).await;
            assert!(answer.status.as_u16() < 500, "{after}: {}", answer.text());
        }
    }
}
