//! 发文审批单 and its scans.

use kit::{App, Limits, Settings};
use paper::{Fonts, Limits as PaperLimits};
use report::ReportError;
use report::actions::{self, AskParty, AttachScan, Sent};
use report::countersign::Party;
use report::model::{Report, Step};
use testkit::Client;
use uuid::Uuid;

use crate::house::{House, PASSWORD, houses};

const TEXT: &str = "数据截至{截止日}，开展助企服务{assist.service 余}。";
const PDF: &[u8] = b"%PDF-1.7\nscan";
const PNG: &[u8] = b"\x89PNG\r\n\x1a\nscan";
const JPEG: &[u8] = b"\xff\xd8\xff\xe0scan";

async fn sent(house: &House) -> Report {
    house.note(1, house.facts("assist.service", 1, "2022-06-03", 726)).await;
    let report = house.with_text(TEXT).await;
    let ask = AskParty { id: report.id, party: Party::Org(house.orgs[1]) };
    house.test.db.write(&house.actor("zhou").await, &ask, actions::ask).await.unwrap();
    house.send("zhou", report.id).await.unwrap()
}

async fn attach(house: &House, user: &str, id: Uuid, name: &str, bytes: &[u8]) -> Result<report::attached::Attached, ReportError> {
    let ask = AttachScan { id, file: Sent { name: name.into(), bytes: bytes.to_vec(), limit: 1000 } };
    house.test.db.write_long(&house.actor(user).await, &ask, actions::attach_scan).await
}

#[tokio::test]
async fn the_sheet_leaves_the_lines_for_signing_blank_and_says_so() {
    for house in houses().await {
        let report = sent(&house).await;
        house.check("he", report.id).await.unwrap();
        let sheet = house.test.db.read(&house.by, &report.id, actions::approval_sheet).await.unwrap();
        let text = paper::plain_text(&sheet.document());
        for words in ["发文审批单", &report.title, "拟稿", "核稿", "签发", "会签", "第1板块", "签　名", "系统内：何清，2022年10月31日"]
        {
            assert!(text.contains(words), "{words}: {text}");
        }
        assert!(text.contains("本单供手签，系统内状态不代替签名。"), "{text}");
        assert!(!text.contains("钱峰"), "nobody has signed");
        let bytes = paper::write_docx(&sheet.document(), &Fonts::default(), None).unwrap();
        let read = paper::read_docx(&bytes, PaperLimits::default()).unwrap();
        assert!(read.seal.is_none() && read.paragraphs.iter().any(|line| line.contains("不代替签名")));
        // After a return nothing of what was done to the earlier text stands on it.
        let back = actions::GiveBack { id: report.id, reason: "改".into() };
        house.test.db.write(&house.actor("qian").await, &back, actions::give_back).await.unwrap();
        let sheet = house.test.db.read(&house.by, &report.id, actions::approval_sheet).await.unwrap();
        assert!(!paper::plain_text(&sheet.document()).contains("何清"));
    }
}

#[tokio::test]
async fn a_newer_scan_takes_the_place_of_the_one_before_which_is_kept() {
    for house in houses().await {
        let report = sent(&house).await;
        let first = attach(&house, "zhou", report.id, "审批单.pdf", PDF).await.unwrap();
        assert_eq!((first.number, first.size, first.digest.len(), first.by.as_str()), (1, 13, 64, "周明"));
        assert_eq!(attach(&house, "he", report.id, "again.pdf", PDF).await.unwrap(), first, "the same file is kept once");
        house.set_clock("2022-11-02T02:00:00Z");
        attach(&house, "he", report.id, "手机拍.png", PNG).await.unwrap();
        attach(&house, "qian", report.id, "x.jpg", JPEG).await.unwrap();
        let scans = house.test.db.read(&house.by, &report.id, actions::scans).await.unwrap();
        assert_eq!(scans.iter().map(|scan| (scan.number, scan.kind.code())).collect::<Vec<_>>(), [(3, "jpeg"), (2, "png"), (1, "pdf")]);
        let (_, content) = house.test.db.read(&house.by, &(report.id, 1), actions::scan).await.unwrap();
        assert_eq!(content, PDF);
        assert!(matches!(house.test.db.read(&house.by, &(report.id, 9), actions::scan).await, Err(ReportError::NoScan)));
        let kept: Vec<String> =
            house.view(report.id).await.history.into_iter().filter(|line| line.step == Step::Scan).map(|line| line.reason).collect();
        assert_eq!(kept, ["第1份，审批单.pdf", "第2份，手机拍.png", "第3份，x.jpg"]);
    }
}

