//! The office's own templates: edited on a page with a preview, exported and imported as files.

use report::ReportError;
use report::actions::{self, Create, Offered, SaveTemplate};

use crate::house::{House, houses, ten_months};

const FILE: &str =
    "---\nname: brief\nlabel: 月度小结\ntitle: {period}小结\nkind: 简报\naddressee:\nsignature: {org}\n---\n本期助企服务{助企服务}。\n";

async fn save(house: &House, file: &str, revision: i64) -> Result<Offered, ReportError> {
    let ask = SaveTemplate { file: file.into(), revision };
    house.test.db.write(&house.by, &ask, actions::save_template).await
}

async fn names(house: &House) -> Vec<(String, bool)> {
    let all = house.test.db.read(&house.by, &(), actions::all_templates).await.unwrap();
    all.into_iter().map(|one| (one.template.name, one.shipped)).collect()
}

fn as_shipped() -> Vec<(String, bool)> {
    ["half-year", "summary", "duty", "person"].map(|name| (name.to_owned(), true)).into()
}

#[tokio::test]
async fn a_template_of_the_office_begins_reports_and_may_be_taken_away() {
    for house in houses().await {
        assert_eq!(names(&house).await, as_shipped());
        let kept = save(&house, FILE, 0).await.unwrap();
        assert_eq!((kept.template.label.as_str(), kept.revision), ("月度小结", 1));
        assert_eq!(save(&house, FILE, 0).await.unwrap().revision, 1, "a repeat is the same");
        let begin = Create { id: None, template: "brief".into(), org: None, period: ten_months(), cut_off: None, like: None };
        let report = house.test.db.write(&house.by, &begin, actions::create).await.unwrap();
        assert!(report.title.ends_with("小结") && report.text.contains("助企服务"), "{}", report.title);

        // Changed by one at a time.
        let other = FILE.replace("月度小结", "每月小结");
        assert!(save(&house, &other, 0).await.unwrap_err().chinese().contains("brief"));
        assert_eq!(save(&house, &other, 1).await.unwrap().revision, 2);

        house.test.db.write(&house.by, &"brief".to_owned(), actions::remove_template).await.unwrap();
        assert_eq!(names(&house).await, as_shipped());
        assert!(matches!(house.test.db.write(&house.by, &begin, actions::create).await, Err(ReportError::NoTemplate(_))));
        // A report that began with it may still be a start for the next.
        let like = Create { like: Some(report.id), ..begin };
        house.test.db.write(&house.by, &like, actions::create).await.unwrap();
        assert_eq!(save(&house, FILE, 0).await.unwrap().revision, 4, "made anew");
    }
}

#[tokio::test]
async fn one_of_the_program_s_is_changed_and_comes_back_as_it_was() {
    for house in houses().await {
        let all = house.test.db.read(&house.by, &(), actions::all_templates).await.unwrap();
        let duty = all.iter().find(|one| one.template.name == "duty").unwrap();
        save(&house, &duty.file.replace("# 存在的问题", "# 问题和原因"), 0).await.unwrap();
        assert_eq!(names(&house).await[2], ("duty".to_owned(), false));
        house.test.db.write(&house.by, &"duty".to_owned(), actions::remove_template).await.unwrap();
        assert_eq!(names(&house).await, as_shipped());
    }
}

#[tokio::test]
async fn a_template_that_cannot_begin_a_report_is_refused_with_its_line() {
    for house in houses().await {
        let unknown = FILE.replace("{助企服务}", "{没有这项数据}");
        for (file, said) in [
            (unknown.as_str(), "第 9 行"),
            ("只有正文", "---"),
            (&FILE.replace("name: brief", "name: 小结"), "小写字母"),
            (&FILE.replace("label: 月度小结", "label:"), "不能空着"),
            (&FILE.replace("kind: 简报", "sort: 简报"), "sort"),
        ] {
            let refused = save(&house, file, 0).await.unwrap_err();
            let told = refused.chinese().replace(' ', "");
            assert!(told.contains(&said.replace(' ', "")), "{told} for {file}");
        }
        assert_eq!(names(&house).await, as_shipped());
    }
}

#[tokio::test]
async fn the_page_previews_keeps_exports_and_imports() {
    for house in houses().await {
        let mut zhou = house.client("zhou").await;
        zhou.get("/reports/templates").await.expect(200).shows("述职报告").shows("随程序");
        zhou.get("/reports/templates/new").await.expect(200).shows("预览");
        let page = zhou.submit("/reports/templates/save", &[("file", FILE), ("to", "preview")]).await.expect(200);
        page.shows("本期助企服务");
        assert_eq!(names(&house).await, as_shipped(), "a preview keeps nothing");
        let bad = FILE.replace("{助企服务}", "{没有}");
        zhou.submit("/reports/templates/save", &[("file", &bad)]).await.expect(422).shows("没有");
        zhou.get("/reports/templates/new").await.expect(200);
        zhou.submit("/reports/templates/save", &[("file", FILE)]).await.expect(200).shows("已保存").shows("月度小结").shows("本单位");
        let file = zhou.get("/reports/templates/brief/file").await.expect(200);
        assert_eq!(file.text().trim(), FILE.trim());
        zhou.get("/reports/new").await.expect(200).shows("月度小结");
        zhou.get("/reports/templates/brief").await.expect(200).shows("删除本单位的这份模板");
        zhou.submit("/reports/templates/brief/delete", &[]).await.expect(200).shows("已删除");
        zhou.get("/reports/templates").await.expect(200);
        let page = zhou.upload("/reports/templates/import", &[], &[("file", "模板.txt", &file.bytes)]).await.expect(200);
        page.shows("月度小结");
        zhou.get("/reports/templates").await.expect(200);
        zhou.upload("/reports/templates/import", &[], &[("file", "坏.txt", b"\xff\xfe")])
            .await
            .expect(200)
            .shows("请选择从系统导出的模板文件");
        zhou.get("/reports/templates/nothing").await.expect(404);
    }
}

#[tokio::test]
async fn a_summary_of_ones_own_holds_what_one_recorded() {
    for house in houses().await {
        let zhou = house.actor("zhou").await;
        for (n, on) in [(1_u128, "2022-06-03"), (2, "2022-07-04")] {
            let note = (uuid::Uuid::from_u128(n), house.facts("assist.service", 1, on, 1));
            house.test.db.write_long(&zhou, &note, crate::house::note).await.unwrap();
        }
        house.note(3, house.facts("assist.service", 1, "2022-06-05", 9)).await;
        let create = Create { id: None, template: "person".into(), org: None, period: ten_months(), cut_off: None, like: None };
        let ask = actions::Begin { create, sources: crate::house::notes() };
        let report = house.test.db.write(&zhou, &ask, actions::begin).await.unwrap();
        assert_eq!((report.title.as_str(), report.signature.as_str()), ("周明2022年1—10月个人工作总结", "周明"));
        assert!(report.text.contains("共登记2条记录：助企服务2场次。"), "{}", report.text);
        assert!(report.text.contains("2022年6月3日，记录1（助企服务1场次）。") && !report.text.contains("记录3"), "{}", report.text);
        assert_eq!(house.view(report.id).await.report.text, report.text);
        let mut wu = house.client("wu").await;
        wu.get("/reports/new").await.expect(200).shows("个人总结");
        let org = house.orgs[0].to_string();
        let fields = [("begin", "t:person"), ("org", org.as_str()), ("from", "2022-01-01"), ("to", "2022-10-31"), ("cut_off", "")];
        wu.submit("/reports/new", &fields).await.expect(200).shows("没有本人登记的记录").shows("吴静2022年");
    }
}
