//! What a record must be to be kept: pure.

use std::collections::BTreeSet;

use base::secret;
use board::campaigns::CampaignEntry;
use board::orgs::Org;
use ledger::SubjectKind;
use ledger::metrics::{self, Kind, Metric};
use norms::Day;

use crate::JournalError;
use crate::model::{About, Content, Line};

/// Most lines of one record.
pub const MOST_LINES: usize = 40;
/// Most names in one line.
pub const MOST_SUBJECTS: usize = 5_000;
/// Largest quantity of a line, in its scale.
pub const MOST: i64 = 1_000_000_000;

/// Metrics whose record tells by name whom the work reached: the metric, the one that counts those names, and what a form calls them.
const COMPANIONS: [(&str, &str, &str); 1] = [("assist.service", "assist.enterprise_covered", "服务企业")];

/// The metric whose subjects are asked along with this one, to be a second line of the same record (as an import makes it), and the
/// Chinese label of that field.
pub fn companion(metric: &Metric) -> Option<(&'static Metric, &'static str)> {
    let (_, code, label) = COMPANIONS.iter().find(|(of, ..)| *of == metric.code)?;
    Some((metrics::by_code(code)?, label))
}

/// Refuses what cannot be kept, naming the field.
pub fn check(content: &Content, today: Day) -> Result<(), JournalError> {
    let length = |text: &str| text.chars().count();
    if content.title.trim().is_empty() {
        return Err(JournalError::invalid("title", "请填写内容，例如“学习党章和问责条例”。", "say what was done"));
    }
    if length(&content.title) > 200 {
        return Err(JournalError::invalid(
            "title",
            "内容最多 200 字，详细情况可写在备注里。",
            "at most 200 characters; put the rest in the remarks",
        ));
    }
    if length(&content.place) > 200 {
        return Err(JournalError::invalid("place", "地点最多 200 字。", "at most 200 characters"));
    }
    if length(&content.remarks) > 4000 {
        return Err(JournalError::invalid("remarks", "备注最多 4000 字。", "at most 4000 characters"));
    }
    if content.people.iter().any(|name| length(name) > 50) || content.people.len() > MOST_SUBJECTS {
        return Err(JournalError::invalid(
            "people",
            "每个姓名最多 50 字，请用顿号或换行分开。",
            "a name has at most 50 characters; separate names by commas",
        ));
    }
    if content.day > today {
        return Err(JournalError::invalid(
            "day",
            format!("日期不能晚于今天（{}）。", today.chinese()),
            format!("{} lies in the future", content.day),
        ));
    }
    if content.day.year() < 1921 {
        return Err(JournalError::invalid("day", "日期太早，请检查年份。", format!("{} is too early; look at the year", content.day)));
    }
    if let Some(reported) = &content.reported {
        if !(1..=50).contains(&length(reported.by.trim())) {
            return Err(JournalError::invalid("by", "请写明是谁报的，最多 50 字。", "say who reported it, in at most 50 characters"));
        }
        if !(1..=200).contains(&length(reported.paper.trim())) {
            return Err(JournalError::invalid(
                "paper",
                "请写明依据，例如文号、电话或微信，最多 200 字。",
                "say where it is written, in at most 200 characters",
            ));
        }
    }
    check_until(content)?;
    check_lines(&content.lines)
}

fn check_until(content: &Content) -> Result<(), JournalError> {
    let Some(until) = content.until else { return Ok(()) };
    let stay = content.lines.iter().any(|line| line.metric.0.code == "station.night");
    match until {
        until if until < content.day => Err(JournalError::invalid("until", "结束日期早于开始日期。", "the end lies before the beginning")),
        until if stay && until == content.day => {
            Err(JournalError::invalid("until", "离店日期应晚于入住日期。", "the day of leaving must be after the day of arrival"))
        }
        _ => Ok(()),
    }
}

