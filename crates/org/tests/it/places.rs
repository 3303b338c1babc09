//! Moves and mergers: figures follow.

use base::Role;
use board::OrgKind;

use crate::{House, houses};

#[tokio::test]
async fn a_move_takes_the_figures_of_its_day_and_later_along() {
    for house in houses().await {
        let House { general, first, district, root, .. } = &house;
        house.work(first.id, "2022-03-01").await;
        house.work(first.id, "2022-07-01").await;
        let mut admin = house.browser("admin").await;
        let path = format!("/orgs/{}/move", first.id);
        admin.get(&path).await.expect(200).shows("现在位于：云州团市委 › 机关党总支").shows("自哪一天起");
        let fields = [("parent", district.id.to_string()), ("since", "2022年6月1日".to_owned())];
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let page = admin.submit(&path, &fields).await.expect(200).shows("自2022年6月1日起，“第一党支部”在“临湖区”之下");
        page.shows("隶属变动").shows("2022年6月1日起").shows("云州团市委 › 机关党总支");
        assert_eq!([house.events(general.id).await, house.events(district.id).await], [2, 2]);
        assert_eq!([house.events(first.id).await, house.events(root.id).await], [4, 4]);
        // Sent again it changes nothing and says so.
        admin.get(&path).await.expect(200);
        admin.submit(&path, &fields).await.expect(200).shows("没有改动");
        assert_eq!([house.events(general.id).await, house.events(district.id).await], [2, 2]);
    }
}

#[tokio::test]
async fn a_move_below_itself_is_refused_at_its_field() {
    for house in houses().await {
        let House { general, first, district, root, .. } = &house;
        let mut admin = house.browser("admin").await;
        let path = format!("/orgs/{}/move", general.id);
        let form = admin.get(&path).await.expect(200);
        assert!(!form.has(&format!("value=\"{}\"", first.id)), "what stands below is not offered");
        let page = admin.submit(&path, &[("parent", &first.id.to_string()), ("since", "2022-10-01")]).await.expect(409);
        page.shows("这样移动后，“机关党总支”在2022-10-01会成为自己的下级").shows("id=\"f-parent-error\"").shows("value=\"2022-10-01\"");
        // A circle on another day than today's is refused too: the branch stands below the district from May on.
        let branch = format!("/orgs/{}/move", first.id);
        admin.get(&branch).await.expect(200);
        admin.submit(&branch, &[("parent", &district.id.to_string()), ("since", "2022-05-01")]).await.expect(200);
        admin.get(&path).await.expect(200);
        let page = admin.submit(&path, &[("parent", &first.id.to_string()), ("since", "2022-02-01")]).await.expect(409);
        page.shows("会成为自己的下级");
        assert_eq!(house.org(general.id).await.path, format!("/1/{}/", general.number));
        // The office itself stands where it stands.
        let path = format!("/orgs/{}/move", root.id);
        admin.get(&path).await.expect(200);
        admin.submit(&path, &[("parent", &district.id.to_string()), ("since", "2022-05-01")]).await.expect(409).shows("不能移动");
        admin.submit(&path, &[("parent", &district.id.to_string()), ("since", "2022-12-01")]).await.expect(422).shows("不能晚于");
    }
}

