//! 编报 and 核对: who prepared and who checked a figure, with a remark and files.

use std::collections::HashMap;
use std::io::{Cursor, Write};

use report::ReportError;
use report::actions::{self, AttachFile, Export, FigureOf, FileOf, MarkFigures, RemarkAsk, Sent, Unmark, View};
use report::model::{Report, Step};
use report::work::{MarkKind, Moved, Seen, Tally};
use uuid::Uuid;

use crate::house::{House, houses, notes, saving};

const TEXT: &str = "数据截至{截止日}，开展助企服务{service: assist.service 余}，主题活动{event: assist.event}。";
const PDF: &[u8] = b"%PDF-1.7\nletter";
const PREPARED: MarkKind = MarkKind::Prepared;
const CHECKED: MarkKind = MarkKind::Checked;

async fn drafted(house: &House) -> Report {
    house.note(1, house.facts("assist.service", 1, "2022-06-03", 725)).await;
    house.note(2, house.facts("assist.event", 1, "2022-06-03", 213)).await;
    house.with_text(TEXT).await
}

fn seen(view: &View, keys: &[&str]) -> Vec<(String, Seen)> {
    let figures = view.figures.iter().filter(|figure| keys.contains(&figure.key.as_str()));
    figures.map(|figure| (figure.key.clone(), Seen::of(figure))).collect()
}

async fn mark(house: &House, user: &str, kind: MarkKind, view: &View, keys: &[&str]) -> Result<usize, ReportError> {
    let ask = MarkFigures { id: view.report.id, kind, seen: seen(view, keys) };
    house.test.db.write_long(&house.actor(user).await, &ask, actions::mark_figures).await
}

fn of(id: Uuid, key: &str) -> FigureOf {
    FigureOf { id, key: key.into() }
}

async fn attach(house: &House, user: &str, id: Uuid, name: &str, bytes: &[u8]) -> Result<report::attached::Attached, ReportError> {
    let ask = AttachFile { of: of(id, "service"), file: Sent { name: name.into(), bytes: bytes.to_vec(), limit: 4000 } };
    house.test.db.write_long(&house.actor(user).await, &ask, actions::attach_file).await
}

