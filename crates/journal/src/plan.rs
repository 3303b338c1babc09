//! 工作安排: what is to be done, on which day and by whom, pure. A record that is made from a plan carries it out; what is planned posts
//! nothing, for nothing has been done yet.

use base::OrgId;
use norms::{Day, Instant, Period};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::JournalError;
use crate::model::Code;

/// One thing to be done.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Made by the form, so that a repeat is the same plan.
    pub id: Uuid,
    /// What it says.
    pub entry: PlanEntry,
    /// The standing record that carried it out.
    pub record: Option<Uuid>,
    /// Why it was cancelled; `Some("")`: cancelled without a reason.
    pub cancelled: Option<String>,
    /// 1 when made, one more with each change.
    pub revision: i64,
    /// Who changed it last, and when.
    pub changed: (String, Instant),
}

/// What a plan says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PlanEntry {
    /// Whose work it is: 责任单位.
    pub org: OrgId,
    /// The day.
    pub day: Day,
    /// 时间, as people write it (上午9:00), up to 20 characters; may be empty.
    pub hour: String,
    /// What is to be done, 1 to 200 characters.
    pub title: String,
    /// What kind of work it will be recorded as, where that is known.
    pub kind: Option<Code>,
    /// Where, up to 200 characters.
    pub place: String,
    /// Who takes part, as text.
    pub people: Vec<String>,
    /// Remarks, up to 4,000 characters.
    pub remarks: String,
}

/// How far a plan has come, on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Its day has not passed.
    Ahead,
    /// Its day has passed and nothing is recorded.
    Unrecorded,
    /// A record stands.
    Done,
    /// It was called off.
    Cancelled,
}

impl State {
    /// As pages say it.
    pub fn chinese(self) -> &'static str {
        match self {
            State::Ahead => "待办",
            State::Unrecorded => "已到期，未登记",
            State::Done => "已登记",
            State::Cancelled => "已取消",
        }
    }
}

impl Plan {
    /// How far it has come.
    pub fn state(&self, today: Day) -> State {
        match (self.record, &self.cancelled) {
            (Some(_), _) => State::Done,
            (None, Some(_)) => State::Cancelled,
            (None, None) if self.entry.day < today => State::Unrecorded,
            (None, None) => State::Ahead,
        }
    }
}

/// Refuses what cannot be kept, naming the field.
pub fn check(entry: &PlanEntry) -> Result<(), JournalError> {
    let length = |text: &str| text.trim().chars().count();
    let bounds = [
        ("title", &entry.title, 1, 200, "安排应为 1 到 200 字。"),
        ("hour", &entry.hour, 0, 20, "时间最多 20 字，例如“上午9:00”。"),
        ("place", &entry.place, 0, 200, "地点最多 200 字。"),
        ("remarks", &entry.remarks, 0, 4_000, "备注最多 4000 字。"),
    ];
    for (field, text, least, most, sentence) in bounds {
        if !(least..=most).contains(&length(text)) {
            return Err(JournalError::invalid(field, sentence, format!("{field} must have {least} to {most} characters")));
        }
    }
    if entry.people.len() > 200 || entry.people.iter().any(|name| length(name) > 50) {
        return Err(JournalError::invalid("people", "最多 200 人，每个姓名最多 50 字。", "at most 200 names of at most 50 characters"));
    }
    Ok(())
}

/// Minutes of the day that an hour as written begins at (上午9:00, 下午三点, 14：30, 晚7点半), to put a day in order; what names none stands
/// at the end of the part of the day that it names, or of the day.
pub fn minutes(hour: &str) -> i64 {
    let after_noon = ["下午", "晚", "傍晚", "夜"].iter().any(|word| hour.contains(word));
    let digits: String = norms::reading::fold(hour).chars().map(|c| if c.is_ascii_digit() { c } else { ' ' }).collect();
    let mut numbers = digits.split_whitespace().filter_map(|number| number.parse::<i64>().ok());
    let chinese = || {
        hour.split(['点', '时'])
            .next()
            .and_then(|head| norms::numeral::read_chinese(head.trim_start_matches(|c| !norms::numeral::is_numeral(c))))
    };
    match numbers.next().or_else(chinese).filter(|hour| *hour < 24) {
        Some(n) => {
            let half = if hour.contains('半') { 30 } else { 0 };
            (n + if after_noon && n < 12 { 12 } else { 0 }) * 60 + numbers.next().filter(|minute| *minute < 60).unwrap_or(half)
        }
        None if after_noon => 18 * 60,
        None if hour.contains("上午") || hour.contains('早') => 12 * 60,
        None => 24 * 60,
    }
}

const WEEKDAYS: [&str; 7] = ["一", "二", "三", "四", "五", "六", "日"];

/// 10月12日（星期三）
pub fn named(day: Day) -> String {
    let weekday = WEEKDAYS[usize::try_from(day.weekday() - 1).unwrap_or(0) % 7];
    format!("{}月{}日（星期{weekday}）", day.month(), day.day_of_month())
}

/// A plan with the name of its org.
pub type Named<'a> = (&'a Plan, &'a str);