#[tokio::test]
async fn a_merger_shows_first_what_it_changes_and_then_moves_it() {
    for house in houses().await {
        let House { first, general, .. } = &house;
        let typo = house.found("第一党支步", OrgKind::Branch, general.id).await;
        house.work(first.id, "2022-03-01").await;
        house.work(typo.id, "2022-03-02").await;
        house.work(typo.id, "2022-04-02").await;
        let person = house.person("张三", typo.id).await;
        house.account("typo", "赵登记", Role::Recorder, typo.id).await;
        let mut admin = house.browser("admin").await;
        let path = format!("/orgs/{}/merge", typo.id);
        admin.get(&path).await.expect(200).shows("并入哪个组织");
        let preview = admin.get(&format!("{path}?into={}", first.id)).await.expect(200);
        let preview = preview.shows("1 项指标，共 2 条明细").shows("1 人").shows("1 项").shows("主题活动");
        assert!(preview.has("确认合并"));
        assert_eq!(house.events(first.id).await, 2, "looking changes nothing");
        admin.submit(&path, &[]).await.expect(422).shows("请先勾选").shows("共 2 条明细");
        admin.submit(&path, &[("sure", "1")]).await.expect(200).shows("“第一党支步”已并入“第一党支部”");
        assert_eq!([house.events(first.id).await, house.events(typo.id).await], [6, 6]);
        assert_eq!(house.named("第一党支步").await, vec![first.id]);
        admin.get(&format!("/people/{person}")).await.expect(200).shows("第一党支部");
        house.browser("typo").await.get(&format!("/orgs/{}", first.id)).await.expect(200);
        // The same form once more is harmless, and the old page leads on.
        let fields = [("sure", "1"), ("into", &first.id.to_string())];
        admin.post(&path, &fields).await.expect(200);
        assert_eq!(house.events(first.id).await, 6);
        admin.get(&format!("/orgs/{}", typo.id)).await.expect(200).shows("这个组织已并入").shows(&format!("/orgs/{}", first.id));
        admin.get(&format!("/orgs/{}/move", typo.id)).await.expect(409).shows("已并入“第一党支部”");
        assert!(!admin.get("/orgs?closed=1").await.has("第一党支步"));
    }
}

#[tokio::test]
async fn a_merger_that_cannot_be_is_refused_with_a_sentence() {
    for house in houses().await {
        let House { first, general, root, .. } = &house;
        let mut admin = house.browser("admin").await;
        let path = format!("/orgs/{}/merge", general.id);
        admin.get(&format!("{path}?into={}", root.id)).await.expect(200);
        let page = admin.submit(&path, &[("sure", "1")]).await.expect(409);
        page.shows("“机关党总支”还有下级组织");
        let path = format!("/orgs/{}/merge", first.id);
        admin.get(&format!("{path}?into={}", first.id)).await.expect(422).shows("不能把组织并入它自己");
        house.account("branch", "支部管理员", Role::Administrator, general.id).await;
        let mut branch = house.browser("branch").await;
        branch.get(&format!("{path}?into={}", house.district.id)).await.expect(422).shows("没有找到这个组织");
        branch.get(&path).await.expect(200);
        branch.post(&path, &[("sure", "1"), ("into", &house.district.id.to_string())]).await.expect(422);
        admin.get(&format!("{path}?into=没有的")).await.expect(422).shows("没有找到这个组织");
        assert!(house.org(first.id).await.stands());
    }
}

#[tokio::test]
async fn a_move_or_merger_that_fails_half_way_changes_nothing() {
    for house in houses().await {
        let House { first, second, district, general, .. } = &house;
        house.work(first.id, "2022-03-01").await;
        let mut admin = house.browser("admin").await;
        let (district_id, second_id) = (district.id.to_string(), second.id.to_string());
        let acts: [(&str, Vec<(&str, &str)>); 2] =
            [("move", vec![("parent", &district_id), ("since", "2022-02-01")]), ("merge", vec![("sure", "1"), ("into", &second_id)])];
        for (act, fields) in acts {
            let path = format!("/orgs/{}/{act}", first.id);
            let before = (house.org(first.id).await, house.events(general.id).await, house.events(second.id).await);
            for n in 1.. {
                admin.get("/orgs").await.expect(200);
                house.db().faults().fail_at(n);
                let answer = admin.post(&path, &fields).await;
                if house.db().faults().clear() {
                    answer.expect(200);
                    break;
                }
                answer.expect(500).shows("没有作任何改动");
                let after = (house.org(first.id).await, house.events(general.id).await, house.events(second.id).await);
                assert_eq!(before, after, "{act}, statement {n}");
            }
            assert_ne!(before.0, house.org(first.id).await);
        }
        assert_eq!((house.events(second.id).await, house.events(district.id).await), (2, 0));
    }
}