#[tokio::test]
async fn what_is_no_scan_is_refused() {
    for house in houses().await {
        let report = sent(&house).await;
        for (name, bytes) in [("a.pdf", &b"MZ\x90\x00"[..]), ("a.png", b"<svg/>"), ("a.pdf", b""), ("a.pdf", &[b'%'; 1001])] {
            assert_eq!(attach(&house, "zhou", report.id, name, bytes).await.unwrap_err().field(), Some("file"), "{name}");
        }
        assert!(matches!(attach(&house, "du", report.id, "a.pdf", PDF).await, Err(ReportError::Board(_))));
        assert!(matches!(attach(&house, "wai", report.id, "a.pdf", PDF).await, Err(ReportError::NotFound)));
        let draft = house.with_text(TEXT).await;
        assert!(matches!(attach(&house, "zhou", draft.id, "a.pdf", PDF).await, Err(ReportError::NotNow(Step::Scan))));
        assert!(house.view(report.id).await.scans.is_empty());
    }
}

#[tokio::test]
async fn a_scan_that_fails_at_any_statement_leaves_nothing_behind() {
    for house in houses().await {
        let report = sent(&house).await;
        let (by, mut failures) = (house.actor("zhou").await, 0);
        let ask = AttachScan { id: report.id, file: Sent { name: "a.pdf".into(), bytes: PDF.to_vec(), limit: 1000 } };
        for n in 1..100 {
            house.test.db.faults().fail_at(n);
            let done = house.test.db.write_long(&by, &ask, actions::attach_scan).await;
            house.test.db.faults().clear();
            if done.is_ok() {
                break;
            }
            failures += 1;
            let view = house.view(report.id).await;
            assert!(view.scans.is_empty() && view.history.iter().all(|line| line.step != Step::Scan), "statement {n}");
        }
        assert!(failures > 3, "{failures}");
        assert_eq!(house.view(report.id).await.scans.len(), 1);
    }
}

#[tokio::test]
async fn the_page_prints_uploads_and_hands_out() {
    for house in houses().await {
        let report = sent(&house).await;
        let at = format!("/reports/{}", report.id);
        let mut zhou = house.client("zhou").await;
        zhou.get(&at).await.expect(200).shows("审批单");
        let approval = format!("{at}/approval");
        zhou.get(&approval).await.expect(200).shows("不代替签名").shows("第1板块").shows("还没有上传手签后的扫描件");
        let docx = zhou.get(&format!("{approval}/docx")).await.expect(200);
        assert!(docx.bytes.starts_with(b"PK") && docx.header("content-disposition").contains(".docx"));
        let to = format!("{at}/scans");
        zhou.get(&approval).await;
        zhou.upload(&to, &[], &[]).await.expect(422).shows("请选择扫描件");
        zhou.get(&approval).await;
        zhou.upload(&to, &[], &[("file", "审批单.pdf", b"<html><script>")]).await.expect(422).shows("这不是 PDF、JPEG 或 PNG 文件");
        zhou.get(&approval).await;
        zhou.upload(&to, &[], &[("file", "审批单.pdf", PDF)]).await.expect(200).shows("已上传第1份扫描件").shows("现行");
        zhou.upload(&to, &[], &[("file", "审批单2.png", PNG)]).await.expect(200).shows("已替换").shows("审批单2.png");
        let got = zhou.get(&format!("{to}/1")).await.expect(200);
        assert_eq!((got.header("content-type"), got.bytes.as_slice()), ("application/pdf", PDF));
        assert!(got.header("content-disposition").starts_with("attachment;") && got.header("x-content-type-options") == "nosniff");
        zhou.get(&format!("{to}/5")).await.expect(404).shows("没有这份扫描件");
        let mut du = house.client("du").await;
        let page = du.get(&approval).await.expect(200).shows("现行");
        assert!(!page.has("上传手签后的扫描件"));
        du.upload(&to, &[], &[("file", "a.pdf", PDF)]).await.expect(403);
        du.get(&at).await.expect(200).shows("手签扫描件第2份");
    }
}

#[tokio::test]
async fn a_scan_that_is_too_large_is_told_with_what_to_do() {
    for house in houses().await {
        let report = sent(&house).await;
        let limits = Limits { scan_bytes: 1024 * 1024, ..Limits::default() };
        let app = App::new(house.test.db.clone(), house.key.clone(), limits, Settings::default());
        let mut zhou = Client::new(kit::router(app, vec![report::module()]));
        zhou.sign_in("zhou", PASSWORD).await;
        zhou.get(&format!("/reports/{}/approval", report.id)).await.expect(200);
        let mut large = PDF.to_vec();
        large.resize(1024 * 1024 + 1, b' ');
        let page = zhou.upload(&format!("/reports/{}/scans", report.id), &[], &[("file", "a.pdf", &large)]).await.expect(422);
        page.shows("扫描件最大1MB");
    }
}