/// The arrangement as text for a group or a notice: a paragraph for each day; what was cancelled is left out.
pub fn told(plans: &[Named<'_>], period: Period) -> String {
    let mut said = format!("【{}】{}", heading(period), period.chinese());
    let mut last = None;
    for (plan, org) in plans.iter().filter(|(plan, _)| plan.cancelled.is_none()) {
        let entry = &plan.entry;
        if last != Some(entry.day) {
            said.push_str(&format!("\n{}", named(entry.day)));
            last = Some(entry.day);
        }
        let hour = if entry.hour.is_empty() { String::new() } else { format!("{}　", entry.hour) };
        let mut about = vec![entry.title.trim_end_matches(['。', '；', '，']).to_owned()];
        if !entry.place.is_empty() {
            about.push(format!("地点：{}", entry.place));
        }
        if !entry.people.is_empty() {
            about.push(format!("参加：{}", entry.people.join("、")));
        }
        about.push(format!("责任单位：{org}"));
        said.push_str(&format!("\n{hour}{}。", about.join("，")));
    }
    said
}

/// 一周工作安排 of a week, 工作安排 of any other stretch.
pub fn heading(period: Period) -> &'static str {
    if period.from.weekday() == 1 && period.from.days_until(period.to) == 6 { "一周工作安排" } else { "工作安排" }
}

/// How it came out: so many planned, recorded, not recorded (named), cancelled. `None` without plans.
pub fn outcome(plans: &[Named<'_>], today: Day) -> Option<String> {
    let of = |state: State| plans.iter().filter(move |(plan, _)| plan.state(today) == state);
    let open: Vec<&str> = of(State::Unrecorded).map(|(plan, _)| plan.entry.title.as_str()).collect();
    let mut said = format!("安排工作 {} 项，已登记 {} 项", plans.len(), of(State::Done).count());
    for (state, word) in [(State::Ahead, "待办"), (State::Cancelled, "取消")] {
        match of(state).count() {
            0 => {}
            n => said.push_str(&format!("，{word} {n} 项")),
        }
    }
    if !open.is_empty() {
        let named = open.iter().take(5).copied().collect::<Vec<_>>().join("、");
        let and = if open.len() > 5 { "等" } else { "" };
        said.push_str(&format!("，到期未登记 {} 项（{named}{and}）", open.len()));
    }
    (!plans.is_empty()).then(|| said + "。")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap_or_else(|e| panic!("{e}"))
    }

    fn plan(on: &str, title: &str) -> Plan {
        let entry = PlanEntry {
            org: OrgId(Uuid::nil()),
            day: day(on),
            hour: String::new(),
            title: title.into(),
            kind: None,
            place: String::new(),
            people: vec![],
            remarks: "不外传".into(),
        };
        Plan { id: Uuid::nil(), entry, record: None, cancelled: None, revision: 1, changed: (String::new(), Instant(0)) }
    }

    #[test]
    fn a_week_is_told_day_by_day_without_what_was_cancelled() {
        let mut first = plan("2022-10-10", "支委会。");
        (first.entry.hour, first.entry.place, first.entry.people) =
            ("上午9:00".into(), "三楼会议室".into(), vec!["钟可".into(), "林晚".into()]);
        let called_off = Plan { cancelled: Some("另行通知".into()), ..plan("2022-10-11", "外出调研") };
        let third = plan("2022-10-10", "主题党日");
        let plans = [(&first, "一支部"), (&third, "一支部"), (&called_off, "二支部")];
        let week = Period { from: day("2022-10-10"), to: day("2022-10-16") };
        assert_eq!(
            told(&plans, week),
            "【一周工作安排】2022年10月10日至2022年10月16日\n10月10日（星期一）\n上午9:00　支委会，地点：三楼会议室，参加：钟可、林晚，责任单位：一支部。\n主题党日，责任单位：一支部。"
        );
        assert_eq!(heading(Period { to: day("2022-10-31"), ..week }), "工作安排");
    }

    #[test]
    fn what_came_of_it_names_what_nobody_recorded() {
        let done = Plan { record: Some(Uuid::nil()), ..plan("2022-10-10", "支委会") };
        let (open, ahead) = (plan("2022-10-11", "外出调研"), plan("2022-10-12", "主题党日"));
        let off = Plan { cancelled: Some(String::new()), ..plan("2022-10-10", "例会") };
        let all: Vec<Named<'_>> = [&done, &open, &ahead, &off].map(|plan| (plan, "一支部")).to_vec();
        let said = outcome(&all, day("2022-10-12"));
        assert_eq!(said.as_deref(), Some("安排工作 4 项，已登记 1 项，待办 1 项，取消 1 项，到期未登记 1 项（外出调研）。"));
        assert_eq!(outcome(&[], day("2022-10-12")), None);
    }

    #[test]
    fn hours_are_ordered_as_they_are_written() {
        let hours = ["上午9:00", "09：30", "上午十点", "中午12点", "下午2点半", "下午三点", "16:20", "晚7点半", "全天"];
        let read: Vec<i64> = hours.iter().map(|hour| minutes(hour)).collect();
        assert_eq!(read, [540, 570, 600, 720, 870, 900, 980, 1170, 1440]);
    }

    #[test]
    fn the_field_that_is_too_long_or_empty_is_named() {
        let good = plan("2022-10-10", "支委会").entry;
        assert!(check(&good).is_ok());
        let field = |entry: PlanEntry| check(&entry).err().and_then(|error| error.field());
        assert_eq!(field(PlanEntry { title: " ".into(), ..good.clone() }), Some("title"));
        assert_eq!(field(PlanEntry { hour: "长".repeat(21), ..good.clone() }), Some("hour"));
        assert_eq!(field(PlanEntry { people: vec!["长".repeat(51)], ..good.clone() }), Some("people"));
        assert_eq!(field(PlanEntry { place: "长".repeat(201), ..good }), Some("place"));
    }
}
