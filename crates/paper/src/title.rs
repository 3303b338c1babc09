//! Breaking a title into lines by sense (DOC-05): no word, date or bracketed name is torn, and the lines are of like length.

use crate::text::width;

/// Characters of 2号 that a line of the type area holds (442.2 pt of 22 pt), in hundredths.
pub const TITLE_LINE: i64 = 2000;

/// Words of office titles that stay whole; longest first where one holds another.
const WORDS: [&str; 58] = [
    "中国特色社会主义",
    "从严治党",
    "党风廉政",
    "全面从严",
    "中心组",
    "党总支",
    "党支部",
    "总支部",
    "委员会",
    "团市委",
    "团区委",
    "共青团",
    "社会主义",
    "习近平",
    "新时代",
    "青年人才",
    "上半年",
    "下半年",
    "第一责任人",
    "书记",
    "关于",
    "开展",
    "工作",
    "情况",
    "报告",
    "请示",
    "通知",
    "意见",
    "方案",
    "总结",
    "计划",
    "落实",
    "责任",
    "学习",
    "教育",
    "思想",
    "换届",
    "选举",
    "机关",
    "党建",
    "团建",
    "助企",
    "驿站",
    "青年",
    "批复",
    "年度",
    "季度",
    "专项",
    "行动",
    "建设",
    "组织",
    "党员",
    "团员",
    "支部",
    "履行",
    "推进",
    "服务",
    "整改",
];

/// The title's lines, each at most `line` wide (hundredths of a character). The author's own line breaks are kept.
pub fn title_lines(title: &str, line: i64) -> Vec<String> {
    let own: Vec<&str> = title.split('\n').map(str::trim).filter(|part| !part.is_empty()).collect();
    own.iter().flat_map(|part| broken(part, line)).collect()
}

fn broken(text: &str, line: i64) -> Vec<String> {
    let total = width(text);
    if total <= line {
        return vec![text.to_owned()];
    }
    if text.chars().count() > 200 {
        return greedy(text, line);
    }
    let atoms = atoms(text);
    let count = (total + line - 1) / line;
    for lines in count..=count + 2 {
        if let Some(found) = best(&atoms, lines, line) {
            return found;
        }
    }
    greedy(text, line)
}

/// The parts that are not torn: words, numbers with the measure that follows, bracketed names, and marks kept with what they follow.
fn atoms(text: &str) -> Vec<String> {
    let chars: Vec<char> = text.chars().collect();
    let (mut out, mut at): (Vec<String>, usize) = (Vec::new(), 0);
    while at < chars.len() {
        let len = atom_length(&chars, at);
        let atom: String = chars.iter().skip(at).take(len).collect();
        let clings = atom.starts_with(['的', '和', '、', '，', '）', '》', '”', '。', '：', '等', '及', '与']) && atom.chars().count() == 1;
        match out.last_mut() {
            Some(last) if clings => last.push_str(&atom),
            _ => out.push(atom),
        }
        at += len;
    }
    out
}

fn atom_length(chars: &[char], at: usize) -> usize {
    let rest: String = chars.iter().skip(at).take(12).collect();
    if let Some(word) = WORDS.iter().find(|word| rest.starts_with(**word)) {
        return word.chars().count();
    }
    let first = chars.get(at).copied().unwrap_or(' ');
    if let Some(close) =
        [('《', '》'), ('“', '”'), ('（', '）'), ('〔', '〕')].iter().find(|(open, _)| *open == first).map(|(_, close)| *close)
    {
        let inside = chars.iter().skip(at).position(|c| *c == close).map_or(1, |n| n + 1);
        return if inside <= 12 { inside } else { 1 };
    }
    if first.is_ascii_alphanumeric() {
        let joins = |c: &char| {
            c.is_ascii_alphanumeric()
                || matches!(c, '年' | '月' | '日' | '—' | '-' | '～' | '.' | '%' | '号' | '季' | '度' | '上' | '下' | '半')
        };
        return chars.iter().skip(at).take_while(|c| joins(c)).count().max(1);
    }
    // Most other words are of two characters, unless a known word begins with the second one.
    let next: String = chars.iter().skip(at + 1).take(8).collect();
    let known = WORDS.iter().any(|word| next.starts_with(*word));
    let cjk = |c: Option<&char>| c.is_some_and(|c| ('\u{4e00}'..='\u{9fff}').contains(c));
    if !known && cjk(chars.get(at)) && cjk(chars.get(at + 1)) && !matches!(chars.get(at + 1), Some('的' | '和' | '及' | '与')) {
        2
    } else {
        1
    }
}

