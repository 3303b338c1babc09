//! What the acts on reports note for the audit, and the sentences that tell them.

use base::{Note, Tx, secret};
use kit::Act;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::model::{Report, Step};

/// The kind of a report among what is audited.
pub(crate) const REPORT: &str = "report";

/// The acts of this room in the audit.
pub(crate) const ACTS: [Act; 24] = [
    Act { code: "report.begin", name: "拟稿", tells: "新拟了报告“{title}”" },
    Act { code: "report.prepare", name: "编报", tells: "编报了报告“{title}”的数字[（{reason}）]" },
    Act { code: "report.compare", name: "核对", tells: "核对了报告“{title}”的数字[（{reason}）]" },
    Act { code: "report.remark", name: "数字备注", tells: "给报告“{title}”的数字写了备注[（{reason}）]" },
    Act { code: "report.ask", name: "请会签", tells: "就报告“{title}”请{reason}会签" },
    Act { code: "report.send", name: "送核", tells: "将报告“{title}”送核" },
    Act { code: "report.check", name: "核稿", tells: "核稿通过了报告“{title}”" },
    Act { code: "report.countersign", name: "会签", tells: "会签了报告“{title}”[（{reason}）]" },
    Act { code: "report.settle", name: "意见处理", tells: "处理了报告“{title}”的会签意见[（{reason}）]" },
    Act { code: "report.replace", name: "另请会签", tells: "就报告“{title}”另请会签[（{reason}）]" },
    Act { code: "report.excuse", name: "免于会签", tells: "免去了报告“{title}”的一项会签[（{reason}）]" },
    Act { code: "report.scan", name: "上传扫描件", tells: "上传了报告“{title}”的扫描件[（{reason}）]" },
    Act { code: "report.sign", name: "签发", tells: "签发了报告“{title}”[（{reason}）]" },
    Act { code: "report.correct", name: "拟更正", tells: "拟更正已签发的报告“{title}”[（{reason}）]" },
    Act { code: "report.approve", name: "批准更正", tells: "批准了报告“{title}”的更正[（{reason}）]" },
    Act { code: "report.withdraw", name: "撤回更正", tells: "撤回了报告“{title}”的更正[（{reason}）]" },
    Act { code: "report.issue", name: "印发", tells: "登记了报告“{title}”的印发[（{reason}）]" },
    Act { code: "report.return", name: "退回", tells: "退回了报告“{title}”[（原因：{reason}）]" },
    Act { code: "report.delete", name: "删除", tells: "删除了报告“{title}”" },
    Act { code: "report.restore", name: "恢复", tells: "恢复了报告“{title}”" },
    Act { code: "report.save", name: "改稿", tells: "修改了报告“{title}”" },
    Act { code: "report.export", name: "下载", tells: "下载了已签发的报告“{title}”" },
    Act { code: "report.save_template", name: "保存模板", tells: "保存了报告模板“{title}”" },
    Act { code: "report.remove_template", name: "删除模板", tells: "删除了报告模板“{title}”" },
];

/// How the audit names a step.
pub(crate) fn act(step: Step) -> &'static str {
    match step {
        Step::Begin => "report.begin",
        Step::Prepare => "report.prepare",
        Step::Compare => "report.compare",
        Step::Ask => "report.ask",
        Step::Send => "report.send",
        Step::Check => "report.check",
        Step::Countersign => "report.countersign",
        Step::Settle => "report.settle",
        Step::Replace => "report.replace",
        Step::Excuse => "report.excuse",
        Step::Scan => "report.scan",
        Step::Sign => "report.sign",
        Step::Correct => "report.correct",
        Step::Approve => "report.approve",
        Step::Withdraw => "report.withdraw",
        Step::Issue => "report.issue",
        Step::Return => "report.return",
        Step::Delete => "report.delete",
        Step::Restore => "report.restore",
    }
}

/// Notes an act on a report.
pub(crate) fn note(tx: &mut Tx, act: &'static str, report: Uuid, title: &str, reason: &str) {
    tx.note(Note::new(act).on(REPORT, report).with("title", title).with("reason", reason));
}

/// Notes what another draft says, the text as its digest.
pub(crate) fn saved(tx: &mut Tx, before: &Report, after: &Report) {
    let note = Note::new("report.save").on(REPORT, after.id).with("title", after.title.as_str());
    tx.note(note.change(said(before), said(after)));
}

fn said(report: &Report) -> Value {
    json!({
        "title": report.title, "addressee": report.addressee, "signature": report.signature, "period": report.period.chinese(),
        "cut_off": report.cut_off.to_string(), "text_digest": digest(&report.text),
    })
}

/// Notes a template, its file as its digest.
pub(crate) fn template(tx: &mut Tx, act: &'static str, name: &str, file: &str) {
    tx.note(Note::new(act).on("report.template", name).with("title", name).with("digest", digest(file)));
}

fn digest(text: &str) -> String {
    secret::hex(&secret::sm3(text.as_bytes()))
}
