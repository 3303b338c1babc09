//! The import page: from an uploaded workbook to the batch that is kept, and back.

use testkit::Client;

use crate::books::{APRIL, MAY, services, with_title};
use crate::house::houses;

/// Uploads as a person does, for an org of the house.
pub async fn upload(client: &mut Client, org: &str, name: &str, bytes: &[u8]) -> testkit::Answer {
    client.get("/import").await.expect(200);
    client.upload("/import", &[("org", org)], &[("file", name, bytes)]).await
}

#[tokio::test]
async fn a_workbook_is_previewed_imported_shown_and_undone() {
    for house in houses().await {
        let (mut zhou, org) = (house.browser("zhou").await, house.orgs[0].id.to_string());
        zhou.get("/import").await.expect(200).shows("还没有导入过").shows("下载空白模板");
        let rows = house.rows().await;
        let bytes = services(&APRIL);
        let page = upload(&mut zhou, &org, "四月.xlsx", &bytes).await.expect(200);
        page.shows("核对后导入").shows("将登记 3 条记录").shows("确认导入 3 条").shows("已识别");
        assert_eq!(house.rows().await, rows, "a preview keeps nothing");
        zhou.get("/import").await.expect(200).shows("还在等待确认");
        zhou.get("/import/preview").await.expect(200);
        let page = zhou.submit("/import/preview/confirm", &[]).await.expect(200).shows("已登记 3 条记录").shows("撤销这次导入");
        let at = page.path.clone();
        zhou.get("/import/preview").await.expect(200).shows("没有待导入的文件");
        zhou.get("/import").await.expect(200).shows("四月.xlsx").shows("已导入");
        let toml = zhou.get(&format!("{at}/profile.toml")).await.expect(200).text();
        assert!(sheet::Profile::from_toml(&toml).is_ok(), "{toml}");

        let page = upload(&mut zhou, &org, "四月.xlsx", &bytes).await.expect(200).shows("这个文件导入过").shows(&at);
        assert!(!page.has("确认导入"), "not before it is asked for once more");
        zhou.submit("/import/preview/cancel", &[]).await.expect(200).shows("已放弃");

        zhou.get(&format!("{at}/undo")).await.expect(200).shows("3 条记录会全部撤回");
        zhou.submit(&format!("{at}/undo"), &[]).await.expect(422);
        zhou.submit(&format!("{at}/undo"), &[("sure", "1")]).await.expect(200).shows("已撤销，3 条记录不再计入数据");
        zhou.get("/import").await.expect(200).shows("已撤销");
        assert_eq!(house.figure("assist.service", 0).await.value, 0);
        assert!(!zhou.get(&at).await.expect(200).has("换用映射方案"), "it is undone already");
        zhou.get(&format!("{at}/mapping")).await.expect(200).shows("没有保留单元格");
        zhou.get("/import").await.expect(200);
        let files: [(&str, &str, &[u8]); 2] = [("file", "四月.xlsx", &bytes), ("profile", "方案.toml", toml.as_bytes())];
        zhou.upload("/import", &[("org", &org)], &files).await.expect(200).shows("将登记 3 条记录").shows("确认导入 3 条");
        house.assert_clean().await;
    }
}

#[tokio::test]
async fn the_mapping_is_changed_by_hand_and_goes_along_as_a_profile() {
    for house in houses().await {
        let (mut zhou, org) = (house.browser("zhou").await, house.orgs[0].id.to_string());
        upload(&mut zhou, &org, "四月.xlsx", &services(&APRIL)).await.expect(200);
        zhou.get("/import/preview/sheet?n=0").await.expect(200).shows("各列").shows("服务内容");
        let columns = [("c-B", "day"), ("c-C", "org"), ("c-D", "title"), ("header_row", "2"), ("metric", "assist.event")];
        let page = zhou.submit("/import/preview/sheet", &columns).await.expect(200).shows("已按您的调整重新预览");
        page.shows("活动").shows("将登记 3 条记录");
        let profile = zhou.get("/import/preview/profile.toml").await.expect(200).bytes;
        zhou.get("/import/preview").await.expect(200);
        zhou.submit("/import/preview/confirm", &[]).await.expect(200).shows("已登记 3 条记录");
        assert_eq!((house.figure("assist.event", 0).await.value, house.figure("assist.service", 0).await.value), (3, 0));

        // The profile that was downloaded does the same to the next workbook.
        zhou.get("/import").await.expect(200);
        let files: [(&str, &str, &[u8]); 2] = [("file", "五月.xlsx", &services(&MAY)), ("profile", "方案.toml", &profile)];
        zhou.upload("/import", &[("org", &org)], &files).await.expect(200).shows("将登记 2 条记录");
        zhou.submit("/import/preview/confirm", &[]).await.expect(200);
        assert_eq!((house.figure("assist.event", 0).await.value, house.figure("assist.service", 0).await.value), (5, 0));
        zhou.get("/import").await.expect(200);
        let files: [(&str, &str, &[u8]); 2] = [("file", "五月.xlsx", &services(&MAY)), ("profile", "方案.toml", b"[[sheet]\n")];
        zhou.upload("/import", &[("org", &org)], &files).await.expect(422);
        house.assert_clean().await;
    }
}