fn check_lines(lines: &[Line]) -> Result<(), JournalError> {
    if lines.is_empty() {
        return Err(JournalError::invalid("metric", "请选择工作类别。", "choose what kind of work it was"));
    }
    if lines.len() > MOST_LINES {
        return Err(JournalError::invalid("metric", "一条记录最多 40 项数据。", "at most 40 figures in a record"));
    }
    let mut seen = BTreeSet::new();
    for line in lines {
        if !seen.insert(line.metric.0.code) {
            let name = line.metric.0.name;
            return Err(JournalError::invalid("metric", format!("“{name}”填写了两次。"), format!("{} stands twice", line.metric.0.code)));
        }
        check_line(line)?;
    }
    Ok(())
}

/// Refuses a figure that cannot be kept, naming `metric`, `quantity` or `subjects`.
pub fn check_line(line: &Line) -> Result<(), JournalError> {
    let name = line.metric.0.name;
    if !matches!(line.metric.0.kind, Kind::Flow | Kind::Stock | Kind::Reach) {
        return Err(JournalError::invalid(
            "metric",
            format!("“{name}”由其他数据算出，不能登记。"),
            format!("{name} is computed and cannot be recorded"),
        ));
    }
    if !(0..=MOST).contains(&line.quantity) {
        return Err(JournalError::invalid(
            "quantity",
            format!("“{name}”的数量应在 0 到 10 亿之间。"),
            format!("the quantity of {name} must lie between 0 and 1,000,000,000"),
        ));
    }
    let length = |name: &str| name.chars().count();
    if line.subjects.len() > MOST_SUBJECTS || line.subjects.iter().any(|about| !(1..=100).contains(&length(&about.name))) {
        return Err(JournalError::invalid("subjects", "名称应为 1 到 100 字。", "a name has 1 to 100 characters"));
    }
    if line.metric.0.kind == Kind::Reach && line.subjects.is_empty() && line.declared_from.is_none() {
        return Err(JournalError::invalid(
            "subjects",
            format!("“{name}”去重计数，请写出名称；只有总数时请登记为汇总数。"),
            format!("{name} counts distinct names: give them, or declare a total"),
        ));
    }
    Ok(())
}

/// Work of a closed org, or of a day before it was founded, cannot be recorded.
pub fn check_org(org: &Org, day: Day) -> Result<(), JournalError> {
    if org.closed.is_some_and(|closed| day >= closed) {
        let when = org.closed.map(Day::chinese).unwrap_or_default();
        return Err(JournalError::invalid(
            "org",
            format!("“{}”已于{when}撤销，请选择其他单位或检查日期。", org.name),
            format!("{} was closed by then", org.name),
        ));
    }
    if org.founded.is_some_and(|founded| day < founded) {
        let when = org.founded.map(Day::chinese).unwrap_or_default();
        return Err(JournalError::invalid(
            "org",
            format!("“{}”于{when}成立，早于该日的工作请登记在其他单位。", org.name),
            format!("{} did not exist yet", org.name),
        ));
    }
    Ok(())
}

/// A firm is known by its name after folding; a person or child by name and org, where nothing better is known.
pub fn about(kind: SubjectKind, name: &str, org_name: &str) -> About {
    let key = if kind == SubjectKind::Enterprise { norms::name::firm_key(name) } else { format!("{name}@{org_name}") };
    About { kind: kind.code().to_owned(), key, name: name.to_owned() }
}

/// Whether a campaign's rule lets a record join: one of its metrics, one of its words, its org or one below, within its days.
pub fn fits(campaign: &CampaignEntry, content: &Content, path: &str, over: Option<&str>) -> bool {
    let rule = &campaign.rule;
    let days = content.day >= campaign.since && campaign.until.is_none_or(|until| content.day <= until);
    let metric = rule.metrics.is_empty() || content.lines.iter().any(|line| rule.metrics.iter().any(|code| code == line.metric.0.code));
    let text = search_text(content);
    let word = rule.words.is_empty() || rule.words.iter().any(|word| text.contains(&fold(word)));
    let org = rule.org.is_none() || over.is_some_and(|over| path.starts_with(over));
    !rule.is_empty() && days && metric && word && org
}

