//! Lines answered by records and files: what there is, what is not, what has gone.

use base::{Actor, Tx};
use testkit::evidence::{Doors, PNG, kept};

use crate::house::{attach, houses, line, pack};

#[tokio::test]
async fn a_line_takes_records_that_the_person_may_see_and_files_and_the_rest_stays_plainly_empty() {
    for house in houses().await {
        let (own, theirs) = (house.note(1, "支部大会记录"), house.note(2, "板块换届"));
        let mut zhou = house.browser("zhou").await;
        let at = pack(&mut zhou, "党建考核").await;
        let first = line(&mut zhou, &at, "01-01").await;
        let page = zhou.get(&format!("{first}?q=支部大会")).await.expect(200).shows("支部大会记录").shows("换届请示和批复");
        assert!(!page.has("板块换届"));
        attach(&mut zhou, &first, own).await.expect(200).shows("已加入");
        // Again, it is there once.
        attach(&mut zhou, &first, own).await.expect(200);
        attach(&mut zhou, &first, theirs).await.expect(200);
        let second = line(&mut zhou, &at, "01-02").await;
        zhou.get(&second).await.expect(200);
        zhou.upload(&format!("{second}/evidence"), &[], &[("file", "现场.png", PNG)]).await.expect(200).shows("已添加 1 份");
        let page = zhou.get(&at).await.expect(200).shows("共 3 项，2 项有材料，1 项空着").shows("2 件").shows("1 件");
        assert_eq!(page.text().matches(">空<").count(), 1);
        let page = zhou.get(&format!("{at}?only=empty")).await.expect(200).shows("主题党日");
        assert!(!page.has("三会一课"));

        // Who sees the pack, but not the record, learns that there is one and nothing else.
        let (mut liu, branch) = (house.browser("liu").await, house.orgs[1].id.to_string());
        crate::house::upload(&mut liu, "评分表.csv", crate::house::TABLE.as_bytes()).await.expect(200);
        let mine = liu.press("/inspect/make", &[("title", "支部自查"), ("org", &branch)]).await.expect(200).path;
        let place = line(&mut liu, &mine, "01-01").await;
        assert!(!liu.get(&format!("{place}?q=换届")).await.expect(200).has("板块换届"));
        attach(&mut liu, &place, theirs).await.expect(404);
        attach(&mut zhou, &place, theirs).await.expect(200);
        let page = liu.get(&place).await.expect(200).shows("您无权查看的材料");
        assert!(!page.has("板块换届"));
        let page = zhou.get(&place).await.expect(200).shows("板块换届");
        assert!(page.has("移出"));
        zhou.submit(&format!("{place}/detach"), &[("kind", "notes.note"), ("source", &theirs.to_string())])
            .await
            .expect(200)
            .shows("已移出");
    }
}

#[tokio::test]
async fn files_of_a_line_are_kept_as_those_of_any_record() {
    for house in houses().await {
        let (mut zhou, mut du, mut wai) = (house.browser("zhou").await, house.browser("du").await, house.browser("wai").await);
        let at = pack(&mut zhou, "党建考核").await;
        let (record, other) = (line(&mut zhou, &at, "01-01").await, line(&mut zhou, &at, "01-02").await);
        let (keeper, stranger) = (&mut zhou, &mut wai);
        kept(Doors { record: &record, page: &record, other: &other, keeper, reader: Some(&mut du), stranger }).await;
    }
}

