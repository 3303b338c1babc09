//! Ditto marks and the labels of total rows.

use super::fold;

/// Whether the cell repeats the one above: 同上, 〃, ″ and their like, alone in the cell.
pub fn is_ditto(text: &str) -> bool {
    let bare: String = fold(text).chars().filter(|c| !c.is_whitespace() && !matches!(c, '。' | '.')).collect();
    let marks = |c: char| matches!(c, '〃' | '″' | '〞' | '〝' | '"' | '”' | '“' | '\'' | '’' | '‘' | '′' | '〟' | '々');
    matches!(bare.as_str(), "同上" | "同前" | "仝上" | "同上行" | "(同上)") || is_marks(&bare, marks)
}

fn is_marks(bare: &str, mark: fn(char) -> bool) -> bool {
    let count = bare.chars().count();
    // One apostrophe alone is a slip of the keyboard (or a spreadsheet's text sign); two make a ditto mark.
    (1..=4).contains(&count) && bare.chars().all(mark) && !matches!(bare, "'" | "’" | "‘" | "′")
}

const TOTALS: [&str; 5] = ["合计", "总计", "小计", "共计", "累计"];

/// Whether the cell labels a total or sub-total row: 合计, 总 计, 本月小计, 合计：, 合计（人）, 合计：12间.
pub fn is_total_label(text: &str) -> bool {
    let bare: String = fold(text).chars().filter(|c| !c.is_whitespace()).collect();
    if bare.eq_ignore_ascii_case("total") || bare.eq_ignore_ascii_case("subtotal") {
        return true;
    }
    let label = without_bracket(bare.trim_end_matches([':', '。', '.'])).trim_end_matches(':');
    TOTALS.iter().any(|total| {
        let ends = label.strip_suffix(total).is_some_and(|before| before.chars().count() <= 8 && !before.contains(['，', ',', '、', '。']));
        let valued = label.strip_prefix(total).is_some_and(|rest| rest.starts_with(|c: char| c == ':' || c.is_ascii_digit()));
        ends || valued
    })
}

/// 合计(人) without its bracket.
fn without_bracket(text: &str) -> &str {
    match text.strip_suffix(')').and_then(|t| t.rfind('(')) {
        Some(at) if at > 0 => &text[..at],
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ditto_marks_stand_alone_in_their_cell() {
        for yes in ["同上", " 同 上", "同上。", "〃", "″", "”", "''", "\"", "＂", "〃 〃", "’’"] {
            assert!(is_ditto(yes), "{yes}");
        }
        for no in ["", "'", "同上级部门座谈", "-", "上", "“青春”行动", "12″", "无"] {
            assert!(!is_ditto(no), "{no}");
        }
    }

    #[test]
    fn total_rows_are_known_by_their_label() {
        for yes in [
            "合计",
            "总计",
            "小计",
            "共计",
            "累计",
            "合 计",
            "总　计",
            "本月小计",
            "合计：",
            "一季度合计",
            "合计（人）",
            "合计：12间",
            "合计38",
            "Total",
            "全年累计",
        ] {
            assert!(is_total_label(yes), "{yes}");
        }
        for no in ["", "会计", "统计", "合计划", "累计服务企业名单", "组织各支部学习、讨论并合计", "计", "设计"]
        {
            assert!(!is_total_label(no), "{no}");
        }
    }
}
