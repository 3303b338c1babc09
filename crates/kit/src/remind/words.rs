//! What a digest says, pure.

use norms::Day;

use crate::Todo;

/// What waits for somebody, to be said in one message.
pub(super) struct Digest<'a> {
    pub office: &'a str,
    pub name: &'a str,
    pub day: Day,
    pub todos: &'a [Todo],
    pub site: Option<&'a str>,
}

/// One line, whatever the text held.
fn line(text: &str) -> String {
    text.split(|c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}'))
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

impl Digest<'_> {
    fn count(&self) -> i64 {
        self.todos.iter().map(|todo| todo.count).sum()
    }

    fn link(&self, path: &str) -> Option<String> {
        self.site.map(|site| format!("{}{path}", site.trim_end_matches('/')))
    }

    /// 待办 3 件（10月31日） · 云州团市委
    pub(super) fn subject(&self) -> String {
        line(&format!("待办 {} 件（{}月{}日） · {}", self.count(), self.day.month(), self.day.day_of_month(), self.office))
    }

    /// To one person: every thing by its name.
    pub(super) fn mail(&self) -> String {
        let mut text = format!("{}，您好：\n\n有 {} 件事等您处理：\n", line(self.name), self.count());
        for todo in self.todos {
            let count = if todo.count > 1 { format!("（{} 件）", todo.count) } else { String::new() };
            text.push_str(&format!("\n· {}：{}{count}\n", todo.kind, line(&todo.title)));
            text.extend(self.link(&todo.href).map(|link| format!("  {link}\n")));
        }
        text.push_str("\n改时间、改方式或不再接收：登录后在“本人账号 › 待办提醒”里设置。\n");
        text.extend(self.link("/account/reminders").map(|link| format!("{link}\n")));
        text
    }

    /// To a group: how many of which kind, and nothing of what they are about.
    pub(super) fn group(&self) -> String {
        let mut kinds: Vec<(&str, i64)> = Vec::new();
        for todo in self.todos {
            match kinds.iter_mut().find(|kind| kind.0 == todo.kind) {
                Some(kind) => kind.1 += todo.count,
                None => kinds.push((todo.kind, todo.count)),
            }
        }
        let kinds: Vec<String> = kinds.iter().map(|(kind, count)| format!("{kind} {count} 件")).collect();
        let link = self.link("/").map(|link| format!("\n[打开系统]({link})")).unwrap_or_default();
        format!("{}：待办 {} 件（{}）{link}", line(self.name), self.count(), kinds.join("，"))
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn a_mail_names_each_thing_and_a_group_is_told_numbers_only() {
        let todos = [
            Todo::new("核稿", "第三季度\r\nBcc: x 报告", "/reports/1", None),
            Todo { count: 4, ..Todo::new("登记", "4 项安排已到期", "/journal/plan", None) },
        ];
        let day: Day = "2022-10-31".parse().unwrap();
        let digest = Digest { office: "云州团市委", name: "林小禾", day, todos: &todos, site: Some("https://board.example.cn/") };
        assert_eq!(digest.subject(), "待办 5 件（10月31日） · 云州团市委");
        assert!(digest.mail().contains("· 核稿：第三季度 Bcc: x 报告\n  https://board.example.cn/reports/1\n"), "{}", digest.mail());
        assert_eq!(digest.group(), "林小禾：待办 5 件（核稿 1 件，登记 4 件）\n[打开系统](https://board.example.cn/)");
        assert!(!Digest { site: None, ..digest }.mail().contains("http"));
    }
}
