//! Scoring tables as offices get them, and as nobody should send them.

use rust_xlsxwriter::{Format, Formula, Workbook};

use crate::house::{TABLE, houses, pack, upload};

/// A table with a title above, the project's cells merged, a formula for the points, a total below.
fn merged() -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let plain = Format::new();
    sheet.merge_range(0, 0, 0, 4, "2022年党建工作考核评分表", &plain).unwrap();
    for (column, head) in (0..).zip(["序号", "考核项目", "考核指标", "分值", "需提供的材料"]) {
        sheet.write(2, column, head).unwrap();
    }
    sheet.merge_range(3, 1, 5, 1, "组织建设", &plain).unwrap();
    sheet.merge_range(6, 1, 7, 1, "党员教育", &plain).unwrap();
    for (row, item) in (3..).zip(["按期换届", "三会一课", "党费收缴", "主题党日", "党课"]) {
        sheet.write(row, 0, row - 2).unwrap();
        sheet.write(row, 2, item).unwrap();
        sheet.write_formula(row, 3, Formula::new("=5+5").set_result("10")).unwrap();
    }
    sheet.write(4, 4, "=HYPERLINK(\"http://x\")").unwrap();
    sheet.write(8, 0, "合计").unwrap();
    sheet.write_formula(8, 3, Formula::new("=SUM(D4:D8)").set_result("50")).unwrap();
    book.save_to_buffer().unwrap()
}

#[tokio::test]
async fn a_workbook_with_merged_projects_and_formulas_becomes_numbered_lines() {
    for house in houses().await {
        let mut zhou = house.browser("zhou").await;
        let page = upload(&mut zhou, "评分表.xlsx", &merged()).await.expect(200).shows("共 5 项，略过 1 行");
        let page = page.shows("01-03").shows("02-02").shows("党费收缴");
        assert!(!page.has("5+5") && !page.has("合计</td>"));
        let page = zhou.press("/inspect/make", &[("title", "考核"), ("due", "2022-12-01")]).await.expect(200);
        let page = page.shows("共 5 项，0 项有材料，5 项空着").shows("2022年12月1日前备齐");
        let text = page.text();
        assert_eq!((text.matches("组织建设").count(), text.matches("党员教育").count()), (3, 2), "each line says its project");
        assert_eq!(text.matches(">10<").count(), 5, "the formula's value, not the formula");
    }
}

#[tokio::test]
async fn the_mapping_is_shown_and_may_be_corrected() {
    for house in houses().await {
        let mut zhou = house.browser("zhou").await;
        // No header at all: the column with the longest texts is offered, and a person says the rest.
        let bare = "甲,组织建设与班子建设情况良好,一\n乙,党员教育管理监督工作到位,二\n";
        let page = upload(&mut zhou, "无表头.csv", bare.as_bytes()).await.expect(200).shows("没有找到表头").shows("共 2 项");
        assert_eq!(page.path, "/inspect/preview");
        let page = zhou.get("/inspect/preview?sheet=0&header=0&c0=code&c1=project&c2=item").await.expect(200);
        page.shows("01-01").shows("02-01");
        zhou.get("/inspect/preview?sheet=0&header=0&c0=code").await.expect(422).shows("请指定哪一列是考核内容");
        zhou.get("/inspect/preview?sheet=0&header=0&c0=item&c1=item").await.expect(422).shows("有两列都选成了");
        zhou.get("/inspect/preview?sheet=0&header=2&c1=item").await.expect(422).shows("表头下面没有考核内容");
        zhou.get("/inspect/preview?sheet=0&header=0&c0=code&c1=project&c2=item").await.expect(200);
        zhou.press("/inspect/make", &[("title", "")]).await.expect(422).shows("请填写名称");
        zhou.get("/inspect/preview?sheet=0&header=0&c0=code&c1=project&c2=item").await.expect(200);
        let page = zhou.press("/inspect/make", &[("title", "检查")]).await.expect(200).shows("共 2 项");
        // The form sent again leads to the same pack, and nothing waits any more.
        let id = page.path.rsplit('/').next().unwrap().to_owned();
        let again = zhou.post("/inspect/make", &[("upload", &id), ("title", "检查")]).await.expect(200);
        assert_eq!(again.path, page.path);
        zhou.get("/inspect/preview").await.expect(200).shows("没有等待确认的评分表");
    }
}