#[tokio::test]
async fn the_same_column_named_twice_is_said_at_the_column() {
    for house in houses().await {
        let (mut zhou, org) = (house.browser("zhou").await, house.orgs[0].id.to_string());
        upload(&mut zhou, &org, "四月.xlsx", &services(&APRIL)).await.expect(200);
        zhou.get("/import/preview/sheet?n=0").await.expect(200);
        let columns = [("c-B", "day"), ("c-C", "day"), ("header_row", "2")];
        zhou.submit("/import/preview/sheet", &columns).await.expect(422).shows("已经指定给");
    }
}

#[tokio::test]
async fn refused_cells_stand_on_the_page_and_in_a_download() {
    for house in houses().await {
        let (mut zhou, org) = (house.browser("zhou").await, house.orgs[0].id.to_string());
        let bad =
            [APRIL[0], ("2022年2月30日", "临湖区", "三十日", "禾木环保有限公司"), ("2022-03-01", "新港区", "上门", "白塔精密有限公司")];
        house.record(house.content("assist.event", 1, "2022-01-04", 1)).await.unwrap();
        let page = upload(&mut zhou, &org, "错.xlsx", &services(&bad)).await.expect(200).shows("退回 2 行");
        page.shows("B4").shows("2022年2月30日").shows("新港区").shows("不在名录中");
        let csv = zhou.get("/import/preview/refused.csv").await.expect(200).text();
        assert!(csv.contains("助企服务") && csv.contains("B4") && csv.contains("新港区"), "{csv}");
        zhou.get("/import/preview").await.expect(200);
        zhou.submit("/import/preview", &[("org", &org), ("make_missing", "1")]).await.expect(200).shows("退回 1 行").shows("新港区");
    }
}

#[tokio::test]
async fn a_mark_of_internal_matter_waits_for_an_officer_and_a_classified_one_for_nobody() {
    for house in houses().await {
        let (mut zhou, org) = (house.browser("zhou").await, house.orgs[0].id.to_string());
        let page = upload(&mut zhou, &org, "密.xlsx", &with_title("机密★10年")).await.expect(422);
        page.shows("文件标有密级").shows("文件没有保存");
        zhou.get("/import/preview").await.expect(200).shows("没有待导入的文件");

        upload(&mut zhou, &org, "内.xlsx", &with_title("内部资料")).await.expect(200).shows("文件标有“内部资料”");
        zhou.submit("/import/preview/confirm", &[]).await.expect(422).shows("请先核对文件上的标志");
        zhou.submit("/import/preview/confirm", &[("internal_ok", "1")]).await.expect(200).shows("导入人已确认可以存入本系统");
    }
}

#[tokio::test]
async fn one_persons_upload_is_nobody_elses() {
    for house in houses().await {
        let (mut zhou, mut wu, org) = (house.browser("zhou").await, house.browser("wu").await, house.orgs[0].id.to_string());
        upload(&mut zhou, &org, "四月.xlsx", &services(&APRIL)).await.expect(200);
        wu.get("/import/preview").await.expect(200).shows("没有待导入的文件");
        wu.get("/import").await.expect(200);
        wu.post("/import/preview/confirm", &[]).await.expect(200).shows("没有待导入的文件");
        zhou.get("/import/preview").await.expect(200).shows("四月.xlsx");
    }
}

#[tokio::test]
async fn the_empty_template_is_a_workbook_that_imports_without_a_finding() {
    for house in houses().await {
        let (mut zhou, org) = (house.browser("zhou").await, house.orgs[0].id.to_string());
        let bytes = zhou.get("/import/template.xlsx").await.expect(200).bytes;
        upload(&mut zhou, &org, "模板.xlsx", &bytes).await.expect(200).shows("将登记 0 条记录");
    }
}

