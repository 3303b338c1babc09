//! The pages, through the router in memory.

use base::Role;
use report::actions::Save;
use testkit::Client;
use testkit::doors::{self, Door};
use uuid::Uuid;

use crate::house::{House, houses, saving};

const TEXT: &str = "## 助企。\n数据截至{截止日}，开展助企服务{service: assist.service 余}，受理诉求{assist.request}。";

fn form<'a>(save: &'a Save, revision: &'a str) -> Vec<(&'static str, &'a str)> {
    vec![
        ("title", &save.title),
        ("addressee", &save.addressee),
        ("signature", &save.signature),
        ("from", "2022-01-01"),
        ("to", "2022-10-31"),
        ("cut_off", "2022-10-31"),
        ("text", &save.text),
        ("revision", revision),
    ]
}

/// Every door of the room, for this report.
fn all(report: Uuid) -> Vec<Door> {
    let report = report.to_string();
    let routes = report::module().routes.table();
    doors::of(
        routes.iter().map(|route| (route.method, route.path)),
        &[("{id}", &report), ("{key}", "service"), ("{number}", "1"), ("{correction}", &Uuid::nil().to_string())],
    )
}

async fn drafted(house: &House) -> report::model::Report {
    house.note(1, house.facts("assist.service", 1, "2022-06-03", 726)).await;
    house.with_text(TEXT).await
}

#[tokio::test]
async fn an_officer_begins_writes_and_sends_a_report() {
    for house in houses().await {
        house.truth().await;
        let mut zhou = house.client("zhou").await;
        zhou.get("/reports").await.expect(200).shows("还没有报告").shows("新拟报告");
        zhou.get("/reports/new").await.expect(200).shows("半年度党建工作情况报告");
        let org = house.orgs[0].to_string();
        let fields = [("begin", "t:half-year"), ("org", org.as_str()), ("from", "2022-01-01"), ("to", "2022-10-31"), ("cut_off", "")];
        let page = zhou.submit("/reports/new", &fields).await.expect(200).shows("已开始拟稿").shows("{助企服务 余}");
        let at = page.path.trim_end_matches("/edit").to_owned();
        let page = zhou.get(&at).await.expect(200).shows("700余场次").shows("22个数字：22个有据").shows("没有发现问题");
        assert!(!["凭证", "冲销", "事实", "账本"].iter().any(|word| page.has(word)), "a word that pages never say");
        zhou.post(&format!("{at}/send"), &[]).await.expect(200).shows("已送核").shows("待核稿");
        zhou.get("/reports?state=checking&year=2022").await.expect(200).shows("关于2022年1—10月党建工作情况的报告");
        zhou.get("/reports?q=没有这样的").await.expect(200).shows("没有符合条件的报告");
    }
}

#[tokio::test]
async fn a_figure_opens_beside_the_document_and_alone_for_a_script() {
    for house in houses().await {
        let report = drafted(&house).await;
        let mut du = house.client("du").await;
        let href = format!("/reports/{}/figures/service", report.id);
        du.get(&format!("/reports/{}", report.id)).await.expect(200).shows(&href).shows("无记录");
        let page = du.get(&href).await.expect(200).shows("统计口径").shows("2022-ledgers.xlsx「助企服务」D714").shows("第1板块");
        let page = page.shows("<svg").shows("数据截至2022年10月31日").shows("下一个").shows("#f-service");
        assert!(!page.has("上一个"), "the first figure has none before it");
        assert!(page.bytes.len() < 100_000, "{}", page.bytes.len());
        let mut request = testkit::client::request(axum::http::Method::GET, &href, axum::body::Body::empty());
        request.headers_mut().insert("x-partial", "1".parse().unwrap());
        let part = du.send(request).await.expect(200).shows("统计口径");
        assert!(!part.has("<html"));
        du.get(&format!("/reports/{}/figures/nope", report.id)).await.expect(404).shows("没有这个数字");
    }
}

#[tokio::test]
async fn the_second_of_two_writers_sees_both_texts_and_may_then_save() {
    for house in houses().await {
        let report = drafted(&house).await;
        let mut zhou = house.client("zhou").await;
        let mut wu = house.client("wu").await;
        let at = format!("/reports/{}/edit", report.id);
        zhou.get(&at).await.expect(200);
        wu.get(&at).await.expect(200);
        let revision = report.revision.to_string();
        let mine = Save { text: "周明写的一段，截至{截止日}。".into(), ..saving(&report) };
        zhou.post(&at, &form(&mine, &revision)).await.expect(200).shows("已保存");
        let other = Save { text: "吴静写的一段，截至{截止日}。".into(), ..saving(&report) };
        let told = wu.post(&at, &form(&other, &revision)).await.expect(409).shows("周明写的一段").shows("吴静写的一段");
        told.shows("刚由周明改动过");
        let next = (report.revision + 1).to_string();
        wu.post(&at, &form(&other, &next)).await.expect(200).shows("已保存");
        assert_eq!(house.view(report.id).await.report.text, other.text);
    }
}

#[tokio::test]
async fn a_fault_in_the_text_is_told_beside_it_and_nothing_typed_is_lost() {
    for house in houses().await {
        let report = drafted(&house).await;
        let mut zhou = house.client("zhou").await;
        let at = format!("/reports/{}/edit", report.id);
        zhou.get(&at).await.expect(200);
        let wrong = Save { text: "第一行\n写错的{no.such}".into(), title: "改过的<标题>".into(), ..saving(&report) };
        let page = zhou.post(&at, &form(&wrong, &report.revision.to_string())).await.expect(422);
        page.shows("第2行第4字：没有“no.such”这个指标").shows("写错的{no.such}").shows("改过的&#60;标题&#62;");
        let preview = zhou.post(&format!("/reports/{}/preview", report.id), &form(&wrong, "1")).await.expect(200);
        preview.shows("没有“no.such”这个指标");
        let right = Save { text: "预览{assist.service}".into(), ..saving(&report) };
        zhou.get(&at).await;
        zhou.post(&format!("/reports/{}/preview", report.id), &form(&right, "1")).await.expect(200).shows("726场次");
    }
}

