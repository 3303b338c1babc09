//! 佐证材料 of records: added on the page, seen by whoever sees the record, taken out as one archive.

use std::io::{Cursor, Read};

use axum::body::Body;
use axum::http::Method;
use board::evidence::{DAYS_KEPT, MOST_BYTES};
use testkit::client::request;
use testkit::evidence::{Doors, PNG, kept};
use testkit::{Answer, Client};

use crate::books::{APRIL, services};
use crate::house::{House, houses};

const PDF: &[u8] = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n";

/// A record of 第一党支部, and its page's address.
async fn record(house: &House, org: usize) -> String {
    let record = house.record(house.content("assist.event", org, "2022-05-04", 2)).await.unwrap();
    format!("/journal/{}", record.id)
}

async fn add(client: &mut Client, at: &str, files: &[(&str, &[u8])]) -> Answer {
    client.get(at).await.expect(200);
    let files: Vec<(&str, &str, &[u8])> = files.iter().map(|(name, bytes)| ("file", *name, *bytes)).collect();
    client.upload(&format!("{at}/evidence"), &[], &files).await
}

/// Where the files stand that a page shows, each once.
fn hrefs(page: &Answer, at: &str) -> Vec<String> {
    let text = page.text();
    let mark = format!("class=\"name\" href=\"{at}/evidence/");
    text.split(mark.as_str()).skip(1).map(|rest| format!("{at}/evidence/{}", &rest[..36])).collect()
}

#[tokio::test]
async fn several_files_are_added_at_once_and_handed_out_without_acting() {
    for house in houses().await {
        let (at, mut liu) = (record(&house, 1).await, house.browser("liu").await);
        liu.get(&at).await.expect(200).shows("佐证材料").shows("可以不传");
        let page = add(&mut liu, &at, &[("现场.png", PNG), ("../../签到表.pdf", PDF)]).await.expect(200);
        let page = page.shows("已添加 2 份佐证材料").shows("现场.png").shows("签到表.pdf").shows("刘登记").shows("2×1");
        let files = hrefs(&page, &at);
        assert_eq!(files.len(), 2);
        // Both came in the same instant, in whichever order.
        let called = |name: &str| files.iter().find(|href| page.has(&format!("\"{href}\">{name}</a>"))).unwrap().clone();
        let files = [called("现场.png"), called("签到表.pdf")];

        let picture = liu.get(&files[0]).await.expect(200);
        assert_eq!(picture.bytes, PNG);
        assert!(picture.header("content-disposition").starts_with("inline"));
        let document = liu.get(&files[1]).await.expect(200);
        assert!(document.header("content-disposition").starts_with("attachment"));
        let small = liu.get(&format!("{}/small", files[0])).await.expect(200);
        assert_eq!(small.header("content-type"), "image/jpeg");
        for answer in [&picture, &document, &small] {
            assert_eq!(answer.header("x-content-type-options"), "nosniff");
            assert!(answer.header("content-security-policy").contains("sandbox"));
            assert_eq!(answer.header("cache-control"), "no-store");
        }
        // The same photo again is no second one, and the list says how many there are.
        add(&mut liu, &at, &[("又一次.png", PNG)]).await.expect(200).shows("2 份");
        liu.get("/journal?part=evidence").await.expect(200).shows("佐证材料 2 份");
    }
}

#[tokio::test]
async fn a_file_in_pieces_goes_on_where_it_broke_off_and_is_nobody_elses() {
    for house in houses().await {
        let (at, mut liu) = (record(&house, 1).await, house.browser("liu").await);
        let mut zhou = house.browser("zhou").await;
        let of = "0198c0de-0000-7000-8000-000000000001";
        liu.get(&at).await.expect(200);
        assert_eq!(piece(&mut liu, &at, of, 0, &PNG[..30]).await, "{\"there\":30}");
        // The answer was lost and the piece comes again, or one comes too early: both are told where to go on.
        assert_eq!(piece(&mut liu, &at, of, 0, &PNG[..30]).await, "{\"there\":30}");
        assert_eq!(piece(&mut liu, &at, of, 60, &PNG[60..]).await, "{\"there\":30}");
        zhou.get(&at).await.expect(200);
        assert_eq!(piece(&mut zhou, &at, of, 0, &[]).await, "{\"there\":0}");
        assert_eq!(piece(&mut liu, &at, of, 30, &PNG[30..]).await, format!("{{\"there\":{}}}", PNG.len()));
        let fields = [("alone", "1"), ("of", of), ("name", "../现场.png")];
        // Sent by somebody else, it is an empty file.
        zhou.upload(&format!("{at}/evidence"), &fields, &[]).await.expect(422);
        liu.upload(&format!("{at}/evidence"), &fields, &[]).await.expect(204);
        let page = liu.get(&at).await.expect(200).shows("现场.png");
        assert_eq!(liu.get(&hrefs(&page, &at)[0]).await.expect(200).bytes, PNG);
        assert_eq!(house.kept_files(), 2, "the pieces are gone");
    }
}

