//! The office's name, period and roles.

use crate::houses;

#[tokio::test]
async fn an_administrator_sets_name_and_period_and_reads_what_each_role_may_do() {
    for house in houses().await {
        let mut admin = house.browser("admin").await;
        let page = admin.get("/settings").await.expect(200).shows("当前时段：2022年1—10月");
        let page = page.shows("角色和权限").shows("管理账号").shows("查看花名册");
        let reader = page.text().split("查阅</td>").nth(1).unwrap().split("</tr>").next().unwrap().to_owned();
        assert!(reader.contains("查看组织") && !reader.contains("花名册") && !reader.contains("管理账号"), "{reader}");
        let period = "/settings/office/period";
        admin.submit(period, &[("from", "2022-07-01"), ("to", "2022-06-30")]).await.expect(422).shows("结束日期早于开始日期");
        admin.submit(period, &[("from", "2022-02-30"), ("to", "2022-06-30")]).await.expect(422).shows("不是日历上的一天");
        admin.submit(period, &[("from", "2022.1.1"), ("to", "2022年6月30日")]).await.expect(200).shows("当前时段已设为2022年上半年");
        let name = "/settings/office/name";
        admin.submit(name, &[("name", "")]).await.expect(422).shows("请填写名称");
        admin.submit(name, &[("name", "共青团云州市委员会")]).await.expect(200).shows("单位名称已更改");
        assert_eq!(house.named("云州团市委").await, vec![house.root.id]);
        admin.get("/orgs").await.shows("<small>共青团云州市委员会</small>");
    }
}

#[tokio::test]
async fn settings_are_for_administrators() {
    for house in houses().await {
        for user in ["first", "reader"] {
            let mut they = house.browser(user).await;
            for path in ["/settings", "/settings/office", "/settings/accounts", "/settings/accounts/new", "/settings/accounts/list.csv"] {
                they.get(path).await.expect(403);
            }
            assert!(!they.get("/orgs").await.has("href=\"/settings\""));
        }
    }
}