#[tokio::test]
async fn a_report_is_signed_exported_and_checked_on_pages() {
    for house in houses().await {
        let report = drafted(&house).await;
        house.send("zhou", report.id).await.unwrap();
        let at = format!("/reports/{}", report.id);
        house.client("zhou").await.get(&at).await.expect(200).shows("下一步：核稿，由何清办理。");
        let mut he = house.client("he").await;
        he.get(&at).await.expect(200).shows("核稿通过").shows("退回").shows("下一步：核稿，由您办理。");
        he.post(&format!("{at}/check"), &[]).await.expect(200).shows("等待签发");
        let mut qian = house.client("qian").await;
        qian.get(&format!("{at}/sign")).await.expect(200).shows("没有任何台账记录");
        qian.post(&format!("{at}/sign"), &[]).await.expect(422).shows("请填写仍要签发的理由");
        qian.get(&format!("{at}/sign")).await;
        qian.post(&format!("{at}/sign"), &[("seen", "1"), ("accept", "本期无诉求")]).await.expect(200).shows("已定稿").shows("本期无诉求");
        let file = qian.get(&format!("{at}/docx?trace=1")).await.expect(200);
        assert!(file.header("content-disposition").contains(".docx") && file.bytes.starts_with(b"PK"));
        qian.get("/reports/verify").await.expect(200);
        qian.upload("/reports/verify", &[], &[("file", "报告.docx", &file.bytes)]).await.expect(200).shows("一致");
        qian.get("/reports/verify").await;
        qian.upload("/reports/verify", &[], &[("file", "报告.docx", b"x")]).await.expect(422).shows("这不是 .docx 文件");
        house.note(2, house.facts("assist.service", 2, "2022-09-08", 80)).await;
        qian.get(&at).await.expect(200).shows("1 个数字今天会不同").shows("700余场次");
        let mut request = testkit::client::request(axum::http::Method::GET, &format!("{at}/figures/service"), axum::body::Body::empty());
        request.headers_mut().insert("x-partial", "1".parse().unwrap());
        qian.send(request).await.expect(200).shows("今天不同");
        qian.get(&format!("{at}/diff")).await.expect(200).shows("今天为 806场次").shows("记录2");
        let mut zhou = house.client("zhou").await;
        zhou.get(&format!("{at}/edit")).await.expect(409).shows("不能再改动");
        zhou.get(&format!("/reports/new?like={}", report.id)).await.expect(200).shows("为底稿");
    }
}

#[tokio::test]
async fn a_returned_report_names_the_reason() {
    for house in houses().await {
        let report = drafted(&house).await;
        house.send("zhou", report.id).await.unwrap();
        let at = format!("/reports/{}/return", report.id);
        let mut he = house.client("he").await;
        he.get(&at).await.expect(200);
        he.post(&at, &[("reason", "")]).await.expect(422).shows("请填写退回的原因");
        he.post(&at, &[("reason", "第二段改短")]).await.expect(200).shows("已退回拟稿").shows("第二段改短");
    }
}

#[tokio::test]
async fn the_wrong_person_sees_nothing_or_is_refused() {
    for house in houses().await {
        let report = drafted(&house).await;
        let at = format!("/reports/{}", report.id);
        let mut wai = house.client("wai").await;
        for path in ["", "/edit", "/docx", "/pdf", "/diff", "/return", "/figures/service"] {
            wai.get(&format!("{at}{path}")).await.expect(404);
        }
        for path in ["/send", "/edit", "/preview", "/delete"] {
            wai.get("/reports").await;
            let answer = wai.post(&format!("{at}{path}"), &form(&saving(&report), "2")).await;
            assert_eq!(answer.status.as_u16(), 404, "{path}: {}", answer.text());
        }
        let mut du = house.client("du").await;
        du.get(&at).await.expect(200);
        for path in ["/send", "/check", "/sign", "/delete", "/edit"] {
            let answer = du.post(&format!("{at}{path}"), &[]).await;
            assert_eq!(answer.status.as_u16(), 403, "{path}");
            du.get(&at).await;
        }
        // No door of the room leads somebody of another org to it, whatever rights they hold there.
        for role in [Role::Checker, Role::Signer] {
            house.grant_on("wai", role, 1).await;
        }
        for door in all(report.id).iter().filter(|door| door.path.contains(&report.id.to_string())) {
            wai.get("/reports").await;
            let answer = if ["/scans", "/files", "/evidence"].iter().any(|end| door.path.ends_with(end)) {
                wai.upload(&door.path, &[], &[("file", "a.pdf", b"%PDF-1.7")]).await
            } else {
                wai.knock(door, &form(&saving(&report), "2")).await
            };
            assert_eq!(answer.status.as_u16(), 404, "{door}: {}", answer.text());
        }
        assert_eq!(house.view(report.id).await.report, report);
        wai.get("/reports/not-an-id").await.expect(400);
    }
}

#[tokio::test]
async fn nobody_is_led_to_the_sign_in_from_every_door_and_no_form_passes_without_its_token() {
    for house in houses().await {
        let report = drafted(&house).await;
        doors::lead_nobody_in(&mut Client::new(house.router()), &all(report.id)).await;
        doors::refuse_without_a_token(&mut house.client("zhou").await, &all(report.id)).await;
        assert_eq!(house.view(report.id).await.report, report);
    }
}
