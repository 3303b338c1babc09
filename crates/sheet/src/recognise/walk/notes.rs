//! Lines beside the rows that explain or sign.

/// How such a line begins.
const NOTES: [&str; 22] = [
    "注",
    "备注",
    "说明",
    "填表说明",
    "附注",
    "制表",
    "填表",
    "审核",
    "负责人",
    "联系人",
    "填报",
    "单位负责人",
    "统计口径",
    "经办人",
    "分管领导",
    "校对",
    "复核",
    "审批",
    "主要负责人",
    "签字",
    "盖章",
    "日期",
];

/// Whether a line is a note or a signature.
pub(super) fn is_note(text: &str) -> bool {
    let head: String = text.chars().take_while(|c| *c != ':').filter(|c| !c.is_whitespace()).collect();
    let head = head.trim_end_matches(|c: char| c.is_ascii_digit());
    let labelled = text.contains(':')
        && head.chars().count() <= 8
        && NOTES.iter().any(|word| head.starts_with(word) || head.ends_with("人") || head.ends_with("单位"));
    labelled
        || text.starts_with("注、")
        || text.starts_with("注1")
        || text.starts_with("(注")
        || text.starts_with("※")
        || text.starts_with("以下空白")
        || text.starts_with("以上数据")
}
