//! Measure words (MW-01 to MW-03): which written words count the same thing.

/// Written forms of one measure. A group holds what may stand for each other; 人 and 人次 are never in one (MW-02).
const SAME: [&[&str]; 7] = [
    &["平方米", "平", "㎡", "m²", "m2", "M2", "平米", "平方"],
    &["人", "名", "位"],
    &["张", "张床", "床"],
    &["学时", "课时"],
    &["小时", "个小时", "h"],
    &["天", "日"],
    &["晚", "夜", "间夜"],
];

/// The word under which a measure is known: 平 and ㎡ are 平方米, 名 and 位 are 人; any other stays.
pub fn canonical(word: &str) -> &str {
    let word = word.trim();
    SAME.iter().find(|group| group.contains(&word)).map_or(word, |group| group[0])
}

/// Whether the word written beside a figure may stand for the metric's own. 个 may stand for 张 and 项 (MW-01), never for a word that
/// counts otherwise; 人 and 人次, 场 and 场次, 家 and 家次 differ.
pub fn same_measure(metric: &str, written: &str) -> bool {
    let (metric, written) = (canonical(metric), canonical(written));
    metric == written || (written == "个" && matches!(metric, "张" | "项"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variants_of_one_measure_agree_and_counts_of_attendance_do_not() {
        for (metric, written) in [
            ("平方米", "㎡"),
            ("平方米", "平"),
            ("平方米", "m2"),
            ("人", "名"),
            ("人", "位"),
            ("名", "人"),
            ("张", "个"),
            ("张", "张"),
            ("家", "家"),
            ("学时", "课时"),
        ] {
            assert!(same_measure(metric, written), "{metric} {written}");
        }
        for (metric, written) in [
            ("人", "人次"),
            ("人次", "人"),
            ("人次", "名"),
            ("场", "场次"),
            ("家", "家次"),
            ("间", "张"),
            ("家", "个"),
            ("晚", "人次"),
            ("个", "张"),
        ] {
            assert!(!same_measure(metric, written), "{metric} {written}");
        }
    }
}
