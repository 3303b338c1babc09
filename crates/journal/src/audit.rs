//! What the journal's acts note for the audit, and the sentences that tell them.

use base::{DbError, Note, Tx};
use kit::Act as Told;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::RECORD;
use crate::import::{Import, Outcome};
use crate::model::{Act, Content, Record};
use crate::plan::Plan;

/// The acts of this room in the audit.
pub(crate) const ACTS: [Told; 18] = [
    Told { code: "journal.record", name: "登记", tells: "登记了“{title}”" },
    Told { code: "journal.correct", name: "更正", tells: "更正了记录“{title}”[（原因：{reason}）]" },
    Told { code: "journal.withdraw", name: "撤回", tells: "撤回了记录“{title}”[（原因：{reason}）]" },
    Told { code: "journal.restore", name: "恢复", tells: "恢复了记录“{title}”" },
    Told { code: "journal.replace", name: "名单替换汇总数", tells: "用 {records} 条记录的名单替换了一个汇总数" },
    Told {
        code: "journal.import", name: "导入台账", tells: "导入了“{title}”，新增 {records} 条[，更正 {corrected} 条]"
    },
    Told {
        code: "journal.remap", name: "换用映射方案", tells: "对导入的“{title}”换用映射方案，新增 {records} 条[，更正 {corrected} 条]"
    },
    Told {
        code: "journal.undo", name: "撤销导入", tells: "撤销了“{title}”的导入，撤回 {records} 条[，恢复 {restored} 条]"
    },
    Told { code: "profile.save", name: "保存映射方案", tells: "保存了映射方案“{title}”" },
    Told { code: "profile.remove", name: "删除映射方案", tells: "删除了映射方案“{title}”" },
    Told { code: "plan.make", name: "新增安排", tells: "新增了工作安排“{title}”" },
    Told { code: "plan.change", name: "更改安排", tells: "更改了工作安排“{title}”" },
    Told { code: "plan.cancel", name: "取消安排", tells: "取消了工作安排“{title}”[（原因：{reason}）]" },
    Told { code: "plan.carry_out", name: "安排已登记", tells: "登记了工作安排“{title}”" },
    Told { code: "campaign.make", name: "新建专项", tells: "新建了专项“{title}”" },
    Told { code: "campaign.change", name: "修改专项", tells: "修改了专项“{title}”" },
    Told { code: "campaign.join", name: "归入专项", tells: "把 {records} 条记录归入专项" },
    Told { code: "campaign.leave", name: "移出专项", tells: "把 {records} 条记录移出专项" },
];

/// What a record says, as the audit keeps it: of people and remarks only a keyed digest.
fn said(tx: &Tx, content: &Content) -> Value {
    let lines: Vec<String> = content.lines.iter().map(|line| format!("{} {}", line.metric.0.code, line.quantity)).collect();
    let whole = serde_json::to_string(content).unwrap_or_default();
    json!({
        "org": content.org.to_string(), "day": content.day.to_string(), "until": content.until.map(|day| day.to_string()),
        "title": content.title, "place": content.place, "lines": lines, "digest": tx.veil(&whole),
    })
}

/// Notes what was done to a record.
pub(crate) fn record(tx: &mut Tx, record: &Record, act: Act, reason: &str, before: Option<&Content>) {
    let code = match act {
        Act::Record => "journal.record",
        Act::Correct => "journal.correct",
        Act::Withdraw => "journal.withdraw",
        Act::Restore => "journal.restore",
    };
    let note = Note::new(code).on(RECORD, record.id).with("title", record.content.title.as_str()).with("reason", reason);
    let before = before.map_or_else(|| json!({}), |content| said(tx, content));
    let note = note.change(before, said(tx, &record.content));
    tx.note(note);
}

/// Notes an import as one act: how many records, and one keyed digest over all of them in their order.
pub(crate) fn import(tx: &mut Tx, ask: &Import, outcome: &Outcome, records: &[Record]) -> Result<(), DbError> {
    let digests = records.iter().map(|record| serde_json::to_string(&(record.id, &record.content)));
    let digests = digests.collect::<Result<Vec<_>, _>>().map_err(|error| DbError::Corrupt(error.to_string()))?;
    let note = Note::new(if ask.remap { "journal.remap" } else { "journal.import" }).on("journal.batch", ask.id);
    let note = note.with("title", ask.file.as_str()).with("records", outcome.recorded).with("file_digest", ask.digest.as_str());
    let corrected = (outcome.corrected > 0).then_some(outcome.corrected);
    let note = note.with("corrected", corrected).with("digest", tx.veil(&digests.join("\n")));
    tx.note(note);
    Ok(())
}

/// Notes that an import was undone.
pub(crate) fn undo(tx: &mut Tx, batch: Uuid, file: &str, records: usize, restored: usize) {
    let note = Note::new("journal.undo").on("journal.batch", batch).with("title", file).with("records", records);
    tx.note(note.with("restored", (restored > 0).then_some(restored)));
}

/// Notes how a plan stands now.
pub(crate) fn plan(tx: &mut Tx, plan: &Plan) {
    let act = match plan {
        Plan { record: Some(_), .. } => "plan.carry_out",
        Plan { cancelled: Some(_), .. } => "plan.cancel",
        Plan { revision: 1, .. } => "plan.make",
        _ => "plan.change",
    };
    let entry = &plan.entry;
    let note = Note::new(act).on("journal.plan", plan.id).with("title", entry.title.as_str()).with("reason", plan.cancelled.clone());
    let note = note.with("org", entry.org.to_string()).with("day", entry.day.to_string());
    let digest = tx.veil(&format!("{entry:?}"));
    tx.note(note.with("record", plan.record.map(|id| id.to_string())).with("digest", digest));
}

/// Notes that the list of these records took the place of a total.
pub(crate) fn replace(tx: &mut Tx, record: Uuid, metric: &str, list: &[Uuid]) {
    let ids: Vec<String> = list.iter().map(Uuid::to_string).collect();
    tx.note(Note::new("journal.replace").on(RECORD, record).with("metric", metric).with("records", list.len()).with("ids", ids));
}