/// Sends a piece of a file; what is answered.
async fn piece(client: &mut Client, at: &str, of: &str, from: usize, bytes: &[u8]) -> String {
    let path = format!("{at}/evidence/part?of={of}&from={from}&csrf={}", client.token());
    client.send(request(Method::POST, &path, Body::from(bytes.to_vec()))).await.expect(200).text()
}

#[tokio::test]
async fn what_may_not_be_kept_is_refused_beside_the_field_and_nothing_of_it_stays() {
    for house in houses().await {
        let (at, mut liu) = (record(&house, 1).await, house.browser("liu").await);
        let script = b"<html><script>alert(1)</script></html>";
        let active = [&PDF[..9], b"<</S/JavaScript/JS(app.alert(1))>>", &PDF[9..]].concat();
        let large = vec![b'x'; MOST_BYTES - 4_096];
        for (name, bytes, said) in [
            ("照片.jpg", &script[..], "文件类型按内容判断"),
            ("表.pdf", &active, "宏、脚本"),
            ("旧.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "另存为 .docx 或 .xlsx"),
            ("断.png", &PNG[..50], "已损坏或不完整"),
            ("大.bin", &large, "只能上传"),
        ] {
            add(&mut liu, &at, &[(name, bytes)]).await.expect(422).shows(said).shows("没有添加");
        }
        add(&mut liu, &at, &[]).await.expect(422).shows("请先选择文件");
        // What is good comes in beside what is not.
        add(&mut liu, &at, &[("a.jpg", script), ("好.png", PNG)]).await.expect(200).shows("已添加 1 份").shows("a.jpg");
        assert_eq!(house.kept_files(), 2, "one picture and its thumbnail");
        // The script sends one alone and gets a sentence, or nothing.
        let fields = [("alone", "1")];
        let answer = liu.upload(&format!("{at}/evidence"), &fields, &[("file", "好.png", PNG)]).await;
        assert_eq!(answer.status.as_u16(), 204);
    }
}

#[tokio::test]
async fn only_those_who_see_the_record_see_its_files_and_only_its_recorders_change_them() {
    for house in houses().await {
        let (at, mut zhou) = (record(&house, 2).await, house.browser("zhou").await);
        let page = add(&mut zhou, &at, &[("现场.png", PNG)]).await.expect(200);
        let file = hrefs(&page, &at).remove(0);
        let (mut liu, mut du) = (house.browser("liu").await, house.browser("du").await);
        let own = record(&house, 1).await;
        let id = file.rsplit('/').next().unwrap();
        for path in [file.clone(), format!("{file}/small"), format!("{own}/evidence/{id}")] {
            liu.get(&path).await.expect(404);
        }
        liu.get(&own).await.expect(200);
        for act in ["remove", "restore"] {
            liu.post(&format!("{file}/{act}"), &[]).await.expect(404);
            liu.get(&own).await.expect(200);
            liu.post(&format!("{own}/evidence/{id}/{act}"), &[]).await.expect(404);
            liu.get(&own).await.expect(200);
        }
        liu.upload(&format!("{at}/evidence"), &[], &[("file", "a.png", PNG)]).await.expect(404);

        du.get(&file).await.expect(200);
        assert!(!du.get(&at).await.expect(200).shows("现场.png").has("添加佐证材料"));
        du.post(&format!("{file}/remove"), &[]).await.expect(403);
    }
}

#[tokio::test]
async fn a_removed_file_is_brought_back_on_the_page() {
    for house in houses().await {
        let (at, mut zhou) = (record(&house, 1).await, house.browser("zhou").await);
        let page = add(&mut zhou, &at, &[("现场.png", PNG)]).await.expect(200);
        let file = hrefs(&page, &at).remove(0);
        let page = zhou.submit(&format!("{file}/remove"), &[]).await.expect(200).shows("已删除").shows("周明");
        assert!(page.has("30 天内可恢复") && hrefs(&page, &at).is_empty());
        assert!(!zhou.get("/journal").await.expect(200).has("佐证材料 1 份"));
        let mut du = house.browser("du").await;
        assert!(!du.get(&at).await.expect(200).has("现场.png"));
        du.get(&file).await.expect(404);
        zhou.get(&at).await.expect(200);
        let page = zhou.submit(&format!("{file}/restore"), &[]).await.expect(200).shows("已恢复这份");
        assert_eq!(hrefs(&page, &at), std::slice::from_ref(&file));
        assert_eq!(DAYS_KEPT, 30);
    }
}

#[tokio::test]
async fn the_evidence_of_what_is_listed_is_taken_out_as_one_archive_with_its_list() {
    for house in houses().await {
        let (first, second, mut zhou) = (record(&house, 1).await, record(&house, 2).await, house.browser("zhou").await);
        zhou.get("/journal/evidence?from=2022-01-01").await.expect(200).shows("没有佐证材料").shows("/journal?from=2022-01-01");
        add(&mut zhou, &first, &[("现场.png", PNG), ("签到表.pdf", PDF)]).await.expect(200);
        add(&mut zhou, &second, &[("现场.png", PNG)]).await.expect(200);
        let org = house.orgs[1].id;
        for (query, count) in [(String::new(), 3), (format!("?org={org}"), 2)] {
            let answer = zhou.get(&format!("/journal/evidence{query}")).await.expect(200);
            assert_eq!(answer.header("content-type"), "application/zip");
            let mut zip = zip::ZipArchive::new(Cursor::new(answer.bytes)).unwrap();
            assert_eq!(zip.len(), count + 1, "{query}");
            let names: Vec<String> = zip.file_names().map(|name| name.unwrap().to_string()).collect();
            assert!(names.contains(&"目录.xlsx".to_owned()), "{names:?}");
            let picture = names.iter().find(|name| name.ends_with(" 现场.png")).unwrap();
            assert!(picture.starts_with("000") && picture.contains(" 20220504 ") && picture.contains("走访企业/0"), "{picture}");
            let mut bytes = Vec::new();
            zip.by_name(picture).unwrap().read_to_end(&mut bytes).unwrap();
            assert_eq!(bytes, PNG);
        }
        // A recorder of a branch takes out what is the branch's.
        let mut liu = house.browser("liu").await;
        let answer = liu.get("/journal/evidence").await.expect(200);
        assert_eq!(zip::ZipArchive::new(Cursor::new(answer.bytes)).unwrap().len(), 3);
        zhou.get("/journal?part=evidence").await.expect(200).shows("取出佐证材料");
    }
}

#[tokio::test]
async fn files_are_kept_with_a_plan_a_campaign_and_an_import_too() {
    for house in houses().await {
        let planned =
            |org: usize, title: &'static str| crate::plans::planned(&house, crate::plans::entry(&house, org, "2022-11-02", title));
        let (plan, other) = (planned(2, "走访园区").await.unwrap().id, planned(0, "例会").await.unwrap().id);
        let (mut zhou, mut du, mut liu) = (house.browser("zhou").await, house.browser("du").await, house.browser("liu").await);
        let (record, other) = (format!("/journal/plan/{plan}"), format!("/journal/plan/{other}"));
        let page = format!("{record}/edit");
        let (keeper, stranger) = (&mut zhou, &mut liu);
        kept(Doors { record: &record, page: &page, other: &other, keeper, reader: Some(&mut du), stranger }).await;

        let campaign = crate::campaigns::made(&house, 1, 2, "青春惠企").await;
        let (record, other) =
            (format!("/campaigns/{}", campaign), format!("/campaigns/{}", crate::campaigns::made(&house, 2, 0, "清风行动").await));
        let (keeper, stranger) = (&mut zhou, &mut liu);
        kept(Doors { record: &record, page: &record, other: &other, keeper, reader: Some(&mut du), stranger }).await;

        let outcome = house.run(&house.import("四月.xlsx", &services(&APRIL))).await.unwrap();
        let (record, other) = (format!("/import/{}", outcome.batch.unwrap()), format!("/import/{}", uuid::Uuid::nil()));
        let (keeper, stranger) = (&mut zhou, &mut liu);
        kept(Doors { record: &record, page: &record, other: &other, keeper, reader: Some(&mut du), stranger }).await;
    }
}