fn workbook() -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for part in ["[Content_Types].xml", "xl/workbook.xml"] {
        zip.start_file(part, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(b"<x/>").unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[tokio::test]
async fn one_prepares_and_another_checks_and_each_keeps_what_they_saw() {
    for house in houses().await {
        let report = drafted(&house).await;
        let view = house.view(report.id).await;
        assert!(matches!(mark(&house, "he", CHECKED, &view, &["service"]).await, Err(ReportError::NotPrepared(_))));
        assert!(matches!(mark(&house, "du", PREPARED, &view, &["service"]).await, Err(ReportError::Board(_))), "who reads marks nothing");
        assert!(matches!(mark(&house, "wai", PREPARED, &view, &["service"]).await, Err(ReportError::NotFound)));
        assert!(
            matches!(mark(&house, "he", PREPARED, &view, &["service"]).await, Err(ReportError::Board(_))),
            "a checker prepares nothing"
        );
        assert_eq!(mark(&house, "deng", PREPARED, &view, &["service", "event"]).await.unwrap(), 2);
        let own = mark(&house, "deng", CHECKED, &view, &["event", "service"]).await.unwrap_err();
        assert!(matches!(&own, ReportError::SamePerson(names, _) if names.contains("助企服务")), "{own}");
        house.send("zhou", report.id).await.unwrap();
        mark(&house, "he", CHECKED, &view, &["service"]).await.unwrap();
        let view = house.view(report.id).await;
        let work = &view.works["service"];
        let (prepared, checked) = (work.prepared.as_ref().unwrap(), work.checked.as_ref().unwrap());
        assert_eq!((prepared.name.as_str(), checked.name.as_str(), checked.seen.value, checked.posting), ("邓记", "何清", 725, 2));
        assert_eq!(checked.digest.len(), 64);
        assert_eq!(Tally::of(&view.figures, &view.works).chinese(), "编报 2/2，核对 1/2");
        let lines: Vec<(Step, &str)> = view.history.iter().map(|line| (line.step, line.reason.as_str())).collect();
        assert!(lines.contains(&(Step::Prepare, "助企服务、助企主题活动")) && lines.contains(&(Step::Compare, "助企服务")), "{lines:?}");
    }
}

#[tokio::test]
async fn what_moves_afterwards_is_told_until_somebody_looks_again() {
    for house in houses().await {
        let report = drafted(&house).await;
        let view = house.view(report.id).await;
        mark(&house, "zhou", PREPARED, &view, &["service", "event"]).await.unwrap();
        mark(&house, "he", CHECKED, &view, &["service", "event"]).await.unwrap();
        house.note(3, house.facts("assist.service", 2, "2022-07-01", 1)).await;
        let stale = mark(&house, "zhou", PREPARED, &view, &["service"]).await.unwrap_err();
        assert!(matches!(stale, ReportError::FiguresMoved(_)), "what was seen is no longer what it says");
        let now = house.view(report.id).await;
        let figure = now.figures.iter().find(|figure| figure.key == "service").unwrap();
        let work = &now.works["service"];
        assert_eq!(work.checked.as_ref().unwrap().moved(figure), Some(Moved::Value));
        assert_eq!(work.checked.as_ref().unwrap().moved_said(CHECKED, figure).unwrap(), "核对后数有变动：当时725场次");
        assert_eq!(Tally::of(&now.figures, &now.works).moved, 1);
        mark(&house, "zhou", PREPARED, &now, &["service"]).await.unwrap();
        mark(&house, "he", CHECKED, &now, &["service"]).await.unwrap();
        let now = house.view(report.id).await;
        assert_eq!(Tally::of(&now.figures, &now.works).moved, 0);
        // One record for another of the same size: the same number from other records is told at sign-off by the digest.
        house.note(3, house.facts("assist.service", 3, "2022-07-01", 1)).await;
        house.send("zhou", report.id).await.unwrap();
        house.check("he", report.id).await.unwrap();
        house.sign("qian", report.id, Some("已核对")).await.unwrap();
        let signed = house.view(report.id).await;
        let figure = signed.figures.iter().find(|figure| figure.key == "service").unwrap();
        assert_eq!(signed.works["service"].checked.as_ref().unwrap().moved(figure), Some(Moved::Records));
        assert!(signed.works["event"].holds(CHECKED, signed.figures.iter().find(|figure| figure.key == "event").unwrap()));
        assert!(matches!(mark(&house, "zhou", PREPARED, &signed, &["service"]).await, Err(ReportError::Signed)));
    }
}

#[tokio::test]
async fn marks_stay_with_what_the_text_binds() {
    for house in houses().await {
        let report = house.with_text("截至{截止日}，{助企服务}，{助企主题活动}。").await;
        let view = house.view(report.id).await;
        mark(&house, "zhou", PREPARED, &view, &["k1"]).await.unwrap();
        // Another order, another cut-off day, said twice, and one of another org.
        let cut_off = "2022-09-30".parse().unwrap();
        let text = "截至{截止日}，{助企主题活动}，{助企服务}，即{助企服务 余}，其中{助企服务 单位=d1}。".into();
        let now = house.save("zhou", &actions::Save { text, cut_off, ..saving(&view.report) }).await.unwrap();
        let works: HashMap<String, _> = house.view(now.id).await.works;
        let mut keys: Vec<&str> = works.keys().map(String::as_str).collect();
        keys.sort_unstable();
        assert_eq!(keys, ["k2", "k3"]);
    }
}

#[tokio::test]
async fn one_takes_back_ones_own_mark_only() {
    for house in houses().await {
        let report = drafted(&house).await;
        let view = house.view(report.id).await;
        mark(&house, "zhou", PREPARED, &view, &["service"]).await.unwrap();
        mark(&house, "he", CHECKED, &view, &["service"]).await.unwrap();
        let take = async |user: &str, kind| {
            let ask = Unmark { id: report.id, kind, key: "service".into() };
            house.test.db.write(&house.actor(user).await, &ask, actions::unmark).await
        };
        assert!(matches!(take("zhou", PREPARED).await, Err(ReportError::NotYourMark)), "it is checked");
        assert!(matches!(take("zhou", CHECKED).await, Err(ReportError::NotYourMark)), "it is another's");
        take("he", CHECKED).await.unwrap();
        take("zhou", PREPARED).await.unwrap();
        assert!(house.view(report.id).await.works.is_empty());
    }
}

#[tokio::test]
async fn remarks_and_files_stay_with_the_signed_report_and_its_trace() {
    for house in houses().await {
        let report = drafted(&house).await;
        let view = house.view(report.id).await;
        mark(&house, "zhou", PREPARED, &view, &["service"]).await.unwrap();
        let ask = RemarkAsk { of: of(report.id, "service"), words: "含板块自行走访。".into() };
        house.test.db.write(&house.actor("zhou").await, &ask, actions::remark).await.unwrap();
        attach(&house, "zhou", report.id, "会议纪要.pdf", PDF).await.unwrap();
        let file = attach(&house, "zhou", report.id, "明细.xlsx", &workbook()).await.unwrap();
        assert_eq!((file.number, file.kind.code(), file.digest.len()), (2, "xlsx", 64));
        assert_eq!(attach(&house, "zhou", report.id, "again.xlsx", &workbook()).await.unwrap(), file, "the same file is kept once");
        attach(&house, "zhou", report.id, "错传.png", b"\x89PNG\r\n\x1a\nx").await.unwrap();
        let ask = FileOf { of: of(report.id, "service"), number: 3 };
        house.test.db.write(&house.actor("zhou").await, &ask, actions::withdraw_file).await.unwrap();
        for (name, bytes) in [("a.pdf", &b"MZ\x90\x00"[..]), ("a.docx", b"PK\x03\x04"), ("a.pdf", b""), ("a.pdf", &[b'%'; 4001])] {
            assert_eq!(attach(&house, "zhou", report.id, name, bytes).await.unwrap_err().field(), Some("file"), "{name}");
        }
        assert!(matches!(attach(&house, "du", report.id, "a.pdf", PDF).await, Err(ReportError::Board(_))));
        assert!(matches!(attach(&house, "wai", report.id, "a.pdf", PDF).await, Err(ReportError::NotFound)));
        assert!(house.view(report.id).await.scans.is_empty(), "what a figure rests on is no scan of the sheet");
        house.send("zhou", report.id).await.unwrap();
        house.check("he", report.id).await.unwrap();
        assert!(matches!(attach(&house, "zhou", report.id, "a.pdf", PDF).await, Err(ReportError::NotNow(Step::Prepare))));
        house.sign("qian", report.id, Some("已核对")).await.unwrap();
        let ask = Export { id: report.id, trace: true, sources: notes() };
        let paper = house.test.db.read(&house.by, &ask, actions::paper).await.unwrap();
        let text = paper::plain_text(&paper.document);
        assert!(
            text.contains("编报人：周明 2022年10月31日。核对人：未填。备注：含板块自行走访。依据文件：会议纪要.pdf、明细.xlsx。"),
            "{text}"
        );
        assert!(text.contains("编报人：未填。核对人：未填。备注：无。依据文件：无。"), "{text}");
        let bytes = actions::docx(&paper, &house.key, &paper::Fonts::default()).unwrap();
        assert!(actions::verify_docx(&bytes, &house.key).unwrap().agrees);
        let ask = FileOf { of: of(report.id, "service"), number: 1 };
        let (_, content) = house.test.db.read(&house.actor("du").await, &ask, actions::file).await.unwrap();
        assert_eq!(content, PDF);
        assert!(matches!(house.test.db.read(&house.actor("wai").await, &ask, actions::file).await, Err(ReportError::NotFound)));
        let ask = FileOf { of: of(report.id, "service"), number: 9 };
        assert!(matches!(house.test.db.read(&house.by, &ask, actions::file).await, Err(ReportError::NoFile)));
    }
}

#[tokio::test]
async fn marks_that_fail_at_any_statement_leave_nothing_behind() {
    for house in houses().await {
        let report = drafted(&house).await;
        let view = house.view(report.id).await;
        let by = house.actor("zhou").await;
        let ask = MarkFigures { id: report.id, kind: PREPARED, seen: seen(&view, &["service", "event"]) };
        let mut failures = 0;
        for n in 1..100 {
            house.test.db.faults().fail_at(n);
            let done = house.test.db.write_long(&by, &ask, actions::mark_figures).await;
            house.test.db.faults().clear();
            if done.is_ok() {
                break;
            }
            failures += 1;
            let view = house.view(report.id).await;
            assert!(view.works.is_empty() && view.history.iter().all(|line| line.step != Step::Prepare), "statement {n}");
        }
        assert!(failures > 5, "{failures}");
        assert_eq!(house.view(report.id).await.works.len(), 2);
    }
}

#[tokio::test]
async fn the_pages_mark_tell_and_hand_out() {
    for house in houses().await {
        let report = drafted(&house).await;
        let at = format!("/reports/{}", report.id);
        let mut zhou = house.client("zhou").await;
        zhou.get(&at).await.expect(200).shows("编报 0/2，核对 0/2").shows("逐个办理");
        let work = format!("{at}/work");
        zhou.get(&work).await.expect(200).shows("未编报").shows("全部标为已编报").shows("725场次");
        let both = [("seen", "service 725 0 1"), ("seen", "event 213 0 1")];
        let to = format!("{work}/prepared");
        zhou.post(&to, &both).await.expect(200).shows("请先勾选看过的数字");
        zhou.post(&to, &[("seen", "service 724 0 1"), ("key", "service")]).await.expect(200).shows("在您查看时有变动：助企服务");
        zhou.post(&to, &[&both[..], &[("all", "1")]].concat()).await.expect(200).shows("已将2个数字标为已编报").shows("编报 2/2");
        zhou.post(&to, &[&both[..], &[("all", "1")]].concat()).await.expect(200).shows("没有要由您编报的数字");
        let mark = [&both[..], &[("key", "service")]].concat();
        zhou.post(&format!("{work}/checked"), &mark).await.expect(200).shows("编报和核对须是两个人");
        let figure = format!("{at}/figures/service");
        let mut he = house.client("he").await;
        he.get(&figure).await.expect(200).shows("编报人").shows("标为已核对").shows("未核对");
        let beside = [("seen", "service 725 0 1"), ("key", "service"), ("beside", "service")];
        he.post(&format!("{work}/checked"), &beside).await.expect(200).shows("已将1个数字标为已核对").shows("撤回核对");
        house.note(3, house.facts("assist.service", 2, "2022-07-01", 1)).await;
        zhou.get(&figure).await.expect(200).shows("核对后数有变动：当时725场次").shows("标为已编报");
        zhou.get(&work).await.expect(200).shows("其中1个此后有变动").shows("编报后数有变动");
        let one = format!("{figure}/work");
        zhou.get(&one).await.expect(200).shows("还没有依据文件").shows("保存备注");
        zhou.post(&format!("{figure}/remark"), &[("words", "按新口径。")]).await.expect(200).shows("备注已保存").shows("按新口径。（周明");
        zhou.upload(&format!("{figure}/files"), &[], &[("file", "坏.pdf", b"<html>")]).await.expect(422).shows("或者带有宏");
        zhou.get(&one).await;
        zhou.upload(&format!("{figure}/files"), &[], &[("file", "台账.xlsx", &workbook())]).await.expect(200).shows("已保存依据文件");
        let got = zhou.get(&format!("{figure}/files/1")).await.expect(200);
        assert!(got.header("content-disposition").starts_with("attachment;") && got.header("x-content-type-options") == "nosniff");
        assert!(got.header("content-type").contains("spreadsheetml"));
        zhou.get(&one).await;
        zhou.post(&format!("{figure}/files/1/withdraw"), &[]).await.expect(200).shows("痕迹保留").shows("已撤回");
        let mut du = house.client("du").await;
        let page = du.get(&work).await.expect(200).shows("何清");
        assert!(!page.has("全部标为已编报") && !page.has("type=\"checkbox\""));
        du.post(&to, &both).await.expect(403);
        house.send("zhou", report.id).await.unwrap();
        house.check("he", report.id).await.unwrap();
        zhou.get(&work).await;
        zhou.post(&to, &mark).await.expect(200).shows("报告已不在可以编报的环节");
        let mut qian = house.client("qian").await;
        qian.get(&format!("{at}/sign")).await.expect(200).shows("编报 2/2，核对 1/2，其中1个此后有变动");
    }
}
