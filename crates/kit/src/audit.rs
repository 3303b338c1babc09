//! 审计 on pages: the sentence that tells an act, and who may read them. Rooms say by which words their acts are told; a room's own
//! page links to what was done to its record.

use base::audit::{BEGUN, BROKEN, Entry, UNNAMED};
use base::{Right, Role};
use serde_json::{Map, Value};

use crate::{Address, Module, Staff};

/// 查看审计: reads what was done, by whom, from where; writes nothing.
pub const READ: Right = Right { code: "kit.audit", name: "查看审计", roles: &[Role::Auditor] };

/// An act that the audit holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Act {
    /// `journal.correct`
    pub code: &'static str,
    /// 更正记录: names it in filters.
    pub name: &'static str,
    /// What follows the name of who acted: `更正了记录“{title}”[（原因：{reason}）]`. Words in braces stand for what was noted under that
    /// name; what stands in brackets is left out where that was not noted.
    pub tells: &'static str,
}

/// The acts of the floors and of the kit.
pub(crate) const OWN: [Act; 15] = [
    Act { code: BEGUN, name: "审计开始", tells: "开始记录审计[（升级时已有 {postings} 次入账）]" },
    Act {
        code: BROKEN, name: "审计中断", tells: "发现审计记录末尾（第 {head} 条）的封签不符，此前的内容不能担保"
    },
    Act { code: UNNAMED, name: "其他改动", tells: "作了一处没有名称的改动[：{statement}]" },
    Act { code: "reminder.choose", name: "提醒方式", tells: "改了本人的提醒方式" },
    Act { code: "calendar.make", name: "日历地址", tells: "生成了本人的日历地址" },
    Act { code: "calendar.revoke", name: "停用日历地址", tells: "停用了本人的日历地址" },
    Act { code: "job.retry", name: "重试后台任务", tells: "重试了一项后台任务" },
    Act { code: "job.cancel", name: "取消后台任务", tells: "取消了一项后台任务" },
    Act { code: "kit.sign_in", name: "登录", tells: "登录" },
    Act {
        code: "kit.sign_in_refused", name: "登录失败", tells: "登录失败[：{why}][（此前另有 {held} 次未逐条记录）]"
    },
    Act { code: "kit.sign_out", name: "退出登录", tells: "退出登录" },
    Act { code: "kit.proved", name: "确认本人", tells: "在办理不能撤回的事之前确认了本人" },
    Act { code: "kit.sessions_ended", name: "结束其他登录", tells: "结束了本人在其他设备上的全部登录" },
    Act { code: "kit.session_ended", name: "结束登录", tells: "结束了本人在另一台设备上的登录" },
    Act {
        code: "kit.refused", name: "拒绝访问", tells: "访问 {path} 被拒绝[：{why}][（此前另有 {held} 次未逐条记录）]"
    },
];

/// All acts that the rooms know.
#[derive(Clone, Debug, Default)]
pub struct Acts(Vec<Act>);

impl Acts {
    /// Those of the kit and of these rooms.
    pub fn of(modules: &[Module]) -> Acts {
        Acts(OWN.iter().chain(&crate::evidence::ACTS).chain(modules.iter().flat_map(|module| module.acts)).copied().collect())
    }

    /// All, for a choice.
    pub fn all(&self) -> &[Act] {
        &self.0
    }

    /// The act of this code.
    pub fn by_code(&self, code: &str) -> Option<&Act> {
        self.0.iter().find(|act| act.code == code)
    }

    /// The act's name; its code where no room knows it.
    pub fn name(&self, code: &str) -> String {
        self.by_code(code).map_or_else(|| code.to_owned(), |act| act.name.to_owned())
    }

    /// The sentence that tells a row: 周明更正了记录“…”.
    pub fn sentence(&self, entry: &Entry) -> String {
        let content = serde_json::from_str(&entry.content).unwrap_or_default();
        let told = self.by_code(&entry.act).map_or_else(|| format!("：{}", entry.act), |act| told(act.tells, &content));
        format!("{}{told}", entry.who)
    }
}

/// The words with what was noted in their places.
fn told(words: &str, content: &Map<String, Value>) -> String {
    let mut out = String::new();
    let mut rest = words;
    while let Some(at) = rest.find(['[', '{']) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let (open, close) = if rest.starts_with('[') { ('[', ']') } else { ('{', '}') };
        let inner = rest.strip_prefix(open).and_then(|inner| inner.split_once(close));
        let Some((inner, after)) = inner else { break };
        match open {
            '[' if named(inner).all(|name| content.contains_key(name)) => out.push_str(&told(inner, content)),
            '[' => {}
            _ => out.push_str(&content.get(inner).map(shown).unwrap_or_default()),
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

/// The names in braces.
pub fn named(words: &str) -> impl Iterator<Item = &str> {
    words.split('{').skip(1).filter_map(|part| part.split_once('}')).map(|(name, _)| name)
}

/// A value as a sentence shows it.
fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(all) => all.iter().map(shown).collect::<Vec<_>>().join("、"),
        Value::Bool(yes) => (if *yes { "是" } else { "否" }).to_owned(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

/// What was noted as lines of name and value, for the page of one row.
pub(crate) fn lines(content: &str) -> Vec<(String, String)> {
    let content: Map<String, Value> = serde_json::from_str(content).unwrap_or_default();
    let mut out = Vec::new();
    for (name, value) in content {
        match value {
            Value::Object(all) => out.extend(all.iter().map(|(inner, value)| (format!("{} · {inner}", chinese(&name)), shown(value)))),
            value => out.push((chinese(&name).to_owned(), shown(&value))),
        }
    }
    out
}

/// The names that many acts note, in the page's words.
fn chinese(name: &str) -> &str {
    match name {
        "before" => "原来",
        "after" => "现在",
        "title" => "名称",
        "reason" | "why" => "原因",
        "org" => "单位",
        "day" => "日期",
        "digest" => "内容摘要",
        "path" => "地址",
        "records" => "记录数",
        other => other,
    }
}

/// The address of what was done to these, for a link 审计 on a record's page; none for who may not read it.
pub(crate) fn of_record<T: ToString>(staff: &Staff, subjects: impl IntoIterator<Item = T>) -> Option<String> {
    let subjects: Vec<String> = subjects.into_iter().map(|subject| subject.to_string()).collect();
    staff.may(&READ).then(|| Address::new("/settings/audit").with("subject", &subjects.join(",")).to_string())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn what_was_noted_stands_in_its_place_and_what_was_not_is_left_out() {
        let content = |text: &str| serde_json::from_str(text).unwrap();
        let words = "更正了记录“{title}”[（原因：{reason}）]";
        assert_eq!(told(words, &content(r#"{"title":"植树","reason":"写错了"}"#)), "更正了记录“植树”（原因：写错了）");
        assert_eq!(told(words, &content(r#"{"title":"植树"}"#)), "更正了记录“植树”");
        assert_eq!(told("第 {n} 次[，{a}{b}]，{list}", &content(r#"{"n":3,"a":"甲","list":["乙",4]}"#)), "第 3 次，乙、4");
        assert_eq!(told("没有合上 {title", &content(r#"{"title":"植树"}"#)), "没有合上 {title");
    }
}