#[tokio::test]
async fn a_pasted_table_is_read_and_what_is_no_table_is_refused_with_its_reason() {
    for house in houses().await {
        let mut zhou = house.browser("zhou").await;
        zhou.get("/inspect/new").await.expect(200);
        let tabs = TABLE.replace(',', "\t");
        zhou.upload("/inspect/new", &[("text", &tabs)], &[]).await.expect(200).shows("共 3 项").shows("三会一课");
        for (name, bytes, said) in
            [("空.csv", &b"\n\n"[..], "没有内容"), ("图.xlsx", b"\x89PNG\r\n\x1a\n", "表格"), ("网页.xls", b"<html><table>", "另存")]
        {
            let page = upload(&mut zhou, name, bytes).await.expect(422);
            assert!(page.has(said) || page.has("请"), "{name}: {}", page.text());
        }
        zhou.get("/inspect/new").await.expect(200);
        zhou.upload("/inspect/new", &[("text", "")], &[]).await.expect(422).shows("请选择文件，或者粘贴表格");
    }
}

#[tokio::test]
async fn five_thousand_lines_are_taken_and_one_more_is_not() {
    let table = |lines: usize| {
        let rows = (1..=lines).map(|n| format!("{n},项目{},第{n}项\n", n / 100));
        format!("序号,考核项目,考核内容\n{}", rows.collect::<String>())
    };
    for house in houses().await {
        let mut zhou = house.browser("zhou").await;
        let page = upload(&mut zhou, "大表.csv", table(5_001).as_bytes()).await;
        assert_eq!(page.status.as_u16(), 422);
        page.shows("一次最多导入 5000 项");
        upload(&mut zhou, "大表.csv", table(5_000).as_bytes()).await.expect(200).shows("共 5000 项");
        let page = zhou.press("/inspect/make", &[("title", "大表")]).await.expect(200).shows("共 5000 项").shows("下一页");
        let next =
            page.text().split("rel=\"next\"").next().unwrap().rsplit("href=\"").next().unwrap().split('"').next().unwrap().to_owned();
        zhou.get(&next.replace("&amp;", "&")).await.expect(200).shows("第200项");
        zhou.get(&format!("{}/print", page.path)).await.expect(200).shows("第5000项");
    }
}

#[tokio::test]
async fn several_packs_are_kept_closed_opened_and_an_empty_one_deleted() {
    for house in houses().await {
        let mut zhou = house.browser("zhou").await;
        let (first, second) = (pack(&mut zhou, "党建考核").await, pack(&mut zhou, "安全检查").await);
        zhou.get("/inspect").await.expect(200).shows("党建考核").shows("安全检查").shows("有空项");
        zhou.get(&format!("{first}/edit")).await.expect(200);
        zhou.press(&format!("{first}/edit"), &[("title", "党建考核（上半年）"), ("due", "2022-11-30")]).await.expect(200).shows("上半年");
        zhou.submit(&format!("{first}/close"), &[("revision", "1")]).await.expect(409).shows("刚才有别人改过");
        zhou.get(&first).await.expect(200);
        zhou.submit(&format!("{first}/close"), &[("revision", "2")]).await.expect(200).shows("已结束");
        let line = crate::house::line(&mut zhou, &first, "01-01").await;
        let note = house.note(0, "换届批复");
        crate::house::attach(&mut zhou, &line, note).await.expect(409).shows("已结束");
        zhou.get(&first).await.expect(200);
        zhou.submit(&format!("{first}/open"), &[("revision", "3")]).await.expect(200).shows("已重新打开");
        crate::house::attach(&mut zhou, &line, note).await.expect(200).shows("已加入");
        zhou.get(&first).await.expect(200);
        zhou.submit(&format!("{first}/remove"), &[]).await.expect(409).shows("不能删除");
        zhou.get(&second).await.expect(200);
        zhou.submit(&format!("{second}/remove"), &[]).await.expect(200).shows("已删除");
        zhou.get(&second).await.expect(404);
    }
}