/// How an org may be called that is written so in a message, the likeliest first: 二支部 for 第二党支部, 临湖团区委 for 临湖区团委.
pub fn ways_to_write(name: &str) -> Vec<String> {
    let mut out = vec![name.to_owned()];
    if let Some(number) = name.strip_suffix("党支部").or_else(|| name.strip_suffix("支部")) {
        let number = number.strip_prefix('第').unwrap_or(number);
        out.extend([format!("第{number}党支部"), format!("第{number}支部"), format!("{number}党支部")]);
    }
    for (short, kind) in [("团区委", "区团委"), ("团市委", "市团委"), ("团县委", "县团委"), ("团工委", "")] {
        if let Some(place) = name.strip_suffix(short) {
            out.extend([format!("{place}{kind}"), place.to_owned(), format!("{place}{}", &kind.chars().take(1).collect::<String>())]);
        }
    }
    // A League committee that is not on the list stands for its district.
    out.extend(name.strip_suffix("团委").map(str::to_owned));
    out.retain(|way| !way.is_empty());
    out
}

/// Names as people type them: one a line, or separated by 、 or ； or a comma. Each once, in order.
pub fn names(text: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for name in text.split(['\n', '\r', '、', '；', ';', '，', ',']).map(str::trim).filter(|name| !name.is_empty()) {
        if !out.iter().any(|known| known == name) {
            out.push(name.to_owned());
        }
    }
    out
}

/// Digest of metric, org, day, title, subjects and quantity: two rows with the same are the same row told twice.
pub fn fingerprint(content: &Content) -> String {
    digest(content, true)
}

/// The same without quantities (and without a day that was assumed): the same row with other values has the same likeness.
pub fn likeness(content: &Content) -> String {
    digest(content, false)
}

fn digest(content: &Content, whole: bool) -> String {
    let mut text = format!("{}\n{}\n", content.org, content.title.trim());
    if whole || !content.day_assumed {
        text.push_str(&format!("{}\n", content.day));
    }
    if whole {
        text.push_str(&format!(
            "{:?} {:?}\n",
            content.until.map(Day::number),
            content.lines.iter().map(|l| l.declared_from.map(Day::number)).collect::<Vec<_>>()
        ));
    }
    for line in &content.lines {
        let quantity = if whole { line.quantity.to_string() } else { String::new() };
        let subjects: BTreeSet<_> = line.subjects.iter().map(|about| (&about.kind, &about.key)).collect();
        text.push_str(&format!("{} {quantity} {subjects:?}\n", line.metric.0.code));
    }
    secret::hex(&secret::sm3(text.as_bytes())[..16])
}

/// The text that the search looks in, folded.
pub fn search_text(content: &Content) -> String {
    let subjects = content.lines.iter().flat_map(|line| line.subjects.iter().map(|about| about.name.as_str()));
    let parts: Vec<&str> = [content.title.as_str(), &content.place, &content.remarks]
        .into_iter()
        .chain(content.people.iter().map(String::as_str))
        .chain(subjects)
        .collect();
    fold(&parts.join("\n"))
}

/// Search folds width and case the same way on both sides.
pub fn fold(text: &str) -> String {
    norms::reading::fold(text).to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_org_is_looked_for_by_every_way_in_which_messages_write_it() {
        for (written, way) in [
            ("二支部", "第二党支部"),
            ("第二支部", "第二党支部"),
            ("临湖团区委", "临湖区团委"),
            ("临湖团区委", "临湖区"),
            ("松陵区团委", "松陵区"),
            ("太湖新城团工委", "太湖新城"),
            ("青年发展部", "青年发展部"),
        ] {
            assert!(ways_to_write(written).iter().any(|w| w == way), "{written}: {:?}", ways_to_write(written));
        }
        assert_eq!(ways_to_write("二支部")[0], "二支部", "as written before all else");
        assert!(ways_to_write("支部").iter().all(|way| !way.is_empty()));
    }
}