#[tokio::test]
async fn a_line_says_when_a_record_was_withdrawn_or_a_file_deleted_since() {
    for house in houses().await {
        let (standing, withdrawn, forgotten) = (house.note(0, "甲事"), house.note(0, "乙事"), house.note(0, "丙事"));
        let mut zhou = house.browser("zhou").await;
        let file = format!("/notes/{standing}/evidence");
        zhou.get(&file).await.expect(200);
        zhou.upload(&file, &[], &[("file", "合影.png", PNG)]).await.expect(200);
        let at = pack(&mut zhou, "党建考核").await;
        let first = line(&mut zhou, &at, "01-01").await;
        for note in [standing, withdrawn, forgotten] {
            attach(&mut zhou, &first, note).await.expect(200);
        }
        // A line whose only record is withdrawn is empty again, in every count of the pages.
        let third = line(&mut zhou, &at, "02-01").await;
        attach(&mut zhou, &third, withdrawn).await.expect(200);
        zhou.get(&at).await.expect(200).shows("2 项有材料，1 项空着");
        let second = line(&mut zhou, &at, "01-02").await;
        zhou.get(&second).await.expect(200);
        zhou.upload(&format!("{second}/evidence"), &[], &[("file", "签到.png", PNG)]).await.expect(200);
        zhou.get(&first).await.expect(200);
        zhou.get(&at).await.expect(200).shows("3 件");

        house.withdraw(withdrawn);
        house.forget(forgotten);
        for (owner, name) in [(file.clone(), "合影.png"), (format!("{second}/evidence"), "签到.png")] {
            let text = zhou.get(&owner).await.expect(200).shows(name).text();
            let id = text.split(&format!("class=\"name\" href=\"{owner}/")).nth(1).unwrap()[..36].to_owned();
            zhou.submit(&format!("{owner}/{id}/remove"), &[]).await.expect(200);
        }
        let page = zhou.get(&first).await.expect(200).shows("撤回").shows("丙事").shows("加入以后已不存在");
        page.shows("加入以后删除了文件：合影.png");
        zhou.get(&second).await.expect(200).shows("加入以后删除了文件：签到.png");
        zhou.get(&format!("{at}?only=empty")).await.expect(200).shows("02-01").shows("1 项有材料，2 项空着");
        let page = zhou.get(&at).await.expect(200).shows("1 件，有变动").shows("空，原有材料已撤回或删除");
        assert!(page.has("乙事"));
        // After thirty days the file is gone for good, and that is still told.
        let clock = house.test.db.clock();
        clock.set(clock.now().plus_micros(31 * 86_400_000_000));
        let files = board::evidence::Files::new(house.files.path());
        board::evidence::sweep(&house.test.db, &house.by, &files, std::time::Duration::ZERO).await.unwrap();
        let mut zhou = house.browser("zhou").await;
        zhou.get(&second).await.expect(200).shows("加入以后删除了文件：签到.png");
    }
}

#[tokio::test]
async fn empty_lines_wait_for_those_who_work_on_the_pack_until_it_is_over() {
    for house in houses().await {
        let mut zhou = house.browser("zhou").await;
        let at = pack(&mut zhou, "党建考核").await;
        assert!(waiting(&house, "zhou").await.is_empty(), "without a day nothing presses");
        zhou.get(&format!("{at}/edit")).await.expect(200);
        zhou.press(&format!("{at}/edit"), &[("title", "党建考核"), ("due", "2022-11-10")]).await.expect(200);
        assert_eq!(waiting(&house, "zhou").await, ["党建考核：3 项还没有材料，2022年11月10日前备齐"]);
        assert!(waiting(&house, "du").await.is_empty() && waiting(&house, "wai").await.is_empty());
        let first = line(&mut zhou, &at, "01-01").await;
        attach(&mut zhou, &first, house.note(0, "换届批复")).await.expect(200);
        assert_eq!(waiting(&house, "zhou").await, ["党建考核：2 项还没有材料，2022年11月10日前备齐"]);
        zhou.get(&at).await.expect(200);
        zhou.submit(&format!("{at}/close"), &[("revision", "2")]).await.expect(200);
        assert!(waiting(&house, "zhou").await.is_empty());
    }
}

async fn waiting(house: &crate::house::House, user: &str) -> Vec<String> {
    let by = house.actor(user).await;
    let todos = inspect::module().todos.unwrap();
    let act = async |tx: &mut Tx, by: &Actor, (): &()| todos(tx, by).await;
    house.test.db.read(&by, &(), act).await.unwrap().into_iter().map(|todo| todo.title).collect()
}
