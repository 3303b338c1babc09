//! Classification marks: this system is not for classified matter, so a sheet or paper that carries a mark is refused.

use crate::reading::fold;

/// A mark found in a cell, line or header, with its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mark {
    /// 绝密, 机密, 秘密 with or without ★ and term: to be refused.
    Classified(String),
    /// 内部资料, 工作秘密, 不得外传, 内部文件: an officer decides.
    Internal(String),
}

const GRADES: [&str; 3] = ["绝密", "机密", "秘密"];
const INTERNAL: [&str; 4] = ["内部资料", "工作秘密", "不得外传", "内部文件"];
const LABELS: [&str; 5] = ["密级", "密级和保密期限", "密级及保密期限", "保密级别", "密级标志"];

/// The mark of a whole cell, line or header; of several lines the gravest. A sentence that speaks of secrets (保守国家秘密教育) is none.
pub fn classification(cell_or_line: &str) -> Option<Mark> {
    let lines: Vec<String> = cell_or_line.lines().map(bare).collect();
    let classified = lines.iter().find(|line| is_grade(line)).cloned().map(Mark::Classified);
    classified.or_else(|| lines.iter().find(|line| INTERNAL.iter().any(|word| line.contains(word))).cloned().map(Mark::Internal))
}

fn bare(line: &str) -> String {
    fold(line).chars().filter(|c| !c.is_whitespace()).collect()
}

/// ^(绝密|机密|秘密)(★.*)?$, alone, in brackets or as the value of a field (密级：秘密).
fn is_grade(line: &str) -> bool {
    let line = unbracketed(line);
    let labelled = LABELS.iter().filter_map(|label| line.strip_prefix(label)?.strip_prefix(':')).next();
    let mark = unbracketed(labelled.unwrap_or(line)).trim_end_matches('。');
    GRADES
        .iter()
        .filter_map(|grade| mark.strip_prefix(grade))
        .any(|rest| rest.is_empty() || rest.starts_with(['★', '☆']) || (labelled.is_some() && rest == "级"))
}

fn unbracketed(text: &str) -> &str {
    [('(', ')'), ('【', '】'), ('[', ']'), ('〔', '〕'), ('"', '"'), ('“', '”')]
        .iter()
        .find_map(|(open, close)| text.strip_prefix(*open)?.strip_suffix(*close))
        .unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_that_fills_its_cell_or_line_is_found() {
        for text in [
            "秘密",
            "机密",
            "绝密",
            " 秘 密 ",
            "机　密",
            "秘密★1年",
            "秘密★１年",
            "机密★",
            "绝密★长期",
            "密级：秘密",
            "密级: 机密★5年",
            "密级：秘密级",
            "（秘密）",
            "【机密】",
            "某某计划\n秘密★1年\n2022年",
        ] {
            assert!(matches!(classification(text), Some(Mark::Classified(_))), "{text}");
        }
        assert_eq!(classification(" 秘密 ★ 1年"), Some(Mark::Classified("秘密★1年".into())));
    }

    #[test]
    fn internal_matter_is_told_apart() {
        for text in ["内部资料", "内部资料 注意保存", "本表为工作秘密，不得外传", "内部文件", "不得\u{3000}外传"]
        {
            assert!(matches!(classification(text), Some(Mark::Internal(_))), "{text}");
        }
        assert!(matches!(classification("内部资料\n机密★"), Some(Mark::Classified(_))));
    }

    #[test]
    fn work_that_speaks_of_secrets_is_no_mark() {
        for text in [
            "",
            "保守国家秘密教育",
            "秘密法学习",
            "保密教育",
            "机密文件管理培训",
            "秘书处",
            "密级",
            "密级：无",
            "密级：非密",
            "公开",
            "学习保密法",
            "★秘密",
            "秘密级别说明",
        ] {
            assert_eq!(classification(text), None, "{text}");
        }
    }
}
