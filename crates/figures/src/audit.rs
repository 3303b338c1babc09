//! What this room's acts note for the audit, and the sentences that tell them; those of targets, which the board keeps, are told here too.

use base::{Note, Tx};
use kit::Act;
use uuid::Uuid;

use crate::given::Given;

/// The acts of this room in the audit.
pub(crate) const ACTS: [Act; 8] = [
    Act { code: "figures.give", name: "登记报数", tells: "登记了报数：{org}{period}{metric}{value}，报给{title}" },
    Act {
        code: "figures.withdraw", name: "收回报数", tells: "收回了报数：{org}{period}{metric}{value}[（原因：{reason}）]"
    },
    Act { code: "figures.save_view", name: "保存视图", tells: "保存了视图“{title}”" },
    Act { code: "figures.rename_view", name: "修改视图", tells: "修改了视图“{title}”" },
    Act { code: "figures.remove_view", name: "删除视图", tells: "删除了视图“{title}”" },
    Act { code: "target.set", name: "设定目标", tells: "设定了{period}的目标：{metric} {after}[（原为 {before}）]" },
    Act { code: "target.set_many", name: "设定一组目标", tells: "设定了{period}的一组目标：{lines}" },
    Act { code: "target.remove", name: "删除目标", tells: "删除了{period}的目标：{metric} {after}" },
];

/// Notes a figure that was given out.
pub(crate) fn given(tx: &mut Tx, act: &'static str, given: &Given, org: &str, reason: &str) {
    let note = Note::new(act).on("figures.given", given.id).with("title", given.to_whom.as_str()).with("org", org);
    let value = format!("{}{}", given.metric.plain(given.figure.value), given.metric.unit);
    let note = note.with("period", given.period.chinese()).with("metric", given.metric.name).with("value", value);
    tx.note(note.with("posting", given.posting).with("reason", reason));
}

/// Notes a saved view.
pub(crate) fn view(tx: &mut Tx, act: &'static str, id: Uuid, name: &str) {
    tx.note(Note::new(act).on("figures.view", id).with("title", name));
}