#[tokio::test]
async fn another_mapping_is_applied_to_an_earlier_import() {
    for house in houses().await {
        let (mut zhou, org) = (house.browser("zhou").await, house.orgs[0].id.to_string());
        upload(&mut zhou, &org, "四月.xlsx", &services(&APRIL)).await.expect(200);
        let at = zhou.submit("/import/preview/confirm", &[]).await.expect(200).path.clone();
        let services = house.figure("assist.service", 0).await.value;
        assert!(services > 0);

        // A profile that cannot be read is said beside its field; without one the mapping of the import is the start.
        let mapping = format!("{at}/mapping");
        zhou.get(&mapping).await.expect(200).shows("由人工更正过的记录保持原样");
        zhou.upload(&mapping, &[], &[("profile", "方案.toml", b"[[sheet")]).await.expect(422).shows("方案");
        let page = zhou.upload(&mapping, &[], &[]).await.expect(200).shows("核对后换用映射方案").shows("3 条不变");
        assert!(!page.has("再次导入"));
        let toml = zhou.get("/import/preview/profile.toml").await.expect(200).text().replace("assist.service", "assist.event");
        let page = zhou.upload(&mapping, &[], &[("profile", "方案.toml", toml.as_bytes())]).await.expect(200);
        page.shows("更正 3 条").shows("按此更改这次导入");
        assert_eq!(house.figure("assist.event", 0).await.value, 0, "a preview changes nothing");
        let page = zhou.submit("/import/preview/confirm", &[]).await.expect(200).shows("更正 3 条").shows("换用了另一份映射方案");
        assert_eq!(page.path, at);
        assert_eq!((house.figure("assist.service", 0).await.value, house.figure("assist.event", 0).await.value), (0, 3));
        zhou.get("/import/preview").await.expect(200).shows("没有待导入的文件");

        // Undone while another mapping waits: said, and nothing changes.
        zhou.upload(&mapping, &[], &[]).await.expect(200);
        house.undo(at.rsplit('/').next().unwrap().parse().unwrap()).await.unwrap();
        zhou.submit("/import/preview/confirm", &[]).await.expect(200).shows("已经撤销");
        assert_eq!(house.figure("assist.event", 0).await.value, 0);
        house.assert_clean().await;
    }
}

#[tokio::test]
async fn what_was_refused_is_marked_in_a_copy_that_imports_when_it_is_mended() {
    for house in houses().await {
        let (mut zhou, org) = (house.browser("zhou").await, house.orgs[0].id.to_string());
        let rows =
            [APRIL[0], ("2022-02-30", "临湖区", "三十日", "禾木环保有限公司"), ("2022-04-08", "新港区", "上门服务", "白塔精密有限公司")];
        let page = upload(&mut zhou, &org, "四月.xlsx", &services(&rows)).await.expect(200);
        page.shows("退回 1 行").shows("下载标注副本");
        zhou.get("/import/preview").await.expect(200);
        zhou.submit("/import/preview", &[("org", &org)]).await.expect(200).shows("退回 2 行");
        let answer = zhou.get("/import/preview/marked.xlsx").await.expect(200);
        assert!(answer.header("content-disposition").contains("xlsx"));
        let copy = sheet::read(&answer.bytes, "四月.xlsx", &sheet::Limits::default()).unwrap();
        assert_eq!(copy.sheets[0].cells[&(3, 1)], sheet::Value::Text("2022-02-30".into()));

        // Sent again as it is, it refuses the same; a workbook without faults has no copy to offer.
        upload(&mut zhou, &org, "四月（标注退回）.xlsx", &answer.bytes).await.expect(200).shows("B4");
        let page = upload(&mut zhou, &org, "好.xlsx", &services(&APRIL)).await.expect(200);
        assert!(!page.has("下载标注副本"));
        zhou.submit("/import/preview/cancel", &[]).await.expect(200);
        zhou.get("/import/preview/marked.xlsx").await.expect(200).shows("没有待导入的文件");
    }
}

#[tokio::test]
async fn many_sheets_of_many_units_tell_what_each_brought() {
    for house in houses().await {
        let (mut zhou, org) = (house.browser("zhou").await, house.orgs[0].id.to_string());
        let rows = [APRIL[0], APRIL[1], ("2022-04-08", "第一党支部", "上门服务", "白塔精密有限公司")];
        let page = upload(&mut zhou, &org, "四月.xlsx", &services(&rows)).await.expect(200);
        page.shows("各单位的记录").shows("临湖区 2 条、第一党支部 1 条");
        zhou.get("/import/preview").await.expect(200);
        let at = zhou.submit("/import/preview/confirm", &[]).await.expect(200).shows("临湖区 2 条、第一党支部 1 条").path;
        zhou.get("/import").await.expect(200).shows("更正").shows("退回");
        assert!(!at.is_empty());
    }
}