/// What it costs to run 关于 on after the issuer's name instead of giving it a line of its own.
const BEFORE_ABOUT: i64 = 4_000;

/// The division into `lines` lines of the least unevenness; later lines rather longer or shorter than equal is punished alike.
fn best(atoms: &[String], lines: i64, line: i64) -> Option<Vec<String>> {
    let widths: Vec<i64> = atoms.iter().map(|atom| width(atom)).collect();
    let lines = usize::try_from(lines).ok()?;
    let ideal = widths.iter().sum::<i64>() / i64::try_from(lines).ok()?.max(1);
    // cost[k][i]: best for the first i atoms in k lines, with where the last line begins.
    let mut cost: Vec<Vec<Option<(i64, usize)>>> = vec![vec![None; atoms.len() + 1]; lines + 1];
    *cost.first_mut()?.first_mut()? = Some((0, 0));
    for k in 1..=lines {
        for end in 1..=atoms.len() {
            // 关于 belongs to what follows it.
            if end < atoms.len() && atoms.get(end - 1).is_some_and(|atom| atom == "关于") {
                continue;
            }
            let mut found: Option<(i64, usize)> = None;
            for start in 0..end {
                let wide: i64 = widths.get(start..end)?.iter().sum();
                let before = cost.get(k - 1)?.get(start)?.map(|(c, _)| c);
                let Some(before) = before.filter(|_| wide <= line) else { continue };
                let torn = atoms.get(start + 1..end)?.iter().any(|atom| atom == "关于");
                let here = before + (wide - ideal) * (wide - ideal) / 100 + if torn { BEFORE_ABOUT } else { 0 };
                if found.is_none_or(|(c, _)| here < c) {
                    found = Some((here, start));
                }
            }
            *cost.get_mut(k)?.get_mut(end)? = found;
        }
    }
    let (mut out, mut end) = (Vec::new(), atoms.len());
    for k in (1..=lines).rev() {
        let (_, start) = (*cost.get(k)?.get(end)?)?;
        out.push(atoms.get(start..end)?.concat());
        end = start;
    }
    out.reverse();
    Some(out)
}

fn greedy(text: &str, line: i64) -> Vec<String> {
    let (mut out, mut now) = (Vec::new(), String::new());
    for c in text.chars() {
        if width(&now) + width(c.encode_utf8(&mut [0; 4])) > line && !now.is_empty() {
            out.push(std::mem::take(&mut now));
        }
        now.push(c);
    }
    out.extend((!now.is_empty()).then_some(now));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_title_stays_on_one_line_and_own_breaks_are_kept() {
        assert_eq!(title_lines("关于2022年1—10月党建工作情况的报告", TITLE_LINE).len(), 1);
        assert_eq!(title_lines("某市机关党总支\n工作报告", TITLE_LINE), ["某市机关党总支", "工作报告"]);
    }

    #[test]
    fn a_long_title_is_broken_between_words_into_lines_of_like_length() {
        let lines = title_lines("共青团某某市委员会机关总支部委员会关于2022年上半年履行党建工作责任情况的报告", TITLE_LINE);
        assert_eq!(lines.concat(), "共青团某某市委员会机关总支部委员会关于2022年上半年履行党建工作责任情况的报告");
        assert_eq!(lines, ["共青团某某市委员会机关总支部委员会", "关于2022年上半年履行", "党建工作责任情况的报告"]);
    }

    #[test]
    fn any_title_fits_its_lines_and_loses_nothing() {
        for text in ["无".repeat(500), "A".repeat(300), "的".repeat(90)] {
            let lines = title_lines(&text, TITLE_LINE);
            assert_eq!(lines.concat(), text);
            assert!(lines.iter().all(|line| width(line) <= TITLE_LINE));
        }
    }
}
