//! Takes out what carries digits or names but says nothing of the thing done: telephone numbers, clocks, addresses, titles of books,
//! document numbers, chat signs.

use norms::numeral::is_numeral;

use crate::text::{HIDDEN, Span, find, is_han, stands};

/// The text with those stretches hidden, of the same length.
pub(crate) fn hide(folded: &[char]) -> Vec<char> {
    let mut out = folded.to_vec();
    let mut at = 0;
    while at < folded.len() {
        let end = [address, mention, sign, title, document, digits, clock].iter().find_map(|look| look(folded, at)).unwrap_or(at);
        for c in out.iter_mut().take(end).skip(at) {
            if *c != '\n' {
                *c = HIDDEN;
            }
        }
        at = end.max(at + 1);
    }
    out
}

/// https://…, www.…, name@host, file.docx
fn address(text: &[char], at: usize) -> Option<usize> {
    if !text[at].is_ascii_alphabetic() || (at > 0 && text[at - 1].is_ascii_alphanumeric()) {
        return None;
    }
    let here = |c: &char| c.is_ascii_graphic() && !matches!(c, ',' | ';' | '"' | '(' | ')');
    let end = at + text[at..].iter().take_while(|c| here(c)).take(400).count();
    let word: String = text[at..end.min(at + 12)].iter().collect::<String>().to_ascii_lowercase();
    let mail = text[at..end].contains(&'@');
    (word.starts_with("http") || word.starts_with("www.") || mail).then_some(end)
}

/// @所有人, @李娟: ends at a blank or a mark.
fn mention(text: &[char], at: usize) -> Option<usize> {
    if text[at] != '@' {
        return None;
    }
    if let Some(all) = ["所有人", "全体成员", "全体", "all", "ALL", "All"].iter().find(|word| stands(text, at + 1, word)) {
        return Some(at + 1 + all.chars().count());
    }
    let length = text[at + 1..].iter().take(12).take_while(|c| is_han(**c) || c.is_alphanumeric() || matches!(c, '-' | '_' | '·')).count();
    Some(at + 1 + length)
}

/// [图片], [强]: short, and not the name of an org between brackets.
fn sign(text: &[char], at: usize) -> Option<usize> {
    if text[at] != '[' {
        return None;
    }
    let length = text[at + 1..].iter().take(6).position(|c| *c == ']')?;
    let inside = &text[at + 1..at + 1 + length];
    let names = ['部', '委', '团', '组', '局', '区', '市', '城', '室', '道', '镇', '支', '站'];
    (length > 0 && !inside.iter().any(|c| names.contains(c) || c.is_ascii_digit())).then_some(at + length + 2)
}

/// What stands between 《 and 》.
fn title(text: &[char], at: usize) -> Option<usize> {
    if text[at] != '《' {
        return None;
    }
    let length = text[at + 1..].iter().take(80).take_while(|c| **c != '\n').position(|c| *c == '》')?;
    // 《昆山简报》 names who reports.
    let inside = Span::new(at + 1, at + 1 + length);
    let reports = ["简报", "快报", "专报", "周报", "月报"].iter().any(|word| length >= 4 && stands(text, inside.end - 2, word));
    (!reports).then_some(at + length + 2)
}

/// 〔2022〕51号, 第6号令
fn document(text: &[char], at: usize) -> Option<usize> {
    if text[at] != '〔' {
        return None;
    }
    let close = at + text[at..].iter().take(6).position(|c| *c == '〕')?;
    let number = text[close + 1..].iter().take(6).take_while(|c| c.is_ascii_digit()).count();
    Some(close + 1 + number + usize::from(text.get(close + 1 + number) == Some(&'号')))
}

/// Telephone, identity and meeting numbers: seven digits and more, in one run or in groups.
fn digits(text: &[char], at: usize) -> Option<usize> {
    if !text[at].is_ascii_digit() || (at > 0 && (text[at - 1].is_ascii_digit() || matches!(text[at - 1], '.' | '/'))) {
        return None;
    }
    let run = |from: usize| text.get(from..).map_or(0, |rest| rest.iter().take(40).take_while(|c| c.is_ascii_digit()).count());
    let first = run(at);
    let mut end = at + first;
    let mut total = first;
    if first >= 3 {
        while matches!(text.get(end), Some('-' | ' ')) && run(end + 1) >= 3 {
            total += run(end + 1);
            end += 1 + run(end + 1);
        }
    }
    let said = Span::new(at.saturating_sub(6), at);
    let called = ["电话", "热线", "会议号", "手机", "编号", "邮编", "密码", "会议", "微信", "QQ", "qq", "号码"];
    let number = called.iter().any(|word| find(text, said, word).is_some_and(|near| near + word.chars().count() + 2 >= at));
    // 20210412 is a day.
    let day = first == 8 && total == 8 && matches!(text[at], '1' | '2') && matches!(text[at + 4], '0' | '1');
    let grouped = first == 4 && total == 8 && text[at] == '2';
    let personal = total >= 9 || (total >= 7 && !day && !grouped) || (number && total >= 3 && !day);
    let end = if text.get(end).is_some_and(|c| matches!(c, 'X' | 'x')) && total >= 17 { end + 1 } else { end };
    (personal && (total >= 9 || number || first >= 7)).then_some(end)
}

/// 14:30, 14:00:05, 9点, 七点半, 2时30分.
fn clock(text: &[char], at: usize) -> Option<usize> {
    let before = at.checked_sub(1).map(|i| text[i]);
    if before.is_some_and(|c| c.is_ascii_digit() || is_numeral(c) || c == '第' || c == '.') {
        return None;
    }
    let arabic = text[at..].iter().take(3).take_while(|c| c.is_ascii_digit()).count();
    if matches!(arabic, 1 | 2) && text.get(at + arabic) == Some(&':') {
        let minutes = text[at + arabic + 1..].iter().take(3).take_while(|c| c.is_ascii_digit()).count();
        if minutes == 2 {
            let end = at + arabic + 3;
            let seconds = text.get(end) == Some(&':') && text.get(end + 1..end + 3).is_some_and(|two| two.iter().all(char::is_ascii_digit));
            return Some(if seconds { end + 3 } else { end });
        }
        return None;
    }
    let characters = text[at..].iter().take(4).take_while(|c| is_numeral(**c)).count();
    let hour = if matches!(arabic, 1 | 2) { arabic } else { characters };
    if hour == 0 || hour > 3 {
        return None;
    }
    let mark = at + hour;
    let not_a_clock = ["点意见", "点要求", "点建议", "点体会", "点希望", "点内容", "点感", "点思考", "点措施", "时间", "点想"];
    if !matches!(text.get(mark), Some('点' | '时')) || not_a_clock.iter().any(|word| stands(text, mark, word)) {
        return None;
    }
    let mut end = mark + 1;
    for word in ["半", "整", "一刻", "三刻", "钟"] {
        if stands(text, end, word) {
            return Some(end + word.chars().count());
        }
    }
    let minutes = text[end..].iter().take(3).take_while(|c| c.is_ascii_digit() || is_numeral(**c)).count();
    if minutes > 0 && text.get(end + minutes) == Some(&'分') {
        end += minutes + 1;
    }
    Some(end)
}
